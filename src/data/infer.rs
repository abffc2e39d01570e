//! The type of a column of texts: the first format that reads every one of its cells.

use super::dates::{self, Writing};
use super::numbers;
use crate::base::calendar::MICROS_PER_DAY;
use crate::base::zone::parse_moment;
use crate::base::{Type, Zone};
use crate::catalog::reading::DateOrder;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Format {
    /// `120`.
    Whole,
    /// `1.5`.
    Real,
    /// `69,026`.
    GroupedWhole,
    /// `1,234.5`.
    GroupedReal,
    /// `true`.
    Truth,
    /// A day; a clock that is written shows midnight.
    Date(Writing),
    /// What a clock shows.
    Datetime(Writing),
    /// A moment, with its offset from UTC, and the zone by which days are meant.
    Moment(#[serde(with = "offset")] Zone),
    /// A moment, or what the clock of a zone that is still to be named shows.
    Mixed,
    /// Anything.
    Text,
}

/// The formats that are tried, in order. Dates are tried with any clock; whether one is needed is seen afterwards.
pub(super) const TRIED: [Format; 11] = [
    Format::Whole,
    Format::Real,
    Format::GroupedWhole,
    Format::GroupedReal,
    Format::Truth,
    Format::Datetime(Writing::Iso),
    Format::Datetime(Writing::Offset),
    Format::Datetime(Writing::Named),
    Format::Datetime(Writing::DayFirst),
    Format::Datetime(Writing::MonthFirst),
    Format::Datetime(Writing::YearFirst),
];

/// Why a column of moments and clocks stays text until a zone is named.
pub(super) const MIXED: &str = "has datetimes with and without an offset; `zone` in the catalog says which clock is meant";

/// What was found for a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Found {
    /// How its cells are read.
    pub(super) format: Format,
    /// The same in a few words.
    pub(super) words: String,
    /// Why it stayed text although it looks like more, as the rest of a sentence that starts with the column.
    pub(super) doubt: Option<String>,
    /// Whether it rests on all cells, not only on each: one more could make it something else that reads them all.
    pub(super) rests_on_all: bool,
}

impl Format {
    /// The type of the column.
    pub(super) fn ty(self) -> Type {
        match self {
            Format::Whole | Format::GroupedWhole => Type::Int,
            Format::Real | Format::GroupedReal => Type::Float,
            Format::Truth => Type::Bool,
            Format::Date(_) => Type::Date,
            Format::Datetime(_) => Type::Datetime,
            Format::Moment(zone) => Type::Moment(zone),
            Format::Text | Format::Mixed => Type::Text,
        }
    }

    /// Reads a cell as a whole number: numbers as they are, days since 1970, or microseconds since 1970.
    pub(super) fn read_whole(self, cell: &str) -> Option<i64> {
        match self {
            Format::Whole => numbers::whole(cell),
            Format::GroupedWhole => numbers::whole(&numbers::ungrouped(cell)?),
            Format::Date(writing) => {
                writing.read(cell).filter(|micros| !dates::has_clock(*micros)).map(|micros| micros / MICROS_PER_DAY)
            }
            Format::Datetime(writing) => writing.read(cell),
            Format::Moment(_) => {
                let (clock, minutes) = parse_moment(cell)?;
                Some(Zone::Fixed(minutes).moment(clock).0)
            }
            _ => None,
        }
    }

    /// Reads a cell as a real number.
    pub(super) fn read_real(self, cell: &str) -> Option<f64> {
        match self {
            Format::Real => numbers::real(cell),
            Format::GroupedReal => numbers::real(&numbers::ungrouped(cell)?),
            _ => None,
        }
    }

    /// Whether it can read a cell.
    pub(super) fn reads(self, cell: &str) -> bool {
        match self.ty() {
            Type::Float => self.read_real(cell).is_some(),
            Type::Bool => numbers::truth(cell).is_some(),
            Type::Text => true,
            _ => self.read_whole(cell).is_some(),
        }
    }
}

impl Found {
    pub(super) fn new(format: Format, words: impl Into<String>) -> Found {
        Found { format, words: words.into(), doubt: None, rests_on_all: format == Format::Text }
    }

    pub(super) fn doubtful(words: String) -> Found {
        Found { format: Format::Text, words: "text".into(), doubt: Some(words), rests_on_all: true }
    }
}

/// Finds the format of a column from its known cells. With `;` between cells a comma may be a decimal comma. Numbers make dates in the
/// given order, if one is given.
pub(super) fn infer<'a>(cells: impl Iterator<Item = &'a str> + Clone, delimiter: u8, order: Option<DateOrder>) -> Found {
    let cells = cells.map(str::trim).filter(|cell| !cell.is_empty());
    let Some(example) = cells.clone().next() else { return Found::new(Format::Text, "text") };
    let mut alive = TRIED.to_vec();
    alive.retain(|format| format.reads(example));
    if alive.iter().any(|format| matches!(format, Format::Datetime(_))) {
        let mut seen = HashSet::new();
        let distinct: Vec<&str> = cells.filter(|cell| seen.insert(*cell)).collect();
        return infer_dates(&distinct, alive, order);
    }
    let mut previous = example;
    for cell in cells.clone() {
        if alive.is_empty() {
            break;
        }
        if cell != previous {
            alive.retain(|format| format.reads(cell));
            previous = cell;
        }
    }
    match alive.first() {
        None => Found::new(Format::Text, "text"),
        Some(Format::Whole) => Found::new(Format::Whole, "whole numbers"),
        Some(Format::Real) => Found::new(Format::Real, "numbers"),
        Some(Format::Truth) => Found::new(Format::Truth, "true or false"),
        Some(format) if delimiter == b';' && !cells.clone().any(decides_grouping) => {
            Found::doubtful(format!("could be {} or decimals, as in `{example}`", grouped_words(*format)))
        }
        Some(format) => Found::new(*format, grouped_words(*format)),
    }
}

fn grouped_words(format: Format) -> &'static str {
    if format == Format::GroupedWhole { "whole numbers with thousands separators" } else { "numbers with thousands separators" }
}

/// A second comma, or a point behind one, shows that the comma separates thousands.
fn decides_grouping(cell: &str) -> bool {
    cell.split_once(',').is_some_and(|(_, rest)| rest.contains([',', '.']))
}

/// Finds how dates are written, from distinct cells and the formats that read the first.
fn infer_dates(cells: &[&str], mut alive: Vec<Format>, order: Option<DateOrder>) -> Found {
    let iso = [Writing::Iso, Writing::Offset].map(Format::Datetime);
    let mixed = iso.iter().any(|format| alive.contains(format)) && cells.iter().all(|cell| iso.iter().any(|f| f.reads(cell)));
    for cell in cells {
        alive.retain(|format| format.reads(cell));
    }
    if alive.is_empty() && mixed {
        return Found { format: Format::Mixed, ..Found::doubtful(MIXED.to_string()) };
    }
    if let Some(order) = order.map(Writing::of) {
        return in_order(cells, &alive, order);
    }
    let writings: Vec<Writing> = alive.iter().filter_map(|f| if let Format::Datetime(w) = f { Some(*w) } else { None }).collect();
    let example = cells.first().copied().unwrap_or_default();
    let both_orders = writings.contains(&Writing::DayFirst) && writings.contains(&Writing::MonthFirst);
    let same = |cell: &&str| Writing::DayFirst.read(cell) == Writing::MonthFirst.read(cell);
    let found = match writings.first() {
        None => Found::new(Format::Text, "text"),
        Some(_) if both_orders && !cells.iter().all(same) => match dates::monthly(cells.iter().copied()) {
            Some(writing) => dated(writing, cells, " (every date is the first of a month)"),
            None => Found::doubtful(format!("could be dates with the day or the month first, as in `{example}`")),
        },
        Some(writing) => dated(*writing, cells, ""),
    };
    Found { rests_on_all: found.rests_on_all || both_orders, ..found }
}

/// Dates whose order a catalog says.
fn in_order(cells: &[&str], alive: &[Format], order: Writing) -> Found {
    let unordered = [Writing::Iso, Writing::Named].into_iter().find(|writing| alive.contains(&Format::Datetime(*writing)));
    match unordered.or_else(|| alive.contains(&Format::Datetime(order)).then_some(order)) {
        Some(writing) => dated(writing, cells, if writing == order { ", as the catalog says" } else { "" }),
        None if alive.is_empty() => Found::new(Format::Text, "text"),
        None => {
            let other = cells.iter().find(|cell| order.read(cell).is_none()).copied().unwrap_or_default();
            Found::doubtful(format!("has dates in another order than the catalog says, as in `{other}`"))
        }
    }
}

fn dated(writing: Writing, cells: &[&str], reason: &str) -> Found {
    let example = cells.first().copied().unwrap_or_default();
    let clocks = cells.iter().any(|cell| writing.read(cell).is_some_and(dates::has_clock));
    let order = match writing {
        Writing::DayFirst => ", day first",
        Writing::MonthFirst => ", month first",
        _ => "",
    };
    let midnight = if !clocks && example.contains(':') { ", every clock at midnight" } else { "" };
    if writing == Writing::Offset && clocks {
        return moments(cells);
    }
    let zone = if writing == Writing::Offset { ", whose offset is left off" } else { "" };
    let century =
        if writing == Writing::Named && cells.iter().any(|cell| two_digit_year(cell)) { ", years 1970 to 2069" } else { "" };
    let (format, noun) = if clocks { (Format::Datetime(writing), "datetimes") } else { (Format::Date(writing), "dates") };
    let like = if writing == Writing::Iso && zone.is_empty() && midnight.is_empty() {
        "ISO dates".replace("dates", noun)
    } else {
        format!("{noun} like {example}")
    };
    Found::new(format, format!("{like}{order}{reason}{midnight}{zone}{century}"))
}

/// Moments, by the one offset that all of them have. Several offsets are no zone.
fn moments(cells: &[&str]) -> Found {
    let mut offsets: Vec<i32> = cells.iter().filter_map(|cell| parse_moment(cell)).map(|(_, minutes)| minutes).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let example = cells.first().copied().unwrap_or_default();
    match offsets.as_slice() {
        [one] => {
            let zone = Zone::Fixed(*one);
            let at = if *one == 0 { "in" } else { "at" };
            let words = format!("datetimes {at} {zone}, as all cells are written");
            Found { rests_on_all: true, ..Found::new(Format::Moment(zone), words) }
        }
        several => {
            let words = format!("datetimes with {} offsets, like {example}; their days need a `zone`", several.len());
            Found::new(Format::Moment(Zone::Open), words)
        }
    }
}

fn two_digit_year(cell: &str) -> bool {
    cell.rsplit([' ', '-', ',']).next().is_some_and(|year| year.len() == 2)
}

/// A zone that was inferred, as its minutes east of UTC; none where the cells have several.
mod offset {
    use crate::base::Zone;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(zone: &Zone, serializer: S) -> Result<S::Ok, S::Error> {
        match zone {
            Zone::Fixed(minutes) => Some(*minutes),
            _ => None,
        }
        .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zone, D::Error> {
        Ok(Option::<i32>::deserialize(deserializer)?.map_or(Zone::Open, Zone::Fixed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[&str]) -> (Type, String) {
        let found = infer(cells.iter().copied(), b',', None);
        (found.format.ty(), found.doubt.unwrap_or(found.words))
    }

    #[test]
    fn every_cell_counts() {
        let cases: [(&[&str], Type, &str); 19] = [
            (&["1", "", "-2"], Type::Int, "whole numbers"),
            (&["1", "2.5"], Type::Float, "numbers"),
            (&["1", "1,200"], Type::Int, "whole numbers with thousands separators"),
            (&["1,200", "1,200.5"], Type::Float, "numbers with thousands separators"),
            (&["1,200", "1,20"], Type::Text, "text"),
            (&["007", "12"], Type::Text, "text"),
            (&["+5"], Type::Text, "text"),
            (&["1", "NA"], Type::Text, "text"),
            (&["true", "FALSE"], Type::Bool, "true or false"),
            (&["", " "], Type::Text, "text"),
            (&["2025-04-06"], Type::Date, "ISO dates"),
            (&["2025-04-06", "2025-04-06T12:00"], Type::Datetime, "ISO datetimes"),
            (&["2025-04-06T12:00Z"], Type::Moment(Zone::UTC), "datetimes in UTC, as all cells are written"),
            (
                &["2025-04-06T14:30+04:30", "2025-04-06T14:30+0430"],
                Type::Moment(Zone::Fixed(270)),
                "datetimes at +04:30, as all cells are written",
            ),
            (
                &["2025-03-30T01:30+01:00", "2025-03-30T03:30+02:00"],
                Type::Moment(Zone::Open),
                "datetimes with 2 offsets, like 2025-03-30T01:30+01:00; their days need a `zone`",
            ),
            (&["2025-04-06T12:00Z", "2025-04-06T12:00"], Type::Text, MIXED),
            (&["2025-04-06", "2025-04-06T12:00Z", "soon"], Type::Text, "text"),
            (
                &["2025-04-06T00:00:00Z"],
                Type::Date,
                "dates like 2025-04-06T00:00:00Z, every clock at midnight, whose offset is left off",
            ),
            (&["2017-03-30T00:00:00"], Type::Date, "dates like 2017-03-30T00:00:00, every clock at midnight"),
        ];
        for (cells, ty, words) in cases {
            assert_eq!(found(cells), (ty, words.to_string()), "{cells:?}");
        }
    }

    #[test]
    fn dates_of_people() {
        assert_eq!(found(&["December 30, 2019"]), (Type::Date, "dates like December 30, 2019".into()));
        assert_eq!(found(&["30-Apr-25"]), (Type::Date, "dates like 30-Apr-25, years 1970 to 2069".into()));
        assert_eq!(found(&["01/02/2025", "30/04/2025"]), (Type::Date, "dates like 01/02/2025, day first".into()));
        assert_eq!(found(&["01/02/2025", "04/30/2025"]), (Type::Date, "dates like 01/02/2025, month first".into()));
        assert_eq!(found(&["30/04/2025", "04/30/2025"]), (Type::Text, "text".into()));
        assert_eq!(found(&["01/01/2025", "02/02/2025"]), (Type::Date, "dates like 01/01/2025, day first".into()));
        let doubt = "could be dates with the day or the month first, as in `01/02/2025`";
        assert_eq!(found(&["01/02/2025", "03/04/2025"]), (Type::Text, doubt.into()));
    }

    #[test]
    fn a_catalog_decides_the_order() {
        let found = |cells: &[&str], order| {
            let found = infer(cells.iter().copied(), b',', Some(order));
            (found.format, found.doubt.unwrap_or(found.words))
        };
        let both = ["01/02/2025", "03/04/2025"];
        let words = |order: &str| format!("dates like 01/02/2025, {order} first, as the catalog says");
        assert_eq!(found(&both, DateOrder::DayFirst), (Format::Date(Writing::DayFirst), words("day")));
        assert_eq!(found(&both, DateOrder::MonthFirst), (Format::Date(Writing::MonthFirst), words("month")));
        assert_eq!(found(&["2025-04-06"], DateOrder::DayFirst), (Format::Date(Writing::Iso), "ISO dates".into()));
        let other = "has dates in another order than the catalog says, as in `30/04/2025`";
        assert_eq!(found(&["01/02/2025", "30/04/2025"], DateOrder::MonthFirst), (Format::Text, other.into()));
    }

    #[test]
    fn a_decimal_comma_is_not_taken_for_thousands() {
        let doubt = |cells: &[&str]| infer(cells.iter().copied(), b';', None).doubt;
        assert_eq!(
            doubt(&["1,234"]).as_deref(),
            Some("could be whole numbers with thousands separators or decimals, as in `1,234`")
        );
        assert_eq!(doubt(&["1,234", "1,234,567"]), None);
    }
}
