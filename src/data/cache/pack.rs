//! A column as bytes, and back: numbers in as few bytes as their range needs, texts by their places in a sorted dictionary.
//!
//! `kind width rows least` and then the values; `bits` of the known rows where some are not; the dictionary. All numbers have their
//! lowest byte first.

use crate::data::cells::with_unknown;
use crate::data::coded;
use crate::data::reader::Codes;
use polars::prelude::{
    BooleanChunked, ChunkAgg, ChunkedArray, Column, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn,
    NewChunkedArray, PlSmallStr, PolarsNumericType, StringChunked, TimeUnit, TimeZone,
};

const WHOLE: u8 = 1;
const REAL: u8 = 2;
const DAYS: u8 = 3;
const MOMENTS: u8 = 4;
const TRUTHS: u8 = 5;
const CODES: u8 = 6;
const TEXTS: u8 = 7;
/// Moments of a zone, in UTC.
const ZONED: u8 = 8;

/// The bytes of a column, if it is one that files of text give.
pub(super) fn pack(column: &Column) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match column.dtype() {
        DataType::Int64 => pack_wholes(&mut out, WHOLE, column.i64().ok()?),
        DataType::Date => pack_wholes(&mut out, DAYS, column.to_physical_repr().i32().ok()?),
        DataType::Datetime(_, zone) => {
            let kind = if zone.is_some() { ZONED } else { MOMENTS };
            pack_wholes(&mut out, kind, column.to_physical_repr().i64().ok()?);
        }
        DataType::Float64 => {
            let values = column.f64().ok()?;
            head(&mut out, REAL, 8, values.len(), 0);
            values.iter().for_each(|value| out.extend_from_slice(&value.unwrap_or(0.0).to_le_bytes()));
            bits(&mut out, values.null_count(), values.iter().map(|value| value.is_some()));
        }
        DataType::Boolean => {
            let values = column.bool().ok()?;
            head(&mut out, TRUTHS, 1, values.len(), 0);
            out.extend(values.iter().map(|value| u8::from(value == Some(true))));
            bits(&mut out, values.null_count(), values.iter().map(|value| value.is_some()));
        }
        DataType::Enum(categories, _) => {
            let (places, texts) = (column.to_physical_repr(), categories.categories());
            let width = match places.dtype() {
                DataType::UInt8 => 1,
                DataType::UInt16 => 2,
                _ => 4,
            };
            head(&mut out, CODES, width, places.len(), texts.len() as i64);
            match width {
                1 => pack_codes(&mut out, places.u8().ok()?, 1, |code| [code]),
                2 => pack_codes(&mut out, places.u16().ok()?, 1, u16::to_le_bytes),
                _ => pack_codes(&mut out, places.u32().ok()?, 1, u32::to_le_bytes),
            }
            texts.values_iter().for_each(|text| pack_text(&mut out, text));
        }
        DataType::String => {
            let texts = column.str().ok()?;
            head(&mut out, TEXTS, 0, texts.len(), 0);
            // No text of a file is empty: an empty one is unknown.
            texts.iter().for_each(|text| pack_text(&mut out, text.unwrap_or("")));
        }
        _ => return None,
    }
    Some(out)
}

fn head(out: &mut Vec<u8>, kind: u8, width: u8, rows: usize, least: i64) {
    out.extend_from_slice(&[kind, width]);
    out.extend_from_slice(&(rows as u64).to_le_bytes());
    out.extend_from_slice(&least.to_le_bytes());
    out.reserve(rows * usize::from(width) + rows / 8 + 16);
}

fn pack_text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn pack_wholes<T: PolarsNumericType>(out: &mut Vec<u8>, kind: u8, values: &ChunkedArray<T>)
where
    ChunkedArray<T>: ChunkAgg<T::Native>,
    T::Native: Into<i64>,
{
    let (least, most) = values.min_max().map_or((0, 0), |(least, most)| (least.into(), most.into()));
    let width = match (i128::from(most) - i128::from(least)) as u128 {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    };
    head(out, kind, width, values.len(), least);
    for array in values.downcast_iter() {
        // What stands in the place of an unknown is kept as it comes, cut to the width.
        let offsets = array.values().iter().map(|value| Into::<i64>::into(*value).wrapping_sub(least));
        match width {
            1 => fill(out, offsets, |offset| [offset as u8]),
            2 => fill(out, offsets, |offset| (offset as u16).to_le_bytes()),
            4 => fill(out, offsets, |offset| (offset as u32).to_le_bytes()),
            _ => fill(out, offsets, i64::to_le_bytes),
        }
    }
    bits(out, values.null_count(), values.iter().map(|value| value.is_some()));
}

/// The places in a dictionary as codes: one more than the place, and 0 for an unknown.
fn pack_codes<T: PolarsNumericType, const N: usize>(
    out: &mut Vec<u8>,
    places: &ChunkedArray<T>,
    one: T::Native,
    bytes: impl Fn(T::Native) -> [u8; N] + Copy,
) {
    for array in places.downcast_iter() {
        match array.validity() {
            None => fill(out, array.values().iter().map(|place| *place + one), bytes),
            Some(_) => fill(out, array.iter().map(|place| place.map_or(T::Native::default(), |place| *place + one)), bytes),
        }
    }
}

/// Adds values of so many bytes each.
fn fill<V, const N: usize>(out: &mut Vec<u8>, values: impl ExactSizeIterator<Item = V>, bytes: impl Fn(V) -> [u8; N]) {
    let start = out.len();
    out.resize(start + values.len() * N, 0);
    let (places, _) = out.split_at_mut(start).1.as_chunks_mut::<N>();
    places.iter_mut().zip(values).for_each(|(place, value)| *place = bytes(value));
}

/// The rows that are known, one bit each; nothing where all are.
fn bits(out: &mut Vec<u8>, unknown: usize, known: impl Iterator<Item = bool>) {
    if unknown == 0 {
        return;
    }
    let (mut byte, mut at) = (0u8, 0);
    for known in known {
        byte |= u8::from(known) << at;
        at += 1;
        if at == 8 {
            out.push(byte);
            (byte, at) = (0, 0);
        }
    }
    if at > 0 {
        out.push(byte);
    }
}

/// The column of these bytes; `None` where they are none that [`pack`] makes.
pub(super) fn unpack(bytes: &[u8]) -> Option<Column> {
    let mut rest = Rest(bytes);
    let (kind, width) = (rest.byte()?, usize::from(rest.byte()?));
    let rows = usize::try_from(u64::from_le_bytes(rest.array()?)).ok()?;
    let least = i64::from_le_bytes(rest.array()?);
    match kind {
        WHOLE | DAYS | MOMENTS | ZONED => {
            let values = rest.take(rows.checked_mul(width)?)?;
            let unknown = rest.unknown(rows)?;
            if kind == DAYS {
                let days = wholes(values, width, |offset| least.wrapping_add(offset) as i32)?;
                return Some(with_unknown(Int32Chunked::from_vec(PlSmallStr::EMPTY, days), &unknown).into_date().into_column());
            }
            let values = wholes(values, width, |offset| least.wrapping_add(offset))?;
            let values = with_unknown(Int64Chunked::from_vec(PlSmallStr::EMPTY, values), &unknown);
            let zone = (kind == ZONED).then_some(TimeZone::UTC);
            Some(match kind {
                WHOLE => values.into_column(),
                _ => values.into_datetime(TimeUnit::Microseconds, zone).into_column(),
            })
        }
        REAL => {
            let (values, _) = rest.take(rows.checked_mul(8)?)?.as_chunks::<8>();
            let values = values.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
            let unknown = rest.unknown(rows)?;
            Some(with_unknown(Float64Chunked::from_vec(PlSmallStr::EMPTY, values), &unknown).into_column())
        }
        TRUTHS => {
            let values: Vec<bool> = rest.take(rows)?.iter().map(|byte| *byte == 1).collect();
            let unknown = rest.unknown(rows)?;
            Some(with_unknown(BooleanChunked::from_slice(PlSmallStr::EMPTY, &values), &unknown).into_column())
        }
        CODES => {
            let values = rest.take(rows.checked_mul(width)?)?;
            let codes = match width {
                1 => Codes::U8(values.to_vec()),
                2 => Codes::U16(wholes(values, width, |code| code as u16)?),
                4 => Codes::U32(wholes(values, width, |code| code as u32)?),
                _ => return None,
            };
            let texts = (0..least).map(|_| rest.text().map(Box::from)).collect::<Option<Vec<Box<str>>>>()?;
            coded::column(&codes, &texts)
        }
        TEXTS => {
            let texts = (0..rows).map(|_| rest.text().map(|text| Some(text).filter(|text| !text.is_empty())));
            Some(texts.collect::<Option<StringChunked>>()?.into_column())
        }
        _ => None,
    }
}

/// Whole numbers without a sign of so many bytes each.
fn wholes<T>(bytes: &[u8], width: usize, value: impl Fn(i64) -> T) -> Option<Vec<T>> {
    Some(match width {
        1 => bytes.iter().map(|byte| value(i64::from(*byte))).collect(),
        2 => bytes.as_chunks::<2>().0.iter().map(|bytes| value(i64::from(u16::from_le_bytes(*bytes)))).collect(),
        4 => bytes.as_chunks::<4>().0.iter().map(|bytes| value(i64::from(u32::from_le_bytes(*bytes)))).collect(),
        8 => bytes.as_chunks::<8>().0.iter().map(|bytes| value(i64::from_le_bytes(*bytes))).collect(),
        _ => return None,
    })
}

/// Bytes that were not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = u32::from_le_bytes(self.array()?) as usize;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// The rows that are unknown by the bits at the end, if there are some.
    fn unknown(&mut self, rows: usize) -> Option<Vec<u32>> {
        if self.0.is_empty() {
            return Some(Vec::new());
        }
        let bits = self.take(rows.div_ceil(8))?;
        let known = |row: usize| bits.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1);
        Some((0..rows).filter(|row| !known(*row)).map(|row| row as u32).collect())
    }
}
