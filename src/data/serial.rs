//! Days as spreadsheets count them: 45748 is 2025-04-01. A text that was copied from one may hold such numbers, which nothing but its
//! header and the catalog tell from others.

use super::facts::ColumnFacts;
use super::numbers;
use crate::base::calendar::{MICROS_PER_DAY, datetime_text};
use crate::base::hxl::Tag;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic, Type};
use crate::catalog::Column;

/// The number of 1970-01-01.
const EPOCH: i64 = 25_569;

/// Reads a number of days, with a part of a day as a clock, as microseconds since 1970-01-01T00:00. Spreadsheets have a 29 February
/// 1900, so that no day before is known for sure; the last is in the year 9999.
pub(super) fn read(text: &str) -> Option<i64> {
    const SECONDS: f64 = 86_400.0;
    let days = numbers::real(text).filter(|days| (61.0..2_958_466.0).contains(days))?;
    let seconds = (days.fract() * SECONDS).round() as i64;
    Some((days as i64 - EPOCH) * MICROS_PER_DAY + seconds * 1_000_000)
}

/// Whether a column says of itself that it holds days.
pub(super) fn says_date(name: &str, tag: Option<&str>) -> bool {
    const WORDS: [&str; 7] = ["date", "dates", "day", "dated", "تاریخ", "التاريخ", "تاريخ"];
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| WORDS.contains(&word)) || tag.and_then(Tag::parse).is_some_and(|tag| tag.name == "date")
}

/// The note on a column of whole numbers that could be such days: it says so, and all of them are in the years 1954 to 2064.
pub(super) fn doubt(column: &Column, facts: Option<&ColumnFacts>, shown_as: &str) -> Option<Diagnostic> {
    const LIKELY: std::ops::RangeInclusive<i64> = 20_000..=60_000;
    let (least, most) = facts?.bounds?;
    let likely = column.ty == Type::Int && LIKELY.contains(&least) && LIKELY.contains(&most);
    if !likely || !says_date(&column.name, column.tag.as_deref()) {
        return None;
    }
    let day = datetime_text((least - EPOCH) * MICROS_PER_DAY).replace("T00:00", "");
    let (name, file) = (quote(&column.name), quote(shown_as));
    let message = format!("{name} of {file} stays a number: it could be dates as spreadsheets count days, {least} as {day}");
    let help = format!("`date_order = {{ \"{}\" = \"excel\" }}` in a catalog says that it is", column.name);
    Some(Diagnostic::note_anywhere(Code::TypedAsText, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let text = |text: &str| read(text).map(datetime_text);
        assert_eq!(text("45748").as_deref(), Some("2025-04-01T00:00"));
        assert_eq!(text("45748.5").as_deref(), Some("2025-04-01T12:00"));
        assert_eq!(text("61").as_deref(), Some("1900-03-01T00:00"));
        for other in ["60", "-45748", "2958466", "2025-04-01", "045748", ""] {
            assert_eq!(text(other), None, "{other}");
        }
    }

    #[test]
    fn headers_say_that_they_are_of_days() {
        for name in ["Date", "date of report", "reporting_date", "Day", "تاریخ"] {
            assert!(says_date(name, None), "{name}");
        }
        assert!(says_date("x", Some("#date+start")));
        for name in ["persons", "candidates", "updates", "dayworkers"] {
            assert!(!says_date(name, Some("#affected")), "{name}");
        }
    }
}
