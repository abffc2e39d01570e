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

/// Takes memory in small pages: of large ones, which the kernel clears as a whole, a query leaves much unused.
#[cfg(target_os = "linux")]
fn take_small_pages() {
    // SAFETY: this asks for no memory and gives no pointer. Where the kernel refuses, pages stay as they are.
    #[allow(unsafe_code)]
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0);
    }
}

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    take_small_pages();
    cli::main(std::env::args_os(), PROMPT)
}
