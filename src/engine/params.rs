//! Values that are set from outside, and the parameters that say of which type they are.

use super::{Engine, ParamFact};
use crate::base::names::{all_of, did_you_mean, quote};
use crate::base::{Code, Diagnostic, Period, Value};
use crate::check::Formula;
use crate::syntax;
use crate::syntax::ast::{self, ExprKind, Param, ParamType, Statement, StatementKind};

impl Engine {
    /// Forgets what values of `--set` would be without their parameters: a text that declares them says of which type they are.
    pub(super) fn expect_params(&mut self, statements: &[Statement]) {
        for statement in statements {
            if let StatementKind::Param(param) = &statement.kind
                && !self.names.params.contains_key(&param.name.text)
                && self.set_text(&param.name.text).is_some()
            {
                self.names.values.remove(&param.name.text);
            }
        }
    }

    /// The value of a parameter: what is set from outside, else its own.
    pub(super) fn param(&mut self, param: &Param) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let name = &param.name.text;
        if let Some(fault) = self.checker().new_name(&param.name) {
            return Err(vec![fault]);
        }
        self.names.params.insert(name.clone(), param.ty);
        let own = param.default.as_ref().map(|default| self.own_value(default, param)).transpose();
        let set = self.set_text(name).map(|text| self.set_for(&text, param)).transpose();
        // What is faulty is known to be so: its uses are not reported as well.
        self.names.faulty.insert(name.clone());
        let ((own, notes), set) = match (own, set) {
            (Ok(own), Ok(set)) => (own.map_or((None, Vec::new()), |(value, notes)| (Some(value), notes)), set),
            (own, set) => return Err(own.err().into_iter().flatten().chain(set.err()).collect()),
        };
        let Some(value) = set.or(own) else {
            let fault = Diagnostic::error(Code::NoValueSet, param.name.span, format!("the parameter `{name}` has no value"));
            return Err(vec![fault.help(format!("set one: --set {name}={}", shell(param.ty.example())))]);
        };
        self.names.faulty.remove(name);
        self.names.values.insert(name.clone(), value);
        Ok(notes)
    }

    /// The value that a parameter has of its own.
    fn own_value(&self, default: &ast::Expr, param: &Param) -> Result<(Value, Vec<Diagnostic>), Vec<Diagnostic>> {
        let (formula, notes): (Formula, _) = self.value(default)?;
        let name = &param.name.text;
        let Some(value) = formula.value.as_literal() else {
            let message = format!("`{name}` is worked out from rows, and a parameter is known before a row is read");
            return Err(vec![Diagnostic::error(Code::NotAValue, default.span, message)]);
        };
        match fitted(value.clone(), param.ty) {
            Some(value) => Ok((value, notes)),
            None => {
                let message = format!("`{name}` is a parameter of the type {}, and `{value}` is none", param.ty.text());
                Err(vec![Diagnostic::error(Code::WrongType, default.span, message)])
            }
        }
    }

    /// The value that is set from outside, read as one of the type of its parameter. It is never read as anything else.
    fn set_for(&self, text: &str, param: &Param) -> Result<Value, Diagnostic> {
        let (name, ty) = (&param.name.text, param.ty);
        let literal = syntax::parse_expression(text);
        let value = match (ty, literal.map(|expr| expr.kind)) {
            // Quotes that reach the program are those of a text; without them all of it is the text.
            (ParamType::Text, Some(ExprKind::Literal(Value::Text(inside)))) => Some(Value::Text(inside)),
            (ParamType::Text, _) => Some(Value::Text(text.to_string())),
            (_, Some(ExprKind::Today(ago))) => {
                Some(Value::Period(Period::day(self.names.as_of.unwrap_or(self.now).plus(-i32::from(ago)))))
            }
            (_, Some(kind)) => written(&kind),
            (_, None) => None,
        };
        value.and_then(|value| fitted(value, ty)).ok_or_else(|| {
            let message = format!("`{name}` is set to {}, which is no {}", quote(text), ty.text());
            Diagnostic::error(Code::WrongType, param.name.span, message)
                .help(format!("write it as in a query: --set {name}={}", shell(ty.example())))
        })
    }

    /// What `--set` says of a name; of several the last.
    fn set_text(&self, name: &str) -> Option<String> {
        self.options.set.iter().rev().find(|(known, _)| known == name).map(|(_, text)| text.clone())
    }

    /// What is set from outside and no parameter takes, where a text declares parameters.
    pub(super) fn unknown_settings(&self) -> Vec<Diagnostic> {
        let known: Vec<&str> = self.names.params.keys().map(String::as_str).collect();
        let unknown = self.options.set.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        let fault = |(name, _): &(String, String)| {
            let fault = Diagnostic::error_anywhere(Code::UnknownValue, format!("there is no parameter `{name}` to set"));
            let listed = all_of(&known.iter().map(|name| quote(name)).collect::<Vec<_>>());
            let near = did_you_mean(name, known.iter().copied());
            fault.help(near.unwrap_or_else(|| format!("the script has {listed}")))
        };
        unknown.map(fault).collect()
    }

    /// The values that were set for the run.
    pub(super) fn params(&self) -> Vec<ParamFact> {
        let set = self.options.set.iter().map(|(name, _)| name);
        let mut names: Vec<&String> = self.names.params.keys().chain(set).collect();
        names.sort();
        names.dedup();
        let fact = |name: &String| {
            let value = self.names.values.get(name)?;
            Some(ParamFact { name: name.clone(), value: value.to_string() })
        };
        names.into_iter().filter_map(fact).collect()
    }
}

/// A value as one of a type, if it is one.
fn fitted(value: Value, ty: ParamType) -> Option<Value> {
    match (&value, ty) {
        (Value::Int(year @ 1..=9999), ParamType::Period) => Period::year(*year as i16).map(Value::Period),
        _ => ty.holds(&value).then_some(value),
    }
}

/// A value given as `--set name=value` where no parameter says what it is: a literal of the language, else text.
pub(super) fn set_value(text: &str) -> Value {
    let literal = syntax::parse_expression(text).and_then(|expr| written(&expr.kind));
    literal.unwrap_or_else(|| Value::Text(text.to_string()))
}

/// The value of a literal, perhaps with a minus.
fn written(kind: &ExprKind) -> Option<Value> {
    match kind {
        ExprKind::Literal(value) => Some(value.clone()),
        ExprKind::Duration(duration, ..) => Some(Value::Duration(*duration)),
        ExprKind::Negate(inner) => match inner.kind {
            ExprKind::Literal(Value::Int(n)) => Some(Value::Int(-n)),
            ExprKind::Literal(Value::Float(x)) => Some(Value::Float(-x)),
            _ => None,
        },
        _ => None,
    }
}

/// A value as a shell needs it.
fn shell(value: &str) -> String {
    if value.contains(' ') { format!("\"{value}\"") } else { value.to_string() }
}
