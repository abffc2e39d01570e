//! What a catalog says of a table, put to it: the time axis, and the columns that figures and sources stand in.

use super::store::{ColumnFacts, Entry, TableData};
use super::words::{self, Gazetteers};
use super::zones;
use crate::base::bounds::Bounds;
use crate::base::names::{HIDDEN, Match, about_of, all_of, did_you_mean, find, high_of, low_of, quote};
use crate::base::{Code, Day, Diagnostic, Period, Qualifier, Type, Unit, hxl};
use crate::catalog::file::TableEntry;
use crate::catalog::{Axis, Declared, Measure, Roles, Table, Vocabulary, tagged};
use polars::prelude::{
    Column, DataType, Expr, Field, Float64Chunked, IntoColumn, NULL, NamedFrom, NewChunkedArray, PolarsError, PolarsResult,
    Schema, Series, lit,
};
use std::sync::Arc;

/// Puts to a table what its catalog says, and what its columns say by themselves.
pub(super) fn settle(table: &mut Table, data: &mut TableData, entry: Option<&Entry>) -> Result<(), Vec<Diagnostic>> {
    if let Some((entry, gazetteers)) = entry {
        return apply(table, data, entry, gazetteers);
    }
    table.roles = tagged::roles(&table.columns, table.axis.as_ref());
    data.counts = counts(data, &table.roles);
    bounded(data, &table.roles);
    of_months(table, data).map_err(|fault| vec![fault])
}

/// Takes another time axis where the one that was chosen is about single persons: each window and bucket would show their days.
fn apart_from_people(table: &mut Table) {
    let sensitive = |name: &String| table.roles.sensitive.contains(name);
    if table.axis.as_ref().is_some_and(|axis| sensitive(&axis.start) || sensitive(&axis.end)) {
        let others: Vec<_> = table.columns.iter().filter(|column| !sensitive(&column.name)).cloned().collect();
        (table.axis, table.axis_reason) = super::axis::choose(&others);
    }
}

/// Gives the axis of a table the days of its months, if it is one of months.
fn of_months(table: &mut Table, data: &mut TableData) -> Result<(), Diagnostic> {
    let Some(Axis { start, column: None, .. }) = table.axis.clone() else { return Ok(()) };
    if type_of(table, &start) != Type::Month {
        return Ok(());
    }
    let reason = std::mem::take(&mut table.axis_reason);
    match single(table, data, &start, None) {
        // What a sample showed to be months are none: once that is known, another axis is chosen.
        Err(fault) if fault.code == Code::BadCatalog => table.axis = None,
        settled => settled?,
    }
    table.axis_reason = reason;
    Ok(())
}

/// Puts the roles of an entry to its table. Faults name the table and the key.
fn apply(table: &mut Table, data: &mut TableData, entry: &TableEntry, gazetteers: &Gazetteers) -> Result<(), Vec<Diagnostic>> {
    let mut finder = Finder { table, faults: Vec::new() };
    let mut roles = finder.roles(&entry.roles);
    for (name, gazetteer) in &entry.places {
        // Without a gazetteer a place is a text like any other.
        match gazetteers.get(gazetteer) {
            Some(words) => {
                let found = finder.worded("place", name, words);
                roles.places.extend(found.iter().map(|(column, _)| column.clone()));
                roles.words.extend(found);
            }
            None => roles.places.extend(finder.column("place", name)),
        }
    }
    let time: Vec<Option<String>> = entry.time.iter().map(|name| finder.column("time", name)).collect();
    let mut faults = finder.faults;
    let named = |name: &Option<String>| name.clone().unwrap_or_default();
    let axis = time.first().zip(time.last()).map(|(start, end)| Axis { start: named(start), end: named(end), column: None });
    let roles = roles.or_tagged(tagged::roles(&table.columns, axis.as_ref().or(table.axis.as_ref())));
    let faults_of_words = roles.words.iter().filter(|(name, words)| !words.is_of_places() && roles.places.contains(name));
    faults
        .extend(faults_of_words.map(|(name, _)| refused(table, "categories", &format!("{} is a column of places", quote(name)))));
    data.counts = counts(data, &roles);
    bounded(data, &roles);
    words::named(data, &roles.words);
    table.roles = roles;
    if let Some(zone) = entry.zone {
        zones::apply(table, data, zone);
    }
    without_examples(table);
    if time.is_empty() {
        apart_from_people(table);
    }
    match time.as_slice() {
        [] if entry.precision.is_some() => {
            faults.push(refused(table, "precision", "it says what a date of `time` stands for, and there is no `time`"))
        }
        [] => faults.extend(of_months(table, data).err()),
        _ => {
            if let Some(names) = time.into_iter().collect::<Option<Vec<String>>>()
                && let Err(fault) = dated(table, data, &names, entry.precision)
            {
                faults.push(fault);
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// How types of sensitive columns were found, and why they stay text, without the cells that show it.
fn without_examples(table: &mut Table) {
    let Table { columns, roles, notes, .. } = table;
    let cut = |text: &mut String, signs: &[&str]| {
        let end = signs.iter().filter_map(|sign| text.find(sign)).min();
        text.truncate(end.unwrap_or(text.len()));
    };
    for column in columns.iter_mut().filter(|column| roles.sensitive.contains(&column.name)) {
        cut(&mut column.inferred, &[" like ", ", ", "; "]);
        let about = format!("{} of ", quote(&column.name));
        let doubts = notes.iter_mut().filter(|note| note.code == Code::TypedAsText && note.message.starts_with(&about));
        doubts.for_each(|note| cut(&mut note.message, &[", as in ", ": it has "]));
    }
}

fn refused(table: &Table, key: &str, why: &str) -> Diagnostic {
    Diagnostic::error_anywhere(Code::BadCatalog, format!("`tables.{}.{key}`: {why}", table.name))
}

struct Finder<'a> {
    table: &'a Table,
    faults: Vec<Diagnostic>,
}

impl Finder<'_> {
    /// The column that a key names.
    fn column(&mut self, key: &str, name: &str) -> Option<String> {
        let names = self.table.columns.iter().map(|c| c.name.as_str());
        match find(name, names.clone()) {
            Match::One(at) => self.table.columns.get(at).map(|c| c.name.clone()),
            _ if name.starts_with('#') => self.tagged(key, name),
            _ => {
                let fault = refused(self.table, key, &format!("there is no column {}", quote(name)));
                self.faults.push(fault.help_if(did_you_mean(name, names)));
                None
            }
        }
    }

    /// The column that a key names by its HXL tag.
    fn tagged(&mut self, key: &str, tag: &str) -> Option<String> {
        let columns = &self.table.columns;
        let found: Vec<&str> =
            hxl::find(tag, columns.iter().map(|c| c.tag.as_deref())).into_iter().map(|at| columns[at].name.as_str()).collect();
        let fault = match found.as_slice() {
            [one] => return Some(one.to_string()),
            [] => refused(self.table, key, &format!("no column has the tag {tag}"))
                .help_if(did_you_mean(tag, columns.iter().filter_map(|c| c.tag.as_deref()))),
            several => refused(self.table, key, &format!("{tag} fits several columns"))
                .help(format!("it fits {}", all_of(&several.iter().map(|name| quote(name)).collect::<Vec<_>>()))),
        };
        self.faults.push(fault);
        None
    }

    fn maybe(&mut self, key: &str, name: &Option<String>) -> Option<String> {
        name.as_ref().and_then(|name| self.column(key, name))
    }

    fn roles(&mut self, said: &Roles) -> Roles {
        Roles {
            description: said.description.clone(),
            source: self.maybe("source", &said.source),
            series: said.series.iter().filter_map(|name| self.column("series", name)).collect(),
            reported: self.maybe("reported", &said.reported),
            level: self.maybe("level", &said.level),
            coverage: said.coverage.clone(),
            measures: said.measures.iter().filter_map(|measure| self.measure(measure)).collect(),
            words: said.words.iter().filter_map(|(name, words)| self.worded("categories", name, words)).collect(),
            sensitive: said.sensitive.iter().filter_map(|name| self.column("sensitive", name)).collect(),
            calendar: said.calendar,
            places: Vec::new(),
        }
    }

    /// A column of texts whose words have names.
    fn worded(&mut self, key: &str, name: &str, words: &Arc<Vocabulary>) -> Option<(String, Arc<Vocabulary>)> {
        let column = self.column(key, name)?;
        if type_of(self.table, &column) == Type::Text {
            return Some((column, words.clone()));
        }
        let inferred = self.table.columns.iter().find(|c| c.name == column).map_or("", |c| c.inferred.as_str());
        self.faults.push(refused(self.table, key, &format!("{} holds no words: it is {inferred}", quote(name))));
        None
    }

    fn measure(&mut self, said: &Measure) -> Option<Measure> {
        let key = |part: &str| format!("measures.{}{part}", said.column);
        let column = self.column(&key(""), &said.column)?;
        Some(Measure {
            column,
            kind: self.declared(&key(".kind"), &said.kind),
            unit: self.declared(&key(".unit"), &said.unit),
            low: self.maybe(&key(".low"), &said.low),
            high: self.maybe(&key(".high"), &said.high),
            qualifier: self.maybe(&key(".qualifier"), &said.qualifier),
            epoch: self.maybe(&key(".epoch"), &said.epoch),
            tagged: false,
        })
    }

    fn declared<T: Clone>(&mut self, key: &str, said: &Option<Declared<T>>) -> Option<Declared<T>> {
        match said.as_ref()? {
            Declared::Always(value) => Some(Declared::Always(value.clone())),
            Declared::Column(name, values) => Some(Declared::Column(self.column(key, name)?, values.clone())),
        }
    }
}

/// The side of a period that a column of a time axis stands for.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    First,
    Last,
}

impl Side {
    fn of(self, period: Period) -> Option<Day> {
        let day = if matches!(self, Side::First) { period.start } else { period.end };
        (!period.is_open()).then_some(day)
    }
}

/// Makes the columns the time axis. Two columns of texts become days: the first of each period, in the second column its last.
fn dated(table: &mut Table, data: &mut TableData, names: &[String], precision: Option<Unit>) -> Result<(), Diagnostic> {
    match names {
        [start, end] => {
            let mut reason = "chosen in the catalog".to_string();
            for (name, side) in [(start, Side::First), (end, Side::Last)] {
                if !matches!(readable(table, name)?, Type::Date) {
                    let days = days(name, type_of(table, name), side).alias(name.as_str());
                    data.change([days]);
                    reason.push_str(&format!(
                        "; {} read as {} days",
                        quote(name),
                        if matches!(side, Side::First) { "first" } else { "last" }
                    ));
                    let column = table.columns.iter_mut().find(|c| c.name == *name);
                    column.into_iter().for_each(|c| c.ty = Type::Date);
                    scanned(data, name)?;
                }
            }
            table.axis = Some(Axis { start: start.clone(), end: end.clone(), column: None });
            table.axis_reason = reason;
        }
        [name, ..] => single(table, data, name, precision)?,
        [] => {}
    }
    Ok(())
}

/// One column: days, days that stand for a whole unit, years, or texts of periods.
fn single(table: &mut Table, data: &mut TableData, name: &str, precision: Option<Unit>) -> Result<(), Diagnostic> {
    let ty = readable(table, name)?;
    let unit = precision.filter(|unit| *unit > Unit::Day);
    table.axis_reason = "chosen in the catalog".into();
    if ty.is_dated() && unit.is_none() {
        table.axis = Some(Axis::single(name));
        return Ok(());
    }
    let hidden = |what: &str| format!("{HIDDEN}{what} day of {name}");
    let axis = Axis { start: hidden("first"), end: hidden("last"), column: Some(name.to_string()) };
    for (hidden, side) in [(&axis.start, Side::First), (&axis.end, Side::Last)] {
        let days = match unit {
            Some(unit) if ty.is_dated() => units(zones::day(name, ty), unit, side),
            _ => days(name, ty, side),
        };
        data.change([days.alias(hidden.as_str())]);
        scanned(data, hidden)?;
        if data.facts.get(hidden.as_str()).is_some_and(|facts| facts.bounds.is_none()) && data.rows != Some(0) {
            return Err(no_dates(table, name));
        }
    }
    table.axis = Some(axis);
    if let Some(unit) = unit {
        table.axis_reason = format!("chosen in the catalog; each row stands for the {} of its date", unit.name());
    }
    Ok(())
}

fn type_of(table: &Table, name: &str) -> Type {
    table.columns.iter().find(|c| c.name == name).map_or(Type::Any, |c| c.ty)
}

/// The type of a column that can be a time axis.
fn readable(table: &Table, name: &str) -> Result<Type, Diagnostic> {
    match type_of(table, name) {
        ty if ty.is_dated() || matches!(ty, Type::Text | Type::Month | Type::Int) => Ok(ty),
        _ => Err(no_dates(table, name)),
    }
}

fn no_dates(table: &Table, name: &str) -> Diagnostic {
    let inferred = table.columns.iter().find(|c| c.name == name).map_or("", |c| c.inferred.as_str());
    refused(table, "time", &format!("{} holds no dates: it is {inferred}", quote(name)))
}

/// Texts and years as the first or last day of their period. What cannot be read is unknown.
pub(crate) fn days(name: &str, ty: Type, side: Side) -> Expr {
    match ty {
        ty if ty.is_dated() => zones::day(name, ty),
        _ => days_of(Expr::Column(name.into()), side),
    }
}

/// The same of any texts and years.
pub(crate) fn days_of(texts: Expr, side: Side) -> Expr {
    let read = move |text: &str| side.of(Period::parse(text.trim())?);
    let run = move |values: Column| {
        let texts = values.cast(&DataType::String)?;
        let mut last: Option<(&str, Option<i32>)> = None;
        let days: Vec<Option<i32>> = texts
            .str()?
            .iter()
            .map(|text| {
                let text = text?;
                match last {
                    Some((before, day)) if before == text => day,
                    _ => {
                        let day = read(text).map(|day| day.0);
                        last = Some((text, day));
                        day
                    }
                }
            })
            .collect();
        as_dates(&values, days)
    };
    texts.map(run, date_field)
}

/// Days as the first or last day of the unit that holds them.
fn units(day: Expr, unit: Unit, side: Side) -> Expr {
    let run = move |values: Column| {
        let days = values.cast(&DataType::Date)?.cast(&DataType::Int32)?;
        let days = days.i32()?.iter().map(|day| side.of(unit.around(Day(day?))).map(|day| day.0)).collect();
        as_dates(&values, days)
    };
    day.map(run, date_field)
}

fn as_dates(values: &Column, days: Vec<Option<i32>>) -> PolarsResult<Column> {
    Series::new(values.name().clone(), days).cast(&DataType::Date).map(IntoColumn::into_column)
}

fn date_field(_: &Schema, field: &Field) -> PolarsResult<Field> {
    Ok(Field::new(field.name().clone(), DataType::Date))
}

/// Reads once what the first and last day of a column are, and how many of its values could not be read.
fn scanned(data: &mut TableData, name: &str) -> Result<(), Diagnostic> {
    let column = || Expr::Column(name.into());
    let facts = data.frame.clone().select([
        column().min().cast(DataType::Int32).alias("first"),
        column().max().cast(DataType::Int32).alias("last"),
        column().null_count().cast(DataType::Int64).alias("unknown"),
    ]);
    let broken = |error: PolarsError| {
        super::faults::explain_cell_error(&error).unwrap_or_else(|| super::faults::cannot_open(name, error.to_string()))
    };
    let found = facts.collect().map_err(broken)?;
    let number = |at: usize| found.columns().get(at).and_then(|c| c.get(0).ok()).and_then(|value| value.extract::<i64>());
    let facts = ColumnFacts { unknown: number(2).map(|n| n.unsigned_abs()), bounds: number(0).zip(number(1)) };
    data.facts.insert(name.to_string(), facts);
    Ok(())
}

/// The measures of a kind: numbers of people or things. One that holds a negative number all the same is a balance.
fn counts(data: &TableData, roles: &Roles) -> Vec<String> {
    let lowest = |measure: &Measure| data.facts.get(&measure.column).and_then(|facts| facts.bounds).map(|(low, _)| low);
    let counts = roles.measures.iter().filter(|measure| measure.kind.is_some() && lowest(measure).is_none_or(|low| low >= 0));
    counts.map(|measure| measure.column.clone()).collect()
}

/// Puts bounds beside the measures that have some: columns of the lowest and the highest value, words that qualify the number.
fn bounded(data: &mut TableData, roles: &Roles) {
    for measure in &roles.measures {
        if measure.low.is_none() && measure.high.is_none() && measure.qualifier.is_none() {
            continue;
        }
        let name = &measure.column;
        let real = |name: &String| Expr::Column(name.as_str().into()).cast(DataType::Float64);
        let text = measure
            .qualifier
            .as_ref()
            .map_or_else(|| lit(NULL).cast(DataType::String), |name| Expr::Column(name.as_str().into()));
        let bound = |column: &Option<String>| column.as_ref().map_or_else(|| lit(NULL).cast(DataType::Float64), real);
        let parts = [bound(&measure.low), bound(&measure.high), text];
        let side = |part: fn(&Bounds) -> Option<f64>| {
            let run = move |columns: &mut [Column]| {
                let values = columns[0].cast(&DataType::Float64)?;
                let (low, high) = (columns[1].f64()?.clone(), columns[2].f64()?.clone());
                let words = columns[3].cast(&DataType::String)?;
                let at = |values: &Float64Chunked, row: usize| values.get(if values.len() == 1 { 0 } else { row });
                let words = words.str()?;
                let figures = values.f64()?.iter().enumerate().map(|(row, value)| {
                    let word = words.get(if words.len() == 1 { 0 } else { row }).unwrap_or("");
                    part(&qualified(value, at(&low, row), at(&high, row), word))
                });
                Ok(Float64Chunked::from_iter_options(columns[0].name().clone(), figures).into_column())
            };
            let field = |_: &Schema, fields: &[Field]| Ok(Field::new(fields[0].name().clone(), DataType::Float64));
            Expr::Column(name.as_str().into()).map_many(run, &parts, field)
        };
        let ty = data.frame.collect_schema().ok().and_then(|schema| schema.get(name).cloned()).unwrap_or(DataType::Float64);
        data.change([
            side(|bounds| bounds.best).cast(ty).alias(name.as_str()),
            side(|bounds| bounds.low).alias(low_of(name)),
            side(|bounds| bounds.high).alias(high_of(name)),
            side(|bounds| bounds.about.then_some(1.0)).is_not_null().alias(about_of(name)),
        ]);
        data.bounded.push(name.clone());
        data.facts.remove(name);
    }
}

/// What is known of a figure, by the words that qualify it and the bounds that stand beside it.
fn qualified(value: Option<f64>, low: Option<f64>, high: Option<f64>, words: &str) -> Bounds {
    match Qualifier::parse(words) {
        Some(qualifier) => qualifier.of(value, low, high),
        None if words.trim().eq_ignore_ascii_case(RANGE) => Bounds { best: None, low, high, about: false },
        None if low == high && value == high => Bounds { best: value, low: None, high: None, about: false },
        None => Bounds { best: value, low, high, about: false },
    }
}

/// The qualifier of a figure that has no best value, only bounds.
const RANGE: &str = "range";
