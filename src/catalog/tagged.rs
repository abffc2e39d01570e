//! What the HXL tags of a table say of its columns: places, levels, the day of report, kinds and bounds of measures.
//!
//! Only what a tag says in so many words is taken; what it merely suggests is a hint.

use super::hint::said;
use super::{Axis, Column, Declared, Measure, Roles};
use crate::base::Type;
use crate::base::hxl::Tag;

/// Tags of numbers of people, things or money, whose `+min` and `+max` are bounds.
const COUNTED: [&str; 8] = ["affected", "inneed", "targeted", "reached", "population", "indicator", "value", "capacity"];
/// Attributes of the lowest and of the highest value.
const LOW: [&str; 2] = ["min", "low"];
const HIGH: [&str; 2] = ["max", "high"];
/// Attributes of columns that stand for a place without naming it.
const NO_NAME: [&str; 9] = ["code", "id", "type", "level", "lat", "lon", "coord", "url", "num"];

/// The roles of columns by their tags.
pub fn roles(columns: &[Column], axis: Option<&Axis>) -> Roles {
    let tagged: Vec<(&Column, Tag)> = columns.iter().filter_map(|c| Some((c, Tag::parse(c.tag.as_deref()?)?))).collect();
    let first = |fits: &dyn Fn(&Column, &Tag) -> bool| {
        tagged.iter().find(|(column, tag)| fits(column, tag)).map(|(column, _)| column.name.clone())
    };
    let on_axis = |name: &str| axis.is_some_and(|axis| axis.start == name || axis.end == name);
    let reported = |column: &Column, tag: &Tag| {
        tag.name == "date" && tag.has("reported") && matches!(column.ty, Type::Date | Type::Datetime) && !on_axis(&column.name)
    };
    let places = tagged.iter().filter(|(column, tag)| column.ty == Type::Text && is_place(tag));
    Roles {
        reported: first(&reported),
        level: first(&|_, tag| tag.name == "adm" && tag.has("level")),
        places: places.map(|(column, _)| column.name.clone()).collect(),
        measures: measures(&tagged),
        ..Roles::default()
    }
}

/// Whether a column names places: `#country`, `#adm1+name`, `#loc`.
fn is_place(tag: &Tag) -> bool {
    let numbered = tag.name.strip_prefix("adm").is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'5']));
    (numbered || matches!(tag.name.as_str(), "country" | "loc" | "region"))
        && !tag.attributes.iter().any(|a| NO_NAME.contains(&a.as_str()))
}

/// The measures whose tags say their kind, or that have bounds in other columns.
fn measures(tagged: &[(&Column, Tag)]) -> Vec<Measure> {
    let numbers = || tagged.iter().filter(|(column, _)| column.ty.is_number());
    let is_bound = |tag: &Tag| COUNTED.contains(&tag.name.as_str()) && LOW.iter().chain(&HIGH).any(|word| tag.has(word));
    let bound = |of: &Tag, words: &[&str]| {
        let of = of.without(&["best"]);
        let fits = |tag: &Tag| is_bound(tag) && words.iter().any(|word| tag.has(word)) && tag.without(words).same(&of);
        numbers().find(|(_, tag)| fits(tag)).map(|(column, _)| column.name.clone())
    };
    let measure = |(column, tag): &(&Column, Tag)| {
        let kind = said(tag).map(Declared::Always);
        let (low, high) = if is_bound(tag) { (None, None) } else { (bound(tag, &LOW), bound(tag, &HIGH)) };
        let some = kind.is_some() || low.is_some() || high.is_some();
        some.then(|| Measure { column: column.name.clone(), kind, low, high, tagged: true, ..Measure::default() })
    };
    numbers().filter_map(measure).collect()
}

impl Roles {
    /// The same, with what tags say of columns of which nothing is said here.
    pub fn or_tagged(mut self, tagged: Roles) -> Roles {
        self.reported = self.reported.or(tagged.reported);
        self.level = self.level.or(tagged.level);
        if self.places.is_empty() {
            self.places = tagged.places;
        }
        let known = |roles: &Roles, name: &str| {
            let bounds = |m: &Measure| m.low.as_deref() == Some(name) || m.high.as_deref() == Some(name);
            roles.measures.iter().any(|m| m.column == name || bounds(m))
        };
        let more: Vec<Measure> = tagged.measures.into_iter().filter(|measure| !known(&self, &measure.column)).collect();
        self.measures.extend(more);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;

    fn columns(columns: &[(&str, &str, Type)]) -> Vec<Column> {
        let column = |(name, tag, ty): &(&str, &str, Type)| {
            let tag = Tag::parse(tag).map(|tag| tag.to_string());
            Column { name: name.to_string(), ty: *ty, tag, inferred: String::new() }
        };
        columns.iter().map(column).collect()
    }

    #[test]
    fn tags_say_what_columns_are() {
        use Type::*;
        let columns = columns(&[
            ("day", "#date+occurred", Date),
            ("said", "#date+reported", Date),
            ("country", "#country+name", Text),
            ("iso", "#country+code", Text),
            ("from", "#adm1+name+origin", Text),
            ("n", "#adm+level", Int),
            ("dead", "#affected+killed", Int),
            ("dead low", "#affected+killed+min", Int),
            ("dead high", "#affected+max+killed", Int),
            ("so far", "#affected+f+cumulative", Int),
            ("idps", "#affected+idps", Int),
            ("part", "#indicator+pct", Float),
        ]);
        let roles = roles(&columns, Some(&Axis::single("day")));
        assert_eq!((roles.reported.as_deref(), roles.level.as_deref()), (Some("said"), Some("n")));
        assert_eq!(roles.places, ["country", "from"]);
        let kind = |kind| Some(Declared::Always(kind));
        let measures: Vec<_> =
            roles.measures.iter().map(|m| (m.column.as_str(), m.kind.clone(), m.low.as_deref(), m.high.as_deref())).collect();
        let expected = [
            ("dead", None, Some("dead low"), Some("dead high")),
            ("so far", kind(Kind::Cumulative), None, None),
            ("part", kind(Kind::Share), None, None),
        ];
        assert_eq!(measures, expected);
    }
}
