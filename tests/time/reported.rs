//! What had been reported by a day, and of several reports on one figure the newest: `as of`, `--as-of`, revisions.

use super::{Table, table};

/// Two figures, the first revised twice; a third without a day of report, and a month of which the report says no more than the month.
const REPORTS: &str = "day,border,n,reported
2025-04-01,a,10,2025-04-02
2025-04-01,a,11,2025-04-05
2025-04-01,a,12,2025-04-09
2025-04-01,b,100,2025-04-02
2025-04-03,a,1000,
2025-04-04,b,5000,2025-04
";

fn reports() -> Table<'static> {
    table(REPORTS).says("time = \"day\"\nreported = \"reported\"\nseries = [\"border\"]")
}

#[test]
fn the_newest_revision_counts() {
    assert_eq!(reports().ask("t sum n by border"), "a,1012; b,5100");
    assert_eq!(reports().facts("t sum n"), ["revised: 2 rows left out for newer reports of the same figure"]);
    assert_eq!(reports().ask("t where border = \"a\" show day, n"), "2025-04-01,12; 2025-04-03,1000");
    // A condition behind it does not bring an older revision back.
    assert_eq!(reports().ask("t where n < 12 count"), "0");
    assert_eq!(reports().script("let x = t where border = \"a\"; x count"), ["2"]);
}

#[test]
fn as_of_a_day_the_last_revision_before_it_counts() {
    let rows = reports();
    let ask = |day: &str| rows.script(&format!("as of {day}; t show day, border, n")).join("");
    assert_eq!(ask("2025-04-01"), "");
    assert_eq!(ask("2025-04-02"), "2025-04-01,a,10; 2025-04-01,b,100");
    assert_eq!(ask("2025-04-05"), "2025-04-01,a,11; 2025-04-01,b,100");
    assert_eq!(ask("2025-04-08"), "2025-04-01,a,11; 2025-04-01,b,100");
    // On the last of April the report of April has come; the row without a day of report is never known to have.
    assert_eq!(ask("2025-04"), "2025-04-01,a,12; 2025-04-01,b,100; 2025-04-04,b,5000");
}

#[test]
fn what_is_left_out_is_said() {
    let engine = |day: &str| {
        let mut engine = reports().engine();
        engine.run(&format!("as of {day}"), &mut |_| Ok(())).unwrap();
        engine.query("t count").unwrap().facts
    };
    let facts = engine("2025-04-05");
    let said: Vec<String> = facts.time.iter().map(|fact| format!("{}: {}", fact.about, fact.text)).collect();
    assert_eq!(
        said,
        [
            "as of: 2025-04-05: left out: 1 row reported later, 1 row that may have been reported later, 1 row without a day of report",
            "revised: 1 row left out for newer reports of the same figure"
        ]
    );
    // The window is that of the rows that are seen.
    assert_eq!(facts.window.as_deref(), Some("2025-04-01 (1 day)"));
}

#[test]
fn as_of_is_today_from_there_on() {
    let rows = reports();
    assert_eq!(
        rows.script("= today; as of 2025-04-08; = today; as of 2025-04-09; = today"),
        ["2025-04-24", "2025-04-08", "2025-04-09"]
    );
    let fails = |text: &str| rows.engine().run(text, &mut |_| Ok(())).unwrap_err().diagnostics[0].code.text();
    assert_eq!(fails("as of soon; t"), "E0403");
    assert_eq!(fails("as of 2025-04-01/..; t"), "E0403");
}

#[test]
fn without_days_of_report_nobody_reports_before_the_first_day() {
    let rows = table("start,end,n\n2025-04-01,2025-06-30,1\n2025-04-08,2025-04-08,2\n2025-04-09,2025-04-10,4\n");
    let rows = rows.says("time = [\"start\", \"end\"]");
    assert_eq!(rows.script("as of 2025-04-08; t show n"), ["1; 2"]);
    let mut engine = rows.engine();
    engine.run("as of 2025-04-08", &mut |_| Ok(())).unwrap();
    let said = engine.query("t count").unwrap().facts.time[0].text.clone();
    assert_eq!(said, "2025-04-08: left out: 1 row starting later; no column says when rows were reported");
}

#[test]
fn events_and_reports_are_no_revisions() {
    let events = table(REPORTS).says("time = \"day\"\nreported = \"reported\"\nseries = [\"border\"]\ncoverage = \"events\"");
    assert_eq!(events.ask("t count"), "6");
    assert_eq!(table(REPORTS).says("time = \"day\"\nreported = \"reported\"").ask("t count"), "6");
    let dated = "day,border,n,reported\n2025-04-01,a,10,2025-04-02\n2025-04-01,a,11,2025-04-05\n";
    let dated = table(dated).says("time = \"day\"\nreported = \"reported\"\nseries = [\"border\"]");
    assert_eq!(dated.ask("t dated by reported since 2025-04-02 show n"), "10; 11");
    assert_eq!(dated.ask("t since 2025-04-01 show n"), "11");
}

#[test]
fn a_period_another_kind_or_unit_is_another_figure() {
    let rows = "start,end,border,kind,n,reported
2025-04-01,2025-04-07,a,flow,1,2025-04-08
2025-04-01,2025-04-07,a,stock,2,2025-04-09
2025-04-01,2025-04-08,a,flow,4,2025-04-10
2025-04-01,2025-04-07,a,flow,8,2025-04-11
";
    let says = "time = [\"start\", \"end\"]\nreported = \"reported\"\nseries = [\"border\"]\nmeasures = { n = { kind = { column = \"kind\" } } }";
    assert_eq!(table(rows).says(says).ask("t show n"), "2; 4; 8");
}
