//! What `$name` stands for in an expression: a value that is written, a moment, or a query of one row and one measure.

use super::Checker;
use crate::base::names::{all_of, did_you_mean, quote};
use crate::base::{Code, Diagnostic, Span, Value};
use crate::plan::{Asked, Expr, ExprKind, Use};
use std::sync::Arc;

impl Checker<'_> {
    /// The value of `$name` in an expression.
    pub(super) fn named(&mut self, name: &str, span: Span) -> Option<Expr> {
        if let Some(table) = self.names.tables.get(name) {
            let measures = table.plan.measures();
            let [column] = measures.as_slice() else {
                let list = if measures.is_empty() { &table.plan.columns } else { &measures };
                let list: Vec<String> = list.iter().map(|column| quote(&column.name)).collect();
                self.not_one_measure(name, &list, measures.is_empty(), span);
                return None;
            };
            let (plan, column) = (table.used(self.names.text, span), column.clone());
            let ty = column.ty;
            let asked = Arc::new(Asked { name: name.to_string(), written: table.written.clone(), plan, column });
            self.asked.push(Use { asked: asked.clone(), span });
            return Some(Expr { kind: ExprKind::Asked(asked), ty, span });
        }
        if let Some(formula) = self.names.formulas.get(name) {
            self.asked.extend(formula.asked.iter().map(|used| Use { span, ..used.clone() }));
            return Some(Expr { span, ..formula.value.clone() });
        }
        if self.is_measure(name) {
            self.misplaced_measure(name, span);
            return None;
        }
        self.value_named(name, span).map(|value| Expr::literal(value, span))
    }

    fn not_one_measure(&mut self, name: &str, columns: &[String], no_measure: bool, span: Span) {
        let gives = match no_measure {
            true => format!("`{name}` gives no measure: its columns are {}", all_of(columns)),
            false => format!("`{name}` gives several measures: {}", all_of(columns)),
        };
        let fault = Diagnostic::error(Code::NotAValue, span, format!("{gives}; a value is one row with one measure"));
        let first = columns.first().map_or("x", String::as_str).trim_matches('`');
        self.report(match no_measure {
            true => fault.help("end the query with a summary of one figure: `sum persons`"),
            false => fault.help(format!("choose one at its end: `show {}`", crate::syntax::print::as_name(first))),
        });
    }

    /// The value of `$name` where it has to be known before a row is read.
    pub(super) fn value_named(&mut self, name: &str, span: Span) -> Option<Value> {
        if self.names.faulty.contains(name) {
            return None;
        }
        if let Some(value) = self.names.values.get(name) {
            return Some(value.clone());
        }
        if let Some((_, period)) = self.catalog.moments.iter().find(|(moment, _)| moment == name) {
            return Some(Value::Period(*period));
        }
        if self.names.tables.contains_key(name) || self.names.formulas.contains_key(name) {
            let message = format!("`${name}` is worked out from rows, and this has to be known before a row is read");
            self.report(Diagnostic::error(Code::NotAValue, span, message).help("write the date or number itself"));
            return None;
        }
        let fault = Diagnostic::error(Code::UnknownValue, span, format!("there is no value `${name}`"));
        let near = did_you_mean(name, self.names.all_values());
        self.report(fault.help(format!("set it with `let {name} = …` or --set {name}=…")).help_if(near));
        None
    }
}
