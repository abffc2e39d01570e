//! Values of rows in words, for errors and for what a footer says.

use crate::syntax::print::as_name;
use polars::prelude::{AnyValue, Column, PolarsResult};

/// The most columns that are named of one row.
const MOST: usize = 6;

/// `border = "Torkham", date = 2025-04-06`: the values of a row. Those that are withheld are not said.
pub fn keyed(names: &[String], columns: &[Column], row: usize, withheld: &[String]) -> PolarsResult<String> {
    let mut said = Vec::new();
    for (name, column) in names.iter().zip(columns).take(MOST) {
        let value = if withheld.contains(name) { "(not shown)".to_string() } else { written(&column.get(row)?) };
        said.push(format!("{} = {value}", as_name(name)));
    }
    if names.len() > MOST {
        said.push("…".to_string());
    }
    Ok(if said.is_empty() { "all rows".to_string() } else { said.join(", ") })
}

/// A value as a query would write it.
pub fn written(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => "unknown".to_string(),
        AnyValue::String(text) => format!("{text:?}"),
        AnyValue::StringOwned(text) => format!("{text:?}"),
        AnyValue::Categorical(code, mapping) | AnyValue::Enum(code, mapping) => {
            format!("{:?}", mapping.cat_to_str(*code).unwrap_or_default())
        }
        other => other.to_string(),
    }
}
