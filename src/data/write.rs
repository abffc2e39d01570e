//! Rows of answers as typed files.

use super::Frame;
use super::faults::io_words;
use crate::base::{Unfit, Zone};
use polars::error::{PolarsError, PolarsResult};
use polars::io::parquet::write::KeyValueMetadata;
use polars::prelude::{DataFrame, DataType, IpcWriter, ParquetWriter, SerWriter, TimeUnit, TimeZone};
use std::io::{self, Write};

/// Writes rows as a Parquet file.
pub fn write_parquet(frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    written(ParquetWriter::new(out).finish(&mut in_zones(frame)).map(drop))
}

/// Writes rows as a Parquet file, and what they rest on as its metadata `dateline`.
pub fn write_parquet_with(frame: &Frame, provenance: &str, out: &mut dyn Write) -> io::Result<()> {
    let metadata = KeyValueMetadata::from_static(vec![("dateline".to_string(), provenance.to_string())]);
    let writer = ParquetWriter::new(out).with_key_value_metadata(Some(metadata));
    written(writer.finish(&mut in_zones(frame)).map(drop))
}

/// Writes rows as an Arrow IPC file.
pub fn write_arrow(frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    let mut data = in_zones(frame);
    // A column has one dictionary in a file; its chunks may have several.
    data.rechunk_mut();
    written(IpcWriter::new(out).finish(&mut data))
}

fn written(result: PolarsResult<()>) -> io::Result<()> {
    result.map_err(|error| match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), io_words(&error)),
        _ => Unfit::error("the rows do not fit into the format"),
    })
}

/// The rows with the zones of their moments. An offset of part of an hour has no name that the formats know: such moments stay in UTC.
fn in_zones(frame: &Frame) -> DataFrame {
    let mut data = frame.data.clone();
    for column in frame.columns() {
        let Some(name) = column.ty.zone().and_then(Zone::database_name) else { continue };
        let zone = TimeZone::opt_try_new(Some(name)).ok().flatten();
        let moments =
            data.column(&column.name).and_then(|moments| moments.cast(&DataType::Datetime(TimeUnit::Microseconds, zone)));
        if let Ok(moments) = moments {
            data.with_column(moments).ok();
        }
    }
    data
}
