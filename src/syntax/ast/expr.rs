//! The tree of expressions.

use super::{Column, Name, as_text};
use crate::base::value::Duration;
use crate::base::{Span, Unit, Value};
use serde::Serialize;

/// An expression.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// What an expression computes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExprKind {
    /// A column.
    Column(Column),
    /// A literal.
    #[serde(serialize_with = "as_text")]
    Literal(Value),
    /// `3 days`
    Duration(#[serde(serialize_with = "as_duration")] Duration, u64, Unit),
    /// `today`, `yesterday`: days before now.
    Today(u8),
    /// `$name`
    Value(String),
    /// `a and b and …`
    And(Vec<Expr>),
    /// `a or b or …`
    Or(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a = b`, `a < b` …
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a in (b, c)`; `true` for `not in`.
    In(Box<Expr>, Vec<Expr>, bool),
    /// `a in 2025-04`: within a period; `true` for `not in`.
    Within(Box<Expr>, Box<Expr>, bool),
    /// `a between b and c`
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a contains b` …
    Text(TextTest, Box<Expr>, Box<Expr>),
    /// `a matches /regex/i`: the pattern and whether case is ignored.
    Matches(Box<Expr>, String, bool),
    /// `a is unknown`; `true` for `is known`.
    IsUnknown(Box<Expr>, bool),
    /// `-a`
    Negate(Box<Expr>),
    /// `a + b` …
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `f(a, b)`, and `by (c, d)` behind a function that runs along rows.
    Call(Name, Vec<Expr>, Vec<Column>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Comparison {
    /// As it is written.
    pub fn text(self) -> &'static str {
        ["=", "!=", "<", "<=", ">", ">="][self as usize]
    }
}

/// A test of a text against another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TextTest {
    Contains,
    ContainsWord,
    StartsWith,
    EndsWith,
    Resembles,
}

impl TextTest {
    /// As it is written.
    pub fn text(self) -> &'static str {
        ["contains", "contains word", "starts with", "ends with", "resembles"][self as usize]
    }
}

/// An operation on two numbers, or on times and durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Arithmetic {
    /// As it is written.
    pub fn text(self) -> &'static str {
        ["+", "-", "*", "/"][self as usize]
    }
}

fn as_duration<S: serde::Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&Value::Duration(*value).to_string())
}
