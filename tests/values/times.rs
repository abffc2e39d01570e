//! Date literals as periods, datetimes against days, the calendar, and the bounds of time clauses.

use super::{ask, check, faults};

/// A row for each day of 2023-10-01 to 2025-12-31.
fn days() -> String {
    let first = dateline::base::Day::of(2023, 10, 1).unwrap();
    let last = dateline::base::Day::of(2025, 12, 31).unwrap();
    (first.0..=last.0).fold("day".to_string(), |text, day| format!("{text}\n{}", dateline::base::Day(day)))
}

/// The first and last day, and the number of days, that time clauses keep.
fn kept(clauses: &str) -> String {
    ask(&days(), &format!("t {clauses} min day, max day, count")).replace(',', " ")
}

#[test]
fn a_literal_is_a_period_in_comparisons() {
    check(&[
        ("d < 2025-04", "false"),
        ("d <= 2025-04", "true"),
        ("d >= 2025-04", "true"),
        ("d > 2025-04", "false"),
        ("d < 2025-05", "true"),
        ("d > 2025-W13", "true"),
        ("d > 2025-W14", "false"),
        ("d <= 2025-W14", "true"),
        ("d in 2025-Q2", "true"),
        ("d in 2025", "true"),
        ("d < 2026", "true"),
        ("2024 < d", "true"),
        ("2025-04 >= d", "true"),
        ("d in (2024, 2025-04-06)", "true"),
        ("d not in 2025-04-07/..", "true"),
        ("d <= 2025-04-01/..", "true"),
        ("d > ../2025-04-05", "true"),
        ("d < ../2025-04-05", "false"),
        ("d between 2025-04 and 2025-05", "true"),
        ("d between 2025-04-06 and 2025-04-06", "true"),
        ("d = 2025-04-06", "true"),
        ("d = today", "false"),
        ("yesterday = 2025-04-23", "true"),
    ]);
}

#[test]
fn a_moment_is_within_its_day() {
    check(&[
        ("at < 2025-04-06", "false"),
        ("at <= 2025-04-06", "true"),
        ("at > 2025-04-06", "false"),
        ("at >= 2025-04-06", "true"),
        ("at > 2025-04-05", "true"),
        ("at in 2025-04-06", "true"),
        ("at in 2025-04", "true"),
        ("at in (2025-04-05, 2025-04-06)", "true"),
        ("at <= 2025-04-01/..", "true"),
        ("at >= ../2025-04-10", "true"),
        ("at < 2025-04-06T14:30", "false"),
        ("at = 2025-04-06T14:30", "true"),
        ("at between 2025-04-06T14:00 and 2025-04-06", "true"),
        ("date(at) = d", "true"),
    ]);
}

#[test]
fn equality_needs_one_precision() {
    let fault = |condition: &str| faults(super::TYPES, &format!("t where {condition}"));
    for condition in ["d = 2025-04", "d != 2025", "at = 2025-04-06", "at = d", "d = 2025-04-06T14:30", "2025-04 = d"] {
        assert_eq!(fault(condition), [("E0305", condition.to_string())], "{condition}");
    }
    assert_eq!(fault("d in (2025-04-06T14:30)")[0].0, "E0305");
}

#[test]
fn months_clamp_to_their_last_day() {
    check(&[
        ("2025-01-31 + 1 month", "2025-02-28"),
        ("2024-01-31 + 1 month", "2024-02-29"),
        ("2025-03-31 - 1 month", "2025-02-28"),
        ("2024-02-29 + 1 year", "2025-02-28"),
        ("2024-02-29 + 4 years", "2028-02-29"),
        ("2025-11-30 + 1 quarter", "2026-02-28"),
        ("2024-02-28 + 1 day", "2024-02-29"),
        ("2025-02-28 + 1 day", "2025-03-01"),
        ("2024-02-28 + 1 week", "2024-03-06"),
        ("d - 7 days", "2025-03-30"),
        ("3 days + d", "2025-04-09"),
        ("d + 36 hours", "2025-04-07T12:00"),
        ("at + 1 month", "2025-05-06T14:30"),
        ("at - 15 hours", "2025-04-05T23:30"),
        ("d - 2025-03-01", "36 days"),
        ("at - 2025-04-06T12:00", "02:30"),
        ("(d - 2025-04-04) * 2", "4 days"),
        ("(d - 2025-04-04) / 0", "-"),
        ("d - 2025-04-04 > 1 day", "true"),
        ("days_between(2024-02-28, 2024-03-01)", "2"),
    ]);
    assert_eq!(faults(super::TYPES, "t derive x = (d - d) > 1 month")[0].0, "E0302");
}

#[test]
fn time_clauses_include_what_they_name() {
    assert_eq!(kept("since 2025-04 until 2025-04"), "2025-04-01 2025-04-30 30");
    assert_eq!(kept("until 2025-04 since 2025-03-30"), "2025-03-30 2025-04-30 32");
    assert_eq!(kept("after 2025-04 before 2025-06"), "2025-05-01 2025-05-31 31");
    assert_eq!(kept("after 2025-04-06 until 2025-04-08"), "2025-04-07 2025-04-08 2");
    assert_eq!(kept("during 2024-02"), "2024-02-01 2024-02-29 29");
    assert_eq!(kept("during 2025-W01"), "2024-12-30 2025-01-05 7");
    assert_eq!(kept("during 2024"), "2024-01-01 2024-12-31 366");
    assert_eq!(kept("during 2025-04-06/2025-04-08"), "2025-04-06 2025-04-08 3");
    assert_eq!(kept("since 2025-12-30/.."), "2025-12-30 2025-12-31 2");
    assert_eq!(kept("on 2025-04-06, 2025-04-08"), "2025-04-06 2025-04-08 2");
    assert_eq!(kept("during 2025-04 on sunday, monday"), "2025-04-06 2025-04-28 8");
    assert_eq!(kept("on today"), "2025-04-24 2025-04-24 1");
    assert_eq!(kept("since yesterday until today"), "2025-04-23 2025-04-24 2");
}

#[test]
fn units_around_today_are_whole() {
    // Today is Thursday, 24 April 2025.
    assert_eq!(kept("last 7 days"), "2025-04-17 2025-04-23 7");
    assert_eq!(kept("last month"), "2025-03-01 2025-03-31 31");
    assert_eq!(kept("last 2 weeks"), "2025-04-07 2025-04-20 14");
    assert_eq!(kept("last quarter"), "2025-01-01 2025-03-31 90");
    assert_eq!(kept("last year"), "2024-01-01 2024-12-31 366");
    assert_eq!(kept("this month"), "2025-04-01 2025-04-24 24");
    assert_eq!(kept("this week"), "2025-04-21 2025-04-24 4");
    assert_eq!(kept("this day"), "2025-04-24 2025-04-24 1");
    assert_eq!(kept("next 30 days"), "2025-04-25 2025-05-24 30");
    assert_eq!(kept("next month"), "2025-04-25 2025-05-24 30");
}

#[test]
fn periods_count_from_a_moment() {
    let deadline = |clauses: &str| {
        let mut found = String::new();
        let text = format!("let deadline = 2023-11-01; t {clauses} min day, max day, count");
        let mut keep = |outcome| {
            if let dateline::Outcome::Answer(answer) = outcome {
                found = super::rows(&answer).replace(',', " ");
            }
            Ok(())
        };
        super::engine(&days()).run(&text, &mut keep).expect("a sound script");
        found
    };
    assert_eq!(deadline("during 14 days before deadline"), "2023-10-18 2023-10-31 14");
    assert_eq!(deadline("during 14 days before $deadline"), "2023-10-18 2023-10-31 14");
    assert_eq!(deadline("during 14 days after deadline"), "2023-11-02 2023-11-15 14");
    assert_eq!(deadline("since 14 days before deadline until deadline"), "2023-10-18 2023-11-01 15");
    assert_eq!(deadline("before deadline"), "2023-10-01 2023-10-31 31");
    assert_eq!(deadline("where day < $deadline"), "2023-10-01 2023-10-31 31");
    assert_eq!(kept("during 1 month before 2024-03"), "2024-02-01 2024-02-29 29");
    assert_eq!(kept("during 2 weeks after 2025-04-06"), "2025-04-07 2025-04-20 14");
}

#[test]
fn several_windows_become_a_key() {
    let counted = |clauses: &str| ask(&days(), &format!("t {clauses} count"));
    assert_eq!(counted("during 2024-02, 2025-02"), "2024-02,29; 2025-02,28");
    assert_eq!(ask(&days(), "t during 2024-02, 2025-02 count by month(day) as m"), "2024-02,2,29; 2025-02,2,28");
    assert_eq!(
        ask(&days(), "t during 2024-02, 2025-02 max day by month(day) as m, period"),
        "2,2024-02,2024-02-29; 2,2025-02,2025-02-28"
    );
    // One window stays a key when another clause leaves nothing of its neighbour.
    assert_eq!(counted("during 2024-02, 2025-02 since 2025"), "2025-02,28");
    // A day in two windows counts in both.
    assert_eq!(
        counted("during 2025-04-01/2025-04-10, 2025-04-06/2025-04-30"),
        "2025-04-01/2025-04-10,10; 2025-04-06/2025-04-30,25"
    );
    assert_eq!(counted("on 2025-04-06, 2025-04"), "30");
    assert_eq!(ask(&days(), "t during 2025-01, 2025-02 take 1"), "2025-01-01,2025-01");
}

#[test]
fn datetimes_fall_into_the_days_of_a_window() {
    let moments = "at\n2025-04-30T23:59\n2025-05-01T00:00\n2025-04-01T00:00\n";
    assert_eq!(ask(moments, "t until 2025-04 count"), "2");
    assert_eq!(ask(moments, "t after 2025-04-30 count"), "1");
    assert_eq!(ask(moments, "t on 2025-04-30 count"), "1");
    assert_eq!(ask(moments, "t on wednesday count"), "1");
    assert_eq!(ask(moments, "t since 2025-04-30T12:00 count"), "2");
}

#[test]
fn a_window_without_days_is_refused_with_its_reason() {
    assert_eq!(faults(&days(), "t during 2025-04 during 2025-05"), [("E0404", "during 2025-05".into())]);
    assert_eq!(faults(&days(), "t sum 1 as n since 2025"), [("E0402", "since 2025".into())]);
    assert_eq!(faults("n\n1\n", "t since 2025")[0].0, "E0401");
    // What comes after is checked all the same.
    let several = faults(&days(), "t during 2025-04 during 2025-05, 2025-06 count by period, nothing");
    assert_eq!(several.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["E0404", "E0202"]);
}
