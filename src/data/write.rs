//! STAND-IN: the real data layer replaces this file.

use super::Frame;
use std::io;
use std::path::Path;

/// Writes rows as a Parquet file.
pub fn write_parquet(_rows: &Frame, _path: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
