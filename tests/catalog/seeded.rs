//! Cells of sensitive columns that nothing else looks like, and a long list of commands: none of them shows one, anywhere.

use super::Folder;
use std::collections::BTreeSet;
use std::path::Path;

/// A word, a whole number and a day that stand in sensitive columns alone.
const SEEDS: [&str; 5] = ["Qwzyx", "qwzyx", "7919373", "7,919,373", "1907-07-19"];

const CATALOG: &str = "[tables.reports]
file = \"reports.csv\"
source = \"informant\"
series = [\"place\"]
sensitive = [\"name\", \"age\", \"born\", \"informant\", \"so far\", \"where\"]
place = [\"where\"]
[tables.reports.measures]
persons = { kind = \"flow\", unit = \"persons\" }
\"so far\" = { kind = \"cumulative\", unit = \"persons\" }

[tables.aid]
file = \"aid.csv\"
";

const HEADER: &str = "date,place,name,age,born,persons,informant,so far,where\n";

fn folder() -> Folder {
    let mut reports = HEADER.to_string();
    for row in 1..=112 {
        let day = format!("2025-{:02}-{:02}", 2 + (row - 1) / 28, 1 + (row - 1) % 28);
        let place = ["Torkham", "Chaman"][row % 2];
        let name = if row < 90 { format!("Qwzyx {row}") } else { "Qwzyx".into() };
        let age = [Some("Qwzyx?"), Some("")].get(row.wrapping_sub(3)).copied().flatten().unwrap_or("7919373");
        let informant = ["Qwzyx A", "Qwzyx B"][row / 60];
        let so_far = if row == 9 { 7_919_370 } else { 7_919_373 };
        reports += &format!("{day},{place},{name},{age},1907-07-19,{row},{informant},{so_far},Qwzyx village\n");
    }
    let earlier = reports.replace("Torkham,Qwzyx 2,", "Chaman,Qwzyx 2b,").replace(",1907-07-19,5,", ",1907-07-18,5,");
    let aid = "person,given\nQwzyx 2,30\nQwzyx 99,40\n".replace("Qwzyx 99", "Unknown one");
    Folder::of(&[("reports.csv", &reports), ("earlier.csv", &earlier), ("aid.csv", &aid), ("dateline.toml", CATALOG)])
}

const QUERIES: &[&str] = &[
    "reports",
    "reports show name, age, born, informant",
    "\"reports.csv\" show name, born",
    "\"earlier.csv\" show name, age",
    "reports rename name as who, age as years show who, years",
    "reports derive t = concat(name, \"!\"), u = if age is known then name else \"none\" show t, u",
    "reports derive part = share(age) show part",
    "reports derive before = previous(age) by place show before",
    "reports derive n = number(name) show n",
    "reports count by name",
    "reports count by informant, born",
    "reports sum persons by top 3 name",
    "reports list name, min name, max born, mean age, median age, stdev age, percentile 90 age, range age by place",
    "reports sum age every week",
    "reports mean age per day",
    "reports mean persons per day by informant",
    "reports latest `so far`, earliest `so far`",
    "reports increase `so far`",
    "reports increase `so far` by place every week",
    "reports sum persons every week versus previous",
    "reports since 2025-04 sum persons versus previous",
    "reports prefer \"Somebody\" sum persons",
    "reports prefer \"Qwzy A\" sum persons",
    "reports where name = \"Qwzy 3\"",
    "reports where informant = \"Nobody\" count",
    "reports where `where` = \"village\" count",
    "reports where name resembles \"wzyx 1\" show name",
    "reports where age > 100 show age",
    "reports sort age desc, name take 3 show age, name",
    "reports top 2 age show age",
    "reports unique name show name",
    "reports sample 3 seed 1 show name",
    "reports describe",
    "reports unpivot name, informant as what, said show what, said",
    "reports pivot place in (\"Torkham\", \"Chaman\") of name by date",
    "reports show place, name, persons pivot name in (\"Qwzy 1\") of persons by place",
    "reports append \"earlier.csv\" show name, age, born",
    "\"earlier.csv\" append reports show name",
    "reports lookup \"earlier.csv\" on name",
    "reports lookup \"earlier.csv\" on date show name, earlier.name, earlier.age",
    "reports lookup aid on name = person show name, aid.person, given",
    "reports join \"earlier.csv\" as e on place, date show e.name, e.born",
    "reports with \"earlier.csv\" on name",
    "reports without \"earlier.csv\" on name, place",
    "reports lookup \"earlier.csv\" on informant",
    "reports changes from \"earlier.csv\" on date",
    "reports changes from \"earlier.csv\" on date, name",
    "reports changes from \"earlier.csv\" on informant",
    "reports changes from \"earlier.csv\" on date where column = \"name\" show old, new",
    "reports changes from \"earlier.csv\" on date count by old, new",
    "reports changes from \"earlier.csv\" on date trace",
    "reports sum persons by place trace",
    "reports where persons > 20 trace show file, line, name",
    "reports expect no rows",
    "reports expect each age > 8000000",
    "reports expect each name = \"x\" as \"names\"",
    "reports expect known age, name",
    "reports expect unique born",
    "reports expect newest within 1 day by name",
    "reports append \"earlier.csv\" expect unique name, date",
    "reports join \"earlier.csv\" as e on date expect each name = e.name",
    "reports sum persons by name plot bar",
    "reports sum persons by name every week plot heat",
    "reports sum persons by informant every week plot line",
    "reports max age every week plot spark",
    "reports sum persons by place protect 10",
    "reports max age, list name by place protect 3",
    "reports dated by born count every year",
    "reports round to 5",
    "let oldest = reports max age; = $oldest + 1",
    "let one = reports where persons = 3 show name; reports where name = $one show place, name",
    "let older = reports max age; reports where age < $older show place, age",
    "reports where nme = 1",
    "reports where name = 5",
    "reports where age + name > 3",
    "reports sum name",
    "reports where born = 2025-04",
];

fn tells_nothing(text: &str, from: &str) {
    for seed in SEEDS {
        // A query is quoted in errors; what it says itself it may.
        let told: Vec<&str> = text.lines().filter(|line| line.contains(seed) && !from.contains(seed)).collect();
        assert!(told.is_empty(), "{from} tells {seed}:\n{}", told.join("\n"));
    }
}

/// The texts of the files of a folder; of packed ones the bytes.
fn files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(&path, found),
            false => {
                found.push((path.display().to_string(), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()))
            }
        }
    }
}

#[test]
fn no_query_shows_a_cell() {
    let folder = folder();
    for query in QUERIES {
        for format in ["table", "json"] {
            std::fs::write(folder.path().join("query.dlq"), query).expect("a script");
            let (out, said) = folder.run(&["run", "query.dlq", ".", "--format", format, "--now", "2025-06-01"]);
            assert!(!out.is_empty() || !said.is_empty(), "{query} says nothing");
            tells_nothing(&format!("{out}{said}"), query);
        }
    }
}

#[test]
fn no_format_and_no_file_holds_a_cell() {
    let folder = folder();
    let before: BTreeSet<String> = ["reports.csv", "earlier.csv", "aid.csv"].map(str::to_string).into();
    let script = "reports show date, place, name, age, born, informant expect each age > 1 as \"ages\";
reports changes from \"earlier.csv\" on date;
reports count by name;
reports sum persons by name plot bar;";
    std::fs::write(folder.path().join("all.dlq"), script).expect("a script");
    for format in ["table", "csv", "tsv", "json", "ndjson", "markdown", "html"] {
        let (out, said) = folder.run(&["run", "all.dlq", ".", "--format", format, "--junit", "checks.xml"]);
        assert!(out.contains("(hidden)"), "{format}: {out}{said}");
        tells_nothing(&format!("{out}{said}"), format);
    }
    let queries = [script.split(" expect").next().unwrap_or_default(), "reports changes from \"earlier.csv\" on date"];
    for ending in ["txt", "csv", "tsv", "json", "ndjson", "md", "html", "xlsx", "parquet", "arrow"] {
        for (at, query) in queries.iter().enumerate() {
            let name = format!("out{at}.{ending}");
            let (_, said) = folder.run(&["query", query, ".", "--output", &name, "--provenance"]);
            tells_nothing(&said, &name);
            if ["xlsx", "parquet", "arrow"].contains(&ending) {
                let (out, said) = folder.run(&["query", &format!("\"{name}\""), "--format", "ndjson"]);
                assert!(!out.is_empty(), "{name}: {said}");
                tells_nothing(&format!("{out}{said}"), &name);
            }
        }
    }
    let mut found = Vec::new();
    files(&folder.path(), &mut found);
    for (name, text) in found.iter().filter(|(name, _)| !before.iter().any(|own| name.ends_with(own))) {
        tells_nothing(text, name);
    }
}

#[test]
fn no_other_command_shows_a_cell() {
    let folder = folder();
    std::fs::write(folder.path().join("some.dlq"), "reports where nam = 1; reports sum name; reports sum age").expect("a script");
    for arguments in [
        &["schema", "."][..],
        &["schema", "reports", "."],
        &["schema", "reports", ".", "--format", "json"],
        &["schema", "reports.csv"],
        &["schema", "reports", ".", "--strict"],
        &["query", "reports sum age", ".", "--strict"],
        &["query", "reports count", "reports.csv"],
        &["query", "reports show name, age", "reports.csv"],
        &["query", "reports show name", "dateline.toml"],
        &["explain", "reports where age > 3 count by name", "."],
        &["check", "some.dlq", "."],
        &["check", "some.dlq", ".", "--format", "json"],
    ] {
        let (out, said) = folder.run(arguments);
        assert!(!out.is_empty() || !said.is_empty(), "{arguments:?} says nothing");
        tells_nothing(&format!("{out}{said}"), &arguments.join(" "));
    }
}

#[test]
fn with_leave_cells_are_shown() {
    let folder = folder();
    for query in ["reports show name take 1", "\"earlier.csv\" show name take 1", "reports changes from \"earlier.csv\" on date"]
    {
        let (out, said) = folder.run(&["query", query, ".", "--show-sensitive"]);
        assert!(out.contains("Qwzyx"), "{query}: {out}{said}");
    }
}

#[test]
fn what_was_hidden_is_told_from_what_is_unknown() {
    let (out, _) = folder().run(&["query", "reports changes from \"earlier.csv\" on date", ".", "--quiet"]);
    let rows: Vec<&str> = out.lines().filter(|line| line.contains("altered")).collect();
    assert_eq!(
        rows,
        [
            "altered  2025-02-02  place   Chaman    Torkham",
            "altered  2025-02-02  name    (hidden)  (hidden)",
            "altered  2025-02-05  born    (hidden)  (hidden)"
        ]
    );
}
