//! Series: buckets and paces of a summary, what becomes of straddling rows and empty buckets, comparison with other periods.

use super::Checker;
use super::kind::says;
use super::scope::{Scope, ScopeColumn};
use crate::base::names::one_of;
use crate::base::{Code, Day, Diagnostic, Span, Type, Unit, Value};
use crate::catalog::{Calendar, Declared, Kind, Measure};
use crate::plan::buckets::Cut;
use crate::plan::{Compared, Every, Expr, Figure, Pace, Placing, Point, StepKind, Verb, Window};
use crate::syntax::ast::{self, Anchor, Column, Filling, Moment, MomentKind, Straddling, Versus};

/// Which rows are placed by their last day: those of stocks and cumulative figures. A summary of one column asks for its kind alone.
pub(super) fn point(scope: &Scope, column: Option<&str>) -> Point {
    let about = |measure: &&Measure| column.is_none_or(|column| measure.column == column);
    let kinds: Vec<&Declared<Kind>> = scope.roles.measures.iter().filter(about).filter_map(|m| m.kind.as_ref()).collect();
    let by_row = kinds.iter().find_map(|kind| match kind {
        Declared::Column(name, values) => Some((name, values)),
        Declared::Always(_) => None,
    });
    match by_row {
        Some((name, values)) => Point::If(says(name, values, Kind::is_at_a_day)),
        None if kinds.is_empty() => Point::Never,
        None => {
            let at_a_day = |kind: &&Declared<Kind>| matches!(kind, Declared::Always(kind) if kind.is_at_a_day());
            if kinds.iter().all(at_a_day) { Point::Always } else { Point::Never }
        }
    }
}

impl Checker<'_> {
    /// How a summary places its rows in time: not at all, unless buckets, units or periods ask for it.
    pub(super) fn placing(
        &mut self,
        summary: &ast::Summary,
        figures: &[(String, Figure)],
        compared: bool,
        span: Span,
        scope: &Scope,
    ) -> Option<Option<Placing>> {
        let (mut paced, mut dated, mut units) = (false, false, Vec::new());
        let mut columns: Vec<Option<&str>> = Vec::new();
        for (_, figure) in figures {
            figure.aggregates(&mut |aggregate| {
                if let Some(Pace::Per(unit)) = aggregate.pace {
                    paced = true;
                    units.push(unit);
                }
                dated |= matches!(aggregate.verb, Verb::Latest | Verb::Earliest | Verb::Increase);
                columns.extend(aggregate.argument.as_ref().map(Expr::as_column));
            });
        }
        let periods = scope.unsettled && scope.axis.as_ref().is_some_and(|axis| !axis.is_single());
        if summary.every.is_none() && !paced && !dated && !periods && !compared {
            return Some(None);
        }
        let place = summary.every.as_ref().map_or(span, |every| every.span);
        let axis = self.axis(place, scope)?;
        let every = match &summary.every {
            Some(every) => Some(self.every(every, &scope.roles.calendar)?),
            None => None,
        };
        if let Some(every) = &summary.every {
            units.into_iter().try_for_each(|unit| self.fits_bucket(unit, every))?;
        }
        let grows = figures.iter().any(|(_, f)| f.aggregate().is_some_and(|a| a.verb == Verb::Increase));
        if let Some(Every { cut: Cut::Reports, .. }) = every.as_ref().filter(|_| grows) {
            let fault = Diagnostic::error(
                Code::BadBuckets,
                place,
                "`increase` is over buckets of days, and reports are days of their own",
            );
            self.report(fault.help("`latest x every report derive gained = change(x)` is the growth from report to report"));
            return None;
        }
        columns.dedup();
        let only = if let [Some(one)] = columns.as_slice() { Some(*one) } else { None };
        let names = summary.every.as_ref().map_or_else(Vec::new, bucket_names);
        Some(Some(Placing {
            axis,
            point: point(scope, only),
            window: scope.window.clone().unwrap_or_else(Window::all),
            every,
            straddling: scope.straddling,
            coverage: scope.roles.coverage.clone(),
            calendar: scope.roles.calendar,
            now: self.now,
            labelled: scope.labelled && scope.get(crate::plan::window::LABEL).is_some(),
            names,
        }))
    }

    /// Refuses units that are longer than the buckets: a mean per week of one day would be seven times the day.
    fn fits_bucket(&mut self, per: Unit, every: &ast::Every) -> Option<()> {
        let Some((count, unit)) = every.units else { return Some(()) };
        let days = |unit: Unit, shortest: bool| match unit {
            Unit::Week => 7,
            Unit::Month => {
                if shortest {
                    28
                } else {
                    31
                }
            }
            Unit::Quarter => {
                if shortest {
                    90
                } else {
                    92
                }
            }
            Unit::Year => {
                if shortest {
                    365
                } else {
                    366
                }
            }
            _ => 1,
        };
        if days(per, true) <= count.saturating_mul(days(unit, false)) {
            return Some(());
        }
        let message = format!("a {} is longer than the buckets, so it cannot be a unit in them", per.name());
        let fault = Diagnostic::error(Code::BadBuckets, every.span, message);
        self.report(fault.help(format!("write `every {}`, or `per` a shorter unit: `per day`", per.name())));
        None
    }

    /// The buckets of `every`.
    fn every(&mut self, every: &ast::Every, calendar: &Calendar) -> Option<Every> {
        let Some((count, unit)) = every.units else {
            let odd = every.whole || every.aligned || every.solar_hijri || every.from.is_some();
            if odd {
                self.error(
                    Code::BadBuckets,
                    every.span,
                    "`every report` takes the periods of the rows as they are, and nothing else",
                );
                return None;
            }
            return Some(Every { cut: Cut::Reports, whole: false, aligned: false });
        };
        let count = self.bucket_length(count, unit, every.span)?;
        let months = unit.months().map(|months| months * count);
        let cut = match (&every.from, every.solar_hijri) {
            (None, false) => Cut::in_calendar(count, unit, calendar),
            (None, true) => match months {
                Some(months) => Cut::HijriMonths(months),
                None => {
                    self.error(Code::BadBuckets, every.span, format!("a {} is the same in every calendar", unit.name()));
                    return None;
                }
            },
            (Some(_), true) => {
                let fault = Diagnostic::error(Code::BadBuckets, every.span, "`from` and `in solar hijri` do not go together");
                self.report(fault.help("months and years of the Solar Hijri calendar start where they start"));
                return None;
            }
            (Some(anchor), false) => self.anchored(anchor, count, unit, months, every.span)?,
        };
        if every.aligned && every.from.is_some() {
            self.error(Code::BadBuckets, every.span, "`aligned` counts from the start of each period, so `from` has no meaning");
            return None;
        }
        Some(Every { cut, whole: every.whole, aligned: every.aligned })
    }

    fn bucket_length(&mut self, count: u64, unit: Unit, span: Span) -> Option<i32> {
        if unit < Unit::Day {
            self.error(Code::BadBuckets, span, format!("buckets are made of days, not of {}s", unit.name()));
            return None;
        }
        match i32::try_from(count) {
            Ok(count @ 1..=10_000) => Some(count),
            _ => {
                self.error(Code::BadBuckets, span, "a bucket has 1 to 10,000 units");
                None
            }
        }
    }

    fn anchored(&mut self, anchor: &Anchor, count: i32, unit: Unit, months: Option<i32>, span: Span) -> Option<Cut> {
        let days = count * if unit == Unit::Week { 7 } else { 1 };
        match (anchor, months) {
            (Anchor::Weekday(day), None) if unit == Unit::Week => {
                // 1970-01-05 was a Monday.
                Some(Cut::Days(days, Some(Day(4 + i32::from(day.number()) - 1))))
            }
            (Anchor::Month(month), Some(months)) => Some(Cut::Months(months, Day::of(1970, *month, 1)?)),
            (Anchor::Date(value), months) => match value {
                Value::Period(period) if !period.is_open() => Some(match months {
                    Some(months) => Cut::Months(months, period.start),
                    None => Cut::Days(days, Some(period.start)),
                }),
                _ => {
                    self.error(Code::BadBuckets, span, "buckets start on a day: `from 2025-04-06`");
                    None
                }
            },
            (Anchor::Weekday(day), _) => {
                let fault = Diagnostic::error(Code::BadBuckets, span, format!("a {} does not start on a weekday", unit.name()));
                self.report(fault.help(format!("weeks do: `every week from {}`", day.name())));
                None
            }
            (Anchor::Month(_), None) => {
                let fault = Diagnostic::error(Code::BadBuckets, span, format!("a {} does not start with a month", unit.name()));
                self.report(fault.help("years do: `every year from july`"));
                None
            }
        }
    }

    /// `overlapping`, `prorated`
    pub(super) fn straddling(&mut self, straddling: Straddling, span: Span, scope: &mut Scope) {
        if scope.summarised.is_some() {
            let message = format!("`{}` cannot stand behind a summary", straddling.text());
            self.report(Diagnostic::error(Code::TimeAfterSummary, span, message).help("write it before the summary"));
        }
        match &scope.axis {
            Some(axis) if !axis.is_single() => scope.straddling = straddling,
            Some(axis) => {
                let message = format!("no row straddles a bound: each is about one day, `{}`", axis.start.name);
                self.error(Code::NoTimeAxis, span, message);
            }
            None => drop(self.axis(span, scope)),
        }
    }

    /// What an aggregate says of time, in words of the plan.
    pub(super) fn pace(&mut self, aggregate: &ast::Aggregate, verb: Verb, span: Span) -> Option<Option<Pace>> {
        let argument = aggregate.argument.as_ref().map_or(String::new(), |a| format!(" {a}"));
        match aggregate.pace {
            None => Some(None),
            Some(ast::Pace::Per(unit)) => {
                if unit < Unit::Day {
                    self.error(Code::BadBuckets, span, format!("units of `per` are made of days, not of {}s", unit.name()));
                    return None;
                }
                if matches!(verb, Verb::Mean | Verb::Min | Verb::Max | Verb::Median | Verb::Stdev | Verb::Percentile(_)) {
                    return Some(Some(Pace::Per(unit)));
                }
                let word = aggregate.verb.text();
                let message = format!("a {word} is over the whole window, not per {}", unit.name());
                let unit = unit.name();
                let fault = Diagnostic::error(Code::SumPer, span, message);
                self.report(match verb {
                    Verb::Sum => fault
                        .help(format!("`mean{argument} per {unit}` is the mean over the {unit}s of the window"))
                        .help(format!("`sum{argument} every {unit}` is one total for each {unit}")),
                    _ => fault.help(format!("`{word}{argument} every {unit}` gives one figure for each {unit}")),
                });
                None
            }
            Some(ast::Pace::Within(n, unit)) => {
                let days = match unit {
                    Unit::Day => Some(n),
                    Unit::Week => Some(n.saturating_mul(7)),
                    _ => None,
                };
                match (days.and_then(|days| i32::try_from(days).ok()), verb) {
                    (Some(days), Verb::Latest) => Some(Some(Pace::Within(days))),
                    (None, _) => {
                        self.error(Code::BadBuckets, span, "the age of a report is said in days or weeks");
                        None
                    }
                    _ => {
                        let fault = Diagnostic::error(Code::BadBuckets, span, "`within` says how old the newest report may be");
                        self.report(
                            fault.help(format!("it stands behind `latest`: `latest{argument} within {n} {}s`", unit.name())),
                        );
                        None
                    }
                }
            }
        }
    }

    /// `fill 0`, `fill persons 0, families previous`
    pub(super) fn fill(&mut self, fillings: &[(Option<Column>, Filling)], span: Span, scope: &mut Scope) -> Option<StepKind> {
        let Some(behind) = scope.behind.as_ref().filter(|behind| behind.series) else {
            let fault = Diagnostic::error(Code::NotBehindSummary, span, "`fill` stands right behind a summary with `every`");
            self.report(fault.help("it gives the buckets without a row a value: `sum persons every day fill 0`"));
            return None;
        };
        let mut filled: Vec<(String, Filling)> = Vec::new();
        for (column, filling) in fillings {
            match column {
                None => filled.extend(behind.figures.iter().map(|name| (name.clone(), filling.clone()))),
                Some(column) => {
                    let name = self.column(column, scope)?.name.clone();
                    if !behind.figures.contains(&name) {
                        let message = format!("`{name}` is no figure of the summary");
                        let list = one_of(&behind.figures.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>());
                        self.report(
                            Diagnostic::error(Code::NotBehindSummary, column.span(), message).help(format!("fill {list}")),
                        );
                        return None;
                    }
                    filled.push((name, filling.clone()));
                }
            }
        }
        let number = |name: &str| scope.get(name).is_some_and(|c| c.ty.is_number());
        if let Some((name, _)) = filled.iter().find(|(name, filling)| matches!(filling, Filling::Number(_)) && !number(name)) {
            self.error(Code::WrongType, span, format!("`{name}` holds no numbers"));
            return None;
        }
        scope.apart.repeated |= filled.iter().any(|(_, filling)| *filling == Filling::Previous);
        Some(StepKind::Fill(filled))
    }

    /// Whether a word behind a summary is a column of the rows before it, and no moment.
    fn is_column_beside(&self, word: &str, scope: &Scope) -> bool {
        let column = scope.get(word).is_some() || scope.gone.iter().any(|gone| gone == word);
        column && !self.names.values.contains_key(word) && !self.catalog.moments.iter().any(|(name, _)| name == word)
    }

    /// `versus previous`, `versus same period last year`, `versus P`
    pub(super) fn versus(&mut self, versus: &Versus, span: Span, scope: &mut Scope) -> Option<StepKind> {
        let Some(behind) = scope.behind.clone() else {
            let fault = Diagnostic::error(Code::NotBehindSummary, span, "`versus` stands right behind a summary, or its `fill`");
            self.report(fault.help("it repeats the summary for another period: `sum persons versus previous`"));
            return None;
        };
        if !behind.placed {
            let fault = Diagnostic::error(Code::NoTimeAxis, span, "the table has no time axis, so there is no other period");
            self.report(fault);
            return None;
        }
        let period = match versus {
            Versus::Period(Moment { kind: MomentKind::Named(name), .. }) if self.is_column_beside(&name.text, scope) => {
                let message = format!("`{}` is a column, and `versus` takes another period", name.text);
                let fault = Diagnostic::error(Code::NotAPeriod, name.span, message);
                self.report(fault.help(format!("figures stand side by side in the summary: `sum men, {}`", name.text)));
                return None;
            }
            Versus::Period(moment) => Some(self.moment(moment)?),
            _ => None,
        };
        if period.is_some() && (behind.series || scope.labelled) {
            let fault = Diagnostic::error(Code::NotBehindSummary, span, "one period cannot be compared with many buckets");
            self.report(fault.help("`versus previous` and `versus same period last year` move each bucket"));
            return None;
        }
        if period.is_some_and(|period| period.is_open()) {
            self.error(Code::NotAPeriod, span, "this period has no end");
            return None;
        }
        let several = behind.figures.len() > 1;
        let prefix = |name: &str| if several { format!("{name}_") } else { String::new() };
        let figures: Vec<(String, [String; 3])> = behind
            .figures
            .iter()
            .map(|name| (name.clone(), ["before", "difference", "percent"].map(|word| format!("{}{word}", prefix(name)))))
            .collect();
        let beside: Vec<(String, String)> = behind.beside.iter().map(|name| (name.clone(), format!("before_{name}"))).collect();
        for (name, [before, difference, percent]) in &figures {
            let ty = scope.get(name).map_or(Type::Any, |column| column.ty);
            for (new, ty) in [(before, ty), (difference, ty), (percent, Type::Float)] {
                scope.columns.push(ScopeColumn { name: new.clone(), ty, tag: None });
            }
        }
        for (name, new) in &beside {
            let ty = scope.get(name).map_or(Type::Any, |column| column.ty);
            scope.columns.push(ScopeColumn { name: new.clone(), ty, tag: None });
        }
        super::sensitive::compared(scope, &figures);
        scope.behind = None;
        let mut compared = Compared { versus: versus.clone(), period, this: scope.this, figures, beside, marks: behind.marks };
        let parts = scope.tell_compared(&compared);
        compared.beside.extend(parts.into_iter().filter(|_| self.keeping));
        Some(StepKind::Versus(compared))
    }
}

/// The names of the columns of buckets: of their number or label, which may have none, and of their first and last day.
fn bucket_names(every: &ast::Every) -> Vec<String> {
    let unit = every.units.map_or("", |(_, unit)| unit.name());
    let label = if every.aligned || every.solar_hijri { unit } else { "" };
    [label, "start", "end"].map(str::to_string).to_vec()
}
