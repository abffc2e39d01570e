//! Columns of texts that each group of rows has by its places in a dictionary of its own: one dictionary for all groups.

use super::chunks::Chunks;
use crate::data::coded::{BYTES, Codes, Dictionary};
use crate::data::threads::on_all_processors;
use polars::prelude::{ArrowDataType, ArrowField, Column, DataType, PlSmallStr};
use polars_arrow::array::{Array, DictionaryArray, DictionaryKey, PrimitiveArray};
use polars_arrow::datatypes::IntegerType;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Groups with more texts than this together are read as they are.
const MOST: usize = 1 << 18;

/// A column of texts.
pub(super) struct Texts {
    dictionary: Dictionary,
    /// For each group the code of each of its places.
    codes: Vec<Vec<u32>>,
    /// How its chunks are decoded.
    stored: ArrowField,
}

impl Texts {
    /// The dictionary of a column of texts; `None` where some of its cells are written out, or there are many texts.
    pub(super) fn of(chunks: &Chunks, field: &ArrowField) -> Option<Texts> {
        let (count, stop, file) = (AtomicUsize::new(0), AtomicBool::new(false), chunks.mapped()?);
        let groups = on_all_processors((0..chunks.groups()).collect(), |group| {
            let own = if stop.load(Ordering::Relaxed) { None } else { chunks.dictionary(group, &field.name, &file) };
            let all = count.fetch_add(own.as_ref().map_or(MOST, Vec::len), Ordering::Relaxed);
            stop.fetch_or(all >= MOST || own.is_none(), Ordering::Relaxed);
            own
        });
        let (mut known, mut texts): (HashMap<Arc<str>, u32>, Vec<Arc<str>>) = Default::default();
        let mut codes = Vec::new();
        for own in groups {
            let own = own?;
            let mut code = |text: Box<str>| match known.get(&*text) {
                Some(code) => *code,
                None => {
                    let text: Arc<str> = text.into();
                    texts.push(text.clone());
                    known.insert(text, texts.len() as u32);
                    texts.len() as u32
                }
            };
            codes.push(own.into_iter().map(&mut code).collect());
        }
        let dictionary = Dictionary::new(texts.iter().map(|text| &**text), |_| true)?;
        Some(Texts { dictionary, stored: by_place(&field.name, &codes), codes })
    }

    /// The engine's type of it.
    pub(super) fn ty(&self) -> &DataType {
        self.dictionary.ty()
    }

    /// The cells of a group; `None` where it is damaged.
    pub(super) fn column(&self, chunks: &Chunks, group: usize) -> Option<Column> {
        let (arrays, codes) = (chunks.arrays(group, &self.stored)?, self.codes.get(group)?);
        if fits_a_byte(&self.codes) { self.of_places::<u8>(&arrays, codes) } else { self.of_places::<u32>(&arrays, codes) }
    }

    fn of_places<K: DictionaryKey + Into<u32>>(&self, arrays: &[Box<dyn Array>], codes: &[u32]) -> Option<Column> {
        let places = arrays.iter().map(|array| array.as_any().downcast_ref::<DictionaryArray<K>>().map(DictionaryArray::keys));
        self.dictionary.column(&Places { places: places.collect::<Option<_>>()?, codes })
    }
}

/// Whether the places of all groups fit into a byte each.
fn fits_a_byte(codes: &[Vec<u32>]) -> bool {
    codes.iter().all(|codes| codes.len() <= usize::from(u8::MAX))
}

/// How a column is decoded whose cells are places: as one of the engine's own categories.
fn by_place(name: &PlSmallStr, codes: &[Vec<u32>]) -> ArrowField {
    let width = if fits_a_byte(codes) { IntegerType::UInt8 } else { IntegerType::UInt32 };
    let places = ArrowDataType::Dictionary(width, Box::new(ArrowDataType::Utf8View), false);
    let metadata = [(PlSmallStr::from_static("_PL_CATEGORICAL2"), PlSmallStr::EMPTY)].into_iter().collect();
    ArrowField::new(name.clone(), places, true).with_metadata(metadata)
}

/// The cells of a group by their places in its dictionary, and the codes of those.
struct Places<'a, K: DictionaryKey> {
    places: Vec<&'a PrimitiveArray<K>>,
    codes: &'a [u32],
}

impl<K: DictionaryKey + Into<u32>> Codes for &Places<'_, K> {
    fn collect<T: Copy + Default>(&self, table: &[T]) -> Option<Vec<T>> {
        let of_code = |code: &u32| table.get(*code as usize).copied().unwrap_or_default();
        // The place of an unknown cell may be any.
        let room = BYTES.saturating_sub(self.codes.len());
        let own: Vec<T> = self.codes.iter().map(of_code).chain(std::iter::repeat_n(T::default(), room)).collect();
        let mut values = Vec::with_capacity(self.places.iter().map(|array| array.len()).sum());
        for array in &self.places {
            let places = array.values().iter().map(|place| (*place).into() as usize);
            match own.first_chunk::<BYTES>().filter(|_| size_of::<K>() == 1) {
                Some(own) => values.extend(places.map(|place| own[place % BYTES])),
                None => values.extend(places.map(|place| own.get(place).copied().unwrap_or_default())),
            }
        }
        Some(values)
    }

    fn some_unknown(&self) -> bool {
        self.places.iter().any(|array| array.null_count() > 0)
    }

    fn each(&self, mut f: impl FnMut(u32)) -> Option<()> {
        let code = |place: K| self.codes.get(place.into() as usize).copied().unwrap_or(0);
        self.places.iter().for_each(|array| array.iter().for_each(|place| f(place.map_or(0, |place| code(*place)))));
        Some(())
    }
}
