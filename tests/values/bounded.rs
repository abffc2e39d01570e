//! Numbers that are not known exactly: literals with words, arithmetic, functions, comparison; and filters on what is certain or possible.

use super::{faults, rows};
use dateline::{Engine, Options, Outcome};

/// What `= expression` prints, with `-` for unknown.
fn print(expression: &str) -> String {
    let mut shown = String::new();
    let mut engine = Engine::open(&[], Options::default()).expect("no data");
    let ran = engine.run(&format!("= {expression}"), &mut |outcome| {
        if let Outcome::Answer(answer) = outcome {
            shown = rows(&answer);
        }
        Ok(())
    });
    ran.unwrap_or_else(|error| panic!("{expression}: {error}"));
    if shown.is_empty() { "-".to_string() } else { shown }
}

fn check(cases: &[(&str, &str)]) {
    let found: Vec<String> = cases
        .iter()
        .map(|(expression, expected)| (expression, print(expression), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(expression, found, expected)| format!("{expression} is {found}, expected {expected}"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn words_qualify_a_number() {
    check(&[
        ("nearly 45_000", "≤ 45,000"),
        ("almost 45_000", "≤ 45,000"),
        ("up to 1_600_000", "≤ 1,600,000"),
        ("at most 1.6e6", "≤ 1,600,000"),
        ("less than 50%", "≤ 0.5"),
        ("more than 14_000", "≥ 14,000"),
        ("over 14_000", "≥ 14,000"),
        ("at least 0", "≥ 0"),
        ("about 800_000", "~800,000"),
        ("around 800_000", "~800,000"),
        ("6_000 to 7_000", "6,000–7,000"),
        ("7_000 to 6_000", "6,000–7,000"),
        ("5 to 5", "5"),
        ("rounded 20_300", "20,300 (20,250–20,350)"),
    ]);
}

#[test]
fn arithmetic_holds_every_result() {
    check(&[
        ("nearly 3_000_000 - 800_000 - 1_300_000", "≤ 900,000"),
        ("800_000 / up to 1_600_000", "≥ 0.5"),
        ("up to 800_000 / 1_600_000", "0–0.5"),
        ("2 to 3 + 10 to 20", "12–23"),
        ("2 to 3 - (10 to 20)", "-18–-7"),
        ("-(2 to 3)", "-3–-2"),
        ("2 to 3 * 10", "20–30"),
        ("about 800_000 * 2 + 1", "~1,600,001"),
        ("about 2 - up to 1", "~≥ 1"),
        ("up to 5 * 0", "0"),
        ("up to 5 / 0", "-"),
        ("1 / (0 to 0)", "-"),
        // A count is at least none; a difference need not be.
        ("up to 15 * 2", "0–30"),
        ("(up to 15 - 10) * 2", "≤ 10"),
        ("up to 5 + unknown", "-"),
    ]);
}

#[test]
fn functions_carry_bounds() {
    check(&[
        ("coalesce(unknown, at least 0) + 326", "≥ 326"),
        ("coalesce(up to 5, 7)", "≤ 5"),
        ("least(up to 45_000, 100_000)", "≤ 45,000"),
        ("greatest(up to 45_000, 100_000)", "100000"),
        ("least(at least 5, 3)", "3"),
        ("least(2 to 9, unknown, 5)", "2–5"),
        ("greatest(2 to 9, 5)", "5–9"),
        ("abs(-(6_000 to 7_000))", "6,000–7,000"),
        ("abs(2 to 7 - 5)", "0–3"),
        ("round(1_249 to 1_250, -2)", "1,200–1,300"),
        ("round(-(2.5 to 3.5))", "-4–-3"),
        ("floor(at most 2.5)", "≤ 2"),
        ("ceil(at least 2.5)", "≥ 3"),
        ("number(up to 5)", "≤ 5"),
        ("if at least 5 > 3 then 1 else 2", "1"),
        ("if up to 2 > 3 then 1 else 2", "2"),
        ("if at least 5 > 7 then 1 else 2", "1–2"),
        ("if at least 5 > 7 then 2 else 2", "2"),
        ("if at least 5 > 7 then \"many\" else \"few\"", "-"),
    ]);
}

#[test]
fn a_comparison_is_true_false_or_open() {
    check(&[
        ("at least 5 > 4", "true"),
        ("at least 5 > 5", "-"),
        ("at least 5 >= 5", "true"),
        ("up to 5 > 5", "false"),
        ("up to 5 < 5", "-"),
        ("2 to 3 < 3 to 4", "-"),
        ("2 to 3 <= 3 to 4", "true"),
        ("at least 5 between 2 and 3", "false"),
        ("4 to 5 between 2 and 9", "true"),
        ("up to 5 = 5", "-"),
        ("up to 5 = 6", "false"),
        ("up to 5 != 6", "true"),
        ("about 5 = 5", "true"),
        ("5 to 5 = 5", "true"),
        ("2 to 3 in (1, 4)", "false"),
        ("not (at least 5 > 7)", "-"),
        ("up to 5 is known", "true"),
        ("up to 5 = unknown", "false"),
    ]);
}

/// Measures with a column of qualifiers.
fn qualified() -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let catalog = "[tables.t]\nfile = \"t.csv\"\nmeasures = { v = { qualifier = \"q\" } }\n";
    std::fs::write(folder.path().join("dateline.toml"), catalog).expect("a catalog");
    let table = "k,v,q\na,100,\nb,200,up to\nc,300,over\nd,400,about\ne,,\nf,500,rounded\n";
    std::fs::write(folder.path().join("t.csv"), table).expect("a table");
    let engine = Engine::open(&[folder.path().to_path_buf()], Options::default()).expect("the table opens");
    (folder, engine)
}

#[test]
fn a_filter_keeps_the_certain_rows_or_the_possible_ones() {
    let (_folder, mut engine) = qualified();
    let mut ask = |query: &str| {
        let answer = engine.query(&format!("t {query} show k")).unwrap_or_else(|error| panic!("{query}: {error}"));
        (rows(&answer), answer.facts.possible.join("; "))
    };
    let left_out = "1 more row is possible by the bounds of v, and left out: `where possibly` keeps them";
    assert_eq!(ask("where v > 150"), ("c; d; f".into(), left_out.into()));
    assert_eq!(
        ask("where possibly v > 150"),
        ("b; c; d; f".into(), "3 rows certain and 1 more possible by the bounds of v".into())
    );
    assert_eq!(ask("where not v > 150"), ("a; e".into(), left_out.into()));
    assert_eq!(ask("where possibly not v > 150").0, "a; b; e");
    assert_eq!(ask("where v = 400").0, "d");
    assert_eq!(ask("where possibly v = 500").0, "c; f");
    assert_eq!(ask("where v != 100").0, "c; d; e; f");
    assert_eq!(ask("where v in (100, 200)").0, "a");
    assert_eq!(ask("where v is unknown"), ("e".into(), String::new()));
    assert_eq!(ask("where v < up to 600").0, "");
    assert_eq!(ask("where v < at least 600").0, "a; b; d; f");
    // A row that another clause leaves out is not counted.
    assert_eq!(ask("where k != \"b\" where v > 150"), ("c; d; f".into(), String::new()));
}

#[test]
fn columns_carry_the_bounds_of_what_they_are_made_of() {
    let (_folder, mut engine) = qualified();
    let mut ask = |query: &str| rows(&engine.query(query).unwrap_or_else(|error| panic!("{query}: {error}")));
    let worked = ask("t derive w = coalesce(v, at least 0), x = w + up to 5, y = 100 / x show w, x, y take 3");
    assert_eq!(worked, "100,≤ 105,≥ 0.9524; ≤ 200,≤ 205,≥ 0.4878; ≥ 300,,");
    assert_eq!(ask("t derive big = v > 150 show k, big"), "a,false; b,; c,true; d,true; e,false; f,true");
    assert_eq!(ask("t derive part = v / at most 1_000 where k = \"a\" rename part as p show p"), "≥ 0.1");
    assert_eq!(ask("t derive left = up to 250 - v, twice = left * 2 where k = \"a\" show twice"), "≤ 300");
    assert_eq!(ask("t where k in (\"a\", \"b\") sum v / up to 1_000 as part"), "≥ 0");
}

#[test]
fn deep_expressions_stay_small() {
    let (_folder, mut engine) = qualified();
    let sum = vec!["v"; 60].join(" + ");
    assert_eq!(rows(&engine.query(&format!("t derive w = {sum} where k = \"b\" show w")).expect("an answer")), "≤ 12,000");
    let nested = (0..20).fold("v".to_string(), |inner, n| format!("abs(if v > {n} then {inner} else least(v, {n}))"));
    assert_eq!(rows(&engine.query(&format!("t derive w = {nested} where k = \"c\" show w")).expect("an answer")), "≥ 300");
}

#[test]
fn a_qualifier_needs_its_number() {
    assert_eq!(faults("a\n1\n", "t where a < up to a"), [("E0101", "a".into())]);
    assert_eq!(faults("a\n1\n", "t where a < nearly"), [("E0202", "nearly".into())]);
    assert_eq!(super::ask("over,up,possibly\n5,1,true\n", "t where over > 3 and up < over 3 where `possibly`"), "5,1,true");
}

#[test]
fn a_value_from_outside_has_words_too() {
    let set = vec![("could".to_string(), "up to 1_600_000".to_string())];
    let mut engine = Engine::open(&[], Options { set, ..Options::default() }).expect("no data");
    let mut shown = String::new();
    let ran = engine.run("= 800_000 / $could", &mut |outcome| {
        if let Outcome::Answer(answer) = outcome {
            shown = rows(&answer);
        }
        Ok(())
    });
    ran.expect("an answer");
    assert_eq!(shown, "≥ 0.5");
}
