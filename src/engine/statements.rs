//! The statements of a text, checked in order before anything of it runs.

use super::reading::Sound;
use super::{Engine, Error, Outcome, Query};
use crate::base::{Diagnostic, Value};
use crate::check::{Formula, LetTable, Measure};
use crate::exec;
use crate::syntax;
use crate::syntax::ast::{self, Body, Define, Name, Source, Statement, StatementKind, TableCall};

/// A checked statement.
pub(super) enum Checked {
    Query(Box<Query>),
    Print(Formula, String),
    Done(Outcome),
}

impl Engine {
    /// Checks all statements of a text; the names its `let`s define are known afterwards.
    pub(super) fn statements(&mut self, text: &str) -> Result<(Vec<Checked>, Vec<Diagnostic>), Error> {
        let parsed = syntax::parse(text);
        let statements = &parsed.script.statements;
        self.names.begin();
        self.uses.faulty.clear();
        self.expect_params(statements);
        let declared = self.names.params.len();
        let mut found = parsed.diagnostics;
        found.extend(self.unfit_files(statements));
        let mut checked = Vec::new();
        for (at, statement) in statements.iter().enumerate() {
            match self.statement(statement, text, at == 0) {
                Ok((one, notes)) => {
                    checked.push(one);
                    found.extend(notes);
                }
                Err(faults) => found.extend(faults),
            }
        }
        found.extend(self.overwritten(statements));
        if self.names.params.len() > declared {
            found.extend(self.unknown_settings());
        }
        if !found.iter().any(Diagnostic::is_error) {
            return Ok((checked, found));
        }
        Err(Error { used: std::mem::take(&mut self.uses.faulty), ..Error::new(text, found) })
    }

    /// Checks one statement; `first` is the one at the top of its text.
    pub(super) fn statement(
        &mut self,
        statement: &Statement,
        text: &str,
        first: bool,
    ) -> Result<(Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
        let span = statement.span;
        self.names.called.clear();
        match &statement.kind {
            StatementKind::Query(query) => {
                let Sound { table, read, notes } = self.checked(query, false)?;
                let (text, saving) = (text.to_string(), self.saving(query));
                let LetTable { plan, further, .. } = table;
                let query = Query { text, span, plan, further, saving, notes: Vec::new(), read };
                Ok((Checked::Query(Box::new(query)), notes))
            }
            StatementKind::LetTable(name, query) => self.let_table(name, query),
            StatementKind::LetValue(name, expr) => match self.called_by(expr) {
                Some(query) => self.let_table(name, &query),
                None => self.let_value(name, expr),
            },
            StatementKind::LetMeasure(name, figure) => {
                let taken = self.checker().new_name(name);
                let measure = Measure { figure: figure.clone(), text: self.names.text };
                taken.map_or(Ok(()), |fault| Err(vec![fault]))?;
                self.names.measures.insert(name.text.clone(), measure);
                Ok((named(name), Vec::new()))
            }
            StatementKind::Param(param) => self.param(param).map(|notes| (named(&param.name), notes)),
            StatementKind::Define(define) => match self.called_in(define) {
                Some(define) => self.define(&define),
                None => self.define(define),
            }
            .map(|()| (named(&define.name), Vec::new())),
            StatementKind::Use(file) => {
                self.use_script(file).map(|notes| (Checked::Done(Outcome::Use(file.path.clone().into())), notes))
            }
            StatementKind::Catalog(file) => {
                self.open_catalog(file, first).map(|notes| (Checked::Done(Outcome::Catalog(file.path.clone().into())), notes))
            }
            StatementKind::Print(expr) => {
                let (formula, notes) = self.value(expr)?;
                Ok((Checked::Print(formula, expr.to_string()), notes))
            }
            StatementKind::AsOf(moment) => match self.checker().day(moment) {
                (Some(day), notes) => {
                    self.names.as_of = Some(day);
                    Ok((Checked::Done(Outcome::AsOf(day)), notes))
                }
                (None, faults) => Err(faults),
            },
        }
    }

    fn let_table(&mut self, name: &Name, query: &ast::Query) -> Result<(Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
        let taken = self.checker().new_name(name);
        let checked = self.checked(query, true);
        if checked.is_err() && taken.is_none() {
            self.names.faulty.insert(name.text.clone());
        }
        let Sound { table, notes, .. } = with_fault(checked, taken)?;
        self.names.tables.insert(name.text.clone(), table);
        Ok((named(name), notes))
    }

    fn let_value(&mut self, name: &Name, expr: &ast::Expr) -> Result<(Checked, Vec<Diagnostic>), Vec<Diagnostic>> {
        let taken = self.checker().new_name(name);
        let value = self.value(expr);
        if taken.is_none() {
            self.name_value(name.text.clone(), value.as_ref().ok().map(|(formula, _)| formula));
        }
        let (_, notes) = with_fault(value, taken)?;
        Ok((named(name), notes))
    }

    /// The query that an expression is if it is a call of a table function.
    fn called_by(&self, expr: &ast::Expr) -> Option<ast::Query> {
        let call = TableCall::of(expr)?;
        let gives_table = self.functions().any(|(name, table)| table && name == call.name.text);
        gives_table.then(|| ast::Query { source: self.moved_here(Source::Call(call)), clauses: Vec::new() })
    }

    /// The same function, if its body is such a call.
    fn called_in(&self, define: &Define) -> Option<Define> {
        let Body::Value(body) = &define.body else { return None };
        self.called_by(body).map(|query| Define { body: Body::Table(query), ..define.clone() })
    }

    /// Checks an expression that stands alone, and works it out unless it rests on queries.
    pub(super) fn value(&self, expr: &ast::Expr) -> Result<(Formula, Vec<Diagnostic>), Vec<Diagnostic>> {
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
            None => drop(self.names.faulty.insert(name)),
            Some((_, Some(value))) => drop(self.names.values.insert(name, value.clone())),
            Some((formula, None)) => drop(self.names.formulas.insert(name, formula.clone())),
        }
    }
}

fn named(name: &Name) -> Checked {
    Checked::Done(Outcome::Let(name.text.clone()))
}

/// A result, with one more fault that was found beside it.
fn with_fault<T>(result: Result<T, Vec<Diagnostic>>, fault: Option<Diagnostic>) -> Result<T, Vec<Diagnostic>> {
    match (result, fault) {
        (result, None) => result,
        (Ok(_), Some(fault)) => Err(vec![fault]),
        (Err(faults), Some(fault)) => Err(faults.into_iter().chain([fault]).collect()),
    }
}
