//! The plan as text, one line a step, for `explain --stage plan`.

use super::shape::Pair;
use super::{Axis, Column, Expr, ExprKind, Figure, FigureKind, Key, Pace, Placing, Plan, Reports, Source, StepKind, Verb};
use crate::base::names::HIDDEN;
use crate::syntax::print::as_name;
use std::fmt::Write;

/// The plan: source, steps with the columns after each, window.
pub fn text(plan: &Plan) -> String {
    let mut text = String::new();
    write_plan(plan, "", &mut text);
    text
}

fn write_plan(plan: &Plan, indent: &str, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = match &plan.source {
        Source::Table(name) => writeln!(text, "{indent}table {}", as_name(name)),
        Source::Let(name, inner) => {
            let _ = writeln!(text, "{indent}let {}", as_name(name));
            write_plan(inner, &format!("{indent}  "), text);
            Ok(())
        }
    };
    for step in &plan.steps {
        let _ = writeln!(text, "{indent}{}\n{indent}    -> {}", kind(&step.kind), columns(&step.columns));
    }
    if let Some(plot) = &plan.plot {
        let (figures, keys) = (list(&plot.figures, |name| as_name(name)), list(&plot.keys, |name| as_name(name)));
        let by = if keys.is_empty() { keys } else { format!(" by {keys}") };
        let _ = writeln!(text, "{indent}plot {} {figures}{by}", plot.drawing.text());
    }
    if let Some(window) = &plan.window {
        let _ = writeln!(text, "{indent}window {window}");
    }
}

fn columns(columns: &[Column]) -> String {
    let shown: Vec<String> = columns.iter().map(|c| format!("{}: {}", as_name(&c.name), c.ty)).collect();
    shown.join(", ")
}

fn kind(kind: &StepKind) -> String {
    match kind {
        StepKind::Filter(condition) => format!("filter {}", expr(condition)),
        StepKind::Reported(reports) => reported(reports),
        StepKind::Prefer(preference) => {
            let sources = list(&preference.sources, |(source, _)| format!("{source:?}"));
            format!("prefer {sources} within {}", list(&preference.series.columns, |name| as_name(name)))
        }
        StepKind::Within(step) => format!("within {} on {}", step.window, axis(&step.axis)),
        StepKind::Inside(step) => format!("inside {} on {}", step.window, axis(&step.axis)),
        StepKind::DatedBy(name) => format!("dated by {}", as_name(name)),
        StepKind::Derive(items) => {
            format!("derive {}", list(items, |(name, value)| format!("{} = {}", as_name(name), expr(value))))
        }
        StepKind::Project(names) => format!("project {}", list(names, |(old, new)| renamed(old, new))),
        StepKind::Summarise(summary) => {
            let figures = list(&summary.figures, |(name, f)| format!("{} = {}", as_name(name), figure(f)));
            let keys = list(&summary.keys, key);
            let by = if keys.is_empty() { String::new() } else { format!(" by {keys}") };
            format!("summarise {figures}{by}{}", summary.placing.as_ref().map_or(String::new(), placing))
        }
        StepKind::Fill(items) => format!("fill {}", list(items, |(name, filling)| format!("{} {filling}", as_name(name)))),
        StepKind::Versus(compared) => {
            format!("versus {} of {}", compared.versus, list(&compared.figures, |(name, _)| as_name(name)))
        }
        StepKind::Protect(protect) => format!("protect {}", protect.below),
        StepKind::Expect(expected) => format!("expect {}", expected.written),
        StepKind::Trace(trace) => format!("trace {}", trace.file),
        StepKind::Round(round) => format!("round {} to {}", list(&round.columns, |name| as_name(name)), round.to),
        StepKind::Sort(keys) => {
            format!("sort {}", list(keys, |(key, descending)| format!("{}{}", expr(key), if *descending { " desc" } else { "" })))
        }
        StepKind::Top(top) => {
            let word = if top.largest { "top" } else { "bottom" };
            let each = if top.each.is_empty() { String::new() } else { format!(" in each {}", list(&top.each, |n| as_name(n))) };
            format!("{word} {} {}{each}", top.count, expr(&top.by))
        }
        StepKind::Take(n) => format!("take {n}"),
        StepKind::Skip(n) => format!("skip {n}"),
        StepKind::Unique(names) => format!("unique {}", list(names, |n| as_name(n))),
        StepKind::Sample(n, seed) => format!("sample {n} seed {seed}"),
        StepKind::Describe(_) => "describe".into(),
        StepKind::Unpivot(unpivot) => {
            let columns = list(&unpivot.columns, |name| as_name(name));
            format!("unpivot {columns} as {}, {}", as_name(&unpivot.name), as_name(&unpivot.value.name))
        }
        StepKind::Pivot(pivot) => {
            let values = list(&pivot.values, |(name, test)| format!("{} where {}", as_name(name), expr(test)));
            format!("pivot {values} of {} by {}", as_name(&pivot.of.name), list(&pivot.keys, |name| as_name(name)))
        }
        StepKind::Append(append) => format!("append {}", source(&append.table)),
        StepKind::Join(join) => {
            let days =
                join.days.as_ref().map_or(String::new(), |days| format!(" of {} and {}", axis(&days.here), axis(&days.there)));
            let how = join.how.text();
            format!("{how} {} as {}{days} on {}", source(&join.table), as_name(&join.name), list(&join.on, pair))
        }
        StepKind::Changes(changes) => {
            let (keys, compared) = (list(&changes.keys, pair), list(&changes.compared, pair));
            format!("changes from {} on {keys} of {compared}", source(&changes.table))
        }
    }
}

fn reported(reports: &Reports) -> String {
    let by = reports.by.map_or(String::new(), |day| format!(" by {day}"));
    let names = list(&reports.figure, |name| as_name(name.trim_start_matches(HIDDEN)));
    let newest = if names.is_empty() { String::new() } else { format!(", the newest of {names}") };
    format!("reported{by}{newest}")
}

/// The table that a step brings in, with its steps in brackets.
fn source(plan: &Plan) -> String {
    let name = match &plan.source {
        Source::Table(name) => as_name(name),
        Source::Let(name, _) => format!("let {}", as_name(name)),
    };
    let steps: String = plan.steps.iter().map(|step| format!(" {}", kind(&step.kind))).collect();
    if steps.is_empty() { name } else { format!("({name}{steps})") }
}

fn pair(pair: &Pair) -> String {
    let (here, there) = (as_name(&pair.here), as_name(&pair.there));
    if here == there { here } else { format!("{here} = {there}") }
}

fn axis(axis: &Axis) -> String {
    let name = |column: &Column| as_name(column.name.trim_start_matches(HIDDEN));
    if axis.is_single() { name(&axis.start) } else { format!("{} to {}", name(&axis.start), name(&axis.end)) }
}

fn placing(placing: &Placing) -> String {
    let every = placing.every.as_ref().map_or(String::new(), |every| format!(", every {:?}", every.cut).to_lowercase());
    format!(" placed by {} in {}{every}", axis(&placing.axis), placing.window)
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn renamed(old: &str, new: &str) -> String {
    if old == new { as_name(old) } else { format!("{} as {}", as_name(old), as_name(new)) }
}

fn key(key: &Key) -> String {
    let top = key.top.map_or(String::new(), |n| format!("top {n} "));
    match key.expr.as_column() {
        Some(name) => format!("{top}{}", renamed(name, &key.name)),
        None => format!("{top}{} as {}", expr(&key.expr), as_name(&key.name)),
    }
}

fn figure(f: &Figure) -> String {
    match &f.kind {
        FigureKind::Constant(value) => expr(value),
        FigureKind::Negate(inner) => format!("-({})", figure(inner)),
        FigureKind::Arithmetic(op, a, b) => format!("({} {} {})", figure(a), op.text(), figure(b)),
        FigureKind::Aggregate(aggregate) => {
            let argument = aggregate.argument.as_ref().map_or(String::new(), |a| format!(" {}", expr(a)));
            let condition = aggregate.condition.as_ref().map_or(String::new(), |c| format!(" if {}", expr(c)));
            let pace = match aggregate.pace {
                Some(Pace::Per(unit)) => format!(" per {}", unit.name()),
                Some(Pace::Within(days)) => format!(" within {days} days"),
                None => String::new(),
            };
            format!("{}{argument}{condition}{pace}", verb(aggregate.verb))
        }
    }
}

fn verb(verb: Verb) -> String {
    match verb {
        Verb::Percentile(percent) => format!("percentile {percent}"),
        Verb::CountDistinct => "count distinct".into(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// An expression with every bracket written.
pub fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Column(name) => as_name(name),
        ExprKind::Literal(value) => value.to_string(),
        ExprKind::Asked(asked) => format!("${}", asked.name),
        ExprKind::And(parts) => format!("({})", parts.iter().map(expr).collect::<Vec<_>>().join(" and ")),
        ExprKind::Or(parts) => format!("({})", parts.iter().map(expr).collect::<Vec<_>>().join(" or ")),
        ExprKind::Not(a) => format!("not {}", expr(a)),
        ExprKind::Compare(op, a, b) => format!("({} {} {})", expr(a), op.text(), expr(b)),
        ExprKind::In(a, items) => format!("({} in ({}))", expr(a), list(items, expr)),
        ExprKind::Within(a, period) => format!("({} in {period})", expr(a)),
        ExprKind::Text(test, a, b) => format!("({} {} {})", expr(a), test.text(), expr(b)),
        ExprKind::Matches(a, pattern) => format!("({} matches /{pattern}/)", expr(a)),
        ExprKind::IsUnknown(a) => format!("({} is unknown)", expr(a)),
        ExprKind::Possibly(a) => format!("possibly {}", expr(a)),
        ExprKind::Negate(a) => format!("-{}", expr(a)),
        ExprKind::Arithmetic(op, a, b) => format!("({} {} {})", expr(a), op.text(), expr(b)),
        ExprKind::Call(f, arguments) => format!("{}({})", f.name(), list(arguments, expr)),
        ExprKind::Around(around) => {
            let by = if around.keys.is_empty() { String::new() } else { format!(" by {}", list(&around.keys, |k| as_name(k))) };
            format!("{}({}){by}", around.function.name(), expr(&around.value))
        }
        ExprKind::If(c, a, b) => format!("(if {} then {} else {})", expr(c), expr(a), expr(b)),
        ExprKind::Convert(a) => format!("{} as {}", expr(a), e.ty),
    }
}
