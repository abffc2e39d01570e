//! What one file of a table holds: text, or columns that have their types.

use crate::base::Diagnostic;
use crate::data::columnar::Columns;
use crate::data::source::{Snapshot, Source};
use std::path::PathBuf;
use std::sync::Arc;

/// Cells that do not fit their column: how many there are, and the first with their places.
pub(super) type Unreadable = (u64, Vec<(String, String)>);

/// What a file holds.
#[derive(Clone)]
pub(in crate::data) enum Content {
    /// Text, whose columns are read when they are asked for.
    Text(Source),
    /// Columns that have their types.
    Columns(Arc<Columns>),
}

/// One of several files.
pub(in crate::data) struct Member {
    /// Its name in the column of files.
    pub(in crate::data) name: String,
    /// Where it is.
    pub(in crate::data) path: PathBuf,
    pub(in crate::data) content: Content,
}

impl Content {
    pub(super) fn snapshot(&self, name: &str) -> Snapshot {
        match self {
            Content::Text(source) => source.snapshot(name),
            Content::Columns(columns) => columns.snapshot(name),
        }
    }

    /// How often what is known has changed.
    pub(super) fn changes(&self) -> u64 {
        match self {
            Content::Text(source) => source.changes(),
            Content::Columns(columns) => columns.changes(),
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        match self {
            Content::Text(source) => source.is_plain(),
            Content::Columns(columns) => columns.is_plain(),
        }
    }

    /// Starts to listen for the columns that queries ask for, without reading any.
    pub(super) fn listen(&self) {
        match self {
            Content::Text(source) => source.listen(),
            Content::Columns(columns) => columns.listen(),
        }
    }

    /// The columns that were asked for since, by name.
    pub(super) fn heard(&self) -> Vec<String> {
        match self {
            Content::Text(source) => source.heard(),
            Content::Columns(columns) => columns.heard(),
        }
    }

    /// Reads columns by their names, or all.
    pub(super) fn read(&self, names: Option<&[String]>) -> Result<(), Diagnostic> {
        match (self, names) {
            (Content::Text(source), Some(names)) => source.read(names),
            (Content::Text(source), None) => source.read_all(),
            (Content::Columns(columns), names) => columns.learn(names.unwrap_or_default()),
        }
    }

    pub(super) fn rows(&self) -> Option<u64> {
        match self {
            Content::Text(source) => source.rows(),
            Content::Columns(columns) => Some(columns.rows()),
        }
    }

    pub(super) fn text(&self) -> Option<&Source> {
        match self {
            Content::Text(source) => Some(source),
            Content::Columns(_) => None,
        }
    }
}
