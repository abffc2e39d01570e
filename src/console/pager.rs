//! Answers that are longer than the terminal, handed to a program that shows them page by page.

use std::env;
use std::io::{self, ErrorKind, Write};
use std::process::{Command, Stdio};

/// The pager of a person who named none: it ends by itself when the text fits, and cuts lines rather than wrapping them.
const LESS: &str = "less -FRSX";

/// The command of `PAGER`, else `less`.
pub fn usual() -> String {
    env::var("PAGER").ok().filter(|command| !command.trim().is_empty()).unwrap_or_else(|| LESS.to_string())
}

/// Shows a text and waits until it was looked at. A reader who leaves early is no error.
pub fn show(command: &str, text: &[u8]) -> io::Result<()> {
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or_default();
    let mut child = Command::new(program).args(words).stdin(Stdio::piped()).spawn()?;
    let written = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(text));
    child.wait()?;
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
