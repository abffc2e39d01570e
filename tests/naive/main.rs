//! The engine against a naive evaluator: random queries of random small tables must give the same answer, cell by cell.

mod bounded;
mod dice;
mod expr;
mod expressions;
mod figures;
mod functions;
mod queries;
mod query;
mod summary;
mod tables;
mod value;
mod window;

use dateline::base::{Code, Day, Value};
use dateline::syntax::ast::{ClauseKind, Query, StatementKind};
use dateline::{Engine, Options, syntax};
use dice::Dice;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use query::Table;
use std::path::PathBuf;
use tables::Source;

/// Cases of the test; `NAIVE_CASES` sets another number, `NAIVE_SEED` another start.
const CASES: u32 = 300;
/// Queries of each table.
const QUERIES: usize = 4;

fn today() -> Day {
    Day::of(2025, 4, 24).expect("a day")
}

#[test]
fn the_engine_agrees_with_the_evaluator() {
    // The plans of long queries are deep, and an unoptimised engine needs room for them.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(compare_all).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn compare_all() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let seed = [number("NAIVE_SEED").unwrap_or(1) as u8; 32];
    let config = Config {
        cases: number("NAIVE_CASES").unwrap_or(CASES),
        max_shrink_iters: 600,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let rolls = proptest::collection::vec(proptest::num::u16::ANY, 100..900);
    let outcome = runner.run(&rolls, |rolls| {
        let mut dice = Dice::new(&rolls);
        let source = tables::source(&mut dice);
        let folder = tempfile::tempdir().map_err(|e| TestCaseError::fail(e.to_string()))?;
        let path = folder.path().join("t.csv");
        std::fs::write(&path, source.csv()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let mut engine = open(&[path]);
        let axis = engine.catalog().tables[0].axis.as_ref().map(|axis| axis.start.clone());
        for _ in 0..QUERIES {
            let text = queries::query(&mut dice, "t", &source.columns, axis.as_deref());
            agree(&mut engine, &text, &source)
                .map_err(|why| TestCaseError::fail(format!("{why}\n--- query\n{text}\n--- table\n{}", source.csv())))?;
        }
        Ok(())
    });
    match outcome {
        Err(TestError::Fail(why, _)) => panic!("{}", why.message()),
        other => other.expect("a sound test"),
    }
}

fn open(paths: &[PathBuf]) -> Engine {
    Engine::open(paths, Options { now: Some(today()), ..Options::default() }).expect("the file opens")
}

/// Whether engine and evaluator give the same answer to a query.
fn agree(engine: &mut Engine, text: &str, source: &Source) -> Result<(), String> {
    let known = &engine.catalog().tables[0];
    for (column, written) in known.columns.iter().zip(&source.columns) {
        if (&column.name, column.ty) != (&written.name, written.ty) {
            return Err(format!("`{}` was read as `{}`: {}", written.name, column.name, column.ty));
        }
    }
    let table = Table {
        columns: source.columns.iter().map(|column| column.name.clone()).collect(),
        cells: source.rows.clone(),
        axis: known.axis.as_ref().map(|axis| axis.start.clone()),
        labelled: false,
        open: false,
    };
    let query = parsed(text)?;
    engine.prepare(text).map(drop).or_else(only_empty_window)?;
    let expected = evaluated(table, &query);
    let answer = match (engine.query(text), &expected) {
        (Ok(answer), Expected::Rows(_, _)) => answer,
        // What overflows in rows or columns that are left out later need not be computed.
        (Ok(_), Expected::Overflow { may_be_skipped: true }) => return Ok(()),
        (Ok(_), Expected::Overflow { .. }) => return Err("the engine found no overflow".into()),
        (Err(error), expected) => {
            let code = error.diagnostics.iter().find(|d| d.is_error()).map(|d| d.code);
            return match (code, expected) {
                (Some(Code::Overflow), Expected::Overflow { .. }) => Ok(()),
                (Some(Code::EmptyWindow), Expected::Rows(_, true) | Expected::Overflow { .. }) => Ok(()),
                _ => Err(format!("the engine failed: {error}")),
            };
        }
    };
    let Expected::Rows(expected, _) = expected else { return Ok(()) };
    let columns: Vec<&str> = answer.rows.columns().iter().map(|column| column.name.as_str()).collect();
    if columns != expected.columns {
        return Err(format!("columns {columns:?}, expected {:?}", expected.columns));
    }
    let height = answer.rows.height();
    // Beside a bound stands the figure of what is known, as in files.
    let plain = answer.rows.with_bounds_as_columns();
    let place = |name: &str| plain.columns().iter().position(|column| column.name == name).expect("the column");
    let places: Vec<usize> = columns.iter().map(|name| place(name)).collect();
    let found: Vec<Vec<Value>> =
        (0..height).map(|row| places.iter().map(|at| value::of_cell(plain.cell(row, *at))).collect()).collect();
    let tolerance = 1e-9 * source.largest;
    let same = |a: &[Value], b: &[Value]| a.iter().zip(b).all(|(a, b)| value::same(a, b, tolerance));
    if height == expected.cells.len() && expected.cells.iter().zip(&found).all(|(a, b)| same(a, b)) {
        return Ok(());
    }
    // What later clauses make of a bound is another matter than what they make of a number.
    let summary = query.clauses.iter().position(|clause| matches!(clause.kind, ClauseKind::Summary(_)));
    if expected.open && summary.is_some_and(|at| at + 1 < query.clauses.len()) {
        return Ok(());
    }
    Err(format!("--- found\n{}\n--- expected\n{}", shown(&found), shown(&expected.cells)))
}

/// Queries are well-typed, so only the window may be refused.
fn only_empty_window(error: dateline::Error) -> Result<(), String> {
    let sound = error.diagnostics.iter().all(|d| !d.is_error() || d.code == Code::EmptyWindow);
    if sound { Ok(()) } else { Err(format!("refused: {error}")) }
}

fn parsed(text: &str) -> Result<Query, String> {
    let parsed = syntax::parse(text);
    if let Some(error) = parsed.diagnostics.iter().find(|d| d.is_error()) {
        return Err(format!("not parsed: {}", error.message));
    }
    match parsed.script.statements.into_iter().next().map(|statement| statement.kind) {
        Some(StatementKind::Query(query)) => Ok(query),
        other => Err(format!("no query: {other:?}")),
    }
}

/// What the evaluator gives.
enum Expected {
    /// The rows, and whether a time clause left none.
    Rows(Table, bool),
    /// A whole number left its range, perhaps in rows or columns that are left out later.
    Overflow { may_be_skipped: bool },
}

fn evaluated(table: Table, query: &Query) -> Expected {
    let mut table = table;
    let mut emptied = false;
    for (at, clause) in query.clauses.iter().enumerate() {
        table = match table.then(clause, today()) {
            Ok(table) => table,
            Err(expr::Overflow) => {
                let keeps_all = |kind: &ClauseKind| matches!(kind, ClauseKind::Sort(_) | ClauseKind::Rename(_));
                return Expected::Overflow {
                    may_be_skipped: !query.clauses[at + 1..].iter().all(|later| keeps_all(&later.kind)),
                };
            }
        };
        emptied |= matches!(clause.kind, ClauseKind::Time(_)) && table.cells.is_empty();
    }
    Expected::Rows(table, emptied)
}

fn shown(rows: &[Vec<Value>]) -> String {
    let row = |row: &Vec<Value>| row.iter().map(Value::to_string).collect::<Vec<_>>().join(" | ");
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}
