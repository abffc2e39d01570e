//! Delimited text files to tables.

use super::facts::Opening;
use super::faults::{cannot_open, io_words, of_head};
use super::layout::Layout;
use super::raw::{self, Raw};
use super::reader::Input;
use super::records::Fault;
use super::sniff;
use super::source::Source;
use crate::base::Diagnostic;
use crate::catalog::reading::Written;
use std::fs::File;
use std::path::Path;

/// Bytes in which the header and the first record are sought at first.
const HEAD: usize = 1 << 20;

/// Files of up to so many bytes are read whole when they are opened.
const SMALL: u64 = 8 << 20;

/// Opens a file of delimited text. A file that ends in `.tsv` has tabs.
pub(super) fn open(path: &Path, shown_as: &str, opening: &Opening) -> Result<Source, Diagnostic> {
    open_above(SMALL, path, shown_as, opening)
}

/// The same where files above so many bytes are large.
pub(super) fn open_above(small: u64, path: &Path, shown_as: &str, opening: &Opening) -> Result<Source, Diagnostic> {
    let failed = |error| cannot_open(shown_as, io_words(&error));
    let input = Input::file(File::open(path).map_err(failed)?).map_err(failed)?;
    let reading = &opening.reading;
    let is_utf8 = reading.encoding.as_deref().is_none_or(|name| ["utf-8", "utf8"].contains(&name.to_lowercase().as_str()));
    if input.length() > small && is_utf8 && starts_as_utf8(&input).map_err(failed)? {
        let expected = expected(path, opening);
        let origin = Origin { expected, file: Some(path), lines: true, ..Origin::default() };
        return of_input(input, origin, shown_as, opening, small);
    }
    let raw = raw::read(path, None, shown_as, reading).map_err(|why| cannot_open(shown_as, why))?;
    of_raw(raw, path, shown_as, opening)
}

/// Opens text that a file of any format held.
pub(super) fn of_raw(raw: Raw, path: &Path, shown_as: &str, opening: &Opening) -> Result<Source, Diagnostic> {
    let Raw { text, delimiter, notes, lines, encoding } = raw;
    let origin = Origin { expected: expected(path, opening), delimiter, notes, lines, encoding, file: None };
    of_input(Input::Bytes(text.into_bytes()), origin, shown_as, opening, SMALL)
}

/// The sign between cells that a file of a name is expected to have.
fn expected(path: &Path, opening: &Opening) -> u8 {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    raw::tab(opening.reading.format.unwrap_or(&ending)).unwrap_or(b',')
}

/// Where a text comes from.
#[derive(Default)]
struct Origin<'a> {
    /// The sign between cells, where that is known; else it is guessed.
    delimiter: Option<u8>,
    /// The one that a file called so is expected to have.
    expected: u8,
    /// What was done to come to the text.
    notes: Vec<Diagnostic>,
    /// Whether its lines are those of the file.
    lines: bool,
    /// The encoding in which it was found to be, unless that is UTF-8.
    encoding: Option<&'static str>,
    /// The file that it is the whole of, which may have a columnar copy.
    file: Option<&'a Path>,
}

impl Origin<'_> {
    /// The sign that needs no guess.
    fn known(&self, opening: &Opening) -> Option<u8> {
        let called = (self.expected == b'\t').then_some(b'\t');
        self.delimiter.or(opening.reading.delimiter).or(called)
    }

    /// How the text turns out to be written, where a file called so is not expected to be.
    fn written(&self, delimiter: u8) -> Written {
        let other = self.lines && delimiter != self.expected;
        Written { delimiter: other.then_some(char::from(delimiter)), encoding: self.encoding }
    }
}

/// Opens delimited text: UTF-8, with or without a byte order mark.
fn of_input(input: Input, origin: Origin<'_>, shown_as: &str, opening: &Opening, small: u64) -> Result<Source, Diagnostic> {
    let mut length = HEAD;
    loop {
        let mut bytes = Vec::new();
        input.read(0, length, &mut bytes).map_err(|error| cannot_open(shown_as, io_words(&error)))?;
        let all = bytes.len() as u64 == input.length();
        let mark = if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let text = utf8_start(&bytes).map_err(|why| not_utf8(shown_as, why))?;
        let layout = match Layout::of(text.get(mark..).unwrap_or_default(), mark, origin.known(opening), shown_as) {
            Err(Fault::Unclosed { .. }) if !all => None,
            layout => Some(layout.map_err(|fault| of_head(shown_as, &fault))?),
        };
        match layout {
            // A header or first record may go on behind what was looked at.
            Some(mut layout) if all || layout.dialect.start < bytes.len() as u64 => {
                layout.lines = origin.lines;
                layout.written = origin.written(layout.dialect.signs.delimiter);
                layout.notes.splice(0..0, origin.notes);
                return Source::open(input, layout, shown_as, origin.file, opening, small);
            }
            _ => length *= 8,
        }
    }
}

/// Whether the start of a file is UTF-8. Signs of two bytes have zeros in it.
fn starts_as_utf8(input: &Input) -> std::io::Result<bool> {
    let mut bytes = Vec::new();
    input.read(0, HEAD, &mut bytes)?;
    Ok(!bytes.contains(&0) && utf8_start(&bytes).is_ok())
}

/// The text at the start of a file; the last character may be cut.
fn utf8_start(bytes: &[u8]) -> Result<&str, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_some() => Err(sniff::not_utf8(bytes, error)),
        Err(error) => Ok(std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()),
    }
}

fn not_utf8(shown_as: &str, why: String) -> Diagnostic {
    cannot_open(shown_as, why).help(super::faults::SAVE_AS_UTF8)
}
