//! `round to`: figures of people as multiples, and their bounds so that they still hold.

use super::lowering::column;
use super::probe::Probes;
use super::state::Lowered;
use crate::base::names::{all_of, high_of, low_of};
use crate::plan::protect::Round;
use polars::prelude::*;

/// Rounds figures to multiples, half of one away from zero, and bounds to where they still hold.
pub fn round(state: Lowered, round: &Round, probes: &Probes) -> Lowered {
    let to = i64::try_from(round.to).unwrap_or(i64::MAX);
    let (bounded, plain): (Vec<&String>, Vec<&String>) = round.columns.iter().partition(|name| state.known.is_bounded(name));
    let near = move |values: Column| each_rounded(&values, to, |_| Way::Near);
    let near = |name: &String| column(name).map(near, |_, field| Ok(field.clone())).alias(name.as_str());
    let has_bounds = !bounded.is_empty();
    let columns: Vec<Expr> =
        plain.into_iter().map(near).chain(bounded.into_iter().flat_map(|name| with_bounds(name, to))).collect();
    if !probes.off {
        let each = if round.columns.len() == 1 { "" } else { ", each by itself" };
        let line =
            format!("{} to multiples of {to}{each}: totals may differ from the sum of their parts", all_of(&round.columns));
        probes.people.add("rounded", line);
        if has_bounds {
            probes.people.add("rounded", "what is at least so many down, what is at most so many up".into());
        }
        if !round.others.is_empty() {
            probes.people.add("rounded", format!("not {}, worked out before", all_of(&round.others)));
        }
    }
    let marked: Vec<String> = state.known.marked().cloned().collect();
    let known = state.known.with_marks(&marked);
    Lowered { frame: state.frame.with_columns(columns), known, guard: state.guard }
}

/// Where a figure goes between two multiples: half of it away from zero, or to one side.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Near,
    Down,
    Up,
}

/// A figure, its lowest and its highest, as multiples. What is at least so many goes down and what is at most so many up, so that a bound
/// still holds; where a side is open, the figure is the bound of the other.
fn with_bounds(name: &str, to: i64) -> [Expr; 3] {
    let names = [name.to_string(), low_of(name), high_of(name)];
    [0, 1, 2].map(|at| {
        let run = move |columns: &mut [Column]| {
            let (low, high) = (columns[1].f64()?.clone(), columns[2].f64()?.clone());
            each_rounded(&columns[at], to, |row| {
                let (low, high) = (low.get(row), high.get(row));
                let (at_least, at_most) = (high == Some(f64::INFINITY), low == Some(f64::NEG_INFINITY));
                match at {
                    // One number, and no bound of another.
                    _ if low == high => Way::Near,
                    0 if at_least == at_most => Way::Near,
                    0 if at_least => Way::Down,
                    1 => Way::Down,
                    _ => Way::Up,
                }
            })
        };
        let field = move |_: &Schema, fields: &[Field]| Ok(fields[at].clone());
        column(name).map_many(run, &[column(&names[1]), column(&names[2])], field).alias(names[at].as_str())
    })
}

fn each_rounded(values: &Column, to: i64, way: impl Fn(usize) -> Way) -> PolarsResult<Column> {
    let name = values.name().clone();
    if values.dtype() == &DataType::Int64 {
        let whole = |(row, x): (usize, Option<i64>)| {
            let (x, to) = (i128::from(x?), i128::from(to));
            let multiple = match way(row) {
                Way::Near => (2 * x.abs() + to) / (2 * to) * to * x.signum(),
                Way::Down => x.div_euclid(to) * to,
                Way::Up => -(-x).div_euclid(to) * to,
            };
            i64::try_from(multiple).ok()
        };
        return Ok(values.i64()?.iter().enumerate().map(whole).collect::<Int64Chunked>().with_name(name).into_column());
    }
    let to = to as f64;
    let multiple = |(row, x): (usize, Option<f64>)| {
        let times = x? / to;
        Some(
            to * match way(row) {
                Way::Near => times.round(),
                Way::Down => times.floor(),
                Way::Up => times.ceil(),
            },
        )
    };
    let real = values.cast(&DataType::Float64)?;
    let rounded: Float64Chunked = real.f64()?.iter().enumerate().map(multiple).collect();
    rounded.with_name(name).into_column().cast(values.dtype())
}
