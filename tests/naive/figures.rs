//! Random summaries.

use super::expressions::Writer;
use super::queries::Author;
use super::tables::{Column, Quality};
use dateline::base::Type;

/// A figure: as it is written, its name without `as`, its type and quality.
struct Figure {
    text: String,
    /// The verb that holds behind it.
    holds: &'static str,
    name: Option<String>,
    ty: Type,
    quality: Quality,
}

/// A random summary; the author's columns become those of its result.
pub fn summary(author: &mut Author<'_, '_>) -> String {
    let mut columns: Vec<Column> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    if author.labelled && author.columns.iter().any(|column| column.name == "period") {
        columns.push(Column { name: "period".into(), ty: Type::Text, quality: Quality::Exact });
        author.columns.retain(|column| column.name != "period");
    }
    for _ in 0..author.dice.below(4) {
        let (text, column) = key(author, &columns);
        keys.push(text);
        columns.push(column);
    }
    let mut items: Vec<String> = Vec::new();
    let mut held = "";
    for _ in 0..1 + author.dice.below(4) {
        let mut figure = figure(&mut Writer { in_summary: true, ..author.writer(Quality::Loose) });
        // The first figure decides which values of `by top` lead.
        if items.is_empty() && figure.quality == Quality::Loose && keys.iter().any(|key| key.starts_with("top ")) {
            figure = rows(String::new());
        }
        let mut text = match figure.text.strip_prefix(held) {
            // Where a verb holds, a number is a constant.
            Some(rest) if names_column(rest) && !held.is_empty() && author.dice.chance(60) => rest.trim_start().to_string(),
            _ => figure.text,
        };
        held = figure.holds;
        let fresh = |name: &String| !columns.iter().any(|column| column.name == *name);
        let name = figure.name.filter(fresh).filter(|_| author.dice.chance(60));
        let name = name.unwrap_or_else(|| {
            let name = unused("f", &columns);
            text.push_str(&format!(" as {name}"));
            name
        });
        columns.push(Column { name, ty: figure.ty, quality: figure.quality });
        items.push(text);
    }
    author.columns = columns;
    let by = if keys.is_empty() { String::new() } else { format!(" by {}", keys.join(", ")) };
    format!("{}{by}", items.join(", "))
}

fn names_column(text: &str) -> bool {
    text.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '`')
}

/// A name of this letter that no column has.
fn unused(letter: &str, columns: &[Column]) -> String {
    let mut names = (0..).map(|n| format!("{letter}{n}"));
    names.find(|name| !columns.iter().any(|column| column.name == *name)).expect("numbers do not end")
}

fn key(author: &mut Author<'_, '_>, taken: &[Column]) -> (String, Column) {
    let mut writer = author.writer(Quality::Steady);
    if writer.dice.chance(20) {
        let count = 1 + writer.dice.below(3);
        let name = unused("k", taken);
        let text = format!("top {count} {} as {name}", writer.of(Type::Text, 1).0);
        return (text, Column { name, ty: Type::Text, quality: Quality::Exact });
    }
    let fits = |column: &Column| !taken.iter().any(|other| other.name == column.name);
    let column = writer.column(fits).cloned();
    match column {
        Some(column) if writer.dice.chance(75) => (writer.name(&column.name), column),
        _ => {
            let ty = *writer.dice.pick(&[Type::Int, Type::Text, Type::Date, Type::Bool]);
            let (text, quality) = writer.of(ty, 2);
            let name = unused("k", taken);
            (format!("{text} as {name}"), Column { name, ty, quality })
        }
    }
}

fn figure(writer: &mut Writer<'_, '_>) -> Figure {
    if writer.dice.chance(20) {
        return arithmetic(writer);
    }
    let verbs = ["sum", "count", "mean", "min", "max", "median", "count distinct", "stdev", "percentile 90", "list", "range"];
    let verb = *writer.dice.pick(&verbs[..10]);
    let types: &[Type] = match verb {
        "sum" => &[Type::Int, Type::Float, Type::Int, Type::Duration],
        "mean" | "median" | "stdev" | "percentile 90" => &[Type::Int, Type::Float],
        "list" => &[Type::Text, Type::Int, Type::Date],
        _ => &[Type::Int, Type::Float, Type::Text, Type::Date, Type::Datetime],
    };
    let ty = *writer.dice.pick(types);
    let condition = if writer.dice.chance(25) { format!(" if {}", writer.condition(1)) } else { String::new() };
    if verb == "count" {
        return rows(condition);
    }
    let worst = writer.worst;
    // Loose values can differ where they should be equal.
    writer.worst = if verb == "count distinct" { Quality::Steady } else { worst };
    let column = writer.column(|column| column.ty == ty).cloned();
    let (argument, name, quality) = match column {
        Some(column) if writer.dice.chance(75) => (writer.name(&column.name), Some(column.name), column.quality),
        _ => {
            let (text, quality) = writer.of(ty, 2);
            (text, None, quality)
        }
    };
    writer.worst = worst;
    let name = name.map(|column| match verb {
        "sum" => column,
        "count distinct" => format!("distinct_{column}"),
        "percentile 90" => format!("percentile_90_{column}"),
        _ => format!("{verb}_{column}"),
    });
    let exact = |quality| if quality == Quality::Exact { Quality::Exact } else { Quality::Loose };
    let (ty, quality) = match verb {
        "sum" if ty == Type::Float => (ty, exact(quality)),
        "sum" | "min" | "max" => (ty, quality),
        "count distinct" => (Type::Int, Quality::Exact),
        "list" => (Type::Text, Quality::Exact),
        _ => (Type::Float, Quality::Loose),
    };
    Figure { text: format!("{verb} {argument}{condition}"), holds: verb, name, ty, quality }
}

fn rows(condition: String) -> Figure {
    Figure { text: format!("count{condition}"), holds: "", name: Some("rows".into()), ty: Type::Int, quality: Quality::Exact }
}

/// Arithmetic of aggregates, such as `sum a / sum b`.
fn arithmetic(writer: &mut Writer<'_, '_>) -> Figure {
    // A condition ends where an operator with a verb follows, so a number may not stand behind one.
    let mut side = |may_have_condition: bool| {
        let verb = *writer.dice.pick(&["sum", "max", "count", "min"]);
        let ty = *writer.dice.pick(&[Type::Int, Type::Float]);
        let argument = if verb == "count" { String::new() } else { format!(" {}", writer.of(ty, 1).0) };
        let has_condition = may_have_condition && writer.dice.chance(25);
        let condition = if has_condition { format!(" if {}", writer.condition(0)) } else { String::new() };
        format!("{verb}{argument}{condition}")
    };
    let (a, b, plain) = (side(true), side(true), side(false));
    let text = match writer.dice.below(4) {
        0 => format!("{a} / {b}"),
        1 => format!("{a} - {b}"),
        2 => format!("{plain} / (2 + {b})"),
        _ => format!("{plain} * 1.5"),
    };
    Figure { text, holds: "", name: None, ty: Type::Float, quality: Quality::Loose }
}
