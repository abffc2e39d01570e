//! Examples of words: the paragraphs of one script, found by the words they hold.

use crate::syntax;
use crate::syntax::token::TokenKind;

/// The script; its paragraphs run alone, and on the tables of `\demo`.
const SCRIPT: &str = include_str!("examples.dlq");

/// The first paragraph that has a word as a keyword: where it is no function.
pub fn with_keyword(word: &str) -> Vec<String> {
    first(&|text, tokens, at| tokens[at].1 == word && !is_called(text, tokens, at))
}

/// The first paragraph that calls a function.
pub fn with_function(name: &str) -> Vec<String> {
    first(&|text, tokens, at| tokens[at].1 == name && is_called(text, tokens, at))
}

/// A word and where it ends.
type Word<'a> = (usize, &'a str);

/// Whether a bracket stands right behind a word.
fn is_called(text: &str, words: &[Word<'_>], at: usize) -> bool {
    text[words[at].0..].starts_with('(')
}

fn first(fits: &dyn Fn(&str, &[Word<'_>], usize) -> bool) -> Vec<String> {
    let has = |text: &&str| {
        let words = words(text);
        (0..words.len()).any(|at| fits(text, &words, at))
    };
    paragraphs().find(has).map(|text| text.to_string()).into_iter().collect()
}

/// The statements of the script, those together that belong together, without comments.
pub fn paragraphs() -> impl Iterator<Item = &'static str> {
    SCRIPT.split("\n\n").map(str::trim).filter(|text| !text.is_empty() && !text.starts_with("--"))
}

fn words(text: &str) -> Vec<Word<'_>> {
    let words = syntax::tokenize(text).into_iter().filter(|token| token.kind == TokenKind::Word);
    words.map(|token| (token.span.range().end, token.span.text(text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::demo;

    #[test]
    fn every_example_runs_alone_on_the_example_tables() {
        let engine = demo::engine();
        // A script or a catalog that is named is a file of whoever writes it.
        let names_files = |text: &&str| text.starts_with("use ") || text.starts_with("catalog ");
        let (of_files, alone): (Vec<&str>, Vec<&str>) = paragraphs().partition(names_files);
        assert!(of_files.iter().all(|text| !syntax::parse(text).failed()));
        for text in alone {
            let ran = engine.clone().run(text, &mut |_| Ok(()));
            assert!(ran.is_ok(), "{text}\n{}", ran.unwrap_err());
        }
    }
}
