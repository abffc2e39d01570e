//! `dateline schema`: what is known of the tables, and how it was found out.

use super::results::Console;
use super::stop::Stop;
use crate::base::names::{all_of, did_you_mean, quote};
use crate::base::{Code, Diagnostic};
use crate::catalog::{Catalog, Table};
use crate::engine::Engine;
use crate::output::schema;
use std::path::{Path, PathBuf};

/// Splits the arguments into a table and paths.
pub fn split(mut names: Vec<PathBuf>) -> (Option<String>, Vec<PathBuf>) {
    match names.first() {
        Some(first) if is_table(first, names.len() > 1) => {
            let table = names.remove(0).to_string_lossy().into_owned();
            (Some(table), names)
        }
        _ => (None, names),
    }
}

/// The first argument is a table if it is no existing path, and does not look like a missing one that stands alone.
fn is_table(first: &Path, with_paths: bool) -> bool {
    let like_path = first.extension().is_some() || first.components().count() > 1;
    let pattern = first.to_string_lossy().contains('*');
    !first.exists() && !pattern && (with_paths || !like_path)
}

/// Shows the columns of one table: the one that is named, or the only one. Of several tables the list is shown, and for people the
/// columns of each; programs get one list.
pub fn show(console: &mut Console, engine: &Engine, name: Option<&str>) -> Result<(), Stop> {
    let catalog = engine.catalog();
    match (name, catalog.tables.as_slice()) {
        (Some(name), _) => columns(console, engine, find(catalog, name)?, false),
        (None, [only]) => columns(console, engine, only, false),
        (None, several) => {
            tables(console, catalog)?;
            let format = console.format();
            let shown = if format.is_for_people() && format.holds_several() { several } else { &[] };
            shown.iter().try_for_each(|table| columns(console, engine, table, true))
        }
    }
}

/// Shows the list of tables.
pub fn tables(console: &mut Console, catalog: &Catalog) -> Result<(), Stop> {
    console.show(|format, style, out| schema::write_tables(catalog, format, style, out))
}

/// Shows the columns of a table, below its name where it is one of several, and what is worth knowing about how it was read.
fn columns(console: &mut Console, engine: &Engine, table: &Table, named: bool) -> Result<(), Stop> {
    console.show(|format, style, out| {
        if named {
            writeln!(out, "{}\n", table.name)?;
        }
        schema::write_columns(table, format, style, out)
    })?;
    console.report.diagnostics(&table.origin, "", &engine.notes(table));
    Ok(())
}

/// The table of a name, or why there is none.
pub fn find<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Table, Stop> {
    catalog.table(name).ok_or_else(|| {
        let known: Vec<&str> = catalog.tables.iter().map(|table| table.name.as_str()).collect();
        let list = match known.as_slice() {
            [] => "no data file was named; name files after the table".to_string(),
            _ => format!("the tables are {}", all_of(&known.iter().map(|name| quote(name)).collect::<Vec<_>>())),
        };
        let missing = Diagnostic::error_anywhere(Code::UnknownTable, format!("there is no table {}", quote(name)));
        Stop::diagnostic(missing.help_if(did_you_mean(name, known.into_iter())).help(list))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table_of(names: &[&str]) -> Option<String> {
        split(names.iter().map(PathBuf::from).collect()).0
    }

    #[test]
    fn the_first_argument_is_a_table_unless_it_is_a_path() {
        assert_eq!(table_of(&["crossings"]), Some("crossings".into()));
        assert_eq!(table_of(&["crossings.v2", "src"]), Some("crossings.v2".into()));
        assert_eq!(table_of(&["src"]), None);
        assert_eq!(table_of(&["missing.csv"]), None);
        assert_eq!(table_of(&["data/missing"]), None);
        assert_eq!(table_of(&[]), None);
    }
}
