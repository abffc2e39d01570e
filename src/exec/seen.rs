//! What an answer shows of its buckets beside their figures: which the window cuts, and which have no report.

use super::series::{CUT, ROWS, SERIES};
use crate::data::{Buckets, Frame, Mark};
use crate::plan::{Plan, StepKind, Summary};
use polars::prelude::{DataFrame, DataType};

/// The buckets that the rows of an answer are, if its last summary has some and its rows still are its buckets.
pub fn buckets(data: &DataFrame, plan: &Plan, rows: &Frame) -> Option<Buckets> {
    let summary = plan.steps.iter().rev().find_map(|step| match &step.kind {
        StepKind::Summarise(summary) => Some(&**summary),
        _ => None,
    })?;
    let every = summary.every()?;
    let hidden = |name: &str| data.column(name).ok();
    let reported = hidden(ROWS)?.is_not_null();
    let cut = hidden(CUT)?.bool().ok()?.clone();
    let series = hidden(SERIES)?.cast(&DataType::Int64).ok()?;
    let known = any_known(data, summary);
    let marks = cut.iter().zip(series.i64().ok()?.iter()).enumerate().map(|(row, (part, series))| Mark {
        part: part == Some(true),
        silent: series.filter(|_| reported.get(row) == Some(false) && !known.get(row).is_some_and(|known| *known)),
    });
    let marks = marks.collect();
    let names = summary.placing.as_ref().map_or(&[][..], |placing| &placing.names);
    let shown = |at: usize| names.get(at).and_then(|name| rows.columns().iter().position(|column| column.name == *name));
    Some(Buckets { noun: every.noun(), days: [shown(1), shown(2)], marks })
}

/// Whether a figure of a row is known, perhaps because it was filled.
fn any_known(data: &DataFrame, summary: &Summary) -> Vec<bool> {
    let mut known = vec![false; data.height()];
    for figure in summary.figures.iter().filter_map(|(name, _)| data.column(name).ok()) {
        known.iter_mut().zip(figure.is_not_null().iter()).for_each(|(known, here)| *known |= here == Some(true));
    }
    known
}
