//! Paths to tables: files and folders, the names of tables, files that are not there.

use super::facts::Opening;
use super::faults::{cannot_open, io_words};
use super::raw::{self, DELIMITED};
use super::store::{Entry, Store, TableData};
use super::words::{self, Gazetteers};
use super::{csv, parquet, roles};
use crate::base::names::{all_of, nearest, one_of, quote};
use crate::base::{Code, Diagnostic, Period};
use crate::catalog::file::{CatalogFile, TableEntry};
use crate::catalog::words::Gazetteer;
use crate::catalog::{self, Catalog, Moments, Table};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The name of a catalog.
const CATALOG: &str = "dateline.toml";

/// Opens files, folders of files and catalogs. All that is wrong comes back at once.
pub fn open(paths: &[PathBuf], opening: &Opening) -> Result<(Catalog, Store), Vec<Diagnostic>> {
    let (mut files, mut faults, mut moments) = (Vec::new(), Vec::new(), Named::default());
    for path in paths {
        let found = match catalog_of(path) {
            Some(catalog) => from_catalog(&catalog).map(|(found, named)| {
                moments.add(&catalog, named);
                found
            }),
            None => expand(path).map_err(|fault| vec![fault]),
        };
        match found {
            Ok(found) => files.extend(found),
            Err(found) => faults.extend(found),
        }
    }
    let files = without_repeats(files);
    faults.extend(clashes(&files));
    faults.append(&mut moments.faults);
    let (mut tables, mut store) = (Vec::new(), Store::default());
    for file in &files {
        match open_listed(file, opening) {
            Ok((table, data)) => {
                store.extend(&table.name, data);
                tables.push(table);
            }
            Err(found) => faults.extend(found),
        }
    }
    // Of a table that did not open nothing more can be said.
    if faults.is_empty() {
        faults = super::coverage::settle(&mut tables);
    }
    if faults.is_empty() { Ok((Catalog { tables, moments: moments.moments() }, store)) } else { Err(faults) }
}

/// Opens files, and folders of them, without any catalog.
pub fn open_plain(paths: &[PathBuf]) -> Result<Catalog, Vec<Diagnostic>> {
    let (mut tables, mut faults) = (Vec::new(), Vec::new());
    let (found, unfound): (Vec<_>, Vec<_>) = paths.iter().map(|path| expand(path)).partition(Result::is_ok);
    faults.extend(unfound.into_iter().filter_map(Result::err));
    let files = without_repeats(found.into_iter().flatten().flatten().collect());
    faults.extend(clashes(&files));
    for file in &files {
        match open_whole(file) {
            Ok(table) => tables.push(table),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(Catalog { tables, moments: Vec::new() }) } else { Err(faults) }
}

/// Opens a file and reads all its columns, so that nothing that is found is a guess.
fn open_whole(file: &File) -> Result<Table, Diagnostic> {
    let (table, data) = open_file(&file.path, &file.name(), &file.shown_as, &Opening::default())?;
    let Some(source) = &data.source else { return Ok(table) };
    source.read_all()?;
    match again(&table.name, &data) {
        Some(found) => found.map(|(table, _)| table).map_err(first),
        None => Ok(table),
    }
}

/// The first of several faults.
fn first(faults: Vec<Diagnostic>) -> Diagnostic {
    faults.into_iter().next().unwrap_or_else(|| cannot_open("the file", "it cannot be read"))
}

/// Opens a file, and puts to it what its catalog says.
fn open_listed(file: &File, opening: &Opening) -> Result<(Table, TableData), Vec<Diagnostic>> {
    let own = |entry: &TableEntry| Opening {
        reading: entry.reading.clone(),
        sensitive: entry.roles.sensitive.clone(),
        ..opening.clone()
    };
    let opening = file.entry.as_ref().map_or_else(|| opening.clone(), own);
    let opened = read_file(&file.path, &file.name(), &file.shown_as, &opening).map_err(|fault| vec![fault])?;
    with_entry(opened, file.entry.clone().map(|entry| Box::new((entry, file.gazetteers.clone()))))
}

/// A table with what its catalog, or without one its own tags, say of it. To put that to it may take columns to be read, which may show that a guess was wrong:
/// then it is put to the table as it is known by then.
fn with_entry(opened: (Table, TableData), entry: Option<Box<Entry>>) -> Result<(Table, TableData), Vec<Diagnostic>> {
    let (mut table, mut data) = opened;
    loop {
        let before = data.changes();
        let applied = roles::settle(&mut table, &mut data, entry.as_deref());
        if data.changes() == before {
            data.entry = entry;
            return applied.map(|()| (table, data));
        }
        match &data.source {
            Some(source) => (table, data) = TableData::of(&source.clone(), &table.name),
            None => return applied.map(|()| (table, data)),
        }
    }
}

/// The table and its data as they are known by now, if columns were read since.
pub(crate) fn again(name: &str, data: &TableData) -> Option<Result<(Table, TableData), Vec<Diagnostic>>> {
    let source = data.source.as_ref().filter(|_| data.is_outdated())?;
    Some(with_entry(TableData::of(source, name), data.entry.clone()))
}

/// The catalog that a path is, or that its folder has.
fn catalog_of(path: &Path) -> Option<PathBuf> {
    if path.file_name().is_some_and(|name| name == CATALOG) { Some(path.to_path_buf()) } else { catalog_in(path) }
}

/// The catalog of a folder.
pub fn catalog_in(folder: &Path) -> Option<PathBuf> {
    Some(folder.join(CATALOG)).filter(|inside| inside.is_file())
}

/// Days and periods by name, each with the catalog that named it first.
#[derive(Default)]
struct Named {
    found: Vec<(String, Period, PathBuf)>,
    faults: Vec<Diagnostic>,
}

impl Named {
    /// Adds what a catalog names; one name cannot stand for two periods.
    fn add(&mut self, catalog: &Path, named: Moments) {
        for (name, period) in named {
            match self.found.iter().find(|(known, _, _)| *known == name) {
                None => self.found.push((name, period, catalog.to_path_buf())),
                Some((_, other, _)) if *other == period => {}
                Some((_, other, first)) => {
                    let said = |catalog: &Path, period: &Period| format!("{period} in {}", quote(&plain(catalog)));
                    let message = format!("{} would be {} and {}", quote(&name), said(first, other), said(catalog, &period));
                    let fault = Diagnostic::error_anywhere(Code::BadCatalog, message);
                    self.faults.push(fault.help("give one of them another name, or open only one of the catalogs"));
                }
            }
        }
    }

    fn moments(self) -> Moments {
        self.found.into_iter().map(|(name, period, _)| (name, period)).collect()
    }
}

/// A path as it is shown: without the folders that `..` leaves again.
fn plain(path: &Path) -> String {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::ParentDir, Some(Component::Normal(_))) => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.iter().collect::<PathBuf>().display().to_string()
}

/// The files and moments that a catalog names.
fn from_catalog(path: &Path) -> Result<(Vec<File>, Moments), Vec<Diagnostic>> {
    let shown_as = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| vec![cannot_open(&shown_as, io_words(&error))])?;
    let catalog = catalog::file::parse(&text, &shown_as)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let gazetteers = gazetteers(&catalog, folder)?;
    let file = |entry: TableEntry| {
        let path = folder.join(&entry.file);
        File { shown_as: plain(&path), path, entry: Some(entry), gazetteers: gazetteers.clone() }
    };
    Ok((catalog.tables.into_iter().map(file).collect(), catalog.moments))
}

/// The gazetteers of a catalog that a table has a use for.
fn gazetteers(catalog: &CatalogFile, folder: &Path) -> Result<Gazetteers, Vec<Diagnostic>> {
    let used = |name: &str| catalog.tables.iter().flat_map(|table| &table.places).any(|(_, gazetteer)| gazetteer == name);
    let wanted = catalog.gazetteers.iter().filter(|gazetteer| used(&gazetteer.name));
    let places = |gazetteer: &Gazetteer| {
        let path = folder.join(&gazetteer.file);
        let opened = open_file(&path, "gazetteer", &path.display().to_string(), &Opening::default());
        let (table, data) = opened.map_err(|fault| vec![fault])?;
        Ok((gazetteer.name.clone(), Arc::new(words::places(gazetteer, &table, &data)?)))
    };
    wanted.map(places).collect()
}

/// Opens one file as a table of the given name, without a catalog.
pub(crate) fn open_file(path: &Path, name: &str, shown_as: &str, opening: &Opening) -> Result<(Table, TableData), Diagnostic> {
    with_entry(read_file(path, name, shown_as, opening)?, None).map_err(first)
}

/// Reads one file as a table of the given name. Behind `#` stands the sheet of a workbook, or the member of an archive.
fn read_file(path: &Path, name: &str, shown_as: &str, opening: &Opening) -> Result<(Table, TableData), Diagnostic> {
    let (path, part) = parted(path);
    let metadata = std::fs::metadata(&path).map_err(|error| missing(&path, shown_as, &error))?;
    if metadata.is_dir() {
        return Err(cannot_open(shown_as, "it is a folder"));
    }
    let reading = &opening.reading;
    let refused = |why| cannot_open(shown_as, why);
    let ending = ending(&path);
    // Of an archive the format is that of the file in it.
    let format = if raw::ARCHIVES.contains(&ending.as_str()) { &ending } else { reading.format.unwrap_or(&ending) };
    match format {
        format if !is_data(format) => Err(unknown_ending(&path, shown_as)),
        _ if metadata.len() == 0 => Err(cannot_open(shown_as, "it is empty")),
        "parquet" => {
            raw::accord(format, reading).map_err(refused)?;
            parquet::open(&path, name, shown_as)
        }
        format if DELIMITED.contains(&format) => Ok(TableData::of(&csv::open(&path, shown_as, opening)?, name)),
        _ => {
            let raw = raw::read(&path, part.as_deref(), shown_as, reading).map_err(refused)?;
            Ok(TableData::of(&csv::of_raw(raw, &path, shown_as, opening)?, name))
        }
    }
}

/// The file, and what stands behind `#` in its name, unless the file itself is called so.
fn parted(path: &Path) -> (PathBuf, Option<String>) {
    if path.exists() {
        return (path.to_path_buf(), None);
    }
    let text = path.to_string_lossy();
    let parts = text.match_indices('#').map(|(at, _)| text.split_at(at)).find(|(file, _)| Path::new(file).is_file());
    match parts {
        Some((file, part)) => (PathBuf::from(file), Some(part[1..].to_string())),
        None => (path.to_path_buf(), None),
    }
}

/// Whether files of an ending can be read.
fn is_data(ending: &str) -> bool {
    ending == "parquet" || DELIMITED.contains(&ending) || raw::ENDINGS.contains(&ending) || raw::ARCHIVES.contains(&ending)
}

/// The endings of files that can be read, in words.
fn endings() -> String {
    let endings = DELIMITED.iter().chain(&["parquet"]).chain(&raw::ENDINGS).chain(&raw::ARCHIVES);
    one_of(&endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>())
}

/// A data file that is to be opened.
struct File {
    path: PathBuf,
    shown_as: String,
    /// What its catalog says of it.
    entry: Option<TableEntry>,
    /// The gazetteers of its catalog.
    gazetteers: Gazetteers,
}

impl File {
    /// The name of its table: the catalog's, else the file's without the ending.
    fn name(&self) -> String {
        if let Some(entry) = &self.entry {
            return entry.name.clone();
        }
        let (path, part) = parted(&self.path);
        part.map_or_else(|| stem(&path), |part| stem(Path::new(part.rsplit('#').next().unwrap_or(&part))))
    }
}

/// The name of a file without its ending; an archive has two.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let without = |name: &str, fits: &dyn Fn(&str) -> bool| {
        let (stem, last) = name.rsplit_once('.')?;
        (!stem.is_empty() && fits(&last.to_lowercase())).then(|| stem.to_string())
    };
    let outer = without(&name, &|ending| raw::ARCHIVES.contains(&ending)).unwrap_or(name);
    without(&outer, &is_data).unwrap_or(outer)
}

/// The files that a path stands for.
fn expand(path: &Path) -> Result<Vec<File>, Diagnostic> {
    let shown_as = path.display().to_string();
    let file =
        |path: PathBuf| File { shown_as: path.display().to_string(), path, entry: None, gazetteers: Gazetteers::default() };
    if !path.is_dir() {
        return Ok(vec![file(path.to_path_buf())]);
    }
    let names = data_files(path).map_err(|error| cannot_open(&shown_as, io_words(&error)))?;
    if names.is_empty() {
        return Err(cannot_open(&shown_as, format!("the folder has no file that ends in {}", endings())));
    }
    Ok(names.iter().map(|name| file(path.join(name))).collect())
}

/// The names of the data files in a folder, in order.
fn data_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
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

/// The ending of a file in lower case, without the point.
fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// A file that was named twice, or also by its folder, is opened once.
fn without_repeats(files: Vec<File>) -> Vec<File> {
    let mut seen = Vec::new();
    let mut first_time = |file: &File| {
        let real = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
        let new = !seen.contains(&real);
        seen.push(real);
        new
    };
    files.into_iter().filter(|file| first_time(file)).collect()
}

/// An error for each name that several files would have.
fn clashes(files: &[File]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let name = file.name();
        if files[..at].iter().any(|earlier| earlier.name() == name) {
            continue;
        }
        let same: Vec<String> = files.iter().filter(|other| other.name() == name).map(|f| quote(&f.shown_as)).collect();
        if same.len() > 1 {
            let message = format!("{} would all be the table {}", all_of(&same), quote(&name));
            let message = if same.len() == 2 { message.replace("would all be", "would both be") } else { message };
            faults.push(
                Diagnostic::error_anywhere(Code::CannotOpen, message).help("rename one of the files, or open only one of them"),
            );
        }
    }
    faults
}

/// A file that cannot even be looked at: mostly one that is not there.
fn missing(path: &Path, shown_as: &str, error: &std::io::Error) -> Diagnostic {
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

fn unknown_ending(path: &Path, shown_as: &str) -> Diagnostic {
    let help = match ending(path).as_str() {
        "zst" | "bz2" | "xz" | "7z" | "rar" | "tar" | "tgz" => Some("unpack it first"),
        "numbers" | "gsheet" => Some("save the sheet as CSV or XLSX first"),
        _ => Some("`format` in a catalog says how a file is read, whatever it is called"),
    };
    cannot_open(shown_as, format!("files that can be read end in {}", endings())).help_if(help.map(String::from))
}
