//! Reports of a table: those that were known on a day, and of several on one figure the newest.

use super::guard::{Guard, row_by_row};
use super::lowering::column;
use super::probe::{Probes, Said};
use super::state::Lowered;
use super::zones;
use crate::base::{Day, Type};
use crate::data::{Side, days};
use crate::plan::{Column as PlanColumn, Reports};
use polars::prelude::*;

/// The hidden columns of the first and the last day on which a row can have been reported, and of the newest such day of its figure.
const FIRST: &str = "\u{1}reported first";
const LAST: &str = "\u{1}reported last";
const NEWEST: &str = "\u{1}reported newest";
/// The hidden column of whether a row counts.
const COUNTS: &str = "\u{1}counts";

impl Lowered {
    /// Keeps the reports that count.
    pub(super) fn reported(self, reports: &Reports, probes: &Probes) -> Lowered {
        let said = (!probes.off).then(|| probes.said.clone());
        let mut frame = self.frame;
        if let Some(by) = reports.by {
            frame = match (&reports.reported, &reports.axis) {
                (Some(reported), _) => known_by(frame, reported, by, said.clone()),
                (None, Some(axis)) => begun_by(frame, &axis.start, by, said.clone()),
                (None, None) => {
                    say(&said, "as of", format!("{by}: the table has no dates, so all its rows are there"));
                    frame
                }
            };
        }
        if let (Some(reported), false) = (&reports.reported, reports.figure.is_empty()) {
            frame = newest(frame, reported, &reports.figure, said);
        }
        Lowered { frame, known: self.known, guard: Guard::in_place() }
    }
}

/// Keeps the rows that were certainly reported by a day: a report of a month may have come on its last.
fn known_by(frame: LazyFrame, reported: &PlanColumn, by: Day, said: Option<Said>) -> LazyFrame {
    let run = move |columns: &mut [Column]| {
        let (first, last) = (columns[0].cast(&DataType::Int32)?, columns[1].cast(&DataType::Int32)?);
        let (mut later, mut perhaps, mut unknown) = (0, 0, 0);
        let days = first.i32()?.iter().zip(last.i32()?.iter());
        let keep: BooleanChunked = days
            .map(|days| {
                let (Some(first), Some(last)) = days else {
                    unknown += 1;
                    return Some(false);
                };
                later += u64::from(first > by.0);
                perhaps += u64::from(first <= by.0 && by.0 < last);
                Some(last <= by.0)
            })
            .collect();
        let rows = |n: u64, what: &str| (n > 0).then(|| format!("{} {what}", counted(&said, n)));
        let left_out = [
            rows(later, "reported later"),
            rows(perhaps, "that may have been reported later"),
            rows(unknown, "without a day of report"),
        ];
        let left_out: Vec<String> = left_out.into_iter().flatten().collect();
        let words = match left_out.as_slice() {
            [] => "all rows were reported".to_string(),
            some => format!("left out: {}", some.join(", ")),
        };
        say(&said, "as of", format!("{by}: {words}"));
        Ok(keep.with_name(columns[0].name().clone()).into_column())
    };
    let day = |side| day_of(reported, side);
    let frame = frame.with_columns([day(Side::First).alias(FIRST), day(Side::Last).alias(LAST)]);
    kept(frame, row_by_row(column(FIRST), run, &[column(LAST)], DataType::Boolean, true), &[FIRST, LAST])
}

/// Where no day of report is given, nobody can have reported a row before its first day.
fn begun_by(frame: LazyFrame, start: &PlanColumn, by: Day, said: Option<Said>) -> LazyFrame {
    let run = move |columns: &mut [Column]| {
        let first = columns[0].cast(&DataType::Int32)?;
        let keep: BooleanChunked = first.i32()?.iter().map(|day| Some(day.is_none_or(|day| day <= by.0))).collect();
        let later = (keep.len() - keep.sum().unwrap_or(0) as usize) as u64;
        let words = if later > 0 {
            format!("left out: {} starting later", counted(&said, later))
        } else {
            "no row starts later".to_string()
        };
        say(&said, "as of", format!("{by}: {words}; no column says when rows were reported"));
        Ok(keep.with_name(columns[0].name().clone()).into_column())
    };
    let frame = frame.with_column(day_of(start, Side::First).alias(FIRST));
    kept(frame, row_by_row(column(FIRST), run, &[], DataType::Boolean, true), &[FIRST])
}

/// Keeps of each figure the rows of its newest report. A row without a day of report is not known to be older than another.
fn newest(frame: LazyFrame, reported: &PlanColumn, figure: &[String], said: Option<Said>) -> LazyFrame {
    let run = move |columns: &mut [Column]| {
        let (last, newest) = (columns[0].cast(&DataType::Int32)?, columns[1].cast(&DataType::Int32)?);
        let days = last.i32()?.iter().zip(newest.i32()?.iter());
        let keep: BooleanChunked = days.map(|(last, newest)| Some(last.is_none() || last == newest)).collect();
        let older = (keep.len() - keep.sum().unwrap_or(0) as usize) as u64;
        if older > 0 {
            say(&said, "revised", format!("{} left out for newer reports of the same figure", counted(&said, older)));
        }
        Ok(keep.with_name(columns[0].name().clone()).into_column())
    };
    let within: Vec<Expr> = figure.iter().map(|name| column(name)).collect();
    let newest = column(LAST).max().over(within).unwrap_or_else(|_| column(LAST));
    let frame = frame.with_column(day_of(reported, Side::Last).alias(LAST)).with_column(newest.alias(NEWEST));
    kept(frame, row_by_row(column(LAST), run, &[column(NEWEST)], DataType::Boolean, true), &[LAST, NEWEST])
}

/// The first or last day that a column says: of a moment the day of its clock, of a text the period it names.
fn day_of(of: &PlanColumn, side: Side) -> Expr {
    match of.ty {
        Type::Datetime | Type::Moment(_) => zones::day(column(&of.name), of.ty),
        ty => days(&of.name, ty, side),
    }
}

/// The rows that count, without the hidden columns that said so. The test is a column of its own, so that it is made on all rows.
fn kept(frame: LazyFrame, counts: Expr, hidden: &[&str]) -> LazyFrame {
    let hidden = hidden.iter().chain(&[COUNTS]).map(|name| PlSmallStr::from_str(name));
    frame.with_column(counts.alias(COUNTS)).filter(column(COUNTS)).drop(by_name(hidden, true, false))
}

/// A number of rows in words.
fn counted(said: &Option<Said>, rows: u64) -> String {
    said.as_ref().map_or_else(String::new, |said| said.telling.counted(rows, "row"))
}

fn say(said: &Option<Said>, word: &'static str, text: String) {
    said.iter().for_each(|said| said.add(word, text.clone()));
}
