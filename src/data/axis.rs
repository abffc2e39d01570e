//! The time axis of a table: which of its dates it is about.

use crate::base::Type;
use crate::base::names::fold;
use crate::catalog::{Axis, Column};

/// Starts of names that the axis is likely to have, likeliest first.
const LIKELY: [&str; 6] = ["date", "day", "eventdate", "reported", "reporting", "periodstart"];

/// Names of the columns of a first and a last day.
const PAIRS: [(&str, &str); 5] =
    [("start", "end"), ("periodstart", "periodend"), ("startdate", "enddate"), ("datestart", "dateend"), ("fromdate", "todate")];

/// The time axis, and why.
pub(super) fn choose(columns: &[Column]) -> (Option<Axis>, String) {
    let (axis, reason) = match pair(columns) {
        Some(pair) => return (Some(pair), "by the names of its columns".into()),
        None => single(columns),
    };
    (axis.map(Axis::single), reason)
}

/// The columns of a first and a last day, by their names.
fn pair(columns: &[Column]) -> Option<Axis> {
    let dates = || columns.iter().filter(|c| c.ty == Type::Date);
    let named = |wanted: &str| dates().find(|c| fold(&c.name) == wanted).map(|c| c.name.clone());
    PAIRS.iter().find_map(|(start, end)| Some(Axis { start: named(start)?, end: named(end)?, column: None }))
}

fn single(columns: &[Column]) -> (Option<String>, String) {
    let dates: Vec<&str> = columns.iter().filter(|c| c.ty.is_dated()).map(|c| c.name.as_str()).collect();
    let (Some(first), count) = (dates.first(), dates.len()) else { return (None, "no column holds dates".into()) };
    if count == 1 {
        return (Some(first.to_string()), "the only date column".into());
    }
    let exact = LIKELY.iter().flat_map(|likely| dates.iter().find(|name| fold(name) == *likely));
    let starting = LIKELY.iter().flat_map(|likely| dates.iter().find(|name| fold(name).starts_with(likely)));
    let chosen = exact.chain(starting).next().unwrap_or(first);
    let reason = if chosen == first { "the first of" } else { "by its name among" };
    (Some(chosen.to_string()), format!("{reason} {count} date columns; `dated by` chooses another"))
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
}
