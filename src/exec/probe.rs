//! Counting on the way: expressions that pass their values on and add to a counter, so that one pass gives rows and counts.

use super::guard::{Guard, row_by_row};
use crate::base::counts::Telling;
use crate::base::{Day, Weekday};
use crate::plan::Share;
use polars::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A counter that parts of a running query add to.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<AtomicU64>);

impl Counter {
    /// What has been counted.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }
}

/// Rows that straddle a bound of the window or of a bucket, and what a figure loses with them.
#[derive(Clone, Debug, Default)]
pub struct Straddled {
    /// The figure.
    pub span: crate::base::Span,
    /// The rows that were left out.
    pub rows: Counter,
    /// What they hold, and what the other rows hold.
    amounts: Arc<Mutex<(f64, f64)>>,
    /// How many of them are weeks, by the weekday on which they start, from Monday.
    weeks: Arc<Mutex<[u64; 7]>>,
}

impl Straddled {
    /// Nothing yet, for the figure at a place.
    pub fn at(span: crate::base::Span) -> Straddled {
        Straddled { span, ..Straddled::default() }
    }

    /// Adds rows left out, what they hold, and what the others hold.
    pub fn add(&self, rows: u64, left_out: f64, used: f64) {
        self.rows.add(rows);
        if let Ok(mut amounts) = self.amounts.lock() {
            amounts.0 += left_out;
            amounts.1 += used;
        }
    }

    /// Adds rows left out that are weeks.
    pub fn add_weeks(&self, by_start: [u64; 7]) {
        if let Ok(mut weeks) = self.weeks.lock() {
            weeks.iter_mut().zip(by_start).for_each(|(sum, more)| *sum += more);
        }
    }

    /// The weekday on which most of the rows left out start, if most of them are weeks, and how many do.
    pub fn week_start(&self) -> Option<(Weekday, u64)> {
        let weeks = self.weeks.lock().map_or([0; 7], |weeks| *weeks);
        let (at, most) = weeks.iter().copied().enumerate().max_by_key(|(at, n)| (*n, 7 - at))?;
        // 1970-01-05 was a Monday.
        (most * 2 > self.rows.get()).then_some((Day(4 + at as i32).weekday(), most))
    }

    /// What the rows left out hold, and what the others hold.
    pub fn amounts(&self) -> (f64, f64) {
        self.amounts.lock().map_or((0.0, 0.0), |amounts| *amounts)
    }
}

/// What a query counts while it runs.
#[derive(Clone, Debug, Default)]
pub struct Probes {
    /// Off: the lowered plan counts nothing; for parts that are run a second time.
    pub off: bool,
    /// Whether the plan runs on no rows, to find out which columns it asks for.
    pub listening: bool,
    /// Rows that entered the first summary, if there is one.
    pub used: Option<Counter>,
    /// Rows of `top` that share its last place with another and are more than were asked for.
    pub ties: Vec<(crate::base::Span, Counter)>,
    /// Shares, each with the number of rows in which it is more than its whole.
    pub over: Vec<(Share, Counter)>,
    /// Rows left out because their period straddles a bound.
    pub straddled: Vec<Straddled>,
    /// Totals whose rows come from more than one source.
    pub mixed: Counter,
    /// What is to be said of buckets: parts, reports, fillings.
    pub said: Said,
    /// What is to be said of small figures: hidden, rounded.
    pub people: Said,
    /// Unknown values, with what was done about them.
    pub unknown: Vec<Unknown>,
    /// Conditions that are possible of some rows without being certain.
    pub possible: Vec<Possible>,
}

/// A condition on values with bounds.
#[derive(Clone, Debug)]
pub struct Possible {
    /// The columns that it rests on and that have bounds.
    pub columns: Vec<String>,
    /// Whether the rows are kept for which it is possible.
    pub kept: bool,
    /// The rows for which it is certain.
    pub certain: Counter,
    /// The rows for which it is possible and not certain.
    pub possible: Counter,
}

/// Lines about time that a query finds out while it runs, each with its word: `reported`, `27 of 30 days`.
#[derive(Clone, Debug, Default)]
pub struct Said {
    lines: Arc<Mutex<Vec<(&'static str, String)>>>,
    /// How numbers of rows are told.
    pub telling: Telling,
    /// The columns whose values are about single persons.
    withheld: Arc<Vec<String>>,
}

impl Said {
    /// Whether a figure made of some columns may be told.
    pub fn tells(&self, columns: &[&str]) -> bool {
        self.telling.is_open() && !columns.iter().any(|column| self.withheld.iter().any(|name| name == column))
    }

    /// Nothing yet, told in the same way.
    pub fn anew(&self) -> Said {
        Said { lines: Arc::default(), ..self.clone() }
    }

    /// Adds a line, once.
    pub fn add(&self, word: &'static str, text: String) {
        if let Ok(mut lines) = self.lines.lock()
            && !lines.contains(&(word, text.clone()))
        {
            lines.push((word, text));
        }
    }

    /// The lines so far.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        self.lines.lock().map_or_else(|_| Vec::new(), |lines| lines.clone())
    }
}

/// A place where unknown values count.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// What is unknown, and where: `status in `where``.
    pub what: Unknowns,
    /// How often, or how many rows were left out for it.
    pub count: Counter,
    /// How many rows were kept all the same.
    pub kept: Counter,
}

/// What the unknown values of a place mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Unknowns {
    /// The columns a condition rests on.
    Condition(Vec<String>),
    /// The argument of an aggregate.
    Argument(String),
    /// The value of `top` or `bottom`.
    Ranked(String),
    /// Values that a conversion could not read.
    Converted(String),
}

impl Probes {
    /// None yet; what is said of them tells no small number of rows, and no figure of columns that are withheld.
    pub fn telling(telling: Telling, withheld: &[String]) -> Probes {
        Probes { said: Said { telling, withheld: Arc::new(withheld.to_vec()), ..Said::default() }, ..Probes::default() }
    }

    /// A new place where unknown values count.
    pub fn unknown(&mut self, what: Unknowns) -> Unknown {
        let probe = Unknown { what, count: Counter::default(), kept: Counter::default() };
        if !self.off {
            self.unknown.push(probe.clone());
        }
        probe
    }
}

/// The condition, which counts the rows that rest on an unknown: kept ones and others. The guard says which rows get here at all.
pub fn counting_condition(keep: Expr, rests: Expr, guard: &Guard, probe: Unknown) -> Expr {
    let before = guard.needed.clone().unwrap_or_else(|| lit(true));
    let count = move |columns: &mut [Column]| {
        let (keep, rests) = (columns[0].bool()?, columns[1].bool()?);
        let here = columns[2].bool()?;
        let rests = rests & here;
        let kept = (&rests & keep).sum().unwrap_or(0);
        probe.kept.add(u64::from(kept));
        probe.count.add(u64::from(rests.sum().unwrap_or(0) - kept));
        Ok(columns[0].clone())
    };
    row_by_row(keep, count, &[rests, before], DataType::Boolean, guard.in_place)
}

/// The condition, which counts on its way the rows for which another is certain, and those for which it is only possible.
pub fn counting_possible(keep: Expr, [certain, possible]: [Expr; 2], guard: &Guard, probe: Possible) -> Expr {
    let before = guard.needed.clone().unwrap_or_else(|| lit(true));
    let count = move |columns: &mut [Column]| {
        let (certain, possible, here) = (columns[1].bool()?, columns[2].bool()?, columns[3].bool()?);
        let rows = |mask: &BooleanChunked| u64::from(mask.sum().unwrap_or(0));
        probe.certain.add(rows(&(certain & here)));
        probe.possible.add(rows(&(&(possible & here) & &!certain)));
        Ok(columns[0].clone())
    };
    row_by_row(keep, count, &[certain, possible, before], DataType::Boolean, guard.in_place)
}

/// A condition that is always true and hands its columns to `see` on the way.
pub fn seeing<F>(columns: Vec<Expr>, see: F) -> Expr
where
    F: Fn(&[Column]) -> PolarsResult<()> + Send + Sync + 'static,
{
    let mut columns = columns.into_iter();
    let Some(first) = columns.next() else { return lit(true) };
    let rest: Vec<Expr> = columns.collect();
    let pass = move |columns: &mut [Column]| {
        see(columns)?;
        let name = columns[0].name().clone();
        Ok(BooleanChunked::full(name, true, columns[0].len()).into_column())
    };
    first.map_many(pass, &rest, |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Boolean)))
}
