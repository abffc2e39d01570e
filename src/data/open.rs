//! What is named to tables: files, patterns and folders of them, catalogs, the names of tables.

use super::facts::Opening;
use super::faults::{cannot_open, io_words, not_forgotten};
use super::files::{Content, Files, Member};
use super::layout::Layout;
use super::paths::{self, ending, is_data, parted, plain, stem};
use super::raw::DELIMITED;
use super::store::{Entry, Store, TableData};
use super::threads::on_all_processors;
use super::words::{self, Gazetteers};
use super::{cache, columnar, csv, raw, roles};
use crate::base::names::{Match, all_of, find, quote};
use crate::base::{Code, Diagnostic, Period};
use crate::catalog::file::{CatalogFile, TableEntry};
use crate::catalog::words::Gazetteer;
use crate::catalog::{self, Catalog, Column, Moments, Roles, Table};
use std::path::{Path, PathBuf};
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
    let (table, data) = open_files(&file.paths, &file.name(), &file.shown_as, &Opening::default())?;
    data.source.read_all()?;
    let whole = TableData::of(&data.source, &table.name);
    with_entry(whole, None).map(|(table, _)| table).map_err(first)
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
    let Some(entry) = &file.entry else {
        let path = file.paths.first().map_or(Path::new(""), PathBuf::as_path);
        return open_file(path, &file.name(), &file.shown_as, opening).map_err(|fault| vec![fault]);
    };
    let opened = open_files(&file.paths, &file.name(), &file.shown_as, &own(entry)).map_err(|fault| vec![fault])?;
    with_entry(opened, Some(Box::new((entry.clone(), file.gazetteers.clone()))))
}

/// A table with what its catalog, or without one its own tags, say of it. To put that to it may take columns to be read, which may
/// show that a guess was wrong: then it is put to the table as it is known by then.
fn with_entry(opened: (Table, TableData), entry: Option<Box<Entry>>) -> Result<(Table, TableData), Vec<Diagnostic>> {
    let (mut table, mut data) = opened;
    loop {
        let before = data.changes();
        let applied = roles::settle(&mut table, &mut data, entry.as_deref());
        if data.changes() == before {
            data.entry = entry;
            return applied.map(|()| (table, data));
        }
        (table, data) = TableData::of(&data.source, &table.name);
    }
}

/// The table and its data as they are known by now, if columns were read since.
pub(crate) fn again(name: &str, data: &TableData) -> Option<Result<(Table, TableData), Vec<Diagnostic>>> {
    data.is_outdated().then(|| with_entry(TableData::of(&data.source, name), data.entry.clone()))
}

/// The catalog that a path is, or that its folder has.
fn catalog_of(path: &Path) -> Option<PathBuf> {
    if path.extension().is_some_and(|ending| ending == "toml") { Some(path.to_path_buf()) } else { catalog_in(path) }
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

/// The files and moments that a catalog names.
fn from_catalog(path: &Path) -> Result<(Vec<File>, Moments), Vec<Diagnostic>> {
    let shown_as = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| vec![cannot_open(&shown_as, io_words(&error))])?;
    let catalog = catalog::file::parse(&text, &shown_as)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let gazetteers = gazetteers(&catalog, folder)?;
    let file = |entry: TableEntry| {
        let paths: Vec<PathBuf> = entry.files.iter().map(|file| folder.join(file)).collect();
        File { shown_as: shown(&paths), paths, entry: Some(entry), gazetteers: gazetteers.clone() }
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

/// The files that are read to open paths: catalogs and gazetteers first, then those of tables. What cannot be read is left out.
pub fn files_of(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut texts, mut data) = (Vec::new(), Vec::new());
    for path in paths {
        let Some(catalog) = catalog_of(path) else {
            data.extend(expand(path).into_iter().flatten().flat_map(|file| file.paths).flat_map(|path| single_files(&path)));
            continue;
        };
        let folder = catalog.parent().unwrap_or(Path::new("")).to_path_buf();
        let read = std::fs::read_to_string(&catalog).ok().and_then(|text| catalog::file::parse(&text, "").ok());
        if let Some(read) = read {
            texts.extend(read.gazetteers.iter().map(|gazetteer| paths::whole_file(&folder.join(&gazetteer.file))));
            data.extend(read.tables.iter().flat_map(|table| &table.files).flat_map(|file| single_files(&folder.join(file))));
        }
        texts.push(catalog);
    }
    (texts, data)
}

/// The files that a path stands for: itself, or those of a pattern or a folder.
fn single_files(path: &Path) -> Vec<PathBuf> {
    match paths::several(path, "") {
        Ok(Some(together)) => together.files.into_iter().map(|file| file.path).collect(),
        _ => vec![paths::whole_file(path)],
    }
}

/// Opens a file as a table of the given name, or the files that a pattern or a folder stands for, without a catalog. Behind `#` stands
/// the sheet of a workbook, or the member of an archive.
pub(crate) fn open_file(path: &Path, name: &str, shown_as: &str, opening: &Opening) -> Result<(Table, TableData), Diagnostic> {
    let mut opening = opening.clone();
    opening.sensitive.extend(withheld_beside(path));
    let opened = open_files(&[path.to_path_buf()], name, shown_as, &opening)?;
    let entry = withholding(&opened.0, &opening.sensitive);
    with_entry(opened, entry).map_err(first)
}

/// What a catalog would say of a table that none lists, whose columns of some names or tags are about single persons; nothing where it has
/// none.
fn withholding(table: &Table, said: &[String]) -> Option<Box<Entry>> {
    let is_called = |said: &str, own: &str| find(said, std::iter::once(own)) != Match::None;
    let is_said = |column: &&Column| said.iter().any(|said| is_called(said, &column.name) || column.tag.as_ref() == Some(said));
    let sensitive: Vec<String> = table.columns.iter().filter(is_said).map(|column| column.name.clone()).collect();
    let entry = TableEntry { roles: Roles { sensitive, ..Roles::default() }, ..TableEntry::default() };
    (!entry.roles.sensitive.is_empty()).then(|| Box::new((entry, Gazetteers::default())))
}

/// The columns about single persons of a file that is named by itself, as the catalog of its folder says where it lists the file.
fn withheld_beside(path: &Path) -> Vec<String> {
    let real = |path: &Path| path.canonicalize().ok();
    let own: Vec<PathBuf> = single_files(path).iter().filter_map(|file| real(file)).collect();
    let Some(folder) = own.first().and_then(|file| file.parent()) else { return Vec::new() };
    let read = catalog_in(folder).and_then(|catalog| std::fs::read_to_string(catalog).ok());
    let tables = read.and_then(|text| catalog::file::parse(&text, "").ok()).map_or_else(Vec::new, |catalog| catalog.tables);
    let withholds = tables.into_iter().filter(|table| !table.roles.sensitive.is_empty());
    let mut names: Vec<String> = Vec::new();
    for table in withholds {
        let mut files = table.files.iter().flat_map(|file| single_files(&folder.join(file)));
        if files.any(|file| real(&file).is_some_and(|file| own.contains(&file))) {
            names.extend(table.roles.sensitive);
        }
    }
    names
}

/// Opens files as one table: those of all the paths together.
fn open_files(given: &[PathBuf], name: &str, shown_as: &str, opening: &Opening) -> Result<(Table, TableData), Diagnostic> {
    let together = match given {
        [path] => match paths::several(path, shown_as)? {
            None => return Ok(TableData::of(&Files::one(content(path, shown_as, opening)?), name)),
            Some(together) => together,
        },
        several => paths::of_list(several)?,
    };
    let alone = Opening { strict: false, ..opening.clone() };
    let members = on_all_processors(together.files, |file| {
        let content = content(&file.path, &file.shown_as, &alone)?;
        Ok(Member { name: file.name, path: file.path, content })
    });
    let members = members.into_iter().collect::<Result<Vec<Member>, Diagnostic>>()?;
    Ok(TableData::of(&Files::several(members, shown_as, together.notes, opening.strict)?, name))
}

/// Opens what one file holds.
fn content(path: &Path, shown_as: &str, opening: &Opening) -> Result<Content, Diagnostic> {
    let (path, part) = parted(path);
    if let (false, Some(root)) = (opening.sensitive.is_empty(), &opening.copies) {
        let said = |layout: &Layout, at: usize| opening.sensitive.iter().any(|said| layout.is_called(at, said));
        cache::forget(root, &path, &said).map_err(|_| not_forgotten(shown_as))?;
    }
    let metadata = std::fs::metadata(&path).map_err(|error| paths::missing(&path, shown_as, &error))?;
    if metadata.is_dir() {
        return Err(cannot_open(shown_as, "it is a folder"));
    }
    let (ending, reading) = (ending(&path), &opening.reading);
    let refused = |why| cannot_open(shown_as, why);
    // Of an archive the format is that of the file in it.
    let format = if raw::ARCHIVES.contains(&ending.as_str()) { &ending } else { reading.format.unwrap_or(&ending) };
    match format {
        format if !is_data(format) => Err(paths::unknown_ending(&path, shown_as)),
        _ if metadata.len() == 0 => Err(cannot_open(shown_as, "it is empty")),
        format if part.is_some() && !raw::has_parts(format) => {
            Err(refused(format!("behind `#` stands a sheet or a member, and a .{format} file has none")))
        }
        format if columnar::ENDINGS.contains(&format) => {
            raw::accord(format, reading).map_err(refused)?;
            Ok(Content::Columns(Arc::new(columnar::open(&path, format, shown_as)?)))
        }
        format if DELIMITED.contains(&format) => Ok(Content::Text(csv::open(&path, shown_as, opening)?)),
        _ => Ok(Content::Text(csv::open_made(&path, part, shown_as, opening)?)),
    }
}

/// Paths as they are shown.
fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| plain(path)).collect::<Vec<_>>().join(", ")
}

/// A data file that is to be opened, or several that are one table.
struct File {
    paths: Vec<PathBuf>,
    shown_as: String,
    /// What its catalog says of it.
    entry: Option<TableEntry>,
    /// The gazetteers of its catalog.
    gazetteers: Gazetteers,
}

impl File {
    /// The name of its table: the catalog's, else the file's without the ending, or the start of a pattern.
    fn name(&self) -> String {
        if let Some(entry) = &self.entry {
            return entry.name.clone();
        }
        let Some(path) = self.paths.first() else { return String::new() };
        if paths::is_pattern(path) {
            return paths::name_of_several(path);
        }
        let (path, part) = parted(path);
        part.map_or_else(|| stem(&path), |part| stem(Path::new(part.rsplit('#').next().unwrap_or(&part))))
    }
}

/// The tables that a path stands for: one, or one for each file of a folder.
fn expand(path: &Path) -> Result<Vec<File>, Diagnostic> {
    let shown_as = path.display().to_string();
    let file = |path: PathBuf| File {
        shown_as: path.display().to_string(),
        paths: vec![path],
        entry: None,
        gazetteers: Gazetteers::default(),
    };
    if !path.is_dir() {
        return Ok(vec![file(path.to_path_buf())]);
    }
    let names = paths::data_files(path).map_err(|error| cannot_open(&shown_as, io_words(&error)))?;
    if names.is_empty() {
        return Err(paths::no_data(&shown_as));
    }
    Ok(names.iter().map(|name| file(path.join(name))).collect())
}

/// A file that was named twice, or also by its folder, is opened once.
fn without_repeats(files: Vec<File>) -> Vec<File> {
    let mut seen = Vec::new();
    let mut first_time = |file: &File| {
        let real: Vec<PathBuf> = file.paths.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())).collect();
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
