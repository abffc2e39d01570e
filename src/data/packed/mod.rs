//! Columns as they are stored: blocks of bytes in memory or in a file, from which the engine gets rows when it comes to them.
//!
//! A block ([`block`]) holds the cells of some records; a shelf ([`shelf`]) says where the blocks lie, in memory as long as there is room
//! ([`room`]); a column ([`column`]) knows what
//! they mean. So a column takes as few bytes as its values need, and of one in a file only the rows at hand are in memory.

mod block;
mod column;
mod room;
mod shelf;
mod texts;

pub(super) use block::Block;
pub(super) use column::{Index, Packed, TextAs, Typed};
pub(super) use shelf::{Shelf, Unwritten, Wrapped};
pub(super) use texts::{Cells, PLACES, Unreadable};
