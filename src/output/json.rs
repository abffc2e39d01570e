//! JSON, written row by row: one object with columns, rows, facts and notes, or one object for each row and nothing else.
//!
//! Dates and datetimes are ISO text, durations text, unknown is `null`. A real number always has a point or an exponent (`1.0`),
//! a whole one never, so that both read back to their type. JSON has no infinity; it is `null`.

use super::grid::Grid;
use crate::data::Cell;
use serde::Serialize;
use std::io::{self, Write};

/// Writes the one object. The members after the rows come from the caller.
pub fn write(grid: &dyn Grid, members: &[(&str, serde_json::Value)], out: &mut dyn Write) -> io::Result<()> {
    let columns = grid.columns().iter().map(|column| match column.ty.zone() {
        None => serde_json::json!({"name": column.name, "type": column.ty}),
        Some(zone) => serde_json::json!({"name": column.name, "type": column.ty, "zone": zone.to_string()}),
    });
    writeln!(out, "{{\n\"columns\": {},", serde_json::Value::from_iter(columns))?;
    write!(out, "\"rows\": [")?;
    let keys = keys(grid);
    for row in 0..grid.height() {
        let line = object(grid, &keys, row)?;
        write!(out, "{}\n{line}", if row == 0 { "" } else { "," })?;
    }
    write!(out, "{}]", if grid.height() == 0 { "" } else { "\n" })?;
    for (name, value) in members {
        write!(out, ",\n\"{name}\": {value}")?;
    }
    writeln!(out, "\n}}")
}

/// Writes one object a line.
pub fn write_lines(grid: &dyn Grid, out: &mut dyn Write) -> io::Result<()> {
    let keys = keys(grid);
    (0..grid.height()).try_for_each(|row| writeln!(out, "{}", object(grid, &keys, row)?))
}

/// Each row as an object.
pub fn rows(grid: &dyn Grid) -> io::Result<Vec<serde_json::Value>> {
    let keys = keys(grid);
    (0..grid.height()).map(|row| Ok(serde_json::from_str(&object(grid, &keys, row)?)?)).collect()
}

/// The names of the columns as they stand in every row: in quotes, with a colon.
fn keys(grid: &dyn Grid) -> Vec<String> {
    grid.columns().iter().map(|column| format!("{}:", serde_json::Value::from(column.name.as_str()))).collect()
}

fn object(grid: &dyn Grid, keys: &[String], row: usize) -> io::Result<String> {
    let mut line = Vec::from(*b"{");
    for (at, key) in keys.iter().enumerate() {
        if at > 0 {
            line.push(b',');
        }
        line.extend_from_slice(key.as_bytes());
        value(&mut line, grid.cell(row, at))?;
    }
    line.push(b'}');
    String::from_utf8(line).map_err(io::Error::other)
}

fn value(line: &mut Vec<u8>, cell: Cell<'_>) -> io::Result<()> {
    fn put(line: &mut Vec<u8>, value: impl Serialize) -> io::Result<()> {
        Ok(serde_json::to_writer(line, &value)?)
    }
    match cell {
        Cell::Unknown => put(line, ()),
        Cell::Int(n) => put(line, n),
        Cell::Float(x) => put(line, x),
        Cell::Bool(b) => put(line, b),
        Cell::Text(text) => put(line, text),
        other => put(line, other.plain()),
    }
}
