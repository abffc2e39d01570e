//! The ending `trace`: the rows of the tables behind an answer, one block for each time a table is read.

use super::{Plan, Source, Step, StepKind};
use crate::catalog::Table;
use crate::syntax::ast::JoinKind;

/// `trace`
#[derive(Clone, Debug)]
pub struct Trace {
    /// Where the name of the file is from.
    pub file: FileName,
    /// The names of the columns of the file, and of the line or the number of the row.
    pub names: [String; 2],
    /// The columns of the table that are shown, by their names there and in the answer.
    pub columns: Vec<(String, String)>,
    /// Which block it is, from 0.
    pub block: usize,
    /// How many blocks there are.
    pub blocks: usize,
}

/// Where the name of the file of a row is from.
#[derive(Clone, Debug)]
pub enum FileName {
    /// The one file of the table, as it was named.
    Always(String),
    /// The row says which of several files it is from.
    OfRow,
}

impl FileName {
    /// That of the rows of a table.
    pub fn of(table: &Table) -> FileName {
        if table.several.is_some() { FileName::OfRow } else { FileName::Always(table.origin.clone()) }
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FileName::Always(file) => f.write_str(file),
            FileName::OfRow => f.write_str("by row"),
        }
    }
}

/// A place where a plan reads a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leaf {
    /// The positions of the steps that bring it in, the outermost first, in plans without `let`s; none for the table at the start.
    pub path: Vec<usize>,
    /// The table.
    pub table: String,
    /// The part of the path that leads out of the rows it stands among: tables that are appended to each other, or are one table now and
    /// before, have the same.
    pub among: Vec<usize>,
    /// Its columns that a join matches with values about single persons.
    pub withheld: Vec<String>,
    /// What the joins that bring it in are called, the outermost first: how the names of its columns begin.
    pub within: Vec<String>,
}

/// The tables that a source and steps read, in the order of the text. `without` keeps rows that have none there, so it has no part.
pub fn leaves(source: &Source, steps: &[Step]) -> Vec<Leaf> {
    let (mut found, before) = match source {
        Source::Table(name) => (vec![Leaf { table: name.clone(), ..Leaf::default() }], 0),
        Source::Let(_, inner) => (leaves(&inner.source, &inner.steps), flattened(inner).steps.len()),
    };
    for (at, step) in steps.iter().filter(|step| is_traced(step)).enumerate() {
        let absent = matches!(&step.kind, StepKind::Join(join) if join.how == JoinKind::Without);
        if let Some(other) = step.kind.other().filter(|_| !absent) {
            let below = leaves(&other.source, &other.steps);
            found.extend(below.into_iter().map(|leaf| brought(leaf, &step.kind, before + at)));
        }
    }
    found
}

/// A table of another plan, seen from the plan whose step at a place brings it in.
fn brought(leaf: Leaf, step: &StepKind, at: usize) -> Leaf {
    let matched = match step {
        StepKind::Join(join) if leaf.among.is_empty() => join.on.as_slice(),
        _ => &[],
    };
    let matched = matched.iter().filter(|pair| pair.withheld).map(|pair| pair.there.clone());
    let withheld = leaf.withheld.into_iter().chain(matched).collect();
    let within = match step {
        StepKind::Join(join) => [vec![join.name.clone()], leaf.within].concat(),
        _ => leaf.within,
    };
    let among = match step {
        StepKind::Append(_) | StepKind::Changes(_) if leaf.among.is_empty() => Vec::new(),
        _ => [vec![at], leaf.among].concat(),
    };
    Leaf { path: [vec![at], leaf.path].concat(), among, withheld, within, ..leaf }
}

/// A plan with the steps of the `let`s it goes on from, as one plan of a table.
pub fn flattened(plan: &Plan) -> Plan {
    let own = plan.steps.iter().filter(|step| is_traced(step)).cloned();
    match &plan.source {
        Source::Table(_) => Plan { steps: own.collect(), ..plan.clone() },
        Source::Let(_, inner) => {
            let inner = flattened(inner);
            let steps = inner.steps.into_iter().chain(own).collect();
            Plan { steps, source: inner.source, axis: plan.axis.clone().or(inner.axis), ..plan.clone() }
        }
    }
}

/// What hides or rounds figures keeps all rows.
fn is_traced(step: &Step) -> bool {
    !matches!(step.kind, StepKind::Protect(_) | StepKind::Round(_))
}
