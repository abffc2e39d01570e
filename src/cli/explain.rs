//! `dateline explain`: a query at each stage of its way to the engine, and the meaning of codes.

use super::args::Stage;
use super::console::Console;
use super::script::QUERY;
use super::stop::Stop;
use crate::base::span::line_and_column;
use crate::base::{Code, Diagnostic};
use crate::engine::{Engine, Error};
use crate::output::Format;
use crate::plan;
use crate::syntax::{self, token::TokenKind};
use serde_json::{Value, json};

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
    console.show(|out| writeln!(out, "{}", shown.trim_end()))
}

/// Shows what a code means and what to do.
pub fn code(console: &mut Console, code: Code) -> Result<(), Stop> {
    let shown = match console.format() {
        Format::Json => pretty(&json!({ "code": code, "title": code.title(), "explanation": code.explanation() })),
        _ => code_text(code),
    };
    console.show(|out| writeln!(out, "{shown}"))
}

/// A code in words: what it is called, what happened, what to write instead.
pub fn code_text(code: Code) -> String {
    format!("{}: {}\n\n{}", code.text(), code.title(), code.explanation())
}

fn tokens(text: &str) -> Value {
    let tokens = syntax::tokenize(text).into_iter().map(|token| {
        let (line, column) = line_and_column(text, token.span.start);
        json!({ "kind": token.kind, "text": token.span.text(text), "line": line, "column": column })
    });
    tokens.collect()
}

/// Line, column, kind and text of each token; the end has none.
fn token_lines(text: &str) -> String {
    let lines = syntax::tokenize(text).into_iter().filter(|token| token.kind != TokenKind::End).map(|token| {
        let (line, column) = line_and_column(text, token.span.start);
        format!("{:<8}{:<14}{}", format!("{line}:{column}"), format!("{:?}", token.kind), token.span.text(text).escape_debug())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The tree as JSON; a text with errors has none.
fn tree(text: &str) -> Result<String, Error> {
    let parsed = syntax::parse(text);
    match parsed.diagnostics.iter().any(Diagnostic::is_error) {
        true => Err(Error { source: text.into(), diagnostics: parsed.diagnostics }),
        false => Ok(pretty(&serde_json::to_value(&parsed.script).unwrap_or_default())),
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
