//! Queries: the source, and each clause in turn as a step of the plan.

use super::expr::{beside_month, condition as condition_of, known_as};
use super::scope::{Scope, ScopeColumn};
use super::{Checker, LetTable, places, sensitive, series, told, words};
use crate::base::names::{self, Match};
use crate::base::{Code, Diagnostic, Span, Type};
use crate::plan::trace::leaves;
use crate::plan::{self, ExprKind, Handling, Plan, Source, Step, StepKind, Top, Window};
use crate::syntax::ast::{self, Clause, ClauseKind, Column, Expr, Name, Pattern, Query};
use crate::syntax::keywords::Keyword;

/// The seed of a sample without one: every run draws the same rows.
const SEED: u64 = 0;

impl Checker<'_> {
    /// The plan of a query, as far as it could be checked.
    pub(super) fn plan(&mut self, query: &Query) -> Option<LetTable> {
        let (source, mut scope) = self.source(&query.source)?;
        let mut steps: Vec<Step> = Vec::new();
        if matches!(source, Source::Table(_)) {
            steps.extend(self.reports(query, &scope));
        }
        let mut handling = Handling { withheld: scope.roles.sensitive.clone(), ..Handling::default() };
        self.keeping |= query.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Protect(_)));
        for (at, clause) in query.clauses.iter().enumerate() {
            if !keeps_straddling(&clause.kind, &scope) {
                steps.extend(settled(&mut scope, clause.span));
            }
            if !matches!(clause.kind, ClauseKind::Fill(_) | ClauseKind::Versus(_)) {
                scope.behind = None;
            }
            let before = matches!(clause.kind, ClauseKind::Summary(_)).then(|| scope.clone());
            let named: Vec<String> = scope.names().map(str::to_string).collect();
            let checked = match clause.kind {
                _ if !self.may_follow(clause, &scope) => None,
                ClauseKind::Trace => self.trace(&leaves(&source, &steps), clause.span, &mut scope),
                ClauseKind::Expect(_) => {
                    let kind = self.clause(query, at, clause, &mut scope);
                    self.with_places(kind, &leaves(&source, &steps), &scope)
                }
                _ => self.clause(query, at, clause, &mut scope),
            };
            match checked {
                Some(kind) => {
                    match (&kind, &before) {
                        (StepKind::Filter(condition), _) => handling.asked.extend(places::asked(steps.len(), condition, &scope)),
                        (_, Some(before)) => handling.totals.extend(places::totals(steps.len(), &kind, before)),
                        _ => {}
                    }
                    scope.tell_shaped(&kind, &named);
                    steps.push(Step { kind, span: clause.span, columns: scope.plan_columns() });
                }
                None if changes_columns(&clause.kind) && self.found.iter().any(Diagnostic::is_error) => return None,
                None => {}
            }
            handling.withheld.extend(scope.roles.sensitive.iter().cloned());
        }
        let end = query.clauses.last().map_or(query.source.span(), |clause| clause.span);
        steps.extend(settled(&mut scope, end));
        let columns = scope.plan_columns();
        let (window, axis) = (scope.window.clone(), scope.window_axis.clone());
        handling.hidden = scope.roles.sensitive.iter().filter(|name| scope.get(name).is_some()).cloned().collect();
        handling.words = scope.roles.words.clone();
        let (people, counts) = (scope.small_figures(), scope.worked_out());
        let sources = self.sources(&leaves(&source, &steps));
        let asked = std::mem::take(&mut self.asked);
        let mut plan = Plan { source, steps, columns, window, axis, handling, asked, people, counts, sources, plot: None };
        self.no_check_within(query, &plan);
        plan.plot = scope.plot.take().and_then(|(drawing, span)| self.plot(drawing, span, &plan, &scope));
        Some(LetTable { plan, further: Vec::new(), written: query.to_string(), text: self.names.text, scope })
    }

    pub(super) fn source(&mut self, source: &ast::Source) -> Option<(Source, Scope)> {
        let (key, span) = (source.key(), source.span());
        let text = &*key;
        if let Some(table) = self.names.table(source) {
            let ended = table.scope.ended.map(|(word, _)| (word, None));
            let scope = Scope { gone: Vec::new(), summarised: None, ended, ..table.scope.clone() };
            self.asked.extend(table.used(self.names.text, span).asked);
            return Some((Source::Let(text.to_string(), Box::new(table.used(self.names.text, span))), scope));
        }
        let tables = self.catalog.tables.iter();
        let found = match self.names.path(source) {
            Some(path) => tables.clone().position(|t| t.name == path).map_or(Match::None, Match::One),
            None => names::find(text, tables.clone().map(|t| t.name.as_str())),
        };
        match found {
            Match::One(at) => {
                let table = self.catalog.tables.get(at)?;
                let column = |c: &crate::catalog::Column| ScopeColumn { name: c.name.clone(), ty: c.ty, tag: c.tag.clone() };
                let columns = table.columns.iter().map(column).collect();
                let window = table.axis.is_some().then(Window::all);
                let axis = table.axis.as_ref().map(|axis| self.axis_of(table, axis));
                let scope = Scope {
                    columns,
                    axis: axis.clone(),
                    axis_column: table.axis.as_ref().and_then(|axis| axis.column.clone()),
                    window,
                    window_axis: axis,
                    roles: table.roles.clone(),
                    told: told::of_table(table),
                    ..Scope::default()
                };
                let scope = if self.shows_sensitive { scope.without_sensitive() } else { scope };
                Some((Source::Table(table.name.clone()), scope))
            }
            Match::Several(at) => {
                let list: Vec<String> =
                    at.iter().filter_map(|i| self.catalog.tables.get(*i)).map(|t| names::quote(&t.name)).collect();
                let fault = Diagnostic::error(Code::AmbiguousName, span, format!("`{text}` fits several tables"));
                self.report(fault.help(format!("write {} exactly", names::one_of(&list))));
                None
            }
            Match::None if self.names.faulty.contains(text) || matches!(source, ast::Source::Call(_)) => None,
            Match::None => {
                self.unknown_table(text, span);
                None
            }
        }
    }

    /// The axis of a table with the types of its columns; hidden ones hold days.
    fn axis_of(&self, table: &crate::catalog::Table, axis: &crate::catalog::Axis) -> plan::Axis {
        let column = |name: &String| {
            let ty = table.columns.iter().find(|c| c.name == *name).map_or(Type::Date, |c| c.ty);
            plan::Column { name: name.clone(), ty }
        };
        plan::Axis { start: column(&axis.start), end: column(&axis.end) }
    }

    fn clause(&mut self, query: &Query, at: usize, clause: &Clause, scope: &mut Scope) -> Option<StepKind> {
        let span = clause.span;
        match &clause.kind {
            ClauseKind::Time(_) | ClauseKind::DatedBy(_) if scope.summarised.is_some() => {
                self.time_after_summary(query, at, scope.summarised?);
                None
            }
            ClauseKind::Where(condition) => {
                let condition = self.condition(condition, scope)?;
                self.note_axis_condition(&condition, scope);
                Some(StepKind::Filter(condition))
            }
            ClauseKind::WherePossibly(condition) => {
                let inner = self.condition(condition, scope)?;
                self.note_word(Keyword::Possibly, span, scope);
                self.note_axis_condition(&inner, scope);
                Some(StepKind::Filter(condition_of(ExprKind::Possibly(Box::new(inner)), condition.span)))
            }
            ClauseKind::Time(time) => self.time(time, span, scope),
            ClauseKind::DatedBy(column) => {
                self.dated_by(column, scope)?;
                scope.axis.as_ref().map(|axis| StepKind::DatedBy(axis.start.name.clone()))
            }
            ClauseKind::Straddling(straddling) => {
                self.straddling(*straddling, span, scope);
                None
            }
            ClauseKind::Fill(fillings) => self.fill(fillings, span, scope),
            ClauseKind::Versus(versus) => self.versus(versus, span, scope),
            ClauseKind::Prefer(sources) => self.prefer(sources, span, scope),
            ClauseKind::Derive(items) => self.derive(items, scope),
            ClauseKind::Show(items) => self.show(items, scope),
            ClauseKind::Drop(patterns) => self.drop_columns(patterns, scope),
            ClauseKind::Rename(items) => self.rename(items, scope),
            ClauseKind::Summary(summary) => {
                let mut behind = query.clauses[at + 1..].iter().skip_while(|c| matches!(c.kind, ClauseKind::Fill(_)));
                let compared = behind.next().is_some_and(|clause| matches!(clause.kind, ClauseKind::Versus(_)));
                self.summary(summary, compared, span, scope)
            }
            ClauseKind::Sort(keys) => self.sort(keys, scope),
            ClauseKind::Top(top) => self.top(top, scope),
            ClauseKind::Take(n) => Some(StepKind::Take(*n)),
            ClauseKind::Skip(n) => Some(StepKind::Skip(*n)),
            ClauseKind::Unique(patterns) => {
                let found: Vec<Vec<String>> = patterns.iter().map(|p| self.pattern(p, scope)).collect();
                let names = distinct(found.into_iter().flatten().collect());
                (!names.is_empty()).then_some(StepKind::Unique(names))
            }
            ClauseKind::Sample(n, seed) => Some(StepKind::Sample(*n, seed.unwrap_or(SEED))),
            ClauseKind::Describe => Some(self.describe(span, scope)),
            ClauseKind::Unpivot(unpivot) => self.unpivot(unpivot, scope),
            ClauseKind::Pivot(pivot) => self.pivot(pivot, scope),
            ClauseKind::Append(source) => self.append(source, span, scope),
            ClauseKind::Join(join) => self.join(join, span, scope),
            ClauseKind::Changes(..) => self.changes(query, at, span, scope),
            ClauseKind::Protect(below) => self.protect(*below, span, scope),
            ClauseKind::Round(to) => self.round(*to, span, scope),
            ClauseKind::Expect(expected) => self.expectation(expected, query, span, scope),
            ClauseKind::Plot(drawing) => {
                // What is drawn is known when the plan is.
                scope.plot = Some((*drawing, span));
                None
            }
            ClauseKind::Save(_) => {
                self.one_table(span, scope);
                scope.saved = Some(span);
                None
            }
            ClauseKind::Trace | ClauseKind::Error => None,
        }
    }

    /// `derive`: each column may use the ones before it.
    fn derive(&mut self, items: &[(Name, Expr)], scope: &mut Scope) -> Option<StepKind> {
        let mut derived = Vec::new();
        let mut sound = true;
        for (name, value) in items {
            self.deriving = true;
            let checked = self.expr(value, scope).map(|value| beside_month(value, Type::Month));
            self.deriving = false;
            // A faulty column is still known afterwards, so that its uses are not reported too.
            scope.set(&name.text, checked.as_ref().map_or(Type::Any, |e| if e.ty == Type::Period { Type::Date } else { e.ty }));
            scope.tell_derived(&name.text, checked.as_ref());
            match checked {
                Some(expr) if expr.ty == Type::Period => {
                    let fault = Diagnostic::error(Code::WrongType, expr.span, "a column cannot hold a period");
                    self.report(fault.help("write its first day, or a month: 2025-04"));
                    sound = false;
                }
                Some(expr) => {
                    words::derived(scope, &name.text, &expr);
                    sensitive::derived(scope, &name.text, &expr);
                    scope.origins.derive(&name.text, &expr);
                    let days = known_days(name, &expr);
                    derived.push((name.text.clone(), expr));
                    if let Some((days, count)) = days {
                        scope.set(&days, Type::Int);
                        derived.push((days, count));
                    }
                }
                None => sound = false,
            }
        }
        self.forget_lost_axis(scope);
        sound.then_some(StepKind::Derive(derived))
    }

    fn show(&mut self, items: &[(Pattern, Option<Name>)], scope: &mut Scope) -> Option<StepKind> {
        let mut chosen: Vec<(String, String, Span)> = Vec::new();
        for (pattern, alias) in items {
            let found = self.pattern(pattern, scope);
            let span = pattern_span(pattern);
            match (alias, found.as_slice()) {
                (Some(alias), [one]) => chosen.push((one.clone(), alias.text.clone(), span)),
                (Some(alias), [_, _, ..]) => {
                    self.error(
                        Code::DuplicateName,
                        alias.span,
                        format!("{} columns cannot all be called `{}`", found.len(), alias.text),
                    );
                    return None;
                }
                // A pattern adds only columns that are not chosen yet.
                (None, several) => {
                    let wild = several.len() > 1;
                    let fresh = several.iter().filter(|name| !wild || !chosen.iter().any(|(old, _, _)| old == *name));
                    let fresh: Vec<_> = fresh.map(|name| (name.clone(), name.clone(), span)).collect();
                    chosen.extend(fresh);
                }
                (Some(_), []) => {}
            }
        }
        self.project(chosen, scope)
    }

    fn drop_columns(&mut self, patterns: &[Pattern], scope: &mut Scope) -> Option<StepKind> {
        let gone: Vec<String> = patterns.iter().flat_map(|p| self.pattern(p, scope)).collect();
        let kept: Vec<_> = scope
            .names()
            .filter(|name| !gone.iter().any(|g| g == name))
            .map(|n| (n.to_string(), n.to_string(), Span::default()))
            .collect();
        if kept.is_empty() {
            let span = patterns.first().map_or(Span::default(), pattern_span);
            self.error(Code::WrongType, span, "no column would be left");
            return None;
        }
        self.project(kept, scope)
    }

    fn rename(&mut self, items: &[(Column, Name)], scope: &mut Scope) -> Option<StepKind> {
        let mut renamed: Vec<(String, &Name)> = Vec::new();
        for (column, new) in items {
            let old = self.column(column, scope)?.name.clone();
            renamed.push((old, new));
        }
        let target = |name: &str| renamed.iter().find(|(old, _)| old == name).map(|(_, new)| *new);
        let columns = scope.names().map(|name| match target(name) {
            Some(new) => (name.to_string(), new.text.clone(), new.span),
            None => (name.to_string(), name.to_string(), Span::default()),
        });
        let columns = columns.collect();
        self.project(columns, scope)
    }

    /// Columns by old and new name; the time axis keeps its role under its new name.
    fn project(&mut self, columns: Vec<(String, String, Span)>, scope: &mut Scope) -> Option<StepKind> {
        let names: Vec<(&str, Span)> = columns.iter().map(|(_, new, span)| (new.as_str(), *span)).collect();
        if !self.distinct_names(&names) {
            return None;
        }
        let find = |(old, new, _): &(String, String, Span)| {
            let column = scope.get(old)?;
            Some(ScopeColumn { name: new.clone(), ..column.clone() })
        };
        let kept: Vec<ScopeColumn> = columns.iter().filter_map(find).collect();
        let now = |name: &str| columns.iter().find(|(old, _, _)| old == name).map(|(_, new, _)| new.clone());
        scope.roles = scope.roles.renamed(&now);
        scope.origins = scope.origins.renamed(&now);
        scope.buckets = scope.buckets.take().and_then(|order| order.renamed(&now));
        let hidden = self.rename_axis(scope, &now);
        let carried = scope.tell_projected(&columns, self.keeping);
        scope.replace(kept);
        let named = columns.iter().map(|(old, new, _)| (old.clone(), new.clone()));
        Some(StepKind::Project(named.chain(hidden.into_iter().map(|name| (name.clone(), name))).chain(carried).collect()))
    }

    /// Gives the axis the names its columns have now, or forgets it. Its hidden columns come along.
    pub(super) fn rename_axis(&mut self, scope: &mut Scope, now: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
        let Some(axis) = scope.axis.take() else { return Vec::new() };
        if let Some(column) = scope.axis_column.take() {
            let Some(column) = now(&column) else { return Vec::new() };
            let hidden = [&axis.start, &axis.end].map(|column| column.name.clone()).to_vec();
            (scope.axis, scope.axis_column) = (Some(axis), Some(column));
            return hidden;
        }
        let renamed = |column: &plan::Column| now(&column.name).map(|name| plan::Column { name, ty: column.ty });
        scope.axis = renamed(&axis.start).zip(renamed(&axis.end)).map(|(start, end)| plan::Axis { start, end });
        Vec::new()
    }

    fn sort(&mut self, keys: &[(Expr, bool)], scope: &mut Scope) -> Option<StepKind> {
        let checked: Vec<_> = keys.iter().map(|(key, descending)| self.expr(key, scope).map(|e| (e, *descending))).collect();
        let keys: Vec<(plan::Expr, bool)> = checked.into_iter().collect::<Option<_>>()?;
        keys.iter().for_each(|(key, _)| scope.rank(key));
        Some(StepKind::Sort(keys))
    }

    fn top(&mut self, top: &ast::Top, scope: &mut Scope) -> Option<StepKind> {
        let by = self.expr(&top.by, scope);
        let each: Vec<Option<String>> = top.each.iter().map(|c| self.column(c, scope).map(|c| c.name.clone())).collect();
        let by = known_as(by?, Type::Float);
        if by.ty.is(Type::Bool) {
            self.error(Code::WrongType, by.span, "true and false have no order");
            return None;
        }
        let each = distinct(each.into_iter().collect::<Option<_>>()?);
        scope.rank(&by);
        Some(StepKind::Top(Top { count: top.count, largest: top.largest, by, each }))
    }

    /// `describe`: a table of the columns.
    fn describe(&mut self, span: Span, scope: &mut Scope) -> StepKind {
        let column = |name: &str, ty: Type| ScopeColumn { name: name.into(), ty, tag: None };
        let described = scope.plan_columns();
        scope.columns = vec![
            column("column", Type::Text),
            column("type", Type::Text),
            column("known", Type::Int),
            column("unknown", Type::Int),
            column("distinct", Type::Int),
            column("smallest", Type::Text),
            column("largest", Type::Text),
            column("mean", Type::Float),
        ];
        scope.lose_axis();
        scope.roles = crate::catalog::Roles::default();
        scope.told = Vec::new();
        scope.summarised = Some(span);
        StepKind::Describe(described)
    }

    /// A replaced column that holds no dates is no time axis.
    fn forget_lost_axis(&mut self, scope: &mut Scope) {
        let Some(axis) = scope.axis.clone().filter(|_| scope.axis_column.is_none()) else { return };
        let now = |column: &plan::Column| {
            let ty = scope.get(&column.name)?.ty;
            let dates = ty == Type::Date || (ty.is_dated() && axis.is_single());
            dates.then(|| plan::Column { name: column.name.clone(), ty })
        };
        match now(&axis.start).zip(now(&axis.end)) {
            Some((start, end)) => scope.axis = Some(plan::Axis { start, end }),
            None => scope.lose_axis(),
        }
    }
}

/// The column beside a rolling mean: of how many known values it is.
fn known_days(name: &Name, mean: &plan::Expr) -> Option<(String, plan::Expr)> {
    let plan::ExprKind::Around(around) = &mean.kind else { return None };
    let count = plan::Around { count: true, ..(**around).clone() };
    let kind = plan::ExprKind::Around(Box::new(count));
    (around.function == plan::Function::RollingMean)
        .then(|| (format!("{}_days", name.text), plan::Expr { kind, ty: Type::Int, span: mean.span }))
}

/// Whether a clause goes well with rows that straddle the window, which a summary places on its own.
fn keeps_straddling(clause: &ClauseKind, scope: &Scope) -> bool {
    match clause {
        ClauseKind::Where(_) | ClauseKind::WherePossibly(_) | ClauseKind::Prefer(_) => true,
        ClauseKind::Time(_) | ClauseKind::Summary(_) | ClauseKind::Straddling(_) => true,
        ClauseKind::Unpivot(_) | ClauseKind::Join(_) => true,
        ClauseKind::Derive(items) => !items.iter().any(|(name, _)| scope.is_axis(&name.text)),
        _ => false,
    }
}

/// The step that leaves out rows that straddle a bound of the window, if there may be any.
fn settled(scope: &mut Scope, span: Span) -> Option<Step> {
    let unsettled = std::mem::take(&mut scope.unsettled);
    let axis = scope.axis.clone().filter(|_| unsettled && scope.straddling == ast::Straddling::LeftOut)?;
    let (window, point) = (scope.window.clone()?, series::point(scope, None));
    Some(Step { kind: StepKind::Inside(plan::WindowStep { axis, window, point }), span, columns: scope.plan_columns() })
}

/// Names without those that stand before already.
pub(super) fn distinct(mut names: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    names.retain(|name| {
        let fresh = !seen.contains(name);
        seen.extend(fresh.then(|| name.clone()));
        fresh
    });
    names
}

pub(super) fn pattern_span(pattern: &Pattern) -> Span {
    match pattern {
        Pattern::Column(column) => column.span(),
        Pattern::Wild(_, span) => *span,
    }
}

/// Clauses behind whose faults nothing is known of the columns.
fn changes_columns(clause: &ClauseKind) -> bool {
    use ClauseKind::*;
    matches!(clause, Summary(_) | Show(_) | Rename(_) | Unpivot(_) | Pivot(_) | Append(_) | Join(_) | Changes(..) | Error)
}
