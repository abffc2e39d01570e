//! Copies of large files hold nothing of columns about single persons, whatever was asked and whatever was kept before.

use super::Folder;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// Parts of cells of the columns about single persons: texts of which each is another, few texts, dates, numbers.
const SECRETS: [&str; 7] = ["Secret", "SECRET", "secret", "Ward of", "1987", "7000001", "7139999"];

/// The places of those columns in each file.
const PRIVATE: [&str; 4] = ["2", "3", "4", "5"];

const CATALOG: &str = "[tables.reports]
file = \"reports.csv\"
sensitive = [\"full name\", \"#person\", \"born\", \"case_no\"]

[tables.packed]
file = \"packed.csv.gz\"
sensitive = [\"name\", \"#person+status\", \"born\", \"case_no\"]

[tables.monthly]
file = \"monthly/*.csv\"
sensitive = [\"Name\", \"status\", \"born\", \"case_no\"]
";

/// More than 8 MB of rows under a header with tags.
fn text(header: &str) -> String {
    let head = format!("{header}\n#date,#adm1,#meta+who,#person+status,#meta+born,#meta+case,#meta\n");
    let row = |at: u32| {
        let (day, year) = (at % 28 + 1, 1960 + at % 40);
        let case = 7_000_001 + at;
        format!("2025-04-{day:02},place {},Secret {at},Ward of {},{day:02}/02/{year},{case},{}\n", at % 7, at % 5, "x".repeat(12))
    };
    std::iter::once(head).chain((0..139_999).map(row)).collect()
}

/// The folder of files, written long enough ago to be kept, with its catalog beside it.
fn folder() -> Folder {
    let folder = Folder::of(&[("catalog.txt", CATALOG)]);
    std::fs::create_dir(folder.path().join("monthly")).expect("a folder");
    let text_of = |name: &str| text(&format!("date,place,{name},status,born,case_no,remark"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text_of("Name").as_bytes()).expect("packed");
    put(&folder, "packed.csv.gz", &packed.finish().expect("packed"));
    put(&folder, "reports.csv", text_of("Full Name").as_bytes());
    put(&folder, "monthly/1.csv", text_of("Name").as_bytes());
    // Numbers here and texts there: the cells of both decide.
    put(&folder, "monthly/2.csv", text_of("Who").replace(",7", ",N7").as_bytes());
    folder
}

fn put(folder: &Folder, name: &str, bytes: &[u8]) {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let past = SystemTime::now() - Duration::from_secs(60);
    std::fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(past)).expect("a time");
}

/// What a script prints and says; copies go to a folder beside its files.
fn run(folder: &Folder, script: &str, data: &[&str]) -> String {
    std::fs::write(folder.path().join("asked.dlq"), script).expect("a script");
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["run", "asked.dlq", "--format", "csv"])
        .args(data)
        .current_dir(folder.path())
        .env("DATELINE_CACHE", folder.path().join("cache"))
        .output()
        .expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).into_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The columns that are kept, by their places in their files, and whether a cell about persons is in any copy.
fn kept(folder: &Folder) -> (Vec<String>, bool) {
    let files = files(&folder.path().join("cache"));
    let holds = |file: &PathBuf| {
        let bytes = std::fs::read(file).expect("a copy");
        SECRETS.iter().any(|secret| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()))
    };
    let place = |file: &PathBuf| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        name.split_once(['-', '.']).map(|(place, _)| place.to_string()).filter(|place| place != "columns")
    };
    let mut places: Vec<String> = files.iter().filter_map(place).collect();
    places.sort();
    (places, files.iter().any(holds))
}

/// Queries on a table that rest on its columns about persons in all ways.
fn asked(table: &str, name: &str) -> String {
    let name = format!("`{name}`");
    [
        format!("{table} take 3"),
        format!("{table} count by {name} sort rows desc take 2"),
        format!("{table} where {name} contains \"12\" and born < 1990-01-01 count"),
        format!("{table} rename {name} as somebody count distinct somebody, count distinct case_no by place"),
        format!("{table} derive lower = lower({name}) sort born take 2"),
        format!("{table} where status = \"Ward of 3\" describe"),
    ]
    .join(";\n")
}

#[test]
fn copies_hold_nothing_of_persons() {
    let folder = folder();
    std::fs::rename(folder.path().join("catalog.txt"), folder.path().join("dateline.toml")).expect("a catalog");
    let script = [
        asked("reports", "Full Name"),
        asked("packed", "Name"),
        asked("monthly", "Name"),
        "let seen = reports where status = \"Ward of 1\" count by `Full Name`;\nseen sum rows".into(),
        "\"reports.csv\" take 1;\n\"monthly/2.csv\" count by Who sort rows desc take 1;\n\"monthly/\" take 1".into(),
    ]
    .join(";\n");
    let answers = run(&folder, &script, &["."]);
    assert!(!SECRETS.iter().any(|secret| answers.contains(secret)), "{answers}");
    let (places, told) = kept(&folder);
    assert!(!told && !places.is_empty());
    assert!(!places.iter().any(|place| PRIVATE.contains(&place.as_str())), "{places:?}");
}

/// What was kept before a catalog spoke of the columns is removed as soon as it is opened.
#[test]
fn what_was_kept_before_is_removed() {
    let folder = folder();
    let plain = "\"reports.csv\" take 1;\n\"packed.csv.gz\" count by Name sort rows desc take 1;\n\"monthly/\" take 1";
    run(&folder, plain, &[]);
    let (places, told) = kept(&folder);
    assert!(told && PRIVATE.iter().all(|private| places.iter().any(|place| place == private)), "{places:?}");
    // A copy of the file as it was, and one that is half written.
    let rename = |from: &str, to: &str| std::fs::rename(folder.path().join(from), folder.path().join(to)).expect("a catalog");
    let half =
        files(&folder.path().join("cache")).pop().and_then(|file| Some(file.parent()?.join("2.1-0.part"))).expect("a copy");
    std::fs::write(half, "Secret").expect("a file");
    let shorter = std::fs::read_to_string(folder.path().join("reports.csv")).expect("a file").replace("Full Name", "Full name");
    put(&folder, "reports.csv", &shorter.as_bytes()[..200]);
    rename("catalog.txt", "dateline.toml");
    let others = places.iter().filter(|place| !PRIVATE.contains(&place.as_str())).count();
    assert_eq!(run(&folder, "reports count", &["."]), "rows\n2\n");
    let (places, told) = kept(&folder);
    assert!(!told, "{places:?}");
    assert!(places.len() > others / 2 && !places.iter().any(|place| PRIVATE.contains(&place.as_str())), "{places:?}");
    // Asked without it again, they are kept again, and again removed.
    rename("dateline.toml", "catalog.txt");
    run(&folder, "\"monthly/2.csv\" count by Who, status sort rows desc take 1", &[]);
    assert!(kept(&folder).1);
    rename("catalog.txt", "dateline.toml");
    run(&folder, "monthly count by Name sort rows desc take 1", &["."]);
    assert!(!kept(&folder).1);
}
