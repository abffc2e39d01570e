//! Headers to column names, unique and never empty, and the row of HXL tags that may stand under them.

use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use std::collections::HashSet;

/// The names of columns: headers as they are, numbered where they are missing or taken; a note for each that was changed.
pub(super) fn names(header: &[String], file: &str) -> (Vec<String>, Vec<Diagnostic>) {
    let given: HashSet<&str> = header.iter().map(|name| name.trim()).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut notes = Vec::new();
    let mut names = Vec::with_capacity(header.len());
    for (at, header) in header.iter().enumerate() {
        let header = header.trim();
        let name = unique(header, at + 1, &given, &taken);
        if header.is_empty() {
            notes.push(note(format!("column {} of {file} has no header and is {}", at + 1, quote(&name))));
        } else if name != header {
            notes.push(note(format!("a second {} in the header of {file} is {}", quote(header), quote(&name))));
        }
        taken.insert(name.clone());
        names.push(name);
    }
    (names, notes)
}

fn note(message: String) -> Diagnostic {
    Diagnostic::note_anywhere(Code::RenamedHeader, message)
}

fn unique(header: &str, number: usize, given: &HashSet<&str>, taken: &HashSet<String>) -> String {
    let stem = if header.is_empty() { format!("column_{number}") } else { header.to_string() };
    let free = |name: &String| !taken.contains(name) && (!given.contains(name.as_str()) || name == header);
    let numbered = (2..).map(|n| format!("{stem} ({n})"));
    std::iter::once(stem.clone()).chain(numbered).find(free).unwrap_or(stem)
}

/// The HXL tags of a row, without their blanks, if it is a row of tags: at least half of its cells that are not empty start with `#` and a letter.
pub(super) fn tags(row: &[Option<&str>]) -> Option<Vec<Option<String>>> {
    let tags: Vec<Option<String>> = row.iter().map(|cell| cell.and_then(tag)).collect();
    let found = tags.iter().flatten().count();
    let filled = row.iter().flatten().filter(|cell| !cell.trim().is_empty()).count();
    (found > 0 && found * 2 >= filled).then_some(tags)
}

fn tag(cell: &str) -> Option<String> {
    let rest = cell.trim().strip_prefix('#')?.trim_start();
    let is_tag = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    is_tag.then(|| format!("#{}", rest.split_whitespace().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_and_made_unique() {
        let header = ["تاریخ", "persons / day [n]", "", "x", "x", "x (2)", "x", " y "].map(String::from);
        let (names, notes) = names(&header, "`a.csv`");
        assert_eq!(names, ["تاریخ", "persons / day [n]", "column_3", "x", "x (3)", "x (2)", "x (4)", "y"]);
        assert_eq!(notes.len(), 3);
        assert_eq!(notes[1].message, "a second `x` in the header of `a.csv` is `x (3)`");
    }

    #[test]
    fn tags_are_found_by_half_of_the_cells() {
        let row = [Some("#affected + f +idps"), None, Some("#date"), Some("note")];
        let expected = [Some("#affected+f+idps".to_string()), None, Some("#date".into()), None];
        assert_eq!(tags(&row), Some(expected.to_vec()));
        assert_eq!(tags(&[Some("#1"), Some("#2")]), None);
        assert_eq!(tags(&[Some("#a"), Some("1"), Some("2")]), None);
        assert_eq!(tags(&[None]), None);
    }
}
