//! Whole columns from their parts, in the order of the file.

use super::part::{Part, Shared};
use crate::data::facts::{ColumnFacts, both};
use crate::data::packed::{Cells, PLACES, Shelf, Unwritten};

/// A column of all records.
#[derive(Debug)]
pub(in crate::data) struct Gathered {
    /// Its cells.
    pub(in crate::data) shelf: Shelf,
    /// The texts of codes.
    pub(in crate::data) texts: Vec<Box<str>>,
    /// Whether some texts are written out.
    pub(in crate::data) written: bool,
    /// What is known of its values.
    pub(in crate::data) facts: ColumnFacts,
    /// Cells that could not be read.
    pub(in crate::data) unreadable: u64,
    /// The first of them, with their rows.
    pub(in crate::data) first: Vec<(u64, String)>,
}

impl Gathered {
    /// A column without rows, that go to a shelf.
    pub(super) fn new(shelf: Shelf) -> Gathered {
        let facts = ColumnFacts { unknown: Some(0), bounds: None };
        Gathered { shelf, texts: Vec::new(), written: false, facts, unreadable: 0, first: Vec::new() }
    }

    /// Adds the part that follows. What is left to do is to write it.
    pub(super) fn extend(&mut self, part: Part) -> Option<Unwritten> {
        let row = self.shelf.rows();
        self.written |= part.written;
        self.unreadable += part.unreadable;
        self.facts.unknown = self.facts.unknown.map(|unknown| unknown + part.block.unknown());
        self.facts.bounds = both(self.facts.bounds, part.block.bounds());
        let room = PLACES - self.first.len();
        self.first.extend(part.first.into_iter().take(room).map(|(at, text)| (row + u64::from(at), text)));
        self.shelf.put(part.block)
    }

    /// The column with the texts of its codes.
    pub(super) fn finished(self, shared: Shared) -> Gathered {
        Gathered { texts: shared.into_texts(), ..self }
    }

    /// Its texts, to find out what they are. Nothing where they cannot be read.
    pub(in crate::data) fn cells(&self) -> Cells<'_> {
        Cells::of(&self.shelf, &self.texts, self.written)
    }
}
