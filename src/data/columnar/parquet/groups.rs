//! The rows of a Parquet file by number: a group of rows is decoded column by column when the engine comes to it, and kept until it is
//! through.

use super::super::ByNumber;
use super::chunks::Chunks;
use super::texts::Texts;
use crate::data::faults::{cannot_open, carried};
use crate::data::lazy::{self, Asked, Rows};
use polars::prelude::{ArrowDataType, ArrowField, Column, DataType, Field, LazyFrame, PlSmallStr, PolarsResult, Schema};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// A file by the numbers of its rows.
pub(super) struct Groups {
    chunks: Chunks,
    columns: Vec<Decoded>,
    /// The first row of each group, and the number of all.
    starts: Vec<u64>,
    /// How many groups are worked on at a time.
    threads: usize,
    shown_as: String,
    asked: Asked,
    /// How many columns turned out to have a dictionary.
    changes: AtomicU64,
}

/// A column and those of its groups that were decoded last.
struct Decoded {
    field: ArrowField,
    /// The dictionary of its texts, if it has one, once that was looked for.
    texts: OnceLock<Option<Texts>>,
    groups: Mutex<VecDeque<(usize, Arc<Slot>)>>,
}

/// A group of a column: whether somebody decodes it, what came of that, and how many of its rows were given.
#[derive(Default)]
struct Slot {
    begun: AtomicBool,
    column: OnceLock<Option<Column>>,
    given: AtomicU64,
}

impl Groups {
    /// Finds the columns of these fields, which have no others within them.
    pub(super) fn open(chunks: Chunks, fields: &[ArrowField], shown_as: &str) -> Option<Groups> {
        let mut starts = vec![0];
        for height in chunks.heights() {
            starts.push(starts.last()? + height);
        }
        // It is not worth it where groups are small.
        const FEW_ROWS: u64 = 1 << 12;
        let large = starts.last()? / starts.len() as u64 >= FEW_ROWS;
        let columns = fields.iter().map(|field| {
            let texts = OnceLock::new();
            if !large || !is_text(&field.dtype) {
                let _ = texts.set(None);
            }
            Decoded { field: field.clone(), texts, groups: Mutex::default() }
        });
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (asked, changes) = Default::default();
        Some(Groups { columns: columns.collect(), chunks, starts, threads, shown_as: shown_as.into(), asked, changes })
    }

    /// How the engine is told of its columns.
    pub(super) fn fields(&self) -> impl Iterator<Item = Field> {
        self.columns.iter().map(|column| match column.texts() {
            Some(texts) => Field::new(column.field.name.clone(), texts.ty().clone()),
            None => Field::from(&column.field),
        })
    }

    /// Some rows of a group of a column. Who finds that somebody else decodes it goes ahead with the next before waiting.
    fn rows_of(&self, column: &Decoded, group: usize, rows: Range<u64>) -> Option<Column> {
        let slot = column.slot(group, self.threads);
        if slot.begun.swap(true, Ordering::Relaxed) && slot.column.get().is_none() {
            let ahead = group + 1..self.chunks.groups().min(group + self.threads);
            let free = ahead.map(|group| (group, column.slot(group, self.threads)));
            if let Some((group, slot)) = free.into_iter().find(|(_, slot)| !slot.begun.swap(true, Ordering::Relaxed)) {
                slot.column.get_or_init(|| self.decode(column, group));
            }
        }
        let all = slot.column.get_or_init(|| self.decode(column, group)).as_ref()?;
        let length = rows.end - rows.start;
        if slot.given.fetch_add(length, Ordering::Relaxed) + length >= all.len() as u64 {
            column.forget(group);
        }
        Some(all.slice(rows.start as i64, length as usize))
    }

    fn decode(&self, column: &Decoded, group: usize) -> Option<Column> {
        match column.texts() {
            Some(texts) => texts.column(&self.chunks, group),
            None => self.chunks.column(group, &column.field),
        }
    }

    /// Some rows of a column; `None` where it is damaged.
    fn rows(&self, at: usize, rows: Range<u64>) -> Option<Column> {
        let column = self.columns.get(at)?;
        let first = self.starts.partition_point(|start| *start <= rows.start).saturating_sub(1);
        let mut found: Option<Column> = None;
        for (group, span) in self.starts.windows(2).enumerate().skip(first).take_while(|(_, span)| span[0] < rows.end) {
            let (from, until) = (rows.start.max(span[0]), rows.end.min(span[1]));
            if from >= until {
                continue;
            }
            let here = self.rows_of(column, group, from - span[0]..until - span[0])?;
            match &mut found {
                Some(found) => found.append(&here).ok().map(|_| ())?,
                None => found = Some(here),
            }
        }
        found
    }
}

impl ByNumber for Groups {
    fn frame(self: Arc<Self>) -> LazyFrame {
        let schema: Schema = self.fields().collect();
        lazy::frame(self, &schema)
    }

    fn listen(&self) {
        self.asked.listen();
    }

    fn heard(&self) -> Vec<String> {
        self.asked.heard().into_iter().filter_map(|at| Some(self.columns.get(at)?.field.name.to_string())).collect()
    }

    fn is_settled(&self) -> bool {
        self.columns.iter().all(|column| column.texts.get().is_some())
    }

    fn settle(&self, names: &[String]) {
        let open = self.columns.iter().filter(|column| column.texts.get().is_none());
        for column in open.filter(|column| names.iter().any(|name| column.field.name == *name)) {
            let texts = column.texts.get_or_init(|| Texts::of(&self.chunks, &column.field));
            self.changes.fetch_add(u64::from(texts.is_some()), Ordering::Relaxed);
        }
    }

    fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }
}

impl Decoded {
    fn texts(&self) -> Option<&Texts> {
        self.texts.get().and_then(Option::as_ref)
    }

    fn groups(&self) -> MutexGuard<'_, VecDeque<(usize, Arc<Slot>)>> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go of a group that the engine is through with.
    fn forget(&self, group: usize) {
        self.groups().retain(|(at, _)| *at != group);
    }

    /// The place of a group among those that were decoded last: as many as are worked on, and as many again.
    fn slot(&self, group: usize, threads: usize) -> Arc<Slot> {
        let mut groups = self.groups();
        if let Some((_, slot)) = groups.iter().find(|(at, _)| *at == group) {
            return slot.clone();
        }
        let slot = Arc::<Slot>::default();
        groups.push_back((group, slot.clone()));
        if groups.len() > 2 * threads {
            groups.pop_front();
        }
        slot
    }
}

impl Rows for Groups {
    fn height(&self) -> PolarsResult<usize> {
        let rows = self.starts.last().copied().unwrap_or(0);
        if self.asked.is_open() { Ok(0) } else { lazy::height(rows, &self.shown_as) }
    }

    fn column(&self, at: usize, name: &PlSmallStr, rows: Range<u64>) -> PolarsResult<Column> {
        if self.asked.note(at) || rows.is_empty() {
            let ty = self.fields().nth(at).map_or(DataType::Null, |field| field.dtype().clone());
            return Ok(Column::new_empty(name.clone(), &ty));
        }
        let column = self.rows(at, rows).ok_or_else(|| carried(&cannot_open(&self.shown_as, "it is damaged")))?;
        Ok(column.with_name(name.clone()))
    }
}

/// Whether a column holds texts.
fn is_text(ty: &ArrowDataType) -> bool {
    use ArrowDataType::*;
    match ty {
        Utf8 | LargeUtf8 | Utf8View => true,
        Dictionary(_, values, _) => is_text(values),
        _ => false,
    }
}
