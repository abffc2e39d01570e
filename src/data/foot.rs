//! The foot of a delimited text: where its table ends, and what is said of what stands there.

use super::around::{self, Foot, LeftOut, code, filled, shown};
use super::reader::Tail;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use serde::{Deserialize, Serialize};

/// What was seen at the end of a text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Below {
    /// What is left out below the table.
    left_out: Vec<Line>,
    /// Rows of the table that begin as totals do.
    totals: Vec<Line>,
}

/// A line, by its distance from the first line that is no line of the table, and from the end of the text, where the last one is 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    behind_table: i64,
    from_end: u64,
    text: String,
    code: Code,
}

impl Below {
    /// Where the table ends that has so many columns, if something stands below it, and what was seen there.
    pub(super) fn of(tail: Tail, width: usize) -> (Option<u64>, Below) {
        let (rows, places): (Vec<Vec<String>>, Vec<(u64, u64)>) =
            tail.records.into_iter().map(|record| (record.cells, (record.start, record.line))).unzip();
        let Foot { end, totals } = around::foot(&rows, width, tail.whole);
        let (start, end_line) = places.get(end).map_or((None, tail.lines), |(start, line)| (Some(*start), *line));
        // Of a text whose last part is all foot the rows are not known.
        if end == 0 && !tail.whole {
            return (None, Below::default());
        }
        let line = |at: usize| {
            let (line, row) = (places[at].1, &rows[at]);
            Line { behind_table: line as i64 - end_line as i64, from_end: tail.lines - line, text: shown(row), code: code(row) }
        };
        let left_out = (end..rows.len()).filter(|at| filled(&rows[*at]) > 0).map(line).collect();
        (start, Below { left_out, totals: totals.into_iter().map(line).collect() })
    }

    /// Forgets what the lines say: in a table about single persons it may name one.
    pub(super) fn withhold(&mut self) {
        self.left_out.iter_mut().chain(&mut self.totals).for_each(|line| line.text.clear());
    }

    /// What is to be said of it. `end` is the line behind the table, once that is known.
    pub(super) fn notes(&self, shown_as: &str, end: Option<u64>) -> Vec<Diagnostic> {
        let place = |line: &Line| match end.and_then(|end| end.checked_add_signed(line.behind_table)) {
            Some(line) => format!("line {line}"),
            None if line.from_end == 1 => "the last line".to_string(),
            None => format!("line {} from the end", line.from_end),
        };
        let told = |line: &Line| LeftOut { place: place(line), text: line.text.clone(), code: line.code };
        let mut notes = around::left_out(self.left_out.iter().map(told).collect(), "below the table", shown_as);
        if let Some(first) = self.totals.first() {
            let said = around::totals(self.totals.len(), &place(first), &first.text);
            notes.push(Diagnostic::note_anywhere(Code::Totals, format!("{} {said}", quote(shown_as))));
        }
        notes
    }
}
