//! What a column is that several files have: decided over the cells of all of them, so that no file is read as it would be alone.

use crate::base::Type;
use crate::base::names::quote;
use crate::catalog::reading::DateOrder;
use crate::data::dates::Writing::{DayFirst, MonthFirst};
use crate::data::gaps::infer_with_gaps;
use crate::data::infer::{Decision, Format, Found};
use polars::prelude::StringChunked;

/// The column in one of the files: what is found there alone, and its cells.
pub(super) struct Part<'a> {
    pub(super) file: &'a str,
    pub(super) found: Found,
    pub(super) cells: StringChunked,
}

/// Whether what the files say alone is what they say together, whatever their cells are.
pub(super) fn is_settled(found: &[Found]) -> bool {
    let same = found.windows(2).all(|pair| pair[0].format == pair[1].format);
    found.len() < 2 || same && !found.iter().any(|found| found.rests_on_all)
}

/// Decides over all cells. `line` gives the line of a row of a part, where it has one.
pub(super) fn decide(
    parts: &[Part<'_>],
    delimiter: u8,
    order: Option<DateOrder>,
    line: &dyn Fn(usize, u64) -> Option<u64>,
) -> Decision {
    let joint = infer_with_gaps(cells(parts.iter().collect()), delimiter, order);
    if joint.format != Format::Text || parts.iter().all(|part| part.found.format == Format::Text) {
        let doubt = joint.doubt.clone();
        return Decision { found: vec![joint; parts.len()], doubt };
    }
    if let Some(found) = each_in_its_own(parts, delimiter, order) {
        return Decision { found, doubt: None };
    }
    let text = Found::new(Format::Text, "text");
    Decision { found: vec![text; parts.len()], doubt: joint.doubt.or_else(|| open(parts)).or_else(|| contradiction(parts, line)) }
}

/// What each file says of itself, where all say the same type: dates that are written in one way here and in another there. Where the
/// order of day and month is open in a file, the files that decide it do so for all; if they do not agree, nobody can know.
fn each_in_its_own(parts: &[Part<'_>], delimiter: u8, order: Option<DateOrder>) -> Option<Vec<Found>> {
    let is_open = |part: &Part<'_>| is_date(&part.found) && part.found.rests_on_all || part.found.doubt.is_some();
    let in_numbers = |part: &&Part<'_>| is_open(part) || is_ordered(&part.found);
    let ordered: Vec<&Part<'_>> = parts.iter().filter(in_numbers).collect();
    let joint = infer_with_gaps(cells(ordered), delimiter, order);
    let own = |part: &Part<'_>| match joint.format {
        Format::Text if is_open(part) => None,
        Format::Text => Some(part.found.clone()),
        _ if in_numbers(&part) => Some(joint.clone()),
        _ => Some(part.found.clone()),
    };
    let found: Vec<Found> = parts.iter().map(own).collect::<Option<_>>()?;
    let filled = || found.iter().zip(parts).filter(|(_, part)| !is_empty(part)).map(|(found, _)| found);
    let first = filled().next()?.clone();
    let dated = |ty: Type| matches!(ty, Type::Date | Type::Datetime);
    let agrees = |ty: Type| ty == first.format.ty() || dated(ty) && dated(first.format.ty());
    let agree = first.format.ty() != Type::Text && filled().all(|found| agrees(found.format.ty()));
    let settled = found.iter().zip(parts).map(|(found, part)| if is_empty(part) { first.clone() } else { found.clone() });
    agree.then(|| settled.collect())
}

fn is_date(found: &Found) -> bool {
    matches!(found.format, Format::Date(_) | Format::Datetime(_))
}

/// Whether dates in numbers were read in an order.
fn is_ordered(found: &Found) -> bool {
    matches!(found.format, Format::Date(DayFirst | MonthFirst) | Format::Datetime(DayFirst | MonthFirst))
}

fn is_empty(part: &Part<'_>) -> bool {
    part.cells.null_count() == part.cells.len()
}

/// What the first file leaves open.
fn open(parts: &[Part<'_>]) -> Option<String> {
    parts.iter().find_map(|part| Some(format!("{} of {}", part.found.doubt.as_ref()?, quote(part.file))))
}

/// The first file in which the column is more than text, and the first cell elsewhere that it is not.
fn contradiction(parts: &[Part<'_>], line: &dyn Fn(usize, u64) -> Option<u64>) -> Option<String> {
    let first = parts.iter().find(|part| part.found.format != Format::Text)?;
    let format = first.found.format;
    let stray = |part: &Part<'_>| {
        let rows = 0..part.cells.len();
        let text = |row: usize| part.cells.get(row).map(str::trim).filter(|cell| !cell.is_empty());
        rows.filter_map(|row| Some((row, text(row)?)))
            .find(|(_, cell)| !format.reads(cell))
            .map(|(row, cell)| (row, cell.to_string()))
    };
    let strays = parts.iter().enumerate().filter(|(_, part)| part.found.format != format);
    let (at, (row, cell)) = strays.filter_map(|(at, part)| Some((at, stray(part)?))).next()?;
    let place = line(at, row as u64).map_or_else(String::new, |line| format!(" in line {line}"));
    let (one, other) = (quote(first.file), quote(parts.get(at)?.file));
    Some(format!("has {} in {one}, and {}{place} of {other}", first.found.words, quote(&cell)))
}

/// The cells of some parts, one after the other. Before them, without count, stands the first of each part: what files do not have in
/// common is mostly seen there, and then the others need not be looked at.
fn cells<'a>(parts: Vec<&'a Part<'a>>) -> impl Iterator<Item = (&'a str, u64)> + Clone {
    let known = |part: &'a Part<'a>| (0..part.cells.len()).filter_map(move |row| part.cells.get(row));
    let first: Vec<&str> = parts.iter().filter_map(|part| known(part).next()).collect();
    let all = parts.into_iter().flat_map(known).map(|cell| (cell, 1));
    first.into_iter().map(|cell| (cell, 0)).chain(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::NewChunkedArray;

    fn decided(files: &[&[&str]]) -> (Vec<String>, Option<String>) {
        let part = |(file, cells): (&'static str, &&[&str])| Part {
            file,
            found: infer_with_gaps(cells.iter().map(|cell| (*cell, 1)), b',', None),
            cells: StringChunked::from_iter_options("".into(), cells.iter().map(|cell| Some(*cell).filter(|c| !c.is_empty()))),
        };
        let parts: Vec<Part<'_>> = ["a.csv", "b.csv", "c.csv"].into_iter().zip(files).map(part).collect();
        let decision = decide(&parts, b',', None, &|_, row| Some(row + 2));
        (decision.found.iter().map(|found| found.words.clone()).collect(), decision.doubt)
    }

    fn same(files: &[&[&str]], words: &str) {
        assert_eq!(decided(files), (vec![words.to_string(); files.len()], None), "{files:?}");
    }

    #[test]
    fn one_file_decides_what_another_leaves_open() {
        same(&[&["01/02/2025"], &["30/04/2025"]], "dates like 01/02/2025, day first");
        // Alone, this would be taken for the first of February and of March, day first.
        same(&[&["01/02/2025", "01/03/2025"], &["04/30/2025"]], "dates like 01/02/2025, month first");
        same(&[&["12"], &[""], &["2.5"]], "numbers");
        same(&[&["12", "13"], &["-"]], "whole numbers");
        same(&[&["12"], &["1,200"]], "whole numbers with thousands separators");
        same(&[&["x"], &["y"], &[""]], "text");
    }

    #[test]
    fn dates_may_be_written_in_one_way_here_and_in_another_there() {
        let (words, doubt) = decided(&[&["2025-04-01"], &["30/04/2025"], &["01/02/2025", "03/04/2025"]]);
        assert_eq!(words, ["ISO dates", "dates like 30/04/2025, day first", "dates like 30/04/2025, day first"]);
        assert_eq!(doubt, None);
        let (words, _) = decided(&[&["04/30/2025"], &["30/04/2025"]]);
        assert_eq!(words, ["dates like 04/30/2025, month first", "dates like 30/04/2025, day first"]);
    }

    #[test]
    fn what_cannot_be_decided_stays_text() {
        let (words, doubt) = decided(&[&["04/30/2025"], &["30/04/2025"], &["01/02/2025", "03/04/2025"]]);
        assert_eq!(words, ["text"; 3]);
        let both = "has dates with the day first, `30/04/2025`, and with the month first, `04/30/2025`";
        assert_eq!(doubt.as_deref(), Some(both));
        let doubt = decided(&[&["1", "2"], &["3", "closed"]]).1;
        assert_eq!(doubt.as_deref(), Some("has whole numbers in `a.csv`, and `closed` in line 3 of `b.csv`"));
    }
}
