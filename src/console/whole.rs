//! Files that appear whole or not at all: written beside their places, then renamed, all of a run at once.
//!
//! A draft is locked while it is written. A process that is killed leaves its drafts without a lock, and the next one that writes to
//! the same place takes them away.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// How a draft begins: hidden, and with the name of the file it will be.
const HIDDEN: &str = ".";
/// How a draft ends, behind the number of its process.
const DRAFT: &str = ".dateline-draft";

/// A file in the making. Dropped before it is kept, it leaves nothing behind.
#[derive(Debug)]
pub struct WholeFile {
    target: PathBuf,
    draft: PathBuf,
    file: BufWriter<File>,
    kept: bool,
}

impl WholeFile {
    /// Begins a file that will stand at `target`. What is no file, such as a pipe or `/dev/null`, is written as it is.
    pub fn begin(target: &Path) -> io::Result<WholeFile> {
        // The file a link points at is replaced, not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        let special = target.metadata().is_ok_and(|found| !found.is_file());
        let (draft, file) = match special {
            true => (target.clone(), OpenOptions::new().write(true).open(&target)?),
            false => draft_beside(&target)?,
        };
        Ok(WholeFile { target, draft, file: BufWriter::new(file), kept: special })
    }

    /// Where it will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Where to write.
    pub fn writer(&mut self) -> &mut dyn Write {
        &mut self.file
    }

    /// Puts the file in its place.
    pub fn keep(self) -> io::Result<()> {
        keep_all(vec![self]).map_err(|(_, error)| error)
    }

    /// Brings all of it to the disk, so that only the renaming is left to do.
    fn seal(&mut self) -> io::Result<()> {
        self.file.flush()?;
        if self.draft == self.target {
            return Ok(());
        }
        if let Ok(old) = self.target.metadata() {
            fs::set_permissions(&self.draft, old.permissions())?;
        }
        self.file.get_ref().sync_all()
    }

    fn rename(&mut self) -> io::Result<()> {
        if self.draft != self.target {
            fs::rename(&self.draft, &self.target)?;
            self.kept = true;
        }
        Ok(())
    }
}

/// Puts files in their places: none before all of them are on the disk, then one right after the other. A failure comes with its place.
pub fn keep_all(mut files: Vec<WholeFile>) -> Result<(), (PathBuf, io::Error)> {
    for file in &mut files {
        file.seal().map_err(|error| (file.target.clone(), error))?;
    }
    for file in &mut files {
        file.rename().map_err(|error| (file.target.clone(), error))?;
    }
    files.iter().for_each(|file| sync_folder(&file.target));
    Ok(())
}

/// Brings the new name in a folder to the disk, where folders can be opened. The file itself is there already.
fn sync_folder(file: &Path) {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing better can be done about a draft that does not go away.
            let _ = fs::remove_file(&self.draft);
        }
    }
}

/// A new locked draft in the folder of `target`. Drafts that killed processes left there are taken away.
fn draft_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let Some(name) = target.file_name() else { return Err(ErrorKind::IsADirectory.into()) };
    clear(target, name);
    let mut attempt = 0;
    loop {
        let mut hidden = begins(name);
        hidden.push(format!("{}-{attempt}{DRAFT}", std::process::id()));
        let draft = target.with_file_name(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&draft) {
            Ok(file) if is_ours(&file, &draft) => return Ok((draft, file)),
            Ok(_) if attempt < 100 => attempt += 1,
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            opened => return opened.map(|file| (draft, file)),
        }
    }
}

fn begins(name: &OsStr) -> OsString {
    let mut hidden = OsString::from(HIDDEN);
    hidden.push(name);
    hidden.push(".");
    hidden
}

/// Whether the lock could be had and nobody took the draft for a left one before; also where the disk knows no locks.
fn is_ours(file: &File, draft: &Path) -> bool {
    !matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) && draft.exists()
}

/// Takes away drafts of a file that no process holds any more.
fn clear(target: &Path, name: &OsStr) {
    let begins = begins(name);
    let is_draft = |found: &OsStr| {
        let found = found.to_string_lossy();
        found.strip_suffix(DRAFT).is_some_and(|rest| rest.starts_with(&*begins.to_string_lossy()))
    };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for left in entries.filter(|entry| is_draft(&entry.file_name())) {
        let unheld = File::open(left.path()).is_ok_and(|file| file.try_lock().is_ok());
        if unheld {
            let _ = fs::remove_file(left.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<OsString> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn a_kept_file_is_whole_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.csv");
        fs::write(&target, "old").unwrap();
        let mut file = WholeFile::begin(&target).unwrap();
        file.writer().write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        file.keep().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert_eq!(names(folder.path()), ["out.csv"]);
    }

    #[test]
    fn a_dropped_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = WholeFile::begin(&folder.path().join("out.csv")).unwrap();
        file.writer().write_all(b"half").unwrap();
        drop(file);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn several_files_appear_when_all_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let targets = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        let mut files: Vec<WholeFile> = targets.iter().map(|target| WholeFile::begin(target).unwrap()).collect();
        files.iter_mut().for_each(|file| file.writer().write_all(b"new").unwrap());
        assert!(targets.iter().all(|target| !target.exists()));
        keep_all(files).unwrap();
        assert!(targets.iter().all(|target| fs::read_to_string(target).unwrap() == "new"));
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[test]
    fn drafts_that_nobody_holds_are_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.csv");
        let left = folder.path().join(format!(".out.csv.77-0{DRAFT}"));
        let other = folder.path().join(format!(".other.csv.77-0{DRAFT}"));
        for path in [&left, &other] {
            fs::write(path, "half").unwrap();
        }
        let held = WholeFile::begin(&target).unwrap();
        assert!(!left.exists() && other.exists());
        WholeFile::begin(&target).unwrap().keep().unwrap();
        held.keep().unwrap();
        assert!(target.exists());
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(WholeFile::begin(folder.path()).is_err());
        assert!(WholeFile::begin(&folder.path().join("missing/out.csv")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        for target in [link.as_path(), Path::new("/dev/null")] {
            let mut file = WholeFile::begin(target).unwrap();
            file.writer().write_all(b"new").unwrap();
            file.keep().unwrap();
        }
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert!(link.is_symlink() && !Path::new("/dev/null").is_file());
    }
}
