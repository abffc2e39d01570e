//! The words that columns of places and categories have in their files, and what is worth knowing of them.

use super::store::{Spelling, Store, TableData};
use super::words::written;
use crate::base::counts::{counted, grouped};
use crate::base::letters::letters;
use crate::base::names::{one_of, quote};
use crate::base::{Code, Diagnostic};
use crate::catalog::{Table, Vocabulary};
use polars::prelude::{DataType, Engine, Expr, LazyFrame, len};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Store {
    /// The words of a table's columns of places and categories, as its file writes them. They are read when they are first asked for.
    pub(crate) fn spellings(&self, table: &str) -> Arc<Vec<Spelling>> {
        let known = self.spellings.lock().ok().and_then(|read| read.get(table).cloned());
        known.unwrap_or_else(|| {
            let found = Arc::new(self.tables.get(table).map(spellings).unwrap_or_default());
            if let Ok(mut read) = self.spellings.lock() {
                read.insert(table.to_string(), found.clone());
            }
            found
        })
    }
}

/// The words of all columns of a table whose words have names, most frequent first.
fn spellings(table: &TableData) -> Vec<Spelling> {
    let mut frame = table.frame.clone();
    let Ok(schema) = frame.collect_schema() else { return Vec::new() };
    let hidden = written("");
    let columns = schema.iter_names().filter_map(|name| name.strip_prefix(hidden.as_str()));
    columns.flat_map(|column| spellings_of(&frame, column).unwrap_or_default()).collect()
}

fn spellings_of(frame: &LazyFrame, column: &str) -> Option<Vec<Spelling>> {
    let text = Expr::Column(written(column).into()).cast(DataType::String).alias("text");
    let counted = frame.clone().group_by([text]).agg([len().cast(DataType::UInt64).alias("rows")]);
    let found = counted.collect_with_engine(Engine::Streaming).ok()?.unwrap_single();
    let (texts, rows) = (found.column("text").ok()?.str().ok()?, found.column("rows").ok()?.u64().ok()?);
    let spelling = |(text, rows): (Option<&str>, Option<u64>)| {
        Some(Spelling { column: column.to_string(), text: text?.to_string(), rows: rows? })
    };
    let mut found: Vec<Spelling> = texts.iter().zip(rows.iter()).filter_map(spelling).collect();
    found.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
    Some(found)
}

/// What is worth knowing of the words of a table: spellings that two places have, words that nothing names.
pub(crate) fn notes(table: &Table, spellings: &[Spelling]) -> Vec<Diagnostic> {
    let shown = table.roles.words.iter().filter(|(column, _)| !table.roles.sensitive.contains(column));
    shown
        .flat_map(|(column, words)| unknown(table, column, words, spellings).into_iter().chain(shared(column, words, spellings)))
        .collect()
}

/// Words that a message tells one by one.
const TOLD: usize = 10;

fn unknown(table: &Table, column: &str, words: &Vocabulary, spellings: &[Spelling]) -> Option<Diagnostic> {
    let found = strange(column, words, spellings);
    let by = if words.is_of_places() { "the gazetteer does not know" } else { "are no category" };
    let count = counted(found.len() as u64, "word");
    let message = format!("{} of {} has {count} that {by}", quote(column), quote(&table.name));
    let told = found.iter().take(TOLD).map(|(text, rows)| {
        let near: Vec<String> = words.nearest(text).into_iter().map(quote).collect();
        let hint = if near.is_empty() { String::new() } else { format!(": did you mean {}?", one_of(&near)) };
        format!("\"{text}\" ({}){hint}", counted(*rows, "row"))
    });
    let note = told.fold(Diagnostic::note_anywhere(Code::UnknownWords, message), Diagnostic::help);
    let more = found.len().saturating_sub(TOLD);
    let note = note.help_if((more > 0).then(|| format!("and {} more", grouped(more as u64))));
    (!found.is_empty()).then_some(note)
}

/// The words of a column that nothing names, on their own or in a group, with their rows: those of most rows first.
fn strange(column: &str, words: &Vocabulary, spellings: &[Spelling]) -> Vec<(String, u64)> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for spelling in spellings.iter().filter(|spelling| spelling.column == column) {
        let name = words.name_or_text(&spelling.text);
        for member in words.members(&name).into_iter().filter(|member| words.name(member).is_none()) {
            *found.entry(member.to_string()).or_default() += spelling.rows;
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}

/// Spellings of two places that occur in the column.
fn shared(column: &str, words: &Vocabulary, spellings: &[Spelling]) -> Vec<Diagnostic> {
    let occurs = |spelling: &str| {
        let same = |other: &&Spelling| other.column == column && letters(&other.text) == letters(spelling);
        spellings.iter().find(same).is_some()
    };
    let clashes = words.clashes().iter().filter(|clash| occurs(&clash.spelling));
    clashes
        .map(|clash| {
            let (spelling, taken, other) = (quote(&clash.spelling), quote(&clash.taken), quote(&clash.other));
            let message = format!("{spelling} in {} is a spelling of {taken} and of {other}: the first is taken", quote(column));
            Diagnostic::note_anywhere(Code::SharedSpelling, message)
        })
        .collect()
}
