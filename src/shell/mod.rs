//! The prompt: statements answered one after the other, and commands that start with a backslash. The only layer that names rustyline.

mod complete;
mod editor;
mod help;
mod history;
mod meta;
mod names;

use crate::base::Code;
use crate::base::names::quote;
use crate::console::{Console, Stop, schema, script};
use crate::engine::Engine;
use editor::Assistant;
use meta::Action;
use names::Names;
use rustyline::error::ReadlineError;

const PROMPT: &str = "dateline> ";

/// How messages name what was typed.
const TYPED: &str = "prompt";

/// Asks for statements and answers them until the session is left.
pub fn run(mut engine: Engine, console: Console) -> Result<(), Stop> {
    let mut editor = editor::new(Names::of(&mut engine)).map_err(|error| unusable(&error))?;
    let history = history::load(&mut editor);
    let mut session = Session { engine, console };
    session.welcome();
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                history::add(&mut editor, history.as_deref(), &line);
                if session.line(line.trim())? == Next::Leave {
                    return Ok(());
                }
                editor.set_helper(Some(Assistant { names: Names::of(&mut session.engine) }));
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(unusable(&error)),
        }
    }
}

fn unusable(error: &ReadlineError) -> Stop {
    Stop::because(Code::CannotOpen, format!("the terminal cannot be used: {error}"))
}

/// What follows a line.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Line,
    Leave,
}

struct Session {
    engine: Engine,
    console: Console,
}

impl Session {
    fn welcome(&self) {
        let tables: Vec<String> = self.engine.catalog().tables.iter().map(|table| quote(&table.name)).collect();
        let data = match tables.as_slice() {
            [] => "no data yet. Start it with files, dateline FILE…, or name one in a query: \"crossings.csv\" take 5".into(),
            [one] => format!("table {one}"),
            many => format!("tables {}", many.join(", ")),
        };
        let keys = "Enter runs, Alt-Enter starts a line, Tab completes, \\help explains, Ctrl-D leaves";
        self.console.report.remarks(&[format!("Dateline {}: {data}", env!("CARGO_PKG_VERSION")), keys.into()]);
    }

    /// Answers one line; what is wrong with it is said and the session goes on.
    fn line(&mut self, line: &str) -> Result<Next, Stop> {
        self.console.begin();
        let done = Stop::guard(|| match meta::is_command(line) {
            true => self.command(line),
            false => script::run(&mut self.engine, &mut self.console, TYPED, line).map(|()| Next::Line),
        });
        match done {
            Err(Stop::Closed) => Err(Stop::Closed),
            Err(stop) => {
                self.console.report.stop(&stop);
                Ok(Next::Line)
            }
            next => next,
        }
    }

    fn command(&mut self, line: &str) -> Result<Next, Stop> {
        let (command, argument) = match meta::parse(line) {
            Ok(parsed) => parsed,
            Err(message) => return Ok(self.complain(&message)),
        };
        match command.action {
            Action::Help => match help::text(argument) {
                Ok(text) => self.console.show(|_, _, out| writeln!(out, "{text}"))?,
                Err(message) => return Ok(self.complain(&message)),
            },
            Action::Tables => schema::tables(&mut self.console, self.engine.catalog())?,
            Action::Describe => {
                self.engine.read_all(Some(argument)).map_err(|error| Stop::Refused("data".into(), error))?;
                schema::show(&mut self.console, &self.engine, Some(argument))?;
            }
            Action::Quit => return Ok(Next::Leave),
        }
        Ok(Next::Line)
    }

    fn complain(&self, message: &str) -> Next {
        self.console.report.complain(message);
        Next::Line
    }
}
