//! Clauses that change the shape of a table: columns to rows, rows to columns, the rows of another table below.

use super::Checker;
use super::expr::with_article;
use super::query::distinct;
use super::scope::{Scope, ScopeColumn};
use super::time::joined;
use crate::base::names::{self, Match, all_of, quote};
use crate::base::{Code, Diagnostic, Span, Type, Value};
use crate::catalog::{Declared, Kind, Measure, Roles};
use crate::plan::shape::row_of;
use crate::plan::{self, Append, ExprKind, Handling, Pivot, StepKind, Unpivot, Window};
use crate::syntax::ast::{self, Comparison, Expr};
use crate::syntax::print::as_name;

impl Checker<'_> {
    /// `unpivot men, women as sex, persons`
    pub(super) fn unpivot(&mut self, unpivot: &ast::Unpivot, scope: &mut Scope) -> Option<StepKind> {
        let mut places: Vec<(String, Span)> = Vec::new();
        for pattern in &unpivot.columns {
            let span = super::query::pattern_span(pattern);
            places.extend(self.pattern(pattern, scope).into_iter().map(|name| (name, span)));
        }
        let columns = distinct(places.iter().map(|(name, _)| name.clone()).collect());
        let ty = self.one_type(&places, scope)?;
        let kept = |column: &&ScopeColumn| !columns.contains(&column.name);
        let rest = scope.columns.iter().filter(kept).map(|column| (column.name.as_str(), Span::default()));
        let new = [&unpivot.name, &unpivot.value].map(|name| (name.text.as_str(), name.span));
        if !self.distinct_names(&rest.chain(new).collect::<Vec<_>>()) {
            return None;
        }
        let (name, value) = (unpivot.name.text.clone(), unpivot.value.text.clone());
        let now = |name: &str| (!columns.iter().any(|column| column == name)).then(|| name.to_string());
        let measure = unpivoted(&scope.roles, &columns, &name, &value);
        let mut roles = scope.roles.renamed(&now);
        roles.measures.extend(measure);
        let told = columns.iter().any(|column| scope.roles.sensitive.contains(column));
        roles.sensitive.extend(told.then(|| value.clone()));
        if !roles.series.is_empty() || roles.source.is_some() {
            roles.series.push(name.clone());
        }
        scope.roles = roles;
        scope.buckets = scope.buckets.take().and_then(|order| order.renamed(&now)).map(|mut order| {
            order.keys.push(name.clone());
            order
        });
        self.rename_axis(scope, &now);
        let row = scope.origins.is_active().then(|| row_of(&name));
        let behind: std::collections::BTreeSet<String> =
            columns.iter().flat_map(|name| scope.origins.of(name)).chain(row.clone()).collect();
        scope.origins = scope.origins.renamed(&now);
        scope.origins.set(&value, behind);
        let at = scope.columns.iter().position(|column| columns.contains(&column.name)).unwrap_or(0);
        let mut all: Vec<ScopeColumn> = scope.columns.iter().filter(kept).cloned().collect();
        let column = |name: &str, ty: Type| ScopeColumn { name: name.to_string(), ty, tag: None };
        all.splice(at..at, [column(&name, Type::Text), column(&value, ty)]);
        scope.replace(all);
        Some(StepKind::Unpivot(Unpivot { columns, name, value: plan::Column { name: value, ty }, row }))
    }

    /// The one type of columns that become one.
    fn one_type(&mut self, places: &[(String, Span)], scope: &Scope) -> Option<Type> {
        let mut found: Option<(&str, Type, Span)> = None;
        for (name, span) in places {
            let ty = scope.get(name)?.ty;
            let Some((first, before, place)) = found else {
                found = Some((name, ty, *span));
                continue;
            };
            let Some(both) = before.unify(ty) else {
                let message = format!("`{first}` is {} and `{name}` is {}", with_article(before), with_article(ty));
                let fault = Diagnostic::error(Code::TypeMismatch, *span, message).help("one column holds values of one type");
                let fault =
                    if place == *span { fault } else { fault.also(place, format!("`{first}` is {}", with_article(before))) };
                self.report(fault.help(format!("leave one out, or convert it before: `derive {0} = text({0})`", as_name(name))));
                return None;
            };
            found = Some((first, both, place));
        }
        found.map(|(_, ty, _)| ty)
    }

    /// `pivot measure in ("returns", "deportations") of value by place`
    pub(super) fn pivot(&mut self, pivot: &ast::Pivot, scope: &mut Scope) -> Option<StepKind> {
        let column = self.column(&pivot.column, scope).map(|c| c.name.clone());
        let of = self.column(&pivot.of, scope).cloned();
        let by: Vec<Option<String>> = pivot.by.iter().map(|c| self.column(c, scope).map(|c| c.name.clone())).collect();
        let (column, of, by) = (column?, of?, by.into_iter().collect::<Option<Vec<String>>>()?);
        if column == of.name {
            let message = format!("`{column}` cannot both name the columns and fill them");
            self.error(Code::DuplicateName, pivot.of.span(), message);
            return None;
        }
        let keys = distinct(if by.is_empty() { others(scope, &column, &of.name) } else { by });
        if let Some(key) = keys.iter().find(|key| **key == column || **key == of.name) {
            let place = pivot.by.first().map_or(pivot.of.span(), ast::Column::span);
            self.error(Code::DuplicateName, place, format!("`{key}` becomes columns, so it tells no rows apart"));
            return None;
        }
        let mut values: Vec<(String, plan::Expr, Option<Value>)> = Vec::new();
        let mut places: Vec<Span> = Vec::new();
        let mut sound = true;
        for (value, name) in &pivot.values {
            match self.pivoted(&pivot.column, value, scope) {
                Some((condition, literal)) => {
                    let name = name.as_ref().map_or_else(|| named(&literal), |name| name.text.clone());
                    values.push((name, condition, Some(literal)));
                    places.push(value.span);
                }
                None => sound = false,
            }
        }
        let names: Vec<(&str, Span)> = keys.iter().map(|key| (key.as_str(), Span::default())).collect();
        let new = values.iter().map(|(name, ..)| name.as_str()).zip(places);
        if !sound || !self.distinct_names(&names.into_iter().chain(new).collect::<Vec<_>>()) {
            return None;
        }
        let now = |name: &str| keys.iter().find(|key| *key == name).cloned();
        let measures: Vec<Measure> = values
            .iter()
            .filter_map(|(name, _, value)| pivoted(&scope.roles, &column, &of.name, name, value.as_ref(), &now))
            .collect();
        let withheld = scope.roles.sensitive.clone();
        scope.roles = scope.roles.renamed(&now);
        scope.roles.measures.extend(measures);
        if withheld.contains(&of.name) {
            scope.roles.sensitive.extend(values.iter().map(|(name, ..)| name.clone()));
        }
        scope.buckets = scope.buckets.take().and_then(|mut order| {
            order.keys.retain(|key| *key != column);
            order.renamed(&now)
        });
        let hidden = self.rename_axis(scope, &now);
        let behind = scope.origins.of(&of.name);
        let rows: Vec<(String, Vec<String>)> = if scope.origins.is_active() {
            let behind_each = |row: &String| (row.clone(), values.iter().map(|(name, ..)| format!("{row} in {name}")).collect());
            behind.iter().map(behind_each).collect()
        } else {
            Vec::new()
        };
        let mut origins = scope.origins.renamed(&now);
        for (at, (name, ..)) in values.iter().enumerate() {
            origins.set(name, rows.iter().filter_map(|(_, each)| each.get(at).cloned()).collect());
        }
        scope.origins = origins;
        let mut columns: Vec<ScopeColumn> = keys.iter().filter_map(|key| scope.get(key).cloned()).collect();
        columns.extend(values.iter().map(|(name, ..)| ScopeColumn { name: name.clone(), ty: of.ty, tag: None }));
        scope.replace(columns);
        let values = values.into_iter().map(|(name, condition, _)| (name, condition)).collect();
        let of = plan::Column { name: of.name, ty: of.ty };
        Some(StepKind::Pivot(Box::new(Pivot { column, values, of, keys, hidden, withheld, rows })))
    }

    /// The rows of one value of a pivot: those whose column is equal to it.
    fn pivoted(&mut self, column: &ast::Column, value: &Expr, scope: &Scope) -> Option<(plan::Expr, Value)> {
        let checked = self.expr(value, scope)?;
        let ExprKind::Literal(literal) = &checked.kind else {
            let fault =
                Diagnostic::error(Code::WrongType, value.span, "a value is expected here, and this differs from row to row");
            self.report(
                fault.help("list the values that become columns: `pivot measure in (\"returns\", \"deportations\") of value`"),
            );
            return None;
        };
        let literal = literal.clone();
        let span = value.span;
        let operand = Expr { kind: ast::ExprKind::Column(column.clone()), span: column.span() };
        let kind = ast::ExprKind::Compare(Comparison::Equal, Box::new(operand), Box::new(value.clone()));
        Some((self.condition(&Expr { kind, span }, scope)?, literal))
    }

    /// `append TABLE`: columns by name.
    pub(super) fn append(&mut self, source: &ast::Source, span: Span, scope: &mut Scope) -> Option<StepKind> {
        if scope.labelled {
            let fault = Diagnostic::error(
                Code::WrongType,
                span,
                "behind several periods there is no `append`: the other rows are in none",
            );
            self.report(fault.help("write `append` before `during`"));
            return None;
        }
        let (table, other) = self.other(source)?;
        let mut columns: Vec<(plan::Column, bool, Option<String>)> = Vec::new();
        let mut sound = true;
        for column in &scope.columns {
            let there = match names::find(&column.name, other.names()) {
                Match::One(at) => other.columns.get(at),
                _ => None,
            };
            let ty = there.map_or(Some(column.ty), |there| column.ty.unify(there.ty));
            match ty {
                Some(ty) => columns.push((plan::Column { name: column.name.clone(), ty }, true, there.map(|c| c.name.clone()))),
                None => {
                    let theirs = there.map_or(Type::Any, |there| there.ty);
                    let message =
                        format!("`{}` is {} here and {} there", column.name, with_article(column.ty), with_article(theirs));
                    let fault = Diagnostic::error(Code::TypeMismatch, source.span(), message);
                    let name = as_name(&column.name);
                    self.report(fault.help(format!("convert one of them before: `let other = … derive {name} = text({name})`")));
                    sound = false;
                }
            }
        }
        let new = |column: &&ScopeColumn| !columns.iter().any(|(_, _, there)| there.as_ref() == Some(&column.name));
        let new: Vec<ScopeColumn> = other.columns.iter().filter(new).cloned().collect();
        columns.extend(new.iter().map(|c| (plan::Column { name: c.name.clone(), ty: c.ty }, false, Some(c.name.clone()))));
        let hidden = self.same_axis(scope, &other, &columns, source.span())?;
        self.note_missing(&columns, source);
        let roles = united(&scope.roles, &other.roles, &columns);
        if !sound {
            return None;
        }
        match roles {
            Ok(roles) => scope.roles = roles,
            Err(column) => {
                let message = format!("`{column}` is of another kind or unit there");
                let fault = Diagnostic::error(Code::MixedKinds, source.span(), message);
                self.report(fault.help(format!("rename one of them before: `rename {} as …`", as_name(&column))));
                return None;
            }
        }
        let window = scope.window.clone();
        scope.window = match (scope.window.take(), &other.window) {
            (Some(ours), Some(theirs)) => Some(either(ours, theirs)),
            (ours, _) => ours,
        };
        for (column, _, _) in &columns {
            scope.set(&column.name, column.ty);
        }
        Some(StepKind::Append(Append { table: Box::new(table), columns, hidden, window }))
    }

    /// A table that a clause brings in, and what can be seen of it.
    pub(super) fn other(&mut self, source: &ast::Source) -> Option<(plan::Plan, Scope)> {
        let (from, scope) = self.source(source)?;
        let (window, axis) = (scope.window.clone(), scope.window_axis.clone());
        let columns = scope.plan_columns();
        let handling = Handling::default();
        let steps = match &from {
            plan::Source::Table(_) => self.reports(&ast::Query { source: source.clone(), clauses: Vec::new() }, &scope),
            plan::Source::Let(..) => None,
        };
        let steps = steps.into_iter().collect();
        Some((
            plan::Plan {
                source: from,
                steps,
                columns,
                window,
                axis,
                handling,
                asked: Vec::new(),
                people: Vec::new(),
                counts: Vec::new(),
                sources: Vec::new(),
                plot: None,
            },
            scope,
        ))
    }

    /// The hidden columns of the axis, and whether the other table has them. An axis that the other table lacks is a fault.
    fn same_axis(
        &mut self,
        scope: &Scope,
        other: &Scope,
        columns: &[(plan::Column, bool, Option<String>)],
        span: Span,
    ) -> Option<Vec<(String, bool)>> {
        let Some(axis) = &scope.axis else { return Some(Vec::new()) };
        let shown =
            scope.axis_column.clone().map_or_else(|| vec![axis.start.name.clone(), axis.end.name.clone()], |column| vec![column]);
        let there = |name: &String| columns.iter().any(|(column, _, there)| column.name == *name && there.is_some());
        if let Some(name) = shown.iter().find(|name| !there(name)) {
            let fault = Diagnostic::error(
                Code::UnknownColumn,
                span,
                format!("the other table has no `{name}`, by which these rows are dated"),
            );
            let dates: Vec<String> = other.columns.iter().filter(|c| c.ty.is_time()).map(|c| as_name(&c.name)).collect();
            let renamed =
                dates.first().map(|date| format!("rename it before: `let other = … rename {date} as {}`", as_name(name)));
            self.report(fault.help_if(renamed));
            return None;
        }
        if scope.axis_column.is_none() {
            return Some(Vec::new());
        }
        let same = other.axis.as_ref().is_some_and(|theirs| theirs == axis);
        Some([&axis.start, &axis.end].into_iter().map(|column| (column.name.clone(), same)).collect())
    }

    /// Notes the columns that one of two tables lacks.
    fn note_missing(&mut self, columns: &[(plan::Column, bool, Option<String>)], source: &ast::Source) {
        let list = |names: Vec<&str>| all_of(&names.iter().map(|name| quote(name)).collect::<Vec<_>>());
        let there: Vec<&str> = columns.iter().filter(|(_, _, there)| there.is_none()).map(|(c, ..)| c.name.as_str()).collect();
        let here: Vec<&str> = columns.iter().filter(|(_, here, _)| !here).map(|(c, ..)| c.name.as_str()).collect();
        if there.is_empty() && here.is_empty() {
            return;
        }
        let mut note = Diagnostic::note(Code::ColumnsMissing, source.span(), "the two tables do not have the same columns");
        if !there.is_empty() {
            note = note.help(format!("unknown in the rows of {source}: {}", list(there)));
        }
        if !here.is_empty() {
            note = note.help(format!("unknown in the rows before: {}", list(here)));
        }
        self.report(note);
    }
}

/// The days of two windows together. Weekdays that only one of them asks for leave all.
fn either(ours: Window, theirs: &Window) -> Window {
    let spans = ours.spans.into_iter().chain(theirs.spans.iter().cloned()).collect();
    Window { spans: joined(spans), weekdays: ours.weekdays.filter(|days| theirs.weekdays.as_ref() == Some(days)) }.unlabelled()
}

/// The columns that tell the rows of a pivot apart when none are named: all but those that say more of the value.
fn others(scope: &Scope, column: &str, of: &str) -> Vec<String> {
    let measure = scope.roles.measure(of);
    let beside = measure.map(|m| [&m.low, &m.high, &m.qualifier].into_iter().flatten().cloned().collect::<Vec<_>>());
    let beside = beside.unwrap_or_default();
    let tells = |name: &&str| *name != column && *name != of && !beside.iter().any(|other| other == name);
    scope.names().filter(tells).map(str::to_string).collect()
}

/// The name of the column of a value.
fn named(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What columns that become rows mean together. Where they are of different kinds, the column of names says which.
fn unpivoted(roles: &Roles, columns: &[String], name: &str, value: &str) -> Option<Measure> {
    let measures: Vec<&Measure> = columns.iter().map(|column| roles.measure(column)).collect::<Option<_>>()?;
    let epochs: Vec<&Option<String>> = measures.iter().map(|measure| &measure.epoch).collect();
    let epoch = epochs.first().filter(|first| epochs.iter().all(|epoch| epoch == *first)).and_then(|epoch| (*epoch).clone());
    let kinds: Vec<Option<&Declared<Kind>>> = measures.iter().map(|measure| measure.kind.as_ref()).collect();
    let units: Vec<Option<&Declared<String>>> = measures.iter().map(|measure| measure.unit.as_ref()).collect();
    let (kind, unit) = (agreed(&kinds, columns, name), agreed(&units, columns, name));
    Some(Measure { column: value.to_string(), kind, unit, epoch, ..Measure::default() })
}

/// What all say alike, or each of its column; nothing where one says nothing.
fn agreed<T: Clone + PartialEq>(said: &[Option<&Declared<T>>], columns: &[String], name: &str) -> Option<Declared<T>> {
    let said: Vec<&Declared<T>> = said.iter().copied().collect::<Option<_>>()?;
    let first = *said.first()?;
    if said.iter().all(|other| *other == first) {
        return Some(first.clone());
    }
    let each = said.iter().zip(columns).map(|(said, column)| match said {
        Declared::Always(value) => Some((column.clone(), value.clone())),
        Declared::Column(..) => None,
    });
    Some(Declared::Column(name.to_string(), each.collect::<Option<_>>()?))
}

/// What a column of a pivot means. What the pivoted column said row by row holds for the whole column now.
fn pivoted(
    roles: &Roles,
    column: &str,
    of: &str,
    name: &str,
    value: Option<&Value>,
    now: &dyn Fn(&str) -> Option<String>,
) -> Option<Measure> {
    let measure = roles.measure(of)?;
    let word = value.map(named).unwrap_or_default();
    let kind = match &measure.kind {
        Some(Declared::Column(by, words)) if by == column => {
            let said = words.iter().find(|(said, _)| *said == word).map(|(_, kind)| *kind);
            said.or_else(|| Kind::parse(&word)).map(Declared::Always)
        }
        Some(Declared::Column(by, words)) => now(by).map(|by| Declared::Column(by, words.clone())),
        always => always.clone(),
    };
    let unit = match &measure.unit {
        Some(Declared::Column(by, _)) if by == column => Some(Declared::Always(word)),
        Some(Declared::Column(by, words)) => now(by).map(|by| Declared::Column(by, words.clone())),
        always => always.clone(),
    };
    let epoch = measure.epoch.as_deref().and_then(now);
    Some(Measure { column: name.to_string(), kind, unit, epoch, ..Measure::default() })
}

/// What two tables say of the columns they share; the column of which they say different things.
fn united(ours: &Roles, theirs: &Roles, columns: &[(plan::Column, bool, Option<String>)]) -> Result<Roles, String> {
    let now =
        |name: &str| columns.iter().find(|(_, _, there)| there.as_deref() == Some(name)).map(|(column, ..)| column.name.clone());
    let theirs = theirs.renamed(&now);
    let mut roles = ours.clone();
    for measure in theirs.measures {
        match roles.measures.iter_mut().find(|own| own.column == measure.column) {
            Some(own) if own.kind != measure.kind || own.unit != measure.unit => return Err(measure.column),
            Some(_) => {}
            None => roles.measures.push(measure),
        }
    }
    roles.source = roles.source.or(theirs.source);
    let new = |ours: &[String], theirs: Vec<String>| -> Vec<String> {
        theirs.into_iter().filter(|name| !ours.contains(name)).collect()
    };
    roles.series.extend(new(&roles.series, theirs.series));
    roles.sensitive.extend(new(&roles.sensitive, theirs.sensitive));
    roles.places.extend(new(&roles.places, theirs.places));
    let known: Vec<String> = roles.words.iter().map(|(name, _)| name.clone()).collect();
    roles.words.extend(theirs.words.into_iter().filter(|(name, _)| !known.contains(name)));
    Ok(roles)
}
