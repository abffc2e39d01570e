//! Reports and sources in a plan: which revisions of a figure count, and which of several sources.

use super::time::{Axis, Point};
use super::{Column, Expr};
use crate::base::{Day, Span};

/// Which reports of a table count: none that were made later, and of several on one figure the newest.
#[derive(Clone, Debug)]
pub struct Reports {
    /// The column of the day of report.
    pub reported: Option<Column>,
    /// The time axis: where no day of report is given, nobody can have reported before the first day.
    pub axis: Option<Axis>,
    /// Only what was reported by the end of this day.
    pub by: Option<Day>,
    /// The columns that make out a figure: rows alike in all of them are revisions of it. Empty where nothing says so.
    pub figure: Vec<String>,
}

/// `prefer`: of several sources that report on a day of a series, the first.
#[derive(Clone, Debug)]
pub struct Preference {
    /// The sources, the best first, and where each one stands.
    pub sources: Vec<(String, Span)>,
    /// What tells apart who reports on what.
    pub series: Series,
    /// Which rows are about their last day alone.
    pub point: Point,
    /// The rows in which something is reported at all; all without one.
    pub says: Option<Expr>,
}

/// What tells reports apart that may share days: those of one series may not, nor may those of two sources on the same series.
#[derive(Clone, Debug)]
pub struct Series {
    /// The time axis.
    pub axis: Axis,
    /// The columns of the series, the source not among them.
    pub columns: Vec<String>,
    /// The column of sources.
    pub source: Option<String>,
    /// Whether the words of that column are not shown.
    pub withheld: bool,
}

impl Series {
    /// Whether rows are events of a day, of which one source may report many: only two sources can report the same one.
    pub fn is_of_events(&self) -> bool {
        self.axis.is_single()
    }
}
