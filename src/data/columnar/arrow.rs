//! Arrow IPC files, which Feather files of version 2 are too. They tell nothing of their values but how many there are.

use super::types::stops_the_engine;
use super::{Cells, Columnar};
use crate::data::facts::ColumnFacts;
use polars::io::HiveOptions;
use polars::prelude::{ArrowField, Expr, IntoLazy, IpcReader, IpcScanOptions, LazyFrame, PlRefPath, SerReader, UnifiedScanArgs};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

struct Arrow {
    file: File,
    rows: u64,
    fields: Vec<ArrowField>,
}

/// What writes a file where a stream was written.
const AS_FILE: &str = "write a file: `pyarrow.feather.write_feather(table, \"x.arrow\")` or `df.write_ipc(\"x.arrow\")` in Python, \
     `arrow::write_feather(df, \"x.arrow\")` in R, or Parquet";

/// Opens a file, or says why it cannot be read, and what to do about it.
pub(super) fn open(mut file: File) -> Result<Box<dyn Columnar>, (&'static str, Option<&'static str>)> {
    const DAMAGED: (&str, Option<&str>) = ("it is not an Arrow file, or it is damaged", None);
    let mut start = [0; 4];
    // What is too short to have a start is no file of columns either.
    let _ = file.read(&mut start).and_then(|_| file.rewind());
    match &start {
        b"FEA1" => return Err(("it is a Feather file of version 1, which nothing new writes: save it as version 2", None)),
        [0xff, 0xff, 0xff, 0xff] => {
            return Err(("it is an Arrow IPC stream, and only Arrow IPC files are read, which have an index", Some(AS_FILE)));
        }
        _ => {}
    }
    let again = || file.try_clone().map_err(|_| DAMAGED);
    let schema = IpcReader::new(again()?).schema().map_err(|_| DAMAGED)?;
    let counted = IpcReader::new(again()?).with_projection(Some(Vec::new())).finish().map_err(|_| DAMAGED)?;
    let fields = schema.iter_values().cloned().collect();
    Ok(Box::new(Arrow { rows: counted.height() as u64, file, fields }))
}

impl Columnar for Arrow {
    fn fields(&self) -> Vec<ArrowField> {
        self.fields.clone()
    }

    fn rows(&self) -> u64 {
        self.rows
    }

    fn facts(&self, _: &[&ArrowField]) -> BTreeMap<String, ColumnFacts> {
        BTreeMap::new()
    }

    fn cells(self: Box<Self>, kept: &[ArrowField], path: &Path, _: &str) -> Option<Cells> {
        let names = kept.iter().map(|field| field.name.clone());
        if self.fields.iter().any(|field| stops_the_engine(&field.dtype)) {
            let names = names.map(|name| name.to_string()).collect();
            let frame = IpcReader::new(self.file).with_columns(Some(names)).finish().ok()?;
            return Some(Cells::Scanned(Box::new(frame.lazy())));
        }
        let plain = UnifiedScanArgs { glob: false, hive_options: HiveOptions::new_disabled(), ..UnifiedScanArgs::default() };
        let frame = LazyFrame::scan_ipc(PlRefPath::try_from_path(path).ok()?, IpcScanOptions::default(), plain).ok()?;
        let all = kept.len() == self.fields.len();
        let frame = if all { frame } else { frame.select(names.map(Expr::Column).collect::<Vec<_>>()) };
        Some(Cells::Scanned(Box::new(frame)))
    }
}
