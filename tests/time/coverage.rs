//! Days that another table lists: without a row nothing happened on them, and on all others nobody knows.

use super::buckets::NEW_YEAR;
use super::{Table, table};
use dateline::{Engine, Options};

const DAYS: &str = "coverage = { table = \"calendar\", day = \"date\" }";
const RUNS: &str = "coverage = { table = \"calendar\", start = \"from\", end = \"to\" }";
const BY_BORDER: &str = "coverage = { table = \"calendar\", start = \"from\", end = \"to\", keys = [\"border\"] }";

/// 31 December and 2 January are covered; the first of January has a row anyway.
const LISTED: &str = "date\n2025-01-02\n2024-12-31\n2025-01-02\n";

/// Torkham is covered from 1 to 4 April, Chaman on the first and from the third on.
const GATES: &str = "border,from,to
Torkham,2025-04-01,2025-04-04
Chaman,2025-04-01,2025-04-01
Chaman,2025-04-03,
Zaranj,2025-04-02,2025-04-02
";

const CROSSED: &str = "day,border,n
2025-04-01,Torkham,1
2025-04-03,Torkham,2
2025-04-04,Chaman,4
2025-04-05,Chaman,8
";

fn listed() -> Table<'static> {
    table(NEW_YEAR).says(DAYS).beside(LISTED)
}

fn gates() -> Table<'static> {
    table(CROSSED).says(BY_BORDER).beside(GATES)
}

#[test]
fn a_listed_day_without_a_row_is_zero_and_others_are_unknown() {
    assert_eq!(
        listed().ask("t sum n, count, max n every day"),
        "2024-12-29,2024-12-29,1,1,1; 2024-12-30,2024-12-30,2,1,2; 2024-12-31,2024-12-31,0,0,; 2025-01-01,2025-01-01,12,2,8; \
         2025-01-02,2025-01-02,0,0,; 2025-01-03,2025-01-03,,,; 2025-01-04,2025-01-04,,,; 2025-01-05,2025-01-05,,,; \
         2025-01-06,2025-01-06,21,1,21"
    );
    // A bucket is zero when all of its days are listed.
    assert_eq!(
        listed().ask("t during 2024-12-31/2025-01-05 where n > 99 sum n every 3 days"),
        "2024-12-31,2025-01-02,; 2025-01-03,2025-01-05,"
    );
    assert_eq!(listed().ask("t during 2025-01-02/2025-01-03 sum n every day"), "2025-01-02,2025-01-02,0; 2025-01-03,2025-01-03,");
    assert_eq!(
        listed().facts("t sum n every day"),
        ["covered: 2 of 9 days (table calendar)", "reported: 4 of 9 buckets have a row"]
    );
}

#[test]
fn listed_days_are_reported() {
    // 36 over nine days, of which four have a row and two are listed without one.
    assert_eq!(listed().ask("t mean n per day"), "≥ 4,9,6");
    assert_eq!(listed().ask("t min n per day"), "0,9,6,2024-12-31");
    // 0, 0, 1, 2, 12, 21.
    assert_eq!(listed().ask("t median n per day"), "1.5,9,6");
    // What is known of one day of four says nothing of all of them.
    assert_eq!(listed().ask("t during 2025-01-02/2025-01-05 mean n per day"), ",4,1");
    assert_eq!(
        listed().ask("t mean n per day every week"),
        "2024-12-29,2024-12-29,1,1,1; 2024-12-30,2025-01-05,≥ 2,7,4; 2025-01-06,2025-01-06,21,1,1"
    );
    // Empty buckets count the listed days too.
    assert_eq!(
        listed().ask("t during 2024-12-31/2025-01-05 where n > 99 mean n per day every 3 days"),
        "2024-12-31,2025-01-02,,3,2; 2025-01-03,2025-01-05,,3,0"
    );
    assert_eq!(listed().ask("t on 2025-01-02 sum n versus previous"), "0,12,-12,-100");
    assert_eq!(
        listed().ask("t during 2024-12-30/2024-12-31 sum n every day versus previous"),
        "2024-12-30,2024-12-30,2,1,1,100; 2024-12-31,2024-12-31,0,2,-2,-100"
    );
}

#[test]
fn runs_may_go_on_and_touch() {
    let runs = |calendar: &'static str| table("day,n\n2025-04-01,1\n2025-04-05,2\n").says(RUNS).beside(calendar);
    let query = "t sum n every day";
    let zeros = |zeros: [&str; 3]| {
        let days = [("1", "1"), ("2", zeros[0]), ("3", zeros[1]), ("4", zeros[2]), ("5", "2")];
        days.map(|(day, n)| format!("2025-04-0{day},2025-04-0{day},{n}")).join("; ")
    };
    assert_eq!(runs("from,to\n2025-04-02,2025-04-02\n2025-04-03,\n").ask(query), zeros(["0", "0", "0"]));
    assert_eq!(runs("from,to\n2025-03-01,2025-04-02\n").ask(query), zeros(["0", "", ""]));
    // A run without a first day, and one that ends before it begins, list nothing.
    assert_eq!(runs("from,to\n,2025-04-03\n2025-04-04,2025-04-02\n2025-05-01,2025-05-02\n").ask(query), zeros(["", "", ""]));
    assert_eq!(
        runs("from,to\n2025-04-02,2025-04-03\n").ask("t on wednesday sum n every week"),
        // 2 April 2025 is a Wednesday.
        "2025-04-01,2025-04-05,0"
    );
}

#[test]
fn each_value_of_a_key_has_its_own_days() {
    let days = |border: &str, n: [&str; 5]| {
        let day = |(at, n): (usize, &&str)| format!("{border},2025-04-0{0},2025-04-0{0},{n}", at + 1);
        n.iter().enumerate().map(day).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        gates().ask("t sum n by border every day"),
        [days("Chaman", ["0", "", "0", "4", "8"]), days("Torkham", ["1", "0", "2", "0", ""])].join("; ")
    );
    assert_eq!(gates().ask("t mean n per day by border"), "Chaman,≥ 2.4,5,4; Torkham,≥ 0.6,5,4");
    assert_eq!(gates().ask("t rename border as gate mean n per day by gate"), "Chaman,≥ 2.4,5,4; Torkham,≥ 0.6,5,4");
    // The total over all borders is known where all of them are covered or have a row. Zaranj is not on the first.
    assert_eq!(gates().ask("t sum n every day").replace("2025-04-0", ""), "1,1,1; 2,2,; 3,3,2; 4,4,4; 5,5,8");
    // Conditions on the key leave the days of the others aside.
    assert_eq!(
        gates().ask("t where border = \"Torkham\" since 2025-04-01 sum n every day").replace("2025-04-0", ""),
        "1,1,1; 2,2,0; 3,3,2; 4,4,0; 5,5,"
    );
    assert_eq!(
        gates().ask("t where border in (\"Torkham\", \"Chaman\") and n > 4 sum n every day").replace("2025-04-0", ""),
        "1,1,0; 2,2,; 3,3,0; 4,4,0; 5,5,8"
    );
    assert_eq!(
        gates().facts("t where border = \"Torkham\" sum n every day"),
        ["covered: 4 of 5 days for every border (table calendar)", "reported: 2 of 5 buckets have a row"]
    );
}

#[test]
fn what_is_said_of_the_table_must_be_there() {
    let refused = |catalog: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("t.csv"), CROSSED).expect("a file");
        std::fs::write(folder.path().join("calendar.csv"), GATES).expect("a file");
        let text = format!("[tables.t]\nfile = \"t.csv\"\ncoverage = {catalog}\n[tables.calendar]\nfile = \"calendar.csv\"\n");
        std::fs::write(folder.path().join("dateline.toml"), text).expect("a catalog");
        let fault = Engine::open(&[folder.path().to_path_buf()], Options::default()).err().expect("a fault");
        fault.diagnostics.iter().map(|d| format!("{}{}", d.message, d.help.join(" "))).collect::<Vec<_>>().join("; ")
    };
    let message = refused("{ table = \"calender\", day = \"from\" }");
    assert_eq!(message, "`tables.t.coverage.table`: there is no table `calender`did you mean `calendar`?");
    let message = refused("{ table = \"calendar\", start = \"frm\", end = \"to\" }");
    assert_eq!(message, "`tables.t.coverage.start`: there is no column `frm` in `calendar`did you mean `from`?");
    let message = refused("{ table = \"calendar\", day = \"border\" }");
    assert_eq!(message, "`tables.t.coverage.day`: `border` holds no days: it is text");
    let message = refused("{ table = \"calendar\", day = \"from\", keys = [\"n\"] }");
    assert_eq!(message, "`tables.t.coverage.keys`: there is no column `n` in `calendar`");
    assert!(
        refused("{ table = \"calendar\", start = \"from\" }").contains("is written { table = \"calendar\", day = \"date\" }")
    );
    assert!(
        refused("{ table = \"calendar\", dya = \"from\" }")
            .contains("there is no key `tables.t.coverage.dya`did you mean `day`?")
    );
}
