//! What was typed before, kept in the state folder of the user, each text once. A history that cannot be read or written is no error.
//!
//! A line of the file is a text, with `\n` for its line breaks; a `#` at the start is a remark of the line editor.

use super::editor::Editor;
use etcetera::{BaseStrategy, choose_base_strategy};
use rustyline::history::History as _;
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// The history of a sitting, and the file that keeps it.
#[derive(Debug, Default)]
pub struct History {
    file: Option<PathBuf>,
    most: usize,
}

impl History {
    /// Reads what earlier sittings left in the state folder.
    pub fn load(editor: &mut Editor, most: usize) -> History {
        History::of(editor, place(), most)
    }

    fn of(editor: &mut Editor, file: Option<PathBuf>, most: usize) -> History {
        let history = History { file, most };
        let lines = history.file.as_deref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        let texts: Vec<String> = lines.lines().filter(|line| !line.starts_with('#')).map(unescaped).collect();
        let kept = newest(&texts, most);
        if kept.len() < texts.len() {
            // The file only grows while it is written; here it is cleared up.
            let _ = history.rewrite(&kept);
        }
        kept.iter().for_each(|text| drop(editor.add_history_entry(*text)));
        history
    }

    /// Adds a text, which is then the newest; the same text from before goes. What starts with a blank is not kept. The file is written
    /// at once, so that it outlives a sitting that ends badly; only the user can read it.
    pub fn add(&self, editor: &mut Editor, text: &str) {
        let text = text.trim_end();
        let before: Vec<String> = editor.history().into_iter().cloned().collect();
        if text.is_empty() || text.starts_with(char::is_whitespace) || before.last().is_some_and(|last| last == text) {
            return;
        }
        if before.iter().any(|earlier| earlier == text) {
            let _ = editor.history_mut().clear();
            before.iter().filter(|earlier| *earlier != text).for_each(|earlier| drop(editor.add_history_entry(earlier)));
        }
        let _ = editor.add_history_entry(text);
        let _ = self.append(text);
    }

    fn append(&self, text: &str) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        file.parent().map_or(Ok(()), fs::create_dir_all)?;
        writeln!(private(OpenOptions::new().append(true).create(true)).open(file)?, "{}", escaped(text))
    }

    fn rewrite(&self, texts: &[&str]) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let draft = file.with_extension(format!("{}.tmp", std::process::id()));
        let lines: String = texts.iter().rev().take(self.most).rev().map(|text| escaped(text) + "\n").collect();
        private(OpenOptions::new().write(true).create_new(true)).open(&draft)?.write_all(lines.as_bytes())?;
        fs::rename(&draft, file)
    }
}

/// The newest of texts, each once, in their order.
fn newest(texts: &[String], most: usize) -> Vec<&str> {
    let mut seen = HashSet::new();
    let mut kept: Vec<&str> = texts.iter().rev().map(String::as_str).filter(|text| seen.insert(*text)).take(most).collect();
    kept.reverse();
    kept
}

/// A file that only the user can read.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}

fn unescaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match (sign, sign == '\\') {
            (_, true) => match signs.next() {
                Some('n') => text.push('\n'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            (sign, false) => text.push(sign),
        }
    }
    text
}

fn place() -> Option<PathBuf> {
    let folders = choose_base_strategy().ok()?;
    let folder = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(folder.join("dateline").join("history"))
}

#[cfg(test)]
mod tests {
    use super::super::editor::{self, Assistant};
    use super::*;
    use std::path::Path;

    fn sitting(file: &Path, most: usize) -> (Editor, History) {
        let mut editor = editor::new(Assistant::default(), most).unwrap();
        let history = History::of(&mut editor, Some(file.to_path_buf()), most);
        (editor, history)
    }

    fn texts(editor: &Editor) -> Vec<String> {
        editor.history().into_iter().cloned().collect()
    }

    #[test]
    fn the_file_is_made_with_the_first_line_for_the_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dateline/history");
        let (mut editor, history) = sitting(&file, 100);
        history.add(&mut editor, " not kept");
        assert!(!file.exists());
        history.add(&mut editor, "t where\n  a = \"\\\"\n");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions()) & 0o777, 0o600);
        assert_eq!(texts(&sitting(&file, 100).0), ["t where\n  a = \"\\\""]);
    }

    #[test]
    fn each_text_is_kept_once_at_its_newest_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("history");
        let (mut editor, history) = sitting(&file, 3);
        ["a", "b", "a", "a", "c", "b"].iter().for_each(|text| history.add(&mut editor, text));
        assert_eq!(texts(&editor), ["a", "c", "b"]);
        assert_eq!(fs::read_to_string(&file).unwrap(), "a\nb\na\nc\nb\n");
        assert_eq!(texts(&sitting(&file, 3).0), ["a", "c", "b"]);
        assert_eq!(fs::read_to_string(&file).unwrap(), "a\nc\nb\n", "cleared up at the next start");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions()) & 0o777, 0o600);
        assert_eq!(texts(&sitting(&file, 2).0), ["c", "b"]);
    }

    #[test]
    fn files_of_earlier_versions_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("history");
        fs::write(&file, "#V2\nt where\\n  a = \"\\\\\"\n").unwrap();
        assert_eq!(texts(&sitting(&file, 9).0), ["t where\n  a = \"\\\""]);
    }

    #[test]
    fn a_history_without_a_place_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        fs::write(&blocked, "").unwrap();
        let (mut editor, history) = sitting(&blocked.join("history"), 9);
        history.add(&mut editor, "t");
        History { file: None, most: 9 }.add(&mut editor, "u");
        assert_eq!(texts(&editor).len(), 2);
    }
}
