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
        ("Taliban refugees ministry", "UNHCR"),
        // Chaman and Spin Boldak are two names of one crossing.
        ("IOM", "IOM Pakistan DTM"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
        ("UNHCR", "UNHCR-IOM Flash Update"),
    ];
    let pairs: Vec<(String, String)> = lines
        .iter()
        .map(|line| {
            let named =
                |source: &&(&str, &str)| line.contains(&format!(",{},", source.0)) && line.contains(&format!(",{},", source.1));
            let (a, b) = expected.iter().find(named).expect("two of the sources");
            (a.to_string(), b.to_string())
        })
        .collect();
    let expected: Vec<(String, String)> = expected.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
    assert_eq!(pairs, expected, "{lines:#?}");
    let possible = "1 more row is possible by the bounds of value and f.value, and left out: `where possibly` keeps them";
    assert_eq!(answer.facts.possible, [possible]);
    let same = format!("{} and period_end = f.period_end and period_start = f.period_start", query.split("show").next().unwrap());
    assert_eq!(ask("article", &same.replace("\n        and", " and")).1.rows.height(), 0);
}

#[test]
fn returns_after_a_crossing_reopened() {
    let query = "crossings join closures as c on border where date > c.end and date <= c.end + 7 days
        sum persons by border, c.end as closed_until";
    let (lines, _) = ask("data/synthetic", query);
    assert_eq!(lines, ["Angoor Adda,2025-05-28,1021", "Spin Boldak,2025-04-02,3864", "Torkham,2025-04-10,≥ 2,716"]);
    let (lines, _) = ask("data/synthetic", "closures derive days = days_between(start, end) + 1 show border, days");
    assert_eq!(lines, ["Torkham,2", "Spin Boldak,2", "Angoor Adda,2"]);
}

#[test]
fn statements_that_meet_reports_of_the_week() {
    let query = "statements where actor = \"Interior ministry\"
        derive from_day = start_of(date, week), to_day = from_day + 6 days
        join reports as r on place where r.start <= to_day and r.end >= from_day
        show date, place, r.kind, r.start, source";
    let (lines, _) = ask("data/synthetic", query);
    assert_eq!(
        lines,
        [
            "2025-03-07,Islamabad,harassment,2025-01-07,Agency A",
            "2025-04-08,Torkham,papers destroyed,2025-04-07,Agency A",
            "2025-04-08,Torkham,loss of belongings,2025-04-07,Agency A",
            "2025-04-08,Torkham,forced removal,2025-04-08,Agency A",
            "2025-04-08,Torkham,harassment,2025-04-07,Agency A",
            "2025-04-08,Torkham,harassment,2025-04-10,Agency A",
        ]
    );
}

#[test]
fn rows_that_changed_since_last_week() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/article/iom_undocumented_returns_weekly.csv");
    let text = std::fs::read_to_string(file).expect("the table");
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    let altered = lines.iter().position(|line| line.contains(",2978,")).expect("a week");
    lines[altered] = lines[altered].replacen(",2978,", ",2977,", 1);
    let removed = lines.remove(20);
    let folder = tempfile::tempdir().expect("a folder");
    let earlier = folder.path().join("last_week.csv");
    std::fs::write(&earlier, lines.join("\n")).expect("a file");
    let path = earlier.display();
    let (rows, answer) = ask("article", &format!("weekly changes from \"{path}\" on report, from_country, direction, cum_since"));
    assert_eq!(rows.len(), 2, "{rows:#?}");
    assert!(rows[0].starts_with("altered,") && rows[0].contains(",total,2977,2978"), "{rows:#?}");
    assert!(rows[1].starts_with(&format!("added,{},", removed.split(',').next().unwrap_or_default())), "{rows:#?}");
    assert_eq!(answer.facts.time[0].text, "1 row added, 0 removed, 1 altered, 53 the same");
    let path_to = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/article");
    let mut engine = Engine::open(&[path_to], Options::default()).expect("the folder opens");
    let error = engine.query(&format!("weekly changes from \"{path}\" on report, from_country")).expect_err("no key");
    assert!(error.to_string().starts_with("E0801: rows "), "{error}");
}
