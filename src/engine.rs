//! The way in for programs: open data, ask, get an answer. Text to answer in one pass through the layers.

mod checks;
mod defines;
mod facts;
mod params;
mod reading;
mod saves;
mod statements;
mod uses;
mod values;

use crate::base::names::{Match, find};
use crate::base::{Code, Day, Diagnostic, Span, Type, Value, calendar};
use crate::catalog::{Catalog, Table, TableFile};
use crate::check::{Checker, Names};
use crate::data::{self, Frame, Opening, Store};
use crate::exec;
use crate::plan::Plan;
use crate::syntax;
use crate::syntax::ast::{self, ClauseKind, Statement, StatementKind};
use reading::Sound;
use statements::Checked;
use std::path::{Path, PathBuf};
use uses::Uses;
use values::Given;

pub use checks::Check;
pub use facts::{Answer, Facts, FileFact, ParamFact, TableFact, TimeFact};
pub use saves::Saving;
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
    /// The file of the script that is run, which no script that it uses may use.
    pub script: Option<PathBuf>,
    /// Whether values of sensitive columns may be shown.
    pub show_sensitive: bool,
    /// How files are opened.
    pub opening: Opening,
    /// Whether answers say all of what they rest on, digests of files included: it takes reading them once more.
    pub provenance: bool,
}

/// Why there is no answer: one or more diagnostics on a text.
#[derive(Clone, Debug, Default)]
pub struct Error {
    /// The text they speak of.
    pub source: String,
    /// What is wrong; notes may be among them.
    pub diagnostics: Vec<Diagnostic>,
    /// What is wrong in scripts that it uses: the name of each, and its own faults.
    pub used: Vec<(String, Error)>,
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
    /// The further blocks of a `trace` of several tables.
    pub further: Vec<Plan>,
    /// The file that its answer is to be saved to.
    pub saving: Option<Saving>,
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
    /// A `let`, `param` or `define`: the name that is now known.
    Let(String),
    /// `use`: the script whose names are now known.
    Use(PathBuf),
    /// `catalog`: the catalog whose tables are now open.
    Catalog(PathBuf),
    /// `as of`: the day whose end all that follows is about.
    AsOf(Day),
    /// What is to be said of a text that gave no answer to say it with.
    Notes(Vec<Diagnostic>),
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
    /// Where data come from, scripts that are used among them.
    uses: Uses,
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
        let mut names = Names::default();
        names.as_of = options.as_of;
        for (name, text) in &options.set {
            names.values.insert(name.clone(), params::set_value(text));
        }
        let uses = Uses::new(!paths.is_empty());
        Ok(Engine { catalog, store, names, given: Given::default(), options, now, uses })
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

    /// The words of a column of text and how often each occurs, the most frequent first, where that is known without a query: the file
    /// was read before, in this sitting or another, nothing names its words otherwise, and nobody may be recognised by them.
    pub fn frequencies(&self, table: &str, column: &str) -> Option<Vec<(String, u64)>> {
        let table = self.catalog.table(table)?;
        let Match::One(at) = find(column, table.columns.iter().map(|column| column.name.as_str())) else { return None };
        let column = table.columns.get(at).filter(|column| column.ty == Type::Text).map(|column| &column.name)?;
        let named = table.roles.words.iter().any(|(name, _)| name == column) || table.roles.sensitive.contains(column);
        let plain = !named && self.names.as_of.is_none();
        self.store.tables.get(&table.name).filter(|_| plain)?.source.frequencies(column)
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

    /// The functions that statements have defined, and whether each gives a table.
    pub fn functions(&self) -> impl Iterator<Item = (&str, bool)> {
        self.names.functions.iter().map(|(name, defined)| (name.as_str(), matches!(defined.define.body, ast::Body::Table(_))))
    }

    /// Checks one query. Files it names by a path are opened.
    pub fn prepare(&mut self, text: &str) -> Result<Query, Error> {
        self.names.begin();
        self.names.called.clear();
        let parsed = self.parse(text)?;
        match parsed.script.statements.as_slice() {
            [statement @ Statement { kind: StatementKind::Query(query), .. }] => {
                let statements = std::slice::from_ref(statement);
                match self.unfit_files(statements) {
                    faults if faults.is_empty() => self.prepared(query, statements, text, parsed.diagnostics),
                    faults => Err(Error::new(text, faults)),
                }
            }
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

    /// Answers a checked query. One that ends with `expect` gives what was found out about its rows instead of them.
    pub fn answer(&self, query: &Query) -> Result<Answer, Error> {
        let mut answer = self.block(query, &query.plan)?;
        for plan in &query.further {
            let mut block = self.block(query, plan)?;
            block.notes.retain(|note| !answer.notes.contains(note));
            answer.further.push(block);
        }
        answer.notes.splice(0..0, query.notes.iter().cloned());
        answer.saving = query.saving.clone();
        Ok(answer)
    }

    /// The rows of one plan of a query.
    fn block(&self, query: &Query, plan: &Plan) -> Result<Answer, Error> {
        let (plan, values) = self.answered(plan, &query.text)?;
        let (checks, mut notes) = self.checked_rows(&plan, &query.text)?;
        let written = query.span.text(&query.text).trim();
        let whole = self.options.provenance || query.saving.as_ref().is_some_and(|saving| saving.format.holds_facts());
        let (rows, facts) = if plan.ends_with_expect() {
            (Frame::default(), self.facts_of_tables(written, &plan, whole))
        } else {
            let outcome = exec::run(&plan, &self.store, whole, None).map_err(|found| Error::new(&query.text, found))?;
            let facts = self.facts(written, &plan, &outcome, whole);
            notes.extend(outcome.notes);
            (outcome.rows, facts)
        };
        let exec::Read { unreadable, lacking, tags } = query.read.clone();
        let tables = self.tables_of(&plan);
        let totals = tables.iter().flat_map(|table| table.totals()).map(|note| note.message.clone()).collect();
        let facts = Facts { values, unreadable, lacking, tags, totals, ..facts };
        Ok(Answer { checks, plot: plan.plot.clone(), ..Answer::of(rows, facts, notes) })
    }

    /// The tables of a plan.
    fn tables_of(&self, plan: &Plan) -> Vec<&Table> {
        let table = |name: &&str| self.catalog.tables.iter().find(|t| t.name == **name);
        plan.tables().iter().filter_map(table).collect()
    }

    /// What a plan rests on, as far as its tables go; the whole of it includes the digests of files.
    fn facts_of_tables(&self, written: &str, plan: &Plan, whole: bool) -> Facts {
        let tables = self.tables_of(plan).iter().map(|table| self.fact_of(table, whole)).collect();
        Facts { query: written.to_string(), version: env!("CARGO_PKG_VERSION").to_string(), tables, ..Facts::default() }
    }

    /// What the outcome of a plan rests on.
    fn facts(&self, written: &str, plan: &Plan, outcome: &exec::Outcome, whole: bool) -> Facts {
        let tables = self.tables_of(plan);
        let fact = |(about, text): &(&str, String)| TimeFact { about: about.to_string(), text: text.clone() };
        Facts {
            no_window: outcome.window.is_none().then(|| no_window(&tables)),
            window: outcome.window.clone(),
            zone: plan.axis.as_ref().and_then(|axis| axis.start.ty.zone()).map(|zone| zone.of_days().to_string()),
            rows_read: outcome.rows_read,
            rows_used: outcome.rows_used,
            time: outcome.time.iter().map(fact).collect(),
            people: outcome.people.iter().map(fact).collect(),
            params: self.params(),
            protected: plan.protected(),
            sources: outcome.sources.clone(),
            unknown: outcome.unknown.clone(),
            places: outcome.places.clone(),
            words: outcome.words.clone(),
            hidden: plan.handling.hidden.clone(),
            possible: outcome.possible.clone(),
            ..self.facts_of_tables(written, plan, whole)
        }
    }

    /// What is to be said of a table: its file or its files, with their digests if the whole is asked for.
    fn fact_of(&self, table: &Table, whole: bool) -> TableFact {
        let digest = |place: &Path| if whole { data::digest(place) } else { None };
        let file = |file: &TableFile| FileFact { file: file.name.clone(), rows: file.rows, digest: digest(&file.path) };
        TableFact {
            name: table.name.clone(),
            file: table.origin.clone(),
            rows: table.rows,
            digest: if table.several.is_some() { None } else { digest(&self.place(table)) },
            files: table.several.iter().flat_map(|several| several.files.iter().map(file)).collect(),
        }
    }

    /// Where the file of a table stands. One that a query names by its path is named from the folder of the script.
    fn place(&self, table: &Table) -> PathBuf {
        if table.name == table.origin { self.in_folder(&table.origin) } else { PathBuf::from(&table.origin) }
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
        let last = parsed.script.statements.into_iter().rev().find_map(|statement| match statement.kind {
            StatementKind::Query(query) => Some(query),
            _ => None,
        });
        let unsaved = last.map(|mut query| {
            query.clauses.retain(|clause| !matches!(clause.kind, ClauseKind::Save(_)));
            query
        });
        self.names.called.clear();
        if let Some(Ok(Sound { table, .. })) = unsaved.map(|query| self.checked(&query, true)) {
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
            if let Checked::Done(Outcome::Let(name)) = &statement
                && let Some(mut answer) = self.checks_of_let(name, text)?
            {
                answer.notes.splice(0..0, notes.take().unwrap_or_default());
                each(Outcome::Answer(Box::new(answer)))?;
            }
            let mut outcome = match statement {
                Checked::Query(query) => Outcome::Answer(Box::new(self.answer(&query)?)),
                Checked::Print(formula, written) => {
                    let (value, values) = self.worked_out(&formula, text)?;
                    let facts = Facts { values, params: self.params(), ..Facts::default() };
                    Outcome::Answer(Box::new(printed(&value, formula.value.ty, written, facts)))
                }
                Checked::Done(outcome) => outcome,
            };
            if let Outcome::Answer(answer) = &mut outcome {
                answer.notes.splice(0..0, notes.take().unwrap_or_default());
            }
            each(outcome)?;
        }
        match notes {
            Some(notes) if !notes.is_empty() => each(Outcome::Notes(notes)),
            _ => Ok(()),
        }
    }

    /// Says in other words where the tables are from.
    pub fn name_origins(&mut self, name: &dyn Fn(&str) -> String) {
        self.catalog.tables.iter_mut().for_each(|table| table.origin = name(&table.origin));
    }

    fn checker(&self) -> Checker<'_> {
        Checker::new(&self.catalog, &self.names, self.now).showing_sensitive(self.options.show_sensitive)
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

    fn prepared(
        &mut self,
        query: &ast::Query,
        statements: &[Statement],
        text: &str,
        mut notes: Vec<Diagnostic>,
    ) -> Result<Query, Error> {
        let Sound { table, read, notes: more } = self.checked(query, false).map_err(|found| Error::new(text, found))?;
        notes.extend(more);
        match self.overwritten(statements) {
            faults if faults.is_empty() => {}
            faults => return Err(Error::new(text, faults)),
        }
        let (span, saving) = (Span::new(0, text.len()), self.saving(query));
        Ok(Query { text: text.to_string(), span, plan: table.plan, further: table.further, saving, notes, read })
    }
}

impl Error {
    /// The faults of a text, in order of their places, and behind them the notes that have none.
    pub fn new(source: &str, mut diagnostics: Vec<Diagnostic>) -> Error {
        diagnostics.sort_by_key(|d| (!d.is_error() && d.span().is_none(), d.span().map(|span| (span.start, span.end))));
        diagnostics.dedup();
        Error { source: source.to_string(), diagnostics, used: Vec::new() }
    }
}

fn no_window(tables: &[&Table]) -> String {
    match tables.first() {
        Some(table) if table.axis.is_none() => format!("{} has no dates", table.name),
        _ => "no time axis".to_string(),
    }
}

/// The answer of `= expression`: one row, one column.
fn printed(value: &Value, ty: Type, written: String, facts: Facts) -> Answer {
    let version = env!("CARGO_PKG_VERSION").to_string();
    let facts = Facts { query: format!("= {written}"), version, ..facts };
    Answer::of(Frame::single(&written, value, ty), facts, Vec::new())
}
