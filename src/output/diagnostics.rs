//! Diagnostics drawn on the text they speak of, as objects for programs, and as single lines.

use super::text::{harmless, steers};
use crate::base::span::{line_and_column, utf16_column};
use crate::base::{Code, Diagnostic, Label, Severity, Span};
use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};
use serde::Serialize;

/// The least and the default width of a drawing. Below the least the renderer has no room for its own marks.
const WIDTHS: (usize, usize) = (40, 140);

/// Draws diagnostics one below the other, with an empty line between them. Ends with a line break if there is any.
pub fn render(diagnostics: &[Diagnostic], source_name: &str, source: &str, color: bool, width: Option<usize>) -> String {
    let width = width.unwrap_or(WIDTHS.1).max(WIDTHS.0);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let shown = shown(source);
    let drawings: Vec<String> = diagnostics.iter().map(|found| draw(&renderer, found, source_name, &shown)).collect();
    drawings.join("\n")
}

fn draw(renderer: &Renderer, found: &Diagnostic, source_name: &str, source: &str) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Note => Level::NOTE,
    };
    let mut elements: Vec<Element<'_>> = Vec::new();
    if !found.labels.is_empty() {
        let annotations = found.labels.iter().enumerate().map(|(at, label)| {
            let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let text = (!label.text.is_empty()).then(|| harmless(&label.text));
            kind.span(clamped(label.span, source).range()).label(text)
        });
        elements.push(Snippet::source(source).path(harmless(source_name)).annotations(annotations).into());
    }
    elements.extend(found.help.iter().map(|help| Level::HELP.message(harmless(help)).into()));
    let title = level.primary_title(harmless(&found.message)).id(found.code.text());
    let drawing = renderer.render(&[title.elements(elements)]);
    drawing.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The text with characters that steer a terminal replaced by others of the same length, which keeps spans true. The renderer
/// knows those of ASCII and shows them as pictures.
fn shown(source: &str) -> String {
    let replaced = |c: char| match c.len_utf8() {
        2 => '¤',
        3 => '\u{fffd}',
        _ => c,
    };
    source.chars().map(|c| if steers(c) { replaced(c) } else { c }).collect()
}

/// The span within the text, moved outwards to whole characters. The end of the text is the end of its last word: an empty line
/// below it would show nothing.
fn clamped(span: Span, source: &str) -> Span {
    let (mut start, mut end) = ((span.start as usize).min(source.len()), (span.end as usize).min(source.len()));
    if start == source.len() {
        return Span::new(source.trim_end().len(), source.trim_end().len());
    }
    while !source.is_char_boundary(start) {
        start -= 1;
    }
    while !source.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end.max(start))
}

/// One JSON object a line for each diagnostic.
pub fn json(diagnostics: &[Diagnostic], source_name: &str, source: &str) -> String {
    let objects = diagnostics.iter().map(|found| object(found, Some(source_name), source));
    objects.map(|object| format!("{object}\n")).collect()
}

/// The same objects in an array; without a name they leave it out.
pub(super) fn values(diagnostics: &[Diagnostic], source_name: Option<&str>, source: &str) -> serde_json::Value {
    diagnostics.iter().map(|found| object(found, source_name, source)).collect()
}

/// A diagnostic as programs read it.
#[derive(Serialize)]
struct Object<'a> {
    code: Code,
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    labels: Vec<Place<'a>>,
    help: &'a [String],
}

/// A script as programs read what was found out about it.
pub fn of_script(script: &str, found: &[Diagnostic], source_name: &str, source: &str) -> serde_json::Value {
    let errors = found.iter().filter(|found| found.is_error()).count();
    let diagnostics = values(found, Some(source_name), source);
    serde_json::json!({ "script": script, "errors": errors, "notes": found.len() - errors, "diagnostics": diagnostics })
}

/// A place: bytes from `start` up to `end`, counted from 0; lines and columns of both, counted from 1. Columns are in characters, and
/// once more in the units of UTF-16 that most editors count.
#[derive(Serialize)]
struct Place<'a> {
    start: u32,
    end: u32,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    utf16_column: usize,
    utf16_end_column: usize,
    text: &'a str,
}

fn object<'a>(found: &'a Diagnostic, file: Option<&str>, source: &str) -> serde_json::Value {
    let place = |label: &'a Label| {
        let span = clamped(label.span, source);
        let (line, column) = line_and_column(source, span.start);
        let (end_line, end_column) = line_and_column(source, span.end);
        Place {
            start: span.start,
            end: span.end,
            line,
            column,
            end_line,
            end_column,
            utf16_column: utf16_column(source, span.start),
            utf16_end_column: utf16_column(source, span.end),
            text: &label.text,
        }
    };
    let labels = found.labels.iter().map(place).collect();
    let object = Object { code: found.code, severity: found.severity, message: &found.message, file, labels, help: &found.help };
    serde_json::to_value(object).unwrap_or_default()
}

/// One line for each diagnostic: `file:line:column: E0202 message`.
pub fn short(diagnostics: &[Diagnostic], source_name: &str, source: &str) -> String {
    let line = |found: &Diagnostic| {
        let place = found.span().map(|span| line_and_column(source, clamped(span, source).start));
        let place = place.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
        format!("{}{place}: {} {}\n", harmless(source_name), found.code.text(), harmless(&found.message))
    };
    diagnostics.iter().map(line).collect()
}

#[cfg(test)]
mod tests;
