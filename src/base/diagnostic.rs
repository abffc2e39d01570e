//! A diagnostic: what is wrong, where, and what to write instead. Drawing it is `output::diagnostics`.

use super::{Code, Span};
use serde::Serialize;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The query has no answer.
    Error,
    /// The answer stands; something about it is worth knowing.
    Note,
}

/// A place in the query text and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there; may be empty.
    pub text: String,
}

/// One finding about a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// Error or note.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Places in the text; the first is the main one. Empty when the finding has no place (a file, say).
    pub labels: Vec<Label>,
    /// What to write instead, or what else to know; one sentence each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Some(span), message.into())
    }

    /// A note at a place.
    pub fn note(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, Some(span), message.into())
    }

    /// An error without a place in the text.
    pub fn error_anywhere(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, None, message.into())
    }

    /// A note without a place in the text.
    pub fn note_anywhere(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, None, message.into())
    }

    fn new(code: Code, severity: Severity, span: Option<Span>, message: String) -> Self {
        let labels = span.map(|span| Label { span, text: String::new() }).into_iter().collect();
        Diagnostic { code, severity, message, labels, help: Vec::new() }
    }

    /// Says something under the main place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(main) = self.labels.first_mut() {
            main.text = text.into();
        }
        self
    }

    /// Points at a second place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a line of help.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a line of help if there is one.
    pub fn help_if(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.help(text),
            None => self,
        }
    }

    /// The main place, if it has one.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }

    /// Whether the query has no answer because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
