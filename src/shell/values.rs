//! The values of the column at the cursor: which column it is, and what it holds, the most frequent first.

use super::names::Names;
use crate::base::names::{Match, find};
use crate::base::{Type, Value};
use crate::data::Cell;
use crate::engine::Engine;
use crate::output::text::steers;
use crate::syntax::ast::{ClauseKind, Query, Source};
use crate::syntax::keywords::Keyword;
use crate::syntax::print::as_name;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::{self, Category, Parsed};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// The most values that are remembered of a column.
const MOST: usize = 1000;

/// How long a key waits for the first look at a column. A longer look goes on, and the next key finds what it found.
const PATIENCE: Duration = Duration::from_secs(3);
/// The stack of the thread that looks.
const STACK: usize = 16 << 20;

/// What columns hold, looked up once for each.
#[derive(Debug, Default)]
pub struct Values {
    found: HashMap<String, Found>,
}

/// The values of one column.
#[derive(Debug)]
enum Found {
    Known(Vec<String>),
    /// They are being looked up.
    Coming(Receiver<Vec<String>>),
}

impl Values {
    /// The values that an asking query counts, if they were looked up before.
    pub fn known(&mut self, asking: &str) -> &[String] {
        self.arrived(asking, Duration::ZERO)
    }

    /// The values that an asking query counts, as they are written in a query. What cannot be counted has none.
    pub fn look_up(&mut self, engine: &Engine, asking: &str) -> &[String] {
        self.found.entry(asking.to_string()).or_insert_with(|| look(engine.clone(), asking.to_string()));
        self.arrived(asking, PATIENCE)
    }

    /// The values, once they are there; none of what nobody looks up.
    fn arrived(&mut self, asking: &str, patience: Duration) -> &[String] {
        let Some(found) = self.found.get_mut(asking) else { return &[] };
        if let Found::Coming(coming) = found {
            match coming.recv_timeout(patience) {
                Ok(values) => *found = Found::Known(values),
                Err(RecvTimeoutError::Disconnected) => *found = Found::Known(Vec::new()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        match found {
            Found::Known(values) => values,
            Found::Coming(_) => &[],
        }
    }

    /// Forgets what a new `let` may have changed: all but columns of files.
    pub fn keep(&mut self, names: &Names) {
        let of_file = |asking: &String| names.tables.iter().any(|table| !table.named && asking.starts_with(&start(&table.name)));
        self.found.retain(|asking, _| of_file(asking));
    }
}

/// Looks on a thread of its own, so that a large table does not hold the prompt.
fn look(mut engine: Engine, asking: String) -> Found {
    let (gives, coming) = channel();
    let looking = move || drop(gives.send(counted(&mut engine, &asking).unwrap_or_default()));
    match thread::Builder::new().stack_size(STACK).spawn(looking) {
        Ok(_) => Found::Coming(coming),
        Err(_) => Found::Known(Vec::new()),
    }
}

/// The texts of the first column of an answer, or those that are known without one. Other types are not offered: their values are
/// written without looking.
fn counted(engine: &mut Engine, asking: &str) -> Option<Vec<String>> {
    if let Some(known) = known(engine, asking) {
        let texts = known.into_iter().take(MOST).map(|(text, _)| text).filter(|text| !text.chars().any(steers));
        return Some(texts.map(|text| Value::Text(text).to_string()).collect());
    }
    let answer = engine.query(asking).ok()?;
    let text = answer.rows.columns().first().is_some_and(|column| column.ty == Type::Text);
    let cells = (0..answer.rows.height()).filter_map(|row| match answer.rows.cell(row, 0) {
        Cell::Text(text) if text.chars().any(steers) => None,
        Cell::Text(text) => Some(Value::Text(text.to_string()).to_string()),
        _ => None,
    });
    Some(if text { cells.collect() } else { Vec::new() })
}

/// What the engine knows of a column of a file that an asking query counts.
fn known(engine: &Engine, asking: &str) -> Option<Vec<(String, u64)>> {
    let (rows, column) = asking.strip_suffix(&most_frequent())?.split_once(COUNT)?;
    let table = engine.catalog().tables.iter().find(|table| start(&table.name) == rows)?;
    engine.frequencies(&table.name, column.trim_matches('`'))
}

/// What an asking query says between its rows and the column, and behind the column.
const COUNT: &str = "count as occurrences by ";

fn most_frequent() -> String {
    format!(" sort occurrences desc take {MOST}")
}

/// The query that counts the values of the column that is compared right before the cursor.
pub fn asking(before: &str, names: &Names) -> Option<String> {
    let mut tokens = syntax::tokenize(before);
    tokens.retain(|token| !matches!(token.kind, TokenKind::Comment | TokenKind::End));
    let column = compared(before, &tokens)?;
    let parsed = syntax::parse(before);
    if !parsed.expected.has(Category::Literal) && !parsed.expected.has(Category::Text) {
        return None;
    }
    let query = last_query(&parsed)?;
    let rows = match of_file(query, column, names) {
        Some(table) => start(&table),
        None => format!("{} ", before.get(query.source.span().range().start..clause_start(before, &tokens)?)?.trim_end()),
    };
    Some(format!("{rows}{COUNT}{column}{}", most_frequent()))
}

/// The query at the end of a text.
pub fn last_query(parsed: &Parsed) -> Option<&Query> {
    parsed.script.statements.last()?.kind.query()
}

fn start(table: &str) -> String {
    format!("{} ", as_name(table))
}

/// The table whose file holds the column, unless a clause has made columns of its own.
fn of_file(query: &Query, column: &str, names: &Names) -> Option<String> {
    let Source::Table(table) = &query.source else { return None };
    let untouched = query.clauses.iter().all(|clause| keeps_columns(&clause.kind));
    let known = names.columns(&table.text).iter().map(String::as_str);
    let found = !matches!(find(column.trim_matches('`'), known), Match::None);
    (untouched && found).then(|| table.text.clone())
}

/// Whether the columns in front of a clause are there behind it, as they were.
fn keeps_columns(clause: &ClauseKind) -> bool {
    use ClauseKind::{DatedBy, Drop, Error, Sample, Skip, Sort, Take, Time, Top, Unique, Where};
    matches!(
        clause,
        DatedBy(_) | Drop(_) | Error | Sample(..) | Skip(_) | Sort(_) | Take(_) | Time(_) | Top(_) | Unique(_) | Where(_)
    )
}

/// The name of the column in front of a comparison, or of a list that is being written.
fn compared<'a>(text: &'a str, tokens: &[Token]) -> Option<&'a str> {
    let word = |at: usize| tokens.get(at).filter(|token| token.kind == TokenKind::Word).map_or("", |token| token.span.text(text));
    let last = tokens.len().checked_sub(1)?;
    let end = match tokens.get(last)?.kind {
        TokenKind::Equal | TokenKind::DoubleEqual | TokenKind::NotEqual => last,
        TokenKind::Open | TokenKind::Comma => {
            let open = tokens.iter().rposition(|token| token.kind == TokenKind::Open)?;
            let only_values =
                tokens[open..].iter().skip(1).all(|t| matches!(t.kind, TokenKind::Text | TokenKind::Comma | TokenKind::Value));
            let before = open.checked_sub(1).filter(|at| only_values && word(*at) == Keyword::In.text())?;
            if before > 0 && word(before - 1) == Keyword::Not.text() { before - 1 } else { before }
        }
        TokenKind::Word if [Keyword::Contains, Keyword::Resembles].iter().any(|k| k.text() == word(last)) => last,
        TokenKind::Word
            if last > 0 && matches!((word(last - 1), word(last)), ("starts" | "ends", "with") | ("contains", "word")) =>
        {
            last - 1
        }
        _ => return None,
    };
    let column = tokens.get(end.checked_sub(1)?)?;
    let qualified = end > 1 && tokens.get(end - 2).is_some_and(|token| token.kind == TokenKind::Dot);
    let name = matches!(column.kind, TokenKind::Word | TokenKind::Quoted | TokenKind::Tag);
    (name && !qualified).then(|| column.span.text(text))
}

/// Where the clause that is being written starts: at the last word where the parser looks for the start of a clause.
fn clause_start(text: &str, tokens: &[Token]) -> Option<usize> {
    let starts = |token: &&Token| {
        let keyword = Keyword::parse(token.span.text(text)).filter(|keyword| keyword.starts_clause());
        let before = text.get(..token.span.range().start).unwrap_or("");
        keyword.is_some_and(|keyword| {
            let expected = syntax::parse(before).expected;
            !expected.has(Category::Column) && expected.keywords().any(|known| known == keyword)
        })
    };
    tokens.iter().rev().filter(|token| token.kind == TokenKind::Word).find(starts).map(|token| token.span.range().start)
}

#[cfg(test)]
mod tests {
    use super::super::names::TableNames;
    use super::*;

    fn asked(before: &str) -> String {
        let columns = ["date", "border", "Total Dead"].map(str::to_string).to_vec();
        let tables = vec![TableNames { name: "crossings".into(), columns, ..TableNames::default() }];
        let query = asking(before, &Names { tables, ..Names::default() }).unwrap_or_default();
        query.replace(" sort occurrences desc take 1000", "").replace("count as occurrences ", "")
    }

    #[test]
    fn the_compared_column_is_found() {
        assert_eq!(asked("crossings where border = "), "crossings by border");
        assert_eq!(asked("crossings where `Total Dead` != "), "crossings by `Total Dead`");
        assert_eq!(asked("crossings where date = 2025-04 and border in (\"a\", "), "crossings by border");
        assert_eq!(asked("crossings where border not in ("), "crossings by border");
        assert_eq!(asked("crossings where border starts with "), "crossings by border");
        assert_eq!(asked("crossings sum persons if border contains "), "crossings by border");
        assert_eq!(asked("let c = crossings where border resembles "), "crossings by border");
        assert_eq!(asked("crossings take 1; crossings since 2025 where border = "), "crossings by border");
    }

    #[test]
    fn a_column_made_by_a_clause_is_counted_behind_it() {
        assert_eq!(asked("crossings derive b = lower(border) where b = "), "crossings derive b = lower(border) by b");
        assert_eq!(asked("\"a b.csv\" take 5 where x = "), "\"a b.csv\" take 5 by x");
    }

    #[test]
    fn nothing_is_asked_elsewhere() {
        for text in
            ["", "crossings where ", "crossings where border ", "crossings where lower(border) = ", "crossings sort ", "let a = "]
        {
            assert_eq!(asked(text), "", "{text}");
        }
    }
}
