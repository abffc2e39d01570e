//! The series of an answer: its figures by bucket, apart by their keys.

use super::scale::Scale;
use crate::base::counts::counted;
use crate::base::{Day, Type};
use crate::data::Cell;
use crate::output::cells::Look;
use crate::output::grid::Grid;
use crate::output::text::harmless;
use crate::plan::Plot;

/// A value as it is drawn: the cell, and the places it can have on the scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<'a> {
    pub cell: Cell<'a>,
    pub best: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl<'a> Point<'a> {
    pub fn of(cell: Cell<'a>) -> Point<'a> {
        let known = |x: f64| Point { cell, best: Some(x), low: None, high: None };
        match cell {
            Cell::Int(n) => known(n as f64),
            Cell::Float(x) => known(x),
            Cell::Bounds(bounds) => Point { cell, best: bounds.best, low: bounds.low, high: bounds.high },
            _ => Point { cell, best: None, low: None, high: None },
        }
    }

    /// Where it is drawn, if it is.
    pub fn at(&self) -> Option<f64> {
        self.best.or(self.low).or(self.high)
    }

    /// Whether it may be more or less than what is drawn.
    pub fn is_open(&self) -> bool {
        self.low.is_some() || self.high.is_some()
    }

    fn is_withheld(&self) -> bool {
        matches!(self.cell, Cell::Hidden | Cell::Protected(_))
    }

    /// Every place on the scale that it takes.
    pub fn places(&self) -> impl Iterator<Item = f64> {
        [self.best, self.low, self.high].into_iter().flatten()
    }
}

/// One figure of one combination of keys, bucket by bucket.
pub struct Series<'a> {
    /// The keys in words; empty without any.
    pub label: String,
    /// The name of the figure, and its column.
    pub figure: (&'a str, usize),
    /// The first day of each bucket with its value, in order of time.
    pub points: Vec<(Day, Point<'a>)>,
    /// The first days of those buckets that the window cuts.
    pub parts: Vec<Day>,
}

impl Series<'_> {
    /// What it is called: its keys and its figure.
    pub fn full_title(&self) -> String {
        let figure = harmless(self.figure.0);
        if self.label.is_empty() { figure.into_owned() } else { format!("{}: {figure}", self.label) }
    }

    /// The days of its buckets.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.points.iter().map(|(day, _)| *day)
    }
}

/// The series of an answer.
pub struct Chart<'a> {
    pub series: Vec<Series<'a>>,
    /// What a bucket is called.
    pub noun: &'static str,
    /// The columns of the keys, in words.
    pub keys: String,
    /// Whether several figures are drawn.
    pub several: bool,
}

impl<'a> Chart<'a> {
    pub fn of(grid: &'a dyn Grid, plot: &'a Plot) -> Chart<'a> {
        let keys = columns(grid, &plot.keys);
        let figures: Vec<(&str, usize)> =
            plot.figures.iter().filter_map(|name| Some((name.as_str(), column(grid, name)?))).collect();
        let start = plot.time.as_ref().and_then(|(start, _)| column(grid, start));
        let mut series: Vec<Series<'a>> = Vec::new();
        for row in 0..grid.height() {
            let Some(Cell::Date(day)) = start.map(|at| grid.cell(row, at)) else { continue };
            let label = label(grid, &keys, row);
            let part = grid.buckets().is_some_and(|buckets| buckets.mark(row).part);
            for figure in &figures {
                let at = series.iter().position(|one| one.label == label && one.figure == *figure).unwrap_or_else(|| {
                    series.push(Series { label: label.clone(), figure: *figure, points: Vec::new(), parts: Vec::new() });
                    series.len() - 1
                });
                series[at].points.push((day, Point::of(grid.cell(row, figure.1))));
                series[at].parts.extend(part.then_some(day));
            }
        }
        series.iter_mut().for_each(|one| one.points.sort_by_key(|(day, _)| *day));
        let noun = grid.buckets().map_or("bucket", |buckets| buckets.noun);
        Chart { series, noun, keys: plot.keys.join(", "), several: figures.len() > 1 }
    }

    /// The scale on which all series of a figure are drawn.
    pub fn scale(&self, figure: &str) -> Scale {
        let of = self.series.iter().filter(|one| one.figure.0 == figure);
        Scale::of(of.flat_map(|one| &one.points).flat_map(|(_, point)| point.places()))
    }

    /// What a series is called where its figure is named elsewhere, unless there are several.
    pub fn title(&self, one: &Series<'_>) -> String {
        if one.label.is_empty() || self.several { one.full_title() } else { one.label.clone() }
    }

    /// Whether all series have the same buckets.
    pub fn shares_days(&self) -> bool {
        self.series.windows(2).all(|two| two[0].days().eq(two[1].days()))
    }

    /// The days of the places that cells of strips have, side by side: those of all series, and one for each bucket that an earlier
    /// clause left out. Nothing where no two series share a day, as in several periods: each has places of its own then.
    pub fn places(&self) -> Option<Vec<Option<Day>>> {
        let mut days: Vec<Day> = self.series.iter().flat_map(Series::days).collect();
        let all = days.len();
        days.sort_unstable();
        days.dedup();
        (self.series.len() == 1 || days.len() < all).then(|| self.spread(&days))
    }

    /// Days, with places between them for what was left out. Reports come when they come.
    pub fn spread(&self, days: &[Day]) -> Vec<Option<Day>> {
        let step = usual_step(days);
        let mut places: Vec<Option<Day>> = Vec::new();
        for (at, day) in days.iter().enumerate() {
            let since = at.checked_sub(1).map_or(0, |before| day.0 - days[before].0);
            let left_out = if step == 0 || self.noun == "report" { 0 } else { (since + step / 2) / step - 1 };
            (0..left_out).for_each(|_| places.push(None));
            places.push(Some(*day));
        }
        places
    }

    /// What the drawing does not show.
    pub fn remarks(&self, unknown: char) -> Vec<String> {
        let points: Vec<&Point<'_>> = self.series.iter().flat_map(|one| &one.points).map(|(_, point)| point).collect();
        let count = |of: &dyn Fn(&Point<'_>) -> bool| points.iter().filter(|point| of(point)).count() as u64;
        let withheld = count(&|point| point.is_withheld());
        let gaps = count(&|point| point.at().is_none()) - withheld;
        let open = count(&|point| point.at().is_some() && point.is_open());
        let all = points.len() as u64;
        let of_all = |n: u64| format!("{n} of {}", counted(all, "figure"));
        let mut said = Vec::new();
        if gaps > 0 {
            said.push(format!("{unknown} not known: {}", of_all(gaps)));
        }
        if withheld > 0 {
            said.push(format!("{unknown} hidden, and not drawn: {}", of_all(withheld)));
        }
        if open > 0 {
            said.push(format!("not known exactly: {}, drawn at the best or the nearest bound that is known", of_all(open)));
        }
        said
    }
}

/// The days from one bucket to the next, as most of them have it: where it is more, buckets were left out.
pub fn usual_step(days: &[Day]) -> i32 {
    let mut steps: Vec<i32> = days.windows(2).map(|two| two[1].0 - two[0].0).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(0)
}

/// The position of a column.
pub fn column(grid: &dyn Grid, name: &str) -> Option<usize> {
    grid.columns().iter().position(|column| column.name == name)
}

/// The positions of columns.
pub fn columns(grid: &dyn Grid, names: &[String]) -> Vec<usize> {
    names.iter().filter_map(|name| column(grid, name)).collect()
}

/// The cells of a row in words.
pub fn label(grid: &dyn Grid, keys: &[usize], row: usize) -> String {
    let cells = keys.iter().map(|at| Look::of(&grid.columns()[*at]).show(grid.cell(row, *at)).into_owned());
    cells.collect::<Vec<_>>().join(", ")
}

/// A day as the axis names it: the month where all buckets start one.
pub fn day_text(day: Day, noun: &str, days: &[Day]) -> String {
    let text = day.to_string();
    let first_of_month = days.iter().all(|day| day.to_string().ends_with("-01"));
    match noun {
        "month" | "quarter" if first_of_month => text[..text.len() - 3].to_string(),
        "year" if days.iter().all(|day| day.to_string().ends_with("-01-01")) => text[..text.len() - 6].to_string(),
        _ => text,
    }
}

/// Whether the values of a column are whole.
pub fn type_of(grid: &dyn Grid, at: usize) -> Type {
    grid.columns().get(at).map_or(Type::Float, |column| column.ty)
}
