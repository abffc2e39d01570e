//! The rows at one point of a lowered plan, and what is known of them.

use super::guard::Guard;
use super::known::Known;
use polars::prelude::{AllowedOptimizations, Expr, LazyFrame};

/// A plan as the engine will run it, up to some step.
pub struct Lowered {
    /// The rows, not yet computed.
    pub frame: LazyFrame,
    /// What is known of its columns.
    pub known: Known,
    /// The conditions so far, which the engine may join with the next one.
    pub guard: Guard,
}

impl Lowered {
    /// The rows of a condition; `plain` is the same one without what it counts.
    pub fn kept(self, condition: Expr, plain: Expr) -> Lowered {
        Lowered { frame: self.frame.filter(condition), known: self.known, guard: self.guard.and(plain) }
    }
}

/// What may be done across a function that needs all rows and all columns: nothing.
pub fn whole_frame() -> AllowedOptimizations {
    AllowedOptimizations::empty()
}
