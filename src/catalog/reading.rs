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
}

impl DateOrder {
    /// As it is written in a catalog.
    pub fn parse(word: &str) -> Option<DateOrder> {
        match word {
            "dmy" => Some(DateOrder::DayFirst),
            "mdy" => Some(DateOrder::MonthFirst),
            "ymd" => Some(DateOrder::YearFirst),
            _ => None,
        }
    }
}

/// What is said of how a file is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The order of dates in all columns.
    pub date_order: Option<DateOrder>,
    /// The order of dates in single columns.
    pub date_orders: Vec<(String, DateOrder)>,
}
