//! The tree of `expect`: what is asked of the rows.

use super::{Column, Comparison, Expr, Pattern};
use crate::base::Unit;
use serde::Serialize;

/// `expect …`: something that must be true of the rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Expectation {
    /// What is asked.
    pub asks: Asks,
    /// What reports call it, given by `as "…"`.
    pub name: Option<String>,
}

/// What is asked of the rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// `rows = 3`
    Rows(Comparison, u64),
    /// `rows between 3 and 5`
    RowsBetween(u64, u64),
    /// `no rows`
    NoRows,
    /// `each persons > 0`: a condition that is true of every row.
    Each(Expr),
    /// `unique a, b`: no two rows have the same values.
    Unique(Vec<Pattern>),
    /// `known a, b`: nothing is unknown.
    Known(Vec<Pattern>),
    /// `newest within 14 days by border`: the newest day of the time axis is not older.
    Newest(u64, Unit, Vec<Column>),
}
