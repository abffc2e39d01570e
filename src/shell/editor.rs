//! The line editor: when Enter runs a statement, what Tab completes.

use super::complete::complete;
use super::meta;
use super::names::Names;
use crate::syntax;
use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Behavior, Cmd, CompletionType, Config, Context, Helper, KeyCode, KeyEvent, Modifiers, Result};
use std::io::{self, IsTerminal};

const LINES_OF_HISTORY: usize = 10_000;

/// A line editor that knows the language.
pub type Editor = rustyline::Editor<Assistant, DefaultHistory>;

/// A new editor.
pub fn new(names: Names) -> Result<Editor> {
    // Results may go to a file while the prompt stays on the terminal.
    let behavior = if io::stdout().is_terminal() { Behavior::Stdio } else { Behavior::PreferTerm };
    let config = Config::builder()
        .max_history_size(LINES_OF_HISTORY)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .behavior(behavior)
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Assistant { names }));
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
    Ok(editor)
}

/// What the editor asks about the text in it.
#[derive(Debug)]
pub struct Assistant {
    /// The names that can be completed.
    pub names: Names,
}

impl Helper for Assistant {}
impl Highlighter for Assistant {}

impl Hinter for Assistant {
    type Hint = String;
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext) -> Result<ValidationResult> {
        Ok(match goes_on(context.input()) {
            true => ValidationResult::Incomplete,
            false => ValidationResult::Valid(None),
        })
    }
}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> Result<(usize, Vec<String>)> {
        Ok(line.get(..position).map_or((position, Vec::new()), |left| complete(left, &self.names)))
    }
}

/// Whether Enter starts a new line rather than running the text. An empty last line runs it in any case: its faults are shown
/// then, and nothing that is typed can hold the prompt.
fn goes_on(text: &str) -> bool {
    let last_is_empty = text.lines().next_back().is_none_or(|line| line.trim().is_empty()) || text.ends_with('\n');
    !last_is_empty && !meta::is_command(text) && syntax::parse(text).unfinished
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_runs_what_is_complete_or_wrong() {
        for text in ["t", "t where a = 1", "t whre a", "t where a = )", "\\help (", "", "  ", "let a = 1; = $a"] {
            assert!(!goes_on(text), "{text}");
        }
    }

    #[test]
    fn enter_goes_on_where_the_text_breaks_off() {
        for text in ["t where", "t where (a = 1", "t sum persons by", "let a =", "t where a = \"x"] {
            assert!(goes_on(text), "{text}");
            assert!(!goes_on(&format!("{text}\n")), "an empty line runs {text}");
        }
    }
}
