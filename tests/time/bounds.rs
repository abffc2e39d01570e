//! Bounds in figures: what skipped unknowns, straddling rows and qualified values leave open.

use super::table;
use dateline::data::Cell;

/// Two places; on the second day one of the counts is unknown. `d` is a balance and can be negative.
const GAPS: &str = "day,k,n,m,d
2025-04-01,a,10,1,-1
2025-04-02,a,,2,
2025-04-03,a,30,4,2
2025-04-01,b,5,8,3
2025-04-02,b,6,16,4
2025-04-03,b,7,,5
";

fn ask(query: &str) -> String {
    table(GAPS).ask(query)
}

#[test]
fn a_sum_of_counts_that_skipped_some_is_at_least_the_rest() {
    assert_eq!(ask("t sum n"), "≥ 58");
    assert_eq!(ask("t sum n as people by k"), "a,≥ 40; b,18");
    assert_eq!(ask("t sum n if k = \"b\" as b, n if k = \"a\" as a, m if k = \"a\" as c"), "18,≥ 40,7");
    // Nothing known at all is unknown, and a balance has no bound.
    assert_eq!(ask("t where n is unknown sum n"), "");
    assert_eq!(ask("t sum d by k"), "a,1; b,12");
    // Declared to count, even where the file cannot say so.
    let real = "day,n\n2025-04-01,1.5\n2025-04-02,\n";
    assert_eq!(table(real).ask("t sum n"), "1.5");
    assert_eq!(table(real).says("measures = { n = { kind = \"flow\" } }").ask("t sum n"), "≥ 1.5");
    assert_eq!(
        table(&GAPS.replace(",d\n", ",e\n")).says("measures = { e = { kind = \"flow\" } }").ask("t sum e by k"),
        "a,1; b,12"
    );
}

#[test]
fn a_mean_is_of_what_is_known() {
    assert_eq!(ask("t mean n, median n, max n, min n, count"), "11.6,7,30,5,6");
}

#[test]
fn arithmetic_of_sums_is_over_the_rows_where_all_are_known() {
    // a: 10 + 30 and 1 + 4; b: 5 + 6 and 8 + 16. One row of each is left out.
    assert_eq!(ask("t sum n + sum m as s by k"), "a,≥ 45; b,≥ 35");
    assert_eq!(ask("t sum n - sum m as s by k"), "a,~35; b,~-13");
    assert_eq!(ask("t sum n / 10 as s by k"), "a,≥ 4; b,1.8");
    // A ratio of both is that of the same rows, and bounds nothing.
    assert_eq!(ask("t sum n / sum m as s by k"), format!("a,8; b,{}", 11.0 / 24.0));
}

#[test]
fn arithmetic_of_bounds_goes_on() {
    let sums = "t sum n, m by k derive";
    assert_eq!(ask(&format!("{sums} s = n + m show k, s")), "a,≥ 47; b,≥ 42");
    assert_eq!(ask(&format!("{sums} s = 100 - n show k, s")), "a,≤ 60; b,82");
    assert_eq!(ask(&format!("{sums} s = n / 2, t = 90 / n show k, s, t")), "a,≥ 20,≤ 2.25; b,9,5");
    // Both sides open: what is known gives an estimate.
    let both = "t sum n + 0 as n, sum m + 0 as m derive";
    assert_eq!(ask(&format!("{both} s = n - m, r = n / m show s, r")), "~27,~1.871");
    assert_eq!(ask("t sum n by k where n > 39"), "a,≥ 40");
    assert_eq!(ask("t sum n by k where n < 50"), "b,18");
    assert_eq!(ask("t sum n by k sum n"), "≥ 58");
}

#[test]
fn files_keep_the_figure_and_say_its_bounds() {
    let answer = table(GAPS).answer("t sum n by k");
    assert!(matches!(answer.rows.cell(0, 1), Cell::Bounds(bounds) if bounds.best.is_none() && bounds.low == Some(40.0)));
    let mut csv = Vec::new();
    dateline::output::write(&answer, dateline::output::Format::Csv, &Default::default(), &mut csv).unwrap();
    assert_eq!(String::from_utf8(csv).unwrap(), "k,n,n_low,n_high\na,40,40.0,\nb,18,,\n");
    // Nothing can be unknown here, so nothing is added.
    let whole = table("day,n\n2025-04-01,1\n").answer("t sum n");
    assert!(!whole.rows.has_bounds());
}

#[test]
fn entries_without_a_best_are_ordered_by_their_bounds() {
    let said = table("k,v,l,h\na,5,5,5\nb,,6,8\nc,,,4\nd,,9,\ne,,,\n").says("measures = { v = { low = \"l\", high = \"h\" } }");
    assert_eq!(said.ask("t sort v show k, v"), "c,≤ 4; a,5; b,6–8; d,≥ 9; e,");
    assert_eq!(said.ask("t top 3 v show k, v"), "d,≥ 9; b,6–8; a,5");
    assert_eq!(said.ask("t sum v by top 2 k"), "d,≥ 9; b,6–8; others,≤ 9");
    assert_eq!(said.ask("t derive r = rank(v) by l show k, r"), "a,1; b,1; c,1; d,1; e,");
}

#[test]
fn a_range_is_one_figure_with_bounds() {
    assert_eq!(ask("t range n by k"), "a,10–30; b,5–7");
    assert_eq!(table(GAPS).names("t range n, range m as span, range day by k"), "k,range_n,span,min_day,max_day");
    assert_eq!(ask("t where n > 20 range n"), "30");
    let said =
        table("k,v,l,h\na,5,5,5\na,,6,8\nb,,,4\nb,3,3,3\nc,,9,\n").says("measures = { v = { low = \"l\", high = \"h\" } }");
    assert_eq!(said.ask("t range v, min v, max v by k"), "a,5–8,5,6–8; b,≤ 4,≤ 3,3–4; c,≥ 9,≥ 9,≥ 9");
    assert_eq!(said.ask("t mean v, median v, list v by k"), "a,5.5–6.5,5.5–6.5,5, 6–8; b,≤ 3.5,≤ 3.5,3, ≤ 4; c,≥ 9,≥ 9,≥ 9");
}

#[test]
fn other_periods_bring_their_bounds() {
    let months = "day,n\n2025-03-01,10\n2025-03-02,\n2025-04-01,30\n2025-05-01,\n2025-05-02,20\n";
    assert_eq!(
        table(months).ask("t sum n every whole month derive d = change(n) show start, n, d"),
        "2025-03-01,≥ 10,; 2025-04-01,30,≤ 20"
    );
    let query = "t during 2025-03-01/2025-05-31 sum n every month versus previous drop start, end";
    assert_eq!(table(months).ask(query), "≥ 10,,,; 30,≥ 10,≤ 20,≤ 200; ≥ 20,30,≥ -10,≥ -33.33");
    assert_eq!(table(months).ask("t during 2025-05 sum n versus 2025-03"), "≥ 20,≥ 10,~10,~100");
    let filled = "t during 2025-03-01/2025-06-30 sum n every month fill previous show start, n";
    assert_eq!(table(months).ask(filled), "2025-03-01,≥ 10; 2025-04-01,30; 2025-05-01,≥ 20; 2025-06-01,≥ 20");
}

#[test]
fn growth_of_qualified_figures_has_bounds() {
    let totals = "day,n,w\n2025-03-31,100,\n2025-04-10,150,over\n2025-05-10,400,\n";
    let said = table(totals).says("measures = { n = { kind = \"cumulative\", qualifier = \"w\" } }");
    let query = "t since 2025-04 until 2025-05 increase n every month show start, increase_n";
    assert_eq!(said.ask(query), "2025-04-01,≥ 50; 2025-05-01,≤ 250");
}

#[test]
fn a_split_count_is_one_of_parts() {
    let weeks = "start,end,n\n2025-03-31,2025-04-06,70\n2025-04-07,2025-04-13,140\n";
    assert_eq!(table(weeks).ask("t during 2025-04 prorated count, sum n"), "~1.857,~200");
    assert_eq!(table(weeks).ask("t during 2025-04-07/2025-04-13 prorated count, sum n"), "1,140");
    assert_eq!(table(weeks).ask("t during 2024 prorated count"), "0");
}

#[test]
fn two_peaks_have_a_day_each() {
    assert_eq!(table(GAPS).names("t max n per day, max m per day by k"), "k,max_n,days,reported,max_n_on,max_m,max_m_on");
    assert_eq!(ask("t max n per day, max m per day by k"), "a,30,3,2,2025-04-03,4,2025-04-03; b,7,3,3,2025-04-03,16,2025-04-02");
    // 10 + 5, at least 6, 30 + 7.
    assert_eq!(ask("t mean n per day"), "≥ 19.33,3,3");
    assert_eq!(ask("t max n per day"), "≥ 37,3,3,2025-04-03");
}

#[test]
fn shares_say_what_they_are_of() {
    assert_eq!(table(GAPS).facts("t sum m if k = \"a\" / sum m as s"), ["share: s is of sum m"]);
    assert_eq!(table(GAPS).facts("t sum m by k derive s = share(m)"), ["share: of m in all rows: 100% is 31"]);
    let over = table(GAPS).answer("t sum m if k = \"b\" / sum m if k = \"a\" as s");
    assert_eq!(over.notes.iter().map(|note| note.code.text()).collect::<Vec<_>>(), ["N0641"]);
    assert!(table(GAPS).answer("t sum m if k = \"a\" / sum m as s").notes.is_empty());
    let declared = table("day,p\n2025-04-01,101\n").says("measures = { p = { kind = \"share\", unit = \"percent\" } }");
    assert_eq!(declared.answer("t mean p").notes.len(), 1);
}

#[test]
fn older_reports_are_said() {
    let stocks = "day,k,n\n2025-03-01,a,1\n2025-03-31,b,2\n2025-03-11,c,3\n";
    let older = "older: 2 of 3 rows are up to 30 days older than the newest report beside: see as_at";
    assert_eq!(table(stocks).facts("t latest n by k"), [older]);
    assert!(table(stocks).facts("t latest n").is_empty());
    assert!(table(stocks).facts("t latest n within 14 days by k").is_empty());
}
