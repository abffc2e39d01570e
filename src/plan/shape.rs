//! Steps that change the shape of a table or bring in the rows of another one.

use super::{Axis, Column, Expr, Plan, Window};
use crate::base::Span;
use crate::syntax::ast::JoinKind;

/// The hidden column of the number of each row before it could be repeated by a join.
pub const ROW: &str = "\u{1}row";

/// The hidden column of the numbers of the rows that a join brings in, or of what else tells rows of one origin apart.
pub fn row_of(name: &str) -> String {
    format!("{ROW} of {name}")
}

/// Columns to rows: a row for each of the columns, in their order.
#[derive(Clone, Debug)]
pub struct Unpivot {
    /// The columns that become rows, all of one type.
    pub columns: Vec<String>,
    /// The new column of their names.
    pub name: String,
    /// The new column of their values.
    pub value: Column,
    /// The hidden column that tells the rows of one row apart, where rows are counted by their origin.
    pub row: Option<String>,
}

/// Rows to columns: a column for each of the values.
#[derive(Clone, Debug)]
pub struct Pivot {
    /// The column of the values.
    pub column: String,
    /// The new columns, with the rows that fill each.
    pub values: Vec<(String, Expr)>,
    /// The column that fills them.
    pub of: Column,
    /// The columns that tell the new rows apart.
    pub keys: Vec<String>,
    /// The hidden columns of keys, which go with them.
    pub hidden: Vec<String>,
    /// The columns whose values are about single persons, and not to be said.
    pub withheld: Vec<String>,
    /// The hidden columns of the numbers of rows that come with a value: where they are, and where they are behind the step.
    pub rows: Vec<(String, Vec<String>)>,
}

/// The rows of another table below those of this one.
#[derive(Clone, Debug)]
pub struct Append {
    /// The other table.
    pub table: Box<Plan>,
    /// Each column of the result: whether it is here, and what it is called there.
    pub columns: Vec<(Column, bool, Option<String>)>,
    /// The hidden columns of the time axis: whether they are there as well.
    pub hidden: Vec<(String, bool)>,
    /// The window of the rows before.
    pub window: Option<Window>,
}

/// Rows of another table that belong to those of this one.
#[derive(Clone, Debug)]
pub struct Join {
    /// What becomes of rows and their matches.
    pub how: JoinKind,
    /// The other table.
    pub table: Box<Plan>,
    /// What it is called.
    pub name: String,
    /// What must be equal.
    pub on: Vec<Pair>,
    /// What must be true of the days of both rows.
    pub days: Option<Days>,
    /// The columns it brings in: their names there, and here.
    pub columns: Vec<(String, Column)>,
    /// Where it stands.
    pub span: Span,
}

/// Two columns that must be equal; what is unknown equals nothing.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The column here.
    pub here: String,
    /// The column there.
    pub there: String,
    /// The type in which they are compared.
    pub ty: crate::base::Type,
    /// Whether their values are about single persons, and not to be said.
    pub withheld: bool,
}

/// The columns of pairs whose values are not to be said.
pub fn withheld(pairs: &[Pair]) -> Vec<String> {
    pairs.iter().filter(|pair| pair.withheld).map(|pair| pair.here.clone()).collect()
}

/// How the days of two rows must lie.
#[derive(Clone, Debug)]
pub struct Days {
    /// The time axis here.
    pub here: Axis,
    /// The time axis there.
    pub there: Axis,
}

/// What differs from an earlier state of the same rows.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The earlier rows.
    pub table: Box<Plan>,
    /// What they are called.
    pub name: String,
    /// The columns that say which row is which: here, there, and the type of both.
    pub keys: Vec<Pair>,
    /// The columns that are compared.
    pub compared: Vec<Pair>,
    /// What is to be said of columns that are in one table alone.
    pub columns: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// A figure that would count rows more than once if a join has repeated them.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The hidden columns that say which row of which table a value is from.
    pub rows: Vec<String>,
    /// What is added.
    pub argument: Expr,
    /// The rows that count.
    pub condition: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}
