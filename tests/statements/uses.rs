//! `use` of other scripts, and `catalog`.

use crate::Desk;

#[test]
fn names_come_from_another_script_and_its_queries_do_not_run() {
    let desk = Desk::new();
    desk.write("lib/data.csv", "a\n1\n2\n");
    desk.write(
        "lib/common.dlq",
        "param least: number = 8; define april(t) = t during 2025-04; define twice(x) = x * 2; let own = \"data.csv\" where a > 1; \
         let share = measure sum women / sum persons; let eid = 2025-03-31; crossings count save \"never.csv\"",
    );
    let text = "use \"lib/common.dlq\"; april(crossings) where persons > $least derive x = twice(women) show x; own; \
                crossings after eid count; crossings measure $share";
    assert_eq!(desk.answers(text, &[]), "x\n8\n10\n\na\n2\n\nrows\n3\n\nshare\n0.30952380952380953\n");
    assert_eq!(desk.answers("use \"lib/common.dlq\"; = $least", &["--set", "least=9"]), "$least\n9\n");
    assert_eq!(desk.files(), ["lib"]);
    let ran = desk.script("use \"lib/common.dlq\"; = 1", &[]);
    assert!(ran.err.contains("note[N0613]: `lib/common.dlq` is used for its names: its query is passed over"), "{}", ran.err);
}

#[test]
fn checks_of_a_script_that_is_used_are_not_asked_and_that_is_said() {
    let desk = Desk::new();
    desk.write("common.dlq", "let few = crossings take 1 expect rows > 100; crossings expect rows > 100 expect rows > 200");
    let ran = desk.script("use \"common.dlq\"; few count", &[]);
    let said = "note[N0613]: `common.dlq` is used for its names: its query is passed over, and its 3 checks are not asked";
    assert!(ran.err.contains(said), "{}", ran.err);
    desk.write("common.dlq", "let few = crossings take 1 expect rows > 100");
    let ran = desk.script("use \"common.dlq\"; few count", &[]);
    assert!(ran.err.contains("is used for its names: its check is not asked"), "{}", ran.err);
}

#[test]
fn scripts_use_others_from_their_own_folders_and_each_once() {
    let desk = Desk::new();
    desk.write("lib/base.dlq", "let k = 2");
    desk.write("lib/a.dlq", "use \"base.dlq\"; let a = $k + 1");
    desk.write("lib/deep/b.dlq", "use \"../base.dlq\"; let b = $k + 2");
    let text = "use \"lib/a.dlq\"; use \"lib/deep/b.dlq\"; use \"lib/base.dlq\"; = $a + $b + $k";
    assert_eq!(desk.answers(text, &[]), "$a + $b + $k\n9\n");
}

#[test]
fn circles_are_refused_with_their_chain() {
    let desk = Desk::new();
    desk.write("a.dlq", "use \"b.dlq\"; let a = 1");
    desk.write("b.dlq", "use \"a.dlq\"; let b = 1");
    desk.write("own.dlq", "use \"own.dlq\"");
    let ran = desk.run(&["run", "a.dlq"]);
    assert!(ran.err.contains("error[E0509]: scripts use each other in a circle: a.dlq uses b.dlq uses a.dlq"), "{}", ran.err);
    assert!(ran.err.contains("--> b.dlq:1:5"), "{}", ran.err);
    assert!(desk.run(&["run", "own.dlq"]).err.contains("own.dlq uses own.dlq"));
}

#[test]
fn faults_show_in_the_text_they_are_in() {
    let desk = Desk::new();
    desk.write("lib.dlq", "let a = 1;\nlet b = crossings where bordr = 1;\ndefine f(x) = y");
    let ran = desk.script("use \"lib.dlq\"; crossings where bordr = 2; b count; = f(1)", &[]);
    assert_eq!(ran.status, 1);
    for part in ["--> script.dlq:1:5", "`lib.dlq` has 2 errors", "--> lib.dlq:2:25", "--> lib.dlq:3:15", "--> script.dlq:1:32"] {
        assert!(ran.err.contains(part), "{part} is missing in\n{}", ran.err);
    }
    assert_eq!(ran.err.matches("error[").count(), 4, "what rests on faulty names is not told: {}", ran.err);
}

#[test]
fn faults_of_what_a_script_names_show_where_it_is_used() {
    let desk = Desk::new();
    desk.write(
        "lib.dlq",
        "-- A comment that moves all places far to the right of where they could be in the script.\ndefine half(x) = x / 2;\n\
        let share = measure sum women / sum persons; define busy(t) = t where persons > 5; let total = crossings sum persons",
    );
    let ran = desk.script("use \"lib.dlq\"; crossings derive y = half(border)", &[]);
    assert!(ran.err.contains("script.dlq:1:37") && ran.err.contains("it is `define half(x) = x / 2`"), "{}", ran.err);
    desk.write("t.csv", "a\n1\n");
    let ran = desk.script("use \"lib.dlq\"; busy(\"t.csv\") count", &[]);
    assert!(ran.err.contains("script.dlq:1:16") && ran.err.contains("it is `define busy(t)"), "{}", ran.err);
    // A fault that only shows when rows are read.
    desk.write("lib.dlq", &format!("-- {}\ndefine all(t) = t sum n; let grown = \"big.csv\" sum n", "x".repeat(300)));
    desk.write("big.csv", "n\n9223372036854775807\n9223372036854775807\n");
    for query in ["all(\"big.csv\") take 1", "grown take 1", "= $grown"] {
        let ran = desk.script(&format!("use \"lib.dlq\"; {query}"), &[]);
        assert!(ran.status == 1 && ran.err.contains("script.dlq:1:1"), "{query}: {}", ran.err);
    }
}

#[test]
fn clashes_and_missing_files_are_refused() {
    let desk = Desk::new();
    desk.write("lib.dlq", "let a = 1");
    assert!(desk.errors("let a = 2; use \"lib.dlq\"", &[]).iter().any(|error| error.starts_with("E0206]")));
    assert!(desk.errors("use \"lib.dlq\"; let a = 2", &[])[0].starts_with("E0206]"));
    assert!(desk.errors("use \"no.dlq\"", &[])[0].starts_with("E0501]: `no.dlq` cannot be read"));
    desk.write("lib.dlq", "as of 2025-04");
    assert!(desk.errors("use \"lib.dlq\"", &[]).iter().any(|error| error.starts_with("E0510]")));
}

#[test]
fn a_catalog_is_opened_at_the_top() {
    let desk = Desk::new();
    desk.write("data/own.toml", "[tables.borders]\nfile = \"../crossings.csv\"\n[moments]\neid = 2025-03-31\n");
    desk.write("data/a.dlq", "catalog \"own.toml\"; borders after eid count");
    let ran = desk.run(&["run", "data/a.dlq", "--format", "csv", "--quiet"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "rows\n3\n"), "{}", ran.err);
    assert_eq!(desk.run(&["check", "data/a.dlq"]).status, 0);
    desk.write("borders.csv", "date\n2025-04-01\n");
    desk.write("data/b.dlq", "catalog \"own.toml\"; borders count");
    let ran = desk.run(&["run", "data/b.dlq", "borders.csv", "--format", "csv"]);
    assert_eq!(ran.out, "rows\n1\n", "what the command line names is taken");
    assert!(ran.err.contains("note[N0614]"), "{}", ran.err);
    desk.write("data/c.dlq", "let a = 1; catalog \"own.toml\"");
    assert!(desk.run(&["run", "data/c.dlq"]).err.contains("error[E0510]"));
    desk.write("data/d.dlq", "catalog \"none.toml\"; borders count");
    let ran = desk.run(&["run", "data/d.dlq"]);
    assert!(ran.status == 1 && ran.err.contains("--> data/d.dlq:1:9"), "{}", ran.err);
}

#[test]
fn a_catalog_that_is_named_wins_over_the_one_beside_the_script() {
    let desk = Desk::new();
    desk.write("dateline.toml", "[tables.wrong]\nfile = \"crossings.csv\"\n");
    desk.write("own.toml", "[tables.right]\nfile = \"crossings.csv\"\n");
    desk.write("a.dlq", "catalog \"own.toml\"; right count");
    assert_eq!(desk.run(&["run", "a.dlq", "--format", "csv", "--quiet"]).out, "rows\n4\n");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let desk = Desk::new();
    desk.write("lib.dlq", "let a = $nothing");
    let text = "use \"lib.dlq\"; catalog \"own.toml\"; param p: number = \"x\"; param q: text; define f(x) = y; \
                define g(t) = t append nowhere; let a = crossings where bordr = 1; crossings count save \"x.doc\"; \
                as of never; = 1 + \"a\"; crossings sum border";
    let errors = desk.errors(text, &["--set", "r=1"]);
    let codes: Vec<&str> = errors.iter().filter_map(|error| error.get(..5)).collect();
    let expected =
        ["E0204", "E0508", "E0510", "E0302", "E0208", "E0202", "E0201", "E0202", "E0506", "E0403", "E0301", "E0302", "E0204"];
    assert_eq!(codes, expected, "{errors:?}");
    assert_eq!(desk.files(), ["lib.dlq"]);
}

#[test]
fn what_a_check_has_used_is_used_again() {
    let desk = Desk::new();
    desk.write("lib.dlq", "let k = 2");
    let options = dateline::Options { folder: Some(desk.path("")), ..dateline::Options::default() };
    let mut engine = dateline::Engine::open(&[desk.path("crossings.csv")], options).expect("the table opens");
    let text = "use \"lib.dlq\"; = $k";
    for _ in 0..2 {
        engine.check(text).expect("it is sound");
    }
    assert!(engine.run("use \"lib.dlq\"; = $none", &mut |_| Ok(())).is_err());
    engine.run(text, &mut |_| Ok(())).expect("its names are known");
}
