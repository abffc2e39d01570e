//! What is known of columns at a point of a plan without looking at the rows: whether values can be unknown, and bounds of whole numbers.

use crate::base::{Type, Value};
use crate::data::store::TableData;
use crate::plan::time::PART;
use crate::plan::{Expr, ExprKind, Function};
use crate::syntax::ast::Arithmetic;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of each column. A column that is not listed may hold anything.
#[derive(Clone, Debug, Default)]
pub struct Known {
    columns: BTreeMap<String, ColumnKnown>,
    /// The columns whose values have bounds.
    bounded: BTreeSet<String>,
    /// Columns with bounds that are differences: where their lower side is open they may be less than none.
    signed: BTreeSet<String>,
    /// The columns of which some cells are not shown, in hidden columns beside them.
    marked: BTreeSet<String>,
    /// The columns that count something: declared to, so that no value can be negative whatever their bounds.
    counts: BTreeSet<String>,
    /// The most rows there can be.
    pub rows: Option<u64>,
    /// Whether the rows are those of several tables. The engine cannot count them as they are: it adds up the heights of the parts in a
    /// type that it has no sums for.
    pub united: bool,
    /// The hidden columns that say which rows of other tables a row is from. They go along with every row.
    pub numbered: BTreeSet<String>,
}

/// What is known of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ColumnKnown {
    /// No value is unknown.
    pub all_known: bool,
    /// Bounds of a whole number.
    pub bounds: Option<(i64, i64)>,
}

impl Known {
    /// What the store knows of a table.
    pub fn of_table(table: &TableData) -> Known {
        let column =
            |facts: &crate::data::store::ColumnFacts| ColumnKnown { all_known: facts.unknown == Some(0), bounds: facts.bounds };
        Known {
            columns: table.facts.iter().map(|(name, facts)| (name.clone(), column(facts))).collect(),
            bounded: table.bounded.iter().cloned().collect(),
            signed: BTreeSet::new(),
            marked: BTreeSet::new(),
            counts: table.counts.iter().cloned().collect(),
            rows: table.rows,
            ..Known::default()
        }
    }

    /// Nothing but the most rows there can be.
    pub fn of_rows(rows: Option<u64>) -> Known {
        Known { rows, ..Known::default() }
    }

    /// What is known of a column.
    pub fn get(&self, name: &str) -> ColumnKnown {
        self.columns.get(name).copied().unwrap_or_default()
    }

    /// Sets what is known of a column, which is a new one.
    pub fn set(&mut self, name: &str, known: ColumnKnown) {
        self.columns.insert(name.to_string(), known);
        self.counts.remove(name);
    }

    /// Says that no value of a column can be negative.
    pub fn set_counts(&mut self, name: &str) {
        self.counts.insert(name.to_string());
    }

    /// Whether values of a column have bounds.
    pub fn is_bounded(&self, name: &str) -> bool {
        self.bounded.contains(name)
    }

    /// The columns whose values have bounds.
    pub fn bounded(&self) -> impl Iterator<Item = &String> {
        self.bounded.iter()
    }

    /// The columns of which some cells are not shown.
    pub fn marked(&self) -> impl Iterator<Item = &String> {
        self.marked.iter()
    }

    /// Nothing but the bounds, behind a step that takes values away from these columns.
    pub fn with_marks(&self, marked: &[String]) -> Known {
        Known { bounded: self.bounded.clone(), marked: marked.iter().cloned().collect(), ..Known::of_rows(self.rows) }
    }

    /// Says whether values of a column have bounds.
    pub fn set_bounded(&mut self, name: &str, bounded: bool) {
        if bounded {
            self.bounded.insert(name.to_string());
        } else {
            self.bounded.remove(name);
        }
    }

    /// Whether a value with an open lower side may be less than none: counts are not, differences are.
    pub fn is_signed(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Column(name) => self.signed.contains(name),
            ExprKind::Negate(_) | ExprKind::Arithmetic(Arithmetic::Subtract, ..) => true,
            ExprKind::Call(Function::Abs, _) => false,
            _ => expr.operands().into_iter().any(|operand| self.is_signed(operand)),
        }
    }

    /// Says whether values of a column may be less than none.
    pub fn set_signed(&mut self, name: &str, signed: bool) {
        if signed {
            self.signed.insert(name.to_string());
        } else {
            self.signed.remove(name);
        }
    }

    /// The same knowledge under other names; columns without a new name are forgotten.
    pub fn renamed(&self, names: &[(String, String)]) -> Known {
        let now =
            |set: &BTreeSet<String>| names.iter().filter(|(old, _)| set.contains(old)).map(|(_, new)| new.clone()).collect();
        Known {
            columns: names.iter().map(|(old, new)| (new.clone(), self.get(old))).collect(),
            bounded: now(&self.bounded),
            signed: now(&self.signed),
            marked: now(&self.marked),
            counts: now(&self.counts),
            rows: self.rows,
            numbered: self.numbered.clone(),
            united: self.united,
        }
    }

    /// Whether a number cannot be negative: it counts something, or is made of such numbers.
    pub fn is_count(&self, expr: &Expr) -> bool {
        if !expr.ty.is_number() {
            return false;
        }
        let bounds = self.bounds(expr);
        match &expr.kind {
            _ if bounds.is_some() => bounds.is_some_and(|(low, _)| low >= 0),
            ExprKind::Column(name) => self.counts.contains(name) || name == PART,
            ExprKind::Literal(Value::Float(x)) => *x >= 0.0,
            ExprKind::Literal(Value::Bounded(bounds)) => bounds.low.or(bounds.best).is_some_and(|low| low >= 0.0),
            ExprKind::Convert(a) => self.is_count(a),
            ExprKind::Arithmetic(op, a, b) => *op != Arithmetic::Subtract && self.is_count(a) && self.is_count(b),
            ExprKind::If(_, a, b) => self.is_count(a) && self.is_count(b),
            ExprKind::Call(Function::Abs, _) => true,
            ExprKind::Call(Function::Round | Function::Floor | Function::Ceil, args) => {
                args.first().is_some_and(|a| self.is_count(a))
            }
            ExprKind::Call(Function::Coalesce, args) => args.iter().all(|a| self.is_count(a)),
            _ => false,
        }
    }

    /// Whether a value can be unknown. Conditions never are, unless bounds leave them open.
    pub fn can_be_unknown(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Column(name) => !self.get(name).all_known,
            ExprKind::Literal(Value::Bounded(bounds)) => bounds.best.is_none(),
            ExprKind::Literal(value) => *value == Value::Unknown,
            _ if expr.ty == Type::Bool && !matches!(expr.kind, ExprKind::Call(..) | ExprKind::If(..)) => {
                self.rests_on_bounds(expr)
            }
            ExprKind::Arithmetic(Arithmetic::Divide, _, b) if !is_nonzero(b) => true,
            ExprKind::Call(Function::Least | Function::Greatest | Function::Coalesce, _) if self.has_bounds(expr) => true,
            ExprKind::Call(function, arguments) => match function {
                Function::Coalesce => arguments.iter().all(|a| self.can_be_unknown(a)),
                f if may_fail(*f) => true,
                _ => arguments.iter().any(|a| self.can_be_unknown(a)),
            },
            ExprKind::If(test, a, b) => self.can_be_unknown(a) || self.can_be_unknown(b) || self.rests_on_bounds(test),
            _ => expr.operands().iter().any(|operand| self.can_be_unknown(operand)),
        }
    }

    /// Whether a value has bounds of its own, which arithmetic and some functions carry on.
    pub fn has_bounds(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Column(name) => self.is_bounded(name) || name == PART,
            ExprKind::Literal(value) => matches!(value, Value::Bounded(_)),
            _ if !expr.ty.is_number() => false,
            ExprKind::Negate(_) | ExprKind::Convert(_) | ExprKind::Arithmetic(..) => {
                expr.operands().into_iter().any(|operand| self.has_bounds(operand))
            }
            ExprKind::If(test, a, b) => self.has_bounds(a) || self.has_bounds(b) || self.rests_on_bounds(test),
            ExprKind::Call(function, arguments) => function.carries_bounds() && arguments.iter().any(|a| self.has_bounds(a)),
            _ => false,
        }
    }

    /// Whether a condition compares values with bounds, so that it may be possible without being certain.
    pub fn rests_on_bounds(&self, condition: &Expr) -> bool {
        let mut rests = false;
        condition.walk(&mut |part| {
            if matches!(part.kind, ExprKind::Compare(..) | ExprKind::In(..)) {
                rests |= part.operands().into_iter().any(|operand| self.has_bounds(operand));
            }
        });
        rests
    }

    /// Bounds of a whole number, if they are known and the arithmetic behind them cannot overflow.
    pub fn bounds(&self, expr: &Expr) -> Option<(i64, i64)> {
        match &expr.kind {
            ExprKind::Column(name) => self.get(name).bounds,
            ExprKind::Literal(Value::Int(n)) => Some((*n, *n)),
            ExprKind::Negate(a) => {
                let (low, high) = self.bounds(a)?;
                Some((high.checked_neg()?, low.checked_neg()?))
            }
            ExprKind::Arithmetic(op, a, b) => combined(*op, self.bounds(a)?, self.bounds(b)?),
            ExprKind::If(_, a, b) => {
                let (a, b) = (self.bounds(a)?, self.bounds(b)?);
                Some((a.0.min(b.0), a.1.max(b.1)))
            }
            ExprKind::Call(Function::Abs, args) => {
                let (low, high) = self.bounds(args.first()?)?;
                Some((0, low.checked_neg()?.max(high)))
            }
            ExprKind::Call(Function::Year | Function::DaysBetween | Function::Days, _) => Some((-10_000_000, 10_000_000)),
            ExprKind::Call(Function::Length, _) => Some((0, 1 << 40)),
            ExprKind::Call(f, _) if is_small_part(*f) => Some((0, 366)),
            _ => None,
        }
    }

    /// Whether a sum of so many values cannot overflow.
    pub fn sum_fits(&self, expr: &Expr) -> bool {
        let (Some((low, high)), Some(rows)) = (self.bounds(expr), self.rows) else { return false };
        let most = i128::from(low.unsigned_abs().max(high.unsigned_abs()));
        most * i128::from(rows) <= i128::from(i64::MAX)
    }
}

fn combined(op: Arithmetic, a: (i64, i64), b: (i64, i64)) -> Option<(i64, i64)> {
    let with = |f: fn(i64, i64) -> Option<i64>| {
        let ends = [f(a.0, b.0)?, f(a.0, b.1)?, f(a.1, b.0)?, f(a.1, b.1)?];
        Some((*ends.iter().min()?, *ends.iter().max()?))
    };
    match op {
        Arithmetic::Add => with(i64::checked_add),
        Arithmetic::Subtract => with(i64::checked_sub),
        Arithmetic::Multiply => with(i64::checked_mul),
        Arithmetic::Divide => None,
    }
}

/// A literal that is not zero.
fn is_nonzero(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Literal(Value::Int(n)) => n != 0,
        ExprKind::Literal(Value::Float(x)) => x != 0.0,
        _ => false,
    }
}

/// Functions that give unknown for some known arguments.
fn may_fail(function: Function) -> bool {
    use Function::*;
    matches!(function, Split | Extract | Log | Sqrt | Mod | Number | Date | Bool)
}

fn is_small_part(function: Function) -> bool {
    use Function::*;
    matches!(function, Quarter | Month | Week | Day | Weekday)
}
