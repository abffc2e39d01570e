//! The handbook: its scripts run on a copy of their tables, say what they said before, and leave the same files each time.

use crate::terminal::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A copy of the handbook and of the tables it reads.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["handbook", "article", "data"] {
        fs::create_dir(folder.path().join(part)).expect("a folder");
    }
    let copy = |from: &str| fs::copy(root().join("examples").join(from), folder.path().join(from)).expect("a copy");
    for part in ["handbook", "article"] {
        for entry in fs::read_dir(root().join("examples").join(part)).expect("the folder is there") {
            copy(&format!("{part}/{}", entry.expect("a file").file_name().to_string_lossy()));
        }
    }
    copy("data/us_border.parquet");
    folder
}

/// What a script prints, and whether it succeeds.
fn run(folder: &Path, script: &str) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["run", script, "--now", "2021-06-25"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("XDG_CACHE_HOME", folder)
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}", text(&run.stderr));
    format!("{}\n{}", text(&run.stdout), text(&run.stderr))
}

/// The files of the handbook that are not there to begin with.
fn saved(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder.join("handbook")).expect("the folder is there").map(|entry| entry.expect("a file").path());
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let new = files.filter(|path| !root().join("examples/handbook").join(name(path)).exists());
    new.map(|path| (name(&path), fs::read(&path).expect("a file"))).collect()
}

#[test]
fn scripts_of_the_handbook_are_as_before() {
    let folder = copied();
    for script in ["situation_report", "protected_table", "year_on_year"] {
        let said = run(folder.path(), &format!("handbook/{script}.dlq"));
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(script, said) });
    }
    let first = saved(folder.path());
    let names: Vec<&str> = first.keys().map(String::as_str).collect();
    let expected = [
        "protected_table.md",
        "protected_table.xlsx",
        "situation_report_series.xlsx",
        "situation_report_week.csv",
        "situation_report_year.csv",
    ];
    assert_eq!(names, expected);
    for name in ["situation_report_week.csv", "situation_report_year.csv", "protected_table.md"] {
        let text = String::from_utf8_lossy(&first[name]).into_owned();
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, text) });
    }
    run(folder.path(), "handbook/situation_report.dlq");
    run(folder.path(), "handbook/protected_table.dlq");
    assert!(saved(folder.path()) == first, "a second run leaves other files");
}
