//! Rows that are periods: where their days come from, and which of them a window or a bucket holds.

use super::table;

/// Three weeks from Monday to Sunday.
pub const WEEKS: &str = "start,end,n\n2025-03-31,2025-04-06,70\n2025-04-07,2025-04-13,140\n2025-04-14,2025-04-20,210\n";
/// The first of them, which has a day in March, holds little.
pub const FEW: &str = "start,end,n\n2025-03-31,2025-04-06,35\n2025-04-07,2025-04-13,140\n2025-04-14,2025-04-20,210\n";

const LEFT: &str = "straddling: 1 row left out, whose periods straddle a bound";

#[test]
fn a_row_counts_where_it_lies_whole() {
    assert_eq!(table(WEEKS).ask("t sum n, count"), "420,3");
    assert_eq!(
        table(WEEKS).ask("t sum n every week"),
        "2025-03-31,2025-04-06,70; 2025-04-07,2025-04-13,140; 2025-04-14,2025-04-20,210"
    );
    assert_eq!(table(WEEKS).ask("t since 2025-04-07 sum n, count"), "350,2");
    assert_eq!(table(WEEKS).facts("t since 2025-04-07 sum n"), [""; 0]);
    assert_eq!(table(WEEKS).ask("t during 2025-04-07/2025-04-13 sum n"), "140");
    assert_eq!(table(WEEKS).faults("t sum n every quarter")[0].0, "E0704");
    assert_eq!(table(WEEKS).ask("t sum n every year"), "2025-03-31,2025-04-20,420");
}

#[test]
fn what_straddles_a_bound_is_left_out_and_counted() {
    // 35 of 385 is less than a tenth.
    assert_eq!(table(FEW).ask("t during 2025-04 sum n, count if n > 35 as rows"), "350,2");
    assert_eq!(table(FEW).facts("t during 2025-04 sum n"), [LEFT]);
    assert_eq!(table(FEW).ask("t during 2025-04 max n, mean n"), "210,175");
    // Rows without a summary are left out too.
    assert_eq!(table(FEW).ask("t during 2025-04 show n"), "140; 210");
    assert_eq!(table(FEW).facts("t during 2025-04 show n"), [LEFT]);
    assert_eq!(table(FEW).ask("t sum n every month"), "2025-03-31,2025-03-31,; 2025-04-01,2025-04-20,350");
}

#[test]
fn more_than_a_tenth_of_the_amount_is_not_left_out_silently() {
    // 70 of 420 is a sixth.
    assert_eq!(table(WEEKS).faults("t during 2025-04 sum n"), [("E0704", "sum n".to_string())]);
    assert_eq!(table(WEEKS).faults("t sum n every month"), [("E0704", "sum n".to_string())]);
    assert_eq!(table(WEEKS).faults("t sum n every week from sunday")[0].0, "E0704");
    assert_eq!(table(WEEKS).faults("t during 2025-04 mean n per day")[0].0, "E0704");
    // One row of three is more than a tenth of the rows.
    assert_eq!(table(FEW).faults("t during 2025-04 count"), [("E0704", "count".to_string())]);
    // Exactly a tenth goes.
    let tenth = "start,end,n\n2025-03-31,2025-04-06,10\n2025-04-07,2025-04-13,90\n";
    assert_eq!(table(tenth).ask("t during 2025-04 sum n"), "90");
    let more = "start,end,n\n2025-03-31,2025-04-06,11\n2025-04-07,2025-04-13,90\n";
    assert_eq!(table(more).faults("t during 2025-04 sum n")[0].0, "E0704");
    // Only rows of the condition count.
    assert_eq!(table(WEEKS).ask("t during 2025-04 sum n if n > 100 as m"), "350");
}

#[test]
fn a_window_outside_of_the_data_has_no_row() {
    for clause in ["during 2024-05", "since 2025-04-22 until 2025-04-23", "on 2025-04-08"] {
        assert_eq!(table(FEW).ask(&format!("t {clause} where n < 36 sum n, count")), ",0", "{clause}");
    }
    assert_eq!(table(WEEKS).ask("t during 2024-05 show n"), "");
    assert_eq!(
        table(WEEKS).ask("t during 2024-04-29/2024-05-12 sum n every week"),
        "2024-04-29,2024-05-05,; 2024-05-06,2024-05-12,"
    );
}

#[test]
fn several_windows_hold_their_own_rows() {
    let query = "t during 2025-04-07/2025-04-13, 2025-04-07/2025-04-20 sum n";
    assert_eq!(table(WEEKS).ask(query), "2025-04-07/2025-04-13,140; 2025-04-07/2025-04-20,350");
    // All of what touches March is left out there.
    assert_eq!(table(FEW).faults("t during 2025-03, 2025-04 sum n")[0].0, "E0704");
}

#[test]
fn weekdays_hold_rows_of_these_days_alone() {
    let rows =
        "start,end,n\n2025-04-06,2025-04-06,1\n2025-04-06,2025-04-07,2\n2025-04-08,2025-04-12,400\n2025-04-13,2025-04-13,8\n";
    // The row from Tuesday to Saturday has no Sunday and no Monday: it is not asked for.
    assert_eq!(table(rows).ask("t on sunday, monday sum n"), "11");
    assert_eq!(table(rows).facts("t on sunday, monday sum n"), [""; 0]);
    // The row from Sunday to Monday straddles; 2 of 11 is more than a tenth.
    assert_eq!(table(rows).faults("t on sunday sum n")[0].0, "E0704");
    assert_eq!(table(rows).ask("t where n != 2 on sunday sum n"), "9");
}

#[test]
fn a_date_can_stand_for_its_month() {
    let months = "month,n\n2024-12-01,1\n2025-01-15,2\n2025-03-31,4\n";
    let ask = |query: &str| table(months).says("time = \"month\"\nprecision = \"month\"").ask(query);
    assert_eq!(
        ask("t sum n every month"),
        "2024-12-01,2024-12-31,1; 2025-01-01,2025-01-31,2; 2025-02-01,2025-02-28,; 2025-03-01,2025-03-31,4"
    );
    assert_eq!(ask("t sum n every quarter"), "2024-12-01,2024-12-31,1; 2025-01-01,2025-03-31,6");
    assert_eq!(ask("t sum n every whole quarter"), "2025-01-01,2025-03-31,6");
    assert_eq!(ask("t mean n per month"), "≥ 1.75,4,3");
    assert_eq!(ask("t max n per month"), "4,4,3,2025-03-01");
    assert_eq!(ask("t during 2025 sum n"), "6");
    assert_eq!(ask("t sum n every report"), "2024-12-01,2024-12-31,1; 2025-01-01,2025-01-31,2; 2025-03-01,2025-03-31,4");
    let fault = |query: &str| table(months).says("time = \"month\"\nprecision = \"month\"").faults(query)[0].0;
    assert_eq!(fault("t since 2025-01-15 sum n"), "E0704");
    assert_eq!(fault("t sum n every week"), "E0704");
}

#[test]
fn a_year_is_all_of_its_days() {
    let years = "year,n\n2023,365\n2024,366\n";
    let ask = |query: &str| table(years).says("time = \"year\"").ask(query);
    assert_eq!(ask("t sum n every year"), "2023-01-01,2023-12-31,365; 2024-01-01,2024-12-31,366");
    assert_eq!(ask("t mean n per day every year"), "2023-01-01,2023-12-31,1,365,365; 2024-01-01,2024-12-31,1,366,366");
    assert_eq!(ask("t during 2024 sum n"), "366");
    assert_eq!(ask("t during 2024-01-01/2024-12-30 overlapping sum n"), "366");
}

#[test]
fn texts_are_read_as_periods() {
    let texts = "period,n\n2018-Q2,1\n2025-04,2\n2025-W15,4\n2025-04-09,8\nsoon,16\n";
    let ask = |query: &str| table(texts).says("time = \"period\"").ask(query);
    assert_eq!(
        ask("t sum n every report"),
        "2018-04-01,2018-06-30,1; 2025-04-01,2025-04-30,2; 2025-04-07,2025-04-13,4; 2025-04-09,2025-04-09,8"
    );
    assert_eq!(ask("t during 2018 sum n"), "1");
    assert_eq!(ask("t during 2025-W15 where n > 2 sum n, count"), "12,2");
    assert_eq!(ask("t during 2025-04 sum n"), "14");
    let pair = "from,to,n\n2024-12,2025-01,1\n2025-02,2025-02,2\n2025-03-01,2025-Q1,4\n";
    let ask = |query: &str| table(pair).says("time = [\"from\", \"to\"]").ask(query);
    assert_eq!(
        ask("t sum n every report show start, end, n"),
        "2024-12-01,2025-01-31,1; 2025-02-01,2025-02-28,2; 2025-03-01,2025-03-31,4"
    );
    assert_eq!(ask("t since 2025-02 sum n"), "6");
}

#[test]
fn columns_are_paired_by_name_or_by_the_catalog() {
    let named = "period_start,period_end,entered,n\n2025-04-01,2025-04-07,2025-04-09,1\n";
    assert_eq!(table(named).ask("t sum n every report"), "2025-04-01,2025-04-07,1");
    assert_eq!(table(named).ask("t dated by entered sum n every report"), "2025-04-09,2025-04-09,1");
    let other = "first,last,n\n2025-04-01,2025-04-07,1\n";
    assert_eq!(table(other).ask("t sum n every report"), "2025-04-01,2025-04-01,1");
    assert_eq!(table(other).says("time = [\"first\", \"last\"]").ask("t sum n every report"), "2025-04-01,2025-04-07,1");
}

#[test]
fn stocks_stand_for_their_last_day() {
    let camps = "start,end,camp,n\n2025-03-29,2025-04-04,a,10\n2025-04-05,2025-04-11,a,20\n2025-03-29,2025-04-04,b,1\n";
    let stocks = || table(camps).says("measures = { n = { kind = \"stock\" } }");
    // None straddles: each is of its last day.
    assert_eq!(stocks().ask("t during 2025-04 latest n by camp"), "a,20,2025-04-11; b,1,2025-04-04");
    assert_eq!(stocks().ask("t during 2025-04-01/2025-04-04 latest n"), "11,2025-04-04");
    assert_eq!(stocks().facts("t during 2025-04-01/2025-04-04 latest n"), [""; 0]);
    assert_eq!(stocks().ask("t during 2025-04-05/2025-04-10 show n"), "");
    assert_eq!(
        stocks().ask("t during 2025-03-31/2025-04-13 latest n by camp every week"),
        "a,2025-03-31,2025-04-06,10,2025-04-04; a,2025-04-07,2025-04-13,20,2025-04-11; \
         b,2025-03-31,2025-04-06,1,2025-04-04; b,2025-04-07,2025-04-13,,"
    );
}

#[test]
fn stocks_and_flows_share_a_table_row_by_row() {
    let mixed = "start,end,kind,n\n2025-03-31,2025-04-06,stock,5\n2025-04-01,2025-04-07,flow,7\n2025-04-28,2025-05-04,flow,700\n";
    let mixed = || table(mixed).says("measures = { n = { kind = { column = \"kind\" } } }").on("2025-06-01");
    // The stock of 6 April is in April; the flow that goes on in May straddles.
    assert_eq!(mixed().ask("t during 2025-04 show n"), "5; 7");
    assert_eq!(mixed().ask("t during 2025-04 where kind = \"stock\" latest n"), "5,2025-04-06");
    assert_eq!(mixed().faults("t during 2025-04 where kind = \"flow\" sum n")[0].0, "E0704");
}

#[test]
fn a_row_weighs_once_in_each_window_it_touches() {
    // The week straddles both windows: with 10 it is left out of each. Of 2 * 10 + 100 + 79 that is 20 of 199, more than a tenth.
    let rows =
        |whole: i32| format!("start,end,n\n2025-03-28,2025-04-03,10\n2025-03-01,2025-03-01,100\n2025-04-05,2025-04-05,{whole}\n");
    let says = "time = [\"start\", \"end\"]";
    let query = "t during 2025-03, 2025-04 sum n";
    assert_eq!(table(&rows(79)).says(says).faults(query)[0].0, "E0704");
    assert_eq!(table(&rows(80)).says(says).ask(query), "2025-03,100; 2025-04,80");
    // In windows that share days a row is in both.
    assert_eq!(table(&rows(80)).says(says).ask("t during 2025-03, 2025-Q1 sum n"), "2025-03,100; 2025-Q1,100");
    let notes = |query: &str| {
        let notes = table(&rows(80)).says(says).answer(query).notes;
        notes
            .iter()
            .map(|note| (note.code.text(), note.span().map_or("", |span| span.text(query)).to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(notes("t during 2025-03, 2025-Q1 overlapping count"), [("N0620", "2025-Q1".to_string())]);
    assert_eq!(notes("t during 2025-03, 2025-04 overlapping count"), []);
}
