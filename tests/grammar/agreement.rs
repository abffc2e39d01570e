//! The parser accepts what the grammar describes, refuses the rest, and what it reads survives printing.

use crate::ebnf::Grammar;
use crate::generator::{Draft, Generator};
use crate::random::Random;
use crate::recogniser::Recogniser;
use crate::sets::Automata;
use crate::terminals::{Sentence, Terminal, VERBS, keyword, samples};
use dateline::syntax::{Parsed, parse};

/// How often each thing is tried.
const SENTENCES: usize = 3_000;
const MUTANTS: usize = 2;

fn tree(parsed: &Parsed) -> String {
    serde_json::to_string(&parsed.script).expect("a tree is plain data")
}

/// The first error of a text, if there is one.
fn error(parsed: &Parsed) -> Option<String> {
    parsed.diagnostics.iter().find(|d| d.is_error()).map(|d| format!("{} {}", d.code.text(), d.message))
}

/// A text of the grammar: a script, a query of one clause, or a summary, whose rules are the most tangled; at last conditions, clauses, joins
/// endings and checks, whose rules are the most.
fn draft(generator: &mut Generator<'_>, i: usize, deepest: usize) -> Draft {
    let (before, rule) = match i % 5 {
        _ if i >= SENTENCES => {
            [("t where", "expression"), ("t", "clause"), ("t", "join"), ("t", "ending"), ("t", "expectation")][i % 5]
        }
        0 => ("", "script"),
        1 => ("t", "time"),
        2 => ("t", "clause"),
        _ => (["t sum x ,", "t count ,", "t count distinct x ,"][i % 3], "summary"),
    };
    let mut draft = generator.sentence(rule, deepest);
    draft.pieces.splice(0..0, before.split_whitespace().map(str::to_string));
    draft
}

#[test]
fn sentences_are_accepted_and_survive_printing() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    let mut taken = vec![0; grammar.branches];
    let mut generator = Generator::new(&grammar, 7);
    let mut stand = 0;
    for i in 0..SENTENCES + SENTENCES / 2 {
        let Draft { pieces, branches } = draft(&mut generator, i, 8 + i % 16);
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

/// Asserts that grammar and parser say the same of a text, and tells what they say.
fn judge(automata: &Automata<'_>, text: &str) -> bool {
    let expected = Recogniser::accepts(automata, &Sentence::new(text));
    let verdict = error(&parse(text));
    assert_eq!(verdict.is_none(), expected, "the grammar and the parser differ on\n{text}\n{verdict:?}");
    expected
}

#[test]
fn mutants_are_judged_alike() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    let mut generator = Generator::new(&grammar, 2);
    let mut accepted = 0;
    for i in 0..SENTENCES {
        let mut pieces = draft(&mut generator, i, 8 + i % 16).pieces;
        for _ in 0..MUTANTS {
            mutate(&mut pieces, &automata, &mut generator.random);
            accepted += usize::from(judge(&automata, &join(&pieces, &mut generator.random)));
        }
    }
    let mutants = SENTENCES * MUTANTS;
    assert!((mutants / 20..mutants * 19 / 20).contains(&accepted), "{accepted} of {mutants} mutants are sentences");
}

/// Short sentences, each with a branch of the grammar that none before it took.
fn short_sentences(grammar: &Grammar, automata: &Automata<'_>) -> Vec<Vec<String>> {
    let mut seen = vec![false; grammar.branches];
    let mut generator = Generator::new(grammar, 6);
    let mut found = Vec::new();
    for i in 0..SENTENCES {
        let Draft { pieces, branches } = draft(&mut generator, i, 9 + i % 4);
        let new = pieces.len() <= 8 && branches.iter().any(|branch| !seen[*branch]);
        if new && Recogniser::accepts(automata, &Sentence::new(&pieces.join(" "))) {
            branches.into_iter().for_each(|branch| seen[branch] = true);
            found.push(pieces);
        }
    }
    found
}

#[test]
fn any_token_anywhere_is_judged_alike() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    let sample = |terminal: &Terminal| match terminal {
        Terminal::Word(text) | Terminal::Sign(text, _) => text.clone(),
        Terminal::Category(name) => samples(name)[0].to_string(),
    };
    let mut others: Vec<String> = automata.terminals.iter().map(sample).collect();
    others.extend(TANGLED.iter().map(|text| text.to_string()));
    for pieces in short_sentences(&grammar, &automata) {
        for at in 0..pieces.len() {
            for other in &others {
                let replaced = [&pieces[..at], std::slice::from_ref(other), &pieces[at + 1..]].concat();
                judge(&automata, &replaced.join(" "));
            }
        }
    }
}

/// Texts in which the place of a word decides, and whether they are sentences.
const PLACES: &[(&str, bool)] = &[
    ("let let = let; let where a since 2025", true),
    ("let where = 1; let a = where", false),
    ("let a = true; let b = \"x\" count; let c = \"x\"", true),
    ("let a = true where b", false),
    ("let a = b + 1", false),
    ("let a = (b) + 1", true),
    ("true where true", true),
    ("t where where where in sort sort by", false),
    ("t where where where in in (where, in) sort sort desc", true),
    ("t where a = not", false),
    ("t where not (a)", true),
    ("t where a + not(b)", false),
    ("t where today()", false),
    ("t where a contains word", false),
    ("t where a contains word word", true),
    ("t where a . b", true),
    ("t where a between if b then c else d and e", false),
    ("t where a between (if b then c else d) and e", true),
    ("t where if a then b else c is known + 1", false),
    ("t show a * where b", false),
    ("t show a* where b", true),
    ("t top 3 a in each b in each c", false),
    ("t since after after after", true),
    ("t sum sum, count if in = count by by", true),
    ("t sum a, b, count, c", false),
    ("t sum a, b, count distinct c, d", true),
    ("t sum a, -(count), b", false),
    ("t sum a, (count + sum)", false),
    ("t sum a, (b + sum)", true),
    ("t sum a / (2 + $x)", true),
    ("t sum a, (b) / 2, c / d", false),
    ("t sum a if b / sum", false),
    ("t sum a if b / sum c", true),
    ("t sum a if b / 2 + sum c", true),
    ("t sum a if b is known / 2", false),
    ("t sum a if (b / sum)", true),
    ("t sum a if f(b / sum) in (c / sum)", true),
    ("t sum a if if b then c else d / sum e", true),
    ("t sum a by b / sum", true),
    ("t where nearly > nearly 3", true),
    ("t where up = up to 3 and to < 3 to 4", true),
    ("t where nearly up to 3", false),
    ("t where a < up to b", false),
    ("t where over(3) = 3", true),
    ("let a = over; let b = over 3", true),
    ("t sum over, over 3 * sum a, (over - 3)", true),
    ("t fill over 0", true),
    ("let a = measure sum b / (sum c + 1)", true),
    ("let a = measure b", false),
    ("let a = measure where b", false),
    ("let a = `measure` where b", true),
    ("t measure $a by measure", true),
    ("t where measure = measure measure $a, sum measure, measure", true),
    ("t measure (sum a + sum b) / 2", true),
    ("t measure a", false),
    ("t where possibly a", true),
    ("t where possibly possibly", true),
    ("t where possibly", false),
    ("t where possibly = 1", false),
    ("t where `possibly` = 1", true),
];

#[test]
fn the_place_of_a_word_decides() {
    let grammar = Grammar::dateline();
    let automata = Automata::new(&grammar);
    for (text, stands) in PLACES {
        assert_eq!(judge(&automata, text), *stands, "{text}");
    }
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

/// Texts that the grammar is likely to stumble over.
const TANGLED: &[&str] = &[
    "(", ")", "/", "-", ",", "by", "word", "and", "if", "not", "0.5", "days", "adm*", "( sum )", "/ sum", "up to", "over 3", "to",
];

/// The text of any terminal, of any keyword, or of what is none.
fn piece(automata: &Automata<'_>, random: &mut Random) -> String {
    const FAULTY: &[&str] = &["12abc", "2025-13", "§", "99999999999999999999"];
    let terminal = &automata.terminals[random.below(automata.terminals.len())];
    match (random.below(10), terminal) {
        (0, _) => random.pick(FAULTY).to_string(),
        (1, _) => keyword(random.below(1000)).to_string(),
        (2 | 3, _) => random.pick(TANGLED).to_string(),
        (4, _) => random.pick(VERBS).to_string(),
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
