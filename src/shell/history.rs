//! What was typed before, kept in the state folder of the user. A history that cannot be read or written is no error.

use super::editor::Editor;
use etcetera::{BaseStrategy, choose_base_strategy};
use std::fs;
use std::path::{Path, PathBuf};

/// Reads the history of earlier sessions; gives the file that holds it, if there is a place for one.
pub fn load(editor: &mut Editor) -> Option<PathBuf> {
    let path = path()?;
    // There is no file before the first statement.
    let _ = editor.load_history(&path);
    Some(path)
}

/// Adds a line. It is written at once, so that it outlives a session that ends badly; only the user can read the file.
pub fn add(editor: &mut Editor, path: Option<&Path>, line: &str) {
    let added = editor.add_history_entry(line.trim_end()).unwrap_or(false);
    if let Some(path) = path.filter(|_| added) {
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        let _ = folder.map(|()| editor.append_history(path));
    }
}

fn path() -> Option<PathBuf> {
    let folders = choose_base_strategy().ok()?;
    let folder = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(folder.join("dateline").join("history"))
}

#[cfg(test)]
mod tests {
    use super::super::editor::{self, Assistant};
    use super::*;

    #[test]
    fn the_file_is_made_with_the_first_line_for_the_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dateline/history");
        let mut editor = editor::new(Assistant::default()).unwrap();
        add(&mut editor, Some(&path), " not kept");
        assert!(!path.exists());
        add(&mut editor, Some(&path), "t where\n  a = \"\\\"\n");
        assert!(fs::read_to_string(&path).unwrap().contains("t where"));
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777, 0o600);
        let mut next = editor::new(Assistant::default()).unwrap();
        next.load_history(&path).unwrap();
        assert_eq!(next.history().iter().collect::<Vec<_>>(), ["t where\n  a = \"\\\""]);
    }

    #[test]
    fn a_history_without_a_place_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        fs::write(&blocked, "").unwrap();
        let mut editor = editor::new(Assistant::default()).unwrap();
        add(&mut editor, Some(&blocked.join("history")), "t");
        add(&mut editor, None, "u");
        assert_eq!(editor.history().iter().count(), 2);
    }
}
