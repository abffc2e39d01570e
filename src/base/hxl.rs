//! HXL: the tags of columns, such as `#affected+f+children`, and the patterns that find them.

use super::names::wild;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The tag of a column. The order of its attributes means nothing, nor do case and blanks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// What stands behind `#`, in lower case.
    pub name: String,
    /// Its attributes, in lower case and in the order in which they are written.
    pub attributes: Vec<String>,
}

impl Tag {
    /// The tag that a cell holds: `#affected +f`. A word starts with a letter of the alphabet, and letters, digits and `_` follow.
    pub fn parse(cell: &str) -> Option<Tag> {
        let mut words = cell.trim().strip_prefix('#')?.split('+');
        // A blank behind `#` makes a remark of it.
        let first = words.next().filter(|word| !word.starts_with(char::is_whitespace))?;
        let word = |word: &str| {
            let word = word.trim();
            let sound = word.starts_with(|c: char| c.is_ascii_alphabetic())
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            sound.then(|| word.to_ascii_lowercase())
        };
        Some(Tag { name: word(first)?, attributes: words.map(word).collect::<Option<_>>()? })
    }

    /// Whether it has an attribute.
    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|own| own == attribute)
    }

    /// The same without some attributes.
    pub fn without(&self, attributes: &[&str]) -> Tag {
        let kept = self.attributes.iter().filter(|own| !attributes.contains(&own.as_str()));
        Tag { name: self.name.clone(), attributes: kept.cloned().collect() }
    }

    /// Whether both say the same.
    pub fn same(&self, other: &Tag) -> bool {
        let holds = |one: &Tag, other: &Tag| other.attributes.iter().all(|attribute| one.has(attribute));
        self.name == other.name && holds(self, other) && holds(other, self)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.name)?;
        self.attributes.iter().try_for_each(|attribute| write!(f, "+{attribute}"))
    }
}

/// A pattern of tags: `#affected+f-children` has `f` and not `children`, `#affected+f!` has `f` and no other, `#*+f` is any tag with `f`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The name, in which `*` stands for anything.
    name: String,
    with: Vec<String>,
    without: Vec<String>,
    /// No other attributes than those of `with`.
    exact: bool,
}

impl Pattern {
    /// Reads a pattern, as it stands in a query or a catalog.
    pub fn parse(text: &str) -> Option<Pattern> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        let text = text.strip_prefix('#')?;
        let (text, exact) = text.strip_suffix('!').map_or((text, false), |text| (text, true));
        let end = text.find(['+', '-']).unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        let mut pattern = Pattern { name: name.to_string(), with: Vec::new(), without: Vec::new(), exact };
        while let Some(sign) = rest.chars().next() {
            let end = rest[1..].find(['+', '-']).map_or(rest.len(), |at| at + 1);
            let side = if sign == '+' { &mut pattern.with } else { &mut pattern.without };
            side.push(rest[1..end].to_string());
            rest = &rest[end..];
        }
        let empty = pattern.name.is_empty() || pattern.with.iter().chain(&pattern.without).any(String::is_empty);
        (!empty).then_some(pattern)
    }

    /// Whether a tag fits.
    pub fn fits(&self, tag: &Tag) -> bool {
        wild(&self.name, &tag.name)
            && self.with.iter().all(|attribute| tag.has(attribute))
            && !self.without.iter().any(|attribute| tag.has(attribute))
            && (!self.exact || tag.attributes.iter().all(|attribute| self.with.contains(attribute)))
    }

    /// The tag that it is the whole of, if nothing is left open.
    fn whole(&self) -> Option<Tag> {
        let whole = self.without.is_empty() && !self.name.contains('*');
        whole.then(|| Tag { name: self.name.clone(), attributes: self.with.clone() })
    }
}

/// The places of the tags that a pattern finds: the one whose whole tag it is, else all that fit.
pub fn find<'a>(pattern: &str, tags: impl Iterator<Item = Option<&'a str>>) -> Vec<usize> {
    let Some(pattern) = Pattern::parse(pattern) else { return Vec::new() };
    let tags = tags.enumerate().filter_map(|(at, tag)| Some((at, Tag::parse(tag?)?)));
    let fitting: Vec<(usize, Tag)> = tags.filter(|(_, tag)| pattern.fits(tag)).collect();
    let whole: Vec<usize> = match pattern.whole() {
        Some(whole) => fitting.iter().filter(|(_, tag)| tag.same(&whole)).map(|(at, _)| *at).collect(),
        None => Vec::new(),
    };
    if whole.len() == 1 { whole } else { fitting.into_iter().map(|(at, _)| at).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_tags_or_not() {
        let tag = |cell: &str| Tag::parse(cell).map(|tag| tag.to_string());
        for (cell, expected) in [
            ("#affected+f", "#affected+f"),
            (" #Affected +F + children ", "#affected+f+children"),
            ("#x_custom_1", "#x_custom_1"),
        ] {
            assert_eq!(tag(cell).as_deref(), Some(expected), "{cell}");
        }
        for cell in ["", "#", "# affected", "#1", "#a b", "#a+", "#a+1", "#a-b", "#a,#b", "affected", "#é", "#1st place"] {
            assert_eq!(tag(cell), None, "{cell}");
        }
    }

    #[test]
    fn patterns_find_tags() {
        let tags = ["#affected+f", "#affected+children+f", "#affected+m", "#date+start", "#date", "#adm1+name", "#adm2+name"];
        let found = |pattern: &str| {
            let found = find(pattern, tags.iter().map(|tag| Some(*tag)));
            found.into_iter().map(|at| tags[at]).collect::<Vec<_>>().join(" ")
        };
        for (pattern, expected) in [
            // A whole tag is that column, in any order of its attributes.
            ("#affected+f", "#affected+f"),
            ("#AFFECTED+f+children", "#affected+children+f"),
            ("#date", "#date"),
            ("#date-start", "#date"),
            ("#date+start", "#date+start"),
            ("#affected", "#affected+f #affected+children+f #affected+m"),
            ("#affected-children", "#affected+f #affected+m"),
            ("#affected+f-children", "#affected+f"),
            ("#affected+f!", "#affected+f"),
            ("#affected!", ""),
            ("#*+name", "#adm1+name #adm2+name"),
            ("#adm*+name", "#adm1+name #adm2+name"),
            ("#*+start", "#date+start"),
            ("#affected+x", ""),
            ("#", ""),
            ("#a+", ""),
        ] {
            assert_eq!(found(pattern), expected, "{pattern}");
        }
    }
}
