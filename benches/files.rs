//! Large files from start to exit: `cargo bench --bench files -- [MILLIONS]… [--laps N] [--only NAME]`.
//!
//! For each size (1 and 10 million rows without one; 100 million rows need 10 GB of disk) the same questions to `dateline query` and to
//! DuckDB's program, each a process of its own, with equal answers:
//!
//! - `first`: a CSV that was never read before; the time includes leaving the columnar copy of what was read
//! - `next`: the same question in a new process, which finds the copy
//! - `no cache`: as the first, without leaving a copy
//! - `parquet`: the same table as Parquet
//!
//! Ratios are to DuckDB on the CSV, and for Parquet to DuckDB on that. The contestants take turns, so that other work on the machine
//! falls on both; medians are shown, with peak memory where `/usr/bin/time` tells it. Without DuckDB (see `side_by_side`) its columns
//! are empty.

#[allow(dead_code)]
mod duck;
mod events;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

/// A question in both languages. SQL says `EVENTS` for the file.
struct Question {
    name: &'static str,
    dateline: &'static str,
    sql: &'static str,
}

const QUESTIONS: [Question; 4] = [
    Question {
        name: "q1",
        dateline: r#"events where border = "Torkham" since 2025-04-01 sum persons"#,
        sql: "select sum(persons) from EVENTS where border = 'Torkham' and date >= date '2025-04-01'",
    },
    Question {
        name: "q2",
        dateline: "events sum persons by border, start_of(date, month) as month",
        sql: "select border, date_trunc('month', date)::date as month, sum(persons) from EVENTS group by all order by all",
    },
    Question {
        name: "q3",
        dateline: r#"events where status in ("ACC", "refugee") sum persons by district sort persons desc take 10"#,
        sql: "select district, sum(persons) as persons from EVENTS where status in ('ACC', 'refugee') \
              group by all order by persons desc limit 10",
    },
    Question {
        name: "q4 without percentile",
        dateline: "events sum persons, max cost, count by border, kind, status",
        sql: "select border, kind, status, sum(persons), max(cost), count(*) from EVENTS group by all order by border, kind, status",
    },
];

fn main() -> Result<(), Failure> {
    let (mut sizes, mut laps, mut only, mut asked) = (Vec::new(), 5, String::new(), false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => asked = true,
            "--laps" => laps = words.next().ok_or("--laps needs a number")?.parse()?,
            "--only" => only = words.next().ok_or("--only needs a name")?,
            millions => sizes.push(millions.parse::<f64>()?),
        }
    }
    // `cargo test --benches` only wants to see it start.
    if !asked {
        return Ok(());
    }
    let duckdb = duck::program().inspect_err(|why| println!("DuckDB is left out: {why}")).ok();
    for millions in if sizes.is_empty() { vec![1.0, 10.0] } else { sizes } {
        let csv = events::csv((millions * 1e6) as u64, false)?;
        let parquet = events::parquet(&csv)?;
        println!("\n{millions} million rows, medians of {laps} laps: seconds, ratio to DuckDB, megabytes at the peak");
        println!("{:<24}{:>22}{:>22}{:>22}{:>16}{:>22}{:>16}", "", "first", "next", "no cache", "DuckDB", "Parquet", "DuckDB");
        for question in QUESTIONS.iter().filter(|question| question.name.contains(&only)) {
            ask(question, &csv, &parquet, duckdb.as_deref(), laps)?;
        }
    }
    Ok(())
}

/// Seconds and megabytes of each lap.
type Laps = Vec<(f64, Option<f64>)>;

fn ask(question: &Question, csv: &Path, parquet: &Path, duckdb: Option<&Path>, laps: usize) -> Result<(), Failure> {
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join("copies");
    let ours = |file: &Path, cached: bool| {
        let mut command =
            vec![env!("CARGO_BIN_EXE_dateline").into(), "query".into(), question.dateline.into(), file.to_path_buf()];
        command.extend(["--format", "csv", "--quiet"].map(PathBuf::from));
        command.extend((!cached).then(|| "--no-cache".into()));
        command
    };
    let theirs = |program: &Path, file: &Path| {
        let sql = question.sql.replace("EVENTS", &format!("'{}'", file.display()));
        [program.to_path_buf(), "-csv".into(), "-noheader".into(), "-c".into(), sql.into()].to_vec()
    };
    let [mut first, mut next, mut without, mut duck, mut ours_parquet, mut duck_parquet] = [const { Laps::new() }; 6];
    for _ in 0..laps {
        if copies.exists() {
            std::fs::remove_dir_all(&copies)?;
        }
        let mut answers = vec![
            run(&ours(csv, true), &copies, 1, &mut first)?,
            run(&ours(csv, true), &copies, 1, &mut next)?,
            run(&ours(csv, false), &copies, 1, &mut without)?,
            run(&ours(parquet, true), &copies, 1, &mut ours_parquet)?,
        ];
        if let Some(program) = duckdb {
            answers.push(run(&theirs(program, csv), &copies, 0, &mut duck)?);
            answers.push(run(&theirs(program, parquet), &copies, 0, &mut duck_parquet)?);
        }
        if let Some(other) = answers.iter().find(|answer| !duck::same(answer, &answers[0])) {
            return Err(format!("{}: answers differ:\n{}\n{other}", question.name, answers[0]).into());
        }
    }
    let (csv, parquet) = (median(&duck), median(&duck_parquet));
    let cells = [
        shown(&first, csv),
        shown(&next, csv),
        shown(&without, csv),
        shown(&duck, None),
        shown(&ours_parquet, parquet),
        shown(&duck_parquet, None),
    ];
    let [first, next, without, duck, ours_parquet, duck_parquet] = cells;
    println!("{:<24}{first:>22}{next:>22}{without:>22}{duck:>16}{ours_parquet:>22}{duck_parquet:>16}", question.name);
    Ok(())
}

/// Runs a command and takes its time; the rows of its answer without the header.
fn run(command: &[PathBuf], copies: &Path, header: usize, laps: &mut Laps) -> Result<String, Failure> {
    let timer = Path::new("/usr/bin/time");
    let timed = timer.exists();
    let mut words = if timed { vec![timer.to_path_buf(), "-f".into(), "\nkilobytes %M".into()] } else { Vec::new() };
    words.extend_from_slice(command);
    let start = Instant::now();
    let run = Command::new(&words[0]).args(&words[1..]).env("DATELINE_CACHE", copies).stdin(Stdio::null()).output()?;
    let seconds = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    if !run.status.success() {
        return Err(format!("{command:?} failed: {said}").into());
    }
    let peak = said.rsplit_once("kilobytes ").and_then(|(_, kilobytes)| kilobytes.trim().parse::<f64>().ok());
    laps.push((seconds, peak.map(|kilobytes| kilobytes / 1024.0)));
    let answer = String::from_utf8(run.stdout)?;
    Ok(answer.lines().skip(header).map(|line| format!("{line}\n")).collect())
}

fn median(laps: &Laps) -> Option<f64> {
    let mut seconds: Vec<f64> = laps.iter().map(|lap| lap.0).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied()
}

fn shown(laps: &Laps, other: Option<f64>) -> String {
    let Some(seconds) = median(laps) else { return String::new() };
    let ratio = other.map_or_else(String::new, |other| format!(" {:.2}x", seconds / other));
    let peak = laps.iter().filter_map(|lap| lap.1).reduce(f64::max).map_or_else(String::new, |peak| format!(" {peak:.0}M"));
    format!("{seconds:.3}{ratio}{peak}")
}
