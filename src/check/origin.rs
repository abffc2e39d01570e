//! Which rows of which tables the values of columns are from, so that no figure counts a row that a join repeats.

use crate::base::Span;
use crate::plan::shape::{ROW, Repeated};
use crate::plan::{Expr, Verb};
use std::collections::{BTreeMap, BTreeSet};

/// The rows behind the columns of a scope, by the hidden columns that hold their numbers.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Whether a join may have repeated the rows of the table that the query started with.
    repeated: bool,
    /// The columns that do not rest on that table alone.
    columns: BTreeMap<String, BTreeSet<String>>,
}

impl Origins {
    /// Whether a join has brought in anything.
    pub fn is_active(&self) -> bool {
        self.repeated || !self.columns.is_empty()
    }

    /// The rows that a column rests on.
    pub fn of(&self, column: &str) -> BTreeSet<String> {
        self.columns.get(column).cloned().unwrap_or_else(|| BTreeSet::from([ROW.to_string()]))
    }

    /// The rows that a value rests on; none for one that is the same in all rows.
    fn of_value(&self, value: &Expr) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        value.walk(&mut |part| found.extend(part.as_column().map(|name| self.of(name)).unwrap_or_default()));
        found
    }

    /// Says what rows a new column rests on.
    pub fn set(&mut self, column: &str, rows: BTreeSet<String>) {
        if !self.is_active() || rows == BTreeSet::from([ROW.to_string()]) {
            self.columns.remove(column);
        } else {
            self.columns.insert(column.to_string(), rows);
        }
    }

    /// Says that a column holds this value now.
    pub fn derive(&mut self, column: &str, value: &Expr) {
        self.set(column, self.of_value(value));
    }

    /// Says that a join has brought in columns; each row so far may be there for each of several matches.
    pub fn join<'c>(&mut self, columns: impl Iterator<Item = &'c str>, row: &str, repeats: bool) {
        self.repeated |= repeats;
        self.columns.extend(columns.map(|name| (name.to_string(), BTreeSet::from([row.to_string()]))));
    }

    /// The same under the names that columns have now.
    pub fn renamed(&self, now: &dyn Fn(&str) -> Option<String>) -> Origins {
        let columns = self.columns.iter().filter_map(|(name, rows)| Some((now(name)?, rows.clone())));
        Origins { repeated: self.repeated, columns: columns.collect() }
    }

    /// What must not be counted twice in a figure over a value; nothing where no join can have repeated it.
    pub fn repeated(&self, verb: Verb, argument: Option<&Expr>, condition: Option<&Expr>, span: Span) -> Option<Repeated> {
        let adds = !matches!(verb, Verb::Count | Verb::CountDistinct | Verb::Min | Verb::Max | Verb::List | Verb::Increase);
        let argument = argument.filter(|_| adds && self.is_active())?;
        let rows = self.of_value(argument);
        let once = !self.repeated && rows.contains(ROW);
        (!once && !rows.is_empty()).then(|| Repeated {
            rows: rows.into_iter().collect(),
            argument: argument.clone(),
            condition: condition.cloned(),
            span,
        })
    }
}
