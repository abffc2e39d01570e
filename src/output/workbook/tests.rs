//! What a sheet cannot hold: it is refused, or held as text and told.

use super::{changed, write};
use crate::base::{Day, Type, Value};
use crate::data::Cell;
use crate::output::grid::{Grid, Rows};
use crate::plan::Column;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

fn grid(columns: &[(&str, Type)], rows: &[Vec<Value>]) -> Rows {
    let mut grid = Rows::new(columns);
    rows.iter().for_each(|row| grid.push(row.clone()));
    grid
}

fn refused(grid: &dyn Grid) -> String {
    write(grid, &[], &mut Vec::new()).expect_err("it does not fit").to_string()
}

fn texts(text: String) -> Rows {
    grid(&[("told", Type::Text)], &[vec![Value::Text("short".into())], vec![Value::Text(text)]])
}

#[test]
fn texts_that_no_cell_holds_are_refused() {
    assert!(write(&texts("x".repeat(32_767)), &[], &mut Vec::new()).is_ok());
    assert_eq!(
        refused(&texts("x".repeat(32_768))),
        "a cell of a sheet holds 32,767 characters, and 1 text in the column told has more; choose csv or parquet, or shorten: \
         `derive told = left(told, 16000)`"
    );
    // Sheets count some characters as two.
    assert!(refused(&texts("😀".repeat(16_384))).starts_with("a cell of a sheet holds"));
    assert!(write(&texts("😀".repeat(16_000)), &[], &mut Vec::new()).is_ok());
    assert!(refused(&grid(&[(&"n".repeat(40_000), Type::Int)], &[])).ends_with("nnn… has more"));
}

/// As many rows and columns as one likes, with nothing in them.
struct Empty(usize, Vec<Column>);

impl Grid for Empty {
    fn columns(&self) -> &[Column] {
        &self.1
    }

    fn height(&self) -> usize {
        self.0
    }

    fn cell(&self, _: usize, _: usize) -> Cell<'_> {
        Cell::Unknown
    }
}

fn empty(rows: usize, columns: usize) -> Empty {
    Empty(rows, (0..columns).map(|n| Column { name: format!("c{n}"), ty: Type::Int }).collect())
}

#[test]
fn rows_and_columns_beyond_a_sheet_are_refused() {
    assert_eq!(refused(&empty(1_048_576, 1)), "a sheet holds 1,048,575 rows; choose csv or parquet");
    assert!(write(&empty(1_048_575, 1), &[], &mut Vec::new()).is_ok());
    for columns in [16_385, 65_540] {
        let why = "a sheet holds 16,384 columns; choose csv or parquet, or fewer with `show`";
        assert_eq!(refused(&empty(1, columns)), why, "{columns}");
    }
    assert!(write(&empty(1, 16_384), &[], &mut Vec::new()).is_ok());
}

#[test]
fn what_a_sheet_would_change_is_text_and_told() {
    let day = |year, month, day| Value::day(Day::of(year, month, day).expect("a day"));
    let moment = |year| Value::Datetime(Day::of(year, 1, 2).expect("a day").micros() + 1_000_000);
    let rows = [
        vec![Value::Int(999_999_999_999_999), day(1900, 3, 1), moment(1900)],
        vec![Value::Int(1_000_000_000_000_001), day(1900, 2, 28), moment(1901)],
        vec![Value::Int(-9_007_199_254_740_993), day(1850, 5, 6), moment(2025)],
    ];
    let grid = grid(&[("id", Type::Int), ("born", Type::Date), ("seen", Type::Datetime)], &rows);
    let told: Vec<String> = changed(&grid).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        told,
        [
            "2 numbers of id of more than 15 digits are text",
            "2 days of born before 1900-03-01 or after 9999-12-31 are text",
            "1 day of seen before 1900-03-01 or after 9999-12-31 is text"
        ]
    );
    let mut bytes = Vec::new();
    write(&grid, &[], &mut bytes).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range("answer").expect("a sheet");
    let cell = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(1, 0), Data::Float(999_999_999_999_999.0));
    assert_eq!([cell(2, 0), cell(3, 0)], ["1000000000000001", "-9007199254740993"].map(|text| Data::String(text.into())));
    assert_eq!([cell(2, 1), cell(3, 1)], ["1900-02-28", "1850-05-06"].map(|text| Data::String(text.into())));
    assert!(matches!(cell(1, 1), Data::DateTime(moment) if moment.as_f64() == 61.0));
    assert_eq!(cell(1, 2), Data::String("1900-01-02T00:00:01".into()));
}

#[test]
fn long_lines_of_what_rows_rest_on_take_several_cells() {
    let mut bytes = Vec::new();
    let said = [("source", "x".repeat(40_000))];
    write(&grid(&[("n", Type::Int)], &[vec![Value::Int(1)]]), &said, &mut bytes).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let about = book.worksheet_range("about").expect("a sheet");
    let whole: usize = about.rows().map(|row| row[1].to_string().len()).sum();
    assert_eq!((about.height(), whole), (3, 40_000));
}
