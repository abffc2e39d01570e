//! The program as its users meet it: arguments in, streams and exit status out.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const CROSSINGS: &str = "date,border,persons\n2025-04-01,Torkham,10\n2025-04-02,Chaman,20\n2025-05-01,Torkham,5\n";

/// The program with an environment of its own.
fn dateline(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(arguments)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env_remove("RUST_BACKTRACE")
        .env("TERM", "xterm")
        .stdin(Stdio::null());
    command
}

/// What a run gave: the status, standard output, standard error.
fn ran(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("the streams are UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    ran(dateline(arguments).output().expect("the program starts"))
}

fn run_with_input(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut command = dateline(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the program reads");
    ran(child.wait_with_output().expect("the program ends"))
}

/// A folder with one data file, and the path of that file.
fn data() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "crossings.csv", CROSSINGS);
    (folder, path)
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("the file is written");
    path.to_str().expect("the path is UTF-8").to_string()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is read");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

// Usage.

#[test]
fn help_and_version_are_results() {
    let (status, out, err) = run(&["--help"]);
    assert_eq!((status, err.as_str()), (0, ""));
    insta::assert_snapshot!("help", out);
    assert_eq!(run(&["--version"]), (0, format!("dateline {}\n", env!("CARGO_PKG_VERSION")), String::new()));
}

#[test]
fn every_command_has_help() {
    for command in ["query", "run", "check", "schema", "explain"] {
        let (status, out, _) = run(&[command, "--help"]);
        assert_eq!(status, 0, "{command}");
        assert!(out.contains(&format!("Usage: dateline {command}")), "{out}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_why() {
    let cases: &[(&[&str], &str)] = &[
        (&["query"], "<QUERY>"),
        (
            &["query", "t", "--format", "pdf"],
            "[possible values: table, csv, tsv, json, ndjson, markdown, html, xlsx, parquet, arrow]",
        ),
        (&["query", "t", "--format", "jsn"], "'json'"),
        (&["query", "t", "--now", "2025-04"], "a day is written 2025-04-06"),
        (&["query", "t", "--set", "border"], "a value is set by NAME=VALUE"),
        (&["query", "t", "--format", "parquet"], "--output"),
        (&["explain", "t", "--stage", "plans"], "'plan'"),
        (&["qery", "t"], "did you mean `query`?"),
        (&["crossings where persons > 10"], "dateline query 'crossings where persons > 10'"),
        (&["--colour", "never"], "'--color'"),
    ];
    for (arguments, wanted) in cases {
        let (status, out, err) = run(arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(wanted), "{arguments:?}: {err}");
    }
}

// Stages that need no data.

#[test]
fn tokens_are_listed_with_their_places() {
    let (status, out, err) = run(&["explain", "crossings where\n  persons >= 10 -- many", "--stage", "tokens"]);
    assert_eq!((status, err.as_str()), (0, ""));
    insta::assert_snapshot!("tokens", out);
    let (status, out, _) = run(&["explain", "t take 1", "--stage", "tokens", "--format", "json"]);
    assert_eq!(status, 0);
    assert_eq!(out.matches("\"kind\"").count(), 4, "{out}");
}

#[test]
fn the_tree_is_json() {
    let (status, out, err) = run(&["explain", "crossings where persons >= 10 take 3", "--stage", "ast"]);
    assert_eq!((status, err.as_str()), (0, ""));
    insta::assert_snapshot!("ast", out);
}

#[test]
fn a_faulty_query_has_diagnostics_and_no_result() {
    let (status, out, err) = run(&["explain", "crossings whre x", "--stage", "ast"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("E0106") && err.contains("where"), "{err}");
}

#[test]
fn diagnostics_are_json_when_results_are() {
    let (status, out, err) = run(&["explain", "crossings whre x", "--stage", "ast", "--format", "json"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(serde_json::from_str::<serde_json::Value>(&err).is_ok() && err.contains("E0106"), "{err}");
}

#[test]
fn codes_are_explained() {
    let (status, out, _) = run(&["explain", "E0202"]);
    assert_eq!(status, 0);
    assert!(out.starts_with("E0202: no such column\n"), "{out}");
}

// Streams.

#[test]
fn missing_files_are_refused() {
    for arguments in [&["run", "missing.dlq"][..], &["check", "missing.dlq"], &["run", "."]] {
        let (status, out, err) = run(arguments);
        assert_eq!((status, out.as_str()), (1, ""), "{arguments:?}");
        assert!(err.contains("E0501"), "{err}");
    }
}

#[test]
fn missing_data_are_refused() {
    for arguments in [&["query", "missing", "missing.csv"][..], &["schema", "missing.csv"], &["missing.csv"]] {
        let (status, out, err) = run(arguments);
        assert_eq!((status, out.as_str()), (1, ""), "{arguments:?}");
        assert!(err.contains("E0501") && err.contains("missing.csv"), "{err}");
    }
}

#[test]
fn colour_follows_the_option_and_no_terminal() {
    let faulty = ["explain", "crossings whre x", "--stage", "ast"];
    let colored = |command: &mut Command| ran(command.output().expect("the program starts")).2.contains('\u{1b}');
    assert!(!colored(&mut dateline(&faulty)), "standard error is no terminal");
    assert!(colored(dateline(&faulty).args(["--color", "always"])));
    assert!(colored(dateline(&faulty).args(["--color", "always"]).env("NO_COLOR", "1")), "an option is stronger");
    assert!(!colored(dateline(&faulty).args(["--color", "never"])));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let query = "t\n".repeat(10_000);
    let shell = "\"$0\" explain \"$1\" --stage tokens | head -n 1; echo ${PIPESTATUS[0]}";
    let output = Command::new("bash").args(["-c", shell, env!("CARGO_BIN_EXE_dateline"), &query]).output().expect("bash starts");
    assert_eq!(ran(output), (0, "1:1     Word          t\n0\n".into(), String::new()));
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("tokens.txt");
    let output = target.to_str().expect("the path is UTF-8");
    assert_eq!(run(&["explain", "t whre", "--stage", "ast", "--output", output]).0, 1);
    assert!(names(folder.path()).is_empty());
    assert_eq!(run(&["explain", "t", "--stage", "tokens", "--output", output]), (0, String::new(), String::new()));
    assert_eq!(fs::read_to_string(&target).expect("the file is there"), "1:1     Word          t\n");
    assert_eq!(names(folder.path()), ["tokens.txt"]);
    let (status, _, err) = run(&["explain", "t", "--stage", "tokens", "--output", folder.path().to_str().expect("UTF-8")]);
    assert_eq!(status, 1);
    assert!(err.contains("E0506"), "{err}");
}

#[test]
fn several_results_need_a_form_that_holds_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out.csv");
    let (status, _, err) = run_with_input(&["run", "-", "--output", output.to_str().expect("UTF-8")], "= 1; = 2");
    assert_eq!(status, 2);
    assert!(err.contains("2 results") && !output.exists(), "{err}");
}

// Answers.

#[test]
fn one_query_answers() {
    let (_folder, path) = data();
    let (status, out, _) = run(&["query", "crossings where persons > 5 sum persons by border", &path, "--format", "csv"]);
    assert_eq!((status, out.as_str()), (0, "border,persons\nChaman,20\nTorkham,10\n"));
}

#[test]
fn a_path_in_the_query_needs_no_argument() {
    let (_folder, path) = data();
    let (status, out, _) = run(&["query", &format!("\"{path}\" take 1 show persons"), "--format", "csv"]);
    assert_eq!((status, out.as_str()), (0, "persons\n10\n"));
}

#[test]
fn footers_are_apart_from_files_and_leave_when_quiet() {
    let (_folder, path) = data();
    let arguments = ["query", "crossings during 2025-04 sum persons", &path, "--format", "csv"];
    let (_, out, err) = run(&arguments);
    assert_eq!(out, "persons\n30\n");
    assert!(err.contains("2025-04-01"), "{err}");
    let (_, out, err) = ran(dateline(&arguments).arg("--quiet").output().expect("the program starts"));
    assert_eq!((out.as_str(), err.as_str()), ("persons\n30\n", ""));
}

#[test]
fn values_and_the_day_are_set_from_outside() {
    let (_folder, path) = data();
    let query = "crossings where border = $border last 30 days sum persons";
    let (status, out, err) =
        run(&["query", query, &path, "--set", "border=Torkham", "--now", "2025-04-20", "--format", "csv", "--quiet"]);
    assert_eq!((status, out.as_str(), err.as_str()), (0, "persons\n10\n", ""));
}

#[test]
fn scripts_run_from_files_and_streams() {
    let (folder, path) = data();
    let by_name = "let big = crossings where persons > 5; big count";
    let (status, out, _) = run_with_input(&["run", "-", &path, "--format", "csv"], by_name);
    assert_eq!((status, out.as_str()), (0, "rows\n2\n"));
    let (status, out, _) = run_with_input(&["--format", "csv", &path], by_name);
    assert_eq!((status, out.as_str()), (0, "rows\n2\n"), "without a command");
    let script = write(folder.path(), "count.dlq", "\"crossings.csv\" count\n");
    let (status, out, err) = run(&["run", &script, "--format", "csv"]);
    assert_eq!((status, out.as_str()), (0, "rows\n3\n"), "paths start from the script: {err}");
}

#[test]
fn a_script_is_checked_whole_before_it_runs() {
    let (folder, path) = data();
    let script = write(folder.path(), "faulty.dlq", "crossings count\n\ncrossings where persns > 5\n");
    for command in ["run", "check"] {
        let (status, out, err) = run(&[command, &script, &path]);
        assert_eq!((status, out.as_str()), (1, ""), "{command}");
        assert!(err.contains("E0202") && err.contains("faulty.dlq:3:") && err.contains("persons"), "{err}");
    }
}

#[test]
fn results_go_to_the_file_in_the_form_of_its_ending() {
    let (folder, path) = data();
    let out = folder.path().join("out.csv");
    let (status, shown, _) = run(&["query", "crossings count", &path, "--output", out.to_str().expect("UTF-8")]);
    assert_eq!((status, shown.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(&out).expect("the file is there"), "rows\n3\n");
    let out = folder.path().join("out.parquet");
    let (status, ..) = run(&["query", "crossings", &path, "--output", out.to_str().expect("UTF-8")]);
    assert_eq!((status, names(folder.path())), (0, vec!["crossings.csv".into(), "out.csv".into(), "out.parquet".into()]));
    let (status, shown, _) = run(&["query", "out count", out.to_str().expect("UTF-8"), "--format", "csv"]);
    assert_eq!((status, shown.as_str()), (0, "rows\n3\n"), "Parquet is read again");
}

#[test]
fn schema_shows_tables_and_columns() {
    let (folder, path) = data();
    let deaths = write(folder.path(), "deaths.csv", "month,dead\n2025-04,3\n");
    for arguments in [&["schema", &path][..], &["schema", "crossings", &path, &deaths], &["schema", &path, &deaths]] {
        let (status, out, _) = run(arguments);
        assert_eq!(status, 0);
        assert!(out.contains("border"), "{out}");
        assert_eq!(out.contains("deaths"), arguments.last() == Some(&deaths.as_str()) && arguments[1] == path, "{out}");
    }
    let (_, out, _) = run(&["schema", &path, &deaths, "--format", "csv"]);
    assert_eq!(out.lines().count(), 3, "programs get one list: {out}");
    let (status, out, err) = run(&["schema", "crosings", &path]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("E0201") && err.contains("`crossings`"), "{err}");
}

#[test]
fn plans_are_explained() {
    let (_folder, path) = data();
    for stage in ["plan", "polars"] {
        let (status, out, err) = run(&["explain", "crossings where persons > 5", &path, "--stage", stage]);
        assert_eq!(status, 0, "{err}");
        assert!(out.contains("persons"), "{out}");
    }
}

#[test]
fn shells_learn_the_commands_and_there_is_a_manual() {
    for shell in ["bash", "zsh", "fish"] {
        let (status, out, _) = run(&["completions", shell]);
        assert_eq!(status, 0, "{shell}");
        assert!(out.contains("dateline") && out.contains("explain") && out.contains("show-sensitive"), "{shell}: {out}");
    }
    let (status, page, _) = run(&["man"]);
    assert_eq!(status, 0);
    assert!(page.contains(".TH dateline 1") && page.contains("sensitive"), "{page}");
}

#[test]
fn help_has_pages_and_suggestions() {
    let (status, page, _) = run(&["help", "percentile"]);
    assert!(status == 0 && page.starts_with("percentile: a figure of a summary\n"), "{page}");
    assert!(run(&["help"]).1.contains("\nClauses\n"));
    assert!(run(&["help", "config"]).1.contains("\nhistory = …\n"));
    let (status, _, said) = run(&["help", "percentil"]);
    assert!(status == 2 && said.contains("did you mean `percentile`"), "{said}");
    assert!(run(&["man"]).1.contains("SETTINGS OF THE PROMPT"));
}

// Large files.

#[test]
fn wide_files_do_not_use_up_the_open_files() {
    const COLUMNS: usize = 400;
    let folder = tempfile::tempdir().expect("a folder");
    let header: Vec<String> = (0..COLUMNS).map(|at| format!("c{at}")).collect();
    let row = |row: usize| (0..COLUMNS).map(|at| format!(",{}", row * 1000 + at)).collect::<String>();
    let rows: String = (0..3300).map(|at| row(at)[1..].to_string() + "\n").collect();
    let path = write(folder.path(), "wide.csv", &format!("{}\n{rows}", header.join(",")));
    assert!(fs::metadata(&path).is_ok_and(|data| data.len() > 8 << 20));
    std::thread::sleep(std::time::Duration::from_millis(150));
    let sums = |columns: std::ops::Range<usize>| columns.map(|at| format!("sum c{at}")).collect::<Vec<_>>().join(", ");
    let answers: Vec<_> = (0..2)
        .map(|_| {
            let query = format!("wide {}", sums(0..COLUMNS));
            ran(dateline(&["query", &query, &path, "--format", "csv", "--quiet"])
                .env("DATELINE_CACHE", folder.path().join("copies"))
                .output()
                .expect("the program starts"))
        })
        .collect();
    let expected: Vec<String> = (0..COLUMNS).map(|at| (3299 * 3300 / 2 * 1000 + 3300 * at).to_string()).collect();
    for (status, out, err) in answers {
        assert_eq!((status, err.as_str(), out.lines().nth(1)), (0, "", Some(expected.join(",").as_str())));
    }
}
