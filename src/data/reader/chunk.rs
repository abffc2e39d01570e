//! A stretch of whole records: its bytes, and where the cells of each record lie in them.

use super::input::Input;
use super::split::{self, Marks, Signs, State};
use serde::{Deserialize, Serialize};
use std::io;

/// Zeros behind the bytes, so that sixteen can be loaded from the start of any cell.
pub(super) const PAD: usize = 16;

/// Bytes that are read beyond the end of a stretch, for the rest of its last record.
const SPILL: usize = 4 << 10;

/// The longest record.
const LONGEST: usize = 1 << 30;

/// The longest record of a stretch whose start is only a guess.
const LONGEST_GUESS: usize = 32 << 20;

/// How a delimited text is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::data) struct Dialect {
    pub(in crate::data) signs: Signs,
    /// Cells of the header.
    pub(in crate::data) width: usize,
    /// Where the first record of data starts.
    pub(in crate::data) start: u64,
    /// The line it starts in, from 1.
    pub(in crate::data) line: u64,
    /// Where the next record would start behind the last one of data, if something else stands there.
    pub(in crate::data) end: Option<u64>,
}

impl Dialect {
    /// Where the data end.
    pub(super) fn end(&self, input: &Input) -> u64 {
        self.end.unwrap_or(u64::MAX).min(input.length())
    }
}

/// What keeps a text from being read. Lines count from 1.
#[derive(Debug)]
pub(in crate::data) enum Fault {
    /// The system did not give the bytes.
    Unreadable(io::Error),
    /// The system did not take the columns.
    Unwritable,
    /// A quote that opens in this line is never closed.
    Unclosed { line: u64 },
    /// The record in this line does not end.
    Endless { line: u64 },
    /// The record in this line has more cells than the header.
    TooLong { line: u64, cells: usize },
}

impl Fault {
    /// The same with lines counted from another one.
    pub(super) fn after(self, lines: u64) -> Fault {
        match self {
            Fault::Unclosed { line } => Fault::Unclosed { line: line + lines },
            Fault::Endless { line } => Fault::Endless { line: line + lines },
            Fault::TooLong { line, cells } => Fault::TooLong { line: line + lines, cells },
            other @ (Fault::Unreadable(_) | Fault::Unwritable) => other,
        }
    }
}

/// Whether it is known that a record starts at the start of a stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Certainty {
    Known,
    Guessed,
}

/// Whole records, with room that is used again for the next ones.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The bytes, and zeros behind them.
    pub(super) bytes: Vec<u8>,
    length: usize,
    marks: Marks,
    /// Where the cells lie, record by record, unless that follows from the marks.
    listed: Option<Vec<(u32, u32)>>,
    width: usize,
    line_break: u8,
    /// Where it starts in the input.
    pub(super) start: u64,
    /// Where the next one starts.
    pub(super) end: u64,
    pub(super) rows: usize,
    /// Line breaks in it.
    pub(super) lines: u64,
    /// Records with fewer cells than the header.
    pub(super) short: u64,
    /// The first line that is no UTF-8, from 0.
    pub(super) foreign: Option<u64>,
}

impl Chunk {
    /// Reads the records that start from `start` on and before `until`. Lines of faults count from its start, as 0.
    pub(super) fn read(
        &mut self,
        input: &Input,
        dialect: &Dialect,
        start: u64,
        until: u64,
        certainty: Certainty,
    ) -> Result<(), Fault> {
        self.bytes.clear();
        self.marks.clear();
        self.listed = None;
        (self.width, self.line_break, self.start, self.end) = (dialect.width, dialect.signs.line_break, start, start);
        (self.rows, self.lines, self.short, self.length, self.foreign) = (0, 0, 0, 0, None);
        if until > start {
            if let Err(fault) = self.fill(input, dialect, until, certainty) {
                // What is wrong before the record that does not end comes first.
                self.arrange()?;
                return Err(fault);
            }
            self.foreign = self.first_foreign();
            self.arrange()?;
        }
        self.bytes.truncate(self.length);
        self.bytes.resize(self.length + PAD, 0);
        Ok(())
    }

    /// Reads bytes until the last record is whole, and cuts off what follows it.
    fn fill(&mut self, input: &Input, dialect: &Dialect, until: u64, certainty: Certainty) -> Result<(), Fault> {
        let limit = (until - 1 - self.start) as usize;
        let most = limit + if certainty == Certainty::Known { LONGEST } else { LONGEST_GUESS };
        let (mut state, mut more) = (State::Start, limit + 1 + SPILL);
        let last = loop {
            let before = self.bytes.len();
            input.read(self.start + before as u64, more, &mut self.bytes).map_err(Fault::Unreadable)?;
            state = split::split(&self.bytes, before, dialect.signs, state, &mut self.marks);
            if let Some(last) = self.last_break(limit) {
                break last;
            }
            if self.start + self.bytes.len() as u64 >= input.length() {
                break self.end_of_input(state)?;
            }
            if self.bytes.len() > most {
                return Err(self.unfinished(state));
            }
            more = self.bytes.len();
        };
        let cut = self.marks.ends.get(last).map_or(0, |end| *end as usize + 1);
        let breaks = |ends: &[u32]| ends.iter().filter(|end| self.bytes.get(**end as usize) == Some(&self.line_break)).count();
        let beyond = breaks(self.marks.ends.get(last + 1..).unwrap_or_default());
        let lines = self.bytes.get(cut..).unwrap_or_default().iter().filter(|byte| **byte == self.line_break).count();
        self.marks.records -= beyond;
        self.lines = (self.marks.lines - lines) as u64;
        self.marks.ends.truncate(last + 1);
        self.length = cut;
        self.end = (self.start + cut as u64).min(input.length());
        Ok(())
    }

    /// The first break between records at or behind a place.
    fn last_break(&self, limit: usize) -> Option<usize> {
        let from = self.marks.ends.partition_point(|end| (*end as usize) < limit);
        let behind = self.marks.ends.get(from..)?;
        behind.iter().position(|end| self.bytes.get(*end as usize) == Some(&self.line_break)).map(|at| from + at)
    }

    /// The last record of the input needs no line break.
    fn end_of_input(&mut self, state: State) -> Result<usize, Fault> {
        if state == State::Quoted {
            return Err(self.unfinished(state));
        }
        let length = self.bytes.len();
        let whole = self.marks.ends.last().is_none_or(|end| *end as usize + 1 == length)
            && self.bytes.last().is_none_or(|byte| *byte == self.line_break);
        if !whole {
            self.bytes.push(self.line_break);
            self.marks.ends.push(length as u32);
            self.marks.records += 1;
            // The break that was put there is none of the file.
        }
        Ok(self.marks.ends.len().saturating_sub(1))
    }

    /// The fault of a record that does not end.
    fn unfinished(&self, state: State) -> Fault {
        let record = self.marks.ends.iter().rposition(|end| self.bytes.get(*end as usize) == Some(&self.line_break));
        let start = record.map_or(0, |at| self.marks.ends.get(at).map_or(0, |end| *end as usize + 1));
        let cell = self.marks.ends.last().map_or(0, |end| *end as usize + 1);
        match state {
            State::Quoted => Fault::Unclosed { line: self.lines_before(cell) },
            _ => Fault::Endless { line: self.lines_before(start) },
        }
    }

    /// The line breaks before a place.
    pub(super) fn lines_before(&self, at: usize) -> u64 {
        self.bytes.iter().take(at).filter(|byte| **byte == self.line_break).count() as u64
    }

    fn first_foreign(&self) -> Option<u64> {
        let bytes = self.bytes.get(..self.length).filter(|_| self.marks.beyond_ascii)?;
        std::str::from_utf8(bytes).err().map(|error| self.lines_before(error.valid_up_to()))
    }

    /// Finds the cells of each record. Where every record is as wide as the header the marks are enough.
    fn arrange(&mut self) -> Result<(), Fault> {
        let (ends, bytes) = (&self.marks.ends, &self.bytes);
        let is_break = |end: &u32| bytes.get(*end as usize) == Some(&self.line_break);
        let regular = ends.len() == self.marks.records * self.width
            && ends.chunks_exact(self.width.max(1)).all(|record| record.last().is_some_and(is_break));
        if regular {
            self.rows = self.marks.records;
            return Ok(());
        }
        let mut listed: Vec<(u32, u32)> = Vec::with_capacity(self.marks.records * self.width);
        let (mut rows, mut short, mut first) = (0, 0, 0);
        let mut cells: Vec<(u32, u32)> = Vec::with_capacity(self.width);
        for end in ends {
            cells.push((first, *end));
            first = end + 1;
            if !is_break(end) {
                continue;
            }
            let start = cells.first().map_or(0, |cell| cell.0);
            let filled = cells.iter().enumerate().rposition(|(at, cell)| !self.is_empty(*cell, at + 1 == cells.len()));
            let filled = filled.map_or(0, |last| last + 1);
            let blank = self.width > 1 && cells.len() == 1 && filled == 0;
            if filled > self.width {
                return Err(Fault::TooLong { line: self.lines_before(start as usize), cells: cells.len() });
            }
            if !blank {
                rows += 1;
                short += u64::from(cells.len() < self.width);
                // The end of a record that is cut belongs to a cell that is left out, and takes a return sign with it.
                let given = cells.len();
                cells.resize(self.width, (start, start));
                if given <= self.width && given > 0 {
                    let last = &mut cells[given - 1];
                    last.1 = self.without_return(*last);
                }
                listed.extend_from_slice(&cells);
            }
            cells.clear();
        }
        (self.rows, self.short, self.listed) = (rows, short, Some(listed));
        Ok(())
    }

    /// The end of a cell without the return sign of its line.
    fn without_return(&self, (start, end): (u32, u32)) -> u32 {
        let returns = end > start && self.line_break == b'\n' && self.bytes.get(end as usize - 1) == Some(&b'\r');
        end - u32::from(returns)
    }

    fn is_empty(&self, cell: (u32, u32), last: bool) -> bool {
        let end = if last { self.without_return(cell) } else { cell.1 };
        let bytes = self.bytes.get(cell.0 as usize..end as usize).unwrap_or_default();
        bytes.is_empty() || bytes == b"\"\""
    }

    /// Calls a function with the range of a column's cell in each record, in order. It is compiled for each kind of chunk.
    pub(super) fn each(&self, column: usize, mut f: impl FnMut(usize, usize)) {
        if self.rows == 0 {
            return;
        }
        let width = self.width;
        let last = column + 1 == width;
        match &self.listed {
            Some(listed) => listed.iter().skip(column).step_by(width).for_each(|(start, end)| f(*start as usize, *end as usize)),
            None if last => {
                let mut start = if width == 1 { Some(0) } else { None };
                for record in self.marks.ends.chunks_exact(width) {
                    let [.., end] = record else { continue };
                    let from = start.unwrap_or_else(|| record.get(width.wrapping_sub(2)).map_or(0, |before| before + 1));
                    f(from as usize, self.without_return((from, *end)) as usize);
                    start = (width == 1).then_some(end + 1);
                }
            }
            None if column == 0 => {
                let mut start = 0;
                for record in self.marks.ends.chunks_exact(width) {
                    let [end, .., last] = record else { continue };
                    f(start, *end as usize);
                    start = *last as usize + 1;
                }
            }
            None => {
                for record in self.marks.ends.chunks_exact(width) {
                    if let (Some(before), Some(end)) = (record.get(column - 1), record.get(column)) {
                        f(*before as usize + 1, *end as usize);
                    }
                }
            }
        }
    }

    /// The lines in which records start, counted from the first line of the chunk as 0. Rows come in order.
    pub(super) fn lines_of(&self, rows: impl Iterator<Item = usize>) -> Vec<u64> {
        let mut starts = Vec::with_capacity(self.rows);
        self.each(0, |start, _| starts.push(start));
        let (mut at, mut line) = (0, 0);
        rows.map(|row| {
            let start = starts.get(row).copied().unwrap_or(self.length).max(at);
            line += self.bytes.get(at..start).unwrap_or_default().iter().filter(|byte| **byte == self.line_break).count() as u64;
            at = start;
            line
        })
        .collect()
    }
}

/// What a cell holds: without its quotes, and with one quote for two.
pub(super) fn unquoted<'a>(raw: &'a [u8], room: &'a mut Vec<u8>) -> &'a [u8] {
    let Some(inner) = raw.strip_prefix(b"\"") else { return raw };
    if let Some(plain) = inner.strip_suffix(b"\"").filter(|plain| !plain.contains(&b'"')) {
        return plain;
    }
    room.clear();
    let mut at = 0;
    while let Some(byte) = inner.get(at) {
        match (byte, inner.get(at + 1)) {
            (b'"', Some(b'"')) => {
                room.push(b'"');
                at += 2;
            }
            (b'"', _) => {
                // What follows the closing quote within the cell is kept.
                let tail = inner.get(at + 1..).unwrap_or_default();
                let end = tail.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
                room.extend_from_slice(&tail[..end]);
                break;
            }
            _ => {
                room.push(*byte);
                at += 1;
            }
        }
    }
    room
}

/// Where a record probably starts at or behind a place: behind a line break that records as wide as the header follow.
pub(super) fn guess_start(input: &Input, dialect: &Dialect, at: u64) -> Result<u64, Fault> {
    const LOOK: usize = 64 << 10;
    const TRIES: usize = 20;
    const FOLLOW: usize = 4;
    let from = at.saturating_sub(1).max(dialect.start);
    if at <= dialect.start {
        return Ok(dialect.start);
    }
    let mut bytes = Vec::new();
    input.read(from, LOOK, &mut bytes).map_err(Fault::Unreadable)?;
    let breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == dialect.signs.line_break).map(|(at, _)| at + 1);
    let mut candidates = breaks.take(TRIES);
    let fits = |start: &usize| {
        let mut marks = Marks::default();
        // As many bytes as the records need, mostly.
        let to = bytes.len().min(start + 4096);
        split::split(&bytes[..to], *start, dialect.signs, State::Start, &mut marks);
        let mut widths = Vec::new();
        let mut cells = 0;
        for end in marks.ends {
            cells += 1;
            if bytes.get(end as usize) == Some(&dialect.signs.line_break) {
                widths.push(std::mem::take(&mut cells));
            }
        }
        !widths.is_empty() && widths.iter().take(FOLLOW).all(|width| *width == dialect.width)
    };
    let first = candidates.clone().next();
    let best = if bytes.contains(&b'"') { candidates.find(fits).or(first) } else { first };
    Ok(best.map_or(input.length().min(from + bytes.len() as u64), |start| from + start as u64))
}
