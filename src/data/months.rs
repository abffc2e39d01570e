//! Months as people write them, without a day: `2025-04`, `04/2025`, `April 2025`, `Apr-25`.

use super::dates::{month, short, year};
use std::collections::BTreeSet;
use std::fmt;

/// A month of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Month {
    year: i16,
    month: i8,
    /// Whether the year was written with two digits.
    pub(super) short_year: bool,
    /// Whether it was written in numbers, the year first: `2011-12` may be two years.
    numbers: bool,
}

impl Month {
    /// The months since the year 0.
    pub(super) fn number(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }
}

/// A month by its number, as in ISO 8601, so that texts come in the order of time and are read as periods.
pub(super) fn text_of(number: i64) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text_of(self.number()))
    }
}

/// Reads a month.
pub(super) fn read(text: &str) -> Option<Month> {
    let mut parts = text.split([' ', ',', '-', '/']).filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let named = |name: &str, number: &str| {
        Some(Month { year: year(number)?, month: month(name)?, short_year: number.len() == 2, numbers: false })
    };
    let numbers = |whole: &str, part: &str, numbers: bool| {
        let month = short(part).filter(|month| (1..=12).contains(month))?;
        Some(Month { year: year(whole).filter(|_| whole.len() == 4)?, month, short_year: false, numbers })
    };
    let in_numbers = text.len() <= 7 && text.contains(['-', '/']);
    let found = named(first, second).or_else(|| named(second, first).filter(|month| !month.short_year));
    found.or_else(|| numbers(first, second, true).or_else(|| numbers(second, first, false)).filter(|_| in_numbers))
}

/// What else months could be, if that is as likely: days without a year, where many follow each other; years that span two.
pub(super) fn doubt(months: &[Month]) -> Option<&'static str> {
    const MANY: usize = 12;
    let short: BTreeSet<i16> = months.iter().filter(|month| month.short_year).map(|month| month.year).collect();
    let like_days = short.len() > MANY && short.iter().all(|year| (2001..=2031).contains(year));
    let spans = |month: &Month| month.numbers && (i32::from(month.year) + 1) % 100 == i32::from(month.month);
    match () {
        () if like_days => Some("days without a year"),
        () if months.len() > 1 && months.iter().all(spans) => Some("years that span two"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_however_they_are_written() {
        let text = |text: &str| read(text).map(|month| month.to_string());
        for month in [
            "2025-04",
            "2025/4",
            "04/2025",
            "4-2025",
            "April 2025",
            "apr 2025",
            "Apr-25",
            "Apr. 2025",
            "April, 2025",
            "2025 April",
        ] {
            assert_eq!(text(month).as_deref(), Some("2025-04"), "{month}");
        }
        for other in [
            "April",
            "2025",
            "2025-13",
            "2025-00",
            "04.2025",
            "25-Apr",
            "1 April 2025",
            "April 325",
            "Q2 2025",
            "04 2025",
            "04/25",
            "",
        ] {
            assert_eq!(text(other), None, "{other}");
        }
    }

    #[test]
    fn what_could_be_something_else_is_doubted() {
        let all = |texts: &[&str]| doubt(&texts.iter().filter_map(|text| read(text)).collect::<Vec<_>>());
        let days: Vec<String> = (1..=30).map(|day| format!("Apr-{day:02}")).collect();
        assert_eq!(all(&days.iter().map(String::as_str).collect::<Vec<_>>()), Some("days without a year"));
        assert_eq!(all(&["2010-11", "2011-12"]), Some("years that span two"));
        assert_eq!(all(&["2010-11", "2010-12"]), None);
        assert_eq!(all(&["Apr-25", "May-25"]), None);
    }
}
