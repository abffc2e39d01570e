//! What can go wrong with files, in words for people: no text of the system or the engine reaches them.

use super::raw::WINDOWS;
use super::reader::Fault;
use super::records;
use crate::base::counts::counted;
use crate::base::names::{quote, start_of};
use crate::base::{Code, Diagnostic};
use polars::error::PolarsError;
use std::io;

/// The error that a file cannot be read, and why.
pub(super) fn cannot_open(shown_as: &str, why: impl AsRef<str>) -> Diagnostic {
    Diagnostic::error_anywhere(Code::CannotOpen, format!("{} cannot be read: {}", quote(shown_as), why.as_ref()))
}

/// The error that what was kept of sensitive columns, before they were called so, cannot be removed.
pub(super) fn not_forgotten(shown_as: &str) -> Diagnostic {
    let why = "an earlier copy of its sensitive columns cannot be removed from the cache folder";
    cannot_open(shown_as, why).help("remove the folder of copies, `DATELINE_CACHE` or `dateline` in your cache folder")
}

/// What an error of the system means.
pub fn io_words(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist",
        io::ErrorKind::PermissionDenied => "permission is denied",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::NotADirectory => "a part of its path is not a folder",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full",
        io::ErrorKind::InvalidFilename => "there can be no such name",
        io::ErrorKind::FileTooLarge => "it is too large",
        io::ErrorKind::OutOfMemory => "there is not enough memory",
        io::ErrorKind::UnexpectedEof => "it ends too early",
        io::ErrorKind::ResourceBusy => "another program holds it",
        io::ErrorKind::TimedOut => "the disk did not answer",
        _ => "the system reported an error of the disk",
    }
}

/// What is wrong with the head of a delimited text.
pub(super) fn of_head(shown_as: &str, fault: &records::Fault) -> Diagnostic {
    match fault {
        records::Fault::Empty => cannot_open(shown_as, "it is empty"),
        records::Fault::Unclosed { line } => unclosed(shown_as, *line as u64),
    }
}

/// What is wrong with a delimited text whose header has so many cells.
pub(super) fn of_reader(shown_as: &str, fault: &Fault, header: usize) -> Diagnostic {
    match fault {
        Fault::Unreadable(error) => cannot_open(shown_as, io_words(error)),
        Fault::Unwritable => cannot_open(shown_as, "its copy cannot be written"),
        Fault::Unclosed { line } => unclosed(shown_as, *line),
        Fault::Endless { line } => cannot_open(shown_as, format!("line {line} is too long to be a line of a table")),
        Fault::TooLong { line, cells } => {
            cannot_open(shown_as, format!("line {line} has {cells} cells, and the header has {header}"))
                .help("a cell that holds the sign between cells must stand in quotes")
        }
    }
}

fn unclosed(shown_as: &str, line: u64) -> Diagnostic {
    cannot_open(shown_as, format!("the quote that opens in line {line} is never closed"))
}

/// The error for a cell that does not fit, where each has to.
pub(super) fn does_not_fit(shown_as: &str, place: &str, column: &str, cell: Option<&str>, words: &str, count: u64) -> Diagnostic {
    const LONGEST: usize = 60;
    let cell = cell.map_or_else(|| "a cell".to_string(), |cell| quote(&start_of(cell, LONGEST)));
    let message = format!("{cell} in {place} of {} does not fit: the column {} has {words}", quote(shown_as), quote(column));
    let more = if count > 1 { format!("{count} cells of the column do not fit; ") } else { String::new() };
    Diagnostic::error_anywhere(Code::BadCell, message).help(format!("{more}without `--strict` they are unknown and counted"))
}

/// The note on records with fewer cells than the header.
pub(super) fn short_records(shown_as: &str, count: u64) -> Diagnostic {
    let have = if count == 1 { "has" } else { "have" };
    let message =
        format!("{} of {} {have} fewer cells than the header: the rest is unknown", counted(count, "record"), quote(shown_as));
    Diagnostic::note_anywhere(Code::ShortRecords, message)
}

/// The note on text that is not what it seemed at first.
pub(super) fn foreign(shown_as: &str, line: u64) -> Diagnostic {
    let message = format!("{} is read as {WINDOWS} where it is not UTF-8, first in line {line}", quote(shown_as));
    Diagnostic::note_anywhere(Code::ReadAs, message)
}

/// Stands around the parts of an error that is raised within the engine, so that it is known when it comes out.
const MARK: char = '\u{1f}';

/// An error of reading a file, as the engine carries it.
pub(super) fn carried(fault: &Diagnostic) -> PolarsError {
    let message = fault.message.replace(MARK, " ");
    PolarsError::ComputeError(format!("{MARK}{}{MARK}{message}{MARK}", fault.code.text()).into())
}

/// What an error of the engine means when it comes from the cells of a file; `None` when it does not.
pub(crate) fn explain_cell_error(error: &PolarsError) -> Option<Diagnostic> {
    let text = error.to_string();
    if let [_, code, message, _, ..] = text.split(MARK).collect::<Vec<_>>().as_slice() {
        return Some(Diagnostic::error_anywhere(Code::parse(code)?, *message));
    }
    if text.starts_with("conversion from") || text.contains(": conversion from") {
        let column = text.split_once("column '").and_then(|(_, rest)| rest.split_once('\'')).map(|(name, _)| quote(name));
        let message = format!("a number of the column {} is too large", column.as_deref().unwrap_or("that was read"));
        return Some(Diagnostic::error_anywhere(Code::BadCell, message));
    }
    None
}
