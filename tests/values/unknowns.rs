//! Comparison is two-valued: what rests on an unknown is false, and `not` of it true.

use super::{ask, check, value};

#[test]
fn unknown_equals_unknown_alone() {
    check(&[
        ("ui = uf", "true"),
        ("ut = unknown", "true"),
        ("ut != unknown", "false"),
        ("t = unknown", "false"),
        ("t != unknown", "true"),
        ("unknown = unknown", "true"),
        ("unknown != 1", "true"),
        ("ut != \"a\"", "true"),
        ("ut = \"a\"", "false"),
        ("not ut = \"a\"", "true"),
        ("ui != i", "true"),
        ("ud = d", "false"),
        ("ub = b", "false"),
        ("ub != b", "true"),
        ("ut is unknown", "true"),
        ("ut is known", "false"),
        ("ut is not known", "true"),
        ("(ui + 1) is unknown", "true"),
    ]);
}

#[test]
fn every_other_test_of_an_unknown_is_false_and_its_opposite_true() {
    let tests = [
        "ui < 1",
        "ui <= 1",
        "ui > 1",
        "ui >= 1",
        "1 < ui",
        "ui < unknown",
        "i < unknown",
        "ui between 0 and 9",
        "i between ui and 9",
        "ui in (1, 2)",
        "ut in (\"a\")",
        "ud in 2025-04",
        "uat in 2025",
        "ud < 2025-04",
        "ud <= 2025-04",
        "uat > 2025-04-06",
        "uat <= 2025-04-06/..",
        "ut contains \"a\"",
        "ut contains word \"a\"",
        "ut starts with \"\"",
        "ut ends with \"\"",
        "t contains ut",
        "ut matches /./",
        "ut resembles \"x\"",
        "ub and true",
        "ui + 1 > 0",
        "uf / 2 < 9",
        "if ub then true else false",
    ];
    for test in tests {
        assert_eq!(value(test), "false", "{test}");
        assert_eq!(value(&format!("not ({test})")), "true", "{test}");
    }
    check(&[
        ("ui not in (1, 2)", "true"),
        ("ud not in 2025-04", "true"),
        ("ui in (1, unknown)", "true"),
        ("i in (1, unknown)", "false"),
    ]);
}

#[test]
fn where_keeps_what_holds() {
    let texts = "n,t\n1,a\n2,\n3,b\n";
    let kept = [
        ("t = \"a\"", "1"),
        ("t != \"a\"", "2; 3"),
        ("not t = \"a\"", "2; 3"),
        ("not t != \"a\"", "1"),
        ("t < \"b\"", "1"),
        ("not t < \"b\"", "2; 3"),
        ("t in (\"a\", \"b\")", "1; 3"),
        ("t not in (\"a\")", "2; 3"),
        ("t = unknown", "2"),
        ("t is unknown or t = \"b\"", "2; 3"),
        ("t != \"a\" and t != \"b\"", "2"),
    ];
    for (condition, expected) in kept {
        assert_eq!(ask(texts, &format!("t where {condition} show n")), expected, "{condition}");
    }
}

#[test]
fn an_unknown_written_out_goes_with_every_type() {
    check(&[
        ("unknown + 1", "-"),
        ("-unknown", "-"),
        ("if b then unknown else 1", "-"),
        ("if b then 1 else unknown", "1"),
        ("coalesce(unknown, ut, t)", "Torkham"),
        ("least(unknown, 3)", "3"),
        ("concat(t, unknown)", "-"),
    ]);
    assert_eq!(ask("n\n1\n", "t derive x = unknown, y = x + 1 sum x, y, count distinct x"), ",,0");
    assert_eq!(ask("n\n1\n2\n", "t derive x = unknown sum (-x) as s, mean (x * 2) as m by x"), ",,");
}
