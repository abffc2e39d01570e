//! A sitting as a script that runs.

use crate::base::Code;
use crate::base::names::quote;
use crate::catalog::Catalog;
use crate::console::Stop;
use crate::console::script::{table_functions, with_paths_from};
use crate::engine::Engine;
use crate::syntax::token::TokenKind;
use crate::syntax::{self, ast::StatementKind};
use std::env;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes the statements to a new file; one that is there already stays as it is.
pub fn write(file: &Path, said: &[String], engine: &Engine) -> Result<(), Stop> {
    // In another folder paths from the working folder would lead elsewhere.
    let elsewhere = file.parent().filter(|folder| !folder.as_os_str().is_empty()).and_then(|_| env::current_dir().ok());
    let text = script(said, engine.catalog());
    let text = elsewhere.map_or_else(|| text.clone(), |here| with_paths_from(&text, &here, table_functions(engine).collect()));
    let shown = quote(&file.display().to_string());
    let written = OpenOptions::new().write(true).create_new(true).open(file);
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Stop::because(Code::CannotWrite, format!("{shown} is there already, and is not overwritten")),
        _ => Stop::unwritten(&shown, &error),
    })
}

fn script(said: &[String], catalog: &Catalog) -> String {
    let origins: Vec<&str> = catalog.tables.iter().map(|table| table.origin.as_str()).collect();
    let from = if origins.is_empty() { String::new() } else { format!("-- asked of {}\n\n", origins.join(", ")) };
    from + &catalog_first(named(said)).join(";\n\n") + "\n"
}

/// The statements, with the one of their catalog at the top, where it stands in a script. At the prompt it is the first of its line.
fn catalog_first(mut said: Vec<String>) -> Vec<String> {
    let mut opened: Option<String> = None;
    for text in &mut said {
        let statements = syntax::parse(text).script.statements;
        let Some(first) = statements.first().filter(|first| matches!(first.kind, StatementKind::Catalog(_))) else { continue };
        opened.get_or_insert_with(|| first.to_string());
        let rest = text.split_off(first.span.range().end);
        *text = rest.trim_start().trim_start_matches(';').trim().to_string();
    }
    said.retain(|text| !text.is_empty());
    opened.into_iter().chain(said).collect()
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

pub fn speaks_of_last(text: &str) -> bool {
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
    fn the_catalog_stands_at_the_top() {
        let said = ["= 1", "catalog 'a.toml'; use \"b.dlq\"", "t count", "catalog \"a.toml\""].map(str::to_string).to_vec();
        assert_eq!(catalog_first(said), ["catalog \"a.toml\"", "= 1", "use \"b.dlq\"", "t count"]);
    }

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
