//! The `dateline` program: from its arguments to its exit status.

use dateline::cli::{self, Prompt};
use std::process::ExitCode;

/// Queries allocate and free much on many threads, which the allocators of some systems are slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "shell")]
const PROMPT: Option<Prompt> = Some(dateline::shell::run);
#[cfg(not(feature = "shell"))]
const PROMPT: Option<Prompt> = None;

fn main() -> ExitCode {
    cli::main(std::env::args_os(), PROMPT)
}
