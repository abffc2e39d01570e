//! A catalog written from what was found in files. What was found stands in it; guesses stand in it as comments, ready to be taken over.

use super::guess::{self, Guess};
use super::{Axis, Table};
use crate::base::counts::counted;
use crate::base::names::fold;
use toml::Value;

const HEAD: &str = "\
# A catalog of Dateline: what files cannot say of themselves. `dateline explain catalog` lists every key.
# What stands here was found in the files. Lines behind `#` are guesses: take the sign away from those that are right.

# [moments]
# deadline = 2023-11-01
# [periods]
# march = \"2025-03\"
";

/// The text of a catalog of tables, each with its file as the catalog has to name it.
pub fn text(tables: &[(&Table, String)]) -> String {
    let sections = tables.iter().map(|(table, file)| section(table, file));
    HEAD.to_string() + &sections.collect::<String>()
}

fn section(table: &Table, file: &str) -> String {
    let name = key(&table.name);
    let rows = table.rows.map_or(String::new(), |rows| format!(", {}", counted(rows, "row")));
    let mut lines = Lines { text: format!("\n# {}{rows}\n[tables.{name}]\n", file.replace('\n', " ")) };
    lines.says("file", &quoted(file), "");
    if let Some(delimiter) = table.written.delimiter {
        lines.says("delimiter", &Value::from(delimiter.to_string()).to_string(), "between cells, as found");
    }
    if let Some(encoding) = table.written.encoding {
        lines.says("encoding", &quoted(encoding), "as found");
    }
    lines.may("description", "\"what a row is, and who counted\"", "");
    time(table, &mut lines);
    let roles = &table.roles;
    lines.tagged_or("place", &roles.places, guess::places(table));
    lines.may_be("source", guess::source(table));
    lines.tagged_or("reported", roles.reported.as_slice(), guess::reported(table));
    lines.tagged_or("level", roles.level.as_slice(), None);
    if let Some(guess) = guess::sensitive(table) {
        lines.says("sensitive", &list(&guess.columns), guess.reason);
    }
    measures(table, &name, &mut lines);
    lines.text
}

/// The time axis, and how to read dates that do not say their order.
fn time(table: &Table, lines: &mut Lines) {
    let periods = guess::periods(table);
    let other = periods.as_ref().map_or(String::new(), |guess| format!("; or {}, {}", list(&guess.columns), guess.reason));
    match &table.axis {
        Some(Axis { column: Some(column), .. }) => lines.says("time", &quoted(column), &table.axis_reason),
        Some(axis) if axis.is_single() => {
            lines.says("time", &quoted(&axis.start), &format!("{}{other}", table.axis_reason));
            lines.may("coverage", "\"events\"", "if a day without a row is a day on which nothing happened");
        }
        Some(axis) => lines.says("time", &list(&[axis.start.clone(), axis.end.clone()]), &table.axis_reason),
        None => lines.may_be("time", periods.or_else(|| guess::years(table)).or_else(|| doubtful(table))),
    }
    for (at, doubt) in table.doubtful_dates().enumerate() {
        lines.remark(&doubt.message);
        if at == 0 {
            match doubt.message.contains("spreadsheets") {
                true => lines.may("date_order", "\"excel\"", "days as spreadsheets count them"),
                false => lines.may("date_order", "\"dmy\"", "day, month, year; or \"mdy\""),
            }
        }
    }
}

/// The first such column, by the name that its note starts with.
fn doubtful(table: &Table) -> Option<Guess> {
    let name = table.doubtful_dates().next()?.message.split('`').nth(1)?.to_string();
    Some(Guess { columns: vec![name], reason: "once the order of its dates is said" })
}

/// The measures, by their kinds; a column of kinds, of units, of bounds goes with those that it fits.
fn measures(table: &Table, name: &str, lines: &mut Lines) {
    let found = guess::measures(table);
    if found.is_empty() {
        return;
    }
    let column = |wanted: &str| table.columns.iter().find(|c| fold(&c.name) == fold(wanted)).map(|c| c.name.as_str());
    let by_row = |wanted: &str| column(wanted).map(|name| format!("{{ column = {} }}", quoted(name)));
    lines.text.push_str(&format!("# [tables.{name}.measures]\n"));
    for measure in found {
        let kind = by_row("stock_or_flow").unwrap_or_else(|| quoted(measure.kind.name()));
        let unit = by_row("unit").or_else(|| measure.unit.map(quoted));
        let mut parts = vec![format!("kind = {kind}")];
        parts.extend(unit.map(|unit| format!("unit = {unit}")));
        let tagged = table.roles.measure(&measure.column);
        for (side, by_tag) in [("low", tagged.and_then(|m| m.low.as_deref())), ("high", tagged.and_then(|m| m.high.as_deref()))] {
            let found = by_tag.or_else(|| column(&format!("{}_{side}", measure.column)));
            parts.extend(found.map(|name| format!("{side} = {}", quoted(name))));
        }
        let qualifier = column("qualifier").filter(|_| parts.iter().any(|part| part.starts_with("low")));
        parts.extend(qualifier.map(|name| format!("qualifier = {}", quoted(name))));
        lines.may(&key(&measure.column), &format!("{{ {} }}", parts.join(", ")), measure.reason);
    }
}

/// The lines of a section.
struct Lines {
    text: String,
}

impl Lines {
    /// A key that was found, with how.
    fn says(&mut self, key: &str, value: &str, reason: &str) {
        let reason = if reason.is_empty() { String::new() } else { format!("  # {reason}") };
        self.text.push_str(&format!("{key} = {value}{reason}\n"));
    }

    /// A key that may be right.
    fn may(&mut self, key: &str, value: &str, reason: &str) {
        self.text.push_str("# ");
        self.says(key, value, reason);
    }

    fn may_be(&mut self, key: &str, guess: Option<Guess>) {
        if let Some(guess) = guess {
            self.may(key, &list(&guess.columns), guess.reason);
        }
    }

    /// What the HXL tags say, or else what may be right.
    fn tagged_or(&mut self, key: &str, tagged: &[String], guess: Option<Guess>) {
        match tagged {
            [] => self.may_be(key, guess),
            columns => self.says(key, &list(columns), "by HXL tag"),
        }
    }

    /// Something worth knowing; in brackets, so that it is not taken for a key.
    fn remark(&mut self, text: &str) {
        self.text.push_str(&format!("# ({})\n", text.replace('\n', " ")));
    }
}

/// A name as a key.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_string() } else { quoted(name) }
}

/// A text in quotes, on one line.
fn quoted(text: &str) -> String {
    let escaped = text.chars().flat_map(|c| match c {
        '"' | '\\' => vec!['\\', c],
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)).chars().collect(),
        c => vec![c],
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// One text, or a list of several.
fn list(texts: &[String]) -> String {
    match texts {
        [one] => quoted(one),
        several => Value::from(several.to_vec()).to_string(),
    }
}
