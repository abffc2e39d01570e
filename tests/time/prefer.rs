//! `prefer`: of several sources, for each series and period the first that has it.

use super::{Table, table};

const DAYS: &str = "day,border,source,n
2025-04-01,a,IOM,1
2025-04-01,a,UNHCR,2
2025-04-02,a,UNHCR,4
2025-04-02,a,KP,8
2025-04-03,a,IOM,
2025-04-03,a,UNHCR,16
2025-04-04,a,IOM,
2025-04-01,b,UNHCR,32
2025-04-01,b,UNHCR,64
";

fn days() -> Table<'static> {
    table(DAYS).says("time = \"day\"\nsource = \"source\"\nseries = [\"border\"]\nmeasures = { n = { kind = \"flow\" } }")
}

#[test]
fn the_first_source_that_has_a_day_counts() {
    // Of 3 April IOM has a row and no figure, so UNHCR's counts; of 4 April nobody has more.
    assert_eq!(
        days().ask("t prefer \"IOM\", \"UNHCR\" show day, border, source, n"),
        "2025-04-01,a,IOM,1; 2025-04-02,a,UNHCR,4; 2025-04-03,a,UNHCR,16; 2025-04-04,a,IOM,; 2025-04-01,b,UNHCR,32; 2025-04-01,b,UNHCR,64"
    );
    assert_eq!(days().ask("t prefer \"UNHCR\", \"IOM\" sum n by border"), "a,≥ 22; b,96");
    assert_eq!(days().ask("t prefer \"KP\" sum n"), "8");
    assert_eq!(
        days().facts("t prefer \"IOM\", \"UNHCR\" sum n"),
        ["preferred: IOM, then UNHCR; left out: 1 row of IOM, 1 row of KP, 1 row of UNHCR"]
    );
}

#[test]
fn conditions_stand_where_they_are_written() {
    assert_eq!(days().ask("t prefer \"IOM\", \"UNHCR\" where source = \"UNHCR\" sum n"), "116");
    assert_eq!(days().ask("t where source = \"UNHCR\" prefer \"IOM\", \"UNHCR\" sum n"), "118");
    assert_eq!(
        days().ask("t where border = \"a\" since 2025-04-02 prefer \"IOM\", \"UNHCR\" sum n every day"),
        "2025-04-02,2025-04-02,4; 2025-04-03,2025-04-03,16; 2025-04-04,2025-04-04,"
    );
}

#[test]
fn periods_that_share_a_day_are_the_same() {
    let weeks = "start,end,source,n
2025-04-06,2025-04-12,IOM,1
2025-04-04,2025-04-10,UNHCR,2
2025-04-13,2025-04-19,UNHCR,4
2025-04-18,2025-04-24,IOM,8
2025-04-25,2025-05-01,UNHCR,16
";
    let weeks = table(weeks).says("time = [\"start\", \"end\"]\nsource = \"source\"");
    assert_eq!(weeks.ask("t prefer \"IOM\", \"UNHCR\" show n"), "1; 8; 16");
    assert_eq!(weeks.ask("t prefer \"UNHCR\", \"IOM\" show n"), "2; 4; 16");
    assert_eq!(weeks.ask("t prefer \"IOM\", \"UNHCR\" sum n"), "25");
}

#[test]
fn faults_of_sources_name_what_there_is() {
    let fault = |query: &str| days().engine().query(query).unwrap_err().diagnostics[0].clone();
    let unknown = fault("t prefer \"IOM\", \"UNHRC\" sum n");
    assert_eq!((unknown.code.text(), unknown.help[0].as_str()), ("E0705", "did you mean \"UNHCR\"?"));
    assert_eq!(fault("t where border = \"b\" prefer \"X\" sum n").help[0], "the sources are \"IOM\", \"KP\", \"UNHCR\"");
    // A source that a condition left none of is known all the same.
    assert_eq!(days().ask("t where border = \"b\" prefer \"KP\" count"), "0");
    assert_eq!(days().faults("t prefer \"IOM\", \"IOM\""), [("E0206", "\"IOM\"".to_string())]);
    assert_eq!(table(DAYS).faults("t prefer \"IOM\"")[0].0, "E0707");
    assert_eq!(days().faults("t sum n by source prefer \"IOM\"")[0].0, "E0707");
}
