//! Time clauses: the window each one leaves.

use super::Checker;
use super::scope::Scope;
use crate::base::names::did_you_mean;
use crate::base::{Code, Day, Diagnostic, Period, Precision, Span, Type, Unit};
use crate::catalog::Calendar;
use crate::plan::window::Window;
use crate::plan::{self, Expr, StepKind, window};
use crate::syntax::ast::{Clause, ClauseKind, Column, Moment, Query, TimeClause};
use crate::syntax::print::as_name;

impl Checker<'_> {
    /// The step of a time clause; the scope's window is narrowed by it.
    pub(super) fn time(&mut self, clause: &TimeClause, span: Span, scope: &mut Scope) -> Option<StepKind> {
        let axis = self.axis(span, scope)?;
        let window = self.window(clause, span, &scope.roles.calendar)?;
        scope.unsettled |= !axis.is_single();
        scope.this = if let TimeClause::This(unit) = clause { Some(*unit) } else { None };
        if window.is_labelled() {
            scope.labelled = true;
            scope.set(window::LABEL, Type::Text);
        }
        let mut narrowed = scope.window.clone().unwrap_or_else(Window::all).intersect(&window);
        if narrowed.is_empty() {
            let fault = Diagnostic::error(Code::EmptyWindow, span, "no day lies in this and the time clauses before it");
            let before = scope.window.as_ref().map(|w| format!("the window before this clause is {w}"));
            self.report(fault.help_if(before));
            narrowed = window.clone();
        }
        scope.window = Some(narrowed);
        let point = super::series::point(scope, None);
        Some(StepKind::Within(crate::plan::WindowStep { axis, window, point }))
    }

    /// The time axis, or why there is none.
    pub(super) fn axis(&mut self, span: Span, scope: &Scope) -> Option<plan::Axis> {
        if let Some(axis) = &scope.axis {
            let axis = axis.clone();
            return self.has_days(axis.start.ty, Some(&axis.start.name), span).map(|()| axis);
        }
        let dates: Vec<String> =
            scope.columns.iter().filter(|c| c.ty.is_time()).map(|c| format!("`dated by {}`", c.name)).collect();
        let fault = Diagnostic::error(Code::NoTimeAxis, span, "the table has no time axis at this point");
        let help = match dates.is_empty() {
            true => "no column holds dates; `date(x)` in a `derive` makes one, and `dated by` chooses it".to_string(),
            false => format!("choose one before this clause: {}", crate::base::names::one_of(&dates)),
        };
        self.report(fault.help(help));
        None
    }

    /// `dated by COLUMN`
    pub(super) fn dated_by(&mut self, column: &Column, scope: &mut Scope) -> Option<()> {
        let found = self.column(column, scope)?;
        let (name, ty) = (found.name.clone(), found.ty);
        if scope.axis_column.as_ref() == Some(&name) {
            return Some(());
        }
        if !ty.is_dated() {
            let fault = Diagnostic::error(Code::WrongType, column.span(), format!("`{name}` holds no dates: it is {ty}"));
            let dates = scope.columns.iter().filter(|c| c.ty.is_dated()).map(|c| c.name.as_str());
            let list: Vec<&str> = dates.collect();
            let help = (!list.is_empty()).then(|| format!("the columns with dates are {}", list.join(", ")));
            let texts = format!("`time = \"{name}\"` in the catalog makes texts of days and months the time axis");
            self.report(fault.help_if(help).help_if(matches!(ty, Type::Text | Type::Month).then_some(texts)));
            return None;
        }
        if scope.roles.sensitive.contains(&name) {
            let message = format!("the window would tell days of `{name}`, which is about single persons");
            let fault = Diagnostic::error(Code::SensitiveKey, column.span(), message);
            self.report(fault.help(format!("a condition may ask for them: `where {} in 2025-04`", as_name(&name))));
            return None;
        }
        let column = plan::Column { name, ty };
        scope.lose_axis();
        scope.axis = Some(plan::Axis { start: column.clone(), end: column });
        scope.window_axis = scope.axis.clone();
        scope.window = Some(Window::all());
        Some(())
    }

    /// The days a time clause keeps.
    fn window(&mut self, clause: &TimeClause, span: Span, calendar: &Calendar) -> Option<Window> {
        let (open, end) = (Period::OPEN_START, Period::OPEN_END);
        let now = self.now;
        match clause {
            TimeClause::Since(moment) => self.moment(moment).map(|p| Window::span(p.start, end)),
            TimeClause::After(moment) => self.moment(moment).map(|p| Window::span(p.end.plus(1), end)),
            TimeClause::Until(moment) => self.moment(moment).map(|p| Window::span(open, p.end)),
            TimeClause::Before(moment) => self.moment(moment).map(|p| Window::span(open, p.start.plus(-1))),
            TimeClause::During(moments) => self.spans(moments, true),
            TimeClause::On(moments) => self.spans(moments, false),
            TimeClause::OnWeekdays(days) => Some(Window { weekdays: Some(days.clone()), ..Window::all() }),
            TimeClause::Last(n, unit) => self.units(*n, *unit, span).map(|n| {
                let current = calendar.around(*unit, now);
                Window::span(unit.add(current.start, -n), current.start.plus(-1))
            }),
            TimeClause::This(unit) => self.units(1, *unit, span).map(|_| Window::span(calendar.around(*unit, now).start, now)),
            TimeClause::Next(n, unit) => self.units(*n, *unit, span).map(|n| Window::span(now.plus(1), unit.add(now, n))),
        }
    }

    fn units(&mut self, n: u64, unit: Unit, span: Span) -> Option<i64> {
        if unit < Unit::Day {
            self.error(Code::UnknownUnit, span, format!("a window is made of days, not of {}s", unit.name()));
            return None;
        }
        if n == 0 {
            self.error(Code::EmptyWindow, span, format!("a window of 0 {}s has no day", unit.name()));
            return None;
        }
        Some(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// Several periods: told apart as the key `period`, or joined into one set of days.
    fn spans(&mut self, moments: &[Moment], labelled: bool) -> Option<Window> {
        let found: Vec<Option<(String, Period)>> = moments.iter().map(|m| self.moment(m).map(|p| (m.to_string(), p))).collect();
        let spans: Vec<(String, Period)> = found.into_iter().collect::<Option<_>>()?;
        if labelled && spans.len() > 1 {
            self.note_overlaps(moments, &spans);
            return Some(Window { spans, weekdays: None });
        }
        Some(Window { spans: joined(spans), weekdays: None }.unlabelled())
    }

    /// Notes the first two of several periods that share days.
    fn note_overlaps(&mut self, moments: &[Moment], spans: &[(String, Period)]) {
        let pairs = spans.iter().enumerate().flat_map(|(at, second)| spans[..at].iter().map(move |first| (at, first, second)));
        let shared = |(at, first, second): (usize, &(String, Period), &(String, Period))| {
            first.1.intersect(second.1).map(|days| (at, first.0.clone(), second.0.clone(), days))
        };
        let Some((at, first, second, days)) = pairs.into_iter().find_map(shared) else { return };
        let words = Window { spans: vec![(String::new(), days)], weekdays: None };
        let message = format!("`{first}` and `{second}` share days, {words}: rows of these days count in both");
        let span = moments.get(at).map_or(Span::default(), |moment| moment.span);
        self.report(Diagnostic::note(Code::PeriodsOverlap, span, message));
    }

    /// The fault of a time clause behind a summary, with the query as it should be.
    pub(super) fn time_after_summary(&mut self, query: &Query, at: usize, summary: Span) {
        let Some(clause) = query.clauses.get(at) else { return };
        let fault = Diagnostic::error(Code::TimeAfterSummary, clause.span, "a time clause cannot stand behind a summary");
        let fault = fault.also(summary, "this summary freezes the window");
        let rewritten = moved_before_summary(query, at);
        self.report(fault.help(format!("write: {rewritten}")));
    }

    /// Notes a condition on the time axis, which leaves the window as it is.
    pub(super) fn note_axis_condition(&mut self, condition: &Expr, scope: &Scope) {
        let single = || scope.axis.as_ref().filter(|axis| axis.is_single()).map(|axis| axis.start.name.as_str());
        let Some(axis) = scope.axis_column.as_deref().or_else(single) else { return };
        let mut found: Option<Span> = None;
        condition.walk(&mut |e| {
            let on_axis = |operand: &Expr| operand.as_column() == Some(axis);
            let literal = |e: &Expr| matches!(e.kind, crate::plan::ExprKind::Literal(_));
            match &e.kind {
                crate::plan::ExprKind::Compare(_, a, b) if (on_axis(a) && literal(b)) || (on_axis(b) && literal(a)) => {
                    found = Some(e.span)
                }
                crate::plan::ExprKind::Within(a, _) if on_axis(a) => found = Some(e.span),
                _ => {}
            }
        });
        if let Some(span) = found {
            let message = format!("`where` on `{axis}` keeps rows and leaves the window as it is");
            let note = Diagnostic::note(Code::AxisInWhere, span, message);
            self.report(note.help("`since`, `until` and `during` narrow the window too, so that days without rows count"));
        }
    }

    /// The fault of a table that does not exist.
    pub(super) fn unknown_table(&mut self, name: &str, span: Span) {
        let tables: Vec<&str> =
            self.catalog.tables.iter().map(|t| t.name.as_str()).chain(self.names.tables.keys().map(String::as_str)).collect();
        let near = did_you_mean(name, tables.iter().copied());
        let fault = Diagnostic::error(Code::UnknownTable, span, format!("there is no table `{name}`"));
        let list = match (tables.len(), &near) {
            (0, _) => Some("no data is open: name a file behind the query, or write its path in quotes as the table".to_string()),
            (_, None) => Some(format!(
                "the tables are {}",
                tables.iter().take(12).map(|t| format!("`{t}`")).collect::<Vec<_>>().join(", ")
            )),
            _ => None,
        };
        let value = self.names.contains(name).then(|| format!("`{name}` is a value, written `${name}`"));
        self.report(fault.help_if(near).help_if(list).help_if(value));
    }
}

/// Days named one by one, in order and without overlaps.
pub(super) fn joined(mut spans: Vec<(String, Period)>) -> Vec<(String, Period)> {
    spans.sort_by_key(|(_, p)| (p.start, p.end));
    let mut whole: Vec<(String, Period)> = Vec::new();
    for (_, p) in spans {
        match whole.last_mut() {
            Some((_, last)) if i64::from(p.start.0) <= i64::from(last.end.0) + 1 => {
                let end: Day = last.end.max(p.end);
                *last = Period { end, precision: Precision::Interval, ..*last };
            }
            _ => whole.push((String::new(), p)),
        }
    }
    whole
}

/// The query with the clause moved in front of its first summary.
fn moved_before_summary(query: &Query, at: usize) -> Query {
    let mut clauses: Vec<Clause> = query.clauses.clone();
    let clause = clauses.remove(at);
    let summary = clauses.iter().position(|c| matches!(c.kind, ClauseKind::Summary(_))).unwrap_or(at);
    clauses.insert(summary, clause);
    Query { source: query.source.clone(), clauses }
}
