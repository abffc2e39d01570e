//! Commands that start with a backslash, and what a sitting remembers.

use crate::terminal::{CTRL_D, CTRL_R, ENTER, Start, UP};
use std::fs;
use std::process::Command;

const DATA: &str = "examples/data/synthetic/crossings.csv";

#[test]
fn the_last_answer_can_be_asked_and_a_let_taken_back() {
    let mut terminal = Start::on(&[DATA]).sized(50, 80).start();
    terminal.run("crossings sum persons by border").run("_ sort persons desc take 1");
    terminal.run("let torkham = crossings where border = \"Torkham\"").run("\\undo").run("torkham count");
    insta::assert_snapshot!(terminal.text());
}

#[test]
fn questions_that_do_not_rest_on_a_let_outlive_it() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("sitting.dlq");
    let mut terminal = Start::on(&[DATA]).sized(60, 80).start();
    terminal.run("let torkham = crossings where border = \"Torkham\"");
    terminal.run("crossings sum persons by border").run("torkham count").run("_ show rows").run("= 1 + 1").run("_ take 1");
    terminal.run("crossings count").run("\\undo").run("_ rename rows as all").run("torkham count");
    let shown = terminal.text();
    assert!(shown.contains("and 3 questions that rest on it"), "{shown}");
    assert!(shown.contains("there is no table `torkham`"), "{shown}");
    terminal.run(&format!("\\save {}", script.display()));
    let said = fs::read_to_string(&script).unwrap();
    let said = said.split_once("\n\n").unwrap().1;
    assert_eq!(
        said,
        "crossings sum persons by border;\n\n= 1 + 1;\n\nlet answer_3 = crossings count;\nanswer_3;\n\nanswer_3 rename rows as all\n"
    );
}

#[test]
fn a_saved_sitting_runs() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("sitting.dlq");
    let mut terminal = Start::on(&[DATA]).start();
    terminal.run("crossings sum persons by border").run("_ sort persons desc take 1");
    terminal.run(&format!("\\save {}", script.display())).run(&format!("\\save {}", script.display()));
    assert!(terminal.text().contains("is there already, and is not overwritten"), "{}", terminal.text());
    let run = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["run", script.to_str().unwrap(), DATA, "-q"]).output().unwrap();
    insta::assert_snapshot!(String::from_utf8(run.stdout).unwrap());
}

#[test]
fn statements_that_failed_have_named_nothing() {
    let mut terminal = Start::on(&["examples/article"]).sized(40, 80).start();
    terminal.run("let few = weekly take 3; weekly since 2021-05 until 2021-06 sum total every month").run("few count");
    let shown = terminal.text();
    assert!(shown.contains("error[E0704]") && shown.contains("there is no table `few`"), "{shown}");
}

#[test]
fn a_statement_without_an_answer_has_notes_all_the_same() {
    let mut terminal = Start::on(&[DATA]).sized(40, 80).start();
    terminal.run("catalog \"office.toml\"");
    let note = "note[N0614]: the data named on the command line are taken instead of";
    assert_eq!(terminal.text().matches(note).count(), 1, "{}", terminal.text());
    terminal.run("\\notes");
    assert_eq!(terminal.text().matches(note).count(), 2, "{}", terminal.text());
}

#[test]
fn results_go_where_and_how_they_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.csv");
    let mut terminal = Start::on(&[DATA]).start();
    terminal.run("\\format csv").run(&format!("\\output {}", file.display())).run("crossings count").run("\\output");
    assert_eq!(fs::read_to_string(&file).unwrap(), "rows\n848\n");
    terminal.run("\\format cvs");
    assert!(terminal.text().contains("there is no format `cvs`: did you mean `csv` or `tsv`?"), "{}", terminal.text());
    terminal.run("\\describe crossings status");
    assert!(terminal.text().contains("status,rows\n"), "{}", terminal.text());
}

#[test]
fn scripts_run_and_statements_are_edited() {
    let folder = tempfile::tempdir().unwrap();
    let (script, editor) = (folder.path().join("few.dlq"), folder.path().join("editor"));
    fs::write(&script, "let few = crossings take 3;\nfew count").unwrap();
    fs::write(&editor, "#!/bin/sh\nsed -i 's/count/show date/' \"$1\"\n").unwrap();
    assert!(Command::new("chmod").args(["+x", editor.to_str().unwrap()]).status().unwrap().success());
    let mut terminal = Start::on(&[DATA]).sized(40, 80).with("EDITOR", editor.to_str().unwrap()).start();
    terminal.run(&format!("\\run {}", script.display())).run("few take 2 count").run("\\edit");
    let shown = terminal.text();
    assert!(shown.contains("few take 2 show date\ndate\n──────────\n2025-03-01\n2025-03-01\n"), "{shown}");
}

#[test]
fn paths_in_a_script_start_from_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("sitting.dlq");
    let mut terminal = Start::on(&[]).sized(60, 100).start();
    terminal.run("= 1").run("\\run examples/statements/monthly.dlq").run("\\notes").run(&format!("\\save {}", script.display()));
    assert!(terminal.text().contains("2 statements saved"), "{}", terminal.text());
    let run = Command::new(env!("CARGO_BIN_EXE_dateline")).args(["check", script.to_str().unwrap()]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// So they do where nothing but what a function is tells that a text is a path.
#[test]
fn paths_that_functions_are_called_with_start_from_the_folder_of_the_script() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    write("a.csv", "day,n\n2025-04-01,1\n");
    write("sub/b.csv", "day,n\n2025-04-01,7\n");
    write("sub/both.dlq", "define both(t) = t append \"b.csv\";\ndefine twice(t) = both(t);\nlet own = both(\"../a.csv\");\n");
    let text = "use \"sub/both.dlq\";
define same(x) = x;
define twos(t) = twice(t);
let called = twos(\"a.csv\");
let word = same(\"a.csv\");
let sums = own append called sum n as sums;
sums;
= $word;
";
    write("main.dlq", text);
    let script = folder.path().join("main.dlq");
    let mut run = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let run = run.args(["run", script.to_str().unwrap(), "--format", "csv", "-q"]);
    let run = run.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&run.stdout), "sums\n16\n\n$word\na.csv\n", "{}", String::from_utf8_lossy(&run.stderr));
    let mut terminal = Start::on(&[]).sized(60, 100).start();
    terminal.run(&format!("\\run {}", script.display()));
    let shown = terminal.text();
    assert!(shown.contains("sums\n────\n  16\n") && shown.contains("\na.csv\n"), "{shown}");
}

#[test]
fn a_first_start_shows_the_way_to_example_tables() {
    let mut terminal = Start::on(&[]).sized(40, 80).start();
    terminal.run("\\demo").run("crossings where border = \"Torkham\" sum persons by direction");
    insta::assert_snapshot!(terminal.text());
}

#[test]
fn what_was_typed_is_there_at_the_next_start() {
    let mut first = Start::on(&[DATA]).start();
    first.run("crossings count").run("\\tables").run("crossings count").run("\\tables").press(&[CTRL_D]);
    assert_eq!(first.status(), 0);
    let home = first.home.clone();
    let file = home.path().join("dateline/history");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "only the person reads what was typed");
    let mut second = Start::on(&[DATA]).at(&home).start();
    assert_eq!(fs::read_to_string(&file).unwrap(), "crossings count\n\\\\tables\n", "each text once");
    second.press(&[UP, UP]);
    assert_eq!(second.line(), "dateline> crossings count");
    second.press(&[ENTER]);
    second.wait("848");
}

#[test]
fn functions_and_files_work_statement_by_statement() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("april.csv");
    let mut terminal = Start::on(&[DATA]).sized(60, 100).start();
    terminal.run("define april(t) = t during 2025-04").run("define half(x) = x / 2");
    terminal.run(&format!("april(crossings) sum persons save \"{}\"", file.display()));
    assert_eq!(fs::read_to_string(&file).unwrap().lines().next(), Some("persons,persons_low,persons_high"));
    assert!(terminal.text().contains("saved    1 row in "), "{}", terminal.text());
    terminal.run("_ derive h = half(persons) show h").run("\\explain april(crossings) count");
    let shown = terminal.text();
    assert!(shown.contains("let `april(crossings)`"), "{shown}");
}

#[test]
fn what_was_typed_is_found_again() {
    let mut terminal = Start::on(&[DATA]).start();
    terminal.run("crossings where border = \"Chaman\" count").run("crossings count").run("crossings sum persons");
    terminal.press(&[CTRL_R, "cham"]);
    assert!(terminal.line().contains("`cham': crossings where border = \"Chaman\" count"), "{}", terminal.line());
    terminal.press(&[ENTER]);
    terminal.wait("border = \"Chaman\" count\nrows\n────\n");
}
