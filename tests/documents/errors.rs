//! Each file of `examples/errors` is one tiny query that is refused or warned about; its whole diagnostic is a golden text.

use crate::terminal::{each_script, shown};

#[test]
fn every_error_reads_as_it_should() {
    each_script("examples/errors", |path| {
        let file = format!("examples/errors/{}", path.file_name().unwrap().to_string_lossy());
        let text = shown(&["run", &file, "examples/data/synthetic", "--now", "2025-06-01"]);
        assert!(text.contains("[E") || text.contains("[N"), "{file} shows no diagnostic: {text}");
        assert!(!text.to_lowercase().contains("polars"), "{file} names the engine: {text}");
        let query = std::fs::read_to_string(path).unwrap();
        insta::with_settings!({ description => query, omit_expression => true }, { insta::assert_snapshot!(text) });
    });
}
