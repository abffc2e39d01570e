//! `round to`: multiples, half away from zero, and bounds that still hold.

use super::{answer, cells, faults, said};

#[test]
fn figures_become_the_nearest_multiple() {
    let table = "place,n\nA,2\nB,3\nC,7\nD,-3\nE,-2\nF,\nG,0\n";
    assert_eq!(cells(&answer(table, "", "t round to 5")), "A,0; B,5; C,5; D,-5; E,0; F,; G,0");
    assert_eq!(cells(&answer("n\n5\n15\n-5\n4\n", "", "t round to 10")), "10; 20; -10; 0");
    assert_eq!(cells(&answer("n\n3\n49\n", "", "t range n round to 5")), "0–50");
    let large = format!("n\n{}\n", i64::MAX - 7);
    assert_eq!(cells(&answer(&large, "", "t round to 10")), "9223372036854775800");
}

#[test]
fn bounds_still_hold() {
    let rounded = |csv: &str, query: &str| cells(&answer(csv, "", query));
    // At least 14,600 are not at least 15,000.
    let table = "place,n\nA,14600\nA,\nB,14600\n";
    assert_eq!(rounded(table, "t sum n by place round to 1000"), "A,≥ 14,000; B,15000");
    assert_eq!(rounded(table, "t sum n by place derive x = 0 - n round to 1000"), "A,≥ 14,000,≤ -14,600; B,15000,-14600");
    let said_of = said(&answer(table, "", "t sum n by place round to 1000"));
    assert!(said_of.contains(&"rounded: what is at least so many down, what is at most so many up".to_string()), "{said_of:?}");
    let bounds = "[tables.t.measures.n]\nkind = \"flow\"\nlow = \"a\"\nhigh = \"b\"\nqualifier = \"q\"";
    let table =
        "n,a,b,q\n1450,1400,1600,\n,1400,1600,range\n1600,,,up to\n1400,,,more than\n1450,,,about\n1450,,,\n2000,2000,2000,\n";
    let shown = answer(table, bounds, "t show n round to 1000");
    assert_eq!(cells(&shown), "1,000 (1,000–2,000); 1,000–2,000; ≤ 2,000; ≥ 1,000; ~1,000; 1000; 2000");
    let real = "n,q\n1400.5,up to\n1600.5,more than\n";
    let bounds = "[tables.t.measures.n]\nkind = \"flow\"\nqualifier = \"q\"";
    assert_eq!(cells(&answer(real, bounds, "t show n round to 1000")), "≤ 2,000; ≥ 1,000");
}

#[test]
fn hidden_cells_stay_hidden() {
    let found = answer("place,n\nA,2\nB,13\nC,48\n", "", "t sum n by place derive part = share(n) protect 10 round to 5");
    assert_eq!(cells(&found), "A,<10,hidden; B,hidden,hidden; C,50,0.7619047619047619");
    assert_eq!(
        said(&found)[3..],
        ["rounded: n to multiples of 5: totals may differ from the sum of their parts", "rounded: not part, worked out before"]
    );
}

#[test]
fn nothing_of_people_is_refused() {
    assert_eq!(faults("place\nA\n", "t round to 5"), [("E0902", "round to 5".into())]);
    assert_eq!(faults("n\n1\n", "t round to 1"), [("E0105", "round to 1".into())]);
}
