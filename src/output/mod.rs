//! STAND-IN: the least that the command line needs to be built and tested. The real output layer replaces this file.

use crate::catalog::{Catalog, Table};
use crate::engine::{Answer, Facts};
use std::io::{self, Write};
use std::path::Path;

/// A form of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Format {
    Table,
    Csv,
    Tsv,
    Json,
    Ndjson,
    Markdown,
    Parquet,
}

impl Format {
    /// The format of a name.
    pub fn parse(name: &str) -> Option<Format> {
        use Format::*;
        Some(match name {
            "table" => Table,
            "csv" => Csv,
            "tsv" => Tsv,
            "json" => Json,
            "ndjson" => Ndjson,
            "markdown" => Markdown,
            "parquet" => Parquet,
            _ => return None,
        })
    }

    /// The format of a file's ending.
    pub fn from_extension(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()? {
            "md" => Some(Format::Markdown),
            extension => Format::parse(extension),
        }
    }
}

/// How results are drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// With colour.
    pub color: bool,
    /// The most columns of a line.
    pub width: Option<usize>,
    /// The most rows shown.
    pub max_rows: Option<usize>,
    /// With what the answer rests on.
    pub footer: bool,
}

/// Writes an answer.
pub fn write(answer: &Answer, _format: Format, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = answer.rows.columns().iter().map(|c| c.name.as_str()).collect();
    writeln!(out, "{}", names.join(","))?;
    for row in 0..answer.rows.height() {
        let cells: Vec<String> = (0..names.len()).map(|column| answer.rows.cell(row, column).plain()).collect();
        writeln!(out, "{}", cells.join(","))?;
    }
    Ok(())
}

/// What an answer rests on, in lines.
pub fn footer(facts: &Facts) -> Vec<String> {
    facts.window.iter().map(|window| format!("window: {window}")).collect()
}

/// Diagnostics as text.
pub mod diagnostics {
    use crate::base::Diagnostic;
    use crate::base::span::line_and_column;

    /// For people.
    pub fn render(diagnostics: &[Diagnostic], name: &str, source: &str, color: bool, _width: Option<usize>) -> String {
        let (bold, plain) = if color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        let mut text = String::new();
        for d in diagnostics {
            let word = if d.is_error() { "error" } else { "note" };
            let (line, column) = line_and_column(source, d.span().map_or(0, |span| span.start));
            text += &format!("{bold}{word}[{}]: {}{plain}\n --> {name}:{line}:{column}\n", d.code.text(), d.message);
            text.extend(d.help.iter().map(|help| format!("help: {help}\n")));
        }
        text
    }

    /// For programs.
    pub fn json(diagnostics: &[Diagnostic], _name: &str, _source: &str) -> String {
        serde_json::to_string_pretty(diagnostics).unwrap_or_default()
    }
}

/// Tables and columns.
pub mod schema {
    use super::*;

    /// All tables.
    pub fn tables(catalog: &Catalog, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        catalog.tables.iter().try_for_each(|table| columns(table, format, style, out))
    }

    /// The columns of one.
    pub fn columns(table: &Table, _format: Format, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", table.name)?;
        table.columns.iter().try_for_each(|c| writeln!(out, "  {}  {}  {}", c.name, c.ty, c.inferred))
    }
}
