//! `changes`: what differs from an earlier state of a table.

use crate::{Tables, tables};

const NOW: &str = "k,day,n,note\na,2025-04-01,1,x\nb,2025-04-02,2,\nc,2025-04-03,3,y\n,2025-04-04,9,z\n";
const BEFORE: &str = "k,day,n,old\nc,2025-04-05,,1\na,2025-04-01,1,2\nd,2025-04-06,4,3\n,2025-04-04,8,4\n";

fn t() -> Tables {
    tables(&[("t", NOW), ("earlier", BEFORE)])
}

#[test]
fn rows_are_added_removed_or_altered() {
    let query = "t changes from earlier on k";
    assert_eq!(t().names(query), "change,k,column,old,new");
    assert_eq!(t().ask(query), "added,b,,,; altered,c,day,2025-04-05,2025-04-03; altered,c,n,,3; altered,,n,8,9; removed,d,,,");
    assert_eq!(
        t().facts(query),
        ["changes: 1 row added, 1 removed, 2 altered, 1 the same", "columns: new: `note`", "columns: gone: `old`"]
    );
    let answer = t().answer(query);
    assert_eq!((answer.facts.rows_used, answer.facts.rows_read), (8, Some(8)));
    assert_eq!(t().ask(&format!("{query} where change = \"altered\" count by column")), "day,1; n,2");
    assert_eq!(t().ask("t changes from \"earlier.csv\" on k where change = \"added\" show k"), "b");
    assert_eq!(t().ask("t changes from t on k, day"), "");
}

#[test]
fn a_key_is_one_row() {
    let twice = tables(&[("t", NOW), ("u", "k,n\na,1\nb,2\na,3\n")]);
    assert_eq!(
        twice.faults("t changes from u on k"),
        ["E0801 rows 1 and 3 of u have the same key: k = \"a\" @ changes from u on k"]
    );
    assert_eq!(
        twice.faults("u changes from t on k"),
        ["E0801 rows 1 and 3 of this table have the same key: k = \"a\" @ changes from t on k"]
    );
    assert!(twice.faults("t changes from u on day")[0].starts_with("E0202"));
}

#[test]
fn the_query_before_it_is_asked_of_both() {
    assert_eq!(t().ask("t where k in (\"a\", \"d\") changes from earlier on k"), "removed,d,,,");
    assert_eq!(t().ask("t sum n by k changes from earlier on k"), "added,b,,,; altered,c,n,,3; altered,,n,8,9; removed,d,,,");
    let faults = t().faults("t where note = \"x\" changes from earlier on k");
    assert_eq!(faults, ["E0202 there is no column `note` here @ note"]);
}

#[test]
fn types_that_changed_are_told_and_compared_as_text() {
    let t = tables(&[("t", "k,n,m\na,1,1\nb,2,2\n"), ("u", "k,n,m\na,1,1.0\nb,n.r.,2.5\n")]);
    assert_eq!(t.ask("t changes from u on k"), "altered,b,n,n.r.,2; altered,b,m,2.5,2.0");
    assert_eq!(t.facts("t changes from u on k")[1], "columns: `n` was a text and is a number");
}
