//! What can go wrong with files, in words for people: no text of the system or the engine reaches them.

use super::records::Fault;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use polars::error::PolarsError;
use std::io;

/// The error that a file cannot be read, and why.
pub(super) fn cannot_open(shown_as: &str, why: impl AsRef<str>) -> Diagnostic {
    Diagnostic::error_anywhere(Code::CannotOpen, format!("{} cannot be read: {}", quote(shown_as), why.as_ref()))
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

/// What is wrong with delimited text.
pub(super) fn of_records(shown_as: &str, fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Empty => cannot_open(shown_as, "it is empty"),
        Fault::Unclosed { line } => cannot_open(shown_as, format!("the quote that opens in line {line} is never closed")),
        Fault::TooLong { line, cells, header } => {
            cannot_open(shown_as, format!("line {line} has {cells} cells, and the header has {header}"))
                .help("a cell that holds the sign between cells must stand in quotes")
        }
    }
}

/// Stands around the parts of an error that is raised within the engine, so that it is known when it comes out.
const MARK: char = '\u{1f}';

/// The error for a cell that does not fit its column, as the engine carries it.
pub(super) fn bad_cell(column: &str, cell: &str, words: &str) -> PolarsError {
    let cell = cell.replace(MARK, " ");
    PolarsError::ComputeError(format!("{MARK}{column}{MARK}{cell}{MARK}{words}{MARK}").into())
}

/// What an error of the engine means when it comes from the cells of a file; `None` when it does not.
#[allow(dead_code)] // the execution layer calls it
pub(crate) fn explain_cell_error(error: &PolarsError) -> Option<Diagnostic> {
    let text = error.to_string();
    if let [_, column, cell, words, _, ..] = text.split(MARK).collect::<Vec<_>>().as_slice() {
        let message = format!("{} of the column {} does not fit: the column has {words}", quote(&shortened(cell)), quote(column));
        return Some(Diagnostic::error_anywhere(Code::BadCell, message));
    }
    let message = if text.contains("found more fields than defined") {
        "a line of the file has more cells than its header".to_string()
    } else if text.contains("invalid utf-8") || text.contains("invalid utf8") {
        "a cell of the file is not UTF-8 text".to_string()
    } else if text.contains("not properly escaped") {
        "a quote in the file is opened and never closed".to_string()
    } else if text.starts_with("conversion from") || text.contains(": conversion from") {
        let column = text.split_once("column '").and_then(|(_, rest)| rest.split_once('\'')).map(|(name, _)| quote(name));
        format!("a number of the column {} is too large", column.as_deref().unwrap_or("that was read"))
    } else {
        return None;
    };
    Some(Diagnostic::error_anywhere(Code::BadCell, message))
}

/// A cell as it fits into a message.
fn shortened(cell: &str) -> String {
    const MOST: usize = 60;
    match cell.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_string(),
    }
}
