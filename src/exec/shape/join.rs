//! Rows of another table that belong to those of this one, found by equal keys, by days they share, or as the newest before.
//!
//! Each row is numbered here and there. The candidates of a row stand together, in the order of the other table; `matching` looks at all
//! of them once and says which stay. What is unknown equals nothing.

use super::matching::{FIT, Matching};
use crate::base::names::bounds_of;
use crate::base::{Type, Value};
use crate::exec::context::Context;
use crate::exec::guard::{Guard, row_by_row};
use crate::exec::known::{ColumnKnown, Known};
use crate::exec::lower::other;
use crate::exec::lowering::{column, dtype, literal};
use crate::exec::probe::Probes;
use crate::exec::state::Lowered;
use crate::exec::zones;
use crate::plan::shape::{Days, ROW, row_of};
use crate::plan::{Axis, Join};
use crate::syntax::ast::JoinKind;
use polars::prelude::*;

/// The hidden columns of the number of a row here and there, and of another row there that is as new.
const HERE: &str = "\u{1}here";
const THERE: &str = "\u{1}there";
const ALSO: &str = "\u{1}also";
/// The hidden columns of the first and the last day of a row there.
const FROM: &str = "\u{1}from there";
const TO: &str = "\u{1}to there";
/// The hidden columns of days, and of what stands on them, while the newest row before is looked for.
const DAY: &str = "\u{1}day";
const ASKS: &str = "\u{1}asks";

impl Lowered {
    /// `lookup`, `join`, `with`, `without`
    pub(in crate::exec) fn join(self, join: &Join, context: &Context<'_>, probes: &mut Probes) -> Lowered {
        let there = other(&join.table, context, probes);
        let brought = brought(join, &there.known);
        let latest = join.how == JoinKind::LookupLatest;
        let overlapping = join.days.as_ref().filter(|_| !latest);
        let right = right(join, there.frame, &brought, overlapping);
        let right = if brought.is_empty() && overlapping.is_none() { once(right, join.on.len()) } else { right };
        let left = left(self.frame, join);
        let count = join.on.len();
        let joined = if latest {
            // Both tables are read once more, without counting twice.
            let mut quiet = Probes { off: true, ..Probes::default() };
            let again = self::right(join, other(&join.table, context, &mut quiet).frame, &brought, None);
            let newest = newest(self::left(context.again(), join), again, count);
            let right = right.drop(by_name(keys_there(count), true, false));
            let left = left.join(newest, [column(HERE)], [column(HERE)], in_order());
            left.join(right, [column(THERE)], [column(THERE)], in_order())
        } else {
            left.join(right, names(keys_here(count)), names(keys_there(count)), in_order())
        };
        let fits = overlapping.map_or_else(|| lit(true), |days| shared_days(&days.here));
        let said = (!probes.off).then(|| probes.said.clone());
        let kept = matching(join, fits, latest, said);
        let frame = joined.with_column(kept.alias(FIT)).filter(column(FIT).fill_null(lit(true)));
        // A row without a match may stand beside candidates whose days are others.
        let frame = if overlapping.is_some() && join.how == JoinKind::Lookup { cleared(frame, &brought) } else { frame };
        self.known.with_joined(frame, join, &brought, &there.known)
    }
}

/// The columns there that come along: the value, and the hidden ones beside it; with their names there and here.
fn brought(join: &Join, known: &Known) -> Vec<(String, String, Type)> {
    let mut found = Vec::new();
    for (old, new) in &join.columns {
        found.push((old.clone(), new.name.clone(), new.ty));
        if known.is_bounded(old) {
            let types = [Type::Float, Type::Float, Type::Bool];
            found.extend(bounds_of(old).into_iter().zip(bounds_of(&new.name)).zip(types).map(|((old, new), ty)| (old, new, ty)));
        }
    }
    found
}

fn key(at: usize, side: &str) -> String {
    format!("\u{1}key{at} {side}")
}

fn keys_here(count: usize) -> Vec<PlSmallStr> {
    (0..count).map(|at| key(at, "here").into()).collect()
}

fn keys_there(count: usize) -> Vec<PlSmallStr> {
    (0..count).map(|at| key(at, "there").into()).collect()
}

fn names(names: Vec<PlSmallStr>) -> Vec<Expr> {
    names.into_iter().map(Expr::Column).collect()
}

/// The rows here with their numbers and keys.
fn left(frame: LazyFrame, join: &Join) -> LazyFrame {
    let keys = join.on.iter().enumerate().map(|(at, pair)| column(&pair.here).cast(dtype(pair.ty)).alias(key(at, "here")));
    let day = join.days.iter().map(|days| day(&days.here.end).alias(DAY));
    frame.with_columns(keys.chain(day).collect::<Vec<_>>()).with_row_index(HERE, None)
}

/// The rows there that have all keys, with their numbers, keys and days.
fn right(join: &Join, frame: LazyFrame, brought: &[(String, String, Type)], overlapping: Option<&Days>) -> LazyFrame {
    let mut columns: Vec<Expr> = brought.iter().map(|(old, new, _)| column(old).alias(new.as_str())).collect();
    for (at, pair) in join.on.iter().enumerate() {
        columns.push(column(&pair.there).cast(dtype(pair.ty)).alias(key(at, "there")));
    }
    if let Some(days) = &join.days {
        columns.extend([day(&days.there.start).alias(FROM), day(&days.there.end).alias(TO)]);
    }
    let mut known: Vec<Expr> = keys_there(join.on.len()).into_iter().map(|key| Expr::Column(key).is_not_null()).collect();
    known.extend(join.days.iter().map(|_| column(TO).is_not_null()));
    known.extend(overlapping.map(|_| column(FROM).is_not_null()));
    let known = known.into_iter().reduce(Expr::and).unwrap_or_else(|| lit(true));
    let rows = frame.with_row_index(THERE, None).with_column(column(THERE).alias(row_of(&join.name)));
    let numbers = [column(THERE), column(&row_of(&join.name))];
    rows.select(columns.into_iter().chain(numbers).collect::<Vec<_>>()).filter(known)
}

/// One row for each combination of keys: whether there is a match is all that is asked.
fn once(right: LazyFrame, keys: usize) -> LazyFrame {
    right.group_by(names(keys_there(keys))).agg([column(THERE).min()])
}

fn in_order() -> JoinArgs {
    JoinArgs { maintain_order: MaintainOrderJoin::LeftRight, ..JoinArgs::new(JoinType::Left) }
}

fn day(column: &crate::plan::Column) -> Expr {
    zones::day(crate::exec::lowering::column(&column.name), column.ty)
}

/// Whether a row here and its candidate share days.
fn shared_days(here: &Axis) -> Expr {
    let (start, end) = (day(&here.start), day(&here.end));
    start.lt_eq(column(TO)).and(column(FROM).lt_eq(end)).fill_null(lit(false))
}

/// For each row here the newest row there with its keys that is not later, and the last of those that are as new. Rows of both are
/// put in the order of their days, and each row there reaches down to the next.
fn newest(left: LazyFrame, right: LazyFrame, keys: usize) -> LazyFrame {
    let by = || (0..keys).map(|at| column(&key(at, "key"))).collect::<Vec<_>>();
    let named = |side: &str| (0..keys).map(|at| column(&key(at, side)).alias(key(at, "key"))).collect::<Vec<_>>();
    let number = |name: &str| column(name).cast(DataType::UInt32);
    let none = |name: &str| lit(NULL).cast(DataType::UInt32).alias(name);
    let stands = named("there").into_iter().chain([column(TO).alias(DAY), number(THERE)]).collect::<Vec<_>>();
    let group = by().into_iter().chain([column(DAY)]).collect::<Vec<_>>();
    let reports = right.select(stands).group_by(group).agg([column(THERE).min(), column(THERE).max().alias(ALSO)]);
    let side = |asks: bool| {
        let columns = [column(DAY), number(THERE), number(ALSO), number(HERE), lit(asks).alias(ASKS)];
        by().into_iter().chain(columns).collect::<Vec<_>>()
    };
    let reports = reports.with_column(none(HERE)).select(side(false));
    let asks = named("here").into_iter().chain([column(DAY), number(HERE), none(THERE), none(ALSO)]).collect::<Vec<_>>();
    let asking = left.select(asks).select(side(true));
    let options = SortMultipleOptions::default().with_maintain_order(true);
    let both = concat([reports, asking.clone()], UnionArgs::default()).unwrap_or(asking);
    let filled = |name: &str| {
        let last = column(name).fill_null_with_strategy(FillNullStrategy::Forward(None));
        last.over(by()).unwrap_or_else(|_| lit(NULL)).alias(name)
    };
    let found = both.sort_by_exprs([column(DAY), column(ASKS)], options).with_columns([filled(THERE), filled(ALSO)]);
    found.filter(column(ASKS)).select([column(HERE), column(THERE), column(ALSO)])
}

/// Which of the candidates of each row stay.
fn matching(join: &Join, fits: Expr, latest: bool, said: Option<crate::exec::probe::Said>) -> Expr {
    let keys: Vec<Expr> = names(keys_here(join.on.len()));
    let also = if latest { column(ALSO) } else { column(THERE) };
    let others: Vec<Expr> = [column(THERE), also, fits].into_iter().chain(keys).collect();
    let matching = Matching::new(join, said);
    row_by_row(column(HERE), move |columns| matching.run(columns), &others, DataType::Boolean, true)
}

/// Nothing from the other table where no candidate fits.
fn cleared(frame: LazyFrame, brought: &[(String, String, Type)]) -> LazyFrame {
    let cleared = brought.iter().map(|(_, name, ty)| {
        when(column(FIT).is_not_null()).then(column(name)).otherwise(literal(&Value::Unknown, *ty)).alias(name.as_str())
    });
    frame.with_columns(cleared.collect::<Vec<_>>())
}

impl Known {
    /// What is known behind a join, and the frame without its helpers. Rows keep their numbers where a figure may ask for them.
    fn with_joined(mut self, frame: LazyFrame, join: &Join, brought: &[(String, String, Type)], there: &Known) -> Lowered {
        let mut helpers = keys_here(join.on.len());
        helpers.extend([THERE, FIT, HERE].map(PlSmallStr::from));
        let mut frame = frame;
        if join.days.is_some() {
            helpers.extend([DAY, FROM, TO].map(PlSmallStr::from));
        }
        if join.how == JoinKind::LookupLatest {
            helpers.push(ALSO.into());
        }
        if join.how == JoinKind::Join && !self.numbered.contains(ROW) {
            frame = frame.with_column(column(HERE).alias(ROW));
            self.numbered.insert(ROW.to_string());
        }
        if brought.is_empty() {
            helpers.extend((join.days.is_some()).then(|| PlSmallStr::from(row_of(&join.name))));
        } else {
            self.numbered.insert(row_of(&join.name));
        }
        for (old, new) in &join.columns {
            let known = there.get(old);
            let all_known = known.all_known && join.how == JoinKind::Join;
            self.set(&new.name, ColumnKnown { all_known, ..known });
            self.set_bounded(&new.name, there.is_bounded(old));
        }
        if join.how == JoinKind::Join {
            self.rows = self.rows.zip(there.rows).and_then(|(a, b)| a.checked_mul(b));
        }
        Lowered { frame: frame.drop(by_name(helpers, false, false)), known: self, guard: Guard::in_place() }
    }
}
