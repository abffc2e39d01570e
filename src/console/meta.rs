//! The one table of commands that start with a backslash, and how a line is read as one.

use crate::base::names::{nearest, one_of, quote};

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Action {
    Help,
    Tables,
    Describe,
    Explain,
    Notes,
    Timing,
    Format,
    Output,
    Expanded,
    Pager,
    Watch,
    Run,
    Edit,
    Undo,
    Save,
    Demo,
    Tour,
    Quit,
}

/// What stands behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A keyword, a function, a code or a command; may be left out.
    Topic,
    /// A table, and perhaps a column of it.
    Table,
    /// A query.
    Query,
    /// A query, and perhaps a time.
    QueryAndTime,
    /// The form of results.
    Format,
    /// `on`, `off` or `auto`; may be left out.
    Switch,
    /// `on`, `off` or a program; may be left out.
    Program,
    /// `end`; may be left out.
    End,
    /// A file.
    File,
    /// A file; may be left out.
    AnyFile,
}

/// A command of the prompt.
#[derive(Debug)]
pub struct Command {
    /// What it does.
    pub action: Action,
    /// Its name, without the backslash.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// What stands behind it.
    pub argument: Argument,
    /// One line of help.
    pub help: &'static str,
    /// How it is used, on the example tables.
    pub example: &'static str,
}

macro_rules! commands {
    ($($action:ident $name:literal [$($alias:literal)*] $argument:ident $help:literal $example:literal;)*) => {
        /// Every command.
        pub const ALL: &[Command] = &[$(Command {
            action: Action::$action,
            name: $name,
            aliases: &[$($alias),*],
            argument: Argument::$argument,
            help: $help,
            example: $example,
        },)*];
    };
}

commands! {
    Help "help" ["h" "?"] Topic "explain the language, or one clause, function, code or command" "\\help where";
    Tables "tables" ["dt"] None "list the tables" "\\tables";
    Describe "describe" ["d"] Table "show the columns of a table and how each was found out, or what one column holds" "\\describe crossings border";
    Explain "explain" [] Query "show what a query means, step by step, without running it" "\\explain crossings during 2025-04 sum persons by border";
    Notes "notes" ["w"] None "show the notes and faults of the last statement again" "\\notes";
    Timing "timing" [] None "say how long each statement takes, or no longer" "\\timing";
    Format "format" ["f"] Format "the form of results from here on" "\\format markdown";
    Output "output" ["o"] AnyFile "write results to a file from here on; without one, to the terminal again" "\\output april.md";
    Expanded "expanded" ["x"] Switch "columns below each other: always, never, or where not all fit" "\\expanded auto";
    Pager "pager" [] Program "show answers that are longer than the terminal page by page, or no longer" "\\pager on";
    Watch "watch" [] QueryAndTime "open the files again and answer a query every few seconds, until Ctrl-C" "\\watch crossings count every 10 s";
    Run "run" ["i"] File "run a script; its `let`s stay" "\\run april.dlq";
    Edit "edit" ["e"] AnyFile "edit the last statement, or a file, in $EDITOR, then run it" "\\edit";
    Undo "undo" ["u"] None "forget the last `let` and what rests on it, or leave `\\demo` again" "\\undo";
    Save "save" ["s"] File "write the statements of this sitting to a script that runs" "\\save april.dlq";
    Demo "demo" [] None "open small invented tables to try things on" "\\demo";
    Tour "tour" [] End "five steps through the language, typed along on the example tables" "\\tour";
    Quit "quit" ["q" "exit"] None "leave, as Ctrl-D does" "\\quit";
}

impl Command {
    /// How it is written.
    pub fn usage(&self) -> String {
        let argument = match self.argument {
            Argument::None => "",
            Argument::Topic => " [TOPIC]",
            Argument::Table => " TABLE [COLUMN]",
            Argument::Query => " QUERY",
            Argument::QueryAndTime => " QUERY [every N s]",
            Argument::Format => " FORMAT",
            Argument::Switch => " [on|off|auto]",
            Argument::Program => " [on|off|PROGRAM]",
            Argument::End => " [end]",
            Argument::File => " FILE",
            Argument::AnyFile => " [FILE]",
        };
        format!("\\{}{argument}", self.name)
    }

    /// Whether this is one of its names.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// Whether a line is a command rather than a statement.
pub fn is_command(line: &str) -> bool {
    line.trim_start().starts_with('\\')
}

/// The command of a line and its argument, or what is wrong with it.
pub fn parse(line: &str) -> Result<(&'static Command, &str), String> {
    let line = line.trim().trim_start_matches('\\').trim_end_matches(';');
    let (name, argument) = line.split_once(char::is_whitespace).map_or((line, ""), |(name, rest)| (name, rest.trim()));
    let command = find(name)?;
    match (command.argument, argument.is_empty()) {
        (Argument::None, false) => Err(format!("{} takes nothing behind it", quote(&command.usage()))),
        (Argument::Table, true) => Err(missing("table", command)),
        (Argument::Query | Argument::QueryAndTime, true) => Err(missing("query", command)),
        (Argument::Format, true) => Err(missing("format", command)),
        (Argument::File, true) => Err(missing("file", command)),
        _ => Ok((command, argument)),
    }
}

fn missing(what: &str, command: &Command) -> String {
    format!("a {what} is missing: {}", quote(&command.usage()))
}

/// The command of a name, an alias or the beginning of one name only.
fn find(name: &str) -> Result<&'static Command, String> {
    if let Some(command) = ALL.iter().find(|command| command.is_called(name)) {
        return Ok(command);
    }
    let mut begun = ALL.iter().filter(|command| !name.is_empty() && command.name.starts_with(name));
    match (begun.next(), begun.next()) {
        (Some(command), None) => Ok(command),
        _ => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    let near = nearest(name, ALL.iter().map(|command| command.name));
    let written = |names: &[&str]| one_of(&names.iter().map(|name| quote(&format!("\\{name}"))).collect::<Vec<_>>());
    let hint = match near.as_slice() {
        [] => format!("the commands are {}", ALL.iter().map(|command| quote(&command.usage())).collect::<Vec<_>>().join(", ")),
        near => format!("did you mean {}?", written(near)),
    };
    format!("there is no command {}: {hint}", written(&[name]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        match parse(line) {
            Ok((command, argument)) => format!("{:?} {argument}", command.action).trim_end().to_string(),
            Err(message) => message,
        }
    }

    #[test]
    fn commands_are_found_by_name_alias_and_beginning() {
        assert_eq!(read("\\help where"), "Help where");
        assert_eq!(read("  \\?"), "Help");
        assert_eq!(read("\\desc total dead"), "Describe total dead");
        assert_eq!(read("\\d crossings;"), "Describe crossings");
        assert_eq!(read("\\exit"), "Quit");
    }

    #[test]
    fn what_is_wrong_is_said_with_a_way_out() {
        assert_eq!(read("\\tabels"), "there is no command `\\tabels`: did you mean `\\tables`?");
        assert_eq!(read("\\describe"), "a table is missing: `\\describe TABLE [COLUMN]`");
        assert_eq!(read("\\quit now"), "`\\quit` takes nothing behind it");
        assert!(read("\\").contains("the commands are `\\help [TOPIC]`"));
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = ALL.iter().flat_map(|c| c.aliases.iter().copied().chain([c.name])).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
