//! Where weeks and years start: as a catalog says, else on Monday and in January.

use crate::base::calendar::month_named;
use crate::base::value::Duration;
use crate::base::{Day, Period, Unit, Weekday};
use serde::Serialize;

/// The calendar of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Calendar {
    /// The first day of a week.
    #[serde(skip)]
    pub week: Option<Weekday>,
    /// The first month of a year, 1 to 12.
    pub year: Option<i8>,
}

impl Calendar {
    /// The first month of a year by its name.
    pub fn month(word: &str) -> Option<i8> {
        month_named(word)
    }

    /// How much later than in the plain calendar the units of this one start; nothing where they are the same.
    pub fn later(&self, unit: Unit) -> Option<Duration> {
        let days = self.week.map_or(0, |day| i32::from(day.number()) - 1);
        let months = self.year.map_or(0, |month| i32::from(month) - 1);
        match unit {
            Unit::Week if days > 0 => Some(Duration { days, ..Duration::default() }),
            Unit::Quarter if months % 3 > 0 => Some(Duration { months: months % 3, ..Duration::default() }),
            Unit::Year if months > 0 => Some(Duration { months, ..Duration::default() }),
            _ => None,
        }
    }

    /// The week, month or year that holds a day.
    pub fn around(&self, unit: Unit, day: Day) -> Period {
        let Some(later) = self.later(unit) else { return unit.around(day) };
        let moved = |day: Day, sign: i64| {
            let months = Unit::Month.add(day, sign * i64::from(later.months));
            Unit::Day.add(months, sign * i64::from(later.days))
        };
        let plain = unit.around(moved(day, -1));
        let start = moved(plain.start, 1);
        Period { start, end: unit.add(start, 1).plus(-1), precision: plain.precision }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_years_start_where_they_are_said_to() {
        let calendar = Calendar { week: Some(Weekday::Sunday), year: Some(7) };
        let around = |unit, day| {
            let period = calendar.around(unit, Period::parse(day).unwrap().start);
            format!("{} {}", period.start, period.end)
        };
        assert_eq!(around(Unit::Week, "2025-04-05"), "2025-03-30 2025-04-05");
        assert_eq!(around(Unit::Week, "2025-04-06"), "2025-04-06 2025-04-12");
        assert_eq!(around(Unit::Year, "2025-06-30"), "2024-07-01 2025-06-30");
        assert_eq!(around(Unit::Year, "2025-08-31"), "2025-07-01 2026-06-30");
        assert_eq!(around(Unit::Quarter, "2025-08-31"), "2025-07-01 2025-09-30");
        assert_eq!(around(Unit::Month, "2025-08-31"), "2025-08-01 2025-08-31");
        let may = Calendar { week: None, year: Some(5) };
        assert_eq!(may.around(Unit::Quarter, Day::of(2025, 4, 30).unwrap()).start.to_string(), "2025-02-01");
    }
}
