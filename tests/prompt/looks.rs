//! How answers are looked at: settings, the expanded view, the pager, drawings, a query that is watched, what was said before.

use crate::terminal::{CTRL_C, CTRL_D, ENTER, Start, TAB};
use std::fs;
use std::process::{Command, Stdio};

const DATA: &str = "examples/data/synthetic/crossings.csv";

/// The path of a program that the shell runs.
fn program(folder: &std::path::Path, text: &str) -> String {
    let file = folder.join("program");
    fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
    assert!(Command::new("chmod").args(["+x", file.to_str().unwrap()]).status().unwrap().success());
    file.to_str().unwrap().to_string()
}

#[test]
fn settings_hold_at_the_prompt_and_nowhere_else() {
    let start = Start::on(&[]);
    let home = start.home.clone();
    let data = fs::canonicalize(DATA).unwrap();
    fs::create_dir(home.path().join("dateline")).unwrap();
    let settings = format!("format = \"csv\"\ntiming = true\ncatalog = {:?}\n", data.display().to_string());
    fs::write(home.path().join("dateline/config.toml"), settings).unwrap();
    let mut terminal = start.start();
    terminal.run("crossings count");
    assert!(terminal.text().contains("crossings count\nrows\n848\n"), "{}", terminal.text());
    assert!(terminal.text().contains("\ntime    0."), "{}", terminal.text());
    let mut query = Command::new(env!("CARGO_BIN_EXE_dateline"));
    query.args(["query", "crossings count", DATA, "-q"]).env("XDG_CONFIG_HOME", home.path()).stdin(Stdio::null());
    assert_eq!(String::from_utf8(query.output().unwrap().stdout).unwrap(), "rows\n────\n 848\n");
}

#[test]
fn settings_that_mean_nothing_are_refused() {
    let start = Start::on(&[DATA]).sized(24, 100);
    fs::create_dir(start.home.path().join("dateline")).unwrap();
    fs::write(start.home.path().join("dateline/config.toml"), "formt = \"csv\"\nrows = \"many\"\n").unwrap();
    let mut terminal = start.open();
    assert_eq!(terminal.status(), 1);
    terminal.wait("it can be a whole number from 1");
    let shown = terminal.text();
    assert!(shown.contains("error[E0511]") && shown.contains("there is no key `formt`"), "{shown}");
    assert!(shown.contains("did you mean `format`?"), "{shown}");
}

#[test]
fn columns_stand_below_each_other() {
    let mut terminal = Start::on(&[DATA]).sized(60, 60).start();
    terminal.run("\\expanded").run("crossings take 2 show date, border, persons").run("\\x");
    terminal.run("\\x auto").run("crossings take 1 show date, border, persons").run("crossings take 1");
    terminal.run("\\x atuo");
    insta::assert_snapshot!(terminal.text());
}

#[test]
fn long_answers_go_through_the_pager() {
    let folder = tempfile::tempdir().unwrap();
    let pager = program(folder.path(), "echo lines: $(wc -l)");
    let mut terminal = Start::on(&[DATA]).with("PAGER", &pager).start();
    terminal.run("crossings take 30 show date").run("\\pager").run("crossings take 60 show date");
    terminal.run("crossings take 3 show date");
    let shown = terminal.text();
    assert!(shown.contains("crossings take 60 show date\nlines: 66\n"), "{shown}");
    assert!(shown.contains("crossings take 3 show date\ndate\n──────────\n2025-03-01\n"), "{shown}");
    terminal.run("\\pager off").run("\\pager no-such-program").run("crossings take 30 show date");
    assert!(terminal.text().contains("\nrows    30 used of 848 read"), "{}", terminal.text());
}

#[test]
fn drawings_are_as_wide_as_the_terminal() {
    let mut terminal = Start::on(&[DATA]).sized(50, 60).start();
    let query = "crossings where border = \"Torkham\" sum persons every week plot";
    terminal.run(query).resize(50, 40).run(query);
    insta::assert_snapshot!(terminal.text());
}

#[test]
fn a_dumb_terminal_gets_plain_signs() {
    let mut terminal = Start::on(&[DATA]).with("TERM", "dumb").start();
    terminal.run("crossings sum persons by border plot bar");
    insta::assert_snapshot!(terminal.text());
}

#[test]
fn a_watched_query_sees_what_the_file_holds_by_then() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.csv");
    fs::write(&file, "day,n\n2025-01-01,1\n").unwrap();
    let mut terminal = Start::on(&[file.to_str().unwrap()]).sized(60, 80).start();
    terminal.run("let all = t sum n");
    terminal.press(&["\\watch all every 1 s", ENTER]);
    terminal.wait("every 1 s, Ctrl-C ends\nn\n─\n1\n");
    fs::write(&file, "day,n\n2025-01-01,1\n2025-01-02,41\n").unwrap();
    terminal.wait("\n n\n──\n42\n");
    terminal.press(&[CTRL_C]);
    terminal.wait_for_prompt();
    terminal.run("all");
    assert!(terminal.text().contains("dateline> all\n n\n──\n42\n"), "{}", terminal.text());
    terminal.press(&[CTRL_D]);
    assert_eq!(terminal.status(), 0);
}

#[test]
fn names_of_files_and_tables_do_not_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a\u{1b}[2Jb.csv");
    fs::write(&file, "day,n\n2025-01-01,1\n").unwrap();
    let mut terminal = Start::on(&[file.to_str().unwrap()]).sized(40, 80).start();
    terminal.press(&["a", TAB]);
    let shown = terminal.text();
    assert!(shown.starts_with("Dateline VERSION: table `a␛[2Jb`\n") && shown.ends_with("dateline> as"), "{shown}");
}

#[test]
fn what_is_to_be_done_once_is_not_watched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.csv");
    let mut terminal = Start::on(&[DATA]).sized(40, 80).start();
    terminal
        .run(&format!("\\watch crossings count save \"{}\"", file.display()))
        .run("\\watch let all = crossings count")
        .run("all");
    let shown = terminal.text();
    assert_eq!(shown.matches("`\\watch` shows answers again and again").count(), 2, "{shown}");
    assert!(shown.contains("there is no table `all`") && !file.exists(), "{shown}");
}

#[test]
fn what_was_said_is_shown_again() {
    let mut terminal = Start::on(&[DATA]).sized(60, 80).start();
    terminal.run("\\notes").run("crossings where border = \"Torkam\" count").run("\\notes");
    terminal.run("crossings whre").run("\\notes").run("\\explain crossings during 2025-04 sum persons by border");
    insta::assert_snapshot!(terminal.text());
}

#[test]
fn statements_are_timed_on_request() {
    let mut terminal = Start::on(&[DATA]).start();
    terminal.run("\\timing").run("crossings count").run("\\timing").run("crossings count");
    let shown = terminal.text();
    assert!(shown.contains("timing is on") && shown.contains("timing is off"), "{shown}");
    let times: Vec<&str> = shown.lines().filter(|line| line.starts_with("time    ") && line.ends_with(" s")).collect();
    assert_eq!(times.len(), 2, "of switching it on, and of one statement: {shown}");
}
