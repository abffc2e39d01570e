//! Parquet files, with what the statistics in their footer tell, and their rows by number.

mod chunks;
mod groups;
mod texts;

use super::{Cells, Columnar, statistics};
use crate::data::facts::ColumnFacts;
use chunks::Chunks;
use groups::Groups;
use polars::prelude::{ArrowField, FileMetadata, ParquetReader, SerReader};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

struct Parquet {
    file: File,
    metadata: Arc<FileMetadata>,
    fields: Vec<ArrowField>,
}

/// Opens a file. `None` where it is none.
pub(super) fn open(file: File) -> Option<Box<dyn Columnar>> {
    let mut reader = ParquetReader::new(file.try_clone().ok()?);
    let metadata = reader.get_metadata().ok()?.clone();
    let fields = reader.schema().ok()?.iter_values().cloned().collect();
    Some(Box::new(Parquet { file, metadata, fields }))
}

impl Columnar for Parquet {
    fn fields(&self) -> Vec<ArrowField> {
        self.fields.clone()
    }

    fn rows(&self) -> u64 {
        self.metadata.num_rows as u64
    }

    fn facts(&self, fields: &[&ArrowField]) -> BTreeMap<String, ColumnFacts> {
        statistics::facts(&self.metadata, fields.iter().copied())
    }

    fn cells(self: Box<Self>, kept: &[ArrowField], _: &Path, shown_as: &str) -> Option<Cells> {
        let chunks = Chunks::of(self.file, self.metadata);
        Some(Cells::ByNumber(Arc::new(Groups::open(chunks, kept, shown_as)?)))
    }
}

#[cfg(test)]
mod tests;
