//! What `versus` looks at besides the figures, to say where two periods are not alike.

use super::expr::condition;
use super::scope::Scope;
use crate::base::{Span, Type};
use crate::catalog::Coverage;
use crate::plan::time::MARK;
use crate::plan::{Aggregate, Expr, ExprKind, Figure, FigureKind, Key, Mark, Marked, Verb};

/// The marks of a summary, with the hidden figures they read: who reports, what the series are, how many days or periods have a report.
pub(super) fn marks(figures: &[(String, Figure)], keys: &[Key], scope: &Scope) -> (Vec<Mark>, Vec<(String, Figure)>) {
    let counts = counts(figures);
    let mut maker = Maker { counts, marks: Vec::new(), figures: Vec::new() };
    let open = |name: &&String| {
        scope.get(name).is_some_and(|column| column.ty == Type::Text)
            && !scope.roles.sensitive.contains(name)
            && !keys.iter().any(|key| key.expr.as_column() == Some(name))
    };
    let source = scope.roles.source.as_ref();
    if let Some(name) = source.filter(open) {
        maker.mark(Marked::Sources(name.clone()), name, Type::Text, &[Verb::List]);
    }
    for name in scope.roles.series.iter().filter(|name| Some(*name) != source).filter(open) {
        maker.mark(Marked::Series(name.clone()), name, Type::Text, &[Verb::Min, Verb::Max]);
    }
    // Where a day without a row is one on which nothing happened, none is missing.
    let reported = scope.roles.coverage == Coverage::Reported;
    if let Some(axis) = scope.axis.as_ref().filter(|axis| reported && axis.start.ty == Type::Date) {
        maker.mark(Marked::Reports, &axis.start.name, Type::Date, &[Verb::CountDistinct]);
    }
    (maker.marks, maker.figures)
}

/// The rows that count in the first figure: its condition holds and its argument is known.
fn counts(figures: &[(String, Figure)]) -> Option<Expr> {
    let mut first: Option<&Aggregate> = None;
    figures.iter().for_each(|(_, figure)| figure.aggregates(&mut |aggregate| first = first.or(Some(aggregate))));
    let aggregate = first?;
    let known = aggregate.argument.clone().map(|argument| {
        let unknown = condition(ExprKind::IsUnknown(Box::new(argument)), Span::default());
        condition(ExprKind::Not(Box::new(unknown)), Span::default())
    });
    let tests: Vec<Expr> = aggregate.condition.clone().into_iter().chain(known).collect();
    (!tests.is_empty()).then(|| condition(ExprKind::And(tests), Span::default()))
}

struct Maker {
    counts: Option<Expr>,
    marks: Vec<Mark>,
    figures: Vec<(String, Figure)>,
}

impl Maker {
    fn mark(&mut self, of: Marked, column: &str, ty: Type, verbs: &[Verb]) {
        let mut names = Vec::new();
        for verb in verbs {
            let at = self.figures.len();
            let [here, there] = ["", " before"].map(|word| format!("{MARK}{word} {at}"));
            let argument = Some(Expr::column(column, ty, Span::default()));
            let aggregate = Aggregate { verb: *verb, argument, condition: self.counts.clone(), ..Aggregate::count() };
            let ty = if *verb == Verb::CountDistinct { Type::Int } else { ty };
            let kind = FigureKind::Aggregate(Box::new(aggregate));
            self.figures.push((here.clone(), Figure { kind, ty, span: Span::default() }));
            names.push([here, there]);
        }
        self.marks.push(Mark { of, names });
    }
}
