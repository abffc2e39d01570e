//! What is known of the data, as grids: the tables, or the columns of one.

use super::footer::Said;
use super::{Format, Rows, Style, write_grid};
use crate::base::calendar::MONTHS;
use crate::base::counts::{counted, grouped};
use crate::base::{Type, Value, Zone};
use crate::catalog::{self, Catalog, Declared, Measure, Roles, Table, TableFile};
use std::io::{self, Write};

/// One row for each table.
pub fn tables(catalog: &Catalog) -> Rows {
    let columns =
        [("table", Type::Text), ("rows", Type::Int), ("columns", Type::Int), ("time_axis", Type::Text), ("file", Type::Text)];
    let mut rows = Rows::new(&columns);
    for table in &catalog.tables {
        rows.push(vec![
            text(&table.name),
            table.rows.map_or(Value::Unknown, count),
            count(table.columns.len() as u64),
            table.axis.as_ref().map_or(Value::Unknown, |axis| text(&axis.to_string())),
            text(&table.origin),
        ]);
    }
    rows
}

/// One row for each column of a table.
pub fn columns(table: &Table) -> Rows {
    let columns = ["column", "type", "tag", "role", "inferred"].map(|name| (name, Type::Text));
    let mut rows = Rows::new(&columns);
    for column in &table.columns {
        rows.push(vec![
            text(&column.name),
            text(&type_name(column.ty)),
            maybe(column.tag.as_deref()),
            maybe(role(table, &column.name).as_deref()),
            if column.inferred.is_empty() { Value::Unknown } else { text(&column.inferred) },
        ]);
    }
    rows
}

/// What a column is for; several roles stand one after the other.
fn role(table: &Table, name: &str) -> Option<String> {
    let roles = &table.roles;
    let is = |column: &Option<String>| column.as_deref() == Some(name);
    let among = |columns: &[String]| columns.iter().any(|column| column == name);
    let category = roles.words(name).is_some_and(|words| !words.is_of_places());
    // A series is made of columns that have roles of their own; it is told of those that have none.
    let own = [
        axis(table, name).map(str::to_string),
        roles.measure(name).map(measured),
        bound(roles, name),
        among(&roles.places).then(|| "place".to_string()),
        category.then(|| "category".to_string()),
        is(&roles.source).then(|| "source".to_string()),
        is(&roles.reported).then(|| "reported".to_string()),
        is(&roles.level).then(|| "level".to_string()),
    ];
    let mut said: Vec<String> = own.into_iter().flatten().collect();
    if said.is_empty() && among(&roles.series) {
        said.push("series".to_string());
    }
    if said.is_empty() {
        said.extend(looks(table, name));
    }
    said.extend(among(&roles.sensitive).then(|| "sensitive".to_string()));
    (!said.is_empty()).then(|| said.join("; "))
}

/// `lowest of persons`
fn bound(roles: &Roles, name: &str) -> Option<String> {
    roles.measures.iter().find_map(|measure| match (measure.low.as_deref(), measure.high.as_deref()) {
        (Some(low), _) if low == name => Some(format!("lowest of {}", measure.column)),
        (_, Some(high)) if high == name => Some(format!("highest of {}", measure.column)),
        _ => None,
    })
}

/// What the numbers of a column look like, where the catalog does not say what they are.
fn looks(table: &Table, name: &str) -> Option<String> {
    let column = table.columns.iter().find(|column| column.name == name && column.ty.is_number())?;
    catalog::hint(&column.name, column.tag.as_deref()).map(|kind| format!("looks {}", kind.name()))
}

fn axis(table: &Table, name: &str) -> Option<&'static str> {
    match &table.axis {
        Some(axis) if axis.is_single() && axis.start == name => Some("time axis"),
        Some(axis) if axis.column.as_deref() == Some(name) => Some("time axis"),
        Some(axis) if axis.start == name => Some("first day"),
        Some(axis) if axis.end == name => Some("last day"),
        _ => None,
    }
}

/// `flow, persons`
fn measured(measure: &Measure) -> String {
    let kind = match &measure.kind {
        Some(Declared::Always(kind)) => kind.name().to_string(),
        Some(Declared::Column(column, _)) => format!("kind by {column}"),
        None => "measure".to_string(),
    };
    match &measure.unit {
        Some(Declared::Always(unit)) => format!("{kind}, {unit}"),
        Some(Declared::Column(column, _)) => format!("{kind}, unit by {column}"),
        None => kind,
    }
}

/// What is known of a table beside its columns.
pub fn about(table: &Table) -> Vec<Said<'static>> {
    let reason = if table.axis_reason.is_empty() { String::new() } else { format!(" ({})", table.axis_reason) };
    let roles = &table.roles;
    let mut said: Vec<(&str, String)> = roles.description.iter().map(|text| ("holds", text.clone())).collect();
    said.push(("time axis", format!("{}{reason}", table.axis.as_ref().map_or("none".into(), ToString::to_string))));
    let zone = table.axis.as_ref().and_then(|axis| table.columns.iter().find(|c| c.name == axis.start)?.ty.zone());
    said.extend(zone.map(|zone| match zone {
        Zone::Open => ("zone", "none: the moments have several offsets, so their days need one".to_string()),
        zone => ("zone", format!("days are those of {zone}")),
    }));
    said.extend(roles.calendar.week.map(|day| ("weeks", format!("from {}", day.name()))));
    let month = |month: i8| usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at));
    said.extend(roles.calendar.year.and_then(month).map(|name| ("years", format!("from {name}"))));
    said.extend(table.rows.map(|rows| ("rows", grouped(rows))));
    said.extend(table.several.iter().flat_map(|several| files(&several.files)).map(|file| ("files", file)));
    said.push(("source", table.origin.clone()));
    said
}

/// The files of a table with their rows; of many the first.
fn files(files: &[TableFile]) -> Vec<String> {
    const TOLD: usize = 20;
    let rows = |file: &TableFile| file.rows.map_or_else(String::new, |rows| format!(" ({})", counted(rows, "row")));
    let mut told: Vec<String> = files.iter().take(TOLD).map(|file| format!("{}{}", file.name, rows(file))).collect();
    let more = files.len().saturating_sub(TOLD);
    told.extend((more > 0).then(|| format!("and {more} more")));
    told
}

/// Writes the tables of a catalog.
pub fn write_tables(catalog: &Catalog, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_grid(&tables(catalog), format, style, Vec::new(), out)
}

/// Writes the columns of a table.
pub fn write_columns(table: &Table, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_grid(&columns(table), format, style, about(table), out)
}

/// The type in words; unlike in messages, whole numbers are told from real ones.
fn type_name(ty: Type) -> String {
    let name = match ty {
        Type::Int => "whole number",
        Type::Float => "number",
        Type::Text => "text",
        Type::Bool => "true or false",
        Type::Date | Type::Period => "date",
        Type::Month => "month",
        Type::Datetime => "datetime",
        Type::Moment(_) => return ty.to_string(),
        Type::Duration => "duration",
        Type::Any => "unknown",
    };
    name.to_string()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_string())
}

fn maybe(text: Option<&str>) -> Value {
    text.map_or(Value::Unknown, self::text)
}

fn count(count: u64) -> Value {
    i64::try_from(count).map_or(Value::Unknown, Value::Int)
}
