//! The text of `\help`, from the tables of keywords, functions, codes and commands.

use super::meta;
use crate::base::Code;
use crate::base::names::{did_you_mean, quote};
use crate::console::explain::code_text;
use crate::plan::functions::{self, Function};
use crate::syntax::keywords::{self, Keyword, Role};

/// The columns of a line of help.
const WIDTH: usize = 100;

/// Help on a topic, or the overview; the error is what to say when there is no such topic.
pub fn text(topic: &str) -> Result<String, String> {
    if topic.is_empty() {
        return Ok(overview());
    }
    if let Some(code) = Code::parse(topic) {
        return Ok(code_text(code));
    }
    let name = topic.to_lowercase();
    let keyword = Keyword::parse(&name).map(|keyword| format!("{}: {}", keyword.text(), keyword_doc(keyword)));
    let function = Function::parse(&name).map(|function| format!("{}: {}", function.call(), function.doc()));
    let found: Vec<String> = keyword.into_iter().chain(function).collect();
    match found.is_empty() {
        false => Ok(found.join("\n")),
        true => Err(unknown(topic)),
    }
}

/// The names that have help, codes apart.
pub fn topics() -> impl Iterator<Item = &'static str> {
    let keywords = keywords::ALL.iter().map(|keyword| keyword.text());
    keywords.chain(functions::ALL.iter().map(|function| function.name()))
}

fn unknown(topic: &str) -> String {
    let hint = match keywords::dateline_word(topic) {
        Some(word) => format!("the word of Dateline is {}", quote(word)),
        None => did_you_mean(topic, topics()).unwrap_or_else(|| "`\\help` lists what there is".into()),
    };
    format!("there is no clause, function or code {}: {hint}", quote(topic))
}

fn keyword_doc(keyword: Keyword) -> String {
    match keyword.role() {
        Role::Planned => format!("{} (not in this version)", keyword.doc()),
        _ => keyword.doc().to_string(),
    }
}

fn overview() -> String {
    let parts = [
        "A query is a table and clauses, applied from left to right; `;` or a blank line ends it:".to_string(),
        "  crossings where border = \"Torkham\" during 2025-04 sum persons by border sort persons desc".to_string(),
        section("Clauses", keyword_lines(Role::Clause)),
        section("Figures, each with `by` keys", keyword_lines(Role::Verb)),
        section("Statements", keyword_lines(Role::Statement)),
        format!("Functions\n{}", wrapped(functions::ALL.iter().map(|function| function.name()))),
        section("Commands", meta::ALL.iter().map(|command| (command.usage(), command.help.to_string())).collect()),
    ];
    let (query, sections) = parts.split_at(2);
    format!("{}\n\n{}", query.join("\n"), sections.join("\n\n"))
}

fn keyword_lines(role: Role) -> Vec<(String, String)> {
    let of_role = keywords::ALL.iter().filter(|keyword| keyword.role() == role);
    of_role.map(|keyword| (keyword.text().to_string(), keyword.doc().to_string())).collect()
}

/// A title and lines of two columns.
fn section(title: &str, lines: Vec<(String, String)>) -> String {
    let width = lines.iter().map(|(left, _)| left.len()).max().unwrap_or(0);
    let lines = lines.iter().map(|(left, right)| format!("\n  {left:<width$}  {right}"));
    title.to_string() + &lines.collect::<String>()
}

/// Words with commas, broken into lines.
fn wrapped<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut lines = vec![String::from(" ")];
    for word in words {
        if lines.last().is_some_and(|line| line.len() + word.len() + 2 > WIDTH) {
            lines.push(String::from(" "));
        }
        if let Some(line) = lines.last_mut() {
            *line += &format!(" {word},");
        }
    }
    lines.join("\n").trim_end_matches(',').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_have_help_and_others_a_suggestion() {
        assert_eq!(text("where").unwrap(), "where: keep the rows for which a condition is true");
        assert_eq!(text("lower").unwrap(), "lower(text): the text in small letters");
        assert_eq!(text("round").unwrap().lines().count(), 2);
        assert!(text("e0202").unwrap().starts_with("E0202: no such column\n"));
        assert!(text("wher").unwrap_err().contains("did you mean `where`"));
        assert!(text("select").unwrap_err().ends_with("the word of Dateline is `show`"));
        assert!(topics().all(|topic| text(topic).is_ok()));
    }

    #[test]
    fn the_overview_fits_a_screen_line() {
        insta::assert_snapshot!(overview());
        assert!(overview().lines().all(|line| line.chars().count() <= WIDTH + 20));
    }
}
