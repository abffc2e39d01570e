//! `dateline init`: a catalog written from what is found in files.

use super::results::Console;
use super::stop::Stop;
use super::whole::WholeFile;
use crate::base::Code;
use crate::base::counts::counted;
use crate::base::names::quote;
use crate::catalog::{Table, init};
use crate::engine::Engine;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The name of a catalog.
const NAME: &str = "dateline.toml";

/// Writes the catalog of files beside them, or to the file that was asked for. A path `-` prints it.
pub fn write(console: &mut Console, mut paths: Vec<PathBuf>) -> Result<(), Stop> {
    let print = paths.iter().any(|path| path == Path::new("-"));
    paths.retain(|path| path != Path::new("-"));
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let target = console.file().map_or_else(|| folder_of(&paths).join(NAME), Path::to_path_buf);
    if !print && target.exists() {
        let there = format!("{} is there already, and is not overwritten", quote(&target.display().to_string()));
        return Err(Stop::diagnostic(
            crate::base::Diagnostic::error_anywhere(Code::CannotWrite, there)
                .help("`dateline init -` prints what it would write"),
        ));
    }
    let found = Engine::found(&paths).map_err(|error| Stop::Refused("data".into(), error))?;
    let folder = target.parent().unwrap_or(Path::new(""));
    let named: Vec<(&Table, String)> =
        found.tables.iter().map(|table| (table, relative(folder, Path::new(&table.origin)))).collect();
    let text = init::text(&named);
    if print {
        return console.show(|_, _, out| out.write_all(text.as_bytes()));
    }
    let shown = quote(&target.display().to_string());
    let written = WholeFile::begin(&target).and_then(|mut file| {
        file.writer().write_all(text.as_bytes())?;
        file.keep()
    });
    written.map_err(|error| Stop::unwritten(&shown, &error))?;
    console.report.remarks(&[format!(
        "{shown} has {}; go over its guesses, then name it or its folder",
        counted(named.len() as u64, "table")
    )]);
    Ok(())
}

/// The folder that holds all files: the one that was named, or what the folders of the files have in common.
fn folder_of(paths: &[PathBuf]) -> PathBuf {
    let folder =
        |path: &PathBuf| if path.is_dir() { path.clone() } else { path.parent().map(Path::to_path_buf).unwrap_or_default() };
    let mut folders = paths.iter().map(folder);
    let first = folders.next().unwrap_or_default();
    folders.fold(first, |common, other| {
        let same = common.components().zip(other.components()).take_while(|(a, b)| a == b);
        same.map(|(part, _)| part).collect()
    })
}

/// The way from a folder to a file, with `/` between its parts.
fn relative(folder: &Path, file: &Path) -> String {
    let whole = |path: &Path| fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path });
    let (Ok(from), Ok(to)) = (whole(folder), whole(file)) else { return file.display().to_string() };
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_string());
    let down = to.components().skip(shared).filter(|part| matches!(part, Component::Normal(_)));
    let parts: Vec<String> = up.chain(down.map(|part| part.as_os_str().to_string_lossy().into_owned())).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_stands_beside_its_files() {
        let folder = |paths: &[&str]| folder_of(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(folder(&["src"]), Path::new("src"));
        assert_eq!(folder(&["src/lib.rs"]), Path::new("src"));
        assert_eq!(folder(&["a/b/c.csv", "a/d/e.csv"]), Path::new("a"));
        assert_eq!(folder(&["a.csv", "b/c.csv"]), Path::new(""));
        assert_eq!(relative(Path::new("src/catalog"), Path::new("src/data/csv.rs")), "../data/csv.rs");
        assert_eq!(relative(Path::new(""), Path::new("src/lib.rs")), "src/lib.rs");
    }
}
