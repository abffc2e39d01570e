//! Weeks and years that start where a catalog says, and the order of numbers in dates.

use super::Folder;

fn folder(top: &str, table: &str) -> Folder {
    let rows = "date,persons\n2025-03-29,1\n2025-03-30,2\n2025-04-05,4\n2025-04-06,8\n2025-07-01,16\n";
    let catalog = format!("{top}\n[tables.t]\nfile = \"t.csv\"\n{table}\n");
    Folder::of(&[("t.csv", rows), ("dateline.toml", &catalog)])
}

#[test]
fn weeks_start_on_the_day_of_the_catalog() {
    let sunday = folder("week = \"sunday\"", "");
    let monday = folder("", "");
    let weeks = "t until 2025-04-06 sum persons every week show start, persons";
    assert_eq!(sunday.ask(weeks), "2025-03-29,1; 2025-03-30,6; 2025-04-06,8");
    assert_eq!(monday.ask(weeks), "2025-03-29,3; 2025-03-31,12");
    // What a query says goes before it, and a table before the whole catalog.
    assert_eq!(sunday.ask("t until 2025-04-06 sum persons every week from monday show start, persons"), monday.ask(weeks));
    assert_eq!(folder("week = \"sunday\"", "week = \"monday\"").ask(weeks), monday.ask(weeks));
    let starts = "t derive w = start_of(date, week), e = end_of(date, week) show w, e take 3";
    assert_eq!(sunday.ask(starts), "2025-03-23,2025-03-29; 2025-03-30,2025-04-05; 2025-03-30,2025-04-05");
    assert_eq!(monday.ask(starts), "2025-03-24,2025-03-30; 2025-03-24,2025-03-30; 2025-03-31,2025-04-06");
    // Of the units of `per` only whole ones can be the peak: 30 March to 5 April, or 31 March to 6 April.
    let peak = "t until 2025-04-06 max persons per week show max_persons, on";
    assert_eq!((sunday.ask(peak).as_str(), monday.ask(peak).as_str()), ("6,2025-03-30", "12,2025-03-31"));
}

#[test]
fn years_start_in_the_month_of_the_catalog() {
    let july = folder("year = \"july\"", "");
    assert_eq!(
        july.ask("t sum persons every year show start, end, persons"),
        "2025-03-29,2025-06-30,15; 2025-07-01,2025-07-01,16"
    );
    assert_eq!(july.ask("t derive y = start_of(date, year), e = end_of(date, year) take 1 show y, e"), "2024-07-01,2025-06-30");
    let may = folder("year = \"may\"", "");
    assert_eq!(
        may.ask("t derive q = start_of(date, quarter), e = end_of(date, quarter) take 1 show q, e"),
        "2025-02-01,2025-04-30"
    );
}

#[test]
fn the_order_of_dates_is_said_where_cells_do_not_decide() {
    let rows = "date,seen,persons\n01/02/2025,03/04/2025,1\n05/06/2025,07/08/2025,2\n";
    let with = |says: &str| {
        let catalog = format!("[tables.t]\nfile = \"t.csv\"\n{says}\n");
        Folder::of(&[("t.csv", rows), ("dateline.toml", &catalog)])
    };
    assert_eq!(with("date_order = \"dmy\"").ask("t show date, seen take 1"), "2025-02-01,2025-04-03");
    assert_eq!(with("date_order = \"mdy\"").ask("t show date, seen take 1"), "2025-01-02,2025-03-04");
    assert_eq!(with("date_order = { date = \"mdy\" }").ask("t show date, seen take 1"), "2025-01-02,03/04/2025");
    let (_, said) = with("").run(&["schema", "."]);
    assert!(said.contains("could be dates with the day or the month first"), "{said}");
}
