//! A file that appears whole or not at all: written beside its place, then renamed.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

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

    /// Where to write.
    pub fn writer(&mut self) -> &mut dyn Write {
        &mut self.file
    }

    /// Puts the file in its place.
    pub fn keep(mut self) -> io::Result<()> {
        self.file.flush()?;
        if self.draft == self.target {
            return Ok(());
        }
        if let Ok(old) = self.target.metadata() {
            fs::set_permissions(&self.draft, old.permissions())?;
        }
        fs::rename(&self.draft, &self.target)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing better can be done about a draft that does not go away.
            let _ = fs::remove_file(&self.draft);
        }
    }
}

/// A new hidden file in the folder of `target`; a draft that an earlier run left there is not touched.
fn draft_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let Some(name) = target.file_name() else { return Err(io::ErrorKind::IsADirectory.into()) };
    let mut attempt = 0;
    loop {
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let draft = target.with_file_name(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&draft) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            opened => return opened.map(|file| (draft, file)),
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
