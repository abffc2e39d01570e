//! `lookup`, `join`, `with`, `without`: rows of another table that belong to those of this one.

use crate::{Tables, tables};

const ROWS: &str =
    "date,border,n\n2025-04-01,Torkham,1\n2025-04-02,Chaman,2\n2025-04-03,,4\n2025-04-04,Torkham,8\n2025-04-05,Milak,16\n";
const PLACES: &str = "border,region,people\nTorkham,north,100\nChaman,south,50\nGhulam Khan,north,10\n,nowhere,1\n";
const CLOSURES: &str = "border,start,end,why\nTorkham,2025-04-01,2025-04-01,strike\nTorkham,2025-04-04,2025-04-05,storm\n\
    Chaman,2025-04-03,2025-04-04,\n";

fn t() -> Tables {
    tables(&[("t", ROWS), ("places", PLACES), ("closures", CLOSURES)])
}

#[test]
fn lookup_keeps_each_row_once() {
    assert_eq!(
        t().ask("t lookup places on border show date, border, places.region"),
        "2025-04-01,Torkham,north; 2025-04-02,Chaman,south; 2025-04-03,,; 2025-04-04,Torkham,north; 2025-04-05,Milak,"
    );
    assert_eq!(t().names("t lookup places as p on border"), "date,border,n,p.border,p.region,p.people");
    assert_eq!(
        t().facts("t lookup places on border"),
        ["lookup: places: 3 of 5 rows have a match", "lookup: 2 rows kept without one: \"Milak\" and 1 where the key is unknown"]
    );
    assert_eq!(t().ask("t lookup places on border sum n by places.region"), "north,9; south,2; ,20");
}

#[test]
fn a_lookup_finds_one_row_at_most() {
    assert_eq!(
        t().faults("t lookup closures on border"),
        ["E0801 rows 1 and 2 of closures both match border = \"Torkham\" @ lookup closures on border"]
    );
    // Rows that are there twice and are not asked for do no harm.
    assert_eq!(t().ask("t where border = \"Chaman\" lookup closures on border show closures.start"), "2025-04-03");
    // What comes later does not save it.
    assert!(t().faults("t lookup closures on border where border = \"Chaman\"")[0].starts_with("E0801"));
}

#[test]
fn keys_may_have_other_names() {
    let named = tables(&[("t", ROWS), ("names", "name,region\nTorkham,north\n")]);
    assert_eq!(named.ask("t lookup names on border = name where names.region is known show n"), "1; 8");
    assert_eq!(named.faults("t lookup names on border"), ["E0202 there is no column `border` in the other table @ border"]);
    assert!(named.faults("t lookup names on nam = name")[0].starts_with("E0202"));
    assert!(named.faults("t lookup names on n = name")[0].starts_with("E0301"));
    assert!(named.faults("t lookup names as t on border = name lookup names as t on border = name")[0].starts_with("E0206"));
}

#[test]
fn several_keys_and_types_of_number() {
    let two = tables(&[("a", "k,y,v\nx,1,10\nx,2,20\n"), ("b", "k,y,w\nx,1.0,5\nx,2.5,6\n")]);
    assert_eq!(two.ask("a lookup b on k, y show v, b.w"), "10,5; 20,");
    assert_eq!(two.facts("a lookup b on k, y")[1], "lookup: 1 row kept without one: (\"x\", 2.0)");
}

#[test]
fn join_gives_a_row_for_each_match() {
    let query = "t join closures as c on border";
    assert_eq!(
        t().ask(&format!("{query} show date, border, c.start, c.why")),
        "2025-04-01,Torkham,2025-04-01,strike; 2025-04-01,Torkham,2025-04-04,storm; 2025-04-02,Chaman,2025-04-03,; \
         2025-04-04,Torkham,2025-04-01,strike; 2025-04-04,Torkham,2025-04-04,storm"
    );
    assert_eq!(
        t().facts(query),
        [
            "join: c: 3 of 5 rows have a match, 2 of them several: 5 rows together",
            "join: 2 rows left out without one: \"Milak\" and 1 where the key is unknown"
        ]
    );
    assert_eq!(t().ask(&format!("{query} where date > c.end count by border, c.end as closed_until")), "Torkham,2025-04-01,1");
    assert_eq!(t().answer(query).facts.window.as_deref(), Some("2025-04-01 to 2025-04-05 (5 days)"));
}

#[test]
fn rows_meet_by_days_they_share() {
    assert_eq!(
        t().ask("t join closures as c overlapping on border show date, border, c.why"),
        "2025-04-01,Torkham,strike; 2025-04-04,Torkham,storm"
    );
    // Where no candidate shares a day, a lookup brings nothing.
    assert_eq!(
        t().ask("t lookup closures as c overlapping on border show border, c.why, c.start"),
        "Torkham,strike,2025-04-01; Chaman,,; ,,; Torkham,storm,2025-04-04; Milak,,"
    );
    assert_eq!(
        t().facts("t lookup closures as c overlapping on border"),
        ["lookup: c: 2 of 5 rows have a match", "lookup: 3 rows kept without one: 1 where the key is unknown"]
    );
    assert_eq!(t().ask("t with closures overlapping on border show n"), "1; 8");
    assert_eq!(t().ask("t without closures overlapping on border show n"), "2; 4; 16");
    let faults = t().faults("t join places as p overlapping on border");
    assert_eq!(faults, ["E0401 places has no time axis, so its days cannot be compared @ places"]);
    // The days of both rows count, first and last included.
    let spans = tables(&[
        ("a", "start,end,k\n2025-04-01,2025-04-03,x\n2025-04-05,2025-04-06,x\n"),
        ("b", "start,end,k,v\n2025-04-03,2025-04-04,x,1\n2025-04-04,2025-04-05,x,2\n2025-04-07,2025-04-09,x,3\n"),
    ]);
    assert_eq!(spans.ask("a join b overlapping on k show start, b.v"), "2025-04-01,1; 2025-04-05,2");
}

#[test]
fn with_and_without_keep_rows_as_they_are() {
    assert_eq!(t().ask("t with closures on border"), "2025-04-01,Torkham,1; 2025-04-02,Chaman,2; 2025-04-04,Torkham,8");
    assert_eq!(
        t().facts("t with closures on border"),
        ["with: closures: 3 of 5 rows kept, with a match", "with: 1 row left out where border is unknown, which matches nothing"]
    );
    assert_eq!(t().ask("t without closures on border"), "2025-04-03,,4; 2025-04-05,Milak,16");
    assert_eq!(
        t().facts("t without closures on border"),
        [
            "without: closures: 2 of 5 rows kept, without a match",
            "without: 1 row kept where border is unknown, which matches nothing"
        ]
    );
    assert_eq!(t().ask("t with closures on border sum n"), "11");
}

const RATES: &str = "date,currency,rate\n2025-04-03,AFN,70\n2025-04-01,AFN,72\n2025-04-02,PKR,280\n2025-04-10,AFN,71\n";
const SUMS: &str = "date,currency,amount\n2025-03-31,AFN,1\n2025-04-01,AFN,2\n2025-04-02,AFN,3\n2025-04-09,AFN,4\n2025-04-09,PKR,5\n\
    2025-04-09,,6\n,AFN,7\n";

#[test]
fn the_newest_row_that_is_not_later() {
    let t = tables(&[("sums", SUMS), ("rates", RATES)]);
    assert_eq!(t.ask("sums lookup latest rates on currency show amount, rates.rate"), "1,; 2,72; 3,72; 4,70; 5,280; 6,; 7,");
    assert_eq!(t.ask("sums lookup latest rates as r on currency derive x = amount * r.rate sum x"), "≥ 2,040");
    assert_eq!(t.ask("sums lookup latest rates on currency show rates.date take 3"), "; 2025-04-01; 2025-04-01");
    let twice = format!("{RATES}2025-04-03,AFN,99\n");
    let t = tables(&[("sums", SUMS), ("rates", &twice)]);
    assert_eq!(
        t.faults("sums lookup latest rates on currency"),
        ["E0801 rows 1 and 5 of rates of one day both match currency = \"AFN\" @ lookup latest rates on currency"]
    );
    assert_eq!(t.ask("sums where date < 2025-04-03 lookup latest rates on currency show rates.rate"), "; 72; 72");
}

#[test]
fn a_file_can_be_joined_by_its_path() {
    assert_eq!(t().ask("t lookup \"places.csv\" on border where places.region = \"north\" show n"), "1; 8");
    assert_eq!(t().ask("let north = places where region = \"north\"; t with north on border show n"), "1; 8");
    let answer = t().answer("t lookup \"places.csv\" on border");
    let tables: Vec<(&str, Option<u64>)> = answer.facts.tables.iter().map(|table| (table.name.as_str(), table.rows)).collect();
    assert_eq!(tables, [("t", Some(5)), ("places.csv", Some(4))]);
    assert_eq!(answer.facts.rows_read, Some(9));
}

#[test]
fn joined_columns_are_columns() {
    let query = "t join closures as c on border";
    assert_eq!(
        t().ask(&format!("{query} derive days = days_between(c.start, c.end) + 1 top 1 days show border, days")),
        "Torkham,2; Chaman,2; Torkham,2"
    );
    assert_eq!(t().ask(&format!("{query} show c.* unique c.border show c.border")), "Torkham; Chaman");
    assert_eq!(t().ask(&format!("{query} sort c.end desc, n desc take 1 show c.end, n")), "2025-04-05,8");
    assert_eq!(t().ask(&format!("{query} count by c.why")), "storm,2; strike,2; ,1");
    assert_eq!(
        t().ask("t lookup places as p on border during 2025-04-01/2025-04-02, 2025-04-04 count by p.region"),
        "2025-04-01/2025-04-07,north,1".replace("2025-04-01/2025-04-07", "2025-04-01/2025-04-02")
            + "; 2025-04-01/2025-04-02,south,1; 2025-04-04,north,1"
    );
}

#[test]
fn two_joins_in_a_row() {
    assert_eq!(
        t().ask("t lookup places as p on border join closures as c on border where c.why = \"storm\" show n, p.region, c.end"),
        "1,north,2025-04-05; 8,north,2025-04-05"
    );
    // A joined column finds its name in the next table.
    assert_eq!(t().ask("t lookup places as p on border with closures on p.border show n"), "1; 2; 8");
}

#[test]
fn many_rows_are_counted_once() {
    let mut big = String::from("date,k,n\n");
    for row in 0..200_000 {
        big += &format!("2025-04-{:02},{},1\n", row % 28 + 1, row % 1000);
    }
    let mut keys = String::from("k,v\n");
    (0..900).for_each(|key| keys += &format!("{key},{}\n", key % 7));
    (0..100).for_each(|key| keys += &format!("{key},9\n"));
    let t = tables(&[("t", &big), ("keys", &keys)]);
    assert_eq!(
        t.facts("t join keys on k count"),
        [
            "join: keys: 180,000 of 200,000 rows have a match, 20,000 of them several: 200,000 rows together",
            "join: 20,000 rows left out without one: 900, 901, 902 and others"
        ]
    );
    assert_eq!(t.ask("t join keys on k count"), "200000");
    assert_eq!(t.facts("t without keys on k count"), ["without: keys: 20,000 of 200,000 rows kept, without a match"]);
}

#[test]
fn rows_that_were_looked_up_can_be_listed_side_by_side() {
    let given = tables(&[
        ("m", "month,border,persons\nA,Torkham,3\nA,Chaman,4\nB,Torkham,5\n"),
        ("s", "border,region\nTorkham,east\nChaman,south\n"),
    ]);
    let query = "m lookup s on border pivot border in (\"Torkham\", \"Chaman\") of persons by month";
    assert_eq!(given.ask(query), "A,3,4; B,5,");
}
