//! A delimited text as a table whose columns are read when they are asked for, each once and over all its cells.

use super::cache::{Copy, Kept, KeptColumn};
use super::cells;
use super::columns::{TextAs, Unreadable, of_texts, of_values};
use super::facts::{ColumnFacts, Opening};
use super::faults::{cannot_open, carried, does_not_fit, of_reader};
use super::gaps::infer_with_gaps;
use super::infer::{Format, Found};
use super::layout::Layout;
use super::reader::{self, Collected, Gathered, Input, Start, Texts, Want};
use super::threads::on_all_processors;
use crate::base::Diagnostic;
use crate::base::counts::counted;
use crate::catalog::Table;
use crate::catalog::reading::DateOrder;
use polars::prelude::{AllowedOptimizations, Column, DataFrame, Field, IntoLazy, LazyFrame, PlSmallStr, PolarsResult, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

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
    input: Input,
    layout: Layout,
    /// Whether its columns are read when they are asked for, and its texts stay in dictionaries.
    large: bool,
    opening: Opening,
    /// Where columns are kept from one sitting to the next.
    copy: Option<Arc<Copy>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    rows: Option<u64>,
    /// Records with fewer cells than the header.
    short: u64,
    /// Where stretches of the text start, once it was read.
    starts: Vec<Start>,
    columns: Vec<OneColumn>,
    /// The columns that a query asks for, while that is being found out.
    asked: Option<BTreeSet<usize>>,
    /// How often what is known of a column has changed.
    changes: u64,
    /// Copies that are being written: no answer waits for them.
    writing: Vec<JoinHandle<()>>,
}

impl Drop for Inner {
    /// Lets the copies become whole.
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.writing.drain(..).for_each(|writing| drop(writing.join()));
    }
}

/// A column: a guess, or what all its cells say.
#[derive(Clone)]
struct OneColumn {
    found: Found,
    /// What all cells say, once they were read, now or in an earlier sitting.
    known: Option<KeptColumn>,
    /// Its values, once they were asked for.
    values: Option<Column>,
}

impl State {
    /// What was kept of a text with so many columns.
    fn of(kept: Kept, width: usize) -> State {
        let mut columns: Vec<OneColumn> = kept.guesses.into_iter().map(OneColumn::guessed).collect();
        columns.resize(width, OneColumn::guessed(Found::new(Format::Text, "text")));
        for known in kept.columns {
            if let Some(column) = columns.get_mut(known.at) {
                *column = OneColumn { found: known.found.clone(), known: Some(known), values: None };
            }
        }
        State { rows: Some(kept.rows), short: kept.short, columns, ..State::default() }
    }
}

impl Source {
    /// Opens a text. One of up to `small` bytes is read whole; of a larger one a copy is sought, or samples are read.
    pub(super) fn open(
        input: Input,
        layout: Layout,
        shown_as: &str,
        file: Option<&Path>,
        opening: &Opening,
        small: u64,
    ) -> Result<Source, Diagnostic> {
        let width = layout.names.len();
        let large = input.length() > small;
        let root = opening.copies.as_deref().filter(|_| large);
        let copy = root
            .zip(file)
            .and_then(|(root, file)| Copy::of(root, file, format!("{:?} {:?}", layout.dialect, opening.reading)))
            .map(Arc::new);
        let state = match copy.as_ref().and_then(|copy| copy.kept()) {
            Some(kept) => {
                copy.iter().for_each(|copy| copy.used());
                State::of(kept, width)
            }
            None if large => {
                let sample = reader::sample(&input, &layout.dialect, SAMPLE, SAMPLE / 2);
                let sample = sample.map_err(|fault| of_reader(shown_as, &fault, width))?;
                let order = |at| layout.date_order(at, &opening.reading);
                let columns = sample.iter().enumerate();
                let guesses = columns.map(|(at, column)| guess(column, layout.dialect.signs.delimiter, order(at)));
                State { columns: guesses.map(OneColumn::guessed).collect(), ..State::default() }
            }
            None => State { columns: vec![OneColumn::guessed(Found::new(Format::Text, "text")); width], ..State::default() },
        };
        let (shown_as, opening, state) = (shown_as.to_string(), opening.clone(), Mutex::new(state));
        let source = Source(Arc::new(Inner { shown_as, input, layout, large, opening, copy, state }));
        if !large {
            source.read_all()?;
        }
        Ok(source)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The table as far as it is known.
    pub(super) fn snapshot(&self, name: &str) -> Snapshot {
        let (schema, found, facts, rows, seen) = {
            let state = self.state();
            let names = self.0.layout.names.iter();
            let schema: Schema = names.clone().zip(&state.columns).map(|(name, column)| column.field(name)).collect();
            let found: Vec<Found> = state.columns.iter().map(OneColumn::described).collect();
            let known = names.zip(&state.columns).filter_map(|(name, column)| Some((name.clone(), column.known.as_ref()?.facts)));
            (schema, found, known.collect::<BTreeMap<_, _>>(), state.rows, state.changes)
        };
        let mut table = self.0.layout.table(&found, name, &self.0.shown_as, rows);
        table.notes.extend(self.short_records());
        Snapshot { table, frame: self.frame(schema), facts, seen }
    }

    /// The columns as a lazy frame: those in memory, or those that the engine asks for by an empty frame that has them.
    fn frame(&self, schema: Schema) -> LazyFrame {
        if let Some(all) = self.in_memory().filter(|_| self.is_plain()) {
            return all.lazy();
        }
        let (source, announced) = (self.clone(), Arc::new(schema));
        let wanted = DataFrame::empty_with_schema(&announced);
        let give = move |wanted: DataFrame| source.give(&wanted, &announced);
        wanted.lazy().map(give, AllowedOptimizations::PROJECTION_PUSHDOWN, None, Some("columns of a text"))
    }

    fn in_memory(&self) -> Option<DataFrame> {
        let state = self.state();
        let all = state.columns.iter().map(|column| column.values.clone());
        DataFrame::new(state.rows? as usize, all.collect::<Option<Vec<Column>>>()?).ok()
    }

    /// The columns of an empty frame with all their rows.
    fn give(&self, wanted: &DataFrame, announced: &Schema) -> PolarsResult<DataFrame> {
        let asked = wanted.columns().iter().filter_map(|column| self.place(column.name())).collect::<BTreeSet<usize>>();
        if let Some(all) = &mut self.state().asked {
            all.extend(&asked);
            return Ok(wanted.clone());
        }
        self.load(&asked).map_err(|fault| carried(&fault))?;
        let state = self.state();
        let mut columns = Vec::with_capacity(asked.len());
        for name in wanted.columns().iter().map(Column::name) {
            let values = self.place(name).and_then(|at| state.columns.get(at)?.values.as_ref());
            let Some(values) = values else { continue };
            let ty = announced.get(name).unwrap_or(values.dtype());
            columns.push(if values.dtype() == ty { values.clone() } else { values.strict_cast(ty)? });
        }
        DataFrame::new(state.rows.unwrap_or(0) as usize, columns)
    }

    fn place(&self, name: &PlSmallStr) -> Option<usize> {
        self.0.layout.names.iter().position(|own| own == name.as_str())
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
        self.load(&places.collect())
    }

    /// Reads the columns whose names occur in a text, unless they were read before.
    pub(crate) fn read_named(&self, text: &str) -> Result<(), Diagnostic> {
        let named = self.0.layout.names.iter().enumerate().filter(|(_, name)| text.contains(name.as_str()));
        self.load(&named.map(|(at, _)| at).collect())
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

    fn short_records(&self) -> Option<Diagnostic> {
        let short = Some(self.state().short).filter(|short| *short > 0)?;
        Some(super::faults::short_records(&self.0.shown_as, short))
    }

    /// Reads the columns at these places: those that are kept from their copies, and the others from the text, of which a copy is left.
    fn load(&self, wanted: &BTreeSet<usize>) -> Result<(), Diagnostic> {
        let Inner { input, shown_as, .. } = &*self.0;
        let missing: Vec<(usize, OneColumn)> = {
            let state = self.state();
            let columns = wanted.iter().filter_map(|at| state.columns.get(*at).map(|column| (*at, column.clone())));
            columns.filter(|(_, column)| column.values.is_none()).collect()
        };
        if missing.is_empty() && (wanted.is_empty() || self.state().rows.is_some()) {
            return Ok(());
        }
        if !input.is_unchanged() {
            return Err(cannot_open(shown_as, "it was changed while it was open").help("open it again"));
        }
        let (kept, unknown): (Vec<_>, Vec<_>) = missing.into_iter().partition(|(_, column)| column.known.is_some());
        let mut lost = self.load_kept(kept)?;
        lost.extend(unknown.into_iter().map(|(at, column)| (at, column.found)));
        lost.sort_by_key(|(at, _)| *at);
        self.state().changes += 1;
        if lost.is_empty() && self.state().rows.is_some() { Ok(()) } else { self.read_from_text(lost) }
    }

    /// Takes columns from their copies. Gives those whose copies are damaged, with a guess.
    fn load_kept(&self, columns: Vec<(usize, OneColumn)>) -> Result<Vec<(usize, Found)>, Diagnostic> {
        let rows = self.state().rows.unwrap_or(0);
        let read = on_all_processors(columns, |(at, column)| {
            let values = column.known.as_ref().zip(self.0.copy.as_ref()).and_then(|(known, copy)| copy.column(known, rows));
            (at, column, values)
        });
        let mut lost = Vec::new();
        for (at, column, values) in read {
            match (values, column.known) {
                (Some(values), Some(known)) => self.take(at, known, values)?,
                (_, _) => lost.push((at, Found { rests_on_all: true, ..column.found })),
            }
        }
        Ok(lost)
    }

    /// Reads columns from the text, and first decides over all cells what they are.
    fn read_from_text(&self, guesses: Vec<(usize, Found)>) -> Result<(), Diagnostic> {
        let Inner { input, layout, .. } = &*self.0;
        let wants: Vec<(usize, Want)> = guesses.iter().map(|(at, found)| (*at, want(found))).collect();
        let read = |wants: &[(usize, Want)]| {
            reader::read(input, &layout.dialect, wants).map_err(|fault| of_reader(&self.0.shown_as, &fault, layout.names.len()))
        };
        let first = read(&wants)?;
        let failed = wants.iter().zip(&first.columns).filter(|(_, column)| column.unreadable > 0);
        let again: Vec<(usize, Want)> = failed.map(|((at, _), _)| (*at, Want::Texts)).collect();
        let mut second = if again.is_empty() { Vec::new() } else { read(&again)?.columns }.into_iter();
        let mut gathered: Vec<(usize, Found, Gathered)> = Vec::new();
        for ((at, guess), column) in guesses.into_iter().zip(first.columns) {
            let fits = column.unreadable == 0;
            gathered.extend(if fits { Some(column) } else { second.next() }.map(|column| (at, guess, column)));
        }
        {
            let mut state = self.state();
            (state.rows, state.short, state.starts) = (Some(first.rows), first.short, first.starts);
        }
        let columns = on_all_processors(gathered, |(at, guess, column)| (at, self.typed(at, guess, column)));
        let mut new = Vec::new();
        for (at, (found, values, unreadable)) in columns {
            let known = KeptColumn::new(at, found, cells::facts(&values), unreadable.count, self.with_lines(unreadable));
            new.push((known.clone(), values.clone()));
            self.take(at, known, values)?;
        }
        self.keep(new);
        Ok(())
    }

    /// Leaves a copy of columns for later sittings.
    fn keep(&self, mut columns: Vec<(KeptColumn, Column)>) {
        let Inner { layout, opening, copy: Some(copy), .. } = &*self.0 else { return };
        let may = |at: usize| !opening.sensitive.iter().any(|said| layout.is_called(at, said));
        columns.retain(|(known, _)| may(known.at));
        let mut state = self.state();
        let guesses = state.columns.iter().enumerate().map(|(at, column)| match may(at) {
            true => column.found.clone(),
            false => Found::new(Format::Text, "text"),
        });
        let (guesses, rows, short) = (guesses.collect(), state.rows.unwrap_or(0), state.short);
        let copy = copy.clone();
        state.writing.push(std::thread::spawn(move || copy.keep(rows, short, guesses, columns)));
    }

    /// The line of the file in which a row stands, from 1; unknown where the file is no text, or was not read in this sitting.
    pub(crate) fn line(&self, row: u64) -> Option<u64> {
        let Inner { input, layout, .. } = &*self.0;
        let state = self.state();
        if layout.lines { reader::line_of(row, input, &layout.dialect, &state.starts) } else { None }
    }

    /// The first unreadable cells with their lines.
    fn with_lines(&self, unreadable: Unreadable) -> Vec<(u64, String)> {
        let Inner { input, layout, .. } = &*self.0;
        let state = self.state();
        let line = |row: u64| reader::line_of(row, input, &layout.dialect, &state.starts).unwrap_or(0);
        unreadable.first.into_iter().map(|(row, cell)| (line(row), cell)).collect()
    }

    /// Takes a column over, unless cells that do not fit it are an error.
    fn take(&self, at: usize, known: KeptColumn, values: Column) -> Result<(), Diagnostic> {
        let name = self.0.layout.names.get(at).map_or("", String::as_str);
        if let (Some((line, cell)), true) = (known.places.first(), self.0.opening.strict) {
            return Err(does_not_fit(&self.0.shown_as, *line, name, cell, &known.found.words, known.unreadable));
        }
        if let Some(column) = self.state().columns.get_mut(at) {
            let values = Some(values.with_name(name.into()));
            *column = OneColumn { found: known.found.clone(), known: Some(known), values };
        }
        Ok(())
    }

    /// A column of the engine from what was read.
    fn typed(&self, at: usize, guess: Found, gathered: Gathered) -> (Found, Column, Unreadable) {
        let name = self.0.layout.names.get(at).map_or("", String::as_str);
        let text_as = if self.0.large { TextAs::Codes } else { TextAs::Texts };
        match gathered.values {
            Collected::Texts(texts) => {
                let order = self.0.layout.date_order(at, &self.0.opening.reading);
                let found = infer_texts(&texts, self.0.layout.dialect.signs.delimiter, order);
                let (column, unreadable) = of_texts(name, found.format, texts, text_as);
                (found, column, unreadable)
            }
            _ => {
                let (column, unreadable) = of_values(name, guess.format, gathered);
                (guess, column, unreadable)
            }
        }
    }
}

impl OneColumn {
    fn guessed(found: Found) -> OneColumn {
        OneColumn { found, known: None, values: None }
    }

    /// How the engine is told of it. A text that was not read yet may come as text or by its place in a dictionary.
    fn field(&self, name: &str) -> Field {
        let ty = self.values.as_ref().map_or_else(|| cells::data_type(self.found.format.ty()), |values| values.dtype().clone());
        Field::new(name.into(), ty)
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
    match &sample.values {
        Collected::Texts(texts) => {
            let strict =
                super::infer::infer(texts_of(texts).filter(|(_, count)| *count > 0).map(|(text, _)| text), delimiter, order);
            match strict.format {
                Format::Text => Found { rests_on_all: true, ..infer_texts(texts, delimiter, order) },
                _ => strict,
            }
        }
        _ => Found::new(Format::Text, "text"),
    }
}

fn infer_texts(texts: &Texts, delimiter: u8, order: Option<DateOrder>) -> Found {
    infer_with_gaps(texts_of(texts), delimiter, order)
}

/// The distinct texts of a column and how often each occurs, the first of the file first; every text where they are not coded.
fn texts_of(texts: &Texts) -> impl Iterator<Item = (&str, u64)> + Clone {
    let (coded, plain) = match texts {
        Texts::Coded(codes, dictionary) => (Some(counts(codes, dictionary)), None),
        Texts::Plain(pieces) => (None, Some(Texts::plain(pieces).flatten().map(|text| (text, 1)))),
    };
    coded.into_iter().flatten().chain(plain.into_iter().flatten())
}

fn counts<'a>(codes: &reader::Codes, dictionary: &'a [Box<str>]) -> Vec<(&'a str, u64)> {
    let mut counts = vec![0u64; dictionary.len() + 1];
    let mut first = 0;
    codes.each(|code| {
        if let Some(count) = counts.get_mut(code as usize) {
            *count += 1;
        }
        if first == 0 {
            first = code;
        }
    });
    let counted = dictionary.iter().zip(counts.iter().skip(1)).map(|(text, count)| (&**text, *count));
    let mut texts: Vec<(&str, u64)> = counted.filter(|(_, count)| *count > 0).collect();
    let front = (first as usize).checked_sub(1).and_then(|at| dictionary.get(at)).map(|text| &**text);
    texts.sort_by_key(|(text, _)| (Some(*text) != front, *text));
    texts
}
