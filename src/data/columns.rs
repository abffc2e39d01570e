//! Columns that were read to columns of the engine: texts to their types, values as they are, with what could not be read.

use super::cells::with_unknown;
use super::coded;
use super::infer::Format;
use super::reader::{Collected, Gathered, PLACES, Texts};
use super::{months, numbers};
use crate::base::Type;
use crate::base::formula::unguarded;
use polars::prelude::{
    BooleanChunked, Column, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, NewChunkedArray, PlSmallStr, StringChunked,
    TimeUnit, TimeZone,
};
use std::collections::HashMap;

/// Cells that do not fit their column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Unreadable {
    /// How many there are.
    pub(super) count: u64,
    /// The first of them: the number of the record, from 0, and the cell.
    pub(super) first: Vec<(u64, String)>,
}

impl Unreadable {
    fn add(&mut self, row: u64, cell: &str) {
        self.count += 1;
        if self.first.len() < PLACES {
            self.first.push((row, cell.to_string()));
        }
    }
}

/// How texts are handed to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextAs {
    /// Written out.
    Texts,
    /// By their places in a dictionary, where there is one.
    Codes,
}

/// A column of texts, read in a format.
pub(super) fn of_texts(name: &str, format: Format, texts: Texts, text_as: TextAs) -> (Column, Unreadable) {
    match format.ty() {
        _ if format == Format::Month => of_months(name, &texts),
        Type::Text => (of_text(name, texts, text_as), Unreadable::default()),
        Type::Bool => typed(name, format, Values::read(&texts, numbers::truth).into_truths()),
        Type::Float => typed(name, format, Values::read(&texts, |cell| format.read_real(cell)).into_reals()),
        _ if matches!(format, Format::Date(_)) => {
            let day = |cell: &str| format.read_whole(cell).and_then(|day| i32::try_from(day).ok());
            typed(name, format, Values::read(&texts, day).into_days())
        }
        _ => typed(name, format, Values::read(&texts, |cell| format.read_whole(cell)).into_wholes()),
    }
}

/// A column of values that were read in a format.
pub(super) fn of_values(name: &str, format: Format, gathered: Gathered) -> (Column, Unreadable) {
    let unreadable = Unreadable { count: gathered.unreadable, first: gathered.first };
    let unknown = gathered.unknown;
    let values = match gathered.values {
        Collected::Whole(values) => Values { values, unknown, unreadable }.into_wholes(),
        Collected::Real(values) => Values { values, unknown, unreadable }.into_reals(),
        Collected::Days(values) => Values { values, unknown, unreadable }.into_days(),
        Collected::Texts(texts) => return of_texts(name, format, texts, TextAs::Texts),
    };
    typed(name, format, values)
}

/// Whole numbers are moments where the format says so.
fn typed(name: &str, format: Format, (column, unreadable): (Column, Unreadable)) -> (Column, Unreadable) {
    let column = match (format, column.i64()) {
        (Format::Datetime(_), Ok(moments)) => moments.clone().into_datetime(TimeUnit::Microseconds, None).into_column(),
        (Format::Moment(_), Ok(moments)) => {
            moments.clone().into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)).into_column()
        }
        _ => column,
    };
    (column.with_name(name.into()), unreadable)
}

/// Values by row, those that are unknown apart.
struct Values<T> {
    values: Vec<T>,
    unknown: Vec<u32>,
    unreadable: Unreadable,
}

impl<T: Copy + Default> Values<T> {
    /// Reads texts. Blanks around them do not count, and a text that repeats is read once.
    fn read(texts: &Texts, read: impl Fn(&str) -> Option<T>) -> Values<T> {
        let mut found = Values { values: Vec::new(), unknown: Vec::new(), unreadable: Unreadable::default() };
        match texts {
            Texts::Coded(codes, dictionary) => {
                let read: Vec<(&str, Option<T>)> =
                    std::iter::once("").chain(dictionary.iter().map(|text| text.trim())).map(|text| (text, read(text))).collect();
                found.values.reserve(codes.len());
                codes.each(|code| {
                    let (text, value) = read.get(code as usize).copied().unwrap_or_default();
                    found.push(text, value);
                });
            }
            Texts::Plain(pieces) => {
                let mut read = remembering(read);
                for cell in Texts::plain(pieces) {
                    let text = cell.unwrap_or("").trim();
                    let value = if text.is_empty() { None } else { read(text) };
                    found.push(text, value);
                }
            }
        }
        found
    }

    fn push(&mut self, text: &str, value: Option<T>) {
        if value.is_none() {
            self.unknown.push(self.values.len() as u32);
            if !text.is_empty() {
                self.unreadable.add(self.values.len() as u64, text);
            }
        }
        self.values.push(value.unwrap_or_default());
    }
}

impl Values<i64> {
    fn into_wholes(self) -> (Column, Unreadable) {
        (with_unknown(Int64Chunked::from_vec(PlSmallStr::EMPTY, self.values), &self.unknown).into_column(), self.unreadable)
    }
}

impl Values<f64> {
    fn into_reals(self) -> (Column, Unreadable) {
        (with_unknown(Float64Chunked::from_vec(PlSmallStr::EMPTY, self.values), &self.unknown).into_column(), self.unreadable)
    }
}

impl Values<i32> {
    fn into_days(self) -> (Column, Unreadable) {
        let days = with_unknown(Int32Chunked::from_vec(PlSmallStr::EMPTY, self.values), &self.unknown);
        (days.into_date().into_column(), self.unreadable)
    }
}

impl Values<bool> {
    fn into_truths(self) -> (Column, Unreadable) {
        let truths = BooleanChunked::from_slice(PlSmallStr::EMPTY, &self.values);
        (with_unknown(truths, &self.unknown).into_column(), self.unreadable)
    }
}

/// Months as texts that come in the order of time.
fn of_months(name: &str, texts: &Texts) -> (Column, Unreadable) {
    let Values { values, unknown, unreadable } = Values::read(texts, months::read);
    let mut known: Vec<Option<String>> = values.into_iter().map(|month| Some(month.to_string())).collect();
    for at in unknown {
        if let Some(month) = known.get_mut(at as usize) {
            *month = None;
        }
    }
    (known.into_iter().collect::<StringChunked>().into_column().with_name(name.into()), unreadable)
}

/// Text is kept as it is; empty text is unknown.
fn of_text(name: &str, texts: Texts, text_as: TextAs) -> Column {
    let column = match texts {
        Texts::Coded(codes, dictionary) => {
            let (codes, dictionary) = coded::sorted(codes, dictionary);
            match coded::column(&codes, &dictionary) {
                Some(column) if text_as == TextAs::Codes => column,
                _ => {
                    let mut texts = Vec::with_capacity(codes.len());
                    codes.each(|code| {
                        texts.push((code as usize).checked_sub(1).and_then(|at| dictionary.get(at)).map(|text| &**text))
                    });
                    texts.into_iter().collect::<StringChunked>().into_column()
                }
            }
        }
        Texts::Plain(pieces) => {
            let texts = Texts::plain(&pieces).map(|cell| cell.map(|cell| unguarded(cell).unwrap_or(cell)));
            texts.collect::<StringChunked>().into_column()
        }
    };
    column.with_name(name.into())
}

/// Dates repeat, and are slow to read: the text before is not read again, nor are those that were met lately.
fn remembering<'a, T: Copy>(read: impl Fn(&str) -> Option<T>) -> impl FnMut(&'a str) -> Option<T> {
    const MOST: usize = 1 << 12;
    let mut read_before: HashMap<&str, Option<T>> = HashMap::new();
    let mut previous = ("", None);
    move |cell| {
        if cell != previous.0 {
            let value = match read_before.get(cell) {
                Some(value) => *value,
                None => read(cell),
            };
            if read_before.len() < MOST {
                read_before.insert(cell, value);
            }
            previous = (cell, value);
        }
        previous.1
    }
}
