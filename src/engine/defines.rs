//! Functions: what a `define` must be, and the tables that calls give.

use super::Engine;
use super::reading::Sound;
use crate::base::names::did_you_mean;
use crate::base::{Code, Diagnostic, Span};
use crate::check::{Defined, in_call, wrong_count};
use crate::plan::Function;
use crate::syntax::ast::{Body, ClauseKind, Define, Join, Name, Query, Source, TableCall};
use crate::syntax::keywords::{Keyword, Role};

/// The most steps of a table that calls have made.
const MOST_STEPS: usize = 2_000;

impl Engine {
    /// Checks a function and makes it known. A faulty one is known to be so: its calls are not reported as well.
    pub(super) fn define(&mut self, define: &Define) -> Result<(), Vec<Diagnostic>> {
        let mut found: Vec<Diagnostic> = self.checker().new_name(&define.name).into_iter().collect();
        let taken = !found.is_empty();
        found.extend(word_taken(&define.name));
        found.extend(repeated(&define.parameters));
        found.extend(match &define.body {
            Body::Value(_) => self.checker().definition(define),
            Body::Table(query) => self.faults_of_body(define, query),
        });
        if found.is_empty() {
            let defined = Defined { define: define.clone(), text: self.names.text };
            self.names.functions.insert(define.name.text.clone(), defined);
            return Ok(());
        }
        if !taken {
            self.names.faulty.insert(define.name.text.clone());
        }
        Err(found)
    }

    /// What is wrong with the body of a table function, whatever it is called with: tables that are not there, a `save` and a check.
    fn faults_of_body(&mut self, define: &Define, query: &Query) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if let Some(file) = query.target() {
            let fault = Diagnostic::error(Code::CannotWrite, file.span, "a function gives a table, and saves nothing");
            found.push(fault.help("save in the query that calls it"));
        }
        if let Some(check) = query.checks().next() {
            let fault =
                Diagnostic::error(Code::CheckInFunction, check.span, "a function gives a table, and asks nothing of its rows");
            found.push(fault.help("write `expect` in the query that calls it, or in a `let` of the call"));
        }
        let parameter = |source: &Source| matches!(source, Source::Table(name) if define.parameters.iter().any(|known| known.text == name.text));
        let mut open: Vec<&Source> = query.sources().collect();
        while let Some(source) = open.pop() {
            match source {
                Source::Call(call) if call.name.text == define.name.text => {
                    let message = format!("`{}` calls itself, and a function rests on earlier ones", call.name);
                    found.push(Diagnostic::error(Code::UnknownFunction, call.name.span, message));
                }
                Source::Call(call) => {
                    found.extend(self.table_function(call).err().into_iter().flatten());
                    open.extend(&call.arguments);
                }
                other if parameter(other) => {}
                other => found.extend(self.checked(&bare(other), true).err().into_iter().flatten()),
            }
        }
        found
    }

    /// The function that a call is of, if it gives tables and takes as many.
    fn table_function(&self, call: &TableCall) -> Result<&Defined, Vec<Diagnostic>> {
        let (name, span) = (&call.name.text, call.span);
        if let Some(defined) = self.names.functions.get(name) {
            if let Body::Value(_) = defined.define.body {
                let message = format!("`{name}` gives a value, and a table is expected here");
                return Err(vec![Diagnostic::error(Code::WrongType, span, message).help(format!("it is `{}`", defined.define))]);
            }
            return wrong_count(&defined.define, call.arguments.len(), span).map_or(Ok(defined), |fault| Err(vec![fault]));
        }
        if self.names.faulty.contains(name) {
            return Err(Vec::new());
        }
        let fault = Diagnostic::error(Code::UnknownFunction, call.name.span, format!("there is no table function `{name}`"));
        let near = did_you_mean(name, self.functions().filter(|(_, table)| *table).map(|(name, _)| name));
        let define = format!("define it: `define {name}(t) = t during 2025-04`");
        Err(vec![if near.is_some() { fault.help_if(near) } else { fault.help(define) }])
    }

    /// Works out what the calls of table functions in a query give; notes come back.
    pub(super) fn call_tables(&mut self, query: &Query) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let mut notes = Vec::new();
        for source in query.sources() {
            if let Source::Call(call) = source {
                notes.extend(self.call_table(source, call)?);
            }
        }
        Ok(notes)
    }

    fn call_table(&mut self, source: &Source, call: &TableCall) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        if self.names.table(source).is_some() {
            return Ok(Vec::new());
        }
        let defined = self.table_function(call)?.clone();
        let Body::Table(body) = &defined.define.body else { return Ok(Vec::new()) };
        // The arguments are looked at first: their faults are no faults of the function.
        for argument in &call.arguments {
            self.checked(&bare(argument), true)?;
        }
        let body_span = body.source.span().to(body.clauses.last().map_or(body.source.span(), |clause| clause.span));
        let here = (defined.text == self.names.text).then_some(body_span);
        let called = |fault: Diagnostic| in_call(fault, call.span, here, &defined.define);
        let body = with_arguments(body, &defined.define.parameters, &call.arguments);
        let Sound { table, notes, .. } =
            self.checked(&body, true).map_err(|faults| faults.into_iter().map(called).collect::<Vec<_>>())?;
        if table.plan.size() > MOST_STEPS {
            let fault = Diagnostic::error(Code::TooDeep, call.span, "the calls make a table of too many steps");
            return Err(vec![fault.help("name parts of it with `let`")]);
        }
        let table = if here.is_some() { table } else { table.placed(call.span) };
        self.names.called.insert(source.key().into_owned(), table);
        Ok(notes.into_iter().map(called).collect())
    }
}

/// A table without clauses.
fn bare(source: &Source) -> Query {
    Query { source: source.clone(), clauses: Vec::new() }
}

/// The body of a table function with tables in place of its parameters.
fn with_arguments(body: &Query, parameters: &[Name], arguments: &[Source]) -> Query {
    let mut body = body.clone();
    for clause in &mut body.clauses {
        // The columns of a joined table keep going by the name that the body knows.
        if let ClauseKind::Join(Join { table: Source::Table(table), name: name @ None, .. }) = &mut clause.kind
            && parameters.iter().any(|known| known.text == table.text)
        {
            *name = Some(table.clone());
        }
    }
    body.sources_mut().for_each(|source| replace(source, parameters, arguments));
    body
}

fn replace(source: &mut Source, parameters: &[Name], arguments: &[Source]) {
    match source {
        Source::Call(call) => call.arguments.iter_mut().for_each(|argument| replace(argument, parameters, arguments)),
        Source::Path(..) => {}
        Source::Table(name) => {
            let at = parameters.iter().position(|known| known.text == name.text);
            if let Some(argument) = at.and_then(|at| arguments.get(at)) {
                *source = argument.clone();
            }
        }
    }
}

/// The fault of a name that a call would not reach.
fn word_taken(name: &Name) -> Option<Diagnostic> {
    let text = &name.text;
    let what = match Keyword::parse(text) {
        _ if Function::parse(text).is_some() => "a function of Dateline",
        Some(keyword) if keyword.is_verb() => "a verb of Dateline",
        Some(keyword) if keyword.starts_clause() || keyword.role() == Role::Operand => "a word of Dateline",
        _ => return None,
    };
    let fault = Diagnostic::error(Code::DuplicateName, name.span, format!("`{text}` is {what} already"));
    Some(fault.help("take another name: nothing is shadowed"))
}

/// The fault of two parameters of one name.
fn repeated(parameters: &[Name]) -> Option<Diagnostic> {
    let again = |at: usize| parameters[..at].iter().find(|name| name.text == parameters[at].text);
    let (at, first): (usize, Span) = (0..parameters.len()).find_map(|at| again(at).map(|name| (at, name.span)))?;
    let name = parameters.get(at)?;
    let fault = Diagnostic::error(Code::DuplicateName, name.span, format!("two parameters are called `{}`", name.text));
    Some(fault.also(first, "the first of them"))
}
