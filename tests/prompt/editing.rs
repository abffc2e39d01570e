//! Typing: colour, hints, what Tab offers, when Enter runs.

use crate::terminal::{CTRL_C, CTRL_D, ENTER, RIGHT, Start, TAB};

const DATA: &str = "examples/data/synthetic/crossings.csv";

#[test]
fn words_have_colours_and_a_hint_behind_them() {
    let mut terminal = Start::on(&[DATA]).start();
    terminal.press(&["crossings since 2025-04 where border = \"Torkham\" and pers"]);
    insta::assert_snapshot!(terminal.looks(), @r#"bold(dateline> ) cyan(since) yellow(2025-04) cyan(where) green("Torkham") cyan(and) dim(ons)"#);
    terminal.press(&[RIGHT]);
    assert!(terminal.line().ends_with("and persons"), "{}", terminal.line());
    terminal.press(&[CTRL_C, "crossings "]);
    assert_eq!(terminal.line(), "dateline> crossings where, since, count, sum …");
}

#[test]
fn without_colours_the_line_is_what_was_typed() {
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let mut terminal = Start::on(&[DATA]).with(name, value).start();
        terminal.press(&["crossings whe"]);
        assert_eq!((terminal.line().as_str(), terminal.looks().as_str()), ("dateline> crossings whe", ""), "{name}");
        terminal.press(&[CTRL_D]);
    }
}

#[test]
fn tab_offers_the_values_of_the_column() {
    let mut terminal = Start::on(&[DATA]).start();
    terminal.press(&["crossings where border = \"", TAB]);
    terminal.wait("Ghulam Khan");
    insta::assert_snapshot!(terminal.text());
    terminal.press(&["T", TAB]);
    assert_eq!(terminal.line(), "dateline> crossings where border = \"Torkham\"");
    terminal.press(&[" su", TAB]);
    assert_eq!(terminal.line(), "dateline> crossings where border = \"Torkham\" sum");
}

#[test]
fn enter_goes_on_where_something_is_missing_and_runs_what_is_wrong() {
    let mut terminal = Start::on(&[DATA]).sized(30, 80).start();
    terminal.press(&["crossings where", ENTER, "persons > 5000 show date, persons"]);
    terminal.run("");
    terminal.run("crossings whre persons > 1");
    insta::assert_snapshot!(terminal.text());
}

#[test]
fn ctrl_c_clears_the_line_and_ctrl_d_leaves() {
    let mut terminal = Start::on(&[DATA]).start();
    terminal.press(&["crossings where (", CTRL_C]);
    assert_eq!(terminal.line(), "dateline>");
    terminal.press(&[CTRL_D]);
    assert_eq!(terminal.status(), 0);
}

#[test]
fn a_narrower_terminal_narrows_the_answers() {
    let mut terminal = Start::on(&[DATA]).start();
    terminal.run("crossings take 2").resize(24, 44).run("crossings take 2");
    insta::assert_snapshot!(terminal.text());
}

/// Nobody may be recognised by what Tab offers.
#[test]
fn tab_offers_no_values_of_single_persons() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.csv"), "date,place,name\n2025-04-01,Torkham,Qwzyx\n2025-04-02,Chaman,Qwzyx Two\n")
        .unwrap();
    std::fs::write(folder.path().join("dateline.toml"), "[tables.t]\nfile = \"t.csv\"\nsensitive = [\"name\"]\n").unwrap();
    let path = folder.path().display().to_string();
    let mut terminal = Start::on(&[&path]).start();
    for typed in
        ["t where name = \"", "t where upper(name) = \"", "t derive n = name where n in (\"", "t where name starts with \"Q"]
    {
        terminal.press(&[typed, TAB, TAB, CTRL_C]);
        assert!(!terminal.text().contains("wzyx"), "{typed}: {}", terminal.text());
    }
    terminal.press(&["t where place = \"", TAB]);
    terminal.wait("Torkham");
}
