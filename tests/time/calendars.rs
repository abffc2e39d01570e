//! Buckets of the Solar Hijri calendar, and years that start in another month.

use super::table;

/// The year 1403 is a leap year and ends on 20 March 2025; 1404-01 has 31 days.
const NOWRUZ: &str = "day,n\n2025-03-20,1\n2025-03-21,2\n2025-04-20,4\n2025-04-21,8\n";

#[test]
fn solar_hijri_months_and_years_carry_their_names() {
    let ask = |every: &str| table(NOWRUZ).ask(&format!("t sum n every {every} in solar hijri"));
    assert_eq!(
        ask("month"),
        "1403-12 Hut,2025-03-20,2025-03-20,1; 1404-01 Hamal,2025-03-21,2025-04-20,6; 1404-02 Sawr,2025-04-21,2025-04-21,8"
    );
    assert_eq!(ask("whole month"), "1404-01 Hamal,2025-03-21,2025-04-20,6");
    assert_eq!(ask("year"), "1403,2025-03-20,2025-03-20,1; 1404,2025-03-21,2025-04-21,14");
    assert_eq!(table(NOWRUZ).names("t sum n every month in solar hijri"), "month,start,end,n");
    assert_eq!(
        table(NOWRUZ).facts("t sum n every year in solar hijri"),
        ["cut short: 2025-03-20 to 2025-03-20 (1 of 366 days); 2025-03-21 to 2025-04-21 (32 of 365 days)"]
    );
}

#[test]
fn a_leap_year_has_a_longer_last_month() {
    // 1402 is no leap year: its last month has 29 days and ends on 19 March 2024; 1403 begins on 20 March 2024.
    let ask = |query: &str| table("day,n\n2024-02-19,1\n2024-03-19,2\n2024-03-20,4\n").ask(query);
    assert_eq!(
        ask("t sum n every month in solar hijri"),
        "1402-11 Dalw,2024-02-19,2024-02-19,1; 1402-12 Hut,2024-02-20,2024-03-19,2; 1403-01 Hamal,2024-03-20,2024-03-20,4"
    );
}

#[test]
fn years_start_in_july() {
    let years = "day,n\n2023-06-30,1\n2023-07-01,2\n2024-06-30,4\n2024-07-01,8\n";
    let ask = |every: &str| table(years).ask(&format!("t sum n every {every}"));
    assert_eq!(ask("year from july"), "2023-06-30,2023-06-30,1; 2023-07-01,2024-06-30,6; 2024-07-01,2024-07-01,8");
    assert_eq!(ask("whole year from july"), "2023-07-01,2024-06-30,6");
    assert_eq!(ask("year"), "2023-06-30,2023-12-31,3; 2024-01-01,2024-07-01,12");
    assert_eq!(
        table(years).ask("t during 2023-07-01/2024-06-30 sum n every quarter from july"),
        "2023-07-01,2023-09-30,2; 2023-10-01,2023-12-31,; 2024-01-01,2024-03-31,; 2024-04-01,2024-06-30,4"
    );
}

#[test]
fn the_week_of_the_new_year_is_one_week() {
    // ISO week 1 of 2020 begins on 30 December 2019; week 53 of 2020 ends on 3 January 2021.
    let weeks = "day,n\n2019-12-30,1\n2020-01-05,2\n2020-12-28,4\n2021-01-03,8\n";
    let ask = |query: &str| table(weeks).ask(query);
    assert_eq!(ask("t during 2020-W01 sum n every week"), "2019-12-30,2020-01-05,3");
    assert_eq!(ask("t during 2020-W53 sum n every week"), "2020-12-28,2021-01-03,12");
    assert_eq!(ask("t during 2020-12-28/2021-01-03 sum n every month"), "2020-12-28,2020-12-31,4; 2021-01-01,2021-01-03,8");
}
