//! What an answer says besides its rows, and several errors at once.

use super::{engine, faults};

const BORDERS: &str = "border,n\nTorkham,1\nTorkham,2\nChaman,3\nSpin Boldak,4\n,5\n";

/// Notes of an answer: code, message and help.
fn notes(query: &str) -> Vec<String> {
    let answer = engine(BORDERS).query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    answer.notes.iter().map(|note| format!("{} {} ({})", note.code.text(), note.message, note.help.join("; "))).collect()
}

#[test]
fn what_matches_nothing_is_explained_by_the_nearest_values() {
    assert_eq!(
        notes("t where border = \"Torkam\""),
        ["N0604 no row has border = \"Torkam\" (did you mean \"Torkham\" (2 rows)?)"]
    );
    assert_eq!(
        notes("t where border = \"chaman\" sum n"),
        ["N0604 no row has border = \"chaman\" (did you mean \"Chaman\" (1 row)?)"]
    );
    assert_eq!(
        notes("t where border in (\"Zaranj\", \"Islam Qala\") count by border"),
        [
            "N0604 no row has border = \"Zaranj\" (the values are \"Torkham\" (2 rows), \"Chaman\" (1 row), \"Spin Boldak\" (1 row))",
            "N0604 no row has border = \"Islam Qala\" (the values are \"Torkham\" (2 rows), \"Chaman\" (1 row), \"Spin Boldak\" (1 row))",
        ]
    );
    assert_eq!(notes("t where n > 9"), ["N0604 none of 5 rows fits this condition ()"]);
    assert_eq!(notes("t where border = \"Torkham\" where n > 2"), ["N0604 none of 2 rows fits this condition ()"]);
    assert_eq!(notes("t where border = \"Torkham\""), [""; 0]);
    assert_eq!(notes("t where border != \"Torkam\""), [""; 0]);
}

#[test]
fn kept_ties_are_counted() {
    assert_eq!(notes("t top 1 border"), ["N0608 1 more row is shown: equal to the last place ()"]);
    assert_eq!(notes("t where n > 0 top 1 border where n > 1"), ["N0608 1 more row is shown: equal to the last place ()"]);
}

#[test]
fn unknowns_are_counted_where_they_decide() {
    let unknown = |query: &str| engine(BORDERS).query(query).unwrap().facts.unknown;
    assert_eq!(unknown("t where border = \"Torkham\""), ["1 row left out where border is unknown"]);
    assert_eq!(unknown("t where border != \"Torkham\""), ["1 row kept where border is unknown"]);
    assert_eq!(unknown("t where n < 5 where border = \"Torkham\""), [""; 0]);
    assert_eq!(unknown("t where n < 5 derive x = n where border = \"Torkham\""), [""; 0]);
    assert_eq!(unknown("t where n < 5 derive n = 1 where border = \"Torkham\""), [""; 0]);
    assert_eq!(unknown("t take 4 where border = \"Torkham\""), [""; 0]);
    assert_eq!(unknown("t bottom 4 n where border = \"Torkham\""), [""; 0]);
    assert_eq!(unknown("t count distinct border"), ["border is unknown in 1 row, which the figure leaves out"]);
}

#[test]
fn several_errors_are_told_at_once() {
    let found = faults(BORDERS, "t where brder = 1 and n = \"x\" derive x = lowr(border) sort nothing");
    let expected = [
        ("E0202", "brder".to_string()),
        ("E0301", "n".to_string()),
        ("E0203", "lowr".to_string()),
        ("E0202", "nothing".to_string()),
    ];
    assert_eq!(found, expected);
    let found = faults(BORDERS, "t where n > since 2025 sum brder, median border by bordr");
    assert!(found.len() >= 3, "{found:?}");
}

#[test]
fn a_script_is_checked_whole_before_it_runs() {
    let mut answers = 0;
    let error = engine(BORDERS).run("t count; t where brder = 1; u take 1", &mut |_| {
        answers += 1;
        Ok(())
    });
    let codes: Vec<&str> = error.unwrap_err().diagnostics.iter().map(|d| d.code.text()).collect();
    assert_eq!((answers, codes), (0, vec!["E0202", "E0201"]));
}
