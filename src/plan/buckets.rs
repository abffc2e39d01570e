//! Buckets of time: how a window is cut into days, weeks, months and years of a calendar. Dates alone, no data.

use super::Window;
use crate::base::calendar::hijri;
use crate::base::{Day, Period, Precision, Unit};

/// How a window is cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Every {
    /// The buckets.
    pub cut: Cut,
    /// Whether buckets that the window cuts are left out.
    pub whole: bool,
    /// Whether buckets are counted from the start of each span, and numbered.
    pub aligned: bool,
}

/// Where one bucket ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// So many days each, one of them starting on the anchor; without one, on the first day of the span.
    Days(i32, Option<Day>),
    /// So many months each, one of them starting in the month and on the day of the anchor.
    Months(i32, Day),
    /// So many months of the Solar Hijri calendar each, counted from the first month of its year 1.
    HijriMonths(i32),
    /// The periods of the rows themselves.
    Reports,
}

/// The Monday from which weeks are counted.
const MONDAY: Day = Day(4);
/// The first day of a year from which months are counted.
const JANUARY: Day = Day(0);

impl Cut {
    /// Whole units of the calendar: weeks from Monday, months from their first day, years from January.
    pub fn of(count: i32, unit: Unit) -> Cut {
        match (unit, unit.months()) {
            (_, Some(months)) => Cut::Months(months * count, JANUARY),
            (Unit::Week, _) => Cut::Days(7 * count, (count == 1).then_some(MONDAY)),
            _ => Cut::Days(count, (count == 1).then_some(JANUARY)),
        }
    }

    /// The whole bucket that holds a day of a span.
    fn around(self, day: Day, span: Period, aligned: bool) -> Period {
        let (start, next) = match self {
            Cut::Days(length, anchor) => {
                let anchor = if aligned { span.start } else { anchor.unwrap_or(span.start) };
                let start = Day(day.0 - (day.0 - anchor.0).rem_euclid(length));
                (start, start.plus(length))
            }
            Cut::Months(length, anchor) => {
                let anchor = if aligned { span.start } else { anchor };
                let number = |day: Day| i32::from(day.date().year()) * 12 + i32::from(day.date().month()) - 1;
                let begun = number(day) - number(anchor) - i32::from(day.date().day() < anchor.date().day());
                let from = begun.div_euclid(length) * length;
                let start = |months: i32| Unit::Month.add(anchor, i64::from(months));
                // At the end of a short month the anchor's day is the month's last, which may already belong to the next bucket.
                if start(from + length) <= day {
                    (start(from + length), start(from + 2 * length))
                } else {
                    (start(from), start(from + length))
                }
            }
            Cut::HijriMonths(length) => {
                let from = hijri::month_of(day).div_euclid(length) * length;
                (hijri::month_start(from), hijri::month_start(from + length))
            }
            Cut::Reports => (day, day.plus(1)),
        };
        Period { start, end: next.plus(-1), precision: Precision::Interval }
    }
}

/// A part of a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Which span of the window it lies in.
    pub span: usize,
    /// Its number within the span, from 0.
    pub number: i32,
    /// Its days, as far as the window has them.
    pub days: Period,
    /// The whole bucket.
    pub whole: Period,
}

impl Bucket {
    /// Whether the window cuts it.
    pub fn is_part(&self) -> bool {
        (self.days.start, self.days.end) != (self.whole.start, self.whole.end)
    }
}

/// The most buckets of one series.
pub const MOST: usize = 1_000_000;

/// The buckets of a window whose sides are closed, in order; `None` when there are more than `MOST`.
pub fn cut(window: &Window, every: &Every) -> Option<Vec<Bucket>> {
    let mut buckets = Vec::new();
    for (at, (_, span)) in window.spans.iter().enumerate() {
        let mut day = span.start;
        let mut number = 0;
        while day <= span.end {
            let whole = every.cut.around(day, *span, every.aligned);
            if buckets.len() >= MOST {
                return None;
            }
            let days =
                Period { start: whole.start.max(span.start), end: whole.end.min(span.end), precision: Precision::Interval };
            let bucket = Bucket { span: at, number, days, whole };
            let seen = window.weekdays.is_none() || window.days_within(days) > 0;
            if seen && !(every.whole && bucket.is_part()) {
                buckets.push(bucket);
            }
            number += 1;
            day = whole.end.plus(1);
        }
    }
    Some(buckets)
}

/// The whole window as buckets: one for each span that is a key, else one for all.
pub fn spans(window: &Window) -> Vec<Bucket> {
    if let (false, [(_, first), .., (_, last)]) = (window.is_labelled(), window.spans.as_slice()) {
        let days = Period { start: first.start, end: last.end, precision: Precision::Interval };
        return vec![Bucket { span: 0, number: 0, days, whole: days }];
    }
    let bucket = |(at, (_, span)): (usize, &(String, Period))| Bucket { span: at, number: 0, days: *span, whole: *span };
    window.spans.iter().enumerate().map(bucket).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(window: &str, cut: Cut, whole: bool, aligned: bool) -> String {
        let span = Period::parse(window).unwrap();
        let window = Window::span(span.start, span.end);
        let buckets = super::cut(&window, &Every { cut, whole, aligned }).unwrap();
        let mark = |b: &Bucket| if b.is_part() { "*" } else { "" };
        buckets
            .iter()
            .map(|b| format!("{}..{}{}", b.days.start, &b.days.end.to_string()[5..], mark(b)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn day(text: &str) -> Day {
        Period::parse(text).unwrap().start
    }

    #[test]
    fn weeks_start_where_they_are_told_to() {
        let week = |anchor| Cut::Days(7, Some(anchor));
        assert_eq!(
            shown("2025-04-06/2025-04-15", Cut::of(1, Unit::Week), false, false),
            "2025-04-06..04-06* 2025-04-07..04-13 2025-04-14..04-15*"
        );
        assert_eq!(shown("2025-04-06/2025-04-15", week(day("2017-01-01")), false, false), "2025-04-06..04-12 2025-04-13..04-15*");
        assert_eq!(shown("2025-04-06/2025-04-15", week(day("2017-01-01")), true, false), "2025-04-06..04-12");
        assert_eq!(shown("2024-12-30/2025-01-06", Cut::of(1, Unit::Week), false, false), "2024-12-30..01-05 2025-01-06..01-06*");
    }

    #[test]
    fn days_are_counted_from_the_start_of_the_span() {
        assert_eq!(
            shown("2025-04-06/2025-04-15", Cut::of(4, Unit::Day), false, false),
            "2025-04-06..04-09 2025-04-10..04-13 2025-04-14..04-15*"
        );
        assert_eq!(
            shown("2025-04-06/2025-04-08", Cut::of(1, Unit::Day), false, false),
            "2025-04-06..04-06 2025-04-07..04-07 2025-04-08..04-08"
        );
    }

    #[test]
    fn months_quarters_and_years_keep_the_calendar() {
        assert_eq!(
            shown("2024-01-31/2024-03-01", Cut::of(1, Unit::Month), false, false),
            "2024-01-31..01-31* 2024-02-01..02-29 2024-03-01..03-01*"
        );
        assert_eq!(shown("2024-12/2025-01", Cut::of(1, Unit::Quarter), false, false), "2024-12-01..12-31* 2025-01-01..01-31*");
        assert_eq!(
            shown("2024-06-30/2025-07-01", Cut::Months(12, day("2000-07-01")), false, false),
            "2024-06-30..06-30* 2024-07-01..06-30 2025-07-01..07-01*"
        );
        assert_eq!(shown("2025-01-31/2025-03-30", Cut::of(1, Unit::Month), false, true), "2025-01-31..02-27 2025-02-28..03-30");
    }

    #[test]
    fn the_solar_hijri_year_starts_in_march() {
        assert_eq!(
            shown("2025-03-20/2025-04-21", Cut::HijriMonths(1), false, false),
            "2025-03-20..03-20* 2025-03-21..04-20 2025-04-21..04-21*"
        );
        assert_eq!(shown("2025-03-21/2026-03-20", Cut::HijriMonths(12), false, false), "2025-03-21..03-20");
    }
}
