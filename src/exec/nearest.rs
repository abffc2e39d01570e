//! Why a filter matches nothing: the nearest values that exist, with their counts.

use super::collect::quietly;
use super::lower::lower_steps;
use super::lowering::column;
use super::probe::Probes;
use crate::base::counts::{Telling, grouped};
use crate::base::names::{fold, nearest, one_of};
use crate::base::{Code, Diagnostic, Span, Type, Value};
use crate::data::Store;
use crate::plan::{Expr, ExprKind, Plan, Source, StepKind};
use crate::syntax::ast::Comparison;
use polars::prelude::{DataType, len};

/// An equality of a text column with a literal.
struct Equality<'a> {
    column: &'a str,
    value: &'a str,
    span: Span,
}

/// Notes for an answer that rests on no row. The conditions are tried in order; the first that leaves nothing is explained.
pub fn explain(plan: &Plan, store: &Store, telling: Telling) -> Vec<Diagnostic> {
    if let Source::Let(_, inner) = &plan.source
        && rows_after(inner, inner.steps.len(), store) == Some(0)
    {
        return explain(inner, store, telling);
    }
    for (at, step) in plan.steps.iter().enumerate() {
        let narrows = matches!(step.kind, StepKind::Filter(_) | StepKind::Within(_));
        if !narrows || rows_after(plan, at + 1, store) != Some(0) {
            continue;
        }
        return match &step.kind {
            StepKind::Filter(condition) => filter_notes(plan, at, condition, store, telling),
            _ => vec![Diagnostic::note(Code::NothingMatches, step.span, "no row lies in this window")],
        };
    }
    Vec::new()
}

fn rows_after(plan: &Plan, steps: usize, store: &Store) -> Option<u64> {
    let mut quiet = Probes { off: true, ..Probes::default() };
    // The cast keeps the engine from adding up the heights of the parts of a union, which it does in a type it cannot sum.
    let height = len().cast(DataType::UInt64);
    let counted = quietly(lower_steps(plan, steps, store, &mut quiet).frame.select([height]))?;
    counted.columns().first()?.u64().ok()?.get(0)
}

fn filter_notes(plan: &Plan, at: usize, condition: &Expr, store: &Store, telling: Telling) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    equalities(condition, &mut found);
    let notes: Vec<Diagnostic> = found.iter().filter_map(|equality| note(plan, at, equality, store, telling)).collect();
    if !notes.is_empty() {
        return notes;
    }
    let before = rows_after(plan, at, store).unwrap_or(0);
    let message = format!("none of {} rows fits this condition", telling.number(before));
    vec![Diagnostic::note(Code::NothingMatches, condition.span, message)]
}

/// The equalities that a row must satisfy; those under `not` ask for something else.
fn equalities<'a>(expr: &'a Expr, found: &mut Vec<Equality<'a>>) {
    match &expr.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| equalities(part, found)),
        ExprKind::Compare(Comparison::Equal, a, b) => {
            found.extend(equality(a, b, expr.span).or_else(|| equality(b, a, expr.span)))
        }
        ExprKind::In(value, items) => found.extend(items.iter().filter_map(|item| equality(value, item, item.span))),
        _ => {}
    }
}

fn equality<'a>(column: &'a Expr, literal: &'a Expr, span: Span) -> Option<Equality<'a>> {
    match (column.as_column(), &literal.kind) {
        (Some(name), ExprKind::Literal(Value::Text(value))) if column.ty == Type::Text => {
            Some(Equality { column: name, value, span })
        }
        _ => None,
    }
}

/// A note when no row before the filter has the value.
fn note(plan: &Plan, at: usize, equality: &Equality<'_>, store: &Store, telling: Telling) -> Option<Diagnostic> {
    let values = counts(plan, at, equality.column, store)?;
    if values.iter().any(|(value, _)| value == equality.value) {
        return None;
    }
    if plan.handling.withheld.iter().any(|name| name == equality.column) {
        let message = format!("no row has this {}, whose values are not shown", crate::syntax::print::as_name(equality.column));
        return Some(Diagnostic::note(Code::NothingMatches, equality.span, message));
    }
    let message = format!("no row has {} = \"{}\"", crate::syntax::print::as_name(equality.column), equality.value);
    let note = Diagnostic::note(Code::NothingMatches, equality.span, message);
    let shown = |(value, count): &(String, u64)| format!("\"{value}\" ({})", telling.counted(*count, "row"));
    if values.is_empty() {
        return Some(note);
    }
    let near: Vec<String> = near(equality.value, &values).iter().map(|pair| shown(pair)).collect();
    if !near.is_empty() {
        return Some(note.help(format!("did you mean {}?", one_of(&near))));
    }
    let most: Vec<String> = values.iter().take(5).map(shown).collect();
    let more = values.len().saturating_sub(most.len());
    let tail = if more > 0 { format!(" and {} more", grouped(more as u64)) } else { String::new() };
    Some(note.help(format!("the values are {}{tail}", most.join(", "))))
}

/// The nearest values: alike but for case and separators first, then by distance.
fn near<'v>(wanted: &str, values: &'v [(String, u64)]) -> Vec<&'v (String, u64)> {
    let folded = fold(wanted);
    let same: Vec<&(String, u64)> = values.iter().filter(|(value, _)| fold(value) == folded).collect();
    if !same.is_empty() {
        return same;
    }
    let names = nearest(wanted, values.iter().map(|(value, _)| value.as_str()));
    names.into_iter().filter_map(|name| values.iter().find(|(value, _)| value == name)).collect()
}

/// The distinct values of a text column in the rows before a step, most frequent first.
fn counts(plan: &Plan, at: usize, name: &str, store: &Store) -> Option<Vec<(String, u64)>> {
    let mut quiet = Probes { off: true, ..Probes::default() };
    let frame = lower_steps(plan, at, store, &mut quiet).frame;
    let grouped = frame.group_by([column(name).cast(DataType::String).alias("value")]).agg([len().alias("rows")]);
    let data = quietly(grouped.filter(column("value").is_not_null()))?;
    let rows = data.column("rows").ok()?.cast(&DataType::UInt64).ok()?;
    let texts = data.column("value").ok()?.str().ok()?.iter();
    let mut values: Vec<(String, u64)> =
        texts.zip(rows.u64().ok()?.iter()).filter_map(|(v, n)| Some((v?.to_string(), n?))).collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Some(values)
}
