//! What stands greyed behind the cursor: the rest of a word, or in words what may come next.

use super::complete::{Look, complete, query_of};
use super::names::Names;
use crate::console::meta;
use crate::output::text::{harmless, shorten};
use crate::plan::functions::Function;
use crate::syntax::ExpectedSet;
use crate::syntax::keywords::Role;
use crate::syntax::token::TokenKind;
use crate::syntax::{self, Category};

/// The most columns of a terminal that a hint takes.
const WIDTH: usize = 56;

/// A hint: what is shown, and what of it may be taken over.
#[derive(Debug, PartialEq, Eq)]
pub struct Hint {
    shown: String,
    taken: Option<String>,
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.as_deref()
    }
}

/// The hint behind a text whose end is at the cursor.
pub fn hint(text: &str, names: &Names, look: Look<'_>) -> Option<Hint> {
    let text = match meta::is_command(text) {
        true => match query_of(text) {
            Some(query) => query,
            None => return ended(text, names, look),
        },
        false => text,
    };
    if text.trim().is_empty() {
        return None;
    }
    if text.ends_with(char::is_whitespace) || text.ends_with('(') {
        return next(text, names);
    }
    ended(text, names, look)
}

/// The rest of the word that was begun, as it would most likely be.
fn ended(text: &str, names: &Names, look: Look<'_>) -> Option<Hint> {
    let (start, candidates) = complete(text, names, look);
    let begun = text.get(start..).filter(|begun| !begun.is_empty())?;
    let rest = candidates.first().and_then(|first| first.strip_prefix(begun))?;
    (!rest.is_empty()).then(|| Hint { shown: rest.to_string(), taken: Some(rest.to_string()) })
}

/// In words what may come next.
fn next(text: &str, names: &Names) -> Option<Hint> {
    let tables = || names.tables.iter().map(|table| table.name.clone()).collect::<Vec<_>>();
    let expected = syntax::parse(text).expected;
    let words = match called(text) {
        Some(function) => vec![function.call().to_string()],
        None if expected.has(Category::Table) && !names.tables.is_empty() => tables(),
        None => words(expected),
    };
    let blank = if text.ends_with(char::is_whitespace) { "" } else { " " };
    let shown = shorten(&harmless(&words.join(", ")), WIDTH).into_owned();
    (!words.is_empty()).then(|| Hint { shown: format!("{blank}{shown}"), taken: None })
}

/// The function whose arguments are being written.
fn called(text: &str) -> Option<Function> {
    let mut depth = 0;
    let tokens = syntax::tokenize(text);
    let open = tokens.iter().rposition(|token| {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        depth > 0
    })?;
    Function::parse(tokens.get(open.checked_sub(1)?)?.span.text(text))
}

/// What is expected, with examples of the clauses.
fn words(expected: ExpectedSet) -> Vec<String> {
    let some = |role: Role| expected.keywords().filter(move |keyword| keyword.role() == role).take(2);
    let clauses: Vec<&str> = some(Role::Clause).chain(some(Role::Verb)).map(|keyword| keyword.text()).collect();
    let many = clauses.len() > 2;
    let described = expected.describe().into_iter().filter(|word| !(expected.has(Category::End) && word.starts_with("the end")));
    let described = described.map(|word| if many && word == "a clause" { format!("{} …", clauses.join(", ")) } else { word });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::super::names::TableNames;
    use super::*;

    fn hinted(text: &str) -> String {
        let columns = ["date", "border"].map(str::to_string).to_vec();
        let tables = vec![TableNames { name: "crossings".into(), columns, ..TableNames::default() }];
        hint(text, &Names { tables, ..Names::default() }, &mut |_| Vec::new()).map_or(String::new(), |hint| match hint.taken {
            Some(taken) => format!("+{taken}"),
            None => hint.shown,
        })
    }

    #[test]
    fn a_begun_word_is_ended() {
        assert_eq!(hinted("cro"), "+ssings");
        assert_eq!(hinted("crossings whe"), "+re");
        assert_eq!(hinted("crossings where bor"), "+der");
        assert_eq!(hinted("crossings where border"), "");
        assert_eq!(hinted("\\des"), "+cribe");
        assert_eq!(hinted("\\describe cro"), "+ssings");
        assert_eq!(hinted("\\watch crossings whe"), "+re");
        assert_eq!(hinted("\\describe "), "");
    }

    #[test]
    fn a_blank_shows_what_may_come() {
        assert_eq!(hinted("crossings "), "where, since, count, sum …");
        assert_eq!(hinted("crossings where "), "an expression, `possibly`");
        assert_eq!(hinted("crossings where round("), " round(x, digits)");
        assert_eq!(hinted(""), "");
        assert_eq!(hinted("crossings; "), "crossings");
    }
}
