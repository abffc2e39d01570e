//! `append`: the rows of another table below.

use crate::tables;
use dateline::base::Code;

const A: &str = "day,place,n\n2025-04-01,x,1\n2025-04-02,y,2\n";
const B: &str = "day,Place,n,why\n2025-04-05,x,0.5,storm\n";

#[test]
fn columns_meet_by_name() {
    let t = tables(&[("a", A), ("b", B)]);
    assert_eq!(t.ask("a append b"), "2025-04-01,x,1,; 2025-04-02,y,2,; 2025-04-05,x,0.5,storm");
    assert_eq!(t.names("a append b"), "day,place,n,why");
    assert_eq!(t.ask("b append a"), "2025-04-05,x,0.5,storm; 2025-04-01,x,1,; 2025-04-02,y,2,");
    let answer = t.answer("a append b");
    assert_eq!((answer.facts.rows_used, answer.facts.rows_read), (3, Some(3)));
    let tables: Vec<&str> = answer.facts.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(tables, ["a", "b"]);
    let note = answer.notes.iter().find(|note| note.code == Code::ColumnsMissing).expect("a note");
    assert_eq!(note.help, ["unknown in the rows before: `why`"]);
}

#[test]
fn windows_unite() {
    let t = tables(&[("a", A), ("b", B)]);
    assert_eq!(t.answer("a append b").facts.window.as_deref(), Some("2025-04-01 to 2025-04-05 (5 days)"));
    // An open side is that of the table whose window is open.
    assert_eq!(t.answer("a during 2025-04-02 append b").facts.window.as_deref(), Some("2025-04-02 to 2025-04-05 (4 days)"));
    assert_eq!(t.answer("a since 2025-04-02 append b").facts.window.as_deref(), Some("2025-04-02 to 2025-04-05 (4 days)"));
    let apart = "let b2 = b during 2025-04-05/2025-04-06; a during 2025-04-01 append b2";
    assert_eq!(t.answer(apart).facts.window.as_deref(), Some("2025-04-01; 2025-04-05 to 2025-04-06 (3 days)"));
    assert_eq!(
        t.ask(&format!("{apart} sum n every day")),
        "2025-04-01,2025-04-01,1; 2025-04-05,2025-04-05,0.5; 2025-04-06,2025-04-06,"
    );
    assert_eq!(
        t.ask("a append b sum n every day"),
        "2025-04-01,2025-04-01,1; 2025-04-02,2025-04-02,2; 2025-04-03,2025-04-03,; 2025-04-04,2025-04-04,; 2025-04-05,2025-04-05,0.5"
    );
}

#[test]
fn types_must_go_together() {
    let t = tables(&[("a", A), ("c", "day,place,n\n2025-04-09,z,many\n")]);
    assert_eq!(t.faults("a append c"), ["E0301 `n` is a number here and a text there @ c"]);
    let t = tables(&[("a", A), ("d", "reported,place,n\n2025-04-09,z,4\n")]);
    assert_eq!(t.faults("a append d"), ["E0202 the other table has no `day`, by which these rows are dated @ d"]);
    assert_eq!(t.ask("let d2 = d rename reported as day; a append d2 sum n"), "7");
    assert!(t.faults("a during 2025-04-01, 2025-04-02 append a")[0].starts_with("E0302"));
    assert!(t.faults("a append nowhere")[0].starts_with("E0201"));
}

#[test]
fn what_is_known_of_the_figures_must_agree() {
    let catalog = "[tables.a]\nfile = \"a.csv\"\ntime = \"day\"\nmeasures = { n = { kind = \"flow\" } }\n\
        [tables.s]\nfile = \"s.csv\"\ntime = \"day\"\nmeasures = { n = { kind = \"stock\" } }\n\
        [tables.u]\nfile = \"u.csv\"\ntime = \"day\"\n";
    let more = "day,place,n\n2025-04-09,z,4\n";
    let t = tables(&[("a", A), ("s", more), ("u", more)]).says(catalog);
    assert_eq!(t.faults("a append s"), ["E0702 `n` is of another kind or unit there @ s"]);
    assert_eq!(t.ask("a append u sum n"), "7");
    assert!(t.faults("s append u sum n")[0].starts_with("E0701"));
}

#[test]
fn a_table_can_be_put_below_itself() {
    let t = tables(&[("a", A)]);
    assert_eq!(t.ask("a append a count"), "4");
    assert_eq!(t.ask("let odd = a where n = 1; a append odd count, sum n"), "3,4");
    let answer = t.answer("a append a");
    assert_eq!((answer.rows.height(), answer.facts.tables.len()), (4, 1));
}
