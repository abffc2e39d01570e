//! Where a query asks for places, and where it adds up rows that may name them together: what is looked at when it runs.

use super::figure::adds;
use super::scope::Scope;
use crate::base::Value;
use crate::plan::handling::{Asked, Total};
use crate::plan::{Expr, ExprKind, StepKind};
use crate::syntax::ast::Comparison;

/// The tests of a filter that ask for places by name.
pub(super) fn asked(step: usize, condition: &Expr, scope: &Scope) -> Vec<Asked> {
    let parts = match &condition.kind {
        ExprKind::And(parts) => parts.as_slice(),
        _ => std::slice::from_ref(condition),
    };
    let found = parts.iter().enumerate().filter_map(|(part, test)| {
        let (column, names) = equality(test)?;
        let shown = !scope.roles.sensitive.iter().any(|name| name == column);
        let words = scope.roles.words(column).filter(|words| shown && words.is_of_places())?.clone();
        Some(Asked { step, part, column: column.to_string(), names, words })
    });
    found.collect()
}

/// The column and the texts that a test compares it with.
fn equality(test: &Expr) -> Option<(&str, Vec<String>)> {
    let text = |expr: &Expr| match &expr.kind {
        ExprKind::Literal(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    match &test.kind {
        ExprKind::Compare(Comparison::Equal, a, b) => {
            let (column, name) = a.as_column().zip(text(b)).or_else(|| b.as_column().zip(text(a)))?;
            Some((column, vec![name]))
        }
        ExprKind::In(value, items) => Some((value.as_column()?, items.iter().map(text).collect::<Option<_>>()?)),
        _ => None,
    }
}

/// The columns of places of a summary that adds up rows; `before` is what the summary saw.
pub(super) fn totals(step: usize, kind: &StepKind, before: &Scope) -> Vec<Total> {
    let StepKind::Summarise(summary) = kind else { return Vec::new() };
    if !adds(&summary.figures) {
        return Vec::new();
    }
    let roles = &before.roles;
    let total = |column: &String| {
        let words = roles.words(column).filter(|words| words.is_of_places())?.clone();
        let other = |name: &&String| *name != column && Some(*name) != roles.source.as_ref();
        let series = roles.series.iter().filter(other).cloned().collect();
        let withheld = roles.sensitive.contains(column);
        Some(Total { step, column: column.clone(), words, series, axis: before.axis.clone(), withheld })
    };
    roles.places.iter().filter_map(total).collect()
}
