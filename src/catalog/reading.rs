//! How the cells of a file are to be read, where they do not decide it themselves.

/// In which order numbers make a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `30/04/2025`
    DayFirst,
    /// `04/30/2025`
    MonthFirst,
    /// `2025/04/30`
    YearFirst,
    /// `45748`, the days as spreadsheets count them.
    Counted,
}

impl DateOrder {
    /// As it is written in a catalog.
    pub fn parse(word: &str) -> Option<DateOrder> {
        match word {
            "dmy" => Some(DateOrder::DayFirst),
            "mdy" => Some(DateOrder::MonthFirst),
            "ymd" => Some(DateOrder::YearFirst),
            "excel" => Some(DateOrder::Counted),
            _ => None,
        }
    }
}

/// The formats that a catalog can say a file is in, each called by the ending that such files have.
pub const FORMATS: [&str; 9] = ["csv", "tsv", "xlsx", "xls", "ods", "json", "ndjson", "parquet", "arrow"];

/// What is said of how a file is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The format of the file, whatever it is called; one of `FORMATS`. Of an archive it is that of the file in it.
    pub format: Option<&'static str>,
    /// The sign between cells.
    pub delimiter: Option<u8>,
    /// The encoding of its text, by a name of the Encoding Standard.
    pub encoding: Option<String>,
    /// The order of dates in all columns.
    pub date_order: Option<DateOrder>,
    /// The order of dates in single columns.
    pub date_orders: Vec<(String, DateOrder)>,
}

/// How a text was found to be written, where that is not to be expected of a file called so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The sign between cells.
    pub delimiter: Option<char>,
    /// The encoding.
    pub encoding: Option<&'static str>,
}
