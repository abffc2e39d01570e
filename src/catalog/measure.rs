//! What the figures of a table mean: kinds of measure, units, series, sources, coverage.

use super::calendar::Calendar;
use super::vocabulary::Vocabulary;
use super::words::Words;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// The time axis of a table: the columns of the first and the last day of each row. They are one column where a row is about a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Axis {
    /// The column of the first day.
    pub start: String,
    /// The column of the last day.
    pub end: String,
    /// The column both are worked out from, where they are hidden: a year, a text such as `2025-Q2`, a date that stands for its month.
    pub column: Option<String>,
}

impl Axis {
    /// The axis of rows that are about one day, or moment.
    pub fn single(name: impl Into<String>) -> Axis {
        let name = name.into();
        Axis { end: name.clone(), start: name, column: None }
    }

    /// Whether rows are about one day.
    pub fn is_single(&self) -> bool {
        self.start == self.end
    }
}

impl fmt::Display for Axis {
    /// `date`, `period_start to period_end`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => f.write_str(column),
            None if self.is_single() => f.write_str(&self.start),
            None => write!(f, "{} to {}", self.start, self.end),
        }
    }
}

/// What a day without a row means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Coverage {
    /// It is not known what happened: the default.
    #[default]
    Reported,
    /// Nothing happened.
    Events,
    /// Nothing happened, if another table lists the day; else it is not known.
    Days(Box<CoveredDays>),
}

/// The table that lists the days of which it is known what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveredDays {
    /// Its name.
    pub table: String,
    /// Its columns of the first and the last day; one and the same where each row is a day.
    pub start: String,
    /// The last day; unknown for a run that goes on.
    pub end: String,
    /// Columns that both tables have, in which each value has days of its own.
    pub keys: Vec<CoveredKey>,
}

/// A column that a table and the table of its covered days have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveredKey {
    /// Its name in the table that is covered.
    pub ours: String,
    /// Its name in the list of days.
    pub theirs: String,
    /// What `ours` is called now; nothing when it is lost.
    pub now: Option<String>,
}

impl Coverage {
    fn renamed(&self, now: &dyn Fn(&str) -> Option<String>) -> Coverage {
        let mut renamed = self.clone();
        if let Coverage::Days(days) = &mut renamed {
            days.keys.iter_mut().for_each(|key| key.now = key.now.as_deref().and_then(now));
        }
        renamed
    }
}

/// What kind of number a measure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What happened in a period; flows of disjoint periods add up.
    Flow,
    /// What there is at a day; never added over time.
    Stock,
    /// A flow since an epoch, restated with each report; never added.
    Cumulative,
    /// A flow for each day of a period.
    Rate,
    /// A part of a whole; never added.
    Share,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::Flow, Kind::Stock, Kind::Cumulative, Kind::Rate, Kind::Share];

    /// As it is written in a catalog.
    pub fn name(self) -> &'static str {
        ["flow", "stock", "cumulative", "rate", "share"][self as usize]
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it is a number at a day rather than over a period, so that a row is placed by its last day alone.
    pub fn is_at_a_day(self) -> bool {
        matches!(self, Kind::Stock | Kind::Cumulative)
    }
}

/// Something that holds for a whole column, or that another column says row by row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Declared<T> {
    /// The same in all rows.
    Always(T),
    /// Said by a column: its name, and what its words mean where they are not understood by themselves.
    Column(String, Vec<(String, T)>),
}

impl<T: Clone> Declared<T> {
    fn renamed(&self, now: &dyn Fn(&str) -> Option<String>) -> Option<Declared<T>> {
        match self {
            Declared::Always(value) => Some(Declared::Always(value.clone())),
            Declared::Column(column, values) => Some(Declared::Column(now(column)?, values.clone())),
        }
    }
}

/// One measure: what the numbers of a column mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measure {
    /// The column.
    pub column: String,
    /// Its kind.
    pub kind: Option<Declared<Kind>>,
    /// Its unit, such as `persons`.
    pub unit: Option<Declared<String>>,
    /// The column of the lowest value.
    pub low: Option<String>,
    /// The column of the highest value.
    pub high: Option<String>,
    /// The column of words such as `nearly`, `up to`, `about`.
    pub qualifier: Option<String>,
    /// The column of the day since which a cumulative measure counts.
    pub epoch: Option<String>,
    /// Whether HXL tags say so, and no catalog.
    #[serde(skip)]
    pub tagged: bool,
}

/// What a catalog says of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Roles {
    /// What it holds, in a sentence.
    pub description: Option<String>,
    /// The column of sources.
    pub source: Option<String>,
    /// The columns within which figures belong together.
    pub series: Vec<String>,
    /// The column of the day of report.
    pub reported: Option<String>,
    /// The column of administrative levels.
    pub level: Option<String>,
    /// What a day without a row means.
    pub coverage: Coverage,
    /// The measures.
    pub measures: Vec<Measure>,
    /// The columns of places.
    pub places: Vec<String>,
    /// The columns whose words have names: places of a gazetteer, categories.
    #[serde(skip)]
    pub words: Words,
    /// The columns whose values are about single persons.
    pub sensitive: Vec<String>,
    /// Where weeks and years start.
    pub calendar: Calendar,
}

impl Roles {
    /// The same under the names that columns have now; what was said of lost ones is forgotten.
    pub fn renamed(&self, now: &dyn Fn(&str) -> Option<String>) -> Roles {
        let maybe = |name: &Option<String>| name.as_deref().and_then(now);
        let measure = |measure: &Measure| {
            Some(Measure {
                column: now(&measure.column)?,
                kind: measure.kind.as_ref().and_then(|kind| kind.renamed(now)),
                unit: measure.unit.as_ref().and_then(|unit| unit.renamed(now)),
                low: maybe(&measure.low),
                high: maybe(&measure.high),
                qualifier: maybe(&measure.qualifier),
                epoch: maybe(&measure.epoch),
                tagged: measure.tagged,
            })
        };
        Roles {
            description: self.description.clone(),
            source: maybe(&self.source),
            series: self.series.iter().filter_map(|name| now(name)).collect(),
            reported: maybe(&self.reported),
            level: maybe(&self.level),
            coverage: self.coverage.renamed(now),
            measures: self.measures.iter().filter_map(measure).collect(),
            places: self.places.iter().filter_map(|name| now(name)).collect(),
            words: self.words.iter().filter_map(|(name, words)| Some((now(name)?, words.clone()))).collect(),
            sensitive: self.sensitive.iter().filter_map(|name| now(name)).collect(),
            calendar: self.calendar,
        }
    }

    /// The names of the words of a column, if it has some.
    pub fn words(&self, column: &str) -> Option<&Arc<Vocabulary>> {
        self.words.iter().find(|(name, _)| name == column).map(|(_, words)| words)
    }

    /// Whether a catalog declares measures, so that other numbers count nobody.
    pub fn declares_measures(&self) -> bool {
        self.measures.iter().any(|measure| !measure.tagged)
    }

    /// What is said of a column, if it is a measure.
    pub fn measure(&self, column: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.column == column)
    }
}
