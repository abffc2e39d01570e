//! `plot bar`: a bar for each row, with its value beside it.

use super::chart::{Point, column, columns, label};
use super::scale::Scale;
use super::{Signs, WIDTH, signs};
use crate::base::counts::counted;
use crate::output::Style;
use crate::output::cells::Look;
use crate::output::grid::Grid;
use crate::output::table::PART;
use crate::output::text::{Paint, Side, fenced, pad, paint, shorten, width};
use crate::plan::Plot;
use std::io::{self, Write};

/// Blanks between labels and bars.
const BETWEEN: usize = 2;
/// The fewest cells of the longest bar.
const LEAST: usize = 8;
/// The eighths of a cell.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// One bar: its label, its place, and its value in words.
struct Bar<'a> {
    label: String,
    point: Point<'a>,
    text: String,
}

/// Writes the bars of each figure; gives back what they do not show.
pub fn write(grid: &dyn Grid, plot: &Plot, style: &Style, out: &mut dyn Write) -> io::Result<Vec<String>> {
    let figures = columns(grid, &plot.figures);
    let most = style.max_rows.unwrap_or(usize::MAX).min(grid.height());
    let mut remarks = Vec::new();
    if is_one_row(grid, plot) {
        let bars: Vec<Bar<'_>> = figures.iter().map(|at| bar(grid, *at, 0, grid.columns()[*at].name.clone())).collect();
        draw("", "", &bars, &scale(grid, &figures, 1), style, out)?;
    } else {
        let (keys, start) = (columns(grid, &plot.keys), plot.time.as_ref().and_then(|(start, _)| column(grid, start)));
        let labels: Vec<String> = (0..most).map(|row| row_label(grid, start, &keys, row)).collect();
        let names = plot.time.iter().map(|(start, _)| start.clone()).chain(plot.keys.iter().cloned());
        let header = names.collect::<Vec<_>>().join(", ");
        for (at, figure) in figures.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            let bars: Vec<Bar<'_>> = (0..most).map(|row| bar(grid, *figure, row, labels[row].clone())).collect();
            draw(&header, &grid.columns()[*figure].name, &bars, &scale(grid, &[*figure], grid.height()), style, out)?;
        }
    }
    match grid.height() {
        0 => remarks.push("no rows".to_string()),
        all if all > most => remarks.push(format!("the first {most} of {}", counted(all as u64, "row"))),
        _ => {}
    }
    let drawn =
        |open: fn(&Point<'_>) -> bool| figures.iter().any(|at| (0..most).any(|row| open(&Point::of(grid.cell(row, *at)))));
    let [_, may_be, more] = signs(style).bar;
    if drawn(|point| point.at().is_some() && point.high.is_some()) {
        remarks.push(format!("{may_be} up to the highest it can be"));
    }
    if drawn(|point| point.low.is_some() && point.high.is_none()) {
        remarks.push(format!("{more} at least"));
    }
    Ok(remarks)
}

/// Whether the figures of one row are compared with each other, rather than rows.
fn is_one_row(grid: &dyn Grid, plot: &Plot) -> bool {
    grid.height() == 1 && plot.keys.is_empty() && plot.time.is_none()
}

fn bar(grid: &dyn Grid, at: usize, row: usize, label: String) -> Bar<'_> {
    let cell = grid.cell(row, at);
    Bar { label, point: Point::of(cell), text: Look::of(&grid.columns()[at]).show(cell).into_owned() }
}

/// The bucket and the keys of a row; what the window cuts has the sign that tables have.
fn row_label(grid: &dyn Grid, start: Option<usize>, keys: &[usize], row: usize) -> String {
    let part = grid.buckets().is_some_and(|buckets| buckets.mark(row).part);
    let start = start.map(|at| {
        let day = label(grid, &[at], row);
        if part { format!("{day}{PART}") } else { day }
    });
    let keys = label(grid, keys, row);
    start.into_iter().chain((!keys.is_empty()).then_some(keys)).collect::<Vec<_>>().join(" ")
}

fn scale(grid: &dyn Grid, figures: &[usize], rows: usize) -> Scale {
    let places = |at: &usize| {
        let at = *at;
        (0..rows).flat_map(move |row| Point::of(grid.cell(row, at)).places().collect::<Vec<_>>())
    };
    Scale::exact(figures.iter().flat_map(places))
}

fn draw(header: &str, figure: &str, bars: &[Bar<'_>], scale: &Scale, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let all = style.width.unwrap_or(WIDTH);
    let widest = |of: fn(&Bar<'_>) -> usize| bars.iter().map(of).max().unwrap_or(0);
    let labels = widest(|bar| width(&bar.label)).max(width(header)).min((all / 3).max(LEAST));
    let values = widest(|bar| width(&bar.text));
    let room = all.saturating_sub(labels + BETWEEN + 1 + values).max(LEAST);
    let line = |label: &str, rest: &str| {
        let line = format!("{}{}{rest}", pad(&fenced(shorten(label, labels)), labels, Side::Left), " ".repeat(BETWEEN));
        line.trim_end().to_string()
    };
    if !figure.is_empty() {
        writeln!(out, "{}", paint(&line(header, figure), Paint::Bold, style.color))?;
    }
    bars.iter().try_for_each(|bar| {
        let drawn = drawn(&bar.point, scale, room, signs(style), style.ascii);
        let between = if drawn.is_empty() { "" } else { " " };
        writeln!(out, "{}", line(&bar.label, &format!("{drawn}{between}{}", bar.text)))
    })
}

/// The cells of a bar: what is certain, what may be, and a sign where it may be more than any bound.
fn drawn(point: &Point<'_>, scale: &Scale, room: usize, signs: &Signs, ascii: bool) -> String {
    let Some(best) = point.at() else { return String::new() };
    let open = point.low.is_some() && point.high.is_none();
    let room = if open { room - 1 } else { room };
    let certain = match (point.low, point.best) {
        (Some(low), _) => low,
        (None, _) if point.high.is_some() => 0.0,
        _ => best,
    };
    // Zero lies between two cells, so that bars to both sides start at the same place.
    let zero = (scale.place(0.0) * room as f64).round();
    let place = |x: f64| (zero + x / (scale.high - scale.low) * room as f64).clamp(0.0, room as f64);
    let (end, may_be) = (place(certain), place(point.high.unwrap_or(certain)));
    let within = |cell: usize, from: f64, to: f64| (to.min((cell + 1) as f64) - from.max(cell as f64)).max(0.0);
    let mut cells: Vec<char> = (0..room)
        .map(|cell| {
            let part = within(cell, zero.min(end), zero.max(end));
            let eighths = (part * 8.0).round() as usize;
            match eighths {
                8.. => signs.bar[0],
                1.. if !ascii && end > zero => EIGHTHS[eighths],
                4.. => signs.bar[0],
                _ if within(cell, zero.max(end), may_be) >= 0.5 => signs.bar[1],
                _ => ' ',
            }
        })
        .collect();
    if cells.iter().all(|cell| *cell == ' ') && certain != 0.0 {
        let at = (zero as usize).min(room.saturating_sub(1));
        cells[at] = if ascii { '|' } else { EIGHTHS[1] };
    }
    let text: String = cells.into_iter().collect();
    let text = text.trim_end();
    if open { format!("{text}{}", signs.bar[2]) } else { text.to_string() }
}
