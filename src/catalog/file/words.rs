//! The keys that say what the words of columns mean: gazetteers, places, categories.

use super::super::vocabulary::Vocabulary;
use super::super::words::{Gazetteer, PlaceColumn, Words};
use super::{GAZETTEER, Reader};
use crate::base::names::{did_you_mean, quote};
use std::path::PathBuf;
use std::sync::Arc;
use toml::{Table, Value};

impl Reader<'_> {
    /// All gazetteers of a catalog.
    pub(super) fn gazetteers(&mut self, top: &Table) -> Vec<Gazetteer> {
        let default = top.get("gazetteer").map(|entry| (String::new(), entry.clone()));
        let named = self.section(top, "gazetteers");
        default.into_iter().chain(named).filter_map(|(name, entry)| self.gazetteer(name, &entry)).collect()
    }

    fn gazetteer(&mut self, name: String, entry: &Value) -> Option<Gazetteer> {
        let key = if name.is_empty() { "gazetteer".to_string() } else { format!("gazetteers.{name}") };
        let Value::Table(table) = entry else {
            self.fault(format!(
                "{} is written `{{ file = \"places.csv\", name = \"name\", variants = \"spellings\" }}`",
                quote(&key)
            ));
            return None;
        };
        let place = format!("{key}.");
        self.keys(GAZETTEER, &place, table);
        let mut needed = |key: &str| {
            let text = self.text(&place, table, key);
            if !table.contains_key(key) {
                self.fault(format!("{} is missing", quote(&format!("{place}{key}"))));
            }
            text
        };
        let (file, column) = (needed("file"), needed("name"));
        let variants = self.texts(&place, table, "variants");
        let split = self.text(&place, table, "split").filter(|sign| !sign.is_empty()).unwrap_or_else(|| "|".to_string());
        Some(Gazetteer { name, file: PathBuf::from(file?), column: column?, variants, split })
    }

    /// `place = "border"`, a list of columns, or columns with the names of their gazetteers.
    pub(super) fn places(&mut self, place: &str, table: &Table, gazetteers: &[Gazetteer]) -> Vec<PlaceColumn> {
        let Some(Value::Table(columns)) = table.get("place") else {
            return self.texts(place, table, "place").into_iter().map(|column| (column, String::new())).collect();
        };
        let place = format!("{place}place.");
        let mut found = Vec::new();
        for column in columns.keys() {
            let Some(name) = self.text(&place, columns, column) else { continue };
            let known = gazetteers.iter().map(|gazetteer| gazetteer.name.as_str());
            if known.clone().any(|other| other == name) {
                found.push((column.clone(), name));
            } else {
                let fault =
                    self.refused(&format!("{}: there is no gazetteer {}", quote(&format!("{place}{column}")), quote(&name)));
                self.faults.push(fault.help_if(did_you_mean(&name, known.filter(|name| !name.is_empty()))));
            }
        }
        found
    }

    /// `categories = { status = { ACC = ["ACC holders"], PoR = [] } }`, or a list of words without aliases.
    pub(super) fn categories(&mut self, place: &str, table: &Table) -> Words {
        let columns = self.section(table, "categories");
        columns
            .into_iter()
            .filter_map(|(column, words)| self.category(&format!("{place}categories.{column}"), column, &words))
            .collect()
    }

    fn category(&mut self, key: &str, column: String, words: &Value) -> Option<(String, Arc<Vocabulary>)> {
        let entries: Vec<(String, Vec<String>)> = match words {
            Value::Table(words) => words.keys().map(|word| (word.clone(), self.texts(&format!("{key}."), words, word))).collect(),
            Value::Array(words) if words.iter().all(Value::is_str) => {
                words.iter().filter_map(|word| Some((word.as_str()?.to_string(), Vec::new()))).collect()
            }
            _ => {
                self.fault(format!(
                    "{} is written `{{ ACC = [\"ACC holders\"], PoR = [] }}`: each word with its aliases",
                    quote(key)
                ));
                return None;
            }
        };
        let vocabulary = Vocabulary::of_category(&entries);
        for clash in vocabulary.clashes() {
            self.fault(format!(
                "{}: {} is both {} and {}",
                quote(key),
                quote(&clash.spelling),
                quote(&clash.taken),
                quote(&clash.other)
            ));
        }
        Some((column, Arc::new(vocabulary)))
    }
}
