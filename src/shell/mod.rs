//! The prompt: statements answered one after the other, and commands that start with a backslash. The only layer that names rustyline.

mod color;
mod complete;
mod demo;
mod editing;
mod editor;
mod help;
mod hint;
mod history;
mod meta;
mod names;
mod saved;
mod session;
mod values;

use crate::base::Code;
use crate::console::{Console, Stop};
use crate::engine::Engine;
use editor::Assistant;
use rustyline::error::ReadlineError;
use session::{Next, Session};

const PROMPT: &str = "dateline> ";

/// Asks for statements and answers them until the session is left.
pub fn run(engine: Engine, console: Console) -> Result<(), Stop> {
    let mut assistant = Assistant::new(console.color());
    assistant.learn(&engine);
    let mut editor = editor::new(assistant).map_err(|error| unusable(&error))?;
    let history = history::load(&mut editor);
    let mut session = Session::new(engine, console);
    session.welcome();
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                history::add(&mut editor, history.as_deref(), &line);
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
