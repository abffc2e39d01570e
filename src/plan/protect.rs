//! What the columns of an answer tell of people, and the endings that rest on it: `protect`, `round to`.

/// How the names of hidden figures begin that a printed one rests on.
pub const PART: &str = "\u{1}part ";

/// Over which rows the figures of a column add up to a total that may be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Adds {
    /// Over none: the largest, the mean, what is counted once.
    Never,
    /// Over the keys of one day or bucket, not along time: a stock.
    OverKeys,
    /// Over all.
    Always,
}

/// What a column tells of people.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The column. A hidden one is carried along because a printed one rests on it.
    pub column: String,
    /// Whether it is a number of people, or of rows about them: a small one is hidden.
    pub number: bool,
    /// Whether it is a figure of a summary.
    pub figure: bool,
    /// Over which rows it adds up.
    pub adds: Adds,
    /// The column of the units it is a mean over: its total is judged.
    pub units: Option<String>,
    /// The columns it is worked out from; where one of them is hidden it is hidden too.
    pub of: Vec<String>,
    /// Whether it is worked out from other rows as well, so that it tells of every row.
    pub along: bool,
    /// Whether it is the number of rows that others rest on: they are hidden where it is small.
    pub rows: bool,
}

impl Told {
    /// A number of people.
    pub fn number(column: &str, adds: Adds) -> Told {
        let column = column.to_string();
        Told { column, number: true, figure: false, adds, units: None, of: Vec::new(), along: false, rows: false }
    }

    /// The number of rows that others rest on.
    pub fn rows(column: &str) -> Told {
        Told { rows: true, ..Told::number(column, Adds::Never) }
    }

    /// Something worked out from other columns.
    pub fn from(column: &str, of: Vec<String>) -> Told {
        Told { number: false, adds: Adds::Never, of, ..Told::number(column, Adds::Never) }
    }
}

/// What tells the rows apart: totals over each of these columns may be known.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    /// The keys of the summary, that of time among them.
    pub keys: Vec<String>,
    /// The one of time.
    pub time: Option<String>,
    /// Whether the rows stand in an order that may tell which figure is larger.
    pub ranked: bool,
    /// Whether a figure may be repeated in the next bucket.
    pub repeated: bool,
    /// Whether figures have been turned, or put below others, so that their totals are not known.
    pub reshaped: bool,
}

/// `protect 10`
#[derive(Clone, Debug)]
pub struct Protect {
    /// Numbers from 1 up to below this are hidden.
    pub below: u64,
    /// What the columns tell, in the order in which they were worked out.
    pub told: Vec<Told>,
    /// The columns that tell the rows apart: totals over each of them may be known.
    pub keys: Vec<String>,
    /// The one of them that is time.
    pub time: Option<String>,
    /// Whether the rows stand in an order that may tell which figure is larger.
    pub ranked: bool,
}

/// `round to 5`
#[derive(Clone, Debug)]
pub struct Round {
    /// Figures become multiples of this, half of it away from zero.
    pub to: u64,
    /// The columns.
    pub columns: Vec<String>,
    /// Columns that were worked out from them before.
    pub others: Vec<String>,
}
