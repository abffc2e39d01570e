//! Workbooks: the cells of a sheet as texts. The only file that names the reader of workbooks.

use super::sheet::{Sheet, table};
use super::{Raw, note};
use crate::base::names::{all_of, did_you_mean, quote};
use crate::data::frame::real_text;
use calamine::{
    Data, Error, ExcelDateTime, Range, Reader, SheetVisible, Sheets, XlsError, XlsxError, open_workbook_auto_from_rs,
};
use std::io::Cursor;

type Book = Sheets<Cursor<Vec<u8>>>;

/// The table of a sheet: the named one, else the first that can be seen and is not empty. The others are told.
pub(super) fn read(bytes: Vec<u8>, sheet: Option<&str>, shown_as: &str) -> Result<Raw, String> {
    if is_protected(&bytes) {
        return Err(PROTECTED.into());
    }
    let mut book: Book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let name = match sheet {
        Some(wanted) => named(&book, wanted)?,
        None => first_filled(&mut book)?,
    };
    let range = book.worksheet_range(&name).map_err(|error| fault(&error))?;
    let merged = merged(&mut book, &name, &range);
    let first = range.start().map_or(0, |(row, _)| row as usize) + 1;
    let rows = range.rows().map(|row| row.iter().map(text).collect()).collect();
    let mut raw = table(Sheet { rows, merged, first }, shown_as)?;
    if sheet.is_none() {
        raw.notes.extend(
            others(&book, &name)
                .map(|others| note(shown_as, &format!("is read from its sheet {}; it also has {others}", quote(&name)))),
        );
    }
    Ok(raw)
}

fn named(book: &Book, wanted: &str) -> Result<String, String> {
    let names = book.sheet_names();
    if let Some(name) = names.iter().find(|name| name.as_str() == wanted) {
        return Ok(name.clone());
    }
    let near = did_you_mean(wanted, names.iter().map(String::as_str));
    let list: Vec<String> = names.iter().map(|name| quote(name)).collect();
    let help = near.unwrap_or_else(|| format!("its sheets are {}", all_of(&list)));
    Err(format!("it has no sheet {}: {help}", quote(wanted)))
}

fn first_filled(book: &mut Book) -> Result<String, String> {
    let seen = |visible: SheetVisible| visible == SheetVisible::Visible;
    let names: Vec<String> =
        book.sheets_metadata().iter().filter(|sheet| seen(sheet.visible)).map(|sheet| sheet.name.clone()).collect();
    let all = book.sheet_names();
    let filled = names.into_iter().find(|name| book.worksheet_range(name).is_ok_and(|range| range.height() > 1));
    filled.or_else(|| all.first().cloned()).ok_or_else(|| "it has no sheet".into())
}

/// The other sheets in words, hidden ones named as such.
fn others(book: &Book, chosen: &str) -> Option<String> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.name != chosen);
    let words: Vec<String> = sheets
        .map(|sheet| match sheet.visible {
            SheetVisible::Visible => quote(&sheet.name),
            _ => format!("{} (hidden)", quote(&sheet.name)),
        })
        .collect();
    (!words.is_empty()).then(|| all_of(&words))
}

/// The merged cells of a sheet, counted from the first used cell; formats that do not tell them have none.
fn merged(book: &mut Book, name: &str, range: &Range<Data>) -> Vec<[usize; 4]> {
    let found = match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    let (top, left) = range.start().unwrap_or_default();
    let place = |(row, column): (u32, u32)| Some((row.checked_sub(top)? as usize, column.checked_sub(left)? as usize));
    let region = |cells: &calamine::Dimensions| {
        let ((a, b), (c, d)) = (place(cells.start)?, place(cells.end)?);
        Some([a, b, c, d])
    };
    found.iter().filter_map(region).collect()
}

/// The text of a cell: numbers without a needless point, days and moments as in ISO 8601.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Int(n) => n.to_string(),
        Data::Float(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.0}"),
        Data::Float(x) if (1e-5..1e21).contains(&x.abs()) => x.to_string(),
        Data::Float(x) => real_text(*x),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(moment) => moment_text(moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim_end_matches("T00:00:00").to_string(),
        Data::Error(error) => error.to_string(),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let (date, clock) = (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    match moment.as_f64() {
        days if moment.is_duration() => {
            let seconds = (days * 86_400.0).round() as i64;
            format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        days if (0.0..1.0).contains(&days) => clock,
        days if days.fract() == 0.0 => date,
        _ => format!("{date}T{clock}"),
    }
}

/// What is said of a workbook that only a password opens.
const PROTECTED: &str = "it is protected by a password";

/// Whether the bytes are a compound file with an encrypted package, as programs write a workbook that only a password opens.
fn is_protected(bytes: &[u8]) -> bool {
    const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(&COMPOUND) && bytes.windows(name.len()).any(|window| window == name)
}

fn fault(error: &Error) -> String {
    match error {
        Error::Xlsx(XlsxError::Password) | Error::Xls(XlsError::Password) => PROTECTED.into(),
        Error::Ods(calamine::OdsError::Password) => PROTECTED.into(),
        Error::Io(error) => super::words(error),
        _ => "it is no workbook, or it is damaged".into(),
    }
}
