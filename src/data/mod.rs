//! Files to typed tables, and the rows of answers. With `exec`, the only layer that names Polars.

pub mod frame;
pub(crate) mod store;

pub use frame::{Cell, Frame};
pub use store::Store;
