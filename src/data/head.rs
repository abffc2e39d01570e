//! The first rows of a text: the header, the row of HXL tags, what stands above them, and the sign between cells that they show.

use super::around::{JUDGED, LeftOut, SOUGHT, filled, header_at, left_out, shown};
use super::raw::Numbering;
use super::reader::Signs;
use super::records::{Fault, Records};
use super::{header, sniff};
use crate::base::counts::counted;
use crate::base::hxl::Tag;
use crate::base::names::{all_of, quote};
use crate::base::{Code, Diagnostic};

/// The start of a text, not longer than is needed to guess the delimiter.
fn start(text: &str) -> &str {
    const BYTES: usize = 64 << 10;
    let mut end = text.len().min(BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The signs of a text, by its start: what ends a line, and what stands between cells unless that is known.
pub(super) fn signs(text: &str, delimiter: Option<u8>) -> Signs {
    let start = start(text);
    let line_break = sniff::line_break(start);
    Signs { delimiter: delimiter.unwrap_or_else(|| sought(start, line_break)), line_break }
}

/// The sign between cells: the one that makes most HXL tags of a row, else the one that cuts most rows alike.
fn sought(head: &str, line_break: u8) -> u8 {
    let tags = |delimiter: u8| {
        let found = Head::tagged(head, Signs { delimiter, line_break }).and_then(|head| head.tags);
        found.map_or(0, |tags| tags.iter().flatten().count())
    };
    let most = sniff::DELIMITERS.into_iter().map(|delimiter| (tags(delimiter), delimiter));
    let most = most.reduce(|a, b| if b.0 > a.0 { b } else { a }).filter(|(tags, _)| *tags > 1);
    most.map_or_else(|| sniff::delimiter(head), |(_, delimiter)| delimiter)
}

/// The first rows of a text.
#[derive(Default)]
pub(super) struct Head {
    /// The cells of the header: the row right above the tags, or the first that is no title.
    header: Vec<String>,
    /// The HXL tags, where a row holds them.
    pub(super) tags: Option<Vec<Option<Tag>>>,
    /// The cells of that row that are no tags.
    untagged: Vec<String>,
    /// What stands above the header.
    above: Vec<Above>,
    /// Where the data start: the byte and the line.
    pub(super) start: (usize, usize),
    /// The records between the first and the data.
    pub(super) skipped: u64,
}

impl Head {
    /// The head of a text. `titled` says whether titles may stand above its header where no row of tags shows it.
    pub(super) fn of(text: &str, signs: Signs, titled: bool) -> Result<Head, Fault> {
        if let Some(head) = Head::tagged(text, signs) {
            return Ok(head);
        }
        let rows = if titled { Records::new(text, signs).first(SOUGHT + JUDGED) } else { Vec::new() };
        let titles = header_at(&rows).unwrap_or(0);
        let (mut records, mut cells, mut above) = (Records::new(text, signs), Vec::new(), Vec::new());
        for row in &rows[..titles] {
            above.extend(Above::of(above.len(), records.line(), row));
            records.next(&mut cells)?;
        }
        let header = records.header(&mut cells)?;
        Ok(Head { header, above, start: (records.position(), records.line()), ..Head::default() })
    }

    /// The head of a text that has a row of tags. A quote that is never closed ends the search; it is told when the rows are read.
    fn tagged(text: &str, signs: Signs) -> Option<Head> {
        let (mut records, mut cells) = (Records::new(text, signs), Vec::new());
        let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
        let mut line = records.line();
        while rows.len() < header::TAGGED && records.next(&mut cells).unwrap_or(false) {
            let row = records.texts(&cells);
            if let Some(tags) = header::tags(row.iter().map(String::as_str)) {
                let others = row.iter().zip(&tags).filter(|(cell, tag)| tag.is_none() && !cell.trim().is_empty());
                let untagged = others.map(|(cell, _)| cell.trim().to_string()).collect();
                let skipped = rows.len() as u64;
                let (_, header) = rows.pop().unwrap_or_default();
                let above = rows.iter().enumerate().filter_map(|(at, (line, row))| Above::of(at, *line, row)).collect();
                return Some(Head {
                    header,
                    tags: Some(tags),
                    untagged,
                    above,
                    start: (records.position(), records.line()),
                    skipped,
                });
            }
            rows.push((line, row));
            line = records.line();
        }
        None
    }

    /// The names of the columns: a column without a header is called by its tag.
    pub(super) fn names(&self, shown_as: &str) -> (Vec<String>, Vec<Diagnostic>) {
        let tags = self.tags.as_deref().unwrap_or_default();
        let name = |at: usize| {
            let header = self.header.get(at).filter(|header| !header.trim().is_empty()).cloned();
            header.or_else(|| tags.get(at)?.as_ref().map(Tag::to_string)).unwrap_or_default()
        };
        let all: Vec<String> = (0..self.header.len().max(tags.len())).map(name).collect();
        header::names(&all, &quote(shown_as))
    }

    /// What is worth knowing: what stands above the header, told by its place in what the file counts, and which cells of a row of tags
    /// are none.
    pub(super) fn notes(&self, shown_as: &str, numbering: &Numbering) -> Vec<Diagnostic> {
        let place = |above: &Above| match numbering {
            Numbering::Lines => format!("line {}", above.line),
            _ => format!("row {}", above.row),
        };
        let told = |above: &Above| LeftOut { place: place(above), text: above.text.clone(), code: Code::LeftOut };
        let mut notes = left_out(self.above.iter().map(told).collect(), "above the header", shown_as);
        let tags = self.tags.as_deref().unwrap_or_default();
        let untagged = self.untagged.iter().map(|cell| quote(cell)).collect::<Vec<_>>();
        if !untagged.is_empty() {
            let found = counted(tags.iter().flatten().count() as u64, "HXL tag");
            let are = if untagged.len() == 1 { "is no tag" } else { "are no tags" };
            let message =
                format!("{} has a row of {found}, which is no data; {} in it {are}", quote(shown_as), all_of(&untagged));
            notes.push(Diagnostic::note_anywhere(Code::ReadAs, message));
        }
        notes
    }
}

/// A row above the header.
struct Above {
    /// Its number and its line, from 1.
    row: usize,
    line: usize,
    text: String,
}

impl Above {
    /// A row behind so many others, unless it is blank.
    fn of(before: usize, line: usize, row: &[String]) -> Option<Above> {
        (filled(row) > 0).then(|| Above { row: before + 1, line, text: shown(row) })
    }
}
