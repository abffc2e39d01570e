//! What a catalog says of the words of columns: gazetteers, places, categories.

use super::vocabulary::Vocabulary;
use std::path::PathBuf;
use std::sync::Arc;

/// A table of places and their spellings.
#[derive(Clone, Debug, PartialEq)]
pub struct Gazetteer {
    /// Its name; nothing for the one that a table has without naming one.
    pub name: String,
    /// Its file, from the folder of the catalog.
    pub file: PathBuf,
    /// The column of the names that are printed.
    pub column: String,
    /// The columns of other spellings.
    pub variants: Vec<String>,
    /// What stands between two spellings of a cell.
    pub split: String,
}

impl Gazetteer {
    /// The key that it is, as faults name it.
    pub fn key(&self) -> String {
        if self.name.is_empty() { "gazetteer".to_string() } else { format!("gazetteers.{}", self.name) }
    }
}

/// A column of places, and the name of its gazetteer.
pub type PlaceColumn = (String, String);

/// What is said of the words of a column, by its name.
pub type Words = Vec<(String, Arc<Vocabulary>)>;
