//! Values of single persons: in no answer and no file without leave, but good for conditions and counts.

use super::{Folder, rows};
use dateline::data::Cell;
use dateline::{Engine, Options};

const REPORTS: &str = "date,place,name,age,testimony,persons
2025-04-01,Torkham,Synthetic One,34,They tore the papers,3
2025-04-02,Chaman,Synthetic Two,,Nothing was left,1
2025-04-03,Torkham,Synthetic Three,20,They tore all,2
";

const CATALOG: &str = "[tables.reports]\nfile = \"reports.csv\"\nsensitive = [\"name\", \"age\", \"testimony\"]\n";

/// What may not be seen anywhere.
const SECRETS: [&str; 6] = ["Synthetic", "SYNTHETIC", "tore", "left", "34", "35"];

fn folder() -> Folder {
    Folder::of(&[("reports.csv", REPORTS), ("dateline.toml", CATALOG)])
}

/// A text without the digests of files, in which any two figures may stand side by side.
fn without_digests(text: &str) -> String {
    let mut parts = text.split("\"digest\":\"");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| text + part.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}

fn tells_nothing(text: &str, from: &str) {
    let text = without_digests(text);
    for secret in SECRETS {
        assert!(!text.contains(secret), "{from} tells {secret}:\n{text}");
    }
}

/// Queries that would print values if they could.
const QUERIES: [&str; 14] = [
    "reports",
    "reports show name as who, testimony",
    "reports rename name as who",
    "reports derive t = upper(name), n = age + 1, h = hash(name), e = if age > 30 then name else testimony",
    "reports derive name2 = name drop name show name2",
    "reports count by name",
    "reports count by upper(testimony) as t",
    "reports sum persons by top 1 name",
    "reports min name, max testimony, list name, min age, max age, median age, latest age by place",
    "reports sum age, mean age by name",
    "reports count distinct name, count by place",
    "reports sort age desc take 1 show name, age",
    "reports describe",
    "reports derive before = previous(age) by place",
];

#[test]
fn no_format_prints_them() {
    let folder = folder();
    std::fs::write(folder.path().join("all.dlq"), QUERIES.join(";\n\n")).expect("a script");
    for format in ["table", "csv", "tsv", "json", "ndjson", "markdown"] {
        let (out, said) = folder.run(&["run", "all.dlq", ".", "--format", format]);
        assert!(out.contains("(hidden)") && out.lines().count() > QUERIES.len(), "{said}");
        tells_nothing(&format!("{out}{said}"), format);
    }
}

#[test]
fn parquet_and_the_library_do_not_hold_them() {
    let folder = folder();
    folder.run(&["query", "reports", ".", "--output", "out.parquet"]);
    let mut engine = Engine::open(&[folder.path().join("out.parquet")], Options::default()).unwrap();
    let back = engine.query("out show name, age, testimony, persons").unwrap();
    assert_eq!(rows(&back), ",,,3; ,,,1; ,,,2");
    folder.run(&["query", "reports", ".", "--output", "out.arrow"]);
    folder.run(&["query", "reports", ".", "--output", "out.xlsx"]);
    let (out, _) = folder.run(&["query", "\"out.arrow\" show name, age", "--format", "csv"]);
    tells_nothing(&out, "an Arrow file");
    let (out, said) = folder.run(&["query", "\"out.xlsx\" show name, age", "--format", "csv", "-q"]);
    assert_eq!(out, "name,age\n(hidden),(hidden)\n(hidden),(hidden)\n(hidden),(hidden)\n", "{said}");
    let (out, said) = folder.run(&["query", "reports", ".", "--format", "html"]);
    assert!(out.contains("(hidden)"), "{said}");
    tells_nothing(&out, "a page");
    let answer = folder.answer("reports show name, persons");
    assert_eq!((answer.rows.cell(0, 0), answer.rows.cell(0, 1)), (Cell::Hidden, Cell::Int(3)));
    assert_eq!(answer.facts.hidden, ["name"]);
    assert!(!format!("{answer:?}").contains("Synthetic"));
}

#[test]
fn conditions_and_counts_may_use_them() {
    let folder = folder();
    assert_eq!(folder.ask("reports where testimony contains \"tore\" count by place"), "Torkham,2");
    assert_eq!(folder.ask("reports where age > 30 sum persons"), "3");
    assert_eq!(folder.ask("reports count distinct name, count if age is unknown as without"), "3,1");
    assert_eq!(folder.ask("reports derive torn = testimony contains \"tore\" count by torn"), "false,1; true,2");
    // A value that is not there is not answered with those that are.
    let (out, said) = folder.run(&["query", "reports where name = \"Synthetic Tow\"", "."]);
    assert!(said.contains("no row has this name, whose values are not shown"), "{said}");
    tells_nothing(&out, "the answer");
    assert!(!said.contains("Synthetic Two"), "{said}");
}

/// The mean of one row is its value; a cell that does not fit, and the one that shows how dates are written, are values too.
#[test]
fn descriptions_and_what_is_told_of_cells_hold_none() {
    let ages = (20..30).map(|age| format!("2025-04-03,{age},13/02/2001\n")).collect::<String>();
    let catalog = "[tables.reports]\nfile = \"reports.csv\"\nsensitive = [\"age\", \"born\"]\n";
    let rows = format!("date,age,born\n2025-04-01,n.r.,14/02/1990\n{ages}2025-04-02,77,15/02/1990\n");
    let folder = Folder::of(&[("reports.csv", &rows), ("dateline.toml", catalog)]);
    let (described, _) = folder.run(&["query", "reports on 2025-04-02 describe", "."]);
    assert!(described.contains("age     number      1        0         1  -           -              -"), "{described}");
    let (schema, _) = folder.run(&["schema", "."]);
    let (counted, _) = folder.run(&["query", "reports count distinct age", "."]);
    assert!(counted.contains("1 cell of age is taken as unknown: reports.csv line 2\n"), "{counted}");
    for told in [described, schema, counted] {
        assert!(!["n.r.", "77", "1990"].iter().any(|value| told.contains(value)), "{told}");
    }
}

#[test]
fn with_leave_they_are_shown() {
    let folder = folder();
    let (out, _) = folder.run(&["query", "reports show name take 1", ".", "--show-sensitive", "--format", "csv"]);
    assert_eq!(out, "name\nSynthetic One\n");
    let mut engine = Engine::open(&[folder.path()], Options { show_sensitive: true, ..Options::default() }).unwrap();
    assert_eq!(rows(&engine.query("reports max age").unwrap()), "34");
}

#[test]
fn the_footer_and_the_schema_say_so() {
    let folder = folder();
    let (out, _) = folder.run(&["query", "reports show place, name, age take 1", "."]);
    assert!(out.contains("Torkham  (hidden)  (hidden)"), "{out}");
    assert!(
        out.contains("hidden  name and age, as the catalog asks; `--show-sensitive` shows values of single persons"),
        "{out}"
    );
    let (out, _) = folder.run(&["schema", "."]);
    assert!(out.contains("age        whole number  -    sensitive"), "{out}");
}

/// A file that no catalog speaks of holds the same people.
#[test]
fn rows_of_last_week_are_no_way_around_the_catalog() {
    let folder = folder();
    let earlier = REPORTS.replace("Torkham,Synthetic One", "Chaman,Synthetic One").replace("name,age", "Name,age");
    std::fs::write(folder.path().join("earlier.csv"), earlier).expect("a file");
    for query in [
        "reports changes from \"earlier.csv\" on date trace",
        "reports count by place changes from \"earlier.csv\" on place trace",
        "reports append \"earlier.csv\" trace",
        "\"earlier.csv\" append reports trace",
        "reports show date, name join \"earlier.csv\" as e on name show date, e.name",
        "reports join \"earlier.csv\" as e on name trace show file, line, name",
        "reports with \"earlier.csv\" on name trace show file, line, name",
    ] {
        let (out, said) = folder.run(&["query", query, ".", "--format", "ndjson"]);
        assert!(out.contains("(hidden)"), "{query}: {out}{said}");
        tells_nothing(&format!("{out}{said}"), query);
    }
}

/// A file that the catalog names is the same by its path, by a pattern, and beside others.
#[test]
fn the_path_of_a_file_is_no_way_around_the_catalog() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("more")).expect("a folder");
    std::fs::write(folder.path().join("more/reports.csv"), REPORTS).expect("a file");
    for query in [
        "\"reports.csv\" show name, age, testimony",
        "\"./more/../reports.csv\" count by name",
        "\"report?.csv\" derive n = upper(name) show n, persons",
        "\"**/*.csv\" max testimony, list name by place",
    ] {
        let (out, said) = folder.run(&["query", query, ".", "--format", "csv"]);
        assert!(out.contains("(hidden)"), "{query}: {out}{said}");
        tells_nothing(&format!("{out}{said}"), query);
    }
    let (out, _) = folder.run(&["query", "\"reports.csv\" show name take 1", ".", "--show-sensitive", "--format", "csv"]);
    assert_eq!(out, "name\nSynthetic One\n");
}

#[test]
fn days_of_persons_are_no_time_axis_unless_a_catalog_says_so() {
    let people = "born,when,n\n1907-07-19,2025-04-01,1\n1908-08-20,2025-04-02,2\n";
    let of = |sensitive: &str| {
        let catalog = format!("[tables.p]\nfile = \"p.csv\"\nsensitive = [{sensitive}]\n");
        Folder::of(&[("p.csv", people), ("dateline.toml", &catalog)])
    };
    let text = of("\"born\"").run(&["query", "p sum n every day", "."]).0;
    assert!(text.contains("window  2025-04-01 to 2025-04-02") && !text.contains("190"), "{text}");
    let text = of("\"born\", \"when\"").run(&["query", "p sum n", "."]).0;
    assert!(text.contains("window  none") && !text.contains("190"), "{text}");
}

#[test]
fn lines_around_a_table_about_persons_are_told_without_what_they_say() {
    let people =
        "Seen by Synthetic One\n\nname,place,days\nA,Torkham,3\nB,Chaman,4\nTotal Synthetic Two,,7\n\nNote: Synthetic Three\n";
    let catalog = "[tables.p]\nfile = \"p.csv\"\nsensitive = [\"name\"]\n";
    let folder = Folder::of(&[("p.csv", people), ("dateline.toml", catalog)]);
    for command in [&["query", "p sum days", "."][..], &["schema", "."], &["query", "p sum days", ".", "--format", "json"]] {
        let (out, said) = folder.run(command);
        assert!(format!("{out}{said}").contains("line 6"), "{out}{said}");
        assert!(!format!("{out}{said}").contains("Synthetic"), "{out}{said}");
    }
}
