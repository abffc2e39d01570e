//! `pivot`: rows to columns.

use crate::{Tables, tables};

const LONG: &str = "day,place,measure,value\n2025-04-02,b,in,5\n2025-04-01,a,in,1\n2025-04-01,a,out,2\n2025-04-02,b,other,7\n\
    2025-04-03,b,,9\n";

fn long() -> Tables {
    tables(&[("t", LONG)])
}

#[test]
fn each_value_becomes_a_column() {
    let query = "t pivot measure in (\"in\", \"out\") of value";
    assert_eq!(long().names(query), "day,place,in,out");
    // Rows come in the order in which their keys occur.
    assert_eq!(long().ask(query), "2025-04-02,b,5,; 2025-04-01,a,1,2");
    assert_eq!(long().facts(query), ["pivot: 2 rows left out, whose measure is not listed, 1 value of them unknown"]);
    let answer = long().answer(query);
    assert_eq!((answer.facts.rows_used, answer.facts.rows_read), (3, Some(5)));
    assert_eq!(long().ask(&format!("{query} derive net = in - out show net")), "; -1");
}

#[test]
fn keys_can_be_named() {
    assert_eq!(long().ask("t pivot measure in (\"in\" as inflow, \"out\") of value by place"), "b,5,; a,1,2");
    assert_eq!(long().names("t pivot measure in (\"in\" as inflow, \"out\") of value by place"), "place,inflow,out");
    assert_eq!(long().ask("t where place = \"a\" show measure, value pivot measure in (\"in\", \"out\") of value"), "1,2");
}

#[test]
fn two_rows_of_one_cell_are_refused() {
    let twice = "day,place,measure,value\n2025-04-01,a,in,1\n2025-04-02,a,in,2\n";
    assert_eq!(
        tables(&[("t", twice)]).faults("t pivot measure in (\"in\") of value by place"),
        ["E0801 2 rows for one cell of `in`: place = \"a\" @ pivot measure in (\"in\") of value by place"]
    );
    assert_eq!(tables(&[("t", twice)]).ask("t pivot measure in (\"in\") of value"), "2025-04-01,a,1; 2025-04-02,a,2");
    // Of several the first in the order of the answer, whatever the order of its columns.
    let twice_two = "day,place,measure,value\n2025-04-01,b,out,1\n2025-04-02,b,out,2\n2025-04-01,a,in,1\n2025-04-02,a,in,2\n";
    let faults = tables(&[("t", twice_two)]).faults("t pivot measure in (\"in\", \"out\") of value by place");
    assert!(faults[0].starts_with("E0801 2 rows for one cell of `out`: place = \"b\""), "{faults:?}");
    // Also where the row that a later clause would leave out is the one that is there twice.
    let faults = tables(&[("t", twice)]).faults("t pivot measure in (\"in\") of value by place where place = \"b\"");
    assert!(faults[0].starts_with("E0801"), "{faults:?}");
}

#[test]
fn values_that_no_row_has_are_told() {
    let facts = long().facts("t where measure != \"other\" and measure is known pivot measure in (\"in\", \"ou\") of value");
    assert_eq!(facts, ["pivot: 1 row left out, whose measure is not listed", "pivot: no row fills `ou`; did you mean `out`?"]);
}

#[test]
fn values_are_of_the_type_of_their_column() {
    let numbers = tables(&[("t", "k,y,v\na,2024,1\na,2025,2\nb,2025,3\n")]);
    assert_eq!(numbers.ask("t pivot y in (2024, 2025 as last) of v"), "a,1,2; b,,3");
    assert_eq!(numbers.names("t pivot y in (2024, 2025 as last) of v"), "k,2024,last");
    assert!(numbers.faults("t pivot y in (\"2024\") of v")[0].starts_with("E0301"));
    assert!(numbers.faults("t pivot y in (k) of v")[0].starts_with("E0302"));
    assert!(numbers.faults("t pivot y in (2024) of y")[0].starts_with("E0206"));
    assert!(numbers.faults("t pivot y in (2024, 2024) of v")[0].starts_with("E0206"));
    assert!(numbers.faults("t pivot y in (2024 as k) of v")[0].starts_with("E0206"));
    assert!(numbers.faults("t pivot y in (2024) of v by v")[0].starts_with("E0206"));
}

const UNITS: &str = "[tables.t]\nfile = \"t.csv\"\ntime = \"day\"\n[tables.t.measures.value]\nkind = { column = \"kind\" }\n\
    unit = { column = \"measure\" }\n";

#[test]
fn what_the_rows_said_of_the_value_holds_for_the_columns() {
    let csv = "day,kind,measure,value\n2025-04-01,flow,people,1\n2025-04-01,flow,trucks,2\n2025-04-02,flow,people,4\n";
    let t = || tables(&[("t", csv)]).says(UNITS);
    assert!(t().faults("t sum value")[0].starts_with("E0702"));
    assert_eq!(t().ask("t pivot measure in (\"people\", \"trucks\") of value sum people, trucks"), "5,≥ 2");
    let stock = csv.replace("flow", "stock");
    let t = tables(&[("t", stock.as_str())]).says(UNITS);
    assert!(t.faults("t pivot measure in (\"people\") of value sum people")[0].starts_with("E0701"));
}

#[test]
fn bounds_and_their_columns_make_one_cell() {
    let csv = "day,measure,value,low,high\n2025-04-01,a,10,8,12\n2025-04-01,b,,3,\n";
    let catalog =
        "[tables.t]\nfile = \"t.csv\"\ntime = \"day\"\n[tables.t.measures]\nvalue = { low = \"low\", high = \"high\" }\n";
    let t = tables(&[("t", csv)]).says(catalog);
    assert_eq!(t.ask("t pivot measure in (\"a\", \"b\") of value"), "2025-04-01,10 (8–12),≥ 3");
}

#[test]
fn buckets_stay_in_order() {
    let csv = "day,way,n\n2025-04-01,in,1\n2025-04-01,out,2\n2025-04-02,in,5\n2025-04-02,out,2\n";
    let query =
        "t sum n by way every day pivot way in (\"in\", \"out\") of n derive net = in - out, d = change(net) show start, net, d";
    let t = tables(&[("t", csv)]);
    assert_eq!(t.ask(query), "2025-04-01,-1,; 2025-04-02,3,4");
    assert_eq!(t.ask("t sum n by way every day unpivot n as a, b show start, b take 2"), "2025-04-01,1; 2025-04-02,5");
    assert_eq!(t.ask("t sum n by way every day join t as u on way show start, u.n take 2"), "2025-04-01,1; 2025-04-01,5");
    assert_eq!(t.ask("let a = t sum n by way every day; a append a show start, n skip 6"), "2025-04-01,2; 2025-04-02,2");
}

#[test]
fn back_and_forth_is_the_same_table() {
    let wide = "day,place,in,out\n2025-04-01,a,1,2\n2025-04-02,b,5,\n";
    let t = tables(&[("t", wide)]);
    let round = "t unpivot in, out as measure, value pivot measure in (\"in\", \"out\") of value";
    assert_eq!(t.ask(round), t.ask("t"));
    assert_eq!(t.names(round), t.names("t"));
}

#[test]
fn small_figures_are_hidden_behind_a_change_of_shape() {
    let given = || tables(&[("g", "border,sex,men\nA,f,3\nA,m,40\nB,f,50\nB,m,60\n")]);
    assert_eq!(given().ask("g pivot sex in (\"f\", \"m\") of men by border protect 10"), "A,<10,40; B,hidden,60");
    assert_eq!(given().ask("g unpivot men as k, v protect 10"), "A,f,men,<10; A,m,men,hidden; B,f,men,50; B,m,men,60");
}
