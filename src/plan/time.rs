//! Time in a plan: the axis, the windows of steps, how a summary places its rows, what it is compared with.

use super::{Column, Every, Expr, Window};
use crate::base::{Day, Unit};
use crate::catalog::{Calendar, Coverage};
use crate::syntax::ast::{Straddling, Versus};

/// The hidden column of the part of a row that lies in its bucket, where rows are split.
pub const PART: &str = "\u{1}part";

/// The time axis at a point of a plan: the columns of the first and the last day of each row, one and the same for rows of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The column of the first day; a datetime only where it is the last as well.
    pub start: Column,
    /// The column of the last day.
    pub end: Column,
}

impl Axis {
    /// Whether rows are about one day.
    pub fn is_single(&self) -> bool {
        self.start == self.end
    }
}

/// Which rows stand for a day, their last, although they have a period: stocks and cumulative figures.
#[derive(Clone, Debug)]
pub enum Point {
    /// None.
    Never,
    /// All.
    Always,
    /// Those for which a condition holds.
    If(Expr),
}

/// Keeps the rows of a window. With several spans each row gets the label of its span in the column `period`.
#[derive(Clone, Debug)]
pub struct WindowStep {
    /// The time axis.
    pub axis: Axis,
    /// The days that are kept.
    pub window: Window,
    /// Which rows are placed by their last day.
    pub point: Point,
}

/// How the rows of a summary are placed in time.
#[derive(Clone, Debug)]
pub struct Placing {
    /// The time axis.
    pub axis: Axis,
    /// Which rows are placed by their last day.
    pub point: Point,
    /// The window; open sides close with the table.
    pub window: Window,
    /// The buckets; without them each span of the window is one.
    pub every: Option<Every>,
    /// What becomes of rows that straddle a bound.
    pub straddling: Straddling,
    /// What a day without a row means.
    pub coverage: Coverage,
    /// Where weeks and years start.
    pub calendar: Calendar,
    /// The last day that can have been reported.
    pub now: Day,
    /// Whether rows carry the label of the span they lie in.
    pub labelled: bool,
    /// The names of the columns of the buckets: number, first day, last day. The number is there when buckets are aligned.
    pub names: Vec<String>,
}

/// What an aggregate says of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// It runs over the totals of the units.
    Per(Unit),
    /// A report older than so many days is unknown.
    Within(i32),
}

impl Compared {
    /// Every column of the other period: its name in the summary, and the one it gets.
    pub fn columns(&self) -> impl Iterator<Item = (&String, &String)> {
        let figures = self.figures.iter().map(|(name, [before, ..])| (name, before));
        let marks = self.marks.iter().flat_map(|mark| mark.names.iter().map(|[here, there]| (here, there)));
        figures.chain(self.beside.iter().map(|(name, before)| (name, before))).chain(marks)
    }
}

/// What the names of such figures begin with.
pub const MARK: &str = "\u{1}mark";

/// Hidden figures of a summary that is compared, by which one sees whether the two periods are alike.
#[derive(Clone, Debug)]
pub struct Mark {
    /// What they are of.
    pub of: Marked,
    /// Their names, here and for the other period.
    pub names: Vec<[String; 2]>,
}

/// What may be other in one of two periods.
#[derive(Clone, Debug, PartialEq)]
pub enum Marked {
    /// The sources, of the column; all of them in one text.
    Sources(String),
    /// What a column of the series says: its first and last word, which are one where it says one thing.
    Series(String),
    /// How many days have a report, or how many periods do where rows are periods.
    Reports,
}

/// `versus`: the summary once more, over other days.
#[derive(Clone, Debug)]
pub struct Compared {
    /// With what.
    pub versus: Versus,
    /// The days of `versus P`.
    pub period: Option<crate::base::Period>,
    /// The unit of `this month`, by which its window moves.
    pub this: Option<Unit>,
    /// The figures that are compared, with the names of what they were, the difference and the percentage.
    pub figures: Vec<(String, [String; 3])>,
    /// Columns about a figure, such as its days, with their names for the other period.
    pub beside: Vec<(String, String)>,
    /// What shows whether the two periods are alike.
    pub marks: Vec<Mark>,
}
