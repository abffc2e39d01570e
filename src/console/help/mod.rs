//! Help: an overview, and a page for each clause, function, code and command, from the tables of these and from the grammar.

mod examples;
mod forms;

use super::config::{self, Key};
use super::explain::{CATALOG, code_text};
use super::meta::{self, Command};
use crate::base::Code;
use crate::base::names::{did_you_mean, quote};
use crate::catalog;
use crate::plan::functions::{self, Function};
use crate::syntax::keywords::{self, Keyword, Role};

/// The columns of a line of help.
const WIDTH: usize = 100;

/// What is asked for to see the settings of the prompt.
pub const CONFIG: &str = "config";

/// Help on a topic, or the overview; the error is what to say when there is no such topic.
pub fn text(topic: &str) -> Result<String, String> {
    let name = topic.trim().trim_start_matches('\\').to_lowercase();
    if name.is_empty() && !topic.contains('\\') {
        return Ok(overview());
    }
    let code = Code::parse(&name).map(code_text);
    let is_command = topic.starts_with('\\');
    let keyword = Keyword::parse(&name).filter(|_| !is_command).map(of_keyword);
    let function = Function::parse(&name).filter(|_| !is_command).map(of_function);
    let command = meta::ALL.iter().find(|command| command.is_called(&name)).map(of_command);
    let settings = (name == CONFIG).then(of_config);
    let catalog = (name == CATALOG).then(catalog::help::text);
    let pages: Vec<String> = [code, keyword, function, command, settings, catalog].into_iter().flatten().collect();
    if pages.is_empty() { Err(unknown(topic)) } else { Ok(pages.join("\n\n")) }
}

/// The names that have a page, codes apart.
pub fn topics() -> impl Iterator<Item = &'static str> {
    let keywords = keywords::ALL.iter().map(|keyword| keyword.text());
    let functions = functions::ALL.iter().map(|function| function.name());
    keywords.chain(functions).chain(meta::ALL.iter().map(|command| command.name)).chain([CONFIG, CATALOG])
}

fn unknown(topic: &str) -> String {
    let word = topic.trim_start_matches('\\');
    let hint = match keywords::dateline_word(word) {
        Some(word) => format!("the word of Dateline is {}", quote(word)),
        None => did_you_mean(word, topics()).unwrap_or_else(|| "`\\help` lists what there is".into()),
    };
    format!("there is no clause, function, code or command {}: {hint}", quote(topic))
}

/// A page: what it is about, what that is, and parts with a title each.
fn page(title: &str, about: &str, parts: &[(&str, Vec<String>)]) -> String {
    let part = |(name, lines): &(&str, Vec<String>)| {
        let lines: String = lines.iter().map(|line| format!("\n  {}", line.replace('\n', "\n  "))).collect();
        if lines.is_empty() { String::new() } else { format!("\n\n{name}{lines}") }
    };
    format!("{title}\n{about}{}", parts.iter().map(part).collect::<String>())
}

fn of_keyword(keyword: Keyword) -> String {
    let word = keyword.text();
    if keyword.role() == Role::Planned {
        return page(word, &format!("{} (not in this version)", keyword.doc()), &[]);
    }
    let parts = [("Form", forms::of(keyword)), ("Example", examples::with_keyword(word))];
    page(&format!("{word}: {}", kind(keyword.role())), keyword.doc(), &parts)
}

/// What a keyword is.
fn kind(role: Role) -> &'static str {
    match role {
        Role::Clause => "a clause",
        Role::Verb => "a figure of a summary",
        Role::Operator => "an operator",
        Role::Operand => "an operand",
        Role::Statement => "a statement",
        Role::Part | Role::Planned => "a word inside of clauses",
    }
}

fn of_function(function: Function) -> String {
    let parts = [("Form", vec![function.call().to_string()]), ("Example", examples::with_function(function.name()))];
    page(&format!("{}: a function", function.name()), function.doc(), &parts)
}

fn of_command(command: &Command) -> String {
    let aliases: Vec<String> = command.aliases.iter().map(|alias| format!("\\{alias}")).collect();
    let parts = [("Form", vec![command.usage()]), ("Short", aliases), ("Example", vec![command.example.to_string()])];
    page(&format!("\\{}: a command of the prompt", command.name), command.help, &parts)
}

fn of_config() -> String {
    let key = |key: &Key| format!("\n{} = …\n  {}\n  it can be {}; without it: {}", key.name, key.doc, key.values, key.default);
    format!(
        "config.toml: the settings of the prompt\nIt stands in `dateline` in the folder of your settings (XDG_CONFIG_HOME, or \
         ~/.config). Only the prompt reads it,\nnever a query or a script of the command line. What an option says goes before.\n{}",
        config::KEYS.iter().map(key).collect::<String>()
    )
}

fn overview() -> String {
    let parts = [
        "A query is a table and clauses, applied from left to right; `;` or a blank line ends it:".to_string(),
        "  crossings where border = \"Torkham\" during 2025-04 sum persons by border sort persons desc".to_string(),
        section("Clauses", keyword_lines(Role::Clause)),
        section("Figures, each with `by` keys", keyword_lines(Role::Verb)),
        section("Statements", keyword_lines(Role::Statement)),
        format!("Functions\n{}", wrapped(functions::ALL.iter().map(|function| function.name()))),
        section("Commands of the prompt", meta::ALL.iter().map(|command| (command.usage(), command.help.to_string())).collect()),
        "Each of these words has a page: `\\help sum` at the prompt, `dateline help sum` outside of it. `config` is about the\n\
         settings of the prompt, `catalog` about `dateline.toml`, a code such as E0202 about a diagnostic."
            .to_string(),
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
mod tests;
