//! The files of a table: mostly one; or several, whose rows stand one below the other, columns by name, with a column of their names.

mod content;
mod joint;
mod matching;
mod tags;
mod together;

pub(super) use content::{Content, Member};

use super::source::{Snapshot, Source};
use crate::base::Diagnostic;
use crate::base::counts::Telling;
use content::Unreadable;
use matching::Shared;
use std::path::Path;
use std::sync::Arc;
use tags::some_of;
use together::Together;

/// The files that a table is read from. Copies share what was read.
#[derive(Clone)]
pub(crate) struct Files(Arc<Inner>);

enum Inner {
    One(Content),
    Several(Together),
}

impl From<Source> for Files {
    fn from(source: Source) -> Files {
        Files::one(Content::Text(source))
    }
}

impl Files {
    /// A table of one file.
    pub(super) fn one(content: Content) -> Files {
        Files(Arc::new(Inner::One(content)))
    }

    /// A table of several files. One that shares no column with the others does not belong to them. `strict` refuses cells that do not
    /// fit what the files say together; what one says alone is no reason to refuse it.
    pub(super) fn several(
        members: Vec<Member>,
        shown_as: &str,
        notes: Vec<Diagnostic>,
        strict: bool,
    ) -> Result<Files, Diagnostic> {
        let together = Together::new(members, shown_as, notes, strict)?;
        let files = Files(Arc::new(Inner::Several(together)));
        files.decide()?;
        Ok(files)
    }

    fn contents(&self) -> Vec<&Content> {
        match &*self.0 {
            Inner::One(content) => vec![content],
            Inner::Several(together) => together.members.iter().map(|member| &member.content).collect(),
        }
    }

    /// The table as far as it is known.
    pub(super) fn snapshot(&self, name: &str) -> Snapshot {
        match &*self.0 {
            Inner::One(content) => content.snapshot(name),
            Inner::Several(together) => {
                // What cannot be read now is an error when it is asked for.
                let _ = together.decide();
                together.snapshot(name)
            }
        }
    }

    /// How often what is known has changed.
    pub(crate) fn changes(&self) -> u64 {
        self.contents().into_iter().map(Content::changes).sum()
    }

    fn decide(&self) -> Result<(), Diagnostic> {
        match &*self.0 {
            Inner::One(_) => Ok(()),
            Inner::Several(together) => together.decide(),
        }
    }

    /// Reads all columns that were not read before.
    pub(crate) fn read_all(&self) -> Result<(), Diagnostic> {
        self.contents().into_iter().try_for_each(|content| content.read(None))?;
        self.decide()
    }

    /// Reads columns, by their names, unless they were read before.
    pub(crate) fn read(&self, names: &[String]) -> Result<(), Diagnostic> {
        match &*self.0 {
            Inner::One(content) => content.read(Some(names)),
            Inner::Several(together) => together.read(&|column| names.contains(&column.name)),
        }
    }

    /// Reads the columns whose names occur in a text, unless they were read before.
    pub(crate) fn read_named(&self, text: &str) -> Result<(), Diagnostic> {
        match &*self.0 {
            Inner::One(content) => content.text().map_or(Ok(()), |source| source.read_named(text)),
            Inner::Several(together) => together.read(&|column| column.is_named_in(text)),
        }
    }

    /// Starts to listen for the columns that queries ask for, without reading any.
    pub(crate) fn listen(&self) {
        self.contents().into_iter().for_each(Content::listen);
    }

    /// The columns that were asked for since, by name.
    pub(crate) fn heard(&self) -> Vec<String> {
        match &*self.0 {
            Inner::One(content) => content.heard(),
            Inner::Several(together) => {
                let heard: Vec<Vec<String>> = together.members.iter().map(|member| member.content.heard()).collect();
                let asked = |column: &&Shared| {
                    column.own.iter().zip(&heard).any(|(own, heard)| own.as_ref().is_some_and(|own| heard.contains(own)))
                };
                together.columns.iter().filter(asked).map(|column| column.name.clone()).collect()
            }
        }
    }

    /// Whether all columns were read and all their cells fit, so that there is nothing to be found out about them.
    pub(crate) fn is_plain(&self) -> bool {
        let complete = match &*self.0 {
            Inner::One(_) => true,
            Inner::Several(together) => together.columns.iter().all(Shared::is_alike),
        };
        complete && self.contents().into_iter().all(Content::is_plain)
    }

    /// What is to be said of the cells of a column that do not fit it: their places, and what stands there if that may be shown. Where
    /// few rows are not told of, no single one is.
    pub(crate) fn unreadable(&self, name: &str, shown: bool, telling: Telling) -> Option<String> {
        const TOLD: usize = 3;
        let found: Vec<(String, Unreadable)> = match &*self.0 {
            Inner::One(content) => {
                let source = content.text()?;
                let file = Path::new(source.shown_as()).file_name().map_or_else(String::new, |f| f.to_string_lossy().into());
                vec![(file, source.unreadable(name)?)]
            }
            Inner::Several(together) => together.unreadable(name),
        };
        let count: u64 = found.iter().map(|(_, (count, _))| count).sum();
        let mut places: Vec<String> = Vec::new();
        for (file, (_, first)) in &found {
            let mut before = format!("{file} ");
            for (place, cell) in first {
                let cell = if shown { format!(" \"{cell}\"") } else { String::new() };
                places.push(format!("{}{place}{cell}", std::mem::take(&mut before)));
            }
        }
        places.truncate(TOLD);
        let more = if count > places.len() as u64 { ", …" } else { "" };
        let places = if telling.is_open() { format!(": {}{more}", places.join(", ")) } else { String::new() };
        let are = if telling.is_one(count) { "is" } else { "are" };
        (count > 0).then(|| format!("{} of {name} {are} taken as unknown{places}", telling.counted(count, "cell")))
    }

    /// The texts of a column and how often each occurs, the most frequent first, as far as that is known without reading its rows; of
    /// several files it is not.
    pub(crate) fn frequencies(&self, name: &str) -> Option<Vec<(String, u64)>> {
        match &*self.0 {
            Inner::One(content) => content.text()?.frequencies(name),
            Inner::Several(_) => None,
        }
    }

    /// What is to be said of files that do not have a column.
    pub(crate) fn lacking(&self, name: &str) -> Option<String> {
        let Inner::Several(together) = &*self.0 else { return None };
        let column = together.columns.iter().find(|column| column.name == name)?;
        let without = together.without(column);
        (!without.is_empty()).then(|| format!("{name} is not in {}: it is unknown there", some_of(&without, &str::to_string)))
    }

    /// What is to be said of the tags of a column, where files say different ones of it.
    pub(crate) fn tags(&self, name: &str) -> Option<String> {
        let Inner::Several(together) = &*self.0 else { return None };
        together.columns.iter().find(|column| column.name == name)?.tags.differ.clone()
    }

    /// The places of rows in their files, from 1: lines where a file is text, else numbers; nothing where its text is gone. Each row is
    /// behind the one before.
    pub(crate) fn places(&self, rows: &[u64]) -> Vec<Option<u64>> {
        let (mut places, mut rest, mut before) = (Vec::with_capacity(rows.len()), rows, 0);
        for content in self.contents() {
            let end = content.rows().map_or(u64::MAX, |rows| before + rows);
            let (own, others) = rest.split_at(rest.partition_point(|row| *row < end));
            let own: Vec<u64> = own.iter().map(|row| row - before).collect();
            match content.text() {
                Some(source) => places.extend(source.lines(&own)),
                None => places.extend(own.iter().map(|row| Some(row + 1))),
            }
            (rest, before) = (others, end);
        }
        places.extend(rest.iter().map(|row| Some(row + 1)));
        places
    }

    /// The name of the file that a row is from, where they are several.
    pub(crate) fn name_of(&self, row: u64) -> Option<String> {
        let Inner::Several(together) = &*self.0 else { return None };
        let mut before = 0;
        let found = together.members.iter().find(|member| {
            before = member.content.rows().map_or(u64::MAX, |rows| before + rows);
            row < before
        });
        found.map(|member| member.name.clone())
    }
}
