//! Errors of the engine as diagnostics at the place in the query that caused them.

use crate::base::{Code, Diagnostic, Span};
use polars::prelude::{PolarsError, polars_err};

/// What separates the parts of an error that is ours. It cannot occur in a message of the engine.
const MARK: char = '\u{1}';
/// What separates a message of ours from its help.
const HELP: char = '\u{2}';

/// An error of ours, wrapped so that it can travel through the engine.
pub fn wrapped(code: Code, span: Span, message: &str) -> PolarsError {
    polars_err!(ComputeError: "{MARK}{}{MARK}{}{MARK}{}{MARK}{message}{MARK}", code.text(), span.start, span.end)
}

/// A message with a line of help, for an error of ours.
pub fn helped(message: &str, help: &str) -> String {
    format!("{message}{HELP}{help}")
}

/// A whole number that left its range.
pub fn overflow(span: Span) -> PolarsError {
    wrapped(Code::Overflow, span, "a whole number is too large here")
}

/// The diagnostic of an error that is ours, or of a cell that does not fit.
pub fn known(error: &PolarsError) -> Option<Diagnostic> {
    unwrapped(&error.to_string()).or_else(|| crate::data::explain_cell_error(error))
}

fn unwrapped(text: &str) -> Option<Diagnostic> {
    let mut parts = text.split(MARK).skip(1);
    let code = Code::parse(parts.next()?)?;
    let span = Span { start: parts.next()?.parse().ok()?, end: parts.next()?.parse().ok()? };
    let text = parts.next()?;
    let (message, help) = text.split_once(HELP).map_or((text, None), |(message, help)| (message, Some(help.to_string())));
    let diagnostic = Diagnostic::error(code, span, message).help_if(help);
    Some(match code {
        Code::Overflow => {
            diagnostic.help("whole numbers reach to 9,223,372,036,854,775,807; `x * 1.0` computes with real numbers")
        }
        _ => diagnostic,
    })
}

/// The diagnostic of a query that was stopped.
pub fn stopped() -> Diagnostic {
    Diagnostic::error_anywhere(Code::Interrupted, "stopped before there was an answer")
}

/// The diagnostic of any other failure, at the clause that fails.
pub fn unexpected(span: Option<Span>) -> Diagnostic {
    let message = "the engine failed in this clause";
    let diagnostic = match span {
        Some(span) => Diagnostic::error(Code::EngineFailed, span, message),
        None => Diagnostic::error_anywhere(Code::EngineFailed, "the engine failed while it read the data"),
    };
    diagnostic.help("the query is sound, so this is a fault of Dateline: please report it with the query")
}
