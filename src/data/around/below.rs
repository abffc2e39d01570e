//! Totals and footnotes: what stands below the rows of a table.

use super::{JUDGED, Kind, filled, first_text, is_blank, is_sentence, number};
use crate::base::Code;
use crate::base::names::quote;

/// First cells of a row of totals, in lower case.
const TOTALS: [&str; 32] = [
    "total",
    "totals",
    "grand total",
    "grand totals",
    "overall total",
    "total general",
    "sub-total",
    "sub total",
    "subtotal",
    "subtotals",
    "sum",
    "overall",
    "مجموع",
    "المجموع",
    "المجموع الكلي",
    "الإجمالي",
    "جمع",
    "جمع کل",
    "مجموع کل",
    "ٹوٹل",
    "ټول",
    "totale",
    "totaal",
    "total général",
    "somme",
    "summe",
    "gesamt",
    "insgesamt",
    "toplam",
    "genel toplam",
    "итого",
    "всего",
];

/// What a line that says where a table is from, or how to read it, begins with, in lower case. A letter may not follow.
const SIGNS: [&str; 26] = [
    "source",
    "sources",
    "data source",
    "note",
    "notes",
    "footnote",
    "footnotes",
    "n.b.",
    "nb:",
    "remark:",
    "remarks:",
    "disclaimer",
    "last updated",
    "last update",
    "updated on",
    "data as of",
    "prepared by",
    "compiled by",
    "©",
    "*",
    "†",
    "المصدر",
    "ملاحظة",
    "منبع",
    "ماخذ",
    "نوٹ",
];

/// Where the rows of a table end, and what was seen on the way.
#[derive(Debug, Default, PartialEq)]
pub(in crate::data) struct Foot {
    /// The rows before the first that is none of the table.
    pub(in crate::data) end: usize,
    /// Rows of the table that look like totals.
    pub(in crate::data) totals: Vec<usize>,
}

impl Foot {
    /// The same where other rows stand before the first.
    pub(in crate::data) fn below(self, others: usize) -> Foot {
        Foot { end: self.end + others, totals: self.totals.into_iter().map(|at| at + others).collect() }
    }
}

/// Finds the end of the rows of a table with so many columns. A table of one column has no foot that could be told from its cells.
/// `whole` says whether these are all of its rows.
pub(in crate::data) fn foot(body: &[Vec<String>], width: usize, whole: bool) -> Foot {
    if width < 2 {
        return Foot { end: body.len(), totals: Vec::new() };
    }
    let totals: Vec<Option<String>> = body.iter().map(|row| total(row)).collect();
    let rows = Rows { body, width, whole, totals: &totals };
    // Blank lines right above the foot are of it.
    let last = |foot: usize| body[..foot].iter().rposition(|row| filled(row) > 0).map_or(0, |last| last + 1);
    let end = last(rows.first_below().unwrap_or(body.len()));
    let last = |at: usize| at + 1 == end && (rows.looks_like_total(at) || rows.may_add_up(at));
    let looks = |at: &usize| totals[*at].is_some() || last(*at);
    Foot { end, totals: (0..end).filter(looks).collect() }
}

/// The word by which a row with figures is one of totals.
fn total(row: &[String]) -> Option<String> {
    let word = first_text(row).filter(|_| filled(row) > 1)?;
    let word = word.trim_end_matches([':', '.', '*', '=', ' ']).to_lowercase();
    TOTALS.contains(&word.as_str()).then_some(word)
}

/// Whether a text begins with one of some words, and no letter follows.
fn begins(text: &str, words: &[&str]) -> bool {
    let rest = |word: &&str| text.strip_prefix(*word);
    words.iter().filter_map(rest).any(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether a line begins as one about the table does, not one of it.
fn has_sign(row: &[String]) -> bool {
    let Some(text) = first_text(row).map(str::to_lowercase) else { return false };
    begins(&text, &SIGNS) && Kind::of(&text) == Kind::Text
}

/// Whether a row begins with more than the word of a sign alone, which may be a name like others: a source is told, a note says something.
fn is_told(row: &[String]) -> bool {
    first_text(row).is_some_and(|text| text.contains([' ', ':', '©']) || text.starts_with(['*', '†']))
}

/// Whether a row begins with several words and no figure, as no name and no day does that was mistyped.
fn is_prose(row: &[String]) -> bool {
    first_text(row).is_some_and(|text| text.split_whitespace().count() > 2 && !text.contains(|c: char| c.is_numeric()))
}

/// The code of the note on a row that is left out below a table.
pub(in crate::data) fn code(row: &[String]) -> Code {
    let has_figure = || !has_sign(row) && row.iter().any(|cell| Kind::of(cell) == Kind::Number);
    if total(row).is_some() || has_figure() { Code::Totals } else { Code::LeftOut }
}

/// What is to be said of rows that look like totals and stay: how many there are, and the place and start of the first.
pub(in crate::data) fn totals(count: usize, place: &str, first: &str) -> String {
    let first = if first.is_empty() { String::new() } else { format!("{} ", quote(first)) };
    match count {
        1 => format!("has a row that looks like a total, {first}in {place}: it is a row like the others"),
        _ => format!("has {count} rows that look like totals, first {first}in {place}: they are rows like the others"),
    }
}

struct Rows<'a> {
    body: &'a [Vec<String>],
    width: usize,
    /// Whether they are all rows of the table.
    whole: bool,
    /// The words by which rows are totals.
    totals: &'a [Option<String>],
}

impl Rows<'_> {
    /// The first row that is none of the table, and from which on no row is.
    fn first_below(&self) -> Option<usize> {
        let spaced = self.body.first().is_some_and(|row| is_sentence(row));
        let is_line = |row: &[String]| {
            let one = filled(row) == 1 && first_text(row).is_some_and(|text| Kind::of(text) == Kind::Text);
            let signed = has_sign(row) && (filled(row) == 1 || row.len() != self.width || is_sentence(row));
            one || signed || !spaced && is_sentence(row) && !row.iter().any(|cell| Kind::of(cell).is_figure())
        };
        let may_be_below = |at: &usize| {
            let row = &self.body[*at];
            filled(row) == 0 || self.totals[*at].is_some() || is_line(row) || self.is_sum(*at)
        };
        let begin = self.body.len() - (0..self.body.len()).rev().take_while(may_be_below).count();
        (begin..self.body.len()).find(|at| self.is_below(*at, begin))
    }

    /// Whether a row shows that it is none of the table, of which those before `begin` surely are.
    fn is_below(&self, at: usize, begin: usize) -> bool {
        let row = &self.body[at];
        match &self.totals[at] {
            // The same word before several rows is what they have in a column of categories.
            total @ Some(_) => {
                let alone = self.totals.iter().filter(|other| *other == total).take(2).count() == 1;
                alone && self.body[..at].iter().any(|row| filled(row) > 0)
            }
            None if self.is_sum(at) => true,
            None if filled(row) == 0 || self.stands_like_others(at) => false,
            None => is_told(row) && has_sign(row) || is_prose(row) && (self.is_apart(at) || self.fits_no_column(row, begin)),
        }
    }

    /// Whether a row above has one cell alone, in the same column.
    fn stands_like_others(&self, at: usize) -> bool {
        let only = |row: &[String]| row.iter().position(|cell| !is_blank(cell)).filter(|_| filled(row) == 1);
        let own = only(&self.body[at]);
        own.is_some() && self.body[at].len() == self.width && self.body[..at].iter().any(|row| row.len() > 1 && only(row) == own)
    }

    /// Whether a row looks like a total: words follow the one for a total, or there is none, and numbers stand alone where the row above
    /// says what they are of.
    fn looks_like_total(&self, at: usize) -> bool {
        let row = &self.body[at];
        let kinds: Vec<Kind> = row.iter().map(|cell| Kind::of(cell)).collect();
        let worded = || first_text(row).is_some_and(|text| begins(&text.to_lowercase(), &TOTALS));
        let bare = || {
            let above = self.body[..at].iter().rfind(|row| filled(row) > 0);
            let says = |(column, cell): (usize, &String)| {
                matches!(Kind::of(cell), Kind::Text | Kind::Time) && kinds.get(column).is_none_or(|kind| *kind == Kind::Blank)
            };
            let numbers = kinds.iter().all(|kind| matches!(kind, Kind::Blank | Kind::Mark | Kind::Number));
            numbers && kinds.first() == Some(&Kind::Blank) && above.is_some_and(|above| above.iter().enumerate().any(says))
        };
        kinds.contains(&Kind::Number) && (worded() || bare())
    }

    /// Whether a row looks like a total and adds up all rows before it.
    fn is_sum(&self, at: usize) -> bool {
        self.looks_like_total(at) && self.adds_up(at, 2)
    }

    /// Whether a row with one text, in a language that is not known here, adds up enough rows that this is hardly by chance.
    fn may_add_up(&self, at: usize) -> bool {
        let texts = self.body[at].iter().filter(|cell| Kind::of(cell) == Kind::Text).count();
        texts == 1 && self.adds_up(at, 3)
    }

    /// Whether each number of a row is the sum of so many numbers or more above it.
    fn adds_up(&self, at: usize, least: usize) -> bool {
        const NEARLY: f64 = 1e-9;
        let is_sum = |(column, sum): &(usize, f64)| {
            let above: Vec<f64> = self.body[..at].iter().filter_map(|row| number(row.get(*column)?)).collect();
            above.len() >= least && (above.iter().sum::<f64>() - sum).abs() <= sum.abs().max(1.0) * NEARLY
        };
        let cells = self.body[at].iter().enumerate();
        let numbers: Vec<(usize, f64)> = cells.filter_map(|(column, cell)| Some((column, number(cell)?))).collect();
        self.whole && numbers.iter().any(|(_, sum)| *sum != 0.0) && numbers.iter().all(is_sum)
    }

    /// Whether the only blank lines stand right above a row. Where lines are blank among the rows they do not tell.
    fn is_apart(&self, at: usize) -> bool {
        let rows = self.body[..at].iter().rposition(|row| filled(row) > 0).map_or(0, |last| last + 1);
        self.width > 2 && rows < at && self.body[..rows].iter().all(|row| filled(row) > 0)
    }

    /// Whether a text stands where all rows near it have numbers or days.
    fn fits_no_column(&self, row: &[String], begin: usize) -> bool {
        let Some(column) = row.iter().position(|cell| Kind::of(cell) == Kind::Text) else { return false };
        let near = &self.body[begin.saturating_sub(JUDGED)..begin];
        let kinds: Vec<Kind> = near.iter().filter_map(|row| row.get(column)).map(|cell| Kind::of(cell)).collect();
        kinds.iter().any(|kind| kind.is_figure()) && !kinds.contains(&Kind::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&str], width: usize) -> Foot {
        let rows: Vec<Vec<String>> = lines.iter().map(|line| line.split(',').map(str::to_string).collect()).collect();
        foot(&rows, width, true)
    }

    fn rows(lines: &[&str], width: usize) -> usize {
        found(lines, width).end
    }

    #[test]
    fn totals_and_footnotes_stand_below_the_rows() {
        let data = ["2025-04-01,Torkham,3", "2025-04-02,Chaman,4"];
        let above = |foot: &[&str]| rows(&[&data, foot].concat(), 3);
        for foot in [
            &["Total,,7"][..],
            &["TOTAL:,,7"],
            &[",Grand total,7"],
            &["مجموع,,7"],
            &["", "Total,,7", "", "* provisional"],
            &[",,", "Total,,7", ",,", ",,"],
            &["Subtotal,,7", "Grand total,,7"],
            &["Source: an office"],
            &["Source: an office, another office, and more, of all"],
            &["Figures are provisional,,"],
            &["", "Figures are provisional, and may change"],
            &["Total,,7", "as told by an office"],
            &["Total (all crossings),,7"],
            &[",,7", "", "Source: an office"],
        ] {
            assert_eq!(above(foot), 2, "{foot:?}");
        }
    }

    #[test]
    fn rows_of_the_table_stay() {
        for (lines, width) in [
            (&["Torkham,3,1", "Chaman,,"][..], 3),
            (&["Torkham,3,1", "", "Chaman,4,1", "", "Ghulam Khan,,"], 3),
            (&["Torkham,3", "", "Chaman,"], 2),
            (&["2025-04-01,3,1", "2025-04-02,,"], 3),
            (&["Week 13,3,1", "Week 14,,"], 3),
            (&["April 2025,3,1", "May 2025,,"], 3),
            (&["2025-04-01,3,1", "n.r.,,"], 3),
            (&["Total,7"], 2),
            (&["Total,Torkham,7", "Men,Torkham,3", "Total,Chaman,4"], 3),
            (&["Men,0-4,3", "Total,0-4,7", "Total,5-9,8"], 3),
            (&["1,30,m", "2,31,f", "3,32,m", "4a,,", "4b,,", "5a,,"], 3),
            (&["2025-04-01,3", "2025-04-02,5", "31/04/2025,"], 2),
            (&["1,3", "2,5", "June 2025 (provisional),"], 2),
            (&["Ahmad,,", "Bilal,,", "", "Dawud,,", "Esmat,,"], 3),
            (&["Ahmad,", "Bilal,", "* Dawud,", "Esmat,"], 2),
            (&["alpha,", "beta,", "note,"], 2),
            (&["alpha,3", "source,"], 2),
            (&["Totalbank,3,1", "Sumy,4,1"], 3),
            (&["Sourcetown,3,1", "Notodden,4,1"], 3),
            (&["1", "Total"], 1),
            (&["Torkham, gate, 3", "Chaman, gate, "], 3),
            (&["2025-04-01,Torkham,3", "2025-04-02,Chaman,4", ",,5"], 3),
            (&["population,3", "deaths,4", "Total fertility,5"], 2),
            (&["3,1", "4,2", "7,3"], 2),
            (&[], 3),
        ] {
            assert_eq!(rows(lines, width), lines.len(), "{lines:?}");
        }
        assert_eq!(found(&["2025-04-01,Torkham,3", "2025-04-02,Chaman,4", ",,5"], 3).totals, [2]);
        // In a language that is not known here, a last row that adds up the others is told.
        assert_eq!(found(&["Torkham,30", "Chaman,41", "Ghulam Khan,7", "Zusammen,78"], 2), Foot { end: 4, totals: vec![3] });
        assert!(found(&["Torkham,30", "Chaman,41", "Ghulam Khan,7", "Zusammen,79"], 2).totals.is_empty());
        assert_eq!(found(&["Men,0-4,3", "Total,0-4,7", "Total,5-9,8"], 3).totals, [1, 2]);
        assert_eq!(
            found(&["Torkham,3", "Subtotal,3", "Chaman,4", "Subtotal,4", "Total,7"], 2),
            Foot { end: 4, totals: vec![1, 3] }
        );
    }
}
