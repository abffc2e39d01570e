//! Parquet files, with what the statistics in their footer tell, and their rows by number.

mod chunks;
mod groups;
mod texts;

use super::types::stops_the_engine;
use super::{ByDays, Cells, Columnar, statistics};
use crate::data::facts::ColumnFacts;
use chunks::Chunks;
use groups::Groups;
use polars::io::HiveOptions;
use polars::prelude::{ArrowField, Expr, FileMetadata, LazyFrame, ParquetReader, PlRefPath, ScanArgsParquet, SerReader};
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

    fn cells(self: Box<Self>, kept: &[ArrowField], path: &Path, shown_as: &str) -> Option<Cells> {
        let days = statistics::days_of_groups(&self.metadata, kept);
        let by_engine = if days.is_empty() { None } else { scan(&self.fields, kept, path) };
        let chunks = Chunks::of(self.file, self.metadata);
        Some(Cells::ByNumber(
            Arc::new(Groups::open(chunks, kept, shown_as)?),
            by_engine.map(|frame| Box::new(ByDays { frame, days: Arc::new(days) })),
        ))
    }
}

/// The columns by the engine's own reader, where no other column stops it.
fn scan(fields: &[ArrowField], kept: &[ArrowField], path: &Path) -> Option<LazyFrame> {
    if fields.iter().any(|field| stops_the_engine(&field.dtype)) {
        return None;
    }
    let options = ScanArgsParquet { glob: false, hive_options: HiveOptions::new_disabled(), ..ScanArgsParquet::default() };
    let frame = LazyFrame::scan_parquet(PlRefPath::try_from_path(path).ok()?, options).ok()?;
    Some(frame.select(kept.iter().map(|field| Expr::Column(field.name.clone())).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests;
