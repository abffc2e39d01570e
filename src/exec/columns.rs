//! Which columns of its tables a plan reads, as the engine finds out, and reading them before it runs.

use super::collect::quietly;
use super::lower::lower_steps;
use super::probe::Probes;
use crate::base::Diagnostic;
use crate::base::counts::Telling;
use crate::data::Store;
use crate::plan::{Plan, Source};
use std::collections::BTreeSet;

/// What is to be said of the columns that a plan rests on.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// Of cells that do not fit them.
    pub unreadable: Vec<String>,
    /// Of files of a table that lack them.
    pub lacking: Vec<String>,
    /// Of the tags that files of a table say of them, where those are not the same.
    pub tags: Vec<String>,
}

/// Reads the columns that a plan rests on, unless that was done before. Of cells of columns that are withheld, by the names of the
/// table and the column, only the places are told.
pub fn read_columns(plan: &Plan, store: &Store, is_withheld: &dyn Fn(&str, &str) -> bool) -> Result<Read, Diagnostic> {
    let tables = plan.tables();
    let all = tables.iter().filter_map(|name| Some((*name, &store.tables.get(*name)?.source)));
    let (tables, sources): (Vec<_>, Vec<_>) = all.filter(|(_, source)| !source.is_plain()).unzip();
    if sources.is_empty() {
        return Ok(Read::default());
    }
    // The plan runs on no rows: the engine asks for the columns it needs all the same.
    sources.iter().for_each(|source| source.listen());
    // What an `expect` shows of its rows, later clauses may leave out.
    for count in plan.expectations().chain([plan.steps.len()]) {
        quietly(lower_steps(plan, count, store, &mut Probes { off: true, listening: true, ..Probes::default() }).frame);
    }
    let heard: Vec<Vec<String>> = sources.iter().map(|source| source.heard()).collect();
    let (mut read, telling) = (Read::default(), Telling::without(plan.protected()));
    for ((table, source), names) in tables.into_iter().zip(sources).zip(heard) {
        // The window is told by the days, so that those that could not be read are told too.
        let days = axes(plan).into_iter().filter(|day| !names.contains(day));
        let asked: Vec<String> = names.iter().cloned().chain(days).collect();
        source.read(&asked)?;
        read.unreadable.extend(asked.iter().filter_map(|name| source.unreadable(name, !is_withheld(table, name), telling)));
        read.lacking.extend(names.iter().filter_map(|name| source.lacking(name)));
        read.tags.extend(names.iter().filter_map(|name| source.tags(name)));
    }
    Ok(read)
}

/// The columns of the time axis: the window is always told, also where nothing else asks for them.
fn axes(plan: &Plan) -> Vec<String> {
    let inner = match &plan.source {
        Source::Let(_, inner) => axes(inner),
        Source::Table(_) => Vec::new(),
    };
    let own = plan.axis.iter().flat_map(|axis| [axis.start.name.clone(), axis.end.name.clone()]);
    own.chain(inner).collect::<BTreeSet<_>>().into_iter().collect()
}
