//! `plot heat` and `plot spark`: a strip for each series, a cell for each bucket.

use super::chart::{Chart, Point, Series, day_text, type_of};
use super::scale::Scale;
use super::{WIDTH, signs};
use crate::base::counts::counted;
use crate::base::{Day, Type, Value};
use crate::data::Cell;
use crate::output::Style;
use crate::output::grid::{Grid, Rows};
use crate::output::table;
use crate::output::text::{Paint, Side, fenced, pad, paint, shorten, width};
use crate::plan::Plot;
use std::io::{self, Write};

/// Blanks between labels and strips.
const BETWEEN: usize = 2;
/// The fewest cells of a strip.
const LEAST: usize = 8;
/// The columns that the figures beside a strip of bars take about.
const FIGURES: usize = 36;

/// Writes a strip of shades for each series, on one scale for each figure; gives back what they do not show.
pub fn heat(grid: &dyn Grid, plot: &Plot, style: &Style, out: &mut dyn Write) -> io::Result<Vec<String>> {
    let (chart, signs) = (Chart::of(grid, plot), signs(style));
    let shown = chart.series.len().min(style.max_rows.unwrap_or(usize::MAX));
    let all = style.width.unwrap_or(WIDTH);
    let titles: Vec<String> = chart.series.iter().take(shown).map(|one| chart.title(one)).collect();
    let labels = titles.iter().map(|title| width(title)).max().unwrap_or(0).min((all / 3).max(LEAST));
    let room = all.saturating_sub(labels + BETWEEN).max(LEAST);
    let most = chart.series.iter().map(|one| one.points.len()).max().unwrap_or(0);
    let (per, wide) = (most.div_ceil(room).max(1), if most * 2 <= room { 2 } else { 1 });
    let line = |label: &str, rest: &str| {
        let line = format!("{}{}{rest}", pad(&fenced(shorten(label, labels)), labels, Side::Left), " ".repeat(BETWEEN));
        line.trim_end().to_string()
    };
    if let Some(first) = chart.series.first().filter(|_| chart.shares_days()) {
        let days = days_above(first, chart.noun, per, wide, room);
        writeln!(out, "{}", paint(&line(&chart.keys, &days), Paint::Bold, style.color))?;
    }
    for (one, title) in chart.series.iter().zip(&titles) {
        let scale = chart.scale(one.figure.0);
        let cell = |x: Option<f64>| x.map_or(signs.unknown, |x| signs.shades[scale.part(x, signs.shades.len())]);
        let strip: String = strip(one, per).into_iter().map(|x| cell(x).to_string().repeat(wide)).collect();
        writeln!(out, "{}", line(title, &strip))?;
    }
    let mut remarks = legends(&chart, &signs.shades);
    remarks.extend(said(&chart, shown, per, signs.unknown));
    Ok(remarks)
}

/// What the shades of each figure stand for.
fn legends(chart: &Chart<'_>, shades: &[char]) -> Vec<String> {
    let mut figures: Vec<&str> = chart.series.iter().map(|one| one.figure.0).collect();
    figures.dedup();
    figures.sort_unstable();
    figures.dedup();
    let legend = |figure: &&str| {
        let scale: Scale = chart.scale(figure);
        let parts = shades.iter().enumerate().map(|(at, shade)| format!("{shade} to {}", scale.end_of(at, shades.len())));
        format!("{figure}: {}", parts.collect::<Vec<_>>().join("  "))
    };
    figures.iter().map(legend).collect()
}

/// The first days of buckets above their cells, as many as fit.
fn days_above(one: &Series<'_>, noun: &str, per: usize, wide: usize, room: usize) -> String {
    let days: Vec<Day> = one.days().collect();
    let mut line = String::new();
    for (at, day) in days.iter().step_by(per).enumerate() {
        let (column, text) = (at * wide, day_text(*day, noun, &days));
        let free = if line.is_empty() { 0 } else { line.len() + BETWEEN };
        if column >= free && column + text.len() <= room {
            line += &" ".repeat(column - line.len());
            line += &text;
        }
    }
    line
}

/// The cells of a strip: the largest value of so many buckets; unknown where none of them is known.
fn strip(one: &Series<'_>, per: usize) -> Vec<Option<f64>> {
    let largest = |points: &[(Day, Point<'_>)]| points.iter().filter_map(|(_, point)| point.at()).reduce(f64::max);
    one.points.chunks(per).map(largest).collect()
}

/// Writes a table of the series with a strip of bars; gives back what it does not show.
pub fn spark(grid: &dyn Grid, plot: &Plot, style: &Style, out: &mut dyn Write) -> io::Result<Vec<String>> {
    let (chart, signs) = (Chart::of(grid, plot), signs(style));
    let titles = chart.series.iter().map(|one| width(&chart.title(one))).max().unwrap_or(0);
    let room = style.width.unwrap_or(WIDTH).saturating_sub(titles + FIGURES).max(LEAST);
    let most = chart.series.iter().map(|one| one.points.len()).max().unwrap_or(0);
    let per = most.div_ceil(room).max(1);
    let of_figures =
        |ty: Type| plot.figures.iter().filter_map(|name| super::chart::column(grid, name)).all(|at| type_of(grid, at) == ty);
    let number = if of_figures(Type::Int) { Type::Int } else { Type::Float };
    let named = !plot.keys.is_empty();
    let several = plot.figures.len() > 1;
    let strip_name = if several || !named { "series".to_string() } else { plot.figures.join(", ") };
    let keys = if named { chart.keys.as_str() } else { "figure" };
    let mut columns = vec![(keys, Type::Text)];
    columns.push((strip_name.as_str(), Type::Text));
    columns.extend([("lowest", number), ("highest", number), ("last", number)]);
    let mut rows = Rows::new(&columns);
    for one in &chart.series {
        let scale = Scale::exact(one.points.iter().filter_map(|(_, point)| point.at()));
        let cell = |x: Option<f64>| x.map_or(signs.unknown, |x| signs.levels[scale.part(x, signs.levels.len())]);
        let drawn: String = strip(one, per).into_iter().map(cell).collect();
        let known: Vec<&Point<'_>> = one.points.iter().map(|(_, point)| point).filter(|point| point.at().is_some()).collect();
        let by = |a: &&&Point<'_>, b: &&&Point<'_>| a.at().partial_cmp(&b.at()).unwrap_or(std::cmp::Ordering::Equal);
        let ends = [known.iter().min_by(by), known.iter().max_by(by), known.last()];
        let figures = ends.map(|point| point.map_or(Value::Unknown, |point| value(point.cell)));
        rows.push([Value::Text(chart.title(one)), Value::Text(drawn)].into_iter().chain(figures).collect());
    }
    table::write(&rows, style, out)?;
    let mut remarks = vec!["each series from 0 to its own highest".to_string()];
    remarks.extend(said(&chart, chart.series.len(), per, signs.unknown));
    Ok(remarks)
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Int(n) => Value::Int(n),
        Cell::Float(x) => Value::Float(x),
        Cell::Bounds(bounds) => Value::Bounded(bounds),
        _ => Value::Unknown,
    }
}

/// What strips leave out.
fn said(chart: &Chart<'_>, shown: usize, per: usize, unknown: char) -> Vec<String> {
    let mut said = chart.remarks(unknown);
    if per > 1 {
        said.push(format!("each cell is the largest of {}", counted(per as u64, chart.noun)));
    }
    match chart.series.len() {
        0 => said.push("no rows".into()),
        all if all > shown => said.push(format!("{shown} of {all} series")),
        _ => {}
    }
    said
}
