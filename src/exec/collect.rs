//! Running lazy frames on the streaming engine, and what can go wrong with that.

use super::interrupt::{stopped, with_room};
use polars::prelude::{DataFrame, Engine, LazyFrame, PolarsError};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why the engine gave nothing.
pub enum Failure {
    /// Its error.
    Engine(PolarsError),
    /// A panic inside it.
    Panic,
    /// It was stopped.
    Stopped,
}

/// Runs a lazy frame on the streaming engine. A panic inside it is a failure, not the end of the program.
pub fn collect(frame: LazyFrame) -> Result<DataFrame, Failure> {
    // The engine's search for common parts of a plan panics on some plans that are sound.
    let plain = frame.clone().with_comm_subplan_elim(false);
    match attempt(frame) {
        Err(Failure::Panic) => attempt(plain),
        outcome => outcome,
    }
}

fn attempt(frame: LazyFrame) -> Result<DataFrame, Failure> {
    if stopped() {
        return Err(Failure::Stopped);
    }
    match catch_unwind(AssertUnwindSafe(|| with_room(|| frame.collect_with_engine(Engine::Streaming)))) {
        Ok(Ok(result)) => Ok(result.unwrap_single()),
        Ok(Err(error)) => Err(Failure::Engine(error)),
        Err(_) if stopped() => Err(Failure::Stopped),
        Err(_) => Err(Failure::Panic),
    }
}

/// A lazy frame's rows, for counting beside a query; nothing when it fails.
pub fn quietly(frame: LazyFrame) -> Option<DataFrame> {
    collect(frame).ok()
}
