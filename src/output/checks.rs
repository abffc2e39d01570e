//! What `expect`s gave, as text and as JSON.

use super::text::{Paint, harmless, paint};
use super::{Format, Style, json, write_grid};
use crate::engine::Check;
use std::io;

/// How far what is said of a check stands to the right.
const INDENT: &str = "        ";

/// One check: a line where it is passed, else its line, what failed and the first rows. `place` names its text.
pub fn check(check: &Check, place: &str, style: &Style) -> io::Result<String> {
    let title = harmless(check.title());
    let left_out = check.left_out.iter().map(|line| format!("{INDENT}{}\n", harmless(line)));
    if check.passed {
        let line = format!("ok      {title}: {}\n", harmless(&check.message));
        return Ok(std::iter::once(line).chain(left_out).collect());
    }
    let word = paint("FAILED", Paint::Bold, style.color);
    let mut text = format!("{word}  {title}\n{INDENT}{}:{}: {}\n", harmless(place), check.line, harmless(&check.message));
    text.extend(check.help.iter().map(|help| format!("{INDENT}{}\n", harmless(help))));
    text.extend(left_out);
    if check.shown.height() > 0 {
        text.push('\n');
        text.push_str(&rows(check, style)?);
        let (shown, all) = (check.shown.height() as u64, check.failed + check.unknown);
        if all > shown {
            text.push_str(&format!("\n{INDENT}the first {shown} of {}\n", crate::base::counts::counted(all, "row")));
        }
    }
    Ok(text)
}

/// The rows of a check as a table that stands to the right.
fn rows(check: &Check, style: &Style) -> io::Result<String> {
    let width = style.width.map(|width| width.saturating_sub(INDENT.len()));
    let style = Style { width, max_rows: None, fold: false, footer: false, ..style.clone() };
    let mut table = Vec::new();
    write_grid(&check.shown, Format::Table, &style, Vec::new(), &mut table)?;
    let table = String::from_utf8(table).map_err(io::Error::other)?;
    let line = |line: &str| if line.is_empty() { "\n".to_string() } else { format!("{INDENT}{line}\n") };
    Ok(table.lines().map(line).collect())
}

/// Each check as an object.
pub(super) fn values(checks: &[Check]) -> io::Result<serde_json::Value> {
    checks.iter().map(value).collect::<io::Result<Vec<_>>>().map(serde_json::Value::from)
}

fn value(check: &Check) -> io::Result<serde_json::Value> {
    Ok(serde_json::json!({
        "name": check.name,
        "check": check.written,
        "passed": check.passed,
        "message": check.message,
        "help": check.help,
        "line": check.line,
        "start": check.span.start,
        "end": check.span.end,
        "rows": check.rows,
        "failed": check.failed,
        "unknown": check.unknown,
        "shown": json::rows(&check.shown.with_all_bounds_as_columns())?,
        "left_out": check.left_out,
    }))
}
