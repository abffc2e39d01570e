//! Queries checked against tables whose columns are a guess until they are read.

use super::{Engine, Error};
use crate::base::names::{fold, quote};
use crate::base::{Code, Diagnostic, Label, Span};
use crate::catalog::Table;
use crate::check::LetTable;
use crate::data::{self, Opening};
use crate::exec;
use crate::syntax::ast;

/// A query that was checked.
pub(super) struct Sound {
    pub table: LetTable,
    pub read: exec::Read,
    pub notes: Vec<Diagnostic>,
}

impl Engine {
    /// Checks a query, and reads the columns it rests on where that was not done before: what they hold is a guess until then, and a
    /// guess that was wrong is checked again. A named one, that others may go on with, carries along what they may ask for.
    pub(super) fn checked(&mut self, query: &ast::Query, named: bool) -> Result<Sound, Vec<Diagnostic>> {
        for source in query.sources() {
            if let Some(path) = self.names.path(source).map(str::to_string) {
                self.open_path(&path, source.span()).map_err(|fault| vec![fault])?;
            }
        }
        let called = self.call_tables(query)?;
        loop {
            let is_withheld = |table: &str, column: &str| {
                let table = self.catalog.table(table).filter(|_| !self.options.show_sensitive);
                table.is_some_and(|table| table.roles.sensitive.iter().any(|name| name == column))
            };
            let checker = self.checker();
            let checked = if named { checker.keeping() } else { checker }.query(query);
            let read = match &checked {
                (Some(table), _) => exec::read_columns(&table.plan, &self.store, &is_withheld),
                (None, _) => self.store.read_named(&query.to_string()).map(|()| exec::Read::default()),
            };
            let read = read.map_err(|fault| vec![fault])?;
            if !self.learn()? {
                return match checked {
                    (Some(table), notes) => Ok(Sound { table, read, notes: called.into_iter().chain(notes).collect() }),
                    (None, faults) => Err(self.with_doubts(query, faults)),
                };
            }
        }
    }

    /// Faults, and why the columns they may rest on are text: what a file leaves open is asked for where it is missed.
    fn with_doubts(&self, query: &ast::Query, faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let has = |codes: &[Code]| faults.iter().any(|fault| codes.contains(&fault.code));
        let (by_type, by_axis) = (has(&[Code::TypeMismatch, Code::WrongType]), has(&[Code::NoTimeAxis]));
        let written = fold(&query.to_string());
        let mut told = Vec::new();
        for table in query.sources().filter_map(|source| self.catalog.table(self.names.path(source).unwrap_or(&source.key()))) {
            let named = table.columns.iter().filter(|column| written.contains(&fold(&column.name)));
            let starts: Vec<String> = named.map(|column| format!("{} of ", quote(&column.name))).collect();
            let is_named = |note: &&Diagnostic| starts.iter().any(|start| note.message.starts_with(start));
            told.extend(table.doubtful_dates().filter(|_| by_axis).cloned());
            told.extend(table.doubts().filter(|note| by_type && is_named(note)).cloned());
        }
        faults.into_iter().chain(told).collect()
    }

    /// Takes over what was learnt by reading columns. True when that is of another type than was thought, or another time axis.
    fn learn(&mut self) -> Result<bool, Vec<Diagnostic>> {
        let (mut other, mut new) = (false, false);
        for table in &mut self.catalog.tables {
            let Some(found) = self.store.tables.get(&table.name).and_then(|data| data::again(&table.name, data)) else {
                continue;
            };
            let (found, data) = found?;
            let shape = |table: &Table| (table.axis.clone(), table.columns.iter().map(|c| c.ty).collect::<Vec<_>>());
            other |= shape(&found) != shape(table);
            self.store.extend(&table.name, data);
            *table = found;
            new = true;
        }
        let faults = if new { data::settle_coverage(&mut self.catalog.tables) } else { Vec::new() };
        if faults.is_empty() { Ok(other) } else { Err(faults) }
    }

    /// Reads all columns of a table, or of all tables, so that nothing that is known of them is a guess.
    pub fn read_all(&mut self, table: Option<&str>) -> Result<(), Error> {
        let wanted = table.and_then(|name| self.catalog.table(name)).map(|table| table.name.clone());
        self.store.read_all(wanted.as_deref()).map_err(|fault| Error::new("", vec![fault]))?;
        self.learn().map(|_| ()).map_err(|found| Error::new("", found))
    }

    /// The names and tags of the columns about single persons, as catalogs say of any table.
    fn about_people(&self) -> Vec<String> {
        let sensitive = |table: &Table| {
            let own = table.columns.iter().filter(|column| table.roles.sensitive.contains(&column.name));
            own.flat_map(|column| [Some(column.name.clone()), column.tag.clone()].into_iter().flatten()).collect::<Vec<_>>()
        };
        self.catalog.tables.iter().flat_map(sensitive).collect()
    }

    /// Opens the file of a quoted path, unless it is open. What a catalog withholds of a file is withheld by this way, too.
    fn open_path(&mut self, path: &str, span: Span) -> Result<(), Diagnostic> {
        if self.catalog.tables.iter().any(|table| table.name == path) {
            return Ok(());
        }
        // It may hold the same people as a table of the catalog: the rows of last week, or that very table.
        let opening = Opening { sensitive: self.about_people(), ..self.options.opening.clone() };
        let (table, data) = data::open_file(&self.in_folder(path), path, path, &opening).map_err(|fault| placed(fault, span))?;
        self.store.extend(path, data);
        self.catalog.tables.push(table);
        Ok(())
    }
}

/// A fault of a file, at the place of the query that names it.
fn placed(mut fault: Diagnostic, span: Span) -> Diagnostic {
    if fault.labels.is_empty() {
        fault.labels.push(Label { span, text: String::new() });
    }
    fault
}
