//! Columns of a text that are read: from their copies where there are some, else from the text, of which copies are left.

use super::{Inner, OneColumn, Source};
use crate::base::Diagnostic;
use crate::catalog::reading::DateOrder;
use crate::data::cache::{KeptColumn, Whole};
use crate::data::faults::{cannot_open, of_reader};
use crate::data::gaps::infer_with_gaps;
use crate::data::infer::{self, Format, Found};
use crate::data::packed::{Cells, Packed, Shelf, TextAs, Typed, Unreadable};
use crate::data::reader::{self, Fault, Gathered, Input, Want};
use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, PoisonError};

impl Source {
    /// Reads the columns at these places, if there are some.
    pub(super) fn load_some(&self, wanted: &BTreeSet<usize>) -> Result<(), Diagnostic> {
        if wanted.is_empty() { Ok(()) } else { self.load(wanted) }
    }

    /// Reads the columns at these places: those that are kept from their copies, and the others from the text, of which a copy is left.
    pub(super) fn load(&self, wanted: &BTreeSet<usize>) -> Result<(), Diagnostic> {
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

    /// Where the cells of a column go: to a copy, where one is kept; else into memory as long as there is room, and then to a file
    /// without a name. Cells about single persons stay in memory: what was in a file can be found on its disk when the file is gone.
    pub(super) fn shelf(&self, at: usize, with_copy: bool) -> Shelf {
        let Inner { copy, text_as, .. } = &*self.0;
        match copy {
            // What is small needs no room.
            _ if !self.may_keep(at) || *text_as == TextAs::Texts => Shelf::in_memory(),
            Some(copy) if with_copy => copy.shelf(at).unwrap_or_else(Shelf::roomy),
            _ => Shelf::roomy(),
        }
    }

    /// Reads columns from the text, and leaves a copy; where the disk does not take that, into memory.
    fn read_from_text(&self, guesses: &[(usize, Found)]) -> Result<(), Diagnostic> {
        let Inner { text, layout, shown_as, copy, .. } = &*self.0;
        let input = text.input().map_err(|why| cannot_open(shown_as, why))?;
        let unless_full = |read, shelf: &dyn Fn(usize) -> Shelf| match read {
            Err(Failure::Disk) => self.columns_of(&input, guesses, shelf),
            read => read,
        };
        // A disk may be full, and the one of files without names, too.
        let read = self.columns_of(&input, guesses, &|at| self.shelf(at, true));
        let read = unless_full(read, &|at| self.shelf(at, false));
        let read = unless_full(read, &|_| Shelf::in_memory());
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
        let order = self.0.layout.date_order(at, &self.0.opening.reading);
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

    /// Leaves a copy of columns for later sittings.
    fn keep(&self, columns: Vec<(KeptColumn, Arc<Packed>)>) {
        let Inner { shown_as, layout, copy: Some(copy), .. } = &*self.0 else { return };
        let state = self.state();
        let guesses = state.columns.iter().enumerate().map(|(at, column)| match self.may_keep(at) {
            true => column.found.clone(),
            false => Found::unseen(),
        });
        let (guesses, tally) = (guesses.collect(), state.tally.clone().unwrap_or_default());
        copy.keep(Whole { shown_as: shown_as.clone(), layout: layout.clone(), tally, guesses }, columns, &|at| self.may_keep(at));
    }
}

/// Why columns of a text could not be read.
enum Failure {
    Text(Fault),
    /// They could not be stored.
    Disk,
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
pub(super) fn guess(sample: &Gathered, delimiter: u8, order: Option<DateOrder>) -> Found {
    let cells = sample.cells();
    let strict = infer::infer(cells.iter().map(|(text, _)| text), delimiter, order);
    match strict.format {
        Format::Text => Found { rests_on_all: true, ..infer_with_gaps(cells.iter(), delimiter, order) },
        _ => strict,
    }
}
