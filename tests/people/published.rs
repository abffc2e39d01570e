//! What a reader of several protected answers of one table can work out: every table that fits them is tried.

use super::{cells, engine, said};
use proptest::prelude::*;

/// Numbers from 1 up to below this are hidden.
const BELOW: i64 = 4;
/// More than any cell that is hidden beside another has.
const MOST: i64 = 10;

/// What a printed cell says of its number.
fn range(cell: &str) -> (i64, i64) {
    match cell {
        "<4" => (1, BELOW - 1),
        "hidden" => (BELOW, i64::MAX),
        number => number.parse().map(|number| (number, number)).expect("a number"),
    }
}

fn printed(answer: &dateline::Answer) -> Vec<(i64, i64)> {
    cells(answer).split("; ").map(|row| range(row.rsplit(',').next().unwrap_or_default())).collect()
}

/// Tries every table of rows and columns that fits; what each cell was.
fn tried(cells: &[(i64, i64)], fits: &dyn Fn(&[i64]) -> bool) -> Vec<std::collections::BTreeSet<i64>> {
    let mut found = vec![std::collections::BTreeSet::new(); cells.len()];
    let mut values: Vec<i64> = cells.iter().map(|(low, _)| *low).collect();
    loop {
        if fits(&values) {
            values.iter().zip(&mut found).for_each(|(value, found)| {
                found.insert(*value);
            });
        }
        let Some(at) = (0..values.len()).find(|at| values[*at] < cells[*at].1.min(MOST)) else { return found };
        values[at] += 1;
        (0..at).for_each(|before| values[before] = cells[before].0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// The table, the totals over each key and the total of all, each protected by itself, do not give a small cell away, unless
    /// the table says that a total must not stand beside it.
    #[test]
    fn protected_answers_do_not_give_each_other_away(values in prop::collection::vec(0i64..10, 6)) {
        let csv = values.iter().enumerate().fold(String::from("a,b,n\n"), |csv, (at, n)| csv + &format!("r{},c{},{n}\n", at / 3, at % 3));
        let (_folder, mut engine) = engine(&csv, "");
        let mut ask = |by: &str| engine.query(&format!("t sum n {by} protect {BELOW}")).expect("an answer");
        let table = ask("by a, b");
        prop_assume!(!said(&table).iter().any(|line| line.contains("not to be published")));
        let (rows, columns, all) = (printed(&ask("by a")), printed(&ask("by b")), printed(&ask("")));
        let within = |value: i64, (low, high): (i64, i64)| low <= value && value <= high;
        let fits = |cells: &[i64]| {
            (0..2).all(|row| within(cells[3 * row..3 * row + 3].iter().sum(), rows[row]))
                && (0..3).all(|column| within(cells[column] + cells[3 + column], columns[column]))
                && within(cells.iter().sum(), all[0])
        };
        let cells = printed(&table);
        for ((value, cell), found) in values.iter().zip(&cells).zip(tried(&cells, &fits)) {
            prop_assert!(within(*value, *cell));
            prop_assert_eq!((1..BELOW).contains(value), *cell == (1, BELOW - 1), "{}", value);
            if *cell == (1, BELOW - 1) {
                prop_assert!(found.len() > 1, "{} can be worked out of {:?}", value, cells);
            }
        }
    }
}
