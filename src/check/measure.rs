//! Measures named by `let`: a figure that is checked against the table of each summary that uses it.

use super::Checker;
use super::scope::Scope;
use crate::base::{Code, Diagnostic, Span};
use crate::plan::Figure;

impl Checker<'_> {
    /// Whether `$name` is a measure.
    pub(super) fn is_measure(&self, name: &str) -> bool {
        self.names.measures.contains_key(name)
    }

    /// The figure of `$name` over the table of a summary. Faults show where it is used, and where it is written.
    pub(super) fn measure(&mut self, name: &str, used: Span, scope: &Scope) -> Option<Figure> {
        let measure = self.names.measures.get(name)?;
        if self.measuring.iter().any(|outer| outer == name) {
            self.error(Code::UnknownValue, used, format!("`{name}` rests on itself"));
            return None;
        }
        let before = self.found.len();
        self.measuring.push(name.to_string());
        let figure = self.figure(&measure.figure, scope);
        self.measuring.pop();
        let here = measure.text == self.names.text;
        let faults = self.found.split_off(before);
        let shown = |fault: Diagnostic| match here {
            true => fault.also(used, "for this use of the measure"),
            false => elsewhere(fault, used, "in this measure", format!("`{name}` is `{}`", measure.figure)),
        };
        self.found.extend(faults.into_iter().map(shown));
        figure.map(|figure| if here { figure } else { figure.placed(used) })
    }

    /// The fault of a measure where a value is expected.
    pub(super) fn misplaced_measure(&mut self, name: &str, span: Span) {
        let message = format!("`${name}` is a measure: it has a value in a summary, not in an expression");
        let fault = Diagnostic::error(Code::MisplacedAggregate, span, message);
        self.report(fault.help(format!("write the summary first, `… measure ${name} by …`, and go on from its result")));
    }
}

/// A fault of what stands in another text: only its use can be shown.
pub(super) fn elsewhere(fault: Diagnostic, used: Span, what: &str, written: String) -> Diagnostic {
    Diagnostic { labels: Vec::new(), ..fault }.also(used, what).help(written)
}
