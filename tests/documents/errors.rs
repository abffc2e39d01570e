//! Each file of `examples/errors` is one tiny query that is refused or warned about; its whole diagnostic is a golden text.

use crate::terminal::{each_script, shown};

#[test]
fn faults_of_queries() {
    every_error_reads_as_it_should("examples/errors", &["examples/data/synthetic"]);
}

#[test]
fn faults_of_what_a_catalog_says() {
    // Without data a script takes the catalog beside it.
    every_error_reads_as_it_should("examples/errors/catalog", &[]);
}

fn every_error_reads_as_it_should(folder: &str, data: &[&str]) {
    each_script(folder, |path| {
        let file = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
        let text = shown(&[&["run", &file], data, &["--now", "2025-06-01"]].concat());
        assert!(text.contains("[E") || text.contains("[N"), "{file} shows no diagnostic: {text}");
        assert!(!text.to_lowercase().contains("polars"), "{file} names the engine: {text}");
        let query = std::fs::read_to_string(path).unwrap();
        insta::with_settings!({ description => query, omit_expression => true }, { insta::assert_snapshot!(text) });
    });
}
