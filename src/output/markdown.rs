//! A grid as a table of GitHub's Markdown.

use super::cells::Look;
use super::grid::Grid;
use super::text::{Side, harmless, pad, width};
use std::io::{self, Write};

/// Writes the table whole: a document is no terminal, nothing is shortened or left out.
pub fn write(grid: &dyn Grid, out: &mut dyn Write) -> io::Result<()> {
    let looks: Vec<Look> = grid.columns().iter().map(Look::of).collect();
    let names: Vec<String> = grid.columns().iter().map(|column| escaped(&harmless(&column.name))).collect();
    let text = |row: usize, at: usize| escaped(&looks[at].show(grid.cell(row, at)));
    let widest = |at: usize| (0..grid.height()).map(|row| width(&text(row, at))).max().unwrap_or(0);
    let widths: Vec<usize> = (0..looks.len()).map(|at| widest(at).max(width(&names[at])).max(3)).collect();
    let mut line = |cell: &dyn Fn(usize) -> String| {
        let cells: Vec<String> = (0..looks.len()).map(cell).collect();
        writeln!(out, "| {} |", cells.join(" | "))
    };
    line(&|at| pad(&names[at], widths[at], looks[at].side))?;
    line(&|at| match looks[at].side {
        Side::Left => "-".repeat(widths[at]),
        Side::Right => format!("{}:", "-".repeat(widths[at] - 1)),
    })?;
    (0..grid.height()).try_for_each(|row| line(&|at| pad(&text(row, at), widths[at], looks[at].side)))
}

/// The text with the signs escaped that would end a cell or be taken for markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '<' | '&' | '*' | '[' | '`' | '~' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
