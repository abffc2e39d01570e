//! Reads the grammar: EBNF of ISO 14977 without commas, with questions and states between question marks.

use std::collections::HashMap;

/// A grammar: rules by number, the first one being the start.
pub struct Grammar {
    pub rules: Vec<Rule>,
    /// How many branches the bodies have: alternatives, options taken and left out, repetitions done and left out.
    pub branches: usize,
    numbers: HashMap<String, usize>,
}

pub struct Rule {
    pub name: String,
    pub body: Part,
    /// The body as it is written, white space made even.
    pub text: String,
}

pub enum Part {
    Literal(String),
    Category(String),
    Rule(usize),
    Ask(Ask, bool),
    State(State, bool),
    Sequence(Vec<Part>),
    /// Alternatives, each with the number of its branch.
    Choice(Vec<(usize, Part)>),
    /// What may be left out, and its two branches: left out, taken.
    Optional(Box<Part>, [usize; 2]),
    /// What may stand any number of times, and its two branches: left out, taken.
    Repeat(Box<Part>, [usize; 2]),
}

/// A question about the tokens ahead.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    Literal(String),
    Rule(usize),
    Predicate(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    Held,
    Condition,
    Summary,
}

impl State {
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Grammar {
    /// The grammar of the repository.
    pub fn dateline() -> Grammar {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/grammar/dateline.ebnf");
        Grammar::read(&std::fs::read_to_string(path).expect("the grammar is there"))
    }

    pub fn read(text: &str) -> Grammar {
        let tokens = split(&without_comments(text));
        let rules: Vec<&[String]> = tokens.split(|t| t == ";").filter(|rule| !rule.is_empty()).collect();
        let numbers: HashMap<String, usize> = rules.iter().enumerate().map(|(i, rule)| (rule[0].clone(), i)).collect();
        assert_eq!(numbers.len(), rules.len(), "two rules have the same name");
        let mut reader = Reader { numbers, branches: 0 };
        let rules = rules.into_iter().map(|tokens| reader.rule(tokens)).collect();
        Grammar { rules, branches: reader.branches, numbers: reader.numbers }
    }

    pub fn number(&self, rule: &str) -> usize {
        self.numbers[rule]
    }

    /// Calls a function with every part of every rule.
    pub fn visit<'a>(&'a self, mut each: impl FnMut(&'a Rule, &'a Part)) {
        for rule in &self.rules {
            rule.body.visit(&mut |part| each(rule, part));
        }
    }

    /// Calls a function with every branch: the name of its rule, its number, and what it is.
    pub fn visit_branches(&self, mut each: impl FnMut(&str, usize, &str)) {
        self.visit(|rule, part| match part {
            Part::Choice(parts) => {
                parts
                    .iter()
                    .enumerate()
                    .for_each(|(i, (branch, _))| each(&rule.name, *branch, &format!("alternative {}", i + 1)));
            }
            Part::Optional(_, [out, taken]) | Part::Repeat(_, [out, taken]) => {
                each(&rule.name, *out, "leaving a part out");
                each(&rule.name, *taken, "taking a part in brackets");
            }
            _ => {}
        });
    }
}

impl Part {
    fn visit<'a>(&'a self, each: &mut impl FnMut(&'a Part)) {
        each(self);
        match self {
            Part::Sequence(parts) => parts.iter().for_each(|part| part.visit(each)),
            Part::Choice(parts) => parts.iter().for_each(|(_, part)| part.visit(each)),
            Part::Optional(part, _) | Part::Repeat(part, _) => part.visit(each),
            _ => {}
        }
    }
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("(*");
    let before = parts.next().unwrap_or("").to_string();
    parts.fold(before, |all, part| all + part.split_once("*)").expect("a comment is closed").1)
}

/// The tokens of the notation: names, signs, quoted texts, and questions with their marks.
fn split(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '?' => 2 + rest[1..].find(first).expect("a quote and a question are closed"),
            c if c.is_alphabetic() => rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()),
            _ => 1,
        };
        tokens.push(rest[..length].to_string());
        rest = rest[length..].trim_start();
    }
    tokens
}

struct Reader {
    numbers: HashMap<String, usize>,
    branches: usize,
}

impl Reader {
    fn rule(&mut self, tokens: &[String]) -> Rule {
        let [name, equals, body @ ..] = tokens else { panic!("a rule without a body: {tokens:?}") };
        assert_eq!(equals, "=", "in the rule {name}");
        let mut rest = body;
        let part = self.choice(&mut rest);
        assert!(rest.is_empty(), "{rest:?} is left over in the rule {name}");
        Rule { name: name.clone(), body: part, text: body.join(" ") }
    }

    fn choice(&mut self, rest: &mut &[String]) -> Part {
        let mut parts = vec![self.sequence(rest)];
        while rest.first().is_some_and(|t| t == "|") {
            *rest = &rest[1..];
            parts.push(self.sequence(rest));
        }
        if parts.len() == 1 { parts.remove(0) } else { Part::Choice(parts.into_iter().map(|p| (self.branch(), p)).collect()) }
    }

    fn sequence(&mut self, rest: &mut &[String]) -> Part {
        let mut parts = Vec::new();
        while let Some(token) = rest.first().filter(|t| !matches!(t.as_str(), "|" | ")" | "]" | "}")) {
            *rest = &rest[1..];
            parts.push(self.part(token, rest));
        }
        Part::Sequence(parts)
    }

    fn part(&mut self, token: &str, rest: &mut &[String]) -> Part {
        match token {
            "(" => self.closed(rest, ")"),
            "[" => Part::Optional(Box::new(self.closed(rest, "]")), [self.branch(), self.branch()]),
            "{" => Part::Repeat(Box::new(self.closed(rest, "}")), [self.branch(), self.branch()]),
            _ if token.starts_with('"') => Part::Literal(unquoted(token)),
            _ if token.starts_with('?') => self.question(&token[1..token.len() - 1]),
            _ => match self.numbers.get(token) {
                Some(rule) => Part::Rule(*rule),
                None if token.chars().all(|c| c.is_ascii_uppercase()) => Part::Category(token.to_string()),
                None => panic!("no rule {token}"),
            },
        }
    }

    fn closed(&mut self, rest: &mut &[String], close: &str) -> Part {
        let part = self.choice(rest);
        assert_eq!(rest.first().map(String::as_str), Some(close));
        *rest = &rest[1..];
        part
    }

    fn question(&self, written: &str) -> Part {
        let state = |name: &str| match name {
            "held" => State::Held,
            "condition" => State::Condition,
            "summary" => State::Summary,
            _ => panic!("no state {name}"),
        };
        match written.split_at(1) {
            ("+", name) => Part::State(state(name), true),
            ("-", name) => Part::State(state(name), false),
            ("!", name) => Part::Ask(self.ask(name), false),
            _ => Part::Ask(self.ask(written), true),
        }
    }

    fn ask(&self, name: &str) -> Ask {
        match self.numbers.get(name) {
            Some(rule) => Ask::Rule(*rule),
            None if name.starts_with('"') => Ask::Literal(unquoted(name)),
            None => Ask::Predicate(name.to_string()),
        }
    }

    fn branch(&mut self) -> usize {
        self.branches += 1;
        self.branches - 1
    }
}

fn unquoted(token: &str) -> String {
    token.trim_matches('"').to_string()
}
