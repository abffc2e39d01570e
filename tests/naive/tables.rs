//! Random small tables, with unknowns everywhere and headers that are words of the language.

use super::dice::Dice;
use super::value::plain;
use dateline::base::{Day, Type, Value};
use std::fmt::Write;

/// How far two right evaluations of a number can be from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Not at all, and sums of it neither, in whatever order.
    Exact,
    /// Not at all, but sums of it may be.
    Steady,
    /// In the last digits, so nothing is decided by it.
    Loose,
}

/// A column as the query generator sees it.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub ty: Type,
    pub quality: Quality,
}

/// A table as it is written to a file.
#[derive(Debug)]
pub struct Source {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
    /// The largest number in it.
    pub largest: f64,
}

const HEADERS: &[&str] = &[
    "date",
    "by",
    "since",
    "until",
    "where",
    "sum",
    "count",
    "from",
    "type",
    "in",
    "and",
    "border",
    "persons",
    "or",
    "as",
    "top",
    "Full Name",
    "is",
    "each",
];
const TEXTS: &[&str] =
    &["Torkham", "Chaman", "torkham", "Spin Boldak", "a,b", "say \"so\"", "Ghulam Khan é", "x1", "others", "_"];

pub fn source(dice: &mut Dice<'_>) -> Source {
    let height = 1 + dice.below(40);
    let mut headers = HEADERS.to_vec();
    let mut source = Source { columns: Vec::new(), rows: vec![Vec::new(); height], largest: 1.0 };
    let (date, number) = if dice.chance(90) { (Type::Date, Type::Int) } else { (Type::Datetime, Type::Float) };
    let types = [date, number, Type::Text, Type::Bool, Type::Float, Type::Text, Type::Int, Type::Datetime, Type::Date];
    for ty in types.iter().take(3 + dice.below(7)) {
        let name = headers.remove(dice.below(headers.len())).to_string();
        let extreme = *ty == Type::Int && dice.chance(8);
        let gaps = *dice.pick(&[0, 10, 40]);
        // One value decides the type of the column.
        let decisive = dice.below(height);
        for (at, row) in source.rows.iter_mut().enumerate() {
            row.push(match () {
                () if at == decisive => decisive_value(*ty),
                () if dice.chance(gaps) => Value::Unknown,
                () => value(*ty, extreme, dice),
            });
        }
        if extreme {
            source.largest = 1e19;
        }
        source.columns.push(Column { name, ty: *ty, quality: if extreme { Quality::Steady } else { Quality::Exact } });
    }
    source
}

fn decisive_value(ty: Type) -> Value {
    match ty {
        Type::Int => Value::Int(7),
        Type::Float => Value::Float(0.25),
        Type::Bool => Value::Bool(true),
        Type::Date => Value::day(Day::of(2025, 4, 15).expect("a day")),
        Type::Datetime => Value::Datetime(Day::of(2025, 4, 15).expect("a day").micros() + 34_200_000_000),
        _ => Value::Text("Torkham".into()),
    }
}

fn value(ty: Type, extreme: bool, dice: &mut Dice<'_>) -> Value {
    match ty {
        Type::Int if extreme && dice.chance(30) => {
            Value::Int(*dice.pick(&[i64::MAX, i64::MIN, i64::MAX - 1, 1 << 53, -(1 << 62)]))
        }
        Type::Int => Value::Int(dice.below(60) as i64 - 10),
        Type::Float => Value::Float((dice.below(200) as f64 - 80.0) / 4.0),
        Type::Bool => Value::Bool(dice.chance(50)),
        Type::Date => Value::day(some_day(dice)),
        Type::Datetime => Value::Datetime(some_day(dice).micros() + dice.below(96) as i64 * 900_000_000),
        _ => {
            let several = 3 + dice.below(TEXTS.len() - 3);
            Value::Text((*dice.pick(&TEXTS[..several])).to_string())
        }
    }
}

/// A day of the weeks around the end of April 2025, seldom one of other years.
pub fn some_day(dice: &mut Dice<'_>) -> Day {
    let base = Day::of(2025, 4, 10).expect("a day");
    match dice.chance(10) {
        true => base.plus(dice.below(900) as i32 - 600),
        false => base.plus(dice.below(40) as i32),
    }
}

impl Source {
    pub fn csv(&self) -> String {
        let header = self.columns.iter().map(|column| cell(&column.name));
        let mut text = header.collect::<Vec<_>>().join(",") + "\n";
        for row in &self.rows {
            let cells: Vec<String> =
                row.iter().map(|value| if *value == Value::Unknown { String::new() } else { cell(&plain(value)) }).collect();
            writeln!(text, "{}", cells.join(",")).expect("a text takes all");
        }
        text
    }
}

fn cell(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}
