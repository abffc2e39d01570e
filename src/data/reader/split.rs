//! Where cells end: delimiters and line breaks outside of quotes, found byte by byte or 64 bytes at a time.
//!
//! A quote counts only as the first sign of a cell. Within quotes two quotes stand for one, and what follows the closing quote up to
//! the next delimiter belongs to the cell, as spreadsheets have it.

use serde::{Deserialize, Serialize};

/// Which signs end cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::data) struct Signs {
    /// Between the cells of a record.
    pub(in crate::data) delimiter: u8,
    /// Between records.
    pub(in crate::data) line_break: u8,
}

/// What the byte before a place was, as far as it matters for what follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// A cell starts here.
    #[default]
    Start,
    /// Within a cell, outside of quotes.
    Plain,
    /// Within quotes.
    Quoted,
    /// Behind a quote that closes, unless another follows.
    Closed,
}

/// The ends of cells in a stretch of bytes, and what was seen on the way.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The places of delimiters and line breaks outside of quotes.
    pub(super) ends: Vec<u32>,
    /// How many of them are line breaks.
    pub(super) records: usize,
    /// All line breaks, those within quotes too.
    pub(super) lines: usize,
    /// Whether a quote was seen.
    pub(super) quotes: bool,
    /// Whether a byte was no ASCII.
    pub(super) beyond_ascii: bool,
}

impl Marks {
    pub(super) fn clear(&mut self) {
        self.ends.clear();
        *self = Marks { ends: std::mem::take(&mut self.ends), ..Marks::default() };
    }
}

/// Adds the marks of `bytes[from..]`, and says in what state they end. The fastest way of this machine is taken.
pub(super) fn split(bytes: &[u8], from: usize, signs: Signs, state: State, marks: &mut Marks) -> State {
    #[cfg(target_arch = "x86_64")]
    if vector::is_there() {
        return vector::split(bytes, from, signs, state, marks);
    }
    exact(bytes, from, bytes.len(), signs, state, marks)
}

/// Byte by byte: what the rules say.
pub(super) fn exact(bytes: &[u8], from: usize, to: usize, signs: Signs, mut state: State, marks: &mut Marks) -> State {
    for (at, byte) in bytes.iter().enumerate().take(to).skip(from) {
        marks.lines += usize::from(*byte == signs.line_break);
        marks.quotes |= *byte == b'"';
        marks.beyond_ascii |= !byte.is_ascii();
        let ends = *byte == signs.delimiter || *byte == signs.line_break;
        state = match state {
            State::Quoted if *byte == b'"' => State::Closed,
            State::Quoted => State::Quoted,
            State::Start | State::Closed if *byte == b'"' => State::Quoted,
            _ if ends => {
                marks.ends.push(at as u32);
                marks.records += usize::from(*byte == signs.line_break);
                State::Start
            }
            _ => State::Plain,
        };
    }
    state
}

/// 64 bytes at a time with AVX2 and the multiplication without carry.
#[cfg(target_arch = "x86_64")]
mod vector {
    use super::{Marks, Signs, State, exact};
    use std::arch::x86_64::*;

    const WIDTH: usize = 64;

    pub(super) fn is_there() -> bool {
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("pclmulqdq")
    }

    /// The same as [`exact`], for machines where [`is_there`].
    pub(super) fn split(bytes: &[u8], from: usize, signs: Signs, state: State, marks: &mut Marks) -> State {
        assert!(is_there());
        // SAFETY: the instructions that the function is compiled for are there.
        #[allow(unsafe_code)]
        unsafe {
            fast(bytes, from, signs, state, marks)
        }
    }

    #[target_feature(enable = "avx2,pclmulqdq")]
    fn fast(bytes: &[u8], from: usize, signs: Signs, mut state: State, marks: &mut Marks) -> State {
        let (blocks, rest) = bytes[from..].as_chunks::<WIDTH>();
        let mut at = from;
        for block in blocks {
            let next = regular(block, at, signs, state, marks);
            state = next.unwrap_or_else(|| exact(bytes, at, at + WIDTH, signs, state, marks));
            at += WIDTH;
        }
        if rest.is_empty() { state } else { exact(bytes, at, bytes.len(), signs, state, marks) }
    }

    /// The marks of a block by the parity of its quotes; `None`, and nothing done, where a quote stands within a cell that is not quoted.
    #[target_feature(enable = "avx2,pclmulqdq")]
    fn regular(block: &[u8; WIDTH], at: usize, signs: Signs, state: State, marks: &mut Marks) -> Option<State> {
        let halves = load(block);
        let breaks = equal(halves, signs.line_break);
        let structure = equal(halves, signs.delimiter) | breaks;
        let quotes = equal(halves, b'"');
        let was_inside = state == State::Quoted;
        let mut inside = if was_inside { u64::MAX } else { 0 };
        if quotes != 0 {
            inside ^= prefix_xor(quotes);
            // What may stand before a quote that opens: the end of a cell, or a quote, with which it stands for one.
            let before = ((structure | quotes) << 1) | u64::from(state != State::Plain);
            if quotes & inside & !before != 0 {
                return None;
            }
            marks.quotes = true;
        }
        let mut ends = structure & !inside;
        marks.lines += breaks.count_ones() as usize;
        marks.records += (breaks & !inside).count_ones() as usize;
        marks.beyond_ascii |= (_mm256_movemask_epi8(halves.0) | _mm256_movemask_epi8(halves.1)) != 0;
        let mut places = [0u32; WIDTH];
        let mut found = 0;
        while ends != 0 {
            places[found & (WIDTH - 1)] = at as u32 + ends.trailing_zeros();
            found += 1;
            ends &= ends - 1;
        }
        marks.ends.extend_from_slice(&places[..found]);
        const LAST: u64 = 1 << (WIDTH - 1);
        Some(match () {
            _ if inside & LAST != 0 => State::Quoted,
            _ if structure & LAST != 0 => State::Start,
            _ if quotes & LAST != 0 => State::Closed,
            _ => State::Plain,
        })
    }

    #[target_feature(enable = "avx2")]
    fn load(block: &[u8; WIDTH]) -> (__m256i, __m256i) {
        let (first, second) = block.split_at(32);
        // SAFETY: each half has 32 bytes, and the loads need no alignment.
        #[allow(unsafe_code)]
        unsafe {
            (_mm256_loadu_si256(first.as_ptr().cast()), _mm256_loadu_si256(second.as_ptr().cast()))
        }
    }

    /// A bit for each byte that is the given one.
    #[target_feature(enable = "avx2")]
    fn equal(halves: (__m256i, __m256i), byte: u8) -> u64 {
        let wanted = _mm256_set1_epi8(byte as i8);
        let bits = |half| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(half, wanted)) as u32);
        bits(halves.0) | bits(halves.1) << 32
    }

    /// For each bit the parity of the bits up to it.
    #[target_feature(enable = "pclmulqdq")]
    fn prefix_xor(bits: u64) -> u64 {
        let ones = _mm_set1_epi8(-1);
        _mm_cvtsi128_si64(_mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits as i64), ones)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIGNS: Signs = Signs { delimiter: b',', line_break: b'\n' };

    fn ends(text: &str) -> (Vec<u32>, State) {
        let mut marks = Marks::default();
        let state = exact(text.as_bytes(), 0, text.len(), SIGNS, State::Start, &mut marks);
        (marks.ends, state)
    }

    #[test]
    fn quotes_count_at_the_start_of_a_cell() {
        assert_eq!(ends("a,\"b,\n\",c\n"), (vec![1, 7, 9], State::Start));
        assert_eq!(ends("5\" pipe,\"a\"\"b\",\"in\" ta\"il\n"), (vec![7, 14, 25], State::Start));
        assert_eq!(ends("\"open, "), (vec![], State::Quoted));
        assert_eq!(ends("\"\"\"\",x").0, [4]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        /// Both ways find the same, wherever a text is cut.
        #[test]
        fn the_fast_way_is_the_exact_one(text in "[ab\",\n\u{e9}]{0,400}", cut in 0usize..400) {
            let (bytes, mut slow, mut fast) = (text.as_bytes(), Marks::default(), Marks::default());
            let cut = cut.min(bytes.len());
            let expected = exact(bytes, 0, bytes.len(), SIGNS, State::Start, &mut slow);
            let state = split(&bytes[..cut], 0, SIGNS, State::Start, &mut fast);
            let state = split(bytes, cut, SIGNS, state, &mut fast);
            prop_assert_eq!(state, expected);
            prop_assert_eq!(&fast.ends, &slow.ends);
            prop_assert_eq!((fast.records, fast.lines, fast.beyond_ascii, fast.quotes), (slow.records, slow.lines, slow.beyond_ascii, slow.quotes));
        }

        /// Long cells, where most blocks hold no end.
        #[test]
        fn the_fast_way_is_the_exact_one_for_long_cells(cells in prop::collection::vec(("\"?", "[a ]{0,150}", "\"?", "[,\n]"), 0..20)) {
            let text: String = cells.iter().map(|(open, cell, close, end)| format!("{open}{cell}{close}{end}")).collect();
            let (mut slow, mut fast) = (Marks::default(), Marks::default());
            let expected = exact(text.as_bytes(), 0, text.len(), SIGNS, State::Start, &mut slow);
            prop_assert_eq!(split(text.as_bytes(), 0, SIGNS, State::Start, &mut fast), expected);
            prop_assert_eq!(&fast.ends, &slow.ends);
        }
    }
}
