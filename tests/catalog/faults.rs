//! Each file of `tests/catalog/faults` is a catalog with faults; what is said of it is a golden text.

use super::Folder;
use std::path::Path;

#[test]
fn every_fault_of_a_catalog_reads_as_it_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalog/faults");
    let mut catalogs: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    catalogs.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    catalogs.sort();
    assert!(!catalogs.is_empty());
    for path in catalogs {
        let text = std::fs::read_to_string(&path).unwrap();
        let places = "name,variants\nTorkham,Turkham\n";
        let flows = "date,border,status,persons\n2025-04-01,Torkham,ACC,3\n";
        let folder = Folder::of(&[("dateline.toml", &text), ("places.csv", places), ("flows.csv", flows)]);
        let (out, said) = folder.run(&["schema", "."]);
        assert_eq!(out, "", "{} has no fault", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::with_settings!({ snapshot_suffix => name, description => text, omit_expression => true }, { insta::assert_snapshot!(said) });
    }
}
