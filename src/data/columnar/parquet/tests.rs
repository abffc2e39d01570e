//! Rows by number are those that the engine's own reader gives.

use crate::base::Day;
use crate::data::columnar::{self, Columns};
use polars::prelude::*;
use std::fs::File;
use std::path::Path;

const ROWS: i64 = 13_000;

/// Texts with few values, with unknown ones, of which later groups have others, and all different; and numbers and days.
fn rows() -> DataFrame {
    let text = |cell: &dyn Fn(i64) -> Option<String>| (0..ROWS).map(cell).collect::<StringChunked>();
    let few = text(&|row| Some(["Torkham", "", "Chaman"][(row % 3) as usize].into()));
    let some = text(&|row| (row % 7 > 0).then(|| format!("group {}", row / 4500)));
    let all = text(&|row| Some(format!("text {}", row.wrapping_mul(7919) % 1_000_003)));
    let none = text(&|_| None);
    let day: Int32Chunked = (0..ROWS).map(|row| (row % 5 > 0).then_some(20_000 + (row % 400) as i32)).collect();
    let dated: Int32Chunked = (0..ROWS).map(|row| Some(20_000 + row as i32 / 10)).collect();
    let real: Float64Chunked = (0..ROWS).map(|row| Some(if row % 11 == 0 { f64::NAN } else { row as f64 / 4.0 })).collect();
    let columns = vec![
        few.with_name("few".into()).into_column(),
        some.with_name("some".into()).into_column(),
        all.with_name("all".into()).into_column(),
        none.with_name("none".into()).into_column(),
        day.into_column().cast(&DataType::Date).unwrap().with_name("day".into()),
        dated.into_column().cast(&DataType::Date).unwrap().with_name("sorted".into()),
        Int64Chunked::from_iter_values("n".into(), 0..ROWS).into_column(),
        real.with_name("real".into()).into_column(),
    ];
    DataFrame::new(ROWS as usize, columns).unwrap()
}

fn opened(path: &Path) -> Columns {
    columnar::open(path, "parquet", "t.parquet").unwrap()
}

fn names(of: &DataFrame) -> Vec<String> {
    of.get_column_names().into_iter().map(|name| name.to_string()).collect()
}

/// Rows with texts written out.
fn collected(frame: LazyFrame) -> DataFrame {
    let texts = |data: &DataFrame| {
        let cast =
            |column: &Column| if column.dtype().is_enum() { column.cast(&DataType::String).unwrap() } else { column.clone() };
        DataFrame::new(data.height(), data.columns().iter().map(cast).collect()).unwrap()
    };
    texts(&frame.collect_with_engine(Engine::Streaming).unwrap().unwrap_single())
}

#[test]
fn rows_by_number_are_those_of_the_engine() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    for group in [4500, 6000, 20_000] {
        ParquetWriter::new(File::create(&path).unwrap()).with_row_group_size(Some(group)).finish(&mut rows()).unwrap();
        let columns = opened(&path);
        let plain = columns.snapshot("t").frame;
        columns.learn(&names(&rows())).unwrap();
        let coded = columns.snapshot("t").frame;
        let types = coded.clone().collect_schema().unwrap();
        let coded_names: Vec<_> = types.iter().filter(|(_, ty)| ty.is_enum()).map(|(name, _)| name.as_str()).collect();
        assert!(coded_names.starts_with(&["few", "some"]), "{coded_names:?}");
        assert_eq!(types.get("all"), Some(&DataType::String));
        let unknown = when(col("real").is_nan()).then(lit(NULL)).otherwise(col("real")).alias("real");
        let theirs = LazyFrame::scan_parquet(PlRefPath::try_from_path(&path).unwrap(), ScanArgsParquet::default()).unwrap();
        let theirs = theirs.with_columns([unknown]);
        let questions: [fn(LazyFrame) -> LazyFrame; 5] = [
            |rows| rows,
            |rows| rows.slice(4400, 200),
            |rows| rows.filter(col("some").eq(lit("group 1")).and(col("n").gt(lit(8000)))),
            |rows| rows.filter(col("n").eq(lit(12_999)).or(col("n").eq(lit(3)))),
            |rows| {
                rows.group_by([col("few"), col("some")]).agg([col("n").sum(), len()]).sort(["few", "some"], Default::default())
            },
        ];
        for (at, question) in questions.iter().enumerate() {
            let expected = collected(question(theirs.clone()));
            assert!(collected(question(plain.clone())).equals_missing(&expected), "question {at} as texts, groups of {group}");
            assert!(collected(question(coded.clone())).equals_missing(&expected), "question {at} by codes, groups of {group}");
        }
    }
}

#[test]
fn few_days_are_read_by_groups_that_have_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    ParquetWriter::new(File::create(&path).unwrap()).with_row_group_size(Some(1000)).finish(&mut rows()).unwrap();
    let table = opened(&path).snapshot("t");
    let by_days = table.by_days.unwrap();
    let within = |column: &str, first: i32, last: i32| by_days.within(column, Day(first), Day(last));
    assert!(within("day", 20_010, 20_011).is_none(), "some days are unknown");
    assert!(within("sorted", 20_010, 20_900).is_none(), "most groups have one of them");
    for (first, last) in [(20_095, 20_104), (20_000, 20_000), (21_299, 30_000), (i32::MIN, 19_999)] {
        let days = |frame: LazyFrame| {
            let day = |day: i32| lit(day).cast(DataType::Date);
            frame.filter(col("sorted").gt_eq(day(first)).and(col("sorted").lt_eq(day(last))))
        };
        let (ours, all) = (days(within("sorted", first, last).unwrap()), days(table.frame.clone()));
        assert!(collected(ours).equals_missing(&collected(all)), "{first} to {last}");
    }
}

#[test]
fn what_is_cut_off_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    ParquetWriter::new(File::create(&path).unwrap()).finish(&mut rows()).unwrap();
    let columns = opened(&path);
    File::options().write(true).open(&path).unwrap().set_len(1000).unwrap();
    columns.learn(&names(&rows())).unwrap();
    let fault = columns.snapshot("t").frame.collect_with_engine(Engine::Streaming).err().unwrap().to_string();
    assert!(fault.contains("`t.parquet` cannot be read: it is damaged"), "{fault}");
}
