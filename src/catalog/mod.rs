//! What is known of the data before a query: tables, columns, types, roles, moments. No data and no engine in here.

pub mod calendar;
pub mod file;
mod guess;
pub mod help;
mod hint;
pub mod init;
pub mod measure;
pub mod reading;
pub mod tagged;
pub mod vocabulary;
pub mod words;

pub use calendar::Calendar;
pub use hint::hint;
pub use measure::{Axis, Coverage, CoveredDays, CoveredKey, Declared, Kind, Measure, Roles};
pub use vocabulary::Vocabulary;

use crate::base::{Diagnostic, Period, Type};
use serde::Serialize;

/// Days and periods by name.
pub type Moments = Vec<(String, Period)>;

/// The tables a query can name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Catalog {
    /// The tables, in the order they were opened.
    pub tables: Vec<Table>,
    /// Named days and periods that may stand bare in time clauses.
    pub moments: Moments,
}

impl Catalog {
    /// The table of a name: exact, else the only one that folds alike.
    pub fn table(&self, name: &str) -> Option<&Table> {
        match crate::base::names::find(name, self.tables.iter().map(|t| t.name.as_str())) {
            crate::base::names::Match::One(at) => self.tables.get(at),
            _ => None,
        }
    }
}

/// One table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// The name in queries: the stem of the file.
    pub name: String,
    /// The file, as it was named.
    pub origin: String,
    /// Its columns, in the order of the file.
    pub columns: Vec<Column>,
    /// The time axis, if there is one.
    pub axis: Option<Axis>,
    /// How the axis was chosen, in a few words.
    pub axis_reason: String,
    /// What its figures mean.
    pub roles: Roles,
    /// Rows in the file, where that is known without reading it whole.
    pub rows: Option<u64>,
    /// What is worth knowing about how the file was read.
    #[serde(skip)]
    pub notes: Vec<Diagnostic>,
    /// How its text was found to be written.
    #[serde(skip)]
    pub written: reading::Written,
}

impl Table {
    /// Whether its rows are known by their lines: it is text that was read whole. Others are known by the number of the row.
    pub fn has_lines(&self) -> bool {
        let text = [".csv", ".tsv", ".tab", ".txt"].iter().any(|ending| self.origin.to_lowercase().ends_with(ending));
        text && self.rows.is_some()
    }
}

/// One column of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// The name in queries: the header, made unique.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The HXL tag, if it has one.
    pub tag: Option<String>,
    /// How the type was found, in a few words: `dates like 30-04-2025`.
    pub inferred: String,
}
