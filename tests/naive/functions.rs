//! The functions of the language, one value at a time.

use super::expr::{Outcome, Overflow, Row, arithmetic};
use super::value::{day, known, number, order, plain};
use dateline::base::calendar::parse_datetime;
use dateline::base::{Day, Period, Precision, Unit, Value};
use dateline::syntax::ast::{Arithmetic, Expr};
use std::cmp::Ordering;

/// A call. Except for those that skip unknowns, a function of an unknown is unknown.
pub fn call(name: &str, arguments: &[Expr], row: &Row<'_>) -> Outcome<Value> {
    if let "start_of" | "end_of" = name {
        let unit = Unit::parse(&arguments[1].to_string()).expect("a unit");
        let period = day(&row.eval(&arguments[0])?).map(|day| unit_around(unit, day));
        return Ok(period.map_or(Value::Unknown, |(start, end)| Value::day(if name == "start_of" { start } else { end })));
    }
    let values = arguments.iter().map(|argument| row.eval(argument)).collect::<Outcome<Vec<Value>>>()?;
    let first = values[0].clone();
    match name {
        "coalesce" => return Ok(values.into_iter().find(known).unwrap_or(Value::Unknown)),
        "least" => return Ok(best(values, Ordering::Less)),
        "greatest" => return Ok(best(values, Ordering::Greater)),
        _ if values.contains(&Value::Unknown) => return Ok(Value::Unknown),
        _ => {}
    }
    match (name, &first) {
        ("round", _) => rounded(first, values.get(1).map_or(0, whole)),
        ("abs", Value::Int(n)) => n.checked_abs().map(Value::Int).ok_or(Overflow),
        ("floor" | "ceil", Value::Int(_)) => Ok(first),
        ("mod", Value::Int(a)) if matches!(values[1], Value::Int(_)) => Ok(remainder(*a, whole(&values[1]))),
        ("number", Value::Bool(b)) => Ok(Value::Float(f64::from(u8::from(*b)))),
        ("number", Value::Int(n)) => Ok(Value::Float(*n as f64)),
        ("abs" | "floor" | "ceil" | "log" | "sqrt" | "mod", _) => real(name, &values),
        ("number", Value::Float(_)) => Ok(first),
        ("year" | "quarter" | "month" | "week" | "day" | "weekday" | "days_between" | "days", _) => Ok(of_time(name, &values)),
        ("date", value) if !matches!(value, Value::Text(_)) => Ok(day(value).map_or(Value::Unknown, Value::day)),
        ("bool", Value::Bool(_)) => Ok(first),
        ("text", _) => Ok(Value::Text(plain(&first))),
        ("concat", _) => Ok(Value::Text(values.iter().map(plain).collect())),
        (_, Value::Text(text)) => Ok(of_text(name, text, &values)),
        _ => panic!("{name} of {first}"),
    }
}

/// The remainder with the sign of the divisor.
fn remainder(a: i64, b: i64) -> Value {
    match a.checked_rem(b) {
        None => {
            if b == 0 {
                Value::Unknown
            } else {
                Value::Int(0)
            }
        }
        Some(rest) if rest != 0 && (rest < 0) != (b < 0) => Value::Int(rest + b),
        Some(rest) => Value::Int(rest),
    }
}

fn whole(value: &Value) -> i64 {
    match value {
        Value::Int(n) => *n,
        other => panic!("{other} is no whole number"),
    }
}

fn best(values: Vec<Value>, wanted: Ordering) -> Value {
    let better = |a: Value, b: Value| if order(&b, &a) == wanted { b } else { a };
    values.into_iter().filter(known).reduce(better).unwrap_or(Value::Unknown)
}

/// Halves go away from zero.
fn rounded(value: Value, digits: i64) -> Outcome<Value> {
    let step = 10i128.pow(digits.unsigned_abs() as u32);
    match value {
        Value::Int(n) if digits < 0 => {
            let nearest = (i128::from(n).abs() + step / 2) / step * step * i128::from(n.signum());
            i64::try_from(nearest).map(Value::Int).map_err(|_| Overflow)
        }
        Value::Int(_) => Ok(value),
        Value::Float(x) if digits < 0 => Ok(Value::Float((x / step as f64).round() * step as f64)),
        Value::Float(x) => Ok(Value::Float((x * step as f64).round() / step as f64)),
        other => panic!("round of {other}"),
    }
}

fn real(name: &str, values: &[Value]) -> Outcome<Value> {
    let x = number(&values[0]).expect("a number");
    Ok(match name {
        "abs" => Value::Float(x.abs()),
        "floor" => Value::Float(x.floor()),
        "ceil" => Value::Float(x.ceil()),
        "log" if x > 0.0 => Value::Float(x.ln()),
        "sqrt" if x >= 0.0 => Value::Float(x.sqrt()),
        "log" | "sqrt" => Value::Unknown,
        _ => match arithmetic(Arithmetic::Divide, values[0].clone(), values[1].clone())? {
            Value::Float(quotient) => Value::Float(x - quotient.floor() * number(&values[1]).expect("a number")),
            other => other,
        },
    })
}

fn of_time(name: &str, values: &[Value]) -> Value {
    let first = day(&values[0]).expect("a time");
    let date = first.date();
    Value::Int(match name {
        "year" => date.year().into(),
        "quarter" => (i64::from(date.month()) + 2) / 3,
        "month" => date.month().into(),
        "week" => date.iso_week_date().week().into(),
        "day" => date.day().into(),
        "weekday" => date.weekday().to_monday_one_offset().into(),
        "days_between" => i64::from(day(&values[1]).expect("a time").0) - i64::from(first.0),
        _ => match values[0] {
            Value::Period(period) => period.days(),
            _ => 1,
        },
    })
}

/// The first and last day of the unit that holds a day.
pub fn unit_around(unit: Unit, day: Day) -> (Day, Day) {
    let date = day.date();
    let first = |month: i8| Day::of(date.year(), month, 1).expect("the first of a month");
    let start = match unit {
        Unit::Week => day.plus(1 - i32::from(date.weekday().to_monday_one_offset())),
        Unit::Month => first(date.month()),
        Unit::Quarter => first((date.month() - 1) / 3 * 3 + 1),
        Unit::Year => first(1),
        _ => day,
    };
    // The day before the same unit starts again.
    let days = match unit {
        Unit::Week => 7,
        Unit::Month => 31,
        Unit::Quarter => 92,
        Unit::Year => 366,
        _ => return (day, day),
    };
    let end = (0..days).map(|n| start.plus(n)).filter(|d| same_unit(unit, *d, day)).max();
    (start, end.unwrap_or(day))
}

fn same_unit(unit: Unit, a: Day, b: Day) -> bool {
    let key = |day: Day| {
        let date = day.date();
        match unit {
            Unit::Week => (date.iso_week_date().year(), date.iso_week_date().week()),
            Unit::Month => (date.year(), date.month()),
            Unit::Quarter => (date.year(), (date.month() - 1) / 3),
            _ => (date.year(), 0),
        }
    };
    key(a) == key(b)
}

fn of_text(name: &str, text: &str, values: &[Value]) -> Value {
    let written = |at: usize| plain(&values[at]);
    let count = text.chars().count();
    let some = |text: Option<String>| text.map_or(Value::Unknown, Value::Text);
    match name {
        "lower" => Value::Text(text.to_lowercase()),
        "upper" => Value::Text(text.to_uppercase()),
        "trim" => Value::Text(text.trim().to_string()),
        "length" => Value::Int(count as i64),
        "replace" => Value::Text(text.replace(&written(1), &written(2))),
        "split" => some(text.split(&written(1)).nth(whole(&values[2]) as usize - 1).map(str::to_string)),
        "left" => Value::Text(text.chars().take(whole(&values[1]) as usize).collect()),
        "right" => Value::Text(text.chars().skip(count.saturating_sub(whole(&values[1]) as usize)).collect()),
        "extract" => {
            let pattern = regex::Regex::new(&written(1)).expect("a sound pattern");
            let found = pattern.captures(text).and_then(|found| found.get(usize::from(found.len() > 1)));
            some(found.map(|part| part.as_str().to_string()))
        }
        "number" => text.trim().parse().map_or(Value::Unknown, Value::Float),
        "date" => {
            let date = Period::parse(text.trim()).filter(|period| period.precision == Precision::Day).map(Value::Period);
            date.or_else(|| day(&Value::Datetime(parse_datetime(text.trim())?)).map(Value::day)).unwrap_or(Value::Unknown)
        }
        "bool" => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "y" | "1" => Value::Bool(true),
            "false" | "no" | "n" | "0" => Value::Bool(false),
            _ => Value::Unknown,
        },
        _ => panic!("{name} of a text"),
    }
}
