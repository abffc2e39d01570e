//! `trace`: the rows behind figures, with their lines.

use super::{answer, cells, engine, faults};
use proptest::prelude::*;

const CROSSINGS: &str = "date,border,status,n
2025-04-01,Torkham,in,10

2025-04-01,Chaman,in,20
2025-04-02,Torkham,\"out,
late\",30
2025-04-08,Torkham,in,
2025-04-09,Chaman,in,50
";

fn lines(query: &str) -> String {
    let answer = answer(CROSSINGS, "", &format!("{query} trace show line"));
    cells(&answer)
}

#[test]
fn rows_stand_with_file_and_line() {
    let found = answer(CROSSINGS, "", "t where border = \"Chaman\" trace");
    let names: Vec<&str> = found.rows.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["file", "line", "date", "border", "status", "n"]);
    let text = cells(&found);
    assert!(text.contains("t.csv,4,2025-04-01,Chaman,in,20; "), "{text}");
    assert!(text.ends_with("t.csv,8,2025-04-09,Chaman,in,50"), "{text}");
    assert_eq!(found.facts.rows_used, 2);
}

#[test]
fn the_rows_of_what_is_left_of_a_summary() {
    assert_eq!(lines("t sum n by border"), "2; 4; 5; 7; 8");
    assert_eq!(lines("t sum n by border where border = \"Torkham\""), "2; 5; 7");
    assert_eq!(lines("t sum n by border top 1 n"), "4; 8");
    assert_eq!(lines("t sum n by border rename border as b drop n where b = \"Chaman\""), "4; 8");
    assert_eq!(lines("t sum n if status = \"in\" as n, count if n > 25 as m by border where border = \"Torkham\""), "2; 5; 7");
    assert_eq!(lines("t count if n > 25"), "5; 8");
    assert_eq!(lines("t sum n"), "2; 4; 5; 7; 8");
    assert_eq!(lines("t sum n where n > 1000"), "");
    assert_eq!(lines("t sum n by top 1 border where border = \"others\""), "2; 5; 7");
}

#[test]
fn the_rows_of_buckets_and_reports() {
    assert_eq!(lines("t sum n every week where start = 2025-04-01"), "2; 4; 5");
    assert_eq!(lines("t sum n every week versus previous where start = 2025-04-07"), "7; 8");
    assert_eq!(lines("t max n per day where max_n >= 50"), "2; 4; 5; 7; 8");
    assert_eq!(lines("t latest n by border"), "7; 8");
    assert_eq!(lines("t earliest n by border where border = \"Chaman\""), "4");
    assert_eq!(lines("t latest n every week where start = 2025-04-01"), "5");
    assert_eq!(lines("t sum n by border every report where border = \"Torkham\" and end <= 2025-04-02"), "2; 5");
    assert_eq!(lines("t during 2025-04-01, 2025-04-09 sum n by period, border where period = \"2025-04-09\""), "8");
}

#[test]
fn the_rows_behind_several_summaries() {
    assert_eq!(lines("t sum n by border, status max n by border where border = \"Torkham\""), "2; 5; 7");
    assert_eq!(lines("t sum n by border, status where n > 20 max n by border where border = \"Torkham\""), "5");
    let (_folder, mut engine) = engine(CROSSINGS, "");
    let mut found = Vec::new();
    let script = "let each = t where n > 15 sum n by border, status;\neach where status = \"in\" trace show line";
    let ran = engine.run(script, &mut |outcome| {
        if let dateline::Outcome::Answer(answer) = outcome {
            found.push(cells(&answer));
        }
        Ok(())
    });
    ran.expect("a script");
    assert_eq!(found, ["4; 8"]);
}

#[test]
fn columns_of_the_table_keep_their_names() {
    let found = answer("file,line,n\na,1,2\n", "", "t trace");
    let names: Vec<&str> = found.rows.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["source_file", "source_line", "file", "line", "n"]);
    assert_eq!(faults(CROSSINGS, "t trace sum n"), [("E0901", "sum n".into())]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// The rows behind a figure add up to it.
    #[test]
    fn traced_rows_add_up_to_the_figure(rows in prop::collection::vec((1i64..29, 0usize..3, 0usize..2, 0i64..90), 1..30), clause in 0usize..5) {
        let csv = rows.iter().fold(String::from("date,a,b,n\n"), |csv, (day, a, b, n)| csv + &format!("2025-03-{day:02},a{a},b{b},{n}\n"));
        let (_folder, mut engine) = engine(&csv, "");
        let query = [
            "t sum n by a, b top 1 n",
            "t sum n by a every week where n > 40",
            "t where b = \"b1\" sum n by a",
            "t sum n by top 1 a where a = \"others\"",
            "t sum n if b = \"b0\" as n by a every 10 days top 2 n",
        ][clause];
        let mut ask = |query: String| engine.query(&query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let sum = |answer: &dateline::Answer, name: &str| -> i64 {
            let at = answer.rows.columns().iter().position(|c| c.name == name).expect("a column");
            (0..answer.rows.height()).map(|row| answer.rows.cell(row, at).plain().parse::<i64>().unwrap_or(0)).sum()
        };
        let (figures, traced) = (ask(query.to_string()), ask(format!("{query} trace")));
        prop_assert_eq!(sum(&figures, "n"), sum(&traced, "n"), "{}", query);
    }
}
