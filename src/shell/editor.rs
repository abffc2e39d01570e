//! The line editor: when Enter runs a statement, what Tab completes, how the text looks.

use super::color;
use super::complete::complete;
use super::hint::{self, Hint};
use super::names::Names;
use super::values::Values;
use crate::console::meta;
use crate::engine::Engine;
use crate::output::text::{Paint, paint};
use crate::syntax;
use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Behavior, Cmd, CompletionType, Config, Context, Helper, KeyCode, KeyEvent, Modifiers, Result};
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, IsTerminal};

/// A line editor that knows the language.
pub type Editor = rustyline::Editor<Assistant, MemHistory>;

/// A new editor that remembers so many lines.
pub fn new(assistant: Assistant, lines: usize) -> Result<Editor> {
    // Results may go to a file while the prompt stays on the terminal.
    let behavior = if io::stdout().is_terminal() { Behavior::Stdio } else { Behavior::PreferTerm };
    let config = Config::builder()
        .max_history_size(lines)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .behavior(behavior)
        .build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(assistant));
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
    Ok(editor)
}

/// What the line editor asks about the text in it: colours, hints, what Tab offers, whether Enter runs it.
#[derive(Default)]
pub struct Assistant {
    names: Names,
    color: bool,
    /// An engine of its own to look up values with; it shares the data.
    engine: Option<Engine>,
    values: RefCell<Values>,
}

impl Assistant {
    /// Knows nothing yet.
    pub fn new(color: bool) -> Assistant {
        Assistant { color, ..Assistant::default() }
    }

    /// Learns what the engine knows now.
    pub fn learn(&mut self, engine: &Engine) {
        let mut engine = engine.clone();
        self.names = Names::of(&mut engine);
        self.values.get_mut().keep(&self.names);
        self.engine = Some(engine);
    }

    /// What stands behind the prompt while a line is typed: the line in its colours, and the hint behind it.
    pub fn shown(&self, line: &str) -> (String, Option<String>) {
        let painted = if self.color { color::painted(line, &self.names) } else { line.to_string() };
        (painted, self.hinted(line).map(|hint| rustyline::hint::Hint::display(&hint).to_string()))
    }

    /// What Tab offers behind a text: where the word starts, and what it can become. Values are looked up at the first time.
    pub fn completed(&self, left: &str) -> (usize, Vec<String>) {
        complete(left, &self.names, &mut |asking| self.look_up(asking))
    }

    /// Without colours a hint could not be told from what was typed.
    fn hinted(&self, line: &str) -> Option<Hint> {
        if self.color { hint::hint(line, &self.names, &mut |asking| self.known(asking)) } else { None }
    }

    /// The values that a query counts, looked up at the first time.
    fn look_up(&self, asking: &str) -> Vec<String> {
        let mut values = self.values.borrow_mut();
        self.engine.as_ref().map(|engine| values.look_up(engine, asking).to_vec()).unwrap_or_default()
    }

    /// The same without looking them up.
    fn known(&self, asking: &str) -> Vec<String> {
        self.values.borrow_mut().known(asking).to_vec()
    }
}

impl Helper for Assistant {}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.color { color::painted(line, &self.names).into() } else { line.into() }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        paint(prompt, Paint::Bold, self.color)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        paint(hint, Paint::Dim, self.color)
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::MoveCursor
    }
}

impl Hinter for Assistant {
    type Hint = Hint;

    fn hint(&self, line: &str, position: usize, _: &Context<'_>) -> Option<Hint> {
        if position == line.len() { self.hinted(line) } else { None }
    }
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
        Ok(line.get(..position).map_or((position, Vec::new()), |left| self.completed(left)))
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
