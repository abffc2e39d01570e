//! Columns whose words have names: what a text beside them means, and which columns of a result keep the names.

use super::scope::Scope;
use crate::base::Value;
use crate::catalog::words::Words;
use crate::plan::{Expr, ExprKind, Key};

/// Two sides of an equality: a text that is written beside a column of places or categories becomes the name of what it means.
pub(super) fn named_sides(left: Expr, right: Expr, scope: &Scope) -> (Expr, Expr) {
    let right = named(&left, right, scope);
    (named(&right, left, scope), right)
}

/// A text beside a column, by the name of what it means.
pub(super) fn named(beside: &Expr, text: Expr, scope: &Scope) -> Expr {
    let words = beside.as_column().and_then(|column| scope.roles.words(column));
    match (&text.kind, words) {
        (ExprKind::Literal(Value::Text(word)), Some(words)) => match words.name(word) {
            Some(name) => Expr::literal(Value::Text(name.into_owned()), text.span),
            None => text,
        },
        _ => text,
    }
}

/// The words of a column that is given a value: those of the column that the value is, else none.
pub(super) fn derived(scope: &mut Scope, name: &str, value: &Expr) {
    let words = value.as_column().and_then(|column| scope.roles.words(column)).cloned();
    scope.roles.words.retain(|(column, _)| column != name);
    scope.roles.words.extend(words.map(|words| (name.to_string(), words)));
}

/// The words of the keys of a summary.
pub(super) fn of_keys(keys: &[Key], scope: &Scope) -> Words {
    let words = |key: &Key| Some((key.name.clone(), scope.roles.words(key.expr.as_column()?)?.clone()));
    keys.iter().filter_map(words).collect()
}
