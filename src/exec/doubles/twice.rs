//! People counted twice: reports of one series that share days, and sources that report the same days, in one total.
//!
//! A look at the keys of the rows behind a total, without their figures: what tells totals and series apart becomes one number each,
//! and the rows are sorted by them. Rows of one day are looked at only where a total has more than one source.

use crate::base::counts::counted as count;
use crate::base::{Code, Day, Diagnostic, Span};
use crate::data::Store;
use crate::exec::collect::quietly;
use crate::exec::context::Context;
use crate::exec::keys::combination;
use crate::exec::lower::{context, lower_steps};
use crate::exec::lowering::{Lowering, column};
use crate::exec::placing::{self, BUCKET, FROM, Places, TO};
use crate::exec::probe::Probes;
use crate::exec::state::Lowered;
use crate::exec::{versus, zones};
use crate::plan::{Column, Compared, Placing, Plan, Series, Source, StepKind, Summary};
use crate::syntax::ast::Straddling;
use crate::syntax::print::as_name;
use polars::prelude::{DataFrame, DataType, Expr, LazyFrame, lit, when};
use std::collections::HashMap;

/// The fault of the first total that counts the same days twice; `mixed` when some total has rows of two sources.
pub fn counted(plan: &Plan, store: &Store, mixed: bool) -> Option<Diagnostic> {
    if let Source::Let(_, inner) = &plan.source
        && let Some(fault) = counted(inner, store, mixed)
    {
        return Some(fault);
    }
    if let Some(fault) = plan.others().find_map(|other| counted(other, store, mixed)) {
        return Some(fault);
    }
    plan.steps.iter().enumerate().find_map(|(at, step)| {
        let context = context(plan, at, store);
        let (totals, span) = match &step.kind {
            StepKind::Summarise(summary) => (Totals::of(summary, &context), step.span),
            // The other period has rows of its own, which no first look has seen.
            StepKind::Versus(compared) => (Totals::before(compared, &context), step.span),
            _ => return None,
        };
        let totals = totals?;
        let first_look = matches!(step.kind, StepKind::Summarise(_)) && totals.series.is_of_events() && !mixed;
        if first_look { None } else { totals.fault(span) }
    })
}

/// The rows behind the totals of a summary.
struct Totals<'a> {
    summary: &'a Summary,
    series: &'a Series,
    /// The rows, with what tells totals, series and sources apart, and their days.
    rows: LazyFrame,
}

/// The columns of the keys of a row.
const TOTAL: &str = "\u{1}total";
const SERIES: &str = "\u{1}series";
const SOURCE: &str = "\u{1}source";
const START: &str = "\u{1}start";
const END: &str = "\u{1}end";

/// The keys of a row, in the order in which rows are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    total: i64,
    series: i64,
    start: i32,
    end: i32,
    source: i64,
}

impl<'a> Totals<'a> {
    fn of(summary: &'a Summary, context: &Context<'_>) -> Option<Totals<'a>> {
        let series = summary.series.as_ref()?;
        let mut quiet = Probes { off: true, ..Probes::default() };
        let state = lower_steps(context.plan, context.at, context.store, &mut quiet);
        let placing = summary.placing.as_ref().filter(|placing| placing.straddling == Straddling::LeftOut);
        let placed = placing.and_then(|placing| Some((placing, Places::of(placing, context)?)));
        Some(Totals { summary, series, rows: keyed(state, summary, series, placed.as_ref().map(|(p, places)| (*p, places))) })
    }

    /// The totals that a `versus` compares with.
    fn before(compared: &Compared, context: &Context<'a>) -> Option<Totals<'a>> {
        let (at, summary) = context.summary_before()?;
        let context = Context { at, ..*context };
        let (series, placing) = (summary.series.as_ref()?, summary.placing.as_ref()?);
        let others = versus::moved(&Places::of(placing, &context)?, placing, compared)?;
        let placing = Placing { labelled: false, window: others.window.clone(), ..placing.clone() };
        Some(Totals { summary, series, rows: keyed(context.at_any_time(), summary, series, Some((&placing, &others))) })
    }

    /// The fault of the first rows that are counted twice.
    fn fault(&self, span: Span) -> Option<Diagnostic> {
        let keys = [TOTAL, SERIES, SOURCE, START, END].map(column);
        let mut rows = read(&quietly(self.rows.clone().select(keys))?)?;
        if let Some(edges) = self.summary.adds_reports() {
            reports_alone(&mut rows, edges);
        }
        rows.sort_unstable();
        let pairs = shared(&rows, self.series.is_of_events());
        // Totals are told apart by numbers that have no order of their own.
        let (first, second) = pairs.iter().min_by_key(|(first, second)| [first.start, second.start, first.end, second.end])?;
        Some(self.told(first, second, pairs.len() - 1, span))
    }

    fn told(&self, first: &Row, second: &Row, others: usize, span: Span) -> Diagnostic {
        let mut reports = [first, second].map(|row| (self.source_of(row), words(row)));
        reports.sort();
        let [(one, one_days), (two, two_days)] = reports;
        let (days, of_two) = ((one_days, two_days), first.source != second.source);
        let message = match of_two {
            true if self.series.withheld => format!("two sources report the same days, {} and {}", days.0, days.1),
            true if days.0 == days.1 => format!("two sources report {}: {one} and {two}", days.0),
            true => format!("two sources report the same days: {one} ({}) and {two} ({})", days.0, days.1),
            false if days.0 == days.1 => format!("two reports of one series are about {}", days.0),
            false => format!("two reports of one series share days: {} and {}", days.0, days.1),
        };
        let fault = Diagnostic::error(Code::CountedTwice, span, message);
        let fault = fault.help_if((others > 0).then(|| format!("{} more of the kind", count(others as u64, "total"))));
        match (&self.series.source, of_two) {
            (Some(source), true) => {
                let name = as_name(source);
                if self.series.withheld {
                    return fault.help(format!("`by {name}` keeps them apart"));
                }
                fault
                    .help(format!("`by {name}` keeps them apart, `where {name} = \"{one}\"` keeps one"))
                    .help(format!("`prefer \"{one}\", \"{two}\"` takes of each day the first that has it"))
            }
            _ => fault.help(self.way_out(first, second)),
        }
    }

    /// What leaves one of two reports of one source out.
    fn way_out(&self, first: &Row, second: &Row) -> String {
        let axis = &self.series.axis;
        let hidden = crate::base::names::is_hidden(&axis.start.name) || axis.is_single();
        let (start, end) = (as_name(&axis.start.name), as_name(&axis.end.name));
        let lengths = [first, second].map(|row| row.end - row.start);
        if hidden {
            return "leave one of them out with `where`, or keep the first of several with `unique`".to_string();
        }
        if lengths[0] == lengths[1] && first.start == second.start {
            let series: Vec<String> = self.series.columns.iter().map(|name| as_name(name)).chain([start, end]).collect();
            return format!("`unique {}` keeps the first of each", series.join(", "));
        }
        if lengths[0] == lengths[1] {
            return "leave one of them out with `where`".to_string();
        }
        format!("`where days_between({start}, {end}) < {}` leaves the longer one out", lengths[0].max(lengths[1]))
    }

    /// The name of the source of a row.
    fn source_of(&self, row: &Row) -> String {
        let Some(source) = &self.series.source else { return String::new() };
        let this =
            column(TOTAL).eq(lit(row.total)).and(column(SERIES).eq(lit(row.series))).and(column(SOURCE).eq(lit(row.source)));
        let name = self.rows.clone().filter(this).select([column(source).cast(DataType::String).alias("name")]).slice(0, 1);
        let name = quietly(name).and_then(|data| Some(data.column("name").ok()?.str().ok()?.get(0)?.to_string()));
        name.unwrap_or_else(|| "no source".to_string())
    }
}

/// The rows before a summary that some total adds, with their keys.
fn keyed(state: Lowered, summary: &Summary, series: &Series, placed: Option<(&Placing, &Places)>) -> LazyFrame {
    let known = state.known;
    let mut quiet = Probes { off: true, ..Probes::default() };
    let mut low = Lowering::new(&known, &mut quiet);
    let frame = match placed {
        Some((placing, places)) => placing::placed(state.frame, placing, places, &mut low, Vec::new()),
        None => state.frame,
    };
    let mut total: Vec<Expr> = Vec::new();
    for key in summary.keys.iter().filter(|key| !(placed.is_some() && key.is_label())) {
        total.push(low.value(&key.expr));
    }
    total.extend(placed.map(|_| column(BUCKET)));
    let day = |of: &Column| zones::day(column(&of.name), of.ty);
    let (start, end) = match placed {
        Some(_) => (column(FROM), column(TO)),
        None => (day(&series.axis.start), day(&series.axis.end)),
    };
    let told = [
        combination(total).alias(TOTAL),
        combination(series.columns.iter().map(|name| column(name)).collect()).alias(SERIES),
        combination(series.source.iter().map(|name| column(name)).collect()).alias(SOURCE),
        start.cast(DataType::Int32).alias(START),
        end.cast(DataType::Int32).alias(END),
    ];
    let counts = counting(summary, &mut low);
    frame.filter(counts).with_columns(told)
}

/// The rows that some total adds: its argument is known and its condition holds. Totals with different conditions stand apart.
pub fn counting(summary: &Summary, low: &mut Lowering<'_>) -> Expr {
    let mut tests: Vec<Expr> = Vec::new();
    let mut conditions = 0;
    for (_, figure) in &summary.figures {
        figure.aggregates(&mut |aggregate| {
            let Some(argument) = aggregate.argument.as_ref().filter(|_| aggregate.adds()) else { return };
            let known = low.is_known(argument);
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

/// The keys of all rows; rows without a day are in no total.
fn read(data: &DataFrame) -> Option<Vec<Row>> {
    let number = |name: &str| data.column(name).ok()?.i64().ok().cloned();
    let day = |name: &str| data.column(name).ok()?.i32().ok().cloned();
    let (totals, series, sources) = (number(TOTAL)?, number(SERIES)?, number(SOURCE)?);
    let (starts, ends) = (day(START)?, day(END)?);
    let numbers = totals.iter().zip(series.iter()).zip(sources.iter());
    let rows = numbers.zip(starts.iter().zip(ends.iter())).filter_map(|(((total, series), source), (start, end))| {
        Some(Row { total: total?, series: series?, source: source?, start: start?, end: end? })
    });
    Some(rows.collect())
}

/// Leaves the rows of the newest report of each total, of the oldest, or both; they are about their last day.
fn reports_alone(rows: &mut Vec<Row>, [newest, oldest]: [bool; 2]) {
    let mut edges: HashMap<i64, (i32, i32)> = HashMap::new();
    for row in rows.iter() {
        let (first, last) = edges.entry(row.total).or_insert((row.end, row.end));
        (*first, *last) = (row.end.min(*first), row.end.max(*last));
    }
    let adds = |row: &Row| {
        edges.get(&row.total).is_some_and(|(first, last)| (newest && row.end == *last) || (oldest && row.end == *first))
    };
    rows.retain(adds);
    rows.iter_mut().for_each(|row| row.start = row.end);
}

/// The first two rows of each total and series that share days; of events only those of two sources.
fn shared(rows: &[Row], events: bool) -> Vec<(Row, Row)> {
    let mut found: Vec<(Row, Row)> = Vec::new();
    let mut last: Option<Row> = None;
    for row in rows {
        let before = last.filter(|last| (last.total, last.series) == (row.total, row.series));
        let told = found.last().is_some_and(|(first, _)| first.total == row.total);
        match before {
            Some(before) if row.start <= before.end && !(events && row.source == before.source) && !told => {
                found.push((before, *row))
            }
            _ => {}
        }
        last = Some(before.filter(|before| before.end >= row.end && !events).unwrap_or(*row));
    }
    found
}

fn words(row: &Row) -> String {
    if row.start == row.end { Day(row.start).to_string() } else { format!("{} to {}", Day(row.start), Day(row.end)) }
}
