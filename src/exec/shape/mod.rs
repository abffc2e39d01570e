//! Steps that change the shape of a table or bring in the rows of another one.

mod append;
mod changes;
mod join;
mod matching;
mod pivot;
mod unpivot;
