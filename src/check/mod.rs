//! From tree to plan: names resolved, types found, windows worked out, everything refused that has no right meaning.

mod bases;
mod call;
mod compare;
mod define;
mod ending;
mod expect;
mod expr;
mod figure;
mod join;
mod kind;
mod marks;
mod measure;
mod moment;
mod months;
mod named;
mod origin;
mod places;
mod plot;
mod query;
mod scope;
mod sensitive;
mod series;
mod shape;
mod share;
mod sources;
mod time;
mod told;
mod words;
mod zone;

use crate::base::{Code, Day, Diagnostic, Period, Span, Value};
use crate::catalog::Catalog;
use crate::plan::{self, Plan};
use crate::syntax::ast;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub use define::{in_call, wrong_count};

/// What a query may refer to besides the tables of the catalog.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Tables defined by `let`.
    pub tables: BTreeMap<String, LetTable>,
    /// Values defined by `let` or set from outside.
    pub values: BTreeMap<String, Value>,
    /// Values defined by `let` that rest on queries, and so are worked out when they are used.
    pub formulas: BTreeMap<String, Formula>,
    /// Figures defined by `let`, which summaries use by their names.
    pub measures: BTreeMap<String, Measure>,
    /// Functions defined by `define`.
    pub functions: BTreeMap<String, Defined>,
    /// Values that may be set from outside.
    pub params: BTreeMap<String, ast::ParamType>,
    /// Tables that calls of table functions give, by the call.
    pub called: BTreeMap<String, LetTable>,
    /// What a faulty statement defines: its uses are not reported too. The text has an error already, so nothing of it runs.
    pub faulty: BTreeSet<String>,
    /// The scripts whose names are known.
    pub scripts: BTreeSet<PathBuf>,
    /// The day of `as of`: what was known at its end is all there is, and it counts as today.
    pub as_of: Option<Day>,
    /// The text that is being checked, as a number of its own.
    pub text: u32,
    /// How many texts there were so far.
    texts: u32,
}

/// An expression without columns that rests on queries.
#[derive(Clone, Debug)]
pub struct Formula {
    /// What is computed.
    pub value: plan::Expr,
    /// The queries it rests on.
    pub asked: Vec<plan::Use>,
}

impl Names {
    /// The names that may be written with a `$`.
    pub fn all_values(&self) -> impl Iterator<Item = &str> {
        let values = self.values.keys().chain(self.formulas.keys());
        values.chain(self.tables.keys()).chain(self.measures.keys()).map(String::as_str)
    }

    /// Begins another text: what was defined before stands elsewhere.
    pub fn begin(&mut self) {
        self.texts += 1;
        self.text = self.texts;
    }

    /// Whether a name is in use.
    pub fn contains(&self, name: &str) -> bool {
        self.all_values().any(|known| known == name) || self.functions.contains_key(name)
    }

    /// The table that a source names, if a statement made it.
    pub fn table(&self, source: &ast::Source) -> Option<&LetTable> {
        match source {
            ast::Source::Call(_) => self.called.get(&*source.key()),
            _ => self.tables.get(&*source.key()),
        }
    }

    /// The path of a file that a query reads: written as its source, or the text that its source names.
    pub fn path<'s>(&'s self, source: &'s ast::Source) -> Option<&'s str> {
        match source {
            ast::Source::Path(path, _) => Some(path),
            ast::Source::Table(name) => match self.values.get(&name.text) {
                Some(Value::Text(path)) => Some(path),
                _ => None,
            },
            ast::Source::Call(_) => None,
        }
    }
}

/// A figure defined by `let`.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What is computed.
    pub figure: ast::Figure,
    /// The text it stands in; its places can be shown in that text alone.
    pub text: u32,
}

/// A function defined by `define`.
#[derive(Clone, Debug)]
pub struct Defined {
    /// As it is written.
    pub define: ast::Define,
    /// The text it stands in.
    pub text: u32,
}

impl LetTable {
    /// The same with one place for everything in it: what it was made of stands in another text.
    pub fn placed(self, span: Span) -> LetTable {
        LetTable { plan: self.plan.placed(span), ..self }
    }

    /// The plan as it is used from a text: where it stands in another, the place of the use stands for all in it.
    pub fn used(&self, text: u32, span: Span) -> Plan {
        if self.text == text { self.plan.clone() } else { self.plan.clone().placed(span) }
    }
}

impl Formula {
    /// The same, now that its value is known.
    pub fn known(self, value: Value) -> Formula {
        let kind = plan::ExprKind::Literal(value);
        Formula { value: plan::Expr { kind, ..self.value }, asked: Vec::new() }
    }
}

/// A table defined by `let`.
#[derive(Clone, Debug)]
pub struct LetTable {
    /// The checked query.
    pub plan: Plan,
    /// The further blocks of a `trace` of several tables.
    pub further: Vec<Plan>,
    /// As it is written.
    pub written: String,
    /// The text it stands in.
    text: u32,
    /// What a clause behind it sees.
    scope: scope::Scope,
}

/// Checks statements against a catalog and the names known so far.
#[derive(Clone)]
pub struct Checker<'a> {
    catalog: &'a Catalog,
    names: &'a Names,
    now: Day,
    /// The day by whose end rows must have been reported.
    as_of: Option<Day>,
    found: Vec<Diagnostic>,
    /// Whether a `derive` is being checked, whose values may look at other rows.
    deriving: bool,
    /// Whether a summary is being checked whose totals take the part of each row that lies in its bucket.
    prorated: bool,
    /// Whether sensitive values may be shown.
    shows_sensitive: bool,
    /// Whether columns are carried along that others rest on.
    keeping: bool,
    /// Queries that are used as values so far.
    asked: Vec<plan::Use>,
    /// The measures that are being checked, one within the other.
    measuring: Vec<String>,
    /// Whether other queries go on from the one that is checked.
    going_on: bool,
    /// Which block of a `trace` is wanted, from 0.
    block: usize,
    /// What the parameters of the function that is being checked stand for.
    frame: Option<define::Frame>,
}

impl<'a> Checker<'a> {
    /// A checker; `now` is the day that counts as today where no `as of` says otherwise.
    pub fn new(catalog: &'a Catalog, names: &'a Names, now: Day) -> Self {
        let now = names.as_of.unwrap_or(now);
        Checker {
            catalog,
            names,
            now,
            as_of: names.as_of,
            found: Vec::new(),
            deriving: false,
            prorated: false,
            shows_sensitive: false,
            keeping: false,
            asked: Vec::new(),
            measuring: Vec::new(),
            going_on: false,
            block: 0,
            frame: None,
        }
    }

    /// The same, with or without leave to show sensitive values.
    pub fn showing_sensitive(self, shows_sensitive: bool) -> Self {
        Checker { shows_sensitive, ..self }
    }

    /// The same for a query that others go on with: what an ending would need to know of it is carried along.
    pub fn keeping(self) -> Self {
        Checker { keeping: true, going_on: true, ..self }
    }

    /// Checks the day of `as of`: the last of the period it names.
    pub fn day(mut self, moment: &ast::Moment) -> (Option<Day>, Vec<Diagnostic>) {
        let period = self.moment(moment);
        if period.is_some_and(|period| period.end == Period::OPEN_END) {
            self.error(Code::NotAPeriod, moment.span, "this period has no end");
        }
        let failed = self.found.iter().any(Diagnostic::is_error);
        (period.filter(|_| !failed).map(|period| period.end), self.found)
    }

    /// Checks a query. The plan is there when nothing wrong was found.
    pub fn query(mut self, query: &ast::Query) -> (Option<LetTable>, Vec<Diagnostic>) {
        let (begun, mut further) = (self.clone(), Vec::new());
        let table = self.plan(query);
        let failed = self.found.iter().any(Diagnostic::is_error);
        let Some(mut table) = table.filter(|_| !failed) else { return (None, self.found) };
        for block in 1..table.plan.blocks() {
            let mut other = Checker { block, ..begun.clone() };
            match other.plan(query) {
                Some(found) if !other.found.iter().any(Diagnostic::is_error) => further.push(found.plan),
                _ => return (None, other.found),
            }
        }
        table.further = further;
        (Some(table), self.found)
    }

    /// Checks an expression that stands alone: it has no columns.
    pub fn value(mut self, expr: &ast::Expr) -> (Option<Formula>, Vec<Diagnostic>) {
        let scope = scope::Scope::default();
        let value = self.expr(expr, &scope);
        let failed = self.found.iter().any(Diagnostic::is_error);
        let formula = value.map(|value| Formula { value, asked: self.asked });
        (formula.filter(|_| !failed), self.found)
    }

    /// Checks that a statement takes no name that is in use.
    pub fn new_name(&self, name: &ast::Name) -> Option<Diagnostic> {
        let taken = if self.catalog.tables.iter().any(|t| t.name == name.text) {
            "a table of the data"
        } else if self.names.contains(&name.text) {
            "an earlier statement or --set"
        } else {
            return None;
        };
        let message = format!("`{}` is {taken} already", name.text);
        Some(Diagnostic::error(Code::DuplicateName, name.span, message).help("take another name: nothing is shadowed"))
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.report(Diagnostic::error(code, span, message))
    }

    fn report(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.found.push(diagnostic);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}
