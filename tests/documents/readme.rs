//! Every block of README.md and of grammar/semantics.md runs, and shows what it says it shows.
//!
//! A block marked `console` holds commands after `$ `, each with what it prints. Commands of cargo are shown without output and
//! are not run here, except for the program's own arguments after `cargo run --release --`.

use crate::terminal::{root, shown};

/// The lines of the blocks with a mark.
fn blocks(text: &str, mark: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside: Option<(bool, String)> = None;
    for line in text.lines() {
        match (&mut inside, line.strip_prefix("```")) {
            (None, Some(language)) => inside = Some((language.trim() == mark, String::new())),
            (Some((wanted, block)), Some(_)) => {
                if *wanted {
                    found.push(std::mem::take(block));
                }
                inside = None;
            }
            (Some((_, block)), None) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

/// The words of a command, with single and double quotes as a shell has them; a backslash at the end of a line goes on.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut some) = (Vec::new(), String::new(), None, false);
    for c in command.chars() {
        match (quote, c) {
            (None, '\'' | '"') => (quote, some) = (Some(c), true),
            (Some(open), c) if c == open => quote = None,
            (None, c) if c.is_whitespace() => {
                if some {
                    words.push(std::mem::take(&mut word));
                }
                some = false;
            }
            (_, c) => {
                word.push(c);
                some = true;
            }
        }
    }
    if some {
        words.push(word);
    }
    words
}

/// The commands of a block, each with the lines below it.
fn commands(block: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command.to_string(), String::new())),
            (None, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, None) => panic!("a console block starts with `$ `: {line}"),
        }
    }
    found
}

/// The program's arguments in a command, if it runs the program.
fn arguments(command: &str) -> Option<Vec<String>> {
    let words = words(command);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["dateline", ..] => Some(words[1..].to_vec()),
        ["cargo", "run", "--release", "--", ..] => Some(words[4..].to_vec()),
        _ => None,
    }
}

/// Lines without the blanks at their ends.
fn trimmed(text: &str) -> String {
    text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_console_block_shows_what_happens() {
    ["README.md", "grammar/semantics.md"].into_iter().for_each(shows_what_happens);
}

fn shows_what_happens(page: &str) {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let mut run = 0;
    let mut faults = Vec::new();
    for (command, expected) in blocks(&text, "console").iter().flat_map(|block| commands(block)) {
        let Some(arguments) = arguments(&command) else { continue };
        let output = shown(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        run += 1;
        let (output, failed) = match output.strip_suffix("\nstatus 1\n") {
            Some(said) => (said.to_string(), true),
            None => (output, false),
        };
        assert_eq!(failed, expected.contains("error[") || expected.contains("FAILED"), "{command}:\n{output}");
        if !expected.trim().is_empty() && trimmed(&output) != trimmed(&expected) {
            faults.push(format!("$ {command}\n{output}"));
        }
    }
    assert!(run > 0, "{page} shows no command");
    assert!(faults.is_empty(), "{page} shows something else for\n{}", faults.join("\n"));
}

#[test]
fn every_query_block_is_sound() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (i, block) in blocks(&readme, "dlq").iter().enumerate() {
        let file = folder.path().join(format!("block_{i}.dlq"));
        std::fs::write(&file, block).unwrap();
        let file = file.to_string_lossy().into_owned();
        let output = shown(&["run", &file, "examples/data/synthetic", "--now", "2025-06-01"]);
        assert!(!output.contains("\nstatus "), "{block}\n{output}");
    }
}

#[test]
fn the_embedding_block_is_the_example() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let example = std::fs::read_to_string(root().join("examples/embed.rs")).unwrap();
    for block in blocks(&readme, "rust") {
        for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
            assert!(example.contains(line), "examples/embed.rs has no line `{line}`");
        }
    }
}
