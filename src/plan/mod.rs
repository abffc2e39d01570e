//! The checked plan: what a query means, with every name resolved and every type known. No text, no engine.
//!
//! A plan is a source and steps; each step works on the result of the one before, as the clauses were written.

pub mod asked;
pub mod buckets;
pub mod expect;
pub mod explain;
pub mod expr;
pub mod functions;
pub mod handling;
pub mod placed;
pub mod plot;
pub mod protect;
pub mod shape;
pub mod sources;
pub mod time;
pub mod trace;
pub mod window;

pub use asked::{Asked, Use};
pub use buckets::Every;
pub use expr::{Around, Expr, ExprKind};
pub use functions::Function;
pub use handling::Handling;
pub use plot::Plot;
pub use shape::{Append, Changes, Join, Pivot, Unpivot};
pub use sources::{Preference, Reports, Series};
pub use time::{Axis, Compared, Mark, Marked, Pace, Placing, Point, WindowStep};
pub use window::Window;

use crate::base::{Span, Type, Unit};
use crate::catalog::Kind;
use crate::syntax::ast::{Arithmetic, Filling, JoinKind};
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
    /// The columns of the source that the window is about.
    pub axis: Option<Axis>,
    /// What is to be heeded with its columns.
    pub handling: Handling,
    /// The queries that are used as values in it.
    pub asked: Vec<Use>,
    /// The columns that say the source of a row, each with the position of its table among the `leaves`.
    pub sources: Vec<(usize, String)>,
    /// The columns that are figures of people or rows, and not protected.
    pub people: Vec<String>,
    /// The columns of whole numbers that are worked out from figures of people, and not protected.
    pub counts: Vec<String>,
    /// How the answer is drawn, if it is to be.
    pub plot: Option<Plot>,
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
    /// The names of the catalog's tables that are read, each once.
    pub fn tables(&self) -> Vec<&str> {
        let mut found = match &self.source {
            Source::Table(name) => vec![name.as_str()],
            Source::Let(_, plan) => plan.tables(),
        };
        for name in self.others().flat_map(Plan::tables) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }

    /// How many steps there are, those of the tables in it among them.
    pub fn size(&self) -> usize {
        let inner = if let Source::Let(_, inner) = &self.source { inner.size() } else { 0 };
        self.steps.len() + 1 + inner + self.others().map(Plan::size).sum::<usize>()
    }

    /// The tables that its steps bring in.
    pub fn others(&self) -> impl Iterator<Item = &Plan> {
        self.steps.iter().filter_map(|step| step.kind.other())
    }

    /// How many blocks of rows it gives: one for each table that a `trace` looks into.
    pub fn blocks(&self) -> usize {
        let traced = self.steps.iter().find_map(|step| match &step.kind {
            StepKind::Trace(trace) => Some(trace.blocks),
            _ => None,
        });
        traced.unwrap_or(1)
    }

    /// Below which number of people figures are hidden, if they are.
    pub fn protected(&self) -> Option<u64> {
        let here = self.steps.iter().find_map(|step| match &step.kind {
            StepKind::Protect(protect) => Some(protect.below),
            _ => None,
        });
        here.or_else(|| match &self.source {
            Source::Let(_, inner) => inner.protected(),
            Source::Table(_) => None,
        })
    }

    /// The positions of the steps that ask something of the rows.
    pub fn expectations(&self) -> impl Iterator<Item = usize> {
        let asks = |(_, step): &(usize, &Step)| matches!(step.kind, StepKind::Expect(_));
        self.steps.iter().enumerate().filter(asks).map(|(at, _)| at)
    }

    /// The place of what is asked of the rows of a table in it, in the same text.
    pub fn asked_within(&self) -> Option<Span> {
        let inner = if let Source::Let(_, inner) = &self.source { Some(&**inner) } else { None };
        inner.into_iter().chain(self.others()).find_map(|plan| plan.asked_here().or_else(|| plan.asked_within()))
    }

    fn asked_here(&self) -> Option<Span> {
        self.steps.iter().find_map(|step| match &step.kind {
            StepKind::Expect(expected) if !expected.elsewhere => Some(expected.span),
            _ => None,
        })
    }

    /// Whether what is asked of its rows is the last of it.
    pub fn ends_with_expect(&self) -> bool {
        self.steps.last().is_some_and(|step| matches!(step.kind, StepKind::Expect(_)))
    }

    /// Its first steps, as a plan of their own.
    pub fn up_to(&self, count: usize) -> Plan {
        let last = count.checked_sub(1).and_then(|last| self.steps.get(last));
        let columns = last.or(self.steps.get(count)).map_or_else(|| self.columns.clone(), |step| step.columns.clone());
        Plan { steps: self.steps.iter().take(count).cloned().collect(), columns, ..self.clone() }
    }

    /// Whether the rows are figures of a summary rather than rows of the table.
    pub fn is_summary(&self) -> bool {
        let here = self.steps.iter().any(|s| matches!(s.kind, StepKind::Summarise(_) | StepKind::Describe(_)));
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
    /// Keeps the reports of a table that count: those known on a day, and the newest revisions.
    Reported(Reports),
    /// Keeps one source for each series and period.
    Prefer(Preference),
    /// Keeps the rows of a window: those of its days; of rows that are periods those that touch it.
    Within(WindowStep),
    /// Keeps the rows that are periods and lie whole in the window so far; the others are counted.
    Inside(WindowStep),
    /// Makes another column the time axis of what follows; the rows stay.
    DatedBy(String),
    /// Adds or replaces columns, one after the other.
    Derive(Vec<(String, Expr)>),
    /// Chooses, orders and renames columns: the old name and the new.
    Project(Vec<(String, String)>),
    /// Figures by keys.
    Summarise(Box<Summary>),
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
    /// One row for each of these columns: its type, its known and distinct values, its range.
    Describe(Vec<Column>),
    /// Gives figures of empty buckets a value: a number, or the last one before within the keys.
    Fill(Vec<(String, Filling)>),
    /// The figures of a summary beside those of other periods.
    Versus(Compared),
    /// Hides small figures, and what would give them back.
    Protect(Box<protect::Protect>),
    /// Rounds figures to multiples.
    Round(protect::Round),
    /// The rows of the table behind those so far.
    Trace(trace::Trace),
    /// Asks something of the rows, which go on as they are.
    Expect(Box<expect::Expectation>),
    /// Columns to rows.
    Unpivot(Unpivot),
    /// Rows to columns.
    Pivot(Box<Pivot>),
    /// The rows of another table below these.
    Append(Append),
    /// Rows of another table beside these, or rows that have some.
    Join(Box<Join>),
    /// What differs from an earlier state.
    Changes(Box<Changes>),
}

impl StepKind {
    /// The table it brings in, to be changed.
    pub fn other_mut(&mut self) -> Option<&mut Plan> {
        match self {
            StepKind::Append(append) => Some(&mut append.table),
            StepKind::Join(join) => Some(&mut join.table),
            StepKind::Changes(changes) => Some(&mut changes.table),
            _ => None,
        }
    }

    /// Whether its rows are others than those before it, not some of them: buckets are no buckets any more.
    pub fn makes_rows(&self) -> bool {
        match self {
            StepKind::Join(join) => join.how == JoinKind::Join,
            StepKind::Unpivot(_) | StepKind::Pivot(_) | StepKind::Append(_) | StepKind::Changes(_) | StepKind::Describe(_) => {
                true
            }
            _ => false,
        }
    }

    /// The table it brings in.
    pub fn other(&self) -> Option<&Plan> {
        match self {
            StepKind::Append(append) => Some(&append.table),
            StepKind::Join(join) => Some(&join.table),
            StepKind::Changes(changes) => Some(&changes.table),
            _ => None,
        }
    }
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
    /// How rows are placed in time; none where every row counts alike.
    pub placing: Option<Placing>,
    /// What rows of one total must not share days with.
    pub series: Option<Series>,
    /// The figures that must not count a row that a join repeats.
    pub repeated: Vec<shape::Repeated>,
    /// The figures that are a part of a whole.
    pub shares: Vec<Share>,
}

/// A figure that is a part of a whole, and so not more than it.
#[derive(Clone, Debug)]
pub struct Share {
    /// The name of the figure.
    pub figure: String,
    /// The whole, as it is written.
    pub of: Option<String>,
    /// The whole as a number: 1, or 100 where shares are written in percent.
    pub whole: f64,
    /// Where the figure stands.
    pub span: Span,
}

impl Summary {
    /// The buckets of its rows, if it has some.
    pub fn every(&self) -> Option<&Every> {
        self.placing.as_ref().and_then(|placing| placing.every.as_ref())
    }

    /// Whether it adds the rows of the newest reports, and whether those of the oldest; nothing where it adds any others.
    pub fn adds_reports(&self) -> Option<[bool; 2]> {
        let mut verbs: Vec<Verb> = Vec::new();
        for (_, figure) in &self.figures {
            figure.aggregates(&mut |aggregate| verbs.extend(aggregate.adds().then_some(aggregate.verb)));
        }
        let reports = [Verb::Latest, Verb::Earliest];
        verbs.iter().all(|verb| reports.contains(verb)).then(|| reports.map(|verb| verbs.contains(&verb)))
    }
}

/// The column of the unit in which a peak stands.
const ON: &str = "on";

/// The columns that each figure of a summary brings along. What is about the units or the report is there once, with the first figure;
/// where several figures have a place of their own, each is called after its figure.
pub fn beside(figures: &[(String, Figure)]) -> Vec<Vec<(String, Type)>> {
    let several = figures.iter().filter(|(_, figure)| figure.has_place()).count() > 1;
    let mut taken: Vec<String> = figures.iter().map(|(name, _)| name.clone()).collect();
    let mut of_figure = |(name, figure): &(String, Figure)| {
        let named = |(extra, ty): (String, Type)| if several && extra == ON { (format!("{name}_{ON}"), ty) } else { (extra, ty) };
        let mut fresh: Vec<(String, Type)> = figure.beside().into_iter().map(named).collect();
        fresh.retain(|(extra, _)| !taken.contains(extra));
        taken.extend(fresh.iter().map(|(extra, _)| extra.clone()));
        fresh
    };
    figures.iter().map(&mut of_figure).collect()
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

impl Key {
    /// Whether it is the label of the span a row lies in, which its bucket says as well.
    pub fn is_label(&self) -> bool {
        self.expr.as_column() == Some(window::LABEL)
    }
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

impl Aggregate {
    /// The number of rows.
    pub fn count() -> Aggregate {
        Aggregate {
            verb: Verb::Count,
            argument: None,
            condition: None,
            pace: None,
            rate: Point::Never,
            uniform: None,
            within: Vec::new(),
        }
    }

    /// Whether rows are added in it: in one total, or in those of units.
    pub fn adds(&self) -> bool {
        matches!(self.verb, Verb::Sum | Verb::Latest | Verb::Earliest) || self.unit().is_some()
    }

    /// Whether it is worked out in a pass of its own: over units, or over reports.
    pub fn stands_alone(&self) -> bool {
        self.unit().is_some() || self.verb == Verb::Increase
    }

    /// The unit it runs over, if it does.
    pub fn unit(&self) -> Option<Unit> {
        match self.pace {
            Some(Pace::Per(unit)) => Some(unit),
            _ => None,
        }
    }
}

impl Figure {
    /// The aggregate, if it is nothing else.
    pub fn aggregate(&self) -> Option<&Aggregate> {
        match &self.kind {
            FigureKind::Aggregate(aggregate) => Some(aggregate),
            _ => None,
        }
    }

    /// The columns it brings along: over units how many there are, how many have a report, and where the peak is; the day of a report.
    fn beside(&self) -> Vec<(String, Type)> {
        let Some(aggregate) = self.aggregate() else { return Vec::new() };
        match (aggregate.unit(), aggregate.verb) {
            (Some(unit), verb) => {
                let ty = if unit == Unit::Day { Type::Int } else { Type::Float };
                let peak = matches!(verb, Verb::Min | Verb::Max).then(|| (ON.to_string(), Type::Date));
                [(format!("{}s", unit.name()), ty), ("reported".to_string(), Type::Int)].into_iter().chain(peak).collect()
            }
            (None, Verb::Latest | Verb::Earliest) => vec![("as_at".to_string(), Type::Date)],
            _ => Vec::new(),
        }
    }

    /// Calls `visit` for each constant in it.
    pub fn constants<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match &self.kind {
            FigureKind::Constant(value) => visit(value),
            FigureKind::Aggregate(_) => {}
            FigureKind::Negate(inner) => inner.constants(visit),
            FigureKind::Arithmetic(_, left, right) => {
                left.constants(visit);
                right.constants(visit);
            }
        }
    }

    /// Whether it says where its value stands.
    fn has_place(&self) -> bool {
        self.beside().iter().any(|(name, _)| name == ON)
    }

    /// Calls `visit` for each aggregate in it.
    pub fn aggregates<'a>(&'a self, visit: &mut dyn FnMut(&'a Aggregate)) {
        match &self.kind {
            FigureKind::Aggregate(aggregate) => visit(aggregate),
            FigureKind::Constant(_) => {}
            FigureKind::Negate(inner) => inner.aggregates(visit),
            FigureKind::Arithmetic(_, left, right) => {
                left.aggregates(visit);
                right.aggregates(visit);
            }
        }
    }
}

/// What a figure computes.
#[derive(Clone, Debug)]
pub enum FigureKind {
    /// One aggregate.
    Aggregate(Box<Aggregate>),
    /// A number: an expression without columns.
    Constant(Expr),
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
    /// What it runs over; none for `count`, unless parts of rows are counted.
    pub argument: Option<Expr>,
    /// The rows that count; all without one.
    pub condition: Option<Expr>,
    /// `per UNIT`, `within 14 days`.
    pub pace: Option<Pace>,
    /// The rows whose argument is a rate that has been multiplied by the days of the row.
    pub rate: Point,
    /// What must be the same in all rows of one figure.
    pub uniform: Option<Uniform>,
    /// The columns within whose values a cumulative figure grows: its series and its epoch.
    pub within: Vec<String>,
}

/// What single rows say of a measure. Rows of one figure must say the same.
#[derive(Clone, Debug)]
pub struct Uniform {
    /// The column of the measure; none for an expression.
    pub measure: Option<String>,
    /// The column of the kind, and what its words mean.
    pub kind: Option<(String, Vec<(String, Kind)>)>,
    /// The column of the unit.
    pub unit: Option<String>,
    /// The column of the administrative level, where rows of several are stacked.
    pub level: Option<String>,
    /// The column of the day since which a figure counts, and the rows that are such figures.
    pub epoch: Option<(String, Point)>,
    /// The columns of the period, and the rows that are about a part of it: of several the newest is not the whole.
    pub parts: Option<(Vec<String>, Point)>,
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
    /// From the smallest known value to the largest, as bounds.
    Range,
    /// The rows of the newest report.
    Latest,
    /// The rows of the oldest report.
    Earliest,
    /// The last cumulative value less the one before.
    Increase,
}

impl Verb {
    /// The verb of a keyword; `range` may be two figures and has none.
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
            Keyword::Latest => Verb::Latest,
            Keyword::Earliest => Verb::Earliest,
            Keyword::Increase => Verb::Increase,
            _ => return None,
        })
    }
}
