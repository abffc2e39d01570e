//! What is found out from the head of a delimited text before its cells are typed: delimiter, names, tags.

use super::infer::Found;
use super::raw::Numbering;
use super::reader::{Dialect, Signs};
use super::records::{Fault, Records};
use super::{axis, header, sniff};
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use crate::catalog::{Column, Roles, Table};

/// Bytes in which the delimiter is sought.
const HEAD: usize = 64 << 10;

/// The start of a text, not longer than is needed to guess the delimiter.
fn head(text: &str) -> &str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What is found out about a text before its cells are typed.
#[derive(Debug)]
pub(super) struct Layout {
    /// How it is written.
    pub(super) dialect: Dialect,
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// The HXL tags, if the first record held them; the data start behind it then.
    tags: Option<Vec<Option<String>>>,
    /// What was done to headers.
    pub(super) notes: Vec<Diagnostic>,
    /// How its records, from the one behind the header on, are numbered in the file.
    pub(super) numbering: Numbering,
}

impl Layout {
    /// The layout of a text by its start; `before` bytes of the file stand in front of it. Without a delimiter it is guessed.
    pub(super) fn of(text: &str, before: usize, delimiter: Option<u8>, shown_as: &str) -> Result<Layout, Fault> {
        let delimiter = delimiter.unwrap_or_else(|| sniff::delimiter(head(text)));
        let signs = Signs { delimiter, line_break: sniff::line_break(head(text)) };
        let (mut records, mut cells) = (Records::new(text, signs), Vec::new());
        let header = records.header(&mut cells)?;
        let (names, notes) = header::names(&header, &quote(shown_as));
        let mut start = (records.position(), records.line());
        let mut tags = None;
        while records.next(&mut cells).unwrap_or(false) {
            let blank = names.len() > 1 && matches!(cells.as_slice(), [only] if only.start == only.end);
            if blank {
                continue;
            }
            let row: Vec<Option<&str>> = cells.iter().map(|cell| Some(records.text(*cell))).collect();
            tags = header::tags(&row);
            if tags.is_some() {
                start = (records.position(), records.line());
            }
            break;
        }
        let dialect = Dialect { signs, width: names.len(), start: (before + start.0) as u64, line: start.1 as u64 };
        Ok(Layout { dialect, names, tags, notes, numbering: Numbering::Lines })
    }

    /// The number of a record in the file, where it does not take reading the text to find its line.
    pub(super) fn number(&self, record: u64) -> Option<u64> {
        let behind_header = record + u64::from(self.tags.is_some());
        match &self.numbering {
            Numbering::Lines => None,
            Numbering::Given(_, numbers) => numbers.get(usize::try_from(behind_header).ok()?).copied(),
            Numbering::Records => Some(behind_header + 1),
        }
    }

    /// The table of these columns with what was found for each.
    pub(super) fn table(&self, found: &[Found], name: &str, shown_as: &str, rows: Option<u64>) -> Table {
        let mut columns = Vec::with_capacity(found.len());
        let mut notes = self.notes.clone();
        for (at, (header, found)) in self.names.iter().zip(found).enumerate() {
            if let Some(doubt) = &found.doubt {
                let message = format!("{} of {} stays text: it {doubt}", quote(header), quote(shown_as));
                notes.push(Diagnostic::note_anywhere(Code::TypedAsText, message));
            }
            let tag = self.tags.as_ref().and_then(|tags| tags.get(at)?.clone());
            columns.push(Column { name: header.clone(), ty: found.format.ty(), tag, inferred: found.words.clone() });
        }
        let (axis, axis_reason) = axis::choose(&columns);
        Table {
            name: name.into(),
            origin: shown_as.into(),
            several: None,
            columns,
            axis,
            axis_reason,
            roles: Roles::default(),
            rows,
            lines: self.numbering.word() == "line",
            notes,
        }
    }
}
