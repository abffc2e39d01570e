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

use crate::base::{Code, Diagnostic, Period, Type};
use serde::Serialize;
use std::path::PathBuf;

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
    /// The file, as it was named; a pattern, a folder or a list for several.
    pub origin: String,
    /// The files it is made of, where they are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub several: Option<Several>,
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
    /// Whether its rows are known by their lines: its files are text. Others are known by the number of the row.
    #[serde(skip)]
    pub lines: bool,
    /// What is worth knowing about how the file was read.
    #[serde(skip)]
    pub notes: Vec<Diagnostic>,
    /// How its text was found to be written.
    #[serde(skip)]
    pub written: reading::Written,
}

/// The files of a table that is made of several.
#[derive(Clone, Debug, Serialize)]
pub struct Several {
    /// The column of the names of the files.
    pub column: String,
    /// The files, in the order of their rows.
    pub files: Vec<TableFile>,
}

/// One of the files of a table.
#[derive(Clone, Debug, Serialize)]
pub struct TableFile {
    /// Its name in the column of files.
    pub name: String,
    /// Where it is.
    #[serde(skip)]
    pub path: PathBuf,
    /// Its rows, where known.
    pub rows: Option<u64>,
}

impl Table {
    /// What the columns of the file and of the line or the number of a row are called beside others.
    pub fn place_names<'n>(&self, beside: impl Iterator<Item = &'n str> + Clone) -> [String; 2] {
        let free = |name: &str| match beside.clone().any(|other| other == name) {
            true => format!("source_{name}"),
            false => name.to_string(),
        };
        let file = self.several.as_ref().map_or_else(|| free("file"), |several| several.column.clone());
        [file, free(if self.lines { "line" } else { "row" })]
    }

    /// The notes on columns that stayed text although they look like more. Each starts with the name of its column.
    pub fn doubts(&self) -> impl Iterator<Item = &Diagnostic> {
        self.notes.iter().filter(|note| note.code == Code::TypedAsText)
    }

    /// The notes on rows of totals that were left out, or that count.
    pub fn totals(&self) -> impl Iterator<Item = &Diagnostic> {
        self.notes.iter().filter(|note| note.code == Code::Totals)
    }

    /// Those on columns that may be dates with the day or the month first.
    pub fn doubtful_dates(&self) -> impl Iterator<Item = &Diagnostic> {
        self.doubts().filter(|note| note.message.contains("it could be dates"))
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
