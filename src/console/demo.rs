//! Small invented tables inside the program, to try things on.

use super::start::Open;
use super::stop::Stop;
use crate::engine::Engine;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// What is said once they are open.
pub const WELCOME: &str = "\
invented tables are open, `crossings` (daily, by border) among them. Try
  crossings take 5
  crossings where border = \"Torkham\" sum persons by direction
  crossings during 2025-04 sum persons every week plot
  _ sort persons desc take 1
  \\describe crossings border
or \\tour for five steps. \\tables lists all, \\undo goes back";

/// What stands for the folder of their files.
const INSIDE: &str = "the example tables";

macro_rules! files {
    ($($name:literal $path:literal;)*) => { [$(($name, include_str!($path)),)*] };
}

const FILES: [(&str, &str); 10] = files! {
    "dateline.toml" "demo.toml";
    "arrests.csv" "../../examples/data/synthetic/arrests.csv";
    "closures.csv" "../../examples/data/synthetic/closures.csv";
    "crossings.csv" "../../examples/data/synthetic/crossings.csv";
    "gates.csv" "../../examples/data/synthetic/gates.csv";
    "incidents.csv" "../../examples/data/synthetic/incidents.csv";
    "offices.csv" "../../examples/data/synthetic/offices.csv";
    "permits.csv" "../../examples/data/synthetic/permits.csv";
    "reports.csv" "../../examples/data/synthetic/reports.csv";
    "statements.csv" "../../examples/data/synthetic/statements.csv";
};

/// An engine on the tables. They pass through a folder of their own, as files do.
pub fn open(open: &Open) -> Result<Engine, Stop> {
    let folder = env::temp_dir().join(format!("dateline-demo-{}", std::process::id()));
    let written = fs::create_dir(&folder).and_then(|()| write(&folder));
    let engine = written.map_err(|error| Stop::unwritten("the folder of the example tables", &error)).and_then(|paths| {
        let mut engine = open(&paths)?;
        // Read at once, since the files go again.
        engine.read_all(None).map_err(|error| Stop::Refused("data".into(), error))?;
        engine.name_origins(&|origin| {
            let file = Path::new(origin).file_name().unwrap_or_default().to_string_lossy();
            format!("{file} of {INSIDE}")
        });
        Ok(engine)
    });
    // Left behind in the folder for such files, it does no harm.
    let _ = fs::remove_dir_all(&folder);
    engine
}

/// Writes the files into a folder; the folder is what is opened.
fn write(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    FILES.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))?;
    Ok(vec![folder.to_path_buf()])
}

/// The tables for tests, on a day behind all of them.
#[cfg(test)]
pub fn engine() -> Engine {
    use crate::base::Period;
    use crate::engine::Options;
    let now = Period::parse("2025-06-01").map(|day| day.start);
    let with: Open = Box::new(move |paths| {
        Engine::open(paths, Options { now, ..Options::default() }).map_err(|error| Stop::Refused("data".into(), error))
    });
    let folder = tempfile::tempdir().unwrap();
    let mut engine = with(&write(folder.path()).unwrap()).unwrap();
    engine.read_all(None).unwrap();
    engine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_welcome_shows_can_be_asked() {
        let mut engine = engine();
        for line in WELCOME.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with('\\')) {
            assert!(engine.query(line).is_ok(), "{line}");
            engine.remember(line);
        }
    }
}
