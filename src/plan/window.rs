//! The window: the set of days a table stands for, narrowed by each time clause.

use crate::base::counts::grouped;
use crate::base::{Day, Period, Weekday};
use std::fmt;

/// The column that tells several spans apart.
pub const LABEL: &str = "period";

/// A set of days: spans, perhaps only some weekdays of them. An open side keeps the edge of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The spans, with the words they were written in. Several are the key `period`.
    pub spans: Vec<(String, Period)>,
    /// Only these weekdays; all without one.
    pub weekdays: Option<Vec<Weekday>>,
}

impl Window {
    /// All days of the table.
    pub fn all() -> Window {
        let whole = Period { start: Period::OPEN_START, end: Period::OPEN_END, precision: crate::base::Precision::Interval };
        Window { spans: vec![(String::new(), whole)], weekdays: None }
    }

    /// One span of days.
    pub fn span(start: Day, end: Day) -> Window {
        let period = Period { start, end, precision: crate::base::Precision::Interval };
        Window { spans: vec![(String::new(), period)], weekdays: None }
    }

    /// Whether every day of the table is in it.
    pub fn is_all(&self) -> bool {
        *self == Window::all()
    }

    /// Whether rows are told apart by the span they lie in, even if other clauses have left one of them.
    pub fn is_labelled(&self) -> bool {
        self.spans.iter().any(|(label, _)| !label.is_empty())
    }

    /// The same days, as one set that is no key.
    pub fn unlabelled(mut self) -> Window {
        for (label, _) in &mut self.spans {
            label.clear();
        }
        self
    }

    /// The days of both; spans without a common day vanish. Labels of the one that has several survive.
    pub fn intersect(&self, other: &Window) -> Window {
        let mut spans = Vec::new();
        for (ours, a) in &self.spans {
            for (theirs, b) in &other.spans {
                let label = if other.is_labelled() { theirs } else { ours };
                spans.extend(a.intersect(*b).map(|both| (label.clone(), both)));
            }
        }
        let weekdays = match (&self.weekdays, &other.weekdays) {
            (Some(a), Some(b)) => Some(a.iter().copied().filter(|day| b.contains(day)).collect()),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        Window { spans, weekdays }
    }

    /// Whether no day is left.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty() || self.weekdays.as_ref().is_some_and(Vec::is_empty)
    }

    /// The same window with its open sides closed by the first and last day of the table.
    pub fn resolve(&self, first: Day, last: Day) -> Window {
        let close = |(label, p): &(String, Period)| {
            let start = if p.start == Period::OPEN_START { first } else { p.start };
            let end = if p.end == Period::OPEN_END { last } else { p.end };
            (start <= end).then(|| (label.clone(), Period { start, end, ..*p }))
        };
        Window { spans: self.spans.iter().filter_map(close).collect(), weekdays: self.weekdays.clone() }
    }

    /// The days of a period that its weekdays allow.
    pub fn days_within(&self, period: Period) -> i64 {
        match &self.weekdays {
            None => period.days(),
            Some(days) => days.iter().map(|day| weekdays_in(period, *day)).sum(),
        }
    }

    /// The number of days in it; `None` while a side is open.
    pub fn days(&self) -> Option<i64> {
        let mut total = 0;
        for (_, span) in &self.spans {
            if span.start == Period::OPEN_START || span.end == Period::OPEN_END {
                return None;
            }
            total += self.days_within(*span);
        }
        Some(total)
    }
}

/// How often a weekday falls within a span.
fn weekdays_in(span: Period, weekday: Weekday) -> i64 {
    let offset = (i64::from(weekday.number()) - i64::from(span.start.weekday().number())).rem_euclid(7);
    let left = span.days() - offset;
    if left <= 0 { 0 } else { (left - 1) / 7 + 1 }
}

impl Window {
    /// The window in words, with how many of its days lie before the first and after the last day of the table.
    pub fn beside(&self, first: Day, last: Day) -> String {
        let days = |start: Day, end: Day| -> i64 {
            let outside = Period { start, end, precision: crate::base::Precision::Interval };
            self.spans.iter().filter_map(|(_, span)| span.intersect(outside)).map(|days| self.days_within(days)).sum()
        };
        let (before, after) = (days(Period::OPEN_START, first.plus(-1)), days(last.plus(1), Period::OPEN_END));
        let words = self.to_string();
        let mut said = Vec::new();
        said.extend((before > 0).then(|| format!("{} before the first row", grouped(before as u64))));
        said.extend((after > 0).then(|| format!("{} after the last row", grouped(after as u64))));
        match words.strip_suffix(')') {
            Some(words) if !said.is_empty() && self.days().is_some() => format!("{words}; {})", said.join(", ")),
            _ => words,
        }
    }
}

impl fmt::Display for Window {
    /// `2025-04-01 to 2025-04-30, 30 days`, `on sunday`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.spans.is_empty() {
            return f.write_str("no days");
        }
        for (i, (_, span)) in self.spans.iter().enumerate() {
            f.write_str(if i > 0 { "; " } else { "" })?;
            match (span.start == Period::OPEN_START, span.end == Period::OPEN_END) {
                (true, true) => f.write_str("all days")?,
                (true, false) => write!(f, "until {}", span.end)?,
                (false, true) => write!(f, "since {}", span.start)?,
                (false, false) if span.start == span.end => write!(f, "{}", span.start)?,
                (false, false) => write!(f, "{} to {}", span.start, span.end)?,
            }
        }
        if let Some(days) = &self.weekdays {
            let names: Vec<&str> = days.iter().map(|day| day.name()).collect();
            write!(f, " on {}", names.join(", "))?;
        }
        match self.days() {
            Some(1) => f.write_str(" (1 day)"),
            Some(n) => write!(f, " ({n} days)"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_counted() {
        let april = Period::parse("2025-04").unwrap();
        assert_eq!(weekdays_in(april, Weekday::Sunday), 4);
        assert_eq!(weekdays_in(april, Weekday::Tuesday), 5);
        assert_eq!(weekdays_in(Period::parse("2025-04-07").unwrap(), Weekday::Sunday), 0);
    }

    #[test]
    fn days_outside_of_the_table_are_told() {
        let day = |month, day| Day::of(2025, month, day).unwrap();
        let beside = |window: Window| window.beside(day(4, 3), day(5, 24));
        assert_eq!(beside(Window::span(day(4, 3), day(5, 24))), "2025-04-03 to 2025-05-24 (52 days)");
        assert_eq!(
            beside(Window::span(day(4, 1), day(12, 31))),
            "2025-04-01 to 2025-12-31 (275 days; 2 before the first row, 221 after the last row)"
        );
        // 25 May is a Sunday.
        let sundays = Window { weekdays: Some(vec![Weekday::Sunday]), ..Window::span(day(5, 18), day(5, 31)) };
        assert_eq!(beside(sundays), "2025-05-18 to 2025-05-31 on sunday (2 days; 1 after the last row)");
        assert_eq!(beside(Window::span(day(6, 1), day(6, 1))), "2025-06-01 (1 day; 1 after the last row)");
    }

    #[test]
    fn intersection_keeps_labels_and_open_sides() {
        let since = Window::span(Day::of(2025, 4, 3).unwrap(), Period::OPEN_END);
        let april = Period::parse("2025-04").unwrap();
        let june = Period::parse("2025-06").unwrap();
        let both = Window { spans: vec![("april".into(), april), ("june".into(), june)], weekdays: None };
        let window = since.intersect(&both);
        assert_eq!(window.to_string(), "2025-04-03 to 2025-04-30; 2025-06-01 to 2025-06-30 (58 days)");
        assert_eq!(window.spans[0].0, "april");
        assert_eq!(since.resolve(Day::of(2025, 1, 1).unwrap(), Day::of(2025, 4, 4).unwrap()).days(), Some(2));
    }
}
