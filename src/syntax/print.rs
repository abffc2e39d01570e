//! The tree back to text: one canonical layout on one line, with brackets only where they are needed.
//!
//! `parse(print(parse(text)))` is the same tree as `parse(text)`.

mod expect;
mod series;
mod shape;
mod statement;

use super::ast::*;
use super::expr::arithmetic;
use super::input::{Record, Tokens};
use super::keywords::{Keyword, Role};
use super::quantity::behind_quantity;
use super::summary::opens_figure;
use super::token::TokenKind;
use crate::base::value::Duration;
use crate::base::{Unit, Value};
use std::fmt::{self, Display, Formatter, Write};

/// Writes items with commas between them.
struct Commas<'a, T>(&'a [T]);

impl<T: Display> Display for Commas<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (i, item) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

fn alias(f: &mut Formatter<'_>, name: Option<&Name>) -> fmt::Result {
    name.map_or(Ok(()), |name| write!(f, " as {name}"))
}

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)?;
        for clause in &self.clauses {
            write!(f, " {clause}")?;
        }
        Ok(())
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Source::Table(name) => name.fmt(f),
            Source::Path(path, _) => Value::Text(path.clone()).fmt(f),
            Source::Call(call) => write!(f, "{}({})", call.name, Commas(&call.arguments)),
        }
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.quoted { write!(f, "`{}`", self.text) } else { f.write_str(&self.text) }
    }
}

impl Display for Column {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Column::Name(name) => name.fmt(f),
            Column::Qualified(table, name) => write!(f, "{table}.{name}"),
            Column::Tag(tag, _) => f.write_str(tag),
        }
    }
}

impl Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Pattern::Column(column) => column.fmt(f),
            Pattern::Wild(text, _) => f.write_str(text),
        }
    }
}

/// A column or pattern with its `as`.
struct Named<T, N>(T, N);

impl<T: Display> Display for Named<&T, Option<&Name>> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        alias(f, self.1)
    }
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ClauseKind::Where(condition) => write!(f, "where {condition}"),
            ClauseKind::WherePossibly(condition) => write!(f, "where possibly {condition}"),
            ClauseKind::Time(clause) => clause.fmt(f),
            ClauseKind::DatedBy(column) => write!(f, "dated by {column}"),
            ClauseKind::Derive(items) => {
                let items: Vec<String> = items.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                write!(f, "derive {}", Commas(&items))
            }
            ClauseKind::Show(items) => {
                let items: Vec<_> = items.iter().map(|(pattern, name)| Named(pattern, name.as_ref())).collect();
                write!(f, "show {}", Commas(&items))
            }
            ClauseKind::Drop(items) => write!(f, "drop {}", Commas(items)),
            ClauseKind::Rename(items) => {
                let items: Vec<_> = items.iter().map(|(column, name)| Named(column, Some(name))).collect();
                write!(f, "rename {}", Commas(&items))
            }
            ClauseKind::Summary(summary) => summary.fmt(f),
            ClauseKind::Sort(keys) => {
                let key = |(key, descending): &(Expr, bool)| format!("{key}{}", if *descending { " desc" } else { "" });
                write!(f, "sort {}", Commas(&keys.iter().map(key).collect::<Vec<_>>()))
            }
            ClauseKind::Top(top) => top.fmt(f),
            ClauseKind::Take(n) => write!(f, "take {n}"),
            ClauseKind::Skip(n) => write!(f, "skip {n}"),
            ClauseKind::Unique(columns) => write!(f, "unique {}", Commas(columns)),
            ClauseKind::Sample(n, None) => write!(f, "sample {n}"),
            ClauseKind::Sample(n, Some(seed)) => write!(f, "sample {n} seed {seed}"),
            ClauseKind::Describe => f.write_str("describe"),
            ClauseKind::Fill(fillings) => {
                let one = |(column, filling): &(Option<Column>, Filling)| match column {
                    Some(column) => format!("{column} {filling}"),
                    None => filling.to_string(),
                };
                write!(f, "fill {}", Commas(&fillings.iter().map(one).collect::<Vec<_>>()))
            }
            ClauseKind::Prefer(sources) => {
                let sources: Vec<Value> = sources.iter().map(|source| Value::Text(source.text.clone())).collect();
                write!(f, "prefer {}", Commas(&sources))
            }
            ClauseKind::Versus(versus) => write!(f, "versus {versus}"),
            ClauseKind::Protect(below) => write!(f, "protect {below}"),
            ClauseKind::Round(to) => write!(f, "round to {to}"),
            ClauseKind::Trace => f.write_str("trace"),
            ClauseKind::Save(file) => write!(f, "save {file}"),
            ClauseKind::Plot(None) => f.write_str("plot"),
            ClauseKind::Plot(Some(drawing)) => write!(f, "plot {}", drawing.text()),
            ClauseKind::Straddling(straddling) => f.write_str(straddling.text()),
            ClauseKind::Unpivot(unpivot) => {
                write!(f, "unpivot {} as {}, {}", Commas(&unpivot.columns), unpivot.name, unpivot.value)
            }
            ClauseKind::Pivot(pivot) => pivot.fmt(f),
            ClauseKind::Append(source) => write!(f, "append {source}"),
            ClauseKind::Join(join) => join.fmt(f),
            ClauseKind::Changes(source, on) => write!(f, "changes from {source} on {}", Commas(on)),
            ClauseKind::Expect(expectation) => expectation.fmt(f),
            ClauseKind::Error => f.write_str("…"),
        }
    }
}

impl Display for Top {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", if self.largest { "top" } else { "bottom" }, self.count, self.by)?;
        if self.each.is_empty() { Ok(()) } else { write!(f, " in each {}", Commas(&self.each)) }
    }
}

/// `7 days`, `1 day`.
fn units(n: u64, unit: Unit) -> String {
    format!("{n} {}{}", unit.name(), if n == 1 { "" } else { "s" })
}

impl Display for TimeClause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            TimeClause::Since(moment) => write!(f, "since {moment}"),
            TimeClause::After(moment) => write!(f, "after {moment}"),
            TimeClause::Until(moment) => write!(f, "until {moment}"),
            TimeClause::Before(moment) => write!(f, "before {moment}"),
            TimeClause::During(moments) => write!(f, "during {}", Commas(moments)),
            TimeClause::On(moments) => write!(f, "on {}", Commas(moments)),
            TimeClause::OnWeekdays(days) => {
                write!(f, "on {}", Commas(&days.iter().map(|day| day.name()).collect::<Vec<_>>()))
            }
            TimeClause::Last(n, unit) => write!(f, "last {}", units(*n, *unit)),
            TimeClause::This(unit) => write!(f, "this {}", unit.name()),
            TimeClause::Next(n, unit) => write!(f, "next {}", units(*n, *unit)),
        }
    }
}

impl Display for Moment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            MomentKind::Literal(value) => value.fmt(f),
            MomentKind::Today => f.write_str("today"),
            MomentKind::Yesterday => f.write_str("yesterday"),
            MomentKind::Named(name) => name.fmt(f),
            MomentKind::Value(name) => write!(f, "${name}"),
            MomentKind::Offset(n, unit, before, anchor) => {
                write!(f, "{} {} {anchor}", units(*n, *unit), if *before { "before" } else { "after" })
            }
        }
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let items = Commas(&self.items).to_string();
        let first = items.split(|c: char| !c.is_ascii_lowercase()).next().and_then(Keyword::parse);
        if !first.is_some_and(Keyword::is_verb) {
            f.write_str("measure ")?;
        }
        f.write_str(&items)?;
        if !self.by.is_empty() {
            write!(f, " by {}", Commas(&self.by))?;
        }
        self.every.as_ref().map_or(Ok(()), |every| write!(f, " {every}"))
    }
}

impl Display for SummaryItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.figure.fmt(f)?;
        alias(f, self.name.as_ref())
    }
}

impl Display for Key {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Key::Each(expr, name) => Named(expr, name.as_ref()).fmt(f),
            Key::Top(n, expr, name) => write!(f, "top {n} {}", Named(expr, name.as_ref())),
        }
    }
}

impl Display for Figure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        figure(f, self, false)
    }
}

/// Writes a figure; `followed` by an operator that a condition at its end would take for its own. A pace ends the condition.
fn figure(f: &mut Formatter<'_>, figure: &Figure, followed: bool) -> fmt::Result {
    match &figure.kind {
        FigureKind::Aggregate(aggregate) if followed && ends_in_condition(aggregate) => write!(f, "({aggregate})"),
        FigureKind::Aggregate(aggregate) => aggregate.fmt(f),
        FigureKind::Constant(value) => value.fmt(f),
        FigureKind::Negate(inner) => {
            f.write_char('-')?;
            part(f, inner, figure_level(inner) < UNARY, followed)
        }
        FigureKind::Arithmetic(op, left, right) => {
            part(f, left, figure_level(left) < level(*op), !starts_with_verb(right, *op, followed))?;
            write!(f, " {} ", op.text())?;
            part(f, right, figure_level(right) <= level(*op), followed)
        }
    }
}

fn part(f: &mut Formatter<'_>, inner: &Figure, in_brackets: bool, followed: bool) -> fmt::Result {
    if in_brackets { write!(f, "({inner})") } else { figure(f, inner, followed) }
}

/// Whether a condition ends it, rather than what is said of time.
fn ends_in_condition(aggregate: &Aggregate) -> bool {
    aggregate.condition.is_some() && aggregate.pace.is_none()
}

/// Whether the right side of an operator is written with a verb in front.
fn starts_with_verb(right: &Figure, op: Arithmetic, followed: bool) -> bool {
    match &right.kind {
        FigureKind::Aggregate(aggregate) => !ends_in_condition(aggregate) || !followed,
        FigureKind::Arithmetic(inner, first, second) => {
            let bare = level(*inner) > level(op) && figure_level(first) >= level(*inner);
            bare && starts_with_verb(first, op, !starts_with_verb(second, *inner, followed))
        }
        _ => false,
    }
}

impl Display for Aggregate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.written {
            f.write_str(self.verb.text())?;
            if self.distinct {
                f.write_str(" distinct")?;
            }
            if let Some(percent) = self.percent {
                write!(f, " {}", percentage(percent))?;
            }
        }
        if let Some(argument) = &self.argument {
            let in_brackets = level_of(argument) < OPERAND;
            match self.written {
                true => f.write_char(' ').and_then(|()| wrapped(f, argument, in_brackets))?,
                false if in_brackets => write!(f, "({})", no_figure(argument.to_string()))?,
                false => wrapped(f, argument, starts_figure(argument))?,
            }
        }
        if let Some(condition) = &self.condition {
            f.write_str(" if ")?;
            wrapped(f, condition, has_operator_before_verb(&condition.to_string()))?;
        }
        self.pace.map_or(Ok(()), |pace| write!(f, " {pace}"))
    }
}

/// A percentage as it is read back: up to 1 a real number is a fraction.
fn percentage(percent: f64) -> String {
    match percent {
        0.0 => "0".into(),
        ..1.0 => real(percent / 100.0),
        _ if percent.fract() == 0.0 && percent < 1e15 => percent.to_string(),
        _ => real(percent),
    }
}

/// With a point or an exponent, so that it stays a real number however large it is.
fn real(x: f64) -> String {
    format!("{x:?}")
}

/// The text of an operand in brackets; where it would be read as a figure, its first constant gets brackets of its own.
fn no_figure(text: String) -> String {
    let (tokens, record) = (super::tokenize(&text), Record::default());
    let whole = Tokens::new(&tokens, &text, &record);
    if !opens_figure(whole) {
        return text;
    }
    let mut at = whole;
    while !at.first().kind.ends_statement() {
        let behind = if at.first().kind == TokenKind::Value { Some(at.rest()) } else { behind_quantity(at) };
        if let Some(behind) = behind {
            let constant = at.span_to(behind).range();
            return format!("{}({}){}", &text[..constant.start], &text[constant.clone()], &text[constant.end..]);
        }
        at = at.rest();
    }
    text
}

/// Whether an operand without its verb would be read as a figure of its own.
fn starts_figure(operand: &Expr) -> bool {
    match &operand.kind {
        ExprKind::Column(Column::Name(name)) => is_verb(name),
        ExprKind::Literal(value) => matches!(value, Value::Int(_) | Value::Float(_) | Value::Bounded(_)),
        ExprKind::Duration(..) | ExprKind::Value(_) => true,
        _ => false,
    }
}

fn is_verb(name: &Name) -> bool {
    !name.quoted && Keyword::parse(&name.text).is_some_and(Keyword::is_verb)
}

/// Whether a condition would end within: before an operator that a column called like a verb follows.
fn has_operator_before_verb(condition: &str) -> bool {
    let tokens = super::tokenize(condition);
    tokens
        .windows(2)
        .any(|pair| arithmetic(pair[0].kind) && Keyword::parse(pair[1].span.text(condition)).is_some_and(Keyword::is_verb))
}

fn level(op: Arithmetic) -> u8 {
    match op {
        Arithmetic::Add | Arithmetic::Subtract => ADDITION,
        Arithmetic::Multiply | Arithmetic::Divide => MULTIPLICATION,
    }
}

fn figure_level(figure: &Figure) -> u8 {
    match &figure.kind {
        FigureKind::Arithmetic(op, ..) => level(*op),
        FigureKind::Negate(_) => UNARY,
        _ => OPERAND,
    }
}

const OR: u8 = 0;
const AND: u8 = 1;
const NOT: u8 = 2;
const TEST: u8 = 3;
const ADDITION: u8 = 4;
const MULTIPLICATION: u8 = 5;
const UNARY: u8 = 6;
const OPERAND: u8 = 7;

/// How tightly an expression binds; `if … else` reaches as far as it can, so it is wrapped unless it stands alone.
fn level_of(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Or(_) | ExprKind::If(..) => OR,
        ExprKind::And(_) => AND,
        ExprKind::Not(_) => NOT,
        ExprKind::Compare(..)
        | ExprKind::In(..)
        | ExprKind::Within(..)
        | ExprKind::Between(..)
        | ExprKind::Text(..)
        | ExprKind::Matches(..)
        | ExprKind::IsUnknown(..) => TEST,
        ExprKind::Arithmetic(op, ..) => level(*op),
        ExprKind::Negate(_) => UNARY,
        _ => OPERAND,
    }
}

fn wrapped(f: &mut Formatter<'_>, expr: &Expr, in_brackets: bool) -> fmt::Result {
    if in_brackets { write!(f, "({expr})") } else { expr.fmt(f) }
}

fn at_least(f: &mut Formatter<'_>, expr: &Expr, least: u8) -> fmt::Result {
    wrapped(f, expr, level_of(expr) < least)
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Column(column) => column.fmt(f),
            ExprKind::Literal(Value::Float(x)) => f.write_str(&real(*x)),
            ExprKind::Literal(value) => value.fmt(f),
            ExprKind::Duration(Duration { .. }, n, unit) => f.write_str(&units(*n, *unit)),
            ExprKind::Today(0) => f.write_str("today"),
            ExprKind::Today(_) => f.write_str("yesterday"),
            ExprKind::Value(name) => write!(f, "${name}"),
            ExprKind::And(parts) => joined(f, parts, Keyword::And, NOT),
            ExprKind::Or(parts) => joined(f, parts, Keyword::Or, AND),
            ExprKind::Not(inner) => {
                f.write_str("not ")?;
                at_least(f, inner, NOT)
            }
            ExprKind::Negate(inner) => {
                f.write_char('-')?;
                at_least(f, inner, UNARY)
            }
            ExprKind::Arithmetic(op, left, right) => {
                at_least(f, left, level(*op))?;
                write!(f, " {} ", op.text())?;
                at_least(f, right, level(*op) + 1)
            }
            ExprKind::Call(name, arguments, by) => {
                write!(f, "{name}({})", Commas(arguments))?;
                match by.as_slice() {
                    [] => Ok(()),
                    [one] => write!(f, " by {one}"),
                    several => write!(f, " by ({})", Commas(several)),
                }
            }
            ExprKind::If(condition, yes, no) => write!(f, "if {condition} then {yes} else {no}"),
            _ => test(f, self),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expr], joint: Keyword, least: u8) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            write!(f, " {} ", joint.text())?;
        }
        at_least(f, part, least)?;
    }
    Ok(())
}

/// The tests of `syntax::expr::test`, printed.
fn test(f: &mut Formatter<'_>, expr: &Expr) -> fmt::Result {
    let left = |f: &mut Formatter<'_>, left: &Expr| at_least(f, left, ADDITION);
    match &expr.kind {
        ExprKind::Compare(op, a, b) => {
            left(f, a)?;
            write!(f, " {} ", op.text())?;
            at_least(f, b, ADDITION)
        }
        ExprKind::In(a, items, negated) => {
            left(f, a)?;
            write!(f, " {}in ({})", if *negated { "not " } else { "" }, Commas(items))
        }
        ExprKind::Within(a, period, negated) => {
            left(f, a)?;
            write!(f, " {}in {period}", if *negated { "not " } else { "" })
        }
        ExprKind::Between(a, low, high) => {
            left(f, a)?;
            f.write_str(" between ")?;
            at_least(f, low, ADDITION)?;
            f.write_str(" and ")?;
            at_least(f, high, ADDITION)
        }
        ExprKind::Text(test, a, b) => {
            left(f, a)?;
            write!(f, " {} ", test.text())?;
            at_least(f, b, ADDITION)
        }
        ExprKind::Matches(a, pattern, fold) => {
            left(f, a)?;
            f.write_str(" matches ")?;
            let regex = format!("/{}/", pattern.replace('/', "\\/"));
            match (fold, is_regex(&regex)) {
                (true, _) => write!(f, "{regex}i"),
                (false, true) => f.write_str(&regex),
                (false, false) => Value::Text(pattern.clone()).fmt(f),
            }
        }
        ExprKind::IsUnknown(a, known) => {
            left(f, a)?;
            f.write_str(if *known { " is known" } else { " is unknown" })
        }
        _ => Ok(()),
    }
}

/// Whether a pattern between slashes is read back as one: one from a text need not be.
fn is_regex(regex: &str) -> bool {
    let text = format!("x matches {regex}");
    matches!(super::tokenize(&text).as_slice(), [_, _, only, _] if only.kind == TokenKind::Regex && only.span.text(&text) == regex)
}

/// A name as a query needs it: bare where it can be, else in backticks.
pub fn as_name(name: &str) -> String {
    let word = super::tokenize(name);
    let bare = matches!(word.as_slice(), [only, _] if only.kind == TokenKind::Word && only.span.range() == (0..name.len()));
    let reserved = Keyword::parse(name).is_some_and(|k| k.role() == Role::Operand || k.starts_clause());
    if bare && !reserved { name.to_string() } else { format!("`{name}`") }
}
