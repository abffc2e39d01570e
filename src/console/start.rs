//! What a prompt starts with.

use super::config::Config;
use super::results::Console;
use super::stop::Stop;
use crate::engine::Engine;
use std::path::PathBuf;

/// What opens paths as tables, with the options of the command line.
pub type Open = Box<dyn Fn(&[PathBuf]) -> Result<Engine, Stop>>;

/// What a prompt starts with.
pub struct Start {
    /// Opens tables.
    pub open: Open,
    /// What is open at the start.
    pub paths: Vec<PathBuf>,
    /// Where answers go.
    pub console: Console,
    /// What the person wants of the prompt.
    pub config: Config,
}
