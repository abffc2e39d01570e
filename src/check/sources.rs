//! Who reports, and when: revisions, `as of`, `prefer`, and what must not be added because two say it.

use super::Checker;
use super::scope::Scope;
use super::series::point;
use crate::base::{Code, Diagnostic, Span};
use crate::catalog::{Coverage, Declared};
use crate::plan::{Expr, ExprKind, Preference, Reports, Series, Step, StepKind};
use crate::syntax::ast::{ClauseKind, Column, Query, SourceName};

impl Checker<'_> {
    /// The first step of a table: its reports that count. None where nothing is asked and nothing says what a figure is.
    pub(super) fn reports(&self, query: &Query, scope: &Scope) -> Option<Step> {
        let roles = &scope.roles;
        let reported = roles.reported.as_ref().and_then(|name| scope.get(name));
        // Dated by its day of report, a table is about its reports, and each revision is one.
        let about_reports = |name: &str| {
            query.clauses.iter().any(|clause| match &clause.kind {
                ClauseKind::DatedBy(Column::Name(column)) => {
                    crate::base::names::fold(&column.text) == crate::base::names::fold(name)
                }
                _ => false,
            })
        };
        let revises = roles.coverage != Coverage::Events && !roles.series.is_empty();
        let figure = match reported {
            Some(column) if revises && !about_reports(&column.name) => figure(scope),
            _ => Vec::new(),
        };
        if self.as_of.is_none() && figure.is_empty() {
            return None;
        }
        let reported = reported.map(|column| crate::plan::Column { name: column.name.clone(), ty: column.ty });
        let kind = StepKind::Reported(Reports { reported, axis: scope.axis.clone(), by: self.as_of, figure });
        Some(Step { kind, span: query.source.span(), columns: scope.plan_columns() })
    }

    /// `prefer "IOM", "UNHCR"`
    pub(super) fn prefer(&mut self, sources: &[SourceName], span: Span, scope: &Scope) -> Option<StepKind> {
        if scope.summarised.is_some() {
            let fault = Diagnostic::error(Code::NoSources, span, "a summary has no sources any more");
            self.report(fault.help("write `prefer` before the summary"));
            return None;
        }
        if scope.roles.source.is_none() {
            let fault = Diagnostic::error(Code::NoSources, span, "the table has no column of sources");
            self.report(fault.help("name it in the catalog, `source = \"COLUMN\"`, or keep one with `where`"));
            return None;
        }
        let mut named: Vec<(String, Span)> = Vec::new();
        for source in sources {
            if named.iter().any(|(name, _)| *name == source.text) {
                self.error(Code::DuplicateName, source.span, format!("\"{}\" is named twice", source.text));
                return None;
            }
            named.push((source.text.clone(), source.span));
        }
        self.axis(span, scope)?;
        let series = between(scope)?;
        Some(StepKind::Prefer(Preference { sources: named, series, point: point(scope, None), says: says_anything(scope) }))
    }
}

/// The columns that make out a figure of a table: its series and source, its period, and what its rows say of kind, unit, level and epoch.
fn figure(scope: &Scope) -> Vec<String> {
    let roles = &scope.roles;
    let by_row = roles.measures.iter().flat_map(|measure| {
        let kind = measure.kind.as_ref().and_then(said_by);
        let unit = measure.unit.as_ref().and_then(said_by);
        kind.into_iter().chain(unit).chain(measure.epoch.clone())
    });
    let period = scope.axis.iter().flat_map(|axis| [axis.start.name.clone(), axis.end.name.clone()]);
    let named = roles.series.iter().chain(&roles.source).chain(&roles.level).cloned();
    let mut names: Vec<String> = Vec::new();
    for name in named.chain(by_row).chain(period) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn said_by<T>(declared: &Declared<T>) -> Option<String> {
    match declared {
        Declared::Column(name, _) => Some(name.clone()),
        Declared::Always(_) => None,
    }
}

/// What must not be reported twice on one day: a series, by two sources or, where rows are periods, by one.
pub(super) fn between(scope: &Scope) -> Option<Series> {
    let axis = scope.axis.clone()?;
    let source = scope.roles.source.clone();
    let columns: Vec<String> = scope.roles.series.iter().filter(|name| Some(*name) != source.as_ref()).cloned().collect();
    let told = if axis.is_single() { source.is_some() } else { !columns.is_empty() || source.is_some() };
    let withheld = source.as_ref().is_some_and(|source| scope.roles.sensitive.contains(source));
    told.then_some(Series { axis, columns, source, withheld })
}

/// That some measure of a row is known, where the catalog says what its measures are.
fn says_anything(scope: &Scope) -> Option<Expr> {
    let span = Span::default();
    let there = |name: &String| scope.get(name).map(|column| Expr::column(name, column.ty, span));
    let bounds = |measure: &crate::catalog::Measure| {
        [Some(measure.column.clone()), measure.low.clone(), measure.high.clone()].into_iter().flatten().collect::<Vec<_>>()
    };
    let columns: Vec<Expr> = scope.roles.measures.iter().flat_map(bounds).filter_map(|name| there(&name)).collect();
    let unknown = |column: Expr| super::expr::condition(ExprKind::IsUnknown(Box::new(column)), span);
    let known = columns.into_iter().map(|column| super::expr::condition(ExprKind::Not(Box::new(unknown(column))), span));
    let known: Vec<Expr> = known.collect();
    (!known.is_empty()).then(|| super::expr::condition(ExprKind::Or(known), span))
}
