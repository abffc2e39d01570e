//! Nothing is reserved: columns called like words of the language.

use super::{ask, engine, rows};

const WORDS: [&str; 11] = ["date", "by", "since", "until", "where", "sum", "count", "from", "type", "in", "and"];

/// Each word is a column of whole numbers, `n` counts the rows.
fn table() -> String {
    let header = format!("n,{}", WORDS.join(","));
    let row = |n: usize| format!("{n},{}", vec![(n * 2).to_string(); WORDS.len()].join(","));
    [header, row(1), row(2), row(3), row(3)].join("\n")
}

#[test]
fn an_operand_is_a_column_without_quotes() {
    for word in WORDS {
        let same = |query: String, expected: &str| assert_eq!(ask(&table(), &query), expected, "{query}");
        same(format!("t where {word} > 2 show n"), "2; 3; 3");
        same(format!("t where {word} in (2, 4) and not {word} = 2 show n"), "2");
        same(format!("t where n < 9 and {word} between 3 and {word} show n"), "2; 3; 3");
        same(format!("t where {word} is known count"), "4");
        same(format!("t derive x = {word} + {word} * 2 - -{word} take 1 show x"), "8");
        same(format!("t derive x = if {word} > 2 then {word} else abs({word}) take 1 show x"), "2");
        same(format!("t derive {word} = {word} / 2 take 2 show {word}"), "1; 2");
        same(format!("t sort {word} desc take 1 show n"), "3");
        same(format!("t top 1 {word} show n"), "3; 3");
        same(format!("t top 1 n in each {word} show n"), "1; 2; 3; 3");
        same(format!("t show {word} take 1"), "2");
        same(format!("t unique {word} show n"), "1; 2; 3");
        same(format!("t drop {word} take 1"), &format!("1{}", ",2".repeat(WORDS.len() - 1)));
        same(format!("t rename {word} as x take 1 show x"), "2");
        same(format!("t rename n as {word}x take 1 show {word}x"), "1");
        same(format!("t count by {word}"), "2,1; 4,1; 6,2");
        same(format!("t sum {word} as x"), "18");
        same(format!("t mean {word} as x by n"), "1,2; 2,4; 3,6");
    }
}

#[test]
fn backticks_make_a_column_everywhere() {
    for word in WORDS {
        let c = format!("`{word}`");
        let same = |query: String, expected: &str| assert_eq!(ask(&table(), &query), expected, "{query}");
        same(format!("t where {c} > 2 and {c} < 6 show n"), "2");
        same(format!("t derive {c} = {c} * 10, x = {c} take 1 show x"), "20");
        same(format!("t sum {c}, mean {c}, max {c} by {c} as k"), "2,2,2,2; 4,4,4,4; 6,12,6,6");
        same(format!("t sort {c} desc top 1 {c} unique {c} rename {c} as x drop n show x"), "6");
    }
}

#[test]
fn keys_and_figures_keep_the_names_of_their_columns() {
    for word in WORDS {
        let c = format!("`{word}`");
        let answer =
            engine(&table()).query(&format!("t sum {c}, mean {c} by {c} as k sort {c}, k top 2 {c} show k, {c}")).unwrap();
        assert_eq!(rows(&answer), "6,12; 4,4", "{word}");
    }
}

#[test]
fn names_match_but_for_case_and_separators() {
    let odd = "Total Dead,total-missing,n\n1,2,3\n";
    assert_eq!(ask(odd, "t show total_dead, totalMissing, `Total Dead` as x"), "1,2,1");
    assert_eq!(ask(odd, "t derive x = Total_Dead + TOTAL_MISSING show x"), "3");
    assert_eq!(ask(odd, "t show total*"), "1,2");
}
