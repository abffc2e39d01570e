//! Figures behind a join: none may count a row more than once because it stands beside several matches.

use crate::base::counts::counted;
use crate::base::{Code, Diagnostic};
use crate::data::Store;
use crate::exec::collect::quietly;
use crate::exec::context::Context;
use crate::exec::known::Known;
use crate::exec::lower::{context, lower_steps};
use crate::exec::lowering::{Lowering, column};
use crate::exec::placing::{self, BUCKET, Places};
use crate::exec::probe::Probes;
use crate::plan::shape::{Repeated, row_of};
use crate::plan::{Join, Plan, Source, StepKind, Summary};
use crate::syntax::ast::JoinKind;
use crate::syntax::print::as_name;
use polars::prelude::*;

/// The fault of the first figure that counts a row twice.
pub fn found(plan: &Plan, store: &Store) -> Option<Diagnostic> {
    let inner = match &plan.source {
        Source::Let(_, inner) => found(inner, store),
        Source::Table(_) => None,
    };
    let inner = inner.or_else(|| plan.others().find_map(|other| found(other, store)));
    inner.or_else(|| {
        plan.steps.iter().enumerate().find_map(|(at, step)| match &step.kind {
            StepKind::Summarise(summary) => {
                summary.repeated.iter().find_map(|repeated| fault(repeated, summary, &context(plan, at, store)))
            }
            _ => None,
        })
    })
}

fn fault(repeated: &Repeated, summary: &Summary, context: &Context<'_>) -> Option<Diagnostic> {
    let twice = rows(repeated, summary, context)?;
    if twice == 0 {
        return None;
    }
    let what = repeated.argument.as_column().map_or_else(|| "the figure".to_string(), |name| format!("`{name}`"));
    let (rows, joins) = (counted(twice, "row"), joins(context.plan));
    let own = |join: &&&Join| repeated.rows.contains(&row_of(&join.name));
    if let Some(join) = joins.iter().find(own) {
        let name = as_name(&join.name);
        let message = format!("{what} would count {rows} of {name} more than once: several rows here match each");
        let fault = Diagnostic::error(Code::Repeated, repeated.span, message);
        return Some(fault.help("`max` takes it once for each group; or add it up in its own table, and look that up"));
    }
    let message = format!("{what} would count {rows} more than once: each has several matches");
    let fault = Diagnostic::error(Code::Repeated, repeated.span, message);
    Some(match joins.iter().rfind(|join| join.how == JoinKind::Join) {
        Some(join) => {
            let (name, table) = (as_name(&join.name), source(&join.table));
            fault
                .help(format!("a column of {name} behind `by` tells the matches apart"))
                .help(format!("`with {table} on …` keeps the rows that have a match, each once"))
        }
        None => fault,
    })
}

/// The joins of a plan.
fn joins(plan: &Plan) -> Vec<&Join> {
    plan.steps.iter().filter_map(|step| if let StepKind::Join(join) = &step.kind { Some(&**join) } else { None }).collect()
}

/// The table that a plan reads, as a query names it.
fn source(plan: &Plan) -> String {
    match &plan.source {
        Source::Table(name) | Source::Let(name, _) => as_name(name),
    }
}

/// How many rows a figure would count more than once in one of its groups.
fn rows(repeated: &Repeated, summary: &Summary, context: &Context<'_>) -> Option<u64> {
    let mut quiet = Probes { off: true, ..Probes::default() };
    let state = lower_steps(context.plan, context.at, context.store, &mut quiet);
    let known: Known = state.known;
    let mut low = Lowering::new(&known, &mut quiet);
    let (frame, placed) = match summary.placing.as_ref().and_then(|placing| Some((placing, Places::of(placing, context)?))) {
        Some((placing, places)) => (placing::placed(state.frame, placing, &places, &mut low, Vec::new()), true),
        None => (state.frame, false),
    };
    let mut counts = low.value(&repeated.argument).is_not_null();
    if let Some(condition) = &repeated.condition {
        counts = counts.and(low.condition(condition));
    }
    let numbered = repeated.rows.iter().map(|row| column(row).is_not_null()).reduce(Expr::or).unwrap_or_else(|| lit(false));
    // The rest of `top` is one group, so its key tells nothing apart.
    let keys = summary.keys.iter().filter(|key| key.top.is_none() && !(placed && key.is_label()));
    let mut group: Vec<Expr> = Vec::new();
    for (at, key) in keys.enumerate() {
        group.push(low.value(&key.expr).alias(format!("\u{1}group{at}")));
    }
    group.extend(placed.then(|| column(BUCKET)));
    group.extend(repeated.rows.iter().map(|row| column(row)));
    let counted = frame.filter(counts.and(numbered)).group_by(group).agg([len().alias("\u{1}times")]);
    let many = counted.filter(column("\u{1}times").gt(lit(1u32))).select([len().cast(DataType::UInt64).alias("rows")]);
    quietly(many)?.column("rows").ok()?.u64().ok()?.get(0)
}
