//! What is found out from the head of a delimited text before its cells are typed: delimiter, names, tags.

use super::around;
use super::axis;
use super::foot::Below;
use super::head::{self, Head};
use super::infer::Found;
use super::raw::Numbering;
use super::reader::{Dialect, Input, tail};
use super::records::Fault;
use super::serial;
use crate::base::hxl::{self, Tag};
use crate::base::names::{fold, quote};
use crate::base::{Code, Diagnostic};
use crate::catalog::reading::{DateOrder, Reading, Written};
use crate::catalog::{Column, Roles, Table};
use serde::{Deserialize, Serialize};
use std::io;

/// What is found out about a text before its cells are typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Layout {
    /// How it is written.
    pub(super) dialect: Dialect,
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// The HXL tags, where a row holds them; the data start behind it then.
    tags: Option<Vec<Option<Tag>>>,
    /// What was done to headers.
    #[serde(with = "notes")]
    pub(super) notes: Vec<Diagnostic>,
    /// The records between the first and the data.
    skipped: u64,
    /// What stands below the table.
    pub(super) below: Below,
    /// How its records, from the one behind the first on, are numbered in the file.
    pub(super) numbering: Numbering,
    /// The first line of the header that is no UTF-8.
    pub(super) foreign: Option<u64>,
    /// How the text is written, where that is not to be expected.
    #[serde(skip)]
    pub(super) written: Written,
}

impl Layout {
    /// The layout of a text by its start; `before` bytes of the file stand in front of it. Without a delimiter it is guessed.
    pub(super) fn of(text: &str, before: usize, sign: Option<u8>, numbering: Numbering, shown_as: &str) -> Result<Layout, Fault> {
        let signs = head::signs(text, sign);
        let head = Head::of(text, signs, numbering == Numbering::Lines)?;
        let (names, mut notes) = head.names(shown_as);
        notes.extend(head.notes(shown_as, &numbering));
        let (byte, line) = head.start;
        let dialect = Dialect { signs, width: names.len(), start: (before + byte) as u64, line: line as u64, end: None };
        let (tags, skipped, written, below) = (head.tags, head.skipped, Written::default(), Below::default());
        Ok(Layout { dialect, names, tags, skipped, notes, below, numbering, foreign: None, written })
    }

    /// Finds the end of the table in a text that people write by hand. What other formats hold was left out when the text was made.
    pub(super) fn end(&mut self, input: &Input) -> io::Result<()> {
        if self.numbering == Numbering::Lines {
            let tail = tail(input, &self.dialect)?;
            (self.dialect.end, self.below) = Below::of(tail, self.names.len());
        }
        Ok(())
    }

    /// Forgets what the rows around the table say: where it is about single persons they may name one.
    pub(super) fn withhold(&mut self) {
        self.notes.iter_mut().for_each(around::withhold);
        self.below.withhold();
    }

    /// The same of a file that is named in another way.
    pub(super) fn renamed(mut self, from: &str, to: &str) -> Layout {
        self.notes.iter_mut().for_each(|note| note.message = note.message.replace(&quote(from), &quote(to)));
        self
    }

    /// The number of a record in the file, where it does not take reading the text to find its line.
    pub(super) fn number(&self, record: u64) -> Option<u64> {
        let behind_header = record + self.skipped;
        match &self.numbering {
            Numbering::Lines => None,
            Numbering::Given(_, numbers) => numbers.get(usize::try_from(behind_header).ok()?).copied(),
            Numbering::Records => Some(behind_header + 1),
        }
    }

    /// Whether a catalog means a column by a name or a tag.
    pub(super) fn is_called(&self, at: usize, said: &str) -> bool {
        let tags = self.tags.iter().flatten().map(|tag| tag.as_ref().map(Tag::to_string)).collect::<Vec<_>>();
        let by_tag = || hxl::find(said, tags.iter().map(Option::as_deref)).contains(&at);
        self.names.get(at).is_some_and(|name| fold(name) == fold(said)) || said.starts_with('#') && by_tag()
    }

    /// The order of dates that a catalog says of a column.
    pub(super) fn date_order(&self, at: usize, reading: &Reading) -> Option<DateOrder> {
        let own = reading.date_orders.iter().find(|(name, _)| self.is_called(at, name)).map(|(_, order)| *order);
        // Numbers are counted days only where one says so of their column, or their header does.
        let tag = self.tags.iter().flatten().nth(at).and_then(|tag| tag.as_ref().map(Tag::to_string));
        let says_date = || self.names.get(at).is_some_and(|name| serial::says_date(name, tag.as_deref()));
        own.or(reading.date_order.filter(|order| *order != DateOrder::Counted || says_date()))
    }

    /// The table of these columns with what was found for each.
    pub(super) fn table(&self, found: &[Found], name: &str, shown_as: &str, rows: Option<u64>) -> Table {
        let mut columns = Vec::with_capacity(found.len());
        let mut notes = self.notes.clone();
        for (at, (header, found)) in self.names.iter().zip(found).enumerate() {
            if let Some(doubt) = &found.doubt {
                notes.push(stays_text(header, shown_as, doubt));
            }
            let tag = self.tags.as_ref().and_then(|tags| tags.get(at)?.as_ref().map(Tag::to_string));
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
            written: self.written.clone(),
        }
    }
}

/// The note on a column that stays text although it looks like more.
pub(super) fn stays_text(column: &str, shown_as: &str, doubt: &str) -> Diagnostic {
    let message = format!("{} of {} stays text: it {doubt}", quote(column), quote(shown_as));
    let order = doubt.starts_with("could be dates");
    let help = order.then(|| "`date_order = \"dmy\"`, or `\"mdy\"`, in a catalog says which it is".to_string());
    Diagnostic::note_anywhere(Code::TypedAsText, message).help_if(help)
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
