//! The folder of the copies: private, files whole or not at all, the oldest copies out first.

use crate::data::private;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

/// A new file beside a place, and where it is.
pub(super) fn loose(path: &Path) -> io::Result<(fs::File, PathBuf)> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let beside = path.with_extension(format!("{}-{number}.part", std::process::id()));
    private::file(&beside).map(|file| (file, beside))
}

/// Writes a file beside its place, and then puts it there.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (mut file, beside) = loose(path)?;
    let written = file.write_all(bytes).and_then(|()| fs::rename(&beside, path));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// Removes what a copy does not list, and then the oldest copies but this one until no more than so many bytes are left.
pub(super) fn tidy(root: &Path, own: &Path, listed: &[String], list: &str, most: u64) -> io::Result<()> {
    for path in files(own)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !listed.contains(&name) && is_old(&path) {
            let _ = fs::remove_file(path);
        }
    }
    let mut copies: Vec<(SystemTime, u64, PathBuf)> = folders(root)?.into_iter().filter_map(|copy| aged(copy, list)).collect();
    copies.sort();
    let mut left: u64 = copies.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, bytes, copy) in copies.into_iter().filter(|(_, _, copy)| copy != own) {
        if left <= most {
            break;
        }
        // Another process may be about to read it: it then reads the text.
        if fs::remove_dir_all(copy).is_ok() {
            left -= bytes;
        }
    }
    Ok(())
}

/// The folders of copies. Whatever else lies beside them is not ours.
pub(super) fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.len() == 2 * super::HALF && name.bytes().all(|byte| byte.is_ascii_hexdigit()) && path.is_dir()
    };
    Ok(files(root)?.into_iter().filter(is_ours).collect())
}

pub(super) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// Whether a file is none that another process is just writing.
pub(super) fn is_old(path: &Path) -> bool {
    const MINUTE: u64 = 60;
    let age = fs::metadata(path).and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
    path.extension().is_none_or(|ending| ending != "part") || age.is_some_and(|age| age.as_secs() > MINUTE)
}

/// When a copy was last of use, and its bytes.
fn aged(copy: PathBuf, list: &str) -> Option<(SystemTime, u64, PathBuf)> {
    let used = fs::metadata(copy.join(list)).and_then(|list| list.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let sizes = files(&copy).ok()?.into_iter().filter_map(|file| fs::metadata(file).ok()).map(|file| file.len());
    Some((used, sizes.sum(), copy))
}
