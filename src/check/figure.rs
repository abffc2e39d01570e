//! Summaries: figures, their names and types, and the keys.

use super::expr::{known_as, with_article};
use super::kind::{part, part_of, total_of_rate};
use super::marks::marks;
use super::scope::{Behind, Order, Scope, ScopeColumn};
use super::{Checker, sensitive, sources, words};
use crate::base::{Code, Diagnostic, Span, Type};
use crate::catalog::Roles;
use crate::plan::buckets::Cut;
use crate::plan::shape::Repeated;
use crate::plan::{Aggregate, Expr, Figure, FigureKind, Key, Pace, Placing, Series, Share, StepKind, Summary, Verb, window};
use crate::syntax::ast::{self, Arithmetic, Name, SummaryItem};
use crate::syntax::keywords::Keyword;

impl Checker<'_> {
    /// The step of a summary; the scope becomes that of its result.
    pub(super) fn summary(&mut self, summary: &ast::Summary, compared: bool, span: Span, scope: &mut Scope) -> Option<StepKind> {
        self.prorated = scope.straddling == ast::Straddling::Prorated && (summary.every.is_some() || scope.unsettled);
        let mut figures: Vec<(String, Figure)> = Vec::new();
        let mut places: Vec<Span> = Vec::new();
        let mut shares: Vec<Share> = Vec::new();
        let mut sound = true;
        for (i, item) in summary.items.iter().enumerate() {
            self.note_verb_column(item, i, scope);
            match self.item(item, scope) {
                Some(named) => {
                    shares.extend(named.iter().filter_map(|(name, figure)| self.share(&item.figure, name, figure, scope)));
                    places.extend(named.iter().map(|_| item.figure.span));
                    figures.extend(named);
                }
                None => sound = false,
            }
        }
        let keys = self.keys(&summary.by, scope, span);
        let placing = if sound { self.placing(summary, &figures, compared, span, scope)? } else { None };
        let (keys, key_places) = keys?;
        let buckets: Vec<&String> = placing.iter().flat_map(|p| &p.names).filter(|name| !name.is_empty()).collect();
        let bucket_place = summary.every.as_ref().map_or(span, |every| every.span);
        let names = keys.iter().map(|k| k.name.as_str()).zip(key_places);
        let names = names.chain(buckets.iter().map(|name| (name.as_str(), bucket_place)));
        let all: Vec<(&str, Span)> = names.chain(figures.iter().map(|(name, _)| name.as_str()).zip(places)).collect();
        if !self.distinct_names(&all) || !sound {
            return None;
        }
        let key_columns = keys.iter().map(|key| (key.name.clone(), key.expr.ty, key.expr.as_column()));
        let mut columns: Vec<ScopeColumn> = Vec::new();
        for (name, ty, column) in key_columns {
            let tag = column.and_then(|c| scope.get(c)).and_then(|c| c.tag.clone());
            columns.push(ScopeColumn { name, ty, tag });
        }
        if let Some(placing) = &placing {
            columns.extend(bucket_columns(placing));
        }
        let mut beside: Vec<String> = Vec::new();
        for ((name, figure), extras) in figures.iter().zip(crate::plan::beside(&figures)) {
            // A sum keeps the name of its column, and with it the tag.
            let tag = scope.get(name).and_then(|c| c.tag.clone());
            columns.push(ScopeColumn { name: name.clone(), ty: figure.ty, tag });
            for (extra, ty) in extras {
                if !columns.iter().any(|c| c.name == extra) {
                    beside.push(extra.clone());
                    columns.push(ScopeColumn { name: extra, ty, tag: None });
                }
            }
        }
        let placed = placing.is_some() || scope.axis.is_some();
        let (marks, hidden) = if compared { marks(&figures, &keys, scope) } else { Default::default() };
        scope.behind = Some(Behind {
            figures: figures.iter().map(|(name, _)| name.clone()).collect(),
            beside,
            series: summary.every.is_some(),
            placed,
            marks,
        });
        let series = series(&figures, &keys, scope);
        let repeated = repeated(&figures, scope);
        scope.buckets = order(&keys, placing.as_ref());
        let parts = scope.tell_summary(&figures, keys.iter().map(|key| key.name.clone()).collect(), placing.as_ref());
        figures.extend(parts.into_iter().filter(|_| self.keeping));
        scope.replace(columns);
        scope.lose_axis();
        scope.roles = Roles {
            words: words::of_keys(&keys, scope),
            sensitive: sensitive::of_summary(&keys, &figures, scope),
            calendar: scope.roles.calendar,
            ..Roles::default()
        };
        scope.origins = Default::default();
        scope.unsettled = false;
        scope.summarised = Some(span);
        let figures = figures.into_iter().chain(hidden).collect();
        Some(StepKind::Summarise(Box::new(Summary { figures, keys, placing, series, repeated, shares })))
    }

    /// Says that two columns of a result would have one name.
    pub(super) fn distinct_names(&mut self, names: &[(&str, Span)]) -> bool {
        let mut sound = true;
        for (i, (name, span)) in names.iter().enumerate() {
            if let Some((_, first)) = names[..i].iter().find(|(other, _)| other == name) {
                let message = format!("two results would be called `{name}`");
                let fault = Diagnostic::error(Code::DuplicateName, *span, message).also(*first, "the first is here");
                self.report(fault.help(format!("name one of them: `… as {}`", suggested(name))));
                sound = false;
            }
        }
        sound
    }

    /// One item; `range` gives two figures.
    fn item(&mut self, item: &SummaryItem, scope: &Scope) -> Option<Vec<(String, Figure)>> {
        if let ast::FigureKind::Aggregate(aggregate) = &item.figure.kind
            && aggregate.verb == Keyword::Range
        {
            return self.range(aggregate, item, scope);
        }
        let figure = self.figure(&item.figure, scope)?;
        let name = item.name.as_ref().map_or_else(|| default_name(&item.figure, &figure), |name| name.text.clone());
        Some(vec![(name, figure)])
    }

    /// `range x`: of numbers from the smallest to the largest, of anything else, and over units, the two beside each other.
    fn range(&mut self, aggregate: &ast::Aggregate, item: &SummaryItem, scope: &Scope) -> Option<Vec<(String, Figure)>> {
        let ends = [Keyword::Min, Keyword::Max].map(|verb| {
            let end = ast::Aggregate { verb, ..aggregate.clone() };
            let figure = ast::Figure { kind: ast::FigureKind::Aggregate(Box::new(end)), span: item.figure.span };
            (verb, figure)
        });
        let mut found = Vec::new();
        for (verb, figure) in ends {
            let mut checked = self.figure(&figure, scope)?;
            if checked.ty.is_number() && aggregate.pace.is_none() {
                let argument = aggregate.argument.as_ref().map_or(String::new(), ToString::to_string);
                let column = checked.aggregate().and_then(|a| a.argument.as_ref()?.as_column()).map_or(argument, str::to_string);
                if let FigureKind::Aggregate(smallest) = &mut checked.kind {
                    smallest.verb = Verb::Range;
                }
                let name = item.name.as_ref().map_or_else(|| format!("range_{column}"), |name| name.text.clone());
                return Some(vec![(name, checked)]);
            }
            let name = match &item.name {
                Some(name) => format!("{}_{}", verb.text(), name.text),
                None => default_name(&figure, &checked),
            };
            found.push((name, checked));
        }
        Some(found)
    }

    pub(super) fn figure(&mut self, figure: &ast::Figure, scope: &Scope) -> Option<Figure> {
        let span = figure.span;
        match &figure.kind {
            ast::FigureKind::Aggregate(aggregate) => self.aggregate(aggregate, span, scope),
            ast::FigureKind::Constant(ast::Expr { kind: ast::ExprKind::Value(name), .. }) if self.is_measure(name) => {
                self.measure(name, span, scope)
            }
            ast::FigureKind::Constant(value) => {
                let value = self.expr(value, scope)?;
                match value.ty.is_number() {
                    true => Some(Figure { ty: value.ty, kind: FigureKind::Constant(value), span }),
                    false => {
                        self.error(
                            Code::WrongType,
                            span,
                            format!("a number is expected here, and this is {}", with_article(value.ty)),
                        );
                        None
                    }
                }
            }
            ast::FigureKind::Negate(inner) => {
                let inner = self.figure(inner, scope)?;
                self.numeric(&inner)?;
                Some(Figure { ty: inner.ty, kind: FigureKind::Negate(Box::new(inner)), span })
            }
            ast::FigureKind::Arithmetic(op, left, right) => {
                let (left, right) = (self.figure(left, scope), self.figure(right, scope));
                let (left, right) = (left?, right?);
                self.numeric(&left)?;
                self.numeric(&right)?;
                self.stands_alone(&left)?;
                self.stands_alone(&right)?;
                let whole = left.ty == Type::Int && right.ty == Type::Int && *op != Arithmetic::Divide;
                let ty = if whole { Type::Int } else { Type::Float };
                Some(Figure { ty, kind: FigureKind::Arithmetic(*op, Box::new(left), Box::new(right)), span })
            }
        }
    }

    /// Refuses arithmetic with an aggregate that is worked out on its own.
    fn stands_alone(&mut self, figure: &Figure) -> Option<()> {
        let FigureKind::Aggregate(aggregate) = &figure.kind else { return Some(()) };
        let why = match (aggregate.pace, aggregate.verb) {
            (Some(Pace::Per(unit)), _) => format!("`per {}` stands alone", unit.name()),
            (_, Verb::Increase) => "`increase` stands alone".to_string(),
            _ => return Some(()),
        };
        let fault = Diagnostic::error(Code::MisplacedAggregate, figure.span, why);
        self.report(fault.help("name it with `as`, and go on with `derive` on the result"));
        None
    }

    fn numeric(&mut self, figure: &Figure) -> Option<()> {
        if figure.ty.is_number() {
            return Some(());
        }
        let message = format!("arithmetic takes numbers, and this is {}", with_article(figure.ty));
        self.error(Code::WrongType, figure.span, message);
        None
    }

    fn aggregate(&mut self, aggregate: &ast::Aggregate, span: Span, scope: &Scope) -> Option<Figure> {
        let condition = aggregate.condition.as_ref().map(|c| self.condition(c, scope));
        let argument = aggregate.argument.as_ref().map(|a| self.expr(a, scope));
        let (condition, argument) =
            (condition.map_or(Some(None), |c| c.map(Some))?, argument.map_or(Some(None), |a| a.map(Some))?);
        if let Some(percent) = aggregate.percent.filter(|p| !(0.0..=100.0).contains(p)) {
            self.error(Code::BadLiteral, span, format!("{percent} is no percentage from 0 to 100"));
            return None;
        }
        let Some(verb) = Verb::of(aggregate.verb, aggregate.distinct, aggregate.percent) else {
            self.error(Code::MisplacedAggregate, span, format!("`{}` gives two figures and stands alone", aggregate.verb.text()));
            return None;
        };
        let pace = self.pace(aggregate, verb, span)?;
        let ty = self.verb_type(verb, aggregate.verb, argument.as_ref())?;
        self.kind_allows(verb, argument.as_ref(), span, scope)?;
        let argument = argument.map(|a| known_as(a, ty));
        let (uniform, rate) = (self.uniform(verb, argument.as_ref(), scope), self.rate(verb, pace, argument.as_ref(), scope));
        let argument = argument.map(|a| total_of_rate(a, &rate, scope));
        let adds = matches!(verb, Verb::Sum | Verb::Count) || matches!(pace, Some(Pace::Per(_)));
        let splits = self.prorated && adds && ty.is_number();
        let (argument, ty) =
            if splits { (Some(argument.map_or_else(|| part(span), part_of)), Type::Float) } else { (argument, ty) };
        let within = if verb == Verb::Increase { self.series_of(argument.as_ref(), scope) } else { Vec::new() };
        // The mean over units is a total divided by their number.
        let ty = if matches!(pace, Some(Pace::Per(_))) && !matches!(verb, Verb::Min | Verb::Max) { Type::Float } else { ty };
        Some(Figure {
            ty,
            kind: FigureKind::Aggregate(Box::new(Aggregate { verb, argument, condition, pace, rate, uniform, within })),
            span,
        })
    }

    /// The type a verb gives for an argument, or why it cannot take it.
    fn verb_type(&mut self, verb: Verb, word: Keyword, argument: Option<&Expr>) -> Option<Type> {
        let ty = argument.map_or(Type::Any, |a| a.ty);
        let given = match verb {
            Verb::Count | Verb::CountDistinct => Some(Type::Int),
            Verb::Sum | Verb::Latest | Verb::Earliest | Verb::Increase if ty == Type::Any => Some(Type::Float),
            Verb::Latest | Verb::Earliest | Verb::Increase if ty.is_number() => Some(ty),
            Verb::Sum if ty.is_number() || ty == Type::Duration => Some(ty),
            Verb::Mean if ty == Type::Duration => Some(ty),
            Verb::Mean | Verb::Median | Verb::Stdev | Verb::Percentile(_) if ty.is_number() => Some(Type::Float),
            Verb::Min | Verb::Max if !ty.is(Type::Bool) => Some(ty),
            Verb::List => Some(Type::Text),
            _ => None,
        };
        if given.is_none()
            && let Some(argument) = argument
        {
            let wants = if matches!(verb, Verb::Min | Verb::Max) { "something with an order" } else { "numbers" };
            let message = format!("`{}` takes {wants}, and this is {}", word.text(), with_article(ty));
            let fault = Diagnostic::error(Code::WrongType, argument.span, message);
            let column = argument.as_column().map(crate::syntax::print::as_name);
            let help = match (ty, column) {
                (Type::Bool, Some(name)) => Some(format!("`count if {name}` counts the rows")),
                (Type::Text, Some(name)) => Some(format!(
                    "`{} number({name})` reads the texts as numbers; `count distinct {name}` counts them",
                    word.text()
                )),
                (ty, Some(name)) if ty.is_time() => Some(format!("`min {name}` and `max {name}` give the first and the last")),
                _ => None,
            };
            self.report(fault.help_if(help));
        }
        given
    }

    /// The keys, with their places. Several windows are a key even when it is not written.
    fn keys(&mut self, by: &[ast::Key], scope: &Scope, span: Span) -> Option<(Vec<Key>, Vec<Span>)> {
        let (mut keys, mut places, mut sound) = (Vec::new(), Vec::new(), true);
        for key in by {
            let (expr, alias, top) = match key {
                ast::Key::Each(expr, alias) => (expr, alias, None),
                ast::Key::Top(n, expr, alias) => (expr, alias, Some(*n)),
            };
            match self.key(expr, alias.as_ref(), top, scope) {
                Some(key) => {
                    keys.push(key);
                    places.push(expr.span);
                }
                None => sound = false,
            }
        }
        let labelled = scope.labelled && scope.get(window::LABEL).is_some();
        if labelled && !keys.iter().any(|key| key.expr.as_column() == Some(window::LABEL)) {
            let expr = Expr::column(window::LABEL, Type::Text, span);
            keys.insert(0, Key { name: window::LABEL.into(), expr, top: None });
            places.insert(0, span);
        }
        sound.then_some((keys, places))
    }

    fn key(&mut self, expr: &ast::Expr, alias: Option<&Name>, top: Option<u64>, scope: &Scope) -> Option<Key> {
        let checked = self.expr(expr, scope)?;
        if top.is_some() && !checked.ty.is(Type::Text) {
            let message =
                format!("`by top` names the rest `others`, so it takes a text, and this is {}", with_article(checked.ty));
            self.report(Diagnostic::error(Code::WrongType, checked.span, message).help("`text(x)` gives any value as text"));
            return None;
        }
        let name = match (alias, checked.as_column()) {
            (Some(alias), _) => alias.text.clone(),
            (None, Some(column)) => column.to_string(),
            (None, None) => expr.to_string(),
        };
        Some(Key { name, expr: checked, top })
    }

    /// Says that a verb was taken though a column has its name.
    fn note_verb_column(&mut self, item: &SummaryItem, position: usize, scope: &Scope) {
        let ast::FigureKind::Aggregate(aggregate) = &item.figure.kind else { return };
        let word = aggregate.verb.text();
        if position > 0 && aggregate.written && scope.get(word).is_some() {
            let note =
                Diagnostic::note(Code::KeywordWins, item.figure.span, format!("`{word}` is the verb here, not the column"));
            self.report(note.help(format!("the column is written `{word}` in backticks")));
        }
    }
}

/// The columns of the buckets: a number or a label where they have one, the first and the last day.
fn bucket_columns(placing: &Placing) -> Vec<ScopeColumn> {
    let label = if placing.every.as_ref().is_some_and(|every| every.aligned) { Type::Int } else { Type::Text };
    let types = [label, Type::Date, Type::Date];
    let named = placing.names.iter().zip(types).filter(|(name, _)| !name.is_empty());
    named.map(|(name, ty)| ScopeColumn { name: name.clone(), ty, tag: None }).collect()
}

/// Whether some figure is a total of its rows.
pub(super) fn adds(figures: &[(String, Figure)]) -> bool {
    let mut adds = false;
    for (_, figure) in figures {
        let paced = |a: &Aggregate| matches!((a.verb, a.pace), (Verb::Sum, _) | (Verb::Mean, Some(Pace::Per(_))));
        figure.aggregates(&mut |aggregate| adds |= paced(aggregate));
    }
    adds
}

/// What the rows of the totals must not share days with. Of rows about one day a source may have many; kept apart by their source
/// they have nothing in common.
fn series(figures: &[(String, Figure)], keys: &[Key], scope: &Scope) -> Option<Series> {
    let mut adds = false;
    for (_, figure) in figures {
        figure.aggregates(&mut |aggregate| adds |= aggregate.adds());
    }
    let series = sources::between(scope).filter(|_| adds)?;
    let apart = |key: &Key| key.top.is_none() && key.expr.as_column() == series.source.as_deref();
    (!series.is_of_events() || !keys.iter().any(apart)).then_some(series)
}

/// The figures that may count a row more than once because a join has repeated it.
fn repeated(figures: &[(String, Figure)], scope: &Scope) -> Vec<Repeated> {
    let mut found = Vec::new();
    for (_, figure) in figures {
        figure.aggregates(&mut |a| {
            found.extend(scope.origins.repeated(a.verb, a.argument.as_ref(), a.condition.as_ref(), figure.span));
        });
    }
    found
}

/// How the rows of a summary follow each other in time.
fn order(keys: &[Key], placing: Option<&Placing>) -> Option<Order> {
    let names = placing.map(|placing| placing.names.as_slice());
    let time = match names {
        Some([_, start, end]) => Some((start.clone(), end.clone())),
        _ => None,
    };
    let keys: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
    let label = keys.iter().find(|key| *key == window::LABEL).cloned();
    let reports = |placing: &Placing| placing.every.as_ref().is_some_and(|every| every.cut == Cut::Reports);
    let consecutive = placing.is_some_and(|p| p.window.weekdays.is_none() && !reports(p)) && time.is_some();
    Some(Order { keys, buckets: time.is_some(), time, consecutive, label })
}

/// A measure is called by its name, `sum` keeps the column's name, `count` gives `rows`, the others are prefixed; arithmetic is called as it is written.
fn default_name(written: &ast::Figure, checked: &Figure) -> String {
    if let ast::FigureKind::Constant(ast::Expr { kind: ast::ExprKind::Value(name), .. }) = &written.kind {
        return name.clone();
    }
    let (ast::FigureKind::Aggregate(aggregate), FigureKind::Aggregate(plan)) = (&written.kind, &checked.kind) else {
        return written.to_string();
    };
    let argument = match (&plan.argument, &aggregate.argument) {
        (Some(expr), Some(text)) => expr.as_column().map_or_else(|| text.to_string(), str::to_string),
        _ => String::new(),
    };
    match plan.verb {
        Verb::Count => "rows".into(),
        Verb::Sum | Verb::Latest => argument,
        Verb::CountDistinct => format!("distinct_{argument}"),
        Verb::Percentile(percent) => format!("percentile_{percent}_{argument}"),
        _ => format!("{}_{argument}", aggregate.verb.text()),
    }
}

/// A name to take instead of one that is taken.
fn suggested(name: &str) -> String {
    crate::syntax::print::as_name(&format!("{name}_2"))
}
