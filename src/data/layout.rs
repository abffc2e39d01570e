//! What is found out from the head of a delimited text before its cells are typed: delimiter, names, tags.

use super::infer::Found;
use super::reader::{Dialect, Signs};
use super::records::{Fault, Records};
use super::{axis, header, sniff};
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use crate::catalog::{Column, Roles, Table};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Layout {
    /// How it is written.
    pub(super) dialect: Dialect,
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// The HXL tags, if the first record held them; the data start behind it then.
    tags: Option<Vec<Option<String>>>,
    /// What was done to headers.
    #[serde(with = "notes")]
    pub(super) notes: Vec<Diagnostic>,
    /// Whether the lines of the text are those of its file.
    pub(super) lines: bool,
    /// The first line of the header that is no UTF-8.
    pub(super) foreign: Option<u64>,
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
        Ok(Layout { dialect, names, tags, notes, lines: true, foreign: None })
    }

    /// The same of a file that is named in another way.
    pub(super) fn renamed(mut self, from: &str, to: &str) -> Layout {
        self.notes.iter_mut().for_each(|note| note.message = note.message.replace(&quote(from), &quote(to)));
        self
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
        Table { name: name.into(), origin: shown_as.into(), columns, axis, axis_reason, roles: Roles::default(), rows, notes }
    }
}

/// Notes in a copy: code, message and help.
mod notes {
    use crate::base::{Code, Diagnostic};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(notes: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
        notes.iter().map(|note| (note.code, &note.message, &note.help)).collect::<Vec<_>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Diagnostic>, D::Error> {
        let notes = Vec::<(Code, String, Vec<String>)>::deserialize(deserializer)?;
        let note = |(code, message, help)| Diagnostic { help, ..Diagnostic::note_anywhere(code, message) };
        Ok(notes.into_iter().map(note).collect())
    }
}
