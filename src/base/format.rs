//! The formats an answer can be written in: their names, what they are for, the endings of their files.

use super::names::all_of;
use std::path::Path;
use std::{fmt, io};

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Columns fitted to the terminal.
    #[default]
    Table,
    /// Values separated by commas, RFC 4180.
    Csv,
    /// Values separated by tabs.
    Tsv,
    /// One object with columns, rows, facts and notes.
    Json,
    /// One object for each row, a line each.
    Ndjson,
    /// A table of GitHub's Markdown.
    Markdown,
    /// A page of its own.
    Html,
    /// A workbook: typed cells, and a second sheet with what the rows rest on.
    Xlsx,
    /// A Parquet file.
    Parquet,
    /// An Arrow IPC file.
    Arrow,
}

/// What a format cannot hold, in words. It comes as the inner error of an `io::Error`.
#[derive(Debug)]
pub struct Unfit(pub String);

impl Unfit {
    /// As a failure to write.
    pub fn error(what: impl Into<String>) -> io::Error {
        io::Error::other(Unfit(what.into()))
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

/// What there is to know of one format.
struct Entry {
    format: Format,
    name: &'static str,
    about: &'static str,
    /// Endings of files, which are read as names too.
    endings: &'static [&'static str],
}

const fn entry(format: Format, name: &'static str, endings: &'static [&'static str], about: &'static str) -> Entry {
    Entry { format, name, about, endings }
}

/// Every format, in the order of the enum.
const TABLE: [Entry; 10] = [
    entry(Format::Table, "table", &["txt"], "columns fitted to the terminal"),
    entry(Format::Csv, "csv", &["csv"], "values separated by commas"),
    entry(Format::Tsv, "tsv", &["tsv", "tab"], "values separated by tabs"),
    entry(Format::Json, "json", &["json"], "one object with columns, rows, facts and notes"),
    entry(Format::Ndjson, "ndjson", &["ndjson", "jsonl"], "one object for each row"),
    entry(Format::Markdown, "markdown", &["md", "markdown"], "a table for a document"),
    entry(Format::Html, "html", &["html", "htm"], "a page with the rows and what they rest on"),
    entry(Format::Xlsx, "xlsx", &["xlsx"], "a workbook, with --output"),
    entry(Format::Parquet, "parquet", &["parquet", "pq"], "a typed file, with --output"),
    entry(Format::Arrow, "arrow", &["arrow", "feather", "ipc"], "a typed file, with --output"),
];

impl Format {
    /// All of them, in the order in which help shows them.
    pub const ALL: [Format; 10] = {
        use Format::*;
        [Table, Csv, Tsv, Json, Ndjson, Markdown, Html, Xlsx, Parquet, Arrow]
    };

    /// The format of a name such as `csv`, or of an ending such as `md`; case does not count.
    pub fn parse(name: &str) -> Option<Format> {
        let is = |word: &&str| word.eq_ignore_ascii_case(name);
        TABLE.iter().find(|e| is(&e.name) || e.endings.iter().any(is)).map(|e| e.format)
    }

    /// The format that the ending of a file asks for.
    pub fn from_extension(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?;
        let is = |word: &&str| word.eq_ignore_ascii_case(ending);
        TABLE.iter().find(|e| e.endings.iter().any(is)).map(|e| e.format)
    }

    /// The endings of files that say a format, the first of each, in words.
    pub fn endings() -> String {
        let endings: Vec<String> = TABLE.iter().map(|entry| format!(".{}", entry.endings[0])).collect();
        all_of(&endings)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].name
    }

    /// What it is, in a few words.
    pub fn about(self) -> &'static str {
        TABLE[self as usize].about
    }

    /// Whether all that an answer rests on stands in it.
    pub fn holds_facts(self) -> bool {
        matches!(self, Format::Json | Format::Html | Format::Xlsx)
    }

    /// Whether people read it as it is, so that qualified figures stand in one column, as they are said.
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Table | Format::Markdown | Format::Html)
    }

    /// Whether it has a place for what the rows rest on; for the others that goes to the standard error.
    pub fn has_footer(self) -> bool {
        self.is_for_people() || matches!(self, Format::Json | Format::Xlsx)
    }

    /// Whether a terminal cannot show it.
    pub fn is_binary(self) -> bool {
        matches!(self, Format::Xlsx | Format::Parquet | Format::Arrow)
    }

    /// Whether a file of it holds several results, one after the other.
    pub fn holds_several(self) -> bool {
        matches!(self, Format::Table | Format::Markdown | Format::Ndjson)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_endings() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.name()), Some(format));
            for ending in TABLE[format as usize].endings {
                assert_eq!(Format::from_extension(Path::new(&format!("out.{}", ending.to_uppercase()))), Some(format));
            }
        }
        assert_eq!(Format::parse("pdf"), None);
        assert_eq!(Format::from_extension(Path::new("csv")), None);
    }
}
