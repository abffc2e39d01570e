//! Scripts that run unattended: what they expect of their data, what the program says of it, and running again on change.

mod check;
mod fmt;
mod program;
mod rows;
mod watch;

use dateline::engine::Check;
use dateline::{Answer, Engine, Options};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Rows with something wrong in each: a double, an unknown, a total that does not add up; the record on line 5 has two lines.
const TABLE: &str = "date,border,men,women,persons
2025-04-01,Torkham,10,5,15
2025-04-01,Chaman,20,,25
2025-04-02,Torkham,7,2,10
2025-04-03,\"Spin
Boldak\",1,1,2
2025-04-03,Chaman,3,4,7
2025-04-03,Chaman,3,4,7
";

/// An engine on a table `t`, and what a catalog says of it. Today is 2025-04-24.
fn engine(csv: &str, catalog: &str) -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "t.csv", csv);
    write(folder.path(), "dateline.toml", &format!("[tables.t]\nfile = \"t.csv\"\n{catalog}\n"));
    let now = dateline::base::Day::of(2025, 4, 24);
    let engine = Engine::open(&[folder.path().to_path_buf()], Options { now, ..Options::default() }).expect("the table opens");
    (folder, engine)
}

fn answer(csv: &str, query: &str) -> Answer {
    let (_folder, mut engine) = engine(csv, "");
    engine.query(query).unwrap_or_else(|error| panic!("{query}: {error}"))
}

/// The only check of a query.
fn check(csv: &str, query: &str) -> Check {
    let mut checks = answer(csv, query).checks;
    assert_eq!(checks.len(), 1, "{query}");
    checks.remove(0)
}

/// The rows that a check shows: commas between cells, `; ` between rows, nothing for unknown.
fn cells(check: &Check, columns: &[&str]) -> String {
    let rows = &check.shown;
    let at = |name: &&str| rows.columns().iter().position(|column| column.name == **name).unwrap_or(usize::MAX);
    let row = |row: usize| columns.iter().map(|name| rows.cell(row, at(name)).plain()).collect::<Vec<_>>().join(",");
    (0..rows.height()).map(row).collect::<Vec<_>>().join("; ")
}

/// The program with an environment of its own.
fn dateline(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(arguments).env("NO_COLOR", "1").env_remove("COLUMNS").stdin(Stdio::null());
    command
}

/// What a run gave: the status, standard output, standard error.
fn ran(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = dateline(arguments).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the streams are UTF-8");
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the file is written");
    path.to_str().expect("the path is UTF-8").to_string()
}
