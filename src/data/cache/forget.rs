//! What may not be kept any longer, removed from the copies of a file.

use super::folder::{files, folders, is_old};
use super::{Identity, Kept, half};
use crate::data::layout::Layout;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Removes the columns that are meant from all copies of a file: of each of its sheets and members, however it was read, and by whatever
/// catalog. Copies of the file as it was before are removed whole, for their columns may have been called otherwise.
pub(in crate::data) fn forget(root: &Path, path: &Path, is_meant: &dyn Fn(&Layout, usize) -> bool) -> io::Result<()> {
    let Ok(path) = path.canonicalize() else { return Ok(()) };
    let Some(folders) = unless_gone(folders(root))? else { return Ok(()) };
    let own = half(path.as_os_str().as_encoded_bytes());
    let of_file = |folder: &&PathBuf| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&own));
    for folder in folders.iter().filter(of_file) {
        let current = |kept: &Kept| Identity::of(&path, kept.identity.manner.clone()).is_ok_and(|now| now == kept.identity);
        match Kept::of(folder).filter(current) {
            Some(kept) => forget_columns(folder, kept, is_meant)?,
            None => drop(unless_gone(fs::remove_dir_all(folder))?),
        }
    }
    Ok(())
}

/// Removes columns from one copy: from its list, what a sample showed of them, and their files, also those that were left half written.
fn forget_columns(folder: &Path, mut kept: Kept, is_meant: &dyn Fn(&Layout, usize) -> bool) -> io::Result<()> {
    let layout = kept.whole.layout.clone();
    let meant = |at: usize| is_meant(&layout, at);
    if kept.forget(&meant) {
        kept.put(folder)?;
    }
    let listed = kept.files();
    for file in unless_gone(files(folder))?.unwrap_or_default() {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = name.split(['-', '.']).next().and_then(|place| place.parse().ok());
        if !listed.contains(&name) && (place.is_some_and(meant) || is_old(&file)) {
            unless_gone(fs::remove_file(&file))?;
        }
    }
    Ok(())
}

/// What was done, unless another process has removed the file before.
fn unless_gone<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
