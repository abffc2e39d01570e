//! The keys of a catalog as text, from their one table.

use super::file::{KEYS, Key};

/// The sections of a catalog, with how they are written.
const SECTIONS: [(&str, &str); 5] = [
    ("", "At the top"),
    ("gazetteer", "Of a gazetteer: gazetteer = { … }, [gazetteers.NAME]"),
    ("tables.NAME", "Of a table: [tables.NAME]"),
    ("tables.NAME.coverage", "Of the days that are covered: coverage = { … }"),
    ("tables.NAME.measures.NAME", "Of a measure: [tables.NAME.measures], COLUMN = { … }"),
];

fn keys(section: &str) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.section == section && key.known)
}

/// All keys, in lines for a terminal.
pub fn text() -> String {
    let width = KEYS.iter().map(|key| key.name.len()).max().unwrap_or(0);
    let line = |key: &Key| format!("\n  {:<width$}  {}", key.name, key.doc);
    let section = |(section, title): &(&str, &str)| format!("{title}{}", keys(section).map(line).collect::<String>());
    let sections: Vec<String> = SECTIONS.iter().map(section).collect();
    format!("A catalog, dateline.toml, says what files cannot. All of it is optional.\n\n{}", sections.join("\n\n"))
}

/// All keys, as tables of Markdown.
pub fn markdown() -> String {
    let line = |key: &Key| format!("| `{}` | {} |\n", key.name, key.doc.replace('|', "\\|"));
    let section = |(section, title): &(&str, &str)| {
        format!("## {title}\n\n| key | meaning |\n|---|---|\n{}", keys(section).map(line).collect::<String>())
    };
    SECTIONS.iter().map(section).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_listed() {
        for key in KEYS.iter().filter(|key| key.known) {
            assert!(SECTIONS.iter().any(|(section, _)| *section == key.section), "{}", key.name);
            assert!(text().contains(key.doc) && markdown().contains(&format!("| `{}` |", key.name)), "{}", key.name);
        }
    }
}
