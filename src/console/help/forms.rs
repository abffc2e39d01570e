//! The forms of clauses, taken from the grammar and written so that people read them.
//!
//! Keywords stand as they are typed, parts in capitals, what may be left out in square brackets.

use crate::syntax;
use crate::syntax::keywords::{Keyword, Role};
use crate::syntax::token::TokenKind;

/// The grammar that the tests hold to the parser.
const GRAMMAR: &str = include_str!("../../../grammar/dateline.ebnf");

/// Parts that are too wide to be shown below a form, or need no words.
const WIDE: [&str; 8] = ["expression", "query", "figure", "clause", "operand", "addition", "column", "NAME"];

/// A piece of a rule.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// A keyword or a sign.
    Word(String),
    /// The name of a rule or category.
    Part(String),
    /// One of several.
    Choice(Vec<Vec<Piece>>),
    /// What may be left out.
    Optional(Vec<Vec<Piece>>),
    /// What may come again.
    Repeated(Vec<Vec<Piece>>),
}

/// The forms in which a keyword stands: those it starts, else those it is in. Below them the parts they are made of.
pub fn of(keyword: Keyword) -> Vec<String> {
    let rules = rules();
    let all: Vec<&Vec<Piece>> = rules.iter().flat_map(|(_, body)| body).collect();
    let starting: Vec<&Vec<Piece>> =
        all.iter().filter(|form| form.first().is_some_and(|piece| starts(piece, keyword.text()))).copied().collect();
    let found = match keyword.role() {
        Role::Clause | Role::Verb | Role::Statement if !starting.is_empty() => starting,
        _ => all.into_iter().filter(|form| form.iter().any(|piece| holds(piece, keyword.text()))).collect(),
    };
    let mut lines: Vec<String> = Vec::new();
    for form in &found {
        let mut narrowed = (*form).clone();
        narrow(&mut narrowed, keyword.text());
        let line = shown(&narrowed);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let mut parts: Vec<&str> = Vec::new();
    found.iter().for_each(|form| named(form, &mut parts));
    for part in parts {
        if let Some((_, body)) = rules.iter().find(|(name, _)| name == part && !WIDE.contains(&part)) {
            let line = format!("{} is {}", part.to_uppercase(), alternatives(body));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Of verbs that stand in one rule only the one that is asked for is shown.
fn narrow(form: &mut [Piece], word: &str) {
    if let Some(Piece::Choice(choices)) = form.first()
        && choices.len() > 2
        && let Some(one) = choices.iter().find(|choice| choice.iter().any(|piece| starts(piece, word)))
    {
        form[0] = one.first().cloned().unwrap_or(Piece::Word(word.to_string()));
    }
}

fn starts(piece: &Piece, word: &str) -> bool {
    match piece {
        Piece::Word(text) => text == word,
        Piece::Choice(choices) => choices.iter().any(|choice| choice.first().is_some_and(|piece| starts(piece, word))),
        _ => false,
    }
}

fn holds(piece: &Piece, word: &str) -> bool {
    match piece {
        Piece::Word(text) => text == word,
        Piece::Part(_) => false,
        Piece::Choice(choices) | Piece::Optional(choices) | Piece::Repeated(choices) => {
            choices.iter().flatten().any(|piece| holds(piece, word))
        }
    }
}

/// The rules that a form names, in order, each once.
fn named<'a>(form: &'a [Piece], found: &mut Vec<&'a str>) {
    for piece in form {
        match piece {
            Piece::Word(_) => {}
            Piece::Part(name) => {
                if !found.contains(&name.as_str()) {
                    found.push(name);
                }
            }
            Piece::Choice(choices) | Piece::Optional(choices) | Piece::Repeated(choices) => {
                choices.iter().for_each(|choice| named(choice, found));
            }
        }
    }
}

fn alternatives(choices: &[Vec<Piece>]) -> String {
    choices.iter().map(|choice| shown(choice)).collect::<Vec<_>>().join(" | ")
}

fn shown(form: &[Piece]) -> String {
    let mut text = String::new();
    for (at, piece) in form.iter().enumerate() {
        let piece = match piece {
            Piece::Word(word) => word.clone(),
            Piece::Part(name) => name.to_uppercase(),
            Piece::Repeated(choices) if is_list(choices, &form[..at]) => ", …".into(),
            Piece::Repeated(choices) => format!("[ {} … ]", alternatives(choices)),
            Piece::Optional(choices) => format!("[ {} ]", alternatives(choices)),
            Piece::Choice(choices) => format!("( {} )", alternatives(choices)),
        };
        let joined = text.is_empty()
            || text.ends_with('(')
            || [",", ")", "("].iter().any(|sign| piece.starts_with(sign) && piece.chars().count() < 4);
        text += &if joined { piece } else { format!(" {piece}") };
    }
    text
}

/// Whether what comes again is a comma and what stands before.
fn is_list(choices: &[Vec<Piece>], before: &[Piece]) -> bool {
    match choices {
        [choice] => choice.first() == Some(&Piece::Word(",".into())) && before.ends_with(&choice[1..]),
        _ => false,
    }
}

/// All rules with their alternatives, without comments and questions.
fn rules() -> Vec<(String, Vec<Vec<Piece>>)> {
    let text = without(&without(GRAMMAR, "(*", "*)"), "?", "?");
    let rule = |text: &str| {
        let (name, body) = text.split_once('=')?;
        let mut reader = Reader { words: words(body), at: 0 };
        Some((name.trim().to_string(), reader.choices()))
    };
    statements(&text).iter().filter_map(|text| rule(text)).collect()
}

/// The rules as texts; a semicolon in quotes ends none.
fn statements(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        match found.last_mut() {
            Some(_) if c == ';' && !quoted => found.push(String::new()),
            Some(last) => last.push(c),
            None => {}
        }
    }
    found
}

/// The text without what stands between two signs.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(open) {
        kept += before;
        rest = inside.split_once(close).map_or("", |(_, after)| after);
    }
    kept + rest
}

/// The words and signs of a rule.
fn words(body: &str) -> Vec<String> {
    let tokens = syntax::tokenize(body).into_iter().filter(|token| !matches!(token.kind, TokenKind::End | TokenKind::Blank));
    tokens.map(|token| token.span.text(body).to_string()).collect()
}

struct Reader {
    words: Vec<String>,
    at: usize,
}

impl Reader {
    fn choices(&mut self) -> Vec<Vec<Piece>> {
        let mut choices = vec![Vec::new()];
        while let Some(word) = self.words.get(self.at).cloned() {
            self.at += 1;
            let piece = match word.as_str() {
                ")" | "]" | "}" => break,
                "|" => {
                    choices.push(Vec::new());
                    continue;
                }
                "(" => grouped(self.choices()),
                "[" => Some(Piece::Optional(self.choices())),
                "{" => Some(Piece::Repeated(self.choices())),
                word if word.starts_with('"') => Some(Piece::Word(word.trim_matches('"').to_string())),
                word => Some(Piece::Part(word.to_string())),
            };
            if let Some(last) = choices.last_mut() {
                last.extend(piece);
            }
        }
        choices
    }
}

/// A group in brackets: with an empty alternative it may be left out.
fn grouped(mut choices: Vec<Vec<Piece>>) -> Option<Piece> {
    let all = choices.len();
    choices.retain(|choice| !choice.is_empty());
    match choices.len() {
        0 => None,
        some if some < all => Some(Piece::Optional(choices)),
        _ => Some(Piece::Choice(choices)),
    }
}
