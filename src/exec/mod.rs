//! Plans to answers: lowering to Polars' lazy frames, running them, and counting what happened on the way.
//!
//! `plan → lower (steps, expr, call, figure) → LazyFrame → run → rows and counts`. Lowering is a pure function of plan and store.

mod alike;
mod around;
mod bounded;
mod call;
mod collect;
mod columns;
mod context;
mod covered;
mod describe;
mod doubles;
mod evaluate;
mod expect;
mod expr;
mod fault;
mod figure;
mod fill;
mod grouped;
mod growth;
mod guard;
pub mod interrupt;
mod interval;
mod keys;
mod known;
mod leaders;
mod lower;
mod lowering;
mod marks;
mod nearest;
mod per;
mod placing;
mod prefer;
mod probe;
mod protect;
mod revisions;
mod rolling;
mod round;
mod run;
mod seen;
mod series;
mod shape;
mod state;
mod together;
mod trace;
mod units;
mod versus;
mod window;
mod words;
mod zones;

pub use columns::{Read, read_columns};
pub use evaluate::{evaluate, value_of};
pub use expect::{Verdict, verdict};
pub use run::{Outcome, explain, run};
