//! Bounds hold whatever the values between them are: expressions over qualified numbers are compared with the same expressions over
//! numbers drawn from between the bounds.

use crate::dice::Dice;
use dateline::data::Cell;
use dateline::{Engine, Options};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Expressions of one query, and how often each is worked out with numbers.
const EXPRESSIONS: usize = 12;
const DRAWS: usize = 40;

/// An expression over qualified numbers.
enum Tree {
    Number(f64),
    /// A qualified number: its place among the columns, and what it may be.
    Between(usize, f64, f64),
    Negate(Box<Tree>),
    /// An operator between two.
    Between2(&'static str, Box<Tree>, Box<Tree>),
    /// A function of one or two values.
    Call(&'static str, Vec<Tree>),
    /// `round(x, digits)`
    Round(Box<Tree>, i32),
    /// `if a < b then c else d`
    If(&'static str, [Box<Tree>; 4]),
}

/// The qualified numbers of a query, as they are written.
struct Leaves(Vec<(String, f64, f64)>);

fn leaves(dice: &mut Dice<'_>) -> Leaves {
    let mut number = || dice.below(40) as f64 / 2.0;
    let both = |text: String, low: f64, high: f64| (text, low, high);
    let (a, b, c, d, e) = (number(), number(), number(), number(), number());
    let open = f64::INFINITY;
    Leaves(vec![
        both(format!("up to {a:?}"), 0.0, a),
        both(format!("at least {b:?}"), b, open),
        both(format!("{c:?} to {d:?}"), c.min(d), c.max(d)),
        both(format!("about {e:?}"), e, e),
        both(format!("less than {d:?}"), 0.0, d),
    ])
}

fn tree(dice: &mut Dice<'_>, leaves: &Leaves, depth: usize) -> Tree {
    let inner = |dice: &mut Dice<'_>| Box::new(tree(dice, leaves, depth - 1));
    match if depth == 0 { dice.below(3) } else { dice.below(12) } {
        0 => Tree::Number(dice.below(20) as f64),
        1 | 2 => {
            let at = dice.below(leaves.0.len());
            Tree::Between(at, leaves.0[at].1, leaves.0[at].2)
        }
        3 => Tree::Negate(inner(dice)),
        4..=7 => {
            let op = ["+", "-", "*", "/"][dice.below(4)];
            Tree::Between2(op, inner(dice), inner(dice))
        }
        8 => Tree::Call(["abs", "floor", "ceil"][dice.below(3)], vec![*inner(dice)]),
        9 => Tree::Call(["least", "greatest", "coalesce"][dice.below(3)], vec![*inner(dice), *inner(dice)]),
        10 => Tree::Round(inner(dice), dice.below(3) as i32 - 1),
        _ => {
            let op = ["<", "<=", ">", ">=", "=", "!="][dice.below(6)];
            Tree::If(op, [inner(dice), inner(dice), inner(dice), inner(dice)])
        }
    }
}

impl Tree {
    /// As it is written, with the qualified numbers themselves or with the columns that hold them.
    fn text(&self, leaves: &Leaves, columns: bool) -> String {
        let text = |tree: &Tree| tree.text(leaves, columns);
        match self {
            Tree::Number(x) => format!("{x:?}"),
            Tree::Between(at, ..) if columns => format!("q{at}"),
            Tree::Between(at, ..) => format!("({})", leaves.0[*at].0),
            Tree::Negate(a) => format!("(-{})", text(a)),
            Tree::Between2(op, a, b) => format!("({} {op} {})", text(a), text(b)),
            Tree::Call(name, parts) => format!("{name}({})", parts.iter().map(text).collect::<Vec<_>>().join(", ")),
            Tree::Round(a, digits) => format!("round({}, {digits})", text(a)),
            Tree::If(op, [a, b, c, d]) => format!("(if {} {op} {} then {} else {})", text(a), text(b), text(c), text(d)),
        }
    }

    /// One of its values; nothing where it divides by nothing.
    fn draw(&self, below: &mut dyn FnMut(usize) -> usize) -> Option<f64> {
        Some(match self {
            Tree::Number(x) => *x,
            Tree::Between(_, low, high) => {
                let part = [0.0, 1.0, 0.5, 0.25][below(4)];
                let high = if high.is_finite() { *high } else { low + [0.0, 3.0, 1000.0][below(3)] };
                low + (high - low) * part
            }
            Tree::Negate(a) => -a.draw(below)?,
            Tree::Between2(op, a, b) => {
                let (a, b) = (a.draw(below)?, b.draw(below)?);
                match *op {
                    "+" => a + b,
                    "-" => a - b,
                    "*" => a * b,
                    _ if b == 0.0 => return None,
                    _ => a / b,
                }
            }
            Tree::Call(name, parts) => {
                let values: Vec<f64> = parts.iter().map(|part| part.draw(below)).collect::<Option<_>>()?;
                match *name {
                    "abs" => values[0].abs(),
                    "floor" => values[0].floor(),
                    "ceil" => values[0].ceil(),
                    "least" => values[0].min(values[1]),
                    "greatest" => values[0].max(values[1]),
                    _ => values[0],
                }
            }
            Tree::Round(a, digits) => {
                let step = 10f64.powi(-digits);
                let x = a.draw(below)?;
                (x / step).round() * step
            }
            Tree::If(op, [a, b, c, d]) => {
                let (a, b, c, d) = (a.draw(below)?, b.draw(below)?, c.draw(below)?, d.draw(below)?);
                if holds(op, a, b) { c } else { d }
            }
        })
    }
}

fn holds(op: &str, a: f64, b: f64) -> bool {
    match op {
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        ">=" => a >= b,
        "=" => a == b,
        _ => a != b,
    }
}

/// Whether a number can be what a cell says.
fn fits(cell: Cell<'_>, x: f64) -> bool {
    let near = |bound: f64| 1e-9 * bound.abs().max(x.abs()).max(1.0);
    let (low, high) = match cell {
        Cell::Int(n) => (n as f64, n as f64),
        Cell::Float(value) => (value, value),
        Cell::Bounds(bounds) => (
            bounds.low.or(bounds.best.filter(|_| bounds.about)).unwrap_or(f64::NEG_INFINITY),
            bounds.high.or(bounds.best.filter(|_| bounds.about)).unwrap_or(f64::INFINITY),
        ),
        _ => return true,
    };
    low - near(low) <= x && x <= high + near(high)
}

fn check(rolls: &[u16]) -> Result<(), TestCaseError> {
    let mut dice = Dice::new(rolls);
    let leaves = leaves(&mut dice);
    let trees: Vec<Tree> = (0..EXPRESSIONS).map(|_| tree(&mut dice, &leaves, 3)).collect();
    let folder = tempfile::tempdir().map_err(|e| TestCaseError::fail(e.to_string()))?;
    let path = folder.path().join("t.csv");
    std::fs::write(&path, "k\n1\n2\n").map_err(|e| TestCaseError::fail(e.to_string()))?;
    let mut engine = Engine::open(&[path], Options::default()).map_err(|e| TestCaseError::fail(e.to_string()))?;
    // There are more draws than rolls (Knuth's linear congruential generator).
    let mut state: u64 = rolls.iter().fold(1, |all, roll| all.wrapping_mul(31).wrapping_add(u64::from(*roll)));
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    for columns in [false, true] {
        let held = leaves.0.iter().enumerate().map(|(at, (text, ..))| format!("q{at} = {text}"));
        let derived = trees.iter().enumerate().map(|(at, tree)| format!("e{at} = {}", tree.text(&leaves, columns)));
        let query = format!("t derive {} show e*", held.chain(derived).collect::<Vec<_>>().join(", "));
        let answer = engine.query(&query).map_err(|e| TestCaseError::fail(format!("{query}\n{e}")))?;
        for (at, tree) in trees.iter().enumerate() {
            let draws = (0..DRAWS).filter_map(|_| tree.draw(&mut below));
            for x in draws.filter(|x| x.is_finite()) {
                let cell = answer.rows.cell(0, at);
                let text = tree.text(&leaves, false);
                proptest::prop_assert!(fits(cell, x), "{text} is said to be {cell:?} and can be {x}");
            }
        }
    }
    Ok(())
}

#[test]
fn bounds_hold_whatever_the_values_are() {
    let config = Config { cases: 40, max_shrink_iters: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]));
    let rolls = proptest::collection::vec(proptest::num::u16::ANY, 100..900);
    let outcome = runner.run(&rolls, |rolls| check(&rolls));
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
