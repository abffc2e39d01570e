//! Expressions over qualified values: worked out row by row as extents, from the values of their columns.
//!
//! An expression becomes a tree over inputs, which are expressions of the engine. However deep the tree, the engine sees one function
//! of these inputs: expressions for the lowest and the highest value of each part would double with every operation.

use super::call;
use super::interval::{Interval, operation, order};
use super::lowering::{Lowering, column, dtype, literal};
use super::probe::{Counter, Possible, counting_possible};
use crate::base::bounds::{Bounds, Operation};
use crate::base::extent::Extent;
use crate::base::names::bounds_of;
use crate::base::{Type, Value};
use crate::plan::time::PART;
use crate::plan::{Expr, ExprKind, Function};
use crate::syntax::ast::Comparison;
use polars::prelude::{
    Column, DataType, Expr as Pl, Field, Float64Chunked, IntoColumn, NewChunkedArray, PolarsResult, StringChunked, lit, when,
};
use std::sync::Arc;

/// An expression over inputs, by their places.
enum Tree {
    /// A number that is what it is.
    Exact(usize),
    /// The best, lowest and highest value of a column, and whether it is near: four inputs.
    Column(usize),
    /// A number that is written out.
    Literal(Bounds),
    Combined(Operation, [bool; 2], Box<[Tree; 2]>),
    Negate(Box<Tree>),
    /// The first where a condition is certain, either where it is possible, else the second: two inputs.
    If(usize, Box<[Tree; 2]>),
    /// A function of `Function::carries_bounds`, with the digits of `round`.
    Call(Function, i64, Vec<Tree>),
}

/// The inputs of a tree in one row.
struct Row<'a>(&'a [Float64Chunked], usize);

impl Row<'_> {
    fn get(&self, input: usize) -> Option<f64> {
        let values = self.0.get(input)?;
        values.get(if values.len() == 1 { 0 } else { self.1 })
    }

    fn holds(&self, input: usize) -> bool {
        self.get(input) == Some(1.0)
    }
}

impl Tree {
    /// What the expression can be; nothing where nothing is known.
    fn extent(&self, row: &Row<'_>) -> Option<Extent> {
        match self {
            Tree::Exact(input) => row.get(*input).map(Extent::exact),
            Tree::Column(first) => Extent::of(&Bounds {
                best: row.get(*first),
                low: row.get(first + 1),
                high: row.get(first + 2),
                about: row.holds(first + 3),
            }),
            Tree::Literal(bounds) => Extent::of(bounds),
            Tree::Combined(op, signed, sides) => {
                let [a, b] = &**sides;
                Extent::combined(*op, a.extent(row)?, b.extent(row)?, *signed)
            }
            Tree::Negate(inner) => inner.extent(row).map(Extent::negated),
            Tree::If(test, branches) => {
                let [yes, no] = &**branches;
                match (row.holds(*test), row.holds(test + 1)) {
                    (true, _) => yes.extent(row),
                    (false, true) => Some(Extent::either(yes.extent(row)?, no.extent(row)?)),
                    (false, false) => no.extent(row),
                }
            }
            Tree::Call(function, digits, parts) => {
                let mut known = parts.iter().filter_map(|part| part.extent(row));
                match function {
                    Function::Least => Extent::extreme(&known.collect::<Vec<_>>(), f64::min),
                    Function::Greatest => Extent::extreme(&known.collect::<Vec<_>>(), f64::max),
                    Function::Abs => known.next().map(Extent::absolute),
                    Function::Floor => known.next().map(|x| x.map(f64::floor)),
                    Function::Ceil => known.next().map(|x| x.map(f64::ceil)),
                    Function::Round => known.next().map(|x| x.map(|x| rounded(x, *digits))),
                    // The first known value; `number` of a number is the number.
                    _ => known.next(),
                }
            }
        }
    }
}

/// A number rounded as `round` does, halves away from zero.
fn rounded(x: f64, digits: i64) -> f64 {
    let step = 10f64.powi(digits.clamp(-300, 15) as i32);
    if x.is_finite() { (x * step).round() / step } else { x }
}

/// What is asked of a comparison of two extents.
#[derive(Clone, Copy)]
struct Compared {
    op: Comparison,
    possibly: bool,
    three_valued: bool,
}

impl Compared {
    fn of(self, a: Option<Extent>, b: Option<Extent>) -> Option<bool> {
        let (Some(a), Some(b)) = (a, b) else {
            let both = a.is_none() && b.is_none();
            let two_valued = match self.op {
                Comparison::Equal => both,
                Comparison::NotEqual => !both,
                _ => false,
            };
            return (!self.three_valued).then_some(two_valued);
        };
        let equal = a.is_exact() && b.is_exact() && a.low == b.low;
        let touching = a.low <= b.high && b.low <= a.high;
        let (certain, possible) = match self.op {
            Comparison::Equal => (equal, touching),
            Comparison::NotEqual => (!touching, !equal),
            Comparison::Less => (a.high < b.low, a.low < b.high),
            Comparison::LessEqual => (a.high <= b.low, a.low <= b.high),
            Comparison::Greater => (a.low > b.high, a.high > b.low),
            Comparison::GreaterEqual => (a.low >= b.high, a.high >= b.low),
        };
        Some(if self.possibly { possible } else { certain })
    }
}

/// A function of the inputs of each row.
fn each_row(inputs: &[Pl], give: impl Fn(&Row<'_>) -> Option<f64> + Send + Sync + 'static) -> Pl {
    let [first, others @ ..] = inputs else {
        // Without inputs it is the same in all rows.
        return give(&Row(&[], 0)).map_or_else(|| literal(&Value::Unknown, Type::Float), lit);
    };
    let run = move |columns: &mut [Column]| {
        let inputs: Vec<Float64Chunked> = columns.iter().map(|c| c.f64().cloned()).collect::<PolarsResult<_>>()?;
        let height = inputs.iter().map(|values| values.len()).find(|n| *n != 1).unwrap_or(1);
        let values = (0..height).map(|at| give(&Row(&inputs, at)));
        Ok(Float64Chunked::from_iter_options(columns[0].name().clone(), values).into_column())
    };
    first.clone().map_many(run, others, |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Float64)))
}

impl Lowering<'_> {
    /// The bounds of a value, if it has some.
    pub fn interval(&mut self, expr: &Expr) -> Option<Interval> {
        self.is_bounded(expr).then(|| self.bounds_of(expr))
    }

    /// The bounds of a value; of one that is exact, the value itself.
    pub fn bounds_of(&mut self, expr: &Expr) -> Interval {
        let off = std::mem::replace(&mut self.probes.off, true);
        let (tree, inputs) = self.rooted(expr);
        self.probes.off = off;
        let part = |take: fn(Extent) -> f64| {
            let tree = tree.clone();
            each_row(&inputs, move |row| tree.extent(row).map(take))
        };
        let about = part(|extent| f64::from(u8::from(extent.about)));
        Interval {
            low: part(|extent| extent.low),
            high: part(|extent| extent.high),
            about: about.eq(lit(1.0)).fill_null(lit(false)),
        }
    }

    /// The best value of an expression with bounds, where it has one.
    pub fn best_of(&mut self, expr: &Expr) -> Pl {
        let (tree, inputs) = self.rooted(expr);
        each_row(&inputs, move |row| tree.extent(row).and_then(|extent| extent.best)).cast(dtype(expr.ty))
    }

    /// A value with its bounds as text; unknown where nothing is known.
    pub fn as_text(&mut self, expr: &Expr) -> Pl {
        let (best, interval) = (self.value(expr).cast(DataType::Float64), self.bounds_of(expr));
        let run = |columns: &mut [Column]| {
            let (best, low, high) = (columns[0].f64()?, columns[1].f64()?, columns[2].f64()?);
            let closed = |bound: Option<f64>| bound.filter(|bound| bound.is_finite());
            let texts = (0..best.len()).map(|row| {
                let (low, high) = (low.get(row)?, high.get(row));
                let (low, high) = (closed(Some(low)), closed(high));
                let exact = best.get(row).filter(|best| low == Some(*best) && high == Some(*best));
                let (low, high) = if exact.is_some() { (None, None) } else { (low, high) };
                let about = columns[3].bool().is_ok_and(|about| about.get(row) == Some(true));
                // In a list a comma parts the values.
                Some(Bounds { best: best.get(row), low, high, about }.to_string().replace(',', ""))
            });
            Ok(StringChunked::from_iter_options(columns[0].name().clone(), texts).into_column())
        };
        let parts = [interval.low, interval.high, interval.about];
        best.map_many(run, &parts, |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::String)))
    }

    /// By what a value is ordered: its best, else the middle of its bounds, else the one bound it has.
    pub fn ordered(&mut self, expr: &Expr) -> Pl {
        let value = self.value(expr);
        match self.interval(expr) {
            Some(interval) => order(value.cast(DataType::Float64), interval.low, interval.high),
            None => value,
        }
    }

    /// Whether something is known of a value: itself, or a bound.
    pub fn is_known(&mut self, expr: &Expr) -> Pl {
        self.least(expr).is_not_null()
    }

    /// Whether nothing is known of a value.
    pub fn is_unknown(&mut self, expr: &Expr) -> Pl {
        self.least(expr).is_null()
    }

    /// The lowest a value can be: null only where nothing is known of it.
    fn least(&mut self, expr: &Expr) -> Pl {
        match self.interval(expr) {
            Some(interval) => interval.low,
            None => self.value(expr),
        }
    }

    /// Whether a value has bounds of its own.
    pub fn is_bounded(&self, expr: &Expr) -> bool {
        self.known.has_bounds(expr)
    }

    /// An expression as a tree, and its inputs.
    fn rooted(&mut self, expr: &Expr) -> (Arc<Tree>, Vec<Pl>) {
        let mut inputs = Vec::new();
        let tree = self.tree(expr, &mut inputs);
        (Arc::new(tree), inputs)
    }

    fn tree(&mut self, expr: &Expr, inputs: &mut Vec<Pl>) -> Tree {
        let mut input = |values: &[Pl]| {
            inputs.extend(values.iter().map(|value| value.clone().cast(DataType::Float64)));
            inputs.len() - values.len()
        };
        match &expr.kind {
            // What a part of a row holds is an estimate.
            ExprKind::Column(name) if name == PART => {
                let nothing = || literal(&Value::Unknown, Type::Float);
                Tree::Column(input(&[column(PART), nothing(), nothing(), column(PART).lt(lit(1.0))]))
            }
            ExprKind::Column(name) if self.known.is_bounded(name) => {
                let [low, high, about] = bounds_of(name).map(|name| column(&name));
                Tree::Column(input(&[column(name), low, high, about]))
            }
            ExprKind::Literal(Value::Bounded(bounds)) => Tree::Literal(*bounds),
            ExprKind::Literal(Value::Int(n)) => Tree::Literal(exactly(*n as f64)),
            ExprKind::Literal(Value::Float(x)) => Tree::Literal(exactly(*x)),
            _ if !self.is_bounded(expr) => Tree::Exact(input(&[self.value(expr)])),
            ExprKind::Negate(inner) => Tree::Negate(Box::new(self.tree(inner, inputs))),
            ExprKind::Convert(inner) => self.tree(inner, inputs),
            ExprKind::Arithmetic(op, a, b) => {
                let signed = [a, b].map(|side| self.known.is_signed(side));
                Tree::Combined(operation(*op), signed, Box::new([self.tree(a, inputs), self.tree(b, inputs)]))
            }
            ExprKind::If(test, yes, no) => {
                let (certain, possible) = self.both_ways(test);
                let test = input(&[certain, possible]);
                Tree::If(test, Box::new([self.tree(yes, inputs), self.tree(no, inputs)]))
            }
            ExprKind::Call(function, arguments) => {
                let digits = arguments.get(1).filter(|_| *function == Function::Round).map_or(0, call::whole_number);
                let values = if *function == Function::Round { arguments.get(..1).unwrap_or_default() } else { arguments };
                Tree::Call(*function, digits, values.iter().map(|value| self.tree(value, inputs)).collect())
            }
            _ => Tree::Exact(input(&[self.value(expr)])),
        }
    }

    /// A comparison of bounded values: true where it is certain, or where it is possible when that is asked for.
    pub fn compare_bounds(&mut self, op: Comparison, left: &Expr, right: &Expr) -> Option<Pl> {
        if !(self.is_bounded(left) || self.is_bounded(right)) {
            return None;
        }
        let mut inputs = Vec::new();
        let (a, b) = (self.tree(left, &mut inputs), self.tree(right, &mut inputs));
        let compared = Compared { op, possibly: self.possibly, three_valued: self.three_valued };
        let holds = move |row: &Row<'_>| compared.of(a.extent(row), b.extent(row)).map(|holds| f64::from(u8::from(holds)));
        Some(each_row(&inputs, holds).eq(lit(1.0)))
    }

    /// `if` over other values than numbers, on a condition that may be possible alone: then there is no one value.
    pub fn chosen_by_bounds(&mut self, test: &Expr, yes: &Expr, no: &Expr, ty: Type) -> Pl {
        let (certain, possible) = self.both_ways(test);
        let (yes, no) = (self.value_where(certain.clone(), yes), self.value_where(possible.clone().not(), no));
        when(certain).then(yes).when(possible).then(literal(&Value::Unknown, ty)).otherwise(no)
    }

    /// Where a condition is certain, and where it is possible. Conversions in it are not counted again.
    pub fn both_ways(&mut self, test: &Expr) -> (Pl, Pl) {
        let off = std::mem::replace(&mut self.probes.off, true);
        let three_valued = std::mem::replace(&mut self.three_valued, false);
        let forms = [false, true].map(|possibly| self.as_possible(possibly, test));
        self.three_valued = three_valued;
        self.probes.off = off;
        let [certain, possible] = forms;
        (certain, possible)
    }

    /// A condition that holds where it is possible, or where it is certain.
    pub fn as_possible(&mut self, possibly: bool, test: &Expr) -> Pl {
        let outer = std::mem::replace(&mut self.possibly, possibly);
        let form = self.condition(test);
        self.possibly = outer;
        form
    }

    /// What a filter keeps, which counts the rows of whose condition the bounds of values say that it is certain or only possible.
    pub fn counting_bounds(&mut self, keep: Pl, condition: &Expr) -> Pl {
        if !self.known.rests_on_bounds(condition) {
            return keep;
        }
        let (kept, asked) = match &condition.kind {
            ExprKind::Possibly(inner) => (true, &**inner),
            _ => (false, condition),
        };
        let bounded = asked.columns().into_iter().filter(|name| self.known.is_bounded(name));
        let probe = Possible {
            columns: bounded.map(str::to_string).collect(),
            kept,
            certain: Counter::default(),
            possible: Counter::default(),
        };
        self.probes.possible.push(probe.clone());
        let (certain, possible) = self.both_ways(asked);
        counting_possible(keep, [certain, possible], &self.guard, probe)
    }
}

fn exactly(x: f64) -> Bounds {
    Bounds { best: Some(x), low: None, high: None, about: false }
}
