//! Every format that is read gives back what was saved in it, types included.

use crate::Desk;
use dateline::data::{Cell, Frame};
use dateline::output::{Format, Style, write};
use dateline::plan::Column;
use dateline::{Answer, Engine, Options};
use polars::prelude::{IpcReader, ParquetReader, SerReader};
use std::fs;
use std::io::Cursor;

/// The formats that are read as well as written: one that comes to be read is added here.
const READ: [Format; 6] = [Format::Csv, Format::Tsv, Format::Json, Format::Ndjson, Format::Parquet, Format::Xlsx];

/// Cells of every type, and texts that others take for something else.
const TABLE: &str = "code,day,whole,real,truth,word,sign,at,moment,open
007,2025-04-01,1,1.5,true,plain,=1+1,2025-04-01T10:30,2025-04-01T10:30+02:00,7
008,2025-04-02,-2,-0.25,false,\"a, b\",+1,2025-04-02T00:00,2025-04-02T23:59:59+02:00,
009,,,,,,,,,
010,2025-04-03,9007199254740993,1e+300,true,\"say \"\"so\"\"\",-x,2025-04-03T23:59:59,2025-04-03T00:00+02:00,3
0011,2025-04-04,0,0.1,false,\"two
lines\",@a,2025-04-04T01:02:03,2025-04-04T01:00+02:00,12
012,2025-04-05,5,2.0,true,<b>&|\\,\"'quoted\",2025-04-05T12:00,2025-04-05T12:00+02:00,1
013,2025-04-06,6,3.25e-9,false,ولایت,\"=\",2025-04-06T12:00,2025-04-06T12:00+02:00,2
";

/// Plain values, values with bounds, and a summary of them with its buckets.
const QUERIES: [&str; 3] = [
    "t",
    "t derive part = if open > 5 then 90 to 100 else open + 1 show code, part",
    "t sum open, mean real by truth every 4 days",
];

fn answer(desk: &Desk, file: &str, query: &str) -> Answer {
    let mut engine = Engine::open(&[desk.path(file)], Options::default()).unwrap_or_else(|error| panic!("{file}: {error}"));
    engine.read_all(None).unwrap_or_else(|error| panic!("{file}: {error}"));
    engine.query(query).unwrap_or_else(|error| panic!("{file}, {query}: {error}"))
}

/// The columns with their types, and the cells. A sheet knows no whole numbers: `2` and `2.0` are one. A column of which nothing is known
/// has no type in a text.
fn told(rows: &Frame) -> Vec<Vec<String>> {
    let known = |at: usize| (0..rows.height()).any(|row| rows.cell(row, at) != Cell::Unknown);
    let ty = |at: usize, column: &Column| if known(at) { column.ty.to_string() } else { "nothing known".into() };
    let columns = rows.columns().iter().enumerate();
    let columns = columns.map(|(at, column)| format!("{}: {}", column.name, ty(at, column))).collect();
    let cell = |cell: Cell<'_>| match cell {
        Cell::Int(n) if n.unsigned_abs() < 1 << 53 => format!("{:?}", n as f64),
        other => other.plain(),
    };
    let row = |row| (0..rows.columns().len()).map(|at| cell(rows.cell(row, at))).collect();
    std::iter::once(columns).chain((0..rows.height()).map(row)).collect()
}

/// An answer in a format, read back.
fn back(desk: &Desk, answer: &Answer, format: Format) -> Frame {
    let name = format!("back/t.{}", format.name());
    let mut bytes = Vec::new();
    write(answer, format, &Style::default(), &mut bytes).expect("it is written");
    fs::write(desk.path(&name), bytes).expect("the file is written");
    self::answer(desk, &name, "t").rows
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("t.csv", TABLE);
    desk.write("back/.keep", "");
    desk
}

#[test]
fn what_is_saved_is_read_back_as_it_was() {
    let desk = desk();
    for query in QUERIES {
        let answer = answer(&desk, "t.csv", query);
        assert!(answer.rows.height() > 2, "{query}");
        for format in READ {
            let bounds = match format {
                Format::Json | Format::Ndjson => answer.rows.with_all_bounds_as_columns(),
                _ => answer.rows.with_bounds_as_columns(),
            };
            let expected = told(&bounds.with_parts_as_column());
            assert_eq!(told(&back(&desk, &answer, format)), expected, "{} of {query}", format.name());
        }
    }
}

/// Arrow is not read yet; what is read in Parquet stands in it too.
#[test]
fn arrow_holds_what_parquet_holds() {
    let desk = desk();
    for query in QUERIES {
        let answer = answer(&desk, "t.csv", query);
        let bytes = |format| {
            let mut bytes = Vec::new();
            write(&answer, format, &Style::default(), &mut bytes).expect("it is written");
            Cursor::new(bytes)
        };
        let arrow = IpcReader::new(bytes(Format::Arrow)).finish().expect("a file of Arrow");
        let parquet = ParquetReader::new(bytes(Format::Parquet)).finish().expect("a file of Parquet");
        assert_eq!(arrow.schema(), parquet.schema(), "{query}");
        assert!(arrow.equals_missing(&parquet), "{query}");
    }
}

#[test]
fn lengths_of_time_and_zones_of_half_hours_are_what_formats_can_say() {
    let desk = desk();
    let answer = answer(&desk, "t.csv", "t take 1 derive long = at - day + 2 days show long");
    let long = |format| told(&back(&desk, &answer, format));
    assert_eq!(long(Format::Parquet), [["long: duration"], ["2 days 10:30"]]);
    for format in [Format::Csv, Format::Tsv, Format::Json, Format::Ndjson] {
        assert_eq!(long(format), [["long: text"], ["2 days 10:30"]], "{} has no lengths of time", format.name());
    }
    desk.write("z.csv", "at\n2025-04-01T10:30+04:30\n");
    let answer = self::answer(&desk, "z.csv", "z");
    assert_eq!(told(&back(&desk, &answer, Format::Csv)), told(&answer.rows));
    assert_eq!(told(&back(&desk, &answer, Format::Parquet)), [["at: datetime in UTC"], ["2025-04-01T06:00Z"]]);
}

#[test]
fn documents_hold_the_cells_as_people_read_them() {
    let desk = desk();
    let answer = answer(&desk, "t.csv", "t show code, day, whole, truth, word, sign");
    let written = |format| {
        let mut bytes = Vec::new();
        write(&answer, format, &Style::default(), &mut bytes).expect("it is written");
        String::from_utf8(bytes).expect("it is text")
    };
    let shown = |cell: Cell<'_>| match cell {
        Cell::Unknown => "-".to_string(),
        Cell::Int(9007199254740993) => "9,007,199,254,740,993".to_string(),
        // A break within a cell is shown.
        other => other.plain().replace('\n', "⏎"),
    };
    let row = |row| (0..6).map(|at| shown(answer.rows.cell(row, at))).collect::<Vec<_>>();
    let expected: Vec<Vec<String>> = (0..answer.rows.height()).map(row).collect();
    assert_eq!(of_html(&written(Format::Html)), expected);
    assert_eq!(of_markdown(&written(Format::Markdown)), expected);
}

/// The cells of the table of a page.
fn of_html(page: &str) -> Vec<Vec<String>> {
    let cell = |part: &str| {
        let text = part.split_once('>').expect("a tag ends").1.split("</td>").next().expect("a cell");
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
            .iter()
            .fold(text.to_string(), |text, (from, to)| text.replace(from, to))
    };
    page.split("<tr><td").skip(1).map(|row| format!("<td{row}").split("<td").skip(1).map(cell).collect()).collect()
}

/// The cells of a table of Markdown, without the header.
fn of_markdown(table: &str) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let (mut cells, mut escaped) = (vec![String::new()], false);
        for c in line.trim_start_matches("| ").chars() {
            match c {
                '\\' if !escaped => escaped = true,
                '|' if !escaped => cells.push(String::new()),
                c => {
                    cells.last_mut().expect("one").push(c);
                    escaped = false;
                }
            }
        }
        cells.pop();
        cells.iter().map(|cell| cell.trim().to_string()).collect()
    };
    table.lines().skip(2).map(row).collect()
}

#[test]
fn months_are_months_again_where_texts_are_read() {
    let desk = desk();
    desk.write("t.csv", "month,persons\nApr-25,5\nMay 2025,6\n,7\n");
    let answer =
        answer(&desk, "t.csv", "t where month >= 2025-05 or month is unknown derive as_text = text(month), last = 2025-04");
    for format in READ {
        let columns = told(&back(&desk, &answer, format));
        // Columnar files know no months.
        let ty = if format == Format::Parquet { "text" } else { "month" };
        assert_eq!(
            columns[0],
            [&format!("month: {ty}"), "persons: number", &format!("as_text: {ty}"), &format!("last: {ty}")],
            "{format:?}"
        );
        assert_eq!(columns[1..], [["2025-05", "6.0", "2025-05", "2025-04"], ["", "7.0", "", "2025-04"]], "{format:?}");
    }
}
