//! The tree of clauses that change the shape of a table or bring in another one.

use super::{Column, Expr, Name, Pattern, Source};
use serde::Serialize;

/// `unpivot men, women as sex, persons`: a row for each of the columns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unpivot {
    /// The columns that become rows.
    pub columns: Vec<Pattern>,
    /// The new column of their names.
    pub name: Name,
    /// The new column of their values.
    pub value: Name,
}

/// `pivot measure in ("returns", "deportations") of value by place`: a column for each of the values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pivot {
    /// The column whose values become columns.
    pub column: Column,
    /// The values, perhaps named.
    pub values: Vec<(Expr, Option<Name>)>,
    /// The column that fills the new ones.
    pub of: Column,
    /// The columns that tell the new rows apart; all others without them.
    pub by: Vec<Column>,
}

/// Rows of another table that belong to those of this one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Join {
    /// What becomes of them.
    pub how: JoinKind,
    /// The other table.
    pub table: Source,
    /// The name its columns go by.
    pub name: Option<Name>,
    /// Whether the days of both rows must meet.
    pub overlapping: bool,
    /// The columns that must be equal: here, and there where it has another name.
    pub on: Vec<(Column, Option<Column>)>,
}

/// What becomes of rows and their matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinKind {
    /// Each row is kept, beside its one match.
    Lookup,
    /// Each row is kept, beside the newest row that is not later.
    LookupLatest,
    /// A row for each match.
    Join,
    /// Rows with a match are kept.
    With,
    /// Rows without a match are kept.
    Without,
}

impl Join {
    /// The name that its columns go by: the one that is given, the table's, the file's without its ending.
    pub fn prefix(&self) -> &str {
        match (&self.name, &self.table) {
            (Some(name), _) | (None, Source::Table(name)) => &name.text,
            (None, Source::Call(call)) => &call.name.text,
            (None, Source::Path(path, _)) => {
                let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
                file.split('.').next().unwrap_or(file)
            }
        }
    }
}

impl JoinKind {
    /// Whether the columns of the other table come along.
    pub fn brings_columns(self) -> bool {
        !matches!(self, JoinKind::With | JoinKind::Without)
    }

    /// As it is written.
    pub fn text(self) -> &'static str {
        ["lookup", "lookup latest", "join", "with", "without"][self as usize]
    }
}
