//! `save`: which files there are afterwards, and what is refused before a row is read.

use crate::Desk;

#[test]
fn answers_go_to_files_and_what_was_written_is_said() {
    let desk = Desk::new();
    let ran =
        desk.script("crossings count by border save \"a.csv\"; crossings sum persons; crossings take 1 save \"sub/b.tsv\"", &[]);
    assert_eq!(ran.status, 1, "the folder is missing");
    assert!(desk.files().is_empty());
    desk.write("sub/old.txt", "");
    let ran =
        desk.script("crossings count by border save \"a.csv\"; crossings sum persons; crossings take 1 save \"sub/b.tsv\"", &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(desk.read("a.csv"), "border,rows\nChaman,1\nTorkham,3\n");
    assert_eq!(desk.read("sub/b.tsv"), "date\tborder\tpersons\twomen\n2025-03-30\tTorkham\t7\t3\n");
    assert!(ran.out.starts_with("persons\n") && !ran.out.contains("border"), "only what is not saved is shown: {}", ran.out);
    assert!(ran.err.contains("saved   2 rows in a.csv\n") && ran.err.contains("saved   1 row in sub/b.tsv\n"), "{}", ran.err);
}

#[test]
fn paths_start_from_the_folder_of_the_script() {
    let desk = Desk::new();
    desk.write("scripts/a.dlq", "crossings count save \"count.csv\"");
    let ran = desk.run(&["run", "scripts/a.dlq", "crossings.csv"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(desk.read("scripts/count.csv"), "rows\n4\n");
    let ran = desk.run(&["query", "crossings count save \"here.csv\"", "crossings.csv", "--quiet"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(desk.read("here.csv"), "rows\n4\n");
}

#[test]
fn what_cannot_be_saved_is_known_before_a_row_is_read() {
    let desk = Desk::new();
    // The file of the table does not fit its ending: opening it would say so.
    let unread = "\"bad.parquet\" count save \"x.csv\"";
    desk.write("bad.parquet", "no parquet");
    let fault = |text: &str| {
        let errors = desk.errors(text, &[]);
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors.into_iter().next().expect("one")
    };
    assert!(fault(unread).contains("`bad.parquet`"));
    assert!(fault("crossings save \"x.doc\"").starts_with("E0506]: the ending of `x.doc`"));
    assert!(fault("crossings save \"x\"").starts_with("E0506]: the ending of `x`"));
    assert!(fault("crossings save \"no/x.csv\"").starts_with("E0506]: there is no folder `no`"));
    assert!(fault("crossings save \"crossings.csv\"").contains("is the file of `crossings`"));
    assert!(fault("crossings save \"./crossings.csv\"").contains("is the file of `crossings`"));
    assert!(fault("crossings save \"x.csv\"; crossings save \"./x.csv\"").contains("two answers are saved to"));
    assert!(fault("let a = crossings save \"x.csv\"").contains("`let a` names a query"));
    assert!(fault("crossings save \"x.csv\" take 2").starts_with("E0901]: `take` cannot stand behind `save`"));
    assert!(fault("crossings save \"x.csv\" save \"y.csv\"").starts_with("E0901]: `save` cannot stand behind `save`"));
    desk.write("other.csv", "a\n1\n");
    assert!(fault("let f = \"other.csv\"; f save \"other.csv\"").contains("is the file of `other.csv`"));
    let several = desk.errors("crossings save \"x.doc\"; crossings where bordr = 1; crossings save \"no/x.csv\"", &[]);
    assert_eq!(several.len(), 3, "{several:?}");
    assert_eq!(desk.files(), ["bad.parquet", "other.csv"]);
}

#[test]
fn save_stands_behind_every_ending() {
    let desk = Desk::new();
    let text = "crossings sum persons by border protect 10 save \"a.csv\"; crossings count by border round to 2 save \"b.csv\"; \
                crossings sum persons by border trace save \"c.csv\"";
    assert_eq!(desk.answers(text, &[]), "");
    assert_eq!(desk.files(), ["a.csv", "b.csv", "c.csv"]);
    assert!(desk.read("c.csv").starts_with("file,line,date,border,persons,women\n"));
}

#[test]
fn a_failed_script_leaves_the_old_files_and_nothing_else() {
    let desk = Desk::new();
    desk.write("a.csv", "old");
    desk.write("big.csv", "n\n9223372036854775807\n9223372036854775807\n");
    // The second query is sound and fails while it runs.
    let ran = desk.script("crossings count save \"a.csv\"; \"big.csv\" sum n save \"b.csv\"", &["--output", "c.csv"]);
    assert_eq!(ran.status, 2, "all results are saved: {}", ran.err);
    let ran = desk.script("crossings count save \"a.csv\"; \"big.csv\" sum n save \"b.csv\"", &[]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let ran =
        desk.script("crossings count save \"a.csv\"; crossings count; \"big.csv\" sum n save \"b.csv\"", &["--output", "c.csv"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert_eq!(desk.read("a.csv"), "old");
    assert_eq!(desk.files(), ["a.csv", "big.csv"]);
}

#[test]
fn output_and_provenance_appear_with_what_is_saved() {
    let desk = Desk::new();
    let ran = desk.script("crossings count save \"a.csv\"; crossings sum persons", &["--output", "b.csv", "--provenance"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(desk.files(), ["a.csv", "a.csv.provenance.json", "b.csv", "b.csv.provenance.json"]);
    let provenance = desk.read("a.csv.provenance.json");
    assert!(provenance.contains("\"digest\"") && provenance.contains("\"rows_used\": 4"), "{provenance}");
    let ran = desk.script("crossings count", &["--provenance"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "there is no file to stand beside");
}

#[test]
fn two_results_do_not_share_a_file() {
    let desk = Desk::new();
    let ran = desk.script("crossings count save \"a.csv\"; crossings sum persons", &["--output", "a.csv"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("two results go to `"), "{}", ran.err);
    assert!(desk.files().is_empty());
}

#[test]
fn an_engine_says_where_and_writes_nothing() {
    let desk = Desk::new();
    let options = dateline::Options { folder: Some(desk.path("")), ..dateline::Options::default() };
    let mut engine = dateline::Engine::open(&[desk.path("crossings.csv")], options).expect("the table opens");
    let answer = engine.query("crossings count save \"a.xlsx\"").expect("an answer");
    let saving = answer.saving.expect("a file");
    assert_eq!((saving.path, saving.format.name()), (desk.path("a.xlsx"), "xlsx"));
    assert!(desk.files().is_empty());
}
