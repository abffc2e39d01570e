//! What people leave around a table: titles above its header, totals and footnotes below its rows. One rule for sheets and for texts.
//!
//! What is taken away is told by whoever takes it away. Where a row could be one of the table it stays in it: a total is one only if its
//! word starts no other row or it adds up all of them, and a line of text is a footnote only where no row of the table would stand like that.

mod above;
mod below;

pub(super) use above::{JUDGED, SOUGHT, could_be_header, header_at};
pub(super) use below::{Foot, code, foot, totals};

use super::gaps::is_mark;
use super::infer::{self, Format};
use crate::base::names::{quote, start_of};
use crate::base::{Code, Diagnostic};

/// What a cell holds, as far as it tells rows from what stands around them.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Blank,
    /// A sign that there is no figure.
    Mark,
    Number,
    /// A day, a moment or a month.
    Time,
    Text,
}

impl Kind {
    fn of(cell: &str) -> Kind {
        let cell = cell.trim();
        let read = || infer::tried().find(|format| format.reads(cell));
        match () {
            () if cell.is_empty() => Kind::Blank,
            () if is_mark(cell) => Kind::Mark,
            () => match read() {
                None | Some(Format::Truth) => Kind::Text,
                Some(format) if format.is_of_time() => Kind::Time,
                Some(_) => Kind::Number,
            },
        }
    }

    fn is_figure(self) -> bool {
        matches!(self, Kind::Number | Kind::Time)
    }
}

/// The number that a cell holds.
fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let format = infer::tried().find(|format| format.ty().is_number() && format.reads(cell))?;
    format.read_real(cell).or_else(|| format.read_whole(cell).map(|n| n as f64))
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}

/// The cells of a row that hold something.
pub(super) fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !is_blank(cell)).count()
}

/// How far a row goes: up to its last cell that holds something.
pub(super) fn used(row: &[String]) -> usize {
    row.iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1)
}

/// The first cell of a row that holds something.
fn first_text(row: &[String]) -> Option<&str> {
    row.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty())
}

/// The start of a row, as a message shows it.
pub(super) fn shown(row: &[String]) -> String {
    const MOST: usize = 50;
    start_of(first_text(row).unwrap_or("").lines().next().unwrap_or(""), MOST)
}

/// A row of a text that is left out: its place, and how it starts.
pub(super) struct LeftOut {
    pub(super) place: String,
    pub(super) text: String,
    pub(super) code: Code,
}

/// The notes on rows of a text that are left out, all above its header or all below its table; of many the first.
pub(super) fn left_out(rows: Vec<LeftOut>, place: &str, shown_as: &str) -> Vec<Diagnostic> {
    const TOLD: usize = 8;
    let told = if rows.len() > TOLD { TOLD - 1 } else { rows.len() };
    let said = |row: &LeftOut| {
        let message = format!("{} of {} is {place} and left out", row.place, quote(shown_as));
        Diagnostic::note_anywhere(
            row.code,
            if row.text.is_empty() { message } else { format!("{message}: {}", quote(&row.text)) },
        )
    };
    let mut said: Vec<Diagnostic> = rows.iter().take(told).map(said).collect();
    if let Some(last) = rows.last().filter(|_| rows.len() > told) {
        let more = rows.len() - told;
        let message = format!("{more} more of {} are {place} and left out, the last is {}", quote(shown_as), last.place);
        said.push(Diagnostic::note_anywhere(Code::LeftOut, message));
    }
    said
}

/// Takes what a row says out of a note on it: in a table about single persons it may name one.
pub(super) fn withhold(note: &mut Diagnostic) {
    const OUT: &str = " left out: ";
    if !matches!(note.code, Code::LeftOut | Code::Totals) {
        return;
    }
    if let Some(at) = note.message.find(OUT) {
        note.message.truncate(at + OUT.len() - 2);
    }
    let looks = note.message.find(" that look").unwrap_or(note.message.len());
    let quoted = note.message[looks..].find('`').map(|at| looks + at);
    let behind = note.message.rfind("` in ").map(|at| at + 2);
    if let Some((from, to)) = quoted.zip(behind).filter(|(from, to)| from < to) {
        note.message.replace_range(from..to, "");
    }
}

/// Whether a row is a sentence that was cut where it has a sign that stands between cells: a blank follows each, as in `May, June`.
fn is_sentence(row: &[String]) -> bool {
    let mut cells = row.iter();
    cells.next().is_some_and(|first| !is_blank(first)) && row.len() > 1 && cells.all(|cell| cell.starts_with(' '))
}
