//! Layers point one way: each folder of `src` imports only from those below it, and each big dependency has one home.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first. A file may import from its own layer and from lower ones.
const LAYERS: &[&str] =
    &["base", "syntax", "catalog", "plan", "check", "data", "exec", "engine", "output", "console", "shell", "cli"];

/// Where each dependency may be named.
const HOMES: &[(&str, &[&str])] = &[
    ("nom", &["syntax"]),
    ("polars", &["data", "exec"]),
    ("polars_arrow", &["data"]),
    ("polars_buffer", &["data"]),
    ("polars_parquet", &["data"]),
    ("rustyline", &["shell"]),
    ("clap", &["cli"]),
    ("annotate_snippets", &["output"]),
    ("rust_xlsxwriter", &["output"]),
    ("encoding_rs", &["data"]),
    ("flate2", &["data"]),
    ("glob", &["data"]),
    ("zip", &["data"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn files() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    let layer = |path: &Path| {
        let first = path.strip_prefix(&src).unwrap().components().next().unwrap();
        first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
    };
    found.into_iter().map(|path| (layer(&path), path.clone(), fs::read_to_string(&path).unwrap())).collect()
}

/// The code of a file without its comments and texts of documentation.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The layers a file imports by `crate::…`.
fn imports(text: &str) -> Vec<String> {
    let code = code(text);
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found: Vec<String> = code.split("crate::").skip(1).map(word).collect();
    for group in code.split("crate::{").skip(1) {
        let inside = group.split('}').next().unwrap_or("");
        found.extend(inside.split(',').map(|item| word(item.trim())));
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn no_layer_imports_from_above() {
    let mut faults = Vec::new();
    for (layer, path, text) in files() {
        let Some(height) = LAYERS.iter().position(|l| *l == layer) else { continue };
        for import in imports(&text) {
            if LAYERS.iter().position(|l| *l == import).is_some_and(|other| other > height) {
                faults.push(format!("{} imports from {import}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The files beside a file that it imports by `super::…`.
fn neighbours(text: &str) -> Vec<String> {
    let code = code(text);
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found: Vec<String> = code.split("super::").skip(1).map(word).collect();
    for group in code.split("use super::{").skip(1) {
        let inside = group.split("};").next().unwrap_or("");
        found.extend(inside.split(',').map(|item| word(item.trim())));
    }
    found
}

#[test]
fn files_of_a_folder_do_not_import_in_circles() {
    let mut edges: Vec<(String, String)> = Vec::new();
    for (layer, path, text) in files() {
        let name = |stem: &str| format!("{layer}/{stem}");
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !["mod", "tests", "diagnostics_tests"].contains(&stem.as_str()) {
            let beside = neighbours(&text).into_iter().filter(|other| path.with_file_name(format!("{other}.rs")).exists());
            edges.extend(beside.map(|other| (name(&stem), name(&other))));
        }
    }
    // Files that nothing imports cannot be in a circle; what is left when all of them are taken away is one.
    loop {
        let before = edges.len();
        let imported: Vec<String> = edges.iter().map(|(_, to)| to.clone()).collect();
        edges.retain(|(from, to)| imported.contains(from) && from != to);
        if edges.len() == before {
            break;
        }
    }
    assert!(edges.is_empty(), "in or behind a circle: {edges:?}");
}

#[test]
fn every_folder_is_a_layer() {
    for (layer, path, _) in files() {
        let known = LAYERS.contains(&layer.as_str()) || ["lib", "main"].contains(&layer.as_str());
        assert!(known, "{} is in no layer", path.display());
    }
}

#[test]
fn each_dependency_has_one_home() {
    let mut faults = Vec::new();
    for (layer, path, text) in files() {
        let code = code(&text);
        for (dependency, homes) in HOMES {
            let named = code.contains(&format!("{dependency}::")) || code.contains(&format!("use {dependency}"));
            if named && !homes.contains(&layer.as_str()) {
                faults.push(format!("{} names {dependency}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_lives_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        sources(&root.join(folder), &mut all);
    }
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with a line on what lives there", path.display());
    }
}

#[test]
fn no_file_has_grown_past_its_subject() {
    for (_, path, text) in files() {
        assert!(text.lines().count() <= 600, "{} has more than 600 lines", path.display());
    }
}
