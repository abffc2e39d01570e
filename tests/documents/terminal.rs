//! Runs the program as a reader would, in the folder of the project.

use std::path::{Path, PathBuf};
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

/// Runs a test on each script of a folder, each with golden texts of its own. `insta::glob!` does the same, but the features of
/// what it needs would have Polars compiled a second time for tests.
pub fn each_script(folder: &str, test: impl Fn(&Path)) {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "dlq"));
    paths.sort();
    assert!(!paths.is_empty(), "{folder} holds no script");
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        insta::with_settings!({ snapshot_suffix => name, input_file => &path }, { test(&path) });
    }
}
