//! Values about single persons: which columns of a result would hand them out.
//!
//! A test of a sensitive value (a comparison, `contains`, `is known`) may decide which rows count, and values may be counted; the value
//! itself, what is worked out from it, and all other figures of it, which may rest on one row, are hidden in answers.

use super::scope::Scope;
use crate::base::Type;
use crate::plan::{Expr, ExprKind, Figure, FigureKind, Key, Verb};

/// Whether a value tells what a sensitive column holds.
pub(super) fn tells(expr: &Expr, scope: &Scope) -> bool {
    if scope.roles.sensitive.is_empty() {
        return false;
    }
    let any = |operands: Vec<&Expr>| operands.into_iter().any(|operand| tells(operand, scope));
    match &expr.kind {
        ExprKind::Column(name) => scope.roles.sensitive.contains(name),
        ExprKind::IsUnknown(_) => false,
        ExprKind::Compare(..) | ExprKind::In(..) | ExprKind::Within(..) | ExprKind::Text(..) | ExprKind::Matches(..) => {
            // A test of a yes or no is the yes or no.
            any(expr.operands().into_iter().filter(|operand| operand.ty == Type::Bool).collect())
        }
        _ => any(expr.operands()),
    }
}

/// Whether a figure is more than a count of sensitive values.
fn hands_out(figure: &Figure, scope: &Scope) -> bool {
    match &figure.kind {
        FigureKind::Aggregate(aggregate) => {
            let counts = matches!(aggregate.verb, Verb::Count | Verb::CountDistinct);
            !counts && aggregate.argument.as_ref().is_some_and(|argument| tells(argument, scope))
        }
        FigureKind::Constant(_) => false,
        FigureKind::Negate(inner) => hands_out(inner, scope),
        FigureKind::Arithmetic(_, left, right) => hands_out(left, scope) || hands_out(right, scope),
    }
}

/// Says of a column that is given a value whether it is sensitive.
pub(super) fn derived(scope: &mut Scope, name: &str, value: &Expr) {
    let told = tells(value, scope);
    scope.roles.sensitive.retain(|column| column != name);
    scope.roles.sensitive.extend(told.then(|| name.to_string()));
}

/// The keys and figures of a summary that are sensitive.
pub(super) fn of_summary(keys: &[Key], figures: &[(String, Figure)], scope: &Scope) -> Vec<String> {
    let keys = keys.iter().filter(|key| tells(&key.expr, scope)).map(|key| key.name.clone());
    keys.chain(figures.iter().filter(|(_, figure)| hands_out(figure, scope)).map(|(name, _)| name.clone())).collect()
}

/// Behind `versus` what stands beside a sensitive figure is sensitive, too.
pub(super) fn compared(scope: &mut Scope, figures: &[(String, [String; 3])]) {
    let beside = figures.iter().filter(|(name, _)| scope.roles.sensitive.contains(name)).flat_map(|(_, names)| names.clone());
    let beside: Vec<String> = beside.collect();
    scope.roles.sensitive.extend(beside);
}
