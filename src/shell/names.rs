//! The names a session knows, for completion and the welcome.

use crate::engine::Engine;

/// A table and the names of its columns, as far as they are known.
#[derive(Clone, Debug, Default)]
pub struct TableNames {
    pub name: String,
    pub columns: Vec<String>,
}

/// What can be named in a query.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub tables: Vec<TableNames>,
    /// Values, without their `$`.
    pub values: Vec<String>,
}

impl Names {
    /// The names an engine knows when it is opened.
    pub fn of(engine: &Engine) -> Names {
        let columns = |table: &crate::catalog::Table| table.columns.iter().map(|column| column.name.clone()).collect();
        let tables = engine.catalog().tables.iter().map(|table| TableNames { name: table.name.clone(), columns: columns(table) });
        Names { tables: tables.collect(), values: engine.values().into_iter().map(|(name, _)| name).collect() }
    }

    /// Adds a table that was defined by `let`; its columns are not known.
    pub fn add_table(&mut self, name: String) {
        if !self.tables.iter().any(|table| table.name == name) {
            self.tables.push(TableNames { name, columns: Vec::new() });
        }
    }

    /// The columns of a table.
    pub fn columns(&self, table: &str) -> &[String] {
        self.tables.iter().find(|known| known.name == table).map_or(&[], |known| &known.columns)
    }
}
