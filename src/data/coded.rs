//! Texts by their places in a sorted dictionary: one or two bytes a row, which the engine compares and groups as numbers.

use super::cells::with_unknown;
use super::reader::Codes;
use crate::base::formula::unguarded;
use polars::prelude::{
    CatNative, Categorical8Type, Categorical16Type, Categorical32Type, CategoricalChunked, ChunkedArray, Column, DataType,
    FrozenCategories, IntoColumn, IntoSeries, PlSmallStr, PolarsCategoricalType,
};

/// The same texts with their dictionary in order and without what no row has. Codes count from 1; 0 is unknown. A cell that is guarded
/// against spreadsheets is the text that it stands for.
pub(super) fn sorted(codes: Codes, dictionary: Vec<Box<str>>) -> (Codes, Vec<Box<str>>) {
    let mut used = vec![false; dictionary.len() + 1];
    codes.each(|code| {
        if let Some(used) = used.get_mut(code as usize) {
            *used = true;
        }
    });
    let text = |cell: Box<str>| unguarded(&cell).map(Box::from).unwrap_or(cell);
    let numbered = dictionary.into_iter().enumerate().map(|(at, cell)| (cell, at + 1));
    let mut texts: Vec<(Box<str>, usize)> =
        numbered.filter(|(_, code)| used.get(*code) == Some(&true)).map(|(cell, code)| (text(cell), code)).collect();
    texts.sort();
    let mut places = vec![0u32; used.len()];
    let mut sorted: Vec<Box<str>> = Vec::with_capacity(texts.len());
    for (text, code) in texts {
        if sorted.last() != Some(&text) {
            sorted.push(text);
        }
        if let Some(place) = places.get_mut(code) {
            *place = sorted.len() as u32;
        }
    }
    (codes.renamed(&places), sorted)
}

/// A column of the engine. `None` where a code stands for no text of the dictionary, which only a damaged file has.
pub(super) fn column(codes: &Codes, dictionary: &[Box<str>]) -> Option<Column> {
    let categories = FrozenCategories::new(dictionary.iter().map(|text| &**text)).ok()?;
    let ty = DataType::from_frozen_categories(categories);
    match codes {
        Codes::U8(codes) => in_order::<Categorical8Type>(codes, dictionary.len(), ty),
        Codes::U16(codes) => in_order::<Categorical16Type>(codes, dictionary.len(), ty),
        Codes::U32(codes) => in_order::<Categorical32Type>(codes, dictionary.len(), ty),
    }
}

fn in_order<T: PolarsCategoricalType>(codes: &[T::Native], texts: usize, ty: DataType) -> Option<Column>
where
    T::Native: CatNative + Ord,
    CategoricalChunked<T>: IntoSeries,
{
    let most = codes.iter().max().map_or(0, |most| most.as_cat());
    if most as usize > texts || ty.cat_physical().ok()? != T::physical() {
        return None;
    }
    let one = T::Native::from_cat(1);
    let mut unknown = Vec::new();
    let place = |(row, code): (usize, &T::Native)| match code.as_cat().checked_sub(one.as_cat()) {
        Some(place) => T::Native::from_cat(place),
        None => {
            unknown.push(row as u32);
            *code
        }
    };
    let places: Vec<T::Native> = codes.iter().enumerate().map(place).collect();
    let places = with_unknown(ChunkedArray::<T::PolarsPhysical>::from_vec(PlSmallStr::EMPTY, places), &unknown);
    // SAFETY: no known place lies beyond the dictionary, by the largest code above; those of unknown rows are 0 and masked; and the
    // type is the enumeration of this dictionary with the width of these codes.
    #[allow(unsafe_code)]
    let texts = unsafe { CategoricalChunked::<T>::from_cats_and_dtype_unchecked(places, ty) };
    Some(texts.into_series().into_column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(column: &Column) -> Vec<Option<String>> {
        let column = column.cast(&DataType::String).unwrap();
        column.str().unwrap().iter().map(|text| text.map(str::to_string)).collect()
    }

    #[test]
    fn dictionaries_are_in_order_and_without_what_is_not_used() {
        let dictionary = ["b", "unused", "a"].map(Box::from).to_vec();
        let (codes, dictionary) = sorted(Codes::of(&[1, 0, 3, 1]), dictionary);
        assert_eq!(dictionary.iter().map(|text| &**text).collect::<Vec<_>>(), ["a", "b"]);
        let column = column(&codes, &dictionary).unwrap();
        assert_eq!(texts(&column), [Some("b"), None, Some("a"), Some("b")].map(|text| text.map(String::from)));
        assert_eq!(column.null_count(), 1);
    }

    #[test]
    fn guarded_cells_are_the_texts_they_stand_for() {
        let (codes, dictionary) = sorted(Codes::of(&[1, 2]), ["'=1+2", "=1+2"].map(Box::from).to_vec());
        assert_eq!((dictionary.len(), &*dictionary[0]), (1, "=1+2"));
        assert_eq!(column(&codes, &dictionary).unwrap().null_count(), 0);
    }

    #[test]
    fn codes_beyond_the_dictionary_are_refused() {
        assert!(column(&Codes::of(&[1, 2]), &["a".into()]).is_none());
        assert!(column(&Codes::of(&[]), &[]).is_some());
    }

    #[test]
    fn many_texts_have_wider_codes() {
        let dictionary: Vec<Box<str>> = (0..70_000).map(|n| format!("{n:05}").into()).collect();
        let all: Vec<u32> = (0..=70_000).collect();
        for count in [255, 256, 65_535, 65_536, 70_000] {
            let (codes, texts) = sorted(Codes::of(&all[..=count]), dictionary[..count].to_vec());
            let column = column(&codes, &texts).unwrap();
            assert_eq!((column.len(), column.null_count()), (count + 1, 1), "{count}");
        }
    }
}
