//! What the figures of a summary rest on, as hidden figures of their own: `protect` judges those as well.

use super::expr::{condition, negate_if};
use crate::base::{Type, Value};
use crate::plan::protect::{Adds, PART, Told};
use crate::plan::{Aggregate, Expr, ExprKind, Figure, FigureKind, Pace, Verb};
use crate::syntax::ast::Arithmetic;

/// Hidden figures, and what they tell.
#[derive(Default)]
pub struct Bases {
    pub figures: Vec<(String, Figure)>,
    pub told: Vec<Told>,
}

impl Bases {
    fn add(&mut self, figure: Figure, told: impl Fn(&str) -> Told) -> String {
        let name = format!("{PART}{}", self.figures.len());
        self.told.push(told(&name));
        self.figures.push((name.clone(), figure));
        name
    }

    fn number(&mut self, figure: Figure) -> String {
        self.add(figure, |name| Told::number(name, Adds::Never))
    }

    /// The ends of a range: both are values of rows.
    pub fn ends(&mut self, figure: &Figure, aggregate: &Aggregate) -> Vec<String> {
        let ty = aggregate.argument.as_ref().map_or(figure.ty, |argument| argument.ty);
        let end = |verb: Verb| {
            let aggregate = Aggregate { verb, pace: None, ..aggregate.clone() };
            Figure { kind: FigureKind::Aggregate(Box::new(aggregate)), ty, span: figure.span }
        };
        [Verb::Min, Verb::Max].map(|verb| self.number(end(verb))).to_vec()
    }

    /// The aggregates of a figure, each over the rows in which the arguments of all are known.
    pub fn parts(&mut self, figure: &Figure) -> Vec<String> {
        let aggregates = aggregates(figure);
        (0..aggregates.len()).map(|at| self.number(together(single(aggregates[at], figure), at, &aggregates, figure))).collect()
    }

    /// What says of a figure that is made of values of rows whether it is one of few: of people the number they add up to, of anything
    /// else the number of rows.
    pub fn groups(
        &mut self,
        figure: &Figure,
        figures: &[(String, Figure)],
        undeclared: bool,
        people: &dyn Fn(&Aggregate) -> bool,
    ) -> Vec<String> {
        let aggregates = aggregates(figure);
        let mut names = Vec::new();
        for (at, aggregate) in aggregates.iter().enumerate().filter(|(_, aggregate)| is_of_rows(aggregate)) {
            let Some(argument) = &aggregate.argument else { continue };
            let rows = rows_of(aggregate, argument, figure);
            let of_people = argument.ty.is_number() && people(aggregate);
            if of_people {
                let printed = if aggregates.len() == 1 { same(Verb::Sum, aggregate, figures) } else { None };
                names.push(printed.unwrap_or_else(|| {
                    let mean = Aggregate { verb: Verb::Mean, pace: None, ..(*aggregate).clone() };
                    let sum = arithmetic(Arithmetic::Multiply, single(&mean, figure), rows.clone());
                    self.number(together(sum, at, &aggregates, figure))
                }));
            }
            if undeclared || !of_people {
                names.push(self.add(together(rows, at, &aggregates, figure), Told::rows));
            }
        }
        names
    }
}

/// Whether an aggregate gives values of rows, or what is made of them and is no total.
fn is_of_rows(aggregate: &Aggregate) -> bool {
    match aggregate.verb {
        Verb::Mean => !matches!(aggregate.pace, Some(Pace::Per(_))),
        Verb::Median | Verb::Min | Verb::Max | Verb::Stdev | Verb::Percentile(_) | Verb::Range | Verb::List => true,
        _ => false,
    }
}

/// The figure among others that is the aggregate of another verb over the same columns; any `count` is one of the rows.
pub fn same(verb: Verb, aggregate: &Aggregate, figures: &[(String, Figure)]) -> Option<String> {
    let columns = |a: &Aggregate| a.argument.as_ref().map(|a| a.columns().into_iter().map(str::to_string).collect::<Vec<_>>());
    let is = |figure: &Figure| {
        figure.aggregate().is_some_and(|other| {
            other.verb == verb && other.pace.is_none() && (verb == Verb::Count || columns(other) == columns(aggregate))
        })
    };
    figures.iter().find(|(_, figure)| is(figure)).map(|(name, _)| name.clone())
}

fn aggregates(figure: &Figure) -> Vec<&Aggregate> {
    let mut found: Vec<&Aggregate> = Vec::new();
    figure.aggregates(&mut |aggregate| found.push(aggregate));
    found
}

/// The number of rows that an aggregate takes.
fn rows_of(aggregate: &Aggregate, argument: &Expr, figure: &Figure) -> Figure {
    let unknown = condition(ExprKind::IsUnknown(Box::new(argument.clone())), figure.span);
    let counts = aggregate.condition.iter().cloned().chain([negate_if(true, unknown)]).collect();
    let count = Aggregate { condition: Some(condition(ExprKind::And(counts), figure.span)), ..Aggregate::count() };
    single(&count, figure)
}

/// An aggregate as a figure of its own.
fn single(aggregate: &Aggregate, figure: &Figure) -> Figure {
    let ty = match (aggregate.verb, &aggregate.argument) {
        (Verb::Count | Verb::CountDistinct, _) | (_, None) => Type::Int,
        (Verb::Sum | Verb::Latest | Verb::Earliest | Verb::Min | Verb::Max, Some(argument)) => argument.ty,
        _ => Type::Float,
    };
    Figure { kind: FigureKind::Aggregate(Box::new(aggregate.clone())), ty, span: figure.span }
}

fn arithmetic(op: Arithmetic, left: Figure, right: Figure) -> Figure {
    let span = left.span;
    Figure { kind: FigureKind::Arithmetic(op, Box::new(left), Box::new(right)), ty: Type::Float, span }
}

/// The same over the rows in which the arguments of the other aggregates of a figure are known as well.
fn together(base: Figure, at: usize, aggregates: &[&Aggregate], figure: &Figure) -> Figure {
    let zero = || Figure {
        kind: FigureKind::Constant(Expr::literal(Value::Float(0.0), figure.span)),
        ty: Type::Float,
        span: figure.span,
    };
    let others = aggregates.iter().enumerate().filter(|(other, _)| *other != at);
    others.fold(base, |sum, (_, other)| {
        // How many values there are is a number, whatever they are.
        let verb = if other.argument.is_some() { Verb::CountDistinct } else { Verb::Count };
        let number = single(&Aggregate { verb, pace: None, ..(*other).clone() }, figure);
        arithmetic(Arithmetic::Add, sum, arithmetic(Arithmetic::Multiply, zero(), number))
    })
}
