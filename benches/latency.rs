//! How long the steps of a query take inside the process: `cargo bench --bench latency`.
//!
//! Reading, checking and completing happen at every key of the prompt, so they must stay far below a millisecond. The table is
//! small: what is measured is the way of a query through the layers, not the engine.

mod events;

use dateline::plan::Plan;
use dateline::syntax::{self, Parsed};
use dateline::{Answer, Engine, Error, Options, output};
use divan::{Bencher, black_box};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: u64 = 1000;

const TYPICAL: &str = r#"events where border = "Torkham" and status in ("ACC", "undocumented") since 2025-04-01
  sum persons, mean cost, count by district, start_of(date, month) as month
  sort persons desc
  take 20"#;

const FAULTY: &str = r#"events where bordr = "Torkham" and persons > "many" since 2025-13-01 summ persons by districts"#;

fn main() {
    divan::main();
}

fn engine() -> Engine {
    let table = events::csv(ROWS, false).expect("the table can be written");
    Engine::open(&[table], Options::default()).expect("the table can be read")
}

/// A hundred conditions and new columns, one after the other.
fn long() -> String {
    let clauses = (0..50).map(|n| format!("where persons > {n}\n  derive a{n} = persons * {n} + cost"));
    format!("events {}", clauses.collect::<Vec<_>>().join("\n  "))
}

#[divan::bench]
fn parse_a_typical_query() -> Parsed {
    syntax::parse(black_box(TYPICAL))
}

#[divan::bench]
fn parse_a_hundred_clauses(bencher: Bencher) {
    let text = long();
    bencher.bench_local(|| syntax::parse(black_box(&text)));
}

/// What may follow at the end of the text, as the prompt asks at every key.
#[divan::bench]
fn expect_what_may_follow() -> syntax::ExpectedSet {
    syntax::parse(black_box("events where border = \"Torkham\" sum persons by ")).expected
}

#[divan::bench]
fn check_a_typical_query(bencher: Bencher) {
    let mut engine = engine();
    bencher.bench_local(|| -> Result<Plan, Error> { Ok(engine.prepare(black_box(TYPICAL))?.plan) });
}

/// Checked, lowered, and optimised by Polars; nothing is run.
#[divan::bench]
fn lower_a_typical_query(bencher: Bencher) {
    let mut engine = engine();
    let query = engine.prepare(TYPICAL).expect("the query is sound");
    bencher.bench_local(|| engine.explain_polars(black_box(&query)));
}

#[divan::bench]
fn open_a_small_table(bencher: Bencher) {
    let table = [events::csv(ROWS, false).expect("the table can be written")];
    bencher.bench_local(|| Engine::open(black_box(&table), Options::default()).is_ok());
}

#[divan::bench]
fn answer_from_a_small_table(bencher: Bencher) {
    let mut engine = engine();
    bencher.bench_local(|| -> Result<Answer, Error> { engine.query(black_box(TYPICAL)) });
}

/// Four faults in one query, found and drawn.
#[divan::bench]
fn draw_diagnostics(bencher: Bencher) {
    let mut engine = engine();
    bencher.bench_local(|| {
        let error = engine.prepare(black_box(FAULTY)).expect_err("the query is faulty");
        output::diagnostics::render(&error.diagnostics, "query", &error.source, false, None)
    });
}
