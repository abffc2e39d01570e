//! Delimited text files to tables.

use super::facts::Opening;
use super::faults::{cannot_open, io_words, of_head};
use super::layout::Layout;
use super::raw::{self, Numbering, Raw};
use super::reader::Input;
use super::records::Fault;
use super::sniff;
use super::source::Source;
use crate::base::Diagnostic;
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
    if input.length() > small && starts_as_utf8(&input).map_err(failed)? {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let delimiter = matches!(ending.as_str(), "tsv" | "tab").then_some(b'\t');
        return of_input(
            input,
            Origin { delimiter, notes: Vec::new(), numbering: Numbering::Lines, file: Some(path) },
            shown_as,
            opening,
            small,
        );
    }
    let raw = raw::read(path, None, shown_as).map_err(|why| cannot_open(shown_as, why))?;
    of_raw(raw, shown_as, opening)
}

/// Opens text that a file of any format held.
pub(super) fn of_raw(raw: Raw, shown_as: &str, opening: &Opening) -> Result<Source, Diagnostic> {
    let Raw { text, delimiter, notes, numbering } = raw;
    of_input(Input::Bytes(text.into_bytes()), Origin { delimiter, notes, numbering, file: None }, shown_as, opening, SMALL)
}

/// Where a text comes from.
struct Origin<'a> {
    /// The sign between cells, where that is known; else it is guessed.
    delimiter: Option<u8>,
    /// What was done to come to the text.
    notes: Vec<Diagnostic>,
    /// How its records are numbered in the file.
    numbering: Numbering,
    /// The file that it is the whole of, which may have a columnar copy.
    file: Option<&'a Path>,
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
        let layout = match Layout::of(text.get(mark..).unwrap_or_default(), mark, origin.delimiter, shown_as) {
            Err(Fault::Unclosed { .. }) if !all => None,
            layout => Some(layout.map_err(|fault| of_head(shown_as, &fault))?),
        };
        match layout {
            // A header or first record may go on behind what was looked at.
            Some(mut layout) if all || layout.dialect.start < bytes.len() as u64 => {
                layout.notes.splice(0..0, origin.notes);
                layout.numbering = origin.numbering;
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
