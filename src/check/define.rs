//! Functions defined by `define`: their bodies see nothing but their parameters, and are checked where they are defined and where they are
//! called.

use super::Checker;
use super::measure::elsewhere;
use super::scope::Scope;
use crate::base::counts::counted;
use crate::base::names::{all_of, did_you_mean, quote};
use crate::base::{Code, Diagnostic, Label, Span, Type};
use crate::plan::Expr;
use crate::syntax::ast::{self, Body, Column, Define, Name};

/// The most parts of an expression that calls have made.
const MOST_PARTS: usize = 10_000;

/// The function whose body is being checked.
#[derive(Clone)]
pub(super) struct Frame {
    name: String,
    parameters: Vec<(String, Expr)>,
}

/// What faults of a definition depend on where it is used, and so are told there alone.
const LATER: [Code; 3] = [Code::NoTimeAxis, Code::MisplacedAround, Code::NotAPeriod];

impl Checker<'_> {
    /// What is wrong with the body of a function over values, whatever it is called with.
    pub fn definition(mut self, define: &Define) -> Vec<Diagnostic> {
        let Body::Value(body) = &define.body else { return Vec::new() };
        let any = |name: &Name| (name.text.clone(), Expr::column(name.text.as_str(), Type::Any, name.span));
        self.frame = Some(Frame { name: define.name.text.clone(), parameters: define.parameters.iter().map(any).collect() });
        self.deriving = true;
        self.expr(body, &Scope::default());
        let of_parameter = |label: &Label| define.parameters.iter().any(|name| name.span == label.span);
        let certain = |fault: &Diagnostic| !LATER.contains(&fault.code) && !fault.labels.iter().any(of_parameter);
        self.found.into_iter().filter(certain).collect()
    }

    /// What a call of a function over values gives: its body with the arguments in place of the parameters.
    pub(super) fn applied(
        &mut self,
        name: &Name,
        arguments: &[ast::Expr],
        by: &[Column],
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let defined = self.names.functions.get(&name.text)?;
        let define = &defined.define;
        let Body::Value(body) = &define.body else {
            let fault = Diagnostic::error(Code::WrongType, span, format!("`{name}` gives a table, and a value is expected here"));
            self.report(fault.help(format!("a query starts with it: `{name}(crossings) sum persons`")));
            return None;
        };
        if let Some(column) = by.first() {
            let message = format!("`by` goes with functions that look at other rows, not with `{name}`");
            self.error(Code::MisplacedAround, column.span(), message);
            return None;
        }
        let checked: Vec<Option<Expr>> = arguments.iter().map(|argument| self.expr(argument, scope)).collect();
        let checked: Vec<Expr> = checked.into_iter().collect::<Option<_>>()?;
        if let Some(fault) = wrong_count(define, arguments.len(), span) {
            self.report(fault);
            return None;
        }
        let names = define.parameters.iter().map(|name| name.text.clone());
        let frame = Frame { name: name.text.clone(), parameters: names.zip(checked).collect() };
        let (outer, before) = (self.frame.replace(frame), self.found.len());
        let value = self.expr(body, scope).filter(|value| self.is_of_size(value, span));
        self.frame = outer;
        let here = defined.text == self.names.text;
        let faults = self.found.split_off(before);
        self.found.extend(faults.into_iter().map(|fault| in_call(fault, span, here.then_some(body.span), define)));
        value.map(|value| if here { Expr { span, ..value } } else { value.placed(span) })
    }

    /// Whether this is the body of a function.
    pub(super) fn is_in_body_of(&self, function: &str) -> bool {
        self.frame.as_ref().is_some_and(|frame| frame.name == function)
    }

    /// Whether an expression has not grown beyond what can be worked out.
    fn is_of_size(&mut self, value: &Expr, span: Span) -> bool {
        let mut parts = 0;
        value.walk(&mut |_| parts += 1);
        let fits = parts <= MOST_PARTS;
        if !fits {
            let message = format!("the calls make an expression of {}", counted(parts as u64, "part"));
            self.report(Diagnostic::error(Code::TooDeep, span, message).help("work out parts of it before, with `derive`"));
        }
        fits
    }

    /// What a word in the body of a function stands for: a parameter, since nothing else can be seen there.
    pub(super) fn parameter(&mut self, column: &Column) -> Option<Expr> {
        let frame = self.frame.as_ref()?;
        let named = match column {
            Column::Name(name) => frame.parameters.iter().find(|(known, _)| *known == name.text),
            _ => None,
        };
        if let Some((_, value)) = named {
            return Some(value.clone());
        }
        let (function, names) = (frame.name.clone(), frame.parameters.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
        let text = column.to_string();
        let message = format!("`{text}` is no parameter of `{function}`, and its body sees nothing else");
        let fault = Diagnostic::error(Code::UnknownColumn, column.span(), message);
        let near = did_you_mean(&text, names.iter().map(String::as_str));
        let value = self.names.contains(&text).then(|| format!("the value is written `${text}`"));
        let known = names.iter().map(|name| quote(name)).collect::<Vec<_>>();
        let known = match known.as_slice() {
            [] => format!("it has no parameters: `define {function}({text}) = …`"),
            _ => format!("its parameters are {}", all_of(&known)),
        };
        self.report(fault.help_if(near).help_if(value).help(known));
        None
    }

    /// A column behind `by` of a call; in a body the one that a parameter stands for.
    pub(super) fn key_of_call(&mut self, column: &Column, scope: &Scope) -> Option<String> {
        if self.frame.is_none() {
            return self.column(column, scope).map(|found| found.name.clone());
        }
        let value = self.parameter(column)?;
        if value.as_column().is_none() {
            self.error(Code::WrongType, column.span(), format!("`{column}` stands for a value here, and `by` takes columns"));
        }
        value.as_column().map(str::to_string)
    }
}

/// The fault of a call with too few or too many arguments.
pub fn wrong_count(define: &Define, given: usize, span: Span) -> Option<Diagnostic> {
    let (name, wanted) = (&define.name, define.parameters.len());
    (given != wanted).then(|| {
        let message = format!("`{name}` takes {}, {given} given", counted(wanted as u64, "argument"));
        Diagnostic::error(Code::ArgumentCount, span, message).help(format!("it is `{define}`"))
    })
}

/// A fault in the body of a function: the call comes first, then what is wrong in the body, where both stand in one text.
pub fn in_call(mut fault: Diagnostic, call: Span, body: Option<Span>, define: &Define) -> Diagnostic {
    let Some(body) = body else {
        return elsewhere(fault, call, "in this call", format!("it is `{define}`"));
    };
    let inside = |span: Span| body.start <= span.start && span.end <= body.end;
    if !fault.labels.iter().any(|label| inside(label.span)) {
        fault = fault.also(body, "in this body");
    }
    fault.labels.insert(0, Label { span: call, text: "in this call".into() });
    fault
}
