//! Suppression held to its promise: random tables, solved again by trying every table that fits what is printed.

use super::*;
use proptest::prelude::*;

/// A table of rows and columns with all its totals, printed or not.
fn crossed(values: &[Vec<u32>], below: u64) -> (Table, Vec<Vec<usize>>) {
    let mut table = Table::new(below);
    let cells: Vec<Vec<usize>> =
        values.iter().map(|row| row.iter().map(|value| table.figure(f64::from(*value), true, false)).collect()).collect();
    let sum = |table: &Table, parts: &[usize]| parts.iter().map(|at| table.get(*at).value).sum::<f64>();
    let total = |table: &mut Table, parts: &[usize]| {
        let value = sum(table, parts);
        let total = table.figure(value, true, true);
        table.line(parts, total);
        total
    };
    let rows: Vec<usize> = cells.iter().map(|row| total(&mut table, row)).collect();
    let columns: Vec<usize> =
        (0..values[0].len()).map(|at| total(&mut table, &cells.iter().map(|row| row[at]).collect::<Vec<_>>())).collect();
    let all = total(&mut table, &rows);
    table.line(&columns, all);
    (table, cells)
}

/// One column and its total.
fn column(values: &[u32], below: u64) -> (Table, Vec<Fate>) {
    let mut table = Table::new(below);
    let cells: Vec<usize> = values.iter().map(|value| table.figure(f64::from(*value), true, false)).collect();
    let total = table.figure(f64::from(values.iter().sum::<u32>()), true, true);
    table.line(&cells, total);
    assert!(table.protect());
    let fates = cells.iter().map(|at| table.get(*at).fate).collect();
    (table, fates)
}

#[test]
fn the_smallest_other_that_is_enough_is_hidden() {
    use Fate::{Beside, Shown, Small};
    assert_eq!(column(&[10, 42, 9, 13, 29], 10).1, [Beside, Shown, Small, Shown, Shown]);
    assert_eq!(column(&[4, 106, 16, 6], 10).1, [Small, Shown, Shown, Small]);
    // Beside a 1, a 10 would say that it is one: 11 in all, and what is hidden beside is 10 or more.
    assert_eq!(column(&[1, 10, 14, 200], 10).1, [Small, Shown, Beside, Shown]);
    assert_eq!(column(&[0, 50, 60], 10).1, [Shown, Shown, Shown]);
}

#[test]
fn what_two_nines_add_up_to_has_to_stay_unpublished() {
    let (table, fates) = column(&[9, 9], 10);
    assert_eq!(fates, [Fate::Small, Fate::Small]);
    assert_eq!(table.unpublished().count(), 1);
    let (table, _) = column(&[4, 6, 3], 10);
    assert_eq!(table.unpublished().count(), 0);
}

#[test]
fn a_total_that_is_small_itself_is_not_called_so() {
    // Six people in six cells, each of at least one.
    let (table, fates) = column(&[1, 1, 1, 1, 1, 1], 10);
    assert_eq!(fates, [Fate::Small; 6]);
    assert_eq!(table.unpublished().count(), 1);
    let (table, _) = column(&[2, 1], 10);
    assert_eq!(table.unpublished().count(), 0);
}

/// How many values each small figure takes in the tables that fit: the shown cells and totals as they are, the others in their range.
fn possible(table: &Table, highest: u32) -> Vec<(usize, usize)> {
    let range = |at: usize| -> Vec<i64> {
        let figure = table.get(at);
        match figure.fate {
            Fate::Shown => vec![figure.value as i64],
            Fate::Small => (1..table.below as i64).collect(),
            Fate::Beside => (table.below as i64..=i64::from(highest)).collect(),
            Fate::Unsaid => (1..=i64::from(highest)).collect(),
        }
    };
    let cells: Vec<usize> = (0..table.figures.len()).filter(|at| !table.get(*at).total).collect();
    let mut found: Vec<std::collections::BTreeSet<i64>> = vec![Default::default(); table.figures.len()];
    let mut values: Vec<Option<i64>> = vec![None; table.figures.len()];
    fill(table, &cells, &range, &mut values, &mut found);
    (0..table.figures.len()).filter(|at| table.get(*at).fate == Fate::Small).map(|at| (at, found[at].len())).collect()
}

fn fill(
    table: &Table,
    cells: &[usize],
    range: &dyn Fn(usize) -> Vec<i64>,
    values: &mut Vec<Option<i64>>,
    found: &mut [std::collections::BTreeSet<i64>],
) {
    let Some((cell, rest)) = cells.split_first() else {
        let mut whole = values.clone();
        for line in &table.lines {
            let total = line.last().unwrap().0;
            let sum: i64 = line[..line.len() - 1].iter().map(|(at, _)| whole[*at].unwrap()).sum();
            let fits = match table.get(total).fate {
                Fate::Shown => sum == table.get(total).value as i64,
                Fate::Small => (1..table.below as i64).contains(&sum),
                Fate::Beside => sum >= table.below as i64,
                Fate::Unsaid => sum >= 1,
            };
            if !fits {
                return;
            }
            whole[total] = Some(sum);
        }
        whole.iter().enumerate().for_each(|(at, value)| {
            found[at].insert(value.unwrap());
        });
        return;
    };
    for value in range(*cell) {
        values[*cell] = Some(value);
        fill(table, rest, range, values, found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Every small figure of a random table keeps its range, as trying all tables finds it.
    #[test]
    fn no_small_figure_can_be_worked_out(values in prop::collection::vec(prop::collection::vec(0u32..9, 2..4), 2)) {
        prop_assume!(values.iter().all(|row| row.len() == values[0].len()));
        let (mut table, cells) = crossed(&values, 4);
        prop_assert!(table.protect());
        for (row, values) in cells.iter().zip(&values) {
            for (at, value) in row.iter().zip(values) {
                let small = (1..4).contains(value);
                prop_assert_eq!(small, matches!(table.get(*at).fate, Fate::Small | Fate::Unsaid));
                prop_assert!(*value > 0 || table.get(*at).fate == Fate::Shown, "a zero is nobody");
            }
        }
        for (at, count) in possible(&table, 12) {
            prop_assert!(count >= 2, "figure {} can be worked out of {:?}", at, table);
        }
    }

    /// Nothing is hidden where nothing is small.
    #[test]
    fn large_figures_are_shown(values in prop::collection::vec(prop::collection::vec(10u32..500, 4), 1..6)) {
        let (mut table, cells) = crossed(&values, 10);
        prop_assert!(table.protect());
        prop_assert!(cells.iter().flatten().all(|at| table.get(*at).fate == Fate::Shown));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    /// Larger tables end, and hide nothing that stands in no line with a hidden figure.
    #[test]
    fn large_tables_end(values in prop::collection::vec(prop::collection::vec(0u32..60, 12), 12)) {
        let (mut table, _) = crossed(&values, 10);
        prop_assert!(table.protect());
        prop_assert!(table.exposed().is_some_and(|exposed| exposed.is_empty()));
        prop_assert!((0..table.lines.len()).all(|line| !table.tells(line)));
    }
}
