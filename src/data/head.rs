//! The first rows of a text: the header, the row of HXL tags, what stands above them, and the sign between cells that they show.

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
        let found = Head::of(head, Signs { delimiter, line_break }).ok().and_then(|head| head.tags);
        found.map_or(0, |tags| tags.iter().flatten().count())
    };
    let most = sniff::DELIMITERS.into_iter().map(|delimiter| (tags(delimiter), delimiter));
    let most = most.reduce(|a, b| if b.0 > a.0 { b } else { a }).filter(|(tags, _)| *tags > 1);
    most.map_or_else(|| sniff::delimiter(head), |(_, delimiter)| delimiter)
}

/// The first rows of a text.
#[derive(Default)]
pub(super) struct Head {
    /// The cells of the header: the row right above the tags, or the first that is not blank.
    header: Vec<String>,
    /// The HXL tags, where a row holds them.
    pub(super) tags: Option<Vec<Option<Tag>>>,
    /// The cells of that row that are no tags.
    untagged: Vec<String>,
    /// The rows above the header, counted from 1, by their first words.
    above: Vec<(usize, String)>,
    /// Where the data start: the byte and the line.
    pub(super) start: (usize, usize),
    /// The records between the first and the data.
    pub(super) skipped: u64,
}

impl Head {
    pub(super) fn of(text: &str, signs: Signs) -> Result<Head, Fault> {
        if let Some(head) = Head::tagged(text, signs) {
            return Ok(head);
        }
        let mut records = Records::new(text, signs);
        let header = records.header(&mut Vec::new())?;
        Ok(Head { header, start: (records.position(), records.line()), ..Head::default() })
    }

    /// The head of a text that has a row of tags. A quote that is never closed ends the search; it is told when the rows are read.
    fn tagged(text: &str, signs: Signs) -> Option<Head> {
        let (mut records, mut cells) = (Records::new(text, signs), Vec::new());
        let mut rows: Vec<Vec<String>> = Vec::new();
        while rows.len() < header::TAGGED && records.next(&mut cells).unwrap_or(false) {
            let row: Vec<String> = cells.iter().map(|cell| records.text(*cell).to_string()).collect();
            if let Some(tags) = header::tags(row.iter().map(String::as_str)) {
                let others = row.iter().zip(&tags).filter(|(cell, tag)| tag.is_none() && !cell.trim().is_empty());
                let untagged = others.map(|(cell, _)| cell.trim().to_string()).collect();
                let skipped = rows.len() as u64;
                let header = rows.pop().unwrap_or_default();
                let above = rows.iter().enumerate().filter_map(|(at, row)| Some((at + 1, first_words(row)?))).collect();
                return Some(Head {
                    header,
                    tags: Some(tags),
                    untagged,
                    above,
                    start: (records.position(), records.line()),
                    skipped,
                });
            }
            rows.push(row);
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

    /// What is worth knowing of a row of tags: what stands above the header, and which of its cells are none.
    pub(super) fn notes(&self, shown_as: &str) -> Vec<Diagnostic> {
        let mut notes: Vec<Diagnostic> = self.above.iter().map(|(row, text)| left_out(shown_as, *row, text)).collect();
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

fn first_words(row: &[String]) -> Option<String> {
    row.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).map(str::to_string)
}

fn left_out(shown_as: &str, row: usize, text: &str) -> Diagnostic {
    let text = text.lines().next().unwrap_or("");
    let text = text.char_indices().nth(50).map_or_else(|| text.to_string(), |(end, _)| format!("{}…", &text[..end]));
    let message = format!("row {row} of {} is above the header and left out: {}", quote(shown_as), quote(&text));
    Diagnostic::note_anywhere(Code::LeftOut, message)
}
