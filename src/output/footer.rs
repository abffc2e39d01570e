//! The lines below an answer that say what it rests on: window, rows, unknown values, sources.

use super::text::{harmless, shorten};
use crate::base::counts::grouped;
use crate::base::names::all_of;
use crate::engine::{Facts, TableFact, ValueFact, WordsFact};
use crate::syntax::print::as_name;

/// A word, and what there is to say about it.
pub type Said<'a> = (&'a str, String);

/// The lines below an answer.
pub fn footer(facts: &Facts) -> Vec<String> {
    aligned(&said(facts))
}

/// The same below the line that says where an answer was saved, and what of it was changed for that.
pub(super) fn footer_of_saved(facts: &Facts, saved: String, changed: Vec<Said<'_>>) -> Vec<String> {
    let mut lines = said(facts);
    lines.splice(0..0, std::iter::once(("saved", saved)).chain(changed));
    aligned(&lines)
}

/// What the lines say.
pub(super) fn said(facts: &Facts) -> Vec<Said<'_>> {
    let mut said: Vec<Said<'_>> = Vec::new();
    match (&facts.window, &facts.no_window) {
        (Some(window), _) => said.push(("window", window.clone())),
        (None, Some(reason)) => said.push(("window", format!("none: {reason}"))),
        (None, None) => (),
    }
    let set: Vec<String> = facts.params.iter().map(|param| format!("${} = {}", param.name, param.value)).collect();
    said.extend((!set.is_empty()).then(|| ("set", set.join(", "))));
    said.extend(facts.zone.iter().map(|zone| ("zone", format!("days are those of {zone}"))));
    if !facts.tables.is_empty() {
        said.push(("rows", rows(facts)));
    }
    said.extend(facts.time.iter().map(|fact| (fact.about.as_str(), fact.text.clone())));
    said.extend(facts.possible.iter().map(|text| ("possible", text.clone())));
    said.extend(facts.people.iter().map(|fact| (fact.about.as_str(), fact.text.clone())));
    said.extend(facts.unknown.iter().map(|text| ("unknown", text.clone())));
    said.extend(facts.unreadable.iter().map(|text| ("unreadable", text.clone())));
    said.extend(facts.lacking.iter().map(|text| ("lacking", text.clone())));
    said.extend(facts.tags.iter().map(|text| ("tags", text.clone())));
    said.extend(totals(facts).map(|text| ("totals", text)));
    said.extend(facts.places.iter().map(|text| ("places", text.clone())));
    said.extend(facts.words.iter().map(|text| ("words", text.clone())));
    said.extend(hidden(facts).map(|text| ("hidden", text)));
    said.extend((!facts.sources.is_empty()).then(|| ("sources", listed(&facts.sources))));
    let mut values: Vec<&ValueFact> = Vec::new();
    used(facts, &mut values);
    said.extend(values.iter().flat_map(|value| of_value(value).into_iter().map(|text| (value.name.as_str(), text))));
    let mut tables: Vec<&TableFact> = Vec::new();
    read(facts, &mut tables);
    said.extend(tables.iter().map(|table| ("source", format!("{}: {}", table.name, source(table)))));
    said
}

/// The file of a table; of several how they were named together, and the first and the last of them.
fn source(table: &TableFact) -> String {
    match table.files.as_slice() {
        [] => table.file.clone(),
        [only] => format!("{} (one file, {})", table.file, only.file),
        [first, .., last] => format!("{} ({} files, {} to {})", table.file, table.files.len(), first.file, last.file),
    }
}

/// Rows of totals in the files; of many the first.
fn totals(facts: &Facts) -> impl Iterator<Item = String> {
    const TOLD: usize = 4;
    let more = facts.totals.len().saturating_sub(TOLD);
    let more = (more > 0).then(|| format!("and {more} more, which `schema` lists"));
    facts.totals.iter().take(TOLD).cloned().chain(more)
}

/// Which columns are not shown, and how they would be.
fn hidden(facts: &Facts) -> Option<String> {
    let names: Vec<String> = facts.hidden.iter().map(|name| as_name(name)).collect();
    (!names.is_empty())
        .then(|| format!("{}, as the catalog asks; `--show-sensitive` shows values of single persons", all_of(&names)))
}

/// Puts the sign that buckets which the window cuts have in the table before what is said of them.
pub(super) fn star(said: &mut [Said<'_>], sign: char) {
    said.iter_mut().filter(|(word, _)| *word == "cut short").for_each(|(_, text)| text.insert_str(0, &format!("{sign} ")));
}

/// The tables that were read, those of values among them, each once.
fn read<'a>(facts: &'a Facts, found: &mut Vec<&'a TableFact>) {
    for table in &facts.tables {
        if !found.iter().any(|known| known.name == table.name) {
            found.push(table);
        }
    }
    facts.values.iter().for_each(|value| read(&value.facts, found));
}

/// The queries that were used as values, also by each other, each once.
fn used<'a>(facts: &'a Facts, found: &mut Vec<&'a ValueFact>) {
    for value in &facts.values {
        if !found.iter().any(|known| known.name == value.name) {
            found.push(value);
            used(&value.facts, found);
        }
    }
}

/// What is to be said of a value: what it is, the days and rows it stands for, its sources, and what is open about it.
fn of_value(value: &ValueFact) -> Vec<String> {
    let said = |facts: &[WordsFact]| facts.iter().map(|fact| format!("{} {}", fact.column, fact.words)).collect::<Vec<_>>();
    let facts = &value.facts;
    let mut lines = vec![std::iter::once(value.value.clone()).chain(said(&value.beside)).collect::<Vec<_>>().join(", ")];
    let window = facts.window.as_ref().map(|window| format!("window {window}"));
    lines.push(window.into_iter().chain([format!("rows {}", rows(facts))]).collect::<Vec<_>>().join(", "));
    if !value.words.is_empty() {
        lines.push(said(&value.words).join("; "));
    }
    lines.extend(facts.time.iter().map(|fact| format!("{}: {}", fact.about, fact.text)));
    lines.extend(facts.possible.iter().chain(&facts.unknown).cloned());
    lines
}

fn rows(facts: &Facts) -> String {
    let used = facts.telling().part(facts.rows_used, facts.rows_read.unwrap_or(facts.rows_used));
    match facts.rows_read {
        // Rows that were joined or put below each other may be more than there are in the files.
        Some(read) if facts.rows_used > read => format!("{used} used, made of {} read", grouped(read)),
        Some(read) => format!("{used} used of {} read", grouped(read)),
        None => format!("{used} used"),
    }
}

/// The most sources that a line names.
const NAMED: usize = 6;
/// The most of each that is shown.
const LONGEST: usize = 40;

/// The first few of a list, and how many more there are.
fn listed(words: &[String]) -> String {
    let named: Vec<_> = words.iter().take(NAMED).map(|word| shorten(word, LONGEST)).collect();
    match words.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!("{} and {more} more", named.join(", ")),
        _ => named.join(", "),
    }
}

/// Words in a column as wide as the widest, and what is said of each beside it; a word that repeats is left blank.
pub(super) fn aligned(said: &[Said<'_>]) -> Vec<String> {
    let wide = said.iter().map(|(word, _)| word.len()).max().unwrap_or(0);
    let repeats = |at: usize| at > 0 && said[at - 1].0 == said[at].0;
    let word = |at: usize| if repeats(at) { "" } else { said[at].0 };
    said.iter().enumerate().map(|(at, (_, text))| format!("{:wide$}  {}", word(at), harmless(text))).collect()
}
