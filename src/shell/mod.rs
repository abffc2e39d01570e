//! The prompt: statements answered one after the other, and commands that start with a backslash. The only layer that names rustyline.

mod color;
mod complete;
mod editing;
mod editor;
mod files;
mod hint;
mod history;
mod names;
mod saved;
mod session;
mod tour;
mod values;

pub use editor::Assistant;

use crate::base::Code;
use crate::console::{Start, Stop};
use history::History;
use rustyline::error::ReadlineError;
use session::{Next, Session};

const PROMPT: &str = "dateline> ";

/// Asks for statements and answers them until the session is left.
pub fn run(start: Start) -> Result<(), Stop> {
    let mut assistant = Assistant::new(start.console.color());
    let lines = start.config.history;
    let mut session = Session::new(start)?;
    assistant.learn(session.engine());
    let mut editor = editor::new(assistant, lines).map_err(|error| unusable(&error))?;
    let history = History::load(&mut editor, lines);
    session.welcome();
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                history.add(&mut editor, &line);
                if session.line(line.trim())? == Next::Leave {
                    return session.end();
                }
                if let Some(assistant) = editor.helper_mut() {
                    assistant.learn(session.engine());
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return session.end(),
            Err(error) => return Err(unusable(&error)),
        }
    }
}

fn unusable(error: &ReadlineError) -> Stop {
    Stop::because(Code::CannotOpen, format!("the terminal cannot be used: {error}"))
}
