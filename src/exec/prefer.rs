//! `prefer`: of several sources that report on the same days of a series, the rows of the first.

use super::collect::quietly;
use super::guard::{Guard, row_by_row};
use super::keys::combination;
use super::lower::lower_steps;
use super::lowering::{Lowering, column};
use super::placing;
use super::probe::{Probes, Said};
use super::state::Lowered;
use crate::base::names::{nearest, one_of};
use crate::base::{Code, Diagnostic};
use crate::data::Store;
use crate::plan::{Plan, Preference, Source, StepKind};
use crate::syntax::print::as_name;
use polars::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// The hidden column of whether a row counts.
const COUNTS: &str = "\u{1}counts";

impl Lowered {
    /// Keeps the rows of the first source that has each day of a series.
    pub(super) fn prefer(self, preference: &Preference, probes: &mut Probes) -> Lowered {
        let series = &preference.series;
        let Some(source) = &series.source else { return self };
        let mut low = Lowering::new(&self.known, probes);
        let (start, end) = placing::days(&mut low, &series.axis, &preference.point);
        let says = preference.says.as_ref().map_or_else(|| lit(true), |says| low.condition(says));
        let group = combination(series.columns.iter().map(|name| column(name)).collect());
        let choice = Choice {
            sources: preference.sources.iter().map(|(name, _)| name.clone()).collect(),
            said: (!low.probes.off).then(|| low.probes.said.clone()),
            withheld: series.withheld,
        };
        let others = [column(source).cast(DataType::String), start, end, says];
        let first = column(source).cast(DataType::String);
        let run = move |columns: &mut [Column]| choice.run(columns);
        // A column of its own: it is made on all rows, and conditions behind it stay behind it.
        let named = [("\u{1}series", group), ("\u{1}source", first)];
        let hidden: Vec<PlSmallStr> = named.iter().map(|(name, _)| *name).chain([COUNTS]).map(PlSmallStr::from_static).collect();
        let frame = self.frame.with_columns(named.map(|(name, value)| value.alias(name)));
        let counts = row_by_row(column("\u{1}series"), run, &others, DataType::Boolean, true).alias(COUNTS);
        let frame = frame.with_column(counts).filter(column(COUNTS)).drop(by_name(hidden, true, false));
        Lowered { frame, known: self.known, guard: Guard::in_place() }
    }
}

/// The days of a row, and where it stands.
struct Report {
    start: i32,
    end: i32,
    row: usize,
    says: bool,
}

/// Which sources count.
struct Choice {
    sources: Vec<String>,
    said: Option<Said>,
    /// Whether only those are told of that are named in the query.
    withheld: bool,
}

impl Choice {
    /// Whether each row counts; the columns are series, source, first and last day, and whether the row says anything.
    fn run(&self, columns: &mut [Column]) -> PolarsResult<Column> {
        let height = columns.iter().map(Column::len).max().unwrap_or(0);
        let (groups, names) = (columns[0].i64()?, columns[1].str()?);
        let (starts, ends) = (columns[2].cast(&DataType::Int32)?, columns[3].cast(&DataType::Int32)?);
        let says = columns[4].bool()?;
        let at = |row: usize, len: usize| if len == 1 { 0 } else { row };
        let mut ranked: HashMap<i64, Vec<Vec<Report>>> = HashMap::new();
        for row in 0..height {
            let rank = names.get(row).and_then(|name| self.sources.iter().position(|source| source == name));
            let days = starts.i32()?.get(row).zip(ends.i32()?.get(row));
            let (Some(rank), Some((start, end))) = (rank, days) else { continue };
            let reports = ranked
                .entry(groups.get(at(row, groups.len())).unwrap_or(0))
                .or_insert_with(|| self.sources.iter().map(|_| Vec::new()).collect());
            let says = says.get(at(row, says.len())).unwrap_or(false);
            if let Some(reports) = reports.get_mut(rank) {
                reports.push(Report { start, end, row, says });
            }
        }
        let mut keep = vec![false; height];
        ranked.values().for_each(|reports| choose(reports, &mut keep));
        self.say(names, &keep);
        Ok(Series::new(columns[0].name().clone(), keep).into_column())
    }

    /// How many rows of each source were left out.
    fn say(&self, names: &StringChunked, keep: &[bool]) {
        let Some(said) = &self.said else { return };
        let mut left_out: BTreeMap<&str, u64> = BTreeMap::new();
        for (name, keep) in names.iter().zip(keep) {
            if !keep {
                let shown = name.filter(|name| !self.withheld || self.sources.iter().any(|source| source == name));
                let other = if self.withheld { "others" } else { "no source" };
                *left_out.entry(shown.unwrap_or(other)).or_default() += 1;
            }
        }
        let words: Vec<String> =
            left_out.iter().map(|(name, rows)| format!("{} of {name}", said.telling.counted(*rows, "row"))).collect();
        let words = if words.is_empty() { "no row is left out".to_string() } else { format!("left out: {}", words.join(", ")) };
        said.add("preferred", format!("{}; {words}", self.sources.join(", then ")));
    }
}

/// Marks the rows of a series that count: those of each source, in order, on days that none before it has. Rows that say nothing
/// stand back behind those of any source that do.
fn choose(ranked: &[Vec<Report>], keep: &mut [bool]) {
    let mut taken: Vec<(i32, i32)> = Vec::new();
    for says in [true, false] {
        for reports in ranked {
            let free = |report: &&Report| report.says == says && !shares(&taken, report);
            let chosen: Vec<&Report> = reports.iter().filter(free).collect();
            chosen.iter().for_each(|report| keep.iter_mut().skip(report.row).take(1).for_each(|slot| *slot = true));
            taken.extend(chosen.iter().map(|report| (report.start, report.end)));
            merge(&mut taken);
        }
    }
}

/// Whether a row has a day that is taken; the days taken are in order and apart.
fn shares(taken: &[(i32, i32)], report: &Report) -> bool {
    let at = taken.partition_point(|(_, end)| *end < report.start);
    taken.get(at).is_some_and(|(start, _)| *start <= report.end)
}

/// Spans of days in order, those that touch made one.
fn merge(spans: &mut Vec<(i32, i32)>) {
    spans.sort_unstable();
    let mut whole: Vec<(i32, i32)> = Vec::with_capacity(spans.len());
    for (start, end) in spans.drain(..) {
        match whole.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => whole.push((start, end)),
        }
    }
    *spans = whole;
}

/// The fault of the first source of a `prefer` that the table does not know, whatever its conditions leave.
pub fn unknown(plan: &Plan, store: &Store) -> Option<Diagnostic> {
    if let Source::Let(_, inner) = &plan.source
        && let Some(fault) = unknown(inner, store)
    {
        return Some(fault);
    }
    plan.steps.iter().enumerate().find_map(|(at, step)| match &step.kind {
        StepKind::Prefer(preference) => {
            let column = preference.series.source.as_ref()?;
            let known = sources(plan, at, column, store)?;
            let missing = |(name, _): &&(String, _)| !known.contains(name);
            let (name, span) = preference.sources.iter().find(missing)?;
            let message = format!("no row of the table has {} = \"{name}\"", as_name(column));
            let texts = |names: Vec<&str>| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
            let near = texts(nearest(name, known.iter().map(String::as_str)));
            let fault = Diagnostic::error(Code::UnknownSource, *span, message);
            Some(match near.is_empty() {
                _ if preference.series.withheld => fault.help("its values are about single persons, and not shown"),
                false => fault.help(format!("did you mean {}?", one_of(&near))),
                true => fault
                    .help(format!("the sources are {}", texts(known.iter().take(12).map(String::as_str).collect()).join(", "))),
            })
        }
        _ => None,
    })
}

/// The values of a source column at a step, as if nothing had been left out before.
fn sources(plan: &Plan, at: usize, name: &str, store: &Store) -> Option<Vec<String>> {
    let renames = |kind: &StepKind| matches!(kind, StepKind::Derive(_) | StepKind::Project(_) | StepKind::DatedBy(_));
    let steps: Vec<_> = plan.steps.iter().take(at).filter(|step| renames(&step.kind)).cloned().collect();
    let all = Plan { steps, ..plan.clone() };
    let mut quiet = Probes { off: true, ..Probes::default() };
    let frame = lower_steps(&all, all.steps.len(), store, &mut quiet).frame;
    let values =
        quietly(frame.select([column(name).cast(DataType::String).alias("source")]).unique(None, UniqueKeepStrategy::Any))?;
    let mut names: Vec<String> = values.column("source").ok()?.str().ok()?.iter().flatten().map(str::to_string).collect();
    names.sort();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(start: i32, end: i32, row: usize) -> Report {
        Report { start, end, row, says: true }
    }

    #[test]
    fn a_source_counts_on_days_that_none_before_it_has() {
        // The first has days 1 to 7 and 20; the second a fortnight over the first week, a week that is free, and two rows of day 30.
        let first = vec![report(1, 7, 0), report(20, 20, 1)];
        let second = vec![report(1, 14, 2), report(8, 14, 3), report(30, 30, 4), report(30, 30, 5)];
        let mut keep = [false; 6];
        choose(&[first, second], &mut keep);
        assert_eq!(keep, [true, true, false, true, true, true]);
    }

    #[test]
    fn a_row_that_says_nothing_stands_back() {
        let silent = |day, row| Report { says: false, ..report(day, day, row) };
        let mut keep = [false; 3];
        choose(&[vec![silent(1, 0), silent(2, 1)], vec![report(1, 1, 2)]], &mut keep);
        assert_eq!(keep, [false, true, true]);
    }
}
