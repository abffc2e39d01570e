//! A grid as a table fitted to the terminal: long texts are shortened first, then columns before the last are left out.

use super::Style;
use super::cells::Look;
use super::expanded::Expanded;
use super::grid::Grid;
use super::text::{Paint, Side, fenced, harmless, pad, paint, shorten, width};
use crate::base::counts::{counted, grouped};
use crate::data::Cell;
use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

/// Blanks between columns.
const BETWEEN: &str = "  ";
/// Texts are shortened down to this width before a column is left out.
const ROOM: usize = 12;
/// Headers are shortened down to this width, where the cells below need no more.
const HEAD: usize = 8;
/// What stands for left-out columns, rows and ends of texts.
const MORE: &str = "…";

/// Writes the table and, where something was left out, what.
pub fn write(grid: &dyn Grid, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let view = View::of(&lines(grid, style.fold), style.max_rows);
    let columns = measure(grid, &view);
    let slots = lay_out(&columns, style.width);
    let mut line = |cells: &mut dyn Iterator<Item = String>, look: Option<Paint>| {
        let text = cells.collect::<Vec<_>>().join(BETWEEN);
        let text = text.trim_end();
        writeln!(out, "{}", look.map_or(text.into(), |look| paint(text, look, style.color)))
    };
    line(&mut slots.iter().map(|slot| slot.header(&columns)), Some(Paint::Bold))?;
    line(&mut slots.iter().map(|slot| "─".repeat(slot.width())), Some(Paint::Dim))?;
    for shown in view.lines() {
        match shown {
            Some(Line::Folded(rows)) => line(&mut std::iter::once(folded(grid, &columns, &slots, rows, style.width)), None)?,
            Some(Line::Row(row)) => line(&mut slots.iter().map(|slot| slot.cell(&columns, grid, Some(*row))), None)?,
            None => line(&mut slots.iter().map(|slot| slot.cell(&columns, grid, None)), None)?,
        }
    }
    let remarks = remarks(grid.height(), &view, &columns, &slots);
    if !remarks.is_empty() {
        writeln!(out)?;
    }
    remarks.iter().try_for_each(|remark| writeln!(out, "{}", paint(remark, Paint::Dim, style.color)))
}

/// Whether the columns stand below each other rather than in a table: where that is wanted, or columns would be left out.
pub fn is_expanded(grid: &dyn Grid, style: &Style) -> bool {
    let leaves_out = || {
        let columns = measure(grid, &View::of(&lines(grid, style.fold), style.max_rows));
        lay_out(&columns, style.width).len() < columns.len()
            || lay_out(&columns, style.width).iter().any(|slot| matches!(slot, Slot::Gap))
    };
    match style.expanded {
        Expanded::Off => false,
        Expanded::On => true,
        Expanded::Auto => leaves_out(),
    }
}

/// A line of the table below its header.
#[derive(Clone)]
enum Line {
    Row(usize),
    /// Rows of one series without a report.
    Folded(Range<usize>),
}

/// Runs of at least so many buckets without a report become one line.
const FOLDED: usize = 5;

/// All lines; of buckets without a report long runs are one.
fn lines(grid: &dyn Grid, fold: bool) -> Vec<Line> {
    let Some(buckets) = grid.buckets().filter(|_| fold) else { return (0..grid.height()).map(Line::Row).collect() };
    let mut lines = Vec::new();
    let mut row = 0;
    while row < grid.height() {
        let silent = buckets.mark(row).silent;
        let run = (row..grid.height()).take_while(|row| silent.is_some() && buckets.mark(*row).silent == silent).count();
        match run {
            FOLDED.. => lines.push(Line::Folded(row..row + run)),
            _ => lines.extend((row..row + run.max(1)).map(Line::Row)),
        }
        row += run.max(1);
    }
    lines
}

/// What a folded line says: the cells that its rows have in common, their first and their last day, and how many they are.
fn folded(grid: &dyn Grid, columns: &[Measured], slots: &[Slot], rows: &Range<usize>, limit: Option<usize>) -> String {
    let buckets = grid.buckets();
    let [first, last] = buckets.map_or([None; 2], |buckets| buckets.days);
    let noun = buckets.map_or("row", |buckets| buckets.noun);
    let (start, end) = (rows.start, rows.end.saturating_sub(1));
    let cell = |slot: &Slot| match slot {
        Slot::Column(at, _) if Some(*at) == last => Some(slot.cell(columns, grid, Some(end))),
        Slot::Column(at, _) if Some(*at) == first => Some(slot.cell(columns, grid, Some(start))),
        Slot::Column(at, _) => {
            let common = grid.cell(start, *at) == grid.cell(end, *at) && grid.cell(start, *at) != Cell::Unknown;
            common.then(|| slot.cell(columns, grid, Some(start)))
        }
        Slot::Gap => None,
    };
    let said = format!("{MORE} {} without report", counted(rows.len() as u64, noun));
    let whole = slots.iter().map_while(cell).chain([said.clone()]).collect::<Vec<_>>().join(BETWEEN);
    if limit.is_some_and(|limit| width(&whole) > limit) { said } else { whole }
}

/// Which lines are shown: some from the start, some from the end.
struct View {
    head: Vec<Line>,
    tail: Vec<Line>,
    cut: bool,
}

impl View {
    fn of(lines: &[Line], most: Option<usize>) -> View {
        match most {
            Some(most) if most < lines.len() => {
                let (head, tail) = (most.div_ceil(2), lines.len() - most / 2);
                View { head: lines[..head].to_vec(), tail: lines[tail..].to_vec(), cut: true }
            }
            _ => View { head: lines.to_vec(), tail: Vec::new(), cut: false },
        }
    }

    /// How many rows are seen, folded ones included.
    fn len(&self) -> usize {
        let rows = |line: &Line| if let Line::Folded(rows) = line { rows.len() } else { 1 };
        self.head.iter().chain(&self.tail).map(rows).sum()
    }

    /// The lines in order; none stands for those left out.
    fn lines(&self) -> impl Iterator<Item = Option<&Line>> {
        self.head.iter().map(Some).chain(self.cut.then_some(None)).chain(self.tail.iter().map(Some))
    }

    /// The rows that have a line; none stands for those left out.
    fn rows(&self) -> impl Iterator<Item = Option<usize>> {
        let ends = |line: &Line| match line {
            Line::Row(row) => [Some(*row), None],
            Line::Folded(rows) => [Some(rows.start), rows.end.checked_sub(1)],
        };
        let shown = self.head.iter().chain(&self.tail).flat_map(ends).flatten().map(Some);
        self.cut.then_some(None).into_iter().chain(shown)
    }
}

/// A column and the room it asks for.
struct Measured {
    name: String,
    look: Look,
    /// The widest cell; up to the decimal point where points are aligned.
    before: usize,
    /// The longest rest from the decimal point on.
    after: usize,
}

impl Measured {
    /// The width that shows everything.
    fn natural(&self) -> usize {
        width(&self.name).max(self.before + self.after).max(1)
    }

    /// The width below which the column is left out rather than shown.
    fn least(&self) -> usize {
        let cells = self.before + self.after;
        let cells = if self.look.cuttable { cells.min(ROOM) } else { cells };
        cells.max(width(&self.name).min(HEAD)).max(1)
    }
}

fn measure(grid: &dyn Grid, view: &View) -> Vec<Measured> {
    let mut columns: Vec<Measured> = Vec::with_capacity(grid.columns().len());
    for (at, column) in grid.columns().iter().enumerate() {
        let mut measured = Measured { name: harmless(&column.name).into(), look: Look::of(column), before: 0, after: 0 };
        for row in view.rows() {
            let text = row.map_or(MORE.into(), |row| shown(grid, &measured.look, row, at));
            let after = if measured.look.pointed { fraction(&text) } else { 0 };
            measured.before = measured.before.max(width(&text) - after);
            measured.after = measured.after.max(after);
        }
        columns.push(measured);
    }
    columns
}

/// What stands behind the last day of a bucket that the window cuts.
pub const PART: char = '*';

/// The text of a cell.
fn shown<'a>(grid: &'a dyn Grid, look: &Look, row: usize, at: usize) -> Cow<'a, str> {
    let text = look.show(grid.cell(row, at));
    let Some(buckets) = grid.buckets().filter(|buckets| buckets.days[1].or(buckets.days[0]) == Some(at)) else { return text };
    if buckets.mark(row).part { format!("{text}{PART}").into() } else { text }
}

/// The length of a number from its decimal point or exponent on.
fn fraction(text: &str) -> usize {
    text.find(['.', 'e']).map_or(0, |at| width(&text[at..]))
}

/// A place in a line of the table.
enum Slot {
    /// A column and its width.
    Column(usize, usize),
    /// Where columns were left out.
    Gap,
}

impl Slot {
    fn width(&self) -> usize {
        match self {
            Slot::Column(_, width) => *width,
            Slot::Gap => width(MORE),
        }
    }

    fn header(&self, columns: &[Measured]) -> String {
        let Slot::Column(at, width) = self else { return MORE.into() };
        let column = &columns[*at];
        pad(&fenced(shorten(&column.name, *width)), *width, column.look.side)
    }

    fn cell(&self, columns: &[Measured], grid: &dyn Grid, row: Option<usize>) -> String {
        let (Slot::Column(at, width), Some(row)) = (self, row) else {
            return pad(MORE, self.width(), self.side(columns));
        };
        let column = &columns[*at];
        let text = shown(grid, &column.look, row, *at);
        if column.look.cuttable {
            return pad(&fenced(shorten(&text, *width)), *width, Side::Left);
        }
        let after = if column.look.pointed { column.after - fraction(&text) } else { 0 };
        pad(&format!("{text}{}", " ".repeat(after)), *width, column.look.side)
    }

    fn side(&self, columns: &[Measured]) -> Side {
        match self {
            Slot::Column(at, _) => columns[*at].look.side,
            Slot::Gap => Side::Left,
        }
    }
}

/// Which columns are shown, and how wide. The last column stays as long as two do: it is often the figure that was asked for.
fn lay_out(columns: &[Measured], limit: Option<usize>) -> Vec<Slot> {
    let Some(limit) = limit else {
        return columns.iter().enumerate().map(|(at, column)| Slot::Column(at, column.natural())).collect();
    };
    for left_out in 0..columns.len() {
        if let Some(slots) = fit(columns, left_out, limit) {
            return slots;
        }
    }
    // Not even one column fits: the first takes what there is.
    columns
        .first()
        .map(|column| Slot::Column(0, if column.look.cuttable { limit.max(1) } else { column.least() }))
        .into_iter()
        .collect()
}

/// The columns without `left_out` before the last, if they fit: the widest are narrowed to one common width.
fn fit(columns: &[Measured], left_out: usize, limit: usize) -> Option<Vec<Slot>> {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let first = (columns.len() - left_out - 1).max(1);
    shown.drain(first..first + left_out);
    let gap = usize::from(left_out > 0);
    let taken = BETWEEN.len() * (shown.len() + gap - 1) + gap * width(MORE);
    let room = limit.checked_sub(taken)?;
    let narrowed = |at: usize, most: usize| columns[at].natural().min(columns[at].least().max(most));
    let fits = |most: &usize| shown.iter().map(|at| narrowed(*at, *most)).sum::<usize>() <= room;
    let most = (0..=room).rev().find(fits)?;
    let mut slots: Vec<Slot> = shown.iter().map(|at| Slot::Column(*at, narrowed(*at, most))).collect();
    if gap > 0 {
        slots.insert(first, Slot::Gap);
    }
    Some(slots)
}

/// What was left out, and that there is nothing.
fn remarks(height: usize, view: &View, columns: &[Measured], slots: &[Slot]) -> Vec<String> {
    let mut remarks = Vec::new();
    if height == 0 {
        remarks.push("no rows".to_string());
    } else if view.cut {
        remarks.push(format!("{} of {}", grouped(view.len()), counted(height as u64, "row")));
    }
    let is_shown = |at: usize| slots.iter().any(|slot| matches!(slot, Slot::Column(shown, _) if *shown == at));
    let hidden: Vec<&str> = (0..columns.len()).filter(|at| !is_shown(*at)).map(|at| columns[at].name.as_str()).collect();
    if !hidden.is_empty() {
        remarks.push(format!("{}: {}", counted(hidden.len() as u64, "more column"), hidden.join(", ")));
    }
    remarks
}
