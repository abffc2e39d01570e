//! Small invented tables inside the program, to try things on.

use crate::console::Stop;
use crate::engine::{Engine, Options};
use std::env;
use std::fs;
use std::path::PathBuf;

/// What is said once they are open.
pub const WELCOME: &str = "\
synthetic tables are open: `crossings` (daily, by border) and `reports` (weekly). Try
  crossings take 5
  crossings where border = \"Torkham\" sum persons by direction
  crossings during 2025-04 sum persons every week
  _ sort persons desc take 1
  \\describe crossings border";

const TABLES: [(&str, &str); 2] = [
    ("crossings.csv", include_str!("../../examples/data/synthetic/crossings.csv")),
    ("reports.csv", include_str!("../../examples/data/synthetic/reports.csv")),
];

/// An engine on the tables. They pass through a folder of their own, as files do.
pub fn open() -> Result<Engine, Stop> {
    let folder = env::temp_dir().join(format!("dateline-demo-{}", std::process::id()));
    let opened = fs::create_dir(&folder).and_then(|()| {
        TABLES.iter().map(|(name, text)| fs::write(folder.join(name), text).map(|()| folder.join(name))).collect()
    });
    let paths: Vec<PathBuf> = opened.map_err(|error| Stop::unwritten("the folder of the example tables", &error))?;
    // Read at once, since the files go again.
    let opened = Engine::open(&paths, Options::default()).and_then(|mut engine| engine.read_all(None).map(|_| engine));
    let engine = opened.map_err(|error| Stop::Refused("data".into(), error));
    let _ = fs::remove_dir_all(&folder);
    engine
}
