//! `trace` through joins and shapes: one block for each table behind the answer.

use dateline::{Answer, Engine, Options};
use proptest::prelude::*;

const CROSSINGS: &str = "date,border,men,women
2025-04-01,Torkham,10,1
2025-04-01,Chaman,20,2
2025-04-02,Torkham,30,3
2025-04-03,Ghulam Khan,40,4
";

const CLOSURES: &str = "border,from,reason
Torkham,2025-04-01,flood
Torkham,2025-04-02,protest
Chaman,2025-04-02,flood
Kharlachi,2025-04-03,protest
";

const EARLIER: &str = "date,border,men,women
2025-04-01,Torkham,10,1
2025-04-01,Chaman,21,2
2025-03-31,Torkham,5,0
";

fn engine() -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("crossings", CROSSINGS), ("closures", CLOSURES), ("earlier", EARLIER)] {
        std::fs::write(folder.path().join(format!("{name}.csv")), text).expect("a file");
    }
    let now = dateline::base::Day::of(2025, 4, 24);
    let engine = Engine::open(&[folder.path().to_path_buf()], Options { now, ..Options::default() }).expect("the tables open");
    (folder, engine)
}

/// The lines of one block, in order.
fn lines(block: &Answer) -> String {
    let columns = block.rows.columns();
    let at = |name: &str| columns.iter().position(|c| c.name == name).expect("a column");
    let row = |row: usize| block.rows.cell(row, at("line")).plain();
    let found: Vec<String> = (0..block.rows.height()).map(row).collect();
    let file = (0..block.rows.height()).map(|row| block.rows.cell(row, at("file")).plain()).next().unwrap_or_default();
    let stem = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".csv").to_string();
    format!("{stem} {}", found.join(" "))
}

/// The file and the lines of each block.
fn blocks(query: &str) -> String {
    let (_folder, mut engine) = engine();
    let answer = engine.query(&format!("{query} trace")).unwrap_or_else(|error| panic!("{query}: {error}"));
    answer.blocks().map(lines).collect::<Vec<_>>().join(" | ")
}

#[test]
fn rows_of_both_sides_of_a_join() {
    assert_eq!(blocks("crossings join closures as c on border"), "crossings 2 3 4 | closures 2 3 4");
    let kept = "crossings join closures as c on border where c.reason = \"flood\" and border = \"Torkham\"";
    assert_eq!(blocks(kept), "crossings 2 4 | closures 2");
    assert_eq!(
        blocks("crossings join closures as c on border count by c.reason as reason where reason = \"protest\""),
        "crossings 2 4 | closures 3"
    );
}

#[test]
fn rows_that_are_looked_up() {
    let unique = "let flooded = closures where reason = \"flood\";";
    let (_folder, mut engine) = engine();
    let mut found = Vec::new();
    let script = format!("{unique} crossings lookup flooded on border sum men by border where border != \"Torkham\" trace");
    engine
        .run(&script, &mut |outcome| {
            if let dateline::Outcome::Answer(answer) = outcome {
                found.push(answer.blocks().map(lines).collect::<Vec<_>>().join(" | "));
            }
            Ok(())
        })
        .expect("a script");
    // No closure of Ghulam Khan is a flood: its row stands alone.
    assert_eq!(found, ["crossings 3 5 | closures 4"]);
}

#[test]
fn rows_with_a_match_and_without() {
    assert_eq!(blocks("crossings with closures on border"), "crossings 2 3 4 | closures 2 3 4");
    assert_eq!(blocks("crossings with closures on border where men > 20"), "crossings 4 | closures 2 3");
    assert_eq!(blocks("crossings with closures on border sum men by border top 1 men"), "crossings 2 4 | closures 2 3");
    assert_eq!(blocks("crossings without closures on border"), "crossings 5");
}

#[test]
fn rows_below_others() {
    assert_eq!(blocks("crossings append earlier"), "crossings 2 3 4 5 | earlier 2 3 4");
    assert_eq!(blocks("crossings append earlier where men < 20"), "crossings 2 | earlier 2 4");
    assert_eq!(blocks("crossings append earlier sum men by border where border = \"Chaman\""), "crossings 3 | earlier 3");
    assert_eq!(blocks("crossings sum men by border append earlier where border = \"Torkham\""), "crossings 2 4 | earlier 2 4");
}

#[test]
fn rows_that_were_turned() {
    assert_eq!(blocks("crossings unpivot men, women as sex, persons where sex = \"women\" and persons > 2"), "crossings 4 5");
    assert_eq!(
        blocks(
            "crossings unpivot men, women as sex, persons sum persons by border, sex where border = \"Torkham\" top 1 persons"
        ),
        "crossings 2 4"
    );
    let wide = "crossings show date, border, men pivot border in (\"Torkham\", \"Chaman\") of men";
    assert_eq!(blocks(wide), "crossings 2 3 4");
    assert_eq!(blocks(&format!("{wide} where Chaman is known")), "crossings 2 3");
}

#[test]
fn rows_that_differ_from_earlier_ones() {
    let changes = "crossings changes from \"earlier.csv\" on date, border";
    let (folder, _) = engine();
    let options = Options { folder: Some(folder.path().to_path_buf()), ..Options::default() };
    let mut engine = Engine::open(&[folder.path().join("crossings.csv")], options).expect("the table opens");
    let mut ask = |query: String| {
        let answer = engine.query(&query).unwrap_or_else(|error| panic!("{query}: {error}"));
        answer.blocks().map(lines).collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(ask(format!("{changes} trace")), "crossings 3 4 5 | earlier 3 4");
    assert_eq!(ask(format!("{changes} where change = \"altered\" trace")), "crossings 3 | earlier 3");
}

#[test]
fn a_table_that_meets_itself() {
    assert_eq!(blocks("crossings join crossings as c on border where c.men > men"), "crossings 2 | crossings 4");
}

#[test]
fn what_follows_a_trace_fits_each_block() {
    let (_folder, mut engine) = engine();
    let answer = engine.query("crossings join closures as c on border trace show file, line").expect("blocks");
    assert_eq!(answer.blocks().count(), 2);
    let error = engine.query("crossings join closures as c on border trace show men").expect_err("a block without the column");
    assert_eq!(error.diagnostics[0].code.text(), "E0202");
    let error = engine.run("let rows = crossings join closures as c on border trace; rows", &mut |_| Ok(())).expect_err("a let");
    assert_eq!(error.diagnostics[0].code.text(), "E0302");
}

/// Queries whose answer must be the same when the tables hold no more than the rows behind it.
const QUERIES: [&str; 9] = [
    "t join u on a count by a top 1 rows",
    "t join u on a where u.m > 40 count by b",
    "t where n > 30 join u as v on a max v.m as m by b where m > 50",
    "t with u on a sum n by b",
    "t with u on a where n > 20 sum n by a top 1 n",
    "t append u where b is known sum n, m by a",
    "t sum n by a append u where a = \"a1\" and n is known",
    "t sum n by a, b pivot b in (\"b0\", \"b1\") of n where b1 is known",
    "t unpivot n as what, m sum m by a, b where m > 60",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_rests_on_its_rows_alone(
        rows in prop::collection::vec((0usize..4, 0usize..2, 0i64..90), 1..16),
        others in prop::collection::vec((0usize..4, 0i64..90), 1..8),
        at in 0usize..QUERIES.len(),
    ) {
        let t = rows.iter().fold(String::from("a,b,n\n"), |csv, (a, b, n)| csv + &format!("a{a},b{b},{n}\n"));
        let u = others.iter().fold(String::from("a,m\n"), |csv, (a, m)| csv + &format!("a{a},{m}\n"));
        let query = QUERIES[at];
        let (folder, mut engine) = tables(&t, &u);
        let answer = engine.query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let traced = engine.query(&format!("{query} trace")).unwrap_or_else(|error| panic!("{query}: {error}"));
        let mut blocks = traced.blocks().map(kept_lines);
        let t = only(&t, blocks.next());
        let u = blocks.next().map_or(u.clone(), |lines| only(&u, Some(lines)));
        drop(folder);
        // A table without rows has no types to compute with.
        if t.lines().count() > 1 && u.lines().count() > 1 {
            let (_folder, mut engine) = tables(&t, &u);
            let again = engine.query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
            prop_assert_eq!(super::cells(&again), super::cells(&answer), "{}\n{}\n{}", query, t, u);
        } else if t.lines().count() == 1 {
            // An answer that rests on no row has none.
            prop_assert_eq!(answer.rows.height(), 0, "{}\n{}\n{}", query, t, u);
        }
    }
}

fn tables(t: &str, u: &str) -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("t.csv"), t).expect("a file");
    std::fs::write(folder.path().join("u.csv"), u).expect("a file");
    let engine = Engine::open(&[folder.path().to_path_buf()], Options::default()).expect("the tables open");
    (folder, engine)
}

fn kept_lines(block: &Answer) -> Vec<usize> {
    let at = block.rows.columns().iter().position(|c| c.name == "line").expect("a column");
    (0..block.rows.height()).map(|row| block.rows.cell(row, at).plain().parse().expect("a line")).collect()
}

/// The header of a text, and the lines that are named, counted from 1.
fn only(text: &str, lines: Option<Vec<usize>>) -> String {
    let lines = lines.unwrap_or_default();
    let stays = |at: usize| at == 0 || lines.contains(&(at + 1));
    text.lines().enumerate().filter(|(at, _)| stays(*at)).map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn lines_are_those_of_the_file_that_was_read() {
    let (folder, mut engine) = engine();
    engine.query("crossings count").expect("an answer");
    std::fs::remove_file(folder.path().join("crossings.csv")).expect("a file less");
    let traced = engine.query("crossings where men > 20 trace").expect("rows");
    assert_eq!(traced.blocks().map(lines).collect::<Vec<_>>(), ["crossings 4 5"]);
}
