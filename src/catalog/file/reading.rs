//! The keys that say how the cells of a file are read, and what the words of keys may be.

use super::super::reading::{DateOrder, FORMATS, Reading};
use super::Reader;
use crate::base::Weekday;
use crate::base::calendar::MONTHS;
use crate::base::names::{one_of, quote};
use toml::{Table, Value};

impl Reader<'_> {
    /// How the file and its cells are read.
    pub(super) fn reading(&mut self, place: &str, table: &Table) -> Reading {
        let format = self.choice(place, table, "format", |word| FORMATS.into_iter().find(|format| *format == word));
        let (delimiter, encoding) = (self.delimiter(place, table), self.text(place, table, "encoding"));
        let (date_order, date_orders) = self.date_orders(place, table);
        Reading { format, delimiter, encoding, date_order, date_orders }
    }

    /// `delimiter = ";"`: one sign that can stand between cells.
    fn delimiter(&mut self, place: &str, table: &Table) -> Option<u8> {
        let said = self.text(place, table, "delimiter")?;
        match said.as_bytes() {
            [b'"' | b'\'' | b'\r' | b'\n' | b'.' | b'-'] => {}
            [sign] if sign.is_ascii() && !sign.is_ascii_alphanumeric() => return Some(*sign),
            _ => {}
        }
        let key = format!("{place}delimiter");
        self.fault(format!("{} is one sign between cells, such as `\";\"`, `\"|\"` or `\"\\t\"` for a tab", quote(&key)));
        None
    }

    /// `date_order = "dmy"`, or `{ reported = "mdy" }` for single columns.
    fn date_orders(&mut self, place: &str, table: &Table) -> (Option<DateOrder>, Vec<(String, DateOrder)>) {
        let Some(Value::Table(columns)) = table.get("date_order") else {
            return (self.choice(place, table, "date_order", DateOrder::parse), Vec::new());
        };
        let place = format!("{place}date_order.");
        let order = |column: &String| Some((column.clone(), self.choice(&place, columns, column, DateOrder::parse)?));
        (None, columns.keys().filter_map(order).collect())
    }
}

/// What the words of a key may be, for the fault of another one.
pub(super) fn choices(key: &str) -> Option<String> {
    let words: Vec<&str> = match key.rsplit('.').next().unwrap_or(key) {
        "format" => FORMATS.to_vec(),
        "coverage" => vec!["reported", "events"],
        "precision" => vec!["day", "week", "month", "quarter", "year"],
        "week" => Weekday::ALL.iter().map(|day| day.name()).collect(),
        "year" => MONTHS.to_vec(),
        _ if key.contains("date_order") => vec!["dmy", "mdy", "ymd", "excel"],
        _ => return None,
    };
    Some(one_of(&words.into_iter().map(quote).collect::<Vec<_>>()))
}
