//! `dateline.toml`: what files cannot say of themselves. The one table of its keys is here.

use super::Moments;
use super::measure::{Coverage, CoveredDays, CoveredKey, Declared, Kind, Measure, Roles};
use crate::base::names::{did_you_mean, quote};
use crate::base::{Code, Day, Diagnostic, Period, Unit, Zone};
use std::path::PathBuf;
use toml::{Table, Value};

/// A key of the file, where it stands, and what it says.
pub struct Key {
    /// The section: empty for the top, `tables.NAME`, `moments`, `periods`.
    pub section: &'static str,
    /// The key.
    pub name: &'static str,
    /// One line of help.
    pub doc: &'static str,
    /// Whether this version knows it; the others are refused by name.
    pub known: bool,
}

const TABLE: &str = "tables.NAME";
const COVERAGE: &str = "tables.NAME.coverage";
const MEASURE: &str = "tables.NAME.measures.NAME";

const fn key(section: &'static str, name: &'static str, doc: &'static str, known: bool) -> Key {
    Key { section, name, doc, known }
}

/// Every key.
pub const KEYS: &[Key] = &[
    key("", "tables", "the tables, by name", true),
    key("", "moments", "named days: `deadline = 2023-11-01`", true),
    key("", "periods", "named periods: `march = \"2025-03\"`", true),
    key("", "gazetteer", "places and their spellings", false),
    key(TABLE, "file", "the file, from the folder of the catalog", true),
    key(TABLE, "time", "the column that is the time axis, or those of the first and the last day", true),
    key(TABLE, "zone", "the zone in which the days and clocks of datetimes are meant: `\"Asia/Kabul\"`, `\"+04:30\"`", true),
    key(TABLE, "precision", "what a date stands for: `\"month\"` for the whole month", true),
    key(TABLE, "description", "what the table holds", true),
    key(TABLE, "reported", "the column of the day of report", true),
    key(TABLE, "place", "the column of places", false),
    key(TABLE, "source", "the column of sources", true),
    key(TABLE, "series", "the columns within which figures belong together", true),
    key(TABLE, "level", "the column of administrative levels", true),
    key(
        TABLE,
        "coverage",
        "what a day without a row means: `\"reported\"` (not known), `\"events\"` (nothing happened), or a table of covered days",
        true,
    ),
    key(COVERAGE, "table", "the table that lists the covered days", true),
    key(COVERAGE, "day", "its column of days", true),
    key(COVERAGE, "start", "instead of `day`, its column of the first day of a run", true),
    key(COVERAGE, "end", "and of the last day; unknown where the run goes on", true),
    key(COVERAGE, "keys", "columns of both tables, such as a border, each of whose values has its own days", true),
    key(TABLE, "measures", "kind and unit of each measure", true),
    key(MEASURE, "kind", "flow, stock, cumulative, rate, share; or `{ column = …, values = { … } }`", true),
    key(MEASURE, "unit", "what is counted; or `{ column = … }`", true),
    key(MEASURE, "low", "the column of the lowest value", true),
    key(MEASURE, "high", "the column of the highest value", true),
    key(MEASURE, "qualifier", "the column of words such as nearly, over, up to", true),
    key(MEASURE, "epoch", "the column of the day since which it counts", true),
];

/// What a catalog says.
#[derive(Debug, Default, PartialEq)]
pub struct CatalogFile {
    /// Its tables, in order of their names.
    pub tables: Vec<TableEntry>,
    /// Named days and periods.
    pub moments: Moments,
}

/// What a catalog says of a table.
#[derive(Debug, PartialEq)]
pub struct TableEntry {
    /// Its name in queries.
    pub name: String,
    /// Its file, from the folder of the catalog.
    pub file: PathBuf,
    /// The columns of the first and the last day; one where a row is about a day.
    pub time: Vec<String>,
    /// The zone in which datetimes are meant.
    pub zone: Option<Zone>,
    /// What a date of the time axis stands for.
    pub precision: Option<Unit>,
    /// What its figures mean. Columns are named as the catalog names them.
    pub roles: Roles,
}

/// Reads the text of a catalog; `shown_as` is how messages name its file.
pub fn parse(text: &str, shown_as: &str) -> Result<CatalogFile, Vec<Diagnostic>> {
    let top: Table = text.parse().map_err(|error: toml::de::Error| vec![refused(shown_as, error.message())])?;
    let mut reader = Reader { shown_as, faults: Vec::new() };
    reader.keys("", "", &top);
    let mut file = CatalogFile::default();
    for (name, entry) in reader.section(&top, "tables") {
        file.tables.extend(reader.table(&name, &entry));
    }
    for section in ["moments", "periods"] {
        for (name, value) in reader.section(&top, section) {
            file.moments.extend(reader.period(section, &name, &value).map(|period| (name, period)));
        }
    }
    if reader.faults.is_empty() { Ok(file) } else { Err(reader.faults) }
}

struct Reader<'a> {
    shown_as: &'a str,
    faults: Vec<Diagnostic>,
}

fn refused(shown_as: &str, why: &str) -> Diagnostic {
    Diagnostic::error_anywhere(Code::BadCatalog, format!("{}: {}", quote(shown_as), why.trim_end_matches('\n')))
}

impl Reader<'_> {
    fn fault(&mut self, why: String) {
        self.faults.push(refused(self.shown_as, &why));
    }

    /// Refuses keys that are not in the table, or not in this version.
    fn keys(&mut self, section: &str, place: &str, table: &Table) {
        for name in table.keys() {
            let known = KEYS.iter().filter(|key| key.section == section);
            match known.clone().find(|key| key.name == name) {
                Some(key) if key.known => {}
                Some(key) => {
                    self.fault(format!("{} ({}) is not in this version of Dateline", quote(&format!("{place}{name}")), key.doc))
                }
                None => {
                    let near = did_you_mean(name, known.map(|key| key.name));
                    let fault = refused(self.shown_as, &format!("there is no key {}", quote(&format!("{place}{name}"))));
                    self.faults.push(fault.help_if(near));
                }
            }
        }
    }

    fn section(&mut self, top: &Table, name: &str) -> Vec<(String, Value)> {
        match top.get(name) {
            None => Vec::new(),
            Some(Value::Table(table)) => table.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            Some(_) => {
                self.fault(format!("{} is a section: [{name}]", quote(name)));
                Vec::new()
            }
        }
    }

    fn table(&mut self, name: &str, entry: &Value) -> Option<TableEntry> {
        let place = format!("tables.{name}.");
        let Value::Table(table) = entry else {
            self.fault(format!("{} is a section: [tables.{name}]", quote(&format!("tables.{name}"))));
            return None;
        };
        self.keys(TABLE, &place, table);
        let file = self.text(&place, table, "file");
        if file.is_none() && !table.contains_key("file") {
            self.fault(format!("{} is missing", quote(&format!("{place}file"))));
        }
        let time = self.texts(&place, table, "time");
        if time.len() > 2 {
            self.fault(format!("{} takes one column, or two", quote(&format!("{place}time"))));
        }
        let precision = self.choice(&place, table, "precision", |word| Unit::parse(word).filter(|unit| *unit >= Unit::Day));
        let zone = self.choice(&place, table, "zone", Zone::parse);
        let roles = Roles {
            source: self.text(&place, table, "source"),
            series: self.texts(&place, table, "series"),
            reported: self.text(&place, table, "reported"),
            level: self.text(&place, table, "level"),
            coverage: self.coverage(&place, table).unwrap_or_default(),
            measures: self.measures(&place, table),
        };
        Some(TableEntry { name: name.to_string(), file: PathBuf::from(file?), time, zone, precision, roles })
    }

    /// What a day without a row means: a word, or a table that lists the days that are covered.
    fn coverage(&mut self, place: &str, table: &Table) -> Option<Coverage> {
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

    fn measures(&mut self, place: &str, table: &Table) -> Vec<Measure> {
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

    /// One of a few words.
    fn choice<T>(&mut self, place: &str, table: &Table, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.text(place, table, name)?;
        let value = read(&word);
        if value.is_none() {
            self.fault(format!("{} cannot be {}", quote(&format!("{place}{name}")), quote(&word)));
        }
        value
    }

    /// One text, or a list of them.
    fn texts(&mut self, place: &str, table: &Table, name: &str) -> Vec<String> {
        match table.get(name) {
            Some(Value::Array(items)) if items.iter().all(Value::is_str) => {
                items.iter().filter_map(|item| item.as_str().map(str::to_string)).collect()
            }
            Some(Value::Array(_)) => {
                self.fault(format!("{} is a list of texts in quotes", quote(&format!("{place}{name}"))));
                Vec::new()
            }
            _ => self.text(place, table, name).into_iter().collect(),
        }
    }

    fn text(&mut self, place: &str, table: &Table, name: &str) -> Option<String> {
        match table.get(name)? {
            Value::String(text) => Some(text.clone()),
            _ => {
                self.fault(format!("{} is a text in quotes", quote(&format!("{place}{name}"))));
                None
            }
        }
    }

    fn period(&mut self, section: &str, name: &str, value: &Value) -> Option<Period> {
        let period = match value {
            Value::String(text) => Period::parse(text),
            Value::Datetime(moment) => {
                moment.date.and_then(|d| Day::of(i16::try_from(d.year).ok()?, d.month as i8, d.day as i8)).map(Period::day)
            }
            Value::Integer(year) => i16::try_from(*year).ok().and_then(Period::year),
            _ => None,
        };
        if period.is_none() {
            self.fault(format!("{} is no date or period: {value}", quote(&format!("{section}.{name}"))));
        }
        period
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_moments_and_periods_are_read() {
        let text = "[moments]\ndeadline = 2023-11-01\n[periods]\nmarch = \"2025-03\"\n[tables.weekly]\nfile = \"a/b.csv\"\ntime = \"start\"\n";
        let file = parse(text, "dateline.toml").unwrap();
        let (time, roles) = (vec!["start".to_string()], Roles::default());
        let weekly = TableEntry { name: "weekly".into(), file: "a/b.csv".into(), time, zone: None, precision: None, roles };
        assert_eq!(file.tables, [weekly]);
        let moments: Vec<String> = file.moments.iter().map(|(name, period)| format!("{name} {period}")).collect();
        assert_eq!(moments, ["deadline 2023-11-01", "march 2025-03"]);
    }

    #[test]
    fn everything_wrong_is_told() {
        let text = "[tables.a]\nfiel = \"a.csv\"\nplace = \"s\"\n[moments]\nd = \"soon\"\n[table.b]\n";
        let faults = parse(text, "dateline.toml").unwrap_err();
        let said: Vec<String> = faults.iter().map(|f| format!("{} {}", f.message, f.help.join(" "))).collect();
        assert_eq!(
            said,
            [
                "`dateline.toml`: there is no key `table` did you mean `tables`?",
                "`dateline.toml`: there is no key `tables.a.fiel` did you mean `file`?",
                "`dateline.toml`: `tables.a.place` (the column of places) is not in this version of Dateline ",
                "`dateline.toml`: `tables.a.file` is missing ",
                "`dateline.toml`: `moments.d` is no date or period: \"soon\" ",
            ]
        );
        assert!(parse("[tables", "dateline.toml").is_err());
    }
}
