//! Runs the program as a reader would, in the folder of the project.

use std::path::Path;
use std::process::Command;

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a run shows: standard output, then standard error, then the status if it is not 0.
pub fn shown(arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(arguments)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    let mut text = String::from_utf8_lossy(&run.stdout).into_owned();
    let said = String::from_utf8_lossy(&run.stderr);
    if !said.is_empty() {
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text.push_str(&said);
    }
    match run.status.code() {
        Some(0) => text,
        code => format!("{text}\nstatus {}\n", code.map_or("none".into(), |c| c.to_string())),
    }
}
