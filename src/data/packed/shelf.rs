//! Where the blocks of a column lie: in memory, or one behind the other in a file.

use super::block::{Block, View};
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
    File(BlockFile),
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
    bytes: Vec<u8>,
}

impl Unwritten {
    /// Writes it.
    pub(in crate::data) fn write(self) -> io::Result<()> {
        write_at(&self.file, &self.bytes, self.at)
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

    /// Whether there may be one more in a file.
    pub(in crate::data) fn may_be_in_file() -> bool {
        OPEN.load(Ordering::Relaxed) < MOST_OPEN
    }

    /// In a new file, which must be open for reading and writing.
    pub(in crate::data) fn in_file(file: File, path: &Path) -> Shelf {
        Shelf { store: Store::File(BlockFile::new(file, Some(path.to_path_buf()))), ..Shelf::in_memory() }
    }

    /// The blocks of a file that was kept. They are damaged where they are not those that were written.
    pub(in crate::data) fn open(file: File, slips: &[Slip]) -> Shelf {
        let mut shelf = Shelf { store: Store::File(BlockFile::new(file, None)), ..Shelf::in_memory() };
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
            Store::File(BlockFile { file, .. }) => Some(Unwritten { file: file.clone(), at, bytes: block.bytes }),
        }
    }

    /// Keeps the file under another name, with some bytes behind the blocks; gives where they start. What is in memory is not kept.
    pub(in crate::data) fn keep(&self, rest: &[u8], path: &Path) -> io::Result<u64> {
        let Store::File(BlockFile { file, loose }) = &self.store else { return Err(io::ErrorKind::Unsupported.into()) };
        write_at(file, rest, self.length)?;
        let mut loose = loose.lock().map_err(|_| io::ErrorKind::Other)?;
        if let Some(old) = loose.as_ref() {
            fs::rename(old, path)?;
            *loose = None;
        }
        Ok(self.length)
    }

    pub(in crate::data) fn is_in_file(&self) -> bool {
        matches!(self.store, Store::File(_))
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
            Store::Memory(all) => {
                let all = all.get(blocks).ok_or_else(damaged)?;
                views(places, all.iter().map(Vec::as_slice)).and_then(|views| f(&views))
            }
            Store::File(BlockFile { file, .. }) => {
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
