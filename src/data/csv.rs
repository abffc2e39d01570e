//! Delimited text files to tables.

use super::cache::Copy;
use super::facts::Opening;
use super::faults::{cannot_open, io_words, of_head};
use super::layout::Layout;
use super::raw::{self, Numbering, Raw, utf8_or_windows};
use super::reader::Input;
use super::records::Fault;
use super::source::Source;
use super::text::{Making, Text};
use crate::base::Diagnostic;
use crate::catalog::reading::Written;
use std::borrow::Cow;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

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
    // What a catalog says of the encoding is held to for all of the text.
    if input.length() > small && opening.reading.encoding.is_none() && !has_zeros(&input).map_err(failed)? {
        let expected = expected(path, opening);
        let mut layout = layout_of(&input, known(None, expected, opening), Numbering::Lines, shown_as)?;
        layout.written = written(&layout, expected, None);
        let root = opening.copies.as_deref();
        let copy = root.and_then(|root| Copy::of(root, path, None, format!("{:?} {:?}", layout.dialect, opening.reading)));
        return Source::open(Text::File(Arc::new(input)), layout, copy, shown_as, opening, true);
    }
    open_made_above(small, path, None, shown_as, opening)
}

/// The sign between cells that a file of a name is expected to have.
fn expected(path: &Path, opening: &Opening) -> u8 {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    raw::tab(opening.reading.format.unwrap_or(&ending)).unwrap_or(b',')
}

/// The sign that needs no guess: the one of the format, of the catalog, of the name.
fn known(given: Option<u8>, expected: u8, opening: &Opening) -> Option<u8> {
    given.or(opening.reading.delimiter).or((expected == b'\t').then_some(b'\t'))
}

/// How a text turns out to be written, where a file called so is not expected to be.
fn written(layout: &Layout, expected: u8, encoding: Option<&'static str>) -> Written {
    let delimiter = layout.dialect.signs.delimiter;
    let other = layout.numbering == Numbering::Lines && delimiter != expected;
    Written { delimiter: other.then_some(char::from(delimiter)), encoding }
}

/// Opens a file that text is made of: a sheet, a member of an archive, text in another encoding. Its copy spares the making.
pub(super) fn open_made(path: &Path, part: Option<String>, shown_as: &str, opening: &Opening) -> Result<Source, Diagnostic> {
    open_made_above(SMALL, path, part, shown_as, opening)
}

/// The same where texts above so many bytes are large.
pub(super) fn open_made_above(
    small: u64,
    path: &Path,
    part: Option<String>,
    shown_as: &str,
    opening: &Opening,
) -> Result<Source, Diagnostic> {
    // Few files are packed tighter than this.
    const TIGHT: u64 = 32;
    let worth_it = std::fs::metadata(path).is_ok_and(|data| data.len() > small / TIGHT);
    let root = opening.copies.as_deref().filter(|_| worth_it);
    let copy = root.and_then(|root| Copy::of(root, path, part.as_deref(), format!("{part:?} {:?}", opening.reading)));
    let making = |held| Text::Made(Making::new(path.to_path_buf(), part.clone(), shown_as, &opening.reading, held));
    let copy = match copy.map(|copy| (copy.kept(), copy)) {
        Some((Some(kept), copy)) => return Ok(Source::of_copy(making(None), copy, kept, shown_as, opening)),
        other => other.map(|(_, copy)| copy),
    };
    let Raw { text, delimiter, notes, numbering, encoding } =
        raw::read(path, part.as_deref(), shown_as, &opening.reading).map_err(|why| cannot_open(shown_as, why))?;
    let large = text.len() as u64 > small;
    let input = Input::Bytes(text.into_bytes());
    let expected = expected(path, opening);
    let mut layout = layout_of(&input, known(delimiter, expected, opening), numbering, shown_as)?;
    layout.notes.splice(0..0, notes);
    layout.written = written(&layout, expected, encoding);
    Source::open(making(Some(input)), layout, copy.filter(|_| large), shown_as, opening, large)
}

/// What is found out from the start of delimited text: UTF-8, with or without a byte order mark; cells that are not are Windows-1252.
/// The sign between cells is guessed where it is not known.
fn layout_of(input: &Input, delimiter: Option<u8>, numbering: Numbering, shown_as: &str) -> Result<Layout, Diagnostic> {
    let failed = |error| cannot_open(shown_as, io_words(&error));
    let mut length = HEAD;
    loop {
        let mut bytes = Vec::new();
        input.read(0, length, &mut bytes).map_err(failed)?;
        let all = bytes.len() as u64 == input.length();
        let mark = if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let head = Head::of(bytes.get(mark..).unwrap_or_default());
        let layout = match Layout::of(&head.text, mark, delimiter, numbering.clone(), shown_as) {
            Err(Fault::Unclosed { .. }) if !all => None,
            layout => Some(layout.map_err(|fault| of_head(shown_as, &fault))?),
        };
        match layout {
            // A header or first record may go on behind what was looked at.
            Some(mut layout) if all || layout.dialect.start < (mark + head.text.len()) as u64 => {
                let start = layout.dialect.start as usize - mark;
                layout.foreign = head.foreign().filter(|_| head.utf8 < start);
                layout.dialect.start = (mark + head.place(start)) as u64;
                layout.end(input).map_err(failed)?;
                return Ok(layout);
            }
            _ => length *= 8,
        }
    }
}

/// Whether there are zeros at the start of a file, as in signs of two bytes.
fn has_zeros(input: &Input) -> std::io::Result<bool> {
    let mut bytes = Vec::new();
    input.read(0, HEAD, &mut bytes)?;
    Ok(bytes.contains(&0))
}

/// The text at the start of a file: as far as it is UTF-8, and what follows in Windows-1252, where each byte is a character.
struct Head<'a> {
    text: Cow<'a, str>,
    utf8: usize,
}

impl Head<'_> {
    fn of(bytes: &[u8]) -> Head<'_> {
        let error = std::str::from_utf8(bytes).err();
        let utf8 = error.map_or(bytes.len(), |error| error.valid_up_to());
        let (start, rest) = bytes.split_at(utf8);
        let start = utf8_or_windows(start);
        // The last character may be cut.
        let text = if error.is_some_and(|error| error.error_len().is_some()) { start + utf8_or_windows(rest) } else { start };
        Head { text, utf8 }
    }

    /// The line in which it stops to be UTF-8, from 1.
    fn foreign(&self) -> Option<u64> {
        let start = self.text.get(..self.utf8).filter(|start| start.len() < self.text.len())?;
        Some(start.matches('\n').count() as u64 + 1)
    }

    /// The place in the file of a place in the text.
    fn place(&self, at: usize) -> usize {
        let behind = self.text.get(self.utf8..at).map_or(0, |text| text.chars().count());
        at.min(self.utf8) + behind
    }
}
