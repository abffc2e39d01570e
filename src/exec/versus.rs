//! `versus`: the summary once more over other days, beside the first.

use super::context::Context;
use super::fault::{helped, wrapped};
use super::guard::Guard;
use super::interval::{Interval, settled};
use super::known::{ColumnKnown, Known};
use super::lowering::{column, divided, dtype};
use super::marks;
use super::placing::{BUCKET, Places};
use super::probe::Probes;
use super::series;
use super::state::{Lowered, whole_frame};
use crate::base::counts::counted;
use crate::base::names::{bounds_of, quote};
use crate::base::{Code, Day, Period, Precision, Span, Type, Unit};
use crate::plan::buckets::{Bucket, Cut};
use crate::plan::{Compared, Key, Mark, Marked, Placing, Plan, Source, Summary, Window};
use crate::syntax::ast::{Arithmetic, Versus};
use polars::prelude::*;

/// The rows with what each figure was in the other period, the difference and the percentage.
pub fn compare(state: Lowered, compared: &Compared, context: &Context<'_>, probes: &mut Probes) -> Lowered {
    let Some((at, summary)) = context.summary_before() else { return state };
    let Some(placing) = &summary.placing else { return state };
    let span = context.plan.steps.get(context.at).map_or(Span::default(), |step| step.span);
    let context = Context { at, ..*context };
    let keys: Vec<&Key> = summary.keys.iter().filter(|key| !key.is_label()).collect();
    let said = (!probes.off).then(|| probes.said.clone());
    let (mut before_bounded, mut refused) = (state.known.clone(), None);
    let frame = if placing.every.as_ref().is_some_and(|every| every.cut == Cut::Reports) {
        let who: Vec<Mark> = compared.marks.iter().filter(|mark| mark.of != Marked::Reports).cloned().collect();
        marks::seen(reports_before(state.frame, &state.known, compared, &keys, placing), &who, None, said)
    } else {
        let Some(places) = Places::of(placing, &context) else { return state };
        let Some(others) = moved(&places, placing, compared) else { return state };
        let cut = Cutting::of(&others, context.plan);
        refused = cut.as_ref().filter(|cut| cut.all).map(Cutting::fault);
        if !probes.off {
            say(&places, &others, probes);
            cut.iter().for_each(|cut| probes.said.add("differs", cut.words()));
        }
        let before = once_more(summary, placing, [&places, &others], &context, probes);
        before_bounded = before.known.clone();
        let lengths = |places: &Places| places.buckets.iter().map(|b| places.window.days_within(b.days)).collect::<Vec<i64>>();
        let days = placing.axis.is_single().then(|| (BUCKET, lengths(&places).into_iter().zip(lengths(&others)).collect()));
        marks::seen(joined(state.frame, before, compared, &keys), &compared.marks, days, said)
    };
    let mut known = state.known;
    for (name, before) in compared.columns() {
        known.set(before, ColumnKnown::default());
        known.set_bounded(before, before_bounded.is_bounded(name));
    }
    let frame = compared.figures.iter().fold(frame, |frame, figure| with_difference(frame, figure, summary, &mut known));
    let frame = match refused {
        Some(fault) => frame.map(move |_| Err(wrapped(Code::EmptyWindow, span, &fault)), whole_frame(), None, Some("versus")),
        None => frame,
    };
    Lowered { frame, known, guard: Guard::in_place() }
}

/// The days that each bucket is compared with, as buckets of the same positions.
pub(super) fn moved(places: &Places, placing: &Placing, compared: &Compared) -> Option<Places> {
    let move_one = |bucket: &Bucket| match (&compared.versus, &placing.every) {
        (Versus::Period(_), _) => compared.period,
        (Versus::LastYear, every) => Some(last_year(bucket, every.as_ref().map(|every| every.cut))),
        (Versus::Previous, Some(every)) => Some(bucket_before(bucket, every.cut)),
        (Versus::Previous, None) => Some(window_before(bucket.days, compared.this)),
    };
    if let ([bucket], 2.., None) = (places.buckets.as_slice(), places.window.spans.len(), &placing.every)
        && !places.window.is_labelled()
        && compared.period.is_none()
    {
        // Several spans move together.
        let other = move_one(bucket)?;
        let by = other.start.0 - bucket.days.start.0;
        let shifted = |(label, span): &(String, Period)| (label.clone(), period(span.start.plus(by), span.end.plus(by)));
        let spans = places.window.spans.iter().map(shifted).collect();
        let bucket = Bucket { days: other, whole: other, ..*bucket };
        return Places::new(Window { spans, weekdays: places.window.weekdays.clone() }, vec![bucket], places.covered.clone());
    }
    let (mut spans, mut buckets) = (Vec::new(), Vec::new());
    for (at, bucket) in places.buckets.iter().enumerate() {
        let first = spans.len();
        for piece in bucket.pieces(&places.window, bucket.days) {
            spans.push((String::new(), move_one(&Bucket { days: piece, ..*bucket })?));
        }
        let (start, end) = (spans.get(first)?.1.start, spans.last()?.1.end);
        let days = period(start, end);
        buckets.push(Bucket { last_span: spans.len() - 1, ..Bucket::of(first, at as i32, days, days) });
    }
    Places::new(Window { spans, weekdays: places.window.weekdays.clone() }, buckets, places.covered.clone())
}

fn period(start: Day, end: Day) -> Period {
    Period { start, end: end.max(start), precision: Precision::Interval }
}

/// The same days of the bucket before; a month that is shorter ends sooner.
fn bucket_before(bucket: &Bucket, cut: Cut) -> Period {
    let before = match cut {
        Cut::Days(length, _) => period(bucket.whole.start.plus(-length), bucket.whole.start.plus(-1)),
        Cut::Months(length, _) => period(Unit::Month.add(bucket.whole.start, -i64::from(length)), bucket.whole.start.plus(-1)),
        Cut::HijriMonths(length) => {
            use crate::base::calendar::hijri;
            let start = hijri::month_start(hijri::month_of(bucket.whole.start) - length);
            period(start, bucket.whole.start.plus(-1))
        }
        Cut::Reports => bucket.days,
    };
    if !bucket.is_part() {
        return before;
    }
    if let Cut::Months(length, _) = cut {
        // Days of the month stay, so that a leap day in between shifts nothing.
        let moved = |day: Day| Unit::Month.add(day, -i64::from(length)).clamp(before.start, before.end);
        let end = if bucket.days.end == bucket.whole.end { before.end } else { moved(bucket.days.end) };
        return period(if bucket.days.start == bucket.whole.start { before.start } else { moved(bucket.days.start) }, end);
    }
    let start = before.start.plus(bucket.days.start.0 - bucket.whole.start.0).min(before.end);
    let end =
        if bucket.days.end == bucket.whole.end { before.end } else { start.plus(bucket.days.days() as i32 - 1).min(before.end) };
    period(start, end)
}

/// The same days a year before; weeks and runs of days keep their weekdays.
fn last_year(bucket: &Bucket, cut: Option<Cut>) -> Period {
    let days = bucket.days;
    match cut {
        Some(Cut::Days(length, _)) if length % 7 == 0 => period(days.start.plus(-364), days.end.plus(-364)),
        Some(Cut::HijriMonths(_)) => {
            use crate::base::calendar::hijri;
            let start = hijri::month_start(hijri::month_of(bucket.whole.start) - 12);
            let next = hijri::month_start(hijri::month_of(bucket.whole.end.plus(1)) - 12);
            let (before, after) = (bucket.days.start.0 - bucket.whole.start.0, bucket.whole.end.0 - bucket.days.end.0);
            period(start.plus(before), next.plus(-1 - after))
        }
        _ => {
            let year = |day: Day| Unit::Year.add(day, -1);
            // Whole months stay whole, whatever their length.
            let whole_months = days.start.date().day() == 1 && days.end.plus(1).date().day() == 1;
            let end = if whole_months { year(days.end.plus(1)).plus(-1) } else { year(days.end) };
            period(year(days.start), end)
        }
    }
}

/// The window before: by its months when it has whole ones, by the unit of `this UNIT`, else by its length.
fn window_before(days: Period, this: Option<Unit>) -> Period {
    let whole_months = days.start.date().day() == 1 && days.end.plus(1).date().day() == 1;
    match this {
        Some(unit) => period(unit.add(days.start, -1), unit.add(days.end, -1).min(days.start.plus(-1))),
        None if whole_months => {
            let number = |day: Day| i64::from(day.date().year()) * 12 + i64::from(day.date().month());
            let months = number(days.end.plus(1)) - number(days.start);
            period(Unit::Month.add(days.start, -months), days.start.plus(-1))
        }
        None => period(days.start.plus(-(days.days() as i32)), days.start.plus(-1)),
    }
}

/// The summary over other days: the steps before it once more, without the time clauses.
fn once_more(
    summary: &Summary,
    placing: &Placing,
    [places, others]: [&Places; 2],
    context: &Context<'_>,
    probes: &mut Probes,
) -> Lowered {
    let state = context.at_any_time();
    let keys = summary.keys.iter().filter(|key| !key.is_label()).cloned().collect();
    let summary = Summary { keys, ..summary.clone() };
    let names = ["\u{1}number", "", ""].map(str::to_string).to_vec();
    let every = placing.every.clone().map(|every| crate::plan::Every { aligned: true, ..every });
    let (placed_first, first) = (placing, places);
    let placing = Placing { labelled: false, names, every, window: others.window.clone(), ..placing.clone() };
    let leaders = &|known: &Known| series::rows(placed_first, first, known, context);
    let earlier = || context.at_any_time().frame;
    let off = std::mem::replace(&mut probes.off, true);
    let before = series::over(state, &summary, &placing, others, &series::Others { again: leaders, earlier: &earlier }, probes);
    probes.off = off;
    before
}

/// Beside each row what the other period has.
fn joined(frame: LazyFrame, before: Lowered, compared: &Compared, keys: &[&Key]) -> LazyFrame {
    let wanted: Vec<Expr> = keys
        .iter()
        .map(|key| column(&key.name))
        .chain([column(BUCKET)])
        .chain(moved_columns(compared, &before.known).into_iter().map(|(name, before)| column(&name).alias(before)))
        .collect();
    let on: Vec<Expr> = keys.iter().map(|key| column(&key.name)).chain([column(BUCKET)]).collect();
    let args = JoinArgs { nulls_equal: true, maintain_order: MaintainOrderJoin::Left, ..JoinArgs::new(JoinType::Left) };
    frame.join(before.frame.select(wanted), on.clone(), on, args)
}

/// Every column of the other period under its new name, with those of its bounds.
fn moved_columns(compared: &Compared, known: &Known) -> Vec<(String, String)> {
    let mut columns: Vec<(String, String)> = Vec::new();
    for (name, before) in compared.columns() {
        columns.push((name.clone(), before.clone()));
        columns.extend(bounds_of(name).into_iter().zip(bounds_of(before)).filter(|_| known.is_bounded(name)));
    }
    columns
}

/// Beside each row what the report before it has, of the same keys.
fn reports_before(frame: LazyFrame, known: &Known, compared: &Compared, keys: &[&Key], placing: &Placing) -> LazyFrame {
    let by: Vec<Expr> = keys.iter().map(|key| column(&key.name)).collect();
    let order = placing.names.last().map_or("", String::as_str).to_string();
    let frame = frame.sort_by_exprs(
        by.iter().cloned().chain([column(&order)]).collect::<Vec<_>>(),
        SortMultipleOptions::default().with_nulls_last(true).with_maintain_order(true),
    );
    let shifted: Vec<Expr> = moved_columns(compared, known)
        .into_iter()
        .map(|(name, before)| {
            let value = column(&name).shift(lit(1));
            let value = if by.is_empty() { value } else { value.over(by.clone()).unwrap_or_else(|_| lit(NULL)) };
            value.alias(before.as_str())
        })
        .collect();
    frame.with_columns(shifted)
}

fn with_difference(frame: LazyFrame, figure: &(String, [String; 3]), summary: &Summary, known: &mut Known) -> LazyFrame {
    let (name, [before, difference, percent]) = figure;
    let ty = summary.figures.iter().find(|(known, _)| known == name).map_or(Type::Float, |(_, figure)| figure.ty);
    let gone = column(name) - column(before);
    if !ty.is_number() {
        let nothing = |ty: Type| lit(NULL).cast(dtype(ty));
        return frame.with_columns([nothing(ty).alias(difference.as_str()), nothing(Type::Float).alias(percent.as_str())]);
    }
    let real = |value: Expr| value.cast(DataType::Float64);
    let part = divided(real(gone.clone()) * lit(100.0), real(column(before)));
    let bounded = known.is_bounded(name) || known.is_bounded(before);
    for new in [difference, percent] {
        known.set(new, ColumnKnown::default());
        known.set_bounded(new, bounded);
    }
    if !bounded {
        return frame.with_columns([gone.alias(difference.as_str()), part.alias(percent.as_str())]);
    }
    let bounds = |name: &str| if known.is_bounded(name) { Interval::of_column(name) } else { Interval::exact(column(name)) };
    let (now, then) = (bounds(name), bounds(before));
    let lost = Interval::combined(Arithmetic::Subtract, &now, &then);
    let ratio = Interval::combined(Arithmetic::Divide, &now, &then).percent_of_change();
    let columns = lost.beside(difference, gone).into_iter().chain(ratio.beside(percent, part));
    let settled: Vec<Expr> = settled(difference).into_iter().chain(settled(percent)).collect();
    frame.with_columns(columns.collect::<Vec<_>>()).with_columns(settled)
}

/// A table with a window of its own, which leaves out other periods, or some of their days.
struct Cutting<'a> {
    /// The `let`, or the call of a function.
    table: &'a str,
    window: &'a Window,
    /// How many of how many other periods.
    cut: (usize, usize),
    /// Whether nothing of any other period is left.
    all: bool,
}

impl<'a> Cutting<'a> {
    fn of(others: &Places, plan: &'a Plan) -> Option<Cutting<'a>> {
        let (mut table, mut window) = (None, None);
        let mut source = &plan.source;
        // Where one table takes its window from another, that one says it.
        while let Source::Let(name, inner) = source {
            if inner.axis != plan.axis {
                break;
            }
            let own = inner.window.as_ref().filter(|own| !own.is_all() && window.is_none_or(|window| window == *own));
            if own.is_some() {
                (table, window) = (Some(name.as_str()), own);
            }
            source = &inner.source;
        }
        let (table, window) = (table?, window?);
        let pieces = |bucket: &Bucket| bucket.pieces(&others.window, bucket.days).collect::<Vec<_>>();
        let kept = |piece: &Period| -> i64 {
            window.spans.iter().filter_map(|(_, span)| span.intersect(*piece)).map(|both| both.days()).sum()
        };
        let days: Vec<(i64, i64)> = others
            .buckets
            .iter()
            .map(pieces)
            .map(|pieces| (pieces.iter().map(kept).sum(), pieces.iter().map(|piece| piece.days()).sum()))
            .collect();
        let cut = days.iter().filter(|(kept, all)| kept < all).count();
        let all = days.iter().all(|(kept, _)| *kept == 0);
        (cut > 0).then_some(Cutting { table, window, cut: (cut, days.len()), all })
    }

    /// How many other periods lack days that rows could have.
    fn words(&self) -> String {
        let which = match self.cut {
            (_, 1) => "days of the other period are".to_string(),
            (cut, of) => format!("days of {cut} of {of} other periods are"),
        };
        format!("{which} outside of the window of {}, {}", quote(self.table), self.window)
    }

    /// A comparison with nothing has no answer.
    fn fault(&self) -> String {
        let name = quote(self.table);
        let message = format!("the other period lies outside of the window of {name}, {}", self.window);
        helped(
            &message,
            &format!("write the time clause of {name} in the query instead: `versus` looks beyond the clauses of its own query"),
        )
    }
}

/// Says which days are compared, where there is one window, and where lengths differ.
fn say(places: &Places, others: &Places, probes: &Probes) {
    let pairs: Vec<(&Bucket, &Bucket)> = places.buckets.iter().zip(&others.buckets).collect();
    let days = |window: &Window, bucket: &Bucket| bucket.days_within(window, bucket.days);
    let words = |bucket: &Bucket, days: i64| {
        format!("{} to {} ({})", bucket.days.start, bucket.days.end, counted(days.unsigned_abs(), "day"))
    };
    match pairs.as_slice() {
        [(one, other)] => {
            let (here, there) = (days(&places.window, one), days(&others.window, other));
            let unequal = if here == there { String::new() } else { format!(", against {here} days") };
            probes.said.add("compared", format!("with {}{unequal}", words(other, there)));
        }
        several => {
            // A leap year or a shorter month is whole all the same.
            let unequal = |(a, b): &&(&Bucket, &Bucket)| a.is_part() && days(&places.window, a) != days(&others.window, b);
            let differ = several.iter().filter(unequal).count();
            if let (Some((_, first)), Some((_, last))) = (several.first(), several.last()) {
                let unequal =
                    if differ > 0 { format!("; {differ} of {} are of another length", several.len()) } else { String::new() };
                probes.said.add("compared", format!("with {} to {}{unequal}", first.days.start, last.days.end));
            }
        }
    }
}
