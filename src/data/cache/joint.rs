//! What is kept of columns that the cells of other files decide, too: what was decided, and the column as it is read by that.

use super::{Copy, KeptColumn};
use crate::data::infer::Decision;
use crate::data::packed::Packed;
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::{Arc, PoisonError};

/// What was decided of a column over the cells of several files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::data) struct Decided {
    /// The place of the column in this file.
    pub(in crate::data) at: usize,
    /// What it rests on: the files as they are, and their columns.
    pub(in crate::data) basis: String,
    pub(in crate::data) decision: Decision,
}

/// Decisions, and formats, that are kept of one column; files may be put together in many ways.
const MOST: usize = 4;

impl Copy {
    /// What tells the file, as it is read, from others.
    pub(in crate::data) fn stamp(&self) -> Option<String> {
        serde_json::to_string(&self.identity).ok()
    }

    /// Keeps what was decided of a column. It is no loss if that fails.
    pub(in crate::data) fn keep_decided(&self, new: Decided) {
        let _ = self.add(|kept| {
            kept.decided.retain(|old| old.at != new.at || old.basis != new.basis);
            let at = new.at;
            kept.decided.push(new);
            leave(&mut kept.decided, |decided| decided.at == at);
            Ok(())
        });
    }

    /// Keeps a column in another format than its cells alone say. Gives it as it is kept.
    pub(in crate::data) fn keep_other(&self, known: KeptColumn, column: Arc<Packed>) -> Option<KeptColumn> {
        let mut done = None;
        let added = self.add(|kept| {
            let new = self.in_place((known, column))?;
            kept.others.retain(|old| old.at != new.at || old.found.format != new.found.format);
            kept.others.push(new.clone());
            leave(&mut kept.others, |other| other.at == new.at);
            done = Some(new);
            Ok(())
        });
        added.ok().and(done)
    }

    /// Adds to what is kept of the file, if it is still the one that was opened.
    fn add(&self, change: impl FnOnce(&mut super::Kept) -> io::Result<()>) -> io::Result<()> {
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        match self.kept().filter(|_| self.is_settled()) {
            Some(mut kept) => change(&mut kept).and_then(|()| self.put(&kept)),
            None => Ok(()),
        }
    }
}

/// Leaves only the newest of those that are meant.
fn leave<T>(all: &mut Vec<T>, is_meant: impl Fn(&T) -> bool) {
    while all.iter().filter(|one| is_meant(one)).count() > MOST {
        if let Some(oldest) = all.iter().position(&is_meant) {
            all.remove(oldest);
        }
    }
}
