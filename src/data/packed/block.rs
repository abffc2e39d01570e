//! The cells of some records of one column as bytes, and back: numbers in as few bytes as their range needs, texts by code or in full.
//!
//! Sixteen bytes of head: kind, width of a value, whether some are unknown, rows, least number. Then the values, and a bit for each row
//! that is known, where some are not. All numbers have their lowest byte first. In texts code 0 and an empty text are unknown.

use std::ops::Range;

/// Numbers, as what they are more than the least.
const NUMBERS: u8 = 1;
const REALS: u8 = 2;
const CODES: u8 = 3;
/// Where each text ends, and the texts.
const TEXTS: u8 = 4;

const HEAD: usize = 16;

/// Cells as bytes, and what is known of them.
#[derive(Debug)]
pub(in crate::data) struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) rows: u32,
    /// Cells that are unknown.
    pub(super) unknown: u64,
    /// The least and the largest whole number.
    pub(super) bounds: Option<(i64, i64)>,
}

impl Block {
    fn new(kind: u8, width: u8, rows: usize, unknown: usize, bounds: Option<(i64, i64)>) -> Block {
        let mut bytes = Vec::with_capacity(HEAD + rows * usize::from(width) + rows / 8 + 8);
        bytes.extend([kind, width, u8::from(unknown > 0), 0]);
        bytes.extend((rows as u32).to_le_bytes());
        bytes.extend(bounds.map_or(0, |(least, _)| least).to_le_bytes());
        Block { bytes, rows: rows as u32, unknown: unknown as u64, bounds }
    }

    /// Whole numbers; those in some rows, in order, are unknown.
    pub(in crate::data) fn of_numbers<T: Copy + Into<i64>>(values: &[T], unknown: &[u32]) -> Block {
        let bounds = bounds(values, unknown);
        let (least, most) = bounds.unwrap_or((0, 0));
        let width = match most.abs_diff(least) {
            0 => 0,
            1..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        let mut block = Block::new(NUMBERS, width, values.len(), unknown.len(), bounds);
        // What stands in the place of an unknown is kept as it comes, cut to the width.
        let offsets = values.iter().map(|value| (*value).into().wrapping_sub(least));
        match width {
            0 => {}
            1 => block.fill(offsets, |offset| [offset as u8]),
            2 => block.fill(offsets, |offset| (offset as u16).to_le_bytes()),
            4 => block.fill(offsets, |offset| (offset as u32).to_le_bytes()),
            _ => block.fill(offsets, i64::to_le_bytes),
        }
        block.mark(unknown);
        block
    }

    /// Real numbers; those in some rows, in order, are unknown.
    pub(in crate::data) fn of_reals(values: &[f64], unknown: &[u32]) -> Block {
        let mut block = Block::new(REALS, 8, values.len(), unknown.len(), None);
        block.fill(values.iter(), |value| value.to_le_bytes());
        block.mark(unknown);
        block
    }

    /// Texts by code.
    pub(in crate::data) fn of_codes(codes: &[u32]) -> Block {
        let width = match codes.iter().max().copied().unwrap_or(0) {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        };
        let unknown = codes.iter().filter(|code| **code == 0).count();
        let mut block = Block::new(CODES, width, codes.len(), unknown, None);
        match width {
            1 => block.fill(codes.iter(), |code| [*code as u8]),
            2 => block.fill(codes.iter(), |code| (*code as u16).to_le_bytes()),
            _ => block.fill(codes.iter(), |code| code.to_le_bytes()),
        }
        block
    }

    /// Texts one behind the other, and where each ends.
    pub(in crate::data) fn of_texts(ends: &[u32], texts: &[u8]) -> Block {
        let starts = std::iter::once(&0).chain(ends);
        let unknown = starts.zip(ends).filter(|(start, end)| start == end).count();
        let mut block = Block::new(TEXTS, 4, ends.len(), unknown, None);
        block.fill(ends.iter(), |end| end.to_le_bytes());
        block.bytes.extend_from_slice(texts);
        block
    }

    /// Adds values of so many bytes each.
    fn fill<V, const N: usize>(&mut self, values: impl ExactSizeIterator<Item = V>, bytes: impl Fn(V) -> [u8; N]) {
        let start = self.bytes.len();
        self.bytes.resize(start + values.len() * N, 0);
        let (places, _) = self.bytes.split_at_mut(start).1.as_chunks_mut::<N>();
        places.iter_mut().zip(values).for_each(|(place, value)| *place = bytes(value));
    }

    /// Adds the bits of known rows, if some are not.
    fn mark(&mut self, unknown: &[u32]) {
        if unknown.is_empty() {
            return;
        }
        let start = self.bytes.len();
        self.bytes.resize(start + (self.rows as usize).div_ceil(8), u8::MAX);
        for row in unknown {
            if let Some(byte) = self.bytes.get_mut(start + *row as usize / 8) {
                *byte &= !(1 << (row % 8));
            }
        }
    }
}

/// The least and the largest of the numbers that are known.
fn bounds<T: Copy + Into<i64>>(values: &[T], unknown: &[u32]) -> Option<(i64, i64)> {
    let mut found: Option<(i64, i64)> = None;
    let mut from = 0;
    for until in unknown.iter().map(|row| *row as usize).chain([values.len()]) {
        let known = values.get(from..until).unwrap_or_default();
        if let Some(first) = known.first().map(|first| (*first).into()) {
            let (least, most) = known.iter().fold((first, first), |(least, most), value| {
                let value = (*value).into();
                (value.min(least), value.max(most))
            });
            found = Some(found.map_or((least, most), |(a, b)| (a.min(least), b.max(most))));
        }
        from = until + 1;
    }
    found
}

/// Some rows of a block, read from its bytes.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    cells: Cells<'a>,
    /// The bits of known rows, where some are not.
    known: Option<&'a [u8]>,
    some_unknown: bool,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy)]
enum Cells<'a> {
    Numbers(Wide<'a>, i64),
    Reals(&'a [[u8; 8]]),
    Codes(Wide<'a>),
    Texts(&'a [[u8; 4]], &'a [u8]),
}

/// Values of one width.
#[derive(Clone, Copy)]
enum Wide<'a> {
    /// None: all are the least.
    Zero,
    One(&'a [u8]),
    Two(&'a [[u8; 2]]),
    Four(&'a [[u8; 4]]),
    Eight(&'a [[u8; 8]]),
}

impl<'a> Wide<'a> {
    fn of(bytes: &'a [u8], width: u8) -> Wide<'a> {
        match width {
            0 => Wide::Zero,
            1 => Wide::One(bytes),
            2 => Wide::Two(bytes.as_chunks().0),
            4 => Wide::Four(bytes.as_chunks().0),
            _ => Wide::Eight(bytes.as_chunks().0),
        }
    }

    /// Adds what some of the values are, in order. It is compiled for each width.
    #[inline(always)]
    fn collect<T>(self, rows: Range<usize>, into: &mut Vec<T>, of: impl Fn(u64) -> T) {
        match self {
            Wide::Zero => into.extend(rows.map(|_| of(0))),
            Wide::One(values) => into.extend(values[rows].iter().map(|value| of(u64::from(*value)))),
            Wide::Two(values) => into.extend(values[rows].iter().map(|value| of(u64::from(u16::from_le_bytes(*value))))),
            Wide::Four(values) => into.extend(values[rows].iter().map(|value| of(u64::from(u32::from_le_bytes(*value))))),
            Wide::Eight(values) => into.extend(values[rows].iter().map(|value| of(u64::from_le_bytes(*value)))),
        }
    }

    /// Calls a function with some of the values, in order. It is compiled for each width.
    #[inline(always)]
    fn each(self, rows: Range<usize>, f: &mut impl FnMut(u64)) {
        match self {
            Wide::Zero => rows.for_each(|_| f(0)),
            Wide::One(values) => values[rows].iter().for_each(|value| f(u64::from(*value))),
            Wide::Two(values) => values[rows].iter().for_each(|value| f(u64::from(u16::from_le_bytes(*value)))),
            Wide::Four(values) => values[rows].iter().for_each(|value| f(u64::from(u32::from_le_bytes(*value)))),
            Wide::Eight(values) => values[rows].iter().for_each(|value| f(u64::from_le_bytes(*value))),
        }
    }
}

impl<'a> View<'a> {
    /// All rows of a block; `None` where the bytes are none.
    pub(super) fn of(bytes: &'a [u8]) -> Option<View<'a>> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
        let [kind, width, some_unknown, _, a, b, c, d, least @ ..] = *head;
        let rows = u32::from_le_bytes([a, b, c, d]) as usize;
        let (values, rest) = rest.split_at_checked(rows.checked_mul(usize::from(width))?)?;
        let cells = match (kind, width) {
            (NUMBERS, 0 | 1 | 2 | 4 | 8) => Cells::Numbers(Wide::of(values, width), i64::from_le_bytes(least)),
            (REALS, 8) => Cells::Reals(values.as_chunks().0),
            (CODES, 1 | 2 | 4) => Cells::Codes(Wide::of(values, width)),
            (TEXTS, 4) => Cells::Texts(values.as_chunks().0, rest),
            _ => return None,
        };
        let marked = some_unknown == 1 && matches!(kind, NUMBERS | REALS);
        let known = if marked { Some(rest.get(..rows.div_ceil(8))?) } else { None };
        Some(View { cells, known, some_unknown: some_unknown == 1, start: 0, end: rows })
    }

    /// Only these rows of it.
    pub(super) fn rows(self, rows: Range<usize>) -> View<'a> {
        let end = rows.end.min(self.end);
        View { start: rows.start.min(end), end, ..self }
    }

    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether cells of its block are unknown.
    pub(super) fn some_unknown(&self) -> bool {
        self.some_unknown
    }

    /// The rows that are unknown, counted from the first one, where bits tell; codes tell by themselves.
    pub(super) fn unknown(&self, mut f: impl FnMut(u32)) {
        if let Some(bits) = self.known {
            let is_known = |row: usize| bits.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1);
            (self.start..self.end).filter(|row| !is_known(*row)).for_each(|row| f((row - self.start) as u32));
        }
    }

    /// Adds its whole numbers.
    #[inline(always)]
    pub(super) fn numbers<T>(&self, into: &mut Vec<T>, of: impl Fn(i64) -> T) -> Option<()> {
        let Cells::Numbers(values, least) = self.cells else { return None };
        values.collect(self.start..self.end, into, |offset| of(least.wrapping_add(offset as i64)));
        Some(())
    }

    /// Adds its real numbers.
    pub(super) fn reals(&self, into: &mut Vec<f64>) -> Option<()> {
        let Cells::Reals(values) = self.cells else { return None };
        into.extend(values[self.start..self.end].iter().map(|value| f64::from_le_bytes(*value)));
        Some(())
    }

    /// Adds what its codes stand for in a table; those beyond it stand for nothing in particular.
    pub(super) fn coded<T: Copy + Default>(&self, into: &mut Vec<T>, table: &[T]) -> Option<()> {
        let Cells::Codes(codes) = self.cells else { return None };
        match (codes, table.first_chunk::<256>()) {
            // Without a look at the end of the table for each row.
            (Wide::One(codes), Some(table)) => {
                into.extend(codes[self.start..self.end].iter().map(|code| table[usize::from(*code)]));
            }
            _ => {
                codes.collect(self.start..self.end, into, |code| table.get(code as usize).copied().unwrap_or_default());
            }
        }
        Some(())
    }

    /// Calls a function with each code.
    #[inline(always)]
    pub(super) fn codes(&self, f: &mut impl FnMut(u32)) -> Option<()> {
        let Cells::Codes(codes) = self.cells else { return None };
        codes.each(self.start..self.end, &mut |code| f(code as u32));
        Some(())
    }

    /// A text, by its row and the texts of codes; nothing where it is unknown, or there is none.
    pub(super) fn text(&self, row: usize, dictionary: &'a [Box<str>]) -> Option<&'a str> {
        let row = self.start + row;
        let text = match self.cells {
            Cells::Codes(codes) => {
                let mut code = 0;
                codes.each(row..row + 1, &mut |found| code = found as usize);
                dictionary.get(code.checked_sub(1)?)?
            }
            Cells::Texts(ends, texts) => {
                let start = row.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| u32::from_le_bytes(*end));
                let end = u32::from_le_bytes(*ends.get(row)?);
                std::str::from_utf8(texts.get(start as usize..end as usize)?).ok()?
            }
            _ => return None,
        };
        Some(text).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Cells come back from their bytes, whole and in part, and no bytes make that fail.
        #[test]
        fn cells_come_back(
            cells in prop::collection::vec(prop::option::of(any::<i64>().prop_flat_map(|n| prop_oneof![Just(n), Just(n % 300), Just(n % 70_000)])), 0..80),
            (from, to, cut) in (0usize..80, 0usize..80, any::<prop::sample::Index>()),
        ) {
            let unknown: Vec<u32> = (0..).zip(&cells).filter(|(_, cell)| cell.is_none()).map(|(row, _)| row).collect();
            let numbers: Vec<i64> = cells.iter().map(|cell| cell.unwrap_or_default()).collect();
            let reals: Vec<f64> = numbers.iter().map(|n| *n as f64 / 8.0).collect();
            let codes: Vec<u32> = cells.iter().map(|cell| cell.map_or(0, |n| n.unsigned_abs() as u32)).collect();
            let texts: Vec<String> = cells.iter().map(|cell| cell.map_or(String::new(), |n| n.to_string())).collect();
            let ends: Vec<u32> = texts.iter().scan(0, |end, text| { *end += text.len() as u32; Some(*end) }).collect();
            let rows = from.min(to).min(cells.len())..to.min(cells.len());
            let blocks = [
                Block::of_numbers(&numbers, &unknown), Block::of_reals(&reals, &unknown),
                Block::of_codes(&codes), Block::of_texts(&ends, texts.concat().as_bytes()),
            ];
            let known = cells.iter().flatten();
            prop_assert_eq!(blocks[0].bounds, known.clone().min().copied().zip(known.max().copied()));
            for (kind, block) in blocks.iter().enumerate() {
                if kind != 2 { prop_assert_eq!(block.unknown as usize, unknown.len()); }
                let view = View::of(&block.bytes).unwrap().rows(rows.clone());
                prop_assert_eq!(view.len(), rows.len());
                let (mut n, mut x, mut c, mut u) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
                view.unknown(|row| u.push(row as usize + rows.start));
                match kind {
                    0 => {
                        view.numbers(&mut n, |n| n).unwrap();
                        for (row, n) in rows.clone().zip(n) { prop_assert!(cells[row].is_none_or(|cell| cell == n)); }
                    }
                    1 => { view.reals(&mut x).unwrap(); prop_assert_eq!(&x[..], &reals[rows.clone()]); }
                    2 => { view.codes(&mut |code| c.push(code)).unwrap(); prop_assert_eq!(&c[..], &codes[rows.clone()]); }
                    _ => for row in rows.clone() {
                        prop_assert_eq!(view.text(row - rows.start, &[]).unwrap_or(""), texts[row].as_str());
                    },
                }
                let here: Vec<usize> = rows.clone().filter(|row| kind < 2 && cells[*row].is_none()).collect();
                prop_assert_eq!(u, here);
                if let Some(view) = View::of(&block.bytes[..cut.index(block.bytes.len())]) {
                    prop_assert!((0..view.len()).filter_map(|row| view.text(row, &[])).count() <= rows.end.max(80));
                }
            }
        }
    }

    #[test]
    fn numbers_take_as_many_bytes_as_their_range() {
        let bytes = |values: &[i64]| (Block::of_numbers(values, &[]).bytes.len() - HEAD) / values.len();
        assert_eq!([bytes(&[7; 4]), bytes(&[1000, 1255]), bytes(&[0, 256]), bytes(&[-1, 1 << 31])], [0, 1, 2, 4]);
        assert_eq!(bytes(&[i64::MIN, i64::MAX]), 8);
    }
}
