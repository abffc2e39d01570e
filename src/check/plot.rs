//! `plot`: which columns of an answer are drawn, and what cannot be.

use super::Checker;
use super::scope::Scope;
use crate::base::{Code, Diagnostic, Span};
use crate::plan::{Column, Plan, Plot, Source, StepKind};
use crate::syntax::ast::Drawing;

impl Checker<'_> {
    /// What `plot` draws of a plan that ends with it.
    pub(super) fn plot(&mut self, drawing: Option<Drawing>, span: Span, plan: &Plan, scope: &Scope) -> Option<Plot> {
        if !plan.is_summary() {
            let fault = Diagnostic::error(Code::CannotPlot, span, "`plot` draws figures, and these are single rows");
            self.report(fault.help("write a summary before it: `sum persons every week`, `count by border`"));
            return None;
        }
        // Rows of another table below them may be buckets of the same days once more.
        let order = scope.buckets.as_ref().filter(|_| !is_appended(plan));
        let time = order.and_then(|order| order.time.clone()).filter(|(start, _)| scope.get(start).is_some());
        let keys = match order.filter(|order| order.keys.iter().all(|key| scope.get(key).is_some())) {
            Some(order) => order.keys.clone(),
            None => labels(&plan.columns, time.as_ref()),
        };
        let figures = figures(plan, &keys, time.as_ref());
        if figures.is_empty() {
            let fault = Diagnostic::error(Code::CannotPlot, span, "no column of the answer is a figure, so nothing can be drawn");
            self.report(fault.help("keep one in `show`, or sum, count or average something: `sum persons every week`"));
            return None;
        }
        let drawing = drawing.unwrap_or(if time.is_some() { Drawing::Line } else { Drawing::Bar });
        if time.is_none() && drawing != Drawing::Bar {
            self.no_series(drawing, span, plan);
            return None;
        }
        Some(Plot { drawing, time, keys, figures })
    }

    fn no_series(&mut self, drawing: Drawing, span: Span, plan: &Plan) {
        let word = drawing.text();
        let message = format!("`plot {word}` draws a series, and the answer has no buckets of time");
        let fault = Diagnostic::error(Code::CannotPlot, span, message);
        let lost = plan.steps.iter().any(|step| matches!(&step.kind, StepKind::Summarise(s) if s.every().is_some()));
        self.report(match lost {
            _ if is_appended(plan) => fault.help("rows of another table stand below its buckets: draw each table alone"),
            true => fault.help("keep the columns of the buckets, `start` and `end`"),
            false => fault
                .help("give the summary buckets: `sum persons every week plot`")
                .help("a figure for each key is drawn by `plot bar`"),
        });
    }
}

/// Whether rows of another table were put below those of the last summary.
fn is_appended(plan: &Plan) -> bool {
    let summary = plan.steps.iter().rposition(|step| matches!(step.kind, StepKind::Summarise(_)));
    let here = plan.steps.iter().skip(summary.map_or(0, |at| at + 1)).any(|step| matches!(step.kind, StepKind::Append(_)));
    here || (summary.is_none() && matches!(&plan.source, Source::Let(_, inner) if is_appended(inner)))
}

/// The columns that are no numbers and no days of buckets.
fn labels(columns: &[Column], time: Option<&(String, String)>) -> Vec<String> {
    let of_time = |name: &String| time.is_some_and(|(start, end)| name == start || name == end);
    let labels = columns.iter().filter(|column| !column.ty.is_number()).map(|column| column.name.clone());
    labels.filter(|name| !of_time(name)).collect()
}

/// The numbers among the figures; of a table that was turned all numbers.
fn figures(plan: &Plan, keys: &[String], time: Option<&(String, String)>) -> Vec<String> {
    let drawn = |column: &Column| {
        column.ty.is_number()
            && !keys.contains(&column.name)
            && time.is_none_or(|(start, end)| column.name != *start && column.name != *end)
    };
    let names = |columns: Vec<Column>| columns.into_iter().filter(drawn).map(|column| column.name).collect::<Vec<_>>();
    let figures = names(plan.measures());
    if figures.is_empty() && plan.steps.iter().any(|step| turned(&step.kind)) { names(plan.columns.clone()) } else { figures }
}

fn turned(step: &StepKind) -> bool {
    step.makes_rows() && !matches!(step, StepKind::Describe(_))
}
