//! What the `expect`s of a query gave, in words and numbers.

use super::{Answer, Engine, Error, Facts};
use crate::base::counts::{counted, grouped};
use crate::base::names::{all_of, one_of};
use crate::base::span::line_and_column;
use crate::base::{Diagnostic, Span};
use crate::data::Frame;
use crate::exec::{self, Verdict};
use crate::plan::expect::{Asks, Expectation};
use crate::plan::{Plan, StepKind};
use crate::syntax::print::as_name;

/// What one `expect` gave.
#[derive(Clone, Debug)]
pub struct Check {
    /// The name given by `as "…"`.
    pub name: Option<String>,
    /// The query up to this `expect`, on one line.
    pub written: String,
    /// Where it stands in its text.
    pub span: Span,
    /// Its line in its text, from 1.
    pub line: usize,
    /// Whether it is true of all rows. What rests on something unknown is not.
    pub passed: bool,
    /// The rows it was asked of; groups where the newest day of each was asked.
    pub rows: u64,
    /// The rows of which it is not true.
    pub failed: u64,
    /// The rows of which it cannot be told, since something is unknown.
    pub unknown: u64,
    /// What came out, in a sentence without a full stop.
    pub message: String,
    /// The first rows of which it is not true or cannot be told, at most ten; rows of a table with file and line.
    pub shown: Frame,
    /// What to write so that rows pass of which it cannot be told.
    pub help: Option<String>,
    /// Rows that clauses before it left out because something is unknown, or because they straddle a bound.
    pub left_out: Vec<String>,
}

impl Check {
    /// Its name, or what is asked.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.written)
    }
}

impl Engine {
    /// What the `expect`s of a table of `let` give, if it has some: they are asked where it is written.
    pub(super) fn checks_of_let(&self, name: &str, text: &str) -> Result<Option<Answer>, Error> {
        let asking = self.names.tables.get(name).filter(|table| table.plan.expectations().next().is_some());
        let Some(table) = asking else { return Ok(None) };
        let (plan, values) = self.answered(&table.plan, text)?;
        let (checks, notes) = self.checked_rows(&plan, text)?;
        let facts = Facts { values, ..self.facts_of_tables(&table.written, &plan, self.options.provenance) };
        Ok(Some(Answer { checks, ..Answer::of(Frame::default(), facts, notes) }))
    }

    /// What the `expect`s of a plan give, in their order, and what is worth knowing of them.
    pub(super) fn checked_rows(&self, plan: &Plan, text: &str) -> Result<(Vec<Check>, Vec<Diagnostic>), Error> {
        let (mut checks, mut notes): (Vec<Check>, Vec<Diagnostic>) = Default::default();
        for at in plan.expectations() {
            let Some(StepKind::Expect(expected)) = plan.steps.get(at).map(|step| &step.kind) else { continue };
            let verdict = exec::verdict(plan, at, &self.store).map_err(|found| Error::new(text, found))?;
            let fresh: Vec<_> = verdict.notes.iter().filter(|note| !notes.contains(note)).cloned().collect();
            notes.extend(fresh);
            checks.push(check(expected, verdict, text));
        }
        Ok((checks, notes))
    }
}

fn check(expected: &Expectation, verdict: Verdict, text: &str) -> Check {
    let (message, help) = (said(expected, &verdict), help(expected, &verdict));
    let (span, line) = (expected.span, line_and_column(text, expected.span.start).0);
    let Verdict { holds, rows, failed, open, shown, left_out, .. } = verdict;
    // Where only the number of rows is asked no single row fails.
    let failed = if matches!(&expected.asks, Asks::Rows(asked) if !asked.is_none()) { 0 } else { failed };
    let written = format!("{} expect {}", expected.subject, expected.written);
    Check {
        name: expected.name.clone(),
        written,
        span,
        line,
        passed: holds,
        rows,
        failed,
        unknown: open,
        message,
        shown,
        help,
        left_out,
    }
}

/// What came out, in a sentence.
fn said(expected: &Expectation, verdict: &Verdict) -> String {
    let Verdict { holds, rows, failed, open, .. } = *verdict;
    let (one, all) = (failed == 1, counted(rows, "row"));
    let mut parts: Vec<String> = Vec::new();
    match &expected.asks {
        Asks::Rows(_) if rows == 0 => return "no rows".into(),
        Asks::Rows(_) if holds => return all,
        Asks::Rows(_) => return format!("there {} {all}", if rows == 1 { "is" } else { "are" }),
        Asks::Newest(newest) if newest.by.is_empty() => {
            return match verdict.newest {
                Some(day) if holds => format!("newest {day}"),
                Some(day) => format!("the newest day is {day}, before {}", newest.since),
                None => format!("no row is dated {} or earlier", newest.until),
            };
        }
        _ if holds && rows == 0 => return "no rows".into(),
        Asks::Newest(_) if holds => return format!("all {} are new enough", counted(rows, "group")),
        Asks::Newest(newest) => {
            if failed > 0 {
                let verb = if one { "has" } else { "have" };
                parts.push(format!("{} of {} {verb} no row since {}", grouped(failed), counted(rows, "group"), newest.since));
            }
        }
        _ if holds => return all,
        Asks::Unique(names) => {
            if failed > 0 {
                let (verb, other) = if one { ("has", "its") } else { ("have", "their") };
                parts.push(format!("{} of {all} {verb} {other} {} in common with another", grouped(failed), all_of(names)));
            }
        }
        Asks::Each(_, true) => {
            return format!("{} of {all} {} an unknown value", grouped(failed), if one { "has" } else { "have" });
        }
        Asks::Each(..) => {
            if failed > 0 {
                parts.push(format!("not true of {} of {all}", grouped(failed)));
            }
        }
    }
    if open > 0 {
        let what = match &expected.asks {
            Asks::Newest(_) => "group",
            _ => "row",
        };
        let of = match (failed, open) {
            (0, _) => format!("{} of {}", grouped(open), counted(rows, what)),
            _ => format!("{} more", grouped(open)),
        };
        let not_known = if verdict.inexact { "not known exactly" } else { "unknown" };
        let why = match verdict.resting.as_slice() {
            [] => "a value of the row, or of a row it is compared with, is unknown".to_string(),
            columns => format!("{} is {not_known}", one_of(columns)),
        };
        parts.push(format!("{of} cannot be told: {why}"));
    }
    parts.join("; ")
}

/// What lets rows pass of which it cannot be told.
fn help(expected: &Expectation, verdict: &Verdict) -> Option<String> {
    let condition = match &expected.asks {
        Asks::Each(_, false) if verdict.open > 0 && !verdict.inexact => {
            verdict.resting.iter().map(|name| format!("{} is unknown", as_name(name)))
        }
        _ => return None,
    };
    let condition = condition.collect::<Vec<_>>().join(" or ");
    (!condition.is_empty()).then(|| format!("rows of which it cannot be told pass with `or {condition}`"))
}
