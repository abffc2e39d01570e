//! Drawings of diagnostics, in what is ordinary and in what would break a renderer.

use super::*;
use insta::assert_snapshot;
use proptest::prelude::*;

fn at(text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap();
    Span::new(start, start + part.len())
}

fn drawn(found: &[Diagnostic], source: &str) -> String {
    let text = render(found, "query", source, false, Some(80));
    assert!(text.lines().all(|line| line == line.trim_end()));
    text
}

fn unknown_column(text: &str, part: &str) -> Diagnostic {
    Diagnostic::error(Code::UnknownColumn, at(text, part), format!("no column `{part}`"))
}

#[test]
fn labels_and_help_stand_with_the_text() {
    let text = "crossings during 2025-04\n  sum persns by border\n  where persns > 10";
    let found = unknown_column(text, "persns").label("not a column of `crossings`");
    let found = found
        .also(at(text, "crossings"), "this table")
        .help("did you mean `persons`?")
        .help("the columns are listed by `schema`");
    assert_snapshot!(drawn(&[found], text), @"
    error[E0202]: no column `persns`
     --> query:2:7
      |
    1 | crossings during 2025-04
      | --------- this table
    2 |   sum persns by border
      |       ^^^^^^ not a column of `crossings`
      |
      = help: did you mean `persons`?
      = help: the columns are listed by `schema`
    ");
}

#[test]
fn several_findings_have_an_empty_line_between_them() {
    let text = "crossings where a = 1 and b = 2";
    let note = Diagnostic::note(Code::DoubleEquals, at(text, "="), "`==` is `=`");
    assert_snapshot!(drawn(&[unknown_column(text, "a = 1"), note], text), @"
    error[E0202]: no column `a = 1`
     --> query:1:17
      |
    1 | crossings where a = 1 and b = 2
      |                 ^^^^^

    note[N0605]: `==` is `=`
     --> query:1:19
      |
    1 | crossings where a = 1 and b = 2
      |                   ^
    ");
}

#[test]
fn findings_without_a_place_have_no_drawing() {
    let found = Diagnostic::error_anywhere(Code::CannotOpen, "`a\u{1b}[2J.csv` is not there").help("write the\npath from here");
    assert_snapshot!(drawn(&[found], ""), @"
    error[E0501]: `a␛[2J.csv` is not there
     |
     = help: write the⏎path from here
    ");
}

#[test]
fn the_end_of_the_text_can_be_pointed_at() {
    let end =
        |text: &str| Diagnostic::error(Code::Unexpected, Span::new(text.len(), text.len()), "a number is expected").label("here");
    assert_snapshot!(drawn(&[end("crossings take")], "crossings take"), @"
    error[E0101]: a number is expected
     --> query:1:15
      |
    1 | crossings take
      |               ^ here
    ");
    assert_snapshot!(drawn(&[end("crossings take\n\n")], "crossings take\n\n"), @"
    error[E0101]: a number is expected
     --> query:1:15
      |
    1 | crossings take
      |               ^ here
    ");
    assert_snapshot!(drawn(&[end("")], ""), @"
    error[E0101]: a number is expected
     --> query:1:1
      |
    1 |
      | ^ here
    ");
}

#[test]
fn spans_may_reach_over_lines_and_tabs() {
    let text = "crossings\n\twhere (persons >\n\t\t10)\n\tsum persons";
    let found = Diagnostic::error(Code::WrongType, at(text, "(persons >\n\t\t10)"), "not a condition").label("a number");
    assert_snapshot!(drawn(&[found.also(at(text, "sum"), "and then")], text), @"
    error[E0302]: not a condition
     --> query:2:8
      |
    2 |       where (persons >
      |  ___________^
    3 | |         10)
      | |___________^ a number
    4 |       sum persons
      |       --- and then
    ");
}

#[test]
fn wide_and_right_to_left_texts_are_kept() {
    let text = "crossings where place = \"کابل\" and city = \"東京\" and x\u{9b} = 1";
    let found = unknown_column(text, "city").also(at(text, "کابل"), "a text").also(at(text, "東京"), "another");
    assert_snapshot!(drawn(&[found], text), @r#"
    error[E0202]: no column `city`
     --> query:1:36
      |
    1 | crossings where place = "کابل" and city = "東京" and x¤ = 1
      |                          ----      ^^^^    ---- another
      |                          |
      |                          a text
    "#);
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let text = format!("crossings where {}persns = 3{}", "persons = 1 or ".repeat(20), " or persons = 2".repeat(20));
    assert_snapshot!(drawn(&[unknown_column(&text, "persns").label("here")], &text), @"
    error[E0202]: no column `persns`
     --> query:1:317
      |
    1 | ...ersons = 1 or persons = 1 or persns = 3 or persons = 2 or persons = 2 ...
      |                                 ^^^^^^ here
    ");
}

#[test]
fn programs_read_one_object_a_line() {
    let text = "crossings\n  sum پرسنل";
    let found = unknown_column(text, "پرسنل").label("here").help("did you mean `persons`?");
    let anywhere = Diagnostic::error_anywhere(Code::CannotOpen, "no file");
    let lines = json(&[found.clone(), anywhere.clone()], "a.dlq", text);
    assert_snapshot!(lines, @r#"
    {"code":"E0202","severity":"error","message":"no column `پرسنل`","file":"a.dlq","labels":[{"start":16,"end":26,"line":2,"column":7,"end_line":2,"end_column":12,"utf16_column":7,"utf16_end_column":12,"text":"here"}],"help":["did you mean `persons`?"]}
    {"code":"E0501","severity":"error","message":"no file","file":"a.dlq","labels":[],"help":[]}
    "#);
    assert!(lines.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert_snapshot!(short(&[found, anywhere], "a.dlq", text), @"
    a.dlq:2:7: E0202 no column `پرسنل`
    a.dlq: E0501 no file
    ");
}

#[test]
fn colour_is_only_where_it_is_wanted() {
    let text = "crossings take x";
    assert!(!render(&[unknown_column(text, "x")], "query", text, false, None).contains('\u{1b}'));
    assert!(render(&[unknown_column(text, "x")], "query", text, true, None).contains('\u{1b}'));
}

proptest! {
    /// No text, span or width stops the renderer.
    #[test]
    fn every_span_of_every_text_can_be_drawn(
        text in "([a-z =]{0,12}|کابل|東京|e\u{301}|👩‍👩‍👧|\t|\n|\r\n|\r|\u{1b}|\u{9b}|\u{202e}| {30}){0,20}",
        spans in prop::collection::vec((0u32..200, 0u32..200), 1..4),
        width in 0usize..160,
    ) {
        let mut found = Diagnostic::error(Code::Unexpected, Span { start: spans[0].0, end: spans[0].1 }, "m\u{1b}").label("l\nl");
        for (start, end) in &spans[1..] {
            found = found.also(Span { start: *start, end: *end }, "also");
        }
        let drawing = render(std::slice::from_ref(&found), "q\u{1b}", &text, false, Some(width));
        prop_assert!(!drawing.chars().any(|c| c != '\n' && steers(c)), "{drawing:?}");
        json(std::slice::from_ref(&found), "q", &text);
        short(&[found], "q", &text);
    }
}
