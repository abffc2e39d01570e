//! Answers, schemas and diagnostics as text: for terminals, files and programs.
//!
//! Everything that is written is a [`Grid`]: an answer's rows, or a list made here. A writer for each [`Format`] takes any grid.

mod cells;
mod checks;
mod delimited;
pub mod diagnostics;
mod expanded;
mod footer;
mod grid;
mod html;
mod json;
pub mod junit;
mod markdown;
mod number;
mod plot;
pub mod schema;
mod table;
pub mod text;
mod workbook;

pub use crate::base::Format;
pub use checks::check;
pub use expanded::Expanded;
pub use footer::{Said, footer};
pub use grid::{Grid, Rows};

use crate::base::Unfit;
use crate::data::{self, Frame};
use crate::engine::{Answer, Facts};
use crate::plan::Plot;
use crate::syntax::ast::Drawing;
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
    /// Whether runs of buckets without a report become one line.
    pub fold: bool,
    /// Whether lines on window, rows and sources follow a table or a Markdown table.
    pub footer: bool,
    /// When the columns of a table stand below each other.
    pub expanded: Expanded,
    /// Whether drawings keep to the signs of ASCII.
    pub ascii: bool,
}

/// Writes an answer. What formats without a place for it leave out ([`footer`], the notes) is the caller's to print elsewhere.
pub fn write(answer: &Answer, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let files_hold = (!format.is_for_people()).then(|| held(answer, format));
    let rows = files_hold.as_ref().unwrap_or(&answer.rows);
    match format {
        Format::Parquet => data::write_parquet_with(rows, &provenance(answer)?.to_string(), out),
        Format::Arrow => data::write_arrow(rows, out),
        _ => {
            let notes = diagnostics::values(&answer.notes, None, &answer.facts.query);
            let mut members = vec![("facts", facts(answer)?), ("notes", notes)];
            if let Some(plot) = &answer.plot {
                members.push(("plot", serde_json::to_value(plot)?));
            }
            if !answer.checks.is_empty() {
                members.push(("checks", checks::values(&answer.checks)?));
            }
            let mut said = footer::said(&answer.facts);
            if format == Format::Xlsx {
                said.extend(workbook::changed(rows));
            }
            let starred = match &answer.plot {
                Some(plot) => matches!(plot.drawing, Drawing::Line | Drawing::Bar),
                None => format == Format::Table && rows.buckets().is_some_and(|buckets| buckets.days != [None; 2]),
            };
            if starred && matches!(format, Format::Table | Format::Markdown) {
                footer::star(&mut said, table::PART);
            }
            write_with(rows, format, style, &Below { said, members: &members, plot: answer.plot.as_ref() }, out)
        }
    }
}

/// The rows of an answer as files hold them: with columns for what no cell has a place for.
fn held(answer: &Answer, format: Format) -> Frame {
    let rows = match format {
        Format::Json | Format::Ndjson => answer.rows.with_all_bounds_as_columns(),
        _ => answer.rows.with_bounds_as_columns(),
    };
    rows.with_parts_as_column()
}

/// What a format does not hold as it is.
fn changed(answer: &Answer, format: Format) -> Vec<Said<'static>> {
    if format == Format::Xlsx { workbook::changed(&held(answer, format)) } else { Vec::new() }
}

/// The lines that tell what a file of some format does not say of itself.
pub fn beside(answer: &Answer, format: Format) -> Vec<String> {
    if format.has_footer() { footer::aligned(&changed(answer, format)) } else { footer(&answer.facts) }
}

/// The lines below the one that says where an answer was saved.
pub fn footer_of_saved(answer: &Answer, format: Format, saved: String) -> Vec<String> {
    footer::footer_of_saved(&answer.facts, saved, changed(answer, format))
}

/// An answer about `expect`s alone as one JSON object: what each gave, and what that rests on.
pub fn checks_json(answer: &Answer) -> io::Result<serde_json::Value> {
    let notes = diagnostics::values(&answer.notes, None, &answer.facts.query);
    Ok(serde_json::json!({ "checks": checks::values(&answer.checks)?, "facts": facts(answer)?, "notes": notes }))
}

/// All that an answer rests on: its facts and notes.
pub fn provenance(answer: &Answer) -> io::Result<serde_json::Value> {
    let notes = diagnostics::values(&answer.notes, None, &answer.facts.query);
    Ok(serde_json::json!({ "facts": facts(answer)?, "notes": notes }))
}

fn facts(answer: &Answer) -> io::Result<serde_json::Value> {
    let mut value = serde_json::to_value(&answer.facts)?;
    hide_rows(&answer.facts, &mut value);
    Ok(value)
}

/// Takes out how many rows were used where that would tell of a few people; of queries used as values, too.
fn hide_rows(facts: &Facts, value: &mut serde_json::Value) {
    if facts.hides_rows() {
        value["rows_used"] = serde_json::Value::Null;
    }
    for (at, used) in facts.values.iter().enumerate() {
        hide_rows(&used.facts, &mut value["values"][at]["facts"]);
    }
}

/// Writes any grid, and what is said below it where the format has a place for it.
pub fn write_grid(grid: &dyn Grid, format: Format, style: &Style, said: Vec<Said<'_>>, out: &mut dyn Write) -> io::Result<()> {
    write_with(grid, format, style, &Below { said, members: &[], plot: None }, out)
}

/// What stands below the rows, for people and for programs, and how the rows are drawn for people.
struct Below<'a> {
    said: Vec<Said<'a>>,
    members: &'a [(&'a str, serde_json::Value)],
    plot: Option<&'a Plot>,
}

fn write_with(grid: &dyn Grid, format: Format, style: &Style, below: &Below<'_>, out: &mut dyn Write) -> io::Result<()> {
    let said: &[Said<'_>] = if style.footer { &below.said } else { &[] };
    let mut out = BufWriter::new(out);
    match format {
        Format::Table => {
            match below.plot {
                Some(plot) => plot::write(grid, plot, style, &mut out)?,
                None if table::is_expanded(grid, style) => expanded::write(grid, style, &mut out)?,
                None => table::write(grid, style, &mut out)?,
            }
            lines(said, &mut out, |line| paint(line, Paint::Dim, style.color).into())?;
        }
        Format::Markdown => {
            match below.plot {
                Some(plot) => {
                    writeln!(out, "```text")?;
                    plot::write(grid, plot, style, &mut out)?;
                    writeln!(out, "```")?;
                }
                None => markdown::write(grid, &mut out)?,
            }
            // Indented by four it is a block of plain text, which keeps its lines and needs no escapes.
            lines(said, &mut out, |line| format!("    {line}"))?;
        }
        Format::Csv => delimited::write(grid, ',', &mut out)?,
        Format::Tsv => delimited::write(grid, '\t', &mut out)?,
        Format::Json => json::write(grid, below.members, &mut out)?,
        Format::Ndjson => json::write_lines(grid, &mut out)?,
        Format::Html => html::write(grid, said, below.members, &mut out)?,
        Format::Xlsx => workbook::write(grid, &below.said, &mut out)?,
        Format::Parquet | Format::Arrow => {
            let message = format!("{} holds the answers of queries only", format.name());
            return Err(Unfit::error(message));
        }
    }
    out.flush()
}

fn lines(said: &[Said<'_>], out: &mut dyn Write, look: impl Fn(&str) -> String) -> io::Result<()> {
    if !said.is_empty() {
        writeln!(out)?;
    }
    footer::aligned(said).iter().try_for_each(|line| writeln!(out, "{}", look(line)))
}

#[cfg(test)]
mod folded;
#[cfg(test)]
mod tests;
