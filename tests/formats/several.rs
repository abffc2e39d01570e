//! Several files as one table: patterns, folders, lists.

use super::{data, golden, run_in};
use std::process::Command;

#[test]
fn patterns_and_folders() {
    golden(&[
        "reports/*.csv",
        "reports/*",
        "reports/",
        "reports/**/*.csv",
        "reports/2025-0[45].csv",
        "formats/",
        "formats/*.xlsx#May",
    ]);
    golden(&[
        "unlike/*.csv",
        "with_file/*.csv",
        "strangers/*.csv",
        "reports/2026-*.csv",
        "absent/*.csv",
        "nothing/",
        "nothing/*",
    ]);
}

#[test]
fn several_files_are_asked_like_one() {
    let ask = |query: &str| {
        let (rows, said) = run_in(&data(), &["query", query]);
        format!("{query}\n\n{rows}\n{said}")
    };
    let queries = [
        "\"reports/*.csv\" count",
        "\"formats/\" count",
        "\"formats/*.parquet\" count",
        "\"reports/*.csv\" sum persons, families by file",
        "\"reports/*.csv\" where file = \"2025-05.csv\" show date, persons",
        "\"reports/*.csv\" where crossing = \"Chaman\" sum trucks trace",
        "\"with_file/*.csv\" where source_file = \"b.csv\" sum persons trace",
        "\"reports/*.csv\" changes from \"reports/2025-0[45].csv\" on date, crossing",
    ];
    insta::assert_snapshot!(queries.map(ask).join("\n\n"));
}

/// The digests of all files stand in what an answer rests on, and each is that of the file.
#[test]
fn every_file_has_its_digest() {
    let (answer, _) = run_in(&data(), &["query", "\"reports/*.csv\" count", "--format", "json"]);
    for name in ["2025-04.csv", "2025-05.csv", "2025-06.csv"] {
        let digest = dateline::data::digest(&data().join("reports").join(name)).unwrap();
        assert!(answer.contains(&format!("{{\"file\":\"{name}\",\"rows\":2,\"digest\":\"{digest}\"}}")), "{answer}");
    }
}

#[test]
fn a_cell_that_does_not_fit_is_refused_with_its_file() {
    let (_, said) = run_in(&data(), &["query", "\"reports/*.csv\" sum persons", "--strict"]);
    assert!(said.contains("`n.r.` in line 3 of `reports/2025-05.csv` does not fit"), "{said}");
}

#[test]
fn catalogs_name_several_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |text: &str| std::fs::write(folder.path().join("dateline.toml"), text).unwrap();
    let reports = data().join("reports").display().to_string();
    let sum = || {
        let (rows, said) = run_in(folder.path(), &["query", "t sum persons by file", ".", "--format", "csv"]);
        rows + &said
    };
    write(&format!("[tables.t]\nfile = \"{reports}/*.csv\"\n"));
    let expected = "2025-04.csv,200,,\n2025-05.csv,95,95.0,\n2025-06.csv,101,101.0,\n";
    assert!(sum().contains(expected), "{}", sum());
    write(&format!("[tables.t]\nfile = \"{reports}/\"\n"));
    assert!(sum().contains(expected), "{}", sum());
    write(&format!("[tables.t]\nfile = [\"{reports}/2025-0[45].csv\", \"{reports}/2025-06.csv\"]\n"));
    assert!(sum().contains(expected), "{}", sum());
    write(&format!("[tables.t]\nfile = [\"{reports}/2025-06.csv\", \"{reports}/north/2025-04.csv\"]\n"));
    assert!(sum().contains("\nnorth/2025-04.csv,3"), "{}", sum());
    write(&format!("[tables.t]\nfile = [\"{reports}/*.csv\", \"{reports}/2025-04.csv\"]\n"));
    assert!(sum().contains(expected), "a file that is named twice is read once: {}", sum());
    write("[tables.t]\nfile = []\n");
    assert!(sum().contains("`tables.t.file` names no file"), "{}", sum());
}

/// Columns of other names are one by their HXL tag, where it is the tag of one column in each file.
#[test]
fn columns_are_one_by_their_tags() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.csv", "Day,Province,Persons\n#date,#adm1+name,#affected\n01/04/2025,North,10\n13/04/2025,South,12\n");
    write("b.csv", "Date,Prov,Total\n#date,#adm1+name,#affected\n02/05/2025,North,11\n03/05/2025,South,13\n");
    let ask = |query: &str| run_in(folder.path(), &["query", query, "--format", "csv"]);
    let sums = "Province,Persons\nNorth,21\nSouth,25\n";
    assert_eq!(ask("\"*.csv\" during 2025-04/2025-05 sum #affected by #adm1").0, sums);
    let schema = run_in(folder.path(), &["schema", "*.csv"]).1;
    assert!(schema.contains("`Prov` of `b.csv` is taken as `Province`, as other files write it"), "{schema}");
    // Two columns with the tag: neither is the one that others have.
    write("b.csv", "Date,Men,Women\n#date,#affected,#affected\n02/05/2025,1,2\n");
    let refused = ask("\"*.csv\" sum #affected").1;
    assert!(refused.contains("`Persons` (#affected), `Men` (#affected) and `Women` (#affected)"), "{refused}");
}

/// Of large files only the columns that are asked for are read, and each leaves a copy of its own, which knows no lines.
#[test]
fn large_files_are_read_column_by_column() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |month: u32| -> String {
        let row = |at: u32| format!("2025-{month:02}-{:02},place {},{at},{}\n", at % 28 + 1, at % 7, "x".repeat(40));
        std::iter::once("date,place,persons,remark\n".to_string()).chain((0..140_000).map(row)).collect()
    };
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    for month in [1, 2] {
        let path = folder.path().join(format!("{month}.csv"));
        std::fs::write(&path, rows(month)).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    }
    let cache = folder.path().join("cache");
    let ask = |clauses: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["query", &format!("\"*.csv\" {clauses}"), "--format", "csv"])
            .current_dir(folder.path())
            .env("DATELINE_CACHE", &cache)
            .output()
            .unwrap();
        String::from_utf8(run.stdout).unwrap()
    };
    let sums = || ask("sum persons by file, place take 1");
    let sum: u64 = (0..140_000u64).filter(|at| at % 7 == 0).sum();
    assert_eq!(sums(), format!("file,place,persons\n1.csv,place 0,{sum}\n"));
    assert_eq!(std::fs::read_dir(&cache).unwrap().count(), 2, "a copy of each file");
    assert_eq!(sums(), format!("file,place,persons\n1.csv,place 0,{sum}\n"), "from the copies");
    let lines = || ask("where persons = 120000 sum persons trace show file, line");
    assert_eq!([lines(), lines()], ["file,line\n1.csv,120002\n2.csv,120002\n"; 2]);
}
