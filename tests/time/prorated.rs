//! Rows that straddle a bound, split by their days or counted in each bucket they touch.

use super::periods::WEEKS;
use super::table;

/// A week of which two days lie in February and five in March, and one of a leap year.
const ENDS: &str = "start,end,n\n2025-02-27,2025-03-05,70\n2024-02-26,2024-03-03,7\n";

#[test]
fn a_row_is_split_by_its_days() {
    // Six of the seven days of the first week are in April.
    assert_eq!(table(WEEKS).ask("t during 2025-04 prorated sum n"), "~410");
    assert_eq!(table(WEEKS).ask("t prorated sum n every month"), "2025-03-31,2025-03-31,~10; 2025-04-01,2025-04-20,~410");
    assert_eq!(
        table(WEEKS).ask("t prorated sum n every week from sunday"),
        "2025-03-31,2025-04-05,~60; 2025-04-06,2025-04-12,~130; 2025-04-13,2025-04-19,~200; 2025-04-20,2025-04-20,~30"
    );
    assert_eq!(
        table(WEEKS).ask("t during 2025-04-02/2025-04-03 prorated sum n every day"),
        "2025-04-02,2025-04-02,~10; 2025-04-03,2025-04-03,~10"
    );
    assert_eq!(table(WEEKS).ask("t during 2024 prorated sum n"), "");
    // 27 and 28 February 2025; 26 to 29 February 2024.
    assert_eq!(table(ENDS).ask("t during 2025-02 prorated sum n"), "~20");
    assert_eq!(table(ENDS).ask("t during 2024-02 prorated sum n"), "~4");
    // A part of a row need not be whole.
    assert_eq!(table("start,end,n\n2025-04-01,2025-04-04,1\n").ask("t during 2025-04-01 prorated sum n"), "~0.25");
}

#[test]
fn a_mean_per_day_takes_the_days_inside() {
    assert_eq!(table(WEEKS).ask("t during 2025-04-01/2025-04-13 prorated mean n per day"), "~15.38,13,13");
    assert_eq!(
        table(WEEKS).ask("t during 2025-04-06/2025-04-07 prorated mean n per day every day"),
        "2025-04-06,2025-04-06,~10,1,1; 2025-04-07,2025-04-07,~20,1,1"
    );
    // Split by days, every day has its part.
    assert_eq!(table(WEEKS).ask("t prorated max n per day"), "30,21,21,2025-04-14");
}

#[test]
fn a_rate_is_split_like_its_total() {
    let rates = table("start,end,n\n2025-03-31,2025-04-01,4000\n").says("measures = { n = { kind = \"rate\" } }");
    assert_eq!(rates.ask("t sum n"), "8000");
    assert_eq!(rates.ask("t during 2025-04 prorated sum n"), "~4,000");
    assert_eq!(rates.ask("t prorated sum n every day"), "2025-03-31,2025-03-31,~4,000; 2025-04-01,2025-04-01,~4,000");
    assert_eq!(rates.ask("t prorated max n per day"), "4000,2,2,2025-03-31");
}

#[test]
fn weekdays_take_their_share_of_a_week() {
    // One day of seven.
    assert_eq!(table(WEEKS).ask("t on sunday prorated sum n"), "~60");
    assert_eq!(table(WEEKS).ask("t on saturday, sunday prorated mean n per day"), "~20,6,6");
}

#[test]
fn several_days_take_their_parts() {
    assert_eq!(table(WEEKS).ask("t on 2025-04-01, 2025-04-08 prorated sum n"), "~30");
    assert_eq!(
        table(WEEKS).ask("t during 2025-04-01, 2025-04-08/2025-04-09 prorated sum n"),
        "2025-04-01,~10; 2025-04-08/2025-04-09,~40"
    );
}

#[test]
fn stocks_are_not_split() {
    let stocks = table("start,end,n\n2025-03-29,2025-04-04,10\n").says("measures = { n = { kind = \"stock\" } }");
    assert_eq!(stocks.ask("t during 2025-04 prorated latest n"), "10,2025-04-04");
}

#[test]
fn overlapping_rows_count_in_each_bucket() {
    assert_eq!(table(WEEKS).ask("t during 2025-04 overlapping sum n, count"), "420,3");
    assert_eq!(table(WEEKS).ask("t overlapping count every month"), "2025-03-31,2025-03-31,1; 2025-04-01,2025-04-20,3");
    assert_eq!(
        table(WEEKS).ask("t overlapping count every week from sunday"),
        "2025-03-31,2025-04-05,1; 2025-04-06,2025-04-12,2; 2025-04-13,2025-04-19,2; 2025-04-20,2025-04-20,1"
    );
    assert_eq!(table(WEEKS).ask("t on 2025-04-06, 2025-04-07 overlapping count"), "2");
    assert_eq!(table(WEEKS).ask("t on 2025-04-01, 2025-04-03 overlapping count"), "1");
    assert_eq!(table(WEEKS).ask("t during 2024 overlapping count"), "0");
}

#[test]
fn days_cannot_be_split() {
    assert_eq!(table("day,n\n2025-04-01,1\n").faults("t prorated sum n"), [("E0401", "prorated".to_string())]);
    assert_eq!(table(WEEKS).faults("t sum n every week prorated")[0].0, "E0402");
}
