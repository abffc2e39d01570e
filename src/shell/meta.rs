//! The one table of commands that start with a backslash, and how a line is read as one.

use crate::base::names::{nearest, one_of, quote};

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Help,
    Tables,
    Describe,
    Explain,
    Notes,
    Timing,
    Format,
    Output,
    Run,
    Edit,
    Undo,
    Save,
    Demo,
    Quit,
}

/// What stands behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    None,
    /// A keyword, a function or a code; may be left out.
    Topic,
    /// A table, and perhaps a column of it.
    Table,
    /// A query.
    Query,
    /// The form of results.
    Format,
    /// A file.
    File,
    /// A file; may be left out.
    AnyFile,
}

/// A command of the prompt.
#[derive(Debug)]
pub struct Command {
    pub action: Action,
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub argument: Argument,
    pub help: &'static str,
}

macro_rules! commands {
    ($($action:ident $name:literal [$($alias:literal)*] $argument:ident $help:literal;)*) => {
        /// Every command.
        pub const ALL: &[Command] = &[$(Command {
            action: Action::$action,
            name: $name,
            aliases: &[$($alias),*],
            argument: Argument::$argument,
            help: $help,
        },)*];
    };
}

commands! {
    Help "help" ["h" "?"] Topic "explain the language, or one clause, function or code of it";
    Tables "tables" ["dt"] None "list the tables";
    Describe "describe" ["d"] Table "show the columns of a table and how each was found out, or what one column holds";
    Explain "explain" [] Query "show what a query means, step by step, without running it";
    Notes "notes" ["w"] None "show the notes and faults of the last statement again";
    Timing "timing" [] None "say how long each statement takes, or no longer";
    Format "format" ["f"] Format "the form of results from here on";
    Output "output" ["o"] AnyFile "write results to a file from here on; without one, to the terminal again";
    Run "run" ["i"] File "run a script; its `let`s stay";
    Edit "edit" ["e"] AnyFile "edit the last statement, or a file, in $EDITOR, then run it";
    Undo "undo" ["u"] None "forget the last `let`";
    Save "save" ["s"] File "write the statements of this sitting to a script that runs";
    Demo "demo" [] None "open small invented tables to try things on";
    Quit "quit" ["q" "exit"] None "leave, as Ctrl-D does";
}

impl Command {
    /// How it is written.
    pub fn usage(&self) -> String {
        let argument = match self.argument {
            Argument::None => "",
            Argument::Topic => " [clause|function|code]",
            Argument::Table => " TABLE [COLUMN]",
            Argument::Query => " QUERY",
            Argument::Format => " FORMAT",
            Argument::File => " FILE",
            Argument::AnyFile => " [FILE]",
        };
        format!("\\{}{argument}", self.name)
    }

    fn is_called(&self, name: &str) -> bool {
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
        (Argument::Query, true) => Err(missing("query", command)),
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
        assert!(read("\\").contains("the commands are `\\help [clause|function|code]`"));
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
