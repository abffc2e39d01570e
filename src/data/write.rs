//! Rows of answers as typed files.

use super::Frame;
use super::faults::io_words;
use polars::error::{PolarsError, PolarsResult};
use polars::prelude::{IpcWriter, ParquetWriter, SerWriter};
use std::io::{self, Write};

/// Writes rows as a Parquet file.
pub fn write_parquet(frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    written(ParquetWriter::new(out).finish(&mut frame.data.clone()).map(drop))
}

/// Writes rows as an Arrow IPC file.
pub fn write_arrow(frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    written(IpcWriter::new(out).finish(&mut frame.data.clone()))
}

fn written(result: PolarsResult<()>) -> io::Result<()> {
    result.map_err(|error| match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), io_words(&error)),
        _ => io::Error::other("the rows do not fit into the format"),
    })
}
