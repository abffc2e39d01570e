//! Rows told apart by several columns at once: one number for each combination of values.

use polars::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A number that is the same for rows alike in all columns, unknown values being alike. Of different rows it is the same by a chance
/// of one in 2 to the power of 64.
pub fn combination(columns: Vec<Expr>) -> Expr {
    let mut columns = columns.into_iter();
    let Some(first) = columns.next() else { return lit(0i64).cast(DataType::Int64) };
    let rest: Vec<Expr> = columns.collect();
    let field = |_: &Schema, fields: &[Field]| Ok(Field::new(fields[0].name().clone(), DataType::Int64));
    first.map_many(combined, &rest, field)
}

fn combined(columns: &mut [Column]) -> PolarsResult<Column> {
    let height = columns.iter().map(Column::len).find(|height| *height != 1).unwrap_or(1);
    let mut numbers = vec![0u64; height];
    for column in columns.iter() {
        add(column, &mut numbers)?;
    }
    let numbers = numbers.into_iter().map(u64::cast_signed).collect();
    Ok(Int64Chunked::from_vec(columns[0].name().clone(), numbers).into_column())
}

/// Adds the values of a column to the numbers of its rows.
fn add(column: &Column, numbers: &mut [u64]) -> PolarsResult<()> {
    match column.dtype() {
        dtype if dtype.is_integer() => mix(numbers, column.cast(&DataType::Int64)?.i64()?.iter(), column.len()),
        DataType::Date | DataType::Datetime(..) => mix(numbers, column.cast(&DataType::Int64)?.i64()?.iter(), column.len()),
        DataType::Boolean => mix(numbers, column.bool()?.iter(), column.len()),
        DataType::String => mix(numbers, column.str()?.iter(), column.len()),
        _ => mix(numbers, column.cast(&DataType::String)?.str()?.iter(), column.len()),
    }
    Ok(())
}

/// A column of one value stands for all rows.
fn mix<T: Hash>(numbers: &mut [u64], values: impl Iterator<Item = T>, len: usize) {
    let mixed = |number: u64, value: &T| {
        let mut hasher = DefaultHasher::new();
        (number, value).hash(&mut hasher);
        hasher.finish()
    };
    if len == 1 {
        values.take(1).for_each(|value| numbers.iter_mut().for_each(|number| *number = mixed(*number, &value)));
    } else {
        numbers.iter_mut().zip(values).for_each(|(number, value)| *number = mixed(*number, &value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_alike_have_one_number() {
        let data = df!["a" => [Some("x"), Some("x"), None, None, Some("xy")], "b" => [1, 1, 2, 2, 1]].unwrap();
        let numbers = data.lazy().select([combination(vec![col("a"), col("b")]).alias("n")]).collect().unwrap();
        let n: Vec<i64> = numbers.column("n").unwrap().i64().unwrap().iter().flatten().collect();
        assert_eq!(n.len(), 5);
        assert!(n[0] == n[1] && n[2] == n[3] && n[0] != n[2] && n[0] != n[4]);
    }
}
