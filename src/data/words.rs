//! Gazetteers from their files, and columns whose words become the names of what they mean.

use super::faults::cannot_open;
use super::store::TableData;
use crate::base::names::{HIDDEN, Match, did_you_mean, find, quote};
use crate::base::{Code, Diagnostic};
use crate::catalog::words::{Gazetteer, Words};
use crate::catalog::{Table, Vocabulary};
use polars::prelude::{
    CategoricalMapping, Column, DataFrame, DataType, Expr, Field, IntoColumn, PlHashMap, PolarsResult, Schema,
    StringChunkedBuilder,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The places of each gazetteer, by its name.
pub(super) type Gazetteers = BTreeMap<String, Arc<Vocabulary>>;

/// The hidden column of the words of a column as its file has them.
pub(crate) fn written(name: &str) -> String {
    format!("{HIDDEN}written {name}")
}

/// The places of a gazetteer, from the table that its file is.
pub(super) fn places(gazetteer: &Gazetteer, table: &Table, data: &TableData) -> Result<Vocabulary, Vec<Diagnostic>> {
    let shown_as = table.origin.as_str();
    let (mut columns, mut faults) = (Vec::new(), Vec::new());
    let keys = std::iter::once(("name", &gazetteer.column)).chain(gazetteer.variants.iter().map(|name| ("variants", name)));
    for (key, name) in keys {
        match column_of(table, name) {
            Ok(column) => columns.push(column),
            Err(near) => {
                let key = quote(&format!("{}.{key}", gazetteer.key()));
                let message = format!("{key}: there is no column {} in {}", quote(name), quote(shown_as));
                faults.push(Diagnostic::error_anywhere(Code::BadCatalog, message).help_if(near));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let texts: Vec<Expr> = columns.iter().map(|name| Expr::Column(name.as_str().into()).cast(DataType::String)).collect();
    let rows = data.frame.clone().select(texts).collect();
    let rows = rows.map_err(|_| vec![cannot_open(shown_as, "its cells cannot be read")])?;
    Ok(Vocabulary::of_places(&entries(&rows, &gazetteer.split)))
}

/// The column of texts that a name stands for, or the nearest names.
fn column_of(table: &Table, name: &str) -> Result<String, Option<String>> {
    let names = table.columns.iter().map(|c| c.name.as_str());
    match find(name, names.clone()) {
        Match::One(at) => Ok(table.columns.get(at).map(|c| c.name.clone()).unwrap_or_default()),
        _ => Err(did_you_mean(name, names)),
    }
}

/// The name in the first column and the spellings in the others, row by row. A row without a name is no place.
fn entries(rows: &DataFrame, split: &str) -> Vec<(String, Vec<String>)> {
    let cell = |column: &Column, row: usize| Some(column.str().ok()?.get(row)?.trim().to_string());
    let mut found = Vec::new();
    for row in 0..rows.height() {
        let mut cells = rows.columns().iter().map(|column| cell(column, row));
        let Some(name) = cells.next().flatten().filter(|name| !name.is_empty()) else { continue };
        let spellings =
            cells.flatten().flat_map(|cell| cell.split(split).map(|text| text.trim().to_string()).collect::<Vec<_>>());
        found.push((name, spellings.collect()));
    }
    found
}

/// Gives the words of columns the names of what they mean. The words as they are written stay beside them, hidden.
pub(super) fn named(data: &mut TableData, words: &Words) {
    for (name, vocabulary) in words {
        let column = || Expr::Column(name.as_str().into());
        let vocabulary = vocabulary.clone();
        let text = |_: &Schema, field: &Field| Ok(Field::new(field.name().clone(), DataType::String));
        let names = column().map(move |words| names(&words, &vocabulary), text);
        data.change([column().alias(written(name)), names]);
        if let Some(facts) = data.facts.get(name).copied() {
            data.facts.insert(written(name), facts);
        }
    }
}

/// The names of words; one that is not known stays as it is written. Each distinct word is looked up once.
fn names(words: &Column, vocabulary: &Vocabulary) -> PolarsResult<Column> {
    if let DataType::Categorical(_, mapping) | DataType::Enum(_, mapping) = words.dtype() {
        return names_of_codes(words, mapping, vocabulary);
    }
    let texts = words.str()?;
    let mut found: Vec<Cow<'_, str>> = Vec::new();
    let mut places: PlHashMap<&str, usize> = PlHashMap::default();
    let mut last: Option<(&str, usize)> = None;
    let mut named = StringChunkedBuilder::new(words.name().clone(), texts.len());
    for text in texts.iter() {
        let Some(text) = text else {
            named.append_null();
            continue;
        };
        let at = match last {
            Some((before, at)) if before == text => at,
            _ => *places.entry(text).or_insert_with(|| {
                found.push(vocabulary.name_or_text(text));
                found.len() - 1
            }),
        };
        last = Some((text, at));
        named.append_value(found.get(at).map_or(text, |name| name));
    }
    Ok(named.finish().into_column())
}

/// The same for words that a dictionary has: each row says only where its word stands there.
fn names_of_codes(words: &Column, mapping: &CategoricalMapping, vocabulary: &Vocabulary) -> PolarsResult<Column> {
    let codes = words.to_physical_repr().cast(&DataType::UInt32)?;
    let codes = codes.u32()?;
    let mut found: Vec<Option<Option<Cow<'_, str>>>> = Vec::new();
    let mut named = StringChunkedBuilder::new(words.name().clone(), codes.len());
    for code in codes.iter() {
        let Some((code, at)) = code.and_then(|code| Some((code, usize::try_from(code).ok()?))) else {
            named.append_null();
            continue;
        };
        if found.len() <= at {
            found.resize(at + 1, None);
        }
        let name = found
            .get_mut(at)
            .map(|place| place.get_or_insert_with(|| mapping.cat_to_str(code).map(|text| vocabulary.name_or_text(text))));
        named.append_option(name.and_then(|name| name.as_deref()));
    }
    Ok(named.finish().into_column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::Categories;

    #[test]
    fn texts_and_dictionaries_get_the_same_names() {
        let places = Vocabulary::of_places(&[("Torkham".into(), vec!["Turkham".into()]), ("Chaman".into(), Vec::new())]);
        let words = [Some("turkham"), None, Some("TORKHAM"), Some("Mars"), Some("Chaman + Turkham"), Some("turkham")];
        let texts = Column::new("place".into(), words);
        let dictionary = texts.cast(&DataType::from_categories(Categories::global())).unwrap();
        for column in [texts, dictionary] {
            let named = names(&column, &places).unwrap();
            let found: Vec<Option<&str>> = named.str().unwrap().iter().collect();
            let torkham = Some("Torkham");
            assert_eq!(found, [torkham, None, torkham, Some("Mars"), Some("Torkham + Chaman"), torkham]);
        }
    }
}
