//! The columns of several files by their names, and what is to be said of names and files that do not fit.

use super::content::Member;
use super::tags::{Tags, some_of};
use crate::base::names::{all_of, fold, quote};
use crate::base::{Code, Diagnostic};
use crate::catalog::{Column, Table};
use std::collections::BTreeSet;

/// A column, and what it is called in each of the files; nothing where a file lacks it.
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) own: Vec<Option<String>>,
    pub(super) tags: Tags,
}

impl Shared {
    /// Whether every file has it.
    fn is_everywhere(&self) -> bool {
        self.own.iter().all(Option::is_some)
    }

    /// Whether nothing is to be told of it where it is asked for: every file has it, and their tags say the same.
    pub(super) fn is_alike(&self) -> bool {
        self.is_everywhere() && self.tags.differ.is_none()
    }

    /// Whether it occurs in a text, by any of its names.
    pub(super) fn is_named_in(&self, text: &str) -> bool {
        text.contains(&self.name) || self.own.iter().flatten().any(|own| text.contains(own))
    }
}

/// The columns of all files: by their very names, else by names that differ in case, blanks, hyphens and underscores alone, else by
/// their HXL tags.
pub(super) fn shared(tables: &[Table], members: &[Member]) -> (Vec<Shared>, Vec<Diagnostic>) {
    let mut columns: Vec<Shared> = Vec::new();
    let mut renamed: Vec<((String, String), Vec<&str>)> = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let is_new = |column: &&Column| match columns.iter_mut().find(|known| known.name == column.name) {
            Some(known) => {
                known.own[at] = Some(column.name.clone());
                false
            }
            None => true,
        };
        let mut new: Vec<&Column> = table.columns.iter().filter(is_new).collect();
        for is_same in [same_words, same_tag] {
            new.retain(|column| {
                let known = columns.iter_mut().find(|known| known.own[at].is_none() && is_same(known, column, &tables[..=at]));
                let Some(known) = known else { return true };
                known.own[at] = Some(column.name.clone());
                let both = (column.name.clone(), known.name.clone());
                match renamed.iter_mut().find(|(known, _)| *known == both) {
                    Some((_, files)) => files.push(&members[at].name),
                    None => renamed.push((both, vec![&members[at].name])),
                }
                false
            });
        }
        let own = |column: &Column| (0..tables.len()).map(|other| (other == at).then(|| column.name.clone())).collect();
        columns.extend(new.into_iter().map(|column| Shared {
            name: column.name.clone(),
            own: own(column),
            tags: Tags::default(),
        }));
    }
    let note = |((own, name), files): &((String, String), Vec<&str>)| {
        let message =
            format!("{} of {} is taken as {}, as other files write it", quote(own), some_of(files, &quote), quote(name));
        Diagnostic::note_anywhere(Code::RenamedHeader, message)
    };
    let notes = renamed.iter().map(note).collect();
    (columns, notes)
}

fn same_words(known: &Shared, column: &Column, _: &[Table]) -> bool {
    fold(&known.name) == fold(&column.name)
}

/// Whether a column has the tag that the known one has in the files before, and no other column of any of them has it.
fn same_tag(known: &Shared, column: &Column, tables: &[Table]) -> bool {
    let tagged = |table: &'_ Table| table.columns.iter().filter(|other| other.tag == column.tag).count();
    let has_tag = |(own, table): (&Option<String>, &Table)| {
        table.columns.iter().any(|other| other.tag == column.tag && Some(&other.name) == own.as_ref())
    };
    column.tag.is_some() && known.own.iter().zip(tables).any(has_tag) && tables.iter().all(|table| tagged(table) < 2)
}

/// The first file that shares no column with any other.
pub(super) fn stranger(columns: &[Shared], files: usize) -> Option<usize> {
    let shares = |at: usize| columns.iter().any(|c| c.own[at].is_some() && c.own.iter().flatten().count() > 1);
    (0..files).filter(|_| files > 1).find(|at| !shares(*at))
}

/// The note on columns that some files lack.
pub(super) fn missing(columns: &[Shared], members: &[Member], shown_as: &str) -> Option<Diagnostic> {
    let mut lacks: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
    for column in columns {
        let files: Vec<&str> =
            members.iter().zip(&column.own).filter(|(_, own)| own.is_none()).map(|(member, _)| member.name.as_str()).collect();
        match lacks.iter_mut().find(|(others, _)| *others == files) {
            _ if files.is_empty() => {}
            Some((_, names)) => names.push(quote(&column.name)),
            None => lacks.push((files, vec![quote(&column.name)])),
        }
    }
    let note = Diagnostic::note_anywhere(
        Code::ColumnsMissing,
        format!("the files of {} do not all have the same columns", quote(shown_as)),
    );
    let help = lacks.iter().map(|(files, names)| format!("unknown in {}: {}", some_of(files, &quote), all_of(names)));
    (!lacks.is_empty()).then(|| help.fold(note, Diagnostic::help))
}

/// The name of the column of files: `file`, unless a column of the files is called so.
pub(super) fn free_name(columns: &[Shared]) -> String {
    let taken: BTreeSet<String> = columns.iter().map(|column| fold(&column.name)).collect();
    let numbered = (2..).map(|n| format!("source_file_{n}"));
    let mut names = ["file", "source_file"].map(String::from).into_iter().chain(numbered);
    names.find(|name| !taken.contains(&fold(name))).unwrap_or_default()
}
