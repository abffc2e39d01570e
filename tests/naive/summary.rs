//! Summaries: rows into groups, groups into figures.

use super::expr::{Outcome, Overflow, Row, arithmetic, place};
use super::query::Table;
use super::value::{known, length, micros, number, order, plain};
use dateline::base::{Day, Value};
use dateline::syntax::ast::{Aggregate, Arithmetic, Column, Expr, ExprKind, Figure, FigureKind, Key, Name, Summary, SummaryItem};
use dateline::syntax::keywords::Keyword;
use std::cmp::Ordering;

/// The value of a key, with the place of its group among the leaders of `by top`.
type KeyValue = (usize, Value);

/// One group: its keys, and its rows.
type Group<'a> = (Vec<KeyValue>, Vec<Row<'a>>);

/// One row for each combination of keys, ascending; the unknown, and the `others` of `by top`, come last.
pub fn summarise(table: &Table, summary: &Summary, now: Day) -> Outcome<Table> {
    let figures: Vec<(String, Figure)> = summary.items.iter().flat_map(|item| named(item, table)).collect();
    let rows: Vec<Row<'_>> = table.rows(now).collect();
    let mut open = table.open;
    for (_, figure) in &figures {
        open |= skips(figure, &rows);
    }
    let mut names: Vec<String> = Vec::new();
    let mut keys: Vec<Vec<KeyValue>> = vec![Vec::new(); rows.len()];
    for key in keys_of(table, summary) {
        let values = key_values(&key, &figures[0].1, &rows)?;
        keys.iter_mut().zip(values).for_each(|(keys, value)| keys.push(value));
        names.push(match &key {
            Key::Each(_, Some(name)) | Key::Top(_, _, Some(name)) => name.text.clone(),
            Key::Each(expr, None) | Key::Top(_, expr, None) => column_or_text(expr, table),
        });
    }
    let mut groups: Vec<Group<'_>> = if names.is_empty() { vec![(Vec::new(), Vec::new())] } else { Vec::new() };
    for (keys, row) in keys.into_iter().zip(rows) {
        match groups.iter_mut().find(|(known, _)| by_keys(known, &keys) == Ordering::Equal) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((keys, vec![row])),
        }
    }
    groups.sort_by(|(a, _), (b, _)| by_keys(a, b));
    let mut cells = Vec::new();
    for (keys, rows) in groups {
        let figures = figures.iter().map(|(_, figure)| compute(figure, &rows)).collect::<Outcome<Vec<Value>>>()?;
        cells.push(keys.into_iter().map(|(_, value)| value).chain(figures).collect());
    }
    names.extend(figures.into_iter().map(|(name, _)| name));
    Ok(Table { columns: names, cells, axis: None, labelled: table.labelled, open })
}

fn by_keys(a: &[KeyValue], b: &[KeyValue]) -> Ordering {
    let pairs = a.iter().zip(b).map(|((rank, a), (other, b))| rank.cmp(other).then_with(|| order(a, b)));
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// The keys as written, behind the `period` of several windows.
fn keys_of(table: &Table, summary: &Summary) -> Vec<Key> {
    let is_period = |key: &Key| match key {
        Key::Each(expr, _) | Key::Top(_, expr, _) => column_or_text(expr, table) == "period",
    };
    let mut keys = summary.by.clone();
    if table.labelled && table.columns.iter().any(|name| name == "period") && !keys.iter().any(is_period) {
        let name = Name { text: "period".into(), quoted: false, span: Default::default() };
        let expr = Expr { kind: ExprKind::Column(Column::Name(name)), span: Default::default() };
        keys.insert(0, Key::Each(expr, None));
    }
    keys
}

fn key_values(key: &Key, first: &Figure, rows: &[Row<'_>]) -> Outcome<Vec<KeyValue>> {
    let (count, expr) = match key {
        Key::Each(expr, _) => (None, expr),
        Key::Top(count, expr, _) => (Some(*count as usize), expr),
    };
    let values = rows.iter().map(|row| row.eval(expr)).collect::<Outcome<Vec<Value>>>()?;
    let Some(count) = count else { return Ok(values.into_iter().map(|value| (0, value)).collect()) };
    let mut distinct: Vec<Value> = values.iter().filter(|value| known(value)).cloned().collect();
    distinct.sort_by(order);
    distinct.dedup();
    let mut leaders: Vec<(Value, Value)> = Vec::new();
    for value in distinct {
        let of_value: Vec<Row<'_>> = rows.iter().zip(&values).filter(|(_, v)| **v == value).map(|(row, _)| *row).collect();
        leaders.push((compute(first, &of_value)?, value));
    }
    leaders.sort_by(|(a, _), (b, _)| descending(a, b));
    leaders.truncate(count);
    let ranked = |value: Value| match leaders.iter().position(|(_, leader)| *leader == value) {
        Some(rank) => (rank, value),
        None => (usize::MAX, Value::Text("others".into())),
    };
    Ok(values.into_iter().map(ranked).collect())
}

/// Descending, with the unknown last all the same.
pub fn descending(a: &Value, b: &Value) -> Ordering {
    if known(a) && known(b) { order(b, a) } else { order(a, b) }
}

/// The figures of an item with their names; `range` gives two.
fn named(item: &SummaryItem, table: &Table) -> Vec<(String, Figure)> {
    let FigureKind::Aggregate(aggregate) = &item.figure.kind else {
        return vec![(item.name.as_ref().map_or_else(|| item.figure.to_string(), |name| name.text.clone()), item.figure.clone())];
    };
    let argument = aggregate.argument.as_ref().map_or(String::new(), |expr| column_or_text(expr, table));
    let verb = aggregate.verb.text();
    let default = match aggregate.verb {
        Keyword::Count if aggregate.distinct => format!("distinct_{argument}"),
        Keyword::Count => "rows".to_string(),
        Keyword::Sum => argument.clone(),
        Keyword::Percentile => format!("percentile_{}_{argument}", aggregate.percent.expect("a percentage")),
        _ => format!("{verb}_{argument}"),
    };
    if aggregate.verb != Keyword::Range {
        return vec![(item.name.as_ref().map_or(default, |name| name.text.clone()), item.figure.clone())];
    }
    let end = |verb: Keyword| {
        let name = item.name.as_ref().map_or(&argument, |name| &name.text);
        let kind = FigureKind::Aggregate(Box::new(Aggregate { verb, ..(**aggregate).clone() }));
        (format!("{}_{name}", verb.text()), Figure { kind, span: item.figure.span })
    };
    vec![end(Keyword::Min), end(Keyword::Max)]
}

fn column_or_text(expr: &Expr, table: &Table) -> String {
    match &expr.kind {
        ExprKind::Column(column) => table.columns[place(column, &table.columns)].clone(),
        _ => expr.to_string(),
    }
}

/// A figure over the rows of a group. Arithmetic runs over the rows in which the arguments of all its aggregates are known.
fn compute(figure: &Figure, rows: &[Row<'_>]) -> Outcome<Value> {
    match &figure.kind {
        FigureKind::Constant(expr) => match &expr.kind {
            ExprKind::Literal(value) => Ok(value.clone()),
            _ => panic!("{expr} has no value here"),
        },
        FigureKind::Negate(inner) => arithmetic(Arithmetic::Subtract, Value::Int(0), compute(inner, rows)?),
        FigureKind::Aggregate(inner) => aggregate(inner, rows),
        FigureKind::Arithmetic(op, left, right) => {
            let mut arguments = Vec::new();
            gather(figure, &mut arguments);
            let mut together = Vec::new();
            for row in rows {
                let values = arguments.iter().map(|argument| row.eval(argument)).collect::<Outcome<Vec<Value>>>()?;
                if values.iter().all(known) {
                    together.push(*row);
                }
            }
            arithmetic(*op, compute(left, &together)?, compute(right, &together)?)
        }
    }
}

/// Whether a figure has a total that leaves out rows for something unknown, so that it may be no more than a bound.
fn skips(figure: &Figure, rows: &[Row<'_>]) -> bool {
    let mut arguments = Vec::new();
    gather(figure, &mut arguments);
    let unknown = |row: &Row<'_>, argument: &Expr| row.eval(argument).is_ok_and(|value| !known(&value));
    has_sum(figure) && rows.iter().any(|row| arguments.iter().any(|argument| unknown(row, argument)))
}

fn has_sum(figure: &Figure) -> bool {
    match &figure.kind {
        FigureKind::Aggregate(aggregate) => aggregate.verb == Keyword::Sum,
        FigureKind::Constant(_) => false,
        FigureKind::Negate(inner) => has_sum(inner),
        FigureKind::Arithmetic(_, left, right) => has_sum(left) || has_sum(right),
    }
}

fn gather<'f>(figure: &'f Figure, arguments: &mut Vec<&'f Expr>) {
    match &figure.kind {
        FigureKind::Aggregate(aggregate) => arguments.extend(&aggregate.argument),
        FigureKind::Constant(_) => {}
        FigureKind::Negate(inner) => gather(inner, arguments),
        FigureKind::Arithmetic(_, left, right) => {
            gather(left, arguments);
            gather(right, arguments);
        }
    }
}

fn aggregate(aggregate: &Aggregate, rows: &[Row<'_>]) -> Outcome<Value> {
    let mut values = Vec::new();
    for row in rows {
        let counts = aggregate.condition.as_ref().map_or(Ok(true), |condition| row.test(condition))?;
        if counts {
            values.push(aggregate.argument.as_ref().map_or(Ok(Value::Bool(true)), |argument| row.eval(argument))?);
        }
    }
    values.retain(known);
    values.sort_by(order);
    if aggregate.verb == Keyword::Count {
        if aggregate.distinct {
            values.dedup_by(|a, b| order(a, b) == Ordering::Equal);
        }
        return Ok(Value::Int(values.len() as i64));
    }
    let (Some(first), Some(last)) = (values.first().cloned(), values.last().cloned()) else { return Ok(Value::Unknown) };
    let numbers: Vec<f64> = values.iter().filter_map(number).collect();
    Ok(match aggregate.verb {
        Keyword::Sum => total(&values)?,
        Keyword::Min => first,
        Keyword::Max => last,
        Keyword::Mean => Value::Float(mean(&numbers)),
        Keyword::Median => Value::Float(percentile(&numbers, 50.0)),
        Keyword::Percentile => Value::Float(percentile(&numbers, aggregate.percent.expect("a percentage"))),
        Keyword::Stdev if numbers.len() < 2 => Value::Unknown,
        Keyword::Stdev => {
            let squares: f64 = numbers.iter().map(|x| (x - mean(&numbers)).powi(2)).sum();
            Value::Float((squares / (numbers.len() - 1) as f64).sqrt())
        }
        Keyword::List => {
            values.dedup_by(|a, b| order(a, b) == Ordering::Equal);
            Value::Text(values.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        other => panic!("{} is no aggregate", other.text()),
    })
}

fn total(values: &[Value]) -> Outcome<Value> {
    let whole = |value: &Value| match value {
        Value::Int(n) => Some(i128::from(*n)),
        Value::Duration(duration) => Some(i128::from(micros(duration))),
        _ => None,
    };
    let Some(total) = values.iter().map(whole).sum::<Option<i128>>() else {
        return Ok(Value::Float(values.iter().filter_map(number).sum()));
    };
    let total = i64::try_from(total).map_err(|_| Overflow)?;
    Ok(if matches!(values[0], Value::Int(_)) { Value::Int(total) } else { length(total) })
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The value below which so many percent of the sorted numbers lie, between two neighbours in proportion.
fn percentile(numbers: &[f64], percent: f64) -> f64 {
    let at = (numbers.len() - 1) as f64 * percent / 100.0;
    let (below, above) = (numbers[at.floor() as usize], numbers[at.ceil() as usize]);
    below + (above - below) * at.fract()
}
