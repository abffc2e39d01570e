//! `by top n`: the values of a key with the largest totals, and all others as one.

use super::figure;
use super::guard::Guard;
use super::known::ColumnKnown;
use super::lowering::{Lowering, column};
use super::probe::Probes;
use super::state::Lowered;
use crate::base::Type;
use crate::plan::{Expr, Figure, Key};
use polars::prelude::*;

/// The rest of `by top`.
const OTHERS: &str = "others";

impl Lowered {
    /// `by top n`: the rows with the value of the key, or `others`, and with its rank; and the keys that give the figures in the order
    /// of the ranks, `others` last. `again` are the same rows once more.
    pub fn with_leaders(self, keys: &[Key], at: usize, first: &Figure, again: LazyFrame) -> (Lowered, Vec<Key>) {
        let mut keys = keys.to_vec();
        let key = keys[at].clone();
        let mut quiet = Probes { off: true, ..Probes::default() };
        let value = Lowering::new(&self.known, &mut quiet).text(&key.expr);
        let (leader, rank) = (format!("\u{1}key{at}"), format!("\u{1}rank{at}"));
        let source = Key { name: leader.clone(), top: None, ..key.clone() };
        let leaders = figure::leaders(again, &source, first, key.top.unwrap_or(0), &self.known, &rank)
            .with_column(column(&leader).cast(DataType::String));
        let on = [column(&leader)];
        let marked = self.frame.with_column(value.alias(leader.as_str())).join(leaders, &on, &on, JoinArgs::new(JoinType::Left));
        let named = when(column(&rank).is_not_null()).then(column(&leader)).otherwise(lit(OTHERS));
        let last = column(&rank).fill_null(lit(u32::MAX));
        let marked = marked.with_columns([named.alias(leader.as_str()), last.alias(rank.as_str())]);
        let span = key.expr.span;
        keys[at] = Key { name: key.name.clone(), expr: Expr::column(&leader, Type::Text, span), top: None };
        keys.insert(at, Key { name: rank.clone(), expr: Expr::column(&rank, Type::Int, span), top: None });
        let mut known = self.known;
        known.set(&leader, ColumnKnown { all_known: true, bounds: None });
        known.set(&rank, ColumnKnown { all_known: true, bounds: None });
        let state = Lowered { frame: marked, known, guard: Guard::in_place() };
        // A second key with `top` is among the rows that the first one has marked.
        match keys.iter().position(|key| key.top.is_some()) {
            Some(next) => {
                let again = state.frame.clone();
                state.with_leaders(&keys, next, first, again)
            }
            None => (state, keys),
        }
    }
}
