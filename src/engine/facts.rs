//! What an answer is: rows, what they rest on, and what is worth knowing.

use super::checks::Check;
use super::saves::Saving;
use super::values::ValueFact;
use crate::base::Diagnostic;
use crate::base::counts::Telling;
use crate::data::Frame;
use crate::plan::Plot;
use serde::Serialize;

/// An answer: rows, and what is needed to defend them.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The rows.
    pub rows: Frame,
    /// What the rows rest on.
    pub facts: Facts,
    /// The file that it is to be saved to. The engine does not write it.
    pub saving: Option<Saving>,
    /// What is worth knowing: misspelt values, kept ties, keywords taken for columns.
    pub notes: Vec<Diagnostic>,
    /// How the rows are drawn, where the query ends with `plot`.
    pub plot: Option<Plot>,
    /// What its `expect`s gave.
    pub checks: Vec<Check>,
    /// The further blocks of a `trace` of several tables, in the order of the text.
    pub further: Vec<Answer>,
}

impl Answer {
    /// Rows and what they rest on, to be shown as they are.
    pub fn of(rows: Frame, facts: Facts, notes: Vec<Diagnostic>) -> Answer {
        Answer { rows, facts, notes, saving: None, plot: None, checks: Vec::new(), further: Vec::new() }
    }

    /// Its blocks: itself, and those that follow.
    pub fn blocks(&self) -> impl Iterator<Item = &Answer> {
        std::iter::once(self).chain(&self.further)
    }

    /// Whether it is about `expect`s alone: it has no rows to show.
    pub fn is_check(&self) -> bool {
        !self.checks.is_empty() && self.rows.columns().is_empty()
    }
}

/// What an answer rests on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facts {
    /// The query, as it was written.
    pub query: String,
    /// Dateline's version.
    pub version: String,
    /// The tables that were read.
    pub tables: Vec<TableFact>,
    /// The window of days the answer stands for, such as `2025-04-01 to 2025-04-30 (30 days)`.
    pub window: Option<String>,
    /// The zone by which the days of the window are meant, where the time axis holds moments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Why there is no window, when there is none.
    pub no_window: Option<String>,
    /// Rows of the tables that were read, where known.
    pub rows_read: Option<u64>,
    /// Rows the answer rests on.
    pub rows_used: u64,
    /// What is to be said of periods and buckets: those cut short or not reported, rows that straddle a bound, other windows.
    pub time: Vec<TimeFact>,
    /// The values that were set for the run: parameters, and what was set from outside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<ParamFact>,
    /// What is to be said of small figures: hidden, rounded, or to be considered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<TimeFact>,
    /// Where the answer is protected, the number below which people are hidden. So few rows are not told outside of the program either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protected: Option<u64>,
    /// What the column of sources says in the rows the answer rests on, where the catalog names one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Unknown values met on the way, with what was done with them.
    pub unknown: Vec<String>,
    /// Rows that name a place that was asked for together with others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Words of columns of places and categories that no catalog names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// The columns whose values are about single persons and not shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// Conditions that are possible of some rows and not certain, because of the bounds of values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<String>,
    /// The queries that were used as values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ValueFact>,
    /// Cells of the files that do not fit their columns, of the columns that were read, with the first places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
    /// Columns that were read and that some files of their table lack.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// Columns that were read and of which some files of their table say another HXL tag.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Rows of totals in the files, which were left out below a table, or count among its rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<String>,
}

/// Something about periods and buckets, or about small figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeFact {
    /// What it is about, in a word: `reported`, `straddling`, `cut short`, `filled`, `compared`; `protected`, `rounded`, `small`.
    pub about: String,
    /// What there is to say.
    pub text: String,
}

/// A value that was set for the run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParamFact {
    /// Its name, without the `$`.
    pub name: String,
    /// Its value, as a query would write it.
    pub value: String,
}

impl Facts {
    /// How numbers of rows are told.
    pub fn telling(&self) -> Telling {
        Telling::without(self.protected)
    }

    /// Whether the number of rows used would itself tell of a few people: those that were used, or those that were not.
    pub fn hides_rows(&self) -> bool {
        let few = |rows: u64| self.protected.is_some_and(|below| (1..below).contains(&rows));
        few(self.rows_used) || self.rows_read.is_some_and(|read| few(read.saturating_sub(self.rows_used)))
    }
}

/// A table that was read.
#[derive(Clone, Debug, Serialize)]
pub struct TableFact {
    /// Its name in the query.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its rows, where known.
    pub rows: Option<u64>,
    /// The BLAKE3 digest of the file, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The files it is made of, where they are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileFact>,
}

/// One of the files of a table.
#[derive(Clone, Debug, Serialize)]
pub struct FileFact {
    /// Its name in the column of files.
    pub file: String,
    /// Its rows, where known.
    pub rows: Option<u64>,
    /// The BLAKE3 digest of the file, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}
