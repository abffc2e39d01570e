//! The tree of statements: what a text is made of.

use super::{Column, Expr, ExprKind, Figure, Moment, Name, Query, Source};
use crate::base::{Span, Type, Value};
use serde::Serialize;

/// A whole text: statements in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Script {
    /// Its statements; those that could not be read are left out.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// A query whose answer is printed.
    Query(Query),
    /// `let name = query`.
    LetTable(Name, Query),
    /// `let name = expression`.
    LetValue(Name, Expr),
    /// `let name = measure figure`.
    LetMeasure(Name, Figure),
    /// `param name: type = expression`.
    Param(Param),
    /// `define name(a, b) = …`.
    Define(Define),
    /// `use "common.dlq"`: what another script names.
    Use(File),
    /// `catalog "dateline.toml"`: the data of a script.
    Catalog(File),
    /// `= expression`, which is printed.
    Print(Expr),
    /// `as of P`: what was known at the end of P, in all that follows.
    AsOf(Moment),
}

impl StatementKind {
    /// The query in it, printed or named.
    pub fn query(&self) -> Option<&Query> {
        match self {
            StatementKind::Query(query) | StatementKind::LetTable(_, query) => Some(query),
            StatementKind::Define(Define { body: Body::Table(query), .. }) => Some(query),
            _ => None,
        }
    }

    /// The paths of files that it names, and where they stand. `gives_table` knows the functions over tables: the texts that others are
    /// called with are no paths.
    pub fn paths(&self, gives_table: &dyn Fn(&str) -> bool) -> Vec<(Span, String)> {
        let own = if let StatementKind::Use(file) | StatementKind::Catalog(file) = self { Some(file) } else { None };
        let saved = self.query().and_then(Query::target);
        let files = own.into_iter().chain(saved).map(|file| (file.span, file.path.clone()));
        files.chain(self.data_paths(gives_table)).collect()
    }

    /// Those of them that hold data.
    pub fn data_paths(&self, gives_table: &dyn Fn(&str) -> bool) -> Vec<(Span, String)> {
        let called = self.call().filter(|call| gives_table(&call.name.text)).map(Source::Call);
        let sources = self.query().into_iter().flat_map(Query::sources).chain(&called);
        sources.flat_map(Source::paths).map(|(span, path)| (span, path.to_string())).collect()
    }

    /// The call of a function over tables that it may be without clauses, if there is a function of that name.
    pub fn call(&self) -> Option<TableCall> {
        match self {
            StatementKind::LetValue(_, expr) | StatementKind::Define(Define { body: Body::Value(expr), .. }) => {
                TableCall::of(expr)
            }
            _ => None,
        }
    }

    /// The query in it, to be changed.
    pub fn query_mut(&mut self) -> Option<&mut Query> {
        match self {
            StatementKind::Query(query) | StatementKind::LetTable(_, query) => Some(query),
            StatementKind::Define(Define { body: Body::Table(query), .. }) => Some(query),
            _ => None,
        }
    }

    /// Whether it has a result that is shown or saved.
    pub fn has_result(&self) -> bool {
        match self {
            StatementKind::Query(query) => !query.ends_with_expect(),
            StatementKind::Print(_) => true,
            _ => false,
        }
    }
}

/// A value that is set from outside.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: ParamType,
    /// Its value where none is set.
    pub default: Option<Expr>,
}

/// The type of a parameter, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ParamType {
    Text,
    Number,
    Bool,
    Date,
    Datetime,
    Period,
    Duration,
}

impl ParamType {
    /// Every type, with its word and an example.
    pub const ALL: [(ParamType, &str, &str); 7] = [
        (ParamType::Text, "text", "Torkham"),
        (ParamType::Number, "number", "1200"),
        (ParamType::Bool, "bool", "true"),
        (ParamType::Date, "date", "2025-04-06"),
        (ParamType::Datetime, "datetime", "2025-04-06T14:30"),
        (ParamType::Period, "period", "2025-04"),
        (ParamType::Duration, "duration", "7 days"),
    ];

    /// The type of a word.
    pub fn parse(word: &str) -> Option<ParamType> {
        ParamType::ALL.iter().find(|(_, text, _)| *text == word).map(|(ty, ..)| *ty)
    }

    /// As it is written.
    pub fn text(self) -> &'static str {
        ParamType::ALL[self as usize].1
    }

    /// A value of it, as one is set from outside.
    pub fn example(self) -> &'static str {
        ParamType::ALL[self as usize].2
    }

    /// Whether values of a type of expressions are of it.
    pub fn holds(self, value: &Value) -> bool {
        let ty = value.ty();
        match self {
            ParamType::Text => ty == Type::Text,
            ParamType::Number => matches!(ty, Type::Int | Type::Float),
            ParamType::Bool => ty == Type::Bool,
            ParamType::Date => ty == Type::Date,
            ParamType::Datetime => matches!(ty, Type::Date | Type::Datetime | Type::Moment(_)),
            ParamType::Period => matches!(ty, Type::Date | Type::Period),
            ParamType::Duration => ty == Type::Duration,
        }
    }
}

/// A function over expressions or tables.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// The names of what it is called with.
    pub parameters: Vec<Name>,
    /// What it gives.
    pub body: Body,
}

/// What a function gives.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A value, worked out from values.
    Value(Expr),
    /// A table, made of tables.
    Table(Query),
}

/// A table function and the tables it is called with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableCall {
    /// The function.
    pub name: Name,
    /// The tables.
    pub arguments: Vec<Source>,
    /// Where the call stands.
    #[serde(skip)]
    pub span: Span,
}

impl TableCall {
    /// The call that an expression without clauses may be: `let a = april(crossings)`.
    pub fn of(expr: &Expr) -> Option<TableCall> {
        let ExprKind::Call(name, arguments, by) = &expr.kind else { return None };
        let source = |argument: &Expr| match &argument.kind {
            ExprKind::Column(Column::Name(name)) => Some(Source::Table(name.clone())),
            ExprKind::Literal(Value::Text(path)) => Some(Source::Path(path.clone(), argument.span)),
            ExprKind::Call(..) => TableCall::of(argument).map(Source::Call),
            _ => None,
        };
        let arguments = arguments.iter().map(source).collect::<Option<_>>()?;
        by.is_empty().then(|| TableCall { name: name.clone(), arguments, span: expr.span })
    }
}

/// A file, named by its path from the folder of the script.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct File {
    /// Its path.
    pub path: String,
    /// Where the path stands.
    #[serde(skip)]
    pub span: Span,
}
