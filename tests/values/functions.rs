//! Every function of the language, with its edges and with unknowns.

use super::{check, faults, value};
use dateline::plan::functions::ALL;

const CASES: &[(&str, &str)] = &[
    ("lower(\"ÉCOLE Ab\")", "école ab"),
    ("upper(\"école ß\")", "ÉCOLE SS"),
    ("trim(\"  a b \t\")", "a b"),
    ("length(\"é日本\")", "3"),
    ("length(\"\")", "0"),
    ("replace(t, \"k\", \"kk\")", "Torkkham"),
    ("replace(\"a.b.c\", \".\", \"\")", "abc"),
    ("split(\"a-b--c\", \"-\", 1)", "a"),
    ("split(\"a-b--c\", \"-\", 4)", "c"),
    ("split(\"a-b--c\", \"-\", 5)", "-"),
    ("split(\"a-b--c\", \"-\", 0)", "-"),
    ("concat(t, \" \", i, \" \", f, \" \", d, \" \", b)", "Torkham 7 2.5 2025-04-06 true"),
    ("concat(t, ut)", "-"),
    ("extract(\"no. 42 of 50\", \"[0-9]+\")", "42"),
    ("extract(\"no. 42 of 50\", \"of ([0-9]+)\")", "50"),
    ("extract(t, \"[0-9]+\")", "-"),
    ("left(\"é日本\", 2)", "é日"),
    ("left(t, 99)", "Torkham"),
    ("concat(left(t, 0), right(t, 0), \".\")", "."),
    ("right(\"é日本\", 2)", "日本"),
    ("right(t, 99)", "Torkham"),
    ("round(f)", "3"),
    ("floor(-2.5)", "-3"),
    ("floor(f)", "2"),
    ("floor(i)", "7"),
    ("ceil(-2.5)", "-2"),
    ("ceil(2.1)", "3"),
    ("ceil(i)", "7"),
    ("abs(-f)", "2.5"),
    ("abs(2 - i)", "5"),
    ("log(1)", "0"),
    ("log(0)", "-"),
    ("log(-f)", "-"),
    ("round(log(2.718281828459045), 9)", "1"),
    ("sqrt(6.25)", "2.5"),
    ("sqrt(0)", "0"),
    ("sqrt(-1)", "-"),
    ("mod(7, 3)", "1"),
    ("mod(-7, 3)", "2"),
    ("mod(7, -3)", "-2"),
    ("mod(-i, -3)", "-1"),
    ("mod(7.5, 2)", "1.5"),
    ("mod(-7.5, 2)", "0.5"),
    ("mod(i, 0)", "-"),
    ("mod(f, 0.0)", "-"),
    ("least(3, ui, 2)", "2"),
    ("least(3, 2.5)", "2.5"),
    ("least(t, \"A\")", "A"),
    ("least(d, 2025-01-01)", "2025-01-01"),
    ("least(ui, ui)", "-"),
    ("greatest(3, ui, 9)", "9"),
    ("greatest(t, \"A\", ut)", "Torkham"),
    ("greatest(ud, d)", "2025-04-06"),
    ("year(d)", "2025"),
    ("year(at)", "2025"),
    ("quarter(2025-12-31)", "4"),
    ("quarter(d)", "2"),
    ("month(at)", "4"),
    ("week(2024-12-30)", "1"),
    ("week(2021-01-03)", "53"),
    ("day(2024-02-29)", "29"),
    ("weekday(d)", "7"),
    ("weekday(2025-04-07)", "1"),
    ("start_of(d, week)", "2025-03-31"),
    ("start_of(d, month)", "2025-04-01"),
    ("start_of(2025-02-14, quarter)", "2025-01-01"),
    ("start_of(at, year)", "2025-01-01"),
    ("start_of(at, day)", "2025-04-06"),
    ("end_of(2024-02-10, month)", "2024-02-29"),
    ("end_of(d, week)", "2025-04-06"),
    ("end_of(d, quarter)", "2025-06-30"),
    ("end_of(at, year)", "2025-12-31"),
    ("end_of(d, day)", "2025-04-06"),
    ("days_between(d, 2025-04-01)", "-5"),
    ("days_between(2025-04-01, at)", "5"),
    ("days(2024-02)", "29"),
    ("days(2025)", "365"),
    ("days(2025-04-01/2025-04-07)", "7"),
    ("days(d)", "1"),
    ("number(\" 12.5 \")", "12.5"),
    ("number(\"1_600\")", "1600"),
    ("number(\"1e3\")", "1000"),
    ("number(t)", "-"),
    ("number(\"inf\")", "-"),
    ("number(\"NaN\")", "-"),
    ("number(i)", "7"),
    ("number(b)", "1"),
    ("text(i)", "7"),
    ("text(f * 2)", "5"),
    ("text(d)", "2025-04-06"),
    ("text(at)", "2025-04-06T14:30"),
    ("text(b)", "true"),
    ("text(d - 2025-04-04)", "2 days"),
    ("date(\"2025-04-06\")", "2025-04-06"),
    ("date(\"2025-04-06T23:59\")", "2025-04-06"),
    ("date(\"2025-02-30\")", "-"),
    ("date(\"2025-04\")", "-"),
    ("date(at)", "2025-04-06"),
    ("date(d)", "2025-04-06"),
    ("bool(\"Yes\")", "true"),
    ("bool(\" n \")", "false"),
    ("bool(\"maybe\")", "-"),
    ("bool(1)", "true"),
    ("bool(0)", "false"),
    ("bool(i)", "-"),
    ("bool(b)", "true"),
    ("coalesce(ui, i)", "7"),
    ("coalesce(i, 0)", "7"),
    ("coalesce(ui, ui)", "-"),
    ("coalesce(ui, 2.5)", "2.5"),
    ("coalesce(ud, d)", "2025-04-06"),
    ("length(hash(t))", "16"),
    ("hash(t) = hash(\"Torkham\")", "true"),
    ("hash(i) = hash(text(i))", "true"),
];

#[test]
fn functions_give_what_they_say() {
    check(CASES);
    let tried = |name: &str| CASES.iter().any(|(call, _)| call.contains(&format!("{name}(")));
    // Functions that look at other rows have tests of their own.
    let alone = ALL.iter().filter(|f| !f.looks_around()).map(|f| f.name());
    let untried: Vec<&str> = alone.filter(|name| !tried(name)).collect();
    assert!(untried.is_empty(), "{untried:?}");
}

#[test]
fn functions_of_unknowns_are_unknown() {
    let calls = [
        "lower(ut)",
        "upper(ut)",
        "trim(ut)",
        "length(ut)",
        "replace(ut, \"a\", \"b\")",
        "split(ut, \" \", 1)",
        "extract(ut, \"a\")",
        "concat(ut, t)",
        "left(ut, 1)",
        "right(ut, 1)",
        "round(uf)",
        "round(uf, 1)",
        "round(ui, -1)",
        "floor(uf)",
        "ceil(uf)",
        "abs(ui)",
        "abs(uf)",
        "log(uf)",
        "sqrt(uf)",
        "mod(ui, 2)",
        "mod(2, ui)",
        "mod(uf, 2.0)",
        "year(ud)",
        "quarter(uat)",
        "month(ud)",
        "week(ud)",
        "day(uat)",
        "weekday(ud)",
        "start_of(ud, month)",
        "end_of(uat, week)",
        "days_between(ud, d)",
        "days_between(d, uat)",
        "days(ud)",
        "number(ut)",
        "number(ub)",
        "text(ui)",
        "text(uf)",
        "text(uat)",
        "text(ub)",
        "date(ut)",
        "date(uat)",
        "bool(ut)",
        "bool(ui)",
        "hash(ut)",
        "hash(ud)",
    ];
    for call in calls {
        assert_eq!(value(call), "-", "{call}");
        let written = ["ut", "ui", "uf", "ub", "ud", "uat"].iter().fold(call.to_string(), |text, name| {
            text.replace(&format!("({name}"), "(unknown").replace(&format!(", {name})"), ", unknown)")
        });
        assert_eq!(value(&written), "-", "{written}");
    }
}

#[test]
fn hashes_are_the_same_everywhere() {
    assert_eq!(value("hash(\"Torkham\")"), value("hash(t)"));
    assert_eq!(value("hash(\"\")"), "af1349b9f5f9a1a6");
}

#[test]
fn texts_are_tested_by_words_and_likeness() {
    check(&[
        ("t contains \"kh\"", "true"),
        ("t contains \"KH\"", "false"),
        ("\"Spin Boldak\" contains word \"Spin\"", "true"),
        ("\"Spin Boldak\" contains word \"Bold\"", "false"),
        ("\"a.b\" contains word \"a.\"", "false"),
        ("t starts with \"Tor\"", "true"),
        ("t ends with \"ham\"", "true"),
        ("t matches /^tor/", "false"),
        ("t matches /^tor/i", "true"),
        ("t matches \"k.a\"", "true"),
        ("\"Turkham\" resembles t", "true"),
        ("\"torkhám \" resembles t", "true"),
        ("\"Chaman\" resembles t", "false"),
    ]);
}

#[test]
fn calls_are_checked() {
    let fault = |expression: &str| {
        let query = format!("t derive x = {expression}");
        faults(super::TYPES, &query).into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    assert_eq!(fault("lower(i)"), ["E0302"]);
    assert_eq!(fault("round(t)"), ["E0302"]);
    assert_eq!(fault("left(t)"), ["E0303"]);
    assert_eq!(fault("left(t, i)"), ["E0302"]);
    assert_eq!(fault("lowr(t)"), ["E0203"]);
    assert_eq!(fault("start_of(d, moon)"), ["E0207"]);
    assert_eq!(fault("days(2025-04-01/..)"), ["E0403"]);
    assert_eq!(fault("coalesce(i, t)"), ["E0301"]);
    assert_eq!(fault("sum(i)"), ["E0304"]);
}
