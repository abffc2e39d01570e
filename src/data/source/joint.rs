//! Columns that other files decide, too: their cells, what was decided of them, and reading them by that.

use super::{Inner, OneColumn, Source};
use crate::base::Diagnostic;
use crate::data::cache::{Decided, KeptColumn};
use crate::data::faults::{cannot_open, of_reader};
use crate::data::infer::{Decision, Format, Found};
use crate::data::packed::{Packed, Shelf, TextAs, Typed};
use crate::data::reader::{self, Gathered, Want};
use polars::prelude::StringChunked;
use std::sync::Arc;

impl Source {
    /// The cells of a column as they are written; blank ones are unknown.
    pub(in crate::data) fn cells(&self, name: &str) -> Result<StringChunked, Diagnostic> {
        let Some(at) = self.place(name) else { return Ok(StringChunked::default()) };
        let known = self.state().columns.get(at).filter(|column| column.found.format == Format::Text).cloned();
        let values = match known.and_then(|column| column.values) {
            Some(values) => values,
            None => self.read_as(at, Found::unseen())?.1,
        };
        let unheld = || cannot_open(&self.0.shown_as, "its text cannot be held");
        let column = values.column(&name.into(), 0..values.rows(), TextAs::Texts).map_err(|_| unheld())?;
        column.str().map(|cells| cells.rechunk().into_owned()).map_err(|_| unheld())
    }

    /// Reads a column in another format than its cells alone say.
    pub(in crate::data) fn retype(&self, name: &str, found: Found) -> Result<(), Diagnostic> {
        let Some(at) = self.place(name) else { return Ok(()) };
        let known = self.state().columns.get(at).cloned();
        let (known, values) = match known {
            Some(OneColumn { found: before, known: Some(mut known), values: Some(values) }) if before.format == found.format => {
                known.found = found;
                (known, values)
            }
            _ => self.read_as(at, found)?,
        };
        self.state().changes += 1;
        self.take(at, known, values)?;
        let remade = self.state().in_memory.is_some();
        if remade { self.materialise() } else { Ok(()) }
    }

    /// A column whose cells are taken for what is said of them: from an earlier sitting, else from the text, of which a copy is left.
    fn read_as(&self, at: usize, found: Found) -> Result<(KeptColumn, Arc<Packed>), Diagnostic> {
        let kept = self.state().others.iter().find(|kept| kept.at == at && kept.found.format == found.format).cloned();
        let rows = self.rows().unwrap_or(0);
        let values = kept.as_ref().zip(self.0.copy.as_ref()).and_then(|(kept, copy)| copy.column(kept, rows));
        if let (Some(mut kept), Some(values)) = (kept, values) {
            kept.found = found;
            return Ok((kept, Arc::new(values)));
        }
        let Typed { found, packed, facts, unreadable } = match self.typed_as(at, &found, &|| self.shelf(at, true)) {
            Ok(typed) => typed,
            Err(_) => self.typed_as(at, &found, &Shelf::in_memory)?,
        };
        let known = KeptColumn::new(at, found, facts, unreadable.count, self.with_lines(unreadable));
        let values = Arc::new(packed);
        if let Some(copy) = self.0.copy.as_ref().filter(|_| self.may_keep(at)) {
            let kept = copy.keep_other(known.clone(), values.clone());
            let mut state = self.state();
            state.others.retain(|old| old.at != at || old.found.format != known.found.format);
            state.others.extend(kept);
        }
        Ok((known, values))
    }

    fn typed_as(&self, at: usize, found: &Found, shelf: &dyn Fn() -> Shelf) -> Result<Typed, Diagnostic> {
        let Inner { text, layout, shown_as, .. } = &*self.0;
        let input = text.input().map_err(|why| cannot_open(shown_as, why))?;
        let read = reader::read(&input, &layout.dialect, &[(at, Want::Texts)], vec![shelf()]);
        let read = read.map_err(|fault| of_reader(shown_as, &fault, layout.names.len()))?;
        let unheld = || cannot_open(shown_as, "its text cannot be held");
        let Gathered { shelf: cells, texts, written, .. } = read.columns.into_iter().next().ok_or_else(unheld)?;
        Packed::of_texts(cells, texts, written, |_| found.clone(), shelf).map_err(|_| unheld())
    }

    /// What tells the file, as it is read, from others; nothing where no copy is made of it.
    pub(in crate::data) fn stamp(&self) -> Option<String> {
        self.0.copy.as_ref()?.stamp()
    }

    /// What was decided of a column in an earlier sitting, on the same basis.
    pub(in crate::data) fn decided(&self, name: &str, basis: &str) -> Option<Decision> {
        let at = self.place(name)?;
        let state = self.state();
        state.decided.iter().find(|decided| decided.at == at && decided.basis == basis).map(|decided| decided.decision.clone())
    }

    /// Keeps what was decided of a column for later sittings. Whether that may be.
    pub(in crate::data) fn keep_decided(&self, name: &str, basis: &str, decision: &Decision) -> bool {
        let copy = self.0.copy.as_ref();
        let Some((at, copy)) = self.place(name).filter(|at| self.may_keep(*at)).zip(copy) else { return false };
        let decided = Decided { at, basis: basis.to_string(), decision: decision.clone() };
        copy.keep_decided(decided.clone());
        self.state().decided.push(decided);
        true
    }

    /// The error for the first cell of a column that does not fit it.
    pub(in crate::data) fn misfit(&self, name: &str) -> Option<Diagnostic> {
        let at = self.place(name)?;
        let known = self.state().columns.get(at)?.known.clone()?;
        self.misfit_of(at, &known)
    }
}
