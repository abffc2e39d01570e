//! A stored column: what its blocks mean to the engine, and what was learnt of it.

use super::block::{Block, View};
use super::shelf::{Shelf, Slip, Unwritten, Wrapped};
use super::texts::{Cells, Counts, Unreadable};
use crate::base::Type;
use crate::base::formula::unguarded;
use crate::data::cells::{data_type, with_unknown};
use crate::data::coded::{Codes, Dictionary};
use crate::data::facts::ColumnFacts;
use crate::data::infer::{Format, Found};
use crate::data::{months, numbers};
use polars::prelude::{
    BooleanChunked, Column, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, NewChunkedArray, PlSmallStr,
    StringChunked, TimeUnit, TimeZone,
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;

/// How texts are handed to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) enum TextAs {
    /// Written out.
    Texts,
    /// By their places in a dictionary, where there is one.
    Codes,
}

/// A column that gives its rows when they are asked for.
#[derive(Debug)]
pub(in crate::data) struct Packed {
    shelf: Shelf,
    /// The texts of codes.
    texts: Vec<Box<str>>,
    /// How often each code occurs, where all cells have one; 0 is unknown.
    counts: Vec<u64>,
    format: Format,
    meaning: Meaning,
}

/// What blocks hold.
#[derive(Debug)]
enum Meaning {
    /// Values of the format.
    Values,
    /// Codes of texts that are numbers, days or moments.
    Whole(Vec<Option<i64>>),
    /// Codes of real numbers.
    Real(Vec<Option<f64>>),
    /// Codes of truths.
    Truth(Vec<Option<bool>>),
    /// Codes of texts.
    Coded(Dictionary),
    /// Texts in full, some by code.
    Written,
}

/// A column of texts, once it was found out what they are.
pub(in crate::data) struct Typed {
    pub(in crate::data) found: Found,
    pub(in crate::data) packed: Packed,
    pub(in crate::data) facts: ColumnFacts,
    pub(in crate::data) unreadable: Unreadable,
}

/// What a copy notes of a column beside its blocks.
#[derive(Serialize, Deserialize)]
pub(in crate::data) struct Index {
    slips: Vec<Slip>,
    texts: Vec<Box<str>>,
    counts: Vec<u64>,
    /// Whether the blocks hold values, or texts in full.
    values: bool,
    written: bool,
}

impl Index {
    /// The texts of a column of text and how often each occurs, the most frequent first, where all have codes.
    pub(in crate::data) fn frequencies(&self) -> Option<Vec<(String, u64)>> {
        (!self.values && !self.written).then(|| frequencies(&self.texts, &self.counts))
    }
}

fn frequencies(texts: &[Box<str>], counts: &[u64]) -> Vec<(String, u64)> {
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for (text, count) in texts.iter().zip(counts.iter().skip(1)).filter(|(_, count)| **count > 0) {
        *found.entry(unguarded(text).unwrap_or(text)).or_default() += count;
    }
    let mut found: Vec<(String, u64)> = found.into_iter().map(|(text, count)| (text.to_string(), count)).collect();
    found.sort_by_key(|(_, count)| Reverse(*count));
    found
}

impl Packed {
    /// A column of values that were read in a format.
    pub(in crate::data) fn of_values(shelf: Shelf, format: Format) -> Packed {
        Packed { shelf, texts: Vec::new(), counts: Vec::new(), format, meaning: Meaning::Values }
    }

    /// A column of texts, all with codes or not, by what a function finds in them. Texts in full that turn out to be values go to a new
    /// shelf.
    pub(in crate::data) fn of_texts(
        shelf: Shelf,
        texts: Vec<Box<str>>,
        written: bool,
        infer: impl Fn(&Cells<'_>) -> Found,
        new: impl FnOnce() -> Shelf,
    ) -> io::Result<Typed> {
        if written {
            let found = infer(&Cells::written(&shelf, &texts));
            return of_written(shelf, texts, found, new());
        }
        let counts = Counts::of(&shelf, texts.len()).ok_or(io::ErrorKind::InvalidData)?;
        let found = infer(&Cells::counted(&texts, &counts));
        let counts = counts.by_code;
        let meaning = Meaning::of(found.format, &texts, &counts).ok_or(io::ErrorKind::InvalidData)?;
        let packed = Packed { shelf, texts, counts, format: found.format, meaning };
        Ok(Typed { facts: packed.facts(), unreadable: packed.unreadable()?, found, packed })
    }

    /// A column of a copy.
    pub(in crate::data) fn open(file: File, index: Index, format: Format) -> Option<Packed> {
        let shelf = Shelf::open(file, &index.slips);
        let meaning = match (index.values, index.written) {
            (true, _) => Meaning::Values,
            (_, true) => Meaning::Written,
            _ => Meaning::of(format, &index.texts, &index.counts)?,
        };
        Some(Packed { shelf, texts: index.texts, counts: index.counts, format, meaning })
    }

    /// What a copy notes of it.
    pub(in crate::data) fn index(&self) -> Index {
        let (values, written) = (matches!(self.meaning, Meaning::Values), matches!(self.meaning, Meaning::Written));
        Index { slips: self.shelf.slips(), texts: self.texts.clone(), counts: self.counts.clone(), values, written }
    }

    /// Keeps its file, with some bytes behind the blocks; gives where they start.
    pub(in crate::data) fn keep(&self, rest: &[u8], path: &Path) -> io::Result<u64> {
        self.shelf.keep(rest, path)
    }

    pub(in crate::data) fn is_in_file(&self) -> bool {
        self.shelf.is_in_file()
    }

    pub(in crate::data) fn rows(&self) -> u64 {
        self.shelf.rows()
    }

    /// The engine's type of it.
    pub(in crate::data) fn data_type(&self, text_as: TextAs) -> DataType {
        match (&self.meaning, text_as) {
            (Meaning::Coded(dictionary), TextAs::Codes) => dictionary.ty().clone(),
            _ => data_type(self.format.ty()),
        }
    }

    /// Its texts and how often each occurs, the most frequent first, where all have codes.
    pub(in crate::data) fn frequencies(&self) -> Option<Vec<(String, u64)>> {
        matches!(self.meaning, Meaning::Coded(_)).then(|| frequencies(&self.texts, &self.counts))
    }

    /// Some of its rows as a column of the engine.
    pub(in crate::data) fn column(&self, name: &PlSmallStr, rows: Range<u64>, text_as: TextAs) -> io::Result<Column> {
        let column = self.shelf.read_rows(rows, |views| self.of_views(&Views(views), text_as))?;
        Ok(column.with_name(name.clone()))
    }

    fn of_views(&self, views: &Views<'_>, text_as: TextAs) -> Option<Column> {
        match &self.meaning {
            Meaning::Values => self.values(views),
            Meaning::Whole(values) if matches!(self.format, Format::Date(_)) => {
                Some(days(views.by_code(|code| Some(values.get(code)?.as_ref().copied()? as i32))?))
            }
            Meaning::Whole(values) if self.format == Format::Month => {
                Some(texts_of_months(views.by_code(|code| *values.get(code)?)?))
            }
            Meaning::Whole(values) => Some(wholes(views.by_code(|code| *values.get(code)?)?, self.format)),
            Meaning::Real(values) => Some(reals(views.by_code(|code| *values.get(code)?)?)),
            Meaning::Truth(values) => {
                let (truths, unknown) = views.by_code(|code| *values.get(code)?)?;
                Some(with_unknown(BooleanChunked::from_slice(PlSmallStr::EMPTY, &truths), &unknown).into_column())
            }
            Meaning::Coded(dictionary) if text_as == TextAs::Codes => dictionary.column(views),
            Meaning::Coded(_) | Meaning::Written => {
                let text = |text: Option<_>| text.map(|text| unguarded(text).unwrap_or(text));
                Some(views.texts(&self.texts).map(text).collect::<StringChunked>().into_column())
            }
        }
    }

    fn values(&self, views: &Views<'_>) -> Option<Column> {
        Some(match self.format {
            _ if self.format.ty() == Type::Float => reals(views.values(|view, into| view.reals(into))?),
            Format::Month => texts_of_months(views.values(|view, into| view.numbers(into, |n| n))?),
            Format::Truth => {
                let (truths, unknown) = views.values(|view, into| view.numbers(into, |n| n == 1))?;
                with_unknown(BooleanChunked::from_slice(PlSmallStr::EMPTY, &truths), &unknown).into_column()
            }
            Format::Date(_) => days(views.values(|view, into| view.numbers(into, |n| n as i32))?),
            _ => wholes(views.values(|view, into| view.numbers(into, |n| n))?, self.format),
        })
    }

    /// What is known of a column of codes.
    fn facts(&self) -> ColumnFacts {
        let without = |known: &dyn Fn(usize) -> bool| {
            let rows = self.counts.iter().enumerate().filter(|(code, _)| !known(*code));
            Some(rows.map(|(_, count)| count).sum())
        };
        let used = |code: usize| self.counts.get(code).is_some_and(|count| *count > 0);
        match &self.meaning {
            Meaning::Whole(values) => {
                let known = || values.iter().enumerate().filter(|(code, _)| used(*code)).filter_map(|(_, value)| *value);
                let bounds = known().min().zip(known().max()).filter(|_| self.format != Format::Month);
                ColumnFacts { unknown: without(&|code| values.get(code).is_some_and(Option::is_some)), bounds }
            }
            Meaning::Real(values) => {
                ColumnFacts { unknown: without(&|code| values.get(code).is_some_and(Option::is_some)), bounds: None }
            }
            Meaning::Truth(values) => {
                ColumnFacts { unknown: without(&|code| values.get(code).is_some_and(Option::is_some)), bounds: None }
            }
            _ => ColumnFacts { unknown: without(&|code| code > 0), bounds: None },
        }
    }

    /// The texts that stand for no value, of which the first are sought in the blocks.
    fn unreadable(&self) -> io::Result<Unreadable> {
        let is_none = |code: usize| match &self.meaning {
            Meaning::Whole(values) => values.get(code).is_some_and(Option::is_none),
            Meaning::Real(values) => values.get(code).is_some_and(Option::is_none),
            Meaning::Truth(values) => values.get(code).is_some_and(Option::is_none),
            _ => false,
        };
        let unread = |text: &str, code: usize| is_none(code) && !text.trim().is_empty();
        let bad: Vec<bool> =
            std::iter::once(false).chain(self.texts.iter().zip(1..).map(|(text, code)| unread(text, code))).collect();
        let count = self.counts.iter().zip(&bad).filter(|(_, bad)| **bad).map(|(count, _)| count).sum();
        let mut found = Unreadable::default();
        for block in 0..self.shelf.blocks() {
            if found.count >= count || found.first.len() >= super::texts::PLACES {
                break;
            }
            self.shelf.read(block..block + 1, |views| {
                views.iter().try_for_each(|(first, view)| {
                    let mut row = *first;
                    view.codes(&mut |code| {
                        if bad.get(code as usize) == Some(&true) {
                            found.add(row, self.texts[code as usize - 1].trim());
                        }
                        row += 1;
                    })
                })
            })?;
        }
        Ok(Unreadable { count, ..found })
    }
}

impl Meaning {
    /// What codes of texts mean in a format.
    fn of(format: Format, texts: &[Box<str>], counts: &[u64]) -> Option<Meaning> {
        fn each<T>(texts: &[Box<str>], read: impl Fn(&str) -> Option<T>) -> Vec<Option<T>> {
            std::iter::once(None).chain(texts.iter().map(|text| read(text.trim()))).collect()
        }
        Some(match format.ty() {
            Type::Month => Meaning::Whole(each(texts, month)),
            Type::Text => {
                // A cell that is guarded against spreadsheets is the text that it stands for.
                let texts = texts.iter().map(|cell| unguarded(cell).unwrap_or(cell));
                Meaning::Coded(Dictionary::new(texts, |code| counts.get(code).is_some_and(|count| *count > 0))?)
            }
            Type::Bool => Meaning::Truth(each(texts, numbers::truth)),
            Type::Float => Meaning::Real(each(texts, |text| format.read_real(text))),
            Type::Date => Meaning::Whole(each(texts, |text| format.read_whole(text).filter(|day| i32::try_from(*day).is_ok()))),
            _ => Meaning::Whole(each(texts, |text| format.read_whole(text))),
        })
    }
}

/// The blocks of some rows.
struct Views<'a>(&'a [View<'a>]);

impl Codes for &Views<'_> {
    fn collect<T: Copy + Default>(&self, table: &[T]) -> Option<Vec<T>> {
        let mut all = Vec::with_capacity(self.rows());
        self.0.iter().try_for_each(|view| view.coded(&mut all, table)).map(|()| all)
    }

    fn some_unknown(&self) -> bool {
        self.0.iter().any(View::some_unknown)
    }

    fn each(&self, mut f: impl FnMut(u32)) -> Option<()> {
        self.0.iter().try_for_each(|view| view.codes(&mut f))
    }
}

impl<'a> Views<'a> {
    fn rows(&self) -> usize {
        self.0.iter().map(View::len).sum()
    }

    /// The values of all blocks, and the rows that are unknown.
    fn values<T>(&self, add: impl Fn(&View<'_>, &mut Vec<T>) -> Option<()>) -> Option<(Vec<T>, Vec<u32>)> {
        let (mut values, mut unknown) = (Vec::with_capacity(self.rows()), Vec::new());
        for view in self.0 {
            let before = values.len() as u32;
            view.unknown(|row| unknown.push(before + row));
            add(view, &mut values)?;
        }
        Some((values, unknown))
    }

    /// The values that codes stand for.
    fn by_code<T: Default>(&self, value: impl Fn(usize) -> Option<T>) -> Option<(Vec<T>, Vec<u32>)> {
        let (mut values, mut unknown) = (Vec::with_capacity(self.rows()), Vec::new());
        self.each(|code| {
            let value = value(code as usize);
            if value.is_none() {
                unknown.push(values.len() as u32);
            }
            values.push(value.unwrap_or_default());
        })?;
        Some((values, unknown))
    }

    fn texts(&self, dictionary: &'a [Box<str>]) -> impl Iterator<Item = Option<&'a str>> {
        self.0.iter().flat_map(move |view| (0..view.len()).map(move |row| view.text(row, dictionary)))
    }
}

fn wholes((values, unknown): (Vec<i64>, Vec<u32>), format: Format) -> Column {
    let values = with_unknown(Int64Chunked::from_vec(PlSmallStr::EMPTY, values), &unknown);
    match format {
        Format::Datetime(_) => values.into_datetime(TimeUnit::Microseconds, None).into_column(),
        Format::Moment(_) => values.into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)).into_column(),
        _ => values.into_column(),
    }
}

fn reals((values, unknown): (Vec<f64>, Vec<u32>)) -> Column {
    with_unknown(Float64Chunked::from_vec(PlSmallStr::EMPTY, values), &unknown).into_column()
}

fn month(text: &str) -> Option<i64> {
    months::read(text).map(months::Month::number)
}

/// Months as texts that come in the order of time.
fn texts_of_months((values, unknown): (Vec<i64>, Vec<u32>)) -> Column {
    let mut texts: Vec<Option<String>> = values.into_iter().map(|number| Some(months::text_of(number))).collect();
    unknown.into_iter().for_each(|row| texts[row as usize] = None);
    texts.into_iter().collect::<StringChunked>().into_column()
}

fn days((values, unknown): (Vec<i32>, Vec<u32>)) -> Column {
    with_unknown(Int32Chunked::from_vec(PlSmallStr::EMPTY, values), &unknown).into_date().into_column()
}

/// A column of texts in full; they go to a new shelf as values where they are some.
fn of_written(shelf: Shelf, texts: Vec<Box<str>>, found: Found, new: Shelf) -> io::Result<Typed> {
    let format = found.format;
    let mut again =
        Again { from: &shelf, texts: &texts, to: new, facts: ColumnFacts::default(), unreadable: Unreadable::default() };
    again.facts.unknown = Some(0);
    match format.ty() {
        Type::Text => {
            let unknown = shelf.unknown();
            let facts = ColumnFacts { unknown: Some(unknown), bounds: None };
            let packed = Packed { shelf, texts, counts: Vec::new(), format, meaning: Meaning::Written };
            return Ok(Typed { found, packed, facts, unreadable: Unreadable::default() });
        }
        Type::Month => again.write(month, Block::of_numbers)?,
        Type::Bool => again.write(|text| numbers::truth(text).map(i32::from), Block::of_numbers)?,
        Type::Float => again.write(|text| format.read_real(text), Block::of_reals)?,
        Type::Date => {
            let day = |text: &str| format.read_whole(text).and_then(|day| i32::try_from(day).ok());
            again.write(day, Block::of_numbers)?;
        }
        _ => again.write(|text| format.read_whole(text), Block::of_numbers)?,
    }
    let Again { to, mut facts, unreadable, .. } = again;
    facts.bounds = facts.bounds.filter(|_| !matches!(format.ty(), Type::Bool | Type::Text | Type::Month));
    Ok(Typed { found, packed: Packed::of_values(to, format), facts, unreadable })
}

/// Texts in full on their way to values.
struct Again<'a> {
    from: &'a Shelf,
    texts: &'a [Box<str>],
    to: Shelf,
    facts: ColumnFacts,
    unreadable: Unreadable,
}

impl Again<'_> {
    fn write<T: Copy + Default>(
        &mut self,
        read: impl Fn(&str) -> Option<T>,
        pack: impl Fn(&[T], &[u32]) -> Block,
    ) -> io::Result<()> {
        let mut remembered = HashMap::new();
        for at in 0..self.from.blocks() {
            let Again { from, texts, unreadable, .. } = &mut *self;
            let block = from.read(at..at + 1, |views| {
                let (first, view) = views.first()?;
                let (mut values, mut unknown) = (Vec::with_capacity(view.len()), Vec::new());
                for row in 0..view.len() {
                    let text = view.text(row, texts).unwrap_or("").trim();
                    let value = if text.is_empty() { None } else { remember(&mut remembered, text, &read) };
                    if value.is_none() {
                        unknown.push(row as u32);
                        if !text.is_empty() {
                            unreadable.add(first + row as u64, text);
                        }
                    }
                    values.push(value.unwrap_or_default());
                }
                Some(Wrapped::new(pack(&values, &unknown)))
            })?;
            self.facts.unknown = self.facts.unknown.map(|unknown| unknown + block.unknown());
            self.facts.bounds = crate::data::facts::both(self.facts.bounds, block.bounds());
            self.to.put(block).map_or(Ok(()), Unwritten::write)?;
        }
        Ok(())
    }
}

/// Dates repeat, and are slow to read: those that were met before are not read again.
fn remember<T: Copy>(known: &mut HashMap<Box<str>, Option<T>>, text: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    const MOST: usize = 1 << 12;
    if let Some(value) = known.get(text) {
        return *value;
    }
    let value = read(text);
    if known.len() < MOST {
        known.insert(text.into(), value);
    }
    value
}
