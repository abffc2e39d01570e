//! Whole numbers that stop at their range, division, rounding.

use super::{ask, check, faults};

const LARGE: &str = "k,n,m\na,9223372036854775807,2\nb,1,3\n";

#[test]
fn a_sum_that_leaves_the_range_is_an_error_at_its_figure() {
    assert_eq!(faults(LARGE, "t sum m, n"), [("E0503", "n".into())]);
    assert_eq!(faults(LARGE, "t count, sum n as total"), [("E0503", "sum n".into())]);
    assert_eq!(faults(LARGE, "t sum n - count as less"), [("E0503", "sum n".into())]);
    assert_eq!(faults(LARGE, "t where k = \"a\" sum n + count as more"), [("E0503", "sum n + count".into())]);
}

#[test]
fn a_sum_within_the_range_is_exact() {
    assert_eq!(ask(LARGE, "t where k = \"a\" sum n"), "9223372036854775807");
    assert_eq!(ask(LARGE, "t sum n by k"), "a,9223372036854775807; b,1");
    // Parts of it may leave the range, as long as the sum does not.
    assert_eq!(ask("n\n9223372036854775807\n5\n-9223372036854775808\n", "t sum n"), "4");
}

#[test]
fn an_expression_that_leaves_the_range_is_an_error_at_its_place() {
    assert_eq!(faults(LARGE, "t derive a = n * m"), [("E0503", "n * m".into())]);
    assert_eq!(faults(LARGE, "t derive a = 1 + (n + m)"), [("E0503", "n + m".into())]);
    assert_eq!(faults(LARGE, "t derive a = -n - 2"), [("E0503", "-n - 2".into())]);
    assert_eq!(faults("n\n-9223372036854775808\n1\n", "t derive a = abs(n)"), [("E0503", "abs(n)".into())]);
    assert_eq!(faults("n\n-9223372036854775808\n1\n", "t derive a = -n"), [("E0503", "-n".into())]);
    assert_eq!(faults(LARGE, "t derive a = round(n, -1)"), [("E0503", "round(n, -1)".into())]);
    assert_eq!(faults(LARGE, "t where n * m > 3"), [("E0503", "n * m".into())]);
    assert_eq!(faults(LARGE, "t sort n * m"), [("E0503", "n * m".into())]);
}

#[test]
fn only_needed_values_leave_the_range() {
    assert_eq!(ask(LARGE, "t derive a = if k = \"b\" then n * m else 0 show a"), "0; 3");
    assert_eq!(ask(LARGE, "t sum (n * m) if k = \"b\" as a"), "3");
    assert_eq!(ask(&format!("{LARGE}b,,1\n"), "t max (n * m) if k = \"b\" as a"), "3");
    assert_eq!(ask(LARGE, "t where k = \"b\" where n * m = 3 show k"), "b");
    assert_eq!(ask(LARGE, "t where k = \"b\" derive k = 1 where n * m = 3 show m"), "3");
    assert_eq!(ask(LARGE, "t skip 1 where n * m = 3 show k"), "b");
    assert_eq!(ask(LARGE, "t top 1 m where n * m = 3 show k"), "b");
}

#[test]
fn division_is_real_and_by_zero_unknown() {
    check(&[
        ("i / 2", "3.5"),
        ("i / 7", "1"),
        ("i / 0", "-"),
        ("f / 0.0", "-"),
        ("i / (i - 7)", "-"),
        ("0 / 0", "-"),
        ("-i / 2", "-3.5"),
    ]);
    assert_eq!(ask("a,b\n1,2\n3,0\n,4\n", "t sum a / sum b as r, sum a / count as m"), "2,2");
    assert_eq!(ask("a,b\n1,0\n3,0\n", "t sum a / sum b as r"), "");
    // Nothing is multiplied by a rounded inverse instead.
    assert_eq!(
        ask("a,b\n3,10\n29,10\n", "t derive x = a / 10, y = a / b, z = 3 / b, w = 3 / 10 show x, y, z, w"),
        "0.3,0.3,0.3,0.3; 2.9,2.9,0.3,0.3"
    );
    assert_eq!(ask("a,b\n3,10\n", "t derive y = a / b sum a / sum b as r, sum a / 10 as s, max y"), "0.3,0.3,0.3");
    assert_eq!(ask("a,b\n3,10\n", "t sum a / sum b as r by b"), "10,0.3");
    assert_eq!(ask("a\n7\n29\n", "t derive x = a / 2.5, y = mod(a / 2.5, 3) show x, y"), "2.8,2.8; 11.6,2.5999999999999996");
    assert_eq!(ask("a\n7\n29\n", "t derive x = a / 2.5 count by x"), "2.8,1; 11.6,1");
    let several = "a\n7\n29\n3\n1\n6\n";
    assert_eq!(ask(several, "t derive x = a / 10 show x"), "0.7; 2.9; 0.3; 0.1; 0.6");
    assert_eq!(ask(several, "t derive k = 10, x = a / k show x"), "0.7; 2.9; 0.3; 0.1; 0.6");
    assert_eq!(ask(several, "t derive k = 0, x = a / k, y = k / a show x, y"), ",0; ,0; ,0; ,0; ,0");
}

#[test]
fn halves_round_away_from_zero() {
    check(&[
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(f)", "3"),
        ("round(-f)", "-3"),
        ("round(114486.5)", "114487"),
        ("round(0.4999)", "0"),
        ("round(2.344, 2)", "2.34"),
        ("round(2.346, 2)", "2.35"),
        ("round(f, 2)", "2.5"),
        ("round(i, 2)", "7"),
        ("round(1250, -2)", "1300"),
        ("round(-1250, -2)", "-1300"),
        ("round(1249, -2)", "1200"),
        ("round(1250.5, -2)", "1300"),
        ("round(i, -1)", "10"),
        ("round(i, -2)", "0"),
        ("round(9223372036854775807, 2)", "9223372036854775807"),
        ("round(9223372036854775806 - i, -1)", "9223372036854775800"),
    ]);
}

#[test]
fn numbers_are_written_as_people_write_them() {
    check(&[("1_600_000", "1600000"), ("1.6e6", "1600000"), ("50%", "0.5"), ("i * 50%", "3.5"), ("-3", "-3"), ("- -3", "3")]);
}
