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
    let longest = titles.iter().chain([&chart.keys]).map(|title| width(title)).max().unwrap_or(0);
    let labels = longest.min((all / 3).max(LEAST));
    let (titles, whole) = numbered(titles, labels);
    let room = all.saturating_sub(labels + BETWEEN).max(LEAST);
    let (shared, most) = lengths(&chart);
    let (per, wide) = (most.div_ceil(room).max(1), if most * 2 <= room { 2 } else { 1 });
    let line = |label: &str, rest: &str| {
        let line = format!("{}{}{rest}", pad(&fenced(shorten(label, labels)), labels, Side::Left), " ".repeat(BETWEEN));
        line.trim_end().to_string()
    };
    if let Some(places) = &shared {
        let days = days_above(places, chart.noun, per, wide, room);
        writeln!(out, "{}", paint(&line(&chart.keys, &days), Paint::Bold, style.color))?;
    }
    for (one, title) in chart.series.iter().zip(&titles) {
        let scale = chart.scale(one.figure.0);
        let cells = strip(one, &places(one, &chart, shared.as_deref()), per);
        let sign = |cell: Held| cell.sign(signs.unknown, |x| signs.shades[scale.part(x, signs.shades.len())]);
        let strip: String = cells.into_iter().map(|cell| sign(cell).to_string().repeat(wide)).collect();
        writeln!(out, "{}", line(title, &strip))?;
    }
    let mut remarks: Vec<String> =
        (width(&chart.keys) > labels).then(|| format!("by {}", fenced(chart.keys.as_str().into()))).into_iter().collect();
    remarks.extend(whole);
    remarks.extend(legends(&chart, &signs.shades));
    remarks.extend(said(&chart, shown, per, signs.unknown));
    Ok(remarks)
}

/// Titles of which none is wider than so many cells: a longer one has a number, and stands whole in a line of its own.
fn numbered(titles: Vec<String>, cells: usize) -> (Vec<String>, Vec<String>) {
    let mut whole: Vec<String> = Vec::new();
    let label = |title: String| match width(&title) > cells {
        false => title,
        true => {
            let number = whole.len() + 1;
            whole.push(format!("{number} {}", fenced(title.as_str().into())));
            format!("{number} {title}")
        }
    };
    (titles.into_iter().map(label).collect(), whole)
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
fn days_above(places: &[Option<Day>], noun: &str, per: usize, wide: usize, room: usize) -> String {
    let days: Vec<Day> = places.iter().copied().flatten().collect();
    let mut line = String::new();
    for (at, day) in places.iter().step_by(per).enumerate().filter_map(|(at, day)| Some((at, (*day)?))) {
        let (column, text) = (at * wide, day_text(day, noun, &days));
        let free = if line.is_empty() { 0 } else { line.len() + BETWEEN };
        if column >= free && column + text.len() <= room {
            line += &" ".repeat(column - line.len());
            line += &text;
        }
    }
    line
}

/// What a cell of a strip holds.
#[derive(Clone, Copy)]
enum Held {
    /// No bucket of the answer.
    Nothing,
    Unknown,
    Value(f64),
}

impl Held {
    fn sign(self, unknown: char, of: impl Fn(f64) -> char) -> char {
        match self {
            Held::Nothing => ' ',
            Held::Unknown => unknown,
            Held::Value(x) => of(x),
        }
    }
}

/// The places that all series share, and how many the longest series has.
fn lengths(chart: &Chart<'_>) -> (Option<Vec<Option<Day>>>, usize) {
    let shared = chart.places();
    let own = |one: &Series<'_>| chart.spread(&one.days().collect::<Vec<Day>>()).len();
    let most = shared.as_ref().map_or_else(|| chart.series.iter().map(own).max().unwrap_or(0), Vec::len);
    (shared, most)
}

fn places(one: &Series<'_>, chart: &Chart<'_>, shared: Option<&[Option<Day>]>) -> Vec<Option<Day>> {
    shared.map_or_else(|| chart.spread(&one.days().collect::<Vec<Day>>()), <[_]>::to_vec)
}

/// The cells of a strip: the largest value of so many buckets; unknown where none of them is known.
fn strip(one: &Series<'_>, places: &[Option<Day>], per: usize) -> Vec<Held> {
    let point = |day: &Day| one.points.binary_search_by_key(day, |(day, _)| *day).ok().map(|at| &one.points[at].1);
    let cell = |days: &[Option<Day>]| {
        let held: Vec<Option<f64>> = days.iter().flatten().filter_map(point).map(Point::at).collect();
        match held.iter().flatten().copied().reduce(f64::max) {
            Some(largest) => Held::Value(largest),
            None if held.is_empty() => Held::Nothing,
            None => Held::Unknown,
        }
    };
    places.chunks(per).map(cell).collect()
}

/// Writes a table of the series with a strip of bars; gives back what it does not show.
pub fn spark(grid: &dyn Grid, plot: &Plot, style: &Style, out: &mut dyn Write) -> io::Result<Vec<String>> {
    let (chart, signs) = (Chart::of(grid, plot), signs(style));
    let titles = chart.series.iter().map(|one| width(&chart.title(one))).max().unwrap_or(0);
    let room = style.width.unwrap_or(WIDTH).saturating_sub(titles + FIGURES).max(LEAST);
    let (shared, most) = lengths(&chart);
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
        let cells = strip(one, &places(one, &chart, shared.as_deref()), per);
        let sign = |cell: Held| cell.sign(signs.unknown, |x| signs.levels[scale.part(x, signs.levels.len())]);
        let drawn: String = cells.into_iter().map(sign).collect();
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
