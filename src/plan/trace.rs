//! The ending `trace`: the rows of a table behind an answer.

/// `trace`
#[derive(Clone, Debug)]
pub struct Trace {
    /// Where the name of the file is from.
    pub file: FileName,
    /// The names of the columns of the file, and of the line or the number of the row.
    pub names: [String; 2],
    /// The columns of the table that are shown, by their names there and in the answer.
    pub columns: Vec<(String, String)>,
}

/// Where the name of the file of a row is from.
#[derive(Clone, Debug)]
pub enum FileName {
    /// The one file of the table, as it was named.
    Always(String),
    /// The column of the table that names the file of each row.
    Column(String),
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FileName::Always(file) => f.write_str(file),
            FileName::Column(name) => write!(f, "by {name}"),
        }
    }
}
