//! Random tables, joined by the engine and by two plain loops.

use crate::tables;
use dateline::base::Day;

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A row: its key, a number that may be a key too, its first and last day.
#[derive(Clone)]
struct Row {
    key: Option<&'static str>,
    number: Option<u64>,
    days: Option<(i32, i32)>,
}

const KEYS: [&str; 4] = ["a", "b", "c", "Ā d"];
/// 2025-04-01.
const FIRST: i32 = 20_179;

fn table(dice: &mut Dice) -> Vec<Row> {
    let rows = dice.below(9);
    (0..rows)
        .map(|_| {
            let start = FIRST + dice.below(8) as i32;
            Row {
                key: Some(KEYS[dice.below(4) as usize]).filter(|_| dice.below(5) > 0),
                number: Some(dice.below(2)).filter(|_| dice.below(6) > 0),
                days: Some((start, start + dice.below(4) as i32)).filter(|_| dice.below(7) > 0),
            }
        })
        .collect()
}

/// The table as a file, with a row that fixes the types of its columns and is never kept.
fn csv(rows: &[Row]) -> String {
    let mut text = String::from("id,k,y,start,end\n");
    for (id, row) in rows.iter().enumerate() {
        let key = row.key.unwrap_or("");
        let number = row.number.map_or(String::new(), |n| n.to_string());
        let days = row.days.map_or(",".to_string(), |(start, end)| format!("{},{}", Day(start), Day(end)));
        text += &format!("{id},{key},{number},{days}\n");
    }
    text + "999,zz,99,1999-01-01,1999-01-02\n"
}

fn equal(a: &Row, b: &Row, keys: usize) -> bool {
    let key = a.key.is_some() && a.key == b.key;
    key && (keys == 1 || (a.number.is_some() && a.number == b.number))
}

fn share(a: &Row, b: &Row) -> bool {
    a.days.zip(b.days).is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1)
}

/// The numbers of rows here and of their matches there.
type Pairs = Vec<(usize, Option<usize>)>;

/// What a join gives, or that it finds two rows where one is asked for.
fn naive(how: &str, days: bool, keys: usize, left: &[Row], right: &[Row]) -> Result<Pairs, ()> {
    let mut pairs = Vec::new();
    for (at, row) in left.iter().enumerate() {
        let mut found: Vec<usize> =
            (0..right.len()).filter(|other| equal(row, &right[*other], keys) && (!days || share(row, &right[*other]))).collect();
        if how == "lookup latest" {
            let day = |other: &usize| right[*other].days.map(|(_, end)| end);
            found.retain(|other| day(other).zip(row.days).is_some_and(|(there, (_, here))| there <= here));
            let newest = found.iter().filter_map(day).max();
            found.retain(|other| day(other) == newest);
        }
        match how {
            "join" => pairs.extend(found.iter().map(|other| (at, Some(*other)))),
            "with" => pairs.extend((!found.is_empty()).then_some((at, None))),
            "without" => pairs.extend(found.is_empty().then_some((at, None))),
            _ if found.len() > 1 => return Err(()),
            _ => pairs.push((at, found.first().copied())),
        }
    }
    Ok(pairs)
}

#[test]
fn joins_are_what_two_loops_find() {
    let mut dice = Dice(7);
    let (mut failed, mut matched) = (0, 0);
    for round in 0..40 {
        let (left, right) = (table(&mut dice), table(&mut dice));
        let t = tables(&[("t", &csv(&left)), ("u", &csv(&right))]);
        for how in ["join", "lookup", "lookup latest", "with", "without"] {
            for (days, keys) in [(false, 1), (false, 2), (true, 1), (true, 2)] {
                if days && how == "lookup latest" {
                    continue;
                }
                let overlapping = if days { " overlapping" } else { "" };
                let on = ["k", "k, y"][keys - 1];
                let shown = if how.starts_with("with") { "id" } else { "id, u.id" };
                let query = format!("t where id != 999 {how} u{overlapping} on {on} show {shown}");
                let Ok(pairs) = naive(how, days, keys, &left, &right) else {
                    assert!(t.faults(&query)[0].starts_with("E0801"), "{round}: {query}");
                    failed += 1;
                    continue;
                };
                let line = |(a, b): &(usize, Option<usize>)| match shown {
                    "id" => a.to_string(),
                    _ => format!("{a},{}", b.map_or(String::new(), |b| b.to_string())),
                };
                let expected = pairs.iter().map(line).collect::<Vec<_>>().join("; ");
                assert_eq!(t.ask(&query), expected, "{round}: {query}\n{}\n{}", csv(&left), csv(&right));
                matched += pairs.len();
            }
        }
    }
    assert!(failed > 10 && matched > 700, "{failed} refused, {matched} rows");
}
