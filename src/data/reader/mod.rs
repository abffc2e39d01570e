//! The reader of delimited text: any size, any columns, on all processors.
//!
//! A text is cut into stretches ([`pass`]); a stretch into records and cells ([`chunk`], by the marks of [`split`]); cells become values
//! ([`part`]), and values whole columns ([`gather`]). What stands below the table is sought in its [`tail`]. What a column means is decided above, in `infer`.

mod chunk;
mod gather;
mod input;
mod lookup;
mod part;
mod pass;
mod split;
mod tail;
#[cfg(test)]
mod tests;

pub(super) use chunk::{Dialect, Fault};
pub(super) use gather::Gathered;
pub(super) use input::Input;
pub(super) use part::Want;
pub(super) use pass::{Tally, lines_of, read, sample};
pub(super) use split::Signs;
pub(super) use tail::{Tail, tail};
