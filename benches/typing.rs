//! How long a key takes at the prompt on a large table: `cargo bench --bench typing -- [MILLIONS]` (10 without one).
//!
//! At each key of some statements the line is coloured and a hint is found, and then Tab is asked what may follow. The first Tab on a
//! column of values reads the column; it is shown apart. A person does not notice what takes less than some ten milliseconds.

mod events;

use dateline::shell::Assistant;
use dateline::{Engine, Options};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

/// What is typed, key by key.
const TYPED: [&str; 3] = [
    r#"events where border = "Torkham" and status in ("ACC", "undocumented") since 2025-04-01 sum persons by district"#,
    r#"let busy = events during 2025 sum persons, mean cost, count by border, start_of(date, month) as month sort persons desc"#,
    r#"events where district = "District 017" sum persons if kind = "arrival" / sum persons as share every month plot"#,
];

/// Texts behind which the values of a column are offered.
const VALUES: [&str; 3] =
    [r#"events where border = ""#, r#"events where district = ""#, r#"events where persons > 10 and status in (""#];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let millions: u64 = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(10);
    // `cargo test` builds and starts benchmarks too.
    if !arguments.iter().any(|word| word == "--bench") {
        return Ok(());
    }
    let table = events::csv(millions * 1_000_000, true)?;
    let mut assistant = Assistant::new(true);
    assistant.learn(&Engine::open(&[table], Options::default())?);
    println!("{millions} million rows");
    for text in VALUES {
        let (first, values) = timed(|| assistant.completed(text).1.len());
        println!("the first look behind {text}: {values} values in {:.1} ms", ms(first));
    }
    let mut keys: Vec<(Duration, &str, &str)> = Vec::new();
    for line in TYPED {
        for (end, sign) in line.char_indices() {
            let text = &line[..end + sign.len_utf8()];
            // The first look at a column was shown above.
            assistant.completed(text);
            keys.push((median(|| assistant.shown(text)), "a key", text));
            keys.push((median(|| assistant.completed(text)), "Tab", text));
        }
    }
    for kind in ["a key", "Tab"] {
        let mut times: Vec<&(Duration, &str, &str)> = keys.iter().filter(|(_, of, _)| *of == kind).collect();
        times.sort();
        let (middle, last) = (times[times.len() / 2].0, times[times.len() - 1]);
        println!("{kind}: median {:.3} ms, longest {:.3} ms behind {}", ms(middle), ms(last.0), last.2);
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = std::hint::black_box(work());
    (start.elapsed(), done)
}

/// Of five laps, so that other work on the machine does not tell.
fn median<T>(work: impl Fn() -> T) -> Duration {
    let mut laps: Vec<Duration> = (0..5).map(|_| timed(&work).0).collect();
    laps.sort();
    laps[2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
