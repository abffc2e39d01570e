//! Statements back to text.

use super::super::ast::{Body, Define, File, Param, Script, Statement, StatementKind};
use super::super::input::{Record, Tokens};
use super::super::keywords::{Keyword, Role};
use super::super::quantity::qualifier;
use super::super::token::TokenKind;
use super::{Commas, wrapped};
use crate::base::Value;
use std::fmt::{self, Display, Formatter};

/// Whether an expression behind `let name =` would be read as a table.
fn starts_with_column(expr: &str) -> bool {
    match super::super::tokenize(expr).as_slice() {
        [first, ..] if first.kind == TokenKind::Quoted => true,
        [first, second, ..] if first.kind == TokenKind::Word => {
            let operand = Keyword::parse(first.span.text(expr)).is_some_and(|k| k.role() == Role::Operand);
            let quantity = qualifier(Tokens::new(&super::super::tokenize(expr), expr, &Record::default())).is_some();
            !operand && !quantity && second.kind != TokenKind::Open
        }
        _ => false,
    }
}

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for statement in &self.statements {
            writeln!(f, "{statement};")?;
        }
        Ok(())
    }
}

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            StatementKind::Query(query) => query.fmt(f),
            StatementKind::LetTable(name, query) => write!(f, "let {name} = {query}"),
            StatementKind::LetValue(name, value) => {
                write!(f, "let {name} = ")?;
                wrapped(f, value, starts_with_column(&value.to_string()))
            }
            StatementKind::LetMeasure(name, measure) => write!(f, "let {name} = measure {measure}"),
            StatementKind::Param(param) => param.fmt(f),
            StatementKind::Define(define) => define.fmt(f),
            StatementKind::Use(file) => write!(f, "use {file}"),
            StatementKind::Catalog(file) => write!(f, "catalog {file}"),
            StatementKind::Print(value) => write!(f, "= {value}"),
            StatementKind::AsOf(moment) => write!(f, "as of {moment}"),
        }
    }
}

impl Display for Param {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "param {}: {}", self.name, self.ty.text())?;
        self.default.as_ref().map_or(Ok(()), |default| write!(f, " = {default}"))
    }
}

impl Display for Define {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "define {}({}) = ", self.name, Commas(&self.parameters))?;
        match &self.body {
            Body::Value(value) => value.fmt(f),
            Body::Table(query) => query.fmt(f),
        }
    }
}

impl Display for File {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Value::Text(self.path.clone()).fmt(f)
    }
}
