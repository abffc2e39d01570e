//! Completion from the parser's own expectations: whatever may stand behind the text, as far as it has a name.

use super::files::paths;
use super::names::Names;
use super::values::{asking, last_query};
use crate::base::{Unit, Weekday};
use crate::console::help;
use crate::console::meta::{self, Argument};
use crate::output::text::steers;
use crate::output::{Expanded, Format};
use crate::plan::functions;
use crate::syntax::ast::{Clause, ClauseKind, ParamType, Source, StatementKind};
use crate::syntax::keywords::Role;
use crate::syntax::print::as_name;
use crate::syntax::token::TokenKind;
use crate::syntax::{self, Category, ExpectedSet, Parsed};

/// Gives the values that a query counts, see [`asking`].
pub type Look<'a> = &'a mut dyn FnMut(&str) -> Vec<String>;

/// Where the word before the cursor starts, and what it can become.
pub fn complete(left: &str, names: &Names, look: Look<'_>) -> (usize, Vec<String>) {
    if meta::is_command(left) {
        let Some(query) = query_of(left) else { return complete_command(left, names) };
        let (start, words) = complete(query, names, look);
        return (left.len() - query.len() + start, words);
    }
    if let Some(start) = open_text(left) {
        let (before, begun) = left.split_at(start);
        if syntax::parse(before).expected.has(Category::Table) || names_file(before) {
            let quote = &begun[..1];
            return (start, paths(&begun[1..]).into_iter().map(|path| format!("{quote}{path}")).collect());
        }
        let held = asking(before, names).map(|query| look(&query)).unwrap_or_default();
        return (start, matching(held.into_iter(), begun));
    }
    let start = word_start(left);
    let (before, begun) = left.split_at(start);
    if is_closed_to_names(before) {
        return (start, Vec::new());
    }
    let parsed = syntax::parse(before);
    if begun.starts_with('#') {
        return (start, matching(tags(&parsed, names).iter().cloned(), begun));
    }
    if let Some(qualifier) = qualifier(before) {
        let columns = joined(&parsed).filter(|(name, _)| *name == qualifier).flat_map(|(_, table)| names.columns(table));
        return (start, matching(columns.map(|name| as_name(name)), begun));
    }
    let held = asking(before, names).map(|query| look(&query)).unwrap_or_default();
    let known = names_of(&parsed, names).into_iter().map(|name| as_name(&name));
    let columns = parsed.expected.has(Category::Column);
    let qualifiers = joined(&parsed).filter(|_| columns).map(|(name, _)| format!("{}.", as_name(name)));
    let words = known
        .chain(qualifiers)
        .chain(values(parsed.expected, names))
        .chain(defined(parsed.expected, names))
        .chain(words(parsed.expected));
    (start, matching(held.into_iter().chain(words), begun))
}

/// Where a text starts whose closing quote is missing, when the cursor stands in it.
fn open_text(left: &str) -> Option<usize> {
    let tokens = syntax::tokenize(left);
    let last = tokens.iter().rev().find(|token| token.kind != TokenKind::End)?;
    let range = last.span.range();
    let open = last.kind == TokenKind::Unclosed && range.end == left.len();
    (open && left[range.start..].starts_with(['"', '\''])).then_some(range.start)
}

/// Whether a text behind this is the path of a file.
fn names_file(before: &str) -> bool {
    let parsed = syntax::parse(&format!("{before}\"_\""));
    let file = parsed.script.statements.last().and_then(|statement| match &statement.kind {
        StatementKind::Use(file) | StatementKind::Catalog(file) => Some(file),
        kind => kind.query()?.target(),
    });
    file.is_some_and(|file| file.span.range().start == before.len())
}

/// The query behind a command that takes one.
pub fn query_of(line: &str) -> Option<&str> {
    let (command, _) = meta::parse(&format!("{} _", line.split_whitespace().next()?)).ok()?;
    let takes = matches!(command.argument, Argument::Query | Argument::QueryAndTime);
    line.trim_start().split_once(char::is_whitespace).filter(|_| takes).map(|(_, query)| query.trim_start())
}

fn complete_command(left: &str, names: &Names) -> (usize, Vec<String>) {
    let Some(end_of_name) = left.trim_start().find(char::is_whitespace) else {
        return (0, matching(meta::ALL.iter().map(|command| format!("\\{}", command.name)), left));
    };
    let argument = meta::parse(&format!("{} _", &left.trim_start()[..end_of_name])).map(|(command, _)| command.argument);
    if let Ok(Argument::File | Argument::AnyFile) = argument {
        let start = left.len() - left.trim_start()[end_of_name..].trim_start().len();
        return (start, paths(&left[start..]));
    }
    let start = word_start(left);
    let words: Vec<String> = match argument {
        Ok(Argument::Table) => described(left.trim_start()[end_of_name..].trim_start(), names),
        Ok(Argument::Format) => Format::ALL.map(Format::name).map(str::to_string).to_vec(),
        Ok(Argument::Topic) => help::topics().map(str::to_string).collect(),
        Ok(Argument::Switch) => Expanded::ALL.map(Expanded::name).map(str::to_string).to_vec(),
        Ok(Argument::Program) => ["on", "off"].map(str::to_string).to_vec(),
        _ => Vec::new(),
    };
    (start, matching(words.into_iter(), &left[start..]))
}

/// The tables that can be described, and behind one its columns.
fn described(argument: &str, names: &Names) -> Vec<String> {
    match argument.split_once(char::is_whitespace) {
        Some((table, _)) => names.columns(table).to_vec(),
        None => names.tables.iter().map(|table| table.name.clone()).collect(),
    }
}

/// The start of the word that is being typed, with the `$` of a value, the backtick of a name or the `#` of a tag.
fn word_start(left: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    if let Some(start) = left.trim_end_matches(|c| is_part(c) || c == '+').strip_suffix('#') {
        return start.len();
    }
    let start = left.trim_end_matches(is_part).len();
    left[..start].strip_suffix(['$', '`']).map_or(start, str::len)
}

/// Whether the text breaks off inside a text or a comment.
fn is_closed_to_names(before: &str) -> bool {
    let last = syntax::tokenize(before).into_iter().rev().find(|token| token.kind != TokenKind::End);
    last.is_some_and(|token| match token.kind {
        TokenKind::Unclosed => true,
        TokenKind::Comment => !before.ends_with('\n'),
        _ => false,
    })
}

/// The name of a table with a point behind it, whose columns may follow.
fn qualifier(before: &str) -> Option<&str> {
    let name = before.strip_suffix('.')?;
    Some(name[word_start(name)..].trim_matches('`')).filter(|name| !name.is_empty())
}

/// The tables that are joined to the last query, by the names their columns go by.
fn joined(parsed: &Parsed) -> impl Iterator<Item = (&str, &str)> {
    let clauses = last_query(parsed).into_iter().flat_map(|query| &query.clauses);
    clauses.filter_map(|clause| match &clause.kind {
        ClauseKind::Join(join) if join.how.brings_columns() => match &join.table {
            Source::Path(..) => None,
            table => table.table().map(|table| (join.prefix(), table.text.as_str())),
        },
        _ => None,
    })
}

/// The tables or columns that may follow.
fn names_of(parsed: &Parsed, names: &Names) -> Vec<String> {
    let mut found = Vec::new();
    if parsed.expected.has(Category::Table) {
        found.extend(names.tables.iter().map(|table| table.name.clone()));
    }
    if let Some(query) = last_query(parsed).filter(|_| parsed.expected.has(Category::Column)) {
        if let Some(table) = query.source.table() {
            found.extend(names.columns(&table.text).iter().cloned());
        }
        found.extend(query.clauses.iter().flat_map(derived));
    }
    found
}

/// The tags that may stand for a column.
fn tags<'a>(parsed: &Parsed, names: &'a Names) -> &'a [String] {
    let table = last_query(parsed).filter(|_| parsed.expected.has(Category::Column)).and_then(|query| query.source.table());
    table.map_or(&[], |table| names.tags(&table.text))
}

/// The columns that a clause adds under a name of its own.
fn derived(clause: &Clause) -> Vec<String> {
    match &clause.kind {
        ClauseKind::Derive(columns) => columns.iter().map(|(name, _)| name.text.clone()).collect(),
        ClauseKind::Rename(columns) => columns.iter().map(|(_, name)| name.text.clone()).collect(),
        ClauseKind::Unpivot(unpivot) => vec![unpivot.name.text.clone(), unpivot.value.text.clone()],
        _ => Vec::new(),
    }
}

fn values(expected: ExpectedSet, names: &Names) -> impl Iterator<Item = String> {
    names.values.iter().filter(move |_| expected.has(Category::Value)).map(|name| format!("${name}"))
}

/// The functions that statements have defined, where a table or an operand may stand.
fn defined(expected: ExpectedSet, names: &Names) -> impl Iterator<Item = String> {
    let fits = move |table: bool| match table {
        true => expected.has(Category::Table),
        false => is_operand(expected),
    };
    names.functions.iter().filter(move |(_, table)| fits(*table)).map(|(name, _)| format!("{}(", as_name(name)))
}

fn is_operand(expected: ExpectedSet) -> bool {
    expected.has(Category::Column) && expected.has(Category::Literal)
}

/// The words of the language that may follow; functions where an operand may stand.
fn words(expected: ExpectedSet) -> impl Iterator<Item = String> {
    let operand = is_operand(expected);
    let types = ParamType::ALL.iter().filter(move |_| expected.has(Category::Type)).map(|(_, word, _)| word.to_string());
    let functions = functions::ALL.iter().filter(move |_| operand).map(|function| format!("{}(", function.name()));
    let units = Unit::ALL.into_iter().filter(move |_| expected.has(Category::Unit)).map(|unit| unit.name().to_string());
    let weekdays = Weekday::ALL.into_iter().filter(move |_| expected.has(Category::Weekday)).map(|day| day.name().to_string());
    let keywords =
        expected.keywords().filter(|keyword| keyword.role() != Role::Planned).map(|keyword| keyword.text().to_string());
    functions.chain(types).chain(units).chain(weekdays).chain(keywords)
}

/// The words that start as the one that was begun, case and a first quote apart; each once. What would steer the terminal is not offered.
fn matching(words: impl Iterator<Item = String>, begun: &str) -> Vec<String> {
    let folded = |word: &str| word.trim_start_matches(['`', '"', '\'']).to_lowercase();
    let begun = folded(begun);
    let mut found: Vec<String> = Vec::new();
    for word in words {
        if folded(&word).starts_with(&begun) && !word.chars().any(steers) && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::names::TableNames;
    use super::*;

    fn completed(left: &str) -> String {
        let columns = ["date", "border", "Total Dead"].map(str::to_string).to_vec();
        let tags = ["#date+start", "#adm1+name"].map(str::to_string).to_vec();
        let tables = vec![TableNames { name: "crossings".into(), columns, tags, named: false }];
        let functions = vec![("rate".into(), false), ("april".into(), true)];
        let names = Names { tables, values: vec!["deadline".into()], functions };
        let held = |query: &str| {
            if query.contains("by border") { vec!["\"Torkham\"".into(), "\"Bo \\\"1\\\"\"".into()] } else { Vec::new() }
        };
        let (start, words) = complete(left, &names, &mut { held });
        format!("{start}: {}", words.join(" "))
    }

    #[test]
    fn the_parser_says_what_may_follow() {
        assert_eq!(completed("cr"), "0: crossings");
        assert_eq!(completed("crossings whe"), "10: where");
        assert_eq!(completed("crossings where bo"), "16: border bool(");
        assert_eq!(completed("crossings where `to"), "16: `Total Dead`");
        assert_eq!(completed("crossings where border = lo"), "25: lower( log(");
        assert_eq!(completed("crossings since $"), "16: $deadline");
        assert_eq!(completed("ap"), "0: april(");
        assert_eq!(completed("april(cr"), "6: crossings");
        assert_eq!(completed("april(crossings) where bo"), "23: border bool(");
        assert_eq!(completed("crossings where rat"), "16: rate(");
        assert_eq!(completed("param least: nu"), "13: number");
        assert_eq!(completed("crossings last 7 d"), "17: day");
        assert_eq!(completed("crossings on su"), "13: sunday");
        assert_eq!(completed("crossings derive dozen = 12 show do"), "33: dozen");
        assert_eq!(completed("let c = crossings sum Tot"), "22: `Total Dead`");
        assert_eq!(completed("crossings join cr"), "15: crossings");
        assert_eq!(completed("let c = cr"), "8: crossings");
        assert_eq!(completed("let c = meas"), "8: measure");
        assert_eq!(completed("let c = low"), "8: lower(");
        assert_eq!(completed("crossings unpivot border, date as what, thing sort th"), "51: thing");
        assert_eq!(completed("crossings join crossings as other o"), "34: on overlapping");
        assert_eq!(completed("crossings join crossings as other on border where ot"), "50: other.");
        assert_eq!(completed("crossings join crossings as other on border where other.b"), "56: border");
    }

    #[test]
    fn values_of_the_column_come_first_and_in_quotes() {
        assert_eq!(completed("crossings where border = t"), "25: \"Torkham\" `Total Dead` trim( text(");
        assert_eq!(completed("crossings where border = \"to"), "25: \"Torkham\"");
        assert_eq!(completed("crossings where border in ('b"), "27: \"Bo \\\"1\\\"\"");
        assert_eq!(completed("crossings where date = \"to"), "23: ");
    }

    #[test]
    fn nothing_is_offered_inside_of_other_texts_and_comments() {
        assert_eq!(completed("crossings where border = \"x"), "25: ");
        assert_eq!(completed("= \"bo"), "2: ");
        assert_eq!(completed("\"Cargo.to"), "0: \"Cargo.toml");
        assert_eq!(completed("\\run Cargo.to"), "5: Cargo.toml");
        assert_eq!(completed("crossings -- whe"), "13: ");
        assert_eq!(completed("crossings lookup \"cr"), "17: ");
    }

    #[test]
    fn tags_and_files_are_completed_where_they_may_stand() {
        assert_eq!(completed("crossings where #"), "16: #date+start #adm1+name");
        assert_eq!(completed("crossings count by #ADM1+n"), "19: #adm1+name");
        assert_eq!(completed("#da"), "0: ");
        assert_eq!(completed("use \"Cargo.to"), "4: \"Cargo.toml");
        assert_eq!(completed("catalog 'Cargo.to"), "8: 'Cargo.toml");
        assert_eq!(completed("crossings count save \"Cargo.to"), "21: \"Cargo.toml");
    }

    #[test]
    fn commands_complete_too() {
        assert_eq!(completed("\\ta"), "0: \\tables");
        assert_eq!(completed("\\describe c"), "10: crossings");
        assert_eq!(completed("\\d c"), "3: crossings");
        assert_eq!(completed("\\describe crossings bo"), "20: border");
        assert_eq!(completed("\\help percen"), "6: percentile");
        assert_eq!(completed("\\quit c"), "6: ");
        assert_eq!(completed("\\expanded a"), "10: auto");
        assert_eq!(completed("\\explain cr"), "9: crossings");
        assert_eq!(completed("\\watch  crossings whe"), "18: where");
    }
}
