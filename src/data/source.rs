//! A delimited text as a table whose columns are read when they are asked for, each once and over all its cells.

use super::cache::{Copy, Kept, KeptColumn, Whole};
use super::cells;
use super::facts::{ColumnFacts, Opening};
use super::faults::{self, cannot_open, carried, does_not_fit, of_reader};
use super::gaps::infer_with_gaps;
use super::infer::{Format, Found};
use super::layout::Layout;
use super::lazy::{self, Rows};
use super::packed::{Cells, Packed, Shelf, TextAs, Typed, Unreadable};
use super::reader::{self, Fault, Gathered, Input, Tally, Want};
use super::text::Text;
use crate::base::Diagnostic;
use crate::base::counts::counted;
use crate::base::names::fold;
use crate::catalog::Table;
use crate::catalog::reading::DateOrder;
use polars::prelude::{Column, DataFrame, DataType, Field, IntoLazy, LazyFrame, PlSmallStr, PolarsResult, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes at the start of a larger one that show what its columns may be; of four more places half as many.
const SAMPLE: u64 = 512 << 10;

/// A text and the columns that were read of it. Copies share them.
#[derive(Clone)]
pub(crate) struct Source(Arc<Inner>);

/// A table of a text as it is known at one time.
pub(super) struct Snapshot {
    pub(super) table: Table,
    /// Its columns; those that were not read yet are read when the engine asks for them.
    pub(super) frame: LazyFrame,
    /// What is known of the columns that were read.
    pub(super) facts: BTreeMap<String, ColumnFacts>,
    /// How often what is known had changed by then.
    pub(super) seen: u64,
}

struct Inner {
    /// The file, as it was named.
    shown_as: String,
    text: Text,
    layout: Layout,
    /// Whether its texts stay in dictionaries: those of a large text do.
    text_as: TextAs,
    opening: Opening,
    /// Where columns are kept from one sitting to the next.
    copy: Option<Copy>,
    state: Mutex<State>,
    /// Held while columns are read.
    loading: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// What was counted of the text, once it was read.
    tally: Option<Tally>,
    columns: Vec<OneColumn>,
    /// The columns that a query asks for, while that is being found out.
    asked: Option<BTreeSet<usize>>,
    /// How often what is known of a column has changed.
    changes: u64,
    /// All columns, where the text is small.
    in_memory: Option<DataFrame>,
}

/// A column: a guess, or what all its cells say.
#[derive(Clone)]
struct OneColumn {
    found: Found,
    /// What all cells say, once they were read, now or in an earlier sitting.
    known: Option<KeptColumn>,
    /// Its values, once they were asked for.
    values: Option<Arc<Packed>>,
}

impl State {
    /// What was kept of a text with so many columns.
    fn of(kept: Kept, width: usize) -> State {
        let mut columns: Vec<OneColumn> = kept.whole.guesses.into_iter().map(OneColumn::guessed).collect();
        columns.resize(width, OneColumn::guessed(Found::new(Format::Text, "text")));
        for known in kept.columns {
            if let Some(column) = columns.get_mut(known.at) {
                *column = OneColumn { found: known.found.clone(), known: Some(known), values: None };
            }
        }
        State { tally: Some(kept.whole.tally), columns, ..State::default() }
    }

    fn rows(&self) -> Option<u64> {
        self.tally.as_ref().map(|tally| tally.rows)
    }
}

impl Source {
    /// Opens a text. A small one is read whole; of a large one a copy is sought, or samples are read.
    pub(super) fn open(
        text: Text,
        layout: Layout,
        copy: Option<Copy>,
        shown_as: &str,
        opening: &Opening,
        large: bool,
    ) -> Result<Source, Diagnostic> {
        let kept = copy.as_ref().and_then(Copy::kept);
        if let Some(kept) = kept {
            copy.iter().for_each(Copy::used);
            return Ok(Source::new(text, State::of(kept, layout.names.len()), layout, copy, shown_as, opening, true));
        }
        let width = layout.names.len();
        let mut guesses = vec![Found::new(Format::Text, "text"); width];
        if large {
            let input = text.input().map_err(|why| cannot_open(shown_as, why))?;
            let sample = reader::sample(&input, &layout.dialect, SAMPLE, SAMPLE / 2);
            let sample = sample.map_err(|fault| of_reader(shown_as, &fault, width))?;
            let order = |name: &String| opening.reading.date_order_of(name);
            let named = sample.iter().zip(&layout.names);
            guesses = named.map(|(column, name)| guess(column, layout.dialect.signs.delimiter, order(name))).collect();
        }
        let state = State { columns: guesses.into_iter().map(OneColumn::guessed).collect(), ..State::default() };
        let source = Source::new(text, state, layout, copy, shown_as, opening, large);
        if !large {
            source.read_all()?;
            source.materialise()?;
        }
        Ok(source)
    }

    /// Opens what is kept of a text, without the text.
    pub(super) fn of_copy(text: Text, copy: Copy, kept: Kept, shown_as: &str, opening: &Opening) -> Source {
        copy.used();
        let layout = kept.whole.layout.clone().renamed(&kept.whole.shown_as, shown_as);
        Source::new(text, State::of(kept, layout.names.len()), layout, Some(copy), shown_as, opening, true)
    }

    fn new(
        text: Text,
        state: State,
        layout: Layout,
        copy: Option<Copy>,
        shown_as: &str,
        opening: &Opening,
        large: bool,
    ) -> Source {
        let text_as = if large { TextAs::Codes } else { TextAs::Texts };
        let (state, loading, opening) = (Mutex::new(state), Mutex::default(), opening.clone());
        Source(Arc::new(Inner { shown_as: shown_as.into(), text, layout, text_as, opening, copy, state, loading }))
    }

    /// Gets all rows of all columns at once.
    fn materialise(&self) -> Result<(), Diagnostic> {
        let rows = self.state().rows().unwrap_or(0);
        let named = self.0.layout.names.iter().enumerate();
        let columns = named.map(|(at, name)| self.rows_of(at, &name.as_str().into(), 0..rows)).collect::<Result<Vec<_>, _>>()?;
        self.state().in_memory = DataFrame::new(rows as usize, columns).ok();
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The table as far as it is known.
    pub(super) fn snapshot(&self, name: &str) -> Snapshot {
        let (schema, found, facts, rows, seen) = {
            let state = self.state();
            let names = self.0.layout.names.iter();
            let schema: Schema =
                names.clone().zip(&state.columns).map(|(name, column)| column.field(name, self.0.text_as)).collect();
            let found: Vec<Found> = state.columns.iter().map(OneColumn::described).collect();
            let known = names.zip(&state.columns).filter_map(|(name, column)| Some((name.clone(), column.known.as_ref()?.facts)));
            (schema, found, known.collect::<BTreeMap<_, _>>(), state.rows(), state.changes)
        };
        let mut table = self.0.layout.table(&found, name, &self.0.shown_as, rows);
        table.notes.extend(self.about_records());
        Snapshot { table, frame: self.frame(&schema), facts, seen }
    }

    /// The columns as a lazy frame: those in memory, where there is nothing to be told of columns that are asked for, or rows that are
    /// given when the engine comes to them.
    fn frame(&self, schema: &Schema) -> LazyFrame {
        let plain = self.is_plain();
        let in_memory = self.state().in_memory.clone().filter(|_| plain);
        in_memory.map_or_else(|| lazy::frame(Arc::new(self.clone()), schema), IntoLazy::lazy)
    }

    /// Starts to listen for the columns that queries ask for, without reading any.
    pub(crate) fn listen(&self) {
        self.state().asked = Some(BTreeSet::new());
    }

    /// The columns that were asked for since, by name.
    pub(crate) fn heard(&self) -> Vec<String> {
        let asked = self.state().asked.take().unwrap_or_default();
        asked.into_iter().filter_map(|at| self.0.layout.names.get(at).cloned()).collect()
    }

    /// Whether all columns were read and all their cells fit, so that there is nothing to be found out about them.
    pub(crate) fn is_plain(&self) -> bool {
        let plain =
            |column: &OneColumn| column.values.is_some() && column.known.as_ref().is_some_and(|known| known.unreadable == 0);
        self.state().columns.iter().all(plain)
    }

    /// Whether a text that was made is still in memory.
    #[cfg(test)]
    pub(super) fn holds_text(&self) -> bool {
        self.0.text.is_unchanged().is_some()
    }

    fn is_read(&self) -> bool {
        self.state().columns.iter().all(|column| column.values.is_some())
    }

    /// How often what is known has changed.
    pub(crate) fn changes(&self) -> u64 {
        self.state().changes
    }

    /// Reads all columns that were not read before.
    pub(crate) fn read_all(&self) -> Result<(), Diagnostic> {
        self.load(&(0..self.0.layout.names.len()).collect())
    }

    /// Reads columns, by their names, unless they were read before.
    pub(crate) fn read(&self, names: &[String]) -> Result<(), Diagnostic> {
        let places = names.iter().filter_map(|name| self.0.layout.names.iter().position(|own| own == name));
        self.load_some(&places.collect())
    }

    /// Reads the columns whose names occur in a text, unless they were read before.
    pub(crate) fn read_named(&self, text: &str) -> Result<(), Diagnostic> {
        let named = self.0.layout.names.iter().enumerate().filter(|(_, name)| text.contains(name.as_str()));
        self.load_some(&named.map(|(at, _)| at).collect())
    }

    /// The texts of a column and how often each occurs, the most frequent first, as far as that is known without reading its rows.
    pub(crate) fn frequencies(&self, name: &str) -> Option<Vec<(String, u64)>> {
        let at = self.0.layout.names.iter().position(|own| own == name)?;
        let OneColumn { known, values, .. } = self.state().columns.get(at)?.clone();
        match values {
            Some(values) => values.frequencies(),
            None => self.0.copy.as_ref()?.frequencies(&known?),
        }
    }

    /// What is to be said of the cells of a column that do not fit it.
    pub(crate) fn unreadable(&self, name: &str) -> Option<String> {
        let state = self.state();
        let at = self.0.layout.names.iter().position(|own| own == name)?;
        let known = state.columns.get(at)?.known.as_ref().filter(|known| known.unreadable > 0)?;
        let file = Path::new(&self.0.shown_as).file_name().map_or_else(String::new, |f| f.to_string_lossy().into());
        let first: Vec<String> = known.places.iter().map(|(line, cell)| format!("line {line} \"{cell}\"")).collect();
        let more = if known.unreadable > known.places.len() as u64 { ", …" } else { "" };
        let (cells, are) = (counted(known.unreadable, "cell"), if known.unreadable == 1 { "is" } else { "are" });
        Some(format!("{cells} of {name} {are} taken as unknown: {file} {}{more}", first.join(", ")))
    }

    /// What is to be said of records of the text.
    fn about_records(&self) -> Vec<Diagnostic> {
        let state = self.state();
        let short = state.tally.as_ref().map(|tally| tally.short).filter(|short| *short > 0);
        let foreign = self.0.layout.foreign.or(state.tally.as_ref().and_then(|tally| tally.foreign));
        let short = short.map(|short| faults::short_records(&self.0.shown_as, short));
        short.into_iter().chain(foreign.map(|line| faults::foreign(&self.0.shown_as, line))).collect()
    }

    /// Reads the columns at these places, if there are some.
    fn load_some(&self, wanted: &BTreeSet<usize>) -> Result<(), Diagnostic> {
        if wanted.is_empty() { Ok(()) } else { self.load(wanted) }
    }

    /// Reads the columns at these places: those that are kept from their copies, and the others from the text, of which a copy is left.
    fn load(&self, wanted: &BTreeSet<usize>) -> Result<(), Diagnostic> {
        // Who comes second finds what the first has read.
        let _loading = self.0.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<(usize, OneColumn)> = {
            let state = self.state();
            let columns = wanted.iter().filter_map(|at| state.columns.get(*at).map(|column| (*at, column.clone())));
            columns.filter(|(_, column)| column.values.is_none()).collect()
        };
        if missing.is_empty() && self.state().tally.is_some() {
            return Ok(());
        }
        let current = || self.0.copy.as_ref().is_none_or(|copy| copy.is_current());
        if !self.0.text.is_unchanged().unwrap_or_else(current) {
            return Err(cannot_open(&self.0.shown_as, "it was changed while it was open").help("open it again"));
        }
        let (kept, unknown): (Vec<_>, Vec<_>) = missing.into_iter().partition(|(_, column)| column.known.is_some());
        let mut lost = self.load_kept(kept)?;
        lost.extend(unknown.into_iter().map(|(at, column)| (at, column.found)));
        self.state().changes += 1;
        if self.0.text.is_made() && self.0.copy.is_some() && !lost.is_empty() {
            lost.extend(self.others(wanted));
        }
        lost.sort_by_key(|(at, _)| *at);
        if lost.is_empty() && self.state().tally.is_some() { Ok(()) } else { self.read_from_text(&lost) }
    }

    /// The columns besides that were never read: with a text that was made for some, all are read, so that it need not be made again.
    fn others(&self, wanted: &BTreeSet<usize>) -> Vec<(usize, Found)> {
        let state = self.state();
        let other = |(at, column): &(usize, &OneColumn)| column.known.is_none() && !wanted.contains(at);
        state.columns.iter().enumerate().filter(other).map(|(at, column)| (at, column.found.clone())).collect()
    }

    /// Takes columns from their copies. Gives those whose copies are damaged, with a guess.
    fn load_kept(&self, columns: Vec<(usize, OneColumn)>) -> Result<Vec<(usize, Found)>, Diagnostic> {
        let rows = self.state().rows().unwrap_or(0);
        let mut lost = Vec::new();
        for (at, column) in columns {
            let values = column.known.as_ref().zip(self.0.copy.as_ref()).and_then(|(known, copy)| copy.column(known, rows));
            match (values, column.known) {
                (Some(values), Some(known)) => self.take(at, known, Arc::new(values))?,
                (_, _) => lost.push((at, Found { rests_on_all: true, ..column.found })),
            }
        }
        Ok(lost)
    }

    /// Reads columns from the text, and leaves a copy; where the disk does not take that, into memory.
    fn read_from_text(&self, guesses: &[(usize, Found)]) -> Result<(), Diagnostic> {
        let Inner { text, layout, shown_as, copy, .. } = &*self.0;
        let input = text.input().map_err(|why| cannot_open(shown_as, why))?;
        let in_memory = |_: usize| Shelf::in_memory();
        let read = match copy {
            Some(copy) => {
                match self.columns_of(&input, guesses, &|at| if self.may_keep(at) { copy.shelf(at) } else { in_memory(at) }) {
                    Err(Failure::Disk) => self.columns_of(&input, guesses, &in_memory),
                    read => read,
                }
            }
            None => self.columns_of(&input, guesses, &in_memory),
        };
        let columns = read.map_err(|failure| match failure {
            Failure::Text(fault) => of_reader(shown_as, &fault, layout.names.len()),
            Failure::Disk => cannot_open(shown_as, "its columns cannot be stored"),
        })?;
        let mut new = Vec::new();
        for (at, Typed { found, packed, facts, unreadable }) in columns {
            let (known, packed) =
                (KeptColumn::new(at, found, facts, unreadable.count, self.with_lines(unreadable)), Arc::new(packed));
            new.push((known.clone(), packed.clone()));
            self.take(at, known, packed)?;
        }
        self.keep(new);
        if copy.is_some() || self.is_read() {
            text.forget();
        }
        Ok(())
    }

    /// The columns of a text; what they are is decided over all cells.
    fn columns_of(
        &self,
        input: &Input,
        guesses: &[(usize, Found)],
        shelf: &dyn Fn(usize) -> Shelf,
    ) -> Result<Vec<(usize, Typed)>, Failure> {
        let dialect = &self.0.layout.dialect;
        let read = |wants: &[(usize, Want)]| {
            reader::read(input, dialect, wants, wants.iter().map(|(at, _)| shelf(*at)).collect()).map_err(|fault| match fault {
                Fault::Unwritable => Failure::Disk,
                fault => Failure::Text(fault),
            })
        };
        let wants: Vec<(usize, Want)> = guesses.iter().map(|(at, found)| (*at, want(found))).collect();
        let first = read(&wants)?;
        let failed = wants.iter().zip(&first.columns).filter(|(_, column)| column.unreadable > 0);
        let again: Vec<(usize, Want)> = failed.map(|((at, _), _)| (*at, Want::Texts)).collect();
        let mut second = if again.is_empty() { Vec::new() } else { read(&again)?.columns }.into_iter();
        self.state().tally = Some(first.tally);
        let mut columns = Vec::new();
        for (((at, guess), (_, want)), column) in guesses.iter().zip(&wants).zip(first.columns) {
            let (column, want) = match column.unreadable {
                0 => (column, *want),
                _ => (second.next().ok_or(Failure::Disk)?, Want::Texts),
            };
            columns.push((*at, self.typed(*at, guess, column, want, shelf).map_err(|_| Failure::Disk)?));
        }
        Ok(columns)
    }

    /// A column from what was read.
    fn typed(&self, at: usize, guess: &Found, column: Gathered, want: Want, shelf: &dyn Fn(usize) -> Shelf) -> io::Result<Typed> {
        let name = self.0.layout.names.get(at).map_or("", String::as_str);
        let order = self.0.opening.reading.date_order_of(name);
        let Gathered { shelf: cells, texts, written, facts, .. } = column;
        match want {
            Want::Values(format) => {
                let (found, packed) = (guess.clone(), Packed::of_values(cells, format));
                Ok(Typed { found, packed, facts, unreadable: Unreadable::default() })
            }
            Want::Texts => {
                let infer = |cells: &Cells<'_>| infer_with_gaps(cells.iter(), self.0.layout.dialect.signs.delimiter, order);
                Packed::of_texts(cells, texts, written, infer, || shelf(at))
            }
        }
    }

    /// Whether a column may be left in a copy.
    fn may_keep(&self, at: usize) -> bool {
        let Inner { layout, opening, .. } = &*self.0;
        let hidden = |name: &String| opening.sensitive.iter().any(|said| fold(said) == fold(name));
        layout.names.get(at).is_some_and(|name| !hidden(name))
    }

    /// Leaves a copy of columns for later sittings.
    fn keep(&self, mut columns: Vec<(KeptColumn, Arc<Packed>)>) {
        let Inner { shown_as, layout, copy: Some(copy), .. } = &*self.0 else { return };
        columns.retain(|(known, _)| self.may_keep(known.at));
        let state = self.state();
        let guesses = state.columns.iter().enumerate().map(|(at, column)| match self.may_keep(at) {
            true => column.found.clone(),
            false => Found::new(Format::Text, "text"),
        });
        let (guesses, tally) = (guesses.collect(), state.tally.clone().unwrap_or_default());
        copy.keep(Whole { shown_as: shown_as.clone(), layout: layout.clone(), tally, guesses }, columns);
    }

    /// The lines of the file in which rows stand, from 1; each row is behind the one before. `None` where the file is no text.
    pub(crate) fn lines(&self, rows: &[u64]) -> Option<Vec<Option<u64>>> {
        self.0.layout.lines.then(|| self.lines_of_text(rows))
    }

    fn lines_of_text(&self, rows: &[u64]) -> Vec<Option<u64>> {
        let Inner { text, layout, .. } = &*self.0;
        let Ok(input) = text.input() else { return vec![None; rows.len()] };
        let state = self.state();
        let starts = state.tally.as_ref().map_or(&[][..], |tally| &tally.starts);
        reader::lines_of(rows, &input, &layout.dialect, starts)
    }

    /// The first unreadable cells with their lines.
    fn with_lines(&self, unreadable: Unreadable) -> Vec<(u64, String)> {
        let (rows, cells): (Vec<u64>, Vec<String>) = unreadable.first.into_iter().unzip();
        self.lines_of_text(&rows).into_iter().map(|line| line.unwrap_or(0)).zip(cells).collect()
    }

    /// Takes a column over, unless cells that do not fit it are an error.
    fn take(&self, at: usize, known: KeptColumn, values: Arc<Packed>) -> Result<(), Diagnostic> {
        let name = self.0.layout.names.get(at).map_or("", String::as_str);
        if let (Some((line, cell)), true) = (known.places.first(), self.0.opening.strict) {
            return Err(does_not_fit(&self.0.shown_as, *line, name, cell, &known.found.words, known.unreadable));
        }
        if let Some(column) = self.state().columns.get_mut(at) {
            *column = OneColumn { found: known.found.clone(), known: Some(known), values: Some(values) };
        }
        Ok(())
    }

    /// Some rows of a column.
    fn rows_of(&self, at: usize, name: &PlSmallStr, rows: Range<u64>) -> Result<Column, Diagnostic> {
        let values = || self.state().columns.get(at).and_then(|column| column.values.clone());
        let values = match values() {
            Some(values) => Some(values),
            None => {
                self.load(&BTreeSet::from([at]))?;
                values()
            }
        };
        let column = values.and_then(|values| values.column(name, rows, self.0.text_as).ok());
        column.ok_or_else(|| cannot_open(&self.0.shown_as, "its copy was damaged while it was open").help("open it again"))
    }
}

/// Why columns of a text could not be read.
enum Failure {
    Text(Fault),
    /// They could not be stored.
    Disk,
}

impl Rows for Source {
    fn height(&self) -> PolarsResult<usize> {
        if self.state().asked.is_some() {
            return Ok(0);
        }
        let rows = || self.state().rows();
        if rows().is_none() {
            self.load(&BTreeSet::new()).map_err(|fault| carried(&fault))?;
        }
        // The engine numbers rows by 32 bits.
        let too_many = || carried(&cannot_open(&self.0.shown_as, "it has more than 4,294,967,295 rows"));
        u32::try_from(rows().unwrap_or(0)).map(|rows| rows as usize).map_err(|_| too_many())
    }

    fn column(&self, at: usize, name: &PlSmallStr, rows: Range<u64>) -> PolarsResult<Column> {
        {
            let mut state = self.state();
            let ty = state.columns.get(at).map(|column| column.field(name, self.0.text_as).dtype().clone());
            if let Some(asked) = &mut state.asked {
                asked.insert(at);
                return Ok(Column::new_empty(name.clone(), &ty.unwrap_or(DataType::Null)));
            }
        }
        self.rows_of(at, name, rows).map_err(|fault| carried(&fault))
    }
}

impl OneColumn {
    fn guessed(found: Found) -> OneColumn {
        OneColumn { found, known: None, values: None }
    }

    /// How the engine is told of it. A text that was not read yet may come as text or by its place in a dictionary.
    fn field(&self, name: &str, text_as: TextAs) -> Field {
        let guessed = || cells::data_type(self.found.format.ty());
        Field::new(name.into(), self.values.as_ref().map_or_else(guessed, |values| values.data_type(text_as)))
    }

    /// What was found, with what all cells say of it.
    fn described(&self) -> Found {
        let mut found = self.found.clone();
        match &self.known {
            None if found.format != Format::Text => found.words.push_str(", by a sample"),
            Some(known) if known.unreadable > 0 => {
                let first =
                    known.places.first().map_or_else(String::new, |(line, cell)| format!(", first in line {line}: {cell}"));
                found.words.push_str(&format!("; {} unreadable{first}", counted(known.unreadable, "cell")));
            }
            _ => {}
        }
        found
    }
}

/// How a column is read that a sample shows to be so.
fn want(found: &Found) -> Want {
    match found.format {
        _ if found.rests_on_all => Want::Texts,
        Format::Whole | Format::Real | Format::Date(_) | Format::Datetime(_) => Want::Values(found.format),
        _ => Want::Texts,
    }
}

/// What a sample of a column shows. One with cells that do not fit is decided over all.
fn guess(sample: &Gathered, delimiter: u8, order: Option<DateOrder>) -> Found {
    let cells = sample.cells();
    let strict = super::infer::infer(cells.iter().map(|(text, _)| text), delimiter, order);
    match strict.format {
        Format::Text => Found { rests_on_all: true, ..infer_with_gaps(cells.iter(), delimiter, order) },
        _ => strict,
    }
}
