//! No figure counts a row that a join repeats.

use crate::{Tables, tables};

const ROWS: &str = "date,border,n\n2025-04-01,Torkham,1\n2025-04-02,Chaman,2\n2025-04-04,Torkham,8\n";
const CLOSURES: &str =
    "border,start,end,killed\nTorkham,2025-04-01,2025-04-01,3\nTorkham,2025-04-04,2025-04-05,5\nChaman,2025-04-03,2025-04-04,7\n";
const PLACES: &str = "border,people\nTorkham,100\nChaman,50\n";

fn t() -> Tables {
    tables(&[("t", ROWS), ("closures", CLOSURES), ("places", PLACES)])
}

#[test]
fn sums_over_repeated_rows_are_refused() {
    let query = "t join closures as c on border";
    let expected = "E0802 `n` would count 2 rows more than once: each has several matches @ ";
    for verb in ["sum n", "mean n", "median n", "sum n if n > 0", "mean n per day"] {
        assert_eq!(t().faults(&format!("{query} {verb}")), [format!("{expected}{verb}")], "{verb}");
    }
    assert_eq!(t().ask(&format!("{query} max n, min n, count distinct n, count")), "8,1,3,5");
    // What tells the matches apart makes each figure right.
    assert_eq!(
        t().ask(&format!("{query} sum n by border, c.end")),
        "Chaman,2025-04-04,2; Torkham,2025-04-01,9; Torkham,2025-04-05,9"
    );
    assert_eq!(t().ask(&format!("{query} where c.start = date sum n")), "9");
    assert_eq!(t().ask(&format!("{query} sum n if c.start = date")), "9");
    assert_eq!(t().ask(&format!("{query} where border = \"Chaman\" sum n")), "2");
}

#[test]
fn derived_columns_remember_where_they_are_from() {
    let query = "t join closures as c on border";
    assert!(t().faults(&format!("{query} derive m = n * 2 rename m as o sum o"))[0].starts_with("E0802"));
    assert!(t().faults(&format!("{query} drop c.* sum n"))[0].starts_with("E0802"));
    // A product of both sides is of a pair, and each pair is there once.
    assert_eq!(t().ask(&format!("{query} derive m = n * c.killed sum m")), "86");
    assert_eq!(t().ask(&format!("{query} derive one = 1 sum one")), "5");
    assert!(t().faults("let j = t join closures as c on border; j sum n")[0].starts_with("E0802"));
}

#[test]
fn rows_of_the_other_table_count_once_too() {
    assert_eq!(
        t().faults("t lookup places as p on border sum p.people"),
        ["E0802 `p.people` would count 1 row of p more than once: several rows here match each @ sum p.people"]
    );
    assert_eq!(t().ask("t lookup places as p on border sum n, max p.people by border"), "Chaman,2,50; Torkham,9,100");
    assert_eq!(t().ask("t lookup places as p on border unique border sum p.people"), "150");
    assert_eq!(t().ask("t lookup places as p on border derive part = n / p.people * 100 sum part"), "13");
    // A match of one row each way is counted as it is.
    assert_eq!(t().ask("places where border = \"Chaman\" lookup t as t2 on border sum t2.n, people"), "2,50");
}

#[test]
fn shapes_keep_count_of_joined_rows() {
    let wide = tables(&[("t", "date,k,men,women\n2025-04-01,a,1,2\n2025-04-02,b,4,8\n"), ("c", "k,v\na,1\na,2\nb,3\n")]);
    // Men and women of one row are not the same people twice, and a row that is there twice is.
    assert_eq!(
        wide.ask("t lookup c on k where k = \"b\" unpivot men, women as sex, n sum n".replace("lookup c", "join c").as_str()),
        "12"
    );
    assert!(wide.faults("t join c on k unpivot men, women as sex, n sum n")[0].starts_with("E0802"));
    assert!(
        wide.faults("t join c on k unpivot men, women as sex, n pivot sex in (\"men\", \"women\") of n sum men")[0]
            .starts_with("E0802")
    );
    assert_eq!(wide.ask("t join c on k unpivot men, women as sex, n sum n by c.v"), "1,3; 2,3; 3,12");
    assert!(wide.faults("t join c on k append t sum men")[0].starts_with("E0802"));
    assert_eq!(wide.ask("t join c on k where k = \"b\" append t sum men"), "9");
}
