//! A whole added to its part: rows that name several places together, in one total with rows that name one of them for the same days.

use super::twice::counting;
use crate::base::{Code, Day, Diagnostic, Span};
use crate::data::Store;
use crate::exec::collect::quietly;
use crate::exec::lower::lower_steps;
use crate::exec::lowering::{Lowering, column};
use crate::exec::probe::Probes;
use crate::exec::together::any_groups;
use crate::plan::handling::Total;
use crate::plan::{Plan, Source, StepKind, Summary};
use crate::syntax::print::as_name;
use polars::prelude::{DataFrame, DataType, Expr, UniqueKeepStrategy, concat_str, lit};
use std::collections::BTreeMap;

/// The fault of the first total that adds a whole to its part.
pub fn added(plan: &Plan, store: &Store) -> Option<Diagnostic> {
    if let Source::Let(_, inner) = &plan.source
        && let Some(fault) = added(inner, store)
    {
        return Some(fault);
    }
    let totals = plan.handling.totals.iter().filter(|total| any_groups(plan, store, &total.words));
    totals.into_iter().find_map(|total| {
        let step = plan.steps.get(total.step)?;
        let StepKind::Summarise(summary) = &step.kind else { return None };
        let rows = rows(summary, total, plan, store)?;
        let (whole, part) = rows.values().find_map(|rows| pair(rows, total))?;
        Some(fault(whole, part, total, step.span))
    })
}

/// Rows that are alike: the places they name, and the first and last of their days.
struct Row {
    place: String,
    start: i32,
    end: i32,
}

/// The distinct rows of each total and series.
fn rows(summary: &Summary, total: &Total, plan: &Plan, store: &Store) -> Option<BTreeMap<String, Vec<Row>>> {
    let mut quiet = Probes { off: true, ..Probes::default() };
    let state = lower_steps(plan, total.step, store, &mut quiet);
    let mut low = Lowering::new(&state.known, &mut quiet);
    let text = |value: Expr| value.cast(DataType::String).fill_null(lit("-"));
    let mut apart: Vec<Expr> = vec![lit("")];
    apart.extend(summary.keys.iter().map(|key| text(low.value(&key.expr))));
    apart.extend(total.series.iter().map(|name| text(column(name))));
    let day = |name: &str| column(name).cast(DataType::Date).cast(DataType::Int32);
    let (start, end) = match &total.axis {
        Some(axis) => (day(&axis.start.name), day(&axis.end.name)),
        None => (lit(0), lit(0)),
    };
    let counts = counting(summary, &mut low);
    let chosen = [
        concat_str(apart, "\u{1}", false).alias("group"),
        column(&total.column).cast(DataType::String).alias("place"),
        start.alias("start"),
        end.alias("end"),
    ];
    let frame = state.frame.filter(counts).select(chosen).unique_generic(None, UniqueKeepStrategy::Any);
    gathered(&quietly(frame)?)
}

fn gathered(found: &DataFrame) -> Option<BTreeMap<String, Vec<Row>>> {
    let texts = |name: &str| found.column(name).ok()?.str().ok().cloned();
    let days = |name: &str| found.column(name).ok()?.i32().ok().cloned();
    let (groups, places, starts, ends) = (texts("group")?, texts("place")?, days("start")?, days("end")?);
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for ((group, place), (start, end)) in groups.iter().zip(places.iter()).zip(starts.iter().zip(ends.iter())) {
        let (Some(group), Some(place), Some(start), Some(end)) = (group, place, start, end) else { continue };
        rows.entry(group.to_string()).or_default().push(Row { place: place.to_string(), start, end });
    }
    // The engine's order of distinct rows is not always the same.
    rows.values_mut().for_each(|rows| rows.sort_by(|a, b| (a.start, a.end, &a.place).cmp(&(b.start, b.end, &b.place))));
    Some(rows)
}

/// A row that names several places, and one with some of them and of its days.
fn pair<'r>(rows: &'r [Row], total: &Total) -> Option<(&'r Row, &'r Row)> {
    let members: BTreeMap<&str, Vec<&str>> =
        rows.iter().map(|row| (row.place.as_str(), total.words.members(&row.place))).collect();
    let of = |row: &Row| members.get(row.place.as_str()).map_or(&[][..], Vec::as_slice);
    let wholes = rows.iter().filter(|row| of(row).len() > 1);
    wholes.into_iter().find_map(|whole| {
        let shares = |part: &&Row| {
            let apart = part.place == whole.place || part.end < whole.start || whole.end < part.start;
            !apart && of(part).iter().any(|place| of(whole).contains(place))
        };
        rows.iter().find(shares).map(|part| (whole, part))
    })
}

fn fault(whole: &Row, part: &Row, total: &Total, span: Span) -> Diagnostic {
    let said = |row: &Row| match &total.axis {
        Some(_) if row.start == row.end => format!("{} ({})", row.place, Day(row.start)),
        Some(_) => format!("{} ({} to {})", row.place, Day(row.start), Day(row.end)),
        None => row.place.clone(),
    };
    let name = as_name(&total.column);
    if total.withheld {
        let fault = Diagnostic::error(Code::WholeAndPart, span, "a place is added to a group that holds it");
        return fault.help(format!("`by {name}` keeps them apart"));
    }
    let message = format!("a place is added to a group that holds it: {} and {}", said(part), said(whole));
    let fault = Diagnostic::error(Code::WholeAndPart, span, message);
    fault.help(format!("`by {name}` keeps them apart, `where {name} != \"{}\"` leaves the group out", whole.place))
}
