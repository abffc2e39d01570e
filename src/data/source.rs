//! A delimited text as a table whose columns are read when they are asked for, each once and over all its cells.

mod joint;
mod loading;

use super::cache::{Copy, Decided, Kept, KeptColumn};
use super::cells;
use super::facts::{ColumnFacts, Opening};
use super::faults::{self, cannot_open, carried, does_not_fit, not_forgotten, of_reader};
use super::infer::{Format, Found};
use super::layout::Layout;
use super::lazy::{self, Asked, Rows};
use super::packed::{Packed, TextAs, Unreadable};
use super::raw::Numbering;
use super::reader::{self, Tally};
use super::serial;
use super::text::Text;
use crate::base::counts::counted;
use crate::base::{Day, Diagnostic};
use crate::catalog::Table;
use crate::catalog::reading::DateOrder;
use polars::prelude::{Column, DataFrame, DataType, Field, IntoLazy, LazyFrame, PlSmallStr, PolarsResult, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes at the start of a larger one that show what its columns may be; of four more places half as many.
const SAMPLE: u64 = 512 << 10;

/// A text and the columns that were read of it. Copies share them.
#[derive(Clone)]
pub(crate) struct Source(Arc<Inner>);

/// A table as it is known at one time.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub(super) table: Table,
    /// Its columns; those that were not read yet are read when the engine asks for them.
    pub(super) frame: LazyFrame,
    /// The same from a reader that leaves out days that are not wanted, if there is one.
    pub(super) by_days: Option<ByDays>,
    /// What is known of the columns that were read.
    pub(super) facts: BTreeMap<String, ColumnFacts>,
    /// How often what is known had changed by then.
    pub(super) seen: u64,
}

/// A table whose rows lie in groups, by days of columns that are known in all rows.
#[derive(Clone)]
pub(crate) struct ByDays {
    pub(super) frame: LazyFrame,
    /// The first and the last day of each group.
    pub(super) days: Arc<BTreeMap<String, Vec<(i64, i64)>>>,
}

impl ByDays {
    /// The table, if few of its groups have days of a span in a column. Where most have, this is not the way to read it.
    pub(crate) fn within(&self, column: &str, first: Day, last: Day) -> Option<LazyFrame> {
        let groups = self.days.get(column)?;
        let wanted = groups.iter().filter(|(from, to)| *from <= i64::from(last.0) && *to >= i64::from(first.0)).count();
        (wanted * 4 <= groups.len()).then(|| self.frame.clone())
    }
}

struct Inner {
    /// The file, as it was named.
    shown_as: String,
    text: Text,
    layout: Layout,
    /// Whether its texts stay in dictionaries: those of a large text do.
    text_as: TextAs,
    opening: Opening,
    /// The columns of which nothing may be kept, by their places.
    private: Mutex<BTreeSet<usize>>,
    /// Where columns are kept from one sitting to the next.
    copy: Option<Copy>,
    state: Mutex<State>,
    asked: Asked,
    /// Held while columns are read.
    loading: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// What was counted of the text, once it was read.
    tally: Option<Tally>,
    columns: Vec<OneColumn>,
    /// What other files have decided of columns in earlier sittings, and those columns in the formats that were decided.
    decided: Vec<Decided>,
    others: Vec<KeptColumn>,
    /// Whether the engine is to ask for its columns even if they all lie in memory, so that it is known which it needs.
    always_asked: bool,
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
        columns.resize(width, OneColumn::guessed(Found::unseen()));
        for known in kept.columns {
            if let Some(column) = columns.get_mut(known.at) {
                *column = OneColumn { found: known.found.clone(), known: Some(known), values: None };
            }
        }
        State { tally: Some(kept.whole.tally), columns, decided: kept.decided, others: kept.others, ..State::default() }
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
        let mut guesses = vec![Found::unseen(); width];
        if large {
            let input = text.input().map_err(|why| cannot_open(shown_as, why))?;
            let sample = reader::sample(&input, &layout.dialect, SAMPLE, SAMPLE / 2);
            let sample = sample.map_err(|fault| of_reader(shown_as, &fault, width))?;
            let order = |at: usize| layout.date_order(at, &opening.reading);
            let columns = sample.iter().enumerate();
            guesses = columns.map(|(at, column)| loading::guess(column, layout.dialect.signs.delimiter, order(at))).collect();
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
        mut layout: Layout,
        copy: Option<Copy>,
        shown_as: &str,
        opening: &Opening,
        large: bool,
    ) -> Source {
        let text_as = if large { TextAs::Codes } else { TextAs::Texts };
        let is_private = |at: &usize| opening.sensitive.iter().any(|said| layout.is_called(*at, said));
        let private = Mutex::new((0..layout.names.len()).filter(is_private).collect());
        if !opening.sensitive.is_empty() {
            layout.withhold();
        }
        let (state, loading, asked, opening) = (Mutex::new(state), Mutex::default(), Asked::default(), opening.clone());
        Source(Arc::new(Inner {
            shown_as: shown_as.into(),
            text,
            layout,
            text_as,
            opening,
            private,
            copy,
            state,
            asked,
            loading,
        }))
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
            let found: Vec<Found> = state.columns.iter().map(|column| column.described(self.place_word())).collect();
            let known = names.zip(&state.columns).filter_map(|(name, column)| Some((name.clone(), column.known.as_ref()?.facts)));
            (schema, found, known.collect::<BTreeMap<_, _>>(), state.rows(), state.changes)
        };
        let mut table = self.0.layout.table(&found, name, &self.0.shown_as, rows);
        table.notes.extend(self.about_records());
        let counted = table.columns.iter().filter_map(|column| serial::doubt(column, facts.get(&column.name), &self.0.shown_as));
        table.notes.extend(counted.collect::<Vec<_>>());
        Snapshot { table, frame: self.frame(&schema), by_days: None, facts, seen }
    }

    /// The columns as a lazy frame: those in memory, where there is nothing to be told of columns that are asked for, or rows that are
    /// given when the engine comes to them.
    fn frame(&self, schema: &Schema) -> LazyFrame {
        let plain = self.is_plain();
        let in_memory = || {
            let state = self.state();
            state.in_memory.clone().filter(|_| plain && !state.always_asked)
        };
        in_memory().map_or_else(|| lazy::frame(Arc::new(self.clone()), schema), IntoLazy::lazy)
    }

    /// Whether a column may be left in a copy.
    pub(super) fn may_keep(&self, at: usize) -> bool {
        at < self.0.layout.names.len() && !self.private().contains(&at)
    }

    fn private(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.0.private.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing of a column may be kept.
    pub(super) fn is_private(&self, name: &str) -> bool {
        self.place(name).is_some_and(|at| !self.may_keep(at))
    }

    /// Keeps nothing more of columns, nor what was kept of them before.
    pub(super) fn withhold(&self, names: &[String]) -> Result<(), Diagnostic> {
        self.private().extend(names.iter().filter_map(|name| self.place(name)));
        self.0.copy.as_ref().map_or(Ok(()), |copy| copy.forget(names)).map_err(|_| not_forgotten(&self.0.shown_as))
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0.layout.names.iter().position(|own| own == name)
    }

    /// Lets the engine ask for columns even if they all lie in memory.
    pub(super) fn always_ask(&self) {
        self.state().always_asked = true;
    }

    /// Starts to listen for the columns that queries ask for, without reading any.
    pub(crate) fn listen(&self) {
        self.0.asked.listen();
    }

    /// The columns that were asked for since, by name.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.0.asked.heard().into_iter().filter_map(|at| self.0.layout.names.get(at).cloned()).collect()
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
        let places = names.iter().filter_map(|name| self.place(name));
        self.load_some(&places.collect())
    }

    /// Reads the columns whose names occur in a text, unless they were read before.
    pub(crate) fn read_named(&self, text: &str) -> Result<(), Diagnostic> {
        let named = self.0.layout.names.iter().enumerate().filter(|(_, name)| text.contains(name.as_str()));
        self.load_some(&named.map(|(at, _)| at).collect())
    }

    /// The texts of a column and how often each occurs, the most frequent first, as far as that is known without reading its rows.
    pub(crate) fn frequencies(&self, name: &str) -> Option<Vec<(String, u64)>> {
        let at = self.place(name)?;
        let OneColumn { known, values, .. } = self.state().columns.get(at)?.clone();
        match values {
            Some(values) => values.frequencies(),
            None => self.0.copy.as_ref()?.frequencies(&known?),
        }
    }

    /// The cells of a column that do not fit it: how many there are, and the first with their places.
    pub(super) fn unreadable(&self, name: &str) -> Option<(u64, Vec<(String, String)>)> {
        let state = self.state();
        let known = state.columns.get(self.place(name)?)?.known.as_ref().filter(|known| known.unreadable > 0)?;
        let word = self.place_word();
        Some((known.unreadable, known.places.iter().map(|(line, cell)| (format!("{word} {line}"), cell.clone())).collect()))
    }

    /// The file, as it was named.
    pub(super) fn shown_as(&self) -> &str {
        &self.0.shown_as
    }

    /// The sign between its cells.
    pub(super) fn delimiter(&self) -> u8 {
        self.0.layout.dialect.signs.delimiter
    }

    /// The order of dates that a catalog says of a column.
    pub(super) fn date_order(&self, name: &str) -> Option<DateOrder> {
        self.0.layout.date_order(self.place(name)?, &self.0.opening.reading)
    }

    /// Its rows, if it was read.
    pub(super) fn rows(&self) -> Option<u64> {
        self.state().rows()
    }

    /// What is found of a column, and whether its cells were read for it.
    pub(super) fn found(&self, name: &str) -> Option<(Found, bool)> {
        let state = self.state();
        let column = state.columns.get(self.place(name)?)?;
        Some((column.found.clone(), column.values.is_some()))
    }

    /// What is to be said of records of the text.
    fn about_records(&self) -> Vec<Diagnostic> {
        let state = self.state();
        let short = state.tally.as_ref().map(|tally| tally.short).filter(|short| *short > 0);
        let foreign = self.0.layout.foreign.or(state.tally.as_ref().and_then(|tally| tally.foreign));
        let short = short.map(|short| faults::short_records(&self.0.shown_as, short));
        let below = self.0.layout.below.notes(&self.0.shown_as, state.tally.as_ref().map(|tally| tally.line));
        below.into_iter().chain(short).chain(foreign.map(|line| faults::foreign(&self.0.shown_as, line))).collect()
    }

    /// What rows are found by in the file: `line` or `row`.
    pub(super) fn place_word(&self) -> &'static str {
        self.0.layout.numbering.word()
    }

    /// The lines of the file in which rows stand, from 1, or their numbers where the file is no text; each row is behind the one before.
    pub(crate) fn lines(&self, rows: &[u64]) -> Vec<Option<u64>> {
        match &self.0.layout.numbering {
            Numbering::Lines => self.lines_of_text(rows),
            _ => rows.iter().map(|row| self.0.layout.number(*row)).collect(),
        }
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
        self.lines(&rows).into_iter().zip(&rows).map(|(line, row)| line.unwrap_or(row + 1)).zip(cells).collect()
    }

    /// Takes a column over, unless cells that do not fit it are an error.
    fn take(&self, at: usize, known: KeptColumn, values: Arc<Packed>) -> Result<(), Diagnostic> {
        if let Some(misfit) = self.misfit_of(at, &known).filter(|_| self.0.opening.strict) {
            return Err(misfit);
        }
        if let Some(column) = self.state().columns.get_mut(at) {
            *column = OneColumn { found: known.found.clone(), known: Some(known), values: Some(values) };
        }
        Ok(())
    }

    /// Some rows of a column. One whose copy turns out to be damaged is read from the text again.
    /// The error for the first cell of a column that does not fit it.
    fn misfit_of(&self, at: usize, known: &KeptColumn) -> Option<Diagnostic> {
        let name = self.0.layout.names.get(at).map_or("", String::as_str);
        let (line, cell) = known.places.first()?;
        let place = format!("{} {line}", self.place_word());
        // What a column about single persons holds is not told.
        let cell = Some(cell.as_str()).filter(|_| self.may_keep(at));
        Some(does_not_fit(&self.0.shown_as, &place, name, cell, &known.found.words, known.unreadable))
    }

    /// Some rows of a column.
    fn rows_of(&self, at: usize, name: &PlSmallStr, rows: Range<u64>) -> Result<Column, Diagnostic> {
        let values = self.values(at)?;
        if let Ok(column) = values.column(name, rows.clone(), self.0.text_as) {
            return Ok(column);
        }
        self.forget(at, &values);
        let column = self.values(at)?.column(name, rows, self.0.text_as);
        column.map_err(|_| cannot_open(&self.0.shown_as, "its copy was damaged while it was open").help("open it again"))
    }

    /// The values of a column, which are read if they were not.
    fn values(&self, at: usize) -> Result<Arc<Packed>, Diagnostic> {
        let values = || self.state().columns.get(at).and_then(|column| column.values.clone());
        if let Some(values) = values() {
            return Ok(values);
        }
        self.load(&BTreeSet::from([at]))?;
        values().ok_or_else(|| cannot_open(&self.0.shown_as, "its columns cannot be stored"))
    }

    /// Forgets damaged values of a column, so that they are read from the text.
    fn forget(&self, at: usize, damaged: &Arc<Packed>) {
        if let Some(column) = self.state().columns.get_mut(at)
            && column.values.as_ref().is_some_and(|values| Arc::ptr_eq(values, damaged))
        {
            let found = Found { rests_on_all: true, ..column.found.clone() };
            *column = OneColumn::guessed(found);
        }
    }
}

impl Rows for Source {
    fn height(&self) -> PolarsResult<usize> {
        if self.0.asked.is_open() {
            return Ok(0);
        }
        let rows = || self.state().rows();
        if rows().is_none() {
            self.load(&BTreeSet::new()).map_err(|fault| carried(&fault))?;
        }
        lazy::height(rows().unwrap_or(0), &self.0.shown_as)
    }

    fn column(&self, at: usize, name: &PlSmallStr, rows: Range<u64>) -> PolarsResult<Column> {
        if self.0.asked.note(at) {
            let ty = self.state().columns.get(at).map(|column| column.field(name, self.0.text_as).dtype().clone());
            return Ok(Column::new_empty(name.clone(), &ty.unwrap_or(DataType::Null)));
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
    fn described(&self, place: &str) -> Found {
        let mut found = self.found.clone();
        match &self.known {
            None if found.format != Format::Text => found.words.push_str(", by a sample"),
            Some(known) if known.unreadable > 0 => {
                let first =
                    known.places.first().map_or_else(String::new, |(line, cell)| format!(", first in {place} {line}: {cell}"));
                found.words.push_str(&format!("; {} unreadable{first}", counted(known.unreadable, "cell")));
            }
            _ => {}
        }
        found
    }
}
