//! Plans to answers: lowering to Polars' lazy frames, running them, and counting what happened on the way.
//!
//! `plan → lower (steps, expr, call, figure) → LazyFrame → run → rows and counts`. Lowering is a pure function of plan and store.

mod alike;
mod append;
mod around;
mod bounded;
mod call;
mod changes;
mod collect;
mod columns;
mod context;
mod covered;
mod describe;
mod evaluate;
mod expr;
mod fault;
mod figure;
mod growth;
mod guard;
pub mod interrupt;
mod interval;
mod join;
mod keys;
mod known;
mod leaders;
mod lower;
mod lowering;
mod marks;
mod matching;
mod nearest;
mod pivot;
mod placing;
mod prefer;
mod probe;
mod repeated;
mod revisions;
mod rolling;
mod run;
mod seen;
mod series;
mod state;
mod together;
mod twice;
mod units;
mod unpivot;
mod versus;
mod wholes;
mod window;
mod words;
mod zones;

pub use columns::read_columns;
pub use evaluate::{evaluate, value_of};
pub use run::{Outcome, explain, run};
