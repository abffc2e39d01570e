//! The statements of a text, checked in order before anything of it runs.

use super::reading::Sound;
use super::{Engine, Error, Query};
use crate::base::{Day, Diagnostic, Value};
use crate::check::{Formula, LetTable, Measure};
use crate::exec;
use crate::syntax;
use crate::syntax::ast::{self, Statement, StatementKind};

/// A checked statement.
pub(super) enum Checked {
    Query(Box<Query>),
    Print(Formula, String),
    Let(String),
    AsOf(Day),
}

impl Engine {
    /// Checks all statements of a text; the names its `let`s define are known afterwards.
    pub(super) fn statements(&mut self, text: &str) -> Result<(Vec<Checked>, Vec<Diagnostic>), Error> {
        let parsed = syntax::parse(text);
        self.names.begin();
        let mut found = parsed.diagnostics;
        found.extend(self.faults_of_saving(&parsed.script.statements));
        let mut checked = Vec::new();
        for statement in &parsed.script.statements {
            match self.statement(statement, text) {
                Ok((one, notes)) => {
                    checked.push(one);
                    found.extend(notes);
                }
                Err(faults) => found.extend(faults),
            }
        }
        if found.iter().any(Diagnostic::is_error) { Err(Error::new(text, found)) } else { Ok((checked, found)) }
    }

    fn statement(&mut self, statement: &Statement, text: &str) -> Result<(Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Query(query) => {
                let Sound { table, unreadable, notes } = self.checked(query, false)?;
                let (text, saving) = (text.to_string(), self.saving(query));
                let LetTable { plan, further, .. } = table;
                let query = Query { text, span, plan, further, saving, notes: Vec::new(), unreadable };
                Ok((Checked::Query(Box::new(query)), notes))
            }
            StatementKind::LetTable(name, query) => {
                let taken = self.checker().new_name(name);
                let checked = self.checked(query, true);
                if checked.is_err() && taken.is_none() {
                    self.names.faulty.insert(name.text.clone());
                }
                let Sound { table, notes, .. } = with_fault(checked, taken)?;
                self.names.tables.insert(name.text.clone(), table);
                Ok((Checked::Let(name.text.clone()), notes))
            }
            StatementKind::LetValue(name, expr) => {
                let taken = self.checker().new_name(name);
                let value = self.value(expr);
                if taken.is_none() {
                    self.name_value(name.text.clone(), value.as_ref().ok().map(|(formula, _)| formula));
                }
                let (_, notes) = with_fault(value, taken)?;
                Ok((Checked::Let(name.text.clone()), notes))
            }
            StatementKind::LetMeasure(name, figure) => {
                let taken = self.checker().new_name(name);
                let measure = Measure { figure: figure.clone(), here: true };
                taken.map_or(Ok(()), |fault| Err(vec![fault]))?;
                self.names.measures.insert(name.text.clone(), measure);
                Ok((Checked::Let(name.text.clone()), Vec::new()))
            }
            StatementKind::Print(expr) => {
                let (formula, notes) = self.value(expr)?;
                Ok((Checked::Print(formula, expr.to_string()), notes))
            }
            StatementKind::AsOf(moment) => match self.checker().day(moment) {
                (Some(day), notes) => {
                    self.names.as_of = Some(day);
                    Ok((Checked::AsOf(day), notes))
                }
                (None, faults) => Err(faults),
            },
        }
    }

    /// Checks an expression that stands alone, and works it out unless it rests on queries.
    fn value(&self, expr: &ast::Expr) -> Result<(Formula, Vec<Diagnostic>), Vec<Diagnostic>> {
        match self.checker().value(expr) {
            (Some(formula), notes) if !formula.asked.is_empty() => Ok((formula, notes)),
            (Some(formula), notes) => match exec::evaluate(&formula.value) {
                // What has bounds is worked out anew where it is used: a difference is no count.
                Ok(Value::Bounded(_)) => Ok((formula, notes)),
                Ok(value) => Ok((formula.known(value), notes)),
                Err(fault) => Err(vec![fault]),
            },
            (None, faults) => Err(faults),
        }
    }

    /// Makes a value known by its name; a faulty one too, so that its uses are not reported as well.
    fn name_value(&mut self, name: String, formula: Option<&Formula>) {
        match formula.map(|formula| (formula, formula.value.as_literal())) {
            None => drop(self.names.values.insert(name, Value::Unknown)),
            Some((_, Some(value))) => drop(self.names.values.insert(name, value.clone())),
            Some((formula, None)) => drop(self.names.formulas.insert(name, formula.clone())),
        }
    }
}

/// A result, with one more fault that was found beside it.
fn with_fault<T>(result: Result<T, Vec<Diagnostic>>, fault: Option<Diagnostic>) -> Result<T, Vec<Diagnostic>> {
    match (result, fault) {
        (result, None) => result,
        (Ok(_), Some(fault)) => Err(vec![fault]),
        (Err(faults), Some(fault)) => Err(faults.into_iter().chain([fault]).collect()),
    }
}
