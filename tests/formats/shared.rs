//! Every file of real data opens with one command and no catalog, and all its figures are those that another program works out.
//!
//! `figures.json` is what `figures.py` prints about the data: written in Python with the readers of its own library (and Arrow's for
//! Parquet), it shares no code with Dateline. The data lie beside the project; without them nothing is tested here.

use super::run_in;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of real data beside the project or further up, where there is one.
fn shared() -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data"));
    above.into_iter().find(|folder| folder.is_dir())
}

/// The rows that a query gives about a file, and whatever else was printed.
fn asked(folder: &Path, query: &str) -> Vec<Map<String, Value>> {
    let (answer, said) = run_in(folder, &["query", query, "--format", "json"]);
    let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{query}: {said}"));
    answer["rows"].as_array().unwrap().iter().map(|row| row.as_object().unwrap().clone()).collect()
}

/// The files below a folder that are no descriptions.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|ending| ending == "md") => {}
            false => found.push(path),
        }
    }
}

#[test]
fn every_file_opens_with_one_command_and_says_what_another_program_says() {
    let Some(folder) = shared() else { return };
    let expected = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/figures.json")).unwrap();
    let expected: BTreeMap<String, Value> = serde_json::from_str(&expected).unwrap();
    let mut there = Vec::new();
    files(&folder, &mut there);
    let names = there.iter().map(|path| path.strip_prefix(&folder).unwrap().display().to_string().replace('\\', "/"));
    let (unknown, known): (Vec<String>, Vec<String>) = names.partition(|name| !expected.contains_key(name));
    assert!(unknown.is_empty(), "run figures.py again for {unknown:?}");
    for name in known {
        same(&folder, &name, &expected[&name]);
    }
}

/// Holds the counts and sums of a file to those of the other program.
fn same(folder: &Path, file: &str, expected: &Value) {
    let columns = expected["columns"].as_object().unwrap();
    let described = asked(folder, &format!("\"{file}\" describe"));
    assert_eq!(described.len(), columns.len(), "{file}");
    for row in &described {
        let (column, rows) = (row["column"].as_str().unwrap(), expected["rows"].as_u64());
        assert_eq!(row["known"].as_u64(), columns[column]["known"].as_u64(), "known cells of {column} in {file}");
        assert_eq!(row["known"].as_u64().zip(row["unknown"].as_u64()).map(|(a, b)| a + b), rows, "rows of {file}");
    }
    let sums: Vec<(&String, &str)> = columns.iter().filter_map(|(name, column)| Some((name, column["sum"].as_str()?))).collect();
    let asked_for: Vec<String> = sums.iter().enumerate().map(|(at, (name, _))| format!("sum `{name}` as s{at}")).collect();
    // A tag says that rows of several administrative levels are stacked, which one total does not add up.
    let levels = if columns.contains_key("adminLevel") { " derive level = adminLevel + 0" } else { "" };
    let by = if levels.is_empty() { "" } else { " by adminLevel" };
    let found = asked(folder, &format!("\"{file}\"{levels} {}{by}", asked_for.join(", ")).replace("`adminLevel`", "level"));
    for (at, (name, sum)) in sums.iter().enumerate() {
        let of_rows = || found.iter().map(|row| &row[&format!("s{at}")]);
        match sum.contains('.') {
            false => assert_eq!(of_rows().filter_map(Value::as_i64).sum::<i64>().to_string(), *sum, "sum of {name} in {file}"),
            true => {
                let (found, sum) = (of_rows().filter_map(Value::as_f64).sum::<f64>(), sum.parse::<f64>().unwrap());
                assert!((found - sum).abs() <= sum.abs() * 1e-12, "sum of {name} in {file}: {found}, not {sum}");
            }
        }
    }
}
