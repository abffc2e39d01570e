//! Rows of one day in buckets: days, weeks, months, years, runs of days, reports.

use super::table;

/// From Sunday to the second Monday after it, over the end of a year; two rows share a day.
pub const NEW_YEAR: &str = "day,n\n2024-12-29,1\n2024-12-30,2\n2025-01-01,4\n2025-01-01,8\n2025-01-06,21\n";

/// The same days of two borders.
const BORDERS: &str = "day,border,n
2024-12-29,Torkham,1
2024-12-30,Chaman,2
2025-01-01,Torkham,4
2025-01-01,Zaranj,8
2025-01-06,Chaman,16
";

fn sums(every: &str) -> String {
    table(NEW_YEAR).ask(&format!("t sum n every {every}"))
}

#[test]
fn days_without_rows_are_listed_and_unknown() {
    let days = "2024-12-29,2024-12-29,1; 2024-12-30,2024-12-30,2; 2024-12-31,2024-12-31,; 2025-01-01,2025-01-01,12; \
                2025-01-02,2025-01-02,; 2025-01-03,2025-01-03,; 2025-01-04,2025-01-04,; 2025-01-05,2025-01-05,; \
                2025-01-06,2025-01-06,21";
    assert_eq!(sums("day"), days);
    assert_eq!(table(NEW_YEAR).facts("t sum n every day"), ["reported: 4 of 9 buckets have a row"]);
}

#[test]
fn weeks_start_on_monday_or_where_they_are_told_to() {
    assert_eq!(sums("week"), "2024-12-29,2024-12-29,1; 2024-12-30,2025-01-05,14; 2025-01-06,2025-01-06,21");
    assert_eq!(sums("whole week"), "2024-12-30,2025-01-05,14");
    assert_eq!(sums("week from sunday"), "2024-12-29,2025-01-04,15; 2025-01-05,2025-01-06,21");
    assert_eq!(sums("whole week from sunday"), "2024-12-29,2025-01-04,15");
    assert_eq!(sums("week from monday"), sums("week"));
    // 1 January 2025 is a Wednesday.
    assert_eq!(sums("week from 2025-01-01"), "2024-12-29,2024-12-31,3; 2025-01-01,2025-01-06,33");
    assert_eq!(sums("week from 2025-01-15"), sums("week from wednesday"));
    assert_eq!(
        table(NEW_YEAR).facts("t sum n every week"),
        ["cut short: 2024-12-29 to 2024-12-29 (1 of 7 days); 2025-01-06 to 2025-01-06 (1 of 7 days)"]
    );
    assert_eq!(table(NEW_YEAR).facts("t sum n every whole week"), [""; 0]);
}

#[test]
fn months_quarters_and_years_end_with_the_year() {
    let both = "2024-12-29,2024-12-31,3; 2025-01-01,2025-01-06,33";
    assert_eq!(sums("month"), both);
    assert_eq!(sums("quarter"), both);
    assert_eq!(sums("year"), both);
    assert_eq!(sums("whole month"), "");
    assert_eq!(sums("year from july"), "2024-12-29,2025-01-06,36");
    assert_eq!(sums("quarter from february"), "2024-12-29,2025-01-06,36");
    assert_eq!(sums("quarter from july"), both);
    assert_eq!(sums("month from 2024-12-30"), "2024-12-29,2024-12-29,1; 2024-12-30,2025-01-06,35");
    // Pairs of months are counted from January.
    assert_eq!(sums("2 months"), both);
}

#[test]
fn runs_of_days_start_with_the_window_or_an_anchor() {
    assert_eq!(sums("4 days"), "2024-12-29,2025-01-01,15; 2025-01-02,2025-01-05,; 2025-01-06,2025-01-06,21");
    assert_eq!(sums("whole 4 days"), "2024-12-29,2025-01-01,15; 2025-01-02,2025-01-05,");
    assert_eq!(sums("4 days from 2025-01-01"), "2024-12-29,2024-12-31,3; 2025-01-01,2025-01-04,12; 2025-01-05,2025-01-06,21");
    assert_eq!(sums("9 days"), "2024-12-29,2025-01-06,36");
    assert_eq!(sums("2 weeks"), "2024-12-29,2025-01-06,36");
    assert_eq!(sums("2 weeks from 2025-01-01"), "2024-12-29,2024-12-31,3; 2025-01-01,2025-01-06,33");
}

#[test]
fn months_keep_leap_days_and_short_ends() {
    let leap = "day,n\n2024-02-28,1\n2024-02-29,2\n2024-03-01,4\n2024-03-31,8\n";
    let sums = |every: &str| table(leap).ask(&format!("t sum n every {every}"));
    assert_eq!(sums("month"), "2024-02-28,2024-02-29,3; 2024-03-01,2024-03-31,12");
    // From the 31st: the month of January begins on 31 January, the next on the last day of February.
    assert_eq!(sums("month from 2024-01-31"), "2024-02-28,2024-02-28,1; 2024-02-29,2024-03-30,6; 2024-03-31,2024-03-31,8");
    assert_eq!(sums("year from 2024-02-29"), "2024-02-28,2024-02-28,1; 2024-02-29,2024-03-31,14");
    assert_eq!(sums("whole month"), "2024-03-01,2024-03-31,12");
}

#[test]
fn reports_are_the_days_that_have_rows() {
    assert_eq!(
        sums("report"),
        "2024-12-29,2024-12-29,1; 2024-12-30,2024-12-30,2; 2025-01-01,2025-01-01,12; 2025-01-06,2025-01-06,21"
    );
    // Every report for every key.
    assert_eq!(
        table(BORDERS).ask("t where border != \"Zaranj\" sum n by border every report"),
        "Chaman,2024-12-29,2024-12-29,; Chaman,2024-12-30,2024-12-30,2; Chaman,2025-01-01,2025-01-01,; \
         Chaman,2025-01-06,2025-01-06,16; Torkham,2024-12-29,2024-12-29,1; Torkham,2024-12-30,2024-12-30,; \
         Torkham,2025-01-01,2025-01-01,4; Torkham,2025-01-06,2025-01-06,"
    );
}

#[test]
fn every_key_has_every_bucket() {
    assert_eq!(
        table(BORDERS).ask("t sum n, count by border every week from sunday"),
        "Chaman,2024-12-29,2025-01-04,2,1; Chaman,2025-01-05,2025-01-06,16,1; Torkham,2024-12-29,2025-01-04,5,2; \
         Torkham,2025-01-05,2025-01-06,,; Zaranj,2024-12-29,2025-01-04,8,1; Zaranj,2025-01-05,2025-01-06,,"
    );
    assert_eq!(table(BORDERS).names("t sum n, count by border every week"), "border,start,end,n,rows");
}

#[test]
fn the_largest_keys_are_those_of_the_whole_window() {
    // Chaman has 18, Zaranj 8, Torkham 5.
    assert_eq!(
        table(BORDERS).ask("t sum n by top 1 border every week from sunday"),
        "Chaman,2024-12-29,2025-01-04,2; Chaman,2025-01-05,2025-01-06,16; others,2024-12-29,2025-01-04,13; \
         others,2025-01-05,2025-01-06,"
    );
    assert_eq!(
        table(BORDERS).ask("t mean n per day by top 2 border"),
        "Chaman,≥ 2,9,2; Zaranj,≥ 0.8889,9,1; others,≥ 0.5556,9,2"
    );
    // In the first week of January, Zaranj has 8 and Torkham 4.
    assert_eq!(
        table(BORDERS).ask("t during 2025-01-01/2025-01-05 max n by top 1 border every month"),
        "Zaranj,2025-01-01,2025-01-05,8; others,2025-01-01,2025-01-05,4"
    );
}

#[test]
fn several_windows_are_cut_one_by_one() {
    let query = "t during 2024-12-29/2025-01-05, 2025-01-01/2025-01-08 sum n every week aligned";
    assert_eq!(
        table(NEW_YEAR).ask(query),
        "2024-12-29/2025-01-05,0,2024-12-29,2025-01-04,15; 2024-12-29/2025-01-05,1,2025-01-05,2025-01-05,; \
         2025-01-01/2025-01-08,0,2025-01-01,2025-01-07,33; 2025-01-01/2025-01-08,1,2025-01-08,2025-01-08,"
    );
    assert_eq!(table(NEW_YEAR).names(query), "period,week,start,end,n");
    assert_eq!(
        table(NEW_YEAR).ask("t during 2024-12-29/2025-01-02, 2025-01-06 sum n every week"),
        "2024-12-29/2025-01-02,2024-12-29,2024-12-29,1; 2024-12-29/2025-01-02,2024-12-30,2025-01-02,14; \
         2025-01-06,2025-01-06,2025-01-06,21"
    );
    assert_eq!(
        table(BORDERS).ask("t during 2024-12, 2025-01 sum n by border every month aligned"),
        "2024-12,Chaman,0,2024-12-01,2024-12-31,2; 2024-12,Torkham,0,2024-12-01,2024-12-31,1; \
         2024-12,Zaranj,0,2024-12-01,2024-12-31,; 2025-01,Chaman,0,2025-01-01,2025-01-31,16; \
         2025-01,Torkham,0,2025-01-01,2025-01-31,4; 2025-01,Zaranj,0,2025-01-01,2025-01-31,8"
    );
}

#[test]
fn weekdays_keep_the_buckets_that_have_one() {
    // The Sundays are 29 December and 5 January; the last week has none.
    assert_eq!(table(NEW_YEAR).ask("t on sunday sum n every week"), "2024-12-29,2024-12-29,1; 2024-12-30,2025-01-05,");
    assert_eq!(table(NEW_YEAR).ask("t on sunday sum n every day"), "2024-12-29,2024-12-29,1; 2025-01-05,2025-01-05,");
    assert_eq!(
        table(NEW_YEAR).ask("t on wednesday, monday sum n every month"),
        "2024-12-29,2024-12-31,2; 2025-01-01,2025-01-06,33"
    );
}

#[test]
fn moments_fall_into_the_bucket_of_their_day() {
    let moments = "at,n\n2025-04-05T23:59,1\n2025-04-06T00:00,2\n2025-04-07T00:00,4\n";
    assert_eq!(
        table(moments).ask("t sum n every day"),
        "2025-04-05,2025-04-05,1; 2025-04-06,2025-04-06,2; 2025-04-07,2025-04-07,4"
    );
    assert_eq!(table(moments).ask("t sum n every week"), "2025-04-05,2025-04-06,3; 2025-04-07,2025-04-07,4");
    assert_eq!(table(moments).ask("t sum n every report"), table(moments).ask("t sum n every day"));
}

#[test]
fn buckets_that_cannot_be_are_refused() {
    let fault = |every: &str| table(NEW_YEAR).faults(&format!("t sum n every {every}"))[0].0;
    for every in ["hour", "0 days", "month from sunday", "day from july", "week from july", "day in solar hijri"] {
        assert_eq!(fault(every), "E0405", "{every}");
    }
    assert_eq!(fault("month from july in solar hijri"), "E0405");
    assert_eq!(fault("week from sunday aligned"), "E0405");
    assert_eq!(table("n\n1\n").faults("t sum n every day")[0].0, "E0401");
}

#[test]
fn days_named_one_by_one_share_the_weeks_of_the_calendar() {
    // 30 December 2024 is a Monday, so 1 and 3 January lie in its week; 6 and 8 January in the next.
    let on =
        |query: &str| table(NEW_YEAR).ask(&format!("t on 2024-12-30, 2025-01-01, 2025-01-03, 2025-01-06, 2025-01-08 {query}"));
    assert_eq!(on("sum n every week"), "2024-12-30,2025-01-03,14; 2025-01-06,2025-01-08,21");
    assert_eq!(on("sum n every month"), "2024-12-30,2024-12-30,2; 2025-01-01,2025-01-08,33");
    assert_eq!(on("mean n per day every week"), "2024-12-30,2025-01-03,≥ 4.667,3,2; 2025-01-06,2025-01-08,≥ 10.5,2,1");
    assert_eq!(
        on("max n per day every week"),
        "2024-12-30,2025-01-03,12,3,2,2025-01-01; 2025-01-06,2025-01-08,21,2,1,2025-01-06"
    );
    assert_eq!(on("sum n every whole week"), "");
    assert_eq!(
        table(NEW_YEAR).facts("t on 2024-12-30, 2025-01-01, 2025-01-06 sum n every week"),
        ["cut short: 2024-12-30 to 2025-01-01 (2 of 7 days); 2025-01-06 to 2025-01-06 (1 of 7 days)"]
    );
    // A week without one of the days is no bucket, and counts where buckets are numbered.
    assert_eq!(
        table(NEW_YEAR).ask("t on 2024-12-29, 2025-01-06 sum n every 4 days aligned"),
        "0,2024-12-29,2024-12-29,1; 2,2025-01-06,2025-01-06,21"
    );
    // The same days of the week before: 30 December for 6 January, and 1 January for 8 January.
    assert_eq!(
        table(NEW_YEAR).ask("t on 2025-01-06, 2025-01-08 sum n every week versus previous"),
        "2025-01-06,2025-01-08,21,14,7,50"
    );
    assert_eq!(
        table(NEW_YEAR).ask("t on 2025-01-06, 2025-01-07 sum n every day"),
        "2025-01-06,2025-01-06,21; 2025-01-07,2025-01-07,"
    );
}

#[test]
fn rows_of_periods_do_not_reach_over_days_that_are_not_named() {
    let periods = table("start,end,n\n2025-04-07,2025-04-07,1\n2025-04-07,2025-04-09,2\n2025-04-09,2025-04-09,4\n");
    let query = "t on 2025-04-07, 2025-04-09";
    assert_eq!(periods.ask(&format!("{query} overlapping sum n every week")), "2025-04-07,2025-04-09,7");
    // Two of its three days are asked for.
    assert_eq!(periods.ask(&format!("{query} prorated sum n every week")), "2025-04-07,2025-04-09,~6.333");
    assert_eq!(periods.faults(&format!("{query} sum n every week"))[0].0, "E0704");
}
