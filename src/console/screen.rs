//! What a standard stream can show: whether it is a terminal, its colour and width.

use super::settings::Color;
use std::env;
use std::io::{self, IsTerminal};
use terminal_size::{Height, Width, terminal_size_of};

/// One standard stream as it is seen by its reader.
#[derive(Clone, Copy, Debug, Default)]
pub struct Screen {
    /// Whether someone looks at it, rather than a file or a program.
    pub terminal: bool,
    /// Whether lines can be wiped and written anew.
    pub steered: bool,
    /// Whether to draw with colour.
    pub color: bool,
    /// Whether it shows the signs of ASCII alone.
    pub ascii: bool,
    /// The columns of a line, when they are limited.
    pub width: Option<usize>,
    /// The lines that are seen at once, when they are limited.
    pub height: Option<usize>,
}

impl Screen {
    /// Standard output.
    pub fn stdout(choice: Color) -> Screen {
        Screen::new(io::stdout().is_terminal(), terminal_size_of(io::stdout()), choice)
    }

    /// Standard error.
    pub fn stderr(choice: Color) -> Screen {
        Screen::new(io::stderr().is_terminal(), terminal_size_of(io::stderr()), choice)
    }

    fn new(terminal: bool, size: Option<(Width, Height)>, choice: Color) -> Screen {
        let color = match choice {
            Color::Auto => terminal && !color_unwanted(),
            Color::Always => true,
            Color::Never => false,
        };
        // A pseudo-terminal without a size says 0.
        let width = size.map(|(Width(columns), _)| usize::from(columns)).filter(|columns| terminal && *columns > 0);
        let height = size.map(|(_, Height(lines))| usize::from(lines)).filter(|lines| terminal && *lines > 0);
        Screen { height, terminal, steered: terminal && !is_dumb(), ascii: is_dumb(), color, width }
    }
}

/// NO_COLOR set to anything but nothing, or a terminal that knows no colour.
fn color_unwanted() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || is_dumb()
}

fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}
