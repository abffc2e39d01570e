//! The HXL tags that files say of one column: all the same, some that say more than others, or such as contradict each other.

use crate::base::hxl::Tag;
use crate::base::names::{all_of, quote};
use crate::base::{Code, Diagnostic};
use crate::catalog::Table;

/// What files say of a column by their tags.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// The tag that holds for all files that have one: the one that says least.
    pub(super) common: Option<String>,
    /// Each tag with its files, where they are not all the same.
    pub(super) differ: Option<String>,
}

impl Tags {
    /// Of a column, by what it is called in each of these files. `Err` where one tag does not only say more than another: they are of different things.
    pub(super) fn of(name: &str, own: &[Option<String>], tables: &[Table], files: &[&str]) -> Result<Tags, String> {
        let mut found: Vec<(Tag, Vec<&str>)> = Vec::new();
        for ((table, own), file) in tables.iter().zip(own).zip(files) {
            let column = table.columns.iter().find(|column| Some(&column.name) == own.as_ref());
            let Some(tag) = column.and_then(|column| Tag::parse(column.tag.as_deref()?)) else { continue };
            match found.iter_mut().find(|(known, _)| known.same(&tag)) {
                Some((_, files)) => files.push(file),
                None => found.push((tag, vec![file])),
            }
        }
        let clash = found.iter().enumerate().find_map(|(at, (tag, files))| {
            let (other, their) = found[..at].iter().find(|(other, _)| !says_more(tag, other) && !says_more(other, tag))?;
            Some(format!("{} is {other} in {}, and {tag} in {}", quote(name), named(their), named(files)))
        });
        if let Some(clash) = clash {
            return Err(clash);
        }
        let common = found.iter().map(|(tag, _)| tag).min_by_key(|tag| tag.attributes.len()).map(Tag::to_string);
        let each = |(tag, files): &(Tag, Vec<&str>)| format!("{tag} in {}", some_of(files, &str::to_string));
        let differ = (found.len() > 1).then(|| format!("{} is {}", name, found.iter().map(each).collect::<Vec<_>>().join(", ")));
        Ok(Tags { common, differ })
    }

    /// The note on tags that are not all the same.
    pub(super) fn note(&self, column: &str, shown_as: &str) -> Option<Diagnostic> {
        let (common, differ) = (self.common.as_ref()?, self.differ.as_ref()?);
        let message = format!("{} of {} has the tag {common}: {differ}", quote(column), quote(shown_as));
        Some(Diagnostic::note_anywhere(Code::ReadAs, message))
    }
}

fn named(files: &[&str]) -> String {
    some_of(files, &quote)
}

/// Whether a tag has all that another has.
fn says_more(tag: &Tag, other: &Tag) -> bool {
    tag.name == other.name && other.attributes.iter().all(|attribute| tag.has(attribute))
}

/// The first few of some files, and how many more there are.
pub(super) fn some_of(files: &[&str], shown: &dyn Fn(&str) -> String) -> String {
    const TOLD: usize = 3;
    let mut told: Vec<String> = files.iter().take(TOLD).map(|name| shown(name)).collect();
    let more = files.len().saturating_sub(TOLD);
    told.extend((more > 0).then(|| format!("{more} more")));
    all_of(&told)
}
