//! How results and messages are to look, as the person asked.

use crate::output::Format;
use std::path::PathBuf;

/// What was asked of results and messages.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The form of results; without it by the ending of the file, else a table.
    pub format: Option<Format>,
    /// The file that results go to; standard output without one.
    pub output: Option<PathBuf>,
    /// When to use colour.
    pub color: Color,
    /// Whether what results rest on is written beside the file they go to.
    pub provenance: bool,
    /// Without footers and notes.
    pub quiet: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set or it knows none.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
