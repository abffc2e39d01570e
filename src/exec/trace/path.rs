//! The way back from the rows of an answer to the rows of one of its tables.
//!
//! The plan is run with the number of each row of that table in a hidden column. Where rows are regrouped it would be lost, so hidden
//! copies of what tells the new rows apart take its place; on the way back the rows before are kept whose keys are still there.

use super::super::collect::quietly;
use super::super::context::{Clauses, Context};
use super::super::lowering::column;
use super::super::probe::Probes;
use super::super::state::Lowered;
use super::groups;
use crate::base::{Span, Type};
use crate::data::{Store, TableData};
use crate::plan::trace::{Leaf, flattened};
use crate::plan::{Column as PlanColumn, Expr, Plan, Source, Step, StepKind};
use crate::syntax::ast::JoinKind;
use polars::prelude::{Expr as Pl, *};

/// The hidden column of the number of a row of a table, from 0.
pub fn row_at(depth: usize) -> String {
    format!("\u{1}row of the table at {depth}")
}

/// No plan lies within so many others.
const DEEPEST: usize = 1000;

/// The name under which the table with the numbers of its rows stands in the store.
fn numbered_at(depth: usize) -> String {
    format!("\u{1}numbered at {depth}")
}

/// A plan that carries along what the rows of a table are found by.
pub struct Path {
    plan: Plan,
    /// The regrouping steps, from the first to the last.
    hops: Vec<Hop>,
    /// What is carried at the end.
    carried: Vec<PlanColumn>,
    /// The step that brings the table in, and the way back from there.
    below: Option<(Entry, Box<Path>)>,
    /// How many plans it lies within.
    depth: usize,
    /// The table at its start, if its rows are numbered.
    numbered: Option<String>,
}

/// A step that makes other rows of those before it.
struct Hop {
    /// Its position.
    at: usize,
    /// The hidden columns of what tells its rows apart; the last is known in all of them.
    names: Vec<String>,
    /// Whether the rows it brings in are looked for, rather than those before it.
    there: bool,
}

/// How the rows of a table come into a plan.
enum Entry {
    /// With what they are found by.
    Carried,
    /// As rows that others have a match in: the step as a join, its position, and what tells the rows before it apart.
    Matched(Box<Step>, usize, Vec<PlanColumn>),
}

/// What a plan is run with.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The tables, the numbered one among them.
    pub store: &'a Store,
    /// The step that asks.
    pub asking: &'a Context<'a>,
}

impl Run<'_> {
    fn before(&self, plan: &Plan, at: usize) -> Lowered {
        (self.asking.lower)(plan, at, self.store, Clauses::All, &mut quiet())
    }
}

fn quiet() -> Probes {
    Probes { off: true, ..Probes::default() }
}

impl Path {
    /// The way to a table of a plan without `let`s.
    pub fn new(plan: Plan, leaf: &Leaf) -> Path {
        Path::apart(plan, leaf, 0)
    }

    /// The same beside the ways to other tables: each has a number of its own.
    pub fn apart(plan: Plan, leaf: &Leaf, way: usize) -> Path {
        Path::built(plan, &leaf.path, way * DEEPEST)
    }

    fn built(mut plan: Plan, path: &[usize], depth: usize) -> Path {
        let mut build = Build { depth, ..Build::default() };
        let target = path.first().copied();
        let matched = |step: &Step| matches!(&step.kind, StepKind::Join(join) if join.how == JoinKind::With);
        let mut numbered = None;
        if let Source::Table(name) = &plan.source
            && target.and_then(|at| plan.steps.get(at)).is_none_or(matched)
        {
            numbered = Some(name.clone());
            plan.source = Source::Table(numbered_at(depth));
            build.carried = vec![PlanColumn { name: row_at(depth), ty: Type::Int }];
        }
        for (at, step) in std::mem::take(&mut plan.steps).into_iter().enumerate() {
            match step.kind.other().filter(|_| target == Some(at)) {
                Some(other) => {
                    let below = Path::built(flattened(other), &path[1..], depth + 1);
                    build.enter(step, below);
                }
                None => build.step(step),
            }
        }
        let Build { steps, hops, carried, below, .. } = build;
        Path { plan: Plan { steps, ..plan }, hops, carried, below, depth, numbered }
    }

    /// The store with the numbered tables of the way.
    pub fn numbering(&self, store: &Store) -> Store {
        let mut store = self.below.as_ref().map_or_else(|| store.clone(), |(_, below)| below.numbering(store));
        if let Some(table) = self.numbered.as_ref().and_then(|name| store.tables.get(name)) {
            let table = numbered(table, &row_at(self.depth));
            store.extend(&numbered_at(self.depth), table);
        }
        store
    }

    /// The plan and the column of the numbers of the rows, if none of its steps regroups those of the table.
    pub fn of_rows(self) -> Option<(Plan, String)> {
        let row = self.row()?;
        Some((self.plan, row))
    }

    fn row(&self) -> Option<String> {
        match &self.below {
            _ if !self.hops.is_empty() => None,
            None => Some(row_at(self.depth)),
            Some((Entry::Carried, below)) => below.row(),
            Some((Entry::Matched(..), _)) => None,
        }
    }

    /// The numbers of the rows of the table behind the rows of the answer, each once.
    pub fn rows(&self, run: &Run<'_>) -> LazyFrame {
        self.back(run.before(&self.plan, self.plan.steps.len()).frame, run)
    }

    /// The same for those rows of the plan that are left.
    fn back(&self, left: LazyFrame, run: &Run<'_>) -> LazyFrame {
        let left = self.hops.iter().rev().fold(left, |left, hop| self.hop(hop, settled(left, &hop.names), run));
        match &self.below {
            None => among(left, &[PlanColumn { name: row_at(self.depth), ty: Type::Int }]),
            Some((Entry::Carried, below)) => below.back(among(left, &below.carried), run),
            Some((Entry::Matched(step, at, carried), below)) => {
                let steps = self.plan.steps.iter().take(*at).cloned().chain([(**step).clone()]).collect();
                let joined = run.before(&Plan { steps, ..self.plan.clone() }, at + 1).frame;
                let on: Vec<_> = carried.iter().map(|c| column(&c.name)).collect();
                let args = JoinArgs { nulls_equal: true, ..JoinArgs::new(JoinType::Semi) };
                below.back(among(joined.join(among(left, carried), on.clone(), on, args), &below.carried), run)
            }
        }
    }

    /// From the rows behind a regrouping step to those before it.
    fn hop(&self, hop: &Hop, left: LazyFrame, run: &Run<'_>) -> LazyFrame {
        let context = Context { plan: &self.plan, at: hop.at, store: run.store, lower: run.asking.lower };
        let before = run.before(&self.plan, hop.at);
        let Some(step) = self.plan.steps.get(hop.at) else { return left };
        let (rows, by) = match (&step.kind, &self.below) {
            (StepKind::Changes(changes), Some((_, below))) if hop.there => {
                (run.before(&below.plan, below.plan.steps.len()).frame, groups::pairs(&changes.keys, |pair| &pair.there))
            }
            (StepKind::Changes(changes), _) => (before.frame, groups::pairs(&changes.keys, |pair| &pair.here)),
            (StepKind::Pivot(pivot), _) => groups::pivoted(before, pivot),
            (StepKind::Summarise(summary), _) => groups::grouped(before, summary, &context, &mut quiet()),
            // What is described is all rows, as long as one line of it is left.
            _ => return before.frame,
        };
        kept(rows, by, left, &hop.names)
    }
}

/// A plan on the way to what its rows are found by.
#[derive(Default)]
struct Build {
    depth: usize,
    steps: Vec<Step>,
    hops: Vec<Hop>,
    carried: Vec<PlanColumn>,
    below: Option<(Entry, Box<Path>)>,
}

impl Build {
    /// A step that keeps what is carried, or regroups.
    fn step(&mut self, mut step: Step) {
        if self.carried.is_empty() {
            self.steps.push(step);
            return;
        }
        match &mut step.kind {
            StepKind::Project(names) => names.extend(self.carried.iter().map(|c| (c.name.clone(), c.name.clone()))),
            StepKind::Append(append) => append.columns.extend(self.carried.iter().map(|c| (c.clone(), true, None))),
            _ => {}
        }
        self.pushed(step, false);
    }

    /// The step that brings in the table.
    fn enter(&mut self, mut step: Step, below: Path) {
        let carried = below.carried.clone();
        let mut entry = Entry::Carried;
        match &mut step.kind {
            StepKind::Join(join) if join.how == JoinKind::With => {
                let mut matched = step.clone();
                if let StepKind::Join(join) = &mut matched.kind {
                    join.how = JoinKind::Join;
                    *join.table = below.plan.clone();
                    join.columns = carried.iter().map(|c| (c.name.clone(), c.clone())).collect();
                }
                entry = Entry::Matched(Box::new(matched), self.steps.len(), self.carried.clone());
                // What lies before it is not asked for.
                self.hops.clear();
                self.step(step);
            }
            StepKind::Join(join) => {
                *join.table = below.plan.clone();
                join.columns.extend(carried.iter().map(|c| (c.name.clone(), c.clone())));
                self.carried = carried;
                self.pushed(step, false);
            }
            StepKind::Append(append) => {
                *append.table = below.plan.clone();
                append.columns.extend(carried.iter().map(|c| (c.clone(), false, Some(c.name.clone()))));
                self.carried = carried;
                self.pushed(step, false);
            }
            _ => self.pushed(step, true),
        }
        self.below = Some((entry, Box::new(below)));
    }

    /// Adds a step behind which the rows are found by what is carried, or by copies of what tells its own rows apart.
    fn pushed(&mut self, mut step: Step, there: bool) {
        let Some(keys) = groups::keys(&step) else {
            step.columns.extend(self.carried.iter().cloned());
            self.steps.push(step);
            return;
        };
        let (at, depth) = (self.steps.len(), self.depth);
        let copies: Vec<(String, Expr)> =
            keys.into_iter().enumerate().map(|(key, value)| (format!("\u{1}key {key} of {at} at {depth}"), value)).collect();
        self.carried = copies.iter().map(|(name, value)| PlanColumn { name: name.clone(), ty: value.ty }).collect();
        self.hops.push(Hop { at, names: copies.iter().map(|(name, _)| name.clone()).collect(), there });
        let columns = step.columns.iter().chain(&self.carried).cloned().collect();
        let span: Span = step.span;
        self.steps.push(step);
        self.steps.push(Step { kind: StepKind::Derive(copies), span, columns });
    }
}

/// The columns by which rows are found, of rows that have them.
fn among(rows: LazyFrame, carried: &[PlanColumn]) -> LazyFrame {
    let columns: Vec<_> = carried.iter().map(|c| column(&c.name)).collect();
    let found = columns.last().map_or(lit(true), |last| last.clone().is_not_null());
    rows.select(columns).filter(found).unique(None, UniqueKeepStrategy::Any)
}

/// The columns by which rows are found, worked out: plans within plans would become too deep for the engine. What fails is left as it
/// is, and fails again when the rows are asked for.
fn settled(left: LazyFrame, names: &[String]) -> LazyFrame {
    let columns: Vec<_> = names.iter().map(|name| column(name)).collect();
    let left = left.select(columns).unique(None, UniqueKeepStrategy::Any);
    quietly(left.clone()).map_or(left, DataFrame::lazy)
}

/// A table with the numbers of its rows, from 0.
pub fn numbered(table: &TableData, name: &str) -> TableData {
    let frame = table.frame.clone().with_row_index(name, None).with_column(column(name).cast(DataType::Int64));
    TableData { frame, ..table.clone() }
}

/// The rows whose keys are left in an answer.
fn kept(rows: LazyFrame, by: Vec<Pl>, left: LazyFrame, names: &[String]) -> LazyFrame {
    let names: Vec<_> = names.iter().map(|name| column(name)).collect();
    let found = names.last().map_or(lit(true), |last| last.clone().is_not_null());
    let left = left.filter(found);
    let copies: Vec<String> = (0..by.len()).map(|at| format!("\u{1}traced by {at}")).collect();
    let rows = rows.with_columns(by.into_iter().zip(&copies).map(|(value, name)| value.alias(name.as_str())).collect::<Vec<_>>());
    let on: Vec<_> = copies.iter().map(|name| column(name)).collect();
    let args = JoinArgs { nulls_equal: true, ..JoinArgs::new(JoinType::Semi) };
    rows.join(left, on, names, args)
}
