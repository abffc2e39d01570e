//! Summaries: hidden columns that the engine aggregates in one pass, and the figures made of them.

mod bounds;

pub use bounds::{adds_counts, is_count};

use super::alike::{self, Alike, Says};
use super::call;
use super::grouped::grouped;
use super::guard::{self, Guard};
use super::interval::{ordered_column, settled};
use super::known::{ColumnKnown, Known};
use super::lowering::{Lowering, column, divided, dtype, is_constant, literal};
use super::placing::{BUCKET, FROM, TO};
use super::probe::{Counter, Probes, Unknown, Unknowns, seeing};
use crate::base::{Type, Value};
use crate::plan::protect::PART;
use crate::plan::time::MARK;
use crate::plan::{Aggregate, Expr, Figure, FigureKind, Key, Pace, Point, Share, Summary, Verb};
use crate::syntax::ast::Arithmetic;
use crate::syntax::print::as_name;
use polars::prelude::{
    Column, DataType, Expr as Pl, IdxCa, IntoColumn, LazyFrame, NULL, PolarsResult, QuantileMethod, SortMultipleOptions,
    concat_str, lit, when,
};

/// The name of the n-th hidden column; no header can be the same.
fn hidden(n: usize) -> String {
    format!("\u{1}{n}")
}

/// What the hidden columns of a summary are watched for while it runs.
enum Watch {
    /// Rows that went in.
    Rows(Counter),
    /// Values that were unknown.
    Unknown(Unknown),
    /// Whether rows come from more than one source.
    Mixed(Counter),
}

struct Aggregation<'a, 'b> {
    low: &'a mut Lowering<'b>,
    /// Hidden columns of the rows, for values that are the same in all of them.
    repeated: Vec<Pl>,
    columns: Vec<Pl>,
    watched: Vec<(Pl, Watch)>,
    /// Kinds or units, the first and the last in the alphabet, of which a figure may have one.
    alike: Vec<(Pl, Alike)>,
    /// Whether a group has at least one row, so that a sum over known values is known.
    grouped: bool,
}

/// The summary of a frame. The rows come out in the order of the keys, unknown ones last.
pub fn summarise(frame: LazyFrame, summary: &Summary, known: &Known, probes: &mut Probes) -> (LazyFrame, Known) {
    let first = probes.used.is_none() && !probes.off;
    let mut low = Lowering::new(known, probes);
    let mut aggregation = Aggregation {
        low: &mut low,
        repeated: Vec::new(),
        columns: Vec::new(),
        watched: Vec::new(),
        alike: Vec::new(),
        grouped: !summary.keys.is_empty(),
    };
    let mut keys: Vec<Pl> = Vec::new();
    for key in &summary.keys {
        let value = aggregation.low.key(&key.expr);
        keys.push(aggregation.each_row(value).alias(key.name.as_str()));
    }
    let (mut figures, mut bounded): (Vec<Pl>, Vec<String>) = (Vec::new(), Vec::new());
    for (name, figure) in &summary.figures {
        // What is unknown of a mark, or of what a figure rests on, is no news of the figure.
        let off = aggregation.low.probes.off;
        aggregation.low.probes.off |= name.starts_with(MARK) || name.starts_with(PART);
        let value = aggregation.figure(figure, None);
        aggregation.low.probes.off = off;
        if let Some(interval) = aggregation.interval(figure, None) {
            bounded.push(name.clone());
            figures.extend(interval.beside(name, value));
        } else {
            figures.push(value.alias(name.as_str()));
        }
    }
    if first {
        let counter = Counter::default();
        aggregation.low.probes.used = Some(counter.clone());
        let rows = aggregation.hidden(aggregation.low.rows());
        aggregation.watched.push((column(&rows), Watch::Rows(counter)));
    }
    aggregation.watch_sources(summary);
    let Aggregation { repeated, columns, watched, alike, .. } = aggregation;
    let columns: Vec<Pl> = columns.into_iter().enumerate().map(|(at, column)| column.alias(hidden(at).as_str())).collect();
    let frame = if repeated.is_empty() { frame } else { frame.with_columns(repeated) };
    let totals = if keys.is_empty() { frame.select(columns) } else { grouped(frame, keys, columns, known.rows) };
    let totals = if watched.is_empty() { totals } else { totals.filter(watching(watched)) };
    let totals = if alike.is_empty() { totals } else { alike::watched(totals, alike, &summary.keys) };
    let names = summary.keys.iter().map(|key| column(&key.name));
    let result = totals.select(names.chain(figures).collect::<Vec<_>>());
    let result = if bounded.is_empty() {
        result
    } else {
        result.with_columns(bounded.iter().flat_map(|name| settled(name)).collect::<Vec<_>>())
    };
    let result = summary.shares.iter().fold(result, |result, share| watched_share(result, share, &bounded, probes));
    let result = if summary.keys.is_empty() { result } else { in_order(result, &summary.keys) };
    let mut after = known_after(summary, known);
    bounded.iter().for_each(|name| after.set_bounded(name, true));
    (result, after)
}

/// Says what a figure is a share of, and counts where it is more than the whole.
fn watched_share(result: LazyFrame, share: &Share, bounded: &[String], probes: &mut Probes) -> LazyFrame {
    if probes.off {
        return result;
    }
    if let Some(of) = &share.of {
        probes.said.add("share", format!("{} is of {of}", share.figure));
    }
    let over = Counter::default();
    probes.over.push((share.clone(), over.clone()));
    let name = &share.figure;
    let value = if bounded.contains(name) { ordered_column(name) } else { column(name).cast(DataType::Float64) };
    // What rounding adds is no excess.
    let beyond = value.gt(lit(share.whole * (1.0 + 1e-9)));
    result.filter(seeing(vec![beyond], move |columns| {
        over.add(u64::from(columns[0].bool()?.sum().unwrap_or(0)));
        Ok(())
    }))
}

/// Rows in the order of the keys, unknown ones last.
pub fn in_order(frame: LazyFrame, keys: &[Key]) -> LazyFrame {
    let names: Vec<Pl> = keys.iter().map(|key| column(&key.name)).collect();
    frame.sort_by_exprs(names, SortMultipleOptions::default().with_nulls_last(true))
}

/// A condition that is always true and looks at the hidden columns on the way.
fn watching(watched: Vec<(Pl, Watch)>) -> Pl {
    let (columns, watches): (Vec<Pl>, Vec<Watch>) = watched.into_iter().unzip();
    seeing(columns, move |columns| columns.iter().zip(&watches).try_for_each(|(column, watch)| look(column, watch)))
}

fn look(values: &Column, watch: &Watch) -> PolarsResult<()> {
    let total = || -> PolarsResult<u64> { Ok(values.cast(&DataType::UInt64)?.u64()?.iter().flatten().sum()) };
    match watch {
        Watch::Rows(counter) => counter.add(total()?),
        Watch::Unknown(probe) => probe.count.add(total()?),
        Watch::Mixed(counter) => counter.add(u64::from(values.bool()?.sum().unwrap_or(0))),
    }
    Ok(())
}

impl Aggregation<'_, '_> {
    /// The name of the hidden column of an aggregate; equal ones are computed once.
    fn hidden(&mut self, aggregate: Pl) -> String {
        let at = self.columns.iter().position(|column| *column == aggregate).unwrap_or_else(|| {
            self.columns.push(aggregate);
            self.columns.len() - 1
        });
        hidden(at)
    }

    /// A value that is there for each row: where no column is in it, the engine would take it for a single row.
    fn each_row(&mut self, value: Pl) -> Pl {
        if !is_constant(&value) {
            return value;
        }
        let name = format!("\u{1}each{}", self.repeated.len());
        self.repeated.push(value.alias(name.as_str()));
        column(&name)
    }

    /// A figure in terms of hidden columns. `all_known` are the arguments that must be known together in an arithmetic.
    fn figure(&mut self, figure: &Figure, all_known: Option<&[&Expr]>) -> Pl {
        match &figure.kind {
            FigureKind::Constant(value) => self.low.value(value),
            FigureKind::Negate(inner) => {
                let inner_figure = self.figure(inner, all_known);
                if figure.ty == Type::Int {
                    guard::negated(inner_figure, &Guard::default(), figure.span)
                } else {
                    lit(0.0) - inner_figure
                }
            }
            FigureKind::Arithmetic(op, left, right) => {
                let doubtful = doubtful(figure, self.low.known);
                let together = all_known.unwrap_or(&doubtful);
                let (a, b) = (self.figure(left, Some(together)), self.figure(right, Some(together)));
                arithmetic(*op, a, b, figure)
            }
            FigureKind::Aggregate(aggregate) => self.aggregate(aggregate, figure, all_known),
        }
    }

    /// The condition of an aggregate, and that all arguments are known that must be known together.
    fn tests(&mut self, aggregate: &Aggregate, all_known: Option<&[&Expr]>) -> (Option<Pl>, Option<Pl>) {
        let condition = aggregate.condition.as_ref().map(|c| self.low.condition(c));
        let together: Vec<Pl> = all_known.unwrap_or_default().iter().map(|e| self.low.is_known(e)).collect();
        (condition, together.into_iter().reduce(Pl::and))
    }

    fn aggregate(&mut self, aggregate: &Aggregate, figure: &Figure, all_known: Option<&[&Expr]>) -> Pl {
        let (condition, together) = self.tests(aggregate, all_known);
        self.count_unknown(aggregate, condition.clone(), together.clone());
        let mask = condition.into_iter().chain(together).reduce(Pl::and).map(|mask| self.each_row(mask));
        let Some(argument) = &aggregate.argument else {
            let rows = mask.map_or_else(|| self.low.rows(), Pl::sum);
            let name = self.hidden(rows);
            return column(&name).cast(DataType::Int64);
        };
        let value = match aggregate.condition.as_ref().and(mask.clone()) {
            Some(counts) => self.low.value_where(counts, argument),
            None if mask.is_none() && aggregate.verb == Verb::CountDistinct => self.low.key(argument),
            None => self.low.value(argument),
        };
        let value = self.each_row(value);
        let masked = match &mask {
            Some(mask) => when(mask.clone()).then(value).otherwise(literal(&Value::Unknown, argument.ty)),
            None => value,
        };
        self.watch_alike(aggregate, argument, mask.as_ref(), figure);
        // A total of which a part has bounds alone has no best value.
        let bounded = self.low.is_bounded(argument);
        let bounds_alone = bounded.then(|| self.counted(argument, mask.as_ref()).and(masked.clone().is_null()));
        if matches!(aggregate.verb, Verb::Latest | Verb::Earliest) {
            let alone = bounds_alone.map(|alone| of_report(aggregate, alone, mask.as_ref()).sum());
            let newest = self.newest(aggregate, masked, mask.as_ref(), figure);
            return self.unless_any(alone, newest, figure.ty);
        }
        let alone = bounds_alone.map(Pl::sum);
        if aggregate.verb == Verb::Sum {
            let sum = self.sum(argument, masked, mask.is_some(), figure);
            return self.unless_any(alone, sum, figure.ty);
        }
        if aggregate.verb == Verb::List && bounded {
            let text = self.low.as_text(argument);
            let masked = mask
                .iter()
                .fold(text, |text, mask| when(mask.clone()).then(text).otherwise(literal(&Value::Unknown, Type::Text)));
            let masked = self.each_row(masked);
            let name = self.hidden(simple(Verb::List, masked));
            return call::listed(column(&name), Type::Text);
        }
        let all_known = mask.is_none() && !self.low.known.can_be_unknown(argument);
        let name = self.hidden(match aggregate.verb {
            // Without unknowns to leave out the engine counts on its streams.
            Verb::CountDistinct if all_known => masked.n_unique(),
            verb => simple(verb, masked),
        });
        match aggregate.verb {
            Verb::List => call::listed(column(&name), argument.ty),
            Verb::CountDistinct => column(&name).cast(dtype(figure.ty)),
            _ => self.unless_any(alone, column(&name).cast(dtype(figure.ty)), figure.ty),
        }
    }

    /// A sum: unknown when nothing known went in, an error when a whole number leaves its range.
    fn sum(&mut self, argument: &Expr, masked: Pl, has_mask: bool, figure: &Figure) -> Pl {
        let doubtful = has_mask || !self.grouped || self.low.known.can_be_unknown(argument);
        let sum = if argument.ty == Type::Int && !self.low.known.sum_fits(argument) {
            let (high, low) = guard::halves(masked.clone());
            let (high, low) = (self.hidden(high.sum()), self.hidden(low.sum()));
            guard::joined(column(&high), column(&low), figure.span)
        } else {
            let sum = self.hidden(masked.clone().sum());
            column(&sum).cast(dtype(figure.ty))
        };
        if !doubtful {
            return sum;
        }
        let known = self.hidden(masked.count());
        when(column(&known).gt(lit(0u32))).then(sum).otherwise(literal(&Value::Unknown, figure.ty))
    }

    /// The rows that count and in which something is known of an argument.
    fn counted(&mut self, argument: &Expr, mask: Option<&Pl>) -> Pl {
        let known = self.low.is_known(argument);
        let known = mask.map_or(known.clone(), |mask| mask.clone().and(known));
        self.each_row(known)
    }

    /// A value, unless some rows count that it cannot hold.
    fn unless_any(&mut self, rows: Option<Pl>, value: Pl, ty: Type) -> Pl {
        let Some(rows) = rows else { return value };
        let rows = self.hidden(rows);
        when(column(&rows).eq(lit(0u32))).then(value).otherwise(literal(&Value::Unknown, ty))
    }

    /// The total of the newest report, or of the oldest: of the rows that end on the last day of all that count.
    fn newest(&mut self, aggregate: &Aggregate, value: Pl, mask: Option<&Pl>, figure: &Figure) -> Pl {
        let of_report = of_report(aggregate, value, mask);
        let edge = report_day(mask).max();
        let (sum, known) = (self.hidden(of_report.clone().sum()), self.hidden(of_report.count()));
        let mut counts = column(&known).gt(lit(0u32));
        if let Some(Pace::Within(days)) = aggregate.pace {
            let edge = self.hidden(edge);
            let number = |day: Pl| day.cast(DataType::Int32);
            // The newest report of the same bucket.
            let newest = number(column(&edge)).max();
            let newest = newest.clone().over([column(BUCKET)]).unwrap_or(newest);
            counts = counts.and((newest - number(column(&edge))).lt_eq(lit(days)));
        }
        when(counts).then(column(&sum).cast(dtype(figure.ty))).otherwise(literal(&Value::Unknown, figure.ty))
    }

    /// Watches that the rows of one figure are of one kind and one unit.
    fn watch_alike(&mut self, aggregate: &Aggregate, argument: &Expr, mask: Option<&Pl>, figure: &Figure) {
        let Some(uniform) = &aggregate.uniform else { return };
        let known = self.counted(argument, mask);
        let measure = uniform.measure.as_ref().map_or_else(|| "x".to_string(), |name| as_name(name));
        let alike = |column: &str, says: Says| Alike {
            column: column.to_string(),
            says,
            measure: measure.clone(),
            verb: aggregate.verb,
            span: figure.span,
        };
        let kind = uniform.kind.as_ref().map(|(name, words)| alike(name, Says::Kind(words.clone())));
        let unit = uniform.unit.as_ref().map(|name| alike(name, Says::Unit));
        let level = uniform.level.as_ref().map(|name| alike(name, Says::Level));
        for alike in kind.into_iter().chain(unit).chain(level) {
            self.watch_one(alike, known.clone());
        }
        if let Some((name, since)) = &uniform.epoch {
            let counts = self.rows_of(since, known.clone());
            self.watch_one(alike(name, Says::Epoch), counts);
        }
        if let Some((names, part)) = &uniform.parts {
            let counts = self.rows_of(part, known);
            let period = concat_str([FROM, TO].map(|name| column(name).cast(DataType::String)), " to ", false);
            let names: Vec<String> = names.iter().map(|name| as_name(name)).collect();
            self.watch_words(alike(&names.join(", "), Says::Period), period, counts);
        }
    }

    /// The rows that count and are of a kind.
    fn rows_of(&mut self, rows: &Point, counts: Pl) -> Pl {
        match rows {
            Point::Never => lit(false),
            Point::Always => counts,
            Point::If(test) => counts.and(self.low.condition(test)),
        }
    }

    fn watch_one(&mut self, alike: Alike, counts: Pl) {
        let said = column(&alike.column).cast(DataType::String);
        self.watch_words(alike, said, counts);
    }

    /// Watches the first and the last word of the rows that count.
    fn watch_words(&mut self, alike: Alike, said: Pl, counts: Pl) {
        let said = when(counts).then(said).otherwise(literal(&Value::Unknown, Type::Text));
        let (first, last) = (self.hidden(said.clone().min()), self.hidden(said.max()));
        let pair = concat_str([column(&first), column(&last)], Alike::BETWEEN, false);
        self.alike.push((pair, alike));
    }

    /// Looks whether the rows of one day that are added come from more than one source: only then can two have reported the same.
    fn watch_sources(&mut self, summary: &Summary) {
        let events = summary.series.as_ref().filter(|series| series.is_of_events());
        let Some(source) = events.and_then(|series| series.source.as_ref()).filter(|_| !self.low.probes.off) else { return };
        let said = column(source).cast(DataType::String);
        let (first, last) = (self.hidden(said.clone().min()), self.hidden(said.max()));
        self.watched.push((column(&first).neq(column(&last)), Watch::Mixed(self.low.probes.mixed.clone())));
    }

    /// The rows that count and that an aggregate leaves out because its argument, or one beside it, is unknown; nothing where none can be.
    fn left_out(&mut self, aggregate: &Aggregate, condition: Option<Pl>, together: Option<Pl>) -> Option<Pl> {
        let argument = aggregate.argument.as_ref()?;
        let left_out = match together {
            Some(together) => together.not(),
            None if self.low.known.can_be_unknown(argument) => match &condition {
                Some(counts) if !self.low.is_bounded(argument) => self.low.value_where(counts.clone(), argument).is_null(),
                _ => self.low.is_unknown(argument),
            },
            None => return None,
        };
        Some(condition.map_or(left_out.clone(), |condition| condition.and(left_out)))
    }

    /// Counts the rows that an aggregate leaves out.
    fn count_unknown(&mut self, aggregate: &Aggregate, condition: Option<Pl>, together: Option<Pl>) {
        if self.low.probes.off {
            return;
        }
        let Some(argument) = &aggregate.argument else { return };
        let Some(left_out) = self.left_out(aggregate, condition, together) else { return };
        let what = argument.columns().first().map_or_else(|| "an expression".to_string(), |name| name.to_string());
        let probe = self.low.probes.unknown(Unknowns::Argument(what));
        let left_out = self.each_row(left_out);
        let name = self.hidden(left_out.sum());
        self.watched.push((column(&name), Watch::Unknown(probe)));
    }
}

/// The last day of the rows that count.
fn report_day(mask: Option<&Pl>) -> Pl {
    let day = column(TO);
    mask.map_or(day.clone(), |mask| when(mask.clone()).then(day).otherwise(literal(&Value::Unknown, Type::Date)))
}

/// A value in the rows of the newest report, or of the oldest.
fn of_report(aggregate: &Aggregate, value: Pl, mask: Option<&Pl>) -> Pl {
    let day = report_day(mask);
    let edge = if aggregate.verb == Verb::Latest { day.clone().max() } else { day.clone().min() };
    value.filter(day.eq(edge))
}

/// The arguments of a figure that can be unknown: its arithmetic is over the rows in which all of them are known.
fn doubtful<'e>(figure: &'e Figure, known: &Known) -> Vec<&'e Expr> {
    let mut arguments = Vec::new();
    figure.aggregates(&mut |aggregate| arguments.extend(&aggregate.argument));
    arguments.retain(|argument| known.can_be_unknown(argument));
    arguments
}

/// An aggregate that is one function of the engine and skips unknowns by itself.
fn simple(verb: Verb, value: Pl) -> Pl {
    match verb {
        // Of the parts of rows that lie in a bucket.
        Verb::Count => value.sum(),
        Verb::CountDistinct => value.drop_nulls().n_unique(),
        Verb::Sum => value.sum(),
        Verb::Mean => value.mean(),
        Verb::Median => value.median(),
        Verb::Min => value.min(),
        Verb::Max => value.max(),
        Verb::Stdev => value.std(1),
        Verb::Percentile(percent) => value.quantile(lit(percent / 100.0), QuantileMethod::Linear),
        Verb::List => value.unique().implode(true),
        // One value, where the smallest is the largest.
        Verb::Range => when(value.clone().min().eq(value.clone().max())).then(value.min()).otherwise(lit(NULL)),
        // These are worked out with the day of the report.
        Verb::Latest | Verb::Earliest | Verb::Increase => value.sum(),
    }
}

fn arithmetic(op: Arithmetic, left: Pl, right: Pl, figure: &Figure) -> Pl {
    if figure.ty == Type::Int {
        return guard::checked(op, left, right, &Guard::default(), figure.span);
    }
    let (a, b) = (left.cast(DataType::Float64), right.cast(DataType::Float64));
    match op {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => divided(a, b),
    }
}

/// What is known of the result: counts are known, keys keep what was known of their columns.
fn known_after(summary: &Summary, known: &Known) -> Known {
    let mut after = Known::of_rows(if summary.keys.is_empty() { Some(1) } else { known.rows });
    for key in &summary.keys {
        after.set(&key.name, ColumnKnown { all_known: !known.can_be_unknown(&key.expr), bounds: known.bounds(&key.expr) });
    }
    for (name, figure) in &summary.figures {
        let counts = matches!(&figure.kind, FigureKind::Aggregate(a) if matches!(a.verb, Verb::Count | Verb::CountDistinct));
        let bounds = known.rows.and_then(|rows| i64::try_from(rows).ok()).map(|rows| (0, rows));
        after.set(name, ColumnKnown { all_known: counts, bounds: bounds.filter(|_| counts) });
        if is_count(figure, known) {
            after.set_counts(name);
        }
    }
    after
}

/// The n values of a key with the largest first figure, with their rank, as a frame of two columns: the key and the rank.
pub fn leaders(frame: LazyFrame, key: &Key, figure: &Figure, count: u64, known: &Known, rank_name: &str) -> LazyFrame {
    let mut probes = Probes { off: true, ..Probes::default() };
    let only = Key { top: None, ..key.clone() };
    let summary = Summary {
        figures: vec![(RANK.into(), figure.clone())],
        keys: vec![only],
        placing: None,
        series: None,
        repeated: Vec::new(),
        shares: Vec::new(),
    };
    let (totals, after) = summarise(frame, &summary, known, &mut probes);
    let totals = if after.is_bounded(RANK) { totals.with_column(ordered_column(RANK).alias(RANK)) } else { totals };
    let largest = SortMultipleOptions::default().with_order_descending(true).with_nulls_last(true).with_maintain_order(true);
    let names = totals.filter(column(&key.name).is_not_null()).sort_by_exprs([column(RANK)], largest);
    let rank = |values: Column| {
        let ranks: IdxCa = (0..values.len() as u32).map(Some).collect();
        Ok(ranks.into_column().with_name(values.name().clone()))
    };
    let numbered =
        column(RANK).apply(rank, |_, field| Ok(polars::prelude::Field::new(field.name().clone(), polars::prelude::IDX_DTYPE)));
    names.slice(0, u32::try_from(count).unwrap_or(u32::MAX)).select([column(&key.name), numbered.alias(rank_name)])
}

/// The hidden column of the figure that leaders are ranked by.
const RANK: &str = "\u{1}rank";
