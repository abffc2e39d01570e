//! `dateline check`: one script after the other, for people and for editors.

use super::{TABLE, ran, write};

fn folder() -> (tempfile::TempDir, [String; 4]) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = write(folder.path(), "t.csv", TABLE);
    let sound = write(folder.path(), "sound.dlq", "t sum persons; t expect known persons\n");
    let noted = write(folder.path(), "noted.dlq", "t where persons == 1\n");
    let faulty =
        write(folder.path(), "faulty.dlq", "-- \u{1f600}\nt where border = \"\u{1f600}\" and persns > 1 sum men + women\n");
    (folder, [data, sound, noted, faulty])
}

#[test]
fn several_scripts_are_checked_and_each_is_told() {
    let (_folder, [data, sound, noted, faulty]) = folder();
    let (status, out, err) = ran(&["check", &faulty, &sound, &noted, &data]);
    assert_eq!((status, out.as_str()), (1, ""));
    let at = |text: &str| err.find(text).unwrap_or_else(|| panic!("{text} in {err}"));
    assert!(at("E0202") < at("E0306") && at("E0306") < at("sound.dlq: no errors") && at("N0605") < at("noted.dlq: no errors"));
    assert_eq!(ran(&["check", &sound, &noted, &data]).0, 0);
    let (status, _, err) = ran(&["check", "missing.dlq", &sound, &data]);
    assert!(status == 1 && err.contains("E0501") && err.contains("sound.dlq: no errors"), "{err}");
}

#[test]
fn editors_read_one_json_object() {
    let (_folder, [data, sound, noted, faulty]) = folder();
    let (status, out, err) = ran(&["check", &sound, &noted, &faulty, "missing.dlq", &data, "--format", "json"]);
    assert_eq!((status, err.as_str()), (1, ""));
    let value: serde_json::Value = serde_json::from_str(&out).expect("sound JSON");
    assert_eq!(value["failed"], true);
    let told: Vec<_> =
        (0..4).map(|at| [&value["scripts"][at]["errors"], &value["scripts"][at]["notes"]].map(|n| n.as_u64())).collect();
    assert_eq!(told, [[0, 0], [0, 1], [2, 0], [1, 0]].map(|both| both.map(Some)));
    let found = &value["scripts"][2]["diagnostics"][0];
    assert_eq!((&found["code"], &found["severity"]), (&"E0202".into(), &"error".into()));
    assert_eq!(found["file"], faulty.as_str());
    assert_eq!(found["help"][0], "did you mean `persons`?");
    let text = std::fs::read_to_string(&faulty).expect("the script is there");
    let place = &found["labels"][0];
    let number = |name: &str| place[name].as_u64().expect("a number") as usize;
    assert_eq!(&text[number("start")..number("end")], "persns");
    // A line of its own, columns from 1; the sign outside of the first plane is one character and two units of UTF-16.
    assert_eq!(["line", "column", "end_line", "end_column"].map(number), [2, 26, 2, 32]);
    assert_eq!(["utf16_column", "utf16_end_column"].map(number), [27, 33]);
    let (status, out, _) = ran(&["check", &sound, &data, "--format", "json"]);
    assert_eq!(
        (status, serde_json::from_str::<serde_json::Value>(&out).expect("sound JSON")["failed"].as_bool()),
        (0, Some(false))
    );
}
