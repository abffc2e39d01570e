//! The tree of a query text, with spans and no behaviour. Printing it is `print`, checking it is the `check` layer.

mod expect;
mod expr;
mod plot;
mod shape;
mod statement;

pub use expect::{Asks, Expectation};
pub use expr::{Arithmetic, Comparison, Expr, ExprKind, TextTest};
pub use plot::Drawing;
pub use shape::{Join, JoinKind, Pivot, Unpivot};
pub use statement::{Body, Define, File, Param, ParamType, Script, Statement, StatementKind, TableCall};

use super::keywords::Keyword;
use crate::base::{Span, Unit, Value, Weekday};
use serde::Serialize;
use std::borrow::Cow;

/// A table and the clauses that follow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Query {
    /// The table.
    pub source: Source,
    /// The clauses, applied from left to right.
    pub clauses: Vec<Clause>,
}

impl Query {
    /// Every table it reads: its source, and those of its clauses.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        std::iter::once(&self.source).chain(self.clauses.iter().filter_map(Clause::source))
    }

    /// The same, to be changed.
    pub fn sources_mut(&mut self) -> impl Iterator<Item = &mut Source> {
        std::iter::once(&mut self.source).chain(self.clauses.iter_mut().filter_map(Clause::source_mut))
    }

    /// The file that its answer goes to.
    pub fn target(&self) -> Option<&File> {
        self.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Save(file) => Some(file),
            _ => None,
        })
    }

    /// The clauses that ask something of its rows.
    pub fn checks(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(|clause| matches!(clause.kind, ClauseKind::Expect(_)))
    }

    /// Whether what is asked of its rows is the last of it.
    pub fn ends_with_expect(&self) -> bool {
        self.clauses.last().is_some_and(|clause| matches!(clause.kind, ClauseKind::Expect(_)))
    }
}

/// Where a query reads.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A table of the catalog or a `let`.
    Table(Name),
    /// A file, named by a quoted path.
    Path(String, #[serde(skip)] Span),
    /// A table function, called with tables.
    Call(TableCall),
}

impl Source {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Source::Table(name) => name.span,
            Source::Path(_, span) => *span,
            Source::Call(call) => call.span,
        }
    }

    /// The paths of files in it, and where they stand.
    pub fn paths(&self) -> Vec<(Span, &str)> {
        match self {
            Source::Table(_) => Vec::new(),
            Source::Path(path, span) => vec![(*span, path)],
            Source::Call(call) => call.arguments.iter().flat_map(Source::paths).collect(),
        }
    }

    /// What it is called: the name, the path, or the whole call.
    pub fn key(&self) -> Cow<'_, str> {
        match self {
            Source::Table(name) => Cow::Borrowed(&name.text),
            Source::Path(path, _) => Cow::Borrowed(path),
            Source::Call(_) => Cow::Owned(self.to_string()),
        }
    }

    /// The table whose rows it has in the end, where that is named.
    pub fn table(&self) -> Option<&Name> {
        match self {
            Source::Table(name) => Some(name),
            Source::Path(..) => None,
            Source::Call(call) => call.arguments.first()?.table(),
        }
    }
}

/// A name as it was written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Name {
    /// The name without backticks.
    pub text: String,
    /// Whether it stood in backticks.
    pub quoted: bool,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// The name of a source of figures, a value of the source column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceName {
    /// The name.
    pub text: String,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// One clause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clause {
    /// What it does.
    pub kind: ClauseKind,
    /// Where it stands, keyword included.
    #[serde(skip)]
    pub span: Span,
}

impl Clause {
    /// The table that it reads besides the rows before it.
    pub fn source(&self) -> Option<&Source> {
        match &self.kind {
            ClauseKind::Append(source) | ClauseKind::Changes(source, _) => Some(source),
            ClauseKind::Join(join) => Some(&join.table),
            _ => None,
        }
    }

    fn source_mut(&mut self) -> Option<&mut Source> {
        match &mut self.kind {
            ClauseKind::Append(source) | ClauseKind::Changes(source, _) => Some(source),
            ClauseKind::Join(join) => Some(&mut join.table),
            _ => None,
        }
    }
}

/// What a clause does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// `where E`
    Where(Expr),
    /// `where possibly E`
    WherePossibly(Expr),
    /// `since P`, `during P, Q`, `on sunday`, `last 7 days` …
    Time(TimeClause),
    /// `dated by COLUMN`
    DatedBy(Column),
    /// `derive x = E, …`
    Derive(Vec<(Name, Expr)>),
    /// `show a, b as c, adm*`
    Show(Vec<(Pattern, Option<Name>)>),
    /// `drop a, adm*`
    Drop(Vec<Pattern>),
    /// `rename a as b`
    Rename(Vec<(Column, Name)>),
    /// `prefer "IOM", "UNHCR"`: sources, each with its place.
    Prefer(Vec<SourceName>),
    /// `VERB x, y … by KEYS`
    Summary(Summary),
    /// `sort a desc, b`
    Sort(Vec<(Expr, bool)>),
    /// `top 3 persons in each border`, `bottom …`
    Top(Top),
    /// `take n`
    Take(u64),
    /// `skip n`
    Skip(u64),
    /// `unique a, b`
    Unique(Vec<Pattern>),
    /// `sample n seed s`
    Sample(u64, Option<u64>),
    /// `describe`
    Describe,
    /// `fill 0`, `fill persons 0, families previous`: a value for all figures or for single ones.
    Fill(Vec<(Option<Column>, Filling)>),
    /// `versus previous`, `versus same period last year`, `versus P`
    Versus(Versus),
    /// `overlapping`, `prorated`: what becomes of rows that straddle a bound.
    Straddling(Straddling),
    /// `protect 10`: figures of fewer people are hidden.
    Protect(u64),
    /// `round to 5`: figures are rounded to multiples.
    Round(u64),
    /// `trace`: the rows behind the answer.
    Trace,
    /// `save "x.csv"`: the answer goes to a file.
    Save(File),
    /// `plot`, `plot bar`: the answer is drawn.
    Plot(Option<Drawing>),
    /// `expect …`: what must be true of the rows.
    Expect(Expectation),
    /// `unpivot men, women as sex, persons`
    Unpivot(Unpivot),
    /// `pivot measure in ("returns", "deportations") of value by place`
    Pivot(Pivot),
    /// `append TABLE`
    Append(Source),
    /// `lookup`, `join`, `with`, `without`
    Join(Join),
    /// `changes from TABLE on a, b`
    Changes(Source, Vec<Column>),
    /// A clause that could not be read and has been reported.
    Error,
}

impl ClauseKind {
    /// The word it starts with, in messages.
    pub fn word(&self) -> String {
        let clause = Clause { kind: self.clone(), span: Span::default() }.to_string();
        clause.split(' ').next().unwrap_or_default().to_string()
    }
}

/// `top n E in each a, b` and `bottom`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Top {
    /// How many rows, ties at the edge apart.
    pub count: u64,
    /// `top` rather than `bottom`.
    pub largest: bool,
    /// What is compared.
    pub by: Expr,
    /// The columns within whose values the rows are counted.
    pub each: Vec<Column>,
}

/// What stands in an empty bucket.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Filling {
    /// A number.
    Number(#[serde(serialize_with = "as_text")] Value),
    /// The last known value before, of the same keys.
    Previous,
}

/// What a summary is compared with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Versus {
    /// The bucket before, or the window before.
    Previous,
    /// The same days of the year before.
    LastYear,
    /// Another period.
    Period(Moment),
}

/// What becomes of rows whose period straddles a bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Straddling {
    /// They are left out and counted.
    #[default]
    LeftOut,
    /// They count whole, in every bucket they touch.
    Overlapping,
    /// They are split by their days.
    Prorated,
}

/// A clause about the time axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeClause {
    /// From the first day of the period on.
    Since(Moment),
    /// From the day after the period on.
    After(Moment),
    /// Up to the last day of the period.
    Until(Moment),
    /// Up to the day before the period.
    Before(Moment),
    /// Within each of the periods.
    During(Vec<Moment>),
    /// On single days, or periods.
    On(Vec<Moment>),
    /// On these weekdays.
    OnWeekdays(Vec<Weekday>),
    /// The whole units before today.
    Last(u64, Unit),
    /// The current unit up to today.
    This(Unit),
    /// The units after today.
    Next(u64, Unit),
}

/// A date or period in a time clause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// How it is named.
    pub kind: MomentKind,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// How a moment is named.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentKind {
    /// A date literal, a datetime or a bare year.
    #[serde(serialize_with = "as_text")]
    Literal(Value),
    /// `today`
    Today,
    /// `yesterday`
    Yesterday,
    /// A moment or period of the catalog.
    Named(Name),
    /// `$name`
    Value(String),
    /// `14 days before P`; `true` for before, `false` for after.
    Offset(u64, Unit, bool, Box<Moment>),
}

/// A summary: figures and the keys they stand for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The figures.
    pub items: Vec<SummaryItem>,
    /// The keys.
    pub by: Vec<Key>,
    /// The buckets of time; one for the whole window without them.
    pub every: Option<Every>,
}

/// `every week from sunday`: the buckets of a series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Every {
    /// How many units a bucket has, and which; none for `every report`.
    pub units: Option<(u64, Unit)>,
    /// Whether buckets that the window cuts are left out.
    pub whole: bool,
    /// Where buckets start.
    pub from: Option<Anchor>,
    /// Whether months and years are those of the Solar Hijri calendar.
    pub solar_hijri: bool,
    /// Whether buckets are numbered from the start of each period.
    pub aligned: bool,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// Where the buckets of a series start.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// On a weekday.
    Weekday(Weekday),
    /// In a month, 1 to 12.
    Month(i8),
    /// On a day, or the first of a period.
    Date(#[serde(serialize_with = "as_text")] Value),
}

/// One figure of a summary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SummaryItem {
    /// What is computed.
    pub figure: Figure,
    /// The name given by `as`.
    pub name: Option<Name>,
}

/// An aggregate, or arithmetic of aggregates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What is computed.
    pub kind: FigureKind,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
}

/// What a figure computes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// `VERB x if c`
    Aggregate(Box<Aggregate>),
    /// A number or a `$value`.
    Constant(Expr),
    /// `-a`
    Negate(Box<Figure>),
    /// `a + b`, `a / b` …
    Arithmetic(Arithmetic, Box<Figure>, Box<Figure>),
}

/// One aggregate of a summary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Aggregate {
    /// The verb.
    #[serde(serialize_with = "as_keyword")]
    pub verb: Keyword,
    /// Whether the verb stands before it, rather than holding from the item before.
    pub written: bool,
    /// `count distinct`.
    pub distinct: bool,
    /// The percentage of `percentile`.
    pub percent: Option<f64>,
    /// What it runs over; none for `count`.
    pub argument: Option<Expr>,
    /// The rows that count.
    pub condition: Option<Expr>,
    /// `per day`, `within 14 days`.
    pub pace: Option<Pace>,
}

/// What is said of time behind an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// `per UNIT`: the verb runs over the totals of the units.
    Per(Unit),
    /// `within n UNIT`: a report older than that is unknown.
    Within(u64, Unit),
}

/// A key of a summary.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// A column or expression, perhaps named.
    Each(Expr, Option<Name>),
    /// `top 5 province`: the largest, the rest as `others`.
    Top(u64, Expr, Option<Name>),
}

/// A column in an operand or a list: a name, `table.name` or a tag.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// A bare or quoted name.
    Name(Name),
    /// `c.name`, a column brought in by a join.
    Qualified(Name, Name),
    /// An HXL tag.
    Tag(String, #[serde(skip)] Span),
}

impl Column {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Column::Name(name) => name.span,
            Column::Qualified(table, name) => table.span.to(name.span),
            Column::Tag(_, span) => *span,
        }
    }
}

/// Columns in a list: one, or all whose name fits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// One column, or all of a tag.
    Column(Column),
    /// A name with `*` in it.
    Wild(String, #[serde(skip)] Span),
}

impl Straddling {
    /// The keyword; empty for what happens without one.
    pub fn text(self) -> &'static str {
        ["", "overlapping", "prorated"][self as usize]
    }
}

fn as_text<S: serde::Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

fn as_keyword<S: serde::Serializer>(keyword: &Keyword, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(keyword.text())
}
