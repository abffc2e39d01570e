//! Each script of `examples` gives its golden answers, and the synthetic tables are what their program writes.

use crate::terminal::{each_script, root, shown};

#[path = "../../examples/synthetic.rs"]
#[allow(dead_code)]
mod synthetic;

#[test]
fn every_script_answers_as_before() {
    each_script("examples", |path| {
        let file = format!("examples/{}", path.file_name().unwrap().to_string_lossy());
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(shown(&["run", &file, "--now", "2025-06-01"])) });
    });
}

#[test]
fn synthetic_tables_are_what_their_program_writes() {
    for (name, text) in synthetic::tables() {
        let file = root().join("examples/data/synthetic").join(name);
        assert_eq!(std::fs::read_to_string(file).unwrap(), text, "run `cargo run --example synthetic`");
    }
}
