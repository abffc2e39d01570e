//! `define`: functions over values and tables.

use crate::Desk;

#[test]
fn functions_over_values_are_used_wherever_values_are() {
    let desk = Desk::new();
    let rate = "define rate(a, b) = a / b * 100; ";
    let answer = |text: &str| desk.answers(&format!("{rate}{text}"), &[]);
    assert_eq!(answer("crossings derive r = rate(women, persons) show r take 2"), "r\n42.857142857142854\n40.0\n");
    assert_eq!(answer("crossings where rate(women, persons) < 25 count"), "rows\n1\n");
    assert_eq!(answer("crossings mean rate(women, persons) as s show s"), "s\n31.964285714285715\n");
    assert_eq!(answer("crossings count if rate(women, persons) > 40 as n"), "n\n1\n");
    assert_eq!(answer("define half(x) = rate(x, 200); = half(3) + half(half(8))"), "half(3) + half(half(8))\n3.5\n");
    assert_eq!(answer("define none() = 7; = none()"), "none()\n7\n");
}

#[test]
fn a_body_sees_its_parameters_alone() {
    let desk = Desk::new();
    // The parameter has the name of a column; the argument is another one.
    assert_eq!(desk.answers("define same(persons) = persons; crossings take 1 derive x = same(women) show x", &[]), "x\n3\n");
    assert_eq!(
        desk.answers("define swap(a, b) = b - a; define twice(b) = swap(b, 2 * b); = twice(5)", &[]),
        "twice(5)\n5\n",
        "a parameter of one function is none of another"
    );
    let errors = desk.errors("define f(a) = a + persons; crossings derive x = f(women)", &[]);
    assert_eq!(errors, ["E0202]: `persons` is no parameter of `f`, and its body sees nothing else"]);
    assert_eq!(desk.answers("let k = 3; define f(a) = a * $k; = f(2)", &[]), "f(2)\n6\n");
}

#[test]
fn functions_may_look_along_time_where_a_derive_may() {
    let desk = Desk::new();
    let text = "define gained(x) = change(x); crossings sum persons every month derive g = gained(persons) show g";
    assert_eq!(desk.answers(text, &[]), "g,part\n,true\n23,false\n-25,true\n");
    assert!(desk.errors("define gained(x) = change(x); crossings where gained(persons) > 1", &[])[0].starts_with("E0307]"));
    let by = "define one_before(x, key) = previous(x) by key; crossings derive b = one_before(persons, border) show b";
    assert_eq!(desk.answers(by, &[]), "b\n\"\"\n7\n\"\"\n10\n");
}

#[test]
fn table_functions_are_read_like_tables() {
    let desk = Desk::new();
    let april = "define april(t) = t during 2025-04; ";
    let answer = |text: &str| desk.answers(&format!("{april}{text}"), &[]);
    assert_eq!(answer("april(crossings) sum persons"), "persons\n30\n");
    assert_eq!(answer("let a = april(crossings); a count"), "rows\n2\n");
    assert_eq!(answer("april(\"crossings.csv\") count"), "rows\n2\n");
    assert_eq!(
        answer("let t = crossings where border = \"Chaman\"; april(t) count"),
        "rows\n1\n",
        "a name of its own is no parameter"
    );
    assert_eq!(answer("define busy(t) = april(t) where persons > 10; busy(crossings) count"), "rows\n1\n");
    assert_eq!(answer("define again(t) = april(t); again(crossings) count"), "rows\n2\n");
    assert_eq!(answer("define both(a, b) = a append b; both(crossings, april(crossings)) count"), "rows\n6\n");
    assert_eq!(answer("crossings without april(crossings) on border, date count"), "rows\n2\n");
    assert_eq!(answer("let n = april(crossings) sum persons; = $n"), "$n\n30\n");
}

#[test]
fn columns_of_a_joined_parameter_go_by_its_name() {
    let desk = Desk::new();
    let text = "define beside(t, other) = t lookup other on date, border derive p = other.persons; \
                beside(crossings, \"crossings.csv\") take 1 show p";
    assert_eq!(desk.answers(text, &[]), "p\n7\n");
}

#[test]
fn faults_name_the_call_and_the_body() {
    let desk = Desk::new();
    let ran = desk.script("define rate(a, b) = a / b;\n\ncrossings derive x = rate(border, persons)", &[]);
    let marks = ["in this body", "in this call", "`border` is a text"];
    assert!(marks.iter().all(|mark| ran.err.contains(mark)), "{}", ran.err);
    let ran = desk.script("define where_border(t) = t where bordr = \"x\";\n\nwhere_border(crossings) count", &[]);
    assert!(ran.err.contains("did you mean `border`?") && ran.err.contains("in this call"), "{}", ran.err);
}

#[test]
fn what_no_function_can_be_is_refused() {
    let desk = Desk::new();
    let fault = |text: &str| desk.errors(text, &[]).join("; ");
    assert!(fault("define f(x) = f(x) + 1; = f(1)").starts_with("E0203]: `f` calls itself"));
    assert!(fault("define f(t) = f(t) count; f(crossings) take 1").starts_with("E0203]: `f` calls itself"));
    assert!(fault("define f(x) = g(x); define g(x) = f(x)").starts_with("E0203]: there is no function `g`"));
    assert!(fault("define sum(x) = x").starts_with("E0206]"));
    assert!(fault("define round(x) = x").starts_with("E0206]"));
    assert!(fault("let f = 1; define f(x) = x").starts_with("E0206]"));
    assert!(fault("define f(x) = x; let f = 1").starts_with("E0206]"));
    assert!(fault("define f(x, x) = x").starts_with("E0206]: two parameters"));
    assert!(fault("define f(x) = x; = f(1, 2)").starts_with("E0303]"));
    assert!(fault("define f(t) = t count; f(crossings, crossings)").starts_with("E0303]"));
    assert!(fault("define f(t) = t count; = f(1)").starts_with("E0302]"));
    assert!(fault("define f(x) = x; f(crossings) count").starts_with("E0302]"));
    assert!(fault("define f(t) = t append nothing; = 1").starts_with("E0201]"));
    assert!(fault("define f(t) = t save \"x.csv\"").starts_with("E0506]"));
    assert_eq!(fault("define f(x) = x + y; = f(1); = f(2)").matches("E0").count(), 1, "calls of a faulty one are not told");
}

#[test]
fn calls_do_not_grow_without_end() {
    let desk = Desk::new();
    let doubled = |body: &str, first: &str| {
        let next = |n: usize| format!("define f{n}(a) = {};\n", body.replace('F', &format!("f{}", n - 1)));
        format!("{first};\n{}", (1..30).map(next).collect::<String>())
    };
    let values = doubled("F(a) + F(a)", "define f0(a) = a");
    assert!(desk.errors(&format!("{values}= f29(1)"), &[]).iter().any(|error| error.starts_with("E0103]")));
    let tables = doubled("F(a) append F(a)", "define f0(a) = a take 1");
    assert!(desk.errors(&format!("{tables}f29(crossings) count"), &[]).iter().any(|error| error.starts_with("E0103]")));
}
