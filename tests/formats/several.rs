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

/// What does not fit is what does not fit the type that all files decide, not the one that a file would have alone.
#[test]
fn strictness_holds_to_what_the_files_say_together() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let strict = |query: &str| {
        let (rows, said) = run_in(folder.path(), &["query", query, "--strict", "--format", "csv"]);
        rows + &said
    };
    let numbers: String = (1..=120).map(|n| format!("2025-04-01,{n}\n")).collect();
    // Alone, the first file has numbers and a cell that is none. Together they are texts, and all cells fit.
    write("a.csv", &format!("date,persons\n{numbers}2025-04-02,closed\n"));
    write("b.csv", "date,persons\n2025-04-03,some\n2025-04-03,many\n2025-04-03,few\n");
    let answer = strict("\"*.csv\" where persons in (\"closed\", \"few\") show persons, file");
    assert!(answer.starts_with("persons,file\nclosed,a.csv\nfew,b.csv\n"), "{answer}");
    let alone = strict("\"a.csv\" sum persons");
    assert!(alone.contains("`closed` in line 122 of `a.csv` does not fit: the column `persons` has whole numbers"), "{alone}");
    // Alone, the second is text. Together they are numbers, and its one cell does not fit.
    write("b.csv", "date,persons\n2025-04-03,some\n");
    let answer = strict("\"*.csv\" sum persons");
    assert!(answer.contains("`closed` in line 122 of `a.csv` does not fit"), "{answer}");
    write("a.csv", &format!("date,persons\n{numbers}"));
    let answer = strict("\"*.csv\" sum persons");
    assert!(answer.contains("`some` in line 2 of `b.csv` does not fit: the column `persons` has whole numbers"), "{answer}");
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

/// Tags say what a column is. Of one header they may say more in one file than in another, and that is told; not two things.
#[test]
fn tags_of_one_header_do_not_contradict_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let ask = |query: &str| {
        let (rows, said) = run_in(folder.path(), &["query", query]);
        rows + &said
    };
    write("a.csv", "day,persons,place\n#date,#affected+f,#adm1\n2025-04-01,5,X\n");
    write("b.csv", "place,day,persons\n#adm1,#date,#affected+m\nY,2025-04-02,7\n");
    let refused = ask("\"*.csv\" sum persons");
    assert!(refused.contains("`persons` is #affected+f in `a.csv`, and #affected+m in `b.csv`"), "{refused}");
    assert!(!refused.contains("12"), "{refused}");
    // The same in another order, one that says more, one column more, and a file without tags.
    write("b.csv", "place,more,day,persons\n#adm1+name,,#date,#affected+idps+f\nY,1,2025-04-02,7\n");
    write("c.csv", "persons,place,day\n8,Y,2025-04-03\n");
    let answer = ask("\"*.csv\" sum #affected by #adm1");
    assert!(answer.starts_with("place  persons\n─────  ───────\nX            5\nY           15\n"), "{answer}");
    assert!(answer.contains("tags    persons is #affected+f in a.csv, #affected+idps+f in b.csv\n"), "{answer}");
    assert!(answer.contains("        place is #adm1 in a.csv, #adm1+name in b.csv\n"), "{answer}");
    assert!(!ask("\"*.csv\" count").contains("#affected"), "nothing of columns that are not asked for");
    let (schema, notes) = run_in(folder.path(), &["schema", "*.csv"]);
    assert!(schema.contains("persons  whole number  #affected+f"), "{schema}");
    assert!(notes.contains("`place` of `*.csv` has the tag #adm1: place is #adm1 in a.csv, #adm1+name in b.csv"), "{notes}");
    assert!(notes.contains("unknown in `a.csv` and `c.csv`: `more`"), "{notes}");
    // A tag that says less than two others joins neither of them to the other.
    write("c.csv", "persons,place,day\n#affected,#adm1,#date\n8,Y,2025-04-03\n");
    write("d.csv", "persons,place,day\n#affected+m,#adm1,#date\n8,Y,2025-04-03\n");
    let refused = ask("\"*.csv\" count");
    assert!(refused.contains("`persons` is #affected+f in `a.csv`, and #affected+m in `d.csv`"), "{refused}");
}

/// What large files decide together is kept beside their copies as long as none of them changes.
#[test]
fn what_files_decide_together_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let write = |name: &str, persons: &dyn Fn(u32) -> String, rows: u32| {
        let row = |at: u32| format!("2025-04-{:02},{},{}\n", at % 28 + 1, persons(at), "x".repeat(60));
        let text: String = std::iter::once("date,persons,remark\n".to_string()).chain((0..rows).map(row)).collect();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    };
    write("1.csv", &|at| (at % 50).to_string(), 115_000);
    write("2.csv", &|at| format!("about {}", at % 50), 115_000);
    write("3.csv", &|at| format!("{at} or so"), 3);
    let cache = folder.path().join("cache");
    let run = |arguments: &[&str]| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_dateline"));
        let run = run.args(arguments).current_dir(folder.path()).env("DATELINE_CACHE", &cache).output().unwrap();
        String::from_utf8(run.stdout).unwrap() + &String::from_utf8(run.stderr).unwrap()
    };
    let ask = |clauses: &str| run(&["query", &format!("\"*.csv\" {clauses}"), "--format", "csv", "-q"]);
    let kept = || {
        let files = |folder: std::path::PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut names: Vec<_> = files(cache.clone()).flat_map(files).collect();
        names.sort();
        names
    };
    let texts = || ask("where persons in (\"7\", \"about 7\", \"2 or so\") count by file, persons");
    let first = texts();
    assert_eq!(first, "file,persons,rows\n1.csv,7,2300\n2.csv,about 7,2300\n3.csv,2 or so,1\n");
    let told = || run(&["schema", "*.csv"]);
    let first_told = told();
    assert!(first_told.contains("it has whole numbers in `1.csv`, and `about 0` in line 2 of `2.csv`"), "{first_told}");
    let before = kept();
    let texts_of_numbers = before.iter().filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("1-")).count();
    assert_eq!(texts_of_numbers, 3, "the numbers of the first file, the same as texts, and the texts of the second: {before:?}");
    assert_eq!([texts(), texts(), told()], [first.clone(), first, first_told]);
    assert_eq!(kept(), before);
    // Alone, the first file has numbers as before.
    let alone = run(&["query", "\"1.csv\" sum persons", "--format", "csv", "-q"]);
    assert_eq!(alone, format!("persons\n{}\n", (0..115_000u64).map(|at| at % 50).sum::<u64>()));
    // A small file that changes changes what is decided.
    write("2.csv", &|at| (at % 50).to_string(), 115_000);
    assert!(ask("where persons = \"2 or so\" sum persons").contains("text"), "3.csv has words still");
    write("3.csv", &|at| at.to_string(), 3);
    let sum = 2 * (0..115_000u64).map(|at| at % 50).sum::<u64>() + 3;
    assert_eq!(ask("sum persons"), format!("persons\n{sum}\n"));
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
