//! What kind of number a column looks like by its HXL tag and its header. A hint is shown and noted; nothing is refused for it.

use super::Kind;
use crate::base::hxl::Tag;

/// Words of headers, and what they hint at; the first that stands in a header counts.
const HEADERS: &[(&str, Kind)] = &[
    ("cumulative", Kind::Cumulative),
    ("cumulated", Kind::Cumulative),
    ("cumul", Kind::Cumulative),
    ("cum", Kind::Cumulative),
    ("total since", Kind::Cumulative),
    ("to date", Kind::Cumulative),
    ("ytd", Kind::Cumulative),
    ("percent", Kind::Share),
    ("percentage", Kind::Share),
    ("pct", Kind::Share),
    ("share", Kind::Share),
    ("ratio", Kind::Share),
    ("proportion", Kind::Share),
    ("rate", Kind::Rate),
    ("per day", Kind::Rate),
    ("returned", Kind::Flow),
    ("population", Kind::Stock),
    ("present", Kind::Stock),
    ("stock", Kind::Stock),
    ("refugees", Kind::Stock),
    ("idps", Kind::Stock),
    ("idp", Kind::Stock),
    ("asylum seekers", Kind::Stock),
    ("stateless", Kind::Stock),
    ("stranded", Kind::Stock),
];

/// Attributes that say what a number is.
const SAID: &[(&str, Kind)] = &[
    ("cumulative", Kind::Cumulative),
    ("cumul", Kind::Cumulative),
    ("stock", Kind::Stock),
    ("pct", Kind::Share),
    ("percent", Kind::Share),
    ("percentage", Kind::Share),
    ("flow", Kind::Flow),
];

/// Tags and attributes that hint at one. A rate may be one of people for each day, and of something else.
const TAGS: &[(&str, Kind)] = &[
    ("+rate", Kind::Rate),
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

/// The kind that a tag says in so many words.
pub(super) fn said(tag: &Tag) -> Option<Kind> {
    SAID.iter().find(|(attribute, _)| tag.has(attribute)).map(|(_, kind)| *kind)
}

/// What the numbers of a column look like. A tag says more than a header, and its attributes are looked at in the order of the table.
pub fn hint(header: &str, tag: Option<&str>) -> Option<Kind> {
    let tag = tag.and_then(Tag::parse);
    let is = |part: &str, tag: &Tag| match part.strip_prefix('+') {
        Some(attribute) => tag.has(attribute),
        None => part.strip_prefix('#') == Some(&tag.name),
    };
    let tagged = tag.and_then(|tag| said(&tag).or_else(|| TAGS.iter().find(|(part, _)| is(part, &tag)).map(|(_, kind)| *kind)));
    let named = || HEADERS.iter().find(|(words, _)| has(header, words)).map(|(_, kind)| *kind);
    tagged.or_else(named)
}

/// The words of a name in small letters: `numPresentIdpInd` and `num_present_idp_ind` are the same.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        let begins = c.is_uppercase() && small;
        if begins || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether words stand in a name one behind the other.
pub(super) fn has(name: &str, wanted: &str) -> bool {
    let (words, wanted) = (words(name), words(wanted));
    words.windows(wanted.len().max(1)).any(|part| part == wanted)
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
            ("returned_refugees", None, Some(Kind::Flow)),
            ("arrivals per day", None, Some(Kind::Rate)),
            ("totals since", None, None),
            ("persons", Some("#affected+f"), None),
        ] {
            assert_eq!(hint(header, tag), kind, "{header} {tag:?}");
        }
    }
}
