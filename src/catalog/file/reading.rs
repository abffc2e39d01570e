//! The keys that say how the cells of a file are read, and what the words of keys may be.

use super::super::reading::{DateOrder, Reading};
use super::Reader;
use crate::base::Weekday;
use crate::base::calendar::MONTHS;
use crate::base::names::{one_of, quote};
use toml::{Table, Value};

impl Reader<'_> {
    /// `date_order = "dmy"`, or `{ reported = "mdy" }` for single columns.
    pub(super) fn reading(&mut self, place: &str, table: &Table) -> Reading {
        let Some(Value::Table(columns)) = table.get("date_order") else {
            let date_order = self.choice(place, table, "date_order", DateOrder::parse);
            return Reading { date_order, date_orders: Vec::new() };
        };
        let place = format!("{place}date_order.");
        let order = |column: &String| Some((column.clone(), self.choice(&place, columns, column, DateOrder::parse)?));
        Reading { date_order: None, date_orders: columns.keys().filter_map(order).collect() }
    }
}

/// What the words of a key may be, for the fault of another one.
pub(super) fn choices(key: &str) -> Option<String> {
    let words: Vec<&str> = match key.rsplit('.').next().unwrap_or(key) {
        "coverage" => vec!["reported", "events"],
        "precision" => vec!["day", "week", "month", "quarter", "year"],
        "week" => Weekday::ALL.iter().map(|day| day.name()).collect(),
        "year" => MONTHS.to_vec(),
        _ if key.contains("date_order") => vec!["dmy", "mdy", "ymd"],
        _ => return None,
    };
    Some(one_of(&words.into_iter().map(quote).collect::<Vec<_>>()))
}
