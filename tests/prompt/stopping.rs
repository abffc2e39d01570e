//! Ctrl-C while a query runs: it stops, and the session has lost nothing.

use crate::terminal::{CTRL_C, CTRL_D, ENTER, Start};
use std::fmt::Write;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A small file, and a query on it that takes minutes.
fn slow(folder: &std::path::Path) -> (String, String) {
    let mut text = "date,name,persons\n".to_string();
    for row in 0..5_000 {
        writeln!(text, "2025-01-01,{}{row},1", "abcdefgh hgfedcba ".repeat(4)).unwrap();
    }
    let file = folder.join("slow.csv");
    fs::write(&file, text).unwrap();
    let conditions: Vec<String> = (0..60).map(|n| format!("name resembles \"{}{n}\"", "abcdefgh".repeat(7))).collect();
    (file.to_str().unwrap().to_string(), format!("slow where {} count", conditions.join(" or ")))
}

#[test]
fn a_running_query_stops_and_what_was_said_before_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (file, query) = slow(folder.path());
    let script = folder.path().join("slow.dlq");
    fs::write(&script, query).unwrap();
    let mut terminal = Start::on(&[&file]).sized(40, 80).start();
    terminal.run("let few = slow take 3");
    terminal.press(&[fs::read_to_string(&script).unwrap().trim(), ENTER]);
    terminal.wait("Ctrl-C stops");
    let pressed = Instant::now();
    terminal.press_at_once(CTRL_C);
    while terminal.line() != "dateline>" {
        thread::sleep(Duration::from_millis(5));
    }
    let took = pressed.elapsed();
    // The query takes minutes; how soon it stops is measured, not asserted.
    assert!(took < Duration::from_secs(30), "{took:?}");
    terminal.run("few count");
    let shown = terminal.text();
    assert!(
        shown.contains("error[E0505]: stopped before there was an answer\ndateline> few count\nrows\n────\n   3\n"),
        "{shown}"
    );
    terminal.press(&[CTRL_D]);
    assert_eq!(terminal.status(), 0);
}

#[test]
fn a_stopped_script_ends_with_130_and_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let (file, query) = slow(folder.path());
    let script = folder.path().join("slow.dlq");
    fs::write(&script, format!("slow take 1;\n{query}")).unwrap();
    let output = folder.path().join("out.md");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(["run", script.to_str().unwrap(), &file, "--output", output.to_str().unwrap()]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let drafts =
        || fs::read_dir(folder.path()).unwrap().filter(|entry| entry.as_ref().unwrap().file_name() != "slow.csv").count();
    while drafts() < 2 {
        thread::sleep(Duration::from_millis(10));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(drafts(), 1, "only the script is left beside its data");
}
