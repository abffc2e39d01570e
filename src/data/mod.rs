//! Files to typed tables, and the rows of answers. With `exec`, the only layer that names Polars.

mod axis;
mod cells;
mod coverage;
mod csv;
mod dates;
mod digest;
mod faults;
pub mod frame;
mod header;
mod infer;
mod large;
mod layout;
mod lines;
mod numbers;
mod open;
mod parquet;
mod raw;
mod records;
mod roles;
pub mod series;
mod sniff;
pub(crate) mod spellings;
mod statistics;
pub(crate) mod store;
#[cfg(test)]
mod tests;
pub(crate) mod words;
mod write;
mod zones;

pub(crate) use {faults::explain_cell_error, open::open_file, roles::Side, roles::days};

pub use digest::digest;
pub use faults::io_words;
pub use frame::{Cell, Frame};
pub use open::{catalog_in, open, open_plain};
pub use series::{Buckets, Mark};
pub use store::Store;
pub(crate) use store::TableData;
pub use write::{write_arrow, write_parquet, write_parquet_with};
