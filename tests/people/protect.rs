//! `protect`: small cells, the cells beside them, what is worked out from them.

use super::{answer, cells, engine, faults, said};

const DISTRICTS: &str = "district,men,women,children
A,4,40,10
B,106,32,42
C,16,14,9
D,0,70,13
";

fn ask(query: &str) -> String {
    cells(&answer(DISTRICTS, "", query))
}

#[test]
fn small_cells_and_the_smallest_beside_them_are_hidden_and_a_zero_is_shown() {
    let found = "A,<10,40,hidden; B,106,32,42; C,hidden,14,<10; D,0,70,13";
    assert_eq!(ask("t protect 10"), found);
    let rows = answer(DISTRICTS, "", "t protect 10");
    assert_eq!(
        said(&rows),
        [
            "protected: 2 cells from 1 to 9 hidden in men, women and children",
            "protected: 2 other cells are hidden, which with the totals would give them back"
        ]
    );
    assert_eq!(ask("t protect 3"), "A,4,40,10; B,106,32,42; C,16,14,9; D,0,70,13");
}

#[test]
fn what_is_worked_out_from_hidden_cells_is_hidden() {
    assert_eq!(ask("t show district, men derive twice = men * 2 protect 10"), "A,<10,hidden; B,106,212; C,hidden,hidden; D,0,0");
    assert_eq!(ask("t derive few = men < 10 show district, few protect 10"), "A,hidden; B,false; C,false; D,true");
    let dated = "date,n\n2025-04-01,30\n2025-04-02,4\n2025-04-03,50\n";
    assert_eq!(
        cells(&answer(dated, "", "t sum n every day derive before = previous(n) protect 10 show start, n, before")),
        "2025-04-01,hidden,hidden; 2025-04-02,<10,hidden; 2025-04-03,50,hidden"
    );
}

#[test]
fn a_total_of_columns_is_a_line_too() {
    // Men are 4 of 44 in A: women or the total have to go with them, and both columns have to keep a second hidden cell.
    let found = answer("district,men,women\nA,4,40\nB,106,32\nC,16,14\n", "", "t derive all = men + women protect 10");
    assert_eq!(cells(&found), "A,<10,hidden,44; B,106,32,138; C,hidden,hidden,30");
}

const REPORTS: &str = "date,place,kind
2025-04-01,Torkham,papers
2025-04-01,Torkham,papers
2025-04-01,Torkham,money
2025-04-02,Chaman,money
2025-04-02,Chaman,money
2025-04-02,Chaman,money
2025-04-09,Chaman,money
";

#[test]
fn counts_of_reports_are_judged() {
    assert_eq!(cells(&answer(REPORTS, "", "t count protect 10")), "<10");
    assert_eq!(cells(&answer(REPORTS, "", "t count by place protect 4")), "Chaman,hidden; Torkham,<4");
    assert_eq!(
        cells(&answer(REPORTS, "", "t where place = \"Chaman\" count every week protect 3 show start, rows")),
        "2025-04-01,hidden; 2025-04-07,<3"
    );
    assert_eq!(
        cells(&answer(REPORTS, "", "t count by place, kind every week fill 0 protect 10 show place, rows")),
        "Chaman,<10; Chaman,<10; Torkham,<10; Torkham,0; Torkham,<10; Torkham,0"
    );
}

#[test]
fn parts_of_small_totals_are_hidden_though_the_totals_are_not_printed() {
    let table = "place,sex,n,k\nA,f,50,2\nA,m,60,40\nB,f,500,300\n";
    assert_eq!(
        cells(&answer(table, "", "t sum k / sum n as part by place, sex protect 10")),
        "A,f,hidden; A,m,0.6666666666666666; B,f,0.6"
    );
}

#[test]
fn other_periods_are_judged_like_their_own() {
    let table = "date,n\n2025-04-01,4\n2025-04-08,60\n2025-04-15,70\n";
    assert_eq!(
        cells(&answer(table, "", "t sum n every week versus previous protect 10 show start, n, before, difference, percent")),
        "2025-04-01,<10,,hidden,hidden; 2025-04-07,hidden,<10,hidden,hidden; 2025-04-14,70,hidden,hidden,hidden"
    );
}

#[test]
fn an_order_by_size_tells_nothing_of_hidden_rows() {
    let table = "place,n\nA,3\nB,500\nC,20\nD,60\n";
    assert_eq!(cells(&answer(table, "", "t sum n by place sort n desc protect 10")), "B,500; D,60; A,<10; C,hidden");
    assert_eq!(cells(&answer(table, "", "t sum n by place protect 10 sort n desc")), "B,500; D,60; A,<10; C,hidden");
}

#[test]
fn totals_that_would_give_a_cell_back_are_named() {
    let nines = answer("place,n\nA,9\nB,9\n", "", "t sum n by place protect 10");
    assert_eq!(cells(&nines), "A,<10; B,<10");
    assert!(
        said(&nines).contains(&"protected: not to be published beside it: the total of `n`".to_string()),
        "{:?}",
        said(&nines)
    );
}

#[test]
fn measures_of_things_are_not_judged() {
    let catalog = "measures = { people = { kind = \"flow\", unit = \"persons\" }, paid = { kind = \"flow\", unit = \"usd\" } }";
    let table = "place,people,paid\nA,3,4\nB,30,5\nC,40,6\n";
    assert_eq!(cells(&answer(table, catalog, "t sum people, paid by place protect 10")), "A,<10,4; B,hidden,5; C,40,6");
}

#[test]
fn bounds_do_not_tell_what_is_hidden() {
    let catalog = "measures = { n = { kind = \"flow\", low = \"low\", high = \"high\" } }";
    let table = "place,low,high,n\nA,2,6,4\nB,20,30,25\nC,40,50,\n";
    let found = answer(table, catalog, "t protect 10");
    assert_eq!(cells(&found), "A,hidden,hidden,<10; B,hidden,hidden,hidden; C,40,50,40–50");
    let found = answer(table, catalog, "t rename low as least show place, least protect 10");
    assert_eq!(cells(&found), "A,hidden; B,20; C,40");
    assert_eq!(said(&found), ["protected: 1 cell is hidden, worked out from hidden ones"]);
}

/// Both ends are the number of a row.
#[test]
fn ranges_are_hidden_where_one_of_their_ends_is_small() {
    let catalog = "measures = { n = { kind = \"flow\", unit = \"persons\" } }";
    let table = "place,n\nA,3\nA,50\nB,60\nB,70\n";
    assert_eq!(cells(&answer(table, catalog, "t range n by place protect 10")), "A,hidden; B,60–70");
}

/// Rows of persons: four of them at A, two at B, one of no known age at C.
const PERSONS: &str = "place,age,paid,born
A,20,5,1990
A,30,6,1991
A,40,7,1992
A,50,8,1993
B,61,9,1994
B,70,10,1995
C,,,
";

#[test]
fn figures_of_few_rows_are_hidden() {
    let persons = |query: &str| cells(&answer(PERSONS, "", &format!("t {query} by place protect 3")));
    assert_eq!(persons("min age, max age, median age, mean age"), "A,20,50,35.0,35.0; B,hidden,hidden,hidden,hidden; C,,,,");
    assert_eq!(persons("percentile 50 age, stdev age, list age").split("; ").nth(1), Some("B,hidden,hidden,hidden"));
    assert_eq!(persons("max age if age > 40 as old"), "A,hidden; B,hidden; C,");
    assert_eq!(persons("mean age * 2 as twice, max age - min age as span"), "A,70.0,30; B,hidden,hidden; C,,");
}

#[test]
fn figures_of_few_rows_are_hidden_whatever_they_are_of() {
    let catalog = "measures = { age = { kind = \"flow\", unit = \"persons\" }, paid = { kind = \"flow\", unit = \"usd\" } }";
    let found = answer(PERSONS, catalog, "t sum age, max age, max paid, max born by place protect 3");
    // What is of people is one of as many as they add up to: a report of many people is none of few.
    assert_eq!(cells(&found), "A,140,50,8,1993; B,131,70,hidden,hidden; C,,,,");
    assert!(
        said(&found).contains(&"protected: 2 cells are hidden, figures of fewer than 3 rows".to_string()),
        "{:?}",
        said(&found)
    );
}

/// A group of one row has its total as its largest value.
#[test]
fn values_of_rows_give_no_hidden_total_back() {
    let catalog = "measures = { n = { kind = \"flow\", unit = \"persons\" } }";
    let table = "place,n\nA,3\nB,400\nB,100\nC,20\nD,30\nD,31\n";
    assert_eq!(
        cells(&answer(table, catalog, "t sum n, max n, mean n by place protect 10")),
        "A,<10,<10,<10; B,500,400,250.0; C,hidden,hidden,hidden; D,61,31,30.5"
    );
}

/// Nobody knows whether a total that leaves out unknown values is small.
#[test]
fn what_is_at_least_a_small_number_is_not_called_small() {
    let table = "place,n\nA,4\nA,\nB,5\nC,60\nD,70\n";
    let found = answer(table, "", "t sum n by place protect 10");
    assert_eq!(cells(&found), "A,hidden; B,<10; C,60; D,70");
    let open = "protected: 1 cell is hidden, known only to be at least a number from 1 to 9";
    assert!(said(&found).iter().any(|line| line == open), "{:?}", said(&found));
    assert_eq!(cells(&answer(table, "", "t where place = \"A\" sum n protect 4")), "≥ 4");
}

#[test]
fn footers_of_protected_answers_count_no_few_rows() {
    let catalog = "measures = { n = { kind = \"flow\", unit = \"persons\", low = \"low\", high = \"high\" } }";
    let rows: String = (0..30).map(|n| format!("2025-04-{:02},A,{},,\n", n % 20 + 1, n + 20)).collect();
    let table = format!("date,place,n,low,high\n{rows}2025-04-02,A,,5,50\n2025-04-03,A,n.r.,,\n2025-04-04,,30,,\n");
    let counts = regex::Regex::new(r"\b[1-9] (more )?(row|value|cell of|cells of)").expect("an expression");
    for query in [
        "t where n > 20 and place = \"A\" sum n protect 10",
        "t where n > 15 sum n by place protect 10",
        "t mean n per day protect 10",
        "t where place = \"a\" count protect 10",
    ] {
        let found = answer(&table, catalog, query);
        let mut lines: Vec<String> = dateline::output::footer(&found.facts);
        lines.extend(found.notes.iter().flat_map(|note| note.help.clone()));
        let told: Vec<&String> = lines.iter().filter(|line| !line.starts_with("protected") && counts.is_match(line)).collect();
        assert!(told.is_empty(), "{query}: {told:?}");
        assert!(!lines.iter().any(|line| line.contains("n.r.")), "{query}: {lines:?}");
    }
    let left_out = answer(&table, catalog, "t where place = \"A\" count protect 10");
    let footer = dateline::output::footer(&left_out.facts).join("\n");
    assert!(footer.contains("all but fewer than 10 used of 33 read"), "{footer}");
}

/// A check shows the rows that fail where its table is written.
#[test]
fn tables_with_checks_are_not_protected_in_the_same_script() {
    let (_folder, mut engine) = engine(DISTRICTS, "");
    let mut ask = |script: &str| engine.run(script, &mut |_| Ok(())).map_err(|error| error.diagnostics[0].code.text());
    assert_eq!(ask("let a = t expect each men > 9; a sum men by district protect 10"), Err("E0905"));
    assert_eq!(ask("let b = t expect each men > 9; let c = b where men > 1; c sum men by district protect 10"), Err("E0905"));
    assert_eq!(ask("let d = t expect each men > 9; t show district lookup d on district protect 10"), Err("E0905"));
    assert_eq!(ask("let e = t expect each men > 9"), Ok(()));
    assert_eq!(ask("e sum men by district protect 10"), Ok(()));
}

#[test]
fn files_hold_nothing_in_a_hidden_cell_and_why_beside_it() {
    let found = answer(DISTRICTS, "", "t show district, men protect 10");
    let file = found.rows.with_bounds_as_columns();
    let names: Vec<&str> = file.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["district", "men", "men_hidden"]);
    assert_eq!(file.cell(0, 1), dateline::data::Cell::Unknown);
    assert_eq!(file.cell(0, 2), dateline::data::Cell::Text("<10"));
    assert_eq!(file.cell(2, 2), dateline::data::Cell::Text("hidden"));
    assert_eq!(file.cell(1, 2), dateline::data::Cell::Unknown);
}

#[test]
fn summaries_with_few_people_say_so() {
    let few = answer(DISTRICTS, "", "t sum men by district");
    assert_eq!(said(&few), ["small: 1 cell of fewer than 10 people or rows: consider `protect 10`"]);
    assert!(said(&answer(DISTRICTS, "", "t show district, men")).is_empty());
    assert!(said(&answer(DISTRICTS, "", "t sum women by district")).is_empty());
}

#[test]
fn what_cannot_be_protected_is_refused() {
    assert_eq!(faults(DISTRICTS, "t show district protect 10"), [("E0902", "protect 10".into())]);
    assert_eq!(faults(DISTRICTS, "t protect 2"), [("E0105", "protect 2".into())]);
    assert_eq!(faults(DISTRICTS, "t protect 10 where men > 10"), [("E0901", "where men > 10".into())]);
    assert_eq!(faults(DISTRICTS, "t protect 10 sum men"), [("E0901", "sum men".into())]);
    assert_eq!(faults(DISTRICTS, "t protect 10 trace"), [("E0901", "trace".into())]);
    assert_eq!(faults(DISTRICTS, "t round to 5 protect 10"), [("E0901", "protect 10".into())]);
    assert_eq!(faults(REPORTS, "t count every week fill previous protect 10"), [("E0902", "protect 10".into())]);
}

#[test]
fn a_footer_does_not_say_what_a_cell_hides() {
    let few = answer(REPORTS, "", "t where place = \"Torkham\" count protect 10");
    assert_eq!(cells(&few), "<10");
    let footer = dateline::output::footer(&few.facts).join("\n");
    assert!(footer.contains("fewer than 10 used of 7 read"), "{footer}");
    let mut json = Vec::new();
    dateline::output::write(&few, dateline::output::Format::Json, &Default::default(), &mut json).unwrap();
    let json = String::from_utf8(json).unwrap();
    assert!(json.contains("\"rows_used\":null") && json.contains("\"protected\":10"), "{json}");
}

#[test]
fn single_persons_are_no_key_of_a_protected_answer() {
    let (_folder, mut engine) = super::engine("name,place,n\nX,A,30\nY,A,40\n", "sensitive = [\"name\"]");
    let fault = engine.query("t sum n by name protect 10").expect_err("a fault");
    assert_eq!(fault.diagnostics[0].code.text(), "E0904");
    let traced = engine.query("t sum n by place trace show name, n").expect("an answer");
    assert_eq!(cells(&traced), "(hidden),30; (hidden),40");
}

#[test]
fn other_shapes_are_judged_or_refused() {
    assert_eq!(
        cells(&answer(DISTRICTS, "", "t unpivot men, women, children as who, n sum n by who where who = \"men\" protect 200")),
        "men,<200"
    );
    assert_eq!(
        faults(DISTRICTS, "t sum men, women by district unpivot men, women as who, n protect 10"),
        [("E0902", "protect 10".into())]
    );
}

/// The footer says what a value is, and a difference gives it back.
#[test]
fn values_of_few_people_stand_in_no_protected_answer() {
    let (_folder, mut engine) = engine(DISTRICTS, "");
    let mut ask = |script: &str| engine.run(script, &mut |_| Ok(())).map_err(|error| error.diagnostics[0].code.text());
    assert_eq!(
        ask("let a = t where district = \"A\" sum men; t derive more = men - $a show district, more protect 10"),
        Err("E0907")
    );
    assert_eq!(ask("let b = t sum men; t derive part = men / $b show district, part protect 10"), Ok(()));
    assert_eq!(ask("let c = t where district = \"A\" sum men protect 10; t derive more = men - $c protect 10"), Ok(()));
    let few = "let few = t where district = \"A\" sum men; let rest = t sum men derive rest = men - $few show rest;";
    assert_eq!(ask(&format!("{few} t derive more = men - $rest show district, more protect 10")), Err("E0907"));
    assert_eq!(ask("let one = $few * 1; t derive more = men - $one show district, more protect 10"), Err("E0907"));
    assert_eq!(ask("define less(x) = x - $few; t derive more = less(men) show district, more protect 10"), Err("E0907"));
    let made = "let made = t where district = \"A\" sum men derive made = men + 1 show made;";
    assert_eq!(ask(&format!("{made} t derive more = men - $made show district, more protect 10")), Err("E0907"));
    let looser = "let looser = t where district = \"A\" sum men protect 3;";
    assert_eq!(ask(&format!("{looser} t derive more = men - $looser show district, more protect 10")), Err("E0907"));
}
