//! The way in for programs: open data, ask, get an answer. Text to answer in one pass through the layers.

mod facts;
mod values;

use crate::base::{Code, Day, Diagnostic, Span, Type, Value, calendar};
use crate::catalog::{Catalog, Table, TableFile};
use crate::check::{Checker, Formula, LetTable, Measure, Names};
use crate::data::{self, Frame, Opening, Store};
use crate::exec;
use crate::plan::Plan;
use crate::syntax;
use crate::syntax::ast::{self, Statement, StatementKind};
use std::path::{Path, PathBuf};
use values::Given;

pub use facts::{Answer, Facts, FileFact, TableFact, TimeFact};
pub use values::{ValueFact, WordsFact};

/// How data are opened and queries answered.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day that counts as today; by the clock without one.
    pub now: Option<Day>,
    /// Only what was reported by the end of this day, as the statement `as of` says; it counts as today.
    pub as_of: Option<Day>,
    /// `$name` values, as they would be written in a query; what is no literal is text.
    pub set: Vec<(String, String)>,
    /// The folder that relative paths inside queries start from; the working folder without one.
    pub folder: Option<PathBuf>,
    /// Whether values of sensitive columns may be shown.
    pub show_sensitive: bool,
    /// How files are opened.
    pub opening: Opening,
    /// Whether answers say all of what they rest on, digests of files included: it takes reading them once more.
    pub provenance: bool,
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
    /// The whole text it was read from; diagnostics point into it.
    pub text: String,
    /// Where it stands in the text.
    pub span: Span,
    /// What it means.
    pub plan: Plan,
    /// Notes of reading and checking.
    pub notes: Vec<Diagnostic>,
    /// What is to be said of the columns it reads: cells that do not fit them, files that lack them.
    pub read: exec::Read,
}

/// What a statement of a script gives.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The answer of a query, or of `= expression` as a table of one cell.
    Answer(Box<Answer>),
    /// A `let`: the name that is now known.
    Let(String),
    /// `as of`: the day whose end all that follows is about.
    AsOf(Day),
}

/// Tables and values, and the way to ask about them. Keeps the `let`s of earlier statements. A clone shares the data.
#[derive(Clone)]
pub struct Engine {
    catalog: Catalog,
    store: Store,
    names: Names,
    given: Given,
    options: Options,
    now: Day,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<String> = self.diagnostics.iter().map(|d| format!("{}: {}", d.code.text(), d.message)).collect();
        f.write_str(&texts.join("; "))
    }
}

impl std::error::Error for Error {}

impl Engine {
    /// Opens data files, folders of them, catalogs, or nothing. A file is the table named after its stem.
    pub fn open(paths: &[PathBuf], options: Options) -> Result<Engine, Error> {
        let (catalog, store) = data::open(paths, &options.opening).map_err(|found| Error::new("", found))?;
        let now = options.now.unwrap_or_else(calendar::today);
        let mut names = Names { as_of: options.as_of, ..Names::default() };
        for (name, text) in &options.set {
            names.values.insert(name.clone(), set_value(text));
        }
        Ok(Engine { catalog, store, names, given: Given::default(), options, now })
    }

    /// What is found in data files themselves, whatever catalogs say of them.
    pub fn found(paths: &[PathBuf]) -> Result<Catalog, Error> {
        data::open_plain(paths).map_err(|found| Error::new("", found))
    }

    /// What is known of the tables.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What is worth knowing of a table: how its file was read, and words of places and categories that nothing names, for which those
    /// columns are read.
    pub fn notes(&self, table: &Table) -> Vec<Diagnostic> {
        let words = data::spellings::notes(table, &self.store.spellings(&table.name));
        table.notes.iter().cloned().chain(words).collect()
    }

    /// The names of `let` tables, in order of the alphabet.
    pub fn let_tables(&self) -> impl Iterator<Item = &str> {
        self.names.tables.keys().map(String::as_str)
    }

    /// The names that may be written with a `$`: values, and queries that may be one.
    pub fn value_names(&self) -> impl Iterator<Item = &str> {
        self.names.all_values()
    }

    /// The values `$name` that are written out, with their values.
    pub fn values(&self) -> Vec<(String, Value)> {
        self.names.values.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Checks one query. Files it names by a path are opened.
    pub fn prepare(&mut self, text: &str) -> Result<Query, Error> {
        self.names.begin();
        let parsed = self.parse(text)?;
        match parsed.script.statements.as_slice() {
            [Statement { kind: StatementKind::Query(query), .. }] => self.prepared(query, text, parsed.diagnostics),
            [] => Err(Error::new(text, vec![Diagnostic::error_anywhere(Code::Unexpected, "there is no query here")])),
            [_, second, ..] => {
                let fault = Diagnostic::error(
                    Code::Unexpected,
                    second.span,
                    "one query is expected here, and this is a second statement",
                );
                Err(Error::new(text, vec![fault.help("a script of several statements runs with `dateline run`")]))
            }
            [other] => {
                let fault = Diagnostic::error(Code::Unexpected, other.span, "a query is expected here: a table and clauses");
                Err(Error::new(text, vec![fault]))
            }
        }
    }

    /// Answers a checked query.
    pub fn answer(&self, query: &Query) -> Result<Answer, Error> {
        let (plan, values) = self.answered(&query.plan, &query.text)?;
        let outcome = exec::run(&plan, &self.store, self.options.provenance).map_err(|found| Error::new(&query.text, found))?;
        let facts = Facts {
            values,
            unreadable: query.read.unreadable.clone(),
            lacking: query.read.lacking.clone(),
            ..self.facts(query.span.text(&query.text).trim(), &plan, &outcome)
        };
        Ok(Answer { rows: outcome.rows, facts, notes: query.notes.iter().cloned().chain(outcome.notes).collect() })
    }

    /// What the outcome of a plan rests on.
    fn facts(&self, written: &str, plan: &Plan, outcome: &exec::Outcome) -> Facts {
        let table = |name: &&str| self.catalog.tables.iter().find(|t| t.name == **name);
        let tables: Vec<&Table> = plan.tables().iter().filter_map(table).collect();
        let fact = |(about, text): &(&str, String)| TimeFact { about: about.to_string(), text: text.clone() };
        Facts {
            query: written.to_string(),
            version: env!("CARGO_PKG_VERSION").to_string(),
            no_window: outcome.window.is_none().then(|| no_window(&tables)),
            window: outcome.window.clone(),
            zone: plan.axis.as_ref().and_then(|axis| axis.start.ty.zone()).map(|zone| zone.of_days().to_string()),
            tables: tables.iter().map(|table| self.fact_of(table)).collect(),
            rows_read: outcome.rows_read,
            rows_used: outcome.rows_used,
            time: outcome.time.iter().map(fact).collect(),
            people: outcome.people.iter().map(fact).collect(),
            protected: plan.protected(),
            sources: outcome.sources.clone(),
            unknown: outcome.unknown.clone(),
            places: outcome.places.clone(),
            words: outcome.words.clone(),
            hidden: plan.handling.hidden.clone(),
            possible: outcome.possible.clone(),
            values: Vec::new(),
            unreadable: Vec::new(),
            lacking: Vec::new(),
        }
    }

    /// What is to be said of a table: its file or its files with their digests, if they are asked for.
    fn fact_of(&self, table: &Table) -> TableFact {
        let digest = |place: &Path| if self.options.provenance { data::digest(place) } else { None };
        let folder = self.options.folder.clone().unwrap_or_default();
        // A file that a query names by its path is named from the folder of the script.
        let place = if table.name == table.origin { folder.join(&table.origin) } else { PathBuf::from(&table.origin) };
        let file = |file: &TableFile| FileFact { file: file.name.clone(), rows: file.rows, digest: digest(&file.path) };
        TableFact {
            name: table.name.clone(),
            file: table.origin.clone(),
            rows: table.rows,
            digest: if table.several.is_some() { None } else { digest(&place) },
            files: table.several.iter().flat_map(|several| several.files.iter().map(file)).collect(),
        }
    }

    /// Checks and answers one query.
    pub fn query(&mut self, text: &str) -> Result<Answer, Error> {
        let query = self.prepare(text)?;
        self.answer(&query)
    }

    /// The engine's own plan of a query, as text.
    pub fn explain_polars(&self, query: &Query) -> Result<String, Error> {
        let (plan, _) = self.answered(&query.plan, &query.text)?;
        exec::explain(&plan, &self.store).map_err(|fault| Error::new(&query.text, vec![fault]))
    }

    /// Calls the last query of a text `_`, a table like those of `let`; a text without one changes nothing.
    pub fn remember(&mut self, text: &str) {
        let parsed = syntax::parse(text);
        let last = parsed.script.statements.iter().rev().find_map(|statement| match &statement.kind {
            StatementKind::Query(query) => Some(query),
            _ => None,
        });
        if let Some(Ok(Sound { table, .. })) = last.map(|query| self.checked(query, true)) {
            self.names.tables.insert("_".to_string(), table);
        }
    }

    /// Checks a whole text without running it; notes come back when it is sound. Its `let`s are forgotten again.
    pub fn check(&mut self, text: &str) -> Result<Vec<Diagnostic>, Error> {
        let names = self.names.clone();
        let checked = self.statements(text);
        self.names = names;
        checked.map(|(_, notes)| notes)
    }

    /// Checks a whole text, then runs its statements in order and hands each outcome over as it comes.
    pub fn run(&mut self, text: &str, each: &mut dyn FnMut(Outcome) -> Result<(), Error>) -> Result<(), Error> {
        let before = self.names.clone();
        let (statements, notes) = self.statements(text).inspect_err(|_| self.names = before)?;
        let mut notes = Some(notes);
        for statement in statements {
            let mut outcome = match statement {
                Checked::Query(query) => Outcome::Answer(Box::new(self.answer(&query)?)),
                Checked::Print(formula, written) => {
                    let (value, values) = self.worked_out(&formula, text)?;
                    Outcome::Answer(Box::new(printed(&value, formula.value.ty, written, values)))
                }
                Checked::Let(name) => Outcome::Let(name),
                Checked::AsOf(day) => Outcome::AsOf(day),
            };
            if let Outcome::Answer(answer) = &mut outcome {
                answer.notes.splice(0..0, notes.take().unwrap_or_default());
            }
            each(outcome)?;
        }
        Ok(())
    }

    /// Checks all statements of a text; the names its `let`s define are known afterwards.
    fn statements(&mut self, text: &str) -> Result<(Vec<Checked>, Vec<Diagnostic>), Error> {
        let parsed = syntax::parse(text);
        self.names.begin();
        let mut found = parsed.diagnostics;
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
                let Sound { table, read, notes } = self.checked(query, false)?;
                let query = Query { text: text.to_string(), span, plan: table.plan, notes: Vec::new(), read };
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

    /// Checks a query, and reads the columns it rests on where that was not done before: what they hold is a guess until then, and a
    /// guess that was wrong is checked again. A named one, that others may go on with, carries along what they may ask for.
    fn checked(&mut self, query: &ast::Query, named: bool) -> Result<Sound, Vec<Diagnostic>> {
        for source in query.sources() {
            if let Some(path) = self.names.path(source).map(str::to_string) {
                self.open_path(&path, source.span()).map_err(|fault| vec![fault])?;
            }
        }
        loop {
            let checker = self.checker();
            let checked = if named { checker.keeping() } else { checker }.query(query);
            let read = match &checked {
                (Some(table), _) => exec::read_columns(&table.plan, &self.store),
                (None, _) => self.store.read_named(&query.to_string()).map(|()| exec::Read::default()),
            };
            let read = read.map_err(|fault| vec![fault])?;
            if !self.learn()? {
                return match checked {
                    (Some(table), notes) => Ok(Sound { table, read, notes }),
                    (None, faults) => Err(faults),
                };
            }
        }
    }

    /// Takes over what was learnt by reading columns. True when that is of another type than was thought, or another time axis.
    fn learn(&mut self) -> Result<bool, Vec<Diagnostic>> {
        let (mut other, mut new) = (false, false);
        for table in &mut self.catalog.tables {
            let Some(found) = self.store.tables.get(&table.name).and_then(|data| data::again(&table.name, data)) else {
                continue;
            };
            let (found, data) = found?;
            let shape = |table: &Table| (table.axis.clone(), table.columns.iter().map(|c| c.ty).collect::<Vec<_>>());
            other |= shape(&found) != shape(table);
            self.store.extend(&table.name, data);
            *table = found;
            new = true;
        }
        let faults = if new { data::settle_coverage(&mut self.catalog.tables) } else { Vec::new() };
        if faults.is_empty() { Ok(other) } else { Err(faults) }
    }

    /// Reads all columns of a table, or of all tables, so that nothing that is known of them is a guess.
    pub fn read_all(&mut self, table: Option<&str>) -> Result<(), Error> {
        let wanted = table.and_then(|name| self.catalog.table(name)).map(|table| table.name.clone());
        self.store.read_all(wanted.as_deref()).map_err(|fault| Error::new("", vec![fault]))?;
        self.learn().map(|_| ()).map_err(|found| Error::new("", found))
    }

    fn checker(&self) -> Checker<'_> {
        Checker::new(&self.catalog, &self.names, self.now).showing_sensitive(self.options.show_sensitive)
    }

    /// Opens the file of a quoted path, unless it is open.
    fn open_path(&mut self, path: &str, span: Span) -> Result<(), Diagnostic> {
        if self.catalog.tables.iter().any(|table| table.name == path) {
            return Ok(());
        }
        let folder = self.options.folder.clone().unwrap_or_default();
        let (table, data) =
            data::open_file(&folder.join(path), path, path, &self.options.opening).map_err(|fault| placed(fault, span))?;
        self.store.extend(path, data);
        self.catalog.tables.push(table);
        Ok(())
    }

    fn parse(&self, text: &str) -> Result<syntax::Parsed, Error> {
        let parsed = syntax::parse(text);
        if !parsed.failed() {
            return Ok(parsed);
        }
        // What could be read is checked too, so that all faults are told at once.
        let mut found = parsed.diagnostics;
        for statement in &parsed.script.statements {
            if let StatementKind::Query(query) = &statement.kind
                && query.sources().all(|source| matches!(source, ast::Source::Table(_)))
            {
                found.extend(self.checker().query(query).1);
            }
        }
        Err(Error::new(text, found))
    }

    fn prepared(&mut self, query: &ast::Query, text: &str, mut notes: Vec<Diagnostic>) -> Result<Query, Error> {
        let Sound { table, read, notes: more } = self.checked(query, false).map_err(|found| Error::new(text, found))?;
        notes.extend(more);
        Ok(Query { text: text.to_string(), span: Span::new(0, text.len()), plan: table.plan, notes, read })
    }
}

/// A query that was checked.
struct Sound {
    table: LetTable,
    read: exec::Read,
    notes: Vec<Diagnostic>,
}

/// A checked statement.
enum Checked {
    Query(Box<Query>),
    Print(Formula, String),
    Let(String),
    AsOf(Day),
}

impl Error {
    /// The faults of a text, in order of their places.
    pub fn new(source: &str, mut diagnostics: Vec<Diagnostic>) -> Error {
        diagnostics.sort_by_key(|d| d.span().map(|span| (span.start, span.end)));
        diagnostics.dedup();
        Error { source: source.to_string(), diagnostics }
    }
}

/// A value given as `--set name=value`: a literal of the language, else text.
fn set_value(text: &str) -> Value {
    match syntax::parse_expression(text).map(|expr| expr.kind) {
        Some(ast::ExprKind::Literal(value)) => value,
        Some(ast::ExprKind::Duration(duration, ..)) => Value::Duration(duration),
        Some(ast::ExprKind::Negate(inner)) => match inner.kind {
            ast::ExprKind::Literal(Value::Int(n)) => Value::Int(-n),
            ast::ExprKind::Literal(Value::Float(x)) => Value::Float(-x),
            _ => Value::Text(text.to_string()),
        },
        _ => Value::Text(text.to_string()),
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

/// A fault of a file, at the place of the query that names it.
fn placed(mut fault: Diagnostic, span: Span) -> Diagnostic {
    if fault.labels.is_empty() {
        fault.labels.push(crate::base::Label { span, text: String::new() });
    }
    fault
}

fn no_window(tables: &[&Table]) -> String {
    match tables.first() {
        Some(table) if table.axis.is_none() => format!("{} has no dates", table.name),
        _ => "no time axis".to_string(),
    }
}

/// The answer of `= expression`: one row, one column.
fn printed(value: &Value, ty: Type, written: String, values: Vec<ValueFact>) -> Answer {
    let version = env!("CARGO_PKG_VERSION").to_string();
    let facts = Facts { query: format!("= {written}"), version, values, ..Facts::default() };
    Answer { rows: Frame::single(&written, value, ty), facts, notes: Vec::new() }
}
