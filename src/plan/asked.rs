//! Queries as values: `$crossed`, where `let crossed = …` gives one row with one measure. They are answered when they are first used.

use super::{Aggregate, Column, Expr, ExprKind, Figure, FigureKind, Handling, Plan, Source, Step, StepKind, Summary, Verb};
use crate::base::names::HIDDEN;
use crate::base::{Span, Type, Value};
use crate::syntax::ast::Comparison;
use std::sync::Arc;

/// A query whose one measure is used as a value.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its name, without the `$`.
    pub name: String,
    /// As it is written.
    pub written: String,
    /// What it means.
    pub plan: Plan,
    /// The column of the value.
    pub column: Column,
}

/// A place where a query is used as a value.
#[derive(Clone, Debug)]
pub struct Use {
    /// The query.
    pub asked: Arc<Asked>,
    /// Where `$name` stands.
    pub span: Span,
}

impl Expr {
    /// The same with queries that are used as values replaced by what they gave.
    pub fn answered(&self, value: &dyn Fn(&str) -> Value) -> Expr {
        self.replaced(&mut |part| match &part.kind {
            ExprKind::Asked(asked) => Some(Expr { kind: ExprKind::Literal(value(&asked.name)), ty: part.ty, span: part.span }),
            _ => None,
        })
    }
}

impl Plan {
    /// The same with queries that are used as values replaced by what they gave.
    pub fn answered(&self, value: &dyn Fn(&str) -> Value) -> Plan {
        let mut plan = self.clone();
        if let Source::Let(_, inner) = &mut plan.source {
            **inner = inner.answered(value);
        }
        for step in &mut plan.steps {
            step.kind.exprs().into_iter().for_each(|expr| *expr = expr.answered(value));
            step.kind.other_mut().into_iter().for_each(|other| *other = other.answered(value));
        }
        plan.asked.clear();
        plan
    }

    /// What may be meant as the value: the only column, else the figures of the last summary and what was worked out from them, else
    /// the numbers.
    pub fn measures(&self) -> Vec<Column> {
        if let [only] = self.columns.as_slice() {
            return vec![only.clone()];
        }
        match self.figures() {
            Some(figures) => self.columns.iter().filter(|column| figures.contains(&column.name)).cloned().collect(),
            None => self.columns.iter().filter(|column| column.ty.is_number()).cloned().collect(),
        }
    }

    /// The columns that hold figures of a summary; nothing where there was none.
    fn figures(&self) -> Option<Vec<String>> {
        let start = if let Source::Let(_, inner) = &self.source { inner.figures() } else { None };
        self.steps.iter().fold(start, |figures, step| match (&step.kind, figures) {
            (StepKind::Summarise(summary), _) => Some(summary.figures.iter().map(|(name, _)| name.clone()).collect()),
            (StepKind::Describe(_), _) => Some(Vec::new()),
            (StepKind::Derive(items), Some(mut figures)) => {
                figures.retain(|name| !items.iter().any(|(new, _)| new == name));
                figures.extend(items.iter().map(|(name, _)| name.clone()));
                Some(figures)
            }
            (StepKind::Project(names), Some(figures)) => {
                Some(names.iter().filter(|(old, _)| figures.contains(old)).map(|(_, new)| new.clone()).collect())
            }
            (StepKind::Versus(compared), Some(mut figures)) => {
                figures.extend(compared.figures.iter().flat_map(|(_, beside)| beside.clone()));
                Some(figures)
            }
            (_, figures) => figures,
        })
    }

    /// The column that counts the words of another in the answer of `words`.
    pub fn count_of_words(column: &str) -> String {
        format!("{HIDDEN}words of {column}")
    }

    /// The query that gives the distinct words which columns have in the rows that a figure rests on, and how many there are: two
    /// columns for each. `cell` gives the cells of the row that the figure stands in. Nothing where that cannot be told.
    pub fn words(&self, columns: &[Column], cell: &dyn Fn(&str) -> Option<Value>) -> Option<Plan> {
        let at = self.steps.iter().rposition(|step| matches!(step.kind, StepKind::Summarise(_)));
        let (Some(at), StepKind::Summarise(summary)) = (at, &self.steps.get(at?)?.kind) else {
            let Source::Let(_, inner) = &self.source else { return None };
            return inner.words(columns, cell);
        };
        if summary.placing.as_ref().is_some_and(|placing| placing.every.is_some()) {
            return None;
        }
        let before = at.checked_sub(1).and_then(|before| self.steps.get(before)).map(|step| step.columns.as_slice());
        let withheld = |column: &Column| self.handling.withheld.contains(&column.name);
        let kept = |column: &&Column| !withheld(column) && before.is_none_or(|before| before.contains(column));
        let columns: Vec<&Column> = columns.iter().filter(kept).collect();
        let mut counts: Vec<Expr> = Vec::new();
        let mut told = true;
        for (_, figure) in &summary.figures {
            figure.aggregates(&mut |aggregate| match counting(aggregate, summary, cell) {
                Some(condition) => counts.push(condition),
                None => told = false,
            });
        }
        let keys = summary.keys.iter().map(|key| Some(equal(key.expr.clone(), cell(&key.name)?)));
        let mut conditions: Vec<Expr> = keys.collect::<Option<_>>()?;
        conditions.push(truth(ExprKind::Or(counts)));
        let condition = truth(ExprKind::And(conditions));
        let figure = |column: &Column, verb: Verb, ty: Type| {
            let argument = Some(Expr::column(column.name.as_str(), column.ty, Span::default()));
            let aggregate = Aggregate { verb, argument, condition: Some(condition.clone()), ..Aggregate::count() };
            Figure { kind: FigureKind::Aggregate(Box::new(aggregate)), ty, span: Span::default() }
        };
        let each = |column: &&Column| {
            let words = (column.name.clone(), figure(column, Verb::List, Type::Text));
            [words, (Plan::count_of_words(&column.name), figure(column, Verb::CountDistinct, Type::Int))]
        };
        let figures: Vec<(String, Figure)> = columns.iter().flat_map(each).collect();
        let columns: Vec<Column> = figures.iter().map(|(name, figure)| Column { name: name.clone(), ty: figure.ty }).collect();
        let summary = Summary {
            figures,
            keys: Vec::new(),
            placing: summary.placing.clone(),
            series: None,
            repeated: Vec::new(),
            shares: Vec::new(),
        };
        let kind = StepKind::Summarise(Box::new(summary));
        let step = Step { kind, span: Span::default(), columns: columns.clone() };
        let steps = self.steps.iter().take(at).cloned().chain([step]).collect();
        let handling = Handling { withheld: self.handling.withheld.clone(), ..Handling::default() };
        (told && !columns.is_empty()).then(|| Plan { steps, columns, handling, ..self.clone() })
    }
}

impl StepKind {
    /// The expressions in it.
    pub(super) fn exprs(&mut self) -> Vec<&mut Expr> {
        match self {
            StepKind::Filter(condition) => vec![condition],
            StepKind::Derive(items) => items.iter_mut().map(|(_, value)| value).collect(),
            StepKind::Sort(keys) => keys.iter_mut().map(|(key, _)| key).collect(),
            StepKind::Top(top) => vec![&mut top.by],
            StepKind::Expect(expected) => match &mut expected.asks {
                super::expect::Asks::Each(condition, _) => vec![condition],
                _ => Vec::new(),
            },
            StepKind::Summarise(summary) => {
                let Summary { figures, keys, repeated, .. } = &mut **summary;
                let figures = figures.iter_mut().flat_map(|(_, figure)| figure.exprs());
                let repeated = repeated.iter_mut().flat_map(|once| once.condition.iter_mut().chain([&mut once.argument]));
                figures.chain(repeated).chain(keys.iter_mut().map(|key| &mut key.expr)).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Figure {
    /// The expressions in it.
    pub(super) fn exprs(&mut self) -> Vec<&mut Expr> {
        match &mut self.kind {
            FigureKind::Aggregate(aggregate) => aggregate.argument.iter_mut().chain(&mut aggregate.condition).collect(),
            FigureKind::Constant(value) => vec![value],
            FigureKind::Negate(inner) => inner.exprs(),
            FigureKind::Arithmetic(_, left, right) => left.exprs().into_iter().chain(right.exprs()).collect(),
        }
    }
}

/// Which rows an aggregate rests on: those of its condition in which something is known, of the newest report alone where it asks for it.
fn counting(aggregate: &Aggregate, summary: &Summary, cell: &dyn Fn(&str) -> Option<Value>) -> Option<Expr> {
    let mut conditions: Vec<Expr> = aggregate.condition.iter().cloned().collect();
    if let Some(argument) = &aggregate.argument {
        let unknown = truth(ExprKind::IsUnknown(Box::new(argument.clone())));
        conditions.push(truth(ExprKind::Not(Box::new(unknown))));
    }
    if matches!(aggregate.verb, Verb::Latest | Verb::Earliest) {
        let end = &summary.placing.as_ref()?.axis.end;
        let day = Expr::column(end.name.as_str(), end.ty, Span::default());
        conditions.push(equal(day, cell("as_at")?));
    }
    Some(truth(ExprKind::And(conditions)))
}

fn truth(kind: ExprKind) -> Expr {
    Expr { kind, ty: Type::Bool, span: Span::default() }
}

/// The condition that a key has a value. Keys that are whole days are compared as such.
fn equal(key: Expr, value: Value) -> Expr {
    let (ty, span) = (key.ty, key.span);
    if let (Type::Datetime, Value::Period(period)) = (ty, &value) {
        return truth(ExprKind::Within(Box::new(key), *period));
    }
    let value = Expr { kind: ExprKind::Literal(value), ty, span };
    truth(ExprKind::Compare(Comparison::Equal, Box::new(key), Box::new(value)))
}
