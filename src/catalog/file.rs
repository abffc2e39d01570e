//! `dateline.toml`: what files cannot say of themselves. The one table of its keys is here.

mod measures;
mod reading;
mod words;

use super::Moments;
use super::calendar::Calendar;
use super::measure::Roles;
use super::reading::Reading;
use super::words::{Gazetteer, PlaceColumn};
use crate::base::names::{all_of, did_you_mean, quote};
use crate::base::{Code, Day, Diagnostic, Period, Unit, Weekday, Zone};
use std::path::PathBuf;
use toml::{Table, Value};

/// A key of the file, where it stands, and what it says.
pub struct Key {
    /// The section: empty for the top, `gazetteer`, `tables.NAME`, `tables.NAME.measures.NAME`.
    pub section: &'static str,
    /// The key.
    pub name: &'static str,
    /// One line of help.
    pub doc: &'static str,
    /// Whether this version knows it; the others are refused by name.
    pub known: bool,
}

const GAZETTEER: &str = "gazetteer";
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
    key(
        "",
        "gazetteer",
        "places and their spellings: `{ file = \"places.csv\", name = \"name\", variants = \"spellings\" }`",
        true,
    ),
    key("", "gazetteers", "further gazetteers by name, for columns of other places", true),
    key("", "week", "the first day of weeks, such as `\"sunday\"`; Monday without it", true),
    key("", "year", "the first month of years, such as `\"july\"`; January without it", true),
    key(GAZETTEER, "file", "the table of places, from the folder of the catalog", true),
    key(GAZETTEER, "name", "the column of the names by which places are printed", true),
    key(GAZETTEER, "variants", "the column of other spellings, or several", true),
    key(GAZETTEER, "split", "what stands between two spellings of a cell; `|` without it", true),
    key(
        TABLE,
        "file",
        "the file, from the folder of the catalog; several as one table: `\"reports/*.csv\"`, `\"reports/\"`, or a list",
        true,
    ),
    key(
        TABLE,
        "format",
        "how the file is read, whatever it is called: `\"csv\"`, `\"tsv\"`, `\"xlsx\"`, `\"json\"`, `\"parquet\"`, …",
        true,
    ),
    key(TABLE, "delimiter", "the sign between the cells of a text, such as `\";\"`, where it is not the one that is found", true),
    key(TABLE, "encoding", "the encoding of a text, such as `\"windows-1256\"`, where it is not the one that is found", true),
    key(TABLE, "time", "the column that is the time axis, or those of the first and the last day", true),
    key(TABLE, "zone", "the zone in which the days and clocks of datetimes are meant: `\"Asia/Kabul\"`, `\"+04:30\"`", true),
    key(TABLE, "precision", "what a date stands for: `\"month\"` for the whole month", true),
    key(TABLE, "description", "what the table holds", true),
    key(TABLE, "reported", "the column of the day of report", true),
    key(
        TABLE,
        "date_order",
        "`\"dmy\"`, `\"mdy\"` or `\"ymd\"` for dates in numbers, `\"excel\"` for days that are counted; or `{ COLUMN = \"dmy\" }`",
        true,
    ),
    key(TABLE, "place", "the column of places, or several; `{ COLUMN = \"NAME\" }` for places of a named gazetteer", true),
    key(TABLE, "categories", "words and their aliases: `{ COLUMN = { ACC = [\"ACC holders\"], PoR = [] } }`", true),
    key(TABLE, "sensitive", "the columns about single persons, whose values are not shown without `--show-sensitive`", true),
    key(TABLE, "week", "the first day of weeks in this table", true),
    key(TABLE, "year", "the first month of years in this table", true),
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
    /// Its gazetteers.
    pub gazetteers: Vec<Gazetteer>,
}

/// What a catalog says of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableEntry {
    /// Its name in queries.
    pub name: String,
    /// Its file, from the folder of the catalog; or several, patterns and folders, whose rows stand one below the other.
    pub files: Vec<PathBuf>,
    /// The columns of the first and the last day; one where a row is about a day.
    pub time: Vec<String>,
    /// The zone in which datetimes are meant.
    pub zone: Option<Zone>,
    /// What a date of the time axis stands for.
    pub precision: Option<Unit>,
    /// How its cells are read.
    pub reading: Reading,
    /// The columns of places, with their gazetteers.
    pub places: Vec<PlaceColumn>,
    /// What its figures and words mean. Columns are named as the catalog names them.
    pub roles: Roles,
}

/// Reads the text of a catalog; `shown_as` is how messages name its file.
pub fn parse(text: &str, shown_as: &str) -> Result<CatalogFile, Vec<Diagnostic>> {
    let top: Table = text.parse().map_err(|error: toml::de::Error| vec![refused(shown_as, error.message())])?;
    let mut reader = Reader { shown_as, faults: Vec::new() };
    reader.keys("", "", &top);
    let calendar = reader.calendar("", &top, Calendar::default());
    let mut file = CatalogFile { gazetteers: reader.gazetteers(&top), ..CatalogFile::default() };
    for (name, entry) in reader.section(&top, "tables") {
        file.tables.extend(reader.table(&name, &entry, &file.gazetteers, calendar));
    }
    for section in ["moments", "periods"] {
        for (name, value) in reader.section(&top, section) {
            file.moments.extend(reader.period(section, &name, &value).map(|period| (name, period)));
        }
    }
    if reader.faults.is_empty() { Ok(file) } else { Err(reader.faults) }
}

/// Reads a catalog, and keeps what is wrong with it.
struct Reader<'a> {
    shown_as: &'a str,
    faults: Vec<Diagnostic>,
}

fn refused(shown_as: &str, why: &str) -> Diagnostic {
    Diagnostic::error_anywhere(Code::BadCatalog, format!("{}: {}", quote(shown_as), why.trim_end_matches('\n')))
}

/// Where a key belongs that is not one of its section, or else the keys that are.
fn other_place(name: &str, section: &str, known: impl Iterator<Item = &'static Key>) -> Option<String> {
    match KEYS.iter().find(|key| key.name == name && key.section != section) {
        Some(key) if key.section.is_empty() => Some(format!("{} stands at the top of the file", quote(name))),
        Some(key) => Some(format!("{} is a key of {}", quote(name), quote(key.section))),
        None => {
            let names: Vec<String> = known.filter(|key| key.known).map(|key| quote(key.name)).collect();
            Some(format!("the keys here are {}", all_of(&names)))
        }
    }
}

impl Reader<'_> {
    fn fault(&mut self, why: String) {
        self.faults.push(self.refused(&why));
    }

    fn refused(&self, why: &str) -> Diagnostic {
        refused(self.shown_as, why)
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
                    let near = did_you_mean(name, known.clone().map(|key| key.name));
                    let fault = refused(self.shown_as, &format!("there is no key {}", quote(&format!("{place}{name}"))));
                    let elsewhere = if near.is_none() { other_place(name, section, known) } else { None };
                    self.faults.push(fault.help_if(near).help_if(elsewhere));
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

    fn table(&mut self, name: &str, entry: &Value, gazetteers: &[Gazetteer], calendar: Calendar) -> Option<TableEntry> {
        let place = format!("tables.{name}.");
        let Value::Table(table) = entry else {
            self.fault(format!("{} is a section: [tables.{name}]", quote(&format!("tables.{name}"))));
            return None;
        };
        self.keys(TABLE, &place, table);
        let files = self.texts(&place, table, "file");
        if !table.contains_key("file") {
            self.fault(format!("{} is missing", quote(&format!("{place}file"))));
        } else if table.get("file").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            self.fault(format!("{} names no file", quote(&format!("{place}file"))));
        }
        let time = self.texts(&place, table, "time");
        if time.len() > 2 {
            self.fault(format!("{} takes one column, or two", quote(&format!("{place}time"))));
        }
        let precision = self.choice(&place, table, "precision", |word| Unit::parse(word).filter(|unit| *unit >= Unit::Day));
        let zone = self.choice(&place, table, "zone", Zone::parse);
        let roles = Roles {
            description: self.text(&place, table, "description"),
            source: self.text(&place, table, "source"),
            series: self.texts(&place, table, "series"),
            reported: self.text(&place, table, "reported"),
            level: self.text(&place, table, "level"),
            coverage: self.coverage(&place, table).unwrap_or_default(),
            measures: self.measures(&place, table),
            words: self.categories(&place, table),
            sensitive: self.texts(&place, table, "sensitive"),
            calendar: self.calendar(&place, table, calendar),
            places: Vec::new(),
        };
        let (reading, places) = (self.reading(&place, table), self.places(&place, table, gazetteers));
        let files: Vec<PathBuf> = files.into_iter().map(PathBuf::from).collect();
        (!files.is_empty()).then(|| TableEntry { name: name.to_string(), files, time, zone, precision, reading, places, roles })
    }

    /// Where weeks and years start; what is not said here is as it is `outside`.
    fn calendar(&mut self, place: &str, table: &Table, outside: Calendar) -> Calendar {
        let week = self.choice(place, table, "week", Weekday::parse);
        let year = self.choice(place, table, "year", Calendar::month);
        Calendar { week: week.or(outside.week), year: year.or(outside.year) }
    }

    /// One of a few words.
    fn choice<T>(&mut self, place: &str, table: &Table, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.text(place, table, name)?;
        let value = read(&word);
        if value.is_none() {
            let key = format!("{place}{name}");
            let fault = self.refused(&format!("{} cannot be {}", quote(&key), quote(&word)));
            self.faults.push(fault.help_if(reading::choices(&key).map(|words| format!("it can be {words}"))));
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
        let (reading, places) = (Reading::default(), Vec::new());
        let files = vec!["a/b.csv".into()];
        let weekly = TableEntry { name: "weekly".into(), files, time, zone: None, precision: None, reading, places, roles };
        assert_eq!(file.tables, [weekly]);
        let moments: Vec<String> = file.moments.iter().map(|(name, period)| format!("{name} {period}")).collect();
        assert_eq!(moments, ["deadline 2023-11-01", "march 2025-03"]);
    }

    #[test]
    fn everything_wrong_is_told() {
        let text = "[tables.a]\nfiel = \"a.csv\"\nplace = 7\n[moments]\nd = \"soon\"\n[table.b]\n";
        let faults = parse(text, "dateline.toml").unwrap_err();
        let said: Vec<String> = faults.iter().map(|f| format!("{} {}", f.message, f.help.join(" "))).collect();
        assert_eq!(
            said,
            [
                "`dateline.toml`: there is no key `table` did you mean `tables`?",
                "`dateline.toml`: there is no key `tables.a.fiel` did you mean `file`?",
                "`dateline.toml`: `tables.a.file` is missing ",
                "`dateline.toml`: `tables.a.place` is a text in quotes ",
                "`dateline.toml`: `moments.d` is no date or period: \"soon\" ",
            ]
        );
        assert!(parse("[tables", "dateline.toml").is_err());
    }
}
