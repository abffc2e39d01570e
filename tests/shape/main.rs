//! Tables that change their shape or meet others, checked by hand on tables of a few rows.

mod append;
mod changes;
mod joins;
mod pivot;
mod questions;
mod random;
mod repeated;
mod unpivot;
mod withheld;

use dateline::base::Day;
use dateline::data::Cell;
use dateline::{Answer, Engine, Error, Options, Outcome};

/// Tables of comma-separated text by name, and what a catalog says of them.
struct Tables {
    files: Vec<(String, String)>,
    catalog: String,
}

/// Tables without a catalog.
fn tables(files: &[(&str, &str)]) -> Tables {
    let files = files.iter().map(|(name, csv)| (name.to_string(), csv.to_string())).collect();
    Tables { files, catalog: String::new() }
}

impl Tables {
    /// The same with a catalog, which names the files.
    fn says(self, catalog: &str) -> Tables {
        Tables { catalog: catalog.to_string(), ..self }
    }

    /// The engine over them, with their folder, which lives as long as it is asked; today is Thursday, 24 April 2025.
    fn engine(&self) -> (Engine, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, csv) in &self.files {
            std::fs::write(folder.path().join(format!("{name}.csv")), csv).expect("a file");
        }
        if !self.catalog.is_empty() {
            std::fs::write(folder.path().join("dateline.toml"), &self.catalog).expect("a catalog");
        }
        let options = Options { now: Day::of(2025, 4, 24), folder: Some(folder.path().to_path_buf()), ..Options::default() };
        (Engine::open(&[folder.path().to_path_buf()], options).expect("the tables open"), folder)
    }

    /// The last answer of a text of one or more statements.
    fn answer(&self, text: &str) -> Answer {
        let (mut engine, _folder) = self.engine();
        let mut last = None;
        let ran = engine.run(text, &mut |outcome| {
            if let Outcome::Answer(answer) = outcome {
                last = Some(*answer);
            }
            Ok(())
        });
        ran.unwrap_or_else(|error| panic!("{text}: {error}"));
        last.expect("an answer")
    }

    /// The rows that a text gives: commas between cells, `; ` between rows, nothing for unknown.
    fn ask(&self, text: &str) -> String {
        rows(&self.answer(text))
    }

    /// The columns that a text gives.
    fn names(&self, text: &str) -> String {
        let answer = self.answer(text);
        let names: Vec<&str> = answer.rows.columns().iter().map(|c| c.name.as_str()).collect();
        names.join(",")
    }

    /// What an answer says of rows and periods: `word: text`.
    fn facts(&self, text: &str) -> Vec<String> {
        self.answer(text).facts.time.iter().map(|fact| format!("{}: {}", fact.about, fact.text)).collect()
    }

    /// Why a text fails: the code of each error, its message, and the text it points at.
    fn faults(&self, text: &str) -> Vec<String> {
        let (mut engine, _folder) = self.engine();
        let error: Error = engine.run(text, &mut |_| Ok(())).expect_err(text);
        let place = |d: &dateline::base::Diagnostic| d.span().map_or(String::new(), |span| span.text(text).to_string());
        let errors = error.diagnostics.iter().filter(|d| d.is_error());
        errors.map(|d| format!("{} {} @ {}", d.code.text(), d.message, place(d))).collect()
    }
}

fn rows(answer: &Answer) -> String {
    let width = answer.rows.columns().len();
    let cell = |row: usize, at: usize| match answer.rows.cell(row, at) {
        Cell::Float(x) => x.to_string(),
        other => other.plain(),
    };
    let row = |row: usize| (0..width).map(|at| cell(row, at)).collect::<Vec<_>>().join(",");
    (0..answer.rows.height()).map(row).collect::<Vec<_>>().join("; ")
}
