//! Synthetic tables of events for the benchmarks: invented figures with the shape of border reports, nothing real.
//!
//! The same rows on every machine: a fixed seed, and values drawn evenly, so that no order or skew of the file helps anyone.

use polars::prelude::*;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const BORDERS: [&str; 9] =
    ["Torkham", "Chaman", "Spin Boldak", "Ghulam Khan", "Angoor Adda", "Islam Qala", "Milak", "Hairatan", "Shir Khan Bandar"];
const KINDS: [&str; 4] = ["arrival", "departure", "transfer", "deportation"];
const STATUSES: [&str; 4] = ["ACC", "PoR", "undocumented", "refugee"];
const SOURCES: [&str; 4] = ["Office A", "Office B", "Office C", "Office D"];
const DISTRICTS: u64 = 400;

/// Twenty months from 2023-10-01 on.
const MONTHS: [(&str, u64); 20] = [
    ("2023-10", 31),
    ("2023-11", 30),
    ("2023-12", 31),
    ("2024-01", 31),
    ("2024-02", 29),
    ("2024-03", 31),
    ("2024-04", 30),
    ("2024-05", 31),
    ("2024-06", 30),
    ("2024-07", 31),
    ("2024-08", 31),
    ("2024-09", 30),
    ("2024-10", 31),
    ("2024-11", 30),
    ("2024-12", 31),
    ("2025-01", 31),
    ("2025-02", 28),
    ("2025-03", 31),
    ("2025-04", 30),
    ("2025-05", 31),
];

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

/// A folder with the synthetic table `events` of so many rows as CSV. One status and one number of persons in fifty is unknown if
/// wanted. A folder that is there already is used again.
pub fn csv(rows: u64, unknowns: bool) -> io::Result<PathBuf> {
    let name = format!("synthetic-{rows}{}", if unknowns { "-unknowns" } else { "" });
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder)?;
    let file = folder.join("events.csv");
    if !file.exists() {
        let part = folder.join("events.part");
        write(rows, unknowns, &mut BufWriter::with_capacity(1 << 20, File::create(&part)?))?;
        fs::rename(&part, &file)?;
    }
    Ok(file)
}

fn write(rows: u64, unknowns: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut random = Random(2025);
    writeln!(out, "date,border,kind,status,district,source,persons,cost")?;
    for _ in 0..rows {
        let (month, days) = random.one(&MONTHS);
        let day = 1 + random.below(days);
        let (border, kind, source) = (random.one(&BORDERS), random.one(&KINDS), random.one(&SOURCES));
        let (district, cents) = (1 + random.below(DISTRICTS), random.below(10_000_000));
        let known = |random: &mut Random| random.below(50) > 0 || !unknowns;
        let status = if known(&mut random) { random.one(&STATUSES) } else { "" };
        write!(out, "{month}-{day:02},{border},{kind},{status},District {district:03},{source},")?;
        if known(&mut random) {
            write!(out, "{}", 1 + random.below(1000))?;
        }
        writeln!(out, ",{}.{:02}", cents / 100, cents % 100)?;
    }
    out.flush()
}

/// The same table as Parquet, beside its CSV.
#[allow(dead_code)] // not every benchmark asks for it
pub fn parquet(csv: &Path) -> PolarsResult<PathBuf> {
    let (file, part) = (csv.with_extension("parquet"), csv.with_extension("part"));
    if !file.exists() {
        let target = SinkDestination::File { target: SinkTarget::Path(PlRefPath::try_from_path(&part)?) };
        let format = FileWriteFormat::Parquet(Arc::default());
        let table = LazyCsvReader::new(PlRefPath::try_from_path(csv)?).with_try_parse_dates(true).finish()?;
        table.sink(target, format, UnifiedSinkArgs::default())?.collect_with_engine(Engine::Streaming)?;
        fs::rename(&part, &file)?;
    }
    Ok(file)
}
