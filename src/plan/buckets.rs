//! Buckets of time: how a window is cut into days, weeks, months and years of a calendar. Dates alone, no data.

use super::Window;
use crate::base::calendar::hijri;
use crate::base::{Day, Period, Precision, Unit};
use crate::catalog::Calendar;

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

    /// Buckets of a calendar whose weeks and years may start elsewhere.
    pub fn in_calendar(count: i32, unit: Unit, calendar: &Calendar) -> Cut {
        match (Cut::of(count, unit), calendar.later(unit)) {
            (Cut::Days(days, Some(anchor)), Some(later)) => Cut::Days(days, Some(anchor.plus(later.days))),
            (Cut::Months(months, anchor), Some(later)) => Cut::Months(months, Unit::Month.add(anchor, i64::from(later.months))),
            (cut, _) => cut,
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
    /// Which span of the window it lies in, or the first of several.
    pub span: usize,
    /// The last of them. Several spans that are no key share the buckets of the calendar, with gaps between their days.
    pub last_span: usize,
    /// Its number within the span, from 0.
    pub number: i32,
    /// Its days, as far as the window has them.
    pub days: Period,
    /// The whole bucket.
    pub whole: Period,
}

impl Every {
    /// What one bucket is called.
    pub fn noun(&self) -> &'static str {
        match self.cut {
            Cut::Days(1, _) => "day",
            Cut::Days(7, _) => "week",
            Cut::Months(1, _) | Cut::HijriMonths(1) => "month",
            Cut::Months(3, _) => "quarter",
            Cut::Months(12, _) | Cut::HijriMonths(12) => "year",
            Cut::Reports => "report",
            _ => "bucket",
        }
    }
}

impl Bucket {
    /// A bucket of days within one span.
    pub fn of(span: usize, number: i32, days: Period, whole: Period) -> Bucket {
        Bucket { span, last_span: span, number, days, whole }
    }

    /// Whether the window cuts it.
    pub fn is_part(&self) -> bool {
        (self.days.start, self.days.end) != (self.whole.start, self.whole.end) || self.span != self.last_span
    }

    /// The spans of its days, of those that a period holds.
    pub fn pieces(&self, window: &Window, within: Period) -> impl Iterator<Item = Period> {
        let shared = self.days.intersect(within);
        let spans = window.spans.get(self.span..=self.last_span).unwrap_or_default();
        spans.iter().filter_map(move |(_, span)| span.intersect(shared?))
    }

    /// How many of its days the window has, of those that a period holds.
    pub fn days_within(&self, window: &Window, within: Period) -> i64 {
        self.pieces(window, within).map(|piece| window.days_within(piece)).sum()
    }
}

/// The most buckets of one series.
pub const MOST: usize = 1_000_000;

/// The buckets of a window whose sides are closed, in order; `None` when there are more than `MOST`. Spans that are a key have buckets of
/// their own; others share those of the calendar.
pub fn cut(window: &Window, every: &Every) -> Option<Vec<Bucket>> {
    let last = window.spans.len().saturating_sub(1);
    let alone = window.is_labelled() || last == 0;
    let runs: Vec<(usize, usize)> = if alone { (0..window.spans.len()).map(|at| (at, at)).collect() } else { vec![(0, last)] };
    let mut buckets: Vec<Bucket> = Vec::new();
    for (first, last) in runs {
        let spans = window.spans.get(first..=last)?;
        let run = Period { start: spans.first()?.1.start, end: spans.last()?.1.end, precision: Precision::Interval };
        let (mut day, mut number, mut at) = (run.start, 0, 0);
        while day <= run.end {
            if buckets.len() >= MOST {
                return None;
            }
            let whole = every.cut.around(day, run, every.aligned);
            at += spans[at..].iter().take_while(|(_, span)| span.end < whole.start).count();
            let held: Vec<Period> = spans[at..].iter().map_while(|(_, span)| span.intersect(whole)).collect();
            if let (Some(one), Some(other)) = (held.first(), held.last()) {
                let days = Period { start: one.start, end: other.end, precision: Precision::Interval };
                let bucket = Bucket { last_span: first + at + held.len() - 1, ..Bucket::of(first + at, number, days, whole) };
                let seen = window.weekdays.is_none() || bucket.days_within(window, days) > 0;
                if seen && !(every.whole && bucket.is_part()) {
                    buckets.push(bucket);
                }
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
        return vec![Bucket { last_span: window.spans.len() - 1, ..Bucket::of(0, 0, days, days) }];
    }
    window.spans.iter().enumerate().map(|(at, (_, span))| Bucket::of(at, 0, *span, *span)).collect()
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
