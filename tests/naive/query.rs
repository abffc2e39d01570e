//! Clauses, each applied to the rows that the ones before it left.

use super::expr::{Outcome, Row, place};
use super::summary::{descending, summarise};
use super::value::{day, known, length, micros, order};
use super::window::{self, Days};
use dateline::base::{Day, Value};
use dateline::syntax::ast::{Clause, ClauseKind, Column, Expr, Name, Pattern, TimeClause, Top};
use std::cmp::Ordering;

/// A table between two clauses.
#[derive(Clone, Debug)]
pub struct Table {
    pub columns: Vec<String>,
    pub cells: Vec<Vec<Value>>,
    /// The time axis.
    pub axis: Option<String>,
    /// Whether several windows gave the rows a `period`.
    pub labelled: bool,
    /// Whether some total left out what is unknown, so that it may be a bound, which compares in another way.
    pub open: bool,
}

impl Table {
    pub fn rows(&self, now: Day) -> impl Iterator<Item = Row<'_>> {
        self.cells.iter().map(move |cells| Row { columns: &self.columns, cells, now })
    }

    /// The table after a clause.
    pub fn then(self, clause: &Clause, now: Day) -> Outcome<Table> {
        match &clause.kind {
            ClauseKind::Where(condition) => {
                let keep = self.rows(now).map(|row| row.test(condition)).collect::<Outcome<Vec<bool>>>()?;
                Ok(self.filter(|at| keep[at]))
            }
            ClauseKind::Time(clause) => Ok(self.within(clause, now)),
            ClauseKind::DatedBy(column) => {
                let axis = self.columns[place(column, &self.columns)].clone();
                Ok(Table { axis: Some(axis), ..self })
            }
            ClauseKind::Derive(items) => items.iter().try_fold(self, |table, (name, value)| table.derive(name, value, now)),
            ClauseKind::Show(items) => Ok(self.show(items)),
            ClauseKind::Drop(patterns) => {
                let gone: Vec<usize> = patterns.iter().flat_map(|pattern| self.fitting(pattern)).collect();
                let kept = (0..self.columns.len()).filter(|at| !gone.contains(at));
                let kept = kept.map(|at| (at, self.columns[at].clone())).collect();
                Ok(self.project(kept))
            }
            ClauseKind::Rename(items) => Ok(self.rename(items)),
            ClauseKind::Summary(summary) => summarise(&self, summary, now),
            ClauseKind::Sort(keys) => self.sort(keys, now),
            ClauseKind::Top(top) => self.top(top, now),
            ClauseKind::Take(n) => Ok(self.filter(|at| at < *n as usize)),
            ClauseKind::Skip(n) => Ok(self.filter(|at| at >= *n as usize)),
            ClauseKind::Unique(patterns) => {
                let places: Vec<usize> = patterns.iter().flat_map(|pattern| self.fitting(pattern)).collect();
                let same = |a: usize, b: usize| places.iter().all(|at| self.cells[a][*at] == self.cells[b][*at]);
                let keep: Vec<bool> = (0..self.cells.len()).map(|at| !(0..at).any(|before| same(before, at))).collect();
                Ok(self.filter(|at| keep[at]))
            }
            other => panic!("{other:?} is not evaluated"),
        }
    }

    fn filter(self, keep: impl Fn(usize) -> bool) -> Table {
        let cells = self.cells.into_iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, row)| row).collect();
        Table { cells, ..self }
    }

    /// Rows of a window; several labelled spans come one after the other when they overlap, else in the order of the rows.
    fn within(mut self, clause: &TimeClause, now: Day) -> Table {
        let axis = self.axis.clone().expect("a time axis");
        let at = self.columns.iter().position(|name| *name == axis).expect("the axis is a column");
        let days: Vec<Option<Day>> = self.cells.iter().map(|row| day(&row[at])).collect();
        match window::days(clause, now) {
            Days::Weekdays(numbers) => self.filter(|at| days[at].is_some_and(|day| numbers.contains(&day.weekday().number()))),
            Days::Spans(spans) => {
                self.filter(|at| days[at].is_some_and(|day| spans.iter().any(|(start, end)| *start <= day && day <= *end)))
            }
            Days::Labelled(spans) => {
                let place = self.place_for("period");
                let mut found: Vec<(usize, usize, Vec<Value>)> = Vec::new();
                for (nth, (label, start, end)) in spans.iter().enumerate() {
                    for (at, row) in self.cells.iter().enumerate() {
                        if days[at].is_some_and(|day| *start <= day && day <= *end) {
                            let mut row = row.clone();
                            row[place] = Value::Text(label.clone());
                            found.push((nth, at, row));
                        }
                    }
                }
                let apart = spans.iter().enumerate().all(|(i, a)| spans[..i].iter().all(|b| a.2 < b.1 || b.2 < a.1));
                found.sort_by_key(|(nth, at, _)| if apart { (*at, *nth) } else { (*nth, *at) });
                Table { cells: found.into_iter().map(|(_, _, row)| row).collect(), labelled: true, ..self }
            }
        }
    }

    /// The place of a column, which is added when there is none of this name.
    fn place_for(&mut self, name: &str) -> usize {
        self.columns.iter().position(|old| old == name).unwrap_or_else(|| {
            self.columns.push(name.to_string());
            self.cells.iter_mut().for_each(|row| row.push(Value::Unknown));
            self.columns.len() - 1
        })
    }

    fn derive(mut self, name: &Name, value: &Expr, now: Day) -> Outcome<Table> {
        let values = self.rows(now).map(|row| row.eval(value).map(as_cell)).collect::<Outcome<Vec<Value>>>()?;
        let at = self.place_for(&name.text);
        self.cells.iter_mut().zip(values).for_each(|(row, value)| row[at] = value);
        Ok(self)
    }

    fn show(self, items: &[(Pattern, Option<Name>)]) -> Table {
        let mut chosen: Vec<(usize, String)> = Vec::new();
        for (pattern, alias) in items {
            let found = self.fitting(pattern);
            let several = found.len() > 1;
            for at in found {
                if !several || !chosen.iter().any(|(old, _)| *old == at) {
                    chosen.push((at, alias.as_ref().map_or(self.columns[at].clone(), |name| name.text.clone())));
                }
            }
        }
        self.project(chosen)
    }

    fn rename(self, items: &[(Column, Name)]) -> Table {
        let mut names: Vec<(usize, String)> = self.columns.iter().cloned().enumerate().collect();
        for (column, name) in items {
            names[place(column, &self.columns)].1 = name.text.clone();
        }
        self.project(names)
    }

    /// Columns by place and new name; the time axis keeps its role.
    fn project(self, columns: Vec<(usize, String)>) -> Table {
        let axis = columns.iter().find(|(at, _)| self.axis.as_ref() == Some(&self.columns[*at])).map(|(_, name)| name.clone());
        let cells = self.cells.iter().map(|row| columns.iter().map(|(at, _)| row[*at].clone()).collect()).collect();
        let columns = columns.into_iter().map(|(_, name)| name).collect();
        Table { columns, cells, axis, labelled: self.labelled, open: self.open }
    }

    /// The columns of a pattern, in the order of the table.
    fn fitting(&self, pattern: &Pattern) -> Vec<usize> {
        match pattern {
            Pattern::Column(column) => vec![place(column, &self.columns)],
            Pattern::Wild(text, _) => {
                let pattern = format!("(?i)^{}$", regex::escape(text).replace(r"\*", ".*"));
                let pattern = regex::Regex::new(&pattern).expect("a sound pattern");
                (0..self.columns.len()).filter(|at| pattern.is_match(&self.columns[*at])).collect()
            }
        }
    }

    fn sort(self, keys: &[(Expr, bool)], now: Day) -> Outcome<Table> {
        let mut rows: Vec<(Vec<Value>, Vec<Value>)> = Vec::new();
        for row in self.rows(now) {
            let values = keys.iter().map(|(key, _)| row.eval(key)).collect::<Outcome<Vec<Value>>>()?;
            rows.push((values, row.cells.to_vec()));
        }
        let compare = |a: &[Value], b: &[Value]| {
            let pairs = a.iter().zip(b).zip(keys);
            let pairs = pairs.map(|((a, b), (_, desc))| if *desc { descending(a, b) } else { order(a, b) });
            pairs.fold(Ordering::Equal, Ordering::then)
        };
        rows.sort_by(|(a, _), (b, _)| compare(a, b));
        Ok(Table { cells: rows.into_iter().map(|(_, row)| row).collect(), ..self })
    }

    /// A row is kept when fewer than so many rows of its group are better; the rows come out group by group, the best first.
    fn top(self, top: &Top, now: Day) -> Outcome<Table> {
        let places: Vec<usize> = top.each.iter().map(|column| place(column, &self.columns)).collect();
        let group = |row: &Row<'_>| -> Vec<Value> { places.iter().map(|at| row.cells[*at].clone()).collect() };
        let better = |a: &Value, b: &Value| if top.largest { descending(a, b) } else { order(a, b) };
        let mut rows: Vec<(Vec<Value>, Value, Vec<Value>)> = Vec::new();
        for row in self.rows(now) {
            rows.push((group(&row), row.eval(&top.by)?, row.cells.to_vec()));
        }
        rows.retain(|(_, value, _)| known(value));
        let ahead = |of: &(Vec<Value>, Value, Vec<Value>)| {
            rows.iter().filter(|row| row.0 == of.0 && better(&row.1, &of.1) == Ordering::Less).count()
        };
        let mut kept: Vec<_> = rows.iter().filter(|row| ahead(row) < top.count as usize).cloned().collect();
        kept.sort_by(|a, b| {
            let groups = a.0.iter().zip(&b.0).map(|(a, b)| order(a, b)).fold(Ordering::Equal, Ordering::then);
            groups.then_with(|| better(&a.1, &b.1))
        });
        Ok(Table { cells: kept.into_iter().map(|(_, _, row)| row).collect(), ..self })
    }
}

/// A value as a column holds it.
fn as_cell(value: Value) -> Value {
    match value {
        Value::Duration(duration) => length(micros(&duration)),
        other => other,
    }
}
