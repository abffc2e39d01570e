//! What differs from an earlier state of the same rows: those that were added or removed, and the cells that were altered.

use crate::base::counts::grouped;
use crate::base::{Code, Type};
use crate::data::{Cell, Frame};
use crate::exec::context::Context;
use crate::exec::fault::{helped, wrapped};
use crate::exec::guard::Guard;
use crate::exec::known::Known;
use crate::exec::lower::other;
use crate::exec::lowering::{column, dtype};
use crate::exec::probe::{Counter, Probes, Said};
use crate::exec::state::{Lowered, whole_frame};
use crate::exec::words::keyed;
use crate::plan::shape::{Pair, withheld};
use crate::plan::{Changes, Column as PlanColumn};
use polars::prelude::*;
use std::sync::Arc;

/// The hidden columns of the numbers of a row now and before.
const NOW: &str = "\u{1}now";
const BEFORE: &str = "\u{1}before";

impl Lowered {
    /// `changes`: rows of both tables side by side by their keys, and one row for each difference.
    pub(in crate::exec) fn changes(self, changes: &Changes, context: &Context<'_>, probes: &mut Probes) -> Lowered {
        let earlier = other(&changes.table, context, probes);
        let pairs: Vec<&Pair> = changes.keys.iter().chain(&changes.compared).collect();
        let side = |name: fn(&Pair) -> &String, mark: &str| -> Vec<Expr> {
            let one = |(at, pair): (usize, &&Pair)| column(name(pair)).cast(dtype(pair.ty)).alias(format!("\u{1}{mark}{at}"));
            pairs.iter().enumerate().map(one).collect()
        };
        let now = self.frame.select(side(|pair| &pair.here, "now")).with_row_index(NOW, None);
        let before = earlier.frame.select(side(|pair| &pair.there, "before")).with_row_index(BEFORE, None);
        let keys = |mark: &str| (0..changes.keys.len()).map(|at| column(&format!("\u{1}{mark}{at}"))).collect::<Vec<_>>();
        // A key that is unknown in both is the same: here it names a row.
        let args = JoinArgs { nulls_equal: true, coalesce: JoinCoalesce::KeepColumns, ..JoinArgs::new(JoinType::Full) };
        let order = SortMultipleOptions::default().with_nulls_last(true).with_maintain_order(true);
        let joined = now.join(before, keys("now"), keys("before"), args).sort_by_exprs([column(NOW), column(BEFORE)], order);
        let used = Counter::default();
        if !probes.off && probes.used.is_none() {
            probes.used = Some(used.clone());
        }
        let said = (!probes.off).then(|| probes.said.clone());
        let look = Look { changes: changes.clone(), said, used };
        let mut schema = Schema::default();
        for column in look.columns() {
            schema.with_column(column.name.as_str().into(), dtype(column.ty));
        }
        let schema = Arc::new(schema);
        let frame = joined.map(
            move |data| look.run(&data),
            whole_frame(),
            Some(Arc::new(move |_: &Schema| Ok(schema.clone()))),
            Some("changes"),
        );
        Lowered { frame, known: Known::default(), guard: Guard::in_place() }
    }
}

struct Look {
    changes: Changes,
    said: Option<Said>,
    used: Counter,
}

/// A row that was added or removed, or a cell of one: its column, and what it was and is.
struct Difference {
    row: IdxSize,
    kind: &'static str,
    cell: [Option<String>; 3],
}

/// How many rows are what.
#[derive(Default)]
struct Counts {
    added: u64,
    removed: u64,
    altered: u64,
    same: u64,
}

impl Look {
    fn columns(&self) -> Vec<PlanColumn> {
        let text = |name: &str| PlanColumn { name: name.to_string(), ty: Type::Text };
        let keys = self.changes.keys.iter().map(|key| PlanColumn { name: key.here.clone(), ty: key.ty });
        std::iter::once(text("change")).chain(keys).chain(["column", "old", "new"].map(text)).collect()
    }

    fn run(&self, data: &DataFrame) -> PolarsResult<DataFrame> {
        let number =
            |name: &str| -> PolarsResult<UInt32Chunked> { Ok(data.column(name)?.cast(&DataType::UInt32)?.u32()?.clone()) };
        let (now, before) = (number(NOW)?, number(BEFORE)?);
        self.unique(data, &now, "this table", "now")?;
        self.unique(data, &before, &self.changes.name, "before")?;
        let (ours, theirs) = (self.side(data, "now")?, self.side(data, "before")?);
        let mut counts = Counts::default();
        let mut found: Vec<Difference> = Vec::new();
        for row in 0..data.height() {
            let mut add =
                |kind: &'static str, cell: [Option<String>; 3]| found.push(Difference { row: row as IdxSize, kind, cell });
            match (now.get(row), before.get(row)) {
                (Some(_), Some(_)) => {
                    let differing: Vec<usize> =
                        (0..self.changes.compared.len()).filter(|at| ours.cell(row, *at) != theirs.cell(row, *at)).collect();
                    for at in &differing {
                        let text = |frame: &Frame| match self.changes.compared[*at].withheld {
                            true => Some(Cell::Hidden.plain()),
                            false => Some(frame.cell(row, *at).plain()).filter(|text| !text.is_empty()),
                        };
                        add("altered", [Some(self.changes.compared[*at].here.clone()), text(&theirs), text(&ours)]);
                    }
                    if differing.is_empty() { counts.same += 1 } else { counts.altered += 1 }
                }
                (Some(_), None) => {
                    counts.added += 1;
                    add("added", [None, None, None]);
                }
                _ => {
                    counts.removed += 1;
                    add("removed", [None, None, None]);
                }
            }
        }
        self.say(&counts, now.len() - now.null_count() + before.len() - before.null_count());
        self.table(data, &found)
    }

    /// The compared columns of one side.
    fn side(&self, data: &DataFrame, mark: &str) -> PolarsResult<Frame> {
        let keys = self.changes.keys.len();
        let compared = &self.changes.compared;
        let values: Vec<Column> = (keys..keys + compared.len())
            .map(|at| data.column(&format!("\u{1}{mark}{at}")).cloned())
            .collect::<PolarsResult<_>>()?;
        let columns = compared.iter().map(|pair| PlanColumn { name: pair.here.clone(), ty: pair.ty }).collect();
        Ok(Frame::new(DataFrame::new(data.height(), values)?, columns))
    }

    /// A key stands for one row: a row that is there twice has met two of the other table, or stands beside another of its key.
    fn unique(&self, data: &DataFrame, numbers: &UInt32Chunked, table: &str, mark: &str) -> PolarsResult<()> {
        let names: Vec<String> = (0..self.changes.keys.len()).map(|at| format!("\u{1}{mark}{at}")).collect();
        let keys: Vec<Column> = names.iter().map(|name| data.column(name).cloned()).collect::<PolarsResult<_>>()?;
        let mut seen: std::collections::HashMap<Vec<String>, u32> = Default::default();
        for row in 0..data.height() {
            let Some(number) = numbers.get(row) else { continue };
            let key: Vec<String> =
                keys.iter().map(|key| Ok(crate::exec::words::written(&key.get(row)?))).collect::<PolarsResult<_>>()?;
            let first = *seen.entry(key).or_insert(number);
            if first != number {
                let here: Vec<String> = self.changes.keys.iter().map(|key| key.here.clone()).collect();
                let (a, b) = (u64::from(first.min(number)) + 1, u64::from(first.max(number)) + 1);
                let key = keyed(&here, &keys, row, &withheld(&self.changes.keys))?;
                let message = format!("rows {} and {} of {table} have the same key: {key}", grouped(a), grouped(b));
                let help = "add the columns that tell them apart behind `on`";
                return Err(wrapped(Code::NotUnique, self.changes.span, &helped(&message, help)));
            }
        }
        Ok(())
    }

    fn say(&self, counts: &Counts, rows: usize) {
        self.used.add(rows as u64);
        let Some(said) = &self.said else { return };
        let Counts { added, removed, altered, same } = counts;
        let rows = |n: &u64| said.telling.counted(*n, "row");
        let number = |n: &u64| said.telling.number(*n);
        said.add(
            "changes",
            format!("{} added, {} removed, {} altered, {} the same", rows(added), number(removed), number(altered), number(same)),
        );
        self.changes.columns.iter().for_each(|text| said.add("columns", text.clone()));
    }

    /// The answer: the differences with the keys of their rows.
    fn table(&self, data: &DataFrame, found: &[Difference]) -> PolarsResult<DataFrame> {
        let rows: IdxCa = found.iter().map(|difference| Some(difference.row)).collect();
        let kinds: Vec<&str> = found.iter().map(|difference| difference.kind).collect();
        let mut columns = vec![Column::new("change".into(), kinds)];
        for (at, key) in self.changes.keys.iter().enumerate() {
            let of = |mark: &str| data.column(&format!("\u{1}{mark}{at}")).map(|c| c.as_materialized_series().clone());
            let (now, before) = (of("now")?, of("before")?);
            let there = data.column(NOW)?.is_not_null();
            let values = now.zip_with(&there, &before)?.take(&rows)?;
            columns.push(values.with_name(key.here.as_str().into()).into_column());
        }
        for (at, name) in ["column", "old", "new"].into_iter().enumerate() {
            let values: Vec<Option<&str>> = found.iter().map(|difference| difference.cell[at].as_deref()).collect();
            columns.push(Column::new(name.into(), values));
        }
        DataFrame::new(found.len(), columns)
    }
}
