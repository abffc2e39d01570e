//! Rows placed in time, checked by hand on tables of a few rows: periods, buckets, figures per day, other periods.

mod along;
mod bounds;
mod buckets;
mod calendars;
mod coverage;
mod edges;
mod empty;
mod kinds;
mod newest;
mod periods;
mod prefer;
mod prorated;
mod reported;
mod twice;
mod units;
mod versus;
mod zones;

use dateline::base::Day;
use dateline::data::Cell;
use dateline::{Answer, Engine, Error, Options};

/// A table `t` of comma-separated text, what a catalog says of it, and the day that counts as today.
struct Table<'a> {
    csv: &'a str,
    catalog: &'a str,
    now: &'a str,
    /// The text of a table `calendar`, which a catalog can name.
    calendar: &'a str,
}

/// A table without a catalog; today is Thursday, 24 April 2025.
fn table(csv: &str) -> Table<'_> {
    Table { csv, catalog: "", now: "2025-04-24", calendar: "" }
}

/// The rows of an answer: commas between cells, `; ` between rows, nothing for unknown.
fn plain(answer: &Answer) -> String {
    let width = answer.rows.columns().len();
    let cell = |row: usize, at: usize| match answer.rows.cell(row, at) {
        Cell::Float(x) => x.to_string(),
        other => other.plain(),
    };
    let row = |row: usize| (0..width).map(|at| cell(row, at)).collect::<Vec<_>>().join(",");
    (0..answer.rows.height()).map(row).collect::<Vec<_>>().join("; ")
}

impl<'a> Table<'a> {
    /// The same with keys of its section in the catalog.
    fn says(self, catalog: &'a str) -> Table<'a> {
        Table { catalog, ..self }
    }

    /// The same with a table `calendar` beside it.
    fn beside(self, calendar: &'a str) -> Table<'a> {
        Table { calendar, ..self }
    }

    /// The answers of a script, as of `ask`, without its other statements.
    fn script(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut each = |outcome: dateline::Outcome| {
            if let dateline::Outcome::Answer(answer) = outcome {
                found.push(plain(&answer));
            }
            Ok(())
        };
        self.engine().run(text, &mut each).unwrap_or_else(|error| panic!("{text}: {error}"));
        found
    }

    /// The same on another day.
    fn on(self, now: &'a str) -> Table<'a> {
        Table { now, ..self }
    }

    fn engine(&self) -> Engine {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        std::fs::write(&path, self.csv).expect("a file");
        let mut open = path;
        if !self.catalog.is_empty() {
            open = folder.path().to_path_buf();
            let mut text = format!("[tables.t]\nfile = \"t.csv\"\n{}\n", self.catalog);
            if !self.calendar.is_empty() {
                std::fs::write(open.join("calendar.csv"), self.calendar).expect("a file");
                text.push_str("[tables.calendar]\nfile = \"calendar.csv\"\n");
            }
            std::fs::write(open.join("dateline.toml"), text).expect("a catalog");
        }
        let mut date = self.now.split('-').map(|part| part.parse::<i16>().expect("a number"));
        let mut next = || date.next().expect("a date");
        let now = Day::of(next(), next() as i8, next() as i8);
        Engine::open(&[open], Options { now, ..Options::default() }).expect("the table opens")
    }

    fn answer(&self, query: &str) -> Answer {
        self.engine().query(query).unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// The rows that a query gives: commas between cells, `; ` between rows, nothing for unknown.
    fn ask(&self, query: &str) -> String {
        plain(&self.answer(query))
    }

    /// The columns that a query gives.
    fn names(&self, query: &str) -> String {
        let answer = self.answer(query);
        let names: Vec<&str> = answer.rows.columns().iter().map(|c| c.name.as_str()).collect();
        names.join(",")
    }

    /// What an answer says of time: `word: text`.
    fn facts(&self, query: &str) -> Vec<String> {
        self.answer(query).facts.time.iter().map(|fact| format!("{}: {}", fact.about, fact.text)).collect()
    }

    /// Why a query fails: the code of each error and the text it points at.
    fn faults(&self, query: &str) -> Vec<(&'static str, String)> {
        let error: Error = self.engine().query(query).expect_err(query);
        let place = |d: &dateline::base::Diagnostic| d.span().map_or(String::new(), |span| span.text(query).to_string());
        error.diagnostics.iter().filter(|d| d.is_error()).map(|d| (d.code.text(), place(d))).collect()
    }
}
