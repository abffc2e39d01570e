//! A grid with its columns below each other: a block for each row, nothing shortened.

use super::Style;
use super::cells::Look;
use super::grid::Grid;
use super::text::{Paint, Side, fenced, harmless, pad, paint, width};
use crate::base::counts::counted;
use std::borrow::Cow;
use std::io::{self, Write};

/// When columns stand below each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expanded {
    /// Never.
    #[default]
    Off,
    /// Always.
    On,
    /// Where not all of them fit beside each other.
    Auto,
}

impl Expanded {
    /// All of them, in the order of the enum.
    pub const ALL: [Expanded; 3] = [Expanded::Off, Expanded::On, Expanded::Auto];

    /// The word for it.
    pub fn name(self) -> &'static str {
        ["off", "on", "auto"][self as usize]
    }

    /// What a word stands for.
    pub fn parse(word: &str) -> Option<Expanded> {
        Expanded::ALL.into_iter().find(|one| one.name() == word)
    }
}

/// Writes the first rows, as many as the style shows, and how many there are.
pub fn write(grid: &dyn Grid, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<Cow<'_, str>> = grid.columns().iter().map(|column| fenced(harmless(&column.name))).collect();
    let looks: Vec<Look> = grid.columns().iter().map(Look::of).collect();
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let shown = grid.height().min(style.max_rows.unwrap_or(usize::MAX));
    for row in 0..shown {
        if row > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", paint(&format!("row {}", row + 1), Paint::Dim, style.color))?;
        for (at, name) in names.iter().enumerate() {
            let value = fenced(looks[at].show(grid.cell(row, at)));
            writeln!(out, "{}  {value}", paint(&pad(name, widest, Side::Left), Paint::Bold, style.color))?;
        }
    }
    match grid.height() {
        0 => writeln!(out, "no rows"),
        all if all > shown => writeln!(out, "\nthe first {shown} of {}", counted(all as u64, "row")),
        _ => Ok(()),
    }
}
