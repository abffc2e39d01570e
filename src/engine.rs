//! The way in for programs: open data, ask, get an answer. Text to answer in one pass through the layers.

use crate::base::{Day, Diagnostic, Value};
use crate::catalog::Catalog;
use crate::data::Frame;
use crate::plan::{Plan, Window};
use serde::Serialize;
use std::path::PathBuf;

/// How data are opened and queries answered.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day that counts as today; by the clock without one.
    pub now: Option<Day>,
    /// `$name` values, as they would be written in a query; what is no literal is text.
    pub set: Vec<(String, String)>,
    /// The folder that relative paths in queries start from; the working folder without one.
    pub folder: Option<PathBuf>,
}

/// An answer: rows, and what is needed to defend them.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The rows.
    pub rows: Frame,
    /// What the rows rest on.
    pub facts: Facts,
    /// What is worth knowing: misspelt values, kept ties, keywords taken for columns.
    pub notes: Vec<Diagnostic>,
}

/// What an answer rests on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facts {
    /// The query, as it was written.
    pub query: String,
    /// Dateline's version.
    pub version: String,
    /// The tables that were read.
    pub tables: Vec<TableFact>,
    /// The window of days the answer stands for, such as `2025-04-01 to 2025-04-30 (30 days)`.
    pub window: Option<String>,
    /// Why there is no window, when there is none.
    pub no_window: Option<String>,
    /// Rows of the tables that were read, where known.
    pub rows_read: Option<u64>,
    /// Rows the answer rests on.
    pub rows_used: u64,
    /// Unknown values met on the way, with what was done with them.
    pub unknown: Vec<String>,
}

/// A table that was read.
#[derive(Clone, Debug, Serialize)]
pub struct TableFact {
    /// Its name in the query.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its rows, where known.
    pub rows: Option<u64>,
}

/// Why there is no answer: one or more diagnostics on a text.
#[derive(Clone, Debug)]
pub struct Error {
    /// The text they speak of.
    pub source: String,
    /// What is wrong; notes may be among them.
    pub diagnostics: Vec<Diagnostic>,
}

/// A checked query, ready to be answered as often as wanted.
#[derive(Clone, Debug)]
pub struct Query {
    /// The text of the statement.
    pub text: String,
    /// What it means.
    pub plan: Plan,
    /// Notes of reading and checking.
    pub notes: Vec<Diagnostic>,
}

/// What a statement of a script gives.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The answer of a query, or of `= expression` as a table of one cell.
    Answer(Box<Answer>),
    /// A `let`: the name that is now known.
    Let(String),
}

/// Tables and values, and the way to ask about them. Keeps the `let`s of earlier statements.
#[derive(Default)]
pub struct Engine {
    _private: (),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<String> = self.diagnostics.iter().map(|d| format!("{}: {}", d.code.text(), d.message)).collect();
        f.write_str(&texts.join("; "))
    }
}

impl std::error::Error for Error {}

#[allow(unused_variables)]
impl Engine {
    /// Opens data files, folders of them, or nothing. A file is the table named after its stem.
    pub fn open(paths: &[PathBuf], options: Options) -> Result<Engine, Error> {
        Ok(Engine { _private: () })
    }

    /// What is known of the tables.
    pub fn catalog(&self) -> &Catalog {
        todo!("the engine lands with the execution layer")
    }

    /// Checks one query.
    pub fn prepare(&mut self, text: &str) -> Result<Query, Error> {
        todo!("the engine lands with the execution layer")
    }

    /// Answers a checked query.
    pub fn answer(&self, query: &Query) -> Result<Answer, Error> {
        todo!("the engine lands with the execution layer")
    }

    /// Checks and answers one query.
    pub fn query(&mut self, text: &str) -> Result<Answer, Error> {
        let query = self.prepare(text)?;
        self.answer(&query)
    }

    /// Checks a whole text without running it; notes come back when it is sound.
    pub fn check(&mut self, text: &str) -> Result<Vec<Diagnostic>, Error> {
        todo!("the engine lands with the execution layer")
    }

    /// Checks a whole text, then runs its statements in order and hands each outcome over as it comes.
    pub fn run(&mut self, text: &str, each: &mut dyn FnMut(Outcome) -> Result<(), Error>) -> Result<(), Error> {
        todo!("the engine lands with the execution layer")
    }

    /// The values `$name` known now, with their values.
    pub fn values(&self) -> Vec<(String, Value)> {
        Vec::new()
    }

    /// The window, unresolved, of a plan: for those who embed the engine.
    pub fn window(query: &Query) -> Option<&Window> {
        query.plan.window.as_ref()
    }
}
