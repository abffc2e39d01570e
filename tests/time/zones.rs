//! Moments and their zones: days of the clock, days of 23 and 25 hours, lengths of time, offsets in cells and queries.

use super::{Table, table};
use dateline::data::write_parquet;
use dateline::output::{self, Format, Style};
use dateline::{Engine, Options};

/// Over the two nights in which Berlin changes its clocks: from 2 to 3 o'clock in March, from 3 back to 2 in October.
const CLOCKS: &str = "at,n
2025-03-29T23:30,1
2025-03-30T01:30,2
2025-03-30T02:30,4
2025-03-30T03:30,8
2025-03-31T00:00,16
2025-10-26T02:30,32
2025-10-26T03:00,64
";

/// The same hours of the night in October, told apart by their offsets, and the midnights around them.
const OFFSETS: &str = "at,n
2025-10-25T23:59+02:00,1
2025-10-26T00:00+02:00,2
2025-10-26T02:30+02:00,4
2025-10-26T02:30+01:00,8
2025-10-26T23:59+01:00,16
2025-10-27T00:00+01:00,32
";

const BERLIN: &str = "zone = \"Europe/Berlin\"";
const KABUL: &str = "zone = \"Asia/Kabul\"";

fn berlin(csv: &str) -> Table<'_> {
    table(csv).says(BERLIN).on("2025-12-31")
}

#[test]
fn clocks_without_an_offset_are_those_of_the_zone() {
    assert_eq!(
        berlin(CLOCKS).ask("t show at"),
        "2025-03-29T23:30+01:00; 2025-03-30T01:30+01:00; 2025-03-30T03:30+02:00; 2025-03-30T03:30+02:00; \
         2025-03-31T00:00+02:00; 2025-10-26T02:30+02:00; 2025-10-26T03:00+01:00"
    );
    let notes: Vec<String> = berlin(CLOCKS).engine().catalog().tables[0].notes.iter().map(|note| note.message.clone()).collect();
    assert_eq!(
        notes,
        [
            "1 cell of `at` in an hour that the clock shows twice: the first is meant (Europe/Berlin)",
            "1 cell of `at` in an hour that the clock skips: as much later is meant (Europe/Berlin)",
        ]
    );
    // Kabul does not change its clocks.
    assert_eq!(table(CLOCKS).says(KABUL).engine().catalog().tables[0].notes.len(), 0);
}

#[test]
fn days_are_those_of_the_zone() {
    let march = "t during 2025-03-29/2025-03-31 sum n every day";
    assert_eq!(berlin(CLOCKS).ask(march), "2025-03-29,2025-03-29,1; 2025-03-30,2025-03-30,14; 2025-03-31,2025-03-31,16");
    assert_eq!(
        berlin(OFFSETS).ask("t sum n every day"),
        "2025-10-25,2025-10-25,1; 2025-10-26,2025-10-26,30; 2025-10-27,2025-10-27,32"
    );
    assert_eq!(berlin(OFFSETS).ask("t mean n per day, max n per day"), "21,3,3,32,2025-10-27");
    // 23:59 and 00:00 of Berlin are the evening before in São Paulo, and 02:29 and 02:30 in Kabul.
    let days = |zone: &str| {
        let catalog = format!("zone = \"{zone}\"");
        let table = table(OFFSETS).on("2025-12-31");
        Table { catalog: &catalog, ..table }.ask("t sum n every day")
    };
    assert_eq!(days("America/Sao_Paulo"), "2025-10-25,2025-10-25,15; 2025-10-26,2025-10-26,48");
    assert_eq!(
        days("Asia/Kabul"),
        "2025-10-26,2025-10-26,31; 2025-10-27,2025-10-27,32".replace("31;", "15;").replace(",32", ",48")
    );
}

#[test]
fn the_window_ends_at_the_midnight_of_the_zone() {
    assert_eq!(berlin(OFFSETS).ask("t on 2025-10-26 sum n"), "30");
    assert_eq!(berlin(OFFSETS).ask("t since 2025-10-27 sum n"), "32");
    assert_eq!(berlin(OFFSETS).ask("t until 2025-10-25 sum n"), "1");
    assert_eq!(berlin(OFFSETS).ask("t on saturday, monday sum n"), "33");
    assert_eq!(berlin(OFFSETS).ask("t where at in 2025-10-26 sum n"), "30");
    assert_eq!(berlin(OFFSETS).ask("t where at > 2025-10-26 sum n"), "32");
    assert_eq!(berlin(OFFSETS).ask("t where at <= 2025-10-26 sum n"), "31");
    assert_eq!(berlin(OFFSETS).ask("t where at < 2025-10-26 sum n"), "1");
    assert_eq!(berlin(OFFSETS).answer("t sum n").facts.window.as_deref(), Some("2025-10-25 to 2025-10-27 (3 days)"));
    assert_eq!(berlin(OFFSETS).answer("t sum n").facts.zone.as_deref(), Some("Europe/Berlin"));
}

#[test]
fn a_literal_is_a_moment_or_the_clock_of_the_zone() {
    let sum = |test: &str| berlin(OFFSETS).ask(&format!("t where at {test} sum n"));
    // The second 02:30 is an hour after the first.
    assert_eq!(sum("<= 2025-10-26T02:30+02:00"), "7");
    assert_eq!(sum("<= 2025-10-26T02:30+01:00"), "15");
    assert_eq!(sum("= 2025-10-26T01:30Z"), "8");
    assert_eq!(sum("in (2025-10-26T00:30Z, 2025-10-26T06:30+05:00)"), "12");
    // Without an offset it is what the clock shows, the first time.
    assert_eq!(sum("<= 2025-10-26T02:30"), "7");
    assert_eq!(sum("between 2025-10-26T00:00 and 2025-10-26T03:00"), "14");
    assert_eq!(table("at,n\n2025-04-06T14:30,1\n").faults("t where at < 2025-04-06T14:30+05:00")[0].0, "E0301");
}

#[test]
fn lengths_of_time_are_what_passed() {
    let nights =
        berlin("a,b\n2025-03-30T00:00,2025-03-31T00:00\n2025-10-26T00:00,2025-10-27T00:00\n2025-06-01T12:30,2025-06-02T12:30\n");
    assert_eq!(nights.ask("t derive long = b - a show long"), "23:00; 1 day 01:00; 1 day");
    // A day later the clock shows the same; 24 hours later it may not.
    assert_eq!(
        nights.ask("t derive day = a + 1 day, hours = a + 24 hours show day, hours"),
        "2025-03-31T00:00+02:00,2025-03-31T01:00+02:00; 2025-10-27T00:00+01:00,2025-10-26T23:00+01:00; \
         2025-06-02T12:30+02:00,2025-06-02T12:30+02:00"
    );
    assert_eq!(nights.ask("t where b - a > 24 hours derive d = days_between(a, b) show a, d"), "2025-10-26T00:00+02:00,1");
    assert_eq!(nights.ask("t derive back = b - 1 day show back"), nights.ask("t show a"));
    assert_eq!(nights.ask("t derive m = a + 1 month take 1 show m"), "2025-04-30T00:00+02:00");
    // Half past two of the day on which it is never shown is half past three.
    let half = berlin("a\n2025-03-29T02:30\n");
    assert_eq!(half.ask("t derive next = a + 1 day show next"), "2025-03-30T03:30+02:00");
    // Without a zone, days have 24 hours.
    assert_eq!(table("a,b\n2025-03-30T00:30,2025-03-31T00:00\n").ask("t derive long = b - a show long"), "23:30");
}

#[test]
fn functions_of_dates_see_the_clock() {
    let parts = "t take 1 derive y = year(at), d = day(at), w = weekday(at), s = start_of(at, month), e = date(at), x = text(at) \
                 show y, d, w, s, e, x";
    let new_year = "at,n\n2024-12-31T20:00Z,1\n2025-01-01T20:00Z,2\n";
    assert_eq!(table(new_year).says(KABUL).ask(parts), "2025,1,3,2025-01-01,2025-01-01,2025-01-01T00:30+04:30");
    assert_eq!(table(new_year).ask(parts), "2024,31,2,2024-12-01,2024-12-31,2024-12-31T20:00Z");
    assert_eq!(
        table(new_year).says(KABUL).ask("t list at, min at, max at"),
        "2025-01-01T00:30+04:30, 2025-01-02T00:30+04:30,2025-01-01T00:30+04:30,2025-01-02T00:30+04:30"
    );
    assert_eq!(table(new_year).says(KABUL).ask("t derive p = previous(n), s = rolling_sum(n, 2 days) show p, s"), ",; 1,3");
}

#[test]
fn one_offset_for_all_cells_is_the_zone() {
    let kabul = table("at,n\n2025-04-06T23:30+04:30,1\n2025-04-07T00:00+04:30,2\n");
    assert_eq!(kabul.ask("t sum n every day"), "2025-04-06,2025-04-06,1; 2025-04-07,2025-04-07,2");
    assert_eq!(kabul.answer("t sum n").facts.zone.as_deref(), Some("+04:30"));
    assert_eq!(kabul.ask("t show at"), "2025-04-06T23:30+04:30; 2025-04-07T00:00+04:30");
    assert_eq!(kabul.engine().catalog().tables[0].columns[0].inferred, "datetimes at +04:30, as all cells are written");
    // The same moments in UTC are of one day.
    assert_eq!(table("at,n\n2025-04-06T19:00Z,1\n2025-04-06T19:30Z,2\n").ask("t sum n every day"), "2025-04-06,2025-04-06,3");
}

#[test]
fn several_offsets_have_no_days_until_a_zone_is_named() {
    let fault = |query: &str| table(OFFSETS).faults(query)[0].clone();
    assert_eq!(fault("t sum n every day"), ("E0408", "every day".into()));
    assert_eq!(fault("t since 2025-10-26 sum n"), ("E0408", "since 2025-10-26".into()));
    assert_eq!(fault("t where at in 2025-10-26"), ("E0408", "at".into()));
    assert_eq!(fault("t where at > 2025-10-26"), ("E0408", "at".into()));
    assert_eq!(fault("t derive d = date(at)"), ("E0408", "at".into()));
    assert_eq!(fault("t derive p = previous(n)"), ("E0408", "previous(n)".into()));
    // What needs no days works.
    assert_eq!(table(OFFSETS).ask("t where at > 2025-10-26T01:00Z sum n"), "56");
    assert_eq!(table(OFFSETS).ask("t max at"), "2025-10-26T23:00Z");
    assert_eq!(table(OFFSETS).ask("t sum n"), "63");
}

#[test]
fn a_zone_decides_cells_with_and_without_an_offset() {
    let mixed = "at,n\n2025-04-06T23:00Z,1\n2025-04-06T23:00,2\n2025-04-07,4\n";
    assert_eq!(
        table(mixed).says(KABUL).ask("t show at"),
        "2025-04-07T03:30+04:30; 2025-04-06T23:00+04:30; 2025-04-07T00:00+04:30"
    );
    assert_eq!(table(mixed).says(KABUL).ask("t sum n every day"), "2025-04-06,2025-04-06,2; 2025-04-07,2025-04-07,5");
    assert_eq!(table(mixed).faults("t sum n every day")[0].0, "E0401");
}

#[test]
fn windows_of_moments_move_and_roll_by_local_days() {
    assert_eq!(berlin(CLOCKS).ask("t during 2025-03-30 sum n versus previous"), "14,1,13,1300");
    assert_eq!(berlin(OFFSETS).ask("t sum n every whole day derive r = running(n) show r"), "1; 31; 63");
    assert_eq!(berlin(OFFSETS).ask("t during 2025-10-25, 2025-10-27 sum n by period"), "2025-10-25,1; 2025-10-27,32");
    assert_eq!(berlin(OFFSETS).ask("t latest n"), "32,2025-10-27");
}

#[test]
fn files_of_moments_read_back_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let again = |name: &str| {
        let mut engine = Engine::open(&[folder.path().join(name)], Options::default()).expect("the file opens");
        let answer = engine.query("t take 6").expect("an answer");
        let cells: Vec<String> = (0..answer.rows.height()).map(|row| answer.rows.cell(row, 0).plain()).collect();
        (cells.join("; "), answer.rows.columns()[0].ty.to_string())
    };
    let file = |name: &str| std::fs::File::create(folder.path().join(name)).expect("a file");
    let answer = berlin(OFFSETS).answer("t show at");
    let shown = berlin(OFFSETS).ask("t show at");
    write_parquet(&answer.rows, &mut file("t.parquet")).expect("it is written");
    assert_eq!(again("t.parquet"), (shown.clone(), "datetime in Europe/Berlin".into()));
    output::write(&answer, Format::Parquet, &Style::default(), &mut file("t.parquet")).expect("it is written");
    assert_eq!(again("t.parquet"), (shown.clone(), "datetime in Europe/Berlin".into()));
    let mut csv = Vec::new();
    output::write(&answer, Format::Csv, &Style::default(), &mut csv).expect("it is written");
    assert_eq!(String::from_utf8(csv.clone()).expect("text"), format!("at\n{}\n", shown.replace("; ", "\n")));
    let csv = String::from_utf8(csv).expect("text");
    assert_eq!(berlin(&csv).ask("t show at"), shown);
    let mut json = Vec::new();
    output::write(&answer, Format::Json, &Style::default(), &mut json).expect("it is written");
    let json = String::from_utf8(json).expect("text");
    assert!(json.contains(r#"{"name":"at","type":"datetime","zone":"Europe/Berlin"}"#), "{json}");
    assert!(json.contains(r#""zone":"Europe/Berlin","no_window":null"#), "{json}");
    // Five hours have a name in Parquet files and are read back from it; four and a half have none: those moments stay in UTC.
    for (offset, shown, ty) in [
        ("+05:00", "2025-04-06T14:30+05:00", "datetime at +05:00"),
        ("+04:30", "2025-04-06T10:00Z", "datetime in UTC"),
        ("Z", "2025-04-06T14:30Z", "datetime in UTC"),
    ] {
        let answer = table(&format!("at\n2025-04-06T14:30{offset}\n")).answer("t");
        write_parquet(&answer.rows, &mut file("t.parquet")).expect("it is written");
        assert_eq!(again("t.parquet"), (shown.to_string(), ty.to_string()));
    }
}
