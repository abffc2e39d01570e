//! Help, the example tables, and the tour on them.

use crate::terminal::Start;

const DATA: &str = "examples/data/synthetic/crossings.csv";

#[test]
fn the_tour_is_typed_along() {
    let mut terminal = Start::on(&[]).sized(60, 100).start();
    terminal.run("\\tour").run("crossings take 2").run("crossings takke 3").run("crossings take 3");
    insta::assert_snapshot!(terminal.text());
    terminal.run("crossings where border = \"Torkham\" sum persons by direction");
    terminal.wait("3 of 5. ");
    terminal.run("crossings during 2025-04 mean persons per day by border");
    terminal.wait("4 of 5. ");
    terminal.run("crossings sum persons by border every week plot heat");
    terminal.wait("5 of 5. ");
    terminal.run("_ sort persons desc take 3");
    terminal.wait("That was the tour.");
    terminal.run("crossings count");
    assert!(!terminal.text().contains("the tour waits"), "{}", terminal.text());
}

#[test]
fn a_tour_can_be_left_and_the_tables_from_before_come_back() {
    let mut terminal = Start::on(&[DATA]).sized(60, 100).start();
    terminal.run("let few = crossings take 3").run("\\tour").run("\\tour end").run("few count").run("\\undo");
    terminal.run("\\tour").run("\\undo").run("few count");
    let shown = terminal.text();
    assert!(shown.contains("there is no table `few`"), "{shown}");
    assert!(shown.contains("the tables from before are open again"), "{shown}");
    assert!(!shown.contains("the tour waits"), "{shown}");
    assert!(shown.ends_with("source  crossings: examples/data/synthetic/crossings.csv\ndateline>"), "{shown}");
}

#[test]
fn help_has_a_page_for_each_word() {
    let mut terminal = Start::on(&[DATA]).sized(60, 100).start();
    terminal.run("\\help sort").run("\\help E0202").run("\\? expanded").run("\\help srot");
    insta::assert_snapshot!(terminal.text());
}
