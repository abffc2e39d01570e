//! What would be counted twice: rows that a join repeats, figures of several sources or periods, a whole beside its part.

pub mod repeated;
pub mod twice;
pub mod wholes;
