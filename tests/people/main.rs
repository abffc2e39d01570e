//! Numbers of people on their way out: what is hidden and rounded, and the rows behind a figure.

mod behind;
mod protect;
mod published;
mod rounded;
mod trace;

use dateline::{Answer, Engine, Error, Options};

/// An engine on a table `t` of comma-separated text, and what a catalog says of it.
fn engine(csv: &str, catalog: &str) -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("t.csv"), csv).expect("a file");
    std::fs::write(folder.path().join("dateline.toml"), format!("[tables.t]\nfile = \"t.csv\"\n{catalog}\n")).expect("a catalog");
    let now = dateline::base::Day::of(2025, 4, 24);
    let engine = Engine::open(&[folder.path().to_path_buf()], Options { now, ..Options::default() }).expect("the table opens");
    (folder, engine)
}

fn answer(csv: &str, catalog: &str, query: &str) -> Answer {
    let (_folder, mut engine) = engine(csv, catalog);
    engine.query(query).unwrap_or_else(|error| panic!("{query}: {error}"))
}

/// The cells of an answer: commas between them, `; ` between rows, nothing for unknown.
fn cells(answer: &Answer) -> String {
    let width = answer.rows.columns().len();
    let row = |row: usize| (0..width).map(|at| answer.rows.cell(row, at).plain()).collect::<Vec<_>>().join(",");
    (0..answer.rows.height()).map(row).collect::<Vec<_>>().join("; ")
}

/// What an answer says of small figures.
fn said(answer: &Answer) -> Vec<String> {
    answer.facts.people.iter().map(|fact| format!("{}: {}", fact.about, fact.text)).collect()
}

/// Why a query fails: the code of each error and the text it points at.
fn faults(csv: &str, query: &str) -> Vec<(&'static str, String)> {
    let (_folder, mut engine) = engine(csv, "");
    let error: Error = engine.query(query).expect_err(query);
    let place = |d: &dateline::base::Diagnostic| d.span().map_or(String::new(), |span| span.text(query).to_string());
    error.diagnostics.iter().filter(|d| d.is_error()).map(|d| (d.code.text(), place(d))).collect()
}
