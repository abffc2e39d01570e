//! The columnar copies of text files, beside what reading them taught: kept in a folder of the person's, so that the next query on a
//! file, in this sitting or another, reads a few columns of numbers instead of the whole text.
//!
//! A copy is never trusted: it must be of the same file by its place, length, times and the bytes at both of its ends, and each column
//! must have its checksum. Whatever is missing, stale or damaged is read from the text again, and kept again.

mod folder;
mod forget;
mod joint;

pub(super) use forget::forget;
pub(super) use joint::Decided;

use crate::base::Type;
use crate::data::facts::ColumnFacts;
use crate::data::infer::Found;
use crate::data::layout::Layout;
use crate::data::packed::{Index, Packed, Shelf};
use crate::data::private;
use crate::data::reader::Tally;
use crate::data::seek::read_at;
use folder::{loose, put, tidy};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The layout of the copies, and what is understood of cells. Copies of another one are read from the text again.
const LAYOUT: u32 = 8;

/// Bytes of all copies together; the oldest are removed.
const MOST: u64 = 4 << 30;

/// Letters of each half of the name of a folder.
const HALF: usize = 16;

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
    /// Columns in another format than their cells alone say, as other files have decided.
    pub(super) others: Vec<KeptColumn>,
    pub(super) decided: Vec<Decided>,
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
        let folder = root.join(folder_name(&file, part.unwrap_or("")));
        Some(Copy { root: root.to_path_buf(), folder, file, identity, adding: Mutex::new(()) })
    }

    /// What is kept of the file as it is now.
    pub(super) fn kept(&self) -> Option<Kept> {
        Kept::of(&self.folder).filter(|kept| kept.identity == self.identity)
    }

    /// Removes from all that is kept of the file the columns of these names.
    pub(super) fn forget(&self, names: &[String]) -> io::Result<()> {
        forget(&self.root, &self.file, &|layout, at| layout.names.get(at).is_some_and(|name| names.contains(name)))
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

    /// Where the cells of a column go that may be kept; nothing where there can be no file.
    pub(super) fn shelf(&self, at: usize) -> Option<Shelf> {
        let folders = || private::folder(&self.root).and_then(|()| private::folder(&self.folder));
        let file = || folders().and_then(|()| loose(&self.folder.join(at.to_string()))).ok();
        let (file, path) = Shelf::may_be_in_file().then(file)??;
        Some(Shelf::in_file(file, &path))
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

    /// Keeps columns beside those that are kept already and still may be. What cannot be written is not kept: the answer does not need
    /// it.
    pub(super) fn keep(&self, whole: Whole, columns: Vec<(KeptColumn, Arc<Packed>)>, may_keep: &dyn Fn(usize) -> bool) {
        if self.is_settled() {
            let _ = self.write(whole, columns, may_keep);
        }
    }

    /// Whether the file is still the one that was opened, and will be.
    fn is_settled(&self) -> bool {
        // A file that is being written may change once more within what the clock of its times can tell apart.
        const SETTLED: Duration = Duration::from_millis(100);
        let written = UNIX_EPOCH + Duration::from_nanos(u64::try_from(self.identity.modified).unwrap_or(u64::MAX));
        let settled = SystemTime::now().duration_since(written).is_ok_and(|age| age > SETTLED);
        settled && self.is_current()
    }

    fn write(
        &self,
        whole: Whole,
        mut columns: Vec<(KeptColumn, Arc<Packed>)>,
        may_keep: &dyn Fn(usize) -> bool,
    ) -> io::Result<()> {
        columns.retain(|(kept, _)| may_keep(kept.at));
        let in_files = columns.into_iter().filter(|(_, column)| column.is_in_file());
        let new: Vec<KeptColumn> = in_files.map(|column| self.in_place(column)).collect::<io::Result<_>>()?;
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = match self.kept() {
            Some(kept) => Kept { whole, ..kept },
            None => Kept::new(&self.identity, whole),
        };
        kept.forget(&|at| !may_keep(at));
        kept.columns.retain(|old| new.iter().all(|new| new.at != old.at));
        kept.columns.extend(new);
        self.put(&kept)
    }

    /// Keeps the file of a column.
    fn in_place(&self, (mut kept, column): (KeptColumn, Arc<Packed>)) -> io::Result<KeptColumn> {
        private::folder(&self.root)?;
        private::folder(&self.folder)?;
        let index = serde_json::to_vec(&column.index())?;
        kept.checksum = blake3::hash(&index).to_hex().to_string();
        kept.index = column.keep(&index, &self.folder.join(kept.file()))?;
        Ok(kept)
    }

    fn put(&self, kept: &Kept) -> io::Result<()> {
        private::folder(&self.root)?;
        private::folder(&self.folder)?;
        kept.put(&self.folder)?;
        tidy(&self.root, &self.folder, &kept.files(), LIST, MOST)
    }
}

impl Kept {
    /// Nothing yet.
    fn new(identity: &Identity, whole: Whole) -> Kept {
        Kept { identity: identity.clone(), whole, columns: Vec::new(), others: Vec::new(), decided: Vec::new() }
    }

    /// Takes columns out of the list. What a sample showed of them goes, too. Whether there was anything.
    fn forget(&mut self, is_meant: &dyn Fn(usize) -> bool) -> bool {
        let count = |kept: &Kept| kept.columns.len() + kept.others.len() + kept.decided.len();
        let before = count(self);
        self.columns.retain(|column| !is_meant(column.at));
        self.others.retain(|column| !is_meant(column.at));
        self.decided.retain(|decided| !is_meant(decided.at));
        let mut told = count(self) < before;
        for (_, found) in self.whole.guesses.iter_mut().enumerate().filter(|(at, _)| is_meant(*at)) {
            told |= *found != Found::unseen();
            *found = Found::unseen();
        }
        told
    }

    /// What a folder lists, unless the list is damaged or of another layout.
    fn of(folder: &Path) -> Option<Kept> {
        let text = fs::read_to_string(folder.join(LIST)).ok()?;
        let (list, checksum) = text.trim_end().rsplit_once('\n')?;
        (blake3::hash(list.as_bytes()).to_hex().as_str() == checksum).then(|| serde_json::from_str(list).ok())?
    }

    /// Writes the list.
    fn put(&self, folder: &Path) -> io::Result<()> {
        let list = serde_json::to_string(self)?;
        let checksum = blake3::hash(list.as_bytes()).to_hex();
        put(&folder.join(LIST), format!("{list}\n{checksum}\n").as_bytes())
    }

    /// The names of the files in its folder.
    fn files(&self) -> Vec<String> {
        self.columns.iter().chain(&self.others).map(KeptColumn::file).chain([LIST.to_string()]).collect()
    }
}

/// The folder of what is kept of a part of a file. The first half of its name is that of all parts of the file.
fn folder_name(file: &Path, part: &str) -> String {
    half(file.as_os_str().as_encoded_bytes()) + &half(part.as_bytes())
}

fn half(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(HALF).collect()
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
