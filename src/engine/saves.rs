//! Where answers are saved: checked before a row is read. The engine writes nothing; whoever asked does.

use super::Engine;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic, Format};
use crate::data;
use crate::syntax::ast::{File, Query, Statement, StatementKind};
use std::fs;
use std::path::{Path, PathBuf};

/// The file that an answer is to be saved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saving {
    /// Where it stands, from the working folder.
    pub path: PathBuf,
    /// The form that its ending asks for.
    pub format: Format,
}

impl Engine {
    /// Where a query saves its answer.
    pub(super) fn saving(&self, query: &Query) -> Option<Saving> {
        let path = self.in_folder(&query.target()?.path);
        Format::from_extension(&path).map(|format| Saving { path, format })
    }

    /// A path in a query, seen from the working folder.
    pub(super) fn in_folder(&self, path: &str) -> PathBuf {
        self.options.folder.clone().unwrap_or_default().join(path)
    }

    /// The files to which the queries of a text save, and that cannot be: this is known before anything is read.
    pub(super) fn unfit_files(&self, statements: &[Statement]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut saved: Vec<(PathBuf, &File)> = Vec::new();
        for statement in statements {
            match &statement.kind {
                StatementKind::LetTable(name, query) => found.extend(query.target().map(|file| saved_by_let(file, &name.text))),
                StatementKind::Query(query) => {
                    let Some(file) = query.target() else { continue };
                    let path = self.in_folder(&file.path);
                    let place = place_of(&path);
                    let earlier = saved.iter().find(|(other, _)| *other == place).map(|(_, file)| *file);
                    found.extend(unfit(&path, file).or_else(|| earlier.map(|earlier| saved_twice(file, earlier))));
                    saved.push((place, file));
                }
                _ => {}
            }
        }
        found
    }

    /// The files to which the queries of a text save, and that are read. Every file is open when its query has been checked.
    pub(super) fn overwritten(&self, statements: &[Statement]) -> Vec<Diagnostic> {
        let place = |path: &Path| place_of(&data::whole_file(path));
        let inputs: Vec<_> = self.catalog.tables.iter().map(|table| (place(&self.place(table)), &table.name)).collect();
        let files = statements.iter().filter_map(|statement| match &statement.kind {
            StatementKind::Query(query) => query.target(),
            _ => None,
        });
        let fault = |file: &File| {
            let saved = place_of(&self.in_folder(&file.path));
            let (_, table) = inputs.iter().find(|(input, _)| *input == saved)?;
            let message = format!("{} is the file of {}, and what is read is not overwritten", quote(&file.path), quote(table));
            Some(Diagnostic::error(Code::CannotWrite, file.span, message).help("save under another name"))
        };
        files.filter_map(fault).collect()
    }
}

fn saved_twice(file: &File, earlier: &File) -> Diagnostic {
    let fault = Diagnostic::error(Code::CannotWrite, file.span, format!("two answers are saved to {}", quote(&file.path)));
    fault.also(earlier.span, "the first of them").help("give each a file of its own")
}

/// Why an answer cannot be saved to a path at all.
fn unfit(path: &Path, target: &File) -> Option<Diagnostic> {
    let shown = quote(&target.path);
    let fault = |message: String| Diagnostic::error(Code::CannotWrite, target.span, message);
    if path.is_dir() {
        return Some(fault(format!("{shown} is a folder")).help("name a file in it"));
    }
    if Format::from_extension(path).is_none() {
        let message = format!("the ending of {shown} says no form that an answer can have");
        return Some(fault(message).help(format!("the endings are {}", Format::endings())));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty())?;
    (!folder.is_dir()).then(|| {
        fault(format!("there is no folder {}", quote(&folder.display().to_string())))
            .help("paths start from the folder of the script; a folder is not made, since it may be misspelt")
    })
}

fn saved_by_let(target: &File, name: &str) -> Diagnostic {
    let fault = Diagnostic::error(Code::CannotWrite, target.span, format!("`let {name}` names a query, and answers nothing yet"));
    fault.help(format!("save in a query of its own: `{name} save {}`", crate::base::Value::Text(target.path.clone())))
}

/// The one path of a file, whether it is there or not: links and `..` resolved.
fn place_of(path: &Path) -> PathBuf {
    let folder =
        |path: &Path| fs::canonicalize(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")));
    fs::canonicalize(path)
        .or_else(|_| folder(path).map(|folder| folder.join(path.file_name().unwrap_or_default())))
        .unwrap_or_else(|_| path.to_path_buf())
}
