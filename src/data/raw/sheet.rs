//! A sheet as people lay it out: titles above the header, headers of two rows, totals and footnotes below. Only the table is kept,
//! and all that is left out is told.

use super::{Delimited, Numbering, Raw, note};
use crate::base::counts::counted;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use crate::data::around::{Foot, JUDGED, SOUGHT, code, could_be_header, filled, foot, shown, totals, used};
use crate::data::header;
use std::ops::Range;

/// The cells of a sheet as texts.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The rows; they may differ in length.
    pub(super) rows: Vec<Vec<String>>,
    /// Merged cells: the first row and column, the last row and column. The first cell holds the text.
    pub(super) merged: Vec<[usize; 4]>,
    /// The number of the first row in the sheet, from 1.
    pub(super) first: usize,
}

/// The table of a sheet as delimited text.
pub(super) fn table(sheet: Sheet, shown_as: &str) -> Result<Raw, String> {
    let Sheet { mut rows, merged, first } = sheet;
    let plain: Vec<Vec<String>> = rows.iter().take(SOUGHT).cloned().collect();
    let spread = spread(&mut rows, &merged);
    let Top { names, header, begin, tags } = match tagged(&rows) {
        Some(top) => top,
        None => {
            let header = header_row(&rows).ok_or("there are no rows in it")?;
            let two = spread.contains(&header) || has_second(&rows, header);
            let names = if two { joined(&rows[header], &rows[header + 1]) } else { rows[header].clone() };
            Top { names, header, begin: header + 1 + usize::from(two), tags: 0 }
        }
    };
    // What is merged in the body is one value: written out over columns or rows it would be counted more than once.
    rows.iter_mut().zip(plain).skip(begin).for_each(|(row, plain)| *row = plain);
    let width = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    let body = rows.get(begin..).unwrap_or_default();
    let Foot { end, totals: kept } = foot(body.get(tags..).unwrap_or_default(), width, true).below(tags);
    let mut notes = Vec::new();
    let told = |code: Code, what: &str| Diagnostic { code, ..note(shown_as, what) };
    let left_out = |at: usize| format!("row {} is left out: {}", first + at, quote(&shown(&rows[at])));
    let above = (0..header).filter(|at| filled(&rows[*at]) > 0);
    let below = (begin + end..rows.len()).filter(|at| filled(&rows[*at]) > 0);
    notes.extend(above.chain(below).map(|at| told(code(&rows[at]), &left_out(at))));
    let first_kept = kept.first().map(|at| (format!("row {}", first + begin + at), shown(&body[*at])));
    notes.extend(first_kept.map(|(place, text)| told(Code::Totals, &totals(kept.len(), &place, &text))));
    notes.extend(merged_in(begin..begin + end, &merged, first).map(|told| note(shown_as, &told)));
    let (mut text, mut numbers) = (Delimited::new(), Vec::new());
    let width = body[..end].iter().map(|row| used(row)).max().unwrap_or(0).max(width);
    let padded = |row: &[String]| -> Vec<String> { (0..width).map(|at| row.get(at).cloned().unwrap_or_default()).collect() };
    text.push(padded(&names).iter().map(String::as_str));
    for (at, row) in body[..end].iter().enumerate().filter(|(_, row)| filled(row) > 0) {
        text.push(padded(row).iter().map(String::as_str));
        numbers.push((first + begin + at) as u64);
    }
    Ok(Raw { text: text.0, delimiter: Some(b','), notes, numbering: Numbering::Given(super::Word::Row, numbers), encoding: None })
}

/// The top of a table: the names of its columns, the first row that belongs to it, and the row in which its body begins.
struct Top {
    names: Vec<String>,
    header: usize,
    begin: usize,
    /// The rows of tags with which it begins.
    tags: usize,
}

/// The top of a sheet with a row of HXL tags: the row right above it names the columns, and the body begins with the tags.
fn tagged(rows: &[Vec<String>]) -> Option<Top> {
    let is_tagged = |row: &Vec<String>| header::tags(row.iter().map(String::as_str)).is_some();
    let begin = rows.iter().take(header::TAGGED).position(is_tagged)?;
    let above = begin.checked_sub(1);
    Some(Top { names: above.map_or_else(Vec::new, |at| rows[at].clone()), header: above.unwrap_or(begin), begin, tags: 1 })
}

fn is_number(cell: &str) -> bool {
    cell.replace([',', ' ', '%'], "").parse::<f64>().is_ok()
}

/// What is to be said of merged cells among the rows of the table: each has its value in one row and one column.
fn merged_in(body: Range<usize>, merged: &[[usize; 4]], first: usize) -> Option<String> {
    let inside: Vec<usize> = merged.iter().map(|[top, ..]| *top).filter(|top| body.contains(top)).collect();
    let row = first + inside.iter().min()?;
    let count = counted(inside.len() as u64, "merged cell");
    Some(format!("has {count} below the header, first in row {row}: what they cover besides their first cell is empty"))
}

/// Writes merged cells of the head out over the columns they span; gives the rows in which one spans several columns and not all.
fn spread(rows: &mut [Vec<String>], merged: &[[usize; 4]]) -> Vec<usize> {
    let width = rows.iter().take(JUDGED).map(|row| used(row)).max().unwrap_or(0);
    let mut found = Vec::new();
    for [top, left, bottom, right] in merged.iter().copied().filter(|[top, ..]| *top < SOUGHT) {
        let Some(text) = rows.get(top).and_then(|row| row.get(left)).filter(|text| !text.is_empty()).cloned() else {
            continue;
        };
        if right > left && right - left + 1 >= width.max(2) {
            continue;
        }
        if right > left && bottom == top {
            found.push(top);
        }
        let row = &mut rows[top];
        row.resize(row.len().max(right + 1), String::new());
        row[left..=right].fill(text);
    }
    found
}

/// The header: the first row that could be one.
fn header_row(rows: &[Vec<String>]) -> Option<usize> {
    let widest = rows.iter().take(JUDGED).map(|row| filled(row)).max()?;
    rows.iter().take(SOUGHT).position(|row| could_be_header(row, widest)).filter(|_| widest > 0)
}

/// Whether a second row of the header follows, where no merged cells tell: it names the columns that the first leaves open.
fn has_second(rows: &[Vec<String>], header: usize) -> bool {
    let (Some(upper), Some(lower), Some(data)) = (rows.get(header), rows.get(header + 1), rows.get(header + 2)) else {
        return false;
    };
    let open = |at: usize| upper.get(at).is_none_or(String::is_empty);
    let names_open = (1..used(lower)).any(|at| open(at) && !lower[at].is_empty());
    let no_number = |row: &[String]| !row.iter().any(|cell| is_number(cell));
    names_open && no_number(upper) && no_number(lower) && !no_number(data)
}

/// The names of a header of two rows; a name of the upper one holds until the next.
fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut over = "";
    let names = (0..upper.len().max(lower.len())).map(|at| {
        let (above, below) = (upper.get(at).map_or("", String::as_str), lower.get(at).map_or("", String::as_str));
        if !above.is_empty() {
            over = above;
        }
        match (over, below) {
            (over, "") => {
                if above.is_empty() {
                    String::new()
                } else {
                    over.to_string()
                }
            }
            ("", below) => below.to_string(),
            (over, below) if over == below => below.to_string(),
            (over, below) => format!("{over} {below}"),
        }
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str], merged: &[[usize; 4]]) -> (String, Vec<String>) {
        let rows = lines.iter().map(|line| line.split('|').map(str::to_string).collect()).collect();
        let raw = table(Sheet { rows, merged: merged.to_vec(), first: 1 }, "b.xlsx").unwrap();
        (raw.text, raw.notes.into_iter().map(|note| note.message).collect())
    }

    #[test]
    fn titles_totals_and_footnotes_are_left_out_and_told() {
        let sheet = [
            "Returns 2025||",
            "",
            "date|border|persons",
            "2025-04-01|Torkham|3",
            "||",
            "2025-04-02|Chaman|4",
            "Total||7",
            "",
            "* by the office||",
        ];
        let (text, notes) = read(&sheet, &[[0, 0, 0, 2]]);
        assert_eq!(text, "date,border,persons\n2025-04-01,Torkham,3\n2025-04-02,Chaman,4\n");
        assert_eq!(
            notes,
            [
                "`b.xlsx` row 1 is left out: `Returns 2025`",
                "`b.xlsx` row 7 is left out: `Total`",
                "`b.xlsx` row 9 is left out: `* by the office`",
            ]
        );
    }

    #[test]
    fn headers_of_two_rows_are_joined() {
        let sheet = ["week|spontaneous||deported||note", "|men|women|men|women|", "1|2|3|4|5|x"];
        let expected = "week,spontaneous men,spontaneous women,deported men,deported women,note\n1,2,3,4,5,x\n";
        assert_eq!(read(&sheet, &[[0, 0, 1, 0], [0, 1, 0, 2], [0, 3, 0, 4], [0, 5, 1, 5]]).0, expected);
        // Without merged cells the gaps of the upper row tell.
        assert_eq!(read(&sheet, &[]).0, expected);
    }

    #[test]
    fn merged_cells_of_the_body_hold_one_value() {
        let sheet = ["day|district|men|women", "2025-04-01|A|99|", "2025-04-02||11|21"];
        let (text, notes) = read(&sheet, &[[1, 1, 2, 1], [1, 2, 1, 3]]);
        assert_eq!(text, "day,district,men,women\n2025-04-01,A,99,\n2025-04-02,,11,21\n");
        let told = "has 2 merged cells below the header, first in row 2: what they cover besides their first cell is empty";
        assert_eq!(notes, [format!("`b.xlsx` {told}")]);
    }

    #[test]
    fn the_row_above_the_tags_is_the_header() {
        assert_eq!(read(&["a|b", "#x|#y", "1|2"], &[]).0, "a,b\n#x,#y\n1,2\n");
        let (text, notes) = read(&["Title", "", "who||where", "org|men|", "#org|#affected+m|#adm1", "x|1|y", "Total|1|"], &[]);
        assert_eq!(text, "org,men,\n#org,#affected+m,#adm1\nx,1,y\n");
        let left = ["1 is left out: `Title`", "3 is left out: `who`", "7 is left out: `Total`"];
        assert_eq!(notes, left.map(|left| format!("`b.xlsx` row {left}")));
        assert_eq!(read(&["#x|#y", "1|2"], &[]).0, ",\n#x,#y\n1,2\n");
    }

    #[test]
    fn plain_tables_stay_as_they_are() {
        assert_eq!(read(&["a", "1", "Total"], &[]), ("a\n1\nTotal\n".into(), vec![]));
        assert_eq!(read(&["place|2019|2020", "Kabul|1|2"], &[]).0, "place,2019,2020\nKabul,1,2\n");
        assert_eq!(read(&["only|header"], &[]).0, "only,header\n");
        assert!(table(Sheet::default(), "b.xlsx").is_err());
    }
}
