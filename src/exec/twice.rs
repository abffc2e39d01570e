//! People counted twice: reports of one series that share days, and sources that report the same days, in one total.

use super::collect::quietly;
use super::context::Context;
use super::known::Known;
use super::lower::{context, lower_steps};
use super::lowering::{Lowering, column};
use super::placing::{self, BUCKET, FROM, Places, TO};
use super::probe::Probes;
use crate::base::counts::counted as count;
use crate::base::{Code, Day, Diagnostic, Span};
use crate::data::Store;
use crate::plan::{Plan, Series, Source, Step, StepKind, Summary};
use crate::syntax::ast::Straddling;
use crate::syntax::print::as_name;
use polars::prelude::{DataType, Expr, lit, when};
use std::collections::BTreeMap;

/// The fault of the first total that counts the same days twice.
pub fn counted(plan: &Plan, store: &Store) -> Option<Diagnostic> {
    if let Source::Let(_, inner) = &plan.source
        && let Some(fault) = counted(inner, store)
    {
        return Some(fault);
    }
    if let Some(fault) = plan.others().find_map(|other| counted(other, store)) {
        return Some(fault);
    }
    plan.steps.iter().enumerate().find_map(|(at, step)| match &step.kind {
        StepKind::Summarise(summary) => {
            let series = summary.series.as_ref()?;
            let reports = reports(summary, series, &context(plan, at, store))?;
            fault(&reports, series, step)
        }
        _ => None,
    })
}

/// A report: its days, and who reports.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Report {
    start: i32,
    end: i32,
    source: String,
}

/// The reports of each total and series that are added.
fn reports(summary: &Summary, series: &Series, context: &Context<'_>) -> Option<Vec<Vec<Report>>> {
    let mut quiet = Probes { off: true, ..Probes::default() };
    let state = lower_steps(context.plan, context.at, context.store, &mut quiet);
    let known: Known = state.known;
    let mut low = Lowering::new(&known, &mut quiet);
    let placing = summary.placing.as_ref().filter(|placing| placing.straddling == Straddling::LeftOut);
    let (frame, placed) = match placing.and_then(|placing| Some((placing, Places::of(placing, context)?))) {
        Some((placing, places)) => (placing::placed(state.frame, placing, &places, &mut low, Vec::new()), true),
        None => (state.frame, false),
    };
    let day = |name: &str| column(name).cast(DataType::Date).cast(DataType::Int32);
    let (start, end) = if placed { (day(FROM), day(TO)) } else { (day(&series.axis.start.name), day(&series.axis.end.name)) };
    let text = |value: Expr| value.cast(DataType::String).fill_null(lit("-"));
    let mut apart: Vec<Expr> = Vec::new();
    for key in summary.keys.iter().filter(|key| !(placed && key.is_label())) {
        apart.push(text(low.value(&key.expr)));
    }
    apart.extend(series.columns.iter().map(|name| text(column(name))));
    apart.extend(placed.then(|| text(column(BUCKET))));
    let source = series.source.as_ref().map_or_else(|| lit(""), |name| text(column(name)));
    let counts = counting(summary, &mut low);
    let group = if apart.is_empty() { lit("") } else { polars::prelude::concat_str(apart, "\u{1}", false) };
    let frame =
        frame.filter(counts).select([group.alias("group"), source.alias("source"), start.alias("start"), end.alias("end")]);
    let data = quietly(frame)?;
    let columns = |name: &str| data.column(name).ok();
    let (groups, sources) = (columns("group")?.str().ok()?, columns("source")?.str().ok()?);
    let (starts, ends) = (columns("start")?.i32().ok()?, columns("end")?.i32().ok()?);
    let mut found: BTreeMap<&str, Vec<Report>> = BTreeMap::new();
    for ((group, source), (start, end)) in groups.iter().zip(sources.iter()).zip(starts.iter().zip(ends.iter())) {
        let (Some(start), Some(end)) = (start, end) else { continue };
        let report = Report { start, end, source: source.unwrap_or("").to_string() };
        found.entry(group.unwrap_or("")).or_default().push(report);
    }
    Some(found.into_values().collect())
}

/// The rows that some total adds: its argument is known and its condition holds. Totals with different conditions stand apart.
pub fn counting(summary: &Summary, low: &mut Lowering<'_>) -> Expr {
    let mut tests: Vec<Expr> = Vec::new();
    let mut conditions = 0;
    for (_, figure) in &summary.figures {
        figure.aggregates(&mut |aggregate| {
            let Some(argument) = &aggregate.argument else { return };
            let known = low.value(argument).is_not_null();
            conditions += usize::from(aggregate.condition.is_some());
            tests.push(match &aggregate.condition {
                Some(condition) => when(low.condition(condition)).then(known).otherwise(lit(false)),
                None => known,
            });
        });
    }
    // Only the first of several conditions is looked at: what they tell apart is not added.
    if conditions > 1 {
        tests.truncate(1);
    }
    tests.into_iter().reduce(Expr::or).unwrap_or_else(|| lit(true))
}

/// Two reports of a group that share days: of one source, or of two.
fn shared(reports: &[Report]) -> Option<(Report, Report)> {
    let mut sorted = reports.to_vec();
    sorted.sort();
    let mut last: Option<Report> = None;
    for report in sorted {
        if let Some(before) = &last
            && report.start <= before.end
        {
            return Some((before.clone(), report));
        }
        if last.as_ref().is_none_or(|before| before.end < report.end) {
            last = Some(report);
        }
    }
    None
}

fn fault(groups: &[Vec<Report>], series: &Series, step: &Step) -> Option<Diagnostic> {
    let pairs: Vec<(Report, Report)> = groups.iter().filter_map(|group| shared(group)).collect();
    let (first, second) = pairs.first()?;
    let days = |report: &Report| format!("{} to {}", Day(report.start), Day(report.end));
    let two = first.source != second.source;
    let message = match two {
        true => format!(
            "two sources report the same days: {} ({}) and {} ({})",
            first.source,
            days(first),
            second.source,
            days(second)
        ),
        false => format!("two reports of one series share days: {} and {}", days(first), days(second)),
    };
    let span: Span = step.span;
    let fault = Diagnostic::error(Code::CountedTwice, span, message);
    let others = pairs.len() - 1;
    let fault = fault.help_if((others > 0).then(|| format!("{} more of the kind", count(others as u64, "total"))));
    Some(match (&series.source, two) {
        (Some(source), true) => {
            let name = as_name(source);
            fault.help(format!("`by {name}` keeps them apart, `where {name} = \"{}\"` keeps one", first.source))
        }
        _ => fault.help("leave one of them out with `where`, or keep the first of several with `unique`"),
    })
}
