//! Why a command ends before it is done, and the exit status that tells.

use crate::base::{Code, Diagnostic, Unfit};
use crate::data::io_words;
use crate::engine::Error;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a command ends before it is done.
#[derive(Debug)]
pub enum Stop {
    /// The reader of the results has seen enough, as `head` does.
    Closed,
    /// The arguments do not go together.
    Usage(String),
    /// A check failed, which has been shown.
    Unmet,
    /// Ctrl-C ended what goes on until then.
    Ended,
    /// The query, its data or the output was refused; the name is that of the text.
    Refused(String, Error),
}

impl Stop {
    /// An error without a place in a query.
    pub fn because(code: Code, message: impl Into<String>) -> Stop {
        Stop::diagnostic(Diagnostic::error_anywhere(code, message))
    }

    /// One diagnostic without a text.
    pub fn diagnostic(diagnostic: Diagnostic) -> Stop {
        Stop::diagnostics(vec![diagnostic])
    }

    /// Diagnostics without a text.
    pub fn diagnostics(diagnostics: Vec<Diagnostic>) -> Stop {
        Stop::Refused(String::new(), Error::new("", diagnostics))
    }

    /// Does some work; a panic in it, which is a fault of ours, ends it like an error.
    pub fn guard<T>(work: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Stop::failed()))
    }

    /// A fault of ours.
    pub fn failed() -> Stop {
        let fault = Diagnostic::error_anywhere(Code::EngineFailed, "Dateline failed before it had an answer");
        Stop::diagnostic(fault.help("this is a fault of Dateline: please report it with the query and RUST_BACKTRACE=1 set"))
    }

    /// Stopped by Ctrl-C; a step of the engine may have been left behind.
    pub fn interrupted(left: bool) -> Stop {
        let stopped = Diagnostic::error_anywhere(Code::Interrupted, "stopped before there was an answer");
        let left = left.then(|| "a step that cannot be broken off was left behind".to_string());
        Stop::diagnostic(stopped.help_if(left))
    }

    /// A failure to write results to `place`.
    pub fn unwritten(place: &str, error: &io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::Closed,
            io::ErrorKind::NotFound => {
                Stop::because(Code::CannotWrite, format!("{place} cannot be written: its folder does not exist"))
            }
            _ => {
                let unfit = error.get_ref().and_then(|inner| inner.downcast_ref::<Unfit>());
                let why = unfit.map_or_else(|| io_words(error).to_string(), Unfit::to_string);
                Stop::because(Code::CannotWrite, format!("{place} cannot be written: {why}"))
            }
        }
    }

    /// Whether Ctrl-C was the cause.
    pub fn is_interrupted(&self) -> bool {
        matches!(self, Stop::Refused(_, error) if error.diagnostics.iter().any(|d| d.code == Code::Interrupted))
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Stop::Closed => 0,
            Stop::Usage(_) => 2,
            Stop::Ended => 130,
            Stop::Refused(_, error) if error.diagnostics.iter().any(|d| d.code == Code::Interrupted) => 130,
            Stop::Unmet | Stop::Refused(..) => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_has_its_status() {
        let closed = Stop::unwritten("standard output", &io::ErrorKind::BrokenPipe.into());
        let full = Stop::unwritten("standard output", &io::ErrorKind::StorageFull.into());
        let interrupted = Stop::because(Code::Interrupted, "stopped");
        let statuses =
            [closed, full, interrupted, Stop::Usage(String::new()), Stop::Unmet, Stop::Ended].map(|stop| stop.status());
        assert_eq!(statuses, [0, 1, 130, 2, 1, 130]);
    }

    #[test]
    fn what_a_format_cannot_hold_is_said() {
        let Stop::Refused(_, error) = Stop::unwritten("`a.xlsx`", &Unfit::error("a sheet holds 1,048,575 rows")) else {
            panic!()
        };
        assert_eq!(error.diagnostics[0].message, "`a.xlsx` cannot be written: a sheet holds 1,048,575 rows");
    }

    #[test]
    fn a_panic_ends_like_an_error() {
        let stop = Stop::guard(|| -> Result<(), Stop> { panic!("a fault of ours") });
        assert_eq!(stop.map_err(|stop| stop.status()), Err(1));
        assert!(Stop::guard(|| Ok(())).is_ok());
    }
}
