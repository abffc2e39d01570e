//! Queries used as values: answered when they are first used, once, with what they rest on.

use super::{Engine, Error, Facts};
use crate::base::bounds::Bounds;
use crate::base::counts::{counted, grouped};
use crate::base::{Code, Diagnostic, Value};
use crate::catalog::Table;
use crate::check::Formula;
use crate::data::{Cell, Frame};
use crate::exec::{self, value_of};
use crate::plan::{Asked, Column, Plan, Use};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// What a query that is used as a value gave, and what that rests on.
#[derive(Clone, Debug, Serialize)]
pub struct ValueFact {
    /// Its name, with the `$`.
    pub name: String,
    /// Its value as people read it.
    pub value: String,
    /// The other columns of its row.
    pub beside: Vec<WordsFact>,
    /// The sources of the rows it rests on, and what the columns of its series say where they say one thing.
    pub words: Vec<WordsFact>,
    /// What its query rests on.
    pub facts: Facts,
}

/// What a column says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordsFact {
    /// The column.
    pub column: String,
    /// Its distinct words, with commas.
    pub words: String,
}

/// A value by its name, and by the number below which what is told of it tells no rows.
type Key = (String, Option<u64>);

/// The values that have been worked out so far.
#[derive(Default)]
pub(super) struct Given(Mutex<BTreeMap<Key, (Value, ValueFact)>>);

impl Clone for Given {
    /// A copy that goes its own way: a name may come to mean something else in it.
    fn clone(&self) -> Given {
        Given(Mutex::new(self.0.lock().map(|given| given.clone()).unwrap_or_default()))
    }
}

impl Engine {
    /// A plan with the queries that it uses as values answered, and what they rest on.
    pub(super) fn answered<'p>(&self, plan: &'p Plan, text: &str) -> Result<(Cow<'p, Plan>, Vec<ValueFact>), Error> {
        self.answered_beside(plan, text, None)
    }

    /// The same for a part of an answer that hides numbers below another.
    fn answered_beside<'p>(
        &self,
        plan: &'p Plan,
        text: &str,
        beside: Option<u64>,
    ) -> Result<(Cow<'p, Plan>, Vec<ValueFact>), Error> {
        if plan.asked.is_empty() {
            return Ok((Cow::Borrowed(plan), Vec::new()));
        }
        if let Some(below) = plan.protected() {
            for used in &plan.asked {
                let of_few = self.of_few(used, text, below)?;
                of_few.map_or(Ok(()), |name| Err(Error::new(text, vec![few(used, &name, below)])))?;
            }
        }
        let given = self.all_given(&plan.asked, text, plan.protected().max(beside))?;
        let plan = plan.answered(&|name| found(&given, name));
        Ok((Cow::Owned(plan), given.into_iter().map(|(_, fact)| fact).collect()))
    }

    /// The value of an expression that rests on queries, and what they rest on.
    pub(super) fn worked_out(&self, formula: &Formula, text: &str) -> Result<(Value, Vec<ValueFact>), Error> {
        let given = self.all_given(&formula.asked, text, None)?;
        let value = formula.value.answered(&|name| found(&given, name));
        let value = exec::evaluate(&value).map_err(|fault| Error::new(text, vec![fault]))?;
        Ok((value, given.into_iter().map(|(_, fact)| fact).collect()))
    }

    /// What each query gave, once for each.
    fn all_given(&self, uses: &[Use], text: &str, beside: Option<u64>) -> Result<Vec<(Value, ValueFact)>, Error> {
        let mut given: Vec<(Value, ValueFact)> = Vec::new();
        for used in uses {
            if !given.iter().any(|(_, fact)| is_of(fact, &used.asked.name)) {
                given.push(self.given(used, text, beside)?);
            }
        }
        Ok(given)
    }

    fn given(&self, used: &Use, text: &str, beside: Option<u64>) -> Result<(Value, ValueFact), Error> {
        let key = (used.asked.name.clone(), beside);
        let known = self.given.0.lock().ok().and_then(|given| given.get(&key).cloned());
        if let Some(known) = known {
            return Ok(known);
        }
        let given = self.asked(used, text, beside)?;
        if let Ok(mut all) = self.given.0.lock() {
            all.insert(key, given.clone());
        }
        Ok(given)
    }

    /// The name of a number of people that a protected answer would hide, among a value and those it rests on: the footer tells all.
    fn of_few(&self, used: &Use, text: &str, below: u64) -> Result<Option<String>, Error> {
        if is_of_few(used, &self.given(used, text, Some(below))?.0, below) {
            return Ok(Some(used.asked.name.clone()));
        }
        for inner in &used.asked.plan.asked {
            if let Some(name) = self.of_few(inner, text, below)? {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    fn asked(&self, used: &Use, text: &str, beside: Option<u64>) -> Result<(Value, ValueFact), Error> {
        let Asked { name, written, plan, column } = &*used.asked;
        let (plan, values) = self.answered_beside(plan, text, beside)?;
        let outcome = exec::run(&plan, &self.store, self.options.provenance, beside).map_err(|found| Error::new(text, found))?;
        if outcome.rows.height() != 1 {
            let why = outcome.notes.into_iter().filter(|_| outcome.rows.height() == 0);
            return Err(Error::new(text, std::iter::once(not_one_row(used, outcome.rows.height())).chain(why).collect()));
        }
        let row = Row(&outcome.rows);
        let value = row.value(&column.name).unwrap_or(Value::Unknown);
        let others = plan.columns.iter().filter(|other| other.name != column.name).filter_map(|other| row.said(&other.name));
        let (others, shown) = (others.collect(), row.said(&column.name));
        let words = self.words(&plan, &row);
        let protected = plan.protected().max(beside);
        let facts = Facts { values, protected, ..self.facts(written, &plan, &outcome, self.options.provenance) };
        let shown = shown.map_or_else(|| "unknown".to_string(), |said| said.words);
        Ok((value, ValueFact { name: format!("${name}"), value: shown, beside: others, words, facts }))
    }

    /// The sources of the rows that a value rests on, and the columns of its series that say one thing.
    fn words(&self, plan: &Plan, row: &Row<'_>) -> Vec<WordsFact> {
        let tables = plan.tables();
        let table: Option<&Table> = self.catalog.tables.iter().find(|table| tables.contains(&table.name.as_str()));
        let Some(table) = table else { return Vec::new() };
        let source = table.roles.source.as_ref();
        let series = table.roles.series.iter().filter(|name| Some(*name) != source);
        let columns = source.into_iter().chain(series).filter_map(|name| table.columns.iter().find(|c| c.name == *name));
        let columns: Vec<Column> = columns.map(|c| Column { name: c.name.clone(), ty: c.ty }).collect();
        let rows =
            plan.words(&columns, &|name| row.value(name)).and_then(|words| exec::run(&words, &self.store, false, None).ok());
        let Some(rows) = rows.map(|outcome| outcome.rows) else { return Vec::new() };
        let row = Row(&rows);
        let one = |column: &str| row.value(&Plan::count_of_words(column)) == Some(Value::Int(1));
        let told = |column: &&Column| source == Some(&column.name) || one(&column.name);
        columns.iter().filter(told).filter_map(|column| row.said(&column.name)).collect()
    }
}

fn is_of(fact: &ValueFact, name: &str) -> bool {
    fact.name.strip_prefix('$') == Some(name)
}

fn found(given: &[(Value, ValueFact)], name: &str) -> Value {
    given.iter().find(|(_, fact)| is_of(fact, name)).map_or(Value::Unknown, |(value, _)| value.clone())
}

/// Whether a value is a number of people that a protected answer would hide, and would be told by its footer, or by a difference.
fn is_of_few(used: &Use, value: &Value, below: u64) -> bool {
    let number = match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Bounded(bounds) => bounds.best.or(bounds.high).or(bounds.low),
        _ => None,
    };
    let small = number.is_some_and(|number| number > 0.0 && number < below as f64);
    let (plan, name) = (&used.asked.plan, &used.asked.column.name);
    // What is protected from a smaller number on may be smaller than what is hidden here.
    small && (plan.protected().is_some() || plan.people.contains(name) || plan.counts.contains(name))
}

fn few(used: &Use, name: &str, below: u64) -> Diagnostic {
    let through = if name == used.asked.name { String::new() } else { format!("`${}` rests on it, and ", used.asked.name) };
    let message = format!("`${name}` is a number of fewer than {below} people: {through}a protected answer would tell it");
    let fault = Diagnostic::error(Code::SmallValue, used.span, message);
    fault.help(format!("end `let {name} = …` with `protect {below}`: what rests on it is unknown then"))
}

fn not_one_row(used: &Use, rows: usize) -> Diagnostic {
    let name = &used.asked.name;
    let gives = if rows == 0 { "no row".to_string() } else { counted(rows as u64, "row") };
    let fault = Diagnostic::error(Code::NotAValue, used.span, format!("`{name}` gives {gives}, and a value is one row"));
    match rows {
        0 => fault,
        _ => fault.help("leave out `by`, keep one row with `where`, or end the query with `take 1`"),
    }
}

/// The first row of an answer.
struct Row<'a>(&'a Frame);

impl Row<'_> {
    fn cell(&self, column: &str) -> Option<(Cell<'_>, &Column)> {
        let at = self.0.columns().iter().position(|known| known.name == column)?;
        Some((self.0.cell(0, at), self.0.columns().get(at)?))
    }

    fn value(&self, column: &str) -> Option<Value> {
        self.cell(column).map(|(cell, column)| value_of(cell, column.ty))
    }

    /// A known cell as people read it.
    fn said(&self, column: &str) -> Option<WordsFact> {
        let words = match self.cell(column)?.0 {
            Cell::Unknown | Cell::Hidden => return None,
            Cell::Int(n) => grouped(n),
            Cell::Float(x) => Bounds { best: Some(x), low: None, high: None, about: false }.to_string(),
            other => other.plain(),
        };
        Some(WordsFact { column: column.to_string(), words })
    }
}
