//! Tests of series in tables: folded runs without report, and the sign of buckets that the window cuts.

use super::{Format, Style, write};
use crate::engine::{Answer, Engine, Options};

/// Weeks of two borders: Chaman is silent for six of them in the middle, Torkham for all but the first and the last.
const ROWS: &str = "day,border,n
2025-01-08,Chaman,1
2025-01-14,Chaman,2
2025-03-03,Chaman,3
2025-01-08,Torkham,4
2025-03-10,Torkham,5
";

fn answer(query: &str) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, ROWS).unwrap();
    Engine::open(&[path], Options::default()).unwrap().query(query).unwrap()
}

fn shown(query: &str, format: Format, style: &Style) -> String {
    let mut out = Vec::new();
    write(&answer(query), format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn folding() -> Style {
    Style { fold: true, footer: true, ..Style::default() }
}

#[test]
fn long_runs_without_report_are_one_line_for_each_key() {
    insta::assert_snapshot!(shown("t sum n by border every week drop border", Format::Table, &Style { footer: false, ..folding() }), @r"
    start       end          n
    ──────────  ───────────  ─
    2025-01-08  2025-01-12*  1
    2025-01-13  2025-01-19   2
    2025-01-20  2025-03-02   … 6 weeks without report
    2025-03-03  2025-03-09   3
    2025-03-10  2025-03-10*  -
    2025-01-08  2025-01-12*  4
    2025-01-13  2025-03-09   … 8 weeks without report
    2025-03-10  2025-03-10*  5
    ");
    let table = shown("t sum n by border every week", Format::Table, &folding());
    let (table, footer) = table.split_once("\nwindow").unwrap();
    insta::assert_snapshot!(table, @r"
    border   start       end          n
    ───────  ──────────  ───────────  ─
    Chaman   2025-01-08  2025-01-12*  1
    Chaman   2025-01-13  2025-01-19   2
    Chaman   2025-01-20  2025-03-02   … 6 weeks without report
    Chaman   2025-03-03  2025-03-09   3
    Chaman   2025-03-10  2025-03-10*  -
    Torkham  2025-01-08  2025-01-12*  4
    Torkham  2025-01-13  2025-03-09   … 8 weeks without report
    Torkham  2025-03-10  2025-03-10*  5
    ");
    insta::assert_snapshot!(footer.lines().skip(2).take(2).collect::<Vec<_>>().join("\n"), @r"
    cut short  * 2025-01-08 to 2025-01-12 (5 of 7 days); 2025-03-10 to 2025-03-10 (1 of 7 days)
    reported   4 of 10 buckets have a row
    ");
}

#[test]
fn filled_and_short_runs_are_shown() {
    for query in
        ["t sum n every week fill 0", "t since 2025-02-03 sum n every 2 weeks", "t count every week fill 0 derive m = rows"]
    {
        assert!(!shown(query, Format::Table, &folding()).contains("without report"), "{query}");
    }
    // A run that is sorted to the end is one, too.
    let sorted = shown("t sum n every week sort n", Format::Table, &Style { footer: false, ..folding() });
    assert!(sorted.trim_end().ends_with("6 weeks without report"), "{sorted}");
}

#[test]
fn files_hold_every_bucket_and_whether_it_is_cut() {
    for (format, style) in [(Format::Csv, folding()), (Format::Table, Style::default()), (Format::Markdown, Style::default())] {
        assert!(!shown("t sum n every week", format, &style).contains("without report"));
    }
    let csv = shown("t sum n every week", Format::Csv, &Style::default());
    assert_eq!(
        csv.lines().take(3).collect::<Vec<_>>(),
        ["start,end,n,part", "2025-01-08,2025-01-12,5,true", "2025-01-13,2025-01-19,2,false"]
    );
    assert!(
        shown("t sum n every week", Format::Ndjson, &Style::default())
            .starts_with(r#"{"start":"2025-01-08","end":"2025-01-12","n":5,"part":true}"#)
    );
    // Where none is cut there is no such column.
    assert!(shown("t sum n every whole week", Format::Csv, &Style::default()).starts_with("start,end,n\n"));
    assert!(shown("t sum n", Format::Csv, &Style::default()).starts_with("n\n"));
    // A column of this name stays what it is.
    assert!(shown("t sum n as part every week", Format::Csv, &Style::default()).starts_with("start,end,part\n"));
}

#[test]
fn what_does_not_fit_says_how_many_there_are() {
    let narrow = shown("t sum n by border every week", Format::Table, &Style { width: Some(40), footer: false, ..folding() });
    assert!(narrow.lines().any(|line| line == "… 6 weeks without report"), "{narrow}");
    let few = shown("t sum n by border every week", Format::Table, &Style { max_rows: Some(4), footer: false, ..folding() });
    assert!(few.contains("\n… "), "{few}");
}
