//! What goes to standard error: diagnostics, notes, footers. A reader that is gone is no reason to fail.

use super::screen::Screen;
use super::settings::{Color, Settings};
use super::stop::Stop;
use crate::base::Diagnostic;
use crate::output::text::harmless;
use crate::output::{Format, diagnostics};
use std::cell::Cell;
use std::io::{self, Write};
use std::time::Duration;

/// Work that takes longer shows that it goes on.
const LONG: Duration = Duration::from_millis(500);

/// How to speak on standard error.
#[derive(Debug)]
pub struct Report {
    json: bool,
    quiet: bool,
    color: Color,
    screen: Screen,
    /// Whether the line of progress stands there.
    passing: Cell<bool>,
}

impl Report {
    /// By the options of the command line.
    pub fn new(settings: &Settings) -> Report {
        Report {
            json: settings.format == Some(Format::Json),
            quiet: settings.quiet,
            color: settings.color,
            screen: Screen::stderr(settings.color),
            passing: Cell::new(false),
        }
    }

    /// Shows on a terminal how long the work has taken, once that is long; without a time wipes it away.
    pub fn pass(&self, time: Option<Duration>) {
        let tells = self.screen.steered && !self.quiet && !self.json;
        let line = match time.filter(|time| tells && *time >= LONG) {
            Some(time) => format!("\r{:.1} s … Ctrl-C stops\u{1b}[K", time.as_secs_f64()),
            None if time.is_none() && self.passing.get() => "\r\u{1b}[K".to_string(),
            None => return,
        };
        self.passing.set(time.is_some());
        let mut out = io::stderr().lock();
        let _ = write!(out, "{line}").and_then(|()| out.flush());
    }

    /// Draws diagnostics on the text they speak of; notes alone are left out when quiet.
    pub fn diagnostics(&self, name: &str, source: &str, found: &[Diagnostic]) {
        if found.is_empty() || (self.quiet && !found.iter().any(Diagnostic::is_error)) {
            return;
        }
        let text = match self.json {
            true => diagnostics::json(found, name, source),
            false => diagnostics::render(found, name, source, self.screen.color, Screen::stderr(self.color).width),
        };
        say(text.trim_end());
    }

    /// Says what is worth knowing about a result, unless quiet.
    pub fn remarks(&self, lines: &[String]) {
        if !self.quiet && !self.json {
            lines.iter().for_each(|line| say(&plain(line)));
        }
    }

    /// Says something that was asked for, quiet or not.
    pub fn tell(&self, text: &str) {
        say(text.trim_end_matches('\n'));
    }

    /// Says what was not understood outside of a query.
    pub fn complain(&self, message: &str) {
        say(&plain(&format!("error: {message}")));
    }

    /// Says why a command ends.
    pub fn stop(&self, stop: &Stop) {
        match stop {
            Stop::Closed | Stop::Unmet | Stop::Ended => {}
            Stop::Usage(message) => say(&plain(&format!("error: {message}\n\nFor more information, try '--help'."))),
            Stop::Refused(name, error) => {
                self.diagnostics(name, &error.source, &error.diagnostics);
                for (name, used) in &error.used {
                    self.remarks(&[String::new()]);
                    self.diagnostics(name, &used.source, &used.diagnostics);
                }
            }
        }
    }
}

/// Lines in which no name of a file or table steers the terminal.
fn plain(text: &str) -> String {
    text.split('\n').map(harmless).collect::<Vec<_>>().join("\n")
}

fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
