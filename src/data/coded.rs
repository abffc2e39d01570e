//! Texts by their places in a sorted dictionary: one or two bytes a row, which the engine compares and groups as numbers.

use super::cells::with_unknown;
use polars::prelude::{
    Categorical8Type, Categorical16Type, Categorical32Type, CategoricalChunked, CategoricalPhysical, ChunkedArray, Column,
    DataType, FrozenCategories, IntoColumn, IntoSeries, PlSmallStr, PolarsCategoricalType,
};

/// As many as one byte can tell apart. Tables have as many places at least, so that none of a byte lies beyond.
pub(super) const BYTES: usize = 1 << 8;

/// The texts that codes of a file stand for, in order.
#[derive(Debug)]
pub(super) struct Dictionary {
    ty: DataType,
    texts: usize,
    /// For each code the place of its text; 0 for what is unknown.
    places: Vec<u32>,
    /// Whether a code stands for a text.
    known: Vec<bool>,
}

impl Dictionary {
    /// The dictionary of texts whose codes count from 1, of those that are used.
    pub(super) fn new<'a>(texts: impl ExactSizeIterator<Item = &'a str>, used: impl Fn(usize) -> bool) -> Option<Dictionary> {
        let codes = texts.len() + 1;
        let mut texts: Vec<(&str, usize)> = texts.zip(1..).filter(|(_, code)| used(*code)).collect();
        texts.sort_unstable();
        let (mut places, mut known) = (vec![0; codes], vec![false; codes]);
        let mut sorted: Vec<&str> = Vec::with_capacity(texts.len());
        for (text, code) in texts {
            if sorted.last() != Some(&text) {
                sorted.push(text);
            }
            (places[code], known[code]) = (sorted.len() as u32 - 1, true);
        }
        let texts = sorted.len();
        let ty = DataType::from_frozen_categories(FrozenCategories::new(sorted).ok()?);
        Some(Dictionary { ty, texts, places, known })
    }

    /// The engine's type of its columns.
    pub(super) fn ty(&self) -> &DataType {
        &self.ty
    }

    /// A column of rows with codes.
    pub(super) fn column(&self, codes: impl Codes) -> Option<Column> {
        let room = BYTES.saturating_sub(self.places.len());
        let places = self.places.iter().copied().chain(std::iter::repeat_n(0, room));
        match self.ty.cat_physical().ok()? {
            CategoricalPhysical::U8 => {
                self.in_order::<Categorical8Type>(&places.map(|place| place as u8).collect::<Vec<_>>(), codes)
            }
            CategoricalPhysical::U16 => {
                self.in_order::<Categorical16Type>(&places.map(|place| place as u16).collect::<Vec<_>>(), codes)
            }
            CategoricalPhysical::U32 => self.in_order::<Categorical32Type>(&self.places, codes),
        }
    }

    fn in_order<T: PolarsCategoricalType>(&self, table: &[T::Native], codes: impl Codes) -> Option<Column>
    where
        T::Native: Copy + Default,
        CategoricalChunked<T>: IntoSeries,
    {
        let places = codes.collect(table)?;
        let mut unknown = Vec::new();
        if codes.some_unknown() {
            let mut row = 0;
            codes.each(|code| {
                if self.known.get(code as usize) != Some(&true) {
                    unknown.push(row);
                }
                row += 1;
            })?;
        }
        let sound = self.texts > 0 || unknown.len() == places.len();
        let places = with_unknown(ChunkedArray::<T::PolarsPhysical>::from_vec(PlSmallStr::EMPTY, places), &unknown);
        // SAFETY: a place is one of a sorted text, or that of an unknown row, which is 0 and masked; and the type is the enumeration
        // of these texts, with the width of these places.
        #[allow(unsafe_code)]
        let texts = sound.then(|| unsafe { CategoricalChunked::<T>::from_cats_and_dtype_unchecked(places, self.ty.clone()) })?;
        Some(texts.into_series().into_column())
    }
}

/// Codes, one for each row in order.
pub(super) trait Codes {
    /// What a table has for each, or the default; `None` where they cannot be read.
    fn collect<T: Copy + Default>(&self, table: &[T]) -> Option<Vec<T>>;

    /// Whether some may be of no text.
    fn some_unknown(&self) -> bool;

    /// Calls a function with each; `None` where they cannot be read.
    fn each(&self, f: impl FnMut(u32)) -> Option<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Codes for &[u32] {
        fn collect<T: Copy + Default>(&self, table: &[T]) -> Option<Vec<T>> {
            Some(self.iter().map(|code| table.get(*code as usize).copied().unwrap_or_default()).collect())
        }

        fn some_unknown(&self) -> bool {
            true
        }

        fn each(&self, f: impl FnMut(u32)) -> Option<()> {
            self.iter().copied().for_each(f);
            Some(())
        }
    }

    fn texts(column: &Column) -> Vec<Option<String>> {
        let column = column.cast(&DataType::String).unwrap();
        column.str().unwrap().iter().map(|text| text.map(str::to_string)).collect()
    }

    #[test]
    fn dictionaries_are_in_order_and_without_what_is_not_used() {
        let dictionary = Dictionary::new(["b", "unused", "a"].into_iter(), |code| code != 2).unwrap();
        let column = dictionary.column(&[1, 0, 3, 1][..]).unwrap();
        assert_eq!(texts(&column), [Some("b"), None, Some("a"), Some("b")].map(|text| text.map(String::from)));
        assert_eq!((column.null_count(), dictionary.texts), (1, 2));
    }

    #[test]
    fn one_text_with_two_codes_has_one_place() {
        let dictionary = Dictionary::new(["x", "x"].into_iter(), |_| true).unwrap();
        let column = dictionary.column(&[1, 2][..]).unwrap();
        assert_eq!(texts(&column), [Some("x"), Some("x")].map(|text| text.map(String::from)));
        assert_eq!(dictionary.texts, 1);
    }

    #[test]
    fn codes_beyond_the_dictionary_are_unknown() {
        let dictionary = Dictionary::new(["a"].into_iter(), |_| true).unwrap();
        assert_eq!(dictionary.column(&[1, 2][..]).unwrap().null_count(), 1);
        assert_eq!(Dictionary::new([].into_iter(), |_| true).unwrap().column(&[0][..]).unwrap().null_count(), 1);
    }

    #[test]
    fn many_texts_have_wider_places() {
        let all: Vec<u32> = (0..=70_000).collect();
        for count in [255, 256, 65_535, 65_536, 70_000] {
            let cells: Vec<Box<str>> = (0..count).map(|n| format!("{n:05}").into()).collect();
            let column = Dictionary::new(cells.iter().map(|cell| &**cell), |_| true).unwrap().column(&all[..=count]).unwrap();
            assert_eq!((column.len(), column.null_count()), (count + 1, 1), "{count}");
        }
    }
}
