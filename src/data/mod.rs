//! Files to typed tables, and the rows of answers. With `exec`, the only layer that names Polars.

pub mod frame;
pub(crate) mod store;
pub mod write;

pub use frame::{Cell, Frame};
pub use store::Store;
pub(crate) fn explain_cell_error(_: &polars::prelude::PolarsError) -> Option<crate::base::Diagnostic> {
    None
}
pub fn open(
    _: &[std::path::PathBuf],
    _: Option<&std::path::Path>,
) -> Result<(Vec<crate::catalog::Table>, Store), Vec<crate::base::Diagnostic>> {
    Err(vec![])
}
pub(crate) fn open_file(
    _: &std::path::Path,
    _: &str,
    _: &str,
) -> Result<(crate::catalog::Table, store::TableData), crate::base::Diagnostic> {
    todo!()
}
impl Store {
    pub(crate) fn extend(&mut self, n: &str, d: store::TableData) {
        self.tables.insert(n.into(), d);
    }
}
