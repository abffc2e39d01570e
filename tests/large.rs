//! A text file that is large enough to be read column by column answers as the same rows do in Parquet: when it is read first, again
//! in the same sitting, and from its copy in another.

use dateline::data::{Opening, write_parquet};
use dateline::output::{Format, Style, write};
use dateline::{Engine, Options};
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

const QUERIES: [&str; 20] = [
    r#"t where place = "Torkham" sum n"#,
    r#"t where place = "nowhere" count"#,
    r#"t where place != "Torkham" count by status"#,
    r#"t where place in ("Chaman", "Milak", "nowhere") sum n by place"#,
    r#"t where place < "M" count"#,
    r#"t where place >= "Chaman" and status < place count by place"#,
    r#"t where place = status count"#,
    r#"t where place contains "a" and not (status starts with "P") count by place, status"#,
    r#"t where status is unknown count by place"#,
    r#"t derive p = coalesce(status, place) count by p"#,
    r#"t derive p = if n > 500 then place else status count distinct p, count by p"#,
    r#"t derive p = least(place, "Milak") count by p"#,
    r#"t derive p = concat(place, "/", text(n)) top 3 n show p, n"#,
    r#"t count distinct place, count distinct status, count distinct name by day sort day take 3"#,
    r#"t sum n by place, start_of(day, month) as month"#,
    r#"t during 2025-04 sum n, mean n per day by top 2 place"#,
    r#"t sum n by place every month versus previous"#,
    r#"t unique place, status sort place desc, status show place, status"#,
    r#"t min name, max name, max day, mean x by place"#,
    r#"t sort name desc, n take 5"#,
];

/// Two hundred thousand rows, in 9 MB.
fn text() -> String {
    let places = ["Torkham", "Chaman", "Spin Boldak", "Milak"];
    let statuses = ["ACC", "PoR", "", "Torkham", "\"un\ndocumented\""];
    let mut text = String::from("day,place,status,n,x,name\n");
    for at in 0..220_000u64 {
        let spread = at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let (month, day) = (spread % 5 + 1, spread / 7 % 28 + 1);
        let (place, status) = (places[(spread / 11 % 4) as usize], statuses[(spread / 31 % 5) as usize]);
        let (n, x) = (spread / 77 % 1000, spread / 13 % 100_000);
        writeln!(text, "2025-{month:02}-{day:02},{place},{status},{n},{}.{:02},person {spread:x}", x / 100, x % 100).unwrap();
    }
    text
}

fn engine(path: &Path, copies: &Path) -> Engine {
    let opening = Opening { copies: Some(copies.to_path_buf()), ..Opening::default() };
    let now = dateline::base::Day::of(2025, 7, 1);
    Engine::open(&[path.to_path_buf()], Options { now, opening, ..Options::default() }).unwrap()
}

/// Rows and facts, without the name of the file.
fn answer(engine: &mut Engine, query: &str) -> String {
    let answer = engine.query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let mut out = Vec::new();
    write(&answer, Format::Table, &Style { footer: true, ..Style::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap().lines().filter(|line| !line.starts_with("source")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn large_text_answers_as_parquet_does() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, copies) = (folder.path().join("t.csv"), folder.path().join("copies"));
    std::fs::write(&csv, text()).unwrap();
    let past = SystemTime::now() - Duration::from_secs(60);
    std::fs::File::options().write(true).open(&csv).unwrap().set_modified(past).unwrap();
    let parquet = folder.path().join("parquet").join("t.parquet");
    std::fs::create_dir(parquet.parent().unwrap()).unwrap();
    let all = engine(&csv, folder.path()).query("t").unwrap();
    write_parquet(&all.rows, &mut std::fs::File::create(&parquet).unwrap()).unwrap();
    assert_eq!(all.facts.rows_read, Some(220_000));

    let mut reference = engine(&parquet, &copies);
    let expected: Vec<String> = QUERIES.iter().map(|query| answer(&mut reference, query)).collect();
    for sitting in ["first", "second"] {
        let mut engine = engine(&csv, &copies);
        for _ in 0..2 {
            for (query, expected) in QUERIES.iter().zip(&expected) {
                assert_eq!(&answer(&mut engine, query), expected, "{sitting} sitting: {query}");
            }
        }
    }
    assert!(copies.read_dir().unwrap().count() == 1);
    let spoilt = spoil(&copies);
    let mut third = engine(&csv, &copies);
    for (query, expected) in QUERIES.iter().zip(&expected) {
        assert_eq!(&answer(&mut third, query), expected, "from damaged copies: {query}");
    }
    assert!(spoilt > 5);
    for (query, expected) in QUERIES.iter().zip(&expected).step_by(5) {
        assert_eq!(&answer(&mut engine(&csv, &folder.path().join("none")), query), expected, "read for this alone: {query}");
    }
}

/// Changes a byte within the blocks of each column that was kept; gives how many there are.
fn spoil(copies: &Path) -> usize {
    let copy = copies.read_dir().unwrap().next().unwrap().unwrap().path();
    let files = copy.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let columns = files.filter(|path| path.extension().is_none());
    let spoil = |path: std::path::PathBuf| {
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    };
    columns.map(spoil).count()
}

#[test]
fn rows_are_found_in_the_file_from_its_copy_too() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, copies) = (folder.path().join("t.csv"), folder.path().join("copies"));
    let text = text() + "2026-01-01,here,,1,1,last\n";
    std::fs::write(&csv, &text).unwrap();
    let past = SystemTime::now() - Duration::from_secs(60);
    std::fs::File::options().write(true).open(&csv).unwrap().set_modified(past).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for sitting in ["first", "second"] {
        let mut engine = engine(&csv, &copies);
        let traced = engine.query(r#"t where place = "here" sum n trace"#).unwrap();
        assert_eq!(traced.rows.height(), 1);
        assert_eq!(traced.rows.cell(0, 1).plain(), lines.len().to_string(), "{sitting} sitting");
        let several = engine.query("t where n = 7 sum n trace").unwrap();
        assert!(several.rows.height() > 100);
        for row in 0..several.rows.height() {
            let line = lines[several.rows.cell(row, 1).plain().parse::<usize>().unwrap() - 1];
            let day = several.rows.cell(row, 2).plain();
            assert!(line.starts_with(&day) && day.len() == 10, "{sitting} sitting: {line}");
        }
    }
}
