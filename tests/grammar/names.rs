//! Names agree: keywords with the table, rules with the parser's functions and their comments; and nothing is reserved.

use crate::ebnf::{Grammar, Part};
use crate::sets::{Automata, Set};
use crate::terminals::Terminal;
use dateline::base::{Unit, Weekday};
use dateline::syntax::keywords::{ALL, Role};
use std::collections::BTreeSet;

/// The sources of the parser, one text.
fn sources() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/syntax");
    let files = std::fs::read_dir(folder).expect("the parser is there").flatten();
    files.map(|file| std::fs::read_to_string(file.path()).unwrap_or_default()).collect()
}

fn is_lexical(rule: &str) -> bool {
    rule.chars().all(|c| c.is_ascii_uppercase())
}

#[test]
fn keywords_are_those_of_the_table() {
    let grammar = Grammar::dateline();
    let mut written = BTreeSet::new();
    grammar.visit(|_, part| {
        if let Part::Literal(text) = part
            && let Terminal::Word(word) = Terminal::literal(text)
        {
            written.insert(word);
        }
    });
    let planned = |role: Role| role == Role::Planned;
    let known = ALL.iter().filter(|k| !planned(k.role())).map(|k| k.text().to_string()).collect();
    assert_eq!(written, known);
}

#[test]
fn rules_are_functions_of_the_parser() {
    let sources = sources();
    for rule in Grammar::dateline().rules.iter().filter(|rule| !is_lexical(&rule.name)) {
        let function = [format!("fn {}(", rule.name), format!("fn {}<", rule.name)];
        assert!(function.iter().any(|f| sources.contains(f)), "no function {}", rule.name);
    }
}

#[test]
fn comments_carry_the_rules() {
    let comments = |line: &str| line.trim_start().strip_prefix("///").map(str::trim).map(str::to_string);
    let comments = sources().lines().filter_map(comments).collect::<Vec<_>>().join(" ");
    for rule in Grammar::dateline().rules.iter().filter(|rule| !is_lexical(&rule.name)) {
        let written = format!("`{} = {}`", rule.name, rule.text);
        assert!(comments.contains(&written), "no comment has the rule\n{written}");
    }
}

/// The words of a set; a category stands for the words that belong to it.
fn words(automata: &Automata<'_>, set: Set) -> BTreeSet<String> {
    let of = |terminal: &Terminal| -> Vec<String> {
        match terminal {
            Terminal::Word(text) => vec![text.clone()],
            Terminal::Category(name) if name == "UNIT" => {
                Unit::ALL.iter().flat_map(|unit| [unit.name().to_string(), format!("{}s", unit.name())]).collect()
            }
            Terminal::Category(name) if name == "WEEKDAY" => Weekday::ALL.iter().map(|d| d.name().to_string()).collect(),
            _ => Vec::new(),
        }
    };
    automata.members(set).flat_map(of).collect()
}

/// What may follow a name or a literal within an expression.
fn continuations(automata: &Automata<'_>) -> Set {
    let follow = automata.follow(automata.grammar.number("expression"));
    let operand = follow.rules[automata.grammar.number("operand")].expect("an expression has operands");
    let is_category = |terminal: &Terminal| matches!(terminal, Terminal::Category(_));
    let after_names = automata.terminals.iter().zip(&follow.terminals).filter(|(t, _)| is_category(t));
    after_names.fold(operand, |all, (_, set)| all | *set)
}

#[test]
fn a_clause_starts_with_its_keyword_alone() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    let first = automata.first[grammar.number("clause")];
    assert!(automata.members(first).all(|terminal| matches!(terminal, Terminal::Word(_))));
    let starters = ALL.iter().filter(|k| k.starts_clause()).map(|k| k.text().to_string()).collect();
    assert_eq!(words(&automata, first), starters);
}

#[test]
fn no_word_continues_an_expression_and_starts_a_clause() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    let clauses = words(&automata, automata.first[grammar.number("clause")]);
    let continuing = words(&automata, continuations(&automata));
    let within_clause = automata.follow(grammar.number("clause")).rules[grammar.number("expression")].unwrap_or_default();
    let ending = words(&automata, within_clause);
    assert_eq!(clauses.intersection(&continuing).next(), None);
    assert_eq!(clauses.intersection(&ending).next(), None);
    let operators: BTreeSet<String> = ALL.iter().filter(|k| k.role() == Role::Operator).map(|k| k.text().to_string()).collect();
    assert!(operators.is_subset(&continuing), "{operators:?} are not all in {continuing:?}");
    assert!(continuing.contains("days") && ending.contains("by"));
}

#[test]
fn only_a_text_may_be_empty() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    for (rule, (start, _)) in grammar.rules.iter().zip(&automata.ends).skip(1) {
        assert!(!automata.ahead(*start).1, "the rule {} may be empty", rule.name);
    }
}
