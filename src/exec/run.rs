//! Running a lowered plan: rows, counts, and errors at the clause that caused them.

use super::collect::{Failure, collect};
use super::context::{extent, is_as_of};
use super::doubles::{repeated, twice, wholes};
use super::fault;
use super::interrupt::with_room;
use super::lower::{context, lower, lower_steps};
use super::lowering::dtype;
use super::nearest;
use super::prefer;
use super::probe::{Possible, Probes, Straddled, Unknowns};
use super::seen;
use super::{together, trace};
use crate::base::counts::{Telling, amount, counted};
use crate::base::names::all_of;
use crate::base::{Code, Diagnostic, Span, Type};
use crate::data::{Cell, Frame, Store};
use crate::plan::buckets::Cut;
use crate::plan::{Column, Every, Plan, Share, StepKind, Window};
use polars::prelude::{DataFrame, PolarsError};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What running a plan gives.
pub struct Outcome {
    /// The rows.
    pub rows: Frame,
    /// The window in words, closed where the table's first and last day are known.
    pub window: Option<String>,
    /// Rows of the table, where known.
    pub rows_read: Option<u64>,
    /// Rows the answer rests on.
    pub rows_used: u64,
    /// The words of their sources.
    pub sources: Vec<String>,
    /// What is to be said of periods and buckets, each with its word: `reported`, `27 of 30 buckets have a row`.
    pub time: Vec<(&'static str, String)>,
    /// What is to be said of small figures, each with its word.
    pub people: Vec<(&'static str, String)>,
    /// Unknown values met on the way, in words.
    pub unknown: Vec<String>,
    /// Rows that name a place that was asked for together with others.
    pub places: Vec<String>,
    /// Words of the answer that no catalog names.
    pub words: Vec<String>,
    /// Conditions that the bounds of values leave open for some rows, in words.
    pub possible: Vec<String>,
    /// What is worth knowing.
    pub notes: Vec<Diagnostic>,
}

/// Runs a plan, by itself or as a part of an answer that hides numbers below another. What takes a second way through a large table is
/// found out where it is asked for.
pub fn run(plan: &Plan, store: &Store, asked: bool, beside: Option<u64>) -> Result<Outcome, Vec<Diagnostic>> {
    if let Some(fault) = prefer::unknown(plan, store) {
        return Err(vec![fault]);
    }
    let telling = Telling::without(plan.protected().max(beside));
    let mut probes = Probes::telling(telling, &plan.handling.withheld);
    let lowered = lower(plan, store, &mut probes);
    let bounded: Vec<String> = lowered.known.bounded().cloned().collect();
    let marked: Vec<String> = lowered.known.marked().cloned().collect();
    let data = collect(lowered.frame).map_err(|failure| vec![located(failure, plan, store)])?;
    let unexpected = |error: PolarsError| vec![fault::known(&error).unwrap_or_else(|| fault::unexpected(None))];
    let rows = typed(data.clone(), &plan.columns).map_err(unexpected)?;
    let rows = Frame::new(rows, plan.columns.clone()).with_bounds(&data, &bounded).with_marks(&data, &marked);
    let buckets = seen::buckets(&data, plan, &rows);
    let rows = rows.with_buckets(buckets).hiding(&plan.handling.hidden);
    let rows_used = probes.used.as_ref().map_or(rows.height() as u64, super::probe::Counter::get);
    if let Some(fault) = refused(&probes, plan, store) {
        return Err(vec![fault]);
    }
    let mut notes: Vec<Diagnostic> = ties(&probes);
    notes.extend(probes.over.iter().filter_map(|(share, rows)| over_whole(share, rows.get())));
    if rows_used == 0 {
        notes.extend(nearest::explain(plan, store, telling));
    }
    Ok(Outcome {
        window: plan.window.as_ref().map(|window| closed(window, plan, store)),
        rows_read: plan.tables().iter().map(|name| store.tables.get(*name).and_then(|t| t.rows)).sum(),
        rows_used,
        time: straddling(&probes).into_iter().chain(probes.said.lines()).collect(),
        people: people(&probes, &rows, plan),
        sources: trace::sources(&context(plan, plan.steps.len(), store), asked),
        unknown: unknowns(&probes),
        places: together::named(plan, store, telling),
        words: together::unknown(plan, &rows),
        possible: probes.possible.iter().filter_map(|probe| possible(probe, telling)).collect(),
        notes,
        rows,
    })
}

/// Why the rows of a plan that ran mislead, if they do.
pub(super) fn refused(probes: &Probes, plan: &Plan, store: &Store) -> Option<Diagnostic> {
    let telling = probes.said.telling;
    let straddled = probes.straddled.iter().find_map(|straddled| too_much(straddled, plan, telling));
    straddled
        .or_else(|| repeated::found(plan, store))
        .or_else(|| twice::counted(plan, store, probes.mixed.get() > 0))
        .or_else(|| wholes::added(plan, store))
}

/// What was left out on the way, in words.
pub(super) fn left_out(probes: &Probes) -> Vec<String> {
    straddling(probes).map(|(_, text)| text).into_iter().chain(unknowns(probes)).collect()
}

/// The engine's plan of a query, as text.
pub fn explain(plan: &Plan, store: &Store) -> Result<String, Diagnostic> {
    let lowered = lower(plan, store, &mut Probes::default());
    catch_unwind(AssertUnwindSafe(|| with_room(|| lowered.frame.explain(true))))
        .map_err(|_| fault::unexpected(None))?
        .map_err(|error| fault::known(&error).unwrap_or_else(|| fault::unexpected(None)))
}

/// The diagnostic of a failure: ours, or at the first clause without which the query would run.
pub(super) fn located(failure: Failure, plan: &Plan, store: &Store) -> Diagnostic {
    if let Failure::Engine(error) = &failure
        && let Some(diagnostic) = fault::known(error)
    {
        return diagnostic;
    }
    if let Failure::Stopped = failure {
        return fault::stopped();
    }
    let fails = |count: usize| {
        let mut quiet = Probes { off: true, ..Probes::default() };
        collect(lower_steps(plan, count, store, &mut quiet).frame).is_err()
    };
    let at = (0..=plan.steps.len()).find(|count| fails(*count)).unwrap_or(plan.steps.len());
    let span: Option<Span> = at.checked_sub(1).and_then(|i| plan.steps.get(i)).map(|step| step.span);
    fault::unexpected(span)
}

/// The columns of the plan, in its order and types.
pub(super) fn typed(data: DataFrame, columns: &[Column]) -> Result<DataFrame, PolarsError> {
    let height = data.height();
    let typed = columns.iter().map(|column| {
        let values = data.column(&column.name)?;
        let keeps = values.dtype() == &dtype(column.ty) || (column.ty == Type::Text && values.dtype().is_categorical());
        if keeps { Ok(values.clone()) } else { values.cast(&dtype(column.ty)) }
    });
    DataFrame::new(height, typed.collect::<Result<_, PolarsError>>()?)
}

/// The window with its open sides closed by the first and last day of its table, and how many days lie outside of them.
fn closed(window: &Window, plan: &Plan, store: &Store) -> String {
    let seen = || {
        let covered = context(plan, plan.steps.len(), store).covered(plan.axis.as_ref()?)?;
        Some((covered.start, covered.end))
    };
    let edges = extent(plan, store).or_else(|| if is_as_of(plan) { seen() } else { None });
    edges.map_or_else(|| window.to_string(), |(first, last)| window.resolve(first, last).beside(first, last))
}

/// What is to be said of small figures: in what order it was found out does not matter.
fn people(probes: &Probes, rows: &Frame, plan: &Plan) -> Vec<(&'static str, String)> {
    let mut lines: Vec<_> = probes.people.lines().into_iter().chain(small(rows, &plan.people)).collect();
    lines.sort_by_key(|(word, _)| *word);
    lines
}

/// Figures of people or rows below this are worth a word.
const FEW: f64 = 10.0;

/// How many figures of an answer are of few people.
fn small(rows: &Frame, people: &[String]) -> Option<(&'static str, String)> {
    let columns = rows.columns().iter().enumerate().filter(|(_, column)| people.contains(&column.name)).map(|(at, _)| at);
    let few = |cell: Cell<'_>| match cell {
        Cell::Int(n) => n > 0 && (n as f64) < FEW,
        Cell::Float(x) => x > 0.0 && x < FEW,
        _ => false,
    };
    let count = columns.map(|at| (0..rows.height()).filter(|row| few(rows.cell(*row, at))).count()).sum::<usize>();
    (count > 0).then(|| {
        ("small", format!("{} of fewer than {FEW} people or rows: consider `protect {FEW}`", counted(count as u64, "cell")))
    })
}

/// The fault of a figure that would leave out more than a tenth of its amount.
fn too_much(straddled: &Straddled, plan: &Plan, telling: Telling) -> Option<Diagnostic> {
    let (left_out, used) = straddled.amounts();
    let whole = left_out + used;
    if whole == 0.0 || left_out * 10.0 <= whole {
        return None;
    }
    let rows = telling.counted(straddled.rows.get(), "row");
    let verb = if telling.is_one(straddled.rows.get()) { "straddles" } else { "straddle" };
    let part = match telling.is_open() && !figure_is_withheld(straddled.span, plan) {
        true => format!("{} of {}", amount(left_out), amount(whole)),
        false => "more than a tenth".to_string(),
    };
    let message = format!("{rows} {verb} a bound, with {part}");
    let fault = Diagnostic::error(Code::TooMuchStraddles, straddled.span, message);
    let every = plan.steps.iter().find_map(|step| match &step.kind {
        StepKind::Summarise(summary) => summary.placing.as_ref()?.every.as_ref(),
        _ => None,
    });
    let fault = fault.help_if(every.map(|every| fitting(straddled, every, telling)));
    Some(fault.help(
        "before the summary, `prorated` splits such rows by their days, and `overlapping` counts them in each bucket they touch",
    ))
}

/// Whether the figure at a place is one of values about single persons.
fn figure_is_withheld(span: Span, plan: &Plan) -> bool {
    plan.steps.iter().any(|step| match &step.kind {
        StepKind::Summarise(summary) => {
            summary.figures.iter().any(|(name, figure)| figure.span == span && plan.handling.withheld.contains(name))
        }
        _ => false,
    })
}

/// Buckets that fit the rows which straddle others.
fn fitting(straddled: &Straddled, every: &Every, telling: Telling) -> String {
    let report = "`every report` takes the periods as they are";
    let anchor = |every: &Every| if let Cut::Days(7, Some(day)) = every.cut { Some(day.weekday()) } else { None };
    match straddled.week_start().filter(|(day, _)| anchor(every) != Some(*day)) {
        Some((day, weeks)) => {
            let all = straddled.rows.get();
            let fits = match all {
                all if telling.is_one(all) => "it".to_string(),
                all if all == weeks => "them".to_string(),
                all => format!("{} of {}", telling.part(weeks, all), telling.number(all)),
            };
            format!("`every week from {}` fits {fits}; {report}", day.name())
        }
        None => report.to_string(),
    }
}

/// How many rows straddle a bound of the window or of a bucket.
fn straddling(probes: &Probes) -> Option<(&'static str, String)> {
    let rows = probes.straddled.iter().map(|straddled| straddled.rows.get()).max()?;
    (rows > 0)
        .then(|| ("straddling", format!("{} left out, whose periods straddle a bound", probes.said.telling.counted(rows, "row"))))
}

/// What unknown values meant, each said once.
fn unknowns(probes: &Probes) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for words in probes.unknown.iter().filter_map(|probe| in_words(probe, probes.said.telling)) {
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said
}

fn ties(probes: &Probes) -> Vec<Diagnostic> {
    let kept = probes.ties.iter().filter(|(_, counter)| counter.get() > 0);
    kept.map(|(span, counter)| {
        let n = counter.get();
        let message = format!("{n} more row{} shown: equal to the last place", if n == 1 { " is" } else { "s are" });
        Diagnostic::note(Code::TiesKept, *span, message)
    })
    .collect()
}

/// For how many rows a condition is possible without being certain, or nothing when there are none.
fn possible(probe: &Possible, telling: Telling) -> Option<String> {
    let (certain, open) = (probe.certain.get(), probe.possible.get());
    let columns = match probe.columns.as_slice() {
        [] => String::new(),
        names => format!(" by the bounds of {}", all_of(names)),
    };
    match probe.kept {
        _ if open == 0 => None,
        true => Some(format!("{} certain and {} more possible{columns}", telling.counted(certain, "row"), telling.number(open))),
        false => {
            let verb = if telling.is_one(open) { "is" } else { "are" };
            let more = telling.counted(open, "more row");
            Some(format!("{more} {verb} possible{columns}, and left out: `where possibly` keeps them"))
        }
    }
}

/// The note on a share that is more than its whole in some rows.
fn over_whole(share: &Share, rows: u64) -> Option<Diagnostic> {
    let message = format!("{} is over 100% in {}", share.figure, counted(rows, "row"));
    let note = Diagnostic::note(Code::OverWhole, share.span, message);
    let help = "what is counted above is not all in what is counted below, or one of them is of another time";
    (rows > 0).then(|| note.help_if(share.of.as_ref().map(|_| help.to_string())))
}

/// What unknown values meant, or nothing when there were none.
fn in_words(probe: &super::probe::Unknown, telling: Telling) -> Option<String> {
    let (count, kept) = (probe.count.get(), probe.kept.get());
    let rows = |n: u64| telling.counted(n, "row");
    match &probe.what {
        _ if count + kept == 0 => None,
        Unknowns::Condition(columns) => {
            let names = crate::base::names::one_of(columns);
            let fate = match (count, kept) {
                (dropped, 0) => format!("{} left out", rows(dropped)),
                (0, kept) => format!("{} kept", rows(kept)),
                (dropped, kept) => format!("{} left out and {} kept", rows(dropped), rows(kept)),
            };
            Some(format!("{fate} where {names} is unknown"))
        }
        Unknowns::Argument(column) => Some(format!("{column} is unknown in {}, which the figure leaves out", rows(count))),
        Unknowns::Ranked(column) => Some(format!("{} left out where {column} is unknown", rows(count))),
        Unknowns::Converted(call) => Some(format!("{call} could not read {}: unknown", telling.counted(count, "value"))),
    }
}
