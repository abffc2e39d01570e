//! People counted twice: two sources on one day, periods that share days, in sums, means per unit, newest reports and comparisons.

use super::{Table, table};

const DAYS: &str = "day,border,source,n
2025-04-01,a,IOM,1
2025-04-01,a,IOM,2
2025-04-01,b,IOM,4
2025-04-02,a,UNHCR,8
2025-04-02,b,IOM,16
2025-04-03,a,IOM,32
2025-04-03,a,UNHCR,64
";

fn days() -> Table<'static> {
    table(DAYS).says("time = \"day\"\nsource = \"source\"\nseries = [\"border\"]")
}

#[test]
fn two_sources_on_one_day_of_a_series_are_not_added() {
    for query in [
        "t sum n",
        "t sum n by border",
        "t sum n every day",
        "t mean n per day",
        "t max n per day by border",
        "t latest n",
        "t sum n / count",
    ] {
        assert_eq!(days().faults(query)[0].0, "E0703", "{query}");
    }
    let fault = days().engine().query("t sum n by border").unwrap_err().diagnostics[0].clone();
    assert_eq!(fault.message, "two sources report 2025-04-03: IOM and UNHCR");
    assert_eq!(
        fault.help,
        [
            "`by source` keeps them apart, `where source = \"IOM\"` keeps one",
            "`prefer \"IOM\", \"UNHCR\"` takes of each day the first that has it"
        ]
    );
}

#[test]
fn what_keeps_them_apart_is_added() {
    assert_eq!(days().ask("t sum n by border, source"), "a,IOM,35; a,UNHCR,72; b,IOM,20");
    assert_eq!(days().ask("t sum n by source"), "IOM,55; UNHCR,72");
    assert_eq!(days().ask("t where source = \"IOM\" sum n"), "55");
    assert_eq!(days().ask("t prefer \"IOM\", \"UNHCR\" sum n"), "63");
    // Several events of one source on a day, and two sources on different days or borders.
    assert_eq!(days().ask("t until 2025-04-02 sum n"), "31");
    assert_eq!(days().ask("t where border = \"b\" sum n"), "20");
    // Rows are counted as rows, and a mean of rows or their largest adds nobody.
    assert_eq!(days().ask("t count, max n"), "7,64");
    assert_eq!(days().ask("t sum n if source = \"IOM\" as n"), "55");
    // Where nothing is known there is nothing to add.
    let silent = DAYS.replace("UNHCR,64", "UNHCR,");
    assert_eq!(table(&silent).says("time = \"day\"\nsource = \"source\"\nseries = [\"border\"]").ask("t sum n"), "≥ 63");
}

#[test]
fn a_comparison_looks_at_the_other_period_too() {
    let rows = "day,source,n\n2025-04-01,IOM,1\n2025-04-01,UNHCR,2\n2025-04-02,IOM,4\n2025-04-03,UNHCR,8\n";
    let rows = table(rows).says("time = \"day\"\nsource = \"source\"");
    assert_eq!(rows.ask("t on 2025-04-03 sum n versus previous"), "8,4,4,100");
    assert_eq!(rows.faults("t on 2025-04-02 sum n versus previous"), [("E0703", "versus previous".to_string())]);
}

#[test]
fn periods_of_one_source_that_share_days_are_not_added() {
    let rows = "start,end,source,n\n2025-04-01,2025-04-30,IOM,9\n2025-04-06,2025-04-12,IOM,2\n2025-05-01,2025-05-07,IOM,1\n2025-05-01,2025-05-07,IOM,1\n";
    let rows = table(rows).says("time = [\"start\", \"end\"]\nsource = \"source\"");
    let fault = |query: &str| rows.engine().query(query).unwrap_err().diagnostics[0].clone();
    assert_eq!(
        fault("t sum n").message,
        "two reports of one series share days: 2025-04-01 to 2025-04-30 and 2025-04-06 to 2025-04-12"
    );
    assert_eq!(fault("t sum n").help, ["`where days_between(start, end) < 29` leaves the longer one out"]);
    assert_eq!(rows.ask("t where days_between(start, end) < 29 until 2025-04 sum n"), "2");
    assert_eq!(fault("t since 2025-05 sum n").help, ["`unique start, end` keeps the first of each"]);
    assert_eq!(rows.ask("t since 2025-05 unique start, end sum n"), "1");
}

#[test]
fn two_reports_of_one_day_on_one_figure_are_refused() {
    let rows = "start,end,border,n,reported\n2025-04-01,2025-04-07,a,1,2025-04-08\n2025-04-01,2025-04-07,a,2,2025-04-08\n";
    let rows = table(rows).says("time = [\"start\", \"end\"]\nreported = \"reported\"\nseries = [\"border\"]");
    assert_eq!(rows.faults("t sum n")[0].0, "E0703");
    assert_eq!(rows.ask("t count"), "2");
}

#[test]
fn the_newest_of_two_sources_is_not_added() {
    let rows = "day,source,n\n2025-04-01,IOM,1\n2025-04-01,UNHCR,2\n2025-04-02,IOM,4\n";
    let rows = table(rows).says("time = \"day\"\nsource = \"source\"\nmeasures = { n = { kind = \"stock\" } }");
    // Older reports are not added, so they may be of two sources.
    assert_eq!(rows.ask("t latest n"), "4,2025-04-02");
    assert_eq!(rows.faults("t earliest n")[0].0, "E0703");
    assert_eq!(rows.faults("t until 2025-04-01 latest n")[0].0, "E0703");
    assert_eq!(rows.faults("t latest n every day")[0].0, "E0703");
}
