//! Columns of numbers and dates in which some cells hold something else: when they keep their type, with those cells unknown.
//!
//! A cell that says that there is no figure (`-`, `n/a`, `n.r.`) may stand in for up to half of the figures. Any other cell that does
//! not fit may be one in fifty, and where numbers are expected it may hold no digit: `12A` and `007` are codes, and one code makes a
//! column of codes. Nothing is left out in silence: each such cell is counted, and the first are shown with their places.

use super::infer::{Format, Found, infer, tried};
use crate::catalog::reading::DateOrder;

/// What people write where there is no figure, in lower case.
const MARKS: [&str; 31] = [
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "...",
    "…",
    "*",
    "**",
    "?",
    "/",
    "n/a",
    "#n/a",
    "na",
    "n.a.",
    "n.a",
    "nan",
    "null",
    "n.r.",
    "n.r",
    "nr",
    "n/r",
    "not available",
    "not reported",
    "not known",
    "unknown",
    "missing",
    "tbc",
    "tbd",
];

/// Of so many cells that are no marks one may be unreadable.
const ONE_IN: u64 = 50;

/// Finds the format of a column from its cells and how often each occurs.
pub(super) fn infer_with_gaps<'a>(
    cells: impl Iterator<Item = (&'a str, u64)> + Clone,
    delimiter: u8,
    order: Option<DateOrder>,
) -> Found {
    let strict = infer(cells.clone().map(|(cell, _)| cell), delimiter, order);
    if strict.format != Format::Text || strict.doubt.is_some() {
        return strict;
    }
    let cells = cells.map(|(cell, count)| (cell.trim(), count)).filter(|(cell, _)| !cell.is_empty());
    let total = cells.clone().map(|(_, count)| count).sum();
    let mut doubt = None;
    for format in tried().filter(|format| is_likely(*format, cells.clone())) {
        let gaps = Gaps::of(format, cells.clone(), total);
        match gaps.allowed() {
            true if gaps.codes == 0 => {
                let fits = cells.clone().map(|(cell, _)| cell).filter(move |cell| format.reads(cell));
                return infer(fits, delimiter, order);
            }
            true => {
                let example = cells.clone().map(|(cell, _)| cell).find(|cell| !format.reads(cell) && !is_mark(cell));
                doubt = doubt.or(example.map(|example| format!("holds numbers, and also codes such as `{example}`")));
            }
            false => {}
        }
    }
    doubt.map_or(strict, Found::doubtful)
}

/// What a format leaves unread.
#[derive(Default)]
struct Gaps {
    read: u64,
    marks: u64,
    words: u64,
    /// Cells with a digit, where numbers are expected.
    codes: u64,
}

impl Gaps {
    /// Of so many cells in all. When there are too many strays already, the rest is not looked at.
    fn of<'a>(format: Format, cells: impl Iterator<Item = (&'a str, u64)>, total: u64) -> Gaps {
        let mut gaps = Gaps::default();
        for (cell, count) in cells {
            let kind = match () {
                _ if format.reads(cell) => &mut gaps.read,
                _ if is_mark(cell) => &mut gaps.marks,
                _ if format.is_of_time() || !cell.contains(|c: char| c.is_ascii_digit()) => &mut gaps.words,
                _ => &mut gaps.codes,
            };
            *kind += count;
            if (gaps.words + gaps.codes) * ONE_IN > total {
                break;
            }
        }
        gaps
    }

    fn allowed(&self) -> bool {
        let strays = self.words + self.codes;
        self.read >= 2 && self.read >= self.marks && strays * ONE_IN <= self.read + self.marks + strays
    }
}

/// Whether a format reads at least half of the first cells.
fn is_likely<'a>(format: Format, cells: impl Iterator<Item = (&'a str, u64)>) -> bool {
    const FIRST: usize = 200;
    let (mut seen, mut read) = (0, 0);
    for (cell, _) in cells.filter(|(cell, _)| !is_mark(cell)).take(FIRST) {
        seen += 1;
        read += usize::from(format.reads(cell));
    }
    seen > 0 && read * 2 >= seen
}

/// Whether a cell says that there is no figure.
pub(super) fn is_mark(cell: &str) -> bool {
    const LONGEST: usize = 13;
    cell.len() <= LONGEST && MARKS.contains(&cell.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Type;

    fn found(cells: &[(&str, u64)]) -> (Type, String) {
        let found = infer_with_gaps(cells.iter().copied(), b',', None);
        (found.format.ty(), found.doubt.unwrap_or(found.words))
    }

    #[test]
    fn marks_may_be_half_of_the_cells() {
        assert_eq!(found(&[("12", 1), ("-", 2), ("7", 1)]), (Type::Int, "whole numbers".into()));
        assert_eq!(found(&[("12", 1), ("n.r.", 3), ("7", 1)]).0, Type::Text);
        assert_eq!(found(&[("1.5", 1), ("N/A", 1), ("2", 1)]).0, Type::Float);
        assert_eq!(found(&[("1", 1), ("NA", 1)]).0, Type::Text);
        assert_eq!(found(&[("true", 2), ("?", 1)]).0, Type::Bool);
    }

    #[test]
    fn a_country_code_is_no_mark() {
        assert_eq!(found(&[("NA", 40), ("ZA", 40), ("BW", 20)]).0, Type::Text);
    }

    #[test]
    fn one_word_in_fifty_is_a_gap() {
        assert_eq!(found(&[("3", 49), ("closed", 1)]).0, Type::Int);
        assert_eq!(found(&[("3", 48), ("closed", 1)]).0, Type::Text);
    }

    #[test]
    fn one_code_makes_codes() {
        let doubt = "holds numbers, and also codes such as `12A`";
        assert_eq!(found(&[("3", 500), ("-", 5), ("12A", 1)]), (Type::Text, doubt.into()));
        assert_eq!(found(&[("3", 500), ("007", 1)]).0, Type::Text);
    }

    #[test]
    fn a_date_that_is_none_is_a_gap() {
        let dates = [("2025-04-06", 30), ("2025-04-31", 1), ("2025-04-07", 30)];
        assert_eq!(found(&dates), (Type::Date, "ISO dates".into()));
    }
}
