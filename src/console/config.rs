//! `config.toml`: how the prompt of a person looks and behaves. The one table of its keys is here.
//!
//! Only the prompt reads it. A query, a script, a check give the same on every machine, whatever its settings.

use super::settings::{Color, Settings};
use super::stop::Stop;
use crate::base::names::{all_of, did_you_mean, quote};
use crate::base::{Code, Diagnostic};
use crate::data::io_words;
use crate::output::{Expanded, Format};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// What a person wants of the prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The form of results.
    pub format: Option<Format>,
    /// When to use colour.
    pub color: Option<Color>,
    /// The most rows of a table on the terminal.
    pub rows: Option<usize>,
    /// When rows are shown one below the other.
    pub expanded: Expanded,
    /// What shows answers that are longer than the terminal.
    pub pager: Option<String>,
    /// Whether each statement is timed.
    pub timing: bool,
    /// How many lines of history are kept.
    pub history: usize,
    /// What is opened when nothing is named: a catalog, a file, a folder.
    pub catalog: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            format: None,
            color: None,
            rows: None,
            expanded: Expanded::Off,
            pager: None,
            timing: false,
            history: 10_000,
            catalog: None,
        }
    }
}

/// A key of the file.
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it can be.
    pub values: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// One line of help.
    pub doc: &'static str,
    /// Takes over a value, if it fits.
    take: fn(&Value, &mut Config) -> Option<()>,
}

/// Every key.
pub const KEYS: &[Key] = &[
    Key {
        name: "format",
        values: "table, csv, tsv, json, ndjson, markdown, html",
        default: "table",
        doc: "the form of results",
        take: |value, config| {
            config.format = Some(Format::parse(value.as_str()?).filter(|format| !format.is_binary())?);
            Some(())
        },
    },
    Key {
        name: "color",
        values: "auto, always, never",
        default: "auto",
        doc: "when to use colour; auto honours NO_COLOR",
        take: |value, config| {
            config.color = Some(Color::parse(value.as_str()?)?);
            Some(())
        },
    },
    Key {
        name: "rows",
        values: "a whole number from 1",
        default: "40, or with a pager 10000",
        doc: "the most rows of a table on the terminal",
        take: |value, config| {
            config.rows = Some(positive(value)?);
            Some(())
        },
    },
    Key {
        name: "expanded",
        values: "on, off, auto",
        default: "off",
        doc: "columns below each other: always, never, or where they do not fit beside each other",
        take: |value, config| {
            config.expanded = Expanded::parse(value.as_str()?)?;
            Some(())
        },
    },
    Key {
        name: "pager",
        values: "true, false, or a command",
        default: "false",
        doc: "what shows answers that are longer than the terminal; true is $PAGER, else less -FRSX",
        take: |value, config| {
            config.pager = match value {
                Value::Boolean(on) => on.then(super::pager::usual),
                other => Some(other.as_str().filter(|command| !command.trim().is_empty())?.to_string()),
            };
            Some(())
        },
    },
    Key {
        name: "timing",
        values: "true, false",
        default: "false",
        doc: "whether each statement is followed by the time it took",
        take: |value, config| {
            config.timing = value.as_bool()?;
            Some(())
        },
    },
    Key {
        name: "history",
        values: "a whole number from 1",
        default: "10000",
        doc: "how many statements are remembered from sitting to sitting",
        take: |value, config| {
            config.history = positive(value)?;
            Some(())
        },
    },
    Key {
        name: "catalog",
        values: "a path",
        default: "none",
        doc: "the catalog, file or folder that opens when none is named; from the folder of config.toml",
        take: |value, config| {
            config.catalog = Some(PathBuf::from(value.as_str().filter(|path| !path.is_empty())?));
            Some(())
        },
    },
];

fn positive(value: &Value) -> Option<usize> {
    usize::try_from(value.as_integer()?).ok().filter(|number| *number > 0)
}

impl Config {
    /// Reads the settings of a file; a file that is not there changes nothing.
    pub fn read(file: &Path) -> Result<Config, Stop> {
        let shown = file.display().to_string();
        match fs::read_to_string(file) {
            Ok(text) => Config::parse(&text, &shown, file.parent().unwrap_or(Path::new(""))),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(Config::default()),
            Err(error) => Err(Stop::because(Code::BadConfig, format!("{} cannot be read: {}", quote(&shown), io_words(&error)))),
        }
    }

    /// Reads the text of a file; all that is wrong comes back at once.
    fn parse(text: &str, shown: &str, folder: &Path) -> Result<Config, Stop> {
        let refused = |why: String| Diagnostic::error_anywhere(Code::BadConfig, format!("{}: {why}", quote(shown)));
        let table: Table = text.parse().map_err(|error: toml::de::Error| Stop::diagnostic(refused(error.message().into())))?;
        let (mut config, mut faults) = (Config::default(), Vec::new());
        for (name, value) in &table {
            match KEYS.iter().find(|key| key.name == name) {
                None => {
                    let near = did_you_mean(name, KEYS.iter().map(|key| key.name));
                    let all = || format!("the keys are {}", all_of(&KEYS.iter().map(|key| quote(key.name)).collect::<Vec<_>>()));
                    faults.push(refused(format!("there is no key {}", quote(name))).help(near.unwrap_or_else(all)));
                }
                Some(key) if (key.take)(value, &mut config).is_none() => {
                    let fault = refused(format!("{} cannot be {}", quote(name), quote(&value.to_string())));
                    faults.push(fault.help(format!("it can be {}", key.values)));
                }
                Some(_) => {}
            }
        }
        config.catalog = config.catalog.map(|path| folder.join(path));
        if faults.is_empty() { Ok(config) } else { Err(Stop::diagnostics(faults)) }
    }

    /// The settings of the command line, and where it says nothing those of the file.
    pub fn beside(&self, settings: Settings) -> Settings {
        let color = self.color.filter(|_| settings.color == Color::Auto).unwrap_or(settings.color);
        Settings {
            format: settings.format.or(self.format),
            color,
            rows: settings.rows.or(self.rows),
            expanded: self.expanded,
            pager: self.pager.clone(),
            ..settings
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        Config::parse(text, "config.toml", Path::new("/home/x")).map_err(|stop| match stop {
            Stop::Refused(_, error) => error.to_string(),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn every_key_is_read() {
        let config = read(
            "format = \"markdown\"\ncolor = \"never\"\nrows = 7\nexpanded = \"auto\"\npager = \"more\"\ntiming = true\n\
             history = 5\ncatalog = \"data/dateline.toml\"",
        );
        let expected = Config {
            format: Some(Format::Markdown),
            color: Some(Color::Never),
            rows: Some(7),
            expanded: Expanded::Auto,
            pager: Some("more".into()),
            timing: true,
            history: 5,
            catalog: Some("/home/x/data/dateline.toml".into()),
        };
        assert_eq!(config, Ok(expected));
        assert_eq!(read(""), Ok(Config::default()));
    }

    #[test]
    fn unknown_keys_and_values_are_refused_at_once() {
        let faults = read("formt = \"csv\"\nrows = 0\nformat = \"xlsx\"").unwrap_err();
        assert!(faults.contains("there is no key `formt`"), "{faults}");
        assert!(faults.contains("`rows` cannot be `0`") && faults.contains("`format` cannot be `\"xlsx\"`"), "{faults}");
        assert!(read("rows =").unwrap_err().starts_with("E0511"), "{:?}", read("rows ="));
    }

    #[test]
    fn the_command_line_goes_before_the_file() {
        let config = Config { format: Some(Format::Csv), color: Some(Color::Never), ..Config::default() };
        let asked = Settings { format: Some(Format::Json), color: Color::Always, ..Settings::default() };
        let settings = config.beside(asked);
        assert_eq!((settings.format, settings.color), (Some(Format::Json), Color::Always));
        let settings = config.beside(Settings::default());
        assert_eq!((settings.format, settings.color), (Some(Format::Csv), Color::Never));
    }
}
