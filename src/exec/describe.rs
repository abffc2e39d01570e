//! `describe`: one row for each column, with what it holds.

use super::lowering::dtype;
use crate::base::Type;
use crate::data::Frame;
use crate::plan::Column as PlanColumn;
use polars::prelude::*;

/// The columns of a description, as `check::query` announces them.
/// Of columns that are withheld only the counts are told.
pub fn describe(data: &DataFrame, columns: &[PlanColumn], withheld: &[String]) -> PolarsResult<DataFrame> {
    let described = columns.iter().map(|column| Ok((one(data, column)?, withheld.contains(&column.name))));
    let told = described.map(|found| found.map(|(one, withheld)| if withheld { one.counts() } else { one }));
    let rows: Vec<Description> = told.collect::<PolarsResult<_>>()?;
    let texts = |name: &str, take: fn(&Description) -> Option<String>| {
        let values: Vec<Option<String>> = rows.iter().map(take).collect();
        Column::new(name.into(), values)
    };
    let counts = |name: &str, take: fn(&Description) -> i64| Column::new(name.into(), rows.iter().map(take).collect::<Vec<_>>());
    DataFrame::new(
        rows.len(),
        vec![
            texts("column", |d| Some(d.name.clone())),
            texts("type", |d| Some(d.ty.to_string())),
            counts("known", |d| d.known),
            counts("unknown", |d| d.unknown),
            counts("distinct", |d| d.distinct),
            texts("smallest", |d| d.smallest.clone()),
            texts("largest", |d| d.largest.clone()),
            Column::new("mean".into(), rows.iter().map(|d| d.mean).collect::<Vec<_>>()),
        ],
    )
}

struct Description {
    name: String,
    ty: Type,
    known: i64,
    unknown: i64,
    distinct: i64,
    smallest: Option<String>,
    largest: Option<String>,
    mean: Option<f64>,
}

impl Description {
    /// The same without what values are. The mean of one row is its value.
    fn counts(self) -> Description {
        Description { smallest: None, largest: None, mean: None, ..self }
    }
}

fn one(data: &DataFrame, column: &PlanColumn) -> PolarsResult<Description> {
    let values = data.column(&column.name)?;
    let values = if column.ty == Type::Text { values.cast(&DataType::String)? } else { values.clone() };
    let values = values.drop_nulls();
    let unknown = data.height() - values.len();
    let sorted = if column.ty == Type::Bool { values.clone() } else { values.sort(SortOptions::default())? };
    let text = |at: usize| (at < sorted.len()).then(|| as_text(&sorted, at, column.ty)).flatten();
    Ok(Description {
        name: column.name.clone(),
        ty: column.ty,
        known: values.len() as i64,
        unknown: unknown as i64,
        distinct: values.n_unique()? as i64,
        smallest: if column.ty == Type::Bool { None } else { text(0) },
        largest: if column.ty == Type::Bool { None } else { text(sorted.len().wrapping_sub(1)) },
        mean: if column.ty.is_number() { values.cast(&DataType::Float64)?.f64()?.mean() } else { None },
    })
}

fn as_text(values: &Column, at: usize, ty: Type) -> Option<String> {
    let one = values.slice(at as i64, 1).cast(&dtype(ty)).ok()?;
    let frame = DataFrame::new(1, vec![one]).ok()?;
    let frame = Frame::new(frame, vec![PlanColumn { name: String::new(), ty }]);
    Some(frame.cell(0, 0).plain())
}
