//! What the program says of checks: lines, files, status, XML.

use super::{TABLE, dateline, ran, write};

/// A folder with the table, and a script beside it.
fn folder(script: &str) -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = write(folder.path(), "t.csv", TABLE);
    let script = write(folder.path(), "checks.dlq", script);
    (folder, script, data)
}

const MIXED: &str = "t expect rows = 6 expect each persons > 2 as \"some <people> & more\"

t where border = \"Torkham\" sum persons

t expect unique date, border
";

#[test]
fn a_line_for_each_check_and_the_sum_of_them() {
    let (folder, ..) = folder(MIXED);
    let run = dateline(&["run", "checks.dlq", "t.csv"]).current_dir(folder.path()).output().expect("the program starts");
    let out = String::from_utf8(run.stdout).expect("the streams are UTF-8");
    assert_eq!((run.status.code(), run.stderr.as_slice()), (Some(1), &b""[..]));
    assert_eq!(out.lines().last(), Some("1 passed, 2 failed"));
    insta::assert_snapshot!(out);
}

#[test]
fn scripts_whose_checks_are_passed_end_well() {
    let (_folder, script, data) = folder("t expect rows = 6; t expect known persons");
    assert_eq!(
        ran(&["run", &script, &data]),
        (
            0,
            "ok      t expect rows = 6: 6 rows\nok      t expect known persons: 6 rows\n\n2 passed, 0 failed\n".into(),
            String::new()
        )
    );
    assert_eq!(ran(&["query", "t expect rows = 5", &data]).0, 1);
    let (_other, plain, _) = folder("t sum persons");
    assert!(!ran(&["run", &plain, &data]).1.contains("passed"), "a script without checks has no sum of them");
}

#[test]
fn a_file_appears_only_when_all_checks_are_passed() {
    let (folder, script, data) = folder("t sum persons; t expect rows = 5");
    let file = folder.path().join("out.csv");
    let output = file.to_str().expect("the path is UTF-8");
    let (status, out, _) = ran(&["run", &script, &data, "--output", output]);
    assert_eq!((status, out.lines().last()), (1, Some("0 passed, 1 failed")));
    assert!(!file.exists());
    std::fs::write(&script, "t sum persons; t expect rows = 6").expect("the script is written");
    let (status, out, _) = ran(&["run", &script, &data, "--output", output]);
    assert_eq!((status, out.lines().last()), (0, Some("1 passed, 0 failed")));
    assert_eq!(std::fs::read_to_string(&file).expect("the file is there"), "persons\n66\n");
}

#[test]
fn data_on_standard_output_stays_data() {
    let (_folder, script, data) = folder("t sum persons; t expect rows = 6");
    let (status, out, err) = ran(&["run", &script, &data, "--format", "csv", "--quiet"]);
    assert_eq!((status, out.as_str()), (0, "persons\n66\n"));
    assert_eq!(err, "ok      t expect rows = 6: 6 rows\n1 passed, 0 failed\n");
}

#[test]
fn programs_read_checks_as_json() {
    let (_folder, script, data) = folder(MIXED);
    let (status, out, err) = ran(&["run", &script, &data, "--format", "json"]);
    assert_eq!((status, err.as_str()), (1, ""));
    let mut objects = serde_json::Deserializer::from_str(&out).into_iter::<serde_json::Value>();
    let mut next = || objects.next().expect("an object").expect("sound JSON");
    let first = next();
    assert_eq!(first["checks"][0]["passed"], true);
    assert_eq!(first["checks"][1]["name"], "some <people> & more");
    assert_eq!(first["checks"][1]["failed"], 1);
    assert_eq!(first["checks"][1]["shown"][0]["line"], 5);
    assert_eq!(next()["rows"][0]["persons"], 25);
    assert_eq!(next()["checks"][0]["line"], 5);
    assert_eq!(next(), serde_json::json!({ "passed": 1, "failed": 2 }));
}

#[test]
fn checks_as_junit_xml_are_the_same_in_each_run() {
    let (folder, script, data) = folder(MIXED);
    let file = folder.path().join("checks.xml");
    let xml = || {
        let (status, ..) = ran(&["run", &script, &data, "--junit", file.to_str().expect("the path is UTF-8")]);
        (status, std::fs::read_to_string(&file).expect("the file is there"))
    };
    let (status, first) = xml();
    assert_eq!(xml(), (status, first.clone()));
    assert_eq!(status, 1);
    for part in [
        "<testsuites tests=\"3\" failures=\"2\" errors=\"0\">",
        "name=\"some &lt;people&gt; &amp; more\"",
        "<failure message=\"not true of 1 of 6 rows\">",
    ] {
        assert!(first.contains(part), "{part} in\n{first}");
    }
    // A script with an error has no checks, and the file says so.
    std::fs::write(&script, "t expect each nobody > 1").expect("the script is written");
    let (status, broken) = xml();
    assert!(status == 1 && broken.contains("errors=\"1\"") && broken.contains("E0202"), "{broken}");
}
