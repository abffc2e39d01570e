//! What is found out about a file of delimited text before its cells are typed: names, tags, delimiter.

use super::infer::Found;
use super::records::Grid;
use super::{axis, header};
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use crate::catalog::{Column, Roles, Table};

/// Bytes in which the delimiter is sought.
const HEAD: usize = 64 << 10;

/// The start of a text, not longer than is needed to guess the delimiter.
pub(super) fn head(text: &str) -> &str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What is found out about a file before its cells are typed.
pub(super) struct Layout {
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// The HXL tags, if the first record held them; it is out of the grid then.
    pub(super) tags: Option<Vec<Option<String>>>,
    /// What was done to headers.
    pub(super) notes: Vec<Diagnostic>,
}

/// Names the columns and takes the row of tags out.
pub(super) fn layout(grid: &mut Grid, shown_as: &str) -> Layout {
    let (names, notes) = header::names(&grid.header, &quote(shown_as));
    let first: Vec<Option<&str>> = (0..names.len()).map(|at| grid.column(at).next().flatten()).collect();
    let tags = header::tags(&first);
    if tags.is_some() {
        grid.drop_first();
    }
    Layout { names, tags, notes }
}

impl Layout {
    /// The table of these columns with what was found for each.
    pub(super) fn table(mut self, found: &[Found], name: &str, shown_as: &str, rows: Option<u64>) -> Table {
        let mut columns = Vec::with_capacity(found.len());
        for (at, (header, found)) in self.names.into_iter().zip(found).enumerate() {
            if let Some(doubt) = &found.doubt {
                let message = format!("{} of {} stays text: it {doubt}", quote(&header), quote(shown_as));
                self.notes.push(Diagnostic::note_anywhere(Code::TypedAsText, message));
            }
            let tag = self.tags.as_mut().and_then(|tags| tags.get_mut(at)?.take());
            columns.push(Column { name: header, ty: found.format.ty(), tag, inferred: found.words.clone() });
        }
        let (axis, axis_reason) = axis::choose(&columns);
        Table {
            name: name.into(),
            origin: shown_as.into(),
            columns,
            axis,
            axis_reason,
            roles: Roles::default(),
            rows,
            notes: self.notes,
        }
    }
}
