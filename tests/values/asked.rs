//! Queries as values, and measures by name.

use super::{engine, rows};
use dateline::output::footer;
use dateline::{Answer, Engine, Error, Options, Outcome};

const DAYS: &str = "day,place,persons,deported,office\n2025-04-01,Torkham,10,true,IOM\n2025-04-02,Torkham,20,false,IOM\n\
                    2025-04-03,Chaman,30,false,UN\n2025-04-04,Chaman,,true,UN\n";

/// The answers of a script.
fn answers(engine: &mut Engine, script: &str) -> Result<Vec<Answer>, Error> {
    let mut found = Vec::new();
    engine.run(script, &mut |outcome| {
        if let Outcome::Answer(answer) = outcome {
            found.push(*answer);
        }
        Ok(())
    })?;
    Ok(found)
}

/// The rows of the answers of a script.
fn run(script: &str) -> String {
    let found = answers(&mut engine(DAYS), script).unwrap_or_else(|error| panic!("{script}: {error}"));
    found.iter().map(rows).collect::<Vec<_>>().join(" | ")
}

/// The errors of a script: code, and the text at each of its places.
fn faults(script: &str) -> Vec<(&'static str, Vec<String>)> {
    let error = answers(&mut engine(DAYS), script).expect_err(script);
    let places = |d: &dateline::base::Diagnostic| d.labels.iter().map(|label| label.span.text(script).to_string()).collect();
    error.diagnostics.iter().filter(|d| d.is_error()).map(|d| (d.code.text(), places(d))).collect()
}

#[test]
fn one_row_with_one_measure_is_a_value() {
    assert_eq!(run("let a = t sum persons; = 100 - $a"), "≤ 40");
    assert_eq!(run("let a = t mean persons per day; = $a"), "≥ 15");
    assert_eq!(run("let a = t max day; = days_between($a, 2025-04-30)"), "26");
    assert_eq!(run("let a = t where place = \"Torkham\" sum persons by place; = $a / 2"), "15");
    assert_eq!(run("let a = t sort persons desc take 1 show persons; = $a"), "30");
    assert_eq!(run("let a = t sum persons, count show rows; = $a"), "4");
    assert_eq!(run("let a = t sum persons derive half = persons / 2 show half; = $a"), "≥ 30");
    assert_eq!(run("let a = t where persons > 99 sum persons; = $a; = coalesce($a, at least 0)"), " | ≥ 0");
}

#[test]
fn a_value_stands_wherever_a_literal_does() {
    assert_eq!(run("let a = t mean persons; t where persons > $a show persons"), "30");
    assert_eq!(run("let a = t sum persons; t derive part = persons / $a show part take 1"), "0–0.1667");
    assert_eq!(run("let a = t sum persons; t sum persons / $a as part by place"), "Chaman,≥ 0; Torkham,0–0.5");
    assert_eq!(run("let a = t sum persons; let b = t where persons < $a count; = $b"), "3");
    assert_eq!(run("let a = t sum persons; let b = t where persons < $a; b count"), "3");
    assert_eq!(run("let a = t sum persons; let b = $a * 2; let c = $b + 1; = $c"), "≥ 121");
    assert_eq!(run("let a = t sum persons; a derive b = persons + 1"), "≥ 60,≥ 61");
}

#[test]
fn bounds_of_values_are_kept() {
    assert_eq!(run("let could = up to 120; let a = t sum persons; = $a / $could; = $could - $a"), "≥ 0.5 | ≤ 60");
    assert_eq!(run("let left = up to 15 - 10; = $left * 2"), "≤ 10");
    assert_eq!(run("let a = t sum persons derive most = persons * up to 2 show most; t where possibly persons > $a count"), "3");
}

#[test]
fn what_is_no_value_is_refused() {
    let code = |script: &str| {
        faults(script).into_iter().map(|(code, places)| format!("{code} {}", places.join(", "))).collect::<Vec<_>>()
    };
    assert_eq!(code("let a = t sum persons, count; = $a"), ["E0308 $a"]);
    assert_eq!(code("let a = t show place, day; = $a"), ["E0308 $a"]);
    assert_eq!(code("let a = t sum persons by place; = 1 + $a"), ["E0308 $a"]);
    assert_eq!(code("let a = t where place = \"x\" sum persons by place; = $a"), ["E0308 $a"]);
    assert_eq!(code("let a = t max day; t since $a count"), ["E0308 $a"]);
    assert_eq!(code("let a = t max day; = $a + 1"), ["E0301 $a, 1"]);
    assert_eq!(code("let a = t sum person; a count; = $a"), ["E0202 person"]);
    assert_eq!(code("let a = t sum persons; let a = 3"), ["E0206 a"]);
}

#[test]
fn the_footer_says_what_a_value_rests_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let catalog = "[tables.t]\nfile = \"t.csv\"\ntime = \"day\"\nsource = \"office\"\nseries = [\"office\", \"place\"]\n\
                   measures = { persons = { kind = \"stock\" } }\n";
    std::fs::write(folder.path().join("dateline.toml"), catalog).expect("a catalog");
    std::fs::write(folder.path().join("t.csv"), DAYS).expect("a table");
    let mut engine = Engine::open(&[folder.path().to_path_buf()], Options::default()).expect("the table opens");
    let script = "let newest = t where persons is known latest persons; let all = t until 2025-04-02 count; = $newest / $all";
    let answer = answers(&mut engine, script).expect("an answer").remove(0);
    assert_eq!(rows(&answer), "15");
    let lines = footer(&answer.facts);
    let shown: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    assert_eq!(
        shown[..6],
        [
            "$newest  30, as_at 2025-04-03",
            "         window 2025-04-01 to 2025-04-04 (4 days), rows 3 used of 4 read",
            "         office UN; place Chaman",
            "$all     2",
            "         window 2025-04-01 to 2025-04-02 (2 days), rows 2 used of 4 read",
            "         office IOM; place Torkham",
        ]
    );
    assert!(shown[6].starts_with("source   t: ") && shown.len() == 7, "{shown:?}");
}

#[test]
fn a_measure_is_a_figure_by_name() {
    let share = "let share = measure sum persons if deported / sum persons; ";
    assert_eq!(run(&format!("{share} t measure $share")), format!("{}", 10.0 / 60.0));
    assert_eq!(run(&format!("{share} t sum persons, $share by place")), format!("Chaman,≥ 30,; Torkham,30,{}", 10.0 / 30.0));
    assert_eq!(
        run(&format!("{share} let percent = measure $share * 100; t measure $percent as p, count")),
        format!("{},4", 10.0 / 60.0 * 100.0)
    );
    assert_eq!(run("let n = measure count if deported; t measure $n by place"), "Chaman,1; Torkham,1");
    assert_eq!(run(&format!("{share} let v = t measure $share; = $v * 6")), "1");
    let mut engine = engine(DAYS);
    let answer = answers(&mut engine, &format!("{share} t count, $share")).expect("an answer").remove(0);
    assert_eq!(answer.rows.columns()[1].name, "share");
}

#[test]
fn faults_of_a_measure_show_where_it_is_used() {
    let script = "let share = measure sum persons if deported / sum persons; let u = t sum persons by place; u measure $share";
    assert_eq!(faults(script), [("E0202", vec!["deported".to_string(), "$share".to_string()])]);
    assert_eq!(faults("let a = measure count; = $a")[0].0, "E0304");
    assert_eq!(faults("let a = measure count; t where $a > 3")[0].0, "E0304");
    assert_eq!(faults("let a = measure $a; t measure $a")[0].0, "E0204");
    assert_eq!(faults("let a = measure $b; t measure $a")[0], ("E0204", vec!["$b".to_string(), "$a".to_string()]));
}

#[test]
fn a_measure_of_an_earlier_text_is_shown_by_its_use_alone() {
    let mut engine = engine(DAYS);
    answers(&mut engine, "let share = measure sum persons if deported / sum persons").expect("a measure");
    let script = "t show place, persons measure $share";
    let error = answers(&mut engine, script).expect_err("no such column");
    let found = &error.diagnostics[0];
    assert_eq!((found.labels.len(), found.span().map(|span| span.text(script))), (1, Some("$share")));
    assert!(found.help.last().is_some_and(|help| help.contains("sum persons if deported / sum persons")), "{found:?}");
}
