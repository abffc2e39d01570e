//! `expect`: what is asked of the rows, with names and types.

use super::Checker;
use super::scope::Scope;
use crate::base::{Code, Diagnostic, Span, Type, Unit};
use crate::plan::expect::{Asks, Count, Expectation, Newest, Place};
use crate::plan::trace::{FileName, Leaf};
use crate::plan::{self, Expr, ExprKind, Plan, StepKind};
use crate::syntax::ast::{self, ClauseKind, Column, Comparison, Pattern, Query};
use crate::syntax::keywords::Keyword;

impl Checker<'_> {
    /// `expect …`
    pub(super) fn expectation(
        &mut self,
        expected: &ast::Expectation,
        query: &Query,
        span: Span,
        scope: &Scope,
    ) -> Option<StepKind> {
        if let Some(protect) = query.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Protect(_))) {
            let message = "the rows that fail would show what `protect` hides";
            let fault =
                Diagnostic::error(Code::CheckBesideProtect, span, message).also(protect.span, "the answer is protected here");
            self.report(fault.help("write the check as a query of its own, without `protect`; it shows the rows as they are"));
            return None;
        }
        let asks = self.asks(&expected.asks, span, scope)?;
        let hidden = scope.roles.sensitive.iter().filter(|name| scope.get(name).is_some()).cloned().collect();
        let before = query.clauses.iter().take_while(|clause| clause.span != span);
        let before = before.filter(|clause| !matches!(clause.kind, ClauseKind::Expect(_))).cloned().collect();
        let subject = Query { source: query.source.clone(), clauses: before }.to_string();
        let (written, name) = (expected.asks.to_string(), expected.name.clone());
        Some(StepKind::Expect(Box::new(Expectation {
            asks,
            subject,
            written,
            name,
            span,
            places: Vec::new(),
            hidden,
            elsewhere: false,
        })))
    }

    /// The same with where the rows of its tables stand. Those of a table that is put below another stand in the columns of that one.
    pub(super) fn with_places(&self, kind: Option<StepKind>, leaves: &[Leaf], scope: &Scope) -> Option<StepKind> {
        let mut kind = kind?;
        if let StepKind::Expect(expected) = &mut kind {
            for (at, leaf) in leaves.iter().enumerate() {
                let Some(table) = self.catalog.tables.iter().find(|table| table.name == leaf.table) else { continue };
                let first = leaves.iter().position(|other| other.within == leaf.within);
                let above = expected.places.iter().find(|place| Some(place.leaf) == first).map(|place| place.names.clone());
                let inside = |name: String| leaf.within.iter().rev().fold(name, |name, join| format!("{join}.{name}"));
                let names = above.unwrap_or_else(|| match leaf.within.is_empty() {
                    true => table.place_names(scope.names()),
                    false => table.place_names(std::iter::empty()).map(inside),
                });
                expected.places.push(Place { leaf: at, file: FileName::of(table), names });
            }
        }
        Some(kind)
    }

    /// Refuses a check in a table of the same text whose answer is protected: where it is asked, it shows rows.
    pub(super) fn no_check_within(&mut self, query: &Query, plan: &Plan) {
        let protect = query.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Protect(_)));
        let Some((protect, check)) = protect.zip(plan.asked_within()) else { return };
        let message = "the rows that fail a check of this table would show what `protect` hides";
        let fault = Diagnostic::error(Code::CheckBesideProtect, protect.span, message).also(check, "the check is asked here");
        self.report(fault.help("write the check as a query of its own, not in the `let`; it shows the rows as they are"));
    }

    fn asks(&mut self, asks: &ast::Asks, span: Span, scope: &Scope) -> Option<Asks> {
        match asks {
            ast::Asks::Rows(op, count) => {
                self.note_rows(asks, span, scope);
                Some(Asks::Rows(Count::Is(*op, *count)))
            }
            ast::Asks::RowsBetween(low, high) if low > high => {
                let fault = Diagnostic::error(Code::BadLiteral, span, format!("no number lies between {low} and {high}"));
                self.report(fault.help(format!("write the smaller one first: `rows between {high} and {low}`")));
                None
            }
            ast::Asks::RowsBetween(low, high) => {
                self.note_rows(asks, span, scope);
                Some(Asks::Rows(Count::Between(*low, *high)))
            }
            ast::Asks::NoRows => Some(Asks::Rows(Count::Is(Comparison::Equal, 0))),
            ast::Asks::Each(condition) => {
                self.deriving = true;
                let condition = self.condition(condition, scope);
                self.deriving = false;
                Some(Asks::Each(condition?, false))
            }
            ast::Asks::Unique(patterns) => self.patterns(patterns, scope).map(Asks::Unique),
            ast::Asks::Known(patterns) => {
                let names = self.patterns(patterns, scope)?;
                let known = |name: &String| {
                    let column = Expr::column(name, scope.get(name).map_or(Type::Any, |column| column.ty), span);
                    let unknown = super::expr::condition(ExprKind::IsUnknown(Box::new(column)), span);
                    super::expr::negate_if(true, unknown)
                };
                let condition = super::expr::condition(ExprKind::And(names.iter().map(known).collect()), span);
                Some(Asks::Each(condition, true))
            }
            ast::Asks::Newest(n, unit, by) => self.newest(*n, *unit, by, span, scope).map(Asks::Newest),
        }
    }

    /// The columns of a list of patterns, each once; nothing where one of them is faulty.
    fn patterns(&mut self, patterns: &[Pattern], scope: &Scope) -> Option<Vec<String>> {
        let found: Vec<Vec<String>> = patterns.iter().map(|pattern| self.pattern(pattern, scope)).collect();
        let sound = found.iter().all(|names| !names.is_empty());
        sound.then(|| super::query::distinct(found.into_iter().flatten().collect()))
    }

    /// `newest within 14 days by border`
    fn newest(&mut self, n: u64, unit: Unit, by: &[Column], span: Span, scope: &Scope) -> Option<Newest> {
        let axis = self.axis(span, scope);
        let by: Vec<Option<plan::Column>> = by
            .iter()
            .map(|column| self.column(column, scope).map(|found| plan::Column { name: found.name.clone(), ty: found.ty }))
            .collect();
        if unit < Unit::Day {
            let fault = Diagnostic::error(Code::UnknownUnit, span, format!("{}s are shorter than a day", unit.name()));
            self.report(fault.help("tables are about days: write `newest within 1 day`"));
            return None;
        }
        let (by, axis) = (by.into_iter().collect::<Option<Vec<_>>>()?, axis?);
        let since = unit.add(self.now, -i64::try_from(n).unwrap_or(i64::MAX));
        let free = |name: &&str| !by.iter().any(|column| column.name == **name);
        let shown = ["newest", "newest_day", "newest_of_all"].iter().find(|name| free(name)).unwrap_or(&"newest").to_string();
        Some(Newest { day: axis.end, since, until: self.now, by, shown })
    }

    /// Says that `rows` is the number of rows though there is a column of that name, as behind `count`.
    fn note_rows(&mut self, asks: &ast::Asks, span: Span, scope: &Scope) {
        let word = Keyword::Rows.text();
        if scope.get(word).is_some() {
            let message = format!("`{word}` is the number of rows here, not the column of that name");
            self.report(
                Diagnostic::note(Code::KeywordWins, span, message).help(format!("about the column: `expect each {asks}`")),
            );
        }
    }
}
