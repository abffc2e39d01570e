//! The newest and the oldest report: `latest`, `earliest`, how old a report may be.

use super::table;

/// What two camps held; the second was last counted on 30 March, and has two blocks.
const CAMPS: &str = "day,camp,block,n
2025-03-01,a,1,10
2025-03-30,b,1,5
2025-03-30,b,2,6
2025-04-15,a,1,20
2025-04-15,a,2,30
2025-02-28,b,1,100
";

fn ask(query: &str) -> String {
    table(CAMPS).says("measures = { n = { kind = \"stock\" } }").ask(query)
}

#[test]
fn the_newest_report_is_added_up_and_dated() {
    assert_eq!(ask("t latest n"), "50,2025-04-15");
    assert_eq!(ask("t earliest n"), "100,2025-02-28");
    assert_eq!(ask("t latest n by camp"), "a,50,2025-04-15; b,11,2025-03-30");
    assert_eq!(ask("t earliest n by camp"), "a,10,2025-03-01; b,100,2025-02-28");
    assert_eq!(ask("t until 2025-03 latest n by camp"), "a,10,2025-03-01; b,11,2025-03-30");
    assert_eq!(ask("t latest n if block = 1 as n by camp"), "a,20,2025-04-15; b,5,2025-03-30");
    assert_eq!(table(CAMPS).names("t latest n by camp"), "camp,n,as_at");
    assert_eq!(table(CAMPS).names("t earliest n"), "earliest_n,as_at");
}

#[test]
fn nothing_reported_is_unknown() {
    assert_eq!(ask("t during 2024 latest n"), ",");
    assert_eq!(ask("t where n > 1000 latest n"), ",");
    assert_eq!(ask("t during 2024 latest n by camp"), "");
    assert_eq!(ask("t where n > 1000 latest n by camp"), "");
}

#[test]
fn a_report_may_be_too_old() {
    // 16 days lie between 30 March and 15 April.
    assert_eq!(ask("t latest n within 14 days by camp"), "a,50,2025-04-15; b,,2025-03-30");
    assert_eq!(ask("t latest n within 15 days by camp"), "a,50,2025-04-15; b,,2025-03-30");
    assert_eq!(ask("t latest n within 16 days by camp"), "a,50,2025-04-15; b,11,2025-03-30");
    assert_eq!(ask("t latest n within 3 weeks by camp"), "a,50,2025-04-15; b,11,2025-03-30");
    assert_eq!(ask("t latest n within 1 day"), "50,2025-04-15");
    let fault = |query: &str| table(CAMPS).faults(query)[0].0;
    assert_eq!(fault("t sum n within 14 days"), "E0405");
    assert_eq!(fault("t latest n within 1 month"), "E0405");
}

#[test]
fn each_bucket_has_its_own_newest_report() {
    let months = "t since 2025-02 until 2025-04 latest n by camp every month";
    assert_eq!(
        ask(months),
        "a,2025-02-01,2025-02-28,,; a,2025-03-01,2025-03-31,10,2025-03-01; a,2025-04-01,2025-04-30,50,2025-04-15; \
         b,2025-02-01,2025-02-28,100,2025-02-28; b,2025-03-01,2025-03-31,11,2025-03-30; b,2025-04-01,2025-04-30,,"
    );
    assert_eq!(
        ask(&format!("{months} fill previous where camp = \"b\" show start, n")),
        "2025-02-01,100; 2025-03-01,11; 2025-04-01,11"
    );
    // In March camp a reported 29 days before camp b; in the other months nobody reported later.
    assert_eq!(
        ask("t since 2025-02 until 2025-04 latest n within 14 days by camp every month where n is known show camp, start, n"),
        "a,2025-04-01,50; b,2025-02-01,100; b,2025-03-01,11"
    );
    assert_eq!(ask("t latest n every whole month"), "2025-03-01,2025-03-31,11,2025-03-30");
}

#[test]
fn each_window_has_its_own_newest_report() {
    assert_eq!(ask("t during 2025-03, 2025-04 latest n"), "2025-03,11,2025-03-30; 2025-04,50,2025-04-15");
    assert_eq!(
        ask("t during 2025-03, 2025-04 latest n within 14 days by camp"),
        "2025-03,a,,2025-03-01; 2025-03,b,11,2025-03-30; 2025-04,a,50,2025-04-15"
    );
}

#[test]
fn empty_buckets_of_events_are_no_report() {
    let events = table(CAMPS).says("coverage = \"events\"");
    assert_eq!(events.ask("t during 2025-01 latest n every month"), "2025-01-01,2025-01-31,,");
}

#[test]
fn an_unknown_report_is_no_older_one() {
    let gap = table("day,n\n2025-04-01,5\n2025-04-02,\n");
    assert_eq!(gap.ask("t latest n"), ",2025-04-02");
    assert_eq!(gap.ask("t where n is known latest n"), "5,2025-04-01");
}
