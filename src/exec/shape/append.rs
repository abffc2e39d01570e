//! The rows of another table below those of this one, columns by name.

use crate::base::names::bounds_of;
use crate::base::{Type, Value};
use crate::exec::context::Context;
use crate::exec::guard::Guard;
use crate::exec::known::{ColumnKnown, Known};
use crate::exec::lower::other;
use crate::exec::lowering::{column, dtype, literal};
use crate::exec::probe::Probes;
use crate::exec::state::Lowered;
use crate::plan::{Append, Column as PlanColumn};
use polars::prelude::*;

impl Lowered {
    /// `append`: what a table lacks is unknown in its rows.
    pub(in crate::exec) fn append(self, append: &Append, context: &Context<'_>, probes: &mut Probes) -> Lowered {
        let below = other(&append.table, context, probes);
        let bounded = |column: &PlanColumn, here: bool, there: &Option<String>| {
            (here && self.known.is_bounded(&column.name)) || there.as_ref().is_some_and(|name| below.known.is_bounded(name))
        };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let mut known = Known::of_rows(self.known.rows.zip(below.known.rows).and_then(|(a, b)| a.checked_add(b)));
        for (column, here, there) in &append.columns {
            let name = here.then_some(&column.name);
            ours.push(value(name, column));
            theirs.push(value(there.as_ref(), column));
            let bounded = bounded(column, *here, there);
            if bounded {
                ours.extend(bounds(name, column, &self.known));
                theirs.extend(bounds(there.as_ref(), column, &below.known));
            }
            known
                .set(&column.name, both(name.map(|name| self.known.get(name)), there.as_ref().map(|name| below.known.get(name))));
            known.set_bounded(&column.name, bounded);
        }
        let nothing = |ty: Type, name: &str| literal(&Value::Unknown, ty).alias(name);
        for (name, there) in &append.hidden {
            ours.push(column(name));
            theirs.push(if *there { column(name) } else { nothing(Type::Date, name) });
        }
        for name in &self.known.numbered {
            ours.push(column(name).cast(DataType::String));
            theirs.push(nothing(Type::Text, name));
        }
        known.numbered = self.known.numbered.clone();
        known.united = true;
        let parts = [self.frame.clone().select(ours), below.frame.select(theirs)];
        let frame = concat(parts, UnionArgs::default()).unwrap_or(self.frame);
        Lowered { frame, known, guard: Guard::in_place() }
    }
}

/// A column in its type, or nothing where the table lacks it.
fn value(name: Option<&String>, wanted: &PlanColumn) -> Expr {
    let value = name.map_or_else(|| literal(&Value::Unknown, wanted.ty), |name| column(name).cast(dtype(wanted.ty)));
    value.alias(wanted.name.as_str())
}

/// The hidden columns of bounds, which say nothing where a table has none.
fn bounds(name: Option<&String>, wanted: &PlanColumn, known: &Known) -> Vec<Expr> {
    let there = name.filter(|name| known.is_bounded(name)).map(|name| bounds_of(name));
    let types = [Type::Float, Type::Float, Type::Bool];
    let side = |(at, new): (usize, String)| {
        let old = there.as_ref().map(|there| column(&there[at]));
        old.unwrap_or_else(|| literal(&Value::Unknown, types[at])).alias(new)
    };
    bounds_of(&wanted.name).into_iter().enumerate().map(side).collect()
}

/// What is known of a column of both tables.
fn both(ours: Option<ColumnKnown>, theirs: Option<ColumnKnown>) -> ColumnKnown {
    let Some((a, b)) = ours.zip(theirs) else { return ColumnKnown::default() };
    let bounds = a.bounds.zip(b.bounds).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)));
    ColumnKnown { all_known: a.all_known && b.all_known, bounds }
}
