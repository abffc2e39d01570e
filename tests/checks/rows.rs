//! `expect`: what is true of rows, what is not, and what cannot be told.

use super::{TABLE, answer, cells, check, engine};
use dateline::engine::Check;
use proptest::prelude::*;

/// Whether a check is passed, and the numbers of rows: all, those of which it is not true, those of which it cannot be told.
fn told(check: &Check) -> (bool, u64, u64, u64) {
    (check.passed, check.rows, check.failed, check.unknown)
}

#[test]
fn the_number_of_rows() {
    for (asked, holds) in [
        ("rows = 6", true),
        ("rows = 5", false),
        ("rows != 6", false),
        ("rows < 6", false),
        ("rows <= 6", true),
        ("rows > 5", true),
        ("rows >= 7", false),
        ("rows between 6 and 8", true),
        ("rows between 1 and 5", false),
        ("no rows", false),
    ] {
        let check = check(TABLE, &format!("t expect {asked}"));
        assert_eq!((check.passed, check.rows), (holds, 6), "{asked}");
    }
    assert!(check(TABLE, "t where persons > 100 expect no rows").passed);
    let some = check(TABLE, "t where persons > 20 expect no rows");
    assert_eq!((told(&some), cells(&some, &["line", "persons"])), ((false, 1, 1, 0), "3,25".into()));
}

#[test]
fn rows_that_fail_stand_with_file_and_line() {
    let parts = check(TABLE, "t expect each men + women = persons");
    assert_eq!(told(&parts), (false, 6, 1, 1));
    assert_eq!(cells(&parts, &["line", "border", "men", "women", "persons"]), "4,Torkham,7,2,10; 3,Chaman,20,,25");
    assert!(cells(&parts, &["file"]).contains("t.csv"));
    assert_eq!(parts.message, "not true of 1 of 6 rows; 1 more cannot be told: women is unknown");
    assert_eq!(parts.help.as_deref(), Some("rows of which it cannot be told pass with `or women is unknown`"));
    let lines = check(TABLE, "t where persons < 10 derive n = persons rename border as place drop men expect each n > 5");
    assert_eq!(cells(&lines, &["line", "n"]), "5,2");
    // Behind a summary there are no lines, and the keys tell the rows.
    let sums = check(TABLE, "t sum persons by border expect each persons > 24");
    let names: Vec<&str> = sums.shown.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!((names, cells(&sums, &["border", "persons"])), (vec!["persons", "border"], "Spin\nBoldak,2".into()));
}

#[test]
fn what_rests_on_an_unknown_is_not_passed() {
    assert_eq!(told(&check(TABLE, "t expect each women >= 0")), (false, 6, 0, 1));
    assert_eq!(told(&check(TABLE, "t expect each women != 100")), (false, 6, 0, 1));
    assert_eq!(told(&check(TABLE, "t expect each not (women > 100)")), (false, 6, 0, 1));
    assert_eq!(told(&check(TABLE, "t expect each women >= 0 or women is unknown")), (true, 6, 0, 0));
    // What decides without the unknown is decided.
    assert_eq!(told(&check(TABLE, "t expect each women >= 0 or persons > 20")), (true, 6, 0, 0));
    assert_eq!(told(&check(TABLE, "t expect each women >= 0 and persons < 20")), (false, 6, 1, 0));
    let known = check(TABLE, "t expect known date, women");
    assert_eq!((told(&known), cells(&known, &["line"])), ((false, 6, 1, 0), "3".into()));
    assert!(check(TABLE, "t expect known date, border, men, persons").passed);
}

#[test]
fn what_bounds_leave_open_cannot_be_told() {
    let check = |asked: &str| check(TABLE, &format!("t sum women by border where border = \"Chaman\" expect each women {asked}"));
    // 8 at least.
    assert_eq!(told(&check("> 7")), (true, 1, 0, 0));
    assert_eq!(told(&check("> 100")), (false, 1, 0, 1));
    assert_eq!(told(&check("< 3")), (false, 1, 1, 0));
    assert!(check("> 100").message.ends_with("women is not known exactly"), "{}", check("> 100").message);
}

#[test]
fn doubles() {
    let doubles = check(TABLE, "t expect unique date, border");
    assert_eq!((told(&doubles), cells(&doubles, &["line"])), ((false, 6, 2, 0), "7; 8".into()));
    assert!(check(TABLE, "t unique date, border expect unique date, border").passed);
    // Two unknown values may be the same or not.
    assert_eq!(told(&check(TABLE, "t where persons > 7 expect unique women")), (false, 3, 0, 1));
    assert_eq!(told(&check(TABLE, "t expect unique men")), (false, 6, 2, 0));
    let wild = check(TABLE, "t expect unique *");
    assert_eq!(told(&wild), (false, 6, 2, 1));
}

#[test]
fn how_new_the_newest_row_is() {
    // Today is 2025-04-24.
    for (asked, holds) in [("21 days", true), ("20 days", false), ("3 weeks", true), ("2 weeks", false), ("1 month", true)] {
        assert_eq!(check(TABLE, &format!("t expect newest within {asked}")).passed, holds, "{asked}");
    }
    let groups = check(TABLE, "t expect newest within 21 days by border");
    assert_eq!((told(&groups), cells(&groups, &["border", "newest"])), ((false, 3, 1, 0), "Torkham,2025-04-02".into()));
    let ahead = "date,n\n2025-04-01,1\n2026-01-01,2\n";
    assert_eq!(check(ahead, "t expect newest within 14 days").message, "the newest day is 2025-04-01, before 2025-04-10");
    let none = check("date,n\n2026-01-01,2\n", "t expect newest within 14 days");
    assert_eq!((none.passed, none.message.as_str()), (false, "no row is dated 2025-04-24 or earlier"));
}

#[test]
fn a_cumulative_figure_grows_by_its_flow() {
    let reports = "date,country,total,new
2025-04-01,A,100,100
2025-04-01,B,7,7
2025-04-08,A,150,50
2025-04-08,B,9,3
2025-04-15,A,140,0
";
    let grows = "t expect each change(total) by country = new or previous(total) by country is unknown";
    let wrong = check(reports, grows);
    assert_eq!((told(&wrong), cells(&wrong, &["line", "country", "total"])), ((false, 5, 2, 0), "5,B,9; 6,A,140".into()));
    // The first report of each has nothing before it.
    assert_eq!(told(&check(reports, "t expect each change(total) by country = new")), (false, 5, 2, 2));
}

#[test]
fn several_are_asked_where_they_stand() {
    let answer = answer(
        TABLE,
        "t expect rows = 6 where border = \"Chaman\" expect rows = 3 as \"three\" sum persons expect rows = 2 sort persons",
    );
    let told: Vec<(&str, bool)> = answer.checks.iter().map(|check| (check.title(), check.passed)).collect();
    assert_eq!(
        told,
        [("t expect rows = 6", true), ("three", true), ("t where border = \"Chaman\" sum persons expect rows = 2", false),]
    );
    // Clauses stand behind, so the answer is there too.
    assert_eq!((answer.rows.height(), answer.is_check()), (1, false));
    assert!(super::answer(TABLE, "t expect rows = 6").is_check());
}

#[test]
fn only_the_first_ten_rows_are_shown() {
    let many: String = (0..40).map(|n| format!("2025-04-01,{n}\n")).collect();
    let check = check(&format!("date,n\n{many}"), "t expect each n < 5");
    assert_eq!((told(&check), check.shown.height()), ((false, 40, 35, 0), 10));
    assert_eq!(cells(&check, &["line"]), "7; 8; 9; 10; 11; 12; 13; 14; 15; 16");
}

#[test]
fn values_about_single_persons_are_not_shown() {
    let (_folder, mut engine) = engine(TABLE, "sensitive = [\"border\"]");
    let answer = engine.query("t expect each persons > 2").expect("an answer");
    assert_eq!(cells(&answer.checks[0], &["line", "border", "persons"]), "5,(hidden),2");
}

#[test]
fn a_let_is_asked_where_it_is_written() {
    let (_folder, mut engine) = engine(TABLE, "");
    let mut seen = Vec::new();
    let script = "let few = t where persons < 10 expect rows = 3; few sum persons; few expect rows = 4";
    let each = &mut |outcome| {
        if let dateline::Outcome::Answer(answer) = outcome {
            seen.push((answer.checks.len(), answer.rows.height()));
        }
        Ok(())
    };
    engine.run(script, each).expect("it runs");
    assert_eq!(seen, [(1, 0), (0, 1), (1, 0)]);
}

#[test]
fn a_check_of_no_rows_says_what_may_be_misspelt() {
    let found = answer(TABLE, "t where border = \"Chamann\" expect no rows");
    assert!(found.checks[0].passed);
    assert_eq!(found.notes.len(), 1, "{:?}", found.notes);
    assert!(answer(TABLE, "t where persons > 100 expect no rows").notes.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Rows fail, cannot be told or are fine as each of them says by itself.
    #[test]
    fn conditions_are_told_row_by_row(rows in prop::collection::vec((prop::option::of(0i64..6), prop::option::of(0i64..6)), 1..30)) {
        let cell = |n: &Option<i64>| n.map_or(String::new(), |n| n.to_string());
        let lines: String = rows.iter().map(|(a, b)| format!("2025-04-01,{},{}\n", cell(a), cell(b))).collect();
        // The first row makes both columns whole numbers.
        let table = format!("date,a,b\n2025-04-01,1,3\n{lines}");
        let count = |test: &dyn Fn(Option<i64>, Option<i64>) -> bool| rows.iter().filter(|(a, b)| test(*a, *b)).count() as u64;
        let compared = check(&table, "t expect each a < b");
        let failed = count(&|a, b| a.zip(b).is_some_and(|(a, b)| a >= b));
        let open = count(&|a, b| a.is_none() || b.is_none());
        prop_assert_eq!(told(&compared), (failed + open == 0, rows.len() as u64 + 1, failed, open));
        let either = check(&table, "t expect each a < b or a = 0");
        let failed = count(&|a, b| a.zip(b).is_some_and(|(a, b)| a >= b && a != 0));
        let open = count(&|a, b| a.is_none() || (b.is_none() && a != Some(0)));
        prop_assert_eq!(told(&either), (failed + open == 0, rows.len() as u64 + 1, failed, open));
        let unique = check(&table, "t expect unique a, b");
        let all: Vec<_> = std::iter::once((Some(1), Some(3))).chain(rows.iter().copied()).collect();
        let known: Vec<_> = all.iter().filter(|(a, b)| a.is_some() && b.is_some()).collect();
        let failed = known.iter().filter(|row| known.iter().filter(|other| other == row).count() > 1).count() as u64;
        let open = (all.len() - known.len()) as u64;
        prop_assert_eq!(told(&unique), (failed + open == 0, all.len() as u64, failed, open));
    }
}

/// The rows that fail of three tables, with the columns that are asked for.
fn of_tables(query: &str, names: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("a.csv", "date,border,n\n2025-04-01,Torkham,5\n2025-04-02,Chaman,50\n2025-04-03,Spin,6\n"),
        ("b.csv", "date,border,n\n2025-03-01,Torkham,\n2025-03-02,Chaman,7\n"),
        ("c.csv", "border,reason\nTorkham,flood\n\nTorkham,protest\nChaman,flood\n"),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let mut engine =
        dateline::Engine::open(&[folder.path().to_path_buf()], dateline::Options::default()).expect("the tables open");
    let mut found = None;
    engine
        .run(query, &mut |outcome| {
            if let dateline::engine::Outcome::Answer(answer) = outcome {
                found = answer.checks.first().map(|check| cells(check, names));
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{query}: {error}"));
    found.expect("a check").replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn rows_of_several_tables_stand_with_the_file_and_line_of_each() {
    let names = ["file", "line", "n"];
    assert_eq!(of_tables("a append b expect each n > 10", &names), "a.csv,2,5; a.csv,4,6; b.csv,3,7; b.csv,2,");
    assert_eq!(of_tables("a append b append a where border = \"Chaman\" expect each n > 10", &names), "b.csv,3,7");
    assert_eq!(of_tables("let all = a append b; all append all where n = 7 expect no rows", &names), "b.csv,3,7; b.csv,3,7");
    // Rows of a summary are none of a table.
    assert_eq!(
        of_tables("let m = b sum n by date, border; a append m expect each n > 10", &names),
        "a.csv,2,5; a.csv,4,6; ,,7; ,,"
    );
    let both = ["file", "line", "c.file", "c.line"];
    assert_eq!(of_tables("a join c on border expect each n > 10", &both), "a.csv,2,c.csv,2; a.csv,2,c.csv,4");
    assert_eq!(
        of_tables("a append b join c as e on border where n = 7 expect no rows", &["file", "line", "e.line"]),
        "b.csv,3,5"
    );
    assert_eq!(
        of_tables("a lookup b on border expect each b.n > 10", &["line", "b.file", "b.line"]),
        "3,b.csv,3; 2,b.csv,2; 4,,"
    );
    let renamed = "let d = c rename reason as why; a join d on border derive m = n * 2 drop n expect each m > 10";
    assert_eq!(of_tables(renamed, &["line", "d.line", "m"]), "2,2,10; 2,4,10");
}
