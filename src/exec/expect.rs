//! `expect`: whether something is true of the rows, how many it is not true of, and the first of them with file and line.

use super::collect::collect;
use super::lower::{lower, unknowns};
use super::lowering::{Lowering, column, literal};
use super::nearest;
use super::prefer;
use super::probe::Probes;
use super::run::{left_out, located, refused, typed};
use super::state::Lowered;
use super::trace::Numbered;
use super::{fault, zones};
use crate::base::counts::Telling;
use crate::base::{Day, Diagnostic, Type, Value};
use crate::data::{Frame, Store};
use crate::plan::expect::{Asks, Expectation, Newest};
use crate::plan::{Column, Expr, Plan, StepKind};
use polars::prelude::{DataFrame, DataType, IntoLazy, PlSmallStr, PolarsError, SortMultipleOptions, len, lit};

type Pl = polars::prelude::Expr;

/// The most rows that are shown.
const SHOWN: u32 = 10;

/// Hidden columns: for which rows it is not true, for which it cannot be told, and their order.
const FAILS: &str = "\u{1}fails";
const OPEN: &str = "\u{1}cannot be told";
const ORDER: &str = "\u{1}order";

/// What was found out about one `expect`.
#[derive(Debug)]
pub struct Verdict {
    /// Whether it is true of all rows.
    pub holds: bool,
    /// The rows that were looked at; of the newest day, the groups.
    pub rows: u64,
    /// The rows of which it is not true.
    pub failed: u64,
    /// The rows of which it cannot be told, because something is unknown.
    pub open: u64,
    /// The columns whose unknown values that rests on.
    pub resting: Vec<String>,
    /// Whether one of them holds values that are not known exactly.
    pub inexact: bool,
    /// The newest day, where that was asked of all rows.
    pub newest: Option<Day>,
    /// The first of both kinds, those of which it is not true before the others. Rows of a table with file and line.
    pub shown: Frame,
    /// What was left out before: rows of unknown values, rows that straddle a bound.
    pub left_out: Vec<String>,
    /// What is worth knowing.
    pub notes: Vec<Diagnostic>,
}

/// Finds out about the `expect` at a position of a plan.
pub fn verdict(plan: &Plan, at: usize, store: &Store) -> Result<Verdict, Vec<Diagnostic>> {
    let Some(StepKind::Expect(expected)) = plan.steps.get(at).map(|step| &step.kind) else {
        return Err(vec![fault::unexpected(None)]);
    };
    let before = plan.up_to(at);
    if let Some(fault) = prefer::unknown(&before, store) {
        return Err(vec![fault]);
    }
    let numbered = Numbered::of(&before, store);
    let (rows, tables) = numbered.as_ref().map_or((&before, store), |numbered| (&numbered.plan, &numbered.store));
    let mut probes = Probes::default();
    let judged = Judged::of(expected, lower(rows, tables, &mut probes), &before.columns);
    let failure = |failure| vec![located(failure, &before, store)];
    let counts = collect(judged.counts()).map_err(failure)?;
    if let Some(fault) = refused(&probes, &before, store) {
        return Err(vec![fault]);
    }
    let count =
        |name: &str| counts.column(name).ok().and_then(|n| n.cast(&DataType::UInt64).ok()?.u64().ok()?.get(0)).unwrap_or(0);
    let (rows_seen, failed, open) = (count(ORDER), count(FAILS), count(OPEN));
    let holds = match &expected.asks {
        Asks::Rows(asked) => asked.holds(rows_seen),
        _ => failed + open == 0,
    };
    // What is counted is counted once: the rows to be shown are asked for anew. The newest day of all rows has been told.
    let told = matches!(&expected.asks, Asks::Newest(newest) if newest.by.is_empty());
    let shown = match failed + open > 0 && !holds && !told {
        true => {
            let quiet = &mut Probes { off: true, ..Probes::default() };
            let judged = Judged::of(expected, lower(rows, tables, quiet), &before.columns);
            let data = collect(judged.first()).map_err(failure)?;
            let unexpected = |error| vec![fault::known(&error).unwrap_or_else(|| fault::unexpected(None))];
            with_places(data, judged, expected, numbered.as_ref()).map_err(unexpected)?
        }
        false => Frame::default(),
    };
    Ok(Verdict {
        holds,
        rows: rows_seen,
        failed,
        open,
        inexact: judged.resting.iter().any(|name| judged.bounded.contains(name)),
        resting: judged.resting,
        newest: newest_of(&counts, &expected.asks),
        shown,
        left_out: left_out(&probes),
        notes: if rows_seen == 0 { of_no_rows(expected, &before, store) } else { Vec::new() },
    })
}

/// Why there are no rows. Where none are asked for, only what may be misspelt is worth a word.
fn of_no_rows(expected: &Expectation, before: &Plan, store: &Store) -> Vec<Diagnostic> {
    let wanted = matches!(&expected.asks, Asks::Rows(asked) if asked.is_none());
    nearest::explain(before, store, Telling::default()).into_iter().filter(|note| !wanted || !note.help.is_empty()).collect()
}

/// Rows with the hidden columns of what is true of them.
struct Judged {
    frame: polars::prelude::LazyFrame,
    columns: Vec<Column>,
    bounded: Vec<String>,
    resting: Vec<String>,
    /// What the rows to be shown are ordered by.
    by: Vec<String>,
    /// The column of the newest day.
    newest: Option<String>,
}

impl Judged {
    fn of(expected: &Expectation, rows: Lowered, columns: &[Column]) -> Judged {
        let columns = columns.to_vec();
        let bounded = rows.known.bounded().cloned().collect();
        let judged = Judged { frame: rows.frame.clone(), columns, bounded, resting: Vec::new(), by: Vec::new(), newest: None };
        match &expected.asks {
            Asks::Rows(asked) => judged.marked(lit(asked.is_none()), lit(false)),
            Asks::Each(condition, _) => judged.each(condition, rows),
            Asks::Unique(names) => judged.unique(names, &rows),
            Asks::Newest(newest) => judged.dated(newest),
        }
    }

    fn marked(self, fails: Pl, open: Pl) -> Judged {
        Judged { frame: self.frame.with_columns([fails.alias(FAILS), open.alias(OPEN)]), ..self }
    }

    /// A condition fails where it is certainly not true. Where it rests on an unknown, or the bounds of a value allow both, it is open.
    fn each(self, condition: &Expr, rows: Lowered) -> Judged {
        let mut quiet = Probes { off: true, ..Probes::default() };
        let (state, condition) = rows.look_around(condition, &mut quiet);
        let resting =
            unknowns(&condition, &state.known).into_iter().filter(|name| !crate::base::names::is_hidden(name)).collect();
        let mut low = Lowering::new(&state.known, &mut quiet);
        let (certain, possible) = low.both_ways(&condition);
        low.three_valued = true;
        let rests = low.condition(&condition).is_null();
        let (certain, possible) = (certain.fill_null(lit(false)), possible.fill_null(lit(false)));
        let open = rests.or(possible.and(certain.clone().not()));
        let fails = certain.not().and(open.clone().not());
        Judged { frame: state.frame, resting, ..self }.marked(fails, open)
    }

    /// Rows of the same values fail; of a row with an unknown one it cannot be told.
    fn unique(self, names: &[String], rows: &Lowered) -> Judged {
        let keys: Vec<Pl> = names.iter().map(|name| column(name)).collect();
        let mut quiet = Probes { off: true, ..Probes::default() };
        let low = Lowering::new(&rows.known, &mut quiet);
        let same = low.rows().over(keys.clone()).unwrap_or_else(|_| lit(1u32));
        let doubtful: Vec<&String> = names.iter().filter(|name| !rows.known.get(name).all_known).collect();
        let open = doubtful.iter().map(|name| column(name).is_null()).reduce(Pl::or).unwrap_or_else(|| lit(false));
        let fails = same.gt(lit(1u32)).and(open.clone().not());
        let resting = doubtful.into_iter().cloned().collect();
        Judged { resting, by: names.to_vec(), ..self }.marked(fails, open)
    }

    /// The newest day of each group: days after today do not count.
    fn dated(self, newest: &Newest) -> Judged {
        let day = |day: Day| literal(&Value::day(day), Type::Date);
        let days = zones::day(column(&newest.day.name), newest.day.ty);
        let found = days.clone().filter(days.lt_eq(day(newest.until))).max().alias(newest.shown.as_str());
        let keys: Vec<Pl> = newest.by.iter().map(|key| column(&key.name)).collect();
        let frame = match keys.is_empty() {
            true => self.frame.clone().select([found]),
            false => self.frame.clone().group_by_stable(keys).agg([found]),
        };
        let shown = column(&newest.shown);
        let (fails, open) = (shown.clone().lt(day(newest.since)).fill_null(lit(false)), shown.is_null());
        let mut columns = newest.by.clone();
        columns.push(Column { name: newest.shown.clone(), ty: Type::Date });
        let (newest, resting) = (Some(newest.shown.clone()), vec![newest.day.name.clone()]);
        Judged { frame, columns, bounded: Vec::new(), newest, resting, ..self }.marked(fails, open)
    }

    /// One row: how many there are, how many fail, of how many it cannot be told, the newest day.
    fn counts(&self) -> polars::prelude::LazyFrame {
        let sum = |name: &str| column(name).cast(DataType::UInt64).sum();
        let mut wanted = vec![len().cast(DataType::UInt64).alias(ORDER), sum(FAILS), sum(OPEN)];
        wanted.extend(self.newest.as_ref().map(|name| column(name).max()));
        self.frame.clone().select(wanted)
    }

    /// The first rows that fail, then the first of which it cannot be told.
    fn first(&self) -> polars::prelude::LazyFrame {
        let found =
            self.frame.clone().filter(column(FAILS).or(column(OPEN))).with_row_index(PlSmallStr::from_static(ORDER), None);
        let by = [OPEN].into_iter().chain(self.by.iter().map(String::as_str)).chain([ORDER]).map(column);
        found.sort_by_exprs(by.collect::<Vec<_>>(), SortMultipleOptions::default().with_nulls_last(true)).limit(SHOWN)
    }
}

/// The newest day, where it was asked of all rows.
fn newest_of(counts: &DataFrame, asks: &Asks) -> Option<Day> {
    let Asks::Newest(newest) = asks else { return None };
    let days = counts.column(&newest.shown).ok()?.cast(&DataType::Int32).ok()?;
    days.i32().ok()?.get(0).map(Day)
}

/// The columns with those in front that something is asked about.
fn about_first(columns: Vec<Column>, expected: &Expectation) -> Vec<Column> {
    let about: Vec<&str> = match &expected.asks {
        Asks::Each(condition, _) => condition.columns(),
        Asks::Unique(names) => names.iter().map(String::as_str).collect(),
        Asks::Rows(_) | Asks::Newest(_) => Vec::new(),
    };
    let (mut front, behind): (Vec<Column>, Vec<Column>) =
        columns.into_iter().partition(|column| about.contains(&column.name.as_str()));
    front.extend(behind);
    front
}

/// The rows as they are shown: in front of those of a table its file and their lines.
fn with_places(
    data: DataFrame,
    judged: Judged,
    expected: &Expectation,
    numbered: Option<&Numbered>,
) -> Result<Frame, PolarsError> {
    let columns = about_first(judged.columns, expected);
    let of_rows = !matches!(expected.asks, Asks::Newest(_));
    let (rows, columns) = match numbered {
        Some(numbered) if of_rows => {
            let (places, values): (Vec<Column>, Vec<Pl>) =
                numbered.places(&expected.places).into_iter().map(|(name, ty, value)| (Column { name, ty }, value)).unzip();
            let rows = data.clone().lazy().with_columns(values).collect()?;
            let others = columns.into_iter().filter(|column| !places.iter().any(|place| place.name == column.name));
            (rows, places.iter().cloned().chain(others).collect())
        }
        _ => (data.clone(), columns),
    };
    Ok(Frame::new(typed(rows, &columns)?, columns).with_bounds(&data, &judged.bounded).hiding(&expected.hidden))
}
