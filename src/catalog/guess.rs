//! What the names and types of columns let one guess: places, sources, kinds of measures, values about single persons.

use super::hint::{has, hint, words};
use super::{Column, Kind, Table};
use crate::base::Type;
use crate::base::hxl::Tag;

/// A guess of a role, with what it rests on.
pub(super) struct Guess {
    /// The columns.
    pub(super) columns: Vec<String>,
    /// Why.
    pub(super) reason: &'static str,
}

const PLACES: [&str; 14] = [
    "place",
    "border",
    "location",
    "province",
    "district",
    "city",
    "country",
    "crossing",
    "region",
    "camp",
    "governorate",
    "village",
    "admin",
    "adm",
];
const SOURCES: [&str; 7] = ["source", "publisher", "agency", "organisation", "organization", "reported by", "office"];
const REPORTED: [&str; 5] = ["reported on", "reported", "reporting date", "published on", "published"];
const PERSONAL: [&str; 16] = [
    "full name",
    "first name",
    "last name",
    "family name",
    "father name",
    "surname",
    "phone",
    "mobile",
    "email",
    "passport",
    "national id",
    "cnic",
    "tazkira",
    "date of birth",
    "testimony",
    "interview",
];
const PEOPLE: [&str; 19] = [
    "persons",
    "people",
    "individuals",
    "men",
    "women",
    "children",
    "boys",
    "girls",
    "refugees",
    "returnees",
    "returns",
    "dead",
    "deaths",
    "missing",
    "killed",
    "injured",
    "survivors",
    "deported",
    "spontaneous",
];

fn named(table: &Table, names: &[&str], fits: impl Fn(&Column) -> bool) -> Vec<String> {
    let is = |column: &&Column| fits(column) && names.iter().any(|name| has(&column.name, name));
    table.columns.iter().filter(is).map(|column| column.name.clone()).collect()
}

fn is_text(column: &Column) -> bool {
    column.ty == Type::Text
}

/// Columns that may hold places.
pub(super) fn places(table: &Table) -> Option<Guess> {
    // An admin column may be numbered: adm1, admin2Name.
    let numbered = |column: &&Column| {
        let first = words(&column.name).into_iter().next().unwrap_or_default();
        is_text(column) && ["adm", "admin"].iter().any(|stem| first.strip_prefix(stem).is_some_and(|n| n.parse::<u8>().is_ok()))
    };
    let other = |column: &Column| ["id", "code", "pcode", "coordinates", "source"].iter().any(|word| has(&column.name, word));
    let mut columns = named(table, &PLACES, |column| is_text(column) && !other(column));
    columns.extend(table.columns.iter().filter(numbered).map(|c| c.name.clone()).filter(|name| !has(name, "pcode")));
    columns.dedup();
    (!columns.is_empty()).then_some(Guess { columns, reason: "by the names; spellings are one with a `gazetteer`" })
}

/// The column that may hold sources.
pub(super) fn source(table: &Table) -> Option<Guess> {
    let tagged = |column: &&Column| {
        let tag = column.tag.as_deref().and_then(Tag::parse);
        is_text(column) && tag.is_some_and(|tag| tag.has("source") && tag.name == "meta" || tag.name == "source")
    };
    let found = named(table, &SOURCES, |column| {
        is_text(column) && !["url", "quality", "coord"].iter().any(|word| has(&column.name, word))
    });
    let tagged = table.columns.iter().find(tagged);
    let tagged = tagged.map(|column| (column.name.clone(), "by its HXL tag; figures of two sources are then not added"));
    let named = found.into_iter().next().map(|name| (name, "by its name; figures of two sources are then not added"));
    tagged.or(named).map(|(name, reason)| Guess { columns: vec![name], reason })
}

/// The column that may hold the day of report.
pub(super) fn reported(table: &Table) -> Option<Guess> {
    let on_axis = |name: &str| table.axis.as_ref().is_some_and(|axis| axis.start == name || axis.end == name);
    let found = named(table, &REPORTED, |column| matches!(column.ty, Type::Date | Type::Datetime) && !on_axis(&column.name));
    found.into_iter().next().map(|name| Guess { columns: vec![name], reason: "by its name" })
}

/// Columns that may be about single persons.
pub(super) fn sensitive(table: &Table) -> Option<Guess> {
    let mut columns = named(table, &PERSONAL, |_| true);
    // Places have names too; beside an age or a sex it is a person's.
    let persons = !columns.is_empty() || !named(table, &["age", "sex", "gender"], |_| true).is_empty();
    let names = table.columns.iter().filter(|c| persons && words(&c.name) == ["name"] && is_text(c));
    columns.extend(names.map(|column| column.name.clone()));
    (!columns.is_empty()).then_some(Guess { columns, reason: "by the names; `--show-sensitive` shows their values all the same" })
}

/// Columns of texts that may be a first and a last day: their texts are read as days and months.
pub(super) fn periods(table: &Table) -> Option<Guess> {
    let on_axis = |name: &str| table.axis.as_ref().is_some_and(|axis| axis.start == name);
    let side = |column: &Column, last: &str| {
        let mut words = words(&column.name);
        (words.pop().as_deref() == Some(last)).then_some(words)
    };
    table.columns.iter().filter(|start| !on_axis(&start.name) && start.ty == Type::Text).find_map(|start| {
        let stem = side(start, "start")?;
        let end = table.columns.iter().find(|column| side(column, "end").as_ref() == Some(&stem))?;
        Some(Guess {
            columns: vec![start.name.clone(), end.name.clone()],
            reason: "by their names; their texts are read as days",
        })
    })
}

/// A column that may be a time axis where none was found.
pub(super) fn years(table: &Table) -> Option<Guess> {
    let found = named(table, &["year"], |column| column.ty == Type::Int);
    found.into_iter().next().map(|name| Guess { columns: vec![name], reason: "by its name; each row then stands for its year" })
}

/// What a column of numbers may measure.
pub(super) struct Measured {
    /// The column.
    pub(super) column: String,
    /// Its kind.
    pub(super) kind: Kind,
    /// Its unit, where the name says it.
    pub(super) unit: Option<&'static str>,
    /// Why it has this kind.
    pub(super) reason: &'static str,
}

/// The columns of numbers that may be measures.
pub(super) fn measures(table: &Table) -> Vec<Measured> {
    let bounds =
        |name: &String| table.roles.measures.iter().any(|m| m.low.as_ref() == Some(name) || m.high.as_ref() == Some(name));
    let numbers = table.columns.iter().filter(|column| column.ty.is_number() && !bounds(&column.name));
    numbers.filter_map(measure).collect()
}

fn measure(column: &Column) -> Option<Measured> {
    let any = |names: &[&str]| names.iter().any(|name| has(&column.name, name));
    // Numbers that count nothing, and the bounds of others.
    let no_measure = [
        "id",
        "code",
        "pcode",
        "year",
        "month",
        "week",
        "day",
        "lat",
        "lon",
        "latitude",
        "longitude",
        "level",
        "low",
        "high",
        "round",
        "quality",
        "score",
        "age",
    ];
    if any(&no_measure) {
        return None;
    }
    let tagged = column.tag.as_deref().and_then(|tag| hint("", Some(tag)));
    let (kind, reason) = match hint(&column.name, column.tag.as_deref()) {
        Some(kind) if tagged.is_some() => (kind, "by its HXL tag"),
        Some(Kind::Cumulative) => {
            (Kind::Cumulative, "by its name: each report holds the ones before; say `epoch` where it starts anew")
        }
        Some(Kind::Share) => (Kind::Share, "by its name: a part of a whole"),
        Some(Kind::Rate) => (Kind::Rate, "by its name: a flow for each day"),
        Some(Kind::Stock) => (Kind::Stock, "by its name: what there is at a day"),
        Some(Kind::Flow) | None => (Kind::Flow, "its name says neither stock nor share nor total so far"),
    };
    let unit = if any(&["families", "households"]) { Some("families") } else { any(&PEOPLE).then_some("persons") };
    Some(Measured { column: column.name.clone(), kind, unit, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_however_they_are_written() {
        assert_eq!(words("numPresentIdpInd"), ["num", "present", "idp", "ind"]);
        assert_eq!(words("Number Dead"), ["number", "dead"]);
        assert!(has("reported_on", "reported on") && has("Reporting-Date", "reporting date"));
        assert!(!has("outsource", "source") && !has("", "source"));
    }
}
