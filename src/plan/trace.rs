//! The ending `trace`: the rows of a table behind an answer.

/// `trace`
#[derive(Clone, Debug)]
pub struct Trace {
    /// The file of the table, as it was named.
    pub file: String,
    /// The names of the columns of the file, and of the line or the number of the row.
    pub names: [String; 2],
    /// The columns of the table that are shown, by their names there and in the answer.
    pub columns: Vec<(String, String)>,
}
