//! Rows of another table that belong to those of this one; and what differs from an earlier state.

use super::expr::with_article;
use super::scope::{Scope, ScopeColumn};
use super::{Checker, LetTable};
use crate::base::names::{self, Match, all_of, quote};
use crate::base::{Code, Diagnostic, Span, Type};
use crate::catalog::Roles;
use crate::plan::shape::{Days, Pair, row_of, withheld};
use crate::plan::{self, Changes, Join, StepKind};
use crate::syntax::ast::{self, Column, JoinKind, Query};
use crate::syntax::print::as_name;

impl Checker<'_> {
    /// `lookup`, `join`, `with`, `without`: the window, the axis and what is known of the columns here stay.
    pub(super) fn join(&mut self, join: &ast::Join, span: Span, scope: &mut Scope) -> Option<StepKind> {
        let (table, other) = self.other(&join.table)?;
        let on = self.pairs(&join.on, scope, &other);
        let days = match join.overlapping || join.how == JoinKind::LookupLatest {
            true => Some(self.days(join, span, scope, &other)?),
            false => None,
        };
        let (on, name) = (on?, join.prefix().to_string());
        let brings = join.how.brings_columns();
        let inside = |column: &ScopeColumn| format!("{name}.{}", column.name);
        let columns: Vec<(String, plan::Column)> = match brings {
            true => other.columns.iter().map(|c| (c.name.clone(), plan::Column { name: inside(c), ty: c.ty })).collect(),
            false => Vec::new(),
        };
        if let Some((_, taken)) = columns.iter().find(|(_, column)| scope.get(&column.name).is_some()) {
            let place = join.name.as_ref().map_or(join.table.span(), |name| name.span);
            let fault = Diagnostic::error(Code::DuplicateName, place, format!("there is a column `{}` already", taken.name));
            self.report(fault.help(format!("give the table another name: `{} {} as …`", join.how.text(), join.table)));
            return None;
        }
        let now = |old: &str| other.get(old).map(inside);
        let names = columns.iter().map(|(_, column)| column.name.as_str());
        if brings {
            let theirs = other.roles.renamed(&now);
            scope.roles.measures.extend(theirs.measures);
            scope.roles.sensitive.extend(theirs.sensitive);
            // What is equal to a value about a single person tells it.
            let equal = on.iter().filter(|pair| pair.withheld).filter_map(|pair| now(&pair.there));
            scope.roles.sensitive.extend(equal);
            scope.roles.places.extend(theirs.places);
            scope.roles.words.extend(theirs.words);
            scope.origins.join(names, &row_of(&name), join.how == JoinKind::Join);
        }
        scope.columns.extend(columns.iter().map(|(_, c)| ScopeColumn { name: c.name.clone(), ty: c.ty, tag: None }));
        Some(StepKind::Join(Box::new(Join { how: join.how, table: Box::new(table), name, on, days, columns, span })))
    }

    /// The columns that must be equal.
    fn pairs(&mut self, on: &[(Column, Option<Column>)], scope: &Scope, other: &Scope) -> Option<Vec<Pair>> {
        let mut pairs = Vec::new();
        let mut sound = true;
        for (here, there) in on {
            let ours = self.column(here, scope).cloned();
            let theirs = match (there, &ours) {
                (Some(there), _) => self.column_there(there, other),
                (None, Some(ours)) => self.column_there(&named(here, &ours.name), other),
                (None, None) => None,
            };
            let withheld = |ours: &ScopeColumn, theirs: &ScopeColumn| {
                scope.roles.sensitive.contains(&ours.name) || other.roles.sensitive.contains(&theirs.name)
            };
            let pair = ours.zip(theirs).and_then(|(ours, theirs)| {
                let withheld = withheld(&ours, &theirs);
                self.pair(ours, theirs, here.span()).map(|pair| Pair { withheld, ..pair })
            });
            sound &= pair.is_some();
            pairs.extend(pair);
        }
        sound.then_some(pairs)
    }

    /// A column of the other table.
    fn column_there(&mut self, column: &Column, other: &Scope) -> Option<ScopeColumn> {
        let before = self.found.len();
        let found = self.column(column, other).cloned();
        if found.is_none()
            && let Some(fault) = self.found.get_mut(before)
        {
            fault.message = fault.message.replace(" here", " in the other table");
            fault.help.iter_mut().for_each(|help| *help = help.replace("the columns here are", "the columns there are"));
            let pair = "a column of another name there is written `here = there`".to_string();
            fault.help.push(pair);
        }
        found
    }

    /// Two columns of types that can be compared.
    fn pair(&mut self, ours: ScopeColumn, theirs: ScopeColumn, span: Span) -> Option<Pair> {
        let both = ours.ty.unify(theirs.ty);
        // A day is no moment: midnight would be the only one to match.
        let comparable = both
            .filter(|_| (ours.ty == Type::Date) == (theirs.ty == Type::Date) || !(ours.ty.is_dated() && theirs.ty.is_dated()));
        if let Some(ty) = comparable {
            return Some(Pair { here: ours.name, there: theirs.name, ty, withheld: false });
        }
        let message = format!("`{}` is {} here and {} there", ours.name, with_article(ours.ty), with_article(theirs.ty));
        let convert = match theirs.ty {
            Type::Text => "text",
            Type::Date => "date",
            _ if theirs.ty.is_number() => "number",
            _ => "text",
        };
        let name = as_name(&ours.name);
        let help = format!("convert it before: `derive {name} = {convert}({name})`");
        self.report(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
        None
    }

    /// The axes of two tables whose days are compared.
    fn days(&mut self, join: &ast::Join, span: Span, scope: &Scope, other: &Scope) -> Option<Days> {
        let here = self.axis(span, scope)?;
        let Some(there) = other.axis.clone() else {
            let message = format!("{} has no time axis, so its days cannot be compared", join.table);
            let dates: Vec<String> = other.columns.iter().filter(|c| c.ty.is_time()).map(|c| as_name(&c.name)).collect();
            let dated = dates.first().map(|date| format!("choose one before: `let dated = {} dated by {date}`", join.table));
            self.report(Diagnostic::error(Code::NoTimeAxis, join.table.span(), message).help_if(dated));
            return None;
        };
        Some(Days { here, there })
    }

    /// `changes from TABLE on a, b`: the query so far, over this table and over an earlier state of it.
    pub(super) fn changes(&mut self, query: &Query, at: usize, span: Span, scope: &mut Scope) -> Option<StepKind> {
        let ast::ClauseKind::Changes(source, on) = &query.clauses.get(at)?.kind else { return None };
        let (table, other) = self.earlier(query, at, source)?;
        let on: Vec<(Column, Option<Column>)> = on.iter().map(|column| (column.clone(), None)).collect();
        let keys = self.pairs(&on, scope, &other)?;
        let taken = |name: &str| ["change", "column", "old", "new"].contains(&name);
        if let Some((key, column)) = keys.iter().zip(&on).find(|(key, _)| taken(&key.here)) {
            let message = format!("two results would be called `{}`", key.here);
            let fault = Diagnostic::error(Code::DuplicateName, column.0.span(), message);
            let name = as_name(&key.here);
            self.report(fault.help(format!("rename it before: `rename {name} as {}`", as_name(&format!("{}_2", key.here)))));
            return None;
        }
        let mut compared = Vec::new();
        let (mut new, mut retyped) = (Vec::new(), Vec::new());
        for ours in &scope.columns {
            let found = match names::find(&ours.name, other.names()) {
                Match::One(at) => other.columns.get(at),
                _ => None,
            };
            let Some(theirs) = found else {
                new.push(quote(&ours.name));
                continue;
            };
            let ty = ours.ty.unify(theirs.ty).filter(|ty| *ty != Type::Datetime || ours.ty == theirs.ty);
            if ty.is_none() {
                retyped.push(format!("{} was {} and is {}", quote(&ours.name), with_article(theirs.ty), with_article(ours.ty)));
            }
            if !keys.iter().any(|key| key.here == ours.name) {
                let (here, there) = (ours.name.clone(), theirs.name.clone());
                let withheld = scope.roles.sensitive.contains(&here) || other.roles.sensitive.contains(&there);
                compared.push(Pair { here, there, ty: ty.unwrap_or(Type::Text), withheld });
            }
        }
        let known = |theirs: &&ScopeColumn| keys.iter().chain(&compared).any(|pair| pair.there == theirs.name);
        let gone: Vec<String> = other.columns.iter().filter(|theirs| !known(theirs)).map(|c| quote(&c.name)).collect();
        let mut said = retyped;
        said.extend((!new.is_empty()).then(|| format!("new: {}", all_of(&new))));
        said.extend((!gone.is_empty()).then(|| format!("gone: {}", all_of(&gone))));
        let column = |name: &str, ty: Type| ScopeColumn { name: name.to_string(), ty, tag: None };
        let mut columns = vec![column("change", Type::Text)];
        columns.extend(keys.iter().map(|key| column(&key.here, key.ty)));
        columns.extend(["column", "old", "new"].map(|name| column(name, Type::Text)));
        scope.replace(columns);
        scope.lose_axis();
        scope.roles = Roles { sensitive: withheld(&keys), ..Roles::default() };
        scope.origins = Default::default();
        scope.buckets = None;
        scope.summarised = Some(span);
        let name = source.to_string();
        Some(StepKind::Changes(Box::new(Changes { table: Box::new(table), name, keys, compared, columns: said, span })))
    }

    /// The query up to a clause, over another table.
    fn earlier(&mut self, query: &Query, at: usize, source: &ast::Source) -> Option<(plan::Plan, Scope)> {
        let earlier = Query { source: source.clone(), clauses: query.clauses[..at].to_vec() };
        let before = self.found.len();
        let asked = std::mem::take(&mut self.asked);
        let table = self.plan(&earlier);
        self.asked = asked;
        self.asked.extend(table.iter().flat_map(|table| table.plan.asked.clone()));
        let new = self.found.split_off(before);
        // What is worth knowing has been said of the query itself; faults are those of the other table.
        for fault in new.into_iter().filter(Diagnostic::is_error) {
            if !self.found.contains(&fault) {
                self.report(fault.also(source.span(), "in this table"));
            }
        }
        table.map(|LetTable { plan, scope, .. }| (plan, scope))
    }
}

/// The same name, looked for in another table: `end` for `c.end`.
fn named(column: &Column, name: &str) -> Column {
    match column {
        Column::Tag(..) => column.clone(),
        Column::Qualified(_, name) => Column::Name(name.clone()),
        _ => Column::Name(ast::Name { text: name.to_string(), quoted: true, span: column.span() }),
    }
}
