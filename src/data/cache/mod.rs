//! The columnar copies of text files, beside what reading them taught: kept in a folder of the person's, so that the next query on a
//! file, in this sitting or another, reads a few columns of numbers instead of the whole text.
//!
//! A copy is never trusted: it must be of the same file by its place, length, times and the bytes at both of its ends, and each column
//! must have its checksum. Whatever is missing, stale or damaged is read from the text again, and kept again.

mod folder;

use crate::base::Type;
use crate::data::facts::ColumnFacts;
use crate::data::infer::Found;
use crate::data::layout::Layout;
use crate::data::packed::{Index, Packed, Shelf};
use crate::data::reader::Tally;
use crate::data::seek::read_at;
use folder::{Permit, loose, put, tidy};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The layout of the copies, and what is understood of cells. Copies of another one are read from the text again.
const LAYOUT: u32 = 6;

/// Bytes of all copies together; the oldest are removed.
const MOST: u64 = 4 << 30;

/// The list of what is kept of a file.
const LIST: &str = "columns.json";

/// The copy of one file.
#[derive(Debug)]
pub(super) struct Copy {
    root: PathBuf,
    folder: PathBuf,
    file: PathBuf,
    identity: Identity,
    /// Held while columns are added, so that none are lost from the list.
    adding: Mutex<()>,
}

/// What tells a file, as it was read, from others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Identity {
    layout: u32,
    version: String,
    path: PathBuf,
    /// How it is read.
    manner: String,
    length: u64,
    /// Nanoseconds since 1970: when it was written, and when its node was changed, which no program sets back.
    modified: u128,
    changed: i128,
    /// The digest of the bytes at both ends.
    ends: String,
}

/// What is kept of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    identity: Identity,
    pub(super) whole: Whole,
    pub(super) columns: Vec<KeptColumn>,
}

/// What is kept of a text as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Whole {
    /// The file, as it was named.
    pub(super) shown_as: String,
    pub(super) layout: Layout,
    pub(super) tally: Tally,
    /// What a sample showed of each column, for those that are not kept.
    pub(super) guesses: Vec<Found>,
}

/// A column that is kept, and what is known of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptColumn {
    /// Its place in the file.
    pub(super) at: usize,
    pub(super) found: Found,
    pub(super) facts: ColumnFacts,
    /// Cells that do not fit, and the first of them with their lines.
    pub(super) unreadable: u64,
    pub(super) places: Vec<(u64, String)>,
    /// Where its index starts behind its blocks, and the checksum of that, which holds theirs.
    index: u64,
    checksum: String,
}

impl KeptColumn {
    /// A column as it is to be kept.
    pub(super) fn new(at: usize, found: Found, facts: ColumnFacts, unreadable: u64, places: Vec<(u64, String)>) -> KeptColumn {
        KeptColumn { at, found, facts, unreadable, places, index: 0, checksum: String::new() }
    }

    fn file(&self) -> String {
        format!("{}-{}", self.at, self.checksum.get(..16).unwrap_or_default())
    }
}

impl Copy {
    /// The copy that a file, or a part of it, has or may get in a folder. `None` where the system does not tell enough of the file.
    pub(super) fn of(root: &Path, path: &Path, part: Option<&str>, manner: String) -> Option<Copy> {
        let file = path.canonicalize().ok()?;
        let identity = Identity::of(&file, manner).ok()?;
        let whole = [file.as_os_str().as_encoded_bytes(), part.unwrap_or("").as_bytes()].join(&0);
        let name = blake3::hash(&whole).to_hex();
        Some(Copy { root: root.to_path_buf(), folder: root.join(name.get(..32)?), file, identity, adding: Mutex::new(()) })
    }

    /// What is kept of the file as it is now.
    pub(super) fn kept(&self) -> Option<Kept> {
        let text = fs::read_to_string(self.folder.join(LIST)).ok()?;
        let (list, checksum) = text.trim_end().rsplit_once('\n')?;
        let kept: Kept =
            (blake3::hash(list.as_bytes()).to_hex().as_str() == checksum).then(|| serde_json::from_str(list).ok())??;
        (kept.identity == self.identity).then_some(kept)
    }

    /// A column that is kept, unless it is damaged.
    pub(super) fn column(&self, kept: &KeptColumn, rows: u64) -> Option<Packed> {
        let (file, index) = Shelf::may_be_in_file().then(|| self.index(kept))??;
        Packed::open(file, index, kept.found.format).filter(|column| column.rows() == rows)
    }

    /// The texts of a column that is kept and how often each occurs, the most frequent first, without a look at its rows.
    pub(super) fn frequencies(&self, kept: &KeptColumn) -> Option<Vec<(String, u64)>> {
        self.index(kept)?.1.frequencies().filter(|_| kept.found.format.ty() == Type::Text)
    }

    fn index(&self, kept: &KeptColumn) -> Option<(File, Index)> {
        let file = File::open(self.folder.join(kept.file())).ok()?;
        let length = usize::try_from(file.metadata().ok()?.len().checked_sub(kept.index)?).ok()?;
        let mut index = vec![0; length];
        read_at(&file, &mut index, kept.index).ok()?;
        let sound = blake3::hash(&index).to_hex().as_str() == kept.checksum;
        sound.then(|| serde_json::from_slice(&index).ok()).flatten().map(|index| (file, index))
    }

    /// Where the cells of a column go that may be kept; into memory where there can be no file.
    pub(super) fn shelf(&self, at: usize) -> Shelf {
        let folders = || Permit::folder(&self.root).and_then(|()| Permit::folder(&self.folder));
        let file = || folders().and_then(|()| loose(&self.folder.join(at.to_string()))).ok();
        match Shelf::may_be_in_file().then(file).flatten() {
            Some((file, path)) => Shelf::in_file(file, &path),
            None => Shelf::in_memory(),
        }
    }

    /// Notes that the copy was of use, so that others are removed before it.
    pub(super) fn used(&self) {
        // It is no loss if that fails.
        let _ = File::options().write(true).open(self.folder.join(LIST)).and_then(|list| list.set_modified(SystemTime::now()));
    }

    /// Whether the file is still the one that was opened.
    pub(super) fn is_current(&self) -> bool {
        Identity::of(&self.file, self.identity.manner.clone()).is_ok_and(|now| now == self.identity)
    }

    /// Keeps columns beside those that are kept already. What cannot be written is not kept: the answer does not need it.
    pub(super) fn keep(&self, whole: Whole, columns: Vec<(KeptColumn, Arc<Packed>)>) {
        // A file that is being written may change once more within what the clock of its times can tell apart.
        const SETTLED: Duration = Duration::from_millis(100);
        let written = UNIX_EPOCH + Duration::from_nanos(u64::try_from(self.identity.modified).unwrap_or(u64::MAX));
        let settled = SystemTime::now().duration_since(written).is_ok_and(|age| age > SETTLED);
        if settled && self.is_current() {
            let _ = self.write(whole, columns);
        }
    }

    fn write(&self, whole: Whole, columns: Vec<(KeptColumn, Arc<Packed>)>) -> io::Result<()> {
        Permit::folder(&self.root)?;
        Permit::folder(&self.folder)?;
        let keep = |(mut kept, column): (KeptColumn, Arc<Packed>)| {
            let index = serde_json::to_vec(&column.index())?;
            kept.checksum = blake3::hash(&index).to_hex().to_string();
            kept.index = column.keep(&index, &self.folder.join(kept.file()))?;
            io::Result::Ok(kept)
        };
        let in_files = columns.into_iter().filter(|(_, column)| column.is_in_file());
        let new: Vec<KeptColumn> = in_files.map(keep).collect::<io::Result<_>>()?;
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.kept().map(|kept| kept.columns).unwrap_or_default();
        let mut columns: Vec<KeptColumn> = before.into_iter().filter(|old| new.iter().all(|new| new.at != old.at)).collect();
        columns.extend(new);
        let kept = Kept { identity: self.identity.clone(), whole, columns };
        let list = serde_json::to_string(&kept)?;
        let checksum = blake3::hash(list.as_bytes()).to_hex();
        put(&self.folder.join(LIST), format!("{list}\n{checksum}\n").as_bytes())?;
        let listed: Vec<String> = kept.columns.iter().map(KeptColumn::file).chain([LIST.to_string()]).collect();
        tidy(&self.root, &self.folder, &listed, LIST, MOST)
    }
}

impl Identity {
    fn of(path: &Path, manner: String) -> io::Result<Identity> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Identity {
            layout: LAYOUT,
            version: env!("CARGO_PKG_VERSION").into(),
            path: path.to_path_buf(),
            manner,
            length: metadata.len(),
            modified: modified.as_nanos(),
            changed: changed(&metadata),
            ends: ends(&mut file, metadata.len())?,
        })
    }
}

#[cfg(unix)]
fn changed(metadata: &fs::Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt;
    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &fs::Metadata) -> i128 {
    0
}

/// The digest of the first and last bytes.
fn ends(file: &mut File, length: u64) -> io::Result<String> {
    const BYTES: u64 = 64 << 10;
    let mut bytes = Vec::new();
    file.by_ref().take(BYTES).read_to_end(&mut bytes)?;
    file.seek(SeekFrom::Start(length.saturating_sub(BYTES)))?;
    file.by_ref().take(BYTES).read_to_end(&mut bytes)?;
    Ok(blake3::hash(&bytes).to_hex().to_string())
}

#[cfg(test)]
mod tests;
