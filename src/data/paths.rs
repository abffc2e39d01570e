//! Paths to files: what can be read by its ending, what stands behind `#`, and the files that a pattern or a folder stands for.

use super::faults::{cannot_open, io_words};
use super::raw::DELIMITED;
use super::{columnar, raw};
use crate::base::counts::counted;
use crate::base::names::{all_of, nearest, one_of, quote};
use crate::base::{Code, Diagnostic};
use glob::{MatchOptions, Pattern, glob_with};
use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// One of the files that are one table.
#[derive(Debug)]
pub(super) struct Listed {
    /// Where it is, with what stands behind `#`.
    pub(super) path: PathBuf,
    /// How it is named in messages.
    pub(super) shown_as: String,
    /// Its name in the column of files: its path from the folder that all have in common.
    pub(super) name: String,
}

/// The files that are one table, and notes on those that are not read.
#[derive(Debug)]
pub(super) struct Together {
    pub(super) files: Vec<Listed>,
    pub(super) notes: Vec<Diagnostic>,
}

/// The ending of a file in lower case, without the point.
pub(super) fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Whether files of an ending can be read.
pub(super) fn is_data(ending: &str) -> bool {
    [&DELIMITED[..], &columnar::ENDINGS, &raw::ENDINGS, &raw::ARCHIVES].iter().any(|endings| endings.contains(&ending))
}

/// The endings of files that can be read, in words.
pub(super) fn endings() -> String {
    let endings = DELIMITED.iter().chain(&columnar::ENDINGS).chain(&raw::ENDINGS).chain(&raw::ARCHIVES);
    one_of(&endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>())
}

/// The file, and what stands behind `#` in its name, unless the file itself is called so.
pub(super) fn parted(path: &Path) -> (PathBuf, Option<String>) {
    if path.exists() {
        return (path.to_path_buf(), None);
    }
    match parts(path, &|file| file.is_file()) {
        Some((file, part)) => (file, Some(part)),
        None => (path.to_path_buf(), None),
    }
}

/// The path before the first `#` before which there is something, and what stands behind it.
fn parts(path: &Path, is_there: &dyn Fn(&Path) -> bool) -> Option<(PathBuf, String)> {
    let text = path.to_string_lossy();
    let mut parts = text.match_indices('#').map(|(at, _)| text.split_at(at));
    parts.find(|(file, _)| is_there(Path::new(file))).map(|(file, part)| (PathBuf::from(file), part[1..].to_string()))
}

/// The name of a file without its ending; an archive has two.
pub(super) fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let without = |name: &str, fits: &dyn Fn(&str) -> bool| {
        let (stem, last) = name.rsplit_once('.')?;
        (!stem.is_empty() && fits(&last.to_lowercase())).then(|| stem.to_string())
    };
    let outer = without(&name, &|ending| raw::ARCHIVES.contains(&ending)).unwrap_or(name);
    without(&outer, &is_data).unwrap_or(outer)
}

/// The name of the table of several files: what stands before the first sign of a pattern, unless that is a number or nothing;
/// then the name of the folder.
pub(super) fn name_of_several(path: &Path) -> String {
    let last = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let start = last.split(SIGNS).next().unwrap_or("").trim_end_matches(['-', '_', '.', ' ']);
    let folder = if is_pattern(path) { fixed(path) } else { path.to_path_buf() };
    match start {
        start if last.contains(SIGNS) && start.starts_with(|c: char| c.is_alphabetic()) => start.to_string(),
        _ => {
            let whole = folder.canonicalize().unwrap_or(folder);
            whole.file_name().map_or_else(|| "files".into(), |name| name.to_string_lossy().into_owned())
        }
    }
}

/// A path as it is shown: without the folders that `..` leaves again.
pub(super) fn plain(path: &Path) -> String {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::ParentDir, Some(Component::Normal(_))) => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.iter().collect::<PathBuf>().display().to_string()
}

/// The names of the data files in a folder, in order.
pub(super) fn data_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = PathBuf::from(entry.file_name());
        let hidden = name.to_string_lossy().starts_with('.');
        if !hidden && is_data(&ending(&name)) && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Signs that stand for others.
const SIGNS: [char; 3] = ['*', '?', '['];

/// Whether a path has signs that stand for others, and is not the name of something that is there.
pub(super) fn is_pattern(path: &Path) -> bool {
    !path.exists() && parted(path).1.is_none() && fixed(path) != path
}

/// The start of a path that is no pattern: there may be signs in the names of what is there.
fn fixed(path: &Path) -> PathBuf {
    let mut fixed = PathBuf::new();
    for part in path.components() {
        let longer = fixed.join(part);
        if Path::new(&part).to_string_lossy().contains(SIGNS) && !longer.exists() {
            break;
        }
        fixed = longer;
    }
    fixed
}

/// The start of a path as it is shown, as many parts shorter as that of the path itself.
fn fixed_as_shown(shown_as: &str, path: &Path) -> PathBuf {
    let open = path.components().count() - fixed(path).components().count();
    let parts: Vec<Component<'_>> = Path::new(shown_as).components().collect();
    parts.iter().take(parts.len().saturating_sub(open)).collect()
}

/// The files that a folder or a pattern stands for, in order of their names, with notes on those that cannot be read. `None` where the
/// path is that of one file.
pub(super) fn several(path: &Path, shown_as: &str) -> Result<Option<Together>, Diagnostic> {
    if path.is_dir() {
        let names = data_files(path).map_err(|error| cannot_open(shown_as, io_words(&error)))?;
        if names.is_empty() {
            return Err(no_data(shown_as));
        }
        let listed = |name: PathBuf| Listed {
            path: path.join(&name),
            shown_as: Path::new(shown_as).join(&name).display().to_string(),
            name: name.display().to_string(),
        };
        return Ok(Some(Together { files: names.into_iter().map(listed).collect(), notes: Vec::new() }));
    }
    if !is_pattern(path) {
        return Ok(None);
    }
    let (pattern, part) = match parts(path, &|pattern| matches(pattern).is_ok_and(|found| !found.is_empty())) {
        Some((pattern, part)) => (pattern, Some(part)),
        None => (path.to_path_buf(), None),
    };
    let found = matches(&pattern).map_err(|why| cannot_open(shown_as, why))?;
    if found.is_empty() {
        return Err(nothing_matches(path, shown_as));
    }
    let base = straight(&fixed(&pattern));
    let shown_base = fixed_as_shown(shown_as, path);
    let (read, other): (Vec<PathBuf>, Vec<PathBuf>) = found.into_iter().partition(|file| is_data(&ending(file)));
    if read.is_empty() {
        return Err(cannot_open(shown_as, format!("none of its files ends in {}", endings())));
    }
    let named = |file: &Path| {
        let file = straight(file);
        file.strip_prefix(&base).unwrap_or(&file).to_path_buf()
    };
    let notes = other.iter().map(|file| not_read(&named(file), shown_as)).collect();
    let behind = part.map_or_else(String::new, |part| format!("#{part}"));
    let listed = |file: PathBuf| {
        let name = named(&file);
        let with_part = |path: &Path| format!("{}{behind}", path.display());
        Listed {
            shown_as: with_part(&shown_base.join(&name)),
            name: name.display().to_string(),
            path: PathBuf::from(with_part(&file)),
        }
    };
    Ok(Some(Together { files: read.into_iter().map(listed).collect(), notes }))
}

/// The files of several paths together, each once, named from the folder that all of them have in common.
pub(super) fn of_list(paths: &[PathBuf]) -> Result<Together, Diagnostic> {
    let mut all = Together { files: Vec::new(), notes: Vec::new() };
    for path in paths {
        let shown_as = plain(path);
        match several(path, &shown_as)? {
            Some(found) => {
                all.files.extend(found.files);
                all.notes.extend(found.notes);
            }
            None => all.files.push(Listed { path: path.clone(), shown_as, name: String::new() }),
        }
    }
    let mut seen = HashSet::new();
    all.files.retain(|file| seen.insert(file.path.canonicalize().unwrap_or_else(|_| straight(&file.path))));
    let folder = |file: &Listed| straight(file.path.parent().unwrap_or(Path::new("")));
    let shared =
        |a: PathBuf, b: PathBuf| a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let common = all.files.iter().map(folder).reduce(shared).unwrap_or_default();
    for file in &mut all.files {
        let path = straight(&file.path);
        file.name = path.strip_prefix(&common).unwrap_or(&path).display().to_string();
    }
    Ok(all)
}

/// The files that a pattern fits, in order of their names. What is there under the very name of a folder is no pattern.
fn matches(path: &Path) -> Result<Vec<PathBuf>, String> {
    let fixed = fixed(path);
    let open: PathBuf = path.components().skip(fixed.components().count()).collect();
    let pattern = Path::new(&Pattern::escape(&fixed.to_string_lossy())).join(open);
    let options = MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };
    let found = glob_with(&pattern.to_string_lossy(), options).map_err(|_| "its pattern has a `[` or `*` out of place")?;
    let mut found: Vec<PathBuf> = found.flatten().filter(|file| file.is_file()).collect();
    found.sort();
    Ok(found)
}

/// A path without `.` in it.
fn straight(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// The error of a folder without files that can be read.
pub(super) fn no_data(shown_as: &str) -> Diagnostic {
    cannot_open(shown_as, format!("the folder has no file that ends in {}", endings()))
}

fn not_read(name: &Path, shown_as: &str) -> Diagnostic {
    let message = format!("{} of {} is left out: it is no file of data", quote(&name.display().to_string()), quote(shown_as));
    Diagnostic::note_anywhere(Code::LeftOut, message)
}

/// The error of a pattern that no file fits, with what there is instead.
fn nothing_matches(path: &Path, shown_as: &str) -> Diagnostic {
    const TOLD: usize = 3;
    let fault = cannot_open(shown_as, "no file has a name like that");
    let folder = fixed(path);
    let shown = quote(&fixed_as_shown(shown_as, path).display().to_string());
    let (looked, there) =
        if folder.as_os_str().is_empty() { (Path::new("."), "this folder") } else { (folder.as_path(), shown.as_str()) };
    let Ok(names) = data_files(looked) else { return fault.help(format!("there is no folder {there}")) };
    let mut told: Vec<String> = names.iter().take(TOLD).map(|name| quote(&name.display().to_string())).collect();
    let more = names.len().saturating_sub(TOLD);
    told.extend(
        (more > 0).then(|| format!("{} more", counted(more as u64, "file").trim_end_matches(" files").trim_end_matches(" file"))),
    );
    match told.is_empty() {
        true => fault.help(format!("{there} has no file of data")),
        false => fault.help(format!("{there} has {}", all_of(&told))),
    }
}

/// A file that cannot even be looked at: mostly one that is not there.
pub(super) fn missing(path: &Path, shown_as: &str, error: &std::io::Error) -> Diagnostic {
    if error.kind() != std::io::ErrorKind::NotFound {
        return cannot_open(shown_as, io_words(error));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(names) = data_files(folder) else {
        return cannot_open(shown_as, "it does not exist")
            .help(format!("there is no folder {}", quote(&folder.display().to_string())));
    };
    let names: Vec<String> = names.iter().map(|name| name.display().to_string()).collect();
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    let near: Vec<String> = nearest(&wanted, names.iter().map(String::as_str)).into_iter().map(quote).collect();
    let help = (!near.is_empty()).then(|| format!("did you mean {}?", one_of(&near)));
    cannot_open(shown_as, "it does not exist").help_if(help)
}

/// The error of a file whose ending is none that can be read.
pub(super) fn unknown_ending(path: &Path, shown_as: &str) -> Diagnostic {
    let help = match ending(path).as_str() {
        "zst" | "bz2" | "xz" | "7z" | "rar" | "tar" | "tgz" => Some("unpack it first"),
        "arrows" => Some("it is called like an Arrow IPC stream: write an Arrow IPC file, with the ending .arrow, or Parquet"),
        "numbers" | "gsheet" => Some("save the sheet as CSV or XLSX first"),
        _ => Some("`format` in a catalog says how a file is read, whatever it is called"),
    };
    cannot_open(shown_as, format!("files that can be read end in {}", endings())).help_if(help.map(String::from))
}

/// The file that a path names, without the sheet or the member behind `#`.
pub fn whole_file(path: &Path) -> PathBuf {
    parted(path).0
}
