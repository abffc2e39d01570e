//! DuckDB's program for comparison, and answers that are the same up to the last digits of real numbers.

use std::path::{Path, PathBuf};
use std::process::Command;

/// DuckDB's program, installed beside the tables unless it is there.
pub fn program() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("duckdb");
    let program = folder.join("duckdb_cli").join("duckdb");
    if !program.exists() {
        let pip =
            ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "duckdb-cli==1.5.6", "--target"];
        let run = Command::new("python3").args(pip).arg(&folder).output().map_err(|error| format!("python3: {error}"))?;
        if !run.status.success() {
            return Err(String::from_utf8_lossy(&run.stderr).trim().lines().last().unwrap_or("pip failed").to_string());
        }
    }
    if program.exists() { Ok(program) } else { Err("its package holds no program for this machine".into()) }
}

/// Whether two cells are the same, real numbers up to the ninth digit.
pub fn close(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()),
        _ => a == b,
    }
}

/// Whether two answers in CSV are the same rows in the same order.
#[allow(dead_code)] // one of the benchmarks has its own rows
pub fn same(a: &str, b: &str) -> bool {
    let alike = |(a, b): (&str, &str)| {
        a.split(',').count() == b.split(',').count() && a.split(',').zip(b.split(',')).all(|(a, b)| close(a, b))
    };
    a.lines().count() == b.lines().count() && a.lines().zip(b.lines()).all(alike)
}
