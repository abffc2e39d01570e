//! The parser accepts what the grammar describes, refuses the rest, and what it reads survives printing.

use crate::ebnf::Grammar;
use crate::generator::{Draft, Generator};
use crate::random::Random;
use crate::recogniser::Recogniser;
use crate::sets::Automata;
use crate::terminals::{Sentence, Terminal, keyword, samples};
use dateline::syntax::{Parsed, parse};

/// How often each thing is tried.
const SENTENCES: usize = 4_000;
const MUTANTS: usize = 3;

fn tree(parsed: &Parsed) -> String {
    serde_json::to_string(&parsed.script).expect("a tree is plain data")
}

/// The first error of a text, if there is one.
fn error(parsed: &Parsed) -> Option<String> {
    parsed.diagnostics.iter().find(|d| d.is_error()).map(|d| format!("{} {}", d.code.text(), d.message))
}

/// A text of the grammar: a script, a query of one clause, or a summary, whose rules are the most tangled.
fn draft(generator: &mut Generator<'_>, i: usize) -> Draft {
    let (before, rule) = match i % 5 {
        0 | 1 => ("", "script"),
        2 => ("t", "clause"),
        3 => ("t", "time"),
        _ => (["t sum x ,", "t count ,", "t count distinct x ,"][i % 3], "summary"),
    };
    let mut draft = generator.sentence(rule, 8 + i % 16);
    draft.pieces.splice(0..0, before.split_whitespace().map(str::to_string));
    draft
}

#[test]
fn sentences_are_accepted_and_survive_printing() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    let mut taken = vec![0; grammar.branches];
    let mut generator = Generator::new(&grammar, 1);
    let mut stand = 0;
    for i in 0..SENTENCES {
        let Draft { pieces, branches } = draft(&mut generator, i);
        let text = pieces.join(" ");
        if !Recogniser::accepts(&automata, &Sentence::new(&text)) {
            continue;
        }
        stand += 1;
        branches.into_iter().for_each(|branch| taken[branch] += 1);
        let parsed = parse(&text);
        assert_eq!(error(&parsed), None, "{text}");
        let printed = parsed.script.to_string();
        let again = parse(&printed);
        assert_eq!(error(&again), None, "{text}\nis printed as\n{printed}");
        assert_eq!(tree(&again), tree(&parsed), "{text}\nis printed as\n{printed}");
        assert_eq!(again.script.to_string(), printed, "{text}");
    }
    assert!(stand > SENTENCES / 3, "the questions leave {stand} of {SENTENCES} sentences");
    grammar.visit_branches(|rule, branch, what| assert!(taken[branch] > 0, "in the rule {rule}, {what} never occurs"));
}

#[test]
fn mutants_are_judged_alike() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    let mut generator = Generator::new(&grammar, 2);
    let mut accepted = 0;
    for i in 0..SENTENCES {
        let mut pieces = draft(&mut generator, i).pieces;
        for _ in 0..MUTANTS {
            mutate(&mut pieces, &automata, &mut generator.random);
            let text = join(&pieces, &mut generator.random);
            let expected = Recogniser::accepts(&automata, &Sentence::new(&text));
            accepted += usize::from(expected);
            let verdict = error(&parse(&text));
            assert_eq!(verdict.is_none(), expected, "the grammar and the parser differ on\n{text}\n{verdict:?}");
        }
    }
    let mutants = SENTENCES * MUTANTS;
    assert!((mutants / 20..mutants * 19 / 20).contains(&accepted), "{accepted} of {mutants} mutants are sentences");
}

/// Deletes, doubles, swaps, replaces or inserts a piece.
fn mutate(pieces: &mut Vec<String>, automata: &Automata<'_>, random: &mut Random) {
    let length = pieces.len();
    if length == 0 {
        return pieces.push(piece(automata, random));
    }
    let (at, other) = (random.below(length), random.below(length));
    match random.below(5) {
        0 => drop(pieces.remove(at)),
        1 => pieces.insert(at, pieces[at].clone()),
        2 => pieces.swap(at, other),
        3 => pieces[at] = piece(automata, random),
        _ => pieces.insert(at, piece(automata, random)),
    }
}

/// The text of any terminal, of any keyword, or of what is none.
fn piece(automata: &Automata<'_>, random: &mut Random) -> String {
    const FAULTY: &[&str] = &["12abc", "2025-13", "§", "99999999999999999999", "sum (", "in (", "- sum", "day"];
    let terminal = &automata.terminals[random.below(automata.terminals.len())];
    match (random.below(10), terminal) {
        (0, _) => random.pick(FAULTY).to_string(),
        (1 | 2, _) => keyword(random.below(1000)).to_string(),
        (_, Terminal::Word(text) | Terminal::Sign(text, _)) => text.clone(),
        (_, Terminal::Category(name)) => random.pick(samples(name)).to_string(),
    }
}

/// The pieces with white space between them, now and then without.
fn join(pieces: &[String], random: &mut Random) -> String {
    let glued = random.chance(10);
    let gap = |random: &mut Random| if glued && random.chance(30) { "" } else { " " };
    pieces.iter().fold(String::new(), |text, piece| text + piece + gap(random))
}
