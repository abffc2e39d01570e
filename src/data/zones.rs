//! The zone of a table, put to its datetimes: moments are shown by its clock, and what a clock shows becomes a moment.

use super::infer::MIXED;
use super::store::{ColumnFacts, TableData};
use crate::base::calendar::parse_datetime;
use crate::base::counts::counted;
use crate::base::names::quote;
use crate::base::zone::{Clock, Shown, parse_moment};
use crate::base::{Code, Diagnostic, Period, Type, Zone};
use crate::catalog::Table;
use polars::prelude::{Column, DataType, Expr, Field, Int64Chunked, IntoColumn, NewChunkedArray, PolarsResult, TimeUnit};

/// Makes moments of a zone of all datetimes of a table. Where the rows are at hand, times that the clock shows twice or never are counted.
pub(super) fn apply(table: &mut Table, data: &mut TableData, zone: Zone) {
    let mixed = |table: &Table, name: &str| {
        let about = quote(name);
        table
            .notes
            .iter()
            .any(|note| note.code == Code::TypedAsText && note.message.starts_with(&about) && note.message.contains(MIXED))
    };
    for at in 0..table.columns.len() {
        let (name, ty) = (table.columns[at].name.clone(), table.columns[at].ty);
        let in_zone = match ty {
            Type::Moment(_) => Expr::Column(name.as_str().into()),
            Type::Datetime => clocks(&name, zone),
            Type::Text if mixed(table, &name) => texts(&name, zone),
            _ => continue,
        };
        if ty == Type::Datetime && data.rows.is_some() {
            table.notes.extend(changed(&name, data, zone));
        }
        if !matches!(ty, Type::Moment(_)) {
            data.change([in_zone]);
            let facts = data.facts.remove(&name).unwrap_or_default();
            let moments = |(first, last): (i64, i64)| (zone.moment(first).0, zone.moment(last).0);
            let bounds = facts.bounds.map(moments).filter(|_| ty == Type::Datetime);
            data.facts.insert(name.clone(), ColumnFacts { bounds, ..facts });
        }
        let column = &mut table.columns[at];
        column.ty = Type::Moment(zone);
        column.inferred = match ty {
            Type::Moment(_) => format!("datetimes with offsets, shown in {zone}"),
            Type::Datetime => format!("datetimes of the clock in {zone}"),
            _ => format!("datetimes with an offset, or of the clock in {zone}"),
        };
    }
    table.notes.retain(|note| !note.message.contains(MIXED));
    let (axis, reason) = super::axis::choose(&table.columns);
    (table.axis, table.axis_reason) = (axis, reason);
}

/// The day of a column of dates, datetimes or moments.
pub(super) fn day(name: &str, ty: Type) -> Expr {
    let value = Expr::Column(name.into());
    let Type::Moment(zone) = ty else { return value.cast(DataType::Date) };
    let run = move |column: Column| {
        let mut clock = Clock::new(zone);
        let moments = column.cast(&DataType::Int64)?;
        let clocks = moments.i64()?.iter().map(|moment| moment.map(|moment| clock.local(moment)));
        Int64Chunked::from_iter_options(column.name().clone(), clocks)
            .into_datetime(TimeUnit::Microseconds, None)
            .into_column()
            .cast(&DataType::Date)
    };
    value.map(run, |_, field| Ok(Field::new(field.name().clone(), DataType::Date)))
}

/// What a clock shows, as moments.
fn clocks(name: &str, zone: Zone) -> Expr {
    let run = move |column: Column| {
        let mut clock = Clock::new(zone);
        let clocks = column.cast(&DataType::Int64)?;
        let moments = clocks.i64()?.iter().map(|local| local.map(|local| clock.moment(local).0));
        as_moments(&column, moments)
    };
    mapped(name, run)
}

/// Texts with and without an offset, as moments; a day is its midnight.
fn texts(name: &str, zone: Zone) -> Expr {
    let run = move |column: Column| {
        let mut clock = Clock::new(zone);
        let texts = column.cast(&DataType::String)?;
        let moments = texts.str()?.iter().map(|text| {
            let text = text?.trim();
            if let Some((local, minutes)) = parse_moment(text) {
                return Some(Zone::Fixed(minutes).moment(local).0);
            }
            let local = parse_datetime(text).or_else(|| Period::parse(text).map(|period| period.start.micros()))?;
            Some(clock.moment(local).0)
        });
        as_moments(&column, moments)
    };
    mapped(name, run)
}

fn mapped(name: &str, run: impl Fn(Column) -> PolarsResult<Column> + Send + Sync + 'static) -> Expr {
    let ty = super::cells::data_type(Type::Moment(Zone::UTC));
    Expr::Column(name.into()).map(run, move |_, field| Ok(Field::new(field.name().clone(), ty.clone())))
}

fn as_moments(column: &Column, moments: impl Iterator<Item = Option<i64>>) -> PolarsResult<Column> {
    let ty = super::cells::data_type(Type::Moment(Zone::UTC));
    Int64Chunked::from_iter_options(column.name().clone(), moments).into_column().cast(&ty)
}

/// What is to be said of the cells of a column that name a time which the clock of a zone shows twice, or never.
fn changed(name: &str, data: &TableData, zone: Zone) -> Vec<Diagnostic> {
    let Zone::Named(_) = zone else { return Vec::new() };
    let column = data.frame.clone().select([Expr::Column(name.into()).cast(DataType::Int64)]).collect();
    let Some(column) = column.ok().and_then(|frame| frame.columns().first().cloned()) else { return Vec::new() };
    let mut clock = Clock::new(zone);
    let (mut twice, mut never) = (0, 0);
    for local in column.i64().into_iter().flat_map(|values| values.iter()).flatten() {
        match clock.moment(local).1 {
            Shown::Once => {}
            Shown::Twice => twice += 1,
            Shown::Never => never += 1,
        }
    }
    let said =
        [(twice, "that the clock shows twice: the first is meant"), (never, "that the clock skips: as much later is meant")];
    let note = |(count, how): (u64, &str)| {
        let message = format!("{} of {} in an hour {how} ({zone})", counted(count, "cell"), quote(name));
        Diagnostic::note_anywhere(Code::ClockChanged, message)
    };
    said.into_iter().filter(|(count, _)| *count > 0).map(note).collect()
}
