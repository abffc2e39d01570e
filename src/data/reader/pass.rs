//! One pass over a text: chunks by several threads, columns in the order of the file.
//!
//! Each thread takes the next stretch and guesses where its first record starts. The guess holds if the stretch before ends there;
//! otherwise the stretch is read again from the place that is known by then. So no record is split or read twice, whatever quotes hold.

use super::chunk::{Certainty, Chunk, Dialect, Fault, guess_start};
use super::gather::Gathered;
use super::input::Input;
use super::part::{Memory, Part, Shared, Want, decode};
use crate::data::packed::{Shelf, Unwritten};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of a stretch.
const STRETCH: u64 = 1 << 20;

/// Stretches that may wait for one before them.
const AHEAD: usize = 32;

/// Columns that were read, and what was seen on the way.
#[derive(Debug)]
pub(in crate::data) struct Read {
    pub(in crate::data) tally: Tally,
    /// The columns that were wanted, in that order.
    pub(in crate::data) columns: Vec<Gathered>,
}

/// What was counted of the records of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::data) struct Tally {
    pub(in crate::data) rows: u64,
    /// Records with fewer cells than the header.
    pub(in crate::data) short: u64,
    /// The first line that is no UTF-8, from 1. Such cells are read as Windows-1252.
    pub(in crate::data) foreign: Option<u64>,
    /// Where the stretches start, to find the lines of records.
    pub(in crate::data) starts: Vec<Start>,
    /// The line behind the last record, from 1.
    pub(in crate::data) line: u64,
}

/// The start of a stretch: its place, the records before it, and the line, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::data) struct Start {
    pub(in crate::data) at: u64,
    pub(in crate::data) row: u64,
    pub(in crate::data) line: u64,
}

/// A stretch that was read.
struct Done {
    start: u64,
    end: u64,
    rows: u64,
    lines: u64,
    short: u64,
    foreign: Option<u64>,
    parts: Result<Vec<Part>, Fault>,
}

/// What has been put together so far.
struct Whole {
    /// The next stretch that is to be added.
    next: usize,
    /// Where it must start.
    at: u64,
    lines: u64,
    waiting: BTreeMap<usize, Done>,
    read: Read,
    fault: Option<Fault>,
}

struct Pass<'a> {
    input: &'a Input,
    dialect: &'a Dialect,
    wanted: &'a [(usize, Want)],
    shared: &'a [Shared],
    /// Bytes of a stretch.
    stretch: u64,
    stretches: usize,
    taken: AtomicUsize,
    whole: Mutex<Whole>,
    added: Condvar,
}

/// Reads columns of a text, each as it is wanted, and puts their cells on shelves.
pub(in crate::data) fn read(
    input: &Input,
    dialect: &Dialect,
    wanted: &[(usize, Want)],
    shelves: Vec<Shelf>,
) -> Result<Read, Fault> {
    read_by(STRETCH, input, dialect, wanted, shelves)
}

/// The same by stretches of so many bytes.
pub(super) fn read_by(
    stretch: u64,
    input: &Input,
    dialect: &Dialect,
    wanted: &[(usize, Want)],
    shelves: Vec<Shelf>,
) -> Result<Read, Fault> {
    let shared: Vec<Shared> = wanted.iter().map(|_| Shared::default()).collect();
    let stretches = dialect.end(input).saturating_sub(dialect.start).div_ceil(stretch) as usize;
    let read = Read { tally: Tally::default(), columns: shelves.into_iter().map(Gathered::new).collect() };
    let whole = Whole { next: 0, at: dialect.start, lines: dialect.line, waiting: BTreeMap::new(), read, fault: None };
    let pass = Pass {
        input,
        dialect,
        wanted,
        shared: &shared,
        stretch,
        stretches,
        taken: AtomicUsize::new(0),
        whole: Mutex::new(whole),
        added: Condvar::new(),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(stretches);
    if threads <= 1 {
        pass.work();
    } else {
        std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(|| pass.work()))));
    }
    let Whole { mut read, fault, lines, .. } = pass.whole.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(fault) = fault {
        return Err(fault);
    }
    read.tally.line = lines;
    read.columns = read.columns.into_iter().zip(shared).map(|(column, shared)| column.finished(shared)).collect();
    Ok(read)
}

fn memories(wanted: &[(usize, Want)]) -> Vec<Memory> {
    wanted.iter().map(|_| Memory::new()).collect()
}

fn decode_all(chunk: &Chunk, wanted: &[(usize, Want)], shared: &[Shared], memories: &mut [Memory]) -> Vec<Part> {
    let columns = wanted.iter().zip(shared).zip(memories);
    columns.map(|(((column, want), shared), memory)| decode(chunk, *column, *want, memory, shared)).collect()
}

impl Pass<'_> {
    /// Takes stretches until there are none left or one is at fault.
    fn work(&self) {
        let (mut chunk, mut memories) = (Chunk::default(), memories(self.wanted));
        loop {
            let stretch = self.taken.fetch_add(1, Ordering::Relaxed);
            if stretch >= self.stretches {
                return;
            }
            let from = self.dialect.start + stretch as u64 * self.stretch;
            let done = match guess_start(self.input, self.dialect, from) {
                Ok(start) => self.done(stretch, start, Certainty::Guessed, &mut chunk, &mut memories),
                Err(fault) => Done { start: from, end: from, rows: 0, lines: 0, short: 0, foreign: None, parts: Err(fault) },
            };
            if !self.add(stretch, done, &mut chunk, &mut memories) {
                return;
            }
        }
    }

    fn done(&self, stretch: usize, start: u64, certainty: Certainty, chunk: &mut Chunk, memories: &mut [Memory]) -> Done {
        let until = (self.dialect.start + (stretch as u64 + 1) * self.stretch).min(self.dialect.end(self.input));
        let read = chunk.read(self.input, self.dialect, start, until, certainty);
        let parts = read.map(|()| decode_all(chunk, self.wanted, self.shared, memories));
        let (rows, Chunk { end, lines, short, foreign, .. }) = (chunk.rows as u64, &*chunk);
        Done { start, end: *end, rows, lines: *lines, short: *short, foreign: *foreign, parts }
    }

    /// Adds a stretch to the whole once those before it are there; false when the pass has failed.
    fn add(&self, stretch: usize, done: Done, chunk: &mut Chunk, memories: &mut [Memory]) -> bool {
        let mut whole = self.lock();
        while stretch > whole.next + AHEAD && whole.fault.is_none() {
            whole = self.added.wait(whole).unwrap_or_else(PoisonError::into_inner);
        }
        whole.waiting.insert(stretch, done);
        let (next, mut unwritten) = (whole.next, Vec::new());
        while whole.fault.is_none() {
            let next = whole.next;
            let Some(mut done) = whole.waiting.remove(&next) else { break };
            if done.start != whole.at || done.parts.is_err() {
                done = self.done(next, whole.at, Certainty::Known, chunk, memories);
            }
            whole.next += 1;
            unwritten.extend(whole.append(done));
        }
        if whole.next != next || whole.fault.is_some() {
            self.added.notify_all();
        }
        let fine = whole.fault.is_none();
        drop(whole);
        if unwritten.into_iter().try_for_each(Unwritten::write).is_ok() {
            return fine;
        }
        self.lock().fault.get_or_insert(Fault::Unwritable);
        self.added.notify_all();
        false
    }

    fn lock(&self) -> MutexGuard<'_, Whole> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Whole {
    /// Adds the stretch that follows; gives what is to be written of it.
    fn append(&mut self, done: Done) -> Vec<Unwritten> {
        let parts = match done.parts {
            Ok(parts) => parts,
            Err(fault) => {
                self.fault = Some(fault.after(self.lines));
                return Vec::new();
            }
        };
        let tally = &mut self.read.tally;
        tally.starts.push(Start { at: done.start, row: tally.rows, line: self.lines });
        tally.rows += done.rows;
        tally.short += done.short;
        tally.foreign = tally.foreign.or(done.foreign.map(|line| self.lines + line));
        self.lines += done.lines;
        self.at = done.end;
        self.read.columns.iter_mut().zip(parts).filter_map(|(column, part)| column.extend(part)).collect()
    }
}

/// The texts of all columns in some stretches of so many bytes: at the start, and spread over the rest. What cannot be read is left out.
pub(in crate::data) fn sample(input: &Input, dialect: &Dialect, first: u64, others: u64) -> Result<Vec<Gathered>, Fault> {
    const STRETCHES: u64 = 5;
    let wanted: Vec<(usize, Want)> = (0..dialect.width).map(|at| (at, Want::Texts)).collect();
    let shared: Vec<Shared> = wanted.iter().map(|_| Shared::default()).collect();
    let (mut chunk, mut memories) = (Chunk::default(), memories(&wanted));
    chunk.read(input, dialect, dialect.start, (dialect.start + first).min(dialect.end(input)), Certainty::Known)?;
    let mut parts = decode_all(&chunk, &wanted, &shared, &mut memories);
    let mut columns: Vec<Gathered> = wanted.iter().map(|_| Gathered::new(Shelf::in_memory())).collect();
    let end = dialect.end(input);
    let whole = end.saturating_sub(others);
    for stretch in 1..=STRETCHES {
        columns.iter_mut().zip(parts).for_each(|(column, part)| drop(column.extend(part)));
        let start = guess_start(input, dialect, dialect.start.max(whole / STRETCHES * stretch))?;
        let until = (start + others).min(end);
        let read = start >= chunk.end && chunk.read(input, dialect, start, until, Certainty::Guessed).is_ok();
        parts = if read { decode_all(&chunk, &wanted, &shared, &mut memories) } else { Vec::new() };
        if !read {
            break;
        }
    }
    columns.iter_mut().zip(parts).for_each(|(column, part)| drop(column.extend(part)));
    Ok(columns.into_iter().zip(shared).map(|(column, shared)| column.finished(shared)).collect())
}

/// The lines in which records start, from 1; each row is behind the one before. Unknown where the text cannot be read.
pub(in crate::data) fn lines_of(rows: &[u64], input: &Input, dialect: &Dialect, starts: &[Start]) -> Vec<Option<u64>> {
    let (mut found, mut chunk) = (Vec::with_capacity(rows.len()), Chunk::default());
    while let Some(rest @ [row, ..]) = rows.get(found.len()..) {
        let next = starts.partition_point(|start| start.row <= *row);
        let (until, end) = starts.get(next).map_or((dialect.end(input), u64::MAX), |next| (next.at, next.row));
        let here = rest.iter().take_while(|row| **row < end).count().max(1);
        let start = next.checked_sub(1).and_then(|at| starts.get(at));
        match start.filter(|start| chunk.read(input, dialect, start.at, until, Certainty::Known).is_ok()) {
            Some(start) => {
                let lines = chunk.lines_of(rest.iter().take(here).map(|row| row.saturating_sub(start.row) as usize));
                found.extend(lines.into_iter().map(|line| Some(start.line + line)));
            }
            None => found.extend(std::iter::repeat_n(None, here)),
        }
    }
    found
}
