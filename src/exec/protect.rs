//! `protect`: figures of few people on their way out.

mod feasible;
mod suppression;

use super::fault::wrapped;
use super::guard::Guard;
use super::probe::{Probes, Said};
use super::state::{Lowered, whole_frame};
use crate::base::counts::counted;
use crate::base::names::{all_of, bounds_of, high_of, is_hidden, low_of, mark_of, quote};
use crate::base::{Code, Hidden, Span};
use crate::plan::protect::{Adds, Protect, Told};
use polars::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use suppression::{Fate, Table};

/// The most columns among which sums of others are looked for in every combination.
const COMBINED: usize = 10;

/// Hides small figures, and those that would give them back.
pub fn hide(state: Lowered, protect: &Protect, span: Span, probes: &Probes) -> Lowered {
    let printed = |told: &&Told| !is_hidden(&told.column);
    let marked: Vec<String> = protect.told.iter().filter(printed).map(|told| told.column.clone()).collect();
    let known = state.known.with_marks(&marked);
    let bounded: Vec<String> = known.bounded().cloned().collect();
    let marks: Vec<String> = marked.iter().map(|name| mark_of(name)).collect();
    let announced = move |schema: &Schema| {
        let mut schema = schema.clone();
        marks.iter().for_each(|mark| drop(schema.with_column(mark.as_str().into(), DataType::Int64)));
        Ok(Arc::new(schema))
    };
    let (protect, said) = (protect.clone(), (!probes.off).then(|| probes.people.clone()));
    let run = move |data: DataFrame| {
        let mut work = Work::new(&data, &protect)?;
        if !work.table.protect() {
            let message = format!("{} are small, and too many of them hang together", counted(work.small() as u64, "figure"));
            return Err(wrapped(Code::TooEntangled, span, &message));
        }
        let hidden = work.fates();
        said.iter().for_each(|said| work.say(&hidden, said));
        let data = without(data, &protect, &hidden, &bounded)?;
        if protect.ranked { unranked(data, &protect, &hidden) } else { Ok(data) }
    };
    let frame = state.frame.map(run, whole_frame(), Some(Arc::new(announced)), Some("protect"));
    Lowered { frame, known, guard: Guard::in_place() }
}

/// What becomes of each cell of each column that tells of people.
type Fates = Vec<Vec<Why>>;

/// Why a cell is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It is shown.
    Not,
    /// It is small.
    Small,
    /// It is at least a small number, and may be any larger one.
    Open,
    /// With it a small one could be worked out.
    Beside,
    /// It is a figure of few rows.
    Few,
    /// It is worked out from one that is hidden.
    Made,
}

/// The values of the keys of a row, as numbers; the highest for a key that a total is over.
type Place = Vec<u32>;

/// The totals over some keys, which are bits of a number, by place.
type Totals = HashMap<usize, HashMap<Place, usize>>;

struct Work<'a> {
    protect: &'a Protect,
    height: usize,
    table: Table,
    /// The figures of each column, by row; none where it is unknown.
    figures: Vec<Vec<Option<usize>>>,
    /// Of each column the rows in which no more is known than that it is at least its figure.
    open: Vec<HashSet<usize>>,
    /// The words for totals that are not printed.
    totals: HashMap<usize, String>,
}

impl<'a> Work<'a> {
    fn new(data: &DataFrame, protect: &'a Protect) -> PolarsResult<Work<'a>> {
        let height = data.height();
        let table = Table::new(protect.below);
        let mut work = Work { protect, height, table, figures: Vec::new(), open: Vec::new(), totals: HashMap::new() };
        for told in &protect.told {
            let values = if told.number { numbers(data, told)? } else { vec![None; height] };
            let whole = values.iter().flatten().all(|value| value.fract() == 0.0);
            let figures = values.iter().map(|value| value.map(|value| work.table.figure(value, whole, false))).collect();
            work.figures.push(figures);
            work.open.push(if told.number { open(data, told)? } else { HashSet::new() });
        }
        let apart = Apart::new(data, protect)?;
        for (at, told) in protect.told.iter().enumerate().filter(|(_, told)| told.number && !is_hidden(&told.column)) {
            work.totals_of(at, told, &apart);
        }
        work.sums_of_columns();
        Ok(work)
    }

    /// The totals of a column over each key and over several, each a line.
    fn totals_of(&mut self, at: usize, told: &Told, apart: &Apart) {
        let free = |key: &usize| told.adds == Adds::Always || apart.time != Some(*key);
        let keys: Vec<usize> = (0..apart.codes.len()).filter(free).collect();
        if told.adds == Adds::Never || keys.is_empty() || self.height < 2 {
            return;
        }
        // Of many keys only the totals over each are looked at.
        let most = if keys.len() <= 3 { keys.len() } else { 1 };
        let mut levels: Vec<usize> = (1..1usize << keys.len()).filter(|over| over.count_ones() as usize <= most).collect();
        levels.sort_by_key(|over| (over.count_ones(), *over));
        let mut totals: Totals = HashMap::new();
        for over in levels {
            for bit in (0..keys.len()).filter(|bit| over & (1 << bit) != 0) {
                let parts = over & !(1 << bit);
                let place = |row: usize, over: usize| {
                    apart.place(row, |key| keys.iter().position(|k| *k == key).is_some_and(|bit| over & (1 << bit) != 0))
                };
                for (key, row, parts) in self.grouped(at, &|row| place(row, over), &|row| place(row, parts), totals.get(&parts)) {
                    let known = totals.entry(over).or_default().get(&key).copied();
                    let total = known.unwrap_or_else(|| self.total(&parts, apart.words(&told.column, &key, row)));
                    totals.entry(over).or_default().insert(key, total);
                    self.table.line(&parts, total);
                }
            }
        }
    }

    /// The figures of a column, or their totals of the level below, by the place of their total; with a row of each.
    fn grouped(
        &self,
        at: usize,
        place: &dyn Fn(usize) -> Place,
        part: &dyn Fn(usize) -> Place,
        totals: Option<&HashMap<Place, usize>>,
    ) -> Vec<(Place, usize, Vec<usize>)> {
        let mut lines: Vec<(Place, usize, Vec<usize>)> = Vec::new();
        let mut found: HashMap<Place, usize> = HashMap::new();
        // A total of the level below stands in many rows.
        let mut seen: HashSet<usize> = HashSet::new();
        for (row, figure) in self.figures[at].iter().enumerate() {
            let part = totals.map_or(*figure, |totals| figure.and(totals.get(&part(row)).copied()));
            let Some(part) = part.filter(|part| seen.insert(*part)) else { continue };
            let line = *found.entry(place(row)).or_insert_with_key(|key| {
                lines.push((key.clone(), row, Vec::new()));
                lines.len() - 1
            });
            lines[line].2.push(part);
        }
        lines
    }

    /// A total that is not printed.
    fn total(&mut self, parts: &[usize], words: String) -> usize {
        let value: f64 = parts.iter().map(|part| self.table.get(*part).value).sum();
        let whole = parts.iter().all(|part| self.table.get(*part).whole);
        let total = self.table.figure(value, whole, true);
        self.totals.insert(total, words);
        total
    }

    /// Columns that are the sum of others in every row: each row is a line.
    fn sums_of_columns(&mut self) {
        let columns: Vec<usize> = (0..self.figures.len())
            .filter(|at| {
                let told = &self.protect.told[*at];
                told.number && !is_hidden(&told.column) && told.units.is_none()
            })
            .collect();
        let most = if columns.len() <= COMBINED { columns.len() } else { 2 };
        for total in &columns {
            let others: Vec<usize> = columns.iter().copied().filter(|at| at != total).collect();
            let subsets = (1..1usize << others.len().min(20)).filter(|mask| mask.count_ones() as usize <= most);
            for mask in subsets {
                let parts: Vec<usize> = (0..others.len()).filter(|bit| mask & (1 << bit) != 0).map(|bit| others[bit]).collect();
                for (parts, total) in self.adds_up(&parts, *total).unwrap_or_default() {
                    self.table.line(&parts, total);
                }
            }
        }
    }

    /// The figures of each row, if those of some columns add up to that of another wherever all are known.
    fn adds_up(&self, parts: &[usize], total: usize) -> Option<Vec<(Vec<usize>, usize)>> {
        let mut rows = Vec::new();
        for row in 0..self.height {
            let cells = parts.iter().map(|at| self.figures[*at][row]).collect::<Option<Vec<usize>>>();
            let Some((cells, total)) = cells.zip(self.figures[total][row]) else { continue };
            let sum: f64 = cells.iter().map(|at| self.table.get(*at).value).sum();
            if (sum - self.table.get(total).value).abs() > 1e-6 {
                return None;
            }
            rows.push((cells, total));
        }
        Some(rows)
    }

    fn small(&self) -> usize {
        self.figures.iter().flatten().flatten().filter(|at| self.table.get(**at).fate == Fate::Small).count()
    }

    /// Why a figure is not shown, for what it is itself.
    fn own(&self, column: usize, row: usize) -> Why {
        match self.figures[column][row].map(|at| self.table.get(at).fate) {
            None | Some(Fate::Shown) => Why::Not,
            Some(Fate::Small) if self.open[column].contains(&row) => Why::Open,
            Some(Fate::Small) => Why::Small,
            Some(Fate::Beside | Fate::Unsaid) => Why::Beside,
        }
    }

    /// What becomes of each cell, what is worked out from others included.
    fn fates(&self) -> Fates {
        let told = &self.protect.told;
        let of_column = |column: usize| (0..self.height).map(|row| self.own(column, row)).collect();
        let mut fates: Fates = (0..told.len()).map(of_column).collect();
        // What a column rests on may stand behind it after a `show`.
        for _ in 0..told.len() {
            let before = fates.clone();
            for (at, one) in told.iter().enumerate() {
                let of = told.iter().enumerate().filter(|(_, other)| one.of.contains(&other.column));
                let of: Vec<(usize, Why)> = of.map(|(at, other)| (at, if other.rows { Why::Few } else { Why::Made })).collect();
                let hidden = |row: usize| of.iter().find(|(of, _)| before[*of][row] != Why::Not).map(|(_, why)| *why);
                let all = one.along.then(|| (0..self.height).find_map(hidden)).flatten();
                for row in (0..self.height).filter(|row| before[at][*row] == Why::Not) {
                    fates[at][row] = all.or_else(|| hidden(row)).unwrap_or(Why::Not);
                }
            }
            if fates == before {
                break;
            }
        }
        fates
    }

    /// Says what was hidden, and why.
    fn say(&self, fates: &Fates, said: &Said) {
        let printed = || self.protect.told.iter().zip(fates).filter(|(told, _)| !is_hidden(&told.column));
        let count = |why: Why| printed().map(|(_, fates)| fates.iter().filter(|one| **one == why).count() as u64).sum::<u64>();
        let below = self.protect.below;
        let judged: Vec<String> = printed().filter(|(told, _)| told.number).map(|(told, _)| told.column.clone()).collect();
        let mut line = match count(Why::Small) {
            0 => format!("no cell is from 1 to {}", below - 1),
            small => format!("{} from 1 to {} hidden", counted(small, "cell"), below - 1),
        };
        line.push_str(&format!(" in {}", all_of(&judged)));
        if !judged.is_empty() {
            said.add("protected", line);
        }
        let known = format!("known only to be at least a number from 1 to {}", below - 1);
        let reasons = [
            (Why::Open, "cell", known.as_str()),
            (Why::Beside, "other cell", "which with the totals would give them back"),
            (Why::Few, "cell", &format!("figures of fewer than {below} rows")),
            (Why::Made, "cell", "worked out from hidden ones"),
        ];
        for (why, noun, reason) in reasons {
            let cells = count(why);
            if cells > 0 {
                let verb = if cells == 1 { "is" } else { "are" };
                said.add("protected", format!("{} {verb} hidden, {reason}", counted(cells, noun)));
            }
        }
        let mut totals: Vec<&String> = self.table.unpublished().filter_map(|at| self.totals.get(&at)).collect();
        totals.sort();
        if let [first, others @ ..] = totals.as_slice() {
            let more =
                if others.is_empty() { String::new() } else { format!(", nor {}", counted(others.len() as u64, "other total")) };
            said.add("protected", format!("not to be published beside it: {first}{more}"));
        }
    }
}

/// The numbers of a column: the best value, else the highest or the lowest that is known. A mean over units counts for its total.
fn numbers(data: &DataFrame, told: &Told) -> PolarsResult<Vec<Option<f64>>> {
    let mut values = real(data, &told.column)?;
    for bound in [high_of(&told.column), low_of(&told.column)] {
        if data.column(&bound).is_ok() {
            values = values.into_iter().zip(real(data, &bound)?).map(|(value, bound)| value.or(bound)).collect();
        }
    }
    if let Some(units) = told.units.as_deref().filter(|units| data.column(units).is_ok()) {
        let total = |(value, units): (Option<f64>, Option<f64>)| Some(near(value? * units?));
        values = values.into_iter().zip(real(data, units)?).map(total).collect();
    }
    Ok(values)
}

/// The rows in which a number may be any from the lowest that is known.
fn open(data: &DataFrame, told: &Told) -> PolarsResult<HashSet<usize>> {
    let Ok(high) = data.column(&high_of(&told.column)) else { return Ok(HashSet::new()) };
    let (best, high) = (data.column(&told.column)?.is_null(), high.cast(&DataType::Float64)?);
    let open = |(best, high): (Option<bool>, Option<f64>)| high.map_or(best == Some(true), |high| high == f64::INFINITY);
    let rows = best.iter().zip(high.f64()?.iter()).enumerate();
    Ok(rows.filter(|(_, cells)| open(*cells)).map(|(row, _)| row).collect())
}

/// The finite numbers of a column.
fn real(data: &DataFrame, name: &str) -> PolarsResult<Vec<Option<f64>>> {
    let values = data.column(name)?.cast(&DataType::Float64)?;
    Ok(values.f64()?.iter().map(|value| value.filter(|x| x.is_finite()).map(near)).collect())
}

/// A number without what arithmetic adds to it.
fn near(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

/// What tells the rows apart: a number for each value of each key.
struct Apart {
    names: Vec<String>,
    values: Vec<Vec<String>>,
    codes: Vec<Vec<u32>>,
    time: Option<usize>,
}

impl Apart {
    fn new(data: &DataFrame, protect: &Protect) -> PolarsResult<Apart> {
        let names: Vec<String> = protect.keys.iter().filter(|name| data.column(name).is_ok()).cloned().collect();
        let mut apart = Apart { time: None, values: Vec::new(), codes: Vec::new(), names };
        for name in &apart.names {
            let mut known: HashMap<String, u32> = HashMap::new();
            let column = data.column(name)?.as_materialized_series().clone();
            let texts: Vec<String> = column.iter().map(|value| value.str_value().into_owned()).collect();
            let codes = texts.iter().map(|text| {
                let next = known.len() as u32;
                *known.entry(text.clone()).or_insert(next)
            });
            apart.codes.push(codes.collect());
            apart.values.push(texts);
        }
        apart.time = protect.time.as_ref().and_then(|time| apart.names.iter().position(|name| name == time));
        // The rows of a list are told apart by nothing but their place.
        if apart.names.is_empty() {
            apart.codes.push((0..data.height() as u32).collect());
        }
        Ok(apart)
    }

    /// The place of a row in a total over some keys.
    fn place(&self, row: usize, over: impl Fn(usize) -> bool) -> Place {
        self.codes.iter().enumerate().map(|(key, codes)| if over(key) { u32::MAX } else { codes[row] }).collect()
    }

    /// The words for a total: of what, and where.
    fn words(&self, column: &str, place: &[u32], row: usize) -> String {
        let fixed = self.names.iter().zip(&self.values).zip(place).filter(|(_, code)| **code != u32::MAX);
        let fixed: Vec<String> = fixed.map(|((_, values), _)| values[row].clone()).collect();
        if fixed.is_empty() {
            format!("the total of {}", quote(column))
        } else {
            format!("the total of {} for {}", quote(column), fixed.join(", "))
        }
    }
}

/// The rows without what is hidden, and beside each column why.
fn without(mut data: DataFrame, protect: &Protect, fates: &Fates, bounded: &[String]) -> PolarsResult<DataFrame> {
    for (told, fates) in protect.told.iter().zip(fates).filter(|(told, _)| !is_hidden(&told.column)) {
        let name = &told.column;
        let shown: BooleanChunked = fates.iter().map(|fate| Some(*fate == Why::Not)).collect();
        let mut names = vec![name.clone()];
        names.extend(bounds_of(name).into_iter().filter(|_| bounded.contains(name)));
        for name in names {
            let values = data.column(&name)?.as_materialized_series().clone();
            let nothing = Series::full_null(name.as_str().into(), values.len(), values.dtype());
            data.with_column(values.zip_with(&shown, &nothing)?.with_name(name.as_str().into()).into_column())?;
        }
        let mark = |why: &Why| match why {
            Why::Not => None,
            Why::Small => Some(Hidden::Below(i64::try_from(protect.below).unwrap_or(i64::MAX)).mark()),
            Why::Open | Why::Beside | Why::Few | Why::Made => Some(Hidden::Beside.mark()),
        };
        let marks: Vec<Option<i64>> = fates.iter().map(mark).collect();
        data.with_column(Series::new(mark_of(name).as_str().into(), marks).into_column())?;
    }
    Ok(data)
}

/// The same with the rows that hide something behind the others, in the order of what does not tell of people: where they stood
/// would say between which figures theirs lie.
fn unranked(data: DataFrame, protect: &Protect, fates: &Fates) -> PolarsResult<DataFrame> {
    let hides = |row: usize| fates.iter().any(|fates| fates[row] != Why::Not);
    let told = |name: &str| is_hidden(name) || protect.told.iter().any(|told| told.column == name);
    let others: Vec<Vec<String>> = data
        .columns()
        .iter()
        .filter(|column| !told(column.name()))
        .map(|column| column.as_materialized_series().iter().map(|value| value.str_value().into_owned()).collect())
        .collect();
    let words = |row: usize| others.iter().map(|column| column[row].as_str()).collect::<Vec<_>>();
    let (mut last, mut rows): (Vec<usize>, Vec<usize>) = (0..data.height()).partition(|row| hides(*row));
    last.sort_by(|a, b| words(*a).cmp(&words(*b)));
    rows.extend(last);
    data.take(&rows.into_iter().map(|row| Some(row as IdxSize)).collect::<IdxCa>())
}
