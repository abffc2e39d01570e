//! Files to typed tables, and the rows of answers. With `exec`, the only layer that names Polars.

mod around;
mod axis;
mod cache;
mod cells;
mod coded;
mod columnar;
mod coverage;
mod csv;
mod dates;
mod digest;
mod facts;
mod faults;
mod files;
mod foot;
pub mod frame;
mod gaps;
mod head;
mod header;
mod infer;
mod layout;
mod lazy;
mod months;
mod notation;
mod numbers;
mod open;
mod packed;
mod paths;
mod private;
mod raw;
mod reader;
mod records;
mod roles;
mod seek;
mod serial;
pub mod series;
mod sniff;
mod source;
pub(crate) mod spellings;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod text;
mod threads;
pub(crate) mod words;
mod write;
mod zones;

pub(crate) use {
    coverage::settle as settle_coverage,
    faults::explain_cell_error,
    open::{again, open_file},
    roles::{Side, days, days_of},
};

pub use digest::digest;
pub use facts::Opening;
pub use faults::io_words;
pub use frame::{Cell, Frame};
pub use open::{catalog_in, files_of, open, open_plain};
pub use paths::whole_file;
pub use series::{Buckets, Mark};
pub use store::Store;
pub(crate) use store::TableData;
pub use write::{write_arrow, write_parquet, write_parquet_with};
