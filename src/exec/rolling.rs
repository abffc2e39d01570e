//! What the rows of the last days have in common, row by row: each row enters once and leaves once, however long the group is.

use std::collections::HashMap;

/// A row: its position, its first and its last day, and the moments that order it, which are days too where the axis holds days.
#[derive(Clone, Copy)]
pub struct Row {
    pub at: usize,
    pub start: i64,
    pub end: i64,
    pub order: (i64, i64),
}

/// The rows within the last days of one row, that row included.
#[derive(Default)]
pub struct Rolling {
    /// Rows whose value is known.
    pub known: usize,
    /// Rows whose value is not.
    pub unknown: usize,
    /// The total of the known values, where they are whole numbers.
    pub whole: i128,
    real: Real,
    /// How many rows are about each day.
    days: HashMap<i64, u32>,
}

/// A value of a row, as it is added up.
pub trait Addend: Copy {
    /// Adds it to a total, or takes it away again.
    fn count(self, rolling: &mut Rolling, enters: bool);
}

impl Addend for i64 {
    fn count(self, rolling: &mut Rolling, enters: bool) {
        rolling.whole += if enters { i128::from(self) } else { -i128::from(self) };
    }
}

impl Addend for f64 {
    fn count(self, rolling: &mut Rolling, enters: bool) {
        rolling.real.add(self, enters);
    }
}

impl Rolling {
    /// The total of the known values, where they are real numbers.
    pub fn real(&self) -> f64 {
        self.real.total()
    }

    /// How many days the rows are about; a day of several rows counts once.
    pub fn days(&self) -> i64 {
        self.days.len() as i64
    }

    fn count<T: Addend>(&mut self, row: &Row, value: Option<T>, dated: bool, enters: bool) {
        let rows = if value.is_some() { &mut self.known } else { &mut self.unknown };
        *rows = if enters { *rows + 1 } else { *rows - 1 };
        if let Some(value) = value {
            value.count(self, enters);
        }
        for day in (row.start..=row.end).filter(|_| dated) {
            let rows = self.days.entry(day).or_default();
            *rows = if enters { *rows + 1 } else { *rows - 1 };
            if *rows == 0 {
                self.days.remove(&day);
            }
        }
    }
}

/// Calls `each` with every row of a group in the order of time and the rows of its last days. Days are those of all rows, or only those
/// of rows whose value is known.
pub fn roll<T: Addend>(
    group: &[Row],
    days: i32,
    of_known: bool,
    value: impl Fn(&Row) -> Option<T>,
    mut each: impl FnMut(&Row, &Rolling),
) {
    let mut rolling = Rolling::default();
    // The first of the last days moves on with the rows, so a row that is too old once is too old for all that follow.
    let mut by_start: Vec<usize> = (0..group.len()).collect();
    by_start.sort_by_key(|at| group[*at].start);
    let mut inside = vec![false; group.len()];
    let (mut next, mut oldest) = (0, 0);
    for row in group {
        let first = row.end - i64::from(days) + 1;
        while let Some(new) = group.get(next).filter(|new| new.order.0 <= row.order.0) {
            inside[next] = new.start >= first;
            if inside[next] {
                let value = value(new);
                rolling.count(new, value, !of_known || value.is_some(), true);
            }
            next += 1;
        }
        while let Some(at) = by_start.get(oldest).copied().filter(|at| group[*at].start < first) {
            if std::mem::take(&mut inside[at]) {
                let value = value(&group[at]);
                rolling.count(&group[at], value, !of_known || value.is_some(), false);
            }
            oldest += 1;
        }
        each(row, &rolling);
    }
}

/// A total of real numbers in twice their precision, so that what is taken away again leaves nothing behind.
#[derive(Default)]
struct Real {
    high: f64,
    low: f64,
    /// Values that are no finite numbers: those below and those above all others.
    infinite: [i64; 2],
}

impl Real {
    fn add(&mut self, value: f64, enters: bool) {
        if !value.is_finite() {
            self.infinite[usize::from(value > 0.0)] += if enters { 1 } else { -1 };
            return;
        }
        // The exact error of a sum (Knuth).
        let value = if enters { value } else { -value };
        let sum = self.high + value;
        let part = sum - self.high;
        let error = (self.high - (sum - part)) + (value - part);
        let low = self.low + error;
        self.high = sum + low;
        self.low = low - (self.high - sum);
    }

    fn total(&self) -> f64 {
        match self.infinite {
            [0, 0] => self.high + self.low,
            [0, _] => f64::INFINITY,
            [_, 0] => f64::NEG_INFINITY,
            _ => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(days: &[(i64, i64)]) -> Vec<Row> {
        let mut rows: Vec<Row> = days
            .iter()
            .enumerate()
            .map(|(at, (start, end))| Row { at, start: *start, end: *end, order: (*end, *start) })
            .collect();
        rows.sort_by_key(|row| row.order);
        rows
    }

    fn sums(group: &[Row], days: i32, values: &[f64]) -> Vec<(f64, i64)> {
        let mut found = vec![(0.0, 0); values.len()];
        roll(group, days, false, |row| Some(values[row.at]), |row, rolling| found[row.at] = (rolling.real(), rolling.days()));
        found
    }

    #[test]
    fn periods_leave_when_their_first_day_is_too_old() {
        // Three days look back: a long period never lies within them, and the days of two periods that overlap count once.
        let group = rows(&[(1, 1), (2, 3), (1, 5), (3, 4)]);
        assert_eq!(sums(&group, 3, &[1.0, 2.0, 4.0, 8.0]), [(1.0, 1), (3.0, 3), (8.0, 2), (10.0, 3)]);
    }

    #[test]
    fn what_leaves_leaves_nothing_behind() {
        let group = rows(&[(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
        let found = sums(&group, 1, &[1e300, 0.1, f64::INFINITY, 0.3, -0.7]);
        assert_eq!(found.iter().map(|(sum, _)| *sum).collect::<Vec<_>>(), [1e300, 0.1, f64::INFINITY, 0.3, -0.7]);
    }
}
