//! Rows by number: a lazy frame whose columns are functions of the number of the row, so that the engine gets them stretch by stretch,
//! only those that a query asks for, and only for the rows it comes to.

use super::faults::{cannot_open, carried};
use polars::prelude::{
    AllowedOptimizations, ChunkApply, Column, DataFrame, DataType, Expr, Field, IdxCa, IntoLazy, LazyFrame, PlSmallStr,
    PolarsResult, Scalar, Schema,
};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The hidden column of the numbers of rows, and the one that has their count.
const ROW: &str = "\u{1}row of the text";
const ROWS: &str = "\u{1}rows of the text";

/// Where rows come from.
pub(super) trait Rows: Send + Sync + 'static {
    /// How many there are.
    fn height(&self) -> PolarsResult<usize>;

    /// Some rows of a column, by its place. Nothing but asking for none tells that the column is asked for at all.
    fn column(&self, at: usize, name: &PlSmallStr, rows: Range<u64>) -> PolarsResult<Column>;
}

/// Rows as the engine counts them, whose numbers have 32 bits.
pub(super) fn height(rows: u64, shown_as: &str) -> PolarsResult<usize> {
    let too_many = || carried(&cannot_open(shown_as, "it has more than 4,294,967,295 rows"));
    u32::try_from(rows).map(|rows| rows as usize).map_err(|_| too_many())
}

/// The columns that a query asks for, while that is being found out.
#[derive(Default)]
pub(super) struct Asked(Mutex<Option<BTreeSet<usize>>>);

impl Asked {
    fn places(&self) -> MutexGuard<'_, Option<BTreeSet<usize>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts to listen.
    pub(super) fn listen(&self) {
        *self.places() = Some(BTreeSet::new());
    }

    /// The places of the columns that were asked for since; nobody listens any longer.
    pub(super) fn heard(&self) -> BTreeSet<usize> {
        self.places().take().unwrap_or_default()
    }

    /// Whether somebody listens.
    pub(super) fn is_open(&self) -> bool {
        self.places().is_some()
    }

    /// Takes note of a column, if somebody listens.
    pub(super) fn note(&self, at: usize) -> bool {
        self.places().as_mut().map(|asked| asked.insert(at)).is_some()
    }
}

/// The frame of rows that have these columns.
pub(super) fn frame(rows: Arc<impl Rows>, schema: &Schema) -> LazyFrame {
    let fields = schema.iter().map(|(name, ty)| Field::new(name.clone(), ty.clone()));
    let columns: Vec<Expr> = fields.enumerate().map(|(at, field)| column(rows.clone(), at, field)).collect();
    let numbered = move |_: DataFrame| {
        let height = rows.height()?;
        let nothing = Scalar::null(DataType::Boolean);
        DataFrame::new(height, vec![Column::new_scalar(ROWS.into(), nothing, height)])
    };
    let begin = DataFrame::empty_with_schema(&Schema::from_iter([Field::new(ROWS.into(), DataType::Boolean)]));
    let all = begin.lazy().map(numbered, AllowedOptimizations::empty(), None, Some("rows of a text"));
    all.with_row_index(ROW, None).select(columns)
}

fn column(rows: Arc<impl Rows>, at: usize, field: Field) -> Expr {
    let (name, ty, announced) = (field.name().clone(), field.dtype().clone(), field.clone());
    let give = move |numbers: &mut [Column]| {
        let numbers = numbers[0].as_materialized_series().idx()?.rechunk();
        let values = taken(&*rows, at, &name, &numbers)?;
        if values.dtype() == &ty { Ok(values) } else { values.strict_cast(&ty) }
    };
    // What `map` is given, the engine runs on threads beside its own, as it may call the engine again.
    Expr::Column(ROW.into()).map_many(give, &[], move |_, _| Ok(announced.clone())).alias(field.name().clone())
}

/// The values of a column in rows with these numbers, which mostly follow each other.
fn taken(rows: &impl Rows, at: usize, name: &PlSmallStr, numbers: &IdxCa) -> PolarsResult<Column> {
    let all = numbers.cont_slice()?;
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return rows.column(at, name, 0..0) };
    let between = |first: u32, last: u32| rows.column(at, name, u64::from(first)..u64::from(last) + 1);
    if is_run(all, *first) && first <= last {
        return between(*first, *last);
    }
    let (least, most) = all.iter().fold((*first, *first), |(least, most), number| (least.min(*number), most.max(*number)));
    between(least, most)?.take(&numbers.apply_values(|number| number - least))
}

/// Whether numbers follow each other. They nearly always do, so that it is faster to look at all than to stop.
fn is_run(numbers: &[u32], first: u32) -> bool {
    let (mut run, mut expected) = (true, first);
    for number in numbers {
        run &= *number == expected;
        expected = expected.wrapping_add(1);
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{Engine, IntoColumn, NamedFrom, Series, SortMultipleOptions, lit};

    /// Rows whose cells are their own numbers.
    struct Numbers(usize, Mutex<Vec<usize>>);

    impl Rows for Numbers {
        fn height(&self) -> PolarsResult<usize> {
            Ok(self.0)
        }

        fn column(&self, at: usize, name: &PlSmallStr, rows: Range<u64>) -> PolarsResult<Column> {
            self.1.lock().unwrap().push(at);
            Ok(Series::new(name.clone(), rows.map(|row| row as i64).collect::<Vec<_>>()).into_column())
        }
    }

    fn numbers(rows: usize) -> (Arc<Numbers>, LazyFrame) {
        let numbers = Arc::new(Numbers(rows, Mutex::default()));
        let schema = Schema::from_iter(["a", "b", "c"].map(|name| Field::new(name.into(), DataType::Int64)));
        (numbers.clone(), frame(numbers, &schema))
    }

    fn run(frame: LazyFrame) -> Vec<i64> {
        let found = frame.collect_with_engine(Engine::Streaming).unwrap().unwrap_single();
        found.columns()[0].i64().unwrap().iter().flatten().collect()
    }

    fn of(name: &str) -> Expr {
        Expr::Column(name.into())
    }

    #[test]
    fn only_columns_that_are_asked_for_are_given() {
        let (asked, frame) = numbers(250_000);
        assert_eq!(run(frame.filter(of("b").gt(lit(10i64))).select([of("b").sum()])), [(11..250_000).sum::<i64>()]);
        assert!(asked.1.lock().unwrap().iter().all(|at| *at == 1));
    }

    #[test]
    fn empty_frames_tell_what_is_asked_for() {
        let (asked, frame) = numbers(0);
        run(frame.filter(of("c").gt(lit(10i64))).group_by([of("a")]).agg([of("c").sum()]).select([of("c")]));
        let mut asked = asked.1.lock().unwrap().clone();
        asked.sort_unstable();
        asked.dedup();
        assert_eq!(asked, [0, 2]);
    }

    #[test]
    fn rows_come_in_any_order_the_engine_likes() {
        let (_, frame) = numbers(250_000);
        assert_eq!(run(frame.clone().slice(249_990, 3).select([of("a")])), [249_990, 249_991, 249_992]);
        let last = frame.sort(["a"], SortMultipleOptions::default().with_order_descending(true)).limit(2);
        assert_eq!(run(last.select([of("a")])), [249_999, 249_998]);
        let odd = IdxCa::new("".into(), [7, 3, 3, 5]);
        let taken = taken(&Numbers(10, Mutex::default()), 0, &"a".into(), &odd).unwrap();
        assert_eq!(taken.i64().unwrap().iter().flatten().collect::<Vec<_>>(), [7, 3, 3, 5]);
    }
}
