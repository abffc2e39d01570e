//! Paths that complete what was begun.

use std::fs;
use std::path::Path;

/// The most paths that are offered.
const MOST: usize = 100;

/// The files and folders whose path starts like this, in order; folders end with `/`. Hidden ones are offered when a point was typed.
pub fn paths(begun: &str) -> Vec<String> {
    let (folder, name) = begun.rsplit_once('/').map_or(("", begun), |(folder, name)| (&begun[..=folder.len()], name));
    let inside = if folder.is_empty() { Path::new(".") } else { Path::new(folder) };
    let entries = fs::read_dir(inside).into_iter().flatten().flatten();
    let path = |entry: fs::DirEntry| {
        let found = entry.file_name().into_string().ok()?;
        let hidden = found.starts_with('.') && !name.starts_with('.');
        let end = if entry.path().is_dir() { "/" } else { "" };
        (found.starts_with(name) && !hidden && !found.chars().any(char::is_control)).then(|| format!("{folder}{found}{end}"))
    };
    let mut found: Vec<String> = entries.filter_map(path).collect();
    found.sort();
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("{}/{name}", folder.path().display());
        ["a.csv", "ab.csv", ".hidden"].iter().for_each(|name| fs::write(at(name), "").unwrap());
        fs::create_dir(at("around")).unwrap();
        assert_eq!(paths(&at("a")), [at("a.csv"), at("ab.csv"), at("around/")]);
        assert_eq!(paths(&at(".h")), [at(".hidden")]);
        assert_eq!(paths(&at("x")), Vec::<String>::new());
        assert!(paths(&at("")).iter().all(|path| !path.contains("hidden")));
        assert!(paths("src/she").contains(&"src/shell/".to_string()) || !Path::new("src/shell").exists());
    }
}
