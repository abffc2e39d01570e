//! Figures per day, week and month: the divisor is the calendar, not the rows.

use super::buckets::NEW_YEAR;
use super::table;

const EVENTS: &str = "coverage = \"events\"";
const RATES: &str = "start,end,n\n2025-04-01,2025-04-02,4000\n2025-04-03,2025-04-03,1000\n2025-04-05,2025-04-06,1500\n";
const RATE: &str = "measures = { n = { kind = \"rate\" } }";

#[test]
fn a_mean_per_day_divides_by_the_days_of_the_window() {
    // 36 over the nine days from 29 December to 6 January, four of them reported.
    let ask = |query: &str| table(NEW_YEAR).ask(query);
    assert_eq!(ask("t mean n per day"), "≥ 4,9,4");
    assert_eq!(table(NEW_YEAR).names("t mean n per day"), "mean_n,days,reported");
    assert_eq!(ask("t during 2024-12-30/2025-01-05 mean n per day"), "≥ 2,7,2");
    assert_eq!(ask("t since 2025-01-05 mean n per day"), "≥ 10.5,2,1");
    assert_eq!(ask("t where n < 21 mean n per day"), "≥ 1.667,9,3");
    assert_eq!(ask("t mean n per day, sum n, mean n as of_rows"), "≥ 4,9,4,36,7.2");
    assert_eq!(table(NEW_YEAR).says(EVENTS).ask("t mean n per day"), "4,9,9");
    assert_eq!(
        table(NEW_YEAR).facts("t mean n per day"),
        ["reported: 4 of 9 days: mean_n is at least this; over those reported 9"]
    );
}

#[test]
fn the_peak_is_a_day_and_says_which() {
    let ask = |query: &str| table(NEW_YEAR).ask(query);
    assert_eq!(ask("t max n per day"), "21,9,4,2025-01-06");
    assert_eq!(ask("t min n per day"), "1,9,4,2024-12-29");
    assert_eq!(ask("t median n per day"), "7,9,4");
    assert_eq!(table(NEW_YEAR).names("t max n per day"), "max_n,days,reported,on");
    // Days without a row had none: the first of them is the lowest, and the middle of nine is 0.
    assert_eq!(table(NEW_YEAR).says(EVENTS).ask("t min n per day"), "0,9,9,2024-12-31");
    assert_eq!(table(NEW_YEAR).says(EVENTS).ask("t median n per day"), "0,9,9");
    // The first of equal days.
    let ties = "day,n\n2025-04-01,3\n2025-04-02,2\n2025-04-02,3\n2025-04-03,5\n2025-04-04,3\n";
    assert_eq!(table(ties).ask("t max n per day"), "5,4,4,2025-04-02");
    assert_eq!(table(ties).ask("t min n per day"), "3,4,4,2025-04-01");
}

#[test]
fn weeks_and_months_are_whole_or_parts() {
    let ask = |query: &str| table(NEW_YEAR).ask(query);
    assert_eq!(ask("t during 2024-12-30/2025-01-12 mean n per week"), "17.5,2,2");
    assert_eq!(ask("t during 2024-12-30/2025-01-12 max n per week"), "21,2,2,2025-01-06");
    assert_eq!(ask("t during 2024-12-01/2025-01-31 mean n per month"), "18,2,2");
    assert_eq!(ask("t during 2024-12-01/2025-02-28 mean n per month"), "≥ 12,3,2");
    assert_eq!(ask("t during 2024-10-01/2025-03-31 mean n per quarter"), "18,2,2");
    assert_eq!(ask("t during 2024-12, 2025-01 mean n per month"), "2024-12,3,1,1; 2025-01,33,1,1");
    // Half of February of a leap year has no halves: 29 days.
    let leap = table("day,n\n2024-02-01,29\n2024-02-29,29\n");
    assert_eq!(leap.ask("t mean n per day"), "≥ 2,29,2");
    assert_eq!(leap.ask("t mean n per month"), "58,1,1");
}

#[test]
fn the_days_of_each_bucket_are_counted() {
    let ask = |query: &str| table(NEW_YEAR).ask(query);
    assert_eq!(
        ask("t mean n per day every week"),
        "2024-12-29,2024-12-29,1,1,1; 2024-12-30,2025-01-05,≥ 2,7,2; 2025-01-06,2025-01-06,21,1,1"
    );
    assert_eq!(
        ask("t max n per day every month"),
        "2024-12-29,2024-12-31,2,3,2,2024-12-30; 2025-01-01,2025-01-06,21,6,2,2025-01-06"
    );
    assert_eq!(ask("t mean n per day every report where start = 2025-01-01"), "2025-01-01,2025-01-01,12,1,1");
}

#[test]
fn an_empty_bucket_has_days_all_the_same() {
    let query = "t mean n per day every 4 days";
    assert_eq!(
        table(NEW_YEAR).ask(query),
        "2024-12-29,2025-01-01,≥ 3.75,4,3; 2025-01-02,2025-01-05,,4,0; 2025-01-06,2025-01-06,21,1,1"
    );
    assert_eq!(
        table(NEW_YEAR).says(EVENTS).ask(query),
        "2024-12-29,2025-01-01,3.75,4,4; 2025-01-02,2025-01-05,0,4,4; 2025-01-06,2025-01-06,21,1,1"
    );
    assert_eq!(table(NEW_YEAR).ask("t during 2025-02 mean n per day"), ",28,0");
    assert_eq!(table(NEW_YEAR).says(EVENTS).ask("t during 2025-02 mean n per day"), ",28,0");
}

#[test]
fn a_week_that_a_bucket_cuts_is_no_whole_week() {
    // The week from 30 December has 2 in December and 12 in January; the one from 6 January is whole.
    let query = "t during 2024-12-23/2025-01-12 max n per week every month";
    assert_eq!(
        table(NEW_YEAR).ask(&format!("{query} show start, max_n, on")),
        "2024-12-23,1,2024-12-23; 2025-01-01,21,2025-01-06"
    );
}

#[test]
fn each_key_has_all_days_of_the_window() {
    let keys = "day,k,n\n2025-04-01,a,2\n2025-04-02,b,4\n2025-04-04,a,6\n";
    assert_eq!(table(keys).ask("t mean n per day by k"), "a,≥ 2,4,2; b,≥ 1,4,1");
    assert_eq!(table(keys).ask("t max n per day by k"), "a,6,4,2,2025-04-04; b,4,4,1,2025-04-02");
    assert_eq!(
        table(keys).ask("t mean n per day by k every 2 days"),
        "a,2025-04-01,2025-04-02,≥ 1,2,1; a,2025-04-03,2025-04-04,≥ 3,2,1; \
         b,2025-04-01,2025-04-02,≥ 2,2,1; b,2025-04-03,2025-04-04,,2,0"
    );
    assert_eq!(
        table(keys).ask("t sum n, mean n if k = \"a\" per day as a, mean n if k = \"b\" per day as b show n, a, b"),
        "12,≥ 2,≥ 1"
    );
}

#[test]
fn weekdays_are_the_divisor() {
    let ask = |query: &str| table(NEW_YEAR).ask(query);
    // Sundays: 29 December and 5 January. Mondays: 30 December and 6 January.
    assert_eq!(ask("t on sunday mean n per day"), "≥ 0.5,2,1");
    assert_eq!(ask("t on sunday, monday mean n per day"), "≥ 6,4,3");
    assert_eq!(ask("t on sunday mean n per week"), "≥ 0.5,2,1");
    assert_eq!(ask("t on sunday max n per day"), "1,2,1,2024-12-29");
    assert_eq!(
        ask("t on sunday, monday mean n per day every week"),
        "2024-12-29,2024-12-29,1,1,1; 2024-12-30,2025-01-05,≥ 1,2,1; 2025-01-06,2025-01-06,21,1,1"
    );
}

#[test]
fn several_days_that_are_no_key_are_one_window() {
    let ask = |query: &str| table(NEW_YEAR).ask(query);
    assert_eq!(ask("t on 2024-12-29, 2025-01-01 mean n per day"), "6.5,2,2");
    assert_eq!(ask("t on 2024-12-29, 2025-01-01 max n per day"), "12,2,2,2025-01-01");
    assert_eq!(ask("t on 2024-12-29, 2025-01-03, 2025-01-06 mean n per day, sum n"), "≥ 7.333,3,2,22");
}

#[test]
fn a_rate_fills_each_of_its_days() {
    let rates = || table(RATES).says(RATE);
    // 8,000 and 1,000 and 3,000 in six days, one of them not reported.
    assert_eq!(rates().ask("t sum n"), "12000");
    assert_eq!(rates().ask("t mean n per day"), "≥ 2,000,6,5");
    assert_eq!(rates().ask("t max n per day"), "4000,6,5,2025-04-01");
    assert_eq!(rates().ask("t min n per day"), "1000,6,5,2025-04-03");
    assert_eq!(rates().ask("t median n per day"), "1500,6,5");
    assert_eq!(rates().ask("t until 2025-04-02 sum n"), "8000");
    assert_eq!(rates().ask("t until 2025-04-02 mean n per day"), "4000,2,2");
    assert_eq!(rates().ask("t until 2025-04-02 sum n every 2 days"), "2025-04-01,2025-04-02,8000");
    // A plain mean is one of rows.
    assert_eq!(rates().ask("t until 2025-04-03 mean n"), "2500");
}

#[test]
fn a_period_lies_within_a_window_but_in_no_day_of_it() {
    let weeks = table("start,end,n\n2025-03-31,2025-04-06,70\n2025-04-07,2025-04-13,140\n");
    assert_eq!(weeks.ask("t mean n per day"), "15,14,14");
    assert_eq!(weeks.ask("t mean n per week"), "105,2,2");
    assert_eq!(weeks.ask("t max n per week"), "140,2,2,2025-04-07");
    assert_eq!(weeks.ask("t max n per day"), ",14,14,");
    assert_eq!(weeks.facts("t max n per day"), ["straddling: 2 periods left out of max_n: no day holds them whole"]);
    assert_eq!(weeks.ask("t mean n per day every week"), "2025-03-31,2025-04-06,10,7,7; 2025-04-07,2025-04-13,20,7,7");
}

#[test]
fn a_total_has_no_unit() {
    assert_eq!(table(NEW_YEAR).faults("t sum n per day"), [("E0407", "sum n per day".to_string())]);
    assert_eq!(table(NEW_YEAR).faults("t count per day")[0].0, "E0407");
    assert_eq!(table(NEW_YEAR).faults("t mean n per hour")[0].0, "E0405");
    assert_eq!(table("n\n1\n").faults("t mean n per day")[0].0, "E0401");
}
