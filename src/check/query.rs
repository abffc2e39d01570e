//! Queries: the source, and each clause in turn as a step of the plan.

use super::expr::known_as;
use super::scope::{Scope, ScopeColumn};
use super::{Checker, LetTable};
use crate::base::names::{self, Match};
use crate::base::{Code, Diagnostic, Span, Type};
use crate::plan::{self, Plan, Source, Step, StepKind, Top, Window};
use crate::syntax::ast::{self, Clause, ClauseKind, Column, Expr, Name, Pattern, Query};

/// The seed of a sample without one: every run draws the same rows.
const SEED: u64 = 0;

impl Checker<'_> {
    /// The plan of a query, as far as it could be checked.
    pub(super) fn plan(&mut self, query: &Query) -> Option<LetTable> {
        let (source, mut scope) = self.source(&query.source)?;
        let mut steps = Vec::new();
        for (at, clause) in query.clauses.iter().enumerate() {
            match self.clause(query, at, clause, &mut scope) {
                Some(kind) => steps.push(Step { kind, span: clause.span, columns: scope.plan_columns() }),
                None if changes_columns(&clause.kind) && self.found.iter().any(Diagnostic::is_error) => return None,
                None => {}
            }
        }
        let columns = scope.plan_columns();
        let plan = Plan { source, steps, columns, window: scope.window, axis: scope.window_axis };
        Some(LetTable { plan, axis: scope.axis, labelled: scope.labelled })
    }

    fn source(&mut self, source: &ast::Source) -> Option<(Source, Scope)> {
        let (text, span) = match source {
            ast::Source::Table(name) => (name.text.as_str(), name.span),
            ast::Source::Path(path, span) => (path.as_str(), *span),
        };
        if let Some(table) = self.names.tables.get(text) {
            let columns = table.plan.columns.iter().map(|c| ScopeColumn { name: c.name.clone(), ty: c.ty, tag: None }).collect();
            let scope = Scope {
                columns,
                axis: table.axis.clone(),
                window: table.plan.window.clone(),
                window_axis: table.plan.axis.clone(),
                labelled: table.labelled,
                ..Scope::default()
            };
            return Some((Source::Let(text.to_string(), Box::new(table.plan.clone())), scope));
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
                let axis = table.columns.iter().find(|c| Some(&c.name) == table.axis.as_ref());
                let window_axis = axis.map(|c| plan::Column { name: c.name.clone(), ty: c.ty });
                let scope = Scope { columns, axis: table.axis.clone(), window, window_axis, ..Scope::default() };
                Some((Source::Table(table.name.clone()), scope))
            }
            Match::Several(at) => {
                let list: Vec<String> =
                    at.iter().filter_map(|i| self.catalog.tables.get(*i)).map(|t| names::quote(&t.name)).collect();
                let fault = Diagnostic::error(Code::AmbiguousName, span, format!("`{text}` fits several tables"));
                self.report(fault.help(format!("write {} exactly", names::one_of(&list))));
                None
            }
            Match::None => {
                self.unknown_table(text, span);
                None
            }
        }
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
            ClauseKind::Time(time) => self.time(time, span, scope),
            ClauseKind::DatedBy(column) => {
                self.dated_by(column, scope)?;
                scope.axis.clone().map(StepKind::DatedBy)
            }
            ClauseKind::Derive(items) => self.derive(items, scope),
            ClauseKind::Show(items) => self.show(items, scope),
            ClauseKind::Drop(patterns) => self.drop_columns(patterns, scope),
            ClauseKind::Rename(items) => self.rename(items, scope),
            ClauseKind::Summary(summary) => self.summary(summary, span, scope),
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
            ClauseKind::Error => None,
        }
    }

    /// `derive`: each column may use the ones before it.
    fn derive(&mut self, items: &[(Name, Expr)], scope: &mut Scope) -> Option<StepKind> {
        let mut derived = Vec::new();
        let mut sound = true;
        for (name, value) in items {
            let checked = self.expr(value, scope);
            // A faulty column is still known afterwards, so that its uses are not reported too.
            scope.set(&name.text, checked.as_ref().map_or(Type::Any, |e| if e.ty == Type::Period { Type::Date } else { e.ty }));
            match checked {
                Some(expr) if expr.ty == Type::Period => {
                    let fault = Diagnostic::error(Code::WrongType, expr.span, "a column cannot hold a period");
                    self.report(fault.help("write its first day"));
                    sound = false;
                }
                Some(expr) => derived.push((name.text.clone(), expr)),
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
        scope.axis =
            scope.axis.as_ref().and_then(|axis| columns.iter().find(|(old, _, _)| old == axis)).map(|(_, new, _)| new.clone());
        scope.replace(kept);
        Some(StepKind::Project(columns.into_iter().map(|(old, new, _)| (old, new)).collect()))
    }

    fn sort(&mut self, keys: &[(Expr, bool)], scope: &Scope) -> Option<StepKind> {
        let checked: Vec<_> = keys.iter().map(|(key, descending)| self.expr(key, scope).map(|e| (e, *descending))).collect();
        Some(StepKind::Sort(checked.into_iter().collect::<Option<_>>()?))
    }

    fn top(&mut self, top: &ast::Top, scope: &Scope) -> Option<StepKind> {
        let by = self.expr(&top.by, scope);
        let each: Vec<Option<String>> = top.each.iter().map(|c| self.column(c, scope).map(|c| c.name.clone())).collect();
        let by = known_as(by?, Type::Float);
        if by.ty.is(Type::Bool) {
            self.error(Code::WrongType, by.span, "true and false have no order");
            return None;
        }
        let each = distinct(each.into_iter().collect::<Option<_>>()?);
        Some(StepKind::Top(Top { count: top.count, largest: top.largest, by, each }))
    }

    /// `describe`: a table of the columns.
    fn describe(&mut self, span: Span, scope: &mut Scope) -> StepKind {
        let column = |name: &str, ty: Type| ScopeColumn { name: name.into(), ty, tag: None };
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
        scope.axis = None;
        scope.summarised = Some(span);
        StepKind::Describe
    }

    /// A replaced column that holds no dates is no time axis.
    fn forget_lost_axis(&mut self, scope: &mut Scope) {
        let lost = |axis: &String| !scope.get(axis).is_some_and(|c| matches!(c.ty, Type::Date | Type::Datetime));
        if scope.axis.as_ref().is_some_and(lost) {
            scope.axis = None;
        }
    }
}

/// Names without those that stand before already.
fn distinct(mut names: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    names.retain(|name| {
        let fresh = !seen.contains(name);
        seen.extend(fresh.then(|| name.clone()));
        fresh
    });
    names
}

fn pattern_span(pattern: &Pattern) -> Span {
    match pattern {
        Pattern::Column(column) => column.span(),
        Pattern::Wild(_, span) => *span,
    }
}

/// Clauses behind whose faults nothing is known of the columns.
fn changes_columns(clause: &ClauseKind) -> bool {
    matches!(clause, ClauseKind::Summary(_) | ClauseKind::Show(_) | ClauseKind::Rename(_) | ClauseKind::Error)
}
