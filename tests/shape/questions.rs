//! Questions of information officers, over the tables of the examples and small invented ones.

use dateline::base::Day;
use dateline::{Engine, Options};
use std::path::PathBuf;

/// The lines that a query over a folder of the examples gives, as CSV with the bounds of values.
fn ask(folder: &str, query: &str) -> (Vec<String>, dateline::Answer) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder);
    let options = Options { now: Day::of(2026, 6, 1), folder: Some(std::env::temp_dir()), ..Options::default() };
    let mut engine = Engine::open(&[path], options).expect("the folder opens");
    let answer = engine.query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let text = crate::rows(&answer);
    (text.split("; ").map(str::to_string).collect(), answer)
}

#[test]
fn returns_by_crossing_and_week() {
    let query = "weekly where publisher = \"IOM-PAK\" until 2018-03-03
        unpivot torkham, chaman_spin_boldak as border, persons
        sum persons by border every week from sunday";
    let (lines, answer) = ask("article", query);
    let figure = |border: &str, start: &str| {
        let line = lines.iter().find(|line| line.starts_with(&format!("{border},{start},"))).expect("a week");
        line.rsplit(',').next().unwrap_or_default().to_string()
    };
    for (start, torkham, chaman) in
        [("2017-03-26", "2978", ""), ("2017-04-02", "3955", ""), ("2017-04-23", "4633", ""), ("2018-02-25", "231", "250")]
    {
        assert_eq!((figure("torkham", start), figure("chaman_spin_boldak", start)), (torkham.into(), chaman.into()), "{start}");
    }
    assert_eq!(answer.facts.rows_used, 4);
}

#[test]
fn without_the_bound_too_much_straddles() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/article");
    let mut engine = Engine::open(&[path], Options { now: Day::of(2026, 6, 1), ..Options::default() }).expect("the folder opens");
    let query = "weekly where publisher = \"IOM-PAK\" unpivot torkham, chaman_spin_boldak as border, persons
        sum persons by border every week from sunday";
    let error = engine.query(query).expect_err("too much straddles");
    assert!(error.to_string().contains("71,119 of 83,166"), "{error}");
}

#[test]
fn published_figures_that_differ() {
    let query = "figures where measure = \"returns\"
        join figures as f overlapping on place, measure, stock_or_flow
        where source < f.source and value != f.value
        show place, source, value, f.source, f.value, period_end, f.period_end";
    let (lines, answer) = ask("article", query);
    let expected = [
        ("Taliban refugee ministry", "UNHCR"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
    ];
    let pairs: Vec<(String, String)> = lines
        .iter()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[1].to_string(), cells[3].to_string())
        })
        .collect();
    assert_eq!(pairs.len(), expected.len(), "{lines:#?}");
    assert_eq!(answer.facts.unknown, ["1 row left out where value or f.value is unknown"]);
    let same = format!("{} and period_end = f.period_end and period_start = f.period_start", query.split("show").next().unwrap());
    assert_eq!(ask("article", &same.replace("\n        and", " and")).1.rows.height(), 0);
}
