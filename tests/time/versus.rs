//! `versus`: a summary beside the same of another period.

use super::table;

/// A row on some days of 2023 to 2025, with the days around the ends of February.
const DAYS: &str = "day,k,n
2023-10-31,a,7
2024-02-28,a,100
2024-02-29,a,200
2024-10-05,a,1
2024-10-23,b,2
2024-10-24,a,4
2024-11-02,a,10
2024-11-23,b,20
2025-02-28,a,50
2025-10-23,a,8
2025-10-31,a,16
2025-11-01,a,30
2025-11-23,b,3
2025-11-24,b,1000
";

/// On Sunday, 23 November 2025.
fn ask(query: &str) -> String {
    table(DAYS).on("2025-11-23").ask(query)
}

/// With which days the rows are compared; where the two differ has tests of its own.
fn facts(query: &str) -> Vec<String> {
    let facts = table(DAYS).on("2025-11-23").facts(query);
    facts.into_iter().filter(|fact| fact.starts_with("compared")).collect()
}

#[test]
fn this_month_meets_the_same_days_of_the_last() {
    // 1 to 23 November has 33; 1 to 23 October has 8.
    assert_eq!(ask("t this month sum n versus previous"), "33,8,25,312.5");
    assert_eq!(table(DAYS).names("t this month sum n versus previous"), "n,before,difference,percent");
    assert_eq!(facts("t this month sum n versus previous"), ["compared: with 2025-10-01 to 2025-10-23 (23 days)"]);
    // On 31 March the days 1 to 31 meet all of February.
    let march = |query: &str| table("day,n\n2025-02-01,1\n2025-02-28,2\n2025-03-31,6\n").on("2025-03-31").ask(query);
    assert_eq!(march("t this month sum n versus previous"), "6,3,3,100");
    // This year until 23 November against last year until 23 November.
    assert_eq!(ask("t this year sum n versus previous"), "107,337,-230,-68.24925816023739");
    // From Monday, 17 November, against the week before.
    assert_eq!(ask("t this week sum n versus previous"), "3,,,");
    assert_eq!(ask("t this month sum n versus same period last year"), "33,30,3,10");
}

#[test]
fn whole_units_move_by_units_and_others_by_their_length() {
    assert_eq!(ask("t during 2025-10 sum n versus previous"), "24,,,");
    assert_eq!(ask("t during 2024-11 sum n versus previous"), "30,7,23,328.57142857142856");
    assert_eq!(ask("t during 2024-Q4 sum n versus previous"), "37,,,");
    assert_eq!(ask("t during 2024-11-02/2024-11-11 sum n versus previous"), "10,6,4,66.66666666666667");
    assert_eq!(
        facts("t during 2024-11-02/2024-11-11 sum n versus previous"),
        ["compared: with 2024-10-23 to 2024-11-01 (10 days)"].map(|text| text.to_string())
    );
}

#[test]
fn a_year_ago_february_may_have_been_longer() {
    assert_eq!(ask("t during 2025-02 sum n versus same period last year"), "50,300,-250,-83.33333333333333");
    assert_eq!(
        facts("t during 2025-02 sum n versus same period last year"),
        ["compared: with 2024-02-01 to 2024-02-29 (29 days), against 28 days"]
    );
    // The same day, not the end of the month.
    assert_eq!(ask("t on 2025-02-28 sum n versus same period last year"), "50,100,-50,-50");
    assert_eq!(ask("t during 2024-02 sum n versus same period last year"), "300,,,");
    assert_eq!(ask("t during 2024-10 sum n versus same period last year"), "7,7,0,0");
}

#[test]
fn any_period_can_be_the_other() {
    assert_eq!(
        ask("t during 2025-11 sum n versus 2024-11"),
        "33,30,3,10".replace("33", "1033").replace("30,3,10", "30,1003,3343.3333333333335")
    );
    assert_eq!(ask("t during 2025-10 sum n versus 2024-10"), "24,7,17,242.85714285714286");
    assert_eq!(
        facts("t during 2025-10 sum n versus 2024"),
        ["compared: with 2024-01-01 to 2024-12-31 (366 days), against 31 days"]
    );
    assert_eq!(ask("t during 2025-10 sum n versus 2022"), "24,,,");
}

#[test]
fn keys_are_compared_with_themselves() {
    assert_eq!(ask("t during 2025-10 sum n by k versus 2024-10"), "a,24,5,19,380");
    assert_eq!(ask("t this month sum n by k versus same period last year"), "a,30,10,20,200; b,3,20,-17,-85");
    assert_eq!(ask("t during 2024-10 sum n by k versus 2024-11"), "a,5,10,-5,-50; b,2,20,-18,-90");
}

#[test]
fn several_figures_keep_their_names() {
    let query = "t during 2025-10 sum n, count versus 2024-10";
    assert_eq!(table(DAYS).names(query), "n,rows,n_before,n_difference,n_percent,rows_before,rows_difference,rows_percent");
    assert_eq!(ask(query), "24,2,7,17,242.85714285714286,3,-1,-33.333333333333336");
}

#[test]
fn means_and_newest_reports_are_compared_with_their_days() {
    // 33 over 23 days of which two are reported, 8 over 23 with one: both are at least that, and what lies between is an estimate.
    assert_eq!(ask("t this month mean n per day versus previous"), "≥ 1.435,23,2,≥ 0.3478,~1.087,~312.5,23,1");
    assert_eq!(
        table(DAYS).names("t this month mean n per day versus previous"),
        "mean_n,days,reported,before,difference,percent,before_days,before_reported"
    );
}

#[test]
fn each_bucket_meets_the_one_before() {
    assert_eq!(
        ask("t during 2025-09-01/2025-10-31 sum n every month versus previous"),
        "2025-09-01,2025-09-30,,,,; 2025-10-01,2025-10-31,24,,,"
    );
    // 24 October to 23 November: the last eight days of October against those of September, 1 to 23 November against October.
    assert_eq!(
        ask("t since 2025-10-24 until 2025-11-23 sum n every month versus previous"),
        "2025-10-24,2025-10-31,16,,,; 2025-11-01,2025-11-23,33,8,25,312.5"
    );
    assert_eq!(
        ask("t during 2025-10-01/2025-11-23 sum n every month versus same period last year"),
        "2025-10-01,2025-10-31,24,7,17,242.85714285714286; 2025-11-01,2025-11-23,33,30,3,10"
    );
}

#[test]
fn a_day_and_a_week_meet_the_one_before() {
    let days = "day,n\n2025-04-05,1\n2025-04-06,2\n2025-04-07,4\n2025-04-09,8\n2024-04-08,16\n";
    let ask = |query: &str| table(days).ask(query);
    assert_eq!(
        ask("t during 2025-04-06/2025-04-09 sum n every day versus previous"),
        "2025-04-06,2025-04-06,2,1,1,100; 2025-04-07,2025-04-07,4,2,2,100; 2025-04-08,2025-04-08,,4,,; 2025-04-09,2025-04-09,8,,,"
    );
    // Monday and Tuesday of a week against those of the week before.
    assert_eq!(ask("t during 2025-04-07/2025-04-08 sum n every week versus previous"), "2025-04-07,2025-04-08,4,,,");
    assert_eq!(ask("t during 2025-W15 sum n every week versus previous"), "2025-04-07,2025-04-13,12,3,9,300");
    // 52 weeks before Monday, 7 April 2025 lies Monday, 8 April 2024.
    assert_eq!(ask("t during 2025-W15 sum n every week versus same period last year"), "2025-04-07,2025-04-13,12,16,-4,-25");
}

#[test]
fn the_end_of_a_longer_month_meets_the_end_of_the_shorter() {
    // 30 and 31 March have no counterpart but the last day of February.
    let days = "day,n\n2025-02-28,2\n2025-03-02,100\n2025-03-30,4\n2025-03-31,8\n";
    assert_eq!(table(days).ask("t since 2025-03-30 sum n every month versus previous"), "2025-03-30,2025-03-31,12,2,10,500");
}

#[test]
fn a_leap_day_shifts_no_part_of_a_year() {
    let years = "day,n\n2024-02-29,4\n2024-11-22,2\n2024-11-23,1\n2024-11-24,100\n2025-01-01,1\n2025-11-23,13\n";
    let ask = |query: &str| table(years).on("2025-11-23").ask(query);
    assert_eq!(ask("t this year sum n every year versus previous"), "2025-01-01,2025-11-23,14,7,7,100");
    assert_eq!(ask("t this year sum n versus previous"), "14,7,7,100");
    // A part of the leap year itself, from 29 February, begins on the last of February 2023.
    let leap = "day,n\n2023-02-27,100\n2023-02-28,1\n2023-12-31,1\n2024-02-29,4\n";
    assert_eq!(
        table(leap).ask("t during 2024-02-29/2024-12-31 sum n every year versus previous"),
        "2024-02-29,2024-12-31,4,2,2,100"
    );
}

#[test]
fn a_month_meets_the_same_days_month_by_month() {
    // Every day of February 2025 against the same day of 2024.
    let days = "day,n\n2024-02-28,1\n2024-02-29,2\n2025-02-27,4\n2025-02-28,8\n";
    assert_eq!(
        table(days).ask("t during 2025-02-27/2025-02-28 sum n every day versus same period last year"),
        "2025-02-27,2025-02-27,4,,,; 2025-02-28,2025-02-28,8,1,7,700"
    );
}

#[test]
fn solar_hijri_months_meet_their_own_a_year_before() {
    // 1404-01 is 21 March to 20 April 2025; 1403-01 is 20 March to 19 April 2024.
    let days = "day,n\n2024-03-20,1\n2024-04-20,100\n2025-02-19,2\n2025-03-20,4\n2025-03-21,8\n2025-04-20,16\n";
    let ask = |query: &str| table(days).ask(&format!("t during 2025-03-21/2025-04-20 sum n every month in solar hijri {query}"));
    assert_eq!(ask("versus previous"), "1404-01 Hamal,2025-03-21,2025-04-20,24,6,18,300");
    assert_eq!(ask("versus same period last year"), "1404-01 Hamal,2025-03-21,2025-04-20,24,1,23,2300");
}

#[test]
fn a_report_meets_the_report_before() {
    let reports = "day,k,n\n2025-04-01,a,1\n2025-04-08,a,3\n2025-04-20,a,6\n2025-04-08,b,5\n";
    let ask = |query: &str| table(reports).ask(query);
    assert_eq!(
        ask("t sum n every report versus previous"),
        "2025-04-01,2025-04-01,1,,,; 2025-04-08,2025-04-08,8,1,7,700; 2025-04-20,2025-04-20,6,8,-2,-25"
    );
    assert_eq!(
        ask("t where k = \"a\" sum n by k every report versus previous"),
        "a,2025-04-01,2025-04-01,1,,,; a,2025-04-08,2025-04-08,3,1,2,200; a,2025-04-20,2025-04-20,6,3,3,100"
    );
}

#[test]
fn windows_and_weekdays_move_with_their_window() {
    assert_eq!(ask("t during 2024-10, 2024-11 sum n versus previous"), "2024-10,7,,,; 2024-11,30,7,23,328.57142857142856");
    // Sundays of November 2025 until the 23rd: the 23rd itself has 3; those of October: none.
    assert_eq!(ask("t this month on sunday sum n versus previous"), "3,,,");
    let days = "day,n\n2025-04-01,1\n2025-04-02,2\n2025-04-03,4\n2025-04-04,8\n2025-04-06,16\n";
    // 4 and 6 April against 1 and 3 April.
    assert_eq!(table(days).ask("t on 2025-04-04, 2025-04-06 sum n versus previous"), "24,5,19,380");
}

#[test]
fn the_other_period_keeps_conditions_and_filling() {
    let days = "day,k,n\n2025-04-01,a,1\n2025-04-02,b,2\n2025-04-04,a,4\n2025-04-06,b,8\n";
    let ask = |query: &str| table(days).ask(query);
    assert_eq!(ask("t where k = \"a\" during 2025-04-03/2025-04-04 sum n versus previous"), "4,1,3,300");
    assert_eq!(
        ask("t during 2025-04-03/2025-04-06 sum n every 2 days fill 0 versus previous show start, n, before"),
        "2025-04-03,4,3; 2025-04-05,8,4"
    );
    let events = table(days).says("coverage = \"events\"");
    assert_eq!(events.ask("t during 2025-04-05 sum n versus previous"), "0,4,-4,-100");
}

#[test]
fn versus_belongs_behind_a_summary() {
    let fault = |query: &str| table(DAYS).faults(query)[0].0;
    assert_eq!(fault("t versus previous"), "E0406");
    assert_eq!(fault("t sum n sort n versus previous"), "E0406");
    assert_eq!(fault("t sum n every month versus 2024-10"), "E0406");
    assert_eq!(table("n\n1\n").faults("t sum n versus previous")[0].0, "E0401");
}

#[test]
fn the_other_period_may_be_of_another_source_or_place() {
    let rows = "start,end,place,source,n
2025-04-01,2025-04-07,Torkham,IOM,10
2025-04-08,2025-04-14,Torkham + Chaman,UNHCR,20
2025-04-15,2025-04-21,Torkham + Chaman,UNHCR,30
";
    let rows = table(rows).says("time = [\"start\", \"end\"]\nsource = \"source\"\nseries = [\"place\", \"source\"]");
    let differs = |query: &str| {
        let facts = rows.facts(query).into_iter().filter(|fact| !fact.starts_with("compared"));
        facts.collect::<Vec<_>>()
    };
    assert_eq!(
        differs("t during 2025-04-08/2025-04-14 sum n versus previous"),
        [
            "differs: source: \"UNHCR\" here, \"IOM\" in the other period",
            "differs: place: \"Torkham + Chaman\" here, \"Torkham\" in the other period"
        ]
    );
    assert_eq!(differs("t during 2025-04-15/2025-04-21 sum n versus previous"), [] as [&str; 0]);
    // By place there is another row; by source likewise, and nothing of the other period for it.
    assert_eq!(
        differs("t during 2025-04-08/2025-04-14 sum n by place, source versus previous"),
        ["differs: the other period has no report"]
    );
    assert_eq!(
        differs("t sum n every report versus previous"),
        [
            "differs: source in 1 of 3 rows, first: \"UNHCR\" here, \"IOM\" in the other period",
            "differs: place in 1 of 3 rows, first: \"Torkham + Chaman\" here, \"Torkham\" in the other period"
        ]
    );
    // Marks are no columns.
    assert_eq!(rows.names("t during 2025-04-08/2025-04-14 sum n versus previous"), "n,before,difference,percent");
    assert_eq!(rows.ask("t during 2025-04-08/2025-04-14 sum n versus previous"), "20,10,10,100");
}

#[test]
fn days_without_a_report_are_said_of_the_other_period() {
    let days = "day,k,n
2025-04-01,a,1
2025-04-02,a,
2025-04-03,a,2
2025-04-04,a,4
2025-04-05,a,8
2025-04-06,a,16
2025-04-06,b,32
";
    let differs = |query: &str| {
        let facts = table(days).facts(query).into_iter().filter(|fact| fact.starts_with("differs"));
        facts.collect::<Vec<_>>()
    };
    // A day whose figure is unknown has no report of it.
    assert_eq!(
        differs("t where k = \"a\" during 2025-04-04/2025-04-06 sum n versus previous"),
        ["differs: 2 of 3 days of the other period have a row, and 3 of 3 here"]
    );
    assert_eq!(differs("t where k = \"a\" during 2025-04-05/2025-04-06 sum n versus previous"), [] as [&str; 0]);
    assert_eq!(
        differs("t during 2025-04-05/2025-04-06 sum n by k versus previous"),
        ["differs: the other period has no report in 1 of 2 rows"]
    );
    assert_eq!(differs("t on 2025-04-01 sum n versus previous"), ["differs: the other period has no report"]);
    let events = table(days).says("coverage = \"events\"");
    let said = events.facts("t on 2025-04-06 sum n versus 2025-04-02/2025-04-03");
    assert!(said.iter().all(|fact| !fact.starts_with("differs")), "{said:?}");
    // Silence on both sides is nothing to compare.
    assert_eq!(differs("t during 2025-03-01/2025-03-02 sum n versus previous"), [] as [&str; 0]);
    assert_eq!(
        differs("t where k = \"a\" during 2025-04-01/2025-04-06 sum n every 2 days versus previous"),
        [
            "differs: the other period has no report in 1 of 3 rows",
            "differs: in 1 of 3 rows, first 1 of 2 days of the other period have a row, and 2 of 2 here"
        ]
    );
}

/// What the answers of a script say of unlike periods, or why it fails: the code, the message and the text it points at.
fn of_lets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut each = |outcome: dateline::Outcome| {
        if let dateline::Outcome::Answer(answer) = outcome {
            let differs = answer.facts.time.iter().filter(|fact| fact.about == "differs");
            found.extend(differs.map(|fact| fact.text.clone()));
        }
        Ok(())
    };
    if let Err(error) = table(DAYS).on("2025-12-31").engine().run(text, &mut each) {
        let place = |d: &dateline::base::Diagnostic| d.span().map_or("", |span| span.text(text)).to_string();
        found.extend(error.diagnostics.iter().map(|d| format!("{} {}: {}", d.code.text(), place(d), d.message)));
    }
    found
}

#[test]
fn a_table_without_the_other_period_is_named() {
    let outside = |what: &str, of: &str| [format!("E0404 {what}: the other period lies outside of the window of {of}")];
    assert_eq!(
        of_lets("let a = t during 2024-11; a sum n versus previous"),
        outside("versus previous", "`a`, 2024-11-01 to 2024-11-30 (30 days)")
    );
    assert_eq!(
        of_lets("let a = t during 2024-11; a sum n every month versus previous"),
        outside("versus previous", "`a`, 2024-11-01 to 2024-11-30 (30 days)")
    );
    // The table that was cut is named, not those that rest on it.
    assert_eq!(
        of_lets("let cut = t since 2024-11; let a = cut where k = \"a\"; a during 2024-11 sum n versus 2024-02"),
        outside("versus 2024-02", "`cut`, since 2024-11-01")
    );
    assert_eq!(
        of_lets("define november(t) = t during 2024-11; november(t) sum n versus 2024-10"),
        outside("versus 2024-10", "`november(t)`, 2024-11-01 to 2024-11-30 (30 days)")
    );
    // The window of the query itself leaves nothing out.
    let differs = of_lets("let a = t where k = \"b\"; a during 2024-11 sum n versus previous");
    assert_eq!(differs, ["1 of 31 days of the other period have a row, and 1 of 30 here"]);
}

#[test]
fn a_table_with_a_part_of_the_other_period_is_named() {
    assert_eq!(
        of_lets("let a = t since 2024-10-20; a during 2024-11 sum n versus previous")[0],
        "days of the other period are outside of the window of `a`, since 2024-10-20"
    );
    assert_eq!(
        of_lets("let a = t during 2024-10-01/2024-11-30; a sum n every month versus previous")[0],
        "days of 1 of 2 other periods are outside of the window of `a`, 2024-10-01 to 2024-11-30 (61 days)"
    );
}
