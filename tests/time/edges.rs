//! Buckets at the edges of calendars: years, leap days, weeks 53, years before 1970, windows outside of the data, texts of periods.

use super::table;

const WEEKS: &str = "time = [\"p\"]";

#[test]
fn runs_of_days_are_counted_from_their_anchor_in_both_directions() {
    // From 6 April 2025: 27 March, 6 April, 16 April.
    let days = table("day,n\n2025-03-27,1\n2025-04-05,2\n2025-04-06,4\n2025-04-15,8\n2025-04-16,16\n");
    assert_eq!(
        days.ask("t sum n every 10 days from 2025-04-06"),
        "2025-03-27,2025-04-05,3; 2025-04-06,2025-04-15,12; 2025-04-16,2025-04-16,16"
    );
    assert_eq!(days.ask("t sum n every whole 10 days from 2025-04-06"), "2025-03-27,2025-04-05,3; 2025-04-06,2025-04-15,12");
    assert_eq!(days.ask("t sum n every 10 days from 2024-04-11"), days.ask("t sum n every 10 days from 2025-04-06"));
}

#[test]
fn years_before_1970_have_weeks_and_months_too() {
    // 29 December 1969 was a Monday, 1 January 1960 a Friday; 1900 was no leap year.
    let old = table("day,n\n1969-12-28,1\n1969-12-29,2\n1970-01-04,4\n1970-01-05,8\n");
    assert_eq!(old.ask("t sum n every week"), "1969-12-28,1969-12-28,1; 1969-12-29,1970-01-04,6; 1970-01-05,1970-01-05,8");
    assert_eq!(old.ask("t sum n every month"), "1969-12-28,1969-12-31,3; 1970-01-01,1970-01-05,12");
    assert_eq!(old.ask("t sum n every year from july"), "1969-12-28,1970-01-05,15");
    assert_eq!(
        old.ask("t sum n every 3 days from 1970-01-02"),
        "1969-12-28,1969-12-29,3; 1969-12-30,1970-01-01,; 1970-01-02,1970-01-04,4; 1970-01-05,1970-01-05,8"
    );
    let older = table("day,n\n1900-02-28,1\n1900-03-01,2\n1959-12-31,4\n1960-01-01,8\n1960-02-29,16\n");
    assert_eq!(older.ask("t until 1900-03-02 sum n every month"), "1900-02-28,1900-02-28,1; 1900-03-01,1900-03-02,2");
    assert_eq!(
        older.ask("t since 1959-12-28 sum n every 4 weeks"),
        "1959-12-28,1960-01-24,12; 1960-01-25,1960-02-21,; 1960-02-22,1960-02-29,16"
    );
    assert_eq!(
        older.ask("t since 1959-12-01 sum n every month in solar hijri"),
        "1338-09 Qaws,1959-12-01,1959-12-22,; 1338-10 Jadi,1959-12-23,1960-01-21,12; 1338-11 Dalw,1960-01-22,1960-02-20,; \
         1338-12 Hut,1960-02-21,1960-02-29,16"
    );
}

#[test]
fn leap_years_of_the_solar_hijri_calendar_have_366_days() {
    // 1399 and 1403 are leap years: 20 March 2020 to 20 March 2021, and 20 March 2024 to 20 March 2025.
    let days = table("day,n\n2020-03-20,1\n2021-03-20,2\n2021-03-21,4\n2024-03-19,8\n2024-03-20,16\n2025-03-20,32\n");
    let years = "1399,2020-03-20,2021-03-20,3; 1400,2021-03-21,2022-03-20,4; 1401,2022-03-21,2023-03-20,; 1402,2023-03-21,2024-03-19,8; \
                 1403,2024-03-20,2025-03-20,48";
    assert_eq!(days.ask("t sum n every year in solar hijri"), years);
    assert_eq!(days.ask("t sum n every whole year in solar hijri"), years);
    assert_eq!(days.facts("t sum n every year in solar hijri"), ["reported: 4 of 5 buckets have a row"]);
    assert_eq!(
        days.ask("t during 2024-03-20/2025-03-20 mean n per day every year in solar hijri"),
        "1403,2024-03-20,2025-03-20,≥ 0.1311,366,2"
    );
    assert_eq!(
        days.ask("t during 2024-12-20/2025-03-20 sum n every quarter in solar hijri"),
        "1403-07 Mizan,2024-12-20,2024-12-20,; 1403-10 Jadi,2024-12-21,2025-03-20,32"
    );
}

#[test]
fn week_53_is_a_week_of_seven_days() {
    // 2020 has 53 weeks; 2021 begins on a Friday, in the last of them.
    let weeks = table("day,n\n2020-12-27,1\n2020-12-28,2\n2021-01-01,4\n2021-01-03,8\n2021-01-04,16\n").on("2021-06-01");
    assert_eq!(weeks.ask("t sum n every week"), "2020-12-27,2020-12-27,1; 2020-12-28,2021-01-03,14; 2021-01-04,2021-01-04,16");
    assert_eq!(weeks.ask("t sum n by week(day) as w sort w"), "1,16; 52,1; 53,14");
    assert_eq!(weeks.ask("t during 2020-W53 sum n every day").matches(';').count(), 6);
    assert_eq!(weeks.ask("t during 2020-W53 max n per week"), "14,1,1,2020-12-28");
    assert_eq!(weeks.ask("t during 2020-W53 sum n every week versus previous"), "2020-12-28,2021-01-03,14,1,13,1300");
}

#[test]
fn leap_days_belong_to_their_month_and_fiscal_year() {
    let leap = table("day,n\n2023-07-01,1\n2024-02-29,2\n2024-06-30,4\n2024-07-01,8\n2025-02-28,16\n");
    assert_eq!(leap.ask("t sum n every year from july"), "2023-07-01,2024-06-30,7; 2024-07-01,2025-02-28,24");
    assert_eq!(
        leap.ask("t mean n per day every year from july"),
        "2023-07-01,2024-06-30,≥ 0.01913,366,3; 2024-07-01,2025-02-28,≥ 0.09877,243,2"
    );
    assert_eq!(leap.ask("t during 2024-02 sum n every week").split("; ").last(), Some("2024-02-26,2024-02-29,2"));
    assert_eq!(leap.ask("t during 2024-02-29 sum n versus same period last year"), "2,,,");
    assert_eq!(leap.ask("t during 2025-02 sum n every month versus same period last year"), "2025-02-01,2025-02-28,16,2,14,700");
}

#[test]
fn texts_of_periods_are_whole_buckets() {
    let months = table("p,n\n2024-12,1\n2025-01,2\n2025-03,4\n").says(WEEKS);
    assert_eq!(
        months.ask("t sum n every month"),
        "2024-12-01,2024-12-31,1; 2025-01-01,2025-01-31,2; 2025-02-01,2025-02-28,; 2025-03-01,2025-03-31,4"
    );
    assert_eq!(months.ask("t during 2025-Q1 sum n every quarter"), "2025-01-01,2025-03-31,6");
    assert_eq!(months.ask("t sum n every report"), "2024-12-01,2024-12-31,1; 2025-01-01,2025-01-31,2; 2025-03-01,2025-03-31,4");
    assert_eq!(months.ask("t during 2025-01 mean n per day"), format!("{},31,31", 2.0 / 31.0));
    assert_eq!(months.faults("t sum n every week")[0].0, "E0704");
    let quarters = table("p,n\n2018-Q2,10\n2018-Q4,30\n").says(WEEKS);
    assert_eq!(
        quarters.ask("t sum n every quarter"),
        "2018-04-01,2018-06-30,10; 2018-07-01,2018-09-30,; 2018-10-01,2018-12-31,30"
    );
    assert_eq!(quarters.ask("t during 2018 sum n every year"), "2018-01-01,2018-12-31,40");
    assert_eq!(quarters.ask("t during 2018 sum n every year from april"), "2018-01-01,2018-03-31,; 2018-04-01,2018-12-31,40");
    let weeks = table("p,n\n2020-W53,1\n2021-W01,2\n2025-W15,4\n").says(WEEKS);
    assert_eq!(
        weeks.ask("t until 2021-W02 sum n every week"),
        "2020-12-28,2021-01-03,1; 2021-01-04,2021-01-10,2; 2021-01-11,2021-01-17,"
    );
    assert_eq!(weeks.ask("t during 2025-W15 sum n every week"), "2025-04-07,2025-04-13,4");
    // A week from Sunday holds no week from Monday.
    assert_eq!(weeks.faults("t during 2025-04 sum n every week from sunday")[0].0, "E0704");
}

#[test]
fn windows_outside_of_the_data_have_their_buckets() {
    let one = table("day,n\n2025-04-06,5\n").on("2025-04-10");
    assert_eq!(one.ask("t during 2024-12-30/2025-01-05 sum n every week"), "2024-12-30,2025-01-05,");
    assert_eq!(one.ask("t during 2030 sum n every year"), "2030-01-01,2030-12-31,");
    assert_eq!(one.ask("t during 2030 mean n per day"), ",365,0");
    assert_eq!(
        one.answer("t during 2030 sum n").facts.window.as_deref(),
        Some("2030-01-01 to 2030-12-31 (365 days; 365 after the last row)")
    );
    assert_eq!(
        one.answer("t during 2025-04 sum n").facts.window.as_deref(),
        Some("2025-04-01 to 2025-04-30 (30 days; 5 before the first row, 24 after the last row)")
    );
    let none = table("day,n\n2025-04-06,5\n");
    assert_eq!(
        none.ask("t where n > 9 during 2025-04-06/2025-04-07 sum n every day"),
        "2025-04-06,2025-04-06,; 2025-04-07,2025-04-07,"
    );
}

#[test]
fn numbered_buckets_of_several_periods_start_with_their_period() {
    let phases = table("day,n\n2023-11-01,1\n2023-11-08,2\n2025-04-01,4\n2025-04-09,8\n").on("2025-12-01");
    let query = "t during 2023-11-01/2023-11-14, 2025-04-01/2025-04-10 sum n every";
    assert_eq!(
        phases
            .ask(&format!("{query} week aligned"))
            .replace("2023-11-01/2023-11-14", "one")
            .replace("2025-04-01/2025-04-10", "two"),
        "one,0,2023-11-01,2023-11-07,1; one,1,2023-11-08,2023-11-14,2; two,0,2025-04-01,2025-04-07,4; two,1,2025-04-08,2025-04-10,8"
    );
    assert_eq!(
        phases
            .ask(&format!("{query} whole week aligned"))
            .replace("2023-11-01/2023-11-14", "one")
            .replace("2025-04-01/2025-04-10", "two"),
        "one,0,2023-11-01,2023-11-07,1; one,1,2023-11-08,2023-11-14,2; two,0,2025-04-01,2025-04-07,4"
    );
}

#[test]
fn weekday_windows_count_their_days() {
    // April 2025 has four Sundays and four Mondays: 6/7, 13/14, 20/21, 27/28.
    let days = table("day,n\n2025-04-01,100\n2025-04-06,1\n2025-04-07,2\n2025-04-20,4\n2025-04-30,100\n").on("2025-05-01");
    assert_eq!(days.ask("t during 2025-04 on sunday, monday mean n per day"), "≥ 0.875,8,3");
    assert_eq!(
        days.ask("t during 2025-04 on sunday, monday mean n per day every week"),
        "2025-04-01,2025-04-06,1,1,1; 2025-04-07,2025-04-13,≥ 1,2,1; 2025-04-14,2025-04-20,≥ 2,2,1; 2025-04-21,2025-04-27,,2,0; \
         2025-04-28,2025-04-30,,1,0"
    );
    assert_eq!(
        days.ask("t during 2025-04 on sunday sum n every whole week from monday"),
        "2025-04-07,2025-04-13,; 2025-04-14,2025-04-20,4; 2025-04-21,2025-04-27,"
    );
}
