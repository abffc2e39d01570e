//! `expect`: what must be true of the rows at a point of a plan. The rows go on as they are.

use super::trace::FileName;
use super::{Column, Expr};
use crate::base::{Day, Span};
use crate::syntax::ast::Comparison;

/// One `expect`.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// What is asked.
    pub asks: Asks,
    /// The query before it, on one line, without what else is asked.
    pub subject: String,
    /// As it is written, without its name.
    pub written: String,
    /// What reports call it.
    pub name: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// Where the rows of its tables stand, as far as they are told; rows of tables that are put below each other have columns in common.
    pub places: Vec<Place>,
    /// The columns whose values are not shown.
    pub hidden: Vec<String>,
    /// Whether it stands in another text than what uses it, where it was asked already, or is not asked at all.
    pub elsewhere: bool,
}

/// Where the rows of a table stand.
#[derive(Clone, Debug)]
pub struct Place {
    /// The position of the table among the `leaves`.
    pub leaf: usize,
    /// Its file, as it was named.
    pub file: FileName,
    /// What the columns of file and line are called.
    pub names: [String; 2],
}

/// What is asked of the rows.
#[derive(Clone, Debug)]
pub enum Asks {
    /// Their number.
    Rows(Count),
    /// That a condition is true of each; `true` where it is only that something is known.
    Each(Expr, bool),
    /// That no two have the same values in these columns.
    Unique(Vec<String>),
    /// That the newest day is not before another.
    Newest(Newest),
}

/// A number of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Count {
    /// Compared with another.
    Is(Comparison, u64),
    /// Between two, both included.
    Between(u64, u64),
}

/// How new the newest row must be.
#[derive(Clone, Debug)]
pub struct Newest {
    /// The column of the day.
    pub day: Column,
    /// The earliest day that will do.
    pub since: Day,
    /// Today: later days do not count.
    pub until: Day,
    /// The columns within whose values it is asked.
    pub by: Vec<Column>,
    /// What the column of the newest day is called.
    pub shown: String,
}

impl Count {
    /// Whether so many rows will do.
    pub fn holds(self, rows: u64) -> bool {
        match self {
            Count::Is(Comparison::Equal, count) => rows == count,
            Count::Is(Comparison::NotEqual, count) => rows != count,
            Count::Is(Comparison::Less, count) => rows < count,
            Count::Is(Comparison::LessEqual, count) => rows <= count,
            Count::Is(Comparison::Greater, count) => rows > count,
            Count::Is(Comparison::GreaterEqual, count) => rows >= count,
            Count::Between(low, high) => (low..=high).contains(&rows),
        }
    }

    /// Whether there must be none, so that each row there is fails.
    pub fn is_none(self) -> bool {
        self == Count::Is(Comparison::Equal, 0)
    }
}
