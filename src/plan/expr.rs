//! Typed expressions of a plan.

use super::{Asked, Column, Function};
use crate::base::{Period, Span, Type, Value};
use crate::syntax::ast::{Arithmetic, Comparison, TextTest};
use std::sync::Arc;

/// An expression whose names are resolved and whose type is known.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands in the query.
    pub span: Span,
}

/// What an expression computes. Conditions are two-valued: a test of an unknown is false, unless it asks for unknowns.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A column, by its name at this point of the plan.
    Column(String),
    /// A literal.
    Literal(Value),
    /// All hold.
    And(Vec<Expr>),
    /// One holds at least.
    Or(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// Both sides have one type. `unknown = unknown` is true, `unknown != a` is true; the others are false for unknowns.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Equal to one of the list.
    In(Box<Expr>, Vec<Expr>),
    /// A date or datetime that falls within a period.
    Within(Box<Expr>, Period),
    /// A test of a text against another.
    Text(TextTest, Box<Expr>, Box<Expr>),
    /// A text that fits a regular expression.
    Matches(Box<Expr>, String),
    /// Not known.
    IsUnknown(Box<Expr>),
    /// Possible, as far as the bounds of values say; unlike other conditions, which have to be certain.
    Possibly(Box<Expr>),
    /// The negative of a number or duration.
    Negate(Box<Expr>),
    /// Numbers; or a time and a duration.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A function of the table in `functions`.
    Call(Function, Vec<Expr>),
    /// A function that looks at other rows. Only a `derive` has it, outside of conditions.
    Around(Box<Around>),
    /// The first value if the condition holds, else the second.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// The one measure of a query. It is answered, and this replaced by its value, before the engine sees it.
    Asked(Arc<Asked>),
    /// The same value as another type: whole as real numbers, a day as its midnight.
    Convert(Box<Expr>),
}

/// A function that looks at other rows.
#[derive(Clone, Debug)]
pub struct Around {
    /// The function.
    pub function: Function,
    /// What it is about.
    pub value: Expr,
    /// The columns within whose values it looks.
    pub keys: Vec<String>,
    /// The columns of the first and last day that order the rows; none where the rows have no order in time.
    pub time: Option<(Column, Column)>,
    /// Whether rows follow each other day by day, so that a missing one is a gap.
    pub consecutive: bool,
    /// The days it looks back, this row's included.
    pub days: i32,
    /// Whether the number of known values is wanted rather than what they give.
    pub count: bool,
}

impl Expr {
    /// A column.
    pub fn column(name: impl Into<String>, ty: Type, span: Span) -> Expr {
        Expr { kind: ExprKind::Column(name.into()), ty, span }
    }

    /// A literal.
    pub fn literal(value: Value, span: Span) -> Expr {
        Expr { ty: value.ty(), kind: ExprKind::Literal(value), span }
    }

    /// The column, if it is nothing else.
    pub fn as_column(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Column(name) => Some(name),
            _ => None,
        }
    }

    /// The period of a date literal.
    pub fn as_period(&self) -> Option<Period> {
        match self.as_literal() {
            Some(Value::Period(period)) => Some(*period),
            _ => None,
        }
    }

    /// The literal, if it is nothing else.
    pub fn as_literal(&self) -> Option<&Value> {
        match &self.kind {
            ExprKind::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// Its direct operands.
    pub fn operands(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Column(_) | ExprKind::Literal(_) | ExprKind::Asked(_) => Vec::new(),
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Call(_, parts) => parts.iter().collect(),
            ExprKind::Not(a) | ExprKind::Within(a, _) | ExprKind::Matches(a, _) => vec![a],
            ExprKind::IsUnknown(a) | ExprKind::Possibly(a) | ExprKind::Negate(a) | ExprKind::Convert(a) => vec![a],
            ExprKind::Compare(_, a, b) | ExprKind::Text(_, a, b) | ExprKind::Arithmetic(_, a, b) => vec![a, b],
            ExprKind::In(a, list) => std::iter::once(&**a).chain(list).collect(),
            ExprKind::If(c, a, b) => vec![c, a, b],
            ExprKind::Around(around) => vec![&around.value],
        }
    }

    /// Calls `visit` for it and everything inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        for operand in self.operands() {
            operand.walk(visit);
        }
    }

    /// The same with some of its parts replaced; what has been replaced is not looked into.
    pub fn replaced(&self, replace: &mut dyn FnMut(&Expr) -> Option<Expr>) -> Expr {
        self.rebuilt(replace, &|span| span)
    }

    /// The same with its parts replaced, and what has not been replaced at other places.
    pub(super) fn rebuilt(&self, replace: &mut dyn FnMut(&Expr) -> Option<Expr>, place: &dyn Fn(Span) -> Span) -> Expr {
        if let Some(other) = replace(self) {
            return other;
        }
        let mut part = |expr: &Expr| Box::new(expr.rebuilt(replace, place));
        let kind = match &self.kind {
            ExprKind::Column(_) | ExprKind::Literal(_) | ExprKind::Asked(_) => self.kind.clone(),
            ExprKind::Around(around) => {
                let value = *part(&around.value);
                ExprKind::Around(Box::new(Around { value, ..(**around).clone() }))
            }
            ExprKind::And(parts) => ExprKind::And(parts.iter().map(|p| *part(p)).collect()),
            ExprKind::Or(parts) => ExprKind::Or(parts.iter().map(|p| *part(p)).collect()),
            ExprKind::Call(function, parts) => ExprKind::Call(*function, parts.iter().map(|p| *part(p)).collect()),
            ExprKind::Not(a) => ExprKind::Not(part(a)),
            ExprKind::Within(a, period) => ExprKind::Within(part(a), *period),
            ExprKind::Matches(a, pattern) => ExprKind::Matches(part(a), pattern.clone()),
            ExprKind::IsUnknown(a) => ExprKind::IsUnknown(part(a)),
            ExprKind::Possibly(a) => ExprKind::Possibly(part(a)),
            ExprKind::Negate(a) => ExprKind::Negate(part(a)),
            ExprKind::Convert(a) => ExprKind::Convert(part(a)),
            ExprKind::Compare(op, a, b) => ExprKind::Compare(*op, part(a), part(b)),
            ExprKind::Text(test, a, b) => ExprKind::Text(*test, part(a), part(b)),
            ExprKind::Arithmetic(op, a, b) => ExprKind::Arithmetic(*op, part(a), part(b)),
            ExprKind::In(a, items) => ExprKind::In(part(a), items.iter().map(|p| *part(p)).collect()),
            ExprKind::If(c, a, b) => ExprKind::If(part(c), part(a), part(b)),
        };
        Expr { kind, ty: self.ty, span: place(self.span) }
    }

    /// The columns it reads, each once, in order of appearance.
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.walk(&mut |expr| {
            if let Some(name) = expr.as_column()
                && !names.contains(&name)
            {
                names.push(name);
            }
        });
        names
    }
}
