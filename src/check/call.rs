//! Calls of functions: names, numbers and types of arguments.

use super::Checker;
use super::compare::year_beside_time;
use super::expr::{beside_month, convert, known_as, with_article};
use super::scope::Scope;
use crate::base::names::did_you_mean;
use crate::base::value::Duration;
use crate::base::{Code, Diagnostic, Precision, Span, Type, Unit, Value};
use crate::catalog::Calendar;
use crate::plan::functions::{self, Gives, Takes};
use crate::plan::{self, Expr, ExprKind, Function};
use crate::syntax::ast::{self, Arithmetic, Name};
use crate::syntax::keywords::Keyword;

/// `start_of` and `end_of` in a calendar whose weeks or years start later than the plain one: the date is moved to the plain calendar,
/// and the first day of its unit back.
fn in_calendar(call: Expr, calendar: &Calendar) -> Expr {
    let ExprKind::Call(function @ (Function::StartOf | Function::EndOf), arguments) = &call.kind else { return call };
    let [date, unit] = arguments.as_slice() else { return call };
    let ExprKind::Literal(Value::Text(name)) = &unit.kind else { return call };
    let Some((length, later)) = Unit::parse(name).and_then(|unit| Duration::of(1, unit).zip(calendar.later(unit))) else {
        return call;
    };
    let moved = |date: Expr, by: Arithmetic, length: Duration| {
        let (ty, span) = (date.ty, date.span);
        let length = Expr::literal(Value::Duration(length), span);
        Expr { kind: ExprKind::Arithmetic(by, Box::new(date), Box::new(length)), ty, span }
    };
    let plain = vec![moved(date.clone(), Arithmetic::Subtract, later), unit.clone()];
    let start = Expr { kind: ExprKind::Call(Function::StartOf, plain), ty: call.ty, span: call.span };
    let start = moved(start, Arithmetic::Add, later);
    let day = Duration { days: 1, ..Duration::default() };
    match function {
        Function::EndOf => moved(moved(start, Arithmetic::Add, length), Arithmetic::Subtract, day),
        _ => start,
    }
}

impl Checker<'_> {
    /// Checks a call.
    pub(super) fn call(
        &mut self,
        name: &Name,
        arguments: &[ast::Expr],
        by: &[ast::Column],
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        if self.names.functions.contains_key(&name.text) {
            return self.applied(name, arguments, by, span, scope);
        }
        let Some(function) = Function::parse(&name.text) else {
            self.unknown_function(name, arguments);
            return None;
        };
        self.argument_count(function, arguments.len(), span)?;
        if let (false, Some(first)) = (function.looks_around(), by.first()) {
            let message = format!("`{}` looks at its own row alone, so there is nothing to keep apart", function.name());
            self.error(Code::MisplacedAround, first.span(), message);
            return None;
        }
        let checked: Vec<Option<Expr>> =
            arguments.iter().enumerate().map(|(i, argument)| self.argument(function, i, argument, scope)).collect();
        let mut checked: Vec<Expr> = self.with_months(function, checked.into_iter().collect::<Option<_>>()?)?;
        let ty = match function.gives() {
            Gives::Type(ty) => ty,
            Gives::First => checked.first()?.ty,
            Gives::Common => {
                checked = self.common(checked)?;
                checked.first()?.ty
            }
        };
        if let (Function::Number | Function::Bool, Some(time)) =
            (function, checked.first().filter(|e| e.ty.is_time() && e.ty != Type::Any))
        {
            let what = if function == Function::Number { "number" } else { "truth" };
            let fault = Diagnostic::error(Code::WrongType, time.span, format!("{} is no {what}", with_article(time.ty)));
            self.report(
                fault.help("`year(x)`, `month(x)` and `day(x)` are its parts, `days_between(a, b)` counts the days between two"),
            );
            return None;
        }
        if function == Function::Date && checked.first().is_some_and(|e| matches!(e.ty, Type::Int | Type::Float)) {
            let fault = Diagnostic::error(Code::WrongType, checked.first()?.span, "a number is no date");
            self.report(fault.help("write the date, or make a text of ISO form first: concat(year, \"-\", …)"));
            return None;
        }
        if let (Function::Date, Some(first)) = (function, checked.first()) {
            self.has_days(first.ty, first.as_column(), first.span)?;
        }
        if function.looks_around() && !self.deriving {
            self.misplaced_around(function, arguments, span);
            return None;
        }
        if function.looks_around() {
            return self.around(function, checked, ty, by, span, scope);
        }
        let call = Expr { kind: ExprKind::Call(function, checked), ty, span };
        Some(in_calendar(call, &scope.roles.calendar))
    }

    fn unknown_function(&mut self, name: &Name, arguments: &[ast::Expr]) {
        let text = &name.text;
        if let Some(verb) = Keyword::parse(text).filter(|k| k.is_verb()) {
            let fault = Diagnostic::error(
                Code::MisplacedAggregate,
                name.span,
                format!("`{text}` is a verb of a summary, not a function"),
            );
            let argument = arguments.first().map_or(String::new(), |a| format!(" {a}"));
            let example = if verb == Keyword::Count { "count".to_string() } else { format!("{text}{argument}") };
            self.report(fault.help(format!("write the summary as a clause, `… {example} by …`, and go on from its result")));
            return;
        }
        if self.names.faulty.contains(text) {
            return;
        }
        if self.is_in_body_of(text) {
            self.error(Code::UnknownFunction, name.span, format!("`{text}` calls itself, and a function rests on earlier ones"));
            return;
        }
        let known = functions::ALL.iter().map(|f| f.name()).chain(self.names.functions.keys().map(String::as_str));
        let near = did_you_mean(text, known.collect::<Vec<_>>().into_iter());
        let fault = Diagnostic::error(Code::UnknownFunction, name.span, format!("there is no function `{text}`"));
        let parameters: Vec<&str> = ["a", "b", "c", "d"].into_iter().take(arguments.len()).collect();
        let own = (1..=parameters.len()).contains(&arguments.len()) && (near.is_none() || arguments.len() > 1);
        let own = own.then(|| format!("a function of your own is defined: `define {text}({}) = …`", parameters.join(", ")));
        self.report(fault.help_if(near).help_if(own));
    }

    fn argument_count(&mut self, function: Function, given: usize, span: Span) -> Option<()> {
        let (fewest, most) = (function.fewest(), function.most());
        if given >= fewest && most.is_none_or(|most| given <= most) {
            return Some(());
        }
        let wanted = match most {
            Some(most) if most == fewest => format!("{fewest}"),
            Some(most) => format!("{fewest} or {most}"),
            None => format!("at least {fewest}"),
        };
        let noun = if wanted == "1" { "argument" } else { "arguments" };
        let message = format!("`{}` takes {wanted} {noun}, {given} given", function.name());
        self.report(Diagnostic::error(Code::ArgumentCount, span, message).help(format!("it is called `{}`", function.call())));
        None
    }

    fn argument(&mut self, function: Function, position: usize, argument: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let takes = function.takes_at(position);
        if takes == Takes::Unit {
            return self.unit_argument(function, argument);
        }
        if takes == Takes::Days {
            return self.days_argument(function, argument, scope);
        }
        let checked = self.expr(argument, scope)?;
        let checked = if takes == Takes::Span { year_beside_time(checked, Type::Date, true) } else { checked };
        if let (Takes::Span, Some(period)) = (takes, checked.as_period())
            && period.is_open()
        {
            self.error(Code::NotAPeriod, checked.span, "this period has no end, so its days cannot be counted");
            return None;
        }
        let literal = matches!(checked.kind, ExprKind::Literal(_));
        let checked = if matches!(takes, Takes::Any | Takes::Same) { beside_month(checked, Type::Month) } else { checked };
        let day = checked.ty == Type::Month || checked.as_period().is_none_or(|p| p.precision == Precision::Day);
        let wanted = match takes {
            Takes::Text if checked.ty.is(Type::Text) => return Some(known_as(checked, Type::Text)),
            Takes::Number if checked.ty.is_number() => return Some(known_as(checked, Type::Float)),
            Takes::Time | Takes::Span if checked.ty.is_time() && (day || takes == Takes::Span) => {
                self.has_days(checked.ty, checked.as_column(), checked.span)?;
                return Some(known_as(checked, Type::Date));
            }
            Takes::Whole if literal && checked.ty == Type::Int => return Some(checked),
            Takes::Pattern if literal && checked.ty == Type::Text => {
                if function == Function::Extract
                    && let ExprKind::Literal(Value::Text(pattern)) = &checked.kind
                {
                    self.regex(pattern, checked.span)?;
                }
                return Some(checked);
            }
            Takes::Any | Takes::Same if day => return Some(checked),
            Takes::Any | Takes::Same => "a single day",
            Takes::Text => "a text",
            Takes::Number => "a number",
            Takes::Time => "a date",
            Takes::Span => "a date or period",
            Takes::Whole => "a whole number written out",
            Takes::Pattern => "a text written out",
            Takes::Days => "a number of days",
            Takes::Unit => "a unit",
        };
        let message = format!("`{}` takes {wanted} here, and this is {}", function.name(), with_article(checked.ty));
        self.report(
            Diagnostic::error(Code::WrongType, checked.span, message).help(format!("it is called `{}`", function.call())),
        );
        None
    }

    /// A unit is a bare word, which is no column here.
    fn unit_argument(&mut self, function: Function, argument: &ast::Expr) -> Option<Expr> {
        let word = match &argument.kind {
            ast::ExprKind::Column(ast::Column::Name(name)) => name.text.as_str(),
            _ => "",
        };
        match Unit::parse(word).filter(|unit| *unit >= Unit::Day) {
            Some(unit) => Some(Expr::literal(Value::Text(unit.name().into()), argument.span)),
            None => {
                let fault =
                    Diagnostic::error(Code::UnknownUnit, argument.span, format!("`{}` takes a unit here", function.name()));
                self.report(fault.help("the units are `day`, `week`, `month`, `quarter` and `year`"));
                None
            }
        }
    }

    /// `7 days`, `2 weeks`
    fn days_argument(&mut self, function: Function, argument: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let checked = self.expr(argument, scope)?;
        match &checked.kind {
            ExprKind::Literal(Value::Duration(d)) if d.months == 0 && d.micros == 0 && d.days > 0 => Some(checked),
            _ => {
                let message = format!("`{}` takes a number of days here", function.name());
                self.report(Diagnostic::error(Code::WrongType, checked.span, message).help("write `7 days` or `2 weeks`"));
                None
            }
        }
    }

    /// The fault of a function that looks at other rows where rows are not settled.
    fn misplaced_around(&mut self, function: Function, arguments: &[ast::Expr], span: Span) {
        let name = function.name();
        let message = format!("`{name}` looks at other rows, which only `derive` and `expect each` can");
        let given = arguments.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let fault = Diagnostic::error(Code::MisplacedAround, span, message);
        let fault = fault.help(format!("`derive x = {name}({given})` makes a column of it, with which later clauses go on"));
        self.report(fault.help("behind a summary it looks at the rows of that, and before it at those of the table"));
    }

    /// A function that looks at other rows: within which keys, in which order.
    fn around(
        &mut self,
        function: Function,
        arguments: Vec<Expr>,
        ty: Type,
        by: &[ast::Column],
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let order = scope.order();
        let keys: Vec<Option<String>> = by.iter().map(|column| self.key_of_call(column, scope)).collect();
        let keys: Vec<String> = keys.into_iter().collect::<Option<_>>()?;
        let mut keys = if by.is_empty() { order.keys.clone() } else { keys };
        if function.runs_along() && order.time.is_none() {
            let message = format!("`{}` runs along time, and the rows here have no dates", function.name());
            let fault = Diagnostic::error(Code::NoTimeAxis, span, message);
            self.report(
                fault.help("behind a summary its buckets are the order: `sum persons every week`; on rows it is the time axis"),
            );
            return None;
        }
        if !function.runs_along() && by.is_empty() {
            // Across the rows of one bucket.
            keys =
                order.time.iter().filter(|_| order.buckets).map(|(start, _)| start.clone()).chain(order.label.clone()).collect();
        }
        let days = match arguments.get(1).map(|days| &days.kind) {
            Some(ExprKind::Literal(Value::Duration(d))) => d.days,
            _ => 0,
        };
        let column = |name: String| {
            let ty = scope.get(&name).map_or(Type::Date, |column| column.ty);
            plan::Column { name, ty }
        };
        let time = order.time.map(|(start, end)| (column(start), column(end)));
        if let (true, Some((start, _))) = (function.runs_along(), &time) {
            self.has_days(start.ty, Some(&start.name), span)?;
        }
        let value = arguments.into_iter().next()?;
        let around = plan::Around { function, value, keys, time, consecutive: order.consecutive, days, count: false };
        Some(Expr { kind: ExprKind::Around(Box::new(around)), ty, span })
    }

    /// Brings all arguments to one type.
    fn common(&mut self, arguments: Vec<Expr>) -> Option<Vec<Expr>> {
        let mut ty = Type::Any;
        for (i, argument) in arguments.iter().enumerate() {
            match ty.unify(argument.ty) {
                Some(both) => ty = both,
                None => {
                    let before = arguments.get(i.wrapping_sub(1)).unwrap_or(argument);
                    self.mismatch(before, argument, "the arguments must be of one type");
                    return None;
                }
            }
        }
        Some(arguments.into_iter().map(|a| convert(a, ty)).collect())
    }
}
