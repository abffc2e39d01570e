//! The prompt: statements answered one after the other, and commands that start with a backslash. The only layer that names rustyline.
use crate::cli::{Console, Stop};
use crate::engine::Engine;
/// x
pub fn run(_engine: Engine, _console: Console) -> Result<(), Stop> {
    Ok(())
}
