//! Where the two periods of a `versus` are not alike: another source, another place under the same keys, days without a report.

use super::probe::Said;
use super::state::whole_frame;
use crate::base::counts::{counted, grouped};
use crate::plan::{Mark, Marked};
use polars::prelude::*;

/// The days of each row's other period, and of its own.
pub type Days = Vec<(i64, i64)>;

/// The frame of a comparison, whose marks are looked at on the way. `bucket` is the column of the position in `days`, where rows are
/// about one day each.
pub fn seen(frame: LazyFrame, marks: &[Mark], days: Option<(&'static str, Days)>, said: Option<Said>) -> LazyFrame {
    let Some(said) = said.filter(|_| !marks.is_empty()) else { return frame };
    let marks = marks.to_vec();
    let look = move |data: DataFrame| {
        let buckets = days.as_ref().map(|(bucket, _)| data.column(bucket)?.cast(&DataType::Int64)).transpose()?;
        for mark in &marks {
            let names = mark.names.iter().flatten();
            let own: Vec<Column> = names.map(|name| data.column(name).cloned()).collect::<PolarsResult<_>>()?;
            match &mark.of {
                Marked::Sources(name) | Marked::Series(name) => say_names(name, &own, &said)?,
                Marked::Reports => say_reports(&own, buckets.as_ref(), days.as_ref().map(|(_, days)| days), &said)?,
            }
        }
        Ok(data)
    };
    frame.map(look, whole_frame(), None, Some("marks"))
}

/// Says where a column has one thing to say here and another there. The columns are pairs of here and there.
fn say_names(name: &str, pairs: &[Column], said: &Said) -> PolarsResult<()> {
    let texts: Vec<&StringChunked> = pairs.iter().map(|column| column.str()).collect::<PolarsResult<_>>()?;
    let mut found: Option<(String, String)> = None;
    let (mut rows, mut differ) = (0, 0);
    for row in 0..texts.first().map_or(0, |texts| texts.len()) {
        let side = |at: usize| -> Option<&str> {
            let first = texts.get(at)?.get(row)?;
            // Of a series only the one thing it says is compared.
            texts.iter().skip(at).step_by(2).all(|texts| texts.get(row) == Some(first)).then_some(first)
        };
        rows += 1;
        if let (Some(here), Some(there)) = (side(0), side(1))
            && here != there
        {
            differ += 1;
            found.get_or_insert((here.to_string(), there.to_string()));
        }
    }
    if let Some((here, there)) = found {
        let of = if rows == 1 { String::new() } else { format!(" in {} of {}, first", grouped(differ), counted(rows, "row")) };
        said.add("differs", format!("{name}{of}: \"{here}\" here, \"{there}\" in the other period"));
    }
    Ok(())
}

/// Says where the other period has no report, or fewer than its days. Where rows are periods only their numbers can be compared.
fn say_reports(pair: &[Column], buckets: Option<&Column>, days: Option<&Days>, said: &Said) -> PolarsResult<()> {
    let [here, there] = pair else { return Ok(()) };
    let (here, there) = (here.cast(&DataType::Int64)?, there.cast(&DataType::Int64)?);
    let (here, there) = (here.i64()?, there.i64()?);
    let buckets = buckets.map(|column| column.i64()).transpose()?;
    let (mut silent, mut part) = (0, 0);
    let mut first: Option<String> = None;
    for row in 0..here.len() {
        let (reports, before) = (here.get(row).unwrap_or(0), there.get(row).unwrap_or(0));
        let of = buckets.and_then(|buckets| buckets.get(row)).and_then(|at| days?.get(usize::try_from(at).ok()?).copied());
        match (before, of) {
            // Two silences say nothing of each other.
            (0, _) if reports == 0 => {}
            (0, _) => silent += 1,
            (_, Some((own, other))) if before < other => {
                part += 1;
                let words = format!(
                    "{before} of {} of the other period have a row, and {reports} of {own} here",
                    counted(other as u64, "day")
                );
                first.get_or_insert(words);
            }
            (_, None) if before != reports => {
                part += 1;
                let (there, here) = (said.telling.counted(before as u64, "period"), said.telling.number(reports as u64));
                first.get_or_insert(format!("{there} in the other period, and {here} here"));
            }
            _ => {}
        }
    }
    let rows = here.len() as u64;
    if silent > 0 {
        let of = if rows == 1 { String::new() } else { format!(" in {} of {}", grouped(silent), counted(rows, "row")) };
        said.add("differs", format!("the other period has no report{of}"));
    }
    if let Some(first) = first {
        let of = if rows == 1 { String::new() } else { format!("in {} of {}, first ", grouped(part), counted(rows, "row")) };
        said.add("differs", format!("{of}{first}"));
    }
    Ok(())
}
