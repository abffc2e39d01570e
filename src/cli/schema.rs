//! `dateline schema`: what is known of the tables, and how it was found out.

use super::console::Console;
use super::stop::Stop;
use crate::base::names::{all_of, did_you_mean, quote};
use crate::base::{Code, Diagnostic};
use crate::catalog::{Catalog, Table};
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
    !first.exists() && (with_paths || !like_path)
}

/// Shows one table, or all.
pub fn show(console: &mut Console, catalog: &Catalog, table: Option<&str>) -> Result<(), Stop> {
    let (format, style) = (console.format(), console.style());
    let shown: Vec<&Table> = match table {
        Some(name) => {
            let table = find(catalog, name)?;
            console.show(|out| schema::write_columns(table, format, &style, out))?;
            vec![table]
        }
        None => {
            console.show(|out| schema::write_tables(catalog, format, &style, out))?;
            catalog.tables.iter().collect()
        }
    };
    for table in shown {
        console.report.diagnostics(&table.origin, "", &table.notes);
    }
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
