//! What kind of number a column looks like by its HXL tag and its header. A hint is shown and noted; nothing is refused for it.

use super::Kind;

/// Words of headers, and what they hint at. Words of two parts are looked for as they stand.
const HEADERS: &[(&str, Kind)] = &[
    ("cumulative", Kind::Cumulative),
    ("cumulated", Kind::Cumulative),
    ("cumul", Kind::Cumulative),
    ("cum", Kind::Cumulative),
    ("total since", Kind::Cumulative),
    ("to date", Kind::Cumulative),
    ("ytd", Kind::Cumulative),
    ("stock", Kind::Stock),
    ("population", Kind::Stock),
    ("present", Kind::Stock),
    ("percent", Kind::Share),
    ("percentage", Kind::Share),
    ("pct", Kind::Share),
    ("share", Kind::Share),
];

/// Tags and attributes, and what they hint at.
const TAGS: &[(&str, Kind)] = &[
    ("+cumulative", Kind::Cumulative),
    ("+cumul", Kind::Cumulative),
    ("+stock", Kind::Stock),
    ("+pct", Kind::Share),
    ("+percent", Kind::Share),
    ("+percentage", Kind::Share),
    ("+rate", Kind::Share),
    ("+flow", Kind::Flow),
    ("+new", Kind::Flow),
    ("#population", Kind::Stock),
    ("#inneed", Kind::Stock),
    ("#targeted", Kind::Stock),
    ("+idps", Kind::Stock),
    ("+refugees", Kind::Stock),
    ("+killed", Kind::Flow),
    ("+injured", Kind::Flow),
    ("+returned", Kind::Flow),
];

/// What the numbers of a column look like. A tag says more than a header, and its attributes are looked at in the order of the table.
pub fn hint(header: &str, tag: Option<&str>) -> Option<Kind> {
    let parts = tag.map(parts).unwrap_or_default();
    let tagged = TAGS.iter().find(|(part, _)| parts.iter().any(|own| own == part));
    let words = format!(" {} ", words(header).join(" "));
    let named = || HEADERS.iter().find(|(word, _)| words.contains(&format!(" {word} ")));
    tagged.or_else(named).map(|(_, kind)| *kind)
}

/// The tag and the attributes, each with its sign.
fn parts(tag: &str) -> Vec<String> {
    let tag: String = tag.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let mut parts = tag.split('+');
    let first = parts.next().unwrap_or("").to_string();
    std::iter::once(first).chain(parts.map(|part| format!("+{part}"))).collect()
}

/// The words of a header in lower case: apart by signs, or by a capital behind a small letter.
fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut small = false;
    for c in header.chars() {
        if !c.is_alphanumeric() || (small && c.is_uppercase()) {
            words.push(String::new());
        }
        small = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_headers_hint_at_kinds() {
        for (header, tag, kind) in [
            ("Cumulative returns", None, Some(Kind::Cumulative)),
            ("returns_total_since_2023", None, Some(Kind::Cumulative)),
            ("cum_value", None, Some(Kind::Cumulative)),
            ("numPresentIdpInd", None, Some(Kind::Stock)),
            ("numPresentIdpInd", Some("#affected +idps +ind"), Some(Kind::Stock)),
            ("people", Some("#population"), Some(Kind::Stock)),
            ("population", Some("#affected+killed"), Some(Kind::Flow)),
            ("returns", Some("#affected+returned+cumulative"), Some(Kind::Cumulative)),
            ("assisted_pct", None, Some(Kind::Share)),
            ("cost", Some("#value+usd"), None),
            ("documents", None, None),
            ("totals since", None, None),
            ("persons", Some("#affected+f"), None),
        ] {
            assert_eq!(hint(header, tag), kind, "{header} {tag:?}");
        }
    }
}
