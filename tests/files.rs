//! Data files and folders through the public way in.

use dateline::base::{Code, Type};
use dateline::catalog::Table;
use std::path::Path;

fn opened(path: &Path) -> Vec<Table> {
    let (catalog, _) = dateline::data::open(&[path.to_path_buf()]).unwrap_or_else(|faults| panic!("{faults:?}"));
    catalog.tables
}

#[test]
fn a_folder_of_parquet_files_is_a_set_of_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let tables = opened(&folder);
    assert_eq!(tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["plain", "types"]);
    assert_eq!(tables[0].origin, folder.join("plain.parquet").display().to_string());
    assert_eq!((tables[0].rows, tables[0].axis.as_ref().map(|axis| axis.start.as_str())), (Some(3), Some("Reported on")));
    assert!(tables[1].notes.iter().all(|note| note.code == Code::LeftOut));
}

#[test]
fn a_file_tells_how_its_types_were_found() {
    let folder = tempfile::tempdir().unwrap();
    let text = "reported;persons;done;مرز\n30/04/2025;1,234,567;TRUE;تورخم\n01/05/2025;;false;\n";
    std::fs::write(folder.path().join("reports.csv"), text).unwrap();
    let tables = opened(&folder.path().join("reports.csv"));
    let columns: Vec<_> = tables[0].columns.iter().map(|c| (c.name.as_str(), c.ty, c.inferred.as_str())).collect();
    let expected = [
        ("reported", Type::Date, "dates like 30/04/2025, day first"),
        ("persons", Type::Int, "whole numbers with thousands separators"),
        ("done", Type::Bool, "true or false"),
        ("مرز", Type::Text, "text"),
    ];
    assert_eq!(columns, expected);
    assert_eq!(tables[0].axis_reason, "the only date column");
}

#[test]
fn one_name_cannot_stand_for_two_periods() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("dateline.toml"), text).unwrap();
        path
    };
    let a = write("a", "[moments]\ndeadline = 2023-11-01\n[periods]\nmarch = \"2025-03\"\n");
    let b = write("b", "[moments]\ndeadline = 2023-11-02\n[periods]\nmarch = \"2025-03\"\n");
    let same = write("c", "[moments]\ndeadline = 2023-11-01\n");
    let faults = dateline::data::open(&[a.clone(), b]).err().unwrap();
    let (first, second) = (a.join("dateline.toml"), folder.path().join("b/dateline.toml"));
    let message = format!("`deadline` would be 2023-11-01 in `{}` and 2023-11-02 in `{}`", first.display(), second.display());
    assert_eq!(faults.iter().map(|fault| fault.message.clone()).collect::<Vec<_>>(), [message]);
    // The same said twice is no contradiction.
    let (catalog, _) = dateline::data::open(&[a, same]).unwrap();
    assert_eq!(catalog.moments.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["deadline", "march"]);
}

#[test]
fn the_file_of_a_catalog_is_shown_without_detours() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("catalogs")).unwrap();
    std::fs::write(folder.path().join("t.csv"), "day,n\n2025-04-01,1\n").unwrap();
    std::fs::write(folder.path().join("catalogs/dateline.toml"), "[tables.t]\nfile = \"./../t.csv\"\n").unwrap();
    let tables = opened(&folder.path().join("catalogs"));
    assert_eq!(tables[0].origin, folder.path().join("t.csv").display().to_string());
}
