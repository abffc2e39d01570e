//! How files are opened, and what reading tells of a column.

use crate::catalog::reading::Reading;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How files are opened.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// Whether a cell that does not fit its column is an error. Without it such cells are unknown and counted.
    pub strict: bool,
    /// The folder for columnar copies of large files; without one none are made or used.
    pub copies: Option<PathBuf>,
    /// What a catalog says of how the cells are read.
    pub reading: Reading,
    /// Columns about single persons, of which nothing may be left in a copy. A file that no catalog lists need not have them.
    pub sensitive: Vec<String>,
}

/// The bounds of two parts together.
pub(super) fn both(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    }
}

/// What is known of a column without a pass over the data: counted when the rows were read into memory, or from Parquet statistics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ColumnFacts {
    /// Unknown values.
    pub(crate) unknown: Option<u64>,
    /// The smallest and largest value: whole numbers as they are, dates in days, datetimes in microseconds since 1970.
    pub(crate) bounds: Option<(i64, i64)>,
}
