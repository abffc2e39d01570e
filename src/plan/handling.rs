//! What is to be heeded with the columns of a plan beside their types: the names of words, values that are not to be shown.

use super::Axis;
use crate::catalog::Vocabulary;
use crate::catalog::words::Words;
use std::sync::Arc;

/// What is to be heeded.
#[derive(Clone, Debug, Default)]
pub struct Handling {
    /// The columns of the answer whose words have names.
    pub words: Words,
    /// The columns of the answer whose values are not shown.
    pub hidden: Vec<String>,
    /// Columns that held such values at some point of the plan; no message says what is in them.
    pub withheld: Vec<String>,
    /// The filters that ask for places.
    pub asked: Vec<Asked>,
    /// The totals of rows that name places.
    pub totals: Vec<Total>,
}

/// A filter that asks for places by their names: other rows may name them together with others.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The position of its step.
    pub step: usize,
    /// The position of its test among the parts of the condition that are joined by `and`.
    pub part: usize,
    /// The column of places.
    pub column: String,
    /// The names that are asked for.
    pub names: Vec<String>,
    /// The places.
    pub words: Arc<Vocabulary>,
}

/// A summary that adds up rows of places: one that names several together may hold the people of another that names one of them.
#[derive(Clone, Debug)]
pub struct Total {
    /// The position of its step.
    pub step: usize,
    /// The column of places.
    pub column: String,
    /// The places.
    pub words: Arc<Vocabulary>,
    /// The other columns of the series, the source not among them.
    pub series: Vec<String>,
    /// The days of the rows, where they have some.
    pub axis: Option<Axis>,
    /// Whether the words of that column are not shown.
    pub withheld: bool,
}
