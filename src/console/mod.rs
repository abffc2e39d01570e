//! The way out of the program: results to standard output or a file, everything else to standard error, the exit status.
//!
//! What the prompt and the command line share; neither is known here.

pub mod check;
mod checks;
pub mod explain;
pub mod fmt;
pub mod init;
mod report;
mod results;
pub mod schema;
mod screen;
pub mod script;
mod settings;
mod stop;
pub mod watch;
mod whole;

pub use report::Report;
pub use results::Console;
pub use settings::{Color, Settings};
pub use stop::Stop;
