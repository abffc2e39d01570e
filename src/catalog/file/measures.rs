//! The keys that say what figures mean: kinds and units of measures, and what a day without a row means.

use super::super::measure::{Coverage, CoveredDays, CoveredKey, Declared, Kind, Measure};
use super::{COVERAGE, MEASURE, Reader};
use crate::base::names::quote;
use toml::{Table, Value};

impl Reader<'_> {
    pub(super) fn measures(&mut self, place: &str, table: &Table) -> Vec<Measure> {
        let place = format!("{place}measures.");
        let entries = match table.get("measures") {
            None => return Vec::new(),
            Some(Value::Table(entries)) => entries.clone(),
            Some(_) => {
                self.fault(format!(
                    "{} is a section: `measures = {{ persons = {{ kind = \"flow\" }} }}`",
                    quote(place.trim_end_matches('.'))
                ));
                return Vec::new();
            }
        };
        entries.iter().filter_map(|(column, entry)| self.measure(&format!("{place}{column}."), column, entry)).collect()
    }

    fn measure(&mut self, place: &str, column: &str, entry: &Value) -> Option<Measure> {
        let Value::Table(entry) = entry else {
            self.fault(format!("{} is written `{{ kind = \"flow\", unit = \"persons\" }}`", quote(place.trim_end_matches('.'))));
            return None;
        };
        self.keys(MEASURE, place, entry);
        Some(Measure {
            column: column.to_string(),
            kind: self.declared(place, entry, "kind", &Kind::parse),
            unit: self.declared(place, entry, "unit", &|word| Some(word.to_string())),
            low: self.text(place, entry, "low"),
            high: self.text(place, entry, "high"),
            qualifier: self.text(place, entry, "qualifier"),
            epoch: self.text(place, entry, "epoch"),
            tagged: false,
        })
    }

    /// A word for the whole column, or the column that has a word in each row.
    fn declared<T>(&mut self, place: &str, entry: &Table, name: &str, read: &dyn Fn(&str) -> Option<T>) -> Option<Declared<T>> {
        match entry.get(name)? {
            Value::String(word) => match read(word) {
                Some(value) => Some(Declared::Always(value)),
                None => {
                    self.fault(format!("{}: there is no {name} {}", quote(&format!("{place}{name}")), quote(word)));
                    None
                }
            },
            Value::Table(row) => {
                let column = self.text(&format!("{place}{name}."), row, "column")?;
                let mut values = Vec::new();
                for (word, meaning) in self.section(row, "values") {
                    match meaning.as_str().and_then(read) {
                        Some(value) => values.push((word, value)),
                        None => self.fault(format!("{}: {meaning} is no {name}", quote(&format!("{place}{name}.values.{word}")))),
                    }
                }
                Some(Declared::Column(column, values))
            }
            _ => {
                self.fault(format!("{} is a text, or {{ column = … }}", quote(&format!("{place}{name}"))));
                None
            }
        }
    }

    /// What a day without a row means: a word, or a table that lists the days that are covered.
    pub(super) fn coverage(&mut self, place: &str, table: &Table) -> Option<Coverage> {
        let Some(Value::Table(said)) = table.get("coverage") else {
            return self.choice(place, table, "coverage", |word| match word {
                "events" => Some(Coverage::Events),
                "reported" => Some(Coverage::Reported),
                _ => None,
            });
        };
        let place = format!("{place}coverage.");
        self.keys(COVERAGE, &place, said);
        let of = ["table", "day", "start", "end"].map(|name| self.text(&place, said, name));
        let keys = self.texts(&place, said, "keys").into_iter();
        let keys = keys.map(|name| CoveredKey { now: Some(name.clone()), theirs: name.clone(), ours: name }).collect();
        let (table, start, end) = match of {
            [Some(table), Some(day), None, None] => (table, day.clone(), day),
            [Some(table), None, Some(start), Some(end)] => (table, start, end),
            _ => {
                let form = "{ table = \"calendar\", day = \"date\" }, or with `start` and `end` for `day`";
                self.fault(format!("{} is written {form}", quote(place.trim_end_matches('.'))));
                return None;
            }
        };
        Some(Coverage::Days(Box::new(CoveredDays { table, start, end, keys })))
    }
}
