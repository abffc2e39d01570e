//! The recording in README.md: what it shows is what happens when it is typed.

use crate::terminal::Start;

/// The block of the recording.
fn recorded() -> String {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let blocks = readme.split("```text\n").skip(1).filter_map(|block| block.split("\n```").next());
    let mut found = blocks.filter(|block| block.contains("\ndateline> ")).map(str::to_string);
    let (Some(block), None) = (found.next(), found.next()) else { panic!("README.md has one recording") };
    block
}

#[test]
fn the_recording_is_what_happens() {
    let recorded = recorded();
    let (started, screen) = recorded.split_once('\n').unwrap();
    let arguments: Vec<&str> = started.strip_prefix("$ dateline ").unwrap().split(' ').collect();
    let mut terminal = Start::on(&arguments).sized(90, 80).start();
    for line in screen.lines().filter_map(|line| line.strip_prefix("dateline> ")) {
        terminal.run(line);
    }
    let shown = terminal.text().replace("VERSION", env!("CARGO_PKG_VERSION"));
    assert_eq!(shown.trim_end().trim_end_matches("dateline>").trim_end(), screen.trim_end(), "type it again:\n{shown}");
}
