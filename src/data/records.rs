//! Delimited text to cells: records, quotes, line breaks within quotes. A cell is a range of the text.

use super::lines::Lines;
use crate::base::Span;

/// Delimited text with all its cells by column, the header apart.
#[derive(Debug)]
pub(super) struct Grid {
    /// The cells of the header.
    pub(super) header: Vec<String>,
    columns: Vec<Vec<Span>>,
    /// The line in which each record after the header starts.
    pub(super) lines: Lines,
    text: Text,
}

/// What keeps delimited text from being read.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    /// There is not even a header.
    Empty,
    /// A quote that opens in this line is never closed.
    Unclosed {
        /// The line, from 1.
        line: usize,
    },
    /// The record in this line has more cells than the header.
    TooLong {
        /// The line, from 1.
        line: usize,
        /// Its cells.
        cells: usize,
        /// The cells of the header.
        header: usize,
    },
}

impl Grid {
    /// Reads all of a text. Missing cells at the end of a record are empty; empty ones too many are left out.
    pub(super) fn read(body: String, delimiter: u8) -> Result<Grid, Fault> {
        let mut records = Records::new(&body, delimiter);
        let mut cells = Vec::new();
        let header = records.header(&mut cells)?;
        let width = header.len();
        let mut columns: Vec<Vec<Span>> = vec![Vec::with_capacity(records.guess_records(body.len())); width];
        let mut lines = Lines::default();
        loop {
            let line = records.line;
            if !records.next(&mut cells)? {
                break;
            }
            if width > 1 && is_blank(&cells) {
                continue;
            }
            let filled = cells.iter().rposition(|cell| cell.start < cell.end).map_or(0, |last| last + 1);
            if filled > width {
                return Err(Fault::TooLong { line, cells: cells.len(), header: width });
            }
            cells.resize(width, Span::default());
            lines.note(columns.first().map_or(0, Vec::len), line);
            for (column, cell) in columns.iter_mut().zip(&cells) {
                column.push(*cell);
            }
        }
        let extra = records.extra;
        Ok(Grid { header, columns, lines, text: Text { body, extra } })
    }

    /// The cells of a column, from the first record after the header; `None` for an empty one.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = Option<&str>> + Clone {
        self.columns.get(at).into_iter().flatten().map(|cell| Some(self.text.get(*cell)).filter(|text| !text.is_empty()))
    }

    /// The number of records after the header.
    pub(super) fn height(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Takes the first record out, which was no data.
    pub(super) fn drop_first(&mut self) {
        for column in self.columns.iter_mut().filter(|column| !column.is_empty()) {
            column.remove(0);
        }
        self.lines = self.lines.without_first();
    }
}

/// The text of a file, and behind it what cells hold once doubled quotes are single.
#[derive(Debug)]
struct Text {
    body: String,
    extra: String,
}

impl Text {
    fn get(&self, cell: Span) -> &str {
        resolve(&self.body, &self.extra, cell)
    }
}

/// The text of a cell: ranges past the body lie in what was kept behind it.
fn resolve<'a>(body: &'a str, extra: &'a str, cell: Span) -> &'a str {
    let length = body.len() as u32;
    match cell.start.checked_sub(length) {
        Some(start) if cell.end > length => Span { start, end: cell.end - length }.text(extra),
        _ => cell.text(body),
    }
}

fn is_blank(cells: &[Span]) -> bool {
    matches!(cells, [only] if only.start == only.end)
}

/// Reads records one after the other.
pub(super) struct Records<'a> {
    body: &'a str,
    extra: String,
    at: usize,
    line: usize,
    delimiter: u8,
}

impl<'a> Records<'a> {
    pub(super) fn new(body: &'a str, delimiter: u8) -> Self {
        Records { body, extra: String::new(), at: 0, line: 1, delimiter }
    }

    /// The first record that is not blank, as texts.
    pub(super) fn header(&mut self, cells: &mut Vec<Span>) -> Result<Vec<String>, Fault> {
        loop {
            if !self.next(cells)? {
                return Err(Fault::Empty);
            }
            if !is_blank(cells) {
                return Ok(cells.iter().map(|cell| self.text(*cell).to_string()).collect());
            }
        }
    }

    /// Reads the next record; false at the end of the text.
    pub(super) fn next(&mut self, cells: &mut Vec<Span>) -> Result<bool, Fault> {
        cells.clear();
        if self.at >= self.body.len() {
            return Ok(false);
        }
        loop {
            cells.push(self.cell()?);
            match self.body.as_bytes().get(self.at) {
                Some(byte) if *byte == self.delimiter => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    self.line += 1;
                    return Ok(true);
                }
                None => return Ok(true),
            }
        }
    }

    /// Where the next record starts.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// What a cell holds.
    pub(super) fn text(&self, cell: Span) -> &str {
        resolve(self.body, &self.extra, cell)
    }

    /// About how many records follow, from the length of the header.
    fn guess_records(&self, length: usize) -> usize {
        length / self.at.max(16)
    }

    /// Reads a cell and stops at the delimiter or line break behind it.
    fn cell(&mut self) -> Result<Span, Fault> {
        let start = self.at;
        if self.body.as_bytes().get(start) == Some(&b'"') {
            return self.quoted();
        }
        self.skip_cell();
        let end = self.at;
        let ends_in_return = self.body.as_bytes().get(end) == Some(&b'\n') || end == self.body.len();
        let end = if ends_in_return && end > start && self.body.as_bytes()[end - 1] == b'\r' { end - 1 } else { end };
        Ok(Span::new(start, end))
    }

    fn skip_cell(&mut self) {
        let rest = &self.body.as_bytes()[self.at..];
        let delimiter = self.delimiter;
        self.at += rest.iter().position(|byte| *byte == delimiter || *byte == b'\n').unwrap_or(rest.len());
    }

    /// Reads a cell in quotes. What follows the closing quote within the cell is kept, as spreadsheets do.
    fn quoted(&mut self) -> Result<Span, Fault> {
        let opened = self.line;
        let start = self.at + 1;
        let mut plain = true;
        self.at = start;
        loop {
            let rest = &self.body.as_bytes()[self.at..];
            let Some(next) = rest.iter().position(|byte| matches!(byte, b'"' | b'\n')) else {
                return Err(Fault::Unclosed { line: opened });
            };
            self.at += next + 1;
            match (rest[next], rest.get(next + 1)) {
                (b'\n', _) => self.line += 1,
                (_, Some(b'"')) => {
                    plain = false;
                    self.at += 1;
                }
                _ => break,
            }
        }
        let end = self.at - 1;
        self.skip_cell();
        let tail = self.body[end + 1..self.at].trim_end_matches('\r');
        if plain && tail.is_empty() { Ok(Span::new(start, end)) } else { Ok(self.keep(&self.body[start..end], tail)) }
    }

    /// Puts the content of a cell that is no plain part of the text behind the text.
    fn keep(&mut self, inner: &str, tail: &str) -> Span {
        let from = self.extra.len();
        self.extra.push_str(&inner.replace("\"\"", "\""));
        self.extra.push_str(tail);
        let length = self.body.len();
        Span::new(length + from, length + self.extra.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let grid = Grid::read(text.to_string(), delimiter).unwrap();
        let cells = |at| grid.column(at).map(|cell| cell.unwrap_or("-").to_string());
        (0..grid.header.len()).map(|at| std::iter::once(grid.header[at].clone()).chain(cells(at)).collect()).collect()
    }

    #[test]
    fn quotes_hold_delimiters_breaks_and_quotes() {
        let text = "a,b\r\n\"x,\r\ny\",\"say \"\"no\"\"\"\r\n5\" pipe,\"in\" tail\r\n";
        assert_eq!(columns(text, b','), [["a", "x,\r\ny", "5\" pipe"], ["b", "say \"no\"", "in tail"]]);
    }

    #[test]
    fn short_records_are_filled_and_blank_lines_skipped() {
        assert_eq!(columns("\n\na;b\n1\n\n2;3;;\n", b';'), [["a", "1", "2"], ["b", "-", "3"]]);
        assert_eq!(columns("a\n1\n\n\"\"\n2", b','), [["a", "1", "-", "-", "2"]]);
    }

    #[test]
    fn faults_name_the_line() {
        let fault = |text: &str| Grid::read(text.to_string(), b',').unwrap_err();
        assert_eq!(fault(""), Fault::Empty);
        assert_eq!(fault("\r\n\n"), Fault::Empty);
        assert_eq!(fault("a,b\n\"1\n2\",3\n\"4,5\n"), Fault::Unclosed { line: 4 });
        assert_eq!(fault("a,b\n\"1\n2\",3\n4,5,6\n"), Fault::TooLong { line: 4, cells: 3, header: 2 });
    }

    #[test]
    fn the_first_record_can_be_dropped() {
        let mut grid = Grid::read("a,b\n1,2\n3,4\n".to_string(), b',').unwrap();
        grid.drop_first();
        assert_eq!((grid.height(), grid.column(1).flatten().collect::<Vec<_>>()), (1, vec!["4"]));
    }
}
