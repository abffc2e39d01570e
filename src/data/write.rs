//! Rows of answers to files.

use super::Frame;
use super::faults::io_words;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use polars::prelude::ParquetWriter;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Writes rows as a Parquet file, whole or not at all: beside the file first, and then in its place.
pub fn write_parquet(frame: &Frame, path: &Path) -> Result<(), Diagnostic> {
    let cannot = |why: &str| {
        let message = format!("{} cannot be written: {why}", quote(&path.display().to_string()));
        Diagnostic::error_anywhere(Code::CannotWrite, message)
    };
    let beside = beside(path).ok_or_else(|| cannot("it is not the name of a file"))?;
    let file = File::create(&beside).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => cannot("its folder does not exist"),
        _ => cannot(io_words(&error)),
    })?;
    let written = write(frame, file).and_then(|()| fs::rename(&beside, path).map_err(|error| io_words(&error)));
    written.map_err(|why| {
        // What is left of a failed attempt is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
        cannot(why)
    })
}

fn write(frame: &Frame, mut file: File) -> Result<(), &'static str> {
    ParquetWriter::new(&mut file).finish(&mut frame.data.clone()).map_err(|error| match error {
        polars::error::PolarsError::IO { error, .. } => io_words(&error),
        _ => "the rows do not fit into the format",
    })?;
    file.sync_all().map_err(|error| io_words(&error))
}

/// A name beside a file that no other process uses.
fn beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_string_lossy();
    Some(path.with_file_name(format!(".{name}.{}.part", std::process::id())))
}
