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
