//! Shares: the figures that are a part of a whole, and of which.

use super::Checker;
use super::scope::Scope;
use crate::catalog::{Declared, Kind};
use crate::plan::{Aggregate, Expr, Figure, FigureKind, Share, Verb};
use crate::syntax::ast::{self, Arithmetic};

impl Checker<'_> {
    /// The share that a figure is: a total by one of the same unit, or a measure that is declared to be one.
    pub(super) fn share(&self, written: &ast::Figure, name: &str, figure: &Figure, scope: &Scope) -> Option<Share> {
        let share = |of: Option<String>, whole: f64| Some(Share { figure: name.to_string(), of, whole, span: figure.span });
        match (&figure.kind, &written.kind) {
            (FigureKind::Arithmetic(Arithmetic::Divide, part, whole), ast::FigureKind::Arithmetic(_, _, base)) => {
                same_unit(part.aggregate()?, whole.aggregate()?, scope).then(|| share(Some(base.to_string()), 1.0))?
            }
            (FigureKind::Aggregate(aggregate), _) => {
                let of_values = !matches!(aggregate.verb, Verb::Count | Verb::CountDistinct | Verb::Stdev | Verb::List);
                let measure = scope.roles.measure(aggregate.argument.as_ref()?.as_column()?)?;
                let declared = of_values && measure.kind == Some(Declared::Always(Kind::Share));
                // A share without a word on its unit may be written in percent.
                let parts = |unit: &str| matches!(unit, "1" | "part" | "parts" | "ratio" | "fraction");
                let whole = if matches!(&measure.unit, Some(Declared::Always(unit)) if parts(unit)) { 1.0 } else { 100.0 };
                declared.then(|| share(None, whole))?
            }
            _ => None,
        }
    }
}

/// Whether two totals count the same: rows, one column, or columns of one unit.
fn same_unit(part: &Aggregate, whole: &Aggregate, scope: &Scope) -> bool {
    let total = |aggregate: &Aggregate| matches!(aggregate.verb, Verb::Count | Verb::Sum | Verb::Latest | Verb::Earliest);
    let column = |aggregate: &'_ Aggregate| aggregate.argument.as_ref().and_then(Expr::as_column).map(str::to_string);
    let unit = |column: &str| scope.roles.measure(column).and_then(|measure| measure.unit.clone());
    let alike = match (column(part), column(whole)) {
        (Some(a), Some(b)) => a == b || unit(&a).zip(unit(&b)).is_some_and(|(a, b)| a == b),
        _ => part.verb == Verb::Count && whole.verb == Verb::Count,
    };
    total(part) && part.verb == whole.verb && alike
}
