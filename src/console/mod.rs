//! The way out of the program: results to standard output or a file, everything else to standard error, the exit status.
//!
//! What the prompt and the command line share, help and the commands of the prompt among it; neither is known here.

pub mod check;
mod checks;
pub mod config;
pub mod demo;
pub mod explain;
pub mod fmt;
pub mod help;
pub mod init;
pub mod interval;
pub mod meta;
pub mod pager;
mod report;
mod results;
mod saves;
pub mod schema;
mod screen;
pub mod script;
mod settings;
mod start;
mod stop;
pub mod watch;
mod whole;

pub use config::Config;
pub use report::Report;
pub use results::Console;
pub use settings::{Color, Settings};
pub use start::{Open, Start};
pub use stop::Stop;
