//! Why a cell of a protected answer is not shown.

use std::fmt;

/// Why a cell is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// It is a number of people from 1 up to below this.
    Below(i64),
    /// With it, another hidden cell could be worked out.
    Beside,
}

impl Hidden {
    /// As a number of a column of marks.
    pub fn mark(self) -> i64 {
        match self {
            Hidden::Below(limit) => limit,
            Hidden::Beside => -1,
        }
    }

    /// What a number of a column of marks means.
    pub fn of_mark(mark: i64) -> Hidden {
        if mark < 0 { Hidden::Beside } else { Hidden::Below(mark) }
    }
}

impl fmt::Display for Hidden {
    /// `<10`, `hidden`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hidden::Below(limit) => write!(f, "<{limit}"),
            Hidden::Beside => f.write_str("hidden"),
        }
    }
}
