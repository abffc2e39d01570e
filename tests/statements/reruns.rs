//! The same inputs and the same day give the same bytes.

use crate::Desk;
use dateline::output::Format;
use std::fs;

#[test]
fn every_format_is_written_alike_again() {
    let desk = Desk::new();
    let ending =
        |format: Format| if format == Format::Table { "txt".to_string() } else { format.name().replace("markdown", "md") };
    let endings = Format::ALL.map(ending);
    let query = "crossings sum persons, mean women per day by border every month versus previous";
    let script: String = endings.iter().map(|ending| format!("{query} save \"a.{ending}\";\n")).collect();
    let bytes = || {
        let ran = desk.script(&script, &["--provenance"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let files = desk.files().into_iter().map(|name| (fs::read(desk.path(&name)).expect("the file"), name));
        (ran, files.collect::<Vec<_>>())
    };
    let first = bytes();
    assert_eq!(first.1.len(), 2 * endings.len());
    // Clocks of files and archives count in twos of seconds at the coarsest.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let second = bytes();
    assert_eq!(first.0, second.0);
    for ((before, name), (after, _)) in first.1.iter().zip(&second.1) {
        assert!(before == after, "{name} differs");
    }
}
