//! The time axis of a table: which of its dates it is about.

use crate::base::Type;
use crate::base::hxl::Tag;
use crate::base::names::fold;
use crate::catalog::{Axis, Column};

/// Starts of names that the axis is likely to have, likeliest first.
const LIKELY: [&str; 6] = ["date", "day", "eventdate", "reported", "reporting", "periodstart"];

/// Names of the columns of a first and a last day.
const PAIRS: [(&str, &str); 5] =
    [("start", "end"), ("periodstart", "periodend"), ("startdate", "enddate"), ("datestart", "dateend"), ("fromdate", "todate")];

/// Attributes of `#date` that a row is likely to be about, likeliest first; then come `#date` alone and all others.
const TAGGED: [&str; 2] = ["occurred", "start"];

/// The time axis, and why. A column of months is the axis where no column holds days.
pub(super) fn choose(columns: &[Column]) -> (Option<Axis>, String) {
    let of_time = |column: &&Column| column.ty.is_dated();
    let found = tagged(columns, &of_time).or_else(|| Some((pair(columns)?, "by the names of its columns".to_string())));
    if let Some((axis, reason)) = found {
        return (Some(axis), reason);
    }
    let names = |of: &dyn Fn(&&Column) -> bool| columns.iter().filter(|c| of(c)).map(|c| c.name.as_str()).collect::<Vec<_>>();
    let (days, no_days) = single(&names(&of_time), "date", "`dated by`");
    if days.is_some() {
        return (days, no_days);
    }
    let of_months = |column: &&Column| column.ty == Type::Month;
    let found = tagged(columns, &of_months).filter(|(axis, _)| axis.is_single()).map(|(axis, reason)| (Some(axis), reason));
    match found.unwrap_or_else(|| single(&names(&of_months), "month", "`time` in a catalog")) {
        (None, _) => (None, no_days),
        (months, reason) => (months, format!("{reason}; each row stands for its month")),
    }
}

/// The axis by the HXL tags of several columns of time: `#date+start` and `#date+end`, or what happened before what was reported of it.
fn tagged(columns: &[Column], of_time: &dyn Fn(&&Column) -> bool) -> Option<(Axis, String)> {
    let dates: Vec<&Column> = columns.iter().filter(of_time).collect();
    let tagged = dates.iter().filter_map(|column| Some((*column, Tag::parse(column.tag.as_deref()?)?)));
    let tagged: Vec<(&Column, Tag)> = tagged.filter(|(_, tag)| tag.name == "date").collect();
    let with = |attribute: &str| tagged.iter().find(|(_, tag)| tag.has(attribute)).map(|(column, _)| *column);
    if let (Some(start), Some(end)) = (with("start"), with("end"))
        && [start, end].iter().all(|column| column.ty == Type::Date)
    {
        let axis = Axis { start: start.name.clone(), end: end.name.clone(), column: None };
        return Some((axis, "by their HXL tags".to_string()));
    }
    if dates.len() < 2 {
        return None;
    }
    let bare = || tagged.iter().find(|(_, tag)| tag.attributes.is_empty()).map(|(column, _)| *column);
    let early = || tagged.iter().find(|(_, tag)| !tag.has("reported") && !tag.has("end")).map(|(column, _)| *column);
    let chosen = TAGGED.iter().find_map(|attribute| with(attribute)).or_else(bare).or_else(early);
    let chosen = chosen.or_else(|| tagged.first().map(|(column, _)| *column))?;
    let reason = format!("by its HXL tag among {} date columns; `dated by` chooses another", dates.len());
    Some((Axis::single(&chosen.name), reason))
}

/// The columns of a first and a last day, by their names.
fn pair(columns: &[Column]) -> Option<Axis> {
    let dates = || columns.iter().filter(|c| c.ty == Type::Date);
    let named = |wanted: &str| dates().find(|c| fold(&c.name) == wanted).map(|c| c.name.clone());
    PAIRS.iter().find_map(|(start, end)| Some(Axis { start: named(start)?, end: named(end)?, column: None }))
}

/// One of several columns of days or months, by their names, and what would choose another.
fn single(dates: &[&str], what: &str, chooser: &str) -> (Option<Axis>, String) {
    let (Some(first), count) = (dates.first(), dates.len()) else { return (None, format!("no column holds {what}s")) };
    if count == 1 {
        return (Some(Axis::single(*first)), format!("the only {what} column"));
    }
    let exact = LIKELY.iter().flat_map(|likely| dates.iter().find(|name| fold(name) == *likely));
    let starting = LIKELY.iter().flat_map(|likely| dates.iter().find(|name| fold(name).starts_with(likely)));
    let chosen = exact.chain(starting).next().unwrap_or(first);
    let reason = if chosen == first { "the first of" } else { "by its name among" };
    (Some(Axis::single(*chosen)), format!("{reason} {count} {what} columns; {chooser} chooses another"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(columns: &[(&str, Type)]) -> (Option<String>, String) {
        let column = |(name, ty): &(&str, Type)| Column { name: name.to_string(), ty: *ty, tag: None, inferred: String::new() };
        let (axis, reason) = choose(&columns.iter().map(column).collect::<Vec<_>>());
        (axis.map(|axis| axis.to_string()), reason)
    }

    #[test]
    fn names_decide_among_several() {
        use Type::*;
        assert_eq!(axis(&[("year", Int)]), (None, "no column holds dates".into()));
        assert_eq!(axis(&[("year", Int), ("x", Date)]), (Some("x".into()), "the only date column".into()));
        let several =
            |name: &str, reason: &str| (Some(name.to_string()), format!("{reason} 2 date columns; `dated by` chooses another"));
        assert_eq!(axis(&[("born", Date), ("Reported Date", Date)]), several("Reported Date", "by its name among"));
        assert_eq!(axis(&[("entered", Date), ("left", Datetime)]), several("entered", "the first of"));
        assert_eq!(axis(&[("reported", Date), ("Date", Datetime)]), several("Date", "by its name among"));
        let pair = (Some("Period start to period_end".into()), "by the names of its columns".into());
        assert_eq!(axis(&[("date", Date), ("Period start", Date), ("period_end", Date)]), pair);
    }

    #[test]
    fn tags_decide_before_names() {
        let column = |(name, tag): &(&str, &str)| {
            let tag = Tag::parse(tag).map(|tag| tag.to_string());
            Column { name: name.to_string(), ty: Type::Date, tag, inferred: String::new() }
        };
        let axis = |columns: &[(&str, &str)]| {
            let (axis, _) = choose(&columns.iter().map(column).collect::<Vec<_>>());
            axis.map_or_else(String::new, |axis| axis.to_string())
        };
        assert_eq!(axis(&[("date", "#date+reported"), ("of", "#date+start"), ("to", "#date+end")]), "of to to");
        assert_eq!(axis(&[("date", "#date+reported"), ("x", "#date+occurred"), ("y", "#date")]), "x");
        assert_eq!(axis(&[("date", "#date+reported"), ("y", "#date")]), "y");
        assert_eq!(axis(&[("date", ""), ("y", "#date+reported")]), "y");
        assert_eq!(axis(&[("y", "#date+end"), ("z", "#date+approved")]), "z");
    }

    #[test]
    fn months_are_an_axis_where_there_are_no_days() {
        let column = |name: &str, ty| Column { name: name.into(), ty, tag: None, inferred: String::new() };
        let columns = [column("month", Type::Month), column("n", Type::Int)];
        let (axis, reason) = choose(&columns);
        assert_eq!(
            (axis, reason.as_str()),
            (Some(Axis::single("month")), "the only month column; each row stands for its month")
        );
        let columns = [column("month", Type::Month), column("day", Type::Date)];
        assert_eq!(choose(&columns).0, Some(Axis::single("day")));
    }
}
