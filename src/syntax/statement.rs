//! Statements, and the way in: a text to its tree and its faults. A faulty clause or statement does not hide the ones after it.

use super::ast::{Body, Clause, ClauseKind, Define, Expr, Query, Script, Statement, StatementKind};
use super::clause::clause;
use super::expected::{Category, ExpectedSet};
use super::expr::expression;
use super::faults;
use super::head::{Head, head, statements};
use super::input::{Record, Tokens};
use super::keywords::Keyword;
use super::lexer::tokenize;
use super::names::{source, source_expected, starters, starts_clause};
use super::token::{Token, TokenKind};
use crate::base::Diagnostic;

/// The most faults that are reported of one text.
const MOST_FAULTS: usize = 20;

/// What a text was read as.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree; faulty clauses are `ClauseKind::Error`, faulty statements are left out.
    pub script: Script,
    /// Errors, and notes about what was read with good will.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the text breaks off and could go on: an open bracket, or an end where something must follow.
    pub unfinished: bool,
    /// What may follow the text at its end.
    pub expected: ExpectedSet,
}

impl Parsed {
    /// Whether there is an error among the diagnostics.
    pub fn failed(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads a text: statements ended by `;`, a blank line or the end.
pub fn parse(source: &str) -> Parsed {
    let tokens: Vec<Token> = tokenize(source).into_iter().filter(|t| t.kind != TokenKind::Comment).collect();
    let mut reader =
        Reader { source, statements: Vec::new(), diagnostics: faults::of_tokens(&tokens, source), expected: source_expected() };
    reader.script(&tokens);
    let end = source.trim_end().len() as u32;
    let unfinished = reader.diagnostics.iter().any(|d| d.is_error() && d.span().is_some_and(|s| s.start >= end));
    reader.diagnostics.truncate(MOST_FAULTS);
    reader.diagnostics.sort_by_key(|d| d.span().map(|s| s.start));
    Parsed {
        script: Script { statements: reader.statements },
        diagnostics: reader.diagnostics,
        unfinished: unfinished || faults::breaks_off(&tokens, source),
        expected: reader.expected,
    }
}

/// Reads a text that is one expression: a value of `--set`, say.
pub fn parse_expression(source: &str) -> Option<Expr> {
    let tokens = tokenize(source);
    let record = Record::default();
    let (rest, expr) = expression(Tokens::new(&tokens, source, &record)).ok()?;
    (rest.first().kind == TokenKind::End).then_some(expr)
}

struct Reader<'a> {
    source: &'a str,
    statements: Vec<Statement>,
    diagnostics: Vec<Diagnostic>,
    expected: ExpectedSet,
}

impl Reader<'_> {
    /// `script = [ statement ] { ( ";" | BLANK ) [ statement ] }`
    fn script(&mut self, tokens: &[Token]) {
        let mut from = 0;
        for (i, token) in tokens.iter().enumerate().filter(|(_, t)| t.kind.ends_statement()) {
            if i > from {
                self.statement(&tokens[from..=i], *token);
            } else if token.kind == TokenKind::End {
                self.expected = source_expected().with(statements());
            }
            from = i + 1;
        }
    }

    /// Reads one statement; `end` is its last token.
    fn statement(&mut self, tokens: &[Token], end: Token) {
        let record = Record::default();
        let input = Tokens::new(tokens, self.source, &record);
        match head(input) {
            Ok((rest, Head::Query)) => {
                if let Some(query) = self.query(rest, &record) {
                    self.push(input, StatementKind::Query(query), end);
                }
            }
            Ok((rest, Head::LetTable(name))) => {
                if let Some(query) = self.query(rest, &record) {
                    self.push(input, StatementKind::LetTable(name, query), end);
                }
            }
            Ok((rest, Head::DefineTable(name, parameters))) => {
                if let Some(query) = self.query(rest, &record) {
                    self.push(input, StatementKind::Define(Define { name, parameters, body: Body::Table(query) }), end);
                }
            }
            Ok((rest, Head::Whole(kind))) if rest.first().kind.ends_statement() => self.push(input, kind, end),
            Ok((rest, Head::Whole(_))) => self.fault(rest, &record),
            Err(_) => self.fault(input, &record),
        }
        if end.kind == TokenKind::End {
            self.expected = record.expected_at(end.span.start);
        }
    }

    fn push(&mut self, input: Tokens<'_>, kind: StatementKind, end: Token) {
        let span = crate::base::Span { start: input.first().span.start, end: end.span.start };
        self.statements.push(Statement { kind, span });
    }

    /// A fault at the farthest place reached from `input`, unless an unclosed quote or bracket explains it.
    fn fault(&mut self, input: Tokens<'_>, record: &Record) {
        let explained = |d: &Diagnostic| {
            d.is_error()
                && d.span().is_some_and(|span| input.span_to_end().start <= span.start && span.start <= record.farthest())
        };
        if !self.diagnostics.iter().any(explained) {
            self.diagnostics.push(faults::of_record(input, record));
        }
    }

    /// `query = source { clause }`; a faulty clause is skipped up to the next keyword that starts one.
    fn query(&mut self, input: Tokens<'_>, record: &Record) -> Option<Query> {
        if starts_clause(input) {
            self.diagnostics.push(faults::clause_at_start(input));
            return None;
        }
        let (mut rest, source) = match source(input) {
            Ok(found) => found,
            Err(_) => {
                self.fault(input, record);
                return None;
            }
        };
        let mut clauses = Vec::new();
        while !rest.first().kind.ends_statement() {
            let start = rest;
            let ahead = match clause(start) {
                Ok((after, kind)) if after.first().kind.ends_statement() || starts_clause(after) => {
                    clauses.push(Clause { kind, span: start.span_to(after) });
                    rest = after;
                    continue;
                }
                Ok((after, _)) => after,
                Err(_) => start,
            };
            ahead.may(if ahead.first().span == start.first().span { ExpectedSet::default() } else { starters() });
            self.fault(ahead, record);
            rest = next_clause(start, record.farthest());
            clauses.push(Clause { kind: ClauseKind::Error, span: start.span_to(rest) });
        }
        // Behind a clause that breaks off only its missing part may follow.
        if clauses.last().is_none_or(|last: &Clause| last.kind != ClauseKind::Error) {
            rest.may(starters().with(ExpectedSet::category(Category::End)));
        }
        Some(Query { source, clauses })
    }
}

/// The next keyword at or behind a fault that starts a clause, outside of brackets opened since the faulty clause began.
fn next_clause(from: Tokens<'_>, fault: u32) -> Tokens<'_> {
    let mut rest = from.rest();
    let mut depth = usize::from(from.first().kind == TokenKind::Open);
    while !rest.first().kind.ends_statement() {
        let token = rest.first();
        match token.kind {
            // `versus same month last year` has one fault.
            TokenKind::Word if from.keyword() == Some(Keyword::Versus) && rest.keyword() == Some(Keyword::Last) => {}
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ if depth == 0 && token.span.start >= fault && starts_clause(rest) => return rest,
            _ => {}
        }
        rest = rest.rest();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text printed again, or the first error.
    fn round(source: &str) -> String {
        let parsed = parse(source);
        match parsed.diagnostics.iter().find(|d| d.is_error()) {
            Some(error) => format!("{} {} @{:?}", error.code.text(), error.message, error.span().map(Span::range)),
            None => parsed.script.statements.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        }
    }

    use crate::base::Span;

    #[test]
    fn clauses_print_as_they_were_read() {
        for text in [
            "crossings where border = \"Torkham\" since 2025-04-01",
            "crossings where status in (\"ACC\", \"undocumented\") and not deported during 2025-04 sum persons, count by border sort persons desc",
            "t where since since 2025",
            "t where where = where and by in (in, and) sum sum, count if in = and by by, where",
            "t sum persons if deported / sum persons as share, count distinct case by month(date) as m",
            "t sum men, women, (sum a + sum b) / 2 as c, count",
            "t top 3 persons in each border, date",
            "t derive a = if x then 1 else 2, b = -(1 + 2) * 3 - 4 show a, adm*, #affected* drop c",
            "t where a matches /x.y/i and b contains word \"Iran\" or c is known",
            "t during 14 days before deadline, 2025-W15 on sunday, monday on 2025-04-06 last 7 days this month next 30 days",
            "t where a not in (1, 2) and b in 2025-04 and c between 1 and 2",
            "let a = t where x > 1; let d = 2023-11-01; = $d - 3 days",
            "param border: text = \"Torkham\"; param least: number; param `by`: period = 2025-04",
            "define rate(a, b) = a / b * 1000; define april(t) = t during 2025-04; define one() = 1; define sum (a) = a in (1, 2)",
            "use \"common.dlq\"; catalog \"dateline.toml\"; use where a; let x = april(t) sum y; april(both(t, \"a.csv\")) append april(u)",
            "t save \"a b.csv\"; t protect 10 save \"x.md\"",
            "as of 2025-04; as of 14 days before deadline; `as` since 2025; t prefer \"IOM\", 'a \"b\"' sum x",
            "t sum y, x if a and b per day + -$sum, sum x if a per week / 2",
            "\"a b.csv\" dated by reported sample 10 seed 3 unique a, b describe",
            "t percentile 90 persons by top 5 province as p sort p asc",
            "t where not (a or b) and (a or b)",
        ] {
            let printed = round(text);
            let tree = |text: &str| serde_json::to_string(&parse(text).script).unwrap();
            assert_eq!(tree(&printed), tree(text), "{printed}");
            assert!(!printed.starts_with('E'), "{text}: {printed}");
        }
    }

    #[test]
    fn faults_name_what_may_stand_there() {
        insta::assert_snapshot!(
            [
                "t where",
                "t whre x = 1",
                "t where a = ",
                "t where a < b < c",
                "t sum men + women",
                "t limit 5",
                "t sort persons every day",
                "t where (a = 1",
                "t where a = \"x\n",
                "where a = 1",
                "t where a in each",
                "t show a + b",
                "t sum"
            ]
            .map(|text| format!("{text}  =>  {}", round(text)))
            .join("\n")
        );
    }

    #[test]
    fn nesting_is_guarded_and_fast() {
        let deep = |n: usize| format!("t where {}a{}", "(".repeat(n), ")".repeat(n));
        assert!(round(&deep(60)).starts_with("t where a"));
        assert!(round(&deep(5000)).starts_with("E0103"));
        assert!(round(&format!("t where {}a", "not ".repeat(5000))).starts_with("E0103"));
        let long = format!("t where {}", vec!["a = 1"; 3000].join(" or "));
        assert!(round(&long).starts_with("t where a"));
    }
}
