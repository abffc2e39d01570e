//! What stands in another text: its places mean nothing in the text that uses it, so that the place of the use stands for all of them.

use super::{Expr, Figure, FigureKind, Plan, Source, StepKind};
use crate::base::Span;

impl Plan {
    /// The same with one place for everything in it.
    pub fn placed(mut self, span: Span) -> Plan {
        self.place(span);
        self
    }

    fn place(&mut self, span: Span) {
        if let Source::Let(_, inner) = &mut self.source {
            inner.place(span);
        }
        for step in &mut self.steps {
            step.span = span;
            step.kind.place(span);
        }
        self.asked.iter_mut().for_each(|used| used.span = span);
    }
}

impl StepKind {
    fn place(&mut self, span: Span) {
        match self {
            StepKind::Summarise(summary) => {
                summary.figures.iter_mut().for_each(|(_, figure)| figure.place(span));
                summary.repeated.iter_mut().for_each(|repeated| repeated.span = span);
                summary.shares.iter_mut().for_each(|share| share.span = span);
            }
            StepKind::Prefer(preference) => preference.sources.iter_mut().for_each(|(_, place)| *place = span),
            StepKind::Expect(expected) => (expected.span, expected.elsewhere) = (span, true),
            StepKind::Join(join) => join.span = span,
            StepKind::Changes(changes) => changes.span = span,
            _ => {}
        }
        self.exprs().into_iter().for_each(|expr| *expr = expr.placed(span));
        self.other_mut().into_iter().for_each(|other| other.place(span));
    }
}

impl Figure {
    /// The same with one place for everything in it.
    pub fn placed(mut self, span: Span) -> Figure {
        self.place(span);
        self
    }

    fn place(&mut self, span: Span) {
        self.span = span;
        match &mut self.kind {
            FigureKind::Negate(inner) => inner.place(span),
            FigureKind::Arithmetic(_, left, right) => [left, right].into_iter().for_each(|side| side.place(span)),
            FigureKind::Constant(value) => *value = value.placed(span),
            FigureKind::Aggregate(aggregate) => {
                aggregate.argument.iter_mut().chain(&mut aggregate.condition).for_each(|expr| *expr = expr.placed(span));
            }
        }
    }
}

impl Expr {
    /// The same with one place for everything in it.
    pub fn placed(&self, span: Span) -> Expr {
        self.rebuilt(&mut |_| None, &|_| span)
    }
}
