//! Days, periods and units of the calendar: parsing ISO 8601 periods, whole units before and after a day.

pub mod hijri;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, ISOWeekDate, Time};
use serde::Serialize;
use std::fmt;

/// A day, as days since 1970-01-01 (the engine's own form).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Day(pub i32);

impl Day {
    /// The day of a civil date.
    pub fn from_date(date: Date) -> Day {
        let epoch = Date::constant(1970, 1, 1);
        Day(epoch.until(date).map_or(0, |span| span.get_days()))
    }

    /// The civil date; days outside the years -9999 to 9999 are clamped.
    pub fn date(self) -> Date {
        let epoch = Date::constant(1970, 1, 1);
        let limit = if self.0 < 0 { Date::MIN } else { Date::MAX };
        epoch.checked_add(jiff::Span::new().try_days(self.0).unwrap_or_default()).unwrap_or(limit)
    }

    /// A day of a year, month and day, if it exists.
    pub fn of(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day::from_date)
    }

    /// The day `days` later.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Midnight, in microseconds since 1970-01-01T00:00.
    pub fn micros(self) -> i64 {
        i64::from(self.0) * MICROS_PER_DAY
    }

    /// The weekday.
    pub fn weekday(self) -> Weekday {
        Weekday::ALL[(self.0.rem_euclid(7) + 3) as usize % 7]
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

/// Microseconds in a day of 24 hours.
pub const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A moment in microseconds since 1970-01-01T00:00 as `2025-04-06T14:30`, with seconds and their fraction only where they are not zero.
pub fn datetime_text(micros: i64) -> String {
    let day = Day(i32::try_from(micros.div_euclid(MICROS_PER_DAY)).unwrap_or(0));
    let rest = micros.rem_euclid(MICROS_PER_DAY);
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{day}T{h:02}:{m:02}");
    if s != 0 || fraction != 0 {
        text.push_str(&format!(":{s:02}"));
    }
    if fraction != 0 {
        text.push_str(format!(".{fraction:06}").trim_end_matches('0'));
    }
    text
}

/// A day of the week, Monday first as in ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All seven, Monday first.
    pub const ALL: [Weekday; 7] = {
        use Weekday::*;
        [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]
    };

    /// 1 for Monday to 7 for Sunday, as in ISO 8601.
    pub fn number(self) -> i8 {
        self as i8 + 1
    }

    /// The lower-case English name.
    pub fn name(self) -> &'static str {
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][self as usize]
    }

    /// The weekday of this name.
    pub fn parse(word: &str) -> Option<Weekday> {
        Weekday::ALL.into_iter().find(|day| day.name() == word)
    }
}

/// The English names of the months, in lower case.
pub const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The number of a month, 1 to 12, by its lower-case English name.
pub fn month_named(word: &str) -> Option<i8> {
    MONTHS.iter().position(|name| *name == word).map(|at| at as i8 + 1)
}

/// A unit of the calendar or the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// All units, shortest first.
    pub const ALL: [Unit; 8] = {
        use Unit::*;
        [Second, Minute, Hour, Day, Week, Month, Quarter, Year]
    };

    /// The singular name.
    pub fn name(self) -> &'static str {
        ["second", "minute", "hour", "day", "week", "month", "quarter", "year"][self as usize]
    }

    /// The unit of a singular or plural name.
    pub fn parse(word: &str) -> Option<Unit> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        Unit::ALL.into_iter().find(|unit| unit.name() == singular)
    }

    /// The months of a unit that is made of months.
    pub fn months(self) -> Option<i32> {
        match self {
            Unit::Month => Some(1),
            Unit::Quarter => Some(3),
            Unit::Year => Some(12),
            _ => None,
        }
    }

    /// The whole unit that holds a day; weeks start on Monday. Units of the clock give the day itself.
    pub fn around(self, day: Day) -> Period {
        let date = day.date();
        let (year, month) = (date.year(), date.month());
        let period = |start: Option<Day>, months: i32, precision| {
            let start = start.unwrap_or(day);
            Period { start, end: add_months(start, months).plus(-1), precision }
        };
        match self {
            Unit::Week => {
                let start = day.plus(-i32::from(day.weekday().number() - 1));
                Period { start, end: start.plus(6), precision: Precision::Week }
            }
            Unit::Month => period(Day::of(year, month, 1), 1, Precision::Month),
            Unit::Quarter => period(Day::of(year, (month - 1) / 3 * 3 + 1, 1), 3, Precision::Quarter),
            Unit::Year => period(Day::of(year, 1, 1), 12, Precision::Year),
            _ => Period::day(day),
        }
    }

    /// The day `count` units later; months keep the day of the month or take the month's last.
    pub fn add(self, day: Day, count: i64) -> Day {
        let count = i32::try_from(count.clamp(-4_000_000, 4_000_000)).unwrap_or(0);
        match (self, self.months()) {
            (_, Some(months)) => add_months(day, count.saturating_mul(months)),
            (Unit::Week, _) => day.plus(count.saturating_mul(7)),
            (Unit::Day, _) => day.plus(count),
            _ => day,
        }
    }
}

fn add_months(day: Day, months: i32) -> Day {
    let span = jiff::Span::new().try_months(months).unwrap_or_default();
    day.date().checked_add(span).map_or(day, Day::from_date)
}

/// How exact a date literal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Precision {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    /// An interval of days written with a slash.
    Interval,
}

impl Precision {
    /// The name in a message.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Quarter => "quarter",
            Precision::Month => "month",
            Precision::Week => "week",
            Precision::Day => "day",
            Precision::Interval => "period",
        }
    }
}

/// A run of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    /// The first day.
    pub start: Day,
    /// The last day; `Day(i32::MAX)` for an open end.
    pub end: Day,
    /// How it was written.
    pub precision: Precision,
}

impl Period {
    /// The end of a period without an end, `2025-04-01/..`.
    pub const OPEN_END: Day = Day(i32::MAX);
    /// The start of a period without a start, `../2025-04-01`.
    pub const OPEN_START: Day = Day(i32::MIN);

    /// One day.
    pub fn day(day: Day) -> Period {
        Period { start: day, end: day, precision: Precision::Day }
    }

    /// A calendar year.
    pub fn year(year: i16) -> Option<Period> {
        Some(Unit::Year.around(Day::of(year, 1, 1)?))
    }

    /// Parses `2025`, `2025-04`, `2025-Q2`, `2025-W15`, `2025-04-06`, `A/B`, `A/..`, `../B`. The whole text must match.
    pub fn parse(text: &str) -> Option<Period> {
        if let Some((from, to)) = text.split_once('/') {
            let start = if from == ".." { Self::OPEN_START } else { Self::parse_single(from)?.start };
            let end = if to == ".." { Self::OPEN_END } else { Self::parse_single(to)?.end };
            return (start <= end).then_some(Period { start, end, precision: Precision::Interval });
        }
        Self::parse_single(text)
    }

    fn parse_single(text: &str) -> Option<Period> {
        let year: i16 = digits(text.get(..4)?)?.try_into().ok()?;
        let rest = &text[4..];
        if rest.is_empty() {
            return Period::year(year);
        }
        let rest = rest.strip_prefix('-')?;
        if let Some(quarter) = rest.strip_prefix('Q') {
            let quarter: i8 = one_to(quarter, 1, 4)?;
            return Some(Unit::Quarter.around(Day::of(year, quarter * 3 - 2, 1)?));
        }
        if let Some(week) = rest.strip_prefix('W') {
            let week = one_to(week, 2, 53)?;
            let monday = ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?;
            return Some(Unit::Week.around(Day::from_date(monday.date())));
        }
        let month = one_to(rest.get(..2)?, 2, 12)?;
        match &rest[2..] {
            "" => Some(Unit::Month.around(Day::of(year, month, 1)?)),
            day => Day::of(year, month, one_to(day.strip_prefix('-')?, 2, 31)?).map(Period::day),
        }
    }

    /// Whether a day lies within.
    pub fn holds(self, day: Day) -> bool {
        self.start <= day && day <= self.end
    }

    /// The days of both, if any.
    pub fn intersect(self, other: Period) -> Option<Period> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start <= end).then_some(Period { start, end, precision: Precision::Interval })
    }

    /// Whether a side of it is open.
    pub fn is_open(self) -> bool {
        self.start == Self::OPEN_START || self.end == Self::OPEN_END
    }

    /// The number of days; for open periods a number too large to use.
    pub fn days(self) -> i64 {
        i64::from(self.end.0) - i64::from(self.start.0) + 1
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.start.date();
        match self.precision {
            Precision::Year => write!(f, "{:04}", date.year()),
            Precision::Quarter => write!(f, "{:04}-Q{}", date.year(), (date.month() + 2) / 3),
            Precision::Month => write!(f, "{:04}-{:02}", date.year(), date.month()),
            Precision::Week => {
                let week = date.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Precision::Day => write!(f, "{}", self.start),
            Precision::Interval => {
                let edge = |day: Day, open: Day| if day == open { "..".to_string() } else { day.to_string() };
                write!(f, "{}/{}", edge(self.start, Self::OPEN_START), edge(self.end, Self::OPEN_END))
            }
        }
    }
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn one_to(text: &str, length: usize, most: u32) -> Option<i8> {
    let number = (text.len() == length).then(|| digits(text)).flatten()?;
    (1..=most).contains(&number).then_some(number as i8)
}

/// Parses `2025-04-06T14:30`, `2025-04-06T14:30:15.5` or the same with a blank, as microseconds since 1970-01-01T00:00.
pub fn parse_datetime(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', ' '])?;
    let day = Period::parse(date).filter(|period| period.precision == Precision::Day)?.start;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let parts: Vec<&str> = clock.split(':').collect();
    let (hour, minute) = (*parts.first()?, *parts.get(1)?);
    let second = parts.get(2).copied().unwrap_or("00");
    let two = |text: &str| (text.len() == 2).then(|| digits(text)).flatten().map(|n| n as i8);
    let time = Time::new(two(hour)?, two(minute)?, two(second)?, 0).ok()?;
    if parts.len() > 3 || fraction.len() > 6 {
        return None;
    }
    let micros = if fraction.is_empty() { 0 } else { i64::from(digits(&format!("{fraction:0<6}"))?) };
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    Some(day.micros() + seconds * 1_000_000 + micros)
}

/// Today by the clock of this machine.
pub fn today() -> Day {
    Day::from_date(jiff::ZonedDateTime::now().date())
}

/// The time by the clock of this machine, to the second: `14:30:05`.
pub fn clock() -> String {
    jiff::ZonedDateTime::now().strftime("%H:%M:%S").to_string()
}

/// Midnight of a day `count` units of the clock later, in microseconds.
pub fn clock_micros(unit: Unit, count: i64) -> i64 {
    let each = match unit {
        Unit::Second => 1_000_000,
        Unit::Minute => 60_000_000,
        Unit::Hour => 3_600_000_000,
        _ => MICROS_PER_DAY,
    };
    count.saturating_mul(each)
}

/// A civil datetime of microseconds, for tests and functions that need its parts.
pub fn civil(micros: i64) -> DateTime {
    let start = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    start.checked_add(micros.microseconds()).unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> String {
        Period::parse(text).map_or("none".into(), |p| format!("{}..{}", p.start, p.end))
    }

    #[test]
    fn periods_cover_their_days() {
        assert_eq!(period("2025-04-06"), "2025-04-06..2025-04-06");
        assert_eq!(period("2024-02"), "2024-02-01..2024-02-29");
        assert_eq!(period("2025-Q2"), "2025-04-01..2025-06-30");
        assert_eq!(period("2025-W15"), "2025-04-07..2025-04-13");
        assert_eq!(period("2020-W53"), "2020-12-28..2021-01-03");
        assert_eq!(period("2025"), "2025-01-01..2025-12-31");
        assert_eq!(period("2025-04-01/2025-04-07"), "2025-04-01..2025-04-07");
    }

    #[test]
    fn what_does_not_exist_is_no_period() {
        for text in ["2025-02-29", "2025-13", "2025-Q5", "2021-W53", "2025-4", "25-04-06", "2025-04-07/2025-04-01", "", "é025"] {
            assert_eq!(period(text), "none", "{text}");
        }
    }

    #[test]
    fn periods_print_as_written() {
        for text in ["2025", "2025-Q2", "2025-W15", "2025-04", "2025-04-06", "2025-04-01/2025-04-07", "2025-04-01/.."] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn datetimes_round_trip() {
        for text in ["2025-04-06T14:30", "1969-12-31T23:59:59", "2025-04-06T14:30:15.5"] {
            assert_eq!(datetime_text(parse_datetime(text).unwrap()), text);
        }
        assert_eq!(parse_datetime("2025-04-06T25:00"), None);
    }

    #[test]
    fn months_clamp_and_weekdays_are_right() {
        let end_of_january = Day::of(2025, 1, 31).unwrap();
        assert_eq!(Unit::Month.add(end_of_january, 1).to_string(), "2025-02-28");
        assert_eq!(Day::of(2025, 4, 6).unwrap().weekday(), Weekday::Sunday);
        assert_eq!(Day::of(1969, 12, 31).unwrap().weekday(), Weekday::Wednesday);
    }
}
