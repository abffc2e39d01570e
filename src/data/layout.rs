//! What is found out from the head of a delimited text before its cells are typed: delimiter, names, tags.

use super::axis;
use super::head::{self, Head};
use super::infer::Found;
use super::reader::Dialect;
use super::records::Fault;
use crate::base::hxl::Tag;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use crate::catalog::{Column, Roles, Table};

/// What is found out about a text before its cells are typed.
#[derive(Debug)]
pub(super) struct Layout {
    /// How it is written.
    pub(super) dialect: Dialect,
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// The HXL tags, where a row holds them; the data start behind it then.
    tags: Vec<Option<Tag>>,
    /// What was done to headers.
    pub(super) notes: Vec<Diagnostic>,
    /// Whether the lines of the text are those of its file.
    pub(super) lines: bool,
}

impl Layout {
    /// The layout of a text by its start; `before` bytes of the file stand in front of it. Without a delimiter it is guessed.
    pub(super) fn of(text: &str, before: usize, sign: Option<u8>, shown_as: &str) -> Result<Layout, Fault> {
        let signs = head::signs(text, sign);
        let head = Head::of(text, signs)?;
        let (names, mut notes) = head.names(shown_as);
        notes.extend(head.notes(shown_as));
        let (byte, line) = head.start;
        let dialect = Dialect { signs, width: names.len(), start: (before + byte) as u64, line: line as u64 };
        Ok(Layout { dialect, names, tags: head.tags.unwrap_or_default(), notes, lines: true })
    }

    /// The table of these columns with what was found for each.
    pub(super) fn table(&self, found: &[Found], name: &str, shown_as: &str, rows: Option<u64>) -> Table {
        let mut columns = Vec::with_capacity(found.len());
        let mut notes = self.notes.clone();
        for (at, (header, found)) in self.names.iter().zip(found).enumerate() {
            if let Some(doubt) = &found.doubt {
                let message = format!("{} of {} stays text: it {doubt}", quote(header), quote(shown_as));
                let order = doubt.contains("month first");
                let help = order.then(|| "`date_order = \"dmy\"`, or `\"mdy\"`, in a catalog says which it is".to_string());
                notes.push(Diagnostic::note_anywhere(Code::TypedAsText, message).help_if(help));
            }
            let tag = self.tags.get(at).and_then(|tag| tag.as_ref().map(Tag::to_string));
            columns.push(Column { name: header.clone(), ty: found.format.ty(), tag, inferred: found.words.clone() });
        }
        let (axis, axis_reason) = axis::choose(&columns);
        Table { name: name.into(), origin: shown_as.into(), columns, axis, axis_reason, roles: Roles::default(), rows, notes }
    }
}
