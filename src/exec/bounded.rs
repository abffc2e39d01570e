//! Expressions over qualified values: their bounds, and conditions that are certain or only possible.

use super::call;
use super::interval::Interval;
use super::lowering::{Lowering, divided, dtype, literal};
use super::probe::{Counter, Possible, counting_possible};
use crate::base::{Type, Value};
use crate::plan::{Expr, ExprKind, Function};
use crate::syntax::ast::Comparison;
use polars::prelude::{Expr as Pl, RoundMode, lit, when};

impl Lowering<'_> {
    /// The bounds of a value, if it has some.
    pub fn interval(&mut self, expr: &Expr) -> Option<Interval> {
        self.is_bounded(expr).then(|| self.bounds_of(expr))
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

    /// The bounds of a value; of one that is exact, the value itself.
    pub fn bounds_of(&mut self, expr: &Expr) -> Interval {
        match &expr.kind {
            ExprKind::Column(name) if self.known.is_bounded(name) => Interval::of_column(name),
            ExprKind::Literal(Value::Bounded(bounds)) => Interval::of_literal(bounds),
            _ if !self.is_bounded(expr) => {
                let off = std::mem::replace(&mut self.probes.off, true);
                let value = self.value(expr);
                self.probes.off = off;
                Interval::exact(value)
            }
            ExprKind::Negate(a) => self.bounds_of(a).negated(),
            ExprKind::Convert(a) => self.bounds_of(a),
            ExprKind::Arithmetic(op, a, b) => Interval::combined(*op, &self.bounds_of(a), &self.bounds_of(b)),
            ExprKind::If(test, a, b) => {
                let (certain, possible) = self.both_ways(test);
                let (a, b) = (self.bounds_of(a), self.bounds_of(b));
                let not_certain = Interval::pick(&possible, Interval::hull(a.clone(), b.clone()), b);
                Interval::pick(&certain, a, not_certain)
            }
            ExprKind::Call(function, arguments) => self.bounds_of_call(*function, arguments),
            _ => Interval::exact(self.value(expr)),
        }
    }

    /// The functions of `Function::carries_bounds`.
    fn bounds_of_call(&mut self, function: Function, arguments: &[Expr]) -> Interval {
        let mut bounds: Vec<Interval> = arguments.iter().take(most_bounded(function)).map(|a| self.bounds_of(a)).collect();
        let digits = arguments.get(1).map_or(0, call::whole_number);
        match function {
            Function::Coalesce => {
                let last = bounds.pop().unwrap_or_else(|| Interval::exact(literal(&Value::Unknown, Type::Float)));
                bounds.into_iter().rev().fold(last, |rest, first| Interval::pick(&first.is_unknown().not(), first.clone(), rest))
            }
            Function::Least | Function::Greatest => {
                let better = if function == Function::Least { Comparison::Less } else { Comparison::Greater };
                let side = |part: fn(&Interval) -> &Pl| call::extreme(bounds.iter().map(|b| part(b).clone()).collect(), better);
                let about = bounds.iter().map(|b| b.about.clone()).reduce(Pl::or).unwrap_or_else(|| lit(false));
                Interval { low: side(|b| &b.low), high: side(|b| &b.high), about }
            }
            _ => {
                let first = bounds.pop().unwrap_or_else(|| Interval::exact(literal(&Value::Unknown, Type::Float)));
                match function {
                    Function::Abs => first.absolute(),
                    Function::Floor => first.map(Pl::floor),
                    Function::Ceil => first.map(Pl::ceil),
                    Function::Round => first.map(|bound| rounded(bound, digits)),
                    _ => first,
                }
            }
        }
    }

    /// The first value of which something is known; without a best value of its own it is none.
    pub fn first_known(&mut self, arguments: &[Expr], ty: Type) -> Pl {
        let tests: Vec<(Pl, Pl)> = arguments.iter().map(|a| (self.is_known(a), self.value(a))).collect();
        let none = literal(&Value::Unknown, ty);
        tests.into_iter().rev().fold(none, |rest, (known, value)| when(known).then(value).otherwise(rest))
    }

    /// The smallest or largest of values with bounds: none where a value takes part that has bounds alone, unless they leave one number.
    pub fn extreme_of_bounded(&mut self, function: Function, arguments: &[Expr], best: Pl, ty: Type) -> Pl {
        let bounds = self.bounds_of_call(function, arguments);
        let alone: Vec<Pl> = arguments.iter().map(|a| self.is_known(a).and(self.value(a).is_null())).collect();
        let any_alone = alone.into_iter().reduce(Pl::or).unwrap_or_else(|| lit(false));
        let only = when(bounds.is_exact()).then(bounds.low.cast(dtype(ty))).otherwise(literal(&Value::Unknown, ty));
        when(any_alone).then(only).otherwise(best)
    }

    /// `if` on a condition that may be possible alone: then both branches are, and there is one value only if they agree.
    pub fn chosen_by_bounds(&mut self, test: &Expr, yes: &Expr, no: &Expr, ty: Type) -> Pl {
        let (certain, possible) = self.both_ways(test);
        let (yes, no) = (self.value_where(possible.clone(), yes), self.value_where(certain.clone().not(), no));
        let agreed = when(yes.clone().eq(no.clone())).then(yes.clone()).otherwise(literal(&Value::Unknown, ty));
        when(certain).then(yes).when(possible).then(agreed).otherwise(no)
    }

    /// Where a condition is certain, and where it is possible. Conversions in it are not counted again.
    pub fn both_ways(&mut self, test: &Expr) -> (Pl, Pl) {
        let off = std::mem::replace(&mut self.probes.off, true);
        let forms = [false, true].map(|possibly| self.as_possible(possibly, test));
        self.probes.off = off;
        let [certain, possible] = forms;
        (certain, possible)
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

    /// A condition that holds where it is possible, or where it is certain.
    pub fn as_possible(&mut self, possibly: bool, test: &Expr) -> Pl {
        let outer = std::mem::replace(&mut self.possibly, possibly);
        let form = self.condition(test);
        self.possibly = outer;
        form
    }

    /// A comparison of bounded values: true where it is certain, or where it is possible when that is asked for.
    pub fn compare_bounds(&mut self, op: Comparison, left: &Expr, right: &Expr) -> Option<Pl> {
        if !(self.is_bounded(left) || self.is_bounded(right)) {
            return None;
        }
        let (a, b) = (self.bounds_of(left), self.bounds_of(right));
        let (one_unknown, both_unknown) = (a.is_unknown().or(b.is_unknown()), a.is_unknown().and(b.is_unknown()));
        let equal = a.is_exact().and(b.is_exact()).and(a.low.clone().eq(b.low.clone()));
        let touching = a.low.clone().lt_eq(b.high.clone()).and(b.low.clone().lt_eq(a.high.clone()));
        let (certain, possible) = match op {
            Comparison::Equal => (equal, touching),
            Comparison::NotEqual => (touching.not(), equal.not()),
            Comparison::Less => (a.high.lt(b.low), a.low.lt(b.high)),
            Comparison::LessEqual => (a.high.lt_eq(b.low), a.low.lt_eq(b.high)),
            Comparison::Greater => (a.low.gt(b.high), a.high.gt(b.low)),
            Comparison::GreaterEqual => (a.low.gt_eq(b.high), a.high.gt_eq(b.low)),
        };
        let of_unknown = match op {
            _ if self.three_valued => literal(&Value::Unknown, Type::Bool),
            Comparison::Equal => both_unknown,
            Comparison::NotEqual => both_unknown.not(),
            _ => lit(false),
        };
        Some(when(one_unknown).then(of_unknown).otherwise(if self.possibly { possible } else { certain }))
    }
}

/// How many arguments of a function are values; the others say how.
fn most_bounded(function: Function) -> usize {
    if matches!(function, Function::Coalesce | Function::Least | Function::Greatest) { usize::MAX } else { 1 }
}

/// A bound rounded as `round` does.
fn rounded(bound: Pl, digits: i64) -> Pl {
    let away = RoundMode::HalfAwayFromZero;
    match digits {
        0.. => bound.round(digits.min(15) as u32, away),
        _ => {
            let step = 10f64.powi(digits.unsigned_abs().min(300) as i32);
            divided(bound, lit(step)).round(0, away) * lit(step)
        }
    }
}
