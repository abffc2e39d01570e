//! The lines below an answer that say what it rests on: window, rows, unknown values, sources.

use super::text::harmless;
use crate::base::counts::grouped;
use crate::base::names::all_of;
use crate::engine::Facts;
use crate::syntax::print::as_name;

/// A word, and what there is to say about it.
pub type Said<'a> = (&'a str, String);

/// The lines below an answer.
pub fn footer(facts: &Facts) -> Vec<String> {
    aligned(&said(facts))
}

/// What the lines say.
pub(super) fn said(facts: &Facts) -> Vec<Said<'_>> {
    let mut said: Vec<Said<'_>> = Vec::new();
    match (&facts.window, &facts.no_window) {
        (Some(window), _) => said.push(("window", window.clone())),
        (None, Some(reason)) => said.push(("window", format!("none: {reason}"))),
        (None, None) => (),
    }
    said.extend(facts.zone.iter().map(|zone| ("zone", format!("days are those of {zone}"))));
    if !facts.tables.is_empty() {
        said.push(("rows", rows(facts)));
    }
    said.extend(facts.time.iter().map(|fact| (fact.about.as_str(), fact.text.clone())));
    said.extend(facts.possible.iter().map(|text| ("possible", text.clone())));
    said.extend(facts.unknown.iter().map(|text| ("unknown", text.clone())));
    said.extend(facts.places.iter().map(|text| ("places", text.clone())));
    said.extend(facts.words.iter().map(|text| ("words", text.clone())));
    said.extend(hidden(facts).map(|text| ("hidden", text)));
    said.extend(facts.tables.iter().map(|table| ("source", format!("{}: {}", table.name, table.file))));
    said
}

/// Which columns are not shown, and how they would be.
fn hidden(facts: &Facts) -> Option<String> {
    let names: Vec<String> = facts.hidden.iter().map(|name| as_name(name)).collect();
    (!names.is_empty())
        .then(|| format!("{}, as the catalog asks; `--show-sensitive` shows values of single persons", all_of(&names)))
}

/// Puts the sign that buckets which the window cuts have in the table before what is said of them.
pub(super) fn star(said: &mut [Said<'_>], sign: &str) {
    said.iter_mut().filter(|(word, _)| *word == "cut short").for_each(|(_, text)| text.insert_str(0, &format!("{sign} ")));
}

fn rows(facts: &Facts) -> String {
    match facts.rows_read {
        Some(read) => format!("{} used of {} read", grouped(facts.rows_used), grouped(read)),
        None => format!("{} used", grouped(facts.rows_used)),
    }
}

/// Words in a column as wide as the widest, and what is said of each beside it; a word that repeats is left blank.
pub(super) fn aligned(said: &[Said<'_>]) -> Vec<String> {
    let wide = said.iter().map(|(word, _)| word.len()).max().unwrap_or(0);
    let repeats = |at: usize| at > 0 && said[at - 1].0 == said[at].0;
    let word = |at: usize| if repeats(at) { "" } else { said[at].0 };
    said.iter().enumerate().map(|(at, (_, text))| format!("{:wide$}  {}", word(at), harmless(text))).collect()
}
