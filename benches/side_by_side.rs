//! The same questions to Dateline, to Polars and to DuckDB:
//! `cargo bench --bench side_by_side -- [ROWS] [--laps N] [--unknowns] [--only NAME]`.
//!
//! Two comparisons, each on a CSV and a Parquet file of the same synthetic rows (a million without `ROWS`):
//!
//! - library against library: opening the file and answering with Dateline, beside a lazy frame of the streaming engine as one
//!   would write it by hand, inside one process with one allocator, both up to the rows in memory. Dateline costs more by what it
//!   does beyond: inferring types, checking, counting the rows used and the unknowns.
//! - program against program: `dateline query` beside DuckDB's, from start to exit, both writing CSV. DuckDB comes from the
//!   package index of Python into the target folder; without pip it is left out.
//!
//! At first all answers are compared, which also warms the files. Then the contestants take turns, and the median of each is
//! shown. Only ratios within one run mean something.

mod duck;
mod events;

use dateline::base::Day;
use dateline::{Options, base};
use polars::prelude::*;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

/// A question in three languages. SQL says `EVENTS` for the file.
struct Question {
    name: &'static str,
    dateline: &'static str,
    polars: fn(LazyFrame) -> LazyFrame,
    sql: &'static str,
}

const QUESTIONS: [Question; 7] = [
    Question {
        name: "q1 one border, sum",
        dateline: r#"events where border = "Torkham" since 2025-04-01 sum persons"#,
        polars: |events| {
            let test = col("border").eq(lit("Torkham")).and(col("date").gt_eq(day(20_179)));
            events.filter(test).select([col("persons").sum()])
        },
        sql: "select sum(persons) from EVENTS where border = 'Torkham' and date >= date '2025-04-01'",
    },
    Question {
        name: "q2 by border and month",
        dateline: "events sum persons by border, start_of(date, month) as month",
        polars: |events| {
            let month = col("date").dt().truncate(lit("1mo")).alias("month");
            ordered(events.group_by([col("border"), month]).agg([col("persons").sum()]), &["border", "month"])
        },
        sql: "select border, date_trunc('month', date)::date as month, sum(persons) from EVENTS group by all order by all",
    },
    Question {
        name: "q3 two statuses, top 10",
        dateline: r#"events where status in ("ACC", "refugee") sum persons by district sort persons desc take 10"#,
        polars: |events| {
            let test = col("status").eq(lit("ACC")).or(col("status").eq(lit("refugee")));
            let largest = SortMultipleOptions::default().with_order_descending(true).with_nulls_last(true);
            let totals = events.filter(test).group_by([col("district")]).agg([col("persons").sum()]);
            totals.sort(["persons"], largest).limit(10)
        },
        sql: "select district, sum(persons) as persons from EVENTS where status in ('ACC', 'refugee') \
              group by all order by persons desc limit 10",
    },
    Question {
        name: "q4 four figures, 3 keys",
        dateline: "events sum persons, mean cost, percentile 90 cost, count by border, kind, status",
        polars: |events| {
            let p90 = col("cost").quantile(lit(0.9), QuantileMethod::Linear).alias("p90");
            let figures = [col("persons").sum(), col("cost").mean(), p90, len().alias("rows")];
            let keys = ["border", "kind", "status"];
            ordered(events.group_by(keys.map(col)).agg(figures), &keys)
        },
        sql: "select border, kind, status, sum(persons), avg(cost), quantile_cont(cost, 0.9), count(*) from EVENTS \
              group by all order by border, kind, status",
    },
    Question {
        name: "filter, take 100",
        dateline: r#"events where border = "Milak" and persons > 990 show date, district, persons take 100"#,
        polars: |events| {
            let test = col("border").eq(lit("Milak")).and(col("persons").gt(lit(990)));
            events.filter(test).select([col("date"), col("district"), col("persons")]).limit(100)
        },
        sql: "select date, district, persons from EVENTS where border = 'Milak' and persons > 990 limit 100",
    },
    Question {
        name: "sort, take 100",
        dateline: "events sort cost desc, persons desc, date, district show date, district, persons, cost take 100",
        polars: |events| {
            let order =
                SortMultipleOptions::default().with_order_descending_multi([true, true, false, false]).with_nulls_last(true);
            let order = order.with_maintain_order(true);
            let shown = ["date", "district", "persons", "cost"];
            events.select(shown.map(col)).sort(["cost", "persons", "date", "district"], order).limit(100)
        },
        sql: "select date, district, persons, cost from EVENTS \
              order by cost desc, persons desc nulls last, date, district limit 100",
    },
    Question {
        name: "count distinct",
        dateline: "events count distinct district, count distinct cost by border",
        polars: |events| {
            let figures = [col("district").n_unique(), col("cost").n_unique()];
            ordered(events.group_by([col("border")]).agg(figures), &["border"])
        },
        sql: "select border, count(distinct district), count(distinct cost) from EVENTS group by all order by border",
    },
];

fn day(days: i32) -> Expr {
    lit(days).cast(DataType::Date)
}

fn ordered(frame: LazyFrame, keys: &[&str]) -> LazyFrame {
    frame.sort(keys.iter().copied(), SortMultipleOptions::default().with_nulls_last(true))
}

/// What was asked for on the command line.
struct Arguments {
    rows: u64,
    laps: usize,
    unknowns: bool,
    /// Only the questions with this in the ending of the file and their name, such as `csv q2`.
    only: String,
}

fn main() -> Result<(), Failure> {
    // `cargo test --benches` only wants to see it start.
    let mut words = std::env::args().skip(1).peekable();
    let mut arguments = Arguments { rows: 1_000_000, laps: 6, unknowns: false, only: String::new() };
    let mut asked = false;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => asked = true,
            "--unknowns" => arguments.unknowns = true,
            "--only" => arguments.only = words.next().ok_or("--only needs a name")?,
            "--laps" => arguments.laps = words.next().ok_or("--laps needs a number")?.parse()?,
            rows => arguments.rows = rows.replace('_', "").parse()?,
        }
    }
    if asked { compare(&arguments) } else { Ok(()) }
}

fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let csv = events::csv(arguments.rows, arguments.unknowns)?;
    let parquet = events::parquet(&csv)?;
    let duckdb = match duck::program() {
        Ok(program) => Some(program),
        Err(why) => {
            println!("DuckDB is left out: {why}");
            None
        }
    };
    println!("{} synthetic rows, medians of {} laps, milliseconds\n", base::counts::grouped(arguments.rows), arguments.laps);
    println!("{:<26}{:>10}{:>10}{:>8}{:>12}{:>10}{:>8}", "", "library", "Polars", "ratio", "program", "DuckDB", "ratio");
    for file in [&parquet, &csv] {
        let ending = file.extension().unwrap_or_default().display().to_string();
        println!("{ending}");
        for question in QUESTIONS.iter().filter(|q| format!("{ending} {}", q.name).contains(&arguments.only)) {
            ask(question, file, duckdb.as_deref(), arguments.laps)?;
        }
    }
    println!("start-up");
    let version = |program: &Path| program_once(program, &["--version".as_ref()]);
    let mut laps = Laps::default();
    for _ in 0..arguments.laps.max(20) {
        laps.program.push(timed(|| version(dateline()))?);
        if let Some(program) = &duckdb {
            laps.duckdb.push(timed(|| version(program))?);
        }
    }
    laps.print("--version");
    Ok(())
}

/// The times of the contestants for one question.
#[derive(Default)]
struct Laps {
    library: Vec<Duration>,
    polars: Vec<Duration>,
    program: Vec<Duration>,
    duckdb: Vec<Duration>,
}

impl Laps {
    fn print(self, name: &str) {
        let [library, polars, program, duckdb] = [self.library, self.polars, self.program, self.duckdb].map(median);
        let shown = |time: Option<f64>| time.map_or_else(String::new, |time| format!("{time:.1}"));
        let ratio = |a: Option<f64>, b: Option<f64>| a.zip(b).map_or_else(String::new, |(a, b)| format!("{:.2}", a / b));
        println!(
            "  {name:<24}{:>10}{:>10}{:>8}{:>12}{:>10}{:>8}",
            shown(library),
            shown(polars),
            ratio(library, polars),
            shown(program),
            shown(duckdb),
            ratio(program, duckdb)
        );
    }
}

/// Milliseconds.
fn median(mut times: Vec<Duration>) -> Option<f64> {
    times.sort();
    let middle = times.get(times.len() / 2)?;
    Some(middle.as_secs_f64() * 1000.0)
}

fn timed<T>(run: impl FnOnce() -> Result<T, Failure>) -> Result<Duration, Failure> {
    let start = Instant::now();
    let result = run()?;
    let time = start.elapsed();
    drop(result);
    Ok(time)
}

fn ask(question: &Question, file: &Path, duckdb: Option<&Path>, laps: usize) -> Result<(), Failure> {
    let reference = rows_of_answer(&by_library(question, file)?);
    same(question.name, "Polars", &reference, &rows_of_frame(&by_polars(question, file)?))?;
    same(question.name, "the program", &reference, &rows_of_text(&by_program(question, file)?, 1))?;
    if let Some(duckdb) = duckdb {
        same(question.name, "DuckDB", &reference, &rows_of_text(&by_duckdb(question, file, duckdb)?, 0))?;
    }
    let mut times = Laps::default();
    for lap in 0..laps {
        // The first of two in one process also pays for memory that the second finds ready, so each goes first in turn.
        for ours in [lap % 2 == 0, lap % 2 == 1] {
            if ours {
                times.library.push(timed(|| by_library(question, file))?);
            } else {
                times.polars.push(timed(|| by_polars(question, file))?);
            }
        }
        times.program.push(timed(|| by_program(question, file))?);
        if let Some(duckdb) = duckdb {
            times.duckdb.push(timed(|| by_duckdb(question, file, duckdb))?);
        }
    }
    times.print(question.name);
    Ok(())
}

fn by_library(question: &Question, file: &Path) -> Result<dateline::Answer, Failure> {
    let mut engine = dateline::Engine::open(&[file.to_path_buf()], Options::default())?;
    Ok(engine.query(question.dateline)?)
}

fn by_polars(question: &Question, file: &Path) -> Result<DataFrame, Failure> {
    let path = PlRefPath::try_from_path(file)?;
    let events = if file.extension().is_some_and(|ending| ending == "parquet") {
        LazyFrame::scan_parquet(path, ScanArgsParquet::default())?
    } else {
        LazyCsvReader::new(path).with_try_parse_dates(true).finish()?
    };
    Ok((question.polars)(events).collect_with_engine(Engine::Streaming)?.unwrap_single())
}

fn by_program(question: &Question, file: &Path) -> Result<String, Failure> {
    program_once(dateline(), &["query".as_ref(), question.dateline.as_ref(), file, "--format".as_ref(), "csv".as_ref()])
}

fn by_duckdb(question: &Question, file: &Path, program: &Path) -> Result<String, Failure> {
    let sql = question.sql.replace("EVENTS", &format!("'{}'", file.display()));
    program_once(
        program,
        &["-csv".as_ref(), "-noheader".as_ref(), "-nullvalue".as_ref(), "".as_ref(), "-c".as_ref(), sql.as_ref()],
    )
}

/// What a program writes.
fn program_once(program: &Path, arguments: &[&Path]) -> Result<String, Failure> {
    let run = Command::new(program).args(arguments).stdin(Stdio::null()).output()?;
    if !run.status.success() {
        return Err(format!("{} failed: {}", program.display(), String::from_utf8_lossy(&run.stderr)).into());
    }
    Ok(String::from_utf8(run.stdout)?)
}

fn dateline() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_dateline"))
}

/// Rows as texts; unknown is empty. No value of the tables needs quotes in a CSV.
type Rows = Vec<Vec<String>>;

fn rows_of_text(text: &str, header: usize) -> Rows {
    text.lines().skip(header).map(|line| line.split(',').map(str::to_string).collect()).collect()
}

fn rows_of_answer(answer: &dateline::Answer) -> Rows {
    let rows = &answer.rows;
    let row = |row: usize| (0..rows.columns().len()).map(|column| rows.cell(row, column).plain()).collect();
    (0..rows.height()).map(row).collect()
}

fn rows_of_frame(frame: &DataFrame) -> Rows {
    let cell = |value: AnyValue<'_>| match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => text.to_string(),
        AnyValue::Date(days) => Day(days).to_string(),
        AnyValue::Float64(x) => x.to_string(),
        other => other.extract::<i64>().map_or_else(|| other.to_string(), |n| n.to_string()),
    };
    let row = |row: usize| frame.columns().iter().map(|column| column.get(row).map_or_else(|_| String::new(), cell)).collect();
    (0..frame.height()).map(row).collect()
}

/// The same rows in the same order, real numbers up to the ninth digit.
fn same(question: &str, who: &str, ours: &Rows, theirs: &Rows) -> Result<(), Failure> {
    let alike = |(a, b): (&Vec<String>, &Vec<String>)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| duck::close(a, b));
    if ours.len() == theirs.len() && ours.iter().zip(theirs).all(alike) {
        return Ok(());
    }
    let differing = ours.iter().zip(theirs).position(|pair| !alike(pair)).unwrap_or(ours.len().min(theirs.len()));
    io::stdout().flush()?;
    let (a, b) = (ours.get(differing), theirs.get(differing));
    Err(format!("{question}: {who} answers otherwise in row {differing}: {b:?}, not {a:?}").into())
}
