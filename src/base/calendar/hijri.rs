//! The Solar Hijri calendar of Iran and Afghanistan: months by number, their first days and names.
//!
//! Years are leap years by the rule of 33 years, which agrees with the official calendar from 1210 to 1498 (1831 to 2120).

use super::Day;

/// The names of the months as Afghanistan uses them.
pub const MONTHS: [&str; 12] =
    ["Hamal", "Sawr", "Jawza", "Saratan", "Asad", "Sunbula", "Mizan", "Aqrab", "Qaws", "Jadi", "Dalw", "Hut"];

/// 1 Hamal 1404, which was 21 March 2025.
const ANCHOR: (i32, Day) = (1404, Day(20_168));

/// Whether a year has 366 days.
fn is_leap(year: i32) -> bool {
    matches!(year.rem_euclid(33), 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

/// The first day of a year.
fn year_start(year: i32) -> Day {
    let (anchor, day) = ANCHOR;
    let leap = |from: i32, to: i32| (from..to).filter(|year| is_leap(*year)).count() as i32;
    if year >= anchor {
        day.plus(365 * (year - anchor) + leap(anchor, year))
    } else {
        day.plus(-(365 * (anchor - year) + leap(year, anchor)))
    }
}

/// The first day of the month of a number: 12 times the year, and the month from 0.
pub fn month_start(number: i32) -> Day {
    let (year, month) = (number.div_euclid(12), number.rem_euclid(12));
    year_start(year).plus(month * 30 + month.min(6))
}

/// The number of the month that holds a day.
pub fn month_of(day: Day) -> i32 {
    let mut year = ANCHOR.0 + (day.0 - ANCHOR.1.0).div_euclid(365);
    while year_start(year) > day {
        year -= 1;
    }
    while year_start(year + 1) <= day {
        year += 1;
    }
    let within = day.0 - year_start(year).0;
    let month = if within < 186 { within / 31 } else { 6 + (within - 186) / 30 };
    year * 12 + month.min(11)
}

/// `1404-01 Hamal`; `1404` for a span of whole years.
pub fn label(number: i32, months: i32) -> String {
    let (year, month) = (number.div_euclid(12), number.rem_euclid(12));
    match months {
        12.. => year.to_string(),
        _ => format!("{year}-{:02} {}", month + 1, MONTHS[month as usize]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(year: i32, month: i32) -> String {
        month_start(year * 12 + month - 1).to_string()
    }

    #[test]
    fn years_start_at_the_equinox() {
        // Dates of Nawruz as published.
        let starts = [
            (1398, "2019-03-21"),
            (1399, "2020-03-20"),
            (1400, "2021-03-21"),
            (1403, "2024-03-20"),
            (1404, "2025-03-21"),
            (1408, "2029-03-20"),
            (1300, "1921-03-21"),
        ];
        for (year, day) in starts {
            assert_eq!(first(year, 1), day, "{year}");
        }
        assert_eq!([first(1403, 7), first(1403, 12), first(1404, 2)], ["2024-09-22", "2025-02-19", "2025-04-21"]);
    }

    #[test]
    fn every_day_lies_in_its_month() {
        for day in (-20_000..40_000).map(Day) {
            let month = month_of(day);
            assert!(month_start(month) <= day && day < month_start(month + 1), "{day}");
        }
        assert_eq!(label(month_of(Day::of(2025, 4, 6).unwrap()), 1), "1404-01 Hamal");
    }
}
