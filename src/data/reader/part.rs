//! One column of one chunk, decoded: texts to codes, numbers and dates to their values.

use super::chunk::{Chunk, unquoted};
use super::lookup::Lookup;
use crate::data::infer::Format;
use crate::data::packed::{Block, PLACES, Wrapped};
use crate::data::raw::utf8_or_windows;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What is wanted of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::data) enum Want {
    /// Its texts.
    Texts,
    /// Its values in a format that a sample showed; cells that do not fit are counted.
    Values(Format),
}

/// A column of a chunk.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) block: Wrapped,
    /// Whether its texts are written out.
    pub(super) written: bool,
    /// Cells that could not be read, the first of them with their rows.
    pub(super) unreadable: u64,
    pub(super) first: Vec<(u32, String)>,
}

/// What the threads share of a column: the texts met so far, so that a text has one code everywhere.
#[derive(Debug, Default)]
pub(super) struct Shared {
    texts: Mutex<Dictionary>,
    rows: AtomicU64,
    /// There are too many texts for codes.
    plain: AtomicBool,
}

/// The texts of a column; the code of a text is its place, from 1.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    codes: HashMap<Box<str>, u32>,
    pub(super) texts: Vec<Box<str>>,
}

/// Up to so many distinct texts are always coded.
const ALWAYS: usize = 1 << 12;
/// More distinct texts are coded while they are few for the rows; never more than this.
const NEVER: usize = 1 << 20;

impl Dictionary {
    fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        self.texts.push(text.into());
        let code = self.texts.len() as u32;
        self.codes.insert(text.into(), code);
        code
    }
}

impl Shared {
    fn code(&self, raw: &[u8]) -> u32 {
        let mut room = Vec::new();
        let text = utf8_or_windows(unquoted(raw, &mut room));
        if text.is_empty() { 0 } else { self.texts.lock().map_or(0, |mut texts| texts.code(&text)) }
    }

    /// Counts rows and says whether their texts are to be coded.
    fn coded(&self, rows: usize, distinct: usize) -> bool {
        let seen = self.rows.fetch_add(rows as u64, Ordering::Relaxed) + rows as u64;
        if distinct > NEVER || distinct > ALWAYS && distinct as u64 > seen / 4 {
            self.plain.store(true, Ordering::Relaxed);
        }
        !self.plain.load(Ordering::Relaxed)
    }

    pub(super) fn into_texts(self) -> Vec<Box<str>> {
        self.texts.into_inner().map(|texts| texts.texts).unwrap_or_default()
    }
}

/// What a thread remembers of a column.
pub(super) struct Memory {
    lookup: Lookup,
    /// Values that texts stand for.
    values: Vec<Option<i64>>,
    room: Vec<u8>,
}

impl Memory {
    pub(super) fn new() -> Memory {
        Memory { lookup: Lookup::new(), values: Vec::new(), room: Vec::new() }
    }
}

/// Decodes a column of a chunk.
pub(super) fn decode(chunk: &Chunk, column: usize, want: Want, memory: &mut Memory, shared: &Shared) -> Part {
    match want {
        Want::Texts => texts(chunk, column, memory, shared),
        Want::Values(format @ Format::Real) => reals(chunk, column, format, memory),
        Want::Values(format @ (Format::Date(_) | Format::Datetime(_))) => dates(chunk, column, format, memory),
        Want::Values(format) => {
            let mut found = Found::new(chunk);
            let values = found.values(chunk, column, memory, whole, |cell| format.read_whole(cell));
            found.part(|unknown| Block::of_numbers(&values, unknown))
        }
    }
}

fn texts(chunk: &Chunk, column: usize, memory: &mut Memory, shared: &Shared) -> Part {
    let coded = shared.coded(chunk.rows, memory.lookup.len());
    let block = if coded {
        let mut codes = Vec::with_capacity(chunk.rows);
        let lookup = &mut memory.lookup;
        chunk.each(column, |start, end| {
            codes.push(if start == end { 0 } else { lookup.get(&chunk.bytes, start, end, |raw| shared.code(raw)) });
        });
        Block::of_codes(&codes)
    } else {
        let (mut ends, mut bytes) = (Vec::with_capacity(chunk.rows), Vec::new());
        chunk.each(column, |start, end| {
            let cell = unquoted(&chunk.bytes[start..end], &mut memory.room);
            match chunk.foreign {
                None => bytes.extend_from_slice(cell),
                Some(_) => bytes.extend_from_slice(utf8_or_windows(cell).as_bytes()),
            }
            ends.push(bytes.len() as u32);
        });
        Block::of_texts(&ends, &bytes)
    };
    Part { block: Wrapped::new(block), written: !coded, unreadable: 0, first: Vec::new() }
}

fn reals(chunk: &Chunk, column: usize, format: Format, memory: &mut Memory) -> Part {
    let mut found = Found::new(chunk);
    let values = found.values(chunk, column, memory, real, |cell| format.read_real(cell));
    found.part(|unknown| Block::of_reals(&values, unknown))
}

/// Dates repeat: each text is read once, unless there are too many.
fn dates(chunk: &Chunk, column: usize, format: Format, memory: &mut Memory) -> Part {
    const MOST: usize = 1 << 16;
    let mut found = Found::new(chunk);
    let mut values: Vec<i64> = Vec::with_capacity(chunk.rows);
    let Memory { lookup, values: known, room } = memory;
    chunk.each(column, |start, end| {
        let mut read = |raw: &[u8]| format.read_whole(text_of(raw, room).trim());
        let value = if lookup.len() < MOST {
            let at = lookup.get(&chunk.bytes, start, end, |raw| {
                known.push(read(raw));
                known.len() as u32 - 1
            });
            known.get(at as usize).copied().flatten()
        } else {
            read(&chunk.bytes[start..end])
        };
        values.push(value.unwrap_or_else(|| found.unknown(values.len(), &chunk.bytes[start..end])));
    });
    found.part(|unknown| Block::of_numbers(&values, unknown))
}

/// The text of a cell.
fn text_of<'a>(raw: &'a [u8], room: &'a mut Vec<u8>) -> Cow<'a, str> {
    utf8_or_windows(unquoted(raw, room))
}

/// The rows of a chunk without a value.
struct Found {
    unknown: Vec<u32>,
    unreadable: u64,
    first: Vec<(u32, String)>,
    rows: usize,
}

impl Found {
    fn new(chunk: &Chunk) -> Found {
        Found { unknown: Vec::new(), unreadable: 0, first: Vec::new(), rows: chunk.rows }
    }

    /// Reads the cells of a column, the fast way where that knows them.
    fn values<T: Default>(
        &mut self,
        chunk: &Chunk,
        column: usize,
        memory: &mut Memory,
        fast: impl Fn(&[u8]) -> Option<T>,
        slow: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::with_capacity(self.rows);
        chunk.each(column, |start, end| {
            let raw = &chunk.bytes[start..end];
            let value = fast(raw).or_else(|| slow(text_of(raw, &mut memory.room).trim()));
            values.push(value.unwrap_or_else(|| self.unknown(values.len(), raw)));
        });
        values
    }

    /// Notes a cell without a value.
    #[cold]
    fn unknown<T: Default>(&mut self, row: usize, raw: &[u8]) -> T {
        self.unknown.push(row as u32);
        let mut room = Vec::new();
        let text = text_of(raw, &mut room);
        let text = text.trim();
        if !text.is_empty() {
            self.unreadable += 1;
            if self.first.len() < PLACES {
                self.first.push((row as u32, text.to_string()));
            }
        }
        T::default()
    }

    fn part(self, pack: impl FnOnce(&[u32]) -> Block) -> Part {
        let block = Wrapped::new(pack(&self.unknown));
        Part { block, written: false, unreadable: self.unreadable, first: self.first }
    }
}

/// A plain whole number of up to eighteen digits; everything else is left to the exact way.
fn whole(cell: &[u8]) -> Option<i64> {
    let (negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let [first, rest @ ..] = digits else { return None };
    if digits.len() > 18 || *first == b'0' && !rest.is_empty() {
        return None;
    }
    let mut value = 0i64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// A plain real number of up to fifteen digits: a whole number and a power of ten that are exact give the nearest real number.
fn real(cell: &[u8]) -> Option<f64> {
    const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let (negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if !matches!(digits, [b'1'..=b'9', ..] | [b'0', b'.', ..] | [b'0']) || digits.len() > 16 {
        return None;
    }
    let (mut value, mut point) = (0u64, None);
    for (at, digit) in digits.iter().enumerate() {
        match digit {
            b'0'..=b'9' => value = value * 10 + u64::from(digit - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let behind = point.map_or(0, |point| digits.len() - point - 1);
    if digits.len() - usize::from(point.is_some()) > 15 {
        return None;
    }
    let value = value as f64 / POWERS.get(behind)?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::numbers;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        /// What the fast ways read they read as the exact ways do.
        #[test]
        fn fast_numbers_are_exact_numbers(text in "-?[0-9]{0,19}\\.?[0-9]{0,17}") {
            if let Some(value) = whole(text.as_bytes()) {
                prop_assert_eq!(numbers::whole(&text), Some(value));
            }
            if let Some(value) = real(text.as_bytes()) {
                prop_assert_eq!(numbers::real(&text).map(f64::to_bits), Some(value.to_bits()));
            }
        }
    }

    #[test]
    fn plain_numbers_take_the_fast_way() {
        assert_eq!(whole(b"-123456789012345678"), Some(-123_456_789_012_345_678));
        assert_eq!(real(b"99999.99"), Some(99999.99));
        assert_eq!((whole(b"007"), whole(b""), whole(b"-"), real(b"-"), real(b".")), (None, None, None, None, None));
    }
}
