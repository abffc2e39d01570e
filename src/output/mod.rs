//! Answers, schemas and diagnostics as text: for terminals, files and programs.
//!
//! Everything that is written is a [`Grid`]: an answer's rows, or a list made here. A writer for each [`Format`] takes any grid.

mod cells;
mod delimited;
pub mod diagnostics;
mod footer;
mod format;
mod grid;
mod json;
mod markdown;
mod number;
pub mod schema;
mod table;
pub mod text;

pub use footer::footer;
pub use format::Format;
pub use grid::{Grid, Rows};

use crate::engine::Answer;
use std::io::{self, BufWriter, Write};
use text::{Paint, paint};

/// How tables are drawn.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Whether escape sequences may set off headers and footers.
    pub color: bool,
    /// The cells of a line; without them nothing is shortened or left out.
    pub width: Option<usize>,
    /// The most rows of a table; the middle is left out.
    pub max_rows: Option<usize>,
    /// Whether lines on window, rows and sources follow a table or a Markdown table.
    pub footer: bool,
}

/// Writes an answer. What CSV, TSV and NDJSON have no place for ([`footer`], the notes) is the caller's to print elsewhere.
pub fn write(answer: &Answer, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let notes = diagnostics::values(&answer.notes, None, &answer.facts.query);
    let members = [("facts", serde_json::to_value(&answer.facts)?), ("notes", notes)];
    let lines = footer(&answer.facts);
    if answer.rows.has_bounds() && !format.is_for_people() {
        return write_with(&answer.rows.with_bounds_as_columns(), format, style, &members, &lines, out);
    }
    write_with(&answer.rows, format, style, &members, &lines, out)
}

/// Writes any grid, with lines below it where the format has a place for them.
pub fn write_grid(grid: &dyn Grid, format: Format, style: &Style, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    write_with(grid, format, style, &[], lines, out)
}

fn write_with(
    grid: &dyn Grid,
    format: Format,
    style: &Style,
    members: &[(&str, serde_json::Value)],
    lines: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = if style.footer { lines } else { &[] };
    let mut out = BufWriter::new(out);
    match format {
        Format::Table => {
            table::write(grid, style, &mut out)?;
            below(lines, &mut out, |line| paint(line, Paint::Dim, style.color).into())?;
        }
        Format::Markdown => {
            markdown::write(grid, &mut out)?;
            // Indented by four it is a block of plain text, which keeps its lines and needs no escapes.
            below(lines, &mut out, |line| format!("    {line}"))?;
        }
        Format::Csv => delimited::write(grid, ',', &mut out)?,
        Format::Tsv => delimited::write(grid, '\t', &mut out)?,
        Format::Json => json::write(grid, members, &mut out)?,
        Format::Ndjson => json::write_lines(grid, &mut out)?,
        Format::Parquet => {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "Parquet needs a file: name one with `--output FILE`"));
        }
    }
    out.flush()
}

fn below(lines: &[String], out: &mut dyn Write, look: impl Fn(&str) -> String) -> io::Result<()> {
    if !lines.is_empty() {
        writeln!(out)?;
    }
    lines.iter().try_for_each(|line| writeln!(out, "{}", look(line)))
}

#[cfg(test)]
mod tests;
