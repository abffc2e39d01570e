//! Records of a text one after the other, for its head: the header, a row of tags, what tells the delimiter. A cell is a range of the text.

use super::reader::Signs;
use crate::base::Span;

/// What keeps the head of a text from being read.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    /// There is not even a header.
    Empty,
    /// A quote that opens in this line is never closed.
    Unclosed {
        /// The line, from 1.
        line: usize,
    },
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
    signs: Signs,
}

impl<'a> Records<'a> {
    pub(super) fn new(body: &'a str, signs: Signs) -> Self {
        Records { body, extra: String::new(), at: 0, line: 1, signs }
    }

    /// The first record that is not blank, as texts.
    pub(super) fn header(&mut self, cells: &mut Vec<Span>) -> Result<Vec<String>, Fault> {
        loop {
            if !self.next(cells)? {
                return Err(Fault::Empty);
            }
            if !is_blank(cells) {
                return Ok(self.texts(cells));
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
                Some(byte) if *byte == self.signs.delimiter => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    self.line += 1;
                    return Ok(true);
                }
                None => return Ok(true),
            }
        }
    }

    /// The next records as texts, up to so many; a quote that is never closed ends them.
    pub(super) fn first(&mut self, most: usize) -> Vec<Vec<String>> {
        let (mut rows, mut cells) = (Vec::new(), Vec::new());
        while rows.len() < most && self.next(&mut cells).unwrap_or(false) {
            rows.push(self.texts(&cells));
        }
        rows
    }

    /// What cells hold.
    pub(super) fn texts(&self, cells: &[Span]) -> Vec<String> {
        cells.iter().map(|cell| self.text(*cell).to_string()).collect()
    }

    /// Where the next record starts.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// What a cell holds.
    pub(super) fn text(&self, cell: Span) -> &str {
        resolve(self.body, &self.extra, cell)
    }

    /// The line in which the next record starts.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Reads a cell and stops at the delimiter or line break behind it.
    fn cell(&mut self) -> Result<Span, Fault> {
        let start = self.at;
        if self.body.as_bytes().get(start) == Some(&b'"') {
            return self.quoted();
        }
        self.skip_cell();
        let end = self.at;
        let ends_in_return = self.signs.line_break == b'\n' && self.body.as_bytes().get(end) != Some(&self.signs.delimiter);
        let end = if ends_in_return && end > start && self.body.as_bytes()[end - 1] == b'\r' { end - 1 } else { end };
        Ok(Span::new(start, end))
    }

    fn skip_cell(&mut self) {
        let rest = &self.body.as_bytes()[self.at..];
        let Signs { delimiter, line_break } = self.signs;
        self.at += rest.iter().position(|byte| *byte == delimiter || *byte == line_break).unwrap_or(rest.len());
    }

    /// Reads a cell in quotes. What follows the closing quote within the cell is kept, as spreadsheets do.
    fn quoted(&mut self) -> Result<Span, Fault> {
        let opened = self.line;
        let start = self.at + 1;
        let mut plain = true;
        self.at = start;
        loop {
            let rest = &self.body.as_bytes()[self.at..];
            let Some(next) = rest.iter().position(|byte| *byte == b'"' || *byte == self.signs.line_break) else {
                return Err(Fault::Unclosed { line: opened });
            };
            self.at += next + 1;
            match (rest[next], rest.get(next + 1)) {
                (byte, _) if byte == self.signs.line_break => self.line += 1,
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

    const SIGNS: Signs = Signs { delimiter: b',', line_break: b'\n' };

    fn all(text: &str) -> Vec<Vec<String>> {
        let (mut records, mut cells, mut found) = (Records::new(text, SIGNS), Vec::new(), Vec::new());
        while records.next(&mut cells).unwrap() {
            found.push(cells.iter().map(|cell| records.text(*cell).to_string()).collect());
        }
        found
    }

    #[test]
    fn quotes_hold_delimiters_breaks_and_quotes() {
        let text = "a,b\r\n\"x,\r\ny\",\"say \"\"no\"\"\"\r\n5\" pipe,\"in\" tail\r\n";
        assert_eq!(all(text), [["a", "b"], ["x,\r\ny", "say \"no\""], ["5\" pipe", "in tail"]]);
    }

    #[test]
    fn faults_name_the_line() {
        let header = |text: &str| Records::new(text, SIGNS).header(&mut Vec::new()).unwrap_err();
        assert_eq!(header(""), Fault::Empty);
        assert_eq!(header("\r\n\n"), Fault::Empty);
        assert_eq!(header("\n\n\"a\n"), Fault::Unclosed { line: 3 });
    }
}
