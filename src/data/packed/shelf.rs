//! Where the blocks of a column lie: in memory, or one behind the other in a file, which a copy keeps or nobody.

use super::block::{Block, View};
use super::room::{self, Share};
use crate::data::seek::{read_at, write_at};
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The blocks of a column, in the order of its rows.
#[derive(Debug)]
pub(in crate::data) struct Shelf {
    store: Store,
    places: Vec<Place>,
    rows: u64,
    /// Bytes of all blocks.
    length: u64,
    /// Cells that are unknown in the blocks that were put here.
    unknown: u64,
}

#[derive(Debug)]
enum Store {
    Memory(Vec<Vec<u8>>),
    /// In memory as long as there is room, then in a file that is not kept.
    Roomy(Vec<Vec<u8>>, Share),
    /// In a file; `true` for one that may be kept.
    File(BlockFile, bool),
}

/// Where a block lies: in which rows, where in the file, and the sum of its bytes.
#[derive(Debug)]
struct Place {
    row: u64,
    at: u64,
    slip: Slip,
    /// Whether its bytes are known to have the sum: those of a file that was kept are looked at when they are read first.
    sound: AtomicBool,
}

impl Place {
    fn is_sound(&self, bytes: &[u8]) -> bool {
        self.sound.load(Ordering::Relaxed) || {
            let sound = sum(bytes) == self.slip.2;
            self.sound.fetch_or(sound, Ordering::Relaxed);
            sound
        }
    }
}

/// What is noted of a block in a copy: rows, bytes, and the sum of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::data) struct Slip(u32, u32, u64);

/// A file of blocks; one that is not kept is removed when nobody reads it any longer.
#[derive(Debug)]
pub(in crate::data) struct BlockFile {
    file: Arc<File>,
    /// Where it lies, until it is kept.
    loose: Mutex<Option<PathBuf>>,
}

/// The most files of blocks that are open at a time: a system may allow 256 of all kinds.
const MOST_OPEN: usize = 160;

static OPEN: AtomicUsize = AtomicUsize::new(0);

impl BlockFile {
    fn new(file: File, loose: Option<PathBuf>) -> BlockFile {
        OPEN.fetch_add(1, Ordering::Relaxed);
        BlockFile { file: Arc::new(file), loose: Mutex::new(loose) }
    }
}

impl Drop for BlockFile {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
        if let Some(path) = self.loose.get_mut().ok().and_then(Option::take) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Bytes of a block, ready to be put on a shelf, with their sum.
#[derive(Debug)]
pub(in crate::data) struct Wrapped(Block, u64);

impl Wrapped {
    pub(in crate::data) fn new(block: Block) -> Wrapped {
        let sum = sum(&block.bytes);
        Wrapped(block, sum)
    }

    pub(in crate::data) fn unknown(&self) -> u64 {
        self.0.unknown
    }

    pub(in crate::data) fn bounds(&self) -> Option<(i64, i64)> {
        self.0.bounds
    }
}

/// What is still to be written of a block that has its place.
#[derive(Debug)]
pub(in crate::data) struct Unwritten {
    file: Arc<File>,
    at: u64,
    /// Those of several blocks, one behind the other.
    bytes: Vec<Vec<u8>>,
}

impl Unwritten {
    /// Writes it.
    pub(in crate::data) fn write(self) -> io::Result<()> {
        let mut at = self.at;
        for bytes in self.bytes {
            write_at(&self.file, &bytes, at)?;
            at += bytes.len() as u64;
        }
        Ok(())
    }
}

fn sum(bytes: &[u8]) -> u64 {
    let digest = blake3::hash(bytes);
    digest.as_bytes().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

impl Shelf {
    pub(in crate::data) fn in_memory() -> Shelf {
        Shelf { store: Store::Memory(Vec::new()), places: Vec::new(), rows: 0, length: 0, unknown: 0 }
    }

    /// In memory as long as there is room for the blocks of all tables, then in a file without a name.
    pub(in crate::data) fn roomy() -> Shelf {
        Shelf { store: Store::Roomy(Vec::new(), Share::new()), ..Shelf::in_memory() }
    }

    /// Whether there may be one more in a file.
    pub(in crate::data) fn may_be_in_file() -> bool {
        OPEN.load(Ordering::Relaxed) < MOST_OPEN
    }

    /// In a new file, which must be open for reading and writing.
    pub(in crate::data) fn in_file(file: File, path: &Path) -> Shelf {
        Shelf { store: Store::File(BlockFile::new(file, Some(path.to_path_buf())), true), ..Shelf::in_memory() }
    }

    /// The blocks of a file that was kept. They are damaged where they are not those that were written.
    pub(in crate::data) fn open(file: File, slips: &[Slip]) -> Shelf {
        let mut shelf = Shelf { store: Store::File(BlockFile::new(file, None), false), ..Shelf::in_memory() };
        slips.iter().for_each(|slip| shelf.note(*slip, false));
        shelf
    }

    fn note(&mut self, slip: Slip, sound: bool) {
        self.places.push(Place { row: self.rows, at: self.length, slip, sound: sound.into() });
        self.rows += u64::from(slip.0);
        self.length += u64::from(slip.1);
    }

    /// Gives a block its place behind the others. In a file it still has to be written.
    pub(in crate::data) fn put(&mut self, Wrapped(block, sum): Wrapped) -> Option<Unwritten> {
        let at = self.length;
        self.unknown += block.unknown;
        self.note(Slip(block.rows, block.bytes.len() as u32, sum), true);
        match &mut self.store {
            Store::Memory(blocks) => {
                blocks.push(block.bytes);
                None
            }
            Store::Roomy(blocks, share) => {
                let fits = share.take(block.bytes.len() as u64);
                blocks.push(block.bytes);
                if fits { None } else { self.moved_to_file() }
            }
            Store::File(BlockFile { file, .. }, _) => Some(Unwritten { file: file.clone(), at, bytes: vec![block.bytes] }),
        }
    }

    /// Lets the blocks go to a file; where there can be none they stay.
    fn moved_to_file(&mut self) -> Option<Unwritten> {
        let (file, path) = Shelf::may_be_in_file().then(room::unnamed)?.ok()?;
        let file = BlockFile::new(file, path);
        let Store::Roomy(blocks, _) = &mut self.store else { return None };
        let unwritten = Unwritten { file: file.file.clone(), at: 0, bytes: std::mem::take(blocks) };
        self.store = Store::File(file, false);
        Some(unwritten)
    }

    /// Keeps the file under another name, with some bytes behind the blocks; gives where they start. What is in memory, or in a file
    /// without a name, is not kept.
    pub(in crate::data) fn keep(&self, rest: &[u8], path: &Path) -> io::Result<u64> {
        let Store::File(BlockFile { file, loose }, true) = &self.store else { return Err(io::ErrorKind::Unsupported.into()) };
        write_at(file, rest, self.length)?;
        let mut loose = loose.lock().map_err(|_| io::ErrorKind::Other)?;
        if let Some(old) = loose.as_ref() {
            fs::rename(old, path)?;
            *loose = None;
        }
        Ok(self.length)
    }

    /// Whether it can be kept.
    pub(in crate::data) fn is_in_file(&self) -> bool {
        matches!(self.store, Store::File(_, true))
    }

    /// What a copy notes of the blocks.
    pub(in crate::data) fn slips(&self) -> Vec<Slip> {
        self.places.iter().map(|place| place.slip).collect()
    }

    pub(in crate::data) fn rows(&self) -> u64 {
        self.rows
    }

    pub(in crate::data) fn unknown(&self) -> u64 {
        self.unknown
    }

    pub(super) fn blocks(&self) -> usize {
        self.places.len()
    }

    /// Reads some blocks and hands the rows of each over with their first row. A block that is not what was written is an error.
    pub(super) fn read<T>(&self, blocks: Range<usize>, f: impl FnOnce(&[(u64, View<'_>)]) -> Option<T>) -> io::Result<T> {
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let places = self.places.get(blocks.clone()).ok_or_else(damaged)?;
        let found = match &self.store {
            Store::Memory(all) | Store::Roomy(all, _) => {
                let all = all.get(blocks).ok_or_else(damaged)?;
                views(places, all.iter().map(Vec::as_slice)).and_then(|views| f(&views))
            }
            Store::File(BlockFile { file, .. }, _) => {
                let mut bytes = BYTES.take();
                bytes.resize(places.iter().map(|place| place.slip.1 as usize).sum(), 0);
                read_at(file, &mut bytes, places.first().map_or(0, |first| first.at))?;
                let mut rest = bytes.as_slice();
                let each = places.iter().map_while(|place| rest.split_off(..place.slip.1 as usize));
                let sound = each.zip(places).map_while(|(block, place)| place.is_sound(block).then_some(block));
                let found = views(places, sound).and_then(|views| f(&views));
                BYTES.set(bytes);
                found
            }
        };
        found.ok_or_else(damaged)
    }

    /// Reads the blocks of some rows, cut to them.
    pub(super) fn read_rows<T>(&self, rows: Range<u64>, f: impl FnOnce(&[View<'_>]) -> Option<T>) -> io::Result<T> {
        let first = self.places.partition_point(|place| place.row <= rows.start).saturating_sub(1);
        let last = self.places.partition_point(|place| place.row < rows.end).max(first);
        self.read(first..last, |views| {
            let here = |row: u64| rows.start.saturating_sub(row) as usize..rows.end.saturating_sub(row) as usize;
            f(&views.iter().map(|(row, view)| view.rows(here(*row))).collect::<Vec<_>>())
        })
    }

    /// Blocks in groups of about so many, for work by several threads.
    pub(super) fn groups(&self, most: usize) -> Vec<Range<usize>> {
        (0..self.places.len()).step_by(most.max(1)).map(|from| from..(from + most).min(self.places.len())).collect()
    }
}

thread_local! {
    /// Room for the bytes of blocks, which is made once.
    static BYTES: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The rows of all blocks at some places; `None` where there is one without.
fn views<'a>(places: &[Place], blocks: impl Iterator<Item = &'a [u8]>) -> Option<Vec<(u64, View<'a>)>> {
    let views: Vec<_> = places.iter().zip(blocks).map_while(|(place, block)| Some((place.row, View::of(block)?))).collect();
    (views.len() == places.len()).then_some(views)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(shelf: &Shelf, rows: Range<u64>) -> Vec<i64> {
        let mut found = Vec::new();
        shelf.read_rows(rows, |views| views.iter().try_for_each(|view| view.numbers(&mut found, |n| n))).unwrap();
        found
    }

    fn filled(most: u64) -> Shelf {
        let mut shelf = Shelf { store: Store::Roomy(Vec::new(), Share::within(most)), ..Shelf::in_memory() };
        // What has its place may be written in any order.
        let blocks = (0..4i64).map(|block| Wrapped::new(Block::of_numbers(&[block * 100, block * 100 + 1, 7], &[])));
        let unwritten: Vec<Unwritten> = blocks.filter_map(|block| shelf.put(block)).collect();
        unwritten.into_iter().rev().for_each(|unwritten| unwritten.write().unwrap());
        shelf
    }

    /// Without room blocks go to a file that nobody finds and nothing keeps, and come back from it as from memory.
    #[test]
    fn blocks_without_room_go_to_a_file_without_a_name() {
        let (memory, file) = (filled(u64::MAX), filled(0));
        assert!(matches!(memory.store, Store::Roomy(..)) && matches!(file.store, Store::File(_, false)));
        for rows in [0..12, 2..7, 5..6, 11..12] {
            assert_eq!(numbers(&file, rows.clone()), numbers(&memory, rows));
        }
        assert_eq!(numbers(&file, 3..6), [100, 101, 7]);
        assert_eq!((file.slips(), file.rows()), (memory.slips(), 12));
        let folder = tempfile::tempdir().unwrap();
        assert!(!file.is_in_file() && file.keep(&[], &folder.path().join("kept")).is_err());
        if let (Store::File(file, _), true) = (&file.store, cfg!(unix)) {
            assert!(file.loose.lock().unwrap().is_none(), "it has no name");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_a_name_is_its_owners() {
        use std::os::unix::fs::MetadataExt;
        let (file, _) = room::unnamed().unwrap();
        let metadata = file.metadata().unwrap();
        assert_eq!((metadata.mode() & 0o777, metadata.nlink()), (0o600, 0));
    }
}
