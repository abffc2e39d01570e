//! Files of a few rows, each with one fault that sheets of people have: what is understood, the rows, what is told, and what `--strict` says.

mod keys;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The program as it answers in a folder: what it prints, and below it what it tells.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(arguments)
        .args(["--now", "2026-01-15"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    let (out, told) = (String::from_utf8_lossy(&run.stdout).into_owned(), String::from_utf8_lossy(&run.stderr).into_owned());
    [out, told].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The files, and the queries that stand beside some of them, a line each.
fn files() -> Vec<(PathBuf, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cells/files");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending != "queries"));
    files.sort();
    let queries = |path: &Path| std::fs::read_to_string(path.with_extension("queries")).unwrap_or_default();
    files.into_iter().map(|path| (path.clone(), queries(&path).lines().map(str::to_string).collect())).collect()
}

#[test]
fn every_fault_of_a_file_is_understood_or_told() {
    let files = files();
    assert!(files.len() > 20, "{}", files.len());
    for (path, queries) in files {
        let folder = path.parent().expect("a folder");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut golden = format!("$ dateline schema {name}\n{}", said(folder, &["schema", &name]));
        for query in std::iter::once(format!("{stem} take 5")).chain(queries) {
            golden.push_str(&format!("\n$ dateline query '{query}' {name}\n{}", said(folder, &["query", &query, &name])));
        }
        let strict = said(folder, &["query", &stem, &name, "--strict", "--quiet"]);
        if strict.starts_with("error") {
            golden.push_str(&format!("\n$ dateline query {stem} {name} --strict\n{strict}"));
        }
        insta::with_settings!({ snapshot_suffix => name, omit_expression => true }, { insta::assert_snapshot!("cell", golden) });
    }
}
