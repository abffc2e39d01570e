//! Places that are named together with others, and words that no catalog names: what the footer says of them.

use super::collect::quietly;
use super::lower::lower_steps;
use super::lowering::column;
use super::probe::Probes;
use crate::base::counts::{Telling, grouped};
use crate::base::names::all_of;
use crate::base::{Span, Type, Value};
use crate::catalog::Vocabulary;
use crate::catalog::vocabulary::BETWEEN;
use crate::data::words::written;
use crate::data::{Cell, Frame, Store};
use crate::plan::handling::Asked;
use crate::plan::{Expr, ExprKind, Plan, Source, StepKind};
use polars::prelude::{DataType, len};
use std::collections::BTreeSet;

/// Kinds of groups and unknown words that a line tells by name.
const TOLD: usize = 5;

/// The most rows of an answer in which unknown words are looked for.
const LOOKED: usize = 100_000;

/// What is to be said of the filters of a plan that ask for places.
pub fn named(plan: &Plan, store: &Store, telling: Telling) -> Vec<String> {
    let inner = match &plan.source {
        Source::Let(_, inner) => named(inner, store, telling),
        Source::Table(_) => Vec::new(),
    };
    inner.into_iter().chain(named_here(plan, store, telling)).collect()
}

fn named_here(plan: &Plan, store: &Store, telling: Telling) -> Vec<String> {
    let asked = plan.handling.asked.iter().filter(|asked| any_groups(plan, store, &asked.words));
    asked.filter_map(|asked| named_with_others(plan, asked, store, telling)).collect()
}

/// Whether some row of the tables of a plan names several places together.
pub fn any_groups(plan: &Plan, store: &Store, words: &Vocabulary) -> bool {
    let several = |text: &str| words.name(text).is_some_and(|name| words.members(&name).len() > 1);
    plan.tables().iter().any(|table| store.spellings(table).iter().any(|spelling| several(&spelling.text)))
}

/// `13 more rows name it with others (9 Torkham + Spin Boldak, …)`
fn named_with_others(plan: &Plan, asked: &Asked, store: &Store, telling: Telling) -> Option<String> {
    let mut groups = groups(&without_test(plan, asked)?, asked, store)?;
    groups.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let rows: u64 = groups.iter().map(|(_, count)| count).sum();
    if rows == 0 {
        return None;
    }
    let mut told: Vec<String> =
        groups.iter().take(TOLD).map(|(text, count)| format!("{} {text}", telling.number(*count))).collect();
    if groups.len() > TOLD {
        told.push(format!("{} other ways", groups.len() - TOLD));
    }
    let verb = if telling.is_one(rows) { "names" } else { "name" };
    let it = if asked.names.len() == 1 { "it with others" } else { "them together or with others" };
    Some(format!("{} {verb} {it} ({})", telling.counted(rows, "more row"), told.join(", ")))
}

/// The rows of a plan before its first clause that is not about which rows count, as they would be without a test.
fn without_test(plan: &Plan, asked: &Asked) -> Option<Plan> {
    let mut plan = plan.clone();
    let keeps = |kind: &StepKind| {
        matches!(
            kind,
            StepKind::Filter(_) | StepKind::Within(_) | StepKind::Inside(_) | StepKind::DatedBy(_) | StepKind::Derive(_)
        )
    };
    let end = (asked.step..plan.steps.len()).find(|at| !plan.steps.get(*at).is_some_and(|step| keeps(&step.kind)));
    plan.steps.truncate(end.unwrap_or(plan.steps.len()));
    let StepKind::Filter(condition) = &mut plan.steps.get_mut(asked.step)?.kind else { return None };
    let always = Expr::literal(Value::Bool(true), Span::default());
    match &mut condition.kind {
        ExprKind::And(parts) => *parts.get_mut(asked.part)? = always,
        _ => *condition = Expr { ty: Type::Bool, ..always },
    }
    Some(plan)
}

/// The groups that hold a place asked for, as the file writes them, with their rows.
fn groups(plan: &Plan, asked: &Asked, store: &Store) -> Option<Vec<(String, u64)>> {
    let mut quiet = Probes { off: true, ..Probes::default() };
    let mut frame = lower_steps(plan, plan.steps.len(), store, &mut quiet).frame;
    let schema = frame.collect_schema().ok()?;
    let as_written = written(&asked.column);
    let spelling = if schema.contains(&as_written) { &as_written } else { &asked.column };
    let text = |name: &str| column(name).cast(DataType::String);
    let keys = [text(&asked.column).alias("name"), text(spelling).alias("text")];
    let found = quietly(frame.group_by(keys).agg([len().cast(DataType::UInt64).alias("rows")]))?;
    let texts = |name: &str| Some(found.column(name).ok()?.str().ok()?.clone());
    let (names, spellings) = (texts("name")?, texts("text")?);
    let rows = found.column("rows").ok()?.u64().ok()?.clone();
    let mut groups: Vec<(String, u64)> = Vec::new();
    for ((name, text), rows) in names.iter().zip(spellings.iter()).zip(rows.iter()) {
        let (Some(name), Some(text), Some(rows)) = (name, text, rows) else { continue };
        let members = asked.words.members(name);
        let holds = |wanted: &String| members.iter().any(|member| member == wanted);
        if members.len() > 1 && !asked.names.iter().any(|wanted| wanted == name) && asked.names.iter().any(holds) {
            groups.push((text.to_string(), rows));
        }
    }
    Some(groups)
}

/// Words of an answer that no catalog names.
pub fn unknown(plan: &Plan, rows: &Frame) -> Vec<String> {
    let shown = plan.handling.words.iter().filter(|(name, _)| !plan.handling.hidden.contains(name));
    let at = |name: &String| plan.columns.iter().position(|column| column.name == *name);
    shown.filter_map(|(name, words)| unknown_in(name, at(name)?, words, rows)).collect()
}

fn unknown_in(name: &str, at: usize, words: &Vocabulary, rows: &Frame) -> Option<String> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for row in 0..rows.height().min(LOOKED) {
        if let Cell::Text(text) = rows.cell(row, at)
            && !found.contains(text)
        {
            let strange = words.members(text).into_iter().filter(|member| words.name(member).is_none());
            found.extend(strange);
        }
    }
    // `by top` calls the rest so.
    found.remove("others");
    if found.is_empty() {
        return None;
    }
    let told: Vec<String> = found.iter().take(TOLD).map(|text| format!("\"{text}\"{}", near(words, text))).collect();
    let more = found.len().saturating_sub(TOLD);
    let told = if more > 0 { format!("{} and {} more", told.join(", "), grouped(more as u64)) } else { all_of(&told) };
    let by = if words.is_of_places() { "no gazetteer names" } else { "no category has" };
    Some(format!("{} holds {}, which {by}", crate::syntax::print::as_name(name), told))
}

/// The names nearest to an unknown word, in brackets.
fn near(words: &Vocabulary, text: &str) -> String {
    match words.nearest(text).first() {
        Some(name) if !text.contains(BETWEEN) => format!(" (near {name})"),
        _ => String::new(),
    }
}
