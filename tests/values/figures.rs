//! Figures over unknowns, and the small print of each verb.

use super::{ask, faults};

const FIVE: &str = "k,n,f,t,d\na,1,0.5,x,2025-04-01\na,2,1.5,y,2025-04-02\na,,,,\nb,,,,\nb,4,2.5,x,2025-04-30\n";

#[test]
fn nothing_known_gives_unknown_and_a_count_of_zero() {
    let all = "count, count distinct n, sum n, mean n, median n, min n, max n, stdev n, percentile 90 n, list n, range f";
    assert_eq!(ask(FIVE, &format!("t where n is unknown {all}")), "2,0,,,,,,,,,");
    assert_eq!(ask(FIVE, &format!("t where false {all}")), "0,0,,,,,,,,,");
    assert_eq!(ask(FIVE, &format!("t where false {all} by k")), "");
    assert_eq!(ask(FIVE, "t sum n if false as s, count if false as c by k"), "a,,0; b,,0");
}

#[test]
fn unknowns_are_left_out() {
    assert_eq!(ask(FIVE, "t count, sum n, mean n, median n, min n, max n"), "5,≥ 7,2.3333333333333335,2,1,4");
    assert_eq!(ask(FIVE, "t stdev f, percentile 50 f, percentile 25 f as q"), "1,1.5,1");
    assert_eq!(ask(FIVE, "t count distinct t, list t, min t, max d"), "2,x, y,x,2025-04-30");
    assert_eq!(ask(FIVE, "t stdev n by k"), "a,0.7071067811865476; b,");
    assert_eq!(ask(FIVE, "t list f, list d as days"), "0.5, 1.5, 2.5,2025-04-01, 2025-04-02, 2025-04-30");
}

#[test]
fn conditions_and_constants_count_row_by_row() {
    assert_eq!(ask(FIVE, "t count if true as c, sum 1 as s, mean 2 as m, count distinct 5 as d"), "5,5,2,1");
    assert_eq!(ask(FIVE, "t count if t is known as c, count if not t = \"x\" as n by k"), "a,2,2; b,1,1");
    assert_eq!(ask(FIVE, "t count if k is known as c"), "5");
    assert_eq!(ask(FIVE, "t count by true as all"), "true,5");
    assert_eq!(ask(FIVE, "t where false count by true as all"), "");
    assert_eq!(ask(FIVE, "t sort 1, n desc, n take 1 show n"), "4");
}

#[test]
fn arithmetic_is_one_figure_over_the_rows_where_all_is_known() {
    let gaps = "a,b\n10,1\n20,\n,5\n30,2\n";
    assert_eq!(ask(gaps, "t sum a / sum b as share"), format!("{}", 40.0 / 3.0));
    assert_eq!(ask(gaps, "t sum a - sum b as d, max a + min b as e"), "~37,31");
    assert_eq!(ask(gaps, "t sum a if a > 10 / count as c"), format!("{}", 50.0 / 3.0));
    assert_eq!(ask(gaps, "t sum a / 2"), "≥ 30");
}

#[test]
fn a_verb_holds_until_the_next_and_names_its_figure() {
    let answer = super::engine(FIVE).query("t sum n, f, max f, count, count distinct t, k, percentile 90 n by k as key").unwrap();
    let names: Vec<&str> = answer.rows.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["key", "n", "f", "max_f", "rows", "distinct_t", "distinct_k", "percentile_90_n"]);
    assert_eq!(faults(FIVE, "t sum n, sum n"), [("E0206", "sum n".into())]);
}

#[test]
fn keys_come_in_order_with_the_unknown_last() {
    assert_eq!(ask(FIVE, "t count by t"), "x,2; y,1; ,2");
    assert_eq!(ask(FIVE, "t count by n > 1 as large, k"), "false,a,2; false,b,1; true,a,1; true,b,1");
}

#[test]
fn the_largest_keys_are_told_and_the_rest_is_others() {
    let towns = "town,n,kind\nA,5,x\nB,7,x\nC,1,y\n,9,y\nA,4,y\nD,,x\n";
    assert_eq!(ask(towns, "t sum n by top 2 town"), "A,9; B,7; others,≥ 10");
    assert_eq!(ask(towns, "t mean n, count by top 1 town"), "B,7,1; others,4.75,5");
    assert_eq!(ask(towns, "t sum n by kind, top 1 town"), "x,A,5; x,others,≥ 7; y,A,4; y,others,10");
    assert_eq!(ask(towns, "t sum n by top 1 kind, top 1 town"), "y,A,4; y,others,10; others,A,5; others,others,≥ 7");
    assert_eq!(ask(towns, "t sum n by top 9 town where n > 8"), "A,9; others,9");
}

#[test]
fn top_keeps_ties_and_bottom_starts_from_below() {
    let scores = "k,n\na,3\nb,1\nc,3\nd,2\ne,\n";
    assert_eq!(ask(scores, "t top 1 n show k"), "a; c");
    assert_eq!(ask(scores, "t bottom 2 n"), "b,1; d,2");
    assert_eq!(ask(scores, "t top 9 n show k"), "a; c; d; b");
    assert_eq!(ask("g,k,n\nx,a,1\ny,b,1\nx,c,2\ny,d,0\n,e,5\n", "t top 1 n in each g show k"), "c; b; e");
    assert_eq!(ask(scores, "t top 1 n in each k, k take 1 show k"), "a");
}

#[test]
fn order_is_stable_and_clauses_mean_what_they_say() {
    let scores = "k,n\na,3\nb,1\nc,3\nd,\ne,1\n";
    assert_eq!(ask(scores, "t sort n show k"), "b; e; a; c; d");
    assert_eq!(ask(scores, "t sort n desc show k"), "a; c; b; e; d");
    assert_eq!(ask(scores, "t sort n skip 0 show k"), "b; e; a; c; d");
    assert_eq!(ask(scores, "t sort n skip 1 take 2 show k"), "e; a");
    assert_eq!(ask(scores, "t sort n take 4000000000 show k"), "b; e; a; c; d");
    assert_eq!(ask(scores, "t take 2 sort n show k"), "b; a");
    assert_eq!(ask(scores, "t unique n show k"), "a; b; d");
    assert_eq!(ask(scores, "t sort k desc unique n, n show k"), "e; d; c");
}

#[test]
fn a_sample_draws_distinct_rows_in_order() {
    let many: String = std::iter::once("n".to_string()).chain((0..100).map(|n| n.to_string())).collect::<Vec<_>>().join("\n");
    let draw = |query: &str| ask(&many, query);
    let sample = draw("t sample 10 seed 7");
    let numbers: Vec<i64> = sample.split("; ").map(|n| n.parse().unwrap()).collect();
    assert_eq!(numbers.len(), 10);
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{sample}");
    assert_eq!(draw("t sample 10 seed 7"), sample);
    assert_ne!(draw("t sample 10 seed 8"), sample);
    assert_eq!(draw("t sample 10"), draw("t sample 10"));
    assert_eq!(draw("t sample 500 count"), "100");
    assert_eq!(draw("t sample 0 count"), "0");
}
