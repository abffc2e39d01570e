//! What a catalog says of tables, checked by hand on tables of a few rows: places, categories, values of single persons, calendars.

mod calendars;
mod copies;
mod faults;
mod init;
mod places;
mod seeded;
mod sensitive;

use dateline::data::Cell;
use dateline::{Answer, Engine, Options};
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A folder with a catalog and its files.
struct Folder(TempDir);

impl Folder {
    /// Files by name; one of them is `dateline.toml`.
    fn of(files: &[(&str, &str)]) -> Folder {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        Folder(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_path_buf()
    }

    fn engine(&self) -> Engine {
        Engine::open(&[self.path()], Options::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn answer(&self, query: &str) -> Answer {
        self.engine().query(query).unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// The rows that a query gives: commas between cells, `; ` between rows, nothing for unknown.
    fn ask(&self, query: &str) -> String {
        rows(&self.answer(query))
    }

    /// The code and message of the first fault of a query.
    fn fault(&self, query: &str) -> String {
        let error = self.engine().query(query).expect_err(query);
        error.diagnostics.iter().find(|d| d.is_error()).map(|d| format!("{} {}", d.code.text(), d.message)).unwrap_or_default()
    }

    /// What the program prints, to standard output and to standard error.
    fn run(&self, arguments: &[&str]) -> (String, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .current_dir(self.path())
            .env("NO_COLOR", "1")
            .output()
            .expect("the program starts");
        (String::from_utf8_lossy(&run.stdout).into_owned(), String::from_utf8_lossy(&run.stderr).into_owned())
    }
}

/// The rows of an answer.
fn rows(answer: &Answer) -> String {
    let width = answer.rows.columns().len();
    let cell = |row: usize, at: usize| match answer.rows.cell(row, at) {
        Cell::Float(x) => x.to_string(),
        other => other.plain(),
    };
    let row = |row: usize| (0..width).map(|at| cell(row, at)).collect::<Vec<_>>().join(",");
    (0..answer.rows.height()).map(row).collect::<Vec<_>>().join("; ")
}
