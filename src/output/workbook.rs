//! An answer as a workbook: a sheet of typed cells, and one of what the rows rest on. The only file that names the writer of sheets.

use super::footer::Said;
use super::grid::Grid;
use crate::base::calendar::MICROS_PER_DAY;
use crate::base::{Day, Unfit};
use crate::data::Cell;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};

/// The most rows of a sheet, its header among them.
const MOST_ROWS: usize = 1_048_576;
/// The most characters of a cell.
const MOST_CHARACTERS: usize = 32_767;
/// Whole numbers beyond this lose digits: a sheet holds all numbers as 64-bit floating point.
const EXACT: u64 = 1 << 53;
/// 1970-01-01 in the days of a sheet, and 1900-03-01, the first day on which its calendar is right.
const EPOCH: i64 = 25_569;
const FIRST_SERIAL: i64 = 61;

/// Writes the workbook. The same answer gives the same bytes.
pub fn write(grid: &dyn Grid, said: &[Said<'_>], out: &mut dyn Write) -> io::Result<()> {
    if grid.height() >= MOST_ROWS {
        return Err(Unfit::error("a sheet holds 1,048,575 rows; choose csv or parquet"));
    }
    let bytes = filled(grid, said).map_err(|_| Unfit::error("the rows do not fit into a sheet"))?;
    out.write_all(&bytes)
}

fn filled(grid: &dyn Grid, said: &[Said<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    rows(grid, book.add_worksheet().set_name("answer")?)?;
    if !said.is_empty() {
        let about = book.add_worksheet().set_name("about")?;
        for (row, (word, text)) in said.iter().enumerate() {
            about.write_string(row as u32, 0, *word)?;
            about.write_string(row as u32, 1, cut(text))?;
        }
        about.set_column_width(0, 12)?.set_column_width(1, 100)?;
    }
    book.save_to_buffer()
}

fn rows(grid: &dyn Grid, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let looks = Looks {
        header: Format::new().set_bold(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        datetime: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        duration: Format::new().set_num_format("[h]:mm:ss"),
    };
    for (at, column) in grid.columns().iter().enumerate() {
        sheet.write_string_with_format(0, at as u16, cut(&column.name), &looks.header)?;
        sheet.set_column_width(at as u16, (column.name.chars().count().clamp(10, 40) + 2) as f64)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for row in 0..grid.height() {
        for at in 0..grid.columns().len() {
            cell(sheet, row as u32 + 1, at as u16, grid.cell(row, at), &looks)?;
        }
    }
    Ok(())
}

/// How cells are shown.
struct Looks {
    header: Format,
    date: Format,
    datetime: Format,
    duration: Format,
}

/// One cell: a number, a day, a truth; what a sheet has no exact cell for is text. Texts are never formulas.
fn cell(sheet: &mut Worksheet, row: u32, at: u16, cell: Cell<'_>, looks: &Looks) -> Result<(), XlsxError> {
    match cell {
        Cell::Unknown => return Ok(()),
        Cell::Int(n) if n.unsigned_abs() <= EXACT => sheet.write_number(row, at, n as f64)?,
        Cell::Float(x) if x.is_finite() => sheet.write_number(row, at, x)?,
        Cell::Bool(truth) => sheet.write_boolean(row, at, truth)?,
        Cell::Date(day) if serial(day) >= FIRST_SERIAL => {
            sheet.write_number_with_format(row, at, serial(day) as f64, &looks.date)?
        }
        Cell::Datetime(micros) if serial_of(micros) >= FIRST_SERIAL => {
            let moment = EPOCH as f64 + micros as f64 / MICROS_PER_DAY as f64;
            sheet.write_number_with_format(row, at, moment, &looks.datetime)?
        }
        Cell::Duration(micros) if micros >= 0 => {
            sheet.write_number_with_format(row, at, micros as f64 / MICROS_PER_DAY as f64, &looks.duration)?
        }
        Cell::Text(text) => sheet.write_string(row, at, cut(text))?,
        other => sheet.write_string(row, at, other.plain())?,
    };
    Ok(())
}

fn serial(day: Day) -> i64 {
    i64::from(day.0) + EPOCH
}

fn serial_of(micros: i64) -> i64 {
    micros.div_euclid(MICROS_PER_DAY) + EPOCH
}

/// The text as far as a cell holds it; what is cut ends in an ellipsis.
fn cut(text: &str) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        None => text.into(),
        Some(_) => text.chars().take(MOST_CHARACTERS - 1).chain(['…']).collect::<String>().into(),
    }
}
