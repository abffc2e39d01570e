//! Kinds and units: which verbs go with a flow, a stock, a cumulative figure, a rate, a share.

use super::table;

const ROWS: &str = "day,k,unit,n\n2025-04-01,arrived,persons,1\n2025-04-02,present,persons,2\n2025-04-03,present,trucks,4\n";

fn codes(kind: &str, query: &str) -> Vec<(&'static str, String)> {
    table(ROWS).says(&format!("measures = {{ n = {{ kind = \"{kind}\" }} }}")).faults(query)
}

fn ask(kind: &str, query: &str) -> String {
    table(ROWS).says(&format!("measures = {{ n = {{ kind = \"{kind}\" }} }}")).ask(query)
}

#[test]
fn only_flows_and_rates_are_added() {
    for kind in ["stock", "cumulative", "share"] {
        assert_eq!(codes(kind, "t sum n"), [("E0701", "sum n".to_string())], "{kind}");
        assert_eq!(codes(kind, "t sum n by k every month")[0].0, "E0701", "{kind}");
        assert_eq!(codes(kind, "t sum n / count as x")[0].0, "E0701", "{kind}");
        assert_eq!(ask(kind, "t max n, count"), "4,3", "{kind}");
    }
    assert_eq!(ask("flow", "t sum n"), "7");
    assert_eq!(ask("rate", "t sum n"), "7");
    assert_eq!(ask("stock", "t latest n"), "4,2025-04-03");
    assert_eq!(ask("cumulative", "t latest n"), "4,2025-04-03");
    assert_eq!(ask("share", "t latest n"), "4,2025-04-03");
}

#[test]
fn the_newest_flow_is_only_a_part() {
    for kind in ["flow", "rate"] {
        assert_eq!(codes(kind, "t latest n"), [("E0701", "latest n".to_string())], "{kind}");
        assert_eq!(codes(kind, "t earliest n")[0].0, "E0701", "{kind}");
    }
}

#[test]
fn the_newest_of_one_period_is_the_whole() {
    for kind in ["flow", "rate"] {
        assert_eq!(ask(kind, "t on 2025-04-02 latest n"), "2,2025-04-02", "{kind}");
        assert_eq!(ask(kind, "t latest n by day"), "2025-04-01,1,2025-04-01; 2025-04-02,2,2025-04-02; 2025-04-03,4,2025-04-03");
        assert_eq!(codes(kind, "t latest n by k")[0].0, "E0701", "{kind}");
    }
    // Where single rows say what they are, the flows among them are held to the same.
    let says = "measures = { n = { kind = { column = \"k\", values = { arrived = \"stock\", present = \"flow\" } } } }";
    let rows = || table(ROWS).says(says);
    assert_eq!(rows().faults("t where k = \"present\" latest n"), [("E0701", "latest n".to_string())]);
    assert_eq!(rows().ask("t where k = \"present\" latest n by unit"), "persons,2,2025-04-02; trucks,4,2025-04-03");
    assert_eq!(rows().ask("t where k = \"arrived\" latest n"), "1,2025-04-01");
    assert_eq!(rows().ask("t latest n if unit = \"trucks\" as n"), "4,2025-04-03");
}

#[test]
fn a_cumulative_figure_counts_since_one_day() {
    let rows = "start,end,counted,n
2025-01-01,2025-01-31,2025-01-01,10
2025-01-01,2025-02-28,2025-01-01,25
2025-03-01,2025-03-10,2025-03-01,4
2025-03-01,2025-03-20,2025-03-01,9
";
    // Without a column of its own the first day of the period is the day since which a row counts.
    for epoch in ["", ", epoch = \"counted\""] {
        let says = format!("time = [\"start\", \"end\"]\nmeasures = {{ n = {{ kind = \"cumulative\"{epoch} }} }}");
        let rows = table(rows).says(&says);
        let column = if epoch.is_empty() { "start" } else { "counted" };
        assert_eq!(rows.faults("t latest n"), [("E0702", "latest n".to_string())], "{epoch}");
        assert_eq!(rows.faults("t increase n")[0].0, "E0702", "{epoch}");
        assert_eq!(rows.faults("t earliest n")[0].0, "E0702", "{epoch}");
        assert_eq!(rows.ask(&format!("t latest n by {column}")), "2025-01-01,25,2025-02-28; 2025-03-01,9,2025-03-20");
        assert_eq!(rows.ask(&format!("t increase n by {column}")), "2025-01-01,15; 2025-03-01,5");
        assert_eq!(rows.ask("t since 2025-03 latest n"), "9,2025-03-20");
        assert_eq!(
            rows.ask("t latest n every month where n is known show start, n"),
            "2025-01-01,10; 2025-02-01,25; 2025-03-01,9"
        );
        assert_eq!(rows.ask("t max n, count"), "25,4");
        let help = rows.engine().query("t latest n").unwrap_err().diagnostics[0].help[0].clone();
        assert_eq!(help, format!("`by {column}` keeps them apart, `where {column} = 2025-03-01` keeps one"));
    }
}

#[test]
fn a_fault_names_the_clause_that_would_be_right() {
    let says = "measures = { n = { kind = { column = \"k\", values = { arrived = \"flow\", present = \"stock\" } } } }";
    let help = |query: &str| table(ROWS).says(says).engine().query(query).unwrap_err().diagnostics[0].help[0].clone();
    assert_eq!(help("t sum n"), "`by k` keeps them apart, `where k = \"arrived\"` keeps one");
    assert_eq!(help("t latest n"), "`by k` keeps them apart, `where k = \"present\"` keeps one");
    assert_eq!(help("t where k = \"present\" sum n"), "`latest n` takes the newest report");
    // Each verb that makes one number of several needs one kind.
    for figure in ["min n", "max n", "mean n", "median n", "stdev n", "percentile 90 n", "sum n / count", "mean n per day"] {
        assert_eq!(table(ROWS).says(says).faults(&format!("t {figure}"))[0].0, "E0702", "{figure}");
    }
    assert_eq!(table(ROWS).says(says).faults("t max n by top 1 unit")[0].0, "E0702");
}

#[test]
fn of_several_groups_the_first_of_the_answer_is_told() {
    let says = "measures = { n = { kind = { column = \"k\" }, unit = { column = \"u\" } } }";
    let told = |csv: &str, query: &str| table(csv).says(says).engine().query(query).unwrap_err().diagnostics[0].message.clone();
    let kinds = |first: &str, last: &str| format!("one figure here has rows of different k: \"{first}\" and \"{last}\"");
    // 9 comes before 10, though its words come later in the alphabet, and its rows later in the file.
    let rows = "g,k,u,n\n,cumulative,p,1\n,flow,p,1\n10,flow,p,1\n10,rate,p,2\n8,flow,p,5\n9,share,p,3\n9,stock,p,4\n";
    assert_eq!(told(rows, "t sum n by g"), kinds("share", "stock"));
    // Within a group the first figure.
    let rows = "g,k,u,n,m\nb,flow,p,1,1\nb,stock,p,1,2\na,flow,p,1,1\na,flow,q,1,1\n";
    assert_eq!(told(rows, "t max n, min n by g"), "one figure here has rows of different u: \"p\" and \"q\"");
    // However the engine shares out many groups.
    let group = |g: usize| {
        format!("{g},flow,p,1\n{g},{},p,2\n", ["flow", "stock", "rate"][if g % 4_000 == 3_999 { 1 + g / 8_000 % 2 } else { 0 }])
    };
    let rows = format!("g,k,u,n\n{}", (0..40_000).rev().map(group).collect::<String>());
    for _ in 0..5 {
        assert_eq!(told(&rows, "t sum n by g"), kinds("flow", "stock"));
    }
}

#[test]
fn a_hint_is_noted_and_refuses_nothing() {
    let notes = |csv: &str, query: &str| {
        let notes = table(csv).answer(query).notes;
        notes.iter().map(|note| (note.code.text(), note.message.clone())).collect::<Vec<_>>()
    };
    let cumulative = "day,cumulative_returns\n2025-04-01,5\n2025-04-02,9\n";
    let said = "`cumulative_returns` looks like a cumulative figure, whose reports are not added";
    assert_eq!(notes(cumulative, "t sum cumulative_returns"), [("N0630", said.to_string())]);
    assert_eq!(table(cumulative).ask("t sum cumulative_returns"), "14");
    assert_eq!(notes(cumulative, "t latest cumulative_returns, max cumulative_returns"), []);
    let tagged = "day,people\n#date,#affected+idps\n2025-04-01,5\n";
    assert_eq!(notes(tagged, "t sum people")[0].0, "N0630");
    assert_eq!(notes("day,persons\n2025-04-01,5\n", "t sum persons"), []);
    // What the catalog says is no guess.
    let declared = table(cumulative).says("measures = { cumulative_returns = { kind = \"flow\" } }");
    assert_eq!(declared.answer("t sum cumulative_returns").notes.len(), 0);
}

#[test]
fn another_name_is_the_same_measure() {
    assert_eq!(codes("stock", "t rename n as people sum people")[0].0, "E0701");
    assert_eq!(codes("stock", "t show day, n sum n")[0].0, "E0701");
}

#[test]
fn a_column_says_the_kind_of_each_row() {
    let says = "measures = { n = { kind = { column = \"k\", values = { arrived = \"flow\", present = \"stock\" } } } }";
    let rows = || table(ROWS).says(says);
    assert_eq!(rows().ask("t where k = \"arrived\" sum n"), "1");
    assert_eq!(rows().faults("t where k = \"present\" sum n"), [("E0701", "sum n".to_string())]);
    assert_eq!(rows().faults("t sum n"), [("E0702", "sum n".to_string())]);
    assert_eq!(rows().faults("t sum n by k")[0].0, "E0701");
    assert_eq!(rows().ask("t sum n if k = \"arrived\" as a"), "1");
    assert_eq!(rows().ask("t where k = \"present\" latest n"), "4,2025-04-03");
    // Buckets tell the kinds apart by chance: a row of flows, a row of stocks.
    assert_eq!(rows().ask("t on 2025-04-01 sum n every day"), "2025-04-01,2025-04-01,1");
    assert_eq!(rows().faults("t max n")[0].0, "E0702");
    assert_eq!(rows().ask("t max n by k"), "arrived,1; present,4");
    assert_eq!(rows().ask("t count"), "3");
}

#[test]
fn a_word_that_is_no_kind_is_refused() {
    let says = "measures = { n = { kind = { column = \"k\", values = { arrived = \"flow\" } } } }";
    assert_eq!(table(ROWS).says(says).faults("t where k = \"present\" latest n")[0].0, "E0702");
    assert_eq!(table(ROWS).says(says).ask("t where k = \"arrived\" sum n"), "1");
}

#[test]
fn a_figure_has_one_unit() {
    let rows = || table(ROWS).says("measures = { n = { unit = { column = \"unit\" } } }");
    assert_eq!(rows().faults("t sum n"), [("E0702", "sum n".to_string())]);
    assert_eq!(rows().faults("t max n")[0].0, "E0702");
    assert_eq!(rows().faults("t mean n per day")[0].0, "E0702");
    assert_eq!(rows().ask("t sum n by unit"), "persons,3; trucks,4");
    assert_eq!(rows().ask("t where unit = \"persons\" sum n"), "3");
    assert_eq!(rows().ask("t sum n every day"), "2025-04-01,2025-04-01,1; 2025-04-02,2025-04-02,2; 2025-04-03,2025-04-03,4");
    assert_eq!(rows().faults("t sum n every month")[0].0, "E0702");
}

#[test]
fn rates_row_by_row_are_multiplied_and_flows_are_not() {
    let rows = "start,end,k,n\n2025-04-01,2025-04-02,a day,10\n2025-04-01,2025-04-02,in all,7\n";
    let says = "measures = { n = { kind = { column = \"k\", values = { \"a day\" = \"rate\", \"in all\" = \"flow\" } } } }";
    assert_eq!(table(rows).says(says).ask("t sum n by k"), "a day,20; in all,7");
    assert_eq!(table(rows).says(says).ask("t mean n per day by k"), "a day,10,2,2; in all,3.5,2,2");
}
