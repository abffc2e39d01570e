//! CSV and TSV, exact: quoting as in RFC 4180, lines ended by `\n`, ISO dates, `.` as decimal point, all digits of a number.
//!
//! TSV is the same with a tab between the values: a text with a tab or a line break stands in quotes, so that what reads CSV
//! reads it back. An unknown value is empty, an empty text is `""`. A text that a spreadsheet would run stands behind an apostrophe.

use super::grid::Grid;
use crate::base::formula::guarded;
use crate::data::Cell;
use std::io::{self, Write};

/// Writes a header line and the rows.
pub fn write(grid: &dyn Grid, separator: char, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for (at, column) in grid.columns().iter().enumerate() {
        separate(&mut line, at, separator);
        text(&mut line, &column.name, separator);
    }
    writeln!(out, "{line}")?;
    for row in 0..grid.height() {
        line.clear();
        for at in 0..grid.columns().len() {
            separate(&mut line, at, separator);
            match grid.cell(row, at) {
                Cell::Unknown => (),
                Cell::Text(value) => text(&mut line, value, separator),
                other => line.push_str(&other.plain()),
            }
        }
        // Readers skip a line with nothing on it; the row would be lost.
        writeln!(out, "{}", if line.is_empty() { "\"\"" } else { &line })?;
    }
    Ok(())
}

fn separate(line: &mut String, at: usize, separator: char) {
    if at > 0 {
        line.push(separator);
    }
}

/// A text so that no spreadsheet runs it.
fn text(line: &mut String, text: &str, separator: char) {
    quoted(line, guarded(text).as_deref().unwrap_or(text), separator);
}

fn quoted(line: &mut String, text: &str, separator: char) {
    if text.is_empty() || text.contains([separator, '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}
