//! The last records of a text, with their places, for what stands below its table. Where they start is known, or they are not looked at.

use super::chunk::{Dialect, unquoted};
use super::input::Input;
use super::split::{Marks, State, split};
use crate::data::raw::utf8_or_windows;
use std::io;

/// Bytes at the end that are looked at.
const LOOK: u64 = 64 << 10;

/// The last records of a text.
#[derive(Debug, Default)]
pub(in crate::data) struct Tail {
    pub(in crate::data) records: Vec<Record>,
    /// Whether these are all of its records.
    pub(in crate::data) whole: bool,
    /// The lines from the first of the records to the end.
    pub(in crate::data) lines: u64,
}

/// A record.
#[derive(Debug)]
pub(in crate::data) struct Record {
    /// Where it starts in the input.
    pub(in crate::data) start: u64,
    /// The lines before it, from the first of the records.
    pub(in crate::data) line: u64,
    pub(in crate::data) cells: Vec<String>,
}

/// The last records of a text; none where quotes leave open where they start.
pub(in crate::data) fn tail(input: &Input, dialect: &Dialect) -> io::Result<Tail> {
    tail_of(LOOK, input, dialect)
}

fn tail_of(look: u64, input: &Input, dialect: &Dialect) -> io::Result<Tail> {
    let from = dialect.start.max(input.length().saturating_sub(look));
    let mut bytes = Vec::new();
    input.read(from, look as usize, &mut bytes)?;
    let whole = from == dialect.start;
    let Some((first, ends)) = first_record(&bytes, dialect, whole) else { return Ok(Tail::default()) };
    Ok(Tail { whole, ..records(&bytes, from, first, &ends, dialect) })
}

/// Where the first record starts, and the ends of cells from there on. Behind a line break a text is within quotes or not. Where it
/// would end well in both cases, it is the one in which all quotes stand around cells; where that does not tell either, the records are
/// those that both have.
fn first_record(bytes: &[u8], dialect: &Dialect, whole: bool) -> Option<(usize, Vec<u32>)> {
    let is_break = |byte: &u8| *byte == dialect.signs.line_break;
    let at = if whole { 0 } else { bytes.iter().position(is_break)? + 1 };
    let ends = |state: State| {
        let mut marks = Marks::default();
        let end = split(bytes, at, dialect.signs, state, &mut marks);
        Some(marks.ends).filter(|_| end != State::Quoted)
    };
    let behind_break = |ends: &[u32]| {
        let end = ends.iter().position(|end| bytes.get(*end as usize).is_some_and(is_break))?;
        Some((*ends.get(end)? as usize + 1, ends.get(end + 1..)?.to_vec()))
    };
    match (ends(State::Start), if whole { None } else { ends(State::Quoted) }) {
        (Some(ends), None) => Some((at, ends)),
        (None, Some(ends)) => behind_break(&ends),
        (Some(one), Some(other)) => match (is_regular(bytes, at, &one, false), is_regular(bytes, at, &other, true)) {
            (true, false) => Some((at, one)),
            (false, true) => behind_break(&other),
            _ => {
                let common = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
                behind_break(&one[one.len() - common..])
            }
        },
        (None, None) => None,
    }
}

/// Whether all quotes stand around cells or are doubled within them. The first cell may have been opened before.
fn is_regular(bytes: &[u8], at: usize, ends: &[u32], opened: bool) -> bool {
    let (mut start, mut opened) = (at, opened);
    ends.iter().map(|end| *end as usize).chain([bytes.len()]).all(|end| {
        let cell = bytes.get(start..end).unwrap_or_default();
        start = end + 1;
        let cell = cell.strip_suffix(b"\r").unwrap_or(cell);
        let inner = if std::mem::take(&mut opened) { Some(cell) } else { cell.strip_prefix(b"\"") };
        match inner {
            None => !cell.contains(&b'"'),
            Some(inner) => inner.strip_suffix(b"\"").is_some_and(|inner| {
                let mut runs = inner.split(|byte| *byte != b'"').filter(|run| !run.is_empty());
                runs.all(|run| run.len() % 2 == 0)
            }),
        }
    })
}

fn records(bytes: &[u8], from: u64, first: usize, ends: &[u32], dialect: &Dialect) -> Tail {
    let (line_break, mut room) = (dialect.signs.line_break, Vec::new());
    let (mut tail, mut cells, mut start, mut line) = (Tail::default(), Vec::new(), first, 0);
    let mut cell_start = first;
    // The last record needs no line break.
    let rest = (bytes.last().is_some_and(|byte| *byte != line_break)).then_some(bytes.len() as u32);
    for end in ends.iter().copied().chain(rest).map(|end| end as usize) {
        let ends_record = bytes.get(end).is_none_or(|byte| *byte == line_break);
        let raw = bytes.get(cell_start..end).unwrap_or_default();
        let raw = if ends_record && line_break == b'\n' { raw.strip_suffix(b"\r").unwrap_or(raw) } else { raw };
        cells.push(utf8_or_windows(unquoted(raw, &mut room)).into_owned());
        cell_start = end + 1;
        if ends_record {
            tail.records.push(Record { start: from + start as u64, line, cells: std::mem::take(&mut cells) });
            let whole = bytes.get(start..(end + 1).min(bytes.len())).unwrap_or_default();
            line += whole.iter().filter(|byte| **byte == line_break).count() as u64;
            start = end + 1;
        }
    }
    Tail { lines: line + u64::from(rest.is_some()), ..tail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::reader::Signs;

    fn last(text: &str, look: u64) -> Vec<(u64, u64, String)> {
        let signs = Signs { delimiter: b',', line_break: b'\n' };
        let dialect = Dialect { signs, width: 2, start: 0, line: 1, end: None };
        let tail = tail_of(look, &Input::Bytes(text.into()), &dialect).unwrap();
        tail.records.into_iter().map(|record| (record.start, record.line, record.cells.join("|"))).collect()
    }

    #[test]
    fn records_at_the_end_have_their_places() {
        let text = "a,b\r\n\"x\n,\"\"y\",2\r\n\r\nTotal,3";
        let record = |start, line, cells: &str| (start, line, cells.to_string());
        let all = [record(0, 0, "a|b"), record(5, 1, "x\n,\"y|2"), record(17, 3, ""), record(19, 4, "Total|3")];
        assert_eq!(last(text, 1000), all);
        assert_eq!(last(text, 11), [record(17, 0, ""), record(19, 1, "Total|3")]);
    }

    #[test]
    fn a_start_within_quotes_is_known_or_nothing_is() {
        let found = |text: &str, look: u64| -> Vec<(u64, String)> {
            last(text, look).into_iter().map(|(start, _, cells)| (start, cells)).collect()
        };
        let expected = |records: &[(u64, &str)]| -> Vec<(u64, String)> {
            records.iter().map(|(start, cells)| (*start, cells.to_string())).collect()
        };
        // The first line break that is seen stands in quotes, or not; what follows tells.
        let total = (14, "Total|3");
        assert_eq!(found("a,b\n\"x\ny\nz\",1\nTotal,3\nSum,4\n", 24), expected(&[total, (22, "Sum|4")]));
        assert_eq!(found("a,b\nc,1\nTotal,3\n\"x\ny\",\n", 18), expected(&[(8, "Total|3"), (16, "x\ny|")]));
        // Signs within cells leave it open.
        assert_eq!(found("a,b\n5\" x,1\n\"\",2\nc,3\n", 15), expected(&[(11, "|2"), (16, "c|3")]));
        // A quote that is never closed.
        assert_eq!(found("a,b\n\"open,1\nb,2\n", 1000), expected(&[]));
    }
}
