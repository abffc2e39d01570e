//! The checked plan: what a query means, with every name resolved and every type known. No text, no engine.
//!
//! A plan is a source and steps; each step works on the result of the one before, as the clauses were written.

pub mod explain;
pub mod expr;
pub mod functions;
pub mod window;

pub use expr::{Expr, ExprKind};
pub use functions::Function;
pub use window::Window;

use crate::base::{Span, Type, Value};
use crate::syntax::ast::Arithmetic;
use crate::syntax::keywords::Keyword;

/// A checked query.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The table it reads.
    pub source: Source,
    /// The steps, in the order of the clauses.
    pub steps: Vec<Step>,
    /// The columns of the answer.
    pub columns: Vec<Column>,
    /// The window of days the answer stands for; `None` when the table has no time axis.
    pub window: Option<Window>,
    /// The column of the source that the window is about.
    pub axis: Option<Column>,
}

/// Where a plan reads.
#[derive(Clone, Debug)]
pub enum Source {
    /// A table of the catalog, by its name there.
    Table(String),
    /// A table defined by `let`.
    Let(String, Box<Plan>),
}

impl Plan {
    /// The names of the catalog's tables that are read.
    pub fn tables(&self) -> Vec<&str> {
        match &self.source {
            Source::Table(name) => vec![name],
            Source::Let(_, plan) => plan.tables(),
        }
    }

    /// Whether the rows are figures of a summary rather than rows of the table.
    pub fn is_summary(&self) -> bool {
        let here = self.steps.iter().any(|s| matches!(s.kind, StepKind::Summarise(_) | StepKind::Describe));
        here || matches!(&self.source, Source::Let(_, plan) if plan.is_summary())
    }
}

/// A column at some point of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name; unique at that point.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// One step of a plan.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The clause it comes from.
    pub span: Span,
    /// The columns after it.
    pub columns: Vec<Column>,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// Keeps the rows for which a condition holds.
    Filter(Expr),
    /// Keeps the rows whose day lies in the window so far.
    Within(WindowStep),
    /// Makes another column the time axis of what follows; the rows stay.
    DatedBy(String),
    /// Adds or replaces columns, one after the other.
    Derive(Vec<(String, Expr)>),
    /// Chooses, orders and renames columns: the old name and the new.
    Project(Vec<(String, String)>),
    /// Figures by keys.
    Summarise(Summary),
    /// Orders the rows; `true` for descending. Ties keep their order, unknowns come last.
    Sort(Vec<(Expr, bool)>),
    /// Keeps the rows with the largest or smallest values, ties at the edge included.
    Top(Top),
    /// Keeps the first rows.
    Take(u64),
    /// Leaves out the first rows.
    Skip(u64),
    /// Keeps the first row of each combination.
    Unique(Vec<String>),
    /// Keeps rows drawn at random with a seed, in their order.
    Sample(u64, u64),
    /// One row for each column: its type, its known and distinct values, its range.
    Describe,
}

/// Keeps the rows of a window. With several spans each row gets the label of its span in the column `period`.
#[derive(Clone, Debug)]
pub struct WindowStep {
    /// The time axis: a date or datetime column.
    pub axis: Expr,
    /// The days that are kept: this clause alone.
    pub window: Window,
}

/// `top` and `bottom`.
#[derive(Clone, Debug)]
pub struct Top {
    /// How many rows.
    pub count: u64,
    /// Largest rather than smallest.
    pub largest: bool,
    /// What is compared. Rows where it is unknown are left out.
    pub by: Expr,
    /// The columns within whose values rows are counted.
    pub each: Vec<String>,
}

/// Figures by keys.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The figures, with their names.
    pub figures: Vec<(String, Figure)>,
    /// The keys, in order; they come first in the result.
    pub keys: Vec<Key>,
}

/// A key of a summary.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its column in the result.
    pub name: String,
    /// What it is.
    pub expr: Expr,
    /// `top n`: the n values with the largest total of the first figure, the rest as `others`.
    pub top: Option<u64>,
}

/// A figure: an aggregate, or arithmetic of aggregates.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What is computed.
    pub kind: FigureKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// What a figure computes.
#[derive(Clone, Debug)]
pub enum FigureKind {
    /// One aggregate.
    Aggregate(Aggregate),
    /// A number.
    Constant(Value),
    /// The negative.
    Negate(Box<Figure>),
    /// Arithmetic; every aggregate in it runs over the rows in which the arguments of all are known.
    Arithmetic(Arithmetic, Box<Figure>, Box<Figure>),
}

/// One aggregate.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// The verb.
    pub verb: Verb,
    /// What it runs over; none for `count`.
    pub argument: Option<Expr>,
    /// The rows that count; all without one.
    pub condition: Option<Expr>,
}

/// How an aggregate computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verb {
    /// The number of rows.
    Count,
    /// The number of different known values.
    CountDistinct,
    /// The total of the known values; unknown when none is.
    Sum,
    /// The mean of the known values.
    Mean,
    /// The middle of the known values.
    Median,
    /// The smallest known value.
    Min,
    /// The largest known value.
    Max,
    /// The standard deviation with n - 1.
    Stdev,
    /// The value below which so many percent of the known values lie, interpolated between neighbours.
    Percentile(f64),
    /// The distinct known values as text, in order, with commas.
    List,
}

impl Verb {
    /// The verb of a keyword; `range` is two figures and has none.
    pub fn of(keyword: Keyword, distinct: bool, percent: Option<f64>) -> Option<Verb> {
        Some(match keyword {
            Keyword::Count if distinct => Verb::CountDistinct,
            Keyword::Count => Verb::Count,
            Keyword::Sum => Verb::Sum,
            Keyword::Mean => Verb::Mean,
            Keyword::Median => Verb::Median,
            Keyword::Min => Verb::Min,
            Keyword::Max => Verb::Max,
            Keyword::Stdev => Verb::Stdev,
            Keyword::Percentile => Verb::Percentile(percent?),
            Keyword::List => Verb::List,
            _ => return None,
        })
    }
}
