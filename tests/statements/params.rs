//! `param`: typed values, set from outside or of their own.

use crate::Desk;

const SCRIPT: &str = "param border: text = \"Torkham\"; crossings where border = $border count";

#[test]
fn a_parameter_is_set_or_has_its_own_value() {
    let desk = Desk::new();
    assert_eq!(desk.answers(SCRIPT, &[]), "rows\n3\n");
    assert_eq!(desk.answers(SCRIPT, &["--set", "border=Chaman"]), "rows\n1\n");
    assert_eq!(desk.answers(SCRIPT, &["--set", "border=Chaman", "--set", "border=Torkham"]), "rows\n3\n", "the last counts");
}

#[test]
fn values_have_the_type_that_is_declared() {
    let desk = Desk::new();
    let shown = |ty: &str, value: &str| desk.answers(&format!("param x: {ty}; = $x"), &["--set", &format!("x={value}")]);
    assert_eq!(shown("text", "7"), "$x\n7\n");
    assert_eq!(desk.answers("param x: text; = concat($x, \"!\")", &["--set", "x=true"]), "\"concat($x, \"\"!\"\")\"\ntrue!\n");
    assert_eq!(desk.answers("param x: text; = length($x)", &["--set", "x=\" or 1 = 1 --"]), "length($x)\n13\n");
    assert_eq!(shown("number", "-1_200"), "$x\n-1200\n");
    assert_eq!(shown("bool", "true"), "$x\ntrue\n");
    assert_eq!(shown("date", "2025-04-06"), "$x\n2025-04-06\n");
    assert_eq!(shown("date", "today"), "$x\n2025-06-01\n");
    assert_eq!(shown("duration", "2 weeks"), "$x\n14 days\n");
    let april = |value: &str| desk.answers("param p: period; crossings during $p count", &["--set", &format!("p={value}")]);
    assert_eq!(["2025-04", "2025-04-01", "2025"].map(april), ["rows\n2\n", "rows\n1\n", "rows\n4\n"]);
    for (ty, value) in [("number", "many"), ("date", "2025-04"), ("bool", "yes"), ("period", "soon"), ("duration", "7")] {
        let errors = desk.errors(&format!("param x: {ty}; crossings where persons = $x"), &["--set", &format!("x={value}")]);
        assert_eq!(errors, [format!("E0302]: `x` is set to `{value}`, which is no {ty}")]);
    }
}

#[test]
fn a_value_of_its_own_has_the_type_too() {
    let desk = Desk::new();
    assert_eq!(
        desk.errors("param x: number = \"a\"", &[]),
        ["E0302]: `x` is a parameter of the type number, and `\"a\"` is none"]
    );
    assert_eq!(desk.errors("param x: number = \"a\"", &["--set", "x=1"]).len(), 1, "it is checked where it is not used");
    assert!(desk.errors("let n = crossings count; param x: number = $n", &[])[0].starts_with("E0308]"));
    assert_eq!(desk.answers("let a = 2; param x: number = $a * 3; = $x", &[]), "$x\n6\n");
}

#[test]
fn what_is_not_set_and_what_nobody_declares_is_refused() {
    let desk = Desk::new();
    assert_eq!(desk.errors("param x: text; = $x", &[]), ["E0208]: the parameter `x` has no value"]);
    assert_eq!(desk.errors(SCRIPT, &["--set", "bordr=Chaman"]), ["E0204]: there is no parameter `bordr` to set"]);
    assert_eq!(desk.answers("= $free", &["--set", "free=7"]), "$free\n7\n", "without parameters all may be set");
    assert!(desk.errors("param x: text = \"a\"; let x = 3", &[])[0].starts_with("E0206]"));
    assert!(desk.errors("= $x; param x: text = \"a\"", &["--set", "x=b"])[0].starts_with("E0204]"), "not before it is declared");
}

#[test]
fn values_are_part_of_what_an_answer_rests_on() {
    let desk = Desk::new();
    let ran = desk.script(SCRIPT, &["--set", "border=Chaman", "--output", "a.csv", "--provenance"]);
    assert!(ran.err.contains("set     $border = \"Chaman\"\n"), "{}", ran.err);
    let provenance: serde_json::Value = serde_json::from_str(&desk.read("a.csv.provenance.json")).expect("JSON");
    let params = &provenance["answers"][0]["facts"]["params"];
    assert_eq!(params, &serde_json::json!([{ "name": "border", "value": "\"Chaman\"" }]));
}

#[test]
fn a_check_lists_them() {
    let desk = Desk::new();
    desk.write("a.dlq", SCRIPT);
    let ran = desk.run(&["check", "a.dlq", "crossings.csv"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, "a.dlq: no errors\nparam border: text = \"Torkham\"\n"));
}
