//! The chunks of a Parquet file: the cells of one column in one group of rows, decoded from their pages.

use crate::data::seek::read_at;
use polars::polars_utils::mmap::MMapSemaphore;
use polars::prelude::{ArrowField, Column, FileMetadata, IntoColumn, Series};
use polars_arrow::array::Array;
use polars_buffer::Buffer;
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::page::{CompressedPage, Page};
use polars_parquet::read::{BasicDecompressor, ColumnChunkMetadata, PageReader, PhysicalType, column_iter_to_arrays, decompress};
use std::cell::RefCell;
use std::fs::File;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// A file and what its footer says of it.
pub(super) struct Chunks {
    file: File,
    pub(super) metadata: Arc<FileMetadata>,
    /// Room for bytes that was used, and is used again.
    spare: Arc<Spare>,
}

type Spare = Mutex<Vec<Vec<u8>>>;

/// Bytes whose room is given back.
struct Lent(Vec<u8>, Arc<Spare>);

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.1.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.0));
    }
}

impl Chunks {
    pub(super) fn of(file: File, metadata: Arc<FileMetadata>) -> Chunks {
        Chunks { file, metadata, spare: Arc::default() }
    }

    pub(super) fn groups(&self) -> usize {
        self.metadata.row_groups.len()
    }

    /// The rows of each group.
    pub(super) fn heights(&self) -> impl Iterator<Item = u64> {
        self.metadata.row_groups.iter().map(|group| group.num_rows() as u64)
    }

    /// The chunk of a column that has no others within it.
    pub(super) fn chunk(&self, group: usize, column: &str) -> Option<&ColumnChunkMetadata> {
        self.metadata.row_groups.get(group)?.columns_under_root_iter(column)?.next()
    }

    /// The bytes of a chunk.
    fn bytes(&self, chunk: &ColumnChunkMetadata) -> Option<Buffer<u8>> {
        let range = chunk.byte_range();
        let there = self.file.metadata().is_ok_and(|file| range.start <= range.end && range.end <= file.len());
        if !there {
            return None;
        }
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut bytes = Lent(spare.unwrap_or_default(), self.spare.clone());
        bytes.0.resize((range.end - range.start) as usize, 0);
        read_at(&self.file, &mut bytes.0, range.start).ok()?;
        Some(Buffer::from_owner(bytes))
    }

    /// The cells of a chunk as they are stored; `None` where it is damaged.
    pub(super) fn arrays(&self, group: usize, field: &ArrowField) -> Option<Vec<Box<dyn Array>>> {
        let chunk = self.chunk(group, &field.name)?;
        let pages = BasicDecompressor::new(pages(chunk, self.bytes(chunk)?), Vec::new());
        let ty = &chunk.descriptor().descriptor.primitive_type;
        let decode = || column_iter_to_arrays(vec![pages], vec![ty], field.clone(), None).ok();
        // What decodes pages trusts them in some places.
        let (arrays, _) = catch_unwind(AssertUnwindSafe(decode)).ok()??;
        let rows: usize = arrays.iter().map(|array| array.len()).sum();
        (rows == self.metadata.row_groups.get(group)?.num_rows()).then_some(arrays)
    }

    /// The cells of a chunk as a column of the engine.
    pub(super) fn column(&self, group: usize, field: &ArrowField) -> Option<Column> {
        let arrays = self.arrays(group, field)?;
        Some(Series::try_from((field, arrays)).ok()?.into_column())
    }

    /// The whole file, of which only those parts come to memory that are looked at.
    pub(super) fn mapped(&self) -> Option<Buffer<u8>> {
        Some(Buffer::from_owner(MMapSemaphore::new_from_file(&self.file).ok()?))
    }

    /// The texts of a chunk all of whose cells stand for one of these by its place; `None` where they are written out. A mapped file
    /// is looked at, as nothing but the heads of the pages is of interest.
    pub(super) fn dictionary(&self, group: usize, column: &str, file: &Buffer<u8>) -> Option<Vec<Box<str>>> {
        let chunk = self.chunk(group, column).filter(|chunk| chunk.physical_type() == PhysicalType::ByteArray)?;
        let range = chunk.byte_range().start as usize..chunk.byte_range().end as usize;
        let bytes = (range.start <= range.end && range.end <= file.len()).then(|| file.clone().sliced(range))?;
        let coded = |page| match page {
            Ok(CompressedPage::Dict(_)) => true,
            Ok(CompressedPage::Data(page)) => page.header().is_dictionary_encoded(),
            Err(_) => false,
        };
        let read = || {
            if !pages(chunk, bytes.clone()).all(coded) {
                return None;
            }
            let page = CompressedPage::Dict(pages(chunk, bytes).read_dict().ok()??);
            CONTEXT.with_borrow_mut(|context| decompress(page, &mut Vec::new(), context)).ok()
        };
        match catch_unwind(AssertUnwindSafe(read)).ok()?? {
            Page::Dict(page) => texts(&page.buffer, page.num_values),
            Page::Data(_) => None,
        }
    }
}

thread_local! {
    /// What decompresses dictionaries, which takes longer to make than to use.
    static CONTEXT: RefCell<DecompressionContext> = const { RefCell::new(DecompressionContext::Unset) };
}

fn pages(chunk: &ColumnChunkMetadata, bytes: Buffer<u8>) -> PageReader {
    PageReader::new(Cursor::new(bytes), chunk, Vec::new(), usize::MAX)
}

/// Texts one behind the other, each behind its length.
fn texts(mut bytes: &[u8], count: usize) -> Option<Vec<Box<str>>> {
    let mut texts = Vec::new();
    for _ in 0..count {
        let length = u32::from_le_bytes(*bytes.split_off(..4)?.first_chunk()?);
        let text = bytes.split_off(..length as usize)?;
        texts.push(std::str::from_utf8(text).ok()?.into());
    }
    Some(texts)
}
