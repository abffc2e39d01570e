//! The bounds of functions that look at other rows.

use super::Look;
use crate::exec::rolling::{Row, roll};
use crate::plan::Function;
use std::collections::HashMap;

/// What is known of a value: the lowest and the highest it can be, and whether it is near. A side that is not known is infinite; without
/// sides nothing is known.
#[derive(Clone, Copy, Default)]
pub(super) struct Bound {
    pub sides: Option<(f64, f64)>,
    pub about: bool,
}

impl Bound {
    fn of(low: f64, high: f64, about: bool) -> Bound {
        Bound { sides: Some((low, high)), about }
    }

    /// By what a value without a best is ordered: the middle of its bounds, or the one it has.
    pub(super) fn middle(&self) -> Option<f64> {
        match self.sides? {
            (low, high) if low.is_infinite() => Some(high).filter(|high| high.is_finite()),
            (low, high) if high.is_infinite() => Some(low),
            (low, high) => Some((low + high) / 2.0),
        }
    }
}

/// Unknown values that are skipped leave a sum of counts open.
struct Sum {
    low: f64,
    high: f64,
    about: bool,
    known: usize,
    skipped: bool,
}

impl Sum {
    const NOTHING: Sum = Sum { low: 0.0, high: 0.0, about: false, known: 0, skipped: false };

    fn with(self, bound: Bound) -> Sum {
        match bound.sides {
            Some((low, high)) => Sum {
                low: self.low + low,
                high: self.high + high,
                about: self.about || bound.about,
                known: self.known + 1,
                skipped: self.skipped,
            },
            None => Sum { skipped: true, ..self },
        }
    }

    /// The bounds of the sum; of other numbers than counts what is skipped may have been anything.
    fn bound(&self, counts: bool) -> Bound {
        match (self.known, self.skipped) {
            (0, _) => Bound::default(),
            (_, false) => Bound::of(self.low, self.high, self.about),
            (_, true) if counts => Bound::of(self.low, f64::INFINITY, self.about),
            _ => Bound::default(),
        }
    }

    fn mean(&self) -> Bound {
        let n = self.known as f64;
        if self.known == 0 { Bound::default() } else { Bound::of(self.low / n, self.high / n, self.about) }
    }
}

impl Look {
    /// The bounds of what the function gives in each row.
    pub(super) fn bounds(&self, values: &[Bound], groups: &[Vec<Row>]) -> Vec<Bound> {
        let mut results = vec![Bound::default(); values.len()];
        for group in groups {
            let shares = if self.around.function == Function::Share { shares(values, group, self.counts) } else { Vec::new() };
            let rolling = matches!(self.around.function, Function::RollingSum | Function::RollingMean);
            let sums = if rolling { self.rolled(values, group) } else { HashMap::new() };
            let mut total = Sum::NOTHING;
            for (at, row) in group.iter().enumerate() {
                let before = self.before(group, at).map(|before| values[before.at]).unwrap_or_default();
                results[row.at] = match self.around.function {
                    Function::Previous => before,
                    Function::Change => difference(values[row.at], before),
                    Function::Share => shares[at],
                    Function::Running => {
                        total = total.with(values[row.at]);
                        total.bound(self.counts)
                    }
                    Function::RollingMean => sums.get(&row.at).map(Sum::mean).unwrap_or_default(),
                    _ => sums.get(&row.at).map(|sum| sum.bound(self.counts)).unwrap_or_default(),
                };
            }
        }
        results
    }

    /// The sums of the last days of each row; none where rows are not there for all of the days that a sum needs.
    fn rolled(&self, values: &[Bound], group: &[Row]) -> HashMap<usize, Sum> {
        let mean = self.around.function == Function::RollingMean;
        let about = self.any_within(group, |row| values[row.at].about);
        let mut sums: HashMap<usize, Sum> = HashMap::new();
        let low = |row: &Row| values[row.at].sides.map(|(low, _)| low);
        let high = |row: &Row| values[row.at].sides.map(|(_, high)| high);
        roll(group, self.around.days, mean, low, |row, last| {
            if mean || self.is_whole(last) {
                let about = about.get(&row.at) == Some(&true);
                let sum = Sum { low: last.real(), high: 0.0, about, known: last.known, skipped: last.unknown > 0 };
                sums.insert(row.at, sum);
            }
        });
        roll(group, self.around.days, mean, high, |row, last| {
            sums.entry(row.at).and_modify(|sum| sum.high = last.real());
        });
        sums
    }
}

fn difference(a: Bound, b: Bound) -> Bound {
    match (a.sides, b.sides) {
        (Some((low, high)), Some((lowest, highest))) => Bound::of(low - highest, high - lowest, a.about || b.about),
        _ => Bound::default(),
    }
}

/// The part of each row: the lowest where it is low and all others are high, and the other way round. Where that leaves every part
/// possible, or numbers may be negative, the part of what is known is an estimate.
fn shares(values: &[Bound], group: &[Row], counts: bool) -> Vec<Bound> {
    let sides = |row: &Row| values[row.at].sides.map(|(low, high)| (low.max(0.0), high));
    let is_open = |row: &Row| sides(row).is_none_or(|(_, high)| high.is_infinite());
    let open = group.iter().filter(|row| is_open(row)).count();
    let lows: f64 = group.iter().filter_map(sides).map(|(low, _)| low).sum();
    let highs: f64 = group.iter().filter_map(sides).map(|(_, high)| high).filter(|high| high.is_finite()).sum();
    let part = |row: &Row| {
        let (low, high) = sides(row)?;
        let about = values[row.at].about;
        let others_open = open > usize::from(is_open(row));
        let least = if others_open { 0.0 } else { low / (low + highs - if high.is_finite() { high } else { 0.0 }) };
        let most = if high.is_infinite() { 1.0 } else { high / (high + lows - low) };
        let anything = !counts || (least == 0.0 && high.is_infinite());
        Some(match anything {
            true => Bound { sides: Some((f64::NEG_INFINITY, f64::INFINITY)), about: true },
            // What is not known of the others can only be more than nothing.
            false if high.is_infinite() => Bound::of(least, f64::INFINITY, about),
            false => Bound::of(least, most, about),
        })
    };
    group.iter().map(|row| part(row).unwrap_or_default()).collect()
}
