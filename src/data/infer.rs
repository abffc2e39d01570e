//! The type of a column of texts: the first format that reads every one of its cells.

use super::dates::{self, Writing};
use super::months;
use super::notation::{self, Marks, Notation, Sign};
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
    /// With signs between thousands, a decimal comma, a percent sign, a currency.
    Number(Notation),
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
    /// Months, without a day.
    Month,
    /// Anything.
    Text,
}

/// The formats that are tried, in order. Dates are tried with any clock; whether one is needed is seen afterwards.
pub(super) fn tried() -> impl Iterator<Item = Format> {
    use Writing::*;
    let dates = [Iso, Offset, Named, DayFirst, MonthFirst, YearFirst].map(Format::Datetime);
    let numbers = [Format::Whole, Format::Real].into_iter().chain(Notation::all().map(Format::Number));
    numbers.chain([Format::Truth]).chain(dates).chain([Format::Month])
}

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

/// What a column of several files is in each of them, and why it stays text although it looks like more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Decision {
    pub(super) found: Vec<Found>,
    pub(super) doubt: Option<String>,
}

impl Format {
    /// The type of the column.
    pub(super) fn ty(self) -> Type {
        match self {
            Format::Whole => Type::Int,
            Format::Real => Type::Float,
            Format::Number(notation) => {
                if notation.whole {
                    Type::Int
                } else {
                    Type::Float
                }
            }
            Format::Truth => Type::Bool,
            Format::Date(_) => Type::Date,
            Format::Datetime(_) => Type::Datetime,
            Format::Moment(zone) => Type::Moment(zone),
            Format::Month => Type::Month,
            Format::Text | Format::Mixed => Type::Text,
        }
    }

    /// Whether its cells are days, moments or months.
    pub(super) fn is_of_time(self) -> bool {
        matches!(self, Format::Date(_) | Format::Datetime(_) | Format::Moment(_) | Format::Month)
    }

    /// Reads a cell as a whole number: numbers as they are, days since 1970, or microseconds since 1970.
    pub(super) fn read_whole(self, cell: &str) -> Option<i64> {
        match self {
            Format::Whole => numbers::whole(cell),
            Format::Number(notation) => notation.whole(cell),
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
            Format::Number(notation) => notation.real(cell),
            _ => None,
        }
    }

    /// Whether it can read a cell.
    pub(super) fn reads(self, cell: &str) -> bool {
        match self.ty() {
            Type::Float => self.read_real(cell).is_some(),
            Type::Bool => numbers::truth(cell).is_some(),
            Type::Month => months::read(cell).is_some(),
            Type::Text => true,
            _ => self.read_whole(cell).is_some(),
        }
    }
}

impl Found {
    pub(super) fn new(format: Format, words: impl Into<String>) -> Found {
        Found { format, words: words.into(), doubt: None, rests_on_all: format == Format::Text }
    }

    /// Of a column of which nothing was seen.
    pub(super) fn unseen() -> Found {
        Found::new(Format::Text, "text")
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
    // Most numbers are plain, and are seen to be so without a try of all notations.
    let all = |format: Format| cells.clone().all(|cell| format.reads(cell));
    match () {
        () if order == Some(DateOrder::Counted) && all(Format::Datetime(Writing::Counted)) => {
            return dated(Writing::Counted, &distinct(cells), ", as spreadsheets count days, as the catalog says");
        }
        () if all(Format::Whole) => return Found::new(Format::Whole, "whole numbers"),
        () if delimiter == b',' && all(Format::Real) => return Found::new(Format::Real, "numbers"),
        () => {}
    }
    let mut alive: Vec<Format> = tried().filter(|format| format.reads(example)).collect();
    if alive.iter().any(|format| format.is_of_time()) {
        let distinct = distinct(cells);
        return if alive.contains(&Format::Month) { infer_months(&distinct) } else { infer_dates(&distinct, alive, order) };
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
        Some(Format::Truth) => Found::new(Format::Truth, "true or false"),
        _ => infer_numbers(cells, &alive, delimiter),
    }
}

/// Cells without repeats.
fn distinct<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    cells.filter(|cell| seen.insert(*cell)).collect()
}

/// Finds how numbers are written that are no plain whole ones, from the formats that read all of them.
fn infer_numbers<'a>(cells: impl Iterator<Item = &'a str> + Clone, alive: &[Format], delimiter: u8) -> Found {
    let notations =
        || alive.iter().filter_map(|format| if let Format::Number(notation) = format { Some(*notation) } else { None });
    let reads = |marks: Marks, whole: bool| notations().any(|n| n.sign == Sign::None && n.marks == marks && n.whole == whole);
    let marked =
        |cell: &&str| cell.contains(|c: char| !c.is_ascii_digit() && c != '-') && cell.contains(|c| matches!(c, '1'..='9'));
    let example = cells.clone().find(marked).or_else(|| cells.clone().next()).unwrap_or_default();
    let has = |sign: char| cells.clone().any(|cell| cell.contains(sign));
    let doubt = |what: &str| Found::doubtful(format!("could be {what}, as in `{example}`"));
    // Where a comma stands between cells, a point stands before decimals.
    let commas_between = delimiter == b',';
    let Some(Format::Number(notation)) = alive.first().copied() else {
        return match reads(Marks::Point, true) && !commas_between {
            true => doubt("decimals or whole numbers with points between thousands"),
            false => Found::new(Format::Real, "numbers"),
        };
    };
    let found = |used: bool| Found::new(Format::Number(notation), notation.words(example, used));
    match (notation.sign, notation.marks) {
        (Sign::None, Marks::Comma) if delimiter == b';' && reads(Marks::Point, false) => {
            doubt("whole numbers with thousands separators or decimals")
        }
        (Sign::None, Marks::Point) if !notation.whole && commas_between && !has('.') => doubt("decimals with a comma or lists"),
        (Sign::None, Marks::Point) => found(has('.')),
        (Sign::Percent, Marks::Comma) if has(',') && notations().any(|n| n.marks == Marks::Point) => {
            doubt("percentages with a comma before decimals or between thousands")
        }
        (Sign::Percent, _) => found(false),
        (Sign::Money, _) => money(cells, notation),
        _ => found(true),
    }
}

/// Amounts of one currency. Those of several are never added.
fn money<'a>(cells: impl Iterator<Item = &'a str> + Clone, notation: Notation) -> Found {
    let amounts = cells.filter_map(|cell| Some((cell, notation::amount(cell)?)));
    let Some((example, (_, currency))) = amounts.clone().next() else { return Found::new(Format::Text, "text") };
    if let Some((other, _)) = amounts.clone().find(|(_, (_, other))| *other != currency) {
        return Found::doubtful(format!("has amounts in several currencies, `{example}` and `{other}`"));
    }
    let used = amounts.clone().any(|(_, (number, _))| notation.marks.stand_in(number));
    Found { rests_on_all: true, ..Found::new(Format::Number(notation), notation.words(example, used)) }
}

/// Finds months. With two digits behind its name a month could be one of a year or a day without a year.
fn infer_months(cells: &[&str]) -> Found {
    let Some(all) = cells.iter().map(|cell| months::read(cell)).collect::<Option<Vec<_>>>() else {
        return Found::new(Format::Text, "text");
    };
    let (Some(example), Some(first)) = (cells.first(), all.first()) else { return Found::new(Format::Text, "text") };
    if let Some(doubt) = months::doubt(&all) {
        return Found::doubtful(format!("could be months or {doubt}, as in `{example}`"));
    }
    let century = if all.iter().any(|month| month.short_year) { ", years 1970 to 2069" } else { "" };
    let words = match first.to_string() {
        iso if iso == *example => "months".to_string(),
        iso => format!("months like {example}{century}, read as {iso}"),
    };
    Found { rests_on_all: true, ..Found::new(Format::Month, words) }
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
    if alive.is_empty()
        && let Some(doubt) = two_orders(cells)
    {
        return Found::doubtful(doubt);
    }
    let writings: Vec<Writing> = alive.iter().filter_map(|f| if let Format::Datetime(w) = f { Some(*w) } else { None }).collect();
    let example = cells.first().copied().unwrap_or_default();
    if writings.first().is_some_and(|writing| dates::may_start_with_years(*writing, cells)) {
        return Found::doubtful(format!("could be dates with the day or month first, or the year, as in `{example}`"));
    }
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

/// Dates of both orders in one column: neither reads all of them, and each cell is a date in one.
fn two_orders(cells: &[&str]) -> Option<String> {
    let only = |one: Writing, other: Writing| cells.iter().find(|cell| one.read(cell).is_some() && other.read(cell).is_none());
    let (day, month) = (only(Writing::DayFirst, Writing::MonthFirst)?, only(Writing::MonthFirst, Writing::DayFirst)?);
    let dates = cells.iter().all(|cell| Writing::DayFirst.read(cell).is_some() || Writing::MonthFirst.read(cell).is_some());
    dates.then(|| format!("has dates with the day first, `{day}`, and with the month first, `{month}`"))
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
    let century = if cells.iter().any(|cell| writing.has_short_year(cell)) { ", years 1970 to 2069" } else { "" };
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
        let cases: [(&[&str], Type, &str); 18] = [
            (&["1", "", "-2"], Type::Int, "whole numbers"),
            (&["1", "2.5"], Type::Float, "numbers"),
            (&["1", "1,200"], Type::Int, "whole numbers with thousands separators"),
            (&["1,200", "1,200.5"], Type::Float, "numbers with thousands separators"),
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
        let both = "has dates with the day first, `30/04/2025`, and with the month first, `04/30/2025`";
        assert_eq!(found(&["30/04/2025", "04/30/2025"]), (Type::Text, both.into()));
        let short = "dates like 30/04/25, day first, years 1970 to 2069";
        assert_eq!(found(&["30/04/25", "01/05/25"]), (Type::Date, short.into()));
        let years = "could be dates with the day or month first, or the year, as in `20/12/31`";
        assert_eq!(found(&["20/12/31", "20/12/30", "20/12/29"]), (Type::Text, years.into()));
        let weekdays = "datetimes like Thu, 01/01/2026 - 12:00, month first";
        assert_eq!(found(&["Thu, 01/01/2026 - 12:00", "Fri, 01/02/2026 - 09:30"]), (Type::Datetime, weekdays.into()));
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
    fn numbers_of_people() {
        let amounts = "amounts in $ with thousands separators, like $1,200";
        let cases: [(&[&str], Type, &str); 18] = [
            (&["1.234,5", "7"], Type::Float, "numbers with points between thousands and a decimal comma"),
            (&["1.234.567", "950"], Type::Int, "whole numbers with points between thousands"),
            (&["1.234", "2.5"], Type::Float, "numbers"),
            (&["1 234", "7"], Type::Int, "whole numbers with blanks between thousands"),
            (&["1 234,5"], Type::Float, "numbers with blanks between thousands and a decimal comma"),
            (&["1'234", "12"], Type::Int, "whole numbers with apostrophes between thousands"),
            (&["16,00,000", "5,000"], Type::Int, "whole numbers with thousands separators"),
            (&["45%", "7.5%", "0"], Type::Float, "percentages, 45% as 0.45"),
            (&["45,5 %"], Type::Float, "percentages with a decimal comma, 45,5 % as 0.455"),
            (&["$1,200", "$5"], Type::Int, amounts),
            (&["€1.200"], Type::Int, "amounts in EUR with points between thousands, like €1.200"),
            (&["1 200,50 €"], Type::Float, "amounts in EUR with blanks between thousands and a decimal comma, like 1 200,50 €"),
            (&["PKR 5,000", "0"], Type::Int, "amounts in PKR with thousands separators, like PKR 5,000"),
            (&["$5", "€5"], Type::Text, "has amounts in several currencies, `$5` and `€5`"),
            (&["$5", "7"], Type::Text, "text"),
            (&["45%", "0.5"], Type::Text, "text"),
            // In a file with commas between cells such a cell was put in quotes, and may be a list.
            (&["1,2", "3,5"], Type::Text, "could be decimals with a comma or lists, as in `1,2`"),
            (&["1,200", "1,20"], Type::Text, "could be decimals with a comma or lists, as in `1,200`"),
        ];
        for (cells, ty, words) in cases {
            assert_eq!(found(cells), (ty, words.to_string()), "{cells:?}");
        }
    }

    #[test]
    fn months_are_no_days() {
        let month = |cells: &[&str]| {
            let found = infer(cells.iter().copied(), b',', None);
            (found.format, found.doubt.unwrap_or(found.words))
        };
        assert_eq!(month(&["2025-04", "2025-05"]), (Format::Month, "months".into()));
        assert_eq!(
            month(&["Apr-25", "May 2025"]),
            (Format::Month, "months like Apr-25, years 1970 to 2069, read as 2025-04".into())
        );
        assert_eq!(month(&["04/2025"]), (Format::Month, "months like 04/2025, read as 2025-04".into()));
        assert_eq!(month(&["2010-11", "2011-12"]).1, "could be months or years that span two, as in `2010-11`");
        assert_eq!(month(&["2025-04", "2025-04-06"]).0, Format::Text);
    }

    #[test]
    fn a_decimal_comma_is_not_taken_for_thousands() {
        let doubt = |cells: &[&str]| infer(cells.iter().copied(), b';', None).doubt;
        assert_eq!(
            doubt(&["1,234"]).as_deref(),
            Some("could be whole numbers with thousands separators or decimals, as in `1,234`")
        );
        assert_eq!(doubt(&["1,234", "1,234,567"]), None);
        let points = "could be decimals or whole numbers with points between thousands, as in `1.234`";
        assert_eq!(doubt(&["1.234", "7"]).as_deref(), Some(points));
        assert_eq!([doubt(&["1.234", "7.5"]), doubt(&["1.234", "1,5"]), doubt(&["1,5"])], [None, None, None]);
    }
}
