//! `dateline explain`: a query at each stage of its way to the engine, and the meaning of codes.

use super::results::Console;
use super::script::QUERY;
use super::stop::Stop;
use crate::base::{Code, Diagnostic};
use crate::catalog::file::{KEYS, Key};
use crate::catalog::help;
use crate::engine::{Engine, Error};
use crate::output::Format;
use crate::plan;
use crate::syntax;
use crate::syntax::token::{Token, TokenKind};
use serde_json::{Value, json};

/// What of a query is shown.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// Its words and signs.
    Tokens,
    /// Its tree, as JSON.
    Ast,
    /// What it means, step by step.
    Plan,
    /// What the engine is asked to do.
    Polars,
}

/// Shows a query at one stage; the data are opened only for stages that need them.
pub fn query(console: &mut Console, text: &str, stage: Stage, open: impl FnOnce() -> Result<Engine, Stop>) -> Result<(), Stop> {
    let refused = |error: Error| Stop::Refused(QUERY.into(), error);
    let shown = match stage {
        Stage::Tokens if console.format() == Format::Json => pretty(&tokens(text)),
        Stage::Tokens => token_lines(text),
        Stage::Ast => tree(text).map_err(refused)?,
        Stage::Plan => {
            let query = open()?.prepare(text).map_err(refused)?;
            console.report.diagnostics(QUERY, text, &query.notes);
            plan::explain::text(&query.plan)
        }
        Stage::Polars => {
            let mut engine = open()?;
            let query = engine.prepare(text).map_err(refused)?;
            engine.explain_polars(&query).map_err(refused)?
        }
    };
    console.show(|_, _, out| writeln!(out, "{}", shown.trim_end()))
}

/// Shows what a code means and what to do.
pub fn code(console: &mut Console, code: Code) -> Result<(), Stop> {
    let shown = match console.format() {
        Format::Json => pretty(&json!({ "code": code, "title": code.title(), "explanation": code.explanation() })),
        _ => code_text(code),
    };
    console.show(|_, _, out| writeln!(out, "{shown}"))
}

/// What is asked for to see the keys of a catalog.
pub const CATALOG: &str = "catalog";

/// Shows the keys of a catalog.
pub fn catalog(console: &mut Console) -> Result<(), Stop> {
    let shown = match console.format() {
        Format::Json => pretty(&json!(KEYS.iter().filter(|key| key.known).map(key).collect::<Vec<_>>())),
        Format::Markdown => help::markdown(),
        _ => help::text(),
    };
    console.show(|_, _, out| writeln!(out, "{}", shown.trim_end()))
}

fn key(key: &Key) -> Value {
    json!({ "section": key.section, "key": key.name, "meaning": key.doc })
}

/// A code in words: what it is called, what happened, what to write instead.
pub fn code_text(code: Code) -> String {
    format!("{}: {}\n\n{}", code.text(), code.title(), code.explanation())
}

fn tokens(text: &str) -> Value {
    let tokens = placed(text).into_iter().map(
        |(token, line, column)| json!({ "kind": token.kind, "text": token.span.text(text), "line": line, "column": column }),
    );
    tokens.collect()
}

/// Line, column, kind and text of each token; the end has none.
fn token_lines(text: &str) -> String {
    let seen = placed(text).into_iter().filter(|(token, ..)| token.kind != TokenKind::End);
    let lines = seen.map(|(token, line, column)| {
        let (place, kind) = (format!("{line}:{column}"), format!("{:?}", token.kind));
        format!("{place:<8}{kind:<14}{}", token.span.text(text).escape_debug())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The tokens with their lines and columns, counted on from token to token.
fn placed(text: &str) -> Vec<(Token, usize, usize)> {
    let (mut line, mut column, mut from) = (1, 1, 0);
    let place = |token: Token| {
        let at = token.span.range().start.max(from);
        let passed = text.get(from..at).unwrap_or("");
        line += passed.matches('\n').count();
        column = match passed.rsplit_once('\n') {
            Some((_, last)) => last.chars().count() + 1,
            None => column + passed.chars().count(),
        };
        from = at;
        (token, line, column)
    };
    syntax::tokenize(text).into_iter().map(place).collect()
}

/// The tree as JSON; a text with errors has none.
fn tree(text: &str) -> Result<String, Error> {
    let parsed = syntax::parse(text);
    match parsed.diagnostics.iter().any(Diagnostic::is_error) {
        true => Err(Error::new(text, parsed.diagnostics)),
        false => Ok(pretty(&serde_json::to_value(&parsed.script).unwrap_or_default())),
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
