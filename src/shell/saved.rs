//! A sitting as a script that runs.

use crate::base::Code;
use crate::base::names::quote;
use crate::catalog::Catalog;
use crate::console::Stop;
use crate::syntax::token::TokenKind;
use crate::syntax::{self, ast::StatementKind};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes the statements to a new file; one that is there already stays as it is.
pub fn write(file: &Path, said: &[String], catalog: &Catalog) -> Result<(), Stop> {
    let shown = quote(&file.display().to_string());
    let written = OpenOptions::new().write(true).create_new(true).open(file);
    let written = written.and_then(|mut file| file.write_all(script(said, catalog).as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Stop::because(Code::CannotWrite, format!("{shown} is there already, and is not overwritten")),
        _ => Stop::unwritten(&shown, &error),
    })
}

fn script(said: &[String], catalog: &Catalog) -> String {
    let origins: Vec<&str> = catalog.tables.iter().map(|table| table.origin.as_str()).collect();
    let from = if origins.is_empty() { String::new() } else { format!("-- asked of {}\n\n", origins.join(", ")) };
    from + &named(said).join(";\n\n") + "\n"
}

/// The statements, with names for the answers that `_` speaks of.
fn named(said: &[String]) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    let mut last: Option<(usize, String)> = None;
    for text in said {
        let mut text = text.trim().trim_end_matches(';').to_string();
        if let Some((at, name)) = last.as_ref().filter(|_| speaks_of_last(&text)) {
            let query = &mut statements[*at];
            if !query.starts_with("let ") {
                *query = format!("let {name} = {query};\n{name}");
            }
            text = with_name(&text, name);
        }
        let only = match syntax::parse(&text).script.statements.as_slice() {
            [statement] => matches!(statement.kind, StatementKind::Query(_)),
            _ => false,
        };
        if only {
            last = Some((statements.len(), format!("answer_{}", statements.len() + 1)));
        }
        statements.push(text);
    }
    statements
}

fn speaks_of_last(text: &str) -> bool {
    places(text).next().is_some()
}

/// Where `_` stands as a name.
fn places(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let words = syntax::tokenize(text).into_iter().filter(|token| token.kind == TokenKind::Word);
    words.map(|token| token.span.range()).filter(|range| text.get(range.clone()) == Some("_"))
}

fn with_name(text: &str, name: &str) -> String {
    let mut text = text.to_string();
    let places: Vec<_> = places(&text).collect();
    places.into_iter().rev().for_each(|range| text.replace_range(range, name));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_gets_a_name() {
        let said = ["t take 9;", "_ take 5", "_ take 1", "= 1", "_ count"].map(str::to_string);
        assert_eq!(
            named(&said),
            [
                "let answer_1 = t take 9;\nanswer_1",
                "let answer_2 = answer_1 take 5;\nanswer_2",
                "let answer_3 = answer_2 take 1;\nanswer_3",
                "= 1",
                "answer_3 count",
            ]
        );
    }
}
