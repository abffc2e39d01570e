//! How an answer is drawn.

use serde::Serialize;

/// A way of drawing figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawing {
    /// A line over the buckets, a panel for each series.
    Line,
    /// A bar for each row.
    Bar,
    /// A strip of shades for each series.
    Heat,
    /// A column of small bars for each series, beside its keys.
    Spark,
}

impl Drawing {
    /// All of them, in the order of the enum.
    pub const ALL: [Drawing; 4] = [Drawing::Line, Drawing::Bar, Drawing::Heat, Drawing::Spark];

    /// The keyword.
    pub fn text(self) -> &'static str {
        ["line", "bar", "heat", "spark"][self as usize]
    }
}
