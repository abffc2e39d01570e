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
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// A file as delimited text in UTF-8.
#[derive(Debug)]
pub(super) struct Raw {
    /// The text; its first record is the header.
    pub(super) text: String,
    /// The sign between cells, where the format says it.
    pub(super) delimiter: Option<u8>,
    /// What was done to come to the text.
    pub(super) notes: Vec<Diagnostic>,
    /// How its records are numbered in the file.
    pub(super) numbering: Numbering,
}

/// How people find a record in the file it is from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Numbering {
    /// By the line of the text, which is that of the file.
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

/// Reads a file. `part` is what stands behind `#` in its name: the sheet of a workbook, the member of an archive.
pub(super) fn read(path: &Path, part: Option<&str>, shown_as: &str) -> Result<Raw, String> {
    let bytes = std::fs::read(path).map_err(|error| super::io_words(&error).to_string())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    from_bytes(bytes, &name, part, shown_as)
}

fn from_bytes(bytes: Vec<u8>, name: &str, part: Option<&str>, shown_as: &str) -> Result<Raw, String> {
    let ending = Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "gz" => {
            let inner = name.get(..name.len() - ".gz".len()).unwrap_or_default();
            from_bytes(archive::gunzip(&bytes)?, inner, part, shown_as)
        }
        "zip" => {
            let (inner, bytes, part) = archive::member(bytes, part)?;
            from_bytes(bytes, &inner, part.as_deref(), shown_as)
        }
        ending if WORKBOOKS.contains(&ending) => workbook::read(bytes, part, shown_as),
        "json" | "geojson" => json::document(&decoded(bytes, shown_as).text),
        "ndjson" | "jsonl" => json::lines(&decoded(bytes, shown_as).text),
        "csv" | "tsv" | "tab" | "txt" | "" => {
            let raw = decoded(bytes, shown_as);
            Ok(Raw { delimiter: matches!(ending.as_str(), "tsv" | "tab").then_some(b'\t'), ..raw })
        }
        other => Err(format!("it holds a file that ends in .{other}, which cannot be read")),
    }
}

/// Text of any encoding, with a note unless it is UTF-8.
fn decoded(bytes: Vec<u8>, shown_as: &str) -> Raw {
    let (text, encoding) = encoding::decode(bytes);
    let notes = encoding.map(|encoding| note(shown_as, &format!("is read as {encoding}"))).into_iter().collect();
    Raw { text, delimiter: None, notes, numbering: Numbering::Lines }
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
