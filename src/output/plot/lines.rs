//! `plot line`: a panel for each series, the values joined where their buckets follow each other.

use super::canvas::Canvas;
use super::chart::{Chart, Point, Series, day_text, usual_step};
use super::scale::Scale;
use super::{Signs, WIDTH, signs};
use crate::base::Day;
use crate::output::Style;
use crate::output::grid::Grid;
use crate::output::number::real;
use crate::output::table::PART;
use crate::output::text::{Paint, Side, fenced, pad, paint, width};
use crate::plan::Plot;
use std::io::{self, Write};

/// The most panels; further series are told.
const PANELS: usize = 8;
/// The columns that a bucket takes at most: few buckets are not drawn apart.
const BUCKET: usize = 8;
/// The columns between two labels of the axis.
const BETWEEN: usize = 2;

/// Writes the panels; gives back what they do not show.
pub fn write(grid: &dyn Grid, plot: &Plot, style: &Style, out: &mut dyn Write) -> io::Result<Vec<String>> {
    let chart = Chart::of(grid, plot);
    let shown = chart.series.len().min(PANELS);
    let rows = match shown {
        0 | 1 => 10,
        2 | 3 => 6,
        _ => 4,
    };
    for (at, one) in chart.series.iter().take(shown).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let labelled = at + 1 == shown || !chart.shares_days();
        writeln!(out, "{}", paint(&fenced(one.full_title().into()), Paint::Bold, style.color))?;
        panel(one, &chart, rows, labelled, style).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    let mut remarks = chart.remarks(signs(style).unknown);
    match chart.series.len() {
        0 => remarks.push("no rows".into()),
        all if all > shown => remarks.push(format!("{shown} of {all} series: `where` or `by top {PANELS}` chooses")),
        _ => {}
    }
    Ok(remarks)
}

/// Where the buckets of a series lie, in dots from the left.
struct Across {
    first: f64,
    span: f64,
    dots: usize,
}

impl Across {
    fn place(&self, day: Day) -> usize {
        ((f64::from(day.0) - self.first) / self.span * (self.dots.saturating_sub(1)) as f64).round() as usize
    }
}

fn panel(one: &Series<'_>, chart: &Chart<'_>, rows: usize, labelled: bool, style: &Style) -> Vec<String> {
    let (signs, scale) = (signs(style), chart.scale(one.figure.0));
    let labels = labels(&scale, rows);
    let margin = labels.iter().map(|(_, text)| width(text)).max().unwrap_or(0);
    let room = style.width.unwrap_or(WIDTH).saturating_sub(margin + 2).max(1);
    let columns = room.min((one.points.len() * BUCKET).max(2));
    let mut canvas = Canvas::new(columns, rows, style.ascii);
    let (dots, down) = canvas.size();
    let days: Vec<Day> = one.days().collect();
    let (first, last) = (days.first().map_or(0, |day| day.0), days.last().map_or(0, |day| day.0));
    let across = Across { first: f64::from(first), span: f64::from((last - first).max(1)), dots };
    draw(&mut canvas, one, &scale, &across, down);
    let mut lines = Vec::new();
    for (row, drawn) in canvas.rows().into_iter().enumerate() {
        let label = labels.iter().find(|(at, _)| *at == row).map(|(_, text)| text.as_str());
        let edge = if label.is_some() { signs.axes[4] } else { signs.axes[2] };
        lines.push(format!("{} {edge}{drawn}", pad(label.unwrap_or(""), margin, Side::Right)));
    }
    let cell = |day: Day| across.place(day) * columns / dots;
    let ticks = if labelled { ticks(&days, chart.noun, columns, &cell) } else { Vec::new() };
    lines.push(format!("{} {}{}", " ".repeat(margin), signs.axes[0], rule(one, &ticks, columns, &cell, signs)));
    if labelled {
        lines.push(format!("{}{}", " ".repeat(margin + 2), below(&ticks)));
    }
    lines.into_iter().map(|line| line.trim_end().to_string()).collect()
}

/// The values, and lines between those whose buckets follow each other.
fn draw(canvas: &mut Canvas, one: &Series<'_>, scale: &Scale, across: &Across, down: usize) {
    let height = |point: &Point<'_>| Some(((1.0 - scale.place(point.at()?)) * (down - 1) as f64).round() as usize);
    let step = usual_step(&one.days().collect::<Vec<Day>>());
    let known = |(day, point): &(Day, Point<'_>)| Some((*day, (across.place(*day), height(point)?)));
    let places: Vec<Option<(Day, (usize, usize))>> = one.points.iter().map(known).collect();
    let joined = |a: &Option<(Day, _)>, b: &Option<(Day, _)>| {
        a.zip(*b).filter(|((earlier, _), (later, _))| later.0 - earlier.0 <= step + step / 2)
    };
    let pairs: Vec<Option<_>> = places.windows(2).map(|two| joined(&two[0], &two[1])).collect();
    pairs.iter().flatten().for_each(|((_, from), (_, to))| canvas.line(*from, *to));
    for (at, (_, place)) in places.iter().enumerate().filter_map(|(at, place)| Some((at, (*place)?))) {
        let alone = [at.checked_sub(1), Some(at)].iter().flatten().all(|pair| pairs.get(*pair).is_none_or(Option::is_none));
        if alone { canvas.spot(place) } else { canvas.point(place) }
    }
}

/// The rows that have a label, and the labels: the ends of the scale, its middle, and zero.
fn labels(scale: &Scale, rows: usize) -> Vec<(usize, String)> {
    let row = |x: f64| ((1.0 - scale.place(x)) * (rows - 1) as f64).round() as usize;
    let mut labels = vec![(0, real(scale.high)), (rows - 1, real(scale.low))];
    let middle = (scale.low + scale.high) / 2.0;
    let inner = if scale.low < 0.0 { 0.0 } else { middle };
    if rows > 4 && row(inner) > 0 && row(inner) < rows - 1 {
        labels.push((row(inner), real(inner)));
    }
    labels
}

/// The labels of the days, with the cells they start at; the first and as many more as fit.
fn ticks(days: &[Day], noun: &str, columns: usize, cell: &dyn Fn(Day) -> usize) -> Vec<(usize, usize, String)> {
    let mut ticks: Vec<(usize, usize, String)> = Vec::new();
    for day in days {
        let (at, text) = (cell(*day), day_text(*day, noun, days));
        let free = ticks.last().map_or(0, |(_, start, text)| start + text.len() + BETWEEN);
        let fits = at >= free && (at + text.len() <= columns.max(text.len()));
        if fits && ticks.last().is_none_or(|(before, _, text)| at - before >= (text.len() + BETWEEN) * 3 / 2) {
            ticks.push((at, at, text));
        }
    }
    ticks
}

/// The axis: a rule, with the sign of what is not known below each gap.
fn rule(
    one: &Series<'_>,
    ticks: &[(usize, usize, String)],
    columns: usize,
    cell: &dyn Fn(Day) -> usize,
    signs: &Signs,
) -> String {
    let mut rule = vec![signs.axes[1]; columns];
    ticks.iter().for_each(|(at, ..)| rule[(*at).min(columns - 1)] = signs.axes[3]);
    one.parts.iter().for_each(|day| rule[cell(*day).min(columns - 1)] = PART);
    let cells: Vec<usize> = one.days().map(cell).collect();
    let gaps = one.points.iter().enumerate().filter(|(_, (_, point))| point.at().is_none());
    for (at, _) in gaps {
        let here = cells[at];
        let from = at.checked_sub(1).map_or(here, |before| cells[before] + (here - cells[before]).div_ceil(2));
        let to = cells.get(at + 1).map_or(here, |next| here + (next - here).saturating_sub(1) / 2);
        (from.min(here)..=to.min(columns - 1)).for_each(|cell| rule[cell] = signs.unknown);
    }
    rule.into_iter().collect()
}

fn below(ticks: &[(usize, usize, String)]) -> String {
    let mut line = String::new();
    for (_, start, text) in ticks {
        line += &" ".repeat(start.saturating_sub(line.len()));
        line += text;
    }
    line
}
