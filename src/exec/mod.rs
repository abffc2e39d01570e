//! Plans to answers: lowering to Polars' lazy frames, running them, and counting what happened on the way.
//!
//! `plan → lower (steps, expr, call, figure) → LazyFrame → run → rows and counts`. Lowering is a pure function of plan and store.

mod call;
mod collect;
mod describe;
mod expr;
mod fault;
mod figure;
mod guard;
mod known;
mod lower;
mod lowering;
mod nearest;
mod probe;
mod run;

pub use run::{Outcome, evaluate, explain, run};
