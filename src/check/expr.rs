//! Types of expressions.

use super::scope::Scope;
use super::zone::beside_moment;
use super::{Checker, words};
use crate::base::{Code, Diagnostic, Period, Precision, Span, Type, Value};
use crate::plan::{Expr, ExprKind};
use crate::syntax::ast::{self, Arithmetic, Comparison, TextTest};
use crate::syntax::keywords::Keyword;

impl Checker<'_> {
    /// Checks an expression; `None` when something wrong in it has been reported.
    pub(super) fn expr(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Column(column) if self.frame.is_some() => self.parameter(column),
            ast::ExprKind::Column(column) => {
                let found = self.column(column, scope)?;
                Some(Expr::column(&found.name, found.ty, span))
            }
            ast::ExprKind::Literal(value) => {
                self.keyword_note(value, span, scope);
                Some(Expr::literal(value.clone(), span))
            }
            ast::ExprKind::Duration(duration, ..) => Some(Expr::literal(Value::Duration(*duration), span)),
            ast::ExprKind::Today(ago) => Some(Expr::literal(Value::day(self.now.plus(-i32::from(*ago))), span)),
            ast::ExprKind::Value(name) => self.named(name, span),
            ast::ExprKind::And(parts) => self.conditions(parts, scope).map(|parts| condition(ExprKind::And(parts), span)),
            ast::ExprKind::Or(parts) => self.conditions(parts, scope).map(|parts| condition(ExprKind::Or(parts), span)),
            ast::ExprKind::Not(inner) => {
                let inner = self.condition(inner, scope)?;
                Some(condition(ExprKind::Not(Box::new(inner)), span))
            }
            ast::ExprKind::Compare(op, left, right) => {
                let (left, right) = self.both(left, right, scope)?;
                let equality = matches!(op, Comparison::Equal | Comparison::NotEqual);
                let (left, right) = if equality { words::named_sides(left, right, scope) } else { (left, right) };
                self.compare(*op, left, right, span)
            }
            ast::ExprKind::In(left, items, negated) => self.membership(left, items, *negated, span, scope),
            ast::ExprKind::Within(left, period, negated) => {
                let (left, period) = self.both(left, period, scope)?;
                let within = self.within(left, period, span)?;
                Some(negate_if(*negated, within))
            }
            ast::ExprKind::Between(value, low, high) => self.between(value, low, high, span, scope),
            ast::ExprKind::Text(test, left, right) => self.text_test(*test, left, right, span, scope),
            ast::ExprKind::Matches(left, pattern, fold) => self.matches(left, pattern, *fold, span, scope),
            ast::ExprKind::IsUnknown(inner, known) => {
                let inner = self.expr(inner, scope)?;
                Some(negate_if(*known, condition(ExprKind::IsUnknown(Box::new(inner)), span)))
            }
            ast::ExprKind::Negate(inner) => self.negate(inner, span, scope),
            ast::ExprKind::Arithmetic(op, left, right) => {
                let (left, right) = self.both(left, right, scope)?;
                self.arithmetic(*op, left, right, span)
            }
            ast::ExprKind::Call(name, arguments, by) => self.call(name, arguments, by, span, scope),
            ast::ExprKind::If(test, yes, no) => {
                let test = self.condition(test, scope);
                let (yes, no) = self.both(yes, no, scope)?;
                let (yes, no) = self.unified(yes, no, "both branches of `if` must be of one type")?;
                let ty = yes.ty;
                Some(Expr { kind: ExprKind::If(Box::new(test?), Box::new(yes), Box::new(no)), ty, span })
            }
        }
    }

    /// Checks both sides, so that faults of both are reported.
    pub(super) fn both(&mut self, left: &ast::Expr, right: &ast::Expr, scope: &Scope) -> Option<(Expr, Expr)> {
        let (left, right) = (self.expr(left, scope), self.expr(right, scope));
        Some((left?, right?))
    }

    /// Checks something that must be true or false.
    pub(super) fn condition(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let checked = self.expr(expr, scope)?;
        if checked.ty.is(Type::Bool) {
            return Some(checked);
        }
        let message = format!("a condition is expected here, and this is a {}", checked.ty);
        let fault = Diagnostic::error(Code::WrongType, checked.span, message);
        let help = checked.as_column().map(|name| format!("compare it: `{name} = …`, or ask `{name} is known`"));
        self.report(fault.help_if(help));
        None
    }

    fn conditions(&mut self, parts: &[ast::Expr], scope: &Scope) -> Option<Vec<Expr>> {
        let checked: Vec<Option<Expr>> = parts.iter().map(|part| self.condition(part, scope)).collect();
        checked.into_iter().collect()
    }

    /// Brings both sides to one type, or says which types they are.
    pub(super) fn unified(&mut self, left: Expr, right: Expr, why: &str) -> Option<(Expr, Expr)> {
        let beside = |expr: Expr, other: Type| beside_month(beside_moment(expr, other), other);
        let (left, right) = (beside(left, right.ty), right);
        let right = beside(right, left.ty);
        match left.ty.unify(right.ty) {
            Some(ty) => Some((convert(left, ty), convert(right, ty))),
            None => {
                self.mismatch(&left, &right, why);
                None
            }
        }
    }

    /// The fault of two sides that do not go together, with the conversion that would help.
    pub(super) fn mismatch(&mut self, left: &Expr, right: &Expr, why: &str) {
        let said = |e: &Expr| match e.as_column() {
            Some(name) => format!("`{name}` is {}", with_article(e.ty)),
            None => format!("this is {}", with_article(e.ty)),
        };
        let fault = Diagnostic::error(Code::TypeMismatch, left.span.to(right.span), why.to_string());
        let fault = Diagnostic { labels: Vec::new(), ..fault }.also(left.span, said(left)).also(right.span, said(right));
        self.report(fault.help_if(conversion(left, right).or_else(|| conversion(right, left))));
    }

    /// A text expression, or a fault.
    pub(super) fn text(&mut self, expr: Expr, who: &str) -> Option<Expr> {
        if expr.ty.is(Type::Text) {
            return Some(expr);
        }
        let message = format!("{who} takes a text, and this is {}", with_article(expr.ty));
        self.report(Diagnostic::error(Code::WrongType, expr.span, message).help("`text(x)` gives any value as text"));
        None
    }

    fn text_test(&mut self, test: TextTest, left: &ast::Expr, right: &ast::Expr, span: Span, scope: &Scope) -> Option<Expr> {
        let (left, right) = self.both(left, right, scope)?;
        let who = format!("`{}`", test.text());
        let (left, right) = (self.text(left, &who)?, self.text(right, &who)?);
        // Names of places hold the names of those that are in a group.
        let right = if test == TextTest::Contains { words::named(&left, right, scope) } else { right };
        Some(condition(ExprKind::Text(test, Box::new(left), Box::new(right)), span))
    }

    fn matches(&mut self, left: &ast::Expr, pattern: &str, fold: bool, span: Span, scope: &Scope) -> Option<Expr> {
        let checked = self.expr(left, scope)?;
        let at = Span { start: checked.span.end, ..span };
        let left = self.text(checked, "`matches`");
        let pattern = if fold { format!("(?i){pattern}") } else { pattern.to_string() };
        self.regex(&pattern, at)?;
        Some(condition(ExprKind::Matches(Box::new(left?), pattern), span))
    }

    /// Whether a regular expression is sound.
    pub(super) fn regex(&mut self, pattern: &str, span: Span) -> Option<()> {
        match regex::Regex::new(pattern) {
            Ok(_) => Some(()),
            Err(error) => {
                let text = error.to_string();
                let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ").to_string();
                self.error(Code::BadLiteral, span, format!("this is not a regular expression: {reason}"));
                None
            }
        }
    }

    fn negate(&mut self, inner: &ast::Expr, span: Span, scope: &Scope) -> Option<Expr> {
        let inner = self.expr(inner, scope)?;
        if let ExprKind::Literal(value) = &inner.kind {
            let negated = match value {
                Value::Int(n) => Some(Value::Int(-n)),
                Value::Float(x) => Some(Value::Float(-x)),
                Value::Duration(d) => Some(Value::Duration(d.negated())),
                Value::Unknown => Some(Value::Unknown),
                _ => None,
            };
            if let Some(value) = negated {
                return Some(Expr::literal(value, span));
            }
        }
        if inner.ty.is_number() || inner.ty == Type::Duration {
            let inner = known_as(inner, Type::Float);
            let ty = inner.ty;
            return Some(Expr { kind: ExprKind::Negate(Box::new(inner)), ty, span });
        }
        let message = format!("`-` takes a number, and this is {}", with_article(inner.ty));
        self.error(Code::WrongType, inner.span, message);
        None
    }

    /// Numbers with numbers; a time and a duration; two times.
    pub(super) fn arithmetic(&mut self, op: Arithmetic, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        use Arithmetic::*;
        let (a, b) = (left.ty, right.ty);
        let ty = match (op, a, b) {
            (Divide, a, b) if a.is_number() && b.is_number() => Some(Type::Float),
            (_, Type::Int, Type::Int) => Some(Type::Int),
            (_, a, b) if a.is_number() && b.is_number() => {
                Some(if a.is(Type::Float) || b.is(Type::Float) { Type::Float } else { Type::Int })
            }
            (Add | Subtract, t, Type::Duration) if t.is(Type::Date) || t.is_dated() => Some(moved(t, &right)),
            (Add, Type::Duration, t) if t.is(Type::Date) || t.is_dated() => Some(moved(t, &left)),
            (Add | Subtract, Type::Duration, Type::Duration) => Some(Type::Duration),
            (Subtract, a, b) if a.is_dated() && b.is_dated() => Some(Type::Duration),
            (Multiply, Type::Duration, n) | (Multiply, n, Type::Duration) if n.is_number() => Some(Type::Duration),
            (Divide, Type::Duration, n) if n.is_number() => Some(Type::Duration),
            _ => None,
        };
        let Some(ty) = ty else {
            self.arithmetic_mismatch(op, &left, &right);
            return None;
        };
        let (left, right) = self.arithmetic_sides(op, ty, left, right)?;
        Some(Expr { kind: ExprKind::Arithmetic(op, Box::new(left), Box::new(right)), ty, span })
    }

    /// Both sides as the engine needs them: real for real results, a duration without months among durations, the duration on the right.
    fn arithmetic_sides(&mut self, op: Arithmetic, ty: Type, left: Expr, right: Expr) -> Option<(Expr, Expr)> {
        if ty.is_number() {
            return Some(if ty == Type::Float { (convert(left, ty), convert(right, ty)) } else { (left, right) });
        }
        if ty == Type::Duration && left.ty.is_time() {
            let (left, right) = self.unified(left, right, "the difference of two times of different types")?;
            return Some((left, right));
        }
        if ty == Type::Duration {
            for side in [&left, &right] {
                self.fixed_length(side)?;
            }
            return Some((left, right));
        }
        let (time, duration) = if op == Arithmetic::Add && left.ty == Type::Duration { (right, left) } else { (left, right) };
        Some((convert(time, ty), duration))
    }

    /// Refuses months and years where a length of time is needed.
    pub(super) fn fixed_length(&mut self, expr: &Expr) -> Option<()> {
        match &expr.kind {
            ExprKind::Literal(Value::Duration(d)) if d.fixed_micros().is_none() => {
                let fault = Diagnostic::error(Code::WrongType, expr.span, "months and years have no fixed length");
                self.report(fault.help("write days or weeks, or add the months to a date"));
                None
            }
            _ => Some(()),
        }
    }

    fn arithmetic_mismatch(&mut self, op: Arithmetic, left: &Expr, right: &Expr) {
        let why = format!("`{}` does not go with these types", op.text());
        self.mismatch(left, right, &why);
        let texts = op == Arithmetic::Add && left.ty.is(Type::Text) && right.ty.is(Type::Text);
        let period = [left, right].into_iter().any(|e| e.ty == Type::Period);
        if let Some(fault) = self.found.last_mut() {
            if texts {
                fault.help.push("`concat(a, b)` joins texts".into());
            } else if period {
                fault.help.push("a month, week or year is not one day; write the day: 2025-04-01".into());
            }
        }
    }

    /// Says that a keyword of a clause was taken though a column has its name.
    pub(super) fn note_word(&mut self, word: Keyword, span: Span, scope: &Scope) {
        let word = word.text();
        if scope.get(word).is_some() {
            let message = format!("`{word}` is the keyword here, not the column");
            let note = Diagnostic::note(Code::KeywordWins, span, message);
            self.report(note.help(format!("the column is written `{word}` in backticks")));
        }
    }

    /// Says that a word was taken as a keyword though a column has that name.
    pub(super) fn keyword_note(&mut self, value: &Value, span: Span, scope: &Scope) {
        let word = match value {
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Unknown => "unknown",
            _ => return,
        };
        if scope.get(word).is_some() {
            let message = format!("`{word}` is the keyword here, not the column");
            self.report(
                Diagnostic::note(Code::KeywordWins, span, message).help(format!("the column is written `{word}` in backticks")),
            );
        }
    }
}

/// A checked condition.
pub fn condition(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: Type::Bool, span }
}

/// The opposite of a condition, when asked for.
pub fn negate_if(negated: bool, inner: Expr) -> Expr {
    let span = inner.span;
    if negated { condition(ExprKind::Not(Box::new(inner)), span) } else { inner }
}

/// The same value as another type that holds it. Literals change at once.
pub fn convert(expr: Expr, ty: Type) -> Expr {
    if expr.ty == ty || ty == Type::Any {
        return expr;
    }
    let literal = match (&expr.kind, ty) {
        (ExprKind::Literal(Value::Int(n)), Type::Float) => Some(Value::Float(*n as f64)),
        (ExprKind::Literal(Value::Period(p)), Type::Datetime) => Some(Value::Datetime(p.start.micros())),
        (ExprKind::Literal(Value::Period(p)), Type::Moment(zone)) => Some(Value::Moment(zone.moment(p.start.micros()).0, zone)),
        (ExprKind::Literal(Value::Moment(moment, _)), Type::Moment(zone)) => Some(Value::Moment(*moment, zone)),
        (ExprKind::Literal(Value::Unknown), _) => Some(Value::Unknown),
        _ => None,
    };
    let span = expr.span;
    match literal {
        Some(value) => Expr { kind: ExprKind::Literal(value), ty, span },
        None => Expr { kind: ExprKind::Convert(Box::new(expr)), ty, span },
    }
}

/// The same value, as this type if nothing is known of its own.
pub fn known_as(expr: Expr, ty: Type) -> Expr {
    if expr.ty == Type::Any { convert(expr, ty) } else { expr }
}

/// The type of a time moved by a duration: a day moved by hours is a moment.
fn moved(time: Type, duration: &Expr) -> Type {
    match &duration.kind {
        ExprKind::Literal(Value::Duration(d)) if d.micros == 0 => time,
        _ if time == Type::Date => Type::Datetime,
        _ => time,
    }
}

/// `a text`, `a number`, `true or false`.
pub fn with_article(ty: Type) -> String {
    match ty {
        Type::Bool | Type::Any => ty.to_string(),
        _ => format!("a {ty}"),
    }
}

/// How the days of a month are written.
pub fn first_and_last(name: &str) -> String {
    format!("`start_of({name}, month)` is its first day, `end_of({name}, month)` its last")
}

/// A month that is written beside one is a month like it.
pub fn beside_month(expr: Expr, other: Type) -> Expr {
    match expr.as_period() {
        Some(period) if other == Type::Month && period.precision == Precision::Month => Expr { ty: Type::Month, ..expr },
        _ => expr,
    }
}

/// The text that is written.
fn as_text(expr: &Expr) -> Option<&str> {
    if let ExprKind::Literal(Value::Text(text)) = &expr.kind { Some(text) } else { None }
}

/// The conversion of the left side to the type of the right, if there is one.
fn conversion(left: &Expr, right: &Expr) -> Option<String> {
    let name = left.as_column()?;
    let name = crate::syntax::print::as_name(name);
    match (left.ty, right.ty) {
        (Type::Text, t) if t.is_number() => Some(format!("`number({name})` reads the text as a number")),
        (t, Type::Text) if t.is_time() => {
            let quoted = as_text(right).and_then(Period::parse);
            let unquoted = quoted.map_or(String::new(), |period| format!("leave out the quotes: `{period}`; or "));
            Some(format!("{unquoted}`text({name})` gives the {t} as text"))
        }
        (Type::Month, t) if t.is_dated() || matches!(t, Type::Month | Type::Duration) => Some(first_and_last(&name)),
        (Type::Text, Type::Period) if right.as_period().is_some_and(|period| period.precision == Precision::Month) => {
            Some(format!("texts such as 2025-04 come in the order of time: compare `{name}` with a text, in quotes"))
        }
        (Type::Text, Type::Date | Type::Period) => Some(format!("`date({name})` reads the text as a date")),
        (t, Type::Text) if t.is_number() => Some(format!("`text({name})` gives the number as text; or leave out the quotes")),
        (Type::Datetime, Type::Moment(_)) => {
            Some(format!("{name} has no offset; `zone = \"Asia/Kabul\"` in the catalog says in which zone its clock stands"))
        }
        (Type::Int, Type::Date | Type::Period) => Some(format!("compare with a number: `{name} = 2025`")),
        _ => None,
    }
}
