//! An answer as a page of its own: the rows as people read them, what they rest on below, and the same as data for programs.

use super::cells::Look;
use super::footer::Said;
use super::grid::Grid;
use super::text::{Side, steers};
use serde_json::Value;
use std::io::{self, Write};

/// The look of a page: readable on paper and on a screen, without anything from elsewhere.
const STYLE: &str = "body{font:1rem/1.4 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}\
th,td{padding:.2rem .8rem;text-align:start;vertical-align:top}th{border-bottom:1px solid}\
.number{text-align:end;font-variant-numeric:tabular-nums}pre,dl{color:#555}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dd{margin:0}";

/// Writes the page. The members are kept in it as JSON.
pub fn write(grid: &dyn Grid, said: &[Said<'_>], members: &[(&str, Value)], out: &mut dyn Write) -> io::Result<()> {
    let query = query_of(members);
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<title>{}</title>\n<style>{STYLE}</style>", escaped(query.unwrap_or("Dateline")))?;
    if let Some(query) = query {
        writeln!(out, "<pre>{}</pre>", escaped(query))?;
    }
    rows(grid, out)?;
    if !said.is_empty() {
        writeln!(out, "<dl>")?;
        for (word, text) in said {
            writeln!(out, "<dt>{}</dt><dd dir=\"auto\">{}</dd>", escaped(word), escaped(text))?;
        }
        writeln!(out, "</dl>")?;
    }
    if !members.is_empty() {
        let data: serde_json::Map<String, Value> =
            members.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        // Within a script only what would end it needs an escape.
        let data = Value::Object(data).to_string().replace('<', "\\u003c");
        writeln!(out, "<script type=\"application/json\">{data}</script>")?;
    }
    writeln!(out, "</html>")
}

fn query_of<'a>(members: &'a [(&str, Value)]) -> Option<&'a str> {
    let facts = members.iter().find(|(name, _)| *name == "facts")?;
    facts.1.get("query")?.as_str()
}

fn rows(grid: &dyn Grid, out: &mut dyn Write) -> io::Result<()> {
    let looks: Vec<Look> = grid.columns().iter().map(Look::of).collect();
    let class = |look: &Look| if look.side == Side::Right { " class=\"number\"" } else { "" };
    write!(out, "<table>\n<thead><tr>")?;
    for (column, look) in grid.columns().iter().zip(&looks) {
        write!(out, "<th{} dir=\"auto\">{}</th>", class(look), escaped(&column.name))?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for row in 0..grid.height() {
        write!(out, "<tr>")?;
        for (at, look) in looks.iter().enumerate() {
            write!(out, "<td{} dir=\"auto\">{}</td>", class(look), escaped(&look.show(grid.cell(row, at))))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")
}

/// The text with the signs escaped that mean something in a page; what would steer a terminal or turn the text around is shown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push(c),
            c if steers(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out
}
