//! Plans to answers: lowering to Polars' lazy frames, running them, and counting what happened on the way.
//!
//! `plan → lower (steps, expr, call, figure) → LazyFrame → run → rows and counts`. Lowering is a pure function of plan and store.

mod alike;
mod around;
mod bounded;
mod call;
mod collect;
mod context;
mod covered;
mod describe;
mod evaluate;
mod expr;
mod fault;
mod feasible;
mod figure;
mod growth;
mod guard;
mod interval;
mod known;
mod leaders;
mod lower;
mod lowering;
mod nearest;
mod placing;
mod probe;
mod protect;
mod rolling;
mod run;
mod seen;
mod series;
mod state;
mod suppression;
mod together;
mod trace;
mod twice;
mod units;
mod versus;
mod wholes;
mod window;
mod zones;

pub use evaluate::{evaluate, value_of};
pub use run::{Outcome, explain, run};
