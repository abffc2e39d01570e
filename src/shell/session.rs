//! A sitting at the prompt: what was said so far, and what each line does.

use super::meta::{self, Action};
use super::{demo, editing, help, saved};
use crate::base::Diagnostic;
use crate::base::names::{did_you_mean, quote};
use crate::console::explain::{self, Stage};
use crate::console::script::{self, Script};
use crate::console::{Console, Stop, schema};
use crate::engine::Engine;
use crate::output::Format;
use crate::syntax;
use crate::syntax::ast::StatementKind;
use crate::syntax::print::as_name;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How messages name what was typed.
const TYPED: &str = "prompt";

/// What follows a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    Line,
    Leave,
}

/// A sitting at the prompt.
pub struct Session {
    engine: Engine,
    console: Console,
    /// The statements that were answered.
    said: Vec<String>,
    /// The engine before each `let`, and how much had been said.
    before: Vec<(Engine, usize)>,
    timing: bool,
    /// What was wrong with the last statement, for those who want to read it again.
    last_stop: Option<Stop>,
}

impl Session {
    pub fn new(engine: Engine, console: Console) -> Session {
        Session { engine, console, said: Vec::new(), before: Vec::new(), timing: false, last_stop: None }
    }

    /// What is known now.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub fn welcome(&self) {
        let tables: Vec<String> = self.engine.catalog().tables.iter().map(|table| quote(&table.name)).collect();
        let data = match tables.as_slice() {
            [] => {
                "no data yet. Start it with files, dateline FILE…, name one in a query: \"crossings.csv\" take 5, or try \\demo"
                    .into()
            }
            [one] => format!("table {one}"),
            many => format!("tables {}", many.join(", ")),
        };
        let keys = "Enter runs, Alt-Enter starts a line, Tab completes, \\help explains, Ctrl-D leaves";
        self.console.report.remarks(&[format!("Dateline {}: {data}", env!("CARGO_PKG_VERSION")), keys.into()]);
    }

    /// Ends the sitting: a file that results went to is put in its place.
    pub fn end(&mut self) -> Result<(), Stop> {
        self.console.finish()
    }

    /// Answers one line; what is wrong with it is said and the session goes on.
    pub fn line(&mut self, line: &str) -> Result<Next, Stop> {
        self.console.begin();
        let start = Instant::now();
        let done = Stop::guard(|| match meta::is_command(line) {
            true => self.command(line),
            false => self.statements(TYPED, line).map(|()| Next::Line),
        });
        if self.timing {
            self.remark(format!("time    {:.3} s", start.elapsed().as_secs_f64()));
        }
        match done {
            Err(Stop::Closed) => Err(Stop::Closed),
            Err(stop) => {
                self.console.report.stop(&stop);
                self.last_stop = Some(stop);
                Ok(Next::Line)
            }
            next => next,
        }
    }

    /// Runs statements; `_` is the last answer afterwards.
    fn statements(&mut self, name: &str, text: &str) -> Result<(), Stop> {
        self.last_stop = None;
        let before = self.engine.clone();
        script::run(&mut self.engine, &mut self.console, name, text)?;
        self.console.save()?;
        let named = |kind: &StatementKind| !matches!(kind, StatementKind::Query(_) | StatementKind::Print(_));
        if syntax::parse(text).script.statements.iter().any(|statement| named(&statement.kind)) {
            self.before.push((before, self.said.len()));
        }
        self.engine.remember(text);
        self.said.push(text.to_string());
        Ok(())
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
            Action::Describe => self.describe(argument)?,
            Action::Explain => {
                let engine = self.engine.clone();
                explain::query(&mut self.console, argument, Stage::Plan, || Ok(engine))?;
            }
            Action::Notes => self.notes(),
            Action::Timing => {
                self.timing = !self.timing;
                self.remark(format!("timing is {}", if self.timing { "on" } else { "off" }));
            }
            Action::Format => return self.format(argument),
            Action::Output => self.console.redirect((!argument.is_empty()).then(|| PathBuf::from(argument)))?,
            Action::Run => {
                let script = Script::read(Path::new(argument))?;
                self.statements(&script.name, &script.text)?;
            }
            Action::Edit => return self.edit(argument),
            Action::Undo => self.undo(),
            Action::Save => {
                saved::write(Path::new(argument), &self.said, self.engine.catalog())?;
                self.remark(format!("{} statements saved: dateline run {argument}", self.said.len()));
            }
            Action::Demo => {
                self.engine = demo::open()?;
                self.before.clear();
                self.said.clear();
                self.console.report.remarks(&demo::WELCOME.lines().map(str::to_string).collect::<Vec<_>>());
            }
            Action::Quit => return Ok(Next::Leave),
        }
        Ok(Next::Line)
    }

    /// A table and its columns, or the values of one column with their rows.
    fn describe(&mut self, argument: &str) -> Result<(), Stop> {
        match argument.split_once(char::is_whitespace) {
            Some((table, column)) if self.engine.catalog().table(argument).is_none() => {
                let column = column.trim().trim_matches('`');
                let text = format!("{} count by {} sort rows desc", as_name(table), as_name(column));
                script::run(&mut self.engine, &mut self.console, TYPED, &text)
            }
            _ => {
                self.engine.read_all(Some(argument)).map_err(|error| Stop::Refused("data".into(), error))?;
                schema::show(&mut self.console, &self.engine, Some(argument))
            }
        }
    }

    fn notes(&self) {
        match (&self.last_stop, self.said.last()) {
            (Some(stop), _) => self.console.report.stop(stop),
            (None, Some(text)) => {
                let notes: Vec<Diagnostic> = self.engine.clone().query(text).map(|answer| answer.notes).unwrap_or_default();
                match notes.is_empty() {
                    true => self.remark("the last statement had no notes".into()),
                    false => self.console.report.diagnostics(TYPED, text, &notes),
                }
            }
            (None, None) => self.remark("nothing was asked yet".into()),
        }
    }

    fn format(&mut self, name: &str) -> Result<Next, Stop> {
        let names = Format::ALL.map(Format::name);
        match Format::parse(name) {
            Some(format) => self.console.set_format(format)?,
            None => {
                let hint = did_you_mean(name, names.into_iter()).unwrap_or_else(|| format!("there are {}", names.join(", ")));
                return Ok(self.complain(&format!("there is no format {}: {hint}", quote(name))));
            }
        }
        Ok(Next::Line)
    }

    fn edit(&mut self, file: &str) -> Result<Next, Stop> {
        let last = self.said.last().map_or("", String::as_str);
        let text = match file.is_empty() {
            true => editing::edited(last)?,
            false => editing::edited_file(Path::new(file))?,
        };
        if !text.trim().is_empty() {
            self.console.report.remarks(&text.lines().map(str::to_string).collect::<Vec<_>>());
            self.statements(TYPED, text.trim())?;
        }
        Ok(Next::Line)
    }

    fn undo(&mut self) {
        match self.before.pop() {
            Some((engine, said)) => {
                self.engine = engine;
                let undone = self.said.get(said).cloned().unwrap_or_default();
                self.said.truncate(said);
                self.remark(format!("forgotten: {undone}"));
            }
            None => self.remark("there is no `let` to forget".into()),
        }
    }

    fn remark(&self, line: String) {
        self.console.report.remarks(&[line]);
    }

    fn complain(&self, message: &str) -> Next {
        self.console.report.complain(message);
        Next::Line
    }
}
