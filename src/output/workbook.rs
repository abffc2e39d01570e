//! An answer as a workbook: a sheet of typed cells, and one of what the rows rest on. The only file that names the writer of sheets.

use super::footer::Said;
use super::grid::Grid;
use super::text::shorten;
use crate::base::calendar::MICROS_PER_DAY;
use crate::base::counts::counted;
use crate::base::{Day, Unfit};
use crate::data::Cell;
use crate::syntax::print::as_name;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};

/// The most rows of a sheet, its header among them, and the most columns.
const MOST_ROWS: usize = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// The most characters of a cell, as UTF-16 counts them.
const MOST_CHARACTERS: usize = 32_767;
/// Whole numbers beyond this, of more than 15 digits, lose the others in programs for sheets.
const EXACT: u64 = 999_999_999_999_999;
/// 1970-01-01 in the days of a sheet, 1900-03-01, the first day on which its calendar is right, and 9999-12-31, the last.
const EPOCH: i64 = 25_569;
const SERIALS: std::ops::RangeInclusive<i64> = 61..=2_958_465;

/// Writes the workbook. The same answer gives the same bytes.
pub fn write(grid: &dyn Grid, said: &[Said<'_>], out: &mut dyn Write) -> io::Result<()> {
    if grid.height() >= MOST_ROWS {
        return Err(Unfit::error("a sheet holds 1,048,575 rows; choose csv or parquet"));
    }
    if grid.columns().len() > MOST_COLUMNS {
        return Err(Unfit::error("a sheet holds 16,384 columns; choose csv or parquet, or fewer with `show`"));
    }
    if let Some(column) = grid.columns().iter().find(|column| is_long(&column.name)) {
        let start = shorten(&column.name, 40);
        return Err(Unfit::error(format!("a cell of a sheet holds 32,767 characters, and the name {start} has more")));
    }
    for (at, column) in grid.columns().iter().enumerate() {
        let long = count(grid, at, |cell| matches!(cell, Cell::Text(text) if is_long(text)));
        if long > 0 {
            let texts = counted(long, "text");
            let has = if long == 1 { "has" } else { "have" };
            let name = as_name(&column.name);
            return Err(Unfit::error(format!(
                "a cell of a sheet holds 32,767 characters, and {texts} in the column {name} {has} more; choose csv or parquet, or shorten: \
                 `derive {name} = left({name}, 16000)`"
            )));
        }
    }
    let bytes = filled(grid, said).map_err(|_| Unfit::error("the rows do not fit into a sheet"))?;
    out.write_all(&bytes)
}

/// What a sheet has no exact cell for, and holds as text: how many cells of which columns.
pub fn changed(grid: &dyn Grid) -> Vec<Said<'static>> {
    let kinds: [(&str, &str, Fits); 2] = [
        ("number", "of more than 15 digits", |cell| matches!(cell, Cell::Int(n) if n.unsigned_abs() > EXACT)),
        ("day", "before 1900-03-01 or after 9999-12-31", |cell| match cell {
            Cell::Date(day) => !SERIALS.contains(&serial(day)),
            Cell::Datetime(micros) => !SERIALS.contains(&serial_of(micros)),
            _ => false,
        }),
    ];
    let mut said = Vec::new();
    for (noun, which, fits) in kinds {
        for (at, column) in grid.columns().iter().enumerate() {
            let cells = count(grid, at, fits);
            if cells > 0 {
                let are = if cells == 1 { "is" } else { "are" };
                said.push(("sheet", format!("{} of {} {which} {are} text", counted(cells, noun), as_name(&column.name))));
            }
        }
    }
    said
}

type Fits = fn(Cell<'_>) -> bool;

/// How many cells of a column are of some kind.
fn count(grid: &dyn Grid, at: usize, fits: impl Fn(Cell<'_>) -> bool) -> u64 {
    (0..grid.height()).filter(|row| fits(grid.cell(*row, at))).count() as u64
}

fn is_long(text: &str) -> bool {
    text.len() > MOST_CHARACTERS && text.encode_utf16().count() > MOST_CHARACTERS
}

fn filled(grid: &dyn Grid, said: &[Said<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    rows(grid, book.add_worksheet().set_name("answer")?)?;
    if !said.is_empty() {
        let about = book.add_worksheet().set_name("about")?;
        let parts = said.iter().flat_map(|(word, text)| parts(text).into_iter().map(move |part| (word, part)));
        for (row, (word, text)) in parts.enumerate() {
            about.write_string(row as u32, 0, *word)?;
            about.write_string(row as u32, 1, text)?;
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
        sheet.write_string_with_format(0, at as u16, &column.name, &looks.header)?;
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
        Cell::Date(day) if SERIALS.contains(&serial(day)) => {
            sheet.write_number_with_format(row, at, serial(day) as f64, &looks.date)?
        }
        Cell::Datetime(micros) if SERIALS.contains(&serial_of(micros)) => {
            let moment = EPOCH as f64 + micros as f64 / MICROS_PER_DAY as f64;
            sheet.write_number_with_format(row, at, moment, &looks.datetime)?
        }
        Cell::Duration(micros) if micros >= 0 => {
            sheet.write_number_with_format(row, at, micros as f64 / MICROS_PER_DAY as f64, &looks.duration)?
        }
        Cell::Text(text) => sheet.write_string(row, at, text)?,
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

/// What is said below an answer, in as many cells as it takes.
fn parts(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    // A character is two of UTF-16 at most.
    characters.chunks(MOST_CHARACTERS / 2).map(|part| part.iter().collect()).collect()
}

#[cfg(test)]
mod tests;
