//! A drawn answer: its figures as lines, bars or strips in the cells of a terminal.
//!
//! Nothing in a drawing rests on colour. Zero is always on the scale, and what is not known is a gap with a sign of its own.

mod bars;
mod canvas;
mod chart;
mod lines;
mod scale;
mod strips;
#[cfg(test)]
mod tests;

use super::Style;
use super::grid::Grid;
use super::text::{Paint, paint};
use crate::plan::Plot;
use crate::syntax::ast::Drawing;
use std::io::{self, Write};

/// The columns of a drawing where the width is not limited.
const WIDTH: usize = 80;

/// The signs of a drawing.
struct Signs {
    /// What stands for a value that is not known.
    unknown: char,
    /// The corner, the rule and the edge of the axes, and where a label stands below and beside them.
    axes: [char; 5],
    /// From the lowest to the highest value of a strip of shades.
    shades: [char; 4],
    /// From the lowest to the highest value of a strip of bars.
    levels: [char; 8],
    /// A whole cell of a bar, one of what may be, and the end of what may be more.
    bar: [char; 3],
}

const BLOCKS: Signs = Signs {
    unknown: '·',
    axes: ['└', '─', '│', '┬', '┤'],
    shades: ['░', '▒', '▓', '█'],
    levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
    bar: ['█', '░', '▸'],
};

/// For terminals that show no more than ASCII.
const PLAIN: Signs = Signs {
    unknown: '?',
    axes: ['+', '-', '|', '+', '|'],
    shades: ['.', ':', '*', '#'],
    levels: ['1', '2', '3', '4', '5', '6', '7', '8'],
    bar: ['#', ':', '>'],
};

fn signs(style: &Style) -> &'static Signs {
    if style.ascii { &PLAIN } else { &BLOCKS }
}

/// Writes the drawing, and below it what it does not show.
pub fn write(grid: &dyn Grid, plot: &Plot, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let remarks = match plot.drawing {
        Drawing::Bar => bars::write(grid, plot, style, out)?,
        Drawing::Line => lines::write(grid, plot, style, out)?,
        Drawing::Heat => strips::heat(grid, plot, style, out)?,
        Drawing::Spark => strips::spark(grid, plot, style, out)?,
    };
    if !remarks.is_empty() {
        writeln!(out)?;
    }
    remarks.iter().try_for_each(|remark| writeln!(out, "{}", paint(remark, Paint::Dim, style.color)))
}
