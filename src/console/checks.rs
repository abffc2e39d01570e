//! What `expect`s gave, as it is shown and counted: to standard output, or to standard error where that holds data.

use super::results::Console;
use super::stop::Stop;
use super::whole::WholeFile;
use crate::base::Diagnostic;
use crate::base::names::quote;
use crate::engine::Answer;
use crate::output::junit::{self, Case};
use crate::output::{self, Format, Style};
use std::path::Path;

impl Console {
    /// Shows what the `expect`s of an answer gave; the name is that of their text.
    pub(super) fn checks(&mut self, name: &str, answer: &Answer) -> Result<(), Stop> {
        let unwritten = |error| Stop::unwritten("what the checks gave", &error);
        for check in &answer.checks {
            let text = output::check(check, name, self.style()).map_err(unwritten)?;
            if self.format() != Format::Json {
                self.tell(&text, check.shown.height() > 0)?;
            }
            let plain = output::check(check, name, &Style::default()).map_err(unwritten)?;
            let failure = (!check.passed).then(|| (check.message.clone(), plain));
            self.cases.push(Case { title: check.title().to_string(), line: check.line, failure });
        }
        if answer.is_check() && self.format() == Format::Json {
            let value = output::checks_json(answer).map_err(unwritten)?;
            self.tell(&format!("{value:#}\n"), false)?;
        }
        Ok(())
    }

    /// How many checks were passed and how many failed, if there were some: alone on the last line.
    pub fn sum_up(&mut self) -> Result<(), Stop> {
        let (all, failed) = (self.cases.len(), self.failed());
        let passed = all - failed;
        match self.format() {
            _ if all == 0 => Ok(()),
            Format::Json => self.tell(&format!("{}\n", serde_json::json!({ "passed": passed, "failed": failed })), false),
            _ => self.tell(&format!("{passed} passed, {failed} failed\n"), true),
        }
    }

    fn failed(&self) -> usize {
        self.cases.iter().filter(|case| case.failure.is_some()).count()
    }

    /// Nothing more where all checks were passed; else the end of the command.
    pub fn all_passed(&self) -> Result<(), Stop> {
        if self.failed() == 0 { Ok(()) } else { Err(Stop::Unmet) }
    }

    /// Writes the checks of a script as JUnit XML; `faults` are the errors that ended it.
    pub fn write_junit(&self, file: &Path, script: &str, faults: &[Diagnostic]) -> Result<(), Stop> {
        let text = junit::xml(script, &self.cases, faults);
        let written = WholeFile::begin(file).and_then(|mut draft| {
            draft.writer().write_all(text.as_bytes())?;
            draft.keep()
        });
        written.map_err(|error| Stop::unwritten(&quote(&file.display().to_string()), &error))
    }
}
