//! The terminals of the grammar: which tokens they fit, and samples of their text.

use crate::ebnf::{Grammar, Part};
use dateline::base::{Period, Unit, Weekday, calendar, qualifier};
use dateline::syntax::ast::ParamType;
use dateline::syntax::token::{Token, TokenKind};
use dateline::syntax::{keywords, tokenize};

/// A sentence: its text and its tokens, without comments and without the end.
pub struct Sentence<'a> {
    pub source: &'a str,
    pub tokens: Vec<Token>,
}

impl<'a> Sentence<'a> {
    pub fn new(source: &'a str) -> Self {
        let seen = |t: &Token| !matches!(t.kind, TokenKind::Comment | TokenKind::End);
        Sentence { source, tokens: tokenize(source).into_iter().filter(seen).collect() }
    }

    pub fn kind(&self, at: usize) -> TokenKind {
        self.tokens.get(at).map_or(TokenKind::End, |token| token.kind)
    }

    pub fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.text(self.source))
    }

    /// The text of a bare word; empty for other tokens.
    pub fn word(&self, at: usize) -> &'a str {
        if self.kind(at) == TokenKind::Word { self.text(at) } else { "" }
    }

    pub fn is_arithmetic(&self, at: usize) -> bool {
        matches!(self.kind(at), TokenKind::Plus | TokenKind::Minus | TokenKind::Star | TokenKind::Slash)
    }
}

/// A keyword, a sign or a category of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terminal {
    Word(String),
    Sign(String, TokenKind),
    Category(String),
}

impl Terminal {
    pub fn literal(text: &str) -> Terminal {
        match tokenize(text)[0].kind {
            TokenKind::Word => Terminal::Word(text.into()),
            kind => Terminal::Sign(text.into(), kind),
        }
    }

    /// Every terminal of a grammar, once.
    pub fn all(grammar: &Grammar) -> Vec<Terminal> {
        let mut found = Vec::new();
        grammar.visit(|_, part| {
            let terminal = match part {
                Part::Literal(text) => Terminal::literal(text),
                Part::Category(name) => Terminal::Category(name.clone()),
                _ => return,
            };
            if !found.contains(&terminal) {
                found.push(terminal);
            }
        });
        found
    }

    /// How many tokens it takes at a place, if it fits there.
    pub fn fits(&self, sentence: &Sentence<'_>, at: usize) -> Option<usize> {
        let fits = match self {
            Terminal::Word(text) => sentence.word(at) == text,
            Terminal::Sign(_, kind) => sentence.kind(at) == *kind,
            Terminal::Category(name) if name == "WILD" => return wild(sentence, at),
            Terminal::Category(name) if name == "QUALIFIER" => return qualifier(sentence, at),
            Terminal::Category(name) => is_of(name, sentence, at),
        };
        fits.then_some(1)
    }
}

fn is_of(category: &str, sentence: &Sentence<'_>, at: usize) -> bool {
    let (kind, text) = (sentence.kind(at), sentence.text(at));
    let whole = || (kind == TokenKind::Number).then(|| text.replace('_', "").parse::<i64>().ok()).flatten();
    match category {
        "WORD" => kind == TokenKind::Word,
        "QUOTED" => kind == TokenKind::Quoted,
        "TEXT" => kind == TokenKind::Text,
        "NUMBER" => kind == TokenKind::Number && is_number(text),
        "COUNT" => whole().is_some(),
        "YEAR" => whole().is_some_and(|year| (1..=9999).contains(&year)),
        "DATE" => {
            kind == TokenKind::Date
                && (Period::parse(text).is_some()
                    || calendar::parse_datetime(text).is_some()
                    || dateline::base::zone::parse_moment(text).is_some())
        }
        "VALUE" => kind == TokenKind::Value,
        "TAG" => kind == TokenKind::Tag,
        "REGEX" => kind == TokenKind::Regex,
        "TYPE" => ParamType::parse(sentence.word(at)).is_some(),
        "UNIT" => Unit::parse(sentence.word(at)).is_some(),
        "WEEKDAY" => Weekday::parse(sentence.word(at)).is_some(),
        "MONTH" => calendar::month_named(sentence.word(at)).is_some(),
        "BLANK" => kind == TokenKind::Blank,
        _ => panic!("no category {category}"),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.replace('_', "");
    match digits.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().is_ok(),
        None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse::<i64>().is_ok(),
        None => digits.parse::<f64>().is_ok_and(f64::is_finite),
    }
}

/// One word or two.
fn qualifier(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let words = [sentence.word(at).to_string(), format!("{} {}", sentence.word(at), sentence.word(at + 1))];
    let known = |words: &String| qualifier::ALL.iter().any(|(known, _)| known == words);
    words.iter().position(known).map(|more| more + 1)
}

/// The longest run of adjacent words, tags, dots and stars, if there is a star in it.
fn wild(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let part = |i: usize| matches!(sentence.kind(i), TokenKind::Word | TokenKind::Tag | TokenKind::Star | TokenKind::Dot);
    let joined = |i: usize| i == at || sentence.tokens[i - 1].span.end == sentence.tokens[i].span.start;
    let length = (at..sentence.tokens.len()).take_while(|i| part(*i) && joined(*i)).count();
    (at..at + length).any(|i| sentence.text(i).contains('*')).then_some(length)
}

/// Names that are no keywords; a WORD may also be spelt like any keyword.
const WORDS: &[&str] = &["persons", "border", "deported", "ولایت", "day", "monday", "x_1", "over"];

/// Words that are the hardest to tell from names.
pub const VERBS: &[&str] = &["sum", "count", "mean", "count distinct"];

/// Texts of a category.
pub fn samples(category: &str) -> &'static [&'static str] {
    match category {
        "WORD" => WORDS,
        "QUOTED" => &["`Total Dead`", "`where`", "`sum`"],
        "TEXT" => &["\"Torkham\"", "'it\\'s'", "\"a \\\"b\\\"\\n\"", "“Herat”"],
        "NUMBER" => &["0", "7", "1_600_000", "1.6e6", "50%", "0.5%", "2025", "1e300", "0.1"],
        "COUNT" => &["0", "1", "7", "1_000"],
        "YEAR" => &["2025", "1", "9999"],
        "DATE" => &[
            "2025-04-06",
            "2025-04",
            "2025-Q2",
            "2025-W15",
            "2025-04-06T14:30",
            "2025-04-06T14:30+04:30",
            "2025-04-06T10:00Z",
            "2025-04-01/2025-04-07",
            "2025-04-01/..",
            "../2025-04-01",
            "2024/2025",
        ],
        "VALUE" => &["$deadline", "$sum"],
        "TAG" => &["#affected+f", "#adm1", "#date-start", "#affected+f!"],
        "REGEX" => &["/^A b/i", "/a\\/b/", "/x/"],
        "TYPE" => &["text", "number", "bool", "date", "datetime", "period", "duration"],
        "UNIT" => &["day", "days", "week", "months", "quarter", "years", "hours", "minute", "second"],
        "WEEKDAY" => &["monday", "sunday"],
        "MONTH" => &["july", "may"],
        "QUALIFIER" => &["nearly", "up to", "more than", "about", "rounded"],
        "WILD" => &["adm*", "*", "*_name", "a*b*", "#affected*", "c.*"],
        "BLANK" => &["\n\n", "\n \n"],
        _ => panic!("no samples of {category}"),
    }
}

/// The text of any keyword.
pub fn keyword(number: usize) -> &'static str {
    keywords::ALL[number % keywords::ALL.len()].text()
}
