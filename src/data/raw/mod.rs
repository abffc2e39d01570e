//! What a file holds before its cells have types: archives unpacked, encodings decoded, sheets and JSON as delimited text.
//!
//! Whatever the format, one reader decides what the cells are; here they only become text.

mod archive;
mod encoding;
mod json;
mod sheet;
mod workbook;

pub(super) use encoding::{WINDOWS, utf8_or_windows};

use crate::base::{Code, Diagnostic};
use crate::catalog::reading::Reading;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// A file as delimited text in UTF-8.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// The text; its first record is the header.
    pub(super) text: String,
    /// The sign between cells, where the format says it.
    pub(super) delimiter: Option<u8>,
    /// What was done to come to the text.
    pub(super) notes: Vec<Diagnostic>,
    /// How its records are numbered in the file.
    pub(super) numbering: Numbering,
    /// The encoding in which it was found to be, unless that is UTF-8.
    pub(super) encoding: Option<&'static str>,
}

/// How people find a record in the file it is from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Numbering {
    /// By the line of the text, which is that of the file.
    #[default]
    Lines,
    /// By these numbers of the lines of the file, or of the rows of a sheet.
    Given(Word, Vec<u64>),
    /// By the number of the record, from 1.
    Records,
}

/// What a file counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Word {
    Line,
    Row,
}

impl Numbering {
    /// What is counted.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Numbering::Lines | Numbering::Given(Word::Line, _) => "line",
            Numbering::Records | Numbering::Given(Word::Row, _) => "row",
        }
    }
}

/// The endings of files that become text here, besides those of delimited text.
pub(super) const ENDINGS: [&str; 9] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "json", "ndjson", "jsonl", "geojson"];
/// The endings of workbooks.
const WORKBOOKS: [&str; 5] = ["xlsx", "xlsm", "xls", "xlsb", "ods"];
/// The endings of archives, which hold one file of another ending.
pub(super) const ARCHIVES: [&str; 2] = ["zip", "gz"];

/// Whether files of an ending have sheets or members, which can be named behind `#`.
pub(super) fn has_parts(ending: &str) -> bool {
    ARCHIVES.contains(&ending) || WORKBOOKS.contains(&ending)
}
/// The endings of delimited text.
pub(super) const DELIMITED: [&str; 4] = ["csv", "tsv", "tab", "txt"];

/// Reads a file. `part` is what stands behind `#` in its name: the sheet of a workbook, the member of an archive.
pub(super) fn read(path: &Path, part: Option<&str>, shown_as: &str, reading: &Reading) -> Result<Raw, String> {
    let bytes = std::fs::read(path).map_err(|error| super::io_words(&error).to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    from_bytes(bytes, &name, part, shown_as, reading)
}

fn from_bytes(bytes: Vec<u8>, name: &str, part: Option<&str>, shown_as: &str, reading: &Reading) -> Result<Raw, String> {
    let ending = Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "gz" => {
            let inner = name.get(..name.len() - ".gz".len()).unwrap_or_default();
            return from_bytes(archive::gunzip(&bytes)?, inner, part, shown_as, reading);
        }
        "zip" => {
            let (inner, bytes, part) = archive::member(bytes, part)?;
            return from_bytes(bytes, &inner, part.as_deref(), shown_as, reading);
        }
        _ => {}
    }
    let format = reading.format.unwrap_or(ending.as_str());
    accord(format, reading)?;
    match format {
        format if WORKBOOKS.contains(&format) => workbook::read(bytes, part, shown_as),
        "json" | "geojson" => json::document(&decoded(bytes, shown_as, reading)?.text),
        "ndjson" | "jsonl" => json::lines(&decoded(bytes, shown_as, reading)?.text),
        "csv" | "tsv" | "tab" | "txt" | "" => {
            let raw = decoded(bytes, shown_as, reading)?;
            Ok(Raw { delimiter: reading.delimiter.or(tab(format)), ..raw })
        }
        other => Err(format!("it holds a file that ends in .{other}, which cannot be read")),
    }
}

/// The sign between cells that a file is called after.
pub(super) fn tab(format: &str) -> Option<u8> {
    matches!(format, "tsv" | "tab").then_some(b'\t')
}

/// Refuses what a catalog says of a file that a file of its format cannot have.
pub(super) fn accord(format: &str, reading: &Reading) -> Result<(), String> {
    let is_text = DELIMITED.contains(&format) || format.is_empty();
    let has_encoding = is_text || matches!(format, "json" | "geojson" | "ndjson" | "jsonl");
    match () {
        () if reading.delimiter.is_some() && !is_text => {
            Err(format!("its catalog gives a `delimiter`, which belongs to delimited text, and it is read as {format}"))
        }
        () if reading.encoding.is_some() && !has_encoding => {
            Err(format!("its catalog gives an `encoding`, which belongs to text, and it is read as {format}"))
        }
        () => Ok(()),
    }
}

/// Text of any encoding, with a note unless it is UTF-8 or the catalog says it.
fn decoded(bytes: Vec<u8>, shown_as: &str, reading: &Reading) -> Result<Raw, String> {
    if let Some(name) = &reading.encoding {
        let text = encoding::decode_as(&bytes, name)?;
        let said = || note(shown_as, &format!("is read as {name}, as its catalog says, and looks like UTF-8"));
        let notes = encoding::looks_like_utf8(&bytes, name).then(said).into_iter().collect();
        return Ok(Raw { text, notes, ..Raw::default() });
    }
    let (text, encoding) = encoding::decode(bytes);
    let notes =
        encoding.map(|encoding| note(shown_as, &format!("is read as {}", encoding::called(encoding)))).into_iter().collect();
    Ok(Raw { text, notes, encoding, ..Raw::default() })
}

/// What is worth knowing about how a file was read.
fn note(shown_as: &str, what: &str) -> Diagnostic {
    Diagnostic::note_anywhere(Code::ReadAs, format!("{} {what}", crate::base::names::quote(shown_as)))
}

/// Records of texts as delimited text that reads back to them.
struct Delimited(String);

impl Delimited {
    fn new() -> Delimited {
        Delimited(String::new())
    }

    /// Adds a record.
    fn push<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            let guarded = crate::base::formula::guarded(cell);
            let cell = guarded.as_deref().unwrap_or(cell);
            match cell.contains([',', '"', '\n', '\r']) || cell.trim().len() < cell.len() {
                true => {
                    self.0.push('"');
                    self.0.push_str(&cell.replace('"', "\"\""));
                    self.0.push('"');
                }
                false => self.0.push_str(cell),
            }
        }
        self.0.push('\n');
    }
}

/// A failure of the system in words, or of the format.
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => "it is damaged".into(),
        _ => super::io_words(error).into(),
    }
}
