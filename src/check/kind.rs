//! Kinds of measure: which verbs go with a flow, a stock, a cumulative figure, a rate, a share.

use super::Checker;
use super::expr::condition;
use super::scope::Scope;
use crate::base::{Code, Diagnostic, Span, Type, Value};
use crate::catalog::{Declared, Kind, Measure, hint};
use crate::plan::{Axis, Expr, ExprKind, Function, Pace, Point, Uniform, Verb};
use crate::syntax::ast::Arithmetic;
use crate::syntax::print::as_name;

impl Checker<'_> {
    /// Whether a verb goes with the kind that a column is declared to be. What single rows say is looked at when they are read.
    pub(super) fn kind_allows(&mut self, verb: Verb, argument: Option<&Expr>, span: Span, scope: &Scope) -> Option<()> {
        let Some(column) = argument.and_then(Expr::as_column) else { return Some(()) };
        let kind = scope.roles.measure(column).and_then(|measure| measure.kind.as_ref());
        if kind.is_none() && verb == Verb::Sum {
            self.note_hint(column, span, scope);
        }
        let Some(Declared::Always(kind)) = kind.cloned() else { return Some(()) };
        let name = as_name(column);
        let wrong = |message: String, help: String| Some(Diagnostic::error(Code::NotAdditive, span, message).help(help));
        let fault = match (verb, kind) {
            (Verb::Sum, Kind::Stock) => wrong(
                format!("`{column}` is a stock, what there is at a day: its reports are not added"),
                format!("`latest {name}` takes the newest report"),
            ),
            (Verb::Sum, Kind::Cumulative) => wrong(
                format!("`{column}` is cumulative: each report holds the ones before"),
                format!("`latest {name}` takes the newest report, `increase {name}` what was added in the window"),
            ),
            (Verb::Sum, Kind::Share) => wrong(
                format!("`{column}` is a share: parts of different wholes are not added"),
                format!("`latest {name}` takes the newest, `mean {name}` their mean"),
            ),
            (Verb::Increase, Kind::Flow | Kind::Stock | Kind::Rate | Kind::Share) => wrong(
                format!("`increase` takes a cumulative figure, and `{column}` is a {}", kind.name()),
                if kind == Kind::Flow {
                    format!("`sum {name}` adds a flow")
                } else {
                    format!("`latest {name} every …`, then `change(…)`")
                },
            ),
            _ => None,
        };
        match fault {
            Some(fault) => {
                self.report(fault);
                None
            }
            None => Some(()),
        }
    }

    /// Notes a sum of numbers that look as if they were not added.
    fn note_hint(&mut self, column: &str, span: Span, scope: &Scope) {
        let number = scope.get(column).filter(|found| found.ty.is_number());
        let kind = number.and_then(|found| hint(&found.name, found.tag.as_deref()));
        let Some(kind) = kind.filter(|kind| !matches!(kind, Kind::Flow | Kind::Rate)) else { return };
        let (name, word) = (as_name(column), kind.name());
        let message = format!("`{column}` looks {}, whose reports are not added", looks(kind));
        let increase = if kind == Kind::Cumulative { format!(" or `increase {name}`") } else { String::new() };
        let declared = format!("`measures = {{ {name} = {{ kind = \"{word}\" }} }}`");
        let help = format!("if it is one, `latest {name}`{increase} is right, and {declared} in the catalog says so");
        self.report(Diagnostic::note(Code::LooksLikeKind, span, message).help(help));
    }

    /// What single rows say of the measure a verb runs over.
    pub(super) fn uniform(&self, verb: Verb, argument: Option<&Expr>, scope: &Scope) -> Option<Uniform> {
        if matches!(verb, Verb::Count | Verb::CountDistinct | Verb::List) {
            return None;
        }
        let argument = argument.filter(|argument| argument.ty.is_number())?;
        let measure = argument.as_column().and_then(|column| scope.roles.measure(column));
        let by_row = |name: &String| scope.get(name).map(|_| name.clone());
        let kind = match measure.and_then(|measure| measure.kind.as_ref()) {
            Some(Declared::Column(name, values)) => by_row(name).map(|name| (name, values.clone())),
            _ => None,
        };
        let unit = match measure.and_then(|measure| measure.unit.as_ref()) {
            Some(Declared::Column(name, _)) => by_row(name),
            _ => None,
        };
        let level = scope.roles.level.as_ref().and_then(by_row);
        let newest = matches!(verb, Verb::Latest | Verb::Earliest);
        let since = newest || verb == Verb::Increase;
        let epoch = measure.filter(|_| since).and_then(|measure| epoch(measure, scope));
        let parts = measure.filter(|_| newest).and_then(|measure| {
            let is_part = rows_of(measure, scope, |kind| matches!(kind, Kind::Flow | Kind::Rate));
            let axis = scope.axis.as_ref().filter(|_| !matches!(is_part, Point::Never))?;
            Some((columns_of(axis, scope), is_part))
        });
        let said = kind.is_some() || unit.is_some() || level.is_some() || epoch.is_some() || parts.is_some();
        said.then_some(Uniform { measure: argument.as_column().map(str::to_string), kind, unit, level, epoch, parts })
    }

    /// The columns of the series of a cumulative figure, its epoch among them.
    pub(super) fn series_of(&self, argument: Option<&Expr>, scope: &Scope) -> Vec<String> {
        let epoch = argument.and_then(Expr::as_column).and_then(|column| scope.roles.measure(column)?.epoch.clone());
        let kept = |name: &String| scope.get(name).is_some();
        scope.roles.series.iter().cloned().chain(epoch).filter(kept).collect()
    }

    /// The rows in which a total is a rate for each day of a period.
    pub(super) fn rate(&self, verb: Verb, pace: Option<Pace>, argument: Option<&Expr>, scope: &Scope) -> Point {
        if verb != Verb::Sum && !matches!(pace, Some(Pace::Per(_))) {
            return Point::Never;
        }
        let column = argument.and_then(Expr::as_column);
        match column.and_then(|column| scope.roles.measure(column)).and_then(|measure| measure.kind.as_ref()) {
            Some(Declared::Always(Kind::Rate)) => Point::Always,
            Some(Declared::Column(name, values)) if scope.get(name).is_some() => {
                Point::If(says(name, values, |kind| kind == Kind::Rate))
            }
            _ => Point::Never,
        }
    }
}

/// A kind behind `looks`.
fn looks(kind: Kind) -> &'static str {
    match kind {
        Kind::Cumulative => "like a cumulative figure",
        Kind::Flow => "like a flow",
        Kind::Stock => "like a stock",
        Kind::Rate => "like a rate",
        Kind::Share => "like a share",
    }
}

/// The rows of a measure that are of some kinds.
fn rows_of(measure: &Measure, scope: &Scope, fits: impl Fn(Kind) -> bool) -> Point {
    match &measure.kind {
        Some(Declared::Always(kind)) if fits(*kind) => Point::Always,
        Some(Declared::Column(name, values)) if scope.get(name).is_some() => Point::If(says(name, values, fits)),
        _ => Point::Never,
    }
}

/// The column of the day since which the cumulative rows of a measure count: the one that is declared, else the first day of the row.
fn epoch(measure: &Measure, scope: &Scope) -> Option<(String, Point)> {
    let rows = rows_of(measure, scope, |kind| kind == Kind::Cumulative);
    let period = || scope.axis.as_ref().filter(|axis| !axis.is_single()).map(|axis| axis.start.name.clone());
    let column = measure.epoch.clone().or_else(period).filter(|name| scope.get(name).is_some())?;
    (!matches!(rows, Point::Never)).then_some((column, rows))
}

/// The columns of an axis, as queries name them.
fn columns_of(axis: &Axis, scope: &Scope) -> Vec<String> {
    match (&scope.axis_column, axis.is_single()) {
        (Some(column), _) => vec![column.clone()],
        (None, true) => vec![axis.start.name.clone()],
        (None, false) => vec![axis.start.name.clone(), axis.end.name.clone()],
    }
}

/// The condition that a column of kinds says one that fits: in its own words, or in those that the catalog explains.
pub(super) fn says(name: &str, values: &[(String, Kind)], fits: impl Fn(Kind) -> bool) -> Expr {
    let span = Span::default();
    let said = values.iter().filter(|(_, kind)| fits(*kind)).map(|(word, _)| word.as_str());
    let own = Kind::ALL.iter().filter(|kind| fits(**kind)).map(|kind| kind.name());
    let words = own.chain(said).map(|word| Expr::literal(Value::Text(word.to_string()), span)).collect();
    condition(ExprKind::In(Box::new(Expr::column(name, Type::Text, span)), words), span)
}

/// A rate times the days of its row; other values as they are.
pub(super) fn total_of_rate(value: Expr, rate: &Point, scope: &Scope) -> Expr {
    let Some(axis) = scope.axis.as_ref().filter(|_| !matches!(rate, Point::Never)) else { return value };
    let (span, ty) = (value.span, value.ty);
    let edge = |column: &crate::plan::Column| Expr::column(&column.name, column.ty, span);
    let int = |kind: ExprKind| Expr { kind, ty: Type::Int, span };
    let between = int(ExprKind::Call(Function::DaysBetween, vec![edge(&axis.start), edge(&axis.end)]));
    let one = Expr::literal(Value::Int(1), span);
    let days = int(ExprKind::Arithmetic(Arithmetic::Add, Box::new(between), Box::new(one)));
    let days = super::expr::convert(days, ty);
    let total = Expr { kind: ExprKind::Arithmetic(Arithmetic::Multiply, Box::new(value.clone()), Box::new(days)), ty, span };
    match rate {
        Point::If(is_rate) => Expr { kind: ExprKind::If(Box::new(is_rate.clone()), Box::new(total), Box::new(value)), ty, span },
        _ => total,
    }
}

/// The part of a row that lies in its bucket.
pub(super) fn part(span: Span) -> Expr {
    Expr::column(crate::plan::time::PART, Type::Float, span)
}

/// The part of a value that lies in the bucket of its row.
pub(super) fn part_of(value: Expr) -> Expr {
    let span = value.span;
    let value = super::expr::convert(value, Type::Float);
    Expr { kind: ExprKind::Arithmetic(Arithmetic::Multiply, Box::new(value), Box::new(part(span))), ty: Type::Float, span }
}
