//! The names a session knows, for completion and the welcome.

use crate::catalog::Table;
use crate::engine::Engine;
use crate::syntax::print::as_name;

/// A table and the names of its columns, as far as they are known.
#[derive(Debug, Default)]
pub struct TableNames {
    pub name: String,
    pub columns: Vec<String>,
    /// The tags of columns that have one.
    pub tags: Vec<String>,
    /// Whether a `let` made it, rather than a file.
    pub named: bool,
}

/// What can be named in a query.
#[derive(Debug, Default)]
pub struct Names {
    pub tables: Vec<TableNames>,
    /// Values, without their `$`.
    pub values: Vec<String>,
    /// Functions that statements have defined, and whether each gives a table.
    pub functions: Vec<(String, bool)>,
}

impl Names {
    /// The names an engine knows now. Tables named by `let` are checked again for their columns, which reads no data.
    pub fn of(engine: &mut Engine) -> Names {
        let columns = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect();
        let opened = engine.catalog().tables.iter().map(|table| TableNames {
            name: table.name.clone(),
            columns: columns(table),
            tags: table.columns.iter().filter_map(|column| column.tag.clone()).collect(),
            named: false,
        });
        let mut tables: Vec<TableNames> = opened.collect();
        let named: Vec<String> = engine.let_tables().map(str::to_string).collect();
        for name in named {
            let checked = engine.prepare(&as_name(&name));
            let columns = checked.map(|query| query.plan.columns.into_iter().map(|column| column.name).collect());
            tables.push(TableNames { name, columns: columns.unwrap_or_default(), named: true, ..TableNames::default() });
        }
        let functions = engine.functions().map(|(name, table)| (name.to_string(), table)).collect();
        Names { tables, values: engine.value_names().map(str::to_string).collect(), functions }
    }

    /// The columns of a table.
    pub fn columns(&self, table: &str) -> &[String] {
        self.table(table).map_or(&[], |known| &known.columns)
    }

    /// The tags of a table.
    pub fn tags(&self, table: &str) -> &[String] {
        self.table(table).map_or(&[], |known| &known.tags)
    }

    fn table(&self, name: &str) -> Option<&TableNames> {
        self.tables.iter().find(|known| known.name == name)
    }
}
