//! JSON as delimited text: an array of objects, an object with one such array, an object in each line, or an array of lists of cells.
//!
//! Members of objects within an object are columns `a.b`; what is an array within a row is kept as JSON text.

use super::{Delimited, Numbering, Raw, Word};
use crate::base::names::{all_of, quote};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// One document.
pub(super) fn document(text: &str) -> Result<Raw, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| broken(&error, 0))?;
    match value {
        Value::Array(rows) if !rows.is_empty() && rows.iter().all(Value::is_array) => Ok(lists(rows)),
        Value::Array(rows) => table(rows, Numbering::Records),
        Value::Object(members) => table(rows_of(members)?, Numbering::Records),
        _ => Err("it holds one value, and no rows".into()),
    }
}

/// A document in each line; blank lines do not count.
pub(super) fn lines(text: &str) -> Result<Raw, String> {
    let written = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows = written.clone().map(|(at, line)| serde_json::from_str(line).map_err(|error| broken(&error, at)));
    let numbering = Numbering::Given(Word::Line, written.map(|(at, _)| at as u64 + 1).collect());
    table(rows.collect::<Result<Vec<Value>, String>>()?, numbering)
}

fn broken(error: &serde_json::Error, lines_before: usize) -> String {
    let line = error.line() + lines_before;
    match error.is_eof() {
        true => format!("its JSON ends too early, in line {line}"),
        false => format!("line {line} is no JSON that can be read, at column {}", error.column()),
    }
}

/// The rows of a document: `rows`, or the one member that is an array of objects. Features of GeoJSON are such an array.
fn rows_of(mut members: Map<String, Value>) -> Result<Vec<Value>, String> {
    let is_rows = |value: &Value| value.as_array().is_some_and(|rows| rows.iter().all(Value::is_object));
    let names: Vec<String> = members.iter().filter(|(_, value)| is_rows(value)).map(|(name, _)| name.clone()).collect();
    let chosen = match names.as_slice() {
        _ if members.get("rows").is_some_and(is_rows) => "rows".to_string(),
        [only] => only.clone(),
        [] => return Err("no member of it is an array of objects, which would be the rows".into()),
        several => {
            let list: Vec<String> = several.iter().map(|name| quote(name)).collect();
            return Err(format!("several members could be the rows: {}", all_of(&list)));
        }
    };
    match members.remove(&chosen) {
        Some(Value::Array(rows)) => Ok(rows),
        _ => Ok(Vec::new()),
    }
}

/// Rows that are lists of cells, with what names them in the first: HXL writes its tables so.
fn lists(rows: Vec<Value>) -> Raw {
    let cells = |row: Value| match row {
        Value::Array(cells) => cells.into_iter().map(|cell| cell_text(cell).unwrap_or_else(|inner| inner.to_string())).collect(),
        _ => Vec::new(),
    };
    let numbering = Numbering::Given(Word::Row, (2..=rows.len() as u64).collect());
    let mut text = Delimited::new();
    for row in rows {
        let row: Vec<String> = cells(row);
        text.push(row.iter().map(String::as_str));
    }
    Raw { text: text.0, delimiter: Some(b','), numbering, ..Raw::default() }
}

/// The text of a value; an object has none.
fn cell_text(value: Value) -> Result<String, Value> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Object(_) => Err(value),
        other => Ok(other.to_string()),
    }
}

/// Rows as text: the columns in the order in which they first appear.
fn table(rows: Vec<Value>, numbering: Numbering) -> Result<Raw, String> {
    let (mut names, mut places): (Vec<String>, HashMap<String, usize>) = (Vec::new(), HashMap::new());
    let mut cells: Vec<Vec<(usize, String)>> = Vec::with_capacity(rows.len());
    for (at, row) in rows.into_iter().enumerate() {
        let Value::Object(members) = row else { return Err(format!("row {} is no object", at + 1)) };
        let mut found = Vec::with_capacity(members.len());
        flatten("", members, &mut |name, text| {
            let place = *places.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                names.len() - 1
            });
            found.push((place, text));
        });
        cells.push(found);
    }
    if names.is_empty() {
        return Err("it holds no rows".into());
    }
    let mut text = Delimited::new();
    text.push(names.iter().map(String::as_str));
    for found in cells {
        let mut row: Vec<&str> = vec![""; names.len()];
        found.iter().for_each(|(place, text)| row[*place] = text);
        text.push(row.into_iter());
    }
    Ok(Raw { text: text.0, delimiter: Some(b','), numbering, ..Raw::default() })
}

/// Hands over each member that is no object, with the names on its way.
fn flatten(prefix: &str, members: Map<String, Value>, each: &mut dyn FnMut(String, String)) {
    for (name, value) in members {
        let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match cell_text(value) {
            Ok(text) => each(name, text),
            Err(Value::Object(inner)) => flatten(&name, inner, each),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_and_flattened() {
        let text = |raw: Result<Raw, String>| raw.unwrap().text;
        let rows = r#"[{"a": 1, "b": {"c": "x, y", "d": null}}, {"e": [1, 2], "a": 2.5, "b": {"c": "=1+1"}}]"#;
        let expected = "a,b.c,b.d,e\n1,\"x, y\",,\n2.5,'=1+1,,\"[1,2]\"\n";
        assert_eq!(text(document(rows)), expected);
        assert_eq!(text(document(&format!("{{\"columns\": [{{\"name\": \"a\"}}], \"rows\": {rows}, \"notes\": []}}"))), expected);
        assert_eq!(text(document(r#"[["a", "b"], ["x, y", null], [1, true]]"#)), "a,b\n\"x, y\",\n1,true\n");
        assert_eq!(text(lines("{\"a\": true}\n\n{\"a\": false}\n")), "a\ntrue\nfalse\n");
    }

    #[test]
    fn what_has_no_rows_is_told() {
        assert_eq!(document("3").unwrap_err(), "it holds one value, and no rows");
        assert_eq!(document("[1]").unwrap_err(), "row 1 is no object");
        assert_eq!(document("{\"a\": 1}").unwrap_err(), "no member of it is an array of objects, which would be the rows");
        assert_eq!(document("[{}]").unwrap_err(), "it holds no rows");
        assert_eq!(lines("{\"a\": 1}\n{\"a\"\n").unwrap_err(), "its JSON ends too early, in line 2");
        assert_eq!(document("[{\"a\": 1}\n, b]").unwrap_err(), "line 2 is no JSON that can be read, at column 3");
    }
}
