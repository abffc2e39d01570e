//! Buckets without a row: unknown, zero by coverage, or filled.

use super::buckets::NEW_YEAR;
use super::table;

const EVENTS: &str = "coverage = \"events\"";

#[test]
fn an_empty_bucket_is_unknown_unless_every_event_is_there() {
    let query = "t sum n, count, count distinct n, max n, mean n every 4 days";
    assert_eq!(
        table(NEW_YEAR).ask(query),
        "2024-12-29,2025-01-01,15,4,4,8,3.75; 2025-01-02,2025-01-05,,,,,; 2025-01-06,2025-01-06,21,1,1,21,21"
    );
    assert_eq!(
        table(NEW_YEAR).says(EVENTS).ask(query),
        "2024-12-29,2025-01-01,15,4,4,8,3.75; 2025-01-02,2025-01-05,0,0,0,,; 2025-01-06,2025-01-06,21,1,1,21,21"
    );
}

#[test]
fn a_window_outside_of_the_data_has_its_buckets() {
    let march = "t during 2025-03-29/2025-04-02 sum n every month";
    assert_eq!(table(NEW_YEAR).ask(march), "2025-03-29,2025-03-31,; 2025-04-01,2025-04-02,");
    // Behind its last day the table says nothing, not even that nothing happened.
    assert_eq!(table(NEW_YEAR).says(EVENTS).ask(march), "2025-03-29,2025-03-31,; 2025-04-01,2025-04-02,");
    assert_eq!(table(NEW_YEAR).ask(&format!("{march} fill 0")), "2025-03-29,2025-03-31,0; 2025-04-01,2025-04-02,0");
    assert_eq!(table(NEW_YEAR).ask(&format!("{march} fill previous")), "2025-03-29,2025-03-31,; 2025-04-01,2025-04-02,");
    assert!(table(NEW_YEAR).facts(march).contains(&"reported: 0 of 2 buckets have a row".to_string()));
}

#[test]
fn no_row_at_all_leaves_the_window_of_the_table() {
    assert_eq!(
        table(NEW_YEAR).ask("t where n > 99 sum n every week"),
        "2024-12-29,2024-12-29,; 2024-12-30,2025-01-05,; 2025-01-06,2025-01-06,"
    );
    // There is no key to list the buckets of.
    assert_eq!(table(NEW_YEAR).ask("t where n > 99 sum n by text(n) as k every week"), "");
    // A window is no bucket: nothing is counted there, and no total is known.
    assert_eq!(table(NEW_YEAR).ask("t where n > 99 count, sum n, mean n per day"), "0,,,9,0");
}

#[test]
fn one_row_is_one_bucket() {
    let one = table("day,n\n2024-02-29,5\n");
    for unit in ["day", "week", "month", "quarter", "year", "30 days", "report", "year from july"] {
        assert_eq!(one.ask(&format!("t sum n every {unit}")), "2024-02-29,2024-02-29,5", "{unit}");
    }
    assert_eq!(one.ask("t sum n every whole day"), "2024-02-29,2024-02-29,5");
    assert_eq!(one.ask("t sum n every whole week"), "");
    assert_eq!(one.ask("t mean n per day"), "5,1,1");
}

#[test]
fn fill_gives_empty_buckets_a_value_and_no_others() {
    let gaps = "day,n,m\n2025-04-01,1,\n2025-04-03,,2\n2025-04-05,4,8\n";
    let sums = "t sum n, m every day";
    let days = |cells: [&str; 5]| {
        let day = |(at, cells): (usize, &&str)| format!("2025-04-0{0},2025-04-0{0},{cells}", at + 1);
        cells.iter().enumerate().map(day).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(table(gaps).ask(sums), days(["1,", ",", ",2", ",", "4,8"]));
    // A report with an unknown value is no empty bucket.
    assert_eq!(table(gaps).ask(&format!("{sums} fill 0")), days(["1,", "0,0", ",2", "0,0", "4,8"]));
    assert_eq!(table(gaps).ask(&format!("{sums} fill n 0")), days(["1,", "0,", ",2", "0,", "4,8"]));
    assert_eq!(table(gaps).ask(&format!("{sums} fill previous")), days(["1,", "1,", ",2", "1,2", "4,8"]));
    assert_eq!(table(gaps).ask(&format!("{sums} fill n 0, m previous")), days(["1,", "0,", ",2", "0,2", "4,8"]));
    assert_eq!(
        table(gaps).facts(&format!("{sums} fill n 0")),
        ["reported: 3 of 5 buckets have a row", "filled: n in 2 buckets without a row: 0"]
    );
}

#[test]
fn fill_stays_within_its_keys() {
    let keys = "day,k,n\n2025-04-01,a,1\n2025-04-02,b,2\n2025-04-04,a,4\n";
    assert_eq!(
        table(keys).ask("t sum n by k every day fill previous"),
        "a,2025-04-01,2025-04-01,1; a,2025-04-02,2025-04-02,1; a,2025-04-03,2025-04-03,1; a,2025-04-04,2025-04-04,4; \
         b,2025-04-01,2025-04-01,; b,2025-04-02,2025-04-02,2; b,2025-04-03,2025-04-03,2; b,2025-04-04,2025-04-04,2"
    );
    assert_eq!(
        table(keys).ask("t sum n by k every 2 days fill n 0 where k = \"b\""),
        "b,2025-04-01,2025-04-02,2; b,2025-04-03,2025-04-04,0"
    );
}

#[test]
fn fill_belongs_behind_buckets() {
    assert_eq!(table(NEW_YEAR).faults("t sum n fill 0"), [("E0406", "fill 0".to_string())]);
    assert_eq!(table(NEW_YEAR).faults("t sum n every day sort n fill 0"), [("E0406", "fill 0".to_string())]);
    assert_eq!(table(NEW_YEAR).faults("t sum n every day fill start 0")[0].0, "E0406");
    assert_eq!(table(NEW_YEAR).faults("t sum n every day fill m 0")[0].0, "E0202");
}

#[test]
fn a_window_behind_the_table_has_no_day() {
    assert_eq!(table(NEW_YEAR).ask("t since 2026 sum n"), "");
    assert_eq!(table(NEW_YEAR).ask("t since 2026 sum n, mean n per day, count"), ",,0,0,0");
    assert_eq!(table(NEW_YEAR).ask("t until 2023 mean n per day, max n per day"), ",0,0,,");
    assert_eq!(table(NEW_YEAR).says(EVENTS).ask("t since 2026 sum n, mean n per day"), ",,0,0");
    assert_eq!(table(NEW_YEAR).ask("t since 2026 sum n every day"), "");
}

#[test]
fn days_after_today_are_not_awaited() {
    let ahead = table("day,n\n2025-04-22,1\n2025-04-24,2\n2025-04-27,4\n").on("2025-04-24");
    // Only a written time clause leaves rows out. A day after today is there where it has a row, and awaited nowhere.
    assert_eq!(ahead.ask("t sum n"), "7");
    assert_eq!(ahead.ask("t sum n every year"), "2025-04-22,2025-04-27,7");
    assert_eq!(
        ahead.ask("t sum n every day"),
        "2025-04-22,2025-04-22,1; 2025-04-23,2025-04-23,; 2025-04-24,2025-04-24,2; 2025-04-27,2025-04-27,4"
    );
    assert_eq!(ahead.ask("t mean n per day"), "≥ 1.75,4,3");
    assert_eq!(ahead.ask("t since 2025-04-22 mean n per day"), "≥ 1.75,4,3");
    assert_eq!(ahead.facts("t mean n per day"), ["reported: 3 of 4 days: mean_n is at least this; over those reported 2.3"]);
    // Nor has anything happened there yet.
    let events = table("day,n\n2025-04-22,1\n2025-04-24,2\n2025-04-27,4\n").on("2025-04-24").says(EVENTS);
    assert_eq!(events.ask("t sum n every day show start, n"), "2025-04-22,1; 2025-04-23,0; 2025-04-24,2; 2025-04-27,4");
    assert_eq!(events.ask("t mean n per day"), "1.75,4,4");
    // Written into the future, it reaches there.
    assert_eq!(ahead.ask("t next 3 days sum n every 3 days"), "2025-04-25,2025-04-27,4");
    assert_eq!(ahead.ask("t until 2025-04-28 mean n per day"), "≥ 1,7,3");
}

#[test]
fn rows_without_a_day_are_counted_where_they_have_no_bucket() {
    let open = "date,place,n\n2025-01-03,a,5\n2025-02-03,a,6\n,a,70\n,b,80\n";
    let told = |query: &str| table(open).answer(query).facts.unknown;
    for query in ["t sum n every month", "t latest n by place", "t mean n per day"] {
        assert_eq!(told(query), ["2 rows left out where date is unknown"], "{query}");
    }
    assert!(told("t sum n").is_empty());
}
