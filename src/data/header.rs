//! Headers to column names, unique and never empty, and what makes a row one of HXL tags.

use crate::base::formula::unguarded;
use crate::base::hxl::Tag;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use std::collections::HashSet;

/// The names of columns: headers as they are, numbered where they are missing or taken; a note for each that was changed.
pub(super) fn names(header: &[String], file: &str) -> (Vec<String>, Vec<Diagnostic>) {
    let given: HashSet<&str> = header.iter().map(|name| bare(name)).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut notes = Vec::new();
    let mut names = Vec::with_capacity(header.len());
    for (at, header) in header.iter().enumerate() {
        let header = bare(header);
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

/// A header without blanks around it and without the sign that keeps spreadsheets from running it.
fn bare(header: &str) -> &str {
    let header = header.trim();
    unguarded(header).unwrap_or(header)
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

/// Rows in which the row of tags is sought, in the published rule of HXL.
pub(super) const TAGGED: usize = 25;

/// The HXL tags of a row, if it is a row of tags: at least half of its cells that are not empty are tags, and none starts with a digit,
/// as numbers and days do.
pub(super) fn tags<'a>(row: impl Iterator<Item = &'a str>) -> Option<Vec<Option<Tag>>> {
    let (mut tags, mut others) = (Vec::new(), 0);
    for cell in row.map(str::trim) {
        let tag = Tag::parse(cell);
        if tag.is_none() && cell.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        others += usize::from(tag.is_none() && !cell.is_empty());
        tags.push(tag);
    }
    let found = tags.iter().flatten().count();
    (found > 0 && found >= others).then_some(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_and_made_unique() {
        let header = ["تاریخ", "persons / day [n]", "", "x", "x", "x (2)", "x", " y ", "'=1+2"].map(String::from);
        let (names, notes) = names(&header, "`a.csv`");
        assert_eq!(names, ["تاریخ", "persons / day [n]", "column_3", "x", "x (3)", "x (2)", "x (4)", "y", "=1+2"]);
        assert_eq!(notes.len(), 3);
        assert_eq!(notes[1].message, "a second `x` in the header of `a.csv` is `x (3)`");
    }

    #[test]
    fn tags_are_found_by_half_of_the_cells() {
        let found = |row: &[&str]| {
            let tags = tags(row.iter().copied())?;
            Some(tags.iter().map(|tag| tag.as_ref().map_or("-".into(), ToString::to_string)).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(found(&["#affected +F+idps", "", "#date", "note"]).as_deref(), Some("#affected+f+idps - #date -"));
        assert_eq!(found(&["#org", "country"]).as_deref(), Some("#org -"));
        for row in [&["#1", "#2"][..], &["#a", "b", "c"], &["#torkham", "2025-04-01"], &["#a", "5"], &["", " "], &[]] {
            assert_eq!(found(row), None, "{row:?}");
        }
    }
}
