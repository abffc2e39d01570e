//! How results and messages are to look, as the person asked.

use crate::output::{Expanded, Format};
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
    /// The most rows of a table on the terminal.
    pub rows: Option<usize>,
    /// When the columns of a table stand below each other.
    pub expanded: Expanded,
    /// The command that shows answers which are longer than the terminal; none shows them at once.
    pub pager: Option<String>,
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

impl Color {
    /// All of them, in the order of the enum.
    pub const ALL: [Color; 3] = [Color::Auto, Color::Always, Color::Never];

    /// The word for it.
    pub fn name(self) -> &'static str {
        ["auto", "always", "never"][self as usize]
    }

    /// What a word stands for.
    pub fn parse(word: &str) -> Option<Color> {
        Color::ALL.into_iter().find(|color| color.name() == word)
    }
}
