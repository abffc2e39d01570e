//! Each file of `tests/formats/data` has a format, a layout or a fault that people meet: what was understood of it, its rows and what is
//! said of it are golden texts. `make.py` writes the files.

mod several;
mod shared;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the files.
fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data")
}

/// What the program prints in a folder: to standard output, and to standard error.
fn run_in(folder: &Path, arguments: &[&str]) -> (String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(arguments)
        .args(["--now", "2025-06-01", "--no-cache"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&run.stdout), text(&run.stderr))
}

/// What is understood of a file and its rows; of one that cannot be read the one error. A folder that is named to the program is a
/// table for each file; in a query it is one table.
fn understood(file: &str) -> String {
    let (rows, said) = run_in(&data(), &["query", &format!("\"{file}\"")]);
    let (schema, notes) = match file.ends_with('/') {
        true => run_in(&data(), &["query", &format!("\"{file}\" describe")]),
        false => run_in(&data(), &["schema", file]),
    };
    if schema.is_empty() {
        assert_eq!(rows, "", "{file} has rows and no schema");
        assert_eq!(notes.matches("error[").count(), 1, "one error for {file}: {notes}");
        return notes;
    }
    let texts = [schema, notes, rows, said];
    texts.iter().filter(|text| !text.is_empty()).map(|text| format!("{}\n", text.trim_end())).collect::<Vec<_>>().join("\n")
}

/// Holds files to their golden texts.
fn golden(files: &[&str]) {
    for file in files {
        let name = file.replace('*', "all").replace('#', " ").trim_end_matches('/').replace('/', "-")
            + if file.ends_with('/') { "-" } else { "" };
        insta::with_settings!({ snapshot_suffix => name, description => *file, omit_expression => true }, {
            insta::assert_snapshot!(understood(file));
        });
    }
}

#[test]
fn delimited_text() {
    golden(&[
        "comma.csv",
        "semicolon.csv",
        "tab.tsv",
        "tab.txt",
        "pipe.csv",
        "return.csv",
        "quotes.csv",
        "breaks.csv",
        "headers.csv",
    ]);
    golden(&[
        "short_and_blank.csv",
        "header_only.csv",
        "long.csv",
        "unclosed.csv",
        "empty.csv",
        "missing.csv",
        "comma.csv#April",
    ]);
}

#[test]
fn what_stands_around_a_table() {
    golden(&["titled.csv", "titled.csv.gz", "titled_utf16.csv", "titled_semicolon.csv", "months_and_total.csv", "monthly/*.csv"]);
    golden(&[
        "untitled.csv",
        "totals_among_rows.csv",
        "rows_like_footnotes.csv",
        "days_counted.csv",
        "total_without_a_word.csv",
        "total_that_adds_up_wrong.csv",
    ]);
}

#[test]
fn encodings() {
    golden(&["bom.csv", "utf16le.csv", "utf16be.csv", "utf16_without_mark.csv", "windows1252.csv"]);
}

#[test]
fn archives() {
    golden(&["packed.csv.gz", "one.zip", "several.zip", "several.zip#may.csv", "several.zip#mai.csv", "book.zip#May"]);
    golden(&["broken.csv.gz", "broken.zip", "nothing.zip", "protected.zip", "photo.zip"]);
}

#[test]
fn workbooks() {
    golden(&[
        "book.xlsx",
        "book.xlsx#May",
        "book.xlsx#Mai",
        "book.xlsx#Lists",
        "laid_out.xlsx",
        "book.xls",
        "book.ods",
        "book.ods#May",
    ]);
    golden(&["protected.xlsx", "broken.xlsx", "no_workbook.xlsx", "empty.xlsx"]);
}

#[test]
fn json() {
    golden(&["rows.json", "nested.json", "lines.ndjson", "broken.json", "broken.ndjson", "no_rows.json"]);
}

#[test]
fn files_of_columns() {
    golden(&["rows.parquet", "rows.arrow", "rows.feather", "broken.parquet", "broken.arrow", "stream.arrow"]);
}
