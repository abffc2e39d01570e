//! Dateline inside another program: open data, ask, read the answer cell by cell.
//!
//! `cargo run --example embed -- 'crossings sum persons by border' examples/data/synthetic`

use dateline::output::{self, Format, Style};
use dateline::{Engine, Error, Options};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let query = arguments.next().unwrap_or_else(|| "crossings since 2025-05-01 sum persons, count by border".into());
    let mut paths: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.push(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/synthetic")));
    }

    let mut engine = Engine::open(&paths, Options::default())?;
    let answer = match engine.query(&query) {
        Ok(answer) => answer,
        Err(error) => return Err(told(&error).into()),
    };

    // Cell by cell, without any engine type:
    for row in 0..answer.rows.height() {
        let cells: Vec<String> = (0..answer.rows.columns().len()).map(|column| answer.rows.cell(row, column).plain()).collect();
        println!("{}", cells.join(" | "));
    }
    println!("{} rows used of {:?}", answer.facts.rows_used, answer.facts.rows_read);

    // Or as any of the formats of the command line:
    let style = Style { footer: true, ..Style::default() };
    output::write(&answer, Format::Table, &style, &mut std::io::stdout())?;
    for note in &answer.notes {
        eprintln!("{}: {} {}", note.code.text(), note.message, note.help.join("; "));
    }
    Ok(())
}

/// The diagnostics of an error, drawn on the query.
fn told(error: &Error) -> String {
    output::diagnostics::render(&error.diagnostics, "query", &error.source, false, None)
}
