//! The arguments: commands, options and their help. What they mean is in the modules of the commands.

use super::folders;
use crate::base::calendar::{Day, Period, Precision};
use crate::console::script::Script;
use crate::console::{self, Settings};
use crate::data::Opening;
use crate::engine::Options;
use crate::output::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const USAGE: &str = "dateline [OPTIONS] [PATH]...\n       dateline [OPTIONS] <COMMAND>";

const AFTER_HELP: &str = "\
A data file is the table named after its stem: crossings.csv is the table `crossings`.
Without a command, a prompt opens on the files; statements piped to standard input run as a script.

Examples:
  dateline query 'crossings during 2025-04 sum persons by border' crossings.csv
  dateline run report.dlq data/ --output report.md
  dateline schema crossings.csv
  dateline explain E0202

Results go to standard output, everything else to standard error.
Exit status: 0 done, 1 refused (the query, its data or a check), 2 wrong usage, 130 interrupted.";

/// Ask tables of dated events about people
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(override_usage = USAGE, after_help = AFTER_HELP)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    pub common: Common,

    /// Data files, folders of them, or catalogs (dateline.toml)
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer one query
    Query {
        /// The query, in quotes: a table and clauses
        query: String,
        /// Data files, or folders of them; a path in quotes inside the query needs none
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Run a script
    Run {
        /// The script, `-` for standard input; paths in it start from its folder
        #[arg(value_name = "FILE")]
        script: PathBuf,
        /// Data files, folders of them, or catalogs; without any the dateline.toml beside the script
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Write what the checks of the script (`expect`) gave as JUnit XML
        #[arg(long, value_name = "FILE")]
        junit: Option<PathBuf>,
        /// Run again when the script, its catalog or its data change, until Ctrl-C
        #[arg(long)]
        watch: bool,
    },
    /// Check scripts without running them
    Check {
        /// A script, `-` for standard input; paths in it start from its folder
        #[arg(value_name = "FILE")]
        script: PathBuf,
        /// More scripts (.dlq); then data files, folders of them, or catalogs, without any the dateline.toml beside each script
        #[arg(value_name = "FILE or PATH")]
        names: Vec<PathBuf>,
    },
    /// Lay scripts out anew: white space and line breaks, nothing else
    Fmt {
        /// Scripts, folders of them, or `-` for standard input
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// Write nothing; name the scripts that would change, and fail if there are some
        #[arg(long)]
        check: bool,
    },
    /// Show tables and columns: their types, roles, and how each was found out
    #[command(override_usage = "dateline schema [OPTIONS] [TABLE] [PATH]...")]
    Schema {
        /// A table, unless a file has that name; then data files, or folders of them
        #[arg(value_name = "TABLE or PATH")]
        names: Vec<PathBuf>,
    },
    /// Write a catalog (dateline.toml) from what is found in files, to be gone over
    Init {
        /// Data files, or folders of them; `-` prints the catalog instead of writing it beside them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Explain the language: an overview, or a clause, function, code or command of the prompt, or its settings (config)
    Help {
        /// A word such as `where`, `percentile`, `E0202`, `config`
        topic: Vec<String>,
    },
    /// Show how a query is understood, or what the code of a diagnostic or the keys of a catalog mean
    Explain {
        /// The query, in quotes, a code such as E0202, or `catalog`
        query: String,
        /// Data files, folders of them, or catalogs (dateline.toml)
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// How far to go
        #[arg(long, value_enum, default_value_t = Stage::Plan)]
        stage: Stage,
    },
    /// Print what a shell needs to complete this command line
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What of a query `explain` shows.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Stage {
    /// Its words and signs
    Tokens,
    /// Its tree, as JSON
    Ast,
    /// What it means, step by step
    Plan,
    /// What the engine is asked to do
    Polars,
}

impl From<Stage> for console::explain::Stage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Tokens => Self::Tokens,
            Stage::Ast => Self::Ast,
            Stage::Plan => Self::Plan,
            Stage::Polars => Self::Polars,
        }
    }
}

/// The options every command takes.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// The form of results; json makes diagnostics JSON too. Without it: by the ending of --output, else table
    #[arg(long, global = true, value_parser = format_parser())]
    pub format: Option<Format>,

    /// Write results to a file, which appears when all is done. Several results fit table, markdown and ndjson
    #[arg(long, short, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// The day that counts as today, such as 2025-04-06
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub now: Option<Day>,

    /// Only what was reported by the end of this day, which counts as today: as the statement `as of`
    #[arg(long, global = true, value_name = "DATE", value_parser = day, conflicts_with = "now")]
    pub as_of: Option<Day>,

    /// Set `$name` to a literal; what is no literal is text
    #[arg(long, global = true, value_name = "NAME=VALUE", value_parser = setting)]
    pub set: Vec<(String, String)>,

    /// Show the values of columns that the catalog calls sensitive
    #[arg(long, global = true)]
    pub show_sensitive: bool,

    /// Refuse files with cells that do not fit their columns; without it they are unknown, counted and shown
    #[arg(long, global = true)]
    pub strict: bool,

    /// Neither use nor leave columnar copies of large files in the cache folder
    #[arg(long, global = true)]
    pub no_cache: bool,

    /// Colour on the terminal; auto honours NO_COLOR
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,

    /// Write what the results rest on, digests of the files included, to FILE.provenance.json beside each FILE they go to
    #[arg(long, global = true)]
    pub provenance: bool,

    /// Leave out footers and notes
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Common {
    /// What the engine needs to know; paths inside of a script start from its folder.
    pub fn options(&self, script: Option<&Script>) -> Options {
        let copies = if self.no_cache { None } else { folders::copies() };
        let format = self.format.or_else(|| self.output.as_deref().and_then(Format::from_extension));
        let provenance = self.provenance || format.is_some_and(Format::holds_facts);
        Options {
            now: self.now,
            as_of: self.as_of,
            set: self.set.clone(),
            folder: script.and_then(|script| script.folder.clone()),
            script: script.and_then(|script| script.path.clone()),
            show_sensitive: self.show_sensitive,
            opening: Opening { strict: self.strict, copies, ..Opening::default() },
            provenance,
        }
    }

    /// How results and messages are to look.
    pub fn settings(&self) -> Settings {
        let color = match self.color {
            Color::Auto => console::Color::Auto,
            Color::Always => console::Color::Always,
            Color::Never => console::Color::Never,
        };
        Settings {
            format: self.format,
            output: self.output.clone(),
            color,
            quiet: self.quiet,
            provenance: self.provenance,
            ..Settings::default()
        }
    }
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| Format::parse(&name).ok_or("no such format"))
}

fn day(text: &str) -> Result<Day, &'static str> {
    let period = Period::parse(text).filter(|period| period.precision == Precision::Day);
    period.map(|period| period.start).ok_or("a day is written 2025-04-06")
}

fn setting(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.trim_start_matches('$').to_string(), value.to_string())),
        _ => Err("a value is set by NAME=VALUE"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn options_may_stand_before_and_after_the_command() {
        for line in ["dateline --format csv query t a.csv", "dateline query t a.csv --format csv"] {
            let args = Args::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(args.common.format, Some(Format::Csv), "{line}");
            assert!(matches!(args.command, Some(Command::Query { .. })), "{line}");
        }
    }

    #[test]
    fn settings_split_at_the_first_sign() {
        assert_eq!(setting("border=a=b"), Ok(("border".into(), "a=b".into())));
        assert!(setting("border").is_err() && setting("=x").is_err());
    }
}
