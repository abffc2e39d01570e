//! What a catalog says of how a file is read: its format, the sign between cells, its encoding; and columns that it names by their tags.

use super::said;
use std::path::Path;
use tempfile::TempDir;

/// A folder with a catalog of one table, `t`.
fn folder(file: &str, bytes: &[u8], says: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(file), bytes).expect("a file");
    std::fs::write(folder.path().join("dateline.toml"), format!("[tables.t]\nfile = \"{file}\"\n{says}\n")).expect("a catalog");
    folder
}

/// The rows of `t` as CSV, or the first line of what is told.
fn rows(file: &str, bytes: &[u8], says: &str) -> String {
    let folder = folder(file, bytes, says);
    let answer = said(folder.path(), &["query", "t", ".", "--format", "csv", "--quiet"]);
    if answer.starts_with("error") {
        answer.lines().next().unwrap_or_default().to_string()
    } else {
        answer.trim_end().replace('\n', "; ")
    }
}

#[test]
fn the_format_is_what_the_catalog_says() {
    assert_eq!(rows("t.dat", b"a\tb,c\n1\t2\n", "format = \"tsv\""), "a,\"b,c\"; 1,2");
    assert_eq!(rows("t.csv", br#"[{"a": 1}, {"a": 2}]"#, "format = \"json\""), "a; 1; 2");
    let parquet = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/plain.parquet")).expect("a file");
    assert!(rows("t.bin", &parquet, "format = \"parquet\"").starts_with("Reported on,"));
    let wrong = "error[E0501]: `./t.csv` cannot be read: it is no workbook, or it is damaged";
    assert_eq!(rows("t.csv", b"a\n1\n", "format = \"xlsx\""), wrong);
}

#[test]
fn the_sign_between_cells_is_what_the_catalog_says() {
    // Most lines have as many commas as the header, and the catalog knows better.
    let text = b"a,x;b\n1,5;2\n2,5;3\n";
    assert_eq!(rows("t.csv", text, ""), "a,x;b; 1,5;2; 2,5;3");
    assert_eq!(rows("t.csv", text, "delimiter = \";\""), "\"a,x\",b; 1.5,2; 2.5,3");
    assert_eq!(rows("t.csv", b"a~b\n1~2\n", "delimiter = \"~\""), "a,b; 1,2");
}

#[test]
fn the_encoding_is_what_the_catalog_says() {
    let arabic = b"place,n\n\xca\xe6\xd1\xce\xe3,1\n";
    assert_eq!(rows("t.csv", arabic, "encoding = \"windows-1256\""), "place,n; تورخم,1");
    let wrong = "error[E0501]: `./t.csv` cannot be read: it is no text in UTF-8, the `encoding` that its catalog gives";
    assert_eq!(rows("t.csv", arabic, "encoding = \"utf-8\""), wrong);
    let wide = "error[E0501]: `./t.csv` cannot be read: it is no text in UTF-16LE, the `encoding` that its catalog gives: it looks like UTF-8";
    assert_eq!(rows("t.csv", b"place,n\nTorkham,12\n", "encoding = \"utf-16le\""), wide);
    let unknown = rows("t.csv", arabic, "encoding = \"ansi\"");
    assert!(unknown.contains("`ansi`, and there is none called so"), "{unknown}");
}

#[test]
fn days_are_counted_where_the_catalog_says_so() {
    let text = b"Date,n\n45748,45000\n45749,45001\nn.r.,45002\n";
    let days = "Date,n; 2025-04-01,45000; 2025-04-02,45001; ,45002";
    assert_eq!(rows("t.csv", text, "date_order = { Date = \"excel\" }"), days);
    // Said of the whole table it is meant of columns that say they hold days.
    assert_eq!(rows("t.csv", text, "date_order = \"excel\""), days);
    let numbers = days.replace("2025-04-01", "45748").replace("2025-04-02", "45749");
    assert_eq!(rows("t.csv", text, ""), numbers);
    let clocks = b"when\n45748.5\n45749\n";
    let hours = "when; 2025-04-01T12:00; 2025-04-02T00:00";
    assert_eq!(rows("t.csv", clocks, "date_order = { when = \"excel\" }"), hours);
    // Other days are read as they are written.
    assert_eq!(rows("t.csv", b"day,n\n2025-04-01,1\n", "date_order = \"excel\""), "day,n; 2025-04-01,1");
    let folder = folder("t.csv", text, "");
    let missed = said(folder.path(), &["query", "t during 2025-04 count", "."]);
    assert!(missed.contains("could be dates as spreadsheets count days, 45748 as 2025-04-01"), "{missed}");
    let written = said(folder.path(), &["init", "-", "t.csv"]);
    assert!(written.contains("date_order = \"excel\""), "{written}");
}

#[test]
fn names_of_any_length_fit_into_a_message() {
    let text = format!("{},n\n1,2\n", "persons ".repeat(900));
    let folder = folder("t.csv", text.as_bytes(), "");
    let missed = said(folder.path(), &["query", "t sum person", "."]);
    assert!(missed.contains("did you mean `persons persons") && missed.len() < 600, "{missed}");
}

#[test]
fn what_a_format_cannot_have_is_refused() {
    let refused = |key: &str, what: &str, format: &str| {
        format!(
            "error[E0501]: `./t.{format}` cannot be read: its catalog gives {key}, which belongs to {what}, and it is read as {format}"
        )
    };
    assert_eq!(rows("t.json", b"[]", "delimiter = \";\""), refused("a `delimiter`", "delimited text", "json"));
    assert_eq!(rows("t.xlsx", b"PK", "delimiter = \";\""), refused("a `delimiter`", "delimited text", "xlsx"));
    assert_eq!(rows("t.parquet", b"PAR1", "encoding = \"utf-8\""), refused("an `encoding`", "text", "parquet"));
}

#[test]
fn init_writes_what_was_found() {
    let folder = folder("t.csv", b"place;caf\xe9\nNorth;1,5\nSouth;2,5\n", "");
    let text = said(folder.path(), &["init", "-", "t.csv"]);
    assert!(text.contains("delimiter = \";\"") && text.contains("encoding = \"windows-1252\""), "{text}");
    let plain = tempfile::tempdir().expect("a folder");
    std::fs::write(plain.path().join("t.csv"), "a,b\n1,2\n").expect("a file");
    let text = said(plain.path(), &["init", "-", "t.csv"]);
    assert!(!text.contains("delimiter") && !text.contains("encoding"), "{text}");
}

#[test]
fn a_catalog_names_columns_by_tags_and_wins_over_them() {
    let text = b"a,b,c,n\n#date+reported,#date+occurred,#adm1+name,#affected+cumulative\n2025-04-02,03/04/2025,North,5\n2025-04-03,04/04/2025,North,7\n";
    let says = "time = \"#date+reported\"\ndate_order = { \"#date+occurred\" = \"dmy\" }\nmeasures = { \"#affected\" = { kind = \"flow\" } }";
    let folder = folder("t.csv", text, says);
    let schema = said(folder.path(), &["schema", ".", "--format", "csv"]);
    assert!(schema.contains("a,date,#date+reported,time axis"), "{schema}");
    assert!(schema.contains("day first, as the catalog says"), "{schema}");
    assert!(schema.contains("n,whole number,#affected+cumulative,flow,"), "{schema}");
    assert_eq!(
        said(folder.path(), &["query", "t sum #affected", ".", "--format", "csv", "--quiet"]).trim_end(),
        "n; 12".replace("; ", "\n")
    );
    let none = rows("t.csv", text, "time = \"#date\"");
    assert_eq!(none, "error[E0507]: `tables.t.time`: #date fits several columns");
}
