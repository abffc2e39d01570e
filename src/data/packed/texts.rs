//! The texts of a column while it is found out what they are.

use super::shelf::Shelf;
use crate::data::threads::on_all_processors;
use std::ops::Range;
use std::sync::OnceLock;

/// Cells that do not fit their column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::data) struct Unreadable {
    /// How many there are.
    pub(in crate::data) count: u64,
    /// The first of them: the number of the record, from 0, and the cell.
    pub(in crate::data) first: Vec<(u64, String)>,
}

/// How many unreadable cells are kept of a column, with their places.
pub(in crate::data) const PLACES: usize = 3;

impl Unreadable {
    pub(in crate::data) fn add(&mut self, row: u64, cell: &str) {
        self.count += 1;
        if self.first.len() < PLACES {
            self.first.push((row, cell.to_string()));
        }
    }
}

/// The texts of a column: those that have codes, and how often each occurs; or those of all rows, block by block as they are asked for.
pub(in crate::data) enum Cells<'a> {
    Counted(Vec<(&'a str, u64)>),
    Written(Vec<OnceLock<Vec<String>>>, &'a Shelf, &'a [Box<str>]),
}

impl<'a> Cells<'a> {
    /// The texts of blocks that were read as texts.
    pub(in crate::data) fn of(shelf: &'a Shelf, texts: &'a [Box<str>], written: bool) -> Cells<'a> {
        match Counts::of(shelf, texts.len()).filter(|_| !written) {
            Some(counts) => Cells::counted(texts, &counts),
            None => Cells::written(shelf, texts),
        }
    }

    /// The texts of coded cells, the first of the file first.
    pub(super) fn counted(texts: &'a [Box<str>], counts: &Counts) -> Cells<'a> {
        let front = counts.first.and_then(|code| texts.get(code as usize - 1)).map(|text| &**text);
        let counted = texts.iter().zip(counts.by_code.iter().skip(1)).map(|(text, count)| (&**text, *count));
        let mut found: Vec<(&str, u64)> = counted.filter(|(_, count)| *count > 0).collect();
        found.sort_by_key(|(text, _)| (Some(*text) != front, *text));
        Cells::Counted(found)
    }

    /// The texts of all rows.
    pub(super) fn written(shelf: &'a Shelf, texts: &'a [Box<str>]) -> Cells<'a> {
        Cells::Written((0..shelf.blocks()).map(|_| OnceLock::new()).collect(), shelf, texts)
    }

    /// Each text and how often it is meant.
    pub(in crate::data) fn iter(&self) -> impl Iterator<Item = (&str, u64)> + Clone {
        let (counted, written) = match self {
            Cells::Counted(texts) => (Some(texts), None),
            Cells::Written(blocks, shelf, texts) => (None, Some((blocks, shelf, texts))),
        };
        let written = written.into_iter().flat_map(|(blocks, shelf, texts)| {
            blocks.iter().enumerate().flat_map(move |(at, block)| block.get_or_init(|| texts_of(shelf, at, texts)))
        });
        counted.into_iter().flatten().copied().chain(written.map(|text| (text.as_str(), 1)))
    }
}

/// The texts of a block that are known.
fn texts_of(shelf: &Shelf, at: usize, texts: &[Box<str>]) -> Vec<String> {
    let known = shelf.read(at..at + 1, |views| {
        let all = views.iter().flat_map(|(_, view)| (0..view.len()).filter_map(|row| view.text(row, texts)));
        Some(all.map(str::to_string).collect())
    });
    known.unwrap_or_default()
}

/// How often each code occurs, and the first that is not 0.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) by_code: Vec<u64>,
    first: Option<u32>,
}

impl Counts {
    /// Of all rows of a shelf with codes of so many texts; `None` where the blocks cannot be read.
    pub(super) fn of(shelf: &Shelf, texts: usize) -> Option<Counts> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let count = |blocks: Range<usize>| {
            let mut found = Counts { by_code: vec![0; texts + 1], first: None };
            for at in blocks {
                let mut add = |code: u32| {
                    if let Some(count) = found.by_code.get_mut(code as usize) {
                        *count += 1;
                    }
                    if found.first.is_none() && code > 0 {
                        found.first = Some(code);
                    }
                };
                shelf.read(at..at + 1, |views| views.iter().try_for_each(|(_, view)| view.codes(&mut add))).ok()?;
            }
            Some(found)
        };
        let parts = on_all_processors(shelf.groups(shelf.blocks().div_ceil(threads)), count);
        let mut whole = Counts { by_code: vec![0; texts + 1], first: None };
        for part in parts {
            let part = part?;
            whole.by_code.iter_mut().zip(&part.by_code).for_each(|(sum, count)| *sum += count);
            whole.first = whole.first.or(part.first);
        }
        Some(whole)
    }
}
