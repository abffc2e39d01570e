//! Answers and schemas as every format writes them.

use super::*;
use crate::base::{Code, Day, Diagnostic, Span, Type, Value};
use crate::catalog::{self, Catalog};
use crate::data::Frame;
use crate::engine::{Facts, TableFact};
use insta::assert_snapshot;

fn text(text: &str) -> Value {
    Value::Text(text.to_string())
}

fn day(month: i8, day: i8) -> Value {
    Value::day(Day::of(2025, month, day).unwrap())
}

/// Columns of text and whole numbers, and their rows.
fn rows(columns: &[(&str, Type)], cells: &[&[Value]]) -> Rows {
    let mut rows = Rows::new(columns);
    cells.iter().for_each(|row| rows.push(row.to_vec()));
    rows
}

fn crossings() -> Answer {
    use Type::*;
    let columns = [
        ("date", Date),
        ("border", Text),
        ("persons", Int),
        ("rate", Float),
        ("deported", Bool),
        ("seen", Datetime),
        ("stay", Duration),
    ];
    let stay = |days| Value::Duration(crate::base::value::Duration { days, ..Default::default() });
    let moment = Value::Datetime(Day::of(2025, 4, 6).unwrap().micros() + 52_200_000_000);
    let rows = [
        vec![day(4, 1), text("Torkham"), Value::Int(1_432_000), Value::Float(12.5), Value::Bool(true), moment, stay(3)],
        vec![day(4, 2), text("Spin Boldak"), Value::Unknown, Value::Float(1.0), Value::Bool(false), Value::Unknown, stay(1)],
        vec![
            day(4, 3),
            text("=1+2, \"x\"\ty|z\nend"),
            Value::Int(-7),
            Value::Unknown,
            Value::Unknown,
            Value::Unknown,
            Value::Unknown,
        ],
    ];
    let query = "crossings during 2025-04".to_string();
    let note = Diagnostic::note(Code::TiesKept, Span::new(10, 16), "one row more").help("sort by more");
    let facts = Facts {
        query,
        version: "0.1.0".into(),
        tables: vec![TableFact {
            name: "crossings".into(),
            file: "data/crossings.csv".into(),
            rows: Some(1_200_000),
            digest: None,
            files: Vec::new(),
        }],
        window: Some("2025-04-01 to 2025-04-30 (30 days)".into()),
        zone: None,
        no_window: None,
        rows_read: Some(1_200_000),
        rows_used: 41_210,
        time: Vec::new(),
        possible: Vec::new(),
        values: Vec::new(),
        unreadable: Vec::new(),
        people: Vec::new(),
        protected: None,
        sources: Vec::new(),
        unknown: vec!["persons in 12 rows, left out of the sum".into(), "date in 1 row, left out".into()],
        ..Facts::default()
    };
    Answer::of(Frame::of(&columns, &rows), facts, vec![note])
}

fn written(format: Format, style: &Style) -> String {
    let mut out = Vec::new();
    write(&crossings(), format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn drawn(grid: &dyn Grid, width: Option<usize>, max_rows: Option<usize>) -> String {
    let mut out = Vec::new();
    write_grid(grid, Format::Table, &Style { width, max_rows, ..Style::default() }, Vec::new(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.lines().all(|line| line == line.trim_end()), "blanks at the end of a line:\n{text}");
    if let Some(width) = width {
        let table = text.split("\n\n").next().unwrap_or("");
        assert!(table.lines().all(|line| text::width(line) <= width), "wider than {width}:\n{text}");
    }
    text
}

#[test]
fn an_answer_is_a_table_with_a_footer() {
    assert_snapshot!(written(Format::Table, &Style { footer: true, ..Style::default() }), @r#"
    date        border               persons  rate  deported  seen                stay
    ──────────  ─────────────────  ─────────  ────  ────────  ────────────────  ──────
    2025-04-01  Torkham            1,432,000  12.5  true      2025-04-06T14:30  3 days
    2025-04-02  Spin Boldak                -   1    false     -                  1 day
    2025-04-03  =1+2, "x" y|z⏎end         -7   -    -         -                      -

    window   2025-04-01 to 2025-04-30 (30 days)
    rows     41,210 used of 1,200,000 read
    unknown  persons in 12 rows, left out of the sum
             date in 1 row, left out
    source   crossings: data/crossings.csv
    "#);
}

#[test]
fn colours_set_off_headers_and_footers_only() {
    let grid = rows(&[("border", Type::Text), ("persons", Type::Int)], &[&[text("\u{1b}[31mred"), Value::Int(1)]]);
    let mut out = Vec::new();
    let style = Style { color: true, footer: true, ..Style::default() };
    write_grid(&grid, Format::Table, &style, vec![("source", "a.csv".into())], &mut out).unwrap();
    assert_snapshot!(String::from_utf8(out).unwrap().replace('\u{1b}', "ESC"), @"
    ESC[1mborder    personsESC[0m
    ESC[2m────────  ───────ESC[0m
    ␛[31mred        1

    ESC[2msource  a.csvESC[0m
    ");
}

#[test]
fn a_table_shortens_texts_before_it_leaves_out_columns() {
    let answer = crossings();
    assert_snapshot!(drawn(&answer.rows, Some(80), None), @r#"
    date        border             persons  rate  deported  seen                stay
    ──────────  ───────────────  ─────────  ────  ────────  ────────────────  ──────
    2025-04-01  Torkham          1,432,000  12.5  true      2025-04-06T14:30  3 days
    2025-04-02  Spin Boldak              -   1    false     -                  1 day
    2025-04-03  =1+2, "x" y|z⏎…         -7   -    -         -                      -
    "#);
    assert_snapshot!(drawn(&answer.rows, Some(60), None), @r#"
    date        border               persons  rate  …    stay
    ──────────  ─────────────────  ─────────  ────  ─  ──────
    2025-04-01  Torkham            1,432,000  12.5  …  3 days
    2025-04-02  Spin Boldak                -   1    …   1 day
    2025-04-03  =1+2, "x" y|z⏎end         -7   -    …       -

    2 more columns: deported, seen
    "#);
    assert_snapshot!(drawn(&answer.rows, Some(40), None), @r#"
    date        border             …    stay
    ──────────  ─────────────────  ─  ──────
    2025-04-01  Torkham            …  3 days
    2025-04-02  Spin Boldak        …   1 day
    2025-04-03  =1+2, "x" y|z⏎end  …       -

    4 more columns: persons, rate, deported, seen
    "#);
    assert_snapshot!(drawn(&answer.rows, Some(20), None), @"
    date        …
    ──────────  ─
    2025-04-01  …
    2025-04-02  …
    2025-04-03  …

    6 more columns: border, persons, rate, deported, seen, stay
    ");
}

#[test]
fn no_width_breaks_a_table() {
    let answer = crossings();
    for width in 17..120 {
        drawn(&answer.rows, Some(width), Some(width % 4));
    }
    let long = rows(&[("a_long_header", Type::Text)], &[&[text("a long text of many words")]]);
    for width in 1..40 {
        drawn(&long, Some(width), None);
    }
}

#[test]
fn the_middle_of_many_rows_is_left_out() {
    let mut grid = Rows::new(&[("day", Type::Int), ("border", Type::Text)]);
    (1..=1432).for_each(|n| grid.push(vec![Value::Int(n), text("Torkham")]));
    assert_snapshot!(drawn(&grid, Some(80), Some(5)), @"
      day  border
    ─────  ───────
        1  Torkham
        2  Torkham
        3  Torkham
        …  …
    1,431  Torkham
    1,432  Torkham

    5 of 1,432 rows
    ");
    assert_snapshot!(drawn(&grid, Some(80), Some(0)), @"
    day  border
    ───  ──────
      …  …

    0 of 1,432 rows
    ");
}

#[test]
fn empty_answers_and_single_rows() {
    let columns = [("border", Type::Text), ("persons", Type::Int)];
    assert_snapshot!(drawn(&rows(&columns, &[]), Some(80), Some(20)), @"
    border  persons
    ──────  ───────

    no rows
    ");
    assert_snapshot!(drawn(&rows(&columns, &[&[text("Torkham"), Value::Int(12)]]), Some(80), Some(20)), @"
    border   persons
    ───────  ───────
    Torkham       12
    ");
    assert_snapshot!(drawn(&rows(&[], &[]), Some(80), Some(20)), @"no rows");
}

#[test]
fn wide_combined_and_right_to_left_texts_keep_their_columns() {
    let columns = [("place", Type::Text), ("مرز", Type::Text), ("persons", Type::Int)];
    let grid = rows(
        &columns,
        &[
            &[text("کابل"), text("اسلام‌قلعه"), Value::Int(1200)],
            &[text("東京都"), text("Cafe\u{301}"), Value::Int(7)],
            &[text("👩‍👩‍👧"), text("a\u{202e}b"), Value::Unknown],
        ],
    );
    // Left-to-right marks, invisible on a terminal, are shown here.
    let shown = |width| drawn(&grid, width, None).replace('\u{200e}', "");
    assert_snapshot!(shown(None), @r"
    place   مرز         persons
    ──────  ──────────  ───────
    کابل    اسلام‌قلعه     1,200
    東京都  Café              7
    👩‍👩‍👧  a\u{202e}b        -
    ");
    assert_snapshot!(shown(Some(24)), @"
    place   …  persons
    ──────  ─  ───────
    کابل    …    1,200
    東京都  …        7
    👩‍👩‍👧  …        -

    1 more column: مرز
    ");
    assert_eq!(drawn(&grid, None, None).matches('\u{200e}').count(), 6);
}

#[test]
fn decimal_points_stand_below_each_other_and_years_are_not_grouped() {
    let columns = [("rate", Type::Float), ("birth_year", Type::Int), ("persons", Type::Int)];
    let row = |rate: f64, n: i64| vec![Value::Float(rate), Value::Int(n), Value::Int(n)];
    let mut grid = Rows::new(&columns);
    [row(1.5, 1999), row(1234.0 + 1.0 / 3.0, 2025), row(12.0, 987), row(-0.25, 12)].into_iter().for_each(|row| grid.push(row));
    grid.push(Vec::new());
    assert_snapshot!(drawn(&grid, None, None), @"
        rate  birth_year  persons
    ────────  ──────────  ───────
        1.5         1999    1,999
    1,234.33        2025    2,025
       12            987      987
       -0.25          12       12
        -              -        -
    ");
}

#[test]
fn periods_and_months_are_shown_as_text() {
    let months = Value::Duration(crate::base::value::Duration { months: 3, ..Default::default() });
    let april = Value::Period(crate::base::Period::parse("2025-04").unwrap());
    let grid = rows(&[("name", Type::Text), ("value", Type::Any)], &[&[text("span"), months], &[text("april"), april]]);
    assert_snapshot!(drawn(&grid, None, None), @"
    name   value
    ─────  ────────
    span   3 months
    april  2025-04
    ");
}

#[test]
fn csv_is_exact() {
    assert_snapshot!(written(Format::Csv, &Style { footer: true, width: Some(20), max_rows: Some(1), color: true, ..Style::default() }), @r#"
    date,border,persons,rate,deported,seen,stay
    2025-04-01,Torkham,1432000,12.5,true,2025-04-06T14:30,3 days
    2025-04-02,Spin Boldak,,1.0,false,,1 day
    2025-04-03,"'=1+2, ""x""	y|z
    end",-7,,,,
    "#);
}

#[test]
fn tsv_quotes_tabs_and_line_breaks() {
    assert_snapshot!(written(Format::Tsv, &Style::default()).replace('\t', "→"), @r#"
    date→border→persons→rate→deported→seen→stay
    2025-04-01→Torkham→1432000→12.5→true→2025-04-06T14:30→3 days
    2025-04-02→Spin Boldak→→1.0→false→→1 day
    2025-04-03→"'=1+2, ""x""→y|z
    end"→-7→→→→
    "#);
}

/// Reads CSV as RFC 4180 has it: a field in quotes is marked, as it tells an empty text from unknown.
fn read_csv(text: &str, separator: char) -> Vec<Vec<(String, bool)>> {
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut field, mut quoted, mut inside) = (String::new(), false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if inside && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => (inside, quoted) = (!inside, true),
            c if inside => field.push(c),
            c if c == separator || c == '\n' => {
                row.push((std::mem::take(&mut field), std::mem::take(&mut quoted)));
                if c == '\n' {
                    rows.push(std::mem::take(&mut row));
                }
            }
            c => field.push(c),
        }
    }
    rows
}

#[test]
fn names_of_columns_are_not_run_either() {
    let mut out = Vec::new();
    write_grid(&Rows::new(&[("=1+2", Type::Text)]), Format::Csv, &Style::default(), Vec::new(), &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "'=1+2\n");
}

#[test]
fn csv_reads_back_to_the_same_values() {
    let numbers = [0.1 + 0.2, 1.0, -0.0, 1e300, 5e-324, 1.0 / 3.0, f64::MAX, 123456789.125];
    let texts = ["", "a,b", "\"", "\"\"", "two\nlines", "cr\r\n", "tab\t", " blank ", "=SUM(A1)", "کابل"];
    for (format, separator) in [(Format::Csv, ','), (Format::Tsv, '\t')] {
        let mut grid = Rows::new(&[("a,\"b\"\t", Type::Text), ("x", Type::Float)]);
        let cells = texts.iter().zip(numbers.iter().cycle());
        cells.clone().for_each(|(t, x)| grid.push(vec![text(t), Value::Float(*x)]));
        grid.push(Vec::new());
        let mut out = Vec::new();
        write_grid(&grid, format, &Style::default(), Vec::new(), &mut out).unwrap();
        let read = read_csv(std::str::from_utf8(&out).unwrap(), separator);
        assert_eq!(read[0][0].0, "a,\"b\"\t");
        for (row, (t, x)) in read[1..].iter().zip(cells) {
            let cell = row[0].0.as_str();
            assert_eq!(crate::base::formula::unguarded(cell).unwrap_or(cell), *t);
            assert_eq!(row[1].0.parse::<f64>().unwrap().to_bits(), x.to_bits());
        }
        assert_eq!((read[1][0].1, read[texts.len() + 1][0].1), (true, false), "an empty text is quoted, unknown is not");
    }
}

#[test]
fn an_unknown_value_alone_in_its_line_is_no_empty_line() {
    let grid = rows(&[("x", Type::Int)], &[&[Value::Unknown], &[Value::Int(1)]]);
    let mut out = Vec::new();
    write_grid(&grid, Format::Csv, &Style::default(), Vec::new(), &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "x\n\"\"\n1\n");
}

#[test]
fn json_holds_columns_rows_facts_and_notes() {
    let text = written(Format::Json, &Style::default());
    assert_snapshot!(text, @r#"
    {
    "columns": [{"name":"date","type":"date"},{"name":"border","type":"text"},{"name":"persons","type":"int"},{"name":"rate","type":"float"},{"name":"deported","type":"bool"},{"name":"seen","type":"datetime"},{"name":"stay","type":"duration"}],
    "rows": [
    {"date":"2025-04-01","border":"Torkham","persons":1432000,"rate":12.5,"deported":true,"seen":"2025-04-06T14:30","stay":"3 days"},
    {"date":"2025-04-02","border":"Spin Boldak","persons":null,"rate":1.0,"deported":false,"seen":null,"stay":"1 day"},
    {"date":"2025-04-03","border":"=1+2, \"x\"\ty|z\nend","persons":-7,"rate":null,"deported":null,"seen":null,"stay":null}
    ],
    "facts": {"query":"crossings during 2025-04","version":"0.1.0","tables":[{"name":"crossings","file":"data/crossings.csv","rows":1200000}],"window":"2025-04-01 to 2025-04-30 (30 days)","no_window":null,"rows_read":1200000,"rows_used":41210,"time":[],"unknown":["persons in 12 rows, left out of the sum","date in 1 row, left out"]},
    "notes": [{"code":"N0608","severity":"note","message":"one row more","labels":[{"start":10,"end":16,"line":1,"column":11,"end_line":1,"end_column":17,"utf16_column":11,"utf16_end_column":17,"text":""}],"help":["sort by more"]}]
    }
    "#);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(value["rows"][1]["rate"].is_f64() && value["rows"][0]["persons"].is_i64());
    assert_eq!(value["rows"][2]["border"], "=1+2, \"x\"\ty|z\nend");
    assert_eq!(value["notes"][0]["labels"][0]["column"], 11);
}

#[test]
fn json_of_nothing_is_sound() {
    let mut out = Vec::new();
    write_grid(&rows(&[], &[]), Format::Json, &Style::default(), Vec::new(), &mut out).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(value, serde_json::json!({"columns": [], "rows": []}));
}

#[test]
fn ndjson_is_one_object_a_line() {
    let text = written(Format::Ndjson, &Style::default());
    assert_snapshot!(text, @r#"
    {"date":"2025-04-01","border":"Torkham","persons":1432000,"rate":12.5,"deported":true,"seen":"2025-04-06T14:30","stay":"3 days"}
    {"date":"2025-04-02","border":"Spin Boldak","persons":null,"rate":1.0,"deported":false,"seen":null,"stay":"1 day"}
    {"date":"2025-04-03","border":"=1+2, \"x\"\ty|z\nend","persons":-7,"rate":null,"deported":null,"seen":null,"stay":null}
    "#);
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok_and(|value| value.is_object())));
}

#[test]
fn markdown_escapes_what_would_end_a_cell() {
    assert_snapshot!(written(Format::Markdown, &Style { footer: true, ..Style::default() }), @r#"
    | date       | border             |   persons | rate | deported | seen             |   stay |
    | ---------- | ------------------ | --------: | ---: | -------- | ---------------- | -----: |
    | 2025-04-01 | Torkham            | 1,432,000 | 12.5 | true     | 2025-04-06T14:30 | 3 days |
    | 2025-04-02 | Spin Boldak        |         - |    1 | false    | -                |  1 day |
    | 2025-04-03 | =1+2, "x" y\|z⏎end |        -7 |    - | -        | -                |      - |

        window   2025-04-01 to 2025-04-30 (30 days)
        rows     41,210 used of 1,200,000 read
        unknown  persons in 12 rows, left out of the sum
                 date in 1 row, left out
        source   crossings: data/crossings.csv
    "#);
}

#[test]
fn typed_files_hold_answers_only() {
    let error = write_grid(&rows(&[], &[]), Format::Parquet, &Style::default(), Vec::new(), &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "parquet holds the answers of queries only");
}

#[test]
fn a_page_holds_rows_footer_and_data() {
    assert_snapshot!(written(Format::Html, &Style { footer: true, ..Style::default() }));
}

#[test]
fn a_workbook_has_a_sheet_of_typed_cells_and_one_of_what_they_rest_on() {
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    let bytes = |style: &Style| {
        let mut out = Vec::new();
        write(&crossings(), Format::Xlsx, style, &mut out).unwrap();
        out
    };
    let style = Style::default();
    assert_eq!(bytes(&style), bytes(&style), "the same answer gives the same bytes");
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes(&style))).unwrap();
    assert_eq!(book.sheet_names(), ["answer", "about"]);
    let answer = book.worksheet_range("answer").unwrap();
    let row = |at: u32| (0..7).map(|column| answer.get_value((at, column)).cloned().unwrap_or_default()).collect::<Vec<Data>>();
    assert_eq!(row(1)[1..5], [Data::String("Torkham".into()), Data::Float(1_432_000.0), Data::Float(12.5), Data::Bool(true)]);
    let days = |cell: &Data| if let Data::DateTime(moment) = cell { moment.as_f64() } else { f64::NAN };
    assert_eq!((days(&row(1)[0]), days(&row(1)[5]), days(&row(1)[6])), (45748.0, 45753.60416666667, 3.0));
    assert_eq!((&row(2)[2], &row(3)[1]), (&Data::Empty, &Data::String("=1+2, \"x\"\ty|z\nend".into())));
    let about = book.worksheet_range("about").unwrap();
    let line = |at: u32| [0, 1].map(|column| about.get_value((at, column)).map(ToString::to_string).unwrap_or_default());
    assert_eq!(line(0), ["window", "2025-04-01 to 2025-04-30 (30 days)"]);
}

#[test]
fn footers_say_what_is_known() {
    let mut facts = crossings().facts;
    (facts.window, facts.no_window, facts.rows_read, facts.rows_used) =
        (None, Some("the table has no time axis".into()), None, 1);
    facts.tables[0].file = "a\u{1b}[2J\nb.csv".into();
    facts.unknown.clear();
    assert_snapshot!(footer(&facts).join("\n"), @"
    window  none: the table has no time axis
    rows    1 used
    source  crossings: a␛[2J⏎b.csv
    ");
    assert!(footer(&Facts::default()).is_empty());
}

fn catalog() -> Catalog {
    let column = |name: &str, ty, tag: Option<&str>, inferred: &str| catalog::Column {
        name: name.into(),
        ty,
        tag: tag.map(str::to_string),
        inferred: inferred.into(),
    };
    let crossings = catalog::Table {
        name: "crossings".into(),
        origin: "data/crossings.csv".into(),
        several: None,
        lines: true,
        columns: vec![
            column("date", Type::Date, Some("#date"), "dates like 30-04-2025"),
            column("persons", Type::Int, Some("#affected"), "whole numbers"),
            column("note", Type::Text, None, ""),
        ],
        axis: Some(catalog::Axis::single("date")),
        roles: catalog::Roles::default(),
        axis_reason: "the only date column".into(),
        rows: Some(1_200_000),
        notes: Vec::new(),
        written: Default::default(),
    };
    let places = catalog::Table {
        name: "places".into(),
        origin: "data/places.csv".into(),
        several: None,
        lines: true,
        columns: vec![column("place", Type::Text, None, "")],
        axis: None,
        roles: catalog::Roles::default(),
        axis_reason: String::new(),
        rows: None,
        notes: Vec::new(),
        written: Default::default(),
    };
    Catalog { tables: vec![crossings, places], moments: Vec::new() }
}

#[test]
fn the_schema_is_a_table_too() {
    let (catalog, style) = (catalog(), Style { footer: true, ..Style::default() });
    let mut out = Vec::new();
    schema::write_tables(&catalog, Format::Table, &style, &mut out).unwrap();
    assert_snapshot!(String::from_utf8(out).unwrap(), @"
    table           rows  columns  time_axis  file
    ─────────  ─────────  ───────  ─────────  ──────────────────
    crossings  1,200,000        3  date       data/crossings.csv
    places             -        1  -          data/places.csv
    ");
    let mut out = Vec::new();
    schema::write_columns(&catalog.tables[0], Format::Table, &style, &mut out).unwrap();
    assert_snapshot!(String::from_utf8(out).unwrap(), @"
    column   type          tag        role       inferred
    ───────  ────────────  ─────────  ─────────  ─────────────────────
    date     date          #date      time axis  dates like 30-04-2025
    persons  whole number  #affected  -          whole numbers
    note     text          -          -          -

    time axis  date (the only date column)
    rows       1,200,000
    source     data/crossings.csv
    ");
    let mut out = Vec::new();
    schema::write_columns(&catalog.tables[0], Format::Ndjson, &style, &mut out).unwrap();
    assert_snapshot!(String::from_utf8(out).unwrap(), @r##"
    {"column":"date","type":"date","tag":"#date","role":"time axis","inferred":"dates like 30-04-2025"}
    {"column":"persons","type":"whole number","tag":"#affected","role":null,"inferred":"whole numbers"}
    {"column":"note","type":"text","tag":null,"role":null,"inferred":null}
    "##);
    assert_eq!(schema::about(&catalog.tables[1])[0], ("time axis", "none".to_string()));
}
