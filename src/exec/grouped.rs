//! Grouping by several keys as by one number, where their values are few enough: the engine writes out several keys row by row, and
//! compares what it wrote.

use polars::prelude::*;

/// The hidden column of the number; no header can be the same.
const KEY: &str = "\u{1}key";

/// Tables with fewer rows are not worth a look at the types of their keys.
const MANY_ROWS: u64 = 1 << 16;

/// The groups of a frame by some keys, each with its name, with these aggregates, and maybe hidden columns beside them. `rows` are the
/// most there can be.
pub fn grouped(frame: LazyFrame, keys: Vec<Expr>, aggregates: Vec<Expr>, rows: Option<u64>) -> LazyFrame {
    let worth = keys.len() > 1 && rows.is_none_or(|rows| rows >= MANY_ROWS);
    let Some(radices) = worth.then(|| Radix::of_each(&frame, &keys)).flatten() else {
        return frame.group_by(keys).agg(aggregates);
    };
    let unpacked: Vec<Expr> = (0..radices.len()).map(|at| unpacked(&radices, at)).collect();
    frame.group_by([packed(keys, &radices).alias(KEY)]).agg(aggregates).with_columns(unpacked)
}

/// A digit of the number: the values of a key, of which there can be so many, and one more for what is unknown.
#[derive(Clone)]
struct Radix {
    field: Field,
    size: u64,
    /// What is taken away from a value so that the least is 0.
    least: i64,
}

impl Radix {
    /// The digits of keys, if all together fit into a number.
    fn of_each(frame: &LazyFrame, keys: &[Expr]) -> Option<Vec<Radix>> {
        let schema = frame.clone().select(keys).collect_schema().ok()?;
        let radices: Vec<Radix> = schema.iter_fields().map(Radix::of).collect::<Option<_>>()?;
        let size = radices.iter().try_fold(1u64, |size, radix| size.checked_mul(radix.size));
        size.is_some_and(|size| i64::try_from(size).is_ok()).then_some(radices)
    }

    fn of(field: Field) -> Option<Radix> {
        let (size, least) = match field.dtype() {
            DataType::Boolean => (2, 0),
            DataType::Date => (1 << 32, i64::from(i32::MIN)),
            DataType::Enum(texts, _) => (texts.categories().len() as u64, 0),
            _ => return None,
        };
        Some(Radix { field, size: size + 1, least })
    }

    /// Puts the values of a column behind the digits of the numbers before.
    fn push(&self, numbers: &mut [i64], values: &Column) -> PolarsResult<()> {
        let values = values.to_physical_repr();
        match values.dtype() {
            DataType::Boolean => self.push_each(numbers, values.bool()?.iter().map(|value| value.map(i64::from))),
            DataType::UInt8 => self.push_all(numbers, values.u8()?),
            DataType::UInt16 => self.push_all(numbers, values.u16()?),
            DataType::UInt32 => self.push_all(numbers, values.u32()?),
            _ => self.push_all(numbers, values.i32()?),
        }
        Ok(())
    }

    fn push_all<T: PolarsNumericType>(&self, numbers: &mut [i64], values: &ChunkedArray<T>)
    where
        T::Native: Into<i64>,
    {
        if values.null_count() > 0 {
            return self.push_each(numbers, values.iter().map(|value| value.map(Into::into)));
        }
        let (size, least, mut rest) = (self.size as i64, self.least, numbers);
        for array in values.downcast_iter() {
            let (here, behind) = rest.split_at_mut(array.len().min(rest.len()));
            here.iter_mut()
                .zip(array.values().iter())
                .for_each(|(number, value)| *number = *number * size + ((*value).into() - least));
            rest = behind;
        }
    }

    fn push_each(&self, numbers: &mut [i64], values: impl Iterator<Item = Option<i64>>) {
        let size = self.size as i64;
        let digit = |value: Option<i64>| value.map_or(size - 1, |value| value - self.least);
        numbers.iter_mut().zip(values).for_each(|(number, value)| *number = *number * size + digit(value));
    }

    /// The values that numbers stand for, of which those before have a size in all.
    fn value(&self, numbers: &Int64Chunked, before: i64) -> PolarsResult<Column> {
        let size = self.size as i64;
        let known = |number: Option<i64>| number.map(|number| number / before % size).filter(|digit| *digit != size - 1);
        let digits = numbers.iter().map(known);
        let values = match self.field.dtype() {
            DataType::Enum(texts, _) => {
                let texts = texts.categories();
                digits.map(|digit| texts.get(digit? as usize)).collect::<StringChunked>().into_column()
            }
            _ => digits.map(|digit| digit.map(|digit| digit + self.least)).collect::<Int64Chunked>().into_column(),
        };
        let values = if self.field.dtype().is_temporal() { values.cast(&DataType::Int32)? } else { values };
        Ok(values.cast(self.field.dtype())?.with_name(self.field.name().clone()))
    }
}

/// The number of the keys of a row.
fn packed(keys: Vec<Expr>, radices: &[Radix]) -> Expr {
    let radices = radices.to_vec();
    let pack = move |columns: &mut [Column]| {
        let height = columns.iter().map(Column::len).max().unwrap_or(0);
        let mut numbers = vec![0i64; height];
        for (radix, values) in radices.iter().zip(columns) {
            // A column of one value stands for all rows.
            let all = (values.len() == 1 && height > 1).then(|| values.new_from_index(0, height));
            radix.push(&mut numbers, all.as_ref().unwrap_or(values))?;
        }
        Ok(Int64Chunked::from_vec(KEY.into(), numbers).into_column())
    };
    let mut keys = keys.into_iter();
    let first = keys.next().unwrap_or_else(|| lit(0));
    first.map_many(pack, &keys.collect::<Vec<_>>(), |_, _| Ok(Field::new(KEY.into(), DataType::Int64)))
}

/// One key of the number.
fn unpacked(radices: &[Radix], at: usize) -> Expr {
    let radix = radices[at].clone();
    let before = radices.iter().skip(at + 1).map(|radix| radix.size as i64).product();
    let field = radix.field.clone();
    let unpack = move |numbers: Column| radix.value(numbers.i64()?, before);
    col(KEY).map(unpack, move |_, _| Ok(field.clone())).alias(radices[at].field.name().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(data: &[(Option<u8>, Option<i32>, Option<bool>)]) -> DataFrame {
        let texts = DataType::from_frozen_categories(FrozenCategories::new(["a", "b", "c"]).unwrap());
        let text: StringChunked = data.iter().map(|(text, ..)| text.map(|text| ["a", "b", "c"][usize::from(text)])).collect();
        let day: Int32Chunked = data.iter().map(|(_, day, _)| *day).collect();
        let truth: BooleanChunked = data.iter().map(|(.., truth)| *truth).collect();
        DataFrame::new(
            data.len(),
            vec![
                text.into_column().cast(&texts).unwrap().with_name("text".into()),
                day.into_column().cast(&DataType::Date).unwrap().with_name("day".into()),
                truth.into_column().with_name("truth".into()),
            ],
        )
        .unwrap()
    }

    proptest! {
        /// Groups by one number are those by the keys themselves, with their values and types, unknown ones too.
        #[test]
        fn groups_are_those_of_the_keys(
            data in prop::collection::vec((prop::option::of(0u8..3), prop::option::of(prop_oneof![Just(i32::MIN), Just(i32::MAX), 0..3i32]), any::<Option<bool>>()), 0..60),
            names in prop::sample::subsequence(vec!["text", "day", "truth"], 2..=3),
        ) {
            let frame = keys(&data).lazy();
            let keys: Vec<Expr> = names.iter().map(|name| col(*name)).collect();
            let answer = |frame: LazyFrame| {
                let columns: Vec<Expr> = keys.iter().cloned().chain([col("n")]).collect();
                frame.select(columns).sort(names.clone(), SortMultipleOptions::default()).collect().unwrap()
            };
            let count = || vec![len().alias("n")];
            let radices = Radix::of_each(&frame, &keys);
            prop_assert!(radices.is_some());
            let (ours, theirs) = (grouped(frame.clone(), keys.clone(), count(), None), frame.group_by(keys.clone()).agg(count()));
            prop_assert!(answer(ours).equals_missing(&answer(theirs)));
        }
    }

    #[test]
    fn keys_that_do_not_fit_are_grouped_as_they_are() {
        let frame = keys(&[(Some(0), Some(1), None)]).lazy();
        assert!(Radix::of_each(&frame, &[col("day"), col("day").alias("other")]).is_none());
        assert!(Radix::of_each(&frame, &[col("text"), lit(1.5).alias("x")]).is_none());
    }
}
