//! Dates as people and programs write them in files.

use super::serial;
use crate::base::calendar::{MICROS_PER_DAY, MONTHS, parse_datetime};
use crate::base::zone::parse_moment;
use crate::base::{Day, Weekday};
use crate::catalog::reading::DateOrder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How the dates of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Writing {
    /// `2025-04-06`, `2025-04-06T14:30`, with a blank for the T.
    Iso,
    /// `2025-04-06T14:30+04:30`, `2025-04-06T10:00Z`.
    Offset,
    /// The month by its name: `December 30, 2019`, `30 December 2019`, `30-Apr-25`.
    Named,
    /// `30/04/2025`, with `/`, `-` or `.`.
    DayFirst,
    /// `04/30/2025`, with `/`, `-` or `.`.
    MonthFirst,
    /// `2025/4/6`, with `/`, `-` or `.`.
    YearFirst,
    /// `45748`, as spreadsheets count days.
    Counted,
}

impl Writing {
    /// Numbers in the order that a catalog says.
    pub(super) fn of(order: DateOrder) -> Writing {
        match order {
            DateOrder::DayFirst => Writing::DayFirst,
            DateOrder::MonthFirst => Writing::MonthFirst,
            DateOrder::YearFirst => Writing::YearFirst,
            DateOrder::Counted => Writing::Counted,
        }
    }

    /// Reads a day, with a clock where one is written, as microseconds since 1970-01-01T00:00.
    pub(super) fn read(self, text: &str) -> Option<i64> {
        match self {
            Writing::Iso => iso(text),
            Writing::Offset => parse_moment(text).map(|(clock, _)| clock),
            Writing::Counted => serial::read(text),
            _ => {
                let Written { weekday, date, clock } = Written::of(text)?;
                let day = if self == Writing::Named { named(date)? } else { self.numeric(date)? };
                // A weekday that is written decides between orders.
                weekday.is_none_or(|weekday| day.weekday() == weekday).then(|| day.micros() + clock)
            }
        }
    }

    fn numeric(self, text: &str) -> Option<Day> {
        let (first, second, third) = three_parts(text)?;
        let (year, month, day) = match self {
            Writing::YearFirst => (year(first).filter(|_| first.len() == 4)?, second, third),
            Writing::MonthFirst => (year(third)?, first, second),
            _ => (year(third)?, second, first),
        };
        Day::of(year, short(month)?, short(day)?)
    }

    /// Whether a cell has a year of two digits.
    pub(super) fn has_short_year(self, text: &str) -> bool {
        let date = Written::of(text).map_or(text, |written| written.date);
        let last = date.rsplit([' ', '-', ',', '/', '.']).find(|part| !part.is_empty()).unwrap_or("");
        !matches!(self, Writing::Iso | Writing::Offset | Writing::YearFirst | Writing::Counted) && last.len() == 2
    }
}

/// A date and what may stand around it: `Thu, 01/01/2026 - 12:00`, `Monday 6 April 2026 at 2:30 PM`.
struct Written<'a> {
    weekday: Option<Weekday>,
    date: &'a str,
    /// Microseconds since midnight.
    clock: i64,
}

impl<'a> Written<'a> {
    fn of(text: &'a str) -> Option<Written<'a>> {
        let (weekday, rest) = weekday_first(text.trim());
        let Some(colon) = rest.find(':') else { return Some(Written { weekday, date: rest, clock: 0 }) };
        let digits = rest[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
        let (date, time) = rest.split_at(colon - digits);
        let date = date.trim_end_matches([' ', ',', '-', '–', 'T']);
        let date = date.strip_suffix(" at").unwrap_or(date).trim_end_matches([' ', ',']);
        Some(Written { weekday, date, clock: clock(time.trim_end())? })
    }
}

/// The weekday in front of a date, in full or by its first letters, and the rest.
fn weekday_first(text: &str) -> (Option<Weekday>, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(0);
    let (word, rest) = text.split_at(end);
    let word = word.to_ascii_lowercase();
    let named = |day: &Weekday| word.len() >= 3 && day.name().starts_with(&word);
    match Weekday::ALL.into_iter().find(named) {
        Some(day) => (Some(day), rest.trim_start_matches(['.', ',', ' '])),
        None => (None, text),
    }
}

/// A part of a day, in microseconds, of a moment.
pub(super) fn has_clock(micros: i64) -> bool {
    micros.rem_euclid(MICROS_PER_DAY) != 0
}

fn iso(text: &str) -> Option<i64> {
    if text.len() > 10 {
        return parse_datetime(text);
    }
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else { return None };
    let number =
        |digits: &[u8]| digits.iter().try_fold(0i16, |n, digit| digit.is_ascii_digit().then(|| n * 10 + i16::from(digit - b'0')));
    let short = |digits: &[u8]| number(digits)?.try_into().ok();
    Day::of(number(&[y1, y2, y3, y4])?, short(&[m1, m2])?, short(&[d1, d2])?).map(Day::micros)
}

/// Three numbers with the same sign between them.
fn three_parts(text: &str) -> Option<(&str, &str, &str)> {
    let sign = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = text.split(sign);
    let three = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(three)
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A number of one or two digits.
pub(super) fn short(text: &str) -> Option<i8> {
    if text.len() > 2 { None } else { number(text)?.try_into().ok() }
}

fn named(text: &str) -> Option<Day> {
    let mut parts = text.split([' ', ',', '-']).filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    match month(first) {
        Some(month) => Day::of(year(third)?, month, ordinal(second)?),
        None if first.len() == 4 && number(first).is_some() => Day::of(year(first)?, month(second)?, ordinal(third)?),
        None => Day::of(year(third)?, month(second)?, ordinal(first)?),
    }
}

/// A year of four digits, or of two in the years 1970 to 2069.
pub(super) fn year(text: &str) -> Option<i16> {
    let year = match (number(text)?, text.len()) {
        (year, 4) => year,
        (year, 2) => year + if year < 70 { 2000 } else { 1900 },
        _ => return None,
    };
    year.try_into().ok()
}

/// A day of the month: `6`, `6th`.
fn ordinal(text: &str) -> Option<i8> {
    let bare = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end));
    short(bare.unwrap_or(text))
}

/// The number of a month by its English name, in full or its first three letters.
pub(super) fn month(name: &str) -> Option<i8> {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let name = if name == "sept" { "sep" } else { name.as_str() };
    let at = MONTHS.iter().position(|month| *month == name || name.len() == 3 && month.starts_with(name))?;
    Some(at as i8 + 1)
}

/// `14:30`, `14:30:15`, `2:30 PM`, `12:00:00 AM`, in microseconds since midnight.
fn clock(text: &str) -> Option<i64> {
    let (time, half) = match text.len().checked_sub(2).and_then(|at| text.split_at_checked(at)) {
        Some((time, half)) if half.eq_ignore_ascii_case("am") => (time.trim_end(), Some(0)),
        Some((time, half)) if half.eq_ignore_ascii_case("pm") => (time.trim_end(), Some(12)),
        _ => (text, None),
    };
    let mut parts = time.split(':');
    let (hour, minute) = (short(parts.next()?)?, short(parts.next()?)?);
    let second = parts.next().map_or(Some(0), short)?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    let sound = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    sound.then_some(seconds * 1_000_000)
}

/// Whether dates with years of two digits may have them first: the last part takes more values than the first, as days do.
pub(super) fn may_start_with_years(writing: Writing, texts: &[&str]) -> bool {
    const FEW: usize = 3;
    if !matches!(writing, Writing::DayFirst | Writing::MonthFirst) || texts.len() < FEW {
        return false;
    }
    let parts = texts.iter().filter(|text| writing.has_short_year(text)).filter_map(|text| three_parts(Written::of(text)?.date));
    let (mut firsts, mut lasts) = (BTreeSet::new(), BTreeSet::new());
    parts.for_each(|(first, _, last)| {
        firsts.insert(first);
        lasts.insert(last);
    });
    lasts.len() > firsts.len()
}

/// Whether dates without a part over 12 are monthly figures: one part is 1 throughout and the other takes all twelve values, in several years.
/// Read the other way round they would be the first twelve days of each January and no other day.
pub(super) fn monthly<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Writing> {
    let mut seen: [u16; 2] = [0; 2];
    let mut years: Vec<&str> = Vec::new();
    for text in texts {
        let (first, second, year) = three_parts(text.split(' ').next()?)?;
        seen[0] |= 1 << short(first)?.clamp(0, 15);
        seen[1] |= 1 << short(second)?.clamp(0, 15);
        if years.len() < 2 && !years.contains(&year) {
            years.push(year);
        }
    }
    const ONE: u16 = 1 << 1;
    const TWELVE: u16 = 0b1_1111_1111_1110;
    match seen {
        _ if years.len() < 2 => None,
        [TWELVE, ONE] => Some(Writing::MonthFirst),
        [ONE, TWELVE] => Some(Writing::DayFirst),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::datetime_text;

    fn read(writing: Writing, text: &str) -> String {
        writing.read(text).map_or("none".into(), |micros| datetime_text(micros).replace("T00:00", ""))
    }

    #[test]
    fn iso_dates_and_datetimes() {
        for (text, expected) in [
            ("2025-04-06", "2025-04-06"),
            ("2025-04-06T14:30", "2025-04-06T14:30"),
            ("2025-04-06 14:30:15.5", "2025-04-06T14:30:15.5"),
            ("2025-04-06T00:00:00Z", "none"),
            ("2025-04-06T14:30+05:00", "none"),
            ("2025-4-6", "none"),
            ("2025-02-30", "none"),
            ("2025-04", "none"),
        ] {
            assert_eq!(read(Writing::Iso, text), expected, "{text}");
        }
    }

    #[test]
    fn moments_show_their_own_clock() {
        for (text, expected) in [
            ("2025-04-06T00:00:00Z", "2025-04-06"),
            ("2025-04-06T14:30+05:00", "2025-04-06T14:30"),
            ("2025-04-06 14:30:15.5 -0300", "2025-04-06T14:30:15.5"),
            ("2025-04-06T14:30", "none"),
            ("2025-04-06+05:00", "none"),
            ("2025-04-06T14:30+5", "none"),
        ] {
            assert_eq!(read(Writing::Offset, text), expected, "{text}");
        }
    }

    #[test]
    fn months_by_name() {
        for text in ["December 30, 2019", "30 December 2019", "30-Dec-19", "Dec 30 2019", "30-DEC-2019", "30 Dec. 2019"] {
            assert_eq!(read(Writing::Named, text), "2019-12-30", "{text}");
        }
        assert_eq!(read(Writing::Named, "1 Sept 71"), "1971-09-01");
        for text in ["Monday, December 30, 2019", "Mon 30 Dec 2019", "30th December 2019", "2019-Dec-30"] {
            assert_eq!(read(Writing::Named, text), "2019-12-30", "{text}");
        }
        assert_eq!(read(Writing::Named, "Dec 30, 2019, 2:30 PM"), "2019-12-30T14:30");
        for text in
            ["Tuesday, December 30, 2019", "December 2019", "Decem 30, 2019", "30 December 219", "30 30 2019", "31 November 2019"]
        {
            assert_eq!(read(Writing::Named, text), "none", "{text}");
        }
    }

    #[test]
    fn numbers_in_either_order() {
        assert_eq!(read(Writing::DayFirst, "30/04/2025"), "2025-04-30");
        assert_eq!(read(Writing::DayFirst, "3.4.2025"), "2025-04-03");
        assert_eq!(read(Writing::MonthFirst, "04/30/2025"), "2025-04-30");
        assert_eq!(read(Writing::MonthFirst, "30/04/2025"), "none");
        assert_eq!(read(Writing::DayFirst, "30/04-2025"), "none");
        assert_eq!(read(Writing::DayFirst, "30/04/25"), "2025-04-30");
        assert_eq!(read(Writing::DayFirst, "30/04/325"), "none");
        assert_eq!(read(Writing::YearFirst, "2025/4/6"), "2025-04-06");
    }

    #[test]
    fn clocks_of_twelve_hours() {
        assert_eq!(read(Writing::MonthFirst, "01/31/1999 12:00:00 AM"), "1999-01-31");
        assert_eq!(read(Writing::MonthFirst, "01/31/1999 12:05 pm"), "1999-01-31T12:05");
        assert_eq!(read(Writing::DayFirst, "31/01/1999 23:59"), "1999-01-31T23:59");
        assert_eq!(read(Writing::DayFirst, "31/01/1999 13:00 PM"), "none");
    }

    #[test]
    fn weekdays_and_clocks_stand_around_dates() {
        for text in ["Thu, 01/01/2026 - 12:00", "Thursday 1.1.2026, 12:00", "thu 1-1-2026 at 12:00 pm", "01/01/2026T12:00:00"] {
            assert_eq!(read(Writing::DayFirst, text), "2026-01-01T12:00", "{text}");
        }
        // The weekday tells which part is the month.
        assert_eq!(read(Writing::DayFirst, "Sun, 01/02/2026"), "2026-02-01");
        assert_eq!(read(Writing::MonthFirst, "Sun, 01/02/2026"), "none");
    }

    #[test]
    fn monthly_figures_decide_the_order() {
        let series =
            |years: std::ops::Range<i32>| years.flat_map(|y| (1..=12).map(move |m| format!("{m:02}/01/{y} 12:00:00 AM")));
        let two: Vec<String> = series(1999..2001).collect();
        let one: Vec<String> = series(1999..2000).collect();
        assert_eq!(monthly(two.iter().map(String::as_str)), Some(Writing::MonthFirst));
        assert_eq!(monthly(one.iter().map(String::as_str)), None);
        assert_eq!(monthly(["01/02/1999"].into_iter()), None);
    }
}
