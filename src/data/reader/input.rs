//! Where the bytes of a table come from: a file that is read in pieces, or text that lies in memory.

use crate::data::seek::read_at;
use std::fs::File;
use std::io;
use std::time::SystemTime;

/// Bytes that can be read at any place, from several threads at once.
#[derive(Debug)]
pub(in crate::data) enum Input {
    /// A file, its length, and when it was written last.
    File(File, u64, Option<SystemTime>),
    /// What was unpacked or decoded before.
    Bytes(Vec<u8>),
}

impl Input {
    /// A file on disk.
    pub(in crate::data) fn file(file: File) -> io::Result<Input> {
        let metadata = file.metadata()?;
        Ok(Input::File(file, metadata.len(), metadata.modified().ok()))
    }

    /// Whether nobody has written to it since it was opened.
    pub(in crate::data) fn is_unchanged(&self) -> bool {
        match self {
            Input::Bytes(_) => true,
            Input::File(file, length, modified) => {
                file.metadata().is_ok_and(|now| now.len() == *length && now.modified().ok() == *modified)
            }
        }
    }

    pub(in crate::data) fn length(&self) -> u64 {
        match self {
            Input::File(_, length, _) => *length,
            Input::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// Adds up to `count` bytes from a place on; fewer only at the end.
    pub(in crate::data) fn read(&self, from: u64, count: usize, into: &mut Vec<u8>) -> io::Result<()> {
        let left = usize::try_from(self.length().saturating_sub(from)).unwrap_or(usize::MAX);
        let count = count.min(left);
        match self {
            Input::Bytes(bytes) => {
                let from = from as usize;
                into.extend_from_slice(bytes.get(from..from + count).unwrap_or_default());
                Ok(())
            }
            Input::File(file, ..) => {
                let before = into.len();
                into.resize(before + count, 0);
                read_at(file, &mut into[before..], from)
            }
        }
    }
}
