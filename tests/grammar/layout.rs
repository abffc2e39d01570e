//! The layout of scripts: it stays as it is once it is made, keeps the tree and every comment, and reads well.

use crate::ebnf::Grammar;
use crate::generator::Generator;
use crate::random::Random;
use dateline::syntax::layout::{WIDTH, layout};
use dateline::syntax::token::TokenKind;
use dateline::syntax::{parse, tokenize};
use std::path::{Path, PathBuf};

fn laid_out(text: &str) -> String {
    layout(text).unwrap_or_else(|found| panic!("{text}: {found:?}"))
}

fn comments(text: &str) -> Vec<String> {
    let tokens = tokenize(text);
    let comments = tokens.iter().filter(|token| token.kind == TokenKind::Comment);
    comments.map(|token| token.span.text(text).trim_end().to_string()).collect()
}

fn tree(text: &str) -> String {
    serde_json::to_string(&parse(text).script).expect("a tree is plain data")
}

/// Holds a text to what is promised of every layout.
fn hold(text: &str) -> String {
    let once = laid_out(text);
    assert_eq!(laid_out(&once), once, "a second time it is another for\n{text}");
    assert_eq!(tree(&once), tree(text), "another tree for\n{text}\nnamely\n{once}");
    assert_eq!(comments(&once), comments(text), "other comments for\n{text}\nnamely\n{once}");
    assert!(once.is_empty() || (once.ends_with('\n') && !once.ends_with("\n\n")), "{once:?}");
    once
}

/// Pieces with any white space between them, now and then a comment; behind `matches` none, where a slash would get another meaning.
fn scattered(pieces: &[String], random: &mut Random) -> String {
    let mut text = String::new();
    let mut depth = 0usize;
    for (at, piece) in pieces.iter().enumerate() {
        text.push_str(piece);
        depth = (depth + piece.matches('(').count()).saturating_sub(piece.matches(')').count());
        let stuck = piece == "matches" || pieces.get(at + 1).is_some_and(|next| next == "matches");
        text.push_str(match random.below(12) {
            0 if !stuck => " -- a comment\n",
            1 if !stuck => "\n  -- a line of its own  \n",
            2 => "\n",
            3 if depth > 0 => "\n\n\t",
            4 => "   ",
            _ => " ",
        });
    }
    text
}

#[test]
fn sentences_keep_their_tree_and_their_comments() {
    let grammar = Grammar::dateline();
    let mut generator = Generator::new(&grammar, 11);
    let mut random = Random(12);
    let mut held = 0;
    for i in 0..4_000 {
        let (before, rule) =
            [("", "script"), ("t", "clause"), ("t where", "expression"), ("t sum x,", "summary"), ("t", "expectation")][i % 5];
        let mut pieces = generator.sentence(rule, 8 + i % 14).pieces;
        pieces.splice(0..0, before.split_whitespace().map(str::to_string));
        let text = scattered(&pieces, &mut random);
        if !parse(&text).failed() {
            hold(&text);
            held += 1;
        }
    }
    assert!(held > 1_200, "only {held} sentences can be read");
}

/// Every script of the examples that can be read.
fn examples() -> Vec<(PathBuf, String)> {
    fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            match path.is_dir() {
                true => gather(&path, found),
                false if path.extension().is_some_and(|ending| ending == "dlq") => found.push(path),
                false => {}
            }
        }
    }
    let mut found = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"), &mut found);
    let scripts = found.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("a script")));
    let scripts: Vec<_> = scripts.filter(|(_, text)| !parse(text).failed()).collect();
    assert!(scripts.len() > 20);
    scripts
}

#[test]
fn examples_are_laid_out() {
    for (path, text) in examples() {
        hold(&text);
        // What is wrong in the examples of errors stands where it was written.
        if !path.components().any(|part| part.as_os_str() == "errors") {
            assert_eq!(laid_out(&text), text, "{} has another layout: run `dateline fmt examples`", path.display());
        }
    }
}

#[test]
fn lines_are_as_wide_as_they_may_be() {
    let long = "crossings where border in (\"Torkham\", \"Chaman\", \"Spin Boldak\") and persons > 100 and not deported or direction = \"out\" and families < 20 since 2025-04 sum persons";
    let text = hold(long);
    assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
    assert_eq!(hold("t\n  where a\n\tsum b").lines().count(), 1);
    // At the width itself, and one beyond.
    let name = |length: usize| format!("t where {}", "x".repeat(length - "t where ".len()));
    assert_eq!(hold(&name(WIDTH)).lines().count(), 1);
    assert_eq!(hold(&name(WIDTH + 1)).lines().count(), 2);
    assert_eq!(hold(&format!("{}; t", name(WIDTH))).lines().count(), 3);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_faults() {
    let found = layout("t where; t limit 5").expect_err("it cannot be read");
    let codes: Vec<&str> = found.iter().map(|fault| fault.code.text()).collect();
    assert_eq!(codes, ["E0101", "E0107"]);
    assert_eq!(layout(""), Ok(String::new()));
    assert_eq!(layout("\n \n"), Ok(String::new()));
    assert_eq!(layout("-- only a comment"), Ok("-- only a comment\n".into()));
}

#[test]
fn layouts_read_well() {
    let texts = [
        "t   where a=1 and b  ==2 ;u  sum  x,y by z",
        "t -- first\n where a -- second\n -- third\n and b\n -- fourth\n sum x -- fifth\n\nu",
        "-- head\n\n\n\n-- of t\nt where a;  -- behind t\n-- of u\nu\n-- below\n\n\n",
        "let x=t where a\nsum b ;;; =1+ -2*- 3",
        "t derive a=round ( x,2 ),b = - ( 1+2 )*3,c=if(d)then-1 else previous (e) by ( f ,g )",
        "t show adm* , * drop c.* , `a b` where a . b<>'it' and c≥“x” and d = '\"'",
        "t sum ( a+b ),mean(c)if(d in ( 1,2 ))as  e",
        "t since 2025-04 until   2025-05/.. where a matches /x y/i or b not in (2025,2026)",
        "t expect each a+b=c as 'parts' expect unique adm* , d expect newest  within 14 days by b",
        "weekly where publisher = \"IOM-AFG\" and cum_value is known derive gained = change(cum_value) by (from_country, cum_since), day_before = previous(period_end) by (from_country, cum_since) expect each gained = total",
        "t where first_column_with_a_long_name + second_column_with_a_long_name - third_column_with_a_long_name * fourth_column > 5",
    ];
    insta::assert_snapshot!(texts.map(|text| format!("{text}\n{}\n{}", "-".repeat(WIDTH), hold(text))).join("\n\n"));
}
