//! Functions of the language to expressions of Polars.

use super::guard;
use super::lowering::{Lowering, divided, dtype, literal};
use super::probe::{Unknown, Unknowns};
use super::zones;
use crate::base::calendar::{MICROS_PER_DAY, datetime_text, parse_datetime};
use crate::base::{Day, Period, Precision, Type, Unit, Value, names};
use crate::data::frame::duration_text;
use crate::data::{Side, days_of};
use crate::plan::{Expr, ExprKind, Function};
use crate::syntax::ast::Comparison;
use polars::prelude::*;

type Pl = polars::prelude::Expr;

/// A call. The checker has seen to the number and types of the arguments.
pub fn lower(low: &mut Lowering<'_>, function: Function, arguments: &[Expr], whole: &Expr) -> Pl {
    let Some(first) = arguments.first() else { return literal(&Value::Unknown, whole.ty) };
    let second = arguments.get(1).unwrap_or(first);
    match function {
        Function::Lower => low.text(first).str().to_lowercase(),
        Function::Upper => low.text(first).str().to_uppercase(),
        Function::Trim => low.text(first).str().strip_chars(literal(&Value::Unknown, Type::Text)),
        Function::Length => low.text(first).str().len_chars().cast(DataType::Int64),
        Function::Replace => {
            let (old, new) = (text_of(second), arguments.get(2).map_or(String::new(), text_of));
            low.text(first).str().replace_all(lit(old), lit(new), true)
        }
        Function::Split => {
            let n = arguments.get(2).map_or(1, whole_number);
            let part = low.text(first).str().split(lit(text_of(second)));
            if n < 1 { literal(&Value::Unknown, Type::Text) } else { part.list().get(lit(n - 1), true) }
        }
        Function::Concat => {
            let parts: Vec<Pl> = arguments.iter().map(|a| as_text(low, a)).collect();
            concat_str(parts, "", false)
        }
        Function::Extract => {
            let pattern = text_of(second);
            let groups = regex::Regex::new(&pattern).map_or(1, |r| r.captures_len());
            low.text(first).str().extract(lit(pattern), usize::from(groups > 1))
        }
        Function::Left => low.text(first).str().head(lit(whole_number(second).max(0))),
        Function::Right => low.text(first).str().tail(lit(whole_number(second).max(0))),
        Function::Round => rounded(low, first, arguments.get(1).map_or(0, whole_number), whole),
        Function::Floor => {
            if first.ty == Type::Int {
                low.value(first)
            } else {
                low.value(first).floor()
            }
        }
        Function::Ceil => {
            if first.ty == Type::Int {
                low.value(first)
            } else {
                low.value(first).ceil()
            }
        }
        Function::Abs => {
            let value = low.value(first);
            let negative = if first.ty == Type::Int {
                guard::negated(value.clone(), &low.guard, whole.span)
            } else {
                lit(0.0) - value.clone()
            };
            when(value.clone().lt(lit(0i64))).then(negative).otherwise(value)
        }
        Function::Log => {
            let value = low.value(first).cast(DataType::Float64);
            when(value.clone().gt(lit(0.0))).then(value.log(lit(std::f64::consts::E))).otherwise(unknown(Type::Float))
        }
        Function::Sqrt => {
            let value = low.value(first).cast(DataType::Float64);
            when(value.clone().gt_eq(lit(0.0))).then(value.pow(lit(0.5))).otherwise(unknown(Type::Float))
        }
        Function::Mod => remainder(low, first, second, whole.ty),
        Function::Least => extreme(low, arguments, Comparison::Less),
        Function::Greatest => extreme(low, arguments, Comparison::Greater),
        Function::Year => part(low, first, |date| date.dt().year()),
        Function::Quarter => part(low, first, |date| date.dt().quarter()),
        Function::Month => part(low, first, |date| date.dt().month()),
        Function::Week => part(low, first, |date| date.dt().week()),
        Function::Day => part(low, first, |date| date.dt().day()),
        Function::Weekday => weekday(low.clock(first)),
        Function::StartOf => edge_of(low, first, second, |period| period.start),
        Function::EndOf => edge_of(low, first, second, |period| period.end),
        Function::DaysBetween => day_number(low, second) - day_number(low, first),
        Function::Days => match &first.kind {
            ExprKind::Literal(Value::Period(period)) => literal(&Value::Int(period.days()), Type::Int),
            _ if first.ty == Type::Month => {
                let [start, end] = [Side::First, Side::Last].map(|side| days_since_1970(days_of(low.value(first), side)));
                end - start + literal(&Value::Int(1), Type::Int)
            }
            _ => when(low.value(first).is_not_null()).then(literal(&Value::Int(1), Type::Int)).otherwise(unknown(Type::Int)),
        },
        Function::Number | Function::Date | Function::Bool => conversion(low, function, first),
        Function::Text => as_text(low, first),
        Function::Coalesce => coalesce(&arguments.iter().map(|a| low.value(a)).collect::<Vec<_>>()),
        // The checker makes these `ExprKind::Around`.
        Function::Previous
        | Function::Change
        | Function::Running
        | Function::RollingMean
        | Function::RollingSum
        | Function::Share
        | Function::Rank => unknown(whole.ty),
        Function::Hash => {
            let text = as_text(low, first);
            map_text(text, DataType::String, |text| Some(AnyValue::StringOwned(digest(text).into())), None)
        }
    }
}

fn unknown(ty: Type) -> Pl {
    literal(&Value::Unknown, ty)
}

fn text_of(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// The whole number that is written out as an argument.
pub fn whole_number(expr: &Expr) -> i64 {
    match expr.kind {
        ExprKind::Literal(Value::Int(n)) => n,
        _ => 0,
    }
}

/// Halves go away from zero; negative digits round to tens, hundreds and so on.
fn rounded(low: &mut Lowering<'_>, value: &Expr, digits: i64, whole: &Expr) -> Pl {
    let lowered = low.value(value);
    let away = RoundMode::HalfAwayFromZero;
    match (value.ty, digits) {
        (Type::Int, 0..) => lowered,
        (_, 0..) => lowered.round(digits.min(15) as u32, away),
        (Type::Int, _) => guard::rounded(lowered, 10i128.pow(digits.unsigned_abs().min(20) as u32), &low.guard, whole.span),
        _ => {
            let step = 10f64.powi(digits.unsigned_abs().min(300) as i32);
            divided(lowered, lit(step)).round(0, away) * lit(step)
        }
    }
}

/// The remainder with the sign of the divisor.
fn remainder(low: &mut Lowering<'_>, a: &Expr, b: &Expr, ty: Type) -> Pl {
    let (x, y) = (low.value(a), low.value(b));
    let result = match ty {
        Type::Int => x.clone() % y.clone(),
        _ => x.clone() - divided(x.clone(), y.clone()).floor() * y.clone(),
    };
    let zero = if ty == Type::Int { lit(0i64) } else { lit(0.0) };
    when(y.neq(zero)).then(result).otherwise(unknown(ty))
}

/// The smallest or largest of the known values.
fn extreme(low: &mut Lowering<'_>, arguments: &[Expr], better: Comparison) -> Pl {
    let values: Vec<Pl> = arguments.iter().map(|a| low.value(a)).collect();
    let pick = |best: Pl, next: Pl| {
        let wins = if better == Comparison::Less { next.clone().lt(best.clone()) } else { next.clone().gt(best.clone()) };
        when(best.clone().is_null().or(wins.fill_null(lit(false)))).then(next).otherwise(best)
    };
    values.into_iter().reduce(pick).unwrap_or_else(|| unknown(Type::Any))
}

fn part(low: &mut Lowering<'_>, date: &Expr, take: fn(Pl) -> Pl) -> Pl {
    take(low.clock(date)).cast(DataType::Int64)
}

fn day_number(low: &mut Lowering<'_>, date: &Expr) -> Pl {
    days_since_1970(low.clock(date))
}

fn days_since_1970(date: Pl) -> Pl {
    date.cast(DataType::Date).cast(DataType::Int32).cast(DataType::Int64)
}

/// 1 for Monday to 7 for Sunday. The engine's own function overflows on whatever stands in the place of an unknown.
pub fn weekday(date: Pl) -> Pl {
    // 1970-01-01 was a Thursday.
    let number = |n| literal(&Value::Int(n), Type::Int);
    (days_since_1970(date) + number(3)) % number(7) + number(1)
}

fn edge_of(low: &mut Lowering<'_>, date: &Expr, unit: &Expr, edge: fn(Period) -> Day) -> Pl {
    let unit = Unit::parse(&text_of(unit)).unwrap_or(Unit::Day);
    let run = move |dates: Column| edges(&dates, |day| edge(unit.around(Day(day))).0);
    low.clock(date).map(run, |_, field| Ok(Field::new(field.name().clone(), DataType::Date)))
}

/// A day for each date. Days repeat: within a stretch of days each is computed once.
fn edges(dates: &Column, edge: impl Fn(i32) -> i32 + Copy) -> PolarsResult<Column> {
    let days = dates.cast(&DataType::Date)?.cast(&DataType::Int32)?;
    let days = days.i32()?;
    let edges = match days.min_max() {
        Some((first, last)) if i64::from(last) - i64::from(first) < days.len() as i64 => {
            let table: Vec<i32> = (first..=last).map(edge).collect();
            let looked_up =
                |day: i32| usize::try_from(day.wrapping_sub(first)).ok().and_then(|at| table.get(at).copied()).unwrap_or(0);
            days.apply_values(looked_up)
        }
        // What stands in the place of an unknown is no day.
        _ => days.apply(|day| day.map(edge)),
    };
    Ok(edges.into_date().into_column())
}

/// Any value as text: ISO dates, numbers in the shortest form that reads back.
fn as_text(low: &mut Lowering<'_>, expr: &Expr) -> Pl {
    match expr.ty {
        Type::Text | Type::Any => low.text(expr),
        Type::Float => map_real(low.value(expr)),
        Type::Datetime => {
            let micros = low.value(expr).cast(DataType::Int64).cast(DataType::String);
            map_text(micros, DataType::String, |text| Some(AnyValue::StringOwned(datetime_text(text.parse().ok()?).into())), None)
        }
        Type::Moment(zone) => {
            let micros = low.value(expr).cast(DataType::Int64).cast(DataType::String);
            map_text(
                micros,
                DataType::String,
                move |text| Some(AnyValue::StringOwned(zone.text(text.parse().ok()?).into())),
                None,
            )
        }
        Type::Duration => {
            let micros = low.value(expr).cast(DataType::Int64).cast(DataType::String);
            let text = |text: &str| Some(AnyValue::StringOwned(duration_text(text.parse().ok()?).into()));
            map_text(micros, DataType::String, text, None)
        }
        _ => low.value(expr).cast(DataType::String),
    }
}

/// The known values of each list in order, as text with commas between them; unknown when there is none.
pub fn listed(lists: Pl, ty: Type) -> Pl {
    let text = move |values: &Series| -> PolarsResult<Option<String>> {
        // In a list a date may be left as its number.
        let values = values.drop_nulls().cast(&dtype(ty))?.sort(SortOptions::default())?;
        let whole = || values.cast(&DataType::Int64);
        let texts: Vec<String> = match ty {
            Type::Float => values.f64()?.iter().flatten().map(|x| x.to_string()).collect(),
            Type::Datetime => whole()?.i64()?.iter().flatten().map(datetime_text).collect(),
            Type::Moment(zone) => whole()?.i64()?.iter().flatten().map(|moment| zone.text(moment)).collect(),
            Type::Duration => whole()?.i64()?.iter().flatten().map(duration_text).collect(),
            _ => values.cast(&DataType::String)?.str()?.iter().flatten().map(str::to_string).collect(),
        };
        Ok((!texts.is_empty()).then(|| texts.join(", ")))
    };
    let run = move |column: Column| {
        let lists = column.list()?;
        let texts = (0..lists.len()).map(|row| lists.get_as_series(row).map_or(Ok(None), |values| text(&values)));
        let texts: Vec<Option<String>> = texts.collect::<PolarsResult<_>>()?;
        Ok(StringChunked::from_iter_options(column.name().clone(), texts.into_iter()).into_column())
    };
    lists.map(run, |_, field| Ok(Field::new(field.name().clone(), DataType::String)))
}

/// Real numbers as text in the shortest form that reads back.
fn map_real(value: Pl) -> Pl {
    let run = |column: Column| {
        let texts = column.f64()?.iter().map(|x| x.map(|x| x.to_string()));
        Ok(StringChunked::from_iter_options(column.name().clone(), texts).into_column())
    };
    value.map(run, |_, field| Ok(Field::new(field.name().clone(), DataType::String)))
}

/// `number`, `date`, `bool`: what cannot be read becomes unknown and is counted.
fn conversion(low: &mut Lowering<'_>, function: Function, value: &Expr) -> Pl {
    let target = match function {
        Function::Number => Type::Float,
        Function::Date => Type::Date,
        _ => Type::Bool,
    };
    let lowered = low.value(value);
    match (value.ty, function) {
        (Type::Any, _) => return unknown(target),
        (Type::Text, _) => {}
        (ty, Function::Number) if ty.is_number() || ty == Type::Bool => return lowered.cast(DataType::Float64),
        (ty, Function::Date) if ty.is_time() => return zones::day(lowered, ty),
        (Type::Bool, Function::Bool) => return lowered,
        (ty, Function::Bool) if ty.is_number() => {
            let known = lowered.clone().eq(lit(1)).or(lowered.clone().eq(lit(0)));
            return when(known).then(lowered.eq(lit(1))).otherwise(unknown(Type::Bool));
        }
        _ => return unknown(target),
    }
    let read: fn(&str) -> Option<AnyValue<'static>> = match function {
        Function::Number => {
            |text| text.trim().replace('_', "").parse().ok().filter(|x: &f64| x.is_finite()).map(AnyValue::Float64)
        }
        Function::Date => |text| read_date(text.trim()).map(AnyValue::Date),
        _ => |text| read_bool(text.trim()).map(AnyValue::Boolean),
    };
    let what = format!("{}({})", function.name(), value.as_column().unwrap_or("…"));
    let probe = low.probes.unknown(Unknowns::Converted(what));
    map_text(low.text(value), dtype(target), read, Some(probe))
}

fn read_date(text: &str) -> Option<i32> {
    let day = Period::parse(text).filter(|p| p.precision == Precision::Day).map(|p| p.start.0);
    day.or_else(|| parse_datetime(text).and_then(|micros| i32::try_from(micros.div_euclid(MICROS_PER_DAY)).ok()))
}

fn read_bool(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// Maps each text; equal texts next to each other are read once. A text without a result is unknown, and counted.
fn map_text(
    text: Pl,
    result: DataType,
    read: impl Fn(&str) -> Option<AnyValue<'static>> + Send + Sync + 'static,
    probe: Option<Unknown>,
) -> Pl {
    let dtype = result.clone();
    let run = move |column: Column| {
        let mut unread = 0;
        let mut last: Option<(&str, AnyValue<'static>)> = None;
        let mut values: Vec<AnyValue<'static>> = Vec::with_capacity(column.len());
        for text in column.str()?.iter() {
            let value = match (text, &last) {
                (None, _) => AnyValue::Null,
                (Some(text), Some((before, value))) if text == *before => value.clone(),
                (Some(text), _) => {
                    let value = read(text).unwrap_or(AnyValue::Null);
                    last = Some((text, value.clone()));
                    value
                }
            };
            unread += u64::from(text.is_some() && value == AnyValue::Null);
            values.push(value);
        }
        if let Some(probe) = &probe {
            probe.count.add(unread);
        }
        Series::from_any_values_and_dtype(column.name().clone(), &values, &result, true).map(IntoColumn::into_column)
    };
    text.map(run, move |_, field| Ok(Field::new(field.name().clone(), dtype.clone())))
}

/// Whether two texts resemble each other.
pub fn resembles(left: Pl, right: Pl) -> Pl {
    let run = |columns: &mut [Column]| {
        let (a, b) = (columns[0].str()?, columns[1].str()?);
        let other = |row: usize| b.get(if b.len() == 1 { 0 } else { row });
        let alike = a.iter().enumerate().map(|(row, text)| {
            // Slow enough for the engine to seem deaf between two parts of its work.
            super::interrupt::heed();
            Some(names::resemble(text?, other(row)?))
        });
        Ok(BooleanChunked::from_iter_options(columns[0].name().clone(), alike).into_column())
    };
    left.map_many(run, &[right], |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Boolean)))
}

/// 16 hexadecimal digits of a keyless BLAKE3 digest: stable between runs and machines.
fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_string()
}
