//! The words of a column that mean the same: places under all their spellings, categories with their aliases.
//!
//! Each meaning has one name, by which it is matched and printed. Several places named together ("Torkham + Chaman") are a group, which
//! is neither of them.

use crate::base::letters::letters;
use crate::base::names::{nearest, resemble};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What stands between the places of a group.
pub const BETWEEN: &str = " + ";

/// What words stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Places: case, accents and punctuation do not count, and several may be named together.
    Places,
    /// Categories: case and blanks do not count.
    Category,
}

/// Words and the names of what they mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabulary {
    sort: Sort,
    names: Vec<String>,
    /// Each spelling, folded, with the position of its name.
    spellings: BTreeMap<String, usize>,
    clashes: Vec<Clash>,
}

/// A spelling that two meanings claim. The first one has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// The spelling, as it is written.
    pub spelling: String,
    /// The name that has it.
    pub taken: String,
    /// The other name.
    pub other: String,
}

impl Vocabulary {
    /// Places: the name and the other spellings of each. A name goes before another place's spelling, the first place before the next.
    pub fn of_places(entries: &[(String, Vec<String>)]) -> Vocabulary {
        Vocabulary::new(Sort::Places, entries)
    }

    /// Categories: the name and the aliases of each.
    pub fn of_category(entries: &[(String, Vec<String>)]) -> Vocabulary {
        Vocabulary::new(Sort::Category, entries)
    }

    fn new(sort: Sort, entries: &[(String, Vec<String>)]) -> Vocabulary {
        let (names, spellings, clashes) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut words = Vocabulary { sort, names, spellings, clashes };
        for (name, _) in entries {
            words.names.push(name.clone());
            words.learn(name, words.names.len() - 1);
        }
        for (at, (_, others)) in entries.iter().enumerate() {
            others.iter().for_each(|spelling| words.learn(spelling, at));
        }
        words
    }

    fn learn(&mut self, spelling: &str, at: usize) {
        let folded = self.fold(spelling);
        if folded.is_empty() {
            return;
        }
        let taken = *self.spellings.entry(folded).or_insert(at);
        if taken != at {
            let [taken, other] = [taken, at].map(|at| self.names.get(at).cloned().unwrap_or_default());
            self.clashes.push(Clash { spelling: spelling.to_string(), taken, other });
        }
    }

    fn fold(&self, text: &str) -> String {
        match self.sort {
            Sort::Places => letters(text),
            Sort::Category => text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
        }
    }

    /// Whether the words are places, of which several may be named together.
    pub fn is_of_places(&self) -> bool {
        self.sort == Sort::Places
    }

    /// The names, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The spellings that two names claim.
    pub fn clashes(&self) -> &[Clash] {
        &self.clashes
    }

    fn one(&self, text: &str) -> Option<usize> {
        self.spellings.get(&self.fold(text)).copied()
    }

    /// The name of what a text means: of one place or category, or of a group of places. Nothing for a word that is not known.
    pub fn name<'a>(&'a self, text: &'a str) -> Option<Cow<'a, str>> {
        if let Some(at) = self.one(text) {
            return self.names.get(at).map(|name| Cow::Borrowed(name.as_str()));
        }
        let group = self.group(text)?;
        Some(Cow::Owned(group.join(BETWEEN)))
    }

    /// The name of what a text means, else the text itself.
    pub fn name_or_text<'a>(&'a self, text: &'a str) -> Cow<'a, str> {
        self.name(text).unwrap_or(Cow::Borrowed(text))
    }

    /// The places that a text names together, by their names and in the order of the gazetteer; those it does not know come last.
    /// A plus sign always joins places. Other signs, and `and`, do so only between places that are known: they occur in names, too.
    fn group<'a>(&'a self, text: &'a str) -> Option<Vec<&'a str>> {
        if self.sort != Sort::Places {
            return None;
        }
        let parts: Vec<&str> = text.split('+').flat_map(|part| self.parts(part)).map(str::trim).collect();
        let known = parts.iter().any(|part| self.one(part).is_some());
        if parts.len() < 2 || !known || parts.contains(&"") {
            return None;
        }
        let mut found: Vec<(usize, &str)> = Vec::new();
        for part in parts {
            let place = self.one(part).and_then(|at| Some((at, self.names.get(at)?.as_str()))).unwrap_or((usize::MAX, part));
            if !found.contains(&place) {
                found.push(place);
            }
        }
        found.sort_unstable();
        Some(found.into_iter().map(|(_, name)| name).collect())
    }

    /// The parts of a text between its plus signs.
    fn parts<'t>(&self, text: &'t str) -> Vec<&'t str> {
        if self.one(text).is_some() {
            return vec![text];
        }
        let signs = text.split(['/', '&', ';', ',']).flat_map(|part| part.split(" and "));
        let parts: Vec<&str> = signs.collect();
        if parts.iter().all(|part| self.one(part).is_some()) { parts } else { vec![text] }
    }

    /// The places of a name as [`Vocabulary::name`] gives it: several for a group.
    pub fn members<'t>(&self, name: &'t str) -> Vec<&'t str> {
        match self.one(name) {
            None if self.sort == Sort::Places => name.split(BETWEEN).collect(),
            _ => vec![name],
        }
    }

    /// The names nearest to a word that is not known, at most three.
    pub fn nearest(&self, text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        // Only small slips: of two places one is easily within the name of the other.
        let near = nearest(&self.fold(text), self.spellings.keys().map(String::as_str));
        for spelling in near.into_iter().filter(|spelling| resemble(spelling, text)) {
            let name = self.spellings.get(spelling).and_then(|at| self.names.get(*at)).map(String::as_str);
            found.extend(name.filter(|name| !found.contains(name)));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Vocabulary {
        let entry = |name: &str, others: &[&str]| (name.to_string(), others.iter().map(|other| other.to_string()).collect());
        Vocabulary::of_places(&[
            entry("Torkham", &["Turkham", "تورخم", "Towr Kham"]),
            entry("Chaman - Spin Boldak", &["Chaman", "Spin Boldak", "سپین بولدک"]),
            entry("Kunar", &[]),
            entry("Spin Boldak (town)", &["Spīn Bōldak", "Spin Boldak town"]),
        ])
    }

    #[test]
    fn a_place_has_one_name_under_all_spellings() {
        let places = places();
        for text in ["Torkham", "TŪRKHAM", " tur-kham ", "تورخَم", "Turkham / Torkham", "torkham + Turkham"] {
            assert_eq!(places.name(text).as_deref(), Some("Torkham"), "{text}");
        }
        for text in ["chaman", "Spin Boldak / Chaman", "سپين بولدك", "Chaman and Spin Boldak"] {
            assert_eq!(places.name(text).as_deref(), Some("Chaman - Spin Boldak"), "{text}");
        }
        for text in ["Torkam", "", "-", "Pakistan", "Kunar province"] {
            assert_eq!(places.name(text), None, "{text}");
        }
    }

    #[test]
    fn places_named_together_are_a_group() {
        let places = places();
        for text in ["Torkham + Spin Boldak", "Chaman+Turkham", "Torkham & Chaman", "Torkham / Spin Boldak + Chaman"] {
            assert_eq!(places.name(text).as_deref(), Some("Torkham + Chaman - Spin Boldak"), "{text}");
        }
        assert_eq!(places.name("Mars + turkham").as_deref(), Some("Torkham + Mars"));
        // What is not known may have such signs in its name.
        for text in ["Nangarhar/Kunar", "Mars + Venus", "Torkham, Mars", "+"] {
            assert_eq!(places.name(text), None, "{text}");
        }
        assert_eq!(places.members("Torkham + Chaman - Spin Boldak"), ["Torkham", "Chaman - Spin Boldak"]);
        assert_eq!(places.members("Chaman - Spin Boldak"), ["Chaman - Spin Boldak"]);
    }

    #[test]
    fn a_spelling_of_two_places_is_the_first_ones_and_told() {
        let places = places();
        let clash = |spelling: &str| Clash {
            spelling: spelling.into(),
            taken: "Chaman - Spin Boldak".into(),
            other: "Spin Boldak (town)".into(),
        };
        assert_eq!(places.clashes(), [clash("Spīn Bōldak")]);
        assert_eq!(places.name("Spin Boldak (Town)").as_deref(), Some("Spin Boldak (town)"));
    }

    #[test]
    fn categories_keep_their_signs() {
        let entry = |name: &str, other: &str| (name.to_string(), vec![other.to_string()]);
        let statuses = Vocabulary::of_category(&[entry("ACC", "ACC  holders"), entry("PoR+", "plus")]);
        for (text, name) in [("acc", "ACC"), ("Acc Holders", "ACC"), ("por+", "PoR+")] {
            assert_eq!(statuses.name(text).as_deref(), Some(name), "{text}");
        }
        assert_eq!(statuses.name("PoR"), None);
        assert_eq!(statuses.name("ACC + PoR+"), None);
        assert_eq!(statuses.nearest("AC holders"), ["ACC"]);
    }
}
