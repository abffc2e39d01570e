//! A sitting at the prompt: what was said so far, and what each line does.

use super::tour::Tour;
use super::{editing, saved};
use crate::base::calendar;
use crate::base::counts::counted;
use crate::base::names::{did_you_mean, quote};
use crate::console::explain::{self, Stage};
use crate::console::meta::{self, Action};
use crate::console::script::{self, Script};
use crate::console::{Console, Open, Start, Stop, demo, help, interval, pager, schema};
use crate::engine::Engine;
use crate::exec::interrupt;
use crate::output::{Expanded, Format};
use crate::syntax;
use crate::syntax::ast::{Statement, StatementKind};
use crate::syntax::print::as_name;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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
    now: State,
    /// The states that `\undo` goes back to: before each `let`, and before other tables. Questions since that do not rest on it stay.
    before: Vec<State>,
    open: Open,
    console: Console,
    timing: bool,
    /// What shows long answers, where one is wanted.
    pager: String,
    /// What was wrong with the last statement, for those who want to read it again.
    last_stop: Option<Stop>,
    tour: Option<Tour>,
}

/// What was said, and what is known since.
#[derive(Clone)]
struct State {
    engine: Engine,
    /// The statements that were answered.
    said: Vec<String>,
    /// What is open; nothing for the tables inside of the program.
    paths: Option<Vec<PathBuf>>,
}

impl Session {
    /// Opens the tables.
    pub fn new(start: Start) -> Result<Session, Stop> {
        let Start { open, paths, console, config } = start;
        let engine = open(&paths)?;
        let pager = config.pager.unwrap_or_else(pager::usual);
        let now = State { engine, said: Vec::new(), paths: Some(paths) };
        Ok(Session { now, before: Vec::new(), open, console, timing: config.timing, pager, last_stop: None, tour: None })
    }

    /// What is known now.
    pub fn engine(&self) -> &Engine {
        &self.now.engine
    }

    pub fn welcome(&self) {
        let tables: Vec<String> = self.engine().catalog().tables.iter().map(|table| quote(&table.name)).collect();
        let data = match tables.as_slice() {
            [] => "no data yet. Start it with files, dateline FILE…, or name one in a query: \"crossings.csv\" take 5.\n\
                 \\demo opens example tables, \\tour shows the language on them in five steps"
                .into(),
            [one] => format!("table {one}"),
            many => format!("tables {}", many.join(", ")),
        };
        let keys = "Enter runs, Alt-Enter starts a line, Tab completes, \\help explains, Ctrl-D leaves";
        let lines = format!("Dateline {}: {data}\n{keys}", env!("CARGO_PKG_VERSION"));
        self.remarks(&lines);
    }

    /// Ends the sitting: a file that results went to is put in its place.
    pub fn end(&mut self) -> Result<(), Stop> {
        self.console.finish()
    }

    /// Answers one line; what is wrong with it is said and the session goes on.
    pub fn line(&mut self, line: &str) -> Result<Next, Stop> {
        self.console.begin();
        let start = Instant::now();
        let is_command = meta::is_command(line);
        let done = Stop::guard(|| match is_command {
            true => self.command(line),
            false => self.statements(TYPED, line).map(|()| Next::Line),
        });
        if self.timing {
            self.remarks(&format!("time    {:.3} s", start.elapsed().as_secs_f64()));
        }
        let next = match done {
            Err(Stop::Closed) => return Err(Stop::Closed),
            Err(stop) => {
                self.console.report.stop(&stop);
                self.last_stop = Some(stop);
                Next::Line
            }
            Ok(next) => next,
        };
        if !is_command {
            self.guide(line);
        }
        Ok(next)
    }

    /// Says how the tour goes on.
    fn guide(&mut self, line: &str) {
        let Some(tour) = &mut self.tour else { return };
        let (text, over) = tour.after(line, self.last_stop.is_none());
        if over {
            self.tour = None;
        }
        self.remarks(&format!("\n{text}"));
    }

    /// Runs statements; `_` is the last answer afterwards.
    fn statements(&mut self, name: &str, text: &str) -> Result<(), Stop> {
        self.last_stop = None;
        self.console.forget_notes();
        let before = self.now.clone();
        let ran = script::run(&mut self.now.engine, &mut self.console, name, text).and_then(|()| self.console.save());
        if ran.is_err() {
            // What is not among the statements of the sitting has named nothing either.
            self.now = before;
            return ran;
        }
        if syntax::parse(text).script.statements.iter().any(names) {
            self.before.push(before);
        }
        self.now.engine.remember(text);
        self.now.said.push(text.to_string());
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
            Action::Tables => schema::tables(&mut self.console, self.now.engine.catalog())?,
            Action::Describe => self.describe(argument)?,
            Action::Explain => {
                let engine = self.now.engine.clone();
                explain::query(&mut self.console, argument, Stage::Plan, || Ok(engine))?;
            }
            Action::Notes => self.notes(),
            Action::Timing => {
                self.timing = !self.timing;
                self.remarks(&format!("timing is {}", if self.timing { "on" } else { "off" }));
            }
            Action::Format => return self.format(argument),
            Action::Output => self.console.redirect((!argument.is_empty()).then(|| PathBuf::from(argument)))?,
            Action::Expanded => return self.expanded(argument),
            Action::Pager => self.page(argument)?,
            Action::Watch => return self.watch(argument),
            Action::Run => {
                let script = Script::read(Path::new(argument))?;
                self.statements(&script.name, &script.text_from_here(&self.now.engine))?;
            }
            Action::Edit => return self.edit(argument),
            Action::Undo => self.undo(),
            Action::Save => {
                saved::write(Path::new(argument), &self.now.said, &self.now.engine)?;
                let statements = counted(self.now.said.len() as u64, "statement");
                self.remarks(&format!("{statements} saved: dateline run {argument}"));
            }
            Action::Demo => {
                self.demo()?;
                self.remarks(demo::WELCOME);
            }
            Action::Tour => return self.tour(argument),
            Action::Quit => return Ok(Next::Leave),
        }
        Ok(Next::Line)
    }

    /// Opens the tables inside of the program; those from before come back by `\undo`.
    fn demo(&mut self) -> Result<(), Stop> {
        let engine = demo::open(&self.open)?;
        self.before.push(std::mem::replace(&mut self.now, State { engine, said: Vec::new(), paths: None }));
        Ok(())
    }

    /// Starts the tour, says again what it waits for, or leaves it.
    fn tour(&mut self, argument: &str) -> Result<Next, Stop> {
        match argument {
            "end" => {
                self.tour = None;
                self.remarks("the tour is left; `\\tour` starts it again");
                return Ok(Next::Line);
            }
            "" => {}
            other => return Ok(self.complain(&format!("`\\tour` goes on, `\\tour end` leaves it: not {}", quote(other)))),
        }
        if self.now.paths.is_some() {
            self.demo()?;
            self.remarks("invented tables are open; `\\undo` goes back to the tables from before");
        }
        let text = self.tour.get_or_insert_default().text();
        self.remarks(&text);
        Ok(Next::Line)
    }

    /// When columns stand below each other; without a word it changes from one to the other.
    fn expanded(&mut self, word: &str) -> Result<Next, Stop> {
        let wanted = match (word, self.console.settings().expanded) {
            ("", Expanded::Off) => Some(Expanded::On),
            ("", _) => Some(Expanded::Off),
            (word, _) => Expanded::parse(word),
        };
        let Some(wanted) = wanted else {
            let words = Expanded::ALL.map(Expanded::name);
            let hint = did_you_mean(word, words.into_iter()).unwrap_or_else(|| format!("it can be {}", words.join(", ")));
            return Ok(self.complain(&format!("the expanded view cannot be {}: {hint}", quote(word))));
        };
        self.console.change(|settings| settings.expanded = wanted)?;
        self.remarks(&format!("expanded view is {}", wanted.name()));
        Ok(Next::Line)
    }

    /// Which program shows long answers; without a word it is changed from on to off.
    fn page(&mut self, word: &str) -> Result<(), Stop> {
        let wanted = match (word, self.console.settings().pager.is_some()) {
            ("off", _) | ("", true) => None,
            ("on" | "", _) => Some(self.pager.clone()),
            (program, _) => Some(program.to_string()),
        };
        self.pager = wanted.clone().unwrap_or_else(|| self.pager.clone());
        let said = wanted
            .as_ref()
            .map_or("the pager is off".to_string(), |program| format!("long answers go through {}", quote(program)));
        self.console.change(|settings| settings.pager = wanted)?;
        self.remarks(&said);
        Ok(())
    }

    /// Answers a query again and again on what the files hold by then, until Ctrl-C.
    fn watch(&mut self, argument: &str) -> Result<Next, Stop> {
        let (query, time) = interval::parse(argument);
        if !syntax::parse(query).script.statements.iter().all(shows) {
            return Ok(
                self.complain("`\\watch` shows answers again and again: a query that saves, or names something, is asked once")
            );
        }
        match interrupt::listening(|| self.rounds(query, time)) {
            Some(Err(stop)) if !stop.is_interrupted() => Err(stop),
            _ => Ok(Next::Line),
        }
    }

    fn rounds(&mut self, query: &str, time: Duration) -> Result<(), Stop> {
        loop {
            self.now.engine = self.reopened()?;
            self.remarks(&format!("{}, every {} s, Ctrl-C ends", calendar::clock(), time.as_secs()));
            script::run(&mut self.now.engine, &mut self.console, TYPED, query)?;
            self.console.begin();
            if !interval::wait(time) {
                return Ok(());
            }
        }
    }

    /// The engine on the files as they are now, with all that was named in this sitting.
    fn reopened(&self) -> Result<Engine, Stop> {
        let Some(paths) = &self.now.paths else { return Ok(self.now.engine.clone()) };
        let mut engine = (self.open)(paths)?;
        for text in &self.now.said {
            for statement in syntax::parse(text).script.statements.iter().filter(|statement| names(statement)) {
                let named = engine.run(&statement.to_string(), &mut |_| Ok(()));
                named.map_err(|error| Stop::Refused(TYPED.into(), error))?;
            }
            engine.remember(text);
        }
        Ok(engine)
    }

    /// A table and its columns, or the values of one column with their rows.
    fn describe(&mut self, argument: &str) -> Result<(), Stop> {
        match argument.split_once(char::is_whitespace) {
            Some((table, column)) if self.now.engine.catalog().table(argument).is_none() => {
                let column = column.trim().trim_matches('`');
                let text = format!("{} count by {} sort rows desc", as_name(table), as_name(column));
                script::run(&mut self.now.engine, &mut self.console, TYPED, &text)
            }
            _ => {
                self.now.engine.read_all(Some(argument)).map_err(|error| Stop::Refused("data".into(), error))?;
                schema::show(&mut self.console, &self.now.engine, Some(argument))
            }
        }
    }

    fn notes(&self) {
        match &self.last_stop {
            Some(stop) => self.console.report.stop(stop),
            None if self.console.repeat_notes() => {}
            None if self.now.said.is_empty() => self.remarks("nothing was asked yet"),
            None => self.remarks("the last statement had no notes"),
        }
    }

    fn format(&mut self, name: &str) -> Result<Next, Stop> {
        let names = Format::ALL.map(Format::name);
        match Format::parse(name) {
            Some(format) => self.console.change(|settings| settings.format = Some(format))?,
            None => {
                let hint = did_you_mean(name, names.into_iter()).unwrap_or_else(|| format!("there are {}", names.join(", ")));
                return Ok(self.complain(&format!("there is no format {}: {hint}", quote(name))));
            }
        }
        Ok(Next::Line)
    }

    fn edit(&mut self, file: &str) -> Result<Next, Stop> {
        let last = self.now.said.last().map_or("", String::as_str);
        let text = match file.is_empty() {
            true => editing::edited(last)?,
            false => editing::edited_file(Path::new(file))?,
        };
        if !text.trim().is_empty() {
            self.remarks(&text);
            self.statements(TYPED, text.trim())?;
        }
        Ok(Next::Line)
    }

    fn undo(&mut self) {
        let Some(mut state) = self.before.pop() else { return self.remarks("there is no `let` to forget") };
        let forgotten = match (&self.now.paths, &state.paths) {
            (None, Some(_)) => {
                // The tour is about tables that are gone.
                self.tour = None;
                "the tables from before are open again".to_string()
            }
            _ => {
                let mut since = self.now.said.split_off(state.said.len().min(self.now.said.len())).into_iter();
                let named = since.next().unwrap_or_default();
                let rested = state.ask_again(&named, since);
                let verb = if rested == 1 { "rests" } else { "rest" };
                let with = (rested > 0).then(|| format!("\nand {} that {verb} on it", counted(rested, "question")));
                format!("forgotten: {named}{}", with.unwrap_or_default())
            }
        };
        self.now = state;
        self.remarks(&forgotten);
    }

    fn remarks(&self, text: &str) {
        self.console.report.remarks(&text.lines().map(str::to_string).collect::<Vec<_>>());
    }

    fn complain(&self, message: &str) -> Next {
        self.console.report.complain(message);
        Next::Line
    }
}

impl State {
    /// Takes up the questions that came behind a statement which is forgotten, without those that rest on it, and says how many these are.
    fn ask_again(&mut self, forgotten: &str, questions: impl Iterator<Item = String>) -> u64 {
        let statements = syntax::parse(forgotten).script.statements;
        // These are about every question behind them.
        let all = statements.iter().any(|s| matches!(s.kind, StatementKind::AsOf(..) | StatementKind::Catalog(_)));
        let answers = |statements: &[Statement]| statements.iter().any(|s| matches!(s.kind, StatementKind::Query(_)));
        let mut last_is_gone = answers(&statements);
        let mut rested = 0;
        for text in questions {
            let rests = all || last_is_gone && saved::speaks_of_last(&text) || self.engine.check(&text).is_err();
            if answers(&syntax::parse(&text).script.statements) {
                last_is_gone = rests;
            }
            if rests {
                rested += 1;
            } else {
                self.engine.remember(&text);
                self.said.push(text);
            }
        }
        rested
    }
}

/// Whether a statement gives no answer, but changes what later ones mean.
fn names(statement: &Statement) -> bool {
    !matches!(statement.kind, StatementKind::Query(_) | StatementKind::Print(_))
}

/// Whether a statement shows an answer, and does nothing else.
fn shows(statement: &Statement) -> bool {
    !names(statement) && statement.kind.query().is_none_or(|query| query.target().is_none())
}
