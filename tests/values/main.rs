//! Values checked by hand, through the way in for programs, on tables of a few rows.

mod asked;
mod bounded;
mod figures;
mod functions;
mod names;
mod notes;
mod numbers;
mod times;
mod unknowns;

use dateline::base::Day;
use dateline::data::Cell;
use dateline::{Answer, Engine, Error, Options};

/// The engine over a table `t` of comma-separated text; today is Thursday, 24 April 2025.
fn engine(csv: &str) -> Engine {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.csv");
    std::fs::write(&path, csv).expect("a file");
    let now = Day::of(2025, 4, 24);
    Engine::open(&[path], Options { now, ..Options::default() }).expect("the file opens")
}

/// The rows of an answer as plain text: commas between cells, `; ` between rows. Real numbers are as short as they can be.
fn rows(answer: &Answer) -> String {
    let width = answer.rows.columns().len();
    let cell = |row: usize, at: usize| match answer.rows.cell(row, at) {
        Cell::Float(x) => x.to_string(),
        other => other.plain(),
    };
    let row = |row: usize| (0..width).map(|at| cell(row, at)).collect::<Vec<_>>().join(",");
    (0..answer.rows.height()).map(row).collect::<Vec<_>>().join("; ")
}

/// The rows that a query of `t` gives.
fn ask(csv: &str, query: &str) -> String {
    match engine(csv).query(query) {
        Ok(answer) => rows(&answer),
        Err(error) => panic!("{query}: {error}"),
    }
}

/// Why a query fails: the code of each error and the text it points at.
fn faults(csv: &str, query: &str) -> Vec<(&'static str, String)> {
    let error: Error = engine(csv).query(query).expect_err(query);
    let place = |d: &dateline::base::Diagnostic| d.span().map_or(String::new(), |span| span.text(query).to_string());
    error.diagnostics.iter().filter(|d| d.is_error()).map(|d| (d.code.text(), place(d))).collect()
}

/// One value of each type, and a column of each type that is unknown in the first row: `u` before its letter.
const TYPES: &str = "i,f,t,b,d,at,ui,uf,ut,ub,ud,uat
7,2.5,Torkham,true,2025-04-06,2025-04-06T14:30,,,,,,
1,0.5,Chaman,false,2025-04-07,2025-04-07T00:15,1,0.5,x,true,2025-04-07,2025-04-07T00:15
";

/// An expression over the first row of the table of types; `-` for unknown.
fn value(expression: &str) -> String {
    match ask(TYPES, &format!("t take 1 derive v = {expression} show v")) {
        text if text.is_empty() => "-".to_string(),
        text => text,
    }
}

/// Checks expressions against their values, all before complaining.
fn check(cases: &[(&str, &str)]) {
    let wrong = |(expression, expected): &&(&str, &str)| value(expression) != **expected;
    let found: Vec<String> = cases.iter().filter(wrong).map(|(e, x)| format!("{e} is {}, expected {x}", value(e))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
