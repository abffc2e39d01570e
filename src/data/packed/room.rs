//! How much of the columns that leave no copy lies in memory, and the files without names where the rest goes.

use crate::data::private;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fs, io};

/// Bytes of blocks that lie in memory, of all tables together, before further ones go to files.
const ROOM: u64 = 64 << 20;

static HELD: AtomicU64 = AtomicU64::new(0);

/// The share of one column in the room that there is.
#[derive(Debug)]
pub(super) struct Share {
    bytes: u64,
    most: u64,
}

impl Share {
    pub(super) fn new() -> Share {
        Share { bytes: 0, most: ROOM }
    }

    /// The same with less room.
    #[cfg(test)]
    pub(super) fn within(most: u64) -> Share {
        Share { bytes: 0, most }
    }

    /// Takes room for some more bytes. Whether there was as much.
    pub(super) fn take(&mut self, bytes: u64) -> bool {
        self.bytes += bytes;
        HELD.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.most
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        HELD.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// A file in the folder for such, which nobody else can open. It has no name any longer where the system allows that, so that nothing of
/// it is left however the program ends; elsewhere its path is given, by which it is to be removed with the last reader.
pub(super) fn unnamed() -> io::Result<(File, Option<PathBuf>)> {
    let name = |tried: u32| env::temp_dir().join(format!("dateline-{:016x}.part", RandomState::new().hash_one(tried)));
    let new = |path: PathBuf| private::file(&path).map(|file| (file, path));
    let taken = |made: &io::Result<_>| made.as_ref().is_err_and(|error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists);
    let mut made = (0..TRIES).map(|tried| new(name(tried))).skip_while(taken);
    let (file, path) = made.next().unwrap_or_else(|| Err(io::ErrorKind::AlreadyExists.into()))?;
    let unlinked = cfg!(unix) && fs::remove_file(&path).is_ok();
    Ok((file, (!unlinked).then_some(path)))
}

/// How many names are tried.
const TRIES: u32 = 16;
