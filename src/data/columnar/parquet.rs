//! Parquet files, with what the statistics in their footer tell.

use super::{Columnar, statistics};
use crate::data::facts::ColumnFacts;
use polars::io::HiveOptions;
use polars::prelude::{ArrowField, DataFrame, LazyFrame, ParquetReader, PlRefPath, ScanArgsParquet, SerReader};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

struct Parquet {
    reader: ParquetReader<File>,
    metadata: Arc<polars::prelude::FileMetadata>,
    fields: Vec<ArrowField>,
}

/// Opens a file. `None` where it is none.
pub(super) fn open(file: File) -> Option<Box<dyn Columnar>> {
    let mut reader = ParquetReader::new(file);
    let metadata = reader.get_metadata().ok()?.clone();
    let fields = reader.schema().ok()?.iter_values().cloned().collect();
    Some(Box::new(Parquet { reader, metadata, fields }))
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

    fn scan(&self, path: &Path) -> Option<LazyFrame> {
        let options = ScanArgsParquet { glob: false, hive_options: HiveOptions::new_disabled(), ..ScanArgsParquet::default() };
        LazyFrame::scan_parquet(PlRefPath::try_from_path(path).ok()?, options).ok()
    }

    fn read(self: Box<Self>, names: Vec<String>) -> Option<DataFrame> {
        self.reader.with_columns(Some(names)).finish().ok()
    }
}
