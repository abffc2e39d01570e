//! Functions along time and across a bucket: `previous`, `change`, `running`, `rolling_…`, `share`, `rank`.

use super::table;

/// Three days in a row, a gap, and one more; the second day is unknown for b.
const KEYS: &str = "day,k,n
2025-04-01,a,1
2025-04-02,a,2
2025-04-03,a,4
2025-04-05,a,8
2025-04-01,b,10
2025-04-02,b,
2025-04-05,b,30
";

fn days(query: &str) -> String {
    table(KEYS).ask(&format!("t where k = \"a\" sum n every day derive {query} drop start, end, n"))
}

#[test]
fn the_bucket_before_is_a_gap_where_nothing_was_reported() {
    // 1, 2, 4, unknown, 8.
    assert_eq!(days("p = previous(n), c = change(n)"), ",; 1,1; 2,2; 4,; ,");
    assert_eq!(days("r = running(n)"), "1; 3; 7; ≥ 7; ≥ 15");
    let filled = table(KEYS).ask("t where k = \"a\" sum n every day fill 0 derive r = running(n), c = change(n) show n, r, c");
    assert_eq!(filled, "1,1,; 2,3,1; 4,7,2; 0,7,-4; 8,15,8");
}

#[test]
fn rolling_figures_say_how_many_days_they_had() {
    assert_eq!(days("m = rolling_mean(n, 2 days)"), "1,1; 1.5,2; 3,2; 4,1; 8,1");
    assert_eq!(days("m = rolling_mean(n, 3 days)"), format!("1,1; 1.5,2; {},3; 3,2; 6,2", 7.0 / 3.0));
    assert_eq!(table(KEYS).names("t sum n every day derive m = rolling_mean(n, 3 days)"), "start,end,n,m,m_days");
    // A sum needs rows for all of its days; of those that are unknown it is at least what the others hold.
    assert_eq!(days("s = rolling_sum(n, 2 days)"), "; 3; 6; ≥ 4; ≥ 8");
    assert_eq!(days("s = rolling_sum(n, 1 day)"), "1; 2; 4; ; 8");
    let filled = table(KEYS).ask("t where k = \"a\" sum n every day fill 0 derive s = rolling_sum(n, 3 days) show s");
    assert_eq!(filled, "; ; 7; 6; 12");
}

#[test]
fn rolling_days_are_counted_in_days_not_in_buckets() {
    let weeks = "day,n\n2025-03-31,7\n2025-04-13,21\n2025-04-14,35\n2025-04-20,7\n";
    let ask = |query: &str| table(weeks).ask(&format!("t sum n every week derive {query} drop start, end"));
    // Weeks of 7, 21 and 42.
    assert_eq!(ask("s = rolling_sum(n, 14 days)"), "7,; 21,28; 42,63");
    assert_eq!(ask("s = rolling_sum(n, 2 weeks)"), "7,; 21,28; 42,63");
    assert_eq!(ask("m = rolling_mean(n, 14 days)"), "7,7,7; 21,14,14; 42,31.5,14");
}

#[test]
fn a_day_of_several_rows_is_one_day() {
    let ties = table("day,n\n2025-04-01,1\n2025-04-01,3\n2025-04-02,5\n");
    assert_eq!(ties.ask("t derive m = rolling_mean(n, 2 days) show m, m_days"), "2,1; 2,1; 3,2");
    // Two rows of one day are not two days.
    assert_eq!(ties.ask("t derive s = rolling_sum(n, 2 days) show s"), "; ; 9");
}

#[test]
fn moments_roll_by_their_days() {
    // A row does not look at what came later on its day; two days are today and yesterday.
    let moments = table("at,n\n2025-04-01T20:00,3\n2025-04-01T08:00,1\n2025-04-02T09:00,5\n2025-04-05T09:00,8\n");
    assert_eq!(moments.ask("t derive m = rolling_mean(n, 2 days) show m, m_days"), "2,1; 1,1; 3,2; 8,1");
    assert_eq!(moments.ask("t derive s = rolling_sum(n, 2 days) show s"), "; ; 9; ");
    assert_eq!(moments.ask("t derive p = previous(n) show p"), "1; ; 3; 5");
}

#[test]
fn each_key_looks_at_its_own_rows() {
    let ask = |query: &str| table(KEYS).ask(&format!("t sum n by k every day derive {query} where k = \"b\" drop k, start, end"));
    assert_eq!(ask("p = previous(n), c = change(n), r = running(n)"), "10,,,10; ,10,,≥ 10; ,,,≥ 10; ,,,≥ 10; 30,,,≥ 40");
    // Written keys replace those of the summary; here there are none in common.
    assert_eq!(
        table(KEYS).ask("t sum n by k every 5 days derive s = share(n), r = rank(n) show k, n, s, r"),
        "a,15,≤ 0.2727,2; b,≥ 40,≥ 0.7273,1"
    );
}

#[test]
fn shares_and_ranks_are_within_the_bucket() {
    let ask = |query: &str| table(KEYS).ask(query);
    assert_eq!(
        ask(
            "t sum n by k every day derive s = share(n), r = rank(n) where start = 2025-04-01 or start = 2025-04-02 show k, s, r"
        ),
        "a,0.09090909090909091,2; a,≤ 1,1; b,0.9090909090909091,1; b,,"
    );
    assert_eq!(ask("t sum n by k derive s = share(n) show k, s"), "a,≤ 0.2727; b,≥ 0.7273");
    // Of the key's own total, over its buckets.
    assert_eq!(ask("t where k = \"a\" sum n by k every 5 days derive s = share(n) by k show s"), "1");
    assert_eq!(ask("t where n in (2, 4, 8) derive s = rank(n) by k show s"), "3; 2; 1");
}

#[test]
fn equal_values_share_a_rank() {
    let ties = table("day,k,n\n2025-04-01,a,5\n2025-04-01,b,7\n2025-04-01,c,5\n2025-04-01,d,\n2025-04-01,e,1\n");
    assert_eq!(ties.ask("t derive r = rank(n) by day show k, r"), "a,2; b,1; c,2; d,; e,4");
    let zero = table("day,k,n\n2025-04-01,a,0\n2025-04-01,b,0\n");
    assert_eq!(zero.ask("t derive s = share(n) by day show s"), "; ");
}

#[test]
fn raw_rows_follow_the_time_axis() {
    let shuffled = "day,k,n\n2025-04-05,a,8\n2025-04-01,b,10\n2025-04-01,a,1\n2025-04-03,b,7\n2025-04-02,a,2\n";
    let ask = |query: &str| table(shuffled).ask(query);
    assert_eq!(ask("t derive p = previous(n) by k show k, n, p"), "a,8,2; b,10,; a,1,; b,7,10; a,2,1");
    assert_eq!(ask("t derive c = change(n) by k show c"), "6; ; ; -3; 1");
    assert_eq!(ask("t derive r = running(n) by k show r"), "11; 10; 1; 17; 3");
    assert_eq!(ask("t derive p = previous(n) by (k, day) show p"), "; ; ; ; ");
    // The last two days, this one included.
    assert_eq!(ask("t derive m = rolling_mean(n, 2 days) by k show m, m_days"), "8,1; 10,1; 1,1; 7,1; 1.5,2");
    let series = table(shuffled).says("series = [\"k\"]");
    assert_eq!(series.ask("t derive p = previous(n) show p"), "2; ; ; 10; 1");
}

#[test]
fn a_fall_of_a_cumulative_figure_is_shown() {
    let totals = table("day,from,n\n2025-04-01,x,100\n2025-04-08,x,150\n2025-04-15,x,140\n2025-04-01,y,7\n");
    assert_eq!(totals.ask("t derive c = change(n) by `from` show c"), "; 50; -10; ");
}

#[test]
fn along_time_needs_an_order() {
    let fault = |query: &str| table(KEYS).faults(query)[0].0;
    assert_eq!(fault("t sum n by k derive p = previous(n)"), "E0401");
    assert_eq!(fault("t where previous(n) > 1"), "E0307");
    assert_eq!(table("n\n1\n").faults("t derive p = previous(n)")[0].0, "E0401");
    assert_eq!(fault("t sum n every day derive m = rolling_mean(n, 1 month)"), "E0302");
}

#[test]
fn windows_do_not_run_into_each_other() {
    let query = "t where k = \"a\" during 2025-04-01/2025-04-02, 2025-04-03/2025-04-05 sum n every day derive r = running(n), p = previous(n) show r, p";
    assert_eq!(table(KEYS).ask(query), "1,; 3,1; 4,; ≥ 4,4; ≥ 12,");
    let aligned = "t where k = \"a\" during 2025-04-01/2025-04-02, 2025-04-02/2025-04-03 sum n every day aligned derive p = previous(n) show day, n, p";
    assert_eq!(table(KEYS).ask(aligned), "0,1,; 1,2,1; 0,2,; 1,4,2");
}
