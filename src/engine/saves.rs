//! Where answers are saved: checked before a row is read. The engine writes nothing; whoever asked does.

use super::Engine;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic, Format};
use crate::data;
use crate::syntax::ast::{Query, Source, Statement, StatementKind, Target};
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
        let path = self.from_folder(&query.target()?.path);
        Format::from_extension(&path).map(|format| Saving { path, format })
    }

    /// A path in a query, seen from the working folder.
    pub(super) fn from_folder(&self, path: &str) -> PathBuf {
        self.options.folder.clone().unwrap_or_default().join(path)
    }

    /// What is wrong with the files that the queries of a text save to.
    pub(super) fn faults_of_saving(&self, statements: &[Statement]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut saved: Vec<(PathBuf, &Target)> = Vec::new();
        let inputs = self.inputs(statements);
        for statement in statements {
            let target = match &statement.kind {
                StatementKind::Query(query) => query.target(),
                StatementKind::LetTable(name, query) => {
                    found.extend(query.target().map(|target| saved_by_let(target, &name.text)));
                    continue;
                }
                _ => continue,
            };
            let Some(target) = target else { continue };
            let path = self.from_folder(&target.path);
            if let Some(fault) = unfit(&path, target) {
                found.push(fault);
                continue;
            }
            let place = place_of(&path);
            let shown = quote(&target.path);
            if let Some((_, earlier)) = saved.iter().find(|(other, _)| *other == place) {
                let fault = Diagnostic::error(Code::CannotWrite, target.span, format!("two answers are saved to {shown}"));
                found.push(fault.also(earlier.span, "the first of them").help("give each a file of its own"));
            }
            if let Some((_, table)) = inputs.iter().find(|(input, _)| *input == place) {
                let message = format!("{shown} is the file of {}, and what is read is not overwritten", quote(table));
                found.push(Diagnostic::error(Code::CannotWrite, target.span, message).help("save under another name"));
            }
            saved.push((place, target));
        }
        found
    }

    /// Every file that may be read, with the table it holds.
    fn inputs(&self, statements: &[Statement]) -> Vec<(PathBuf, String)> {
        let queries = statements.iter().filter_map(|statement| match &statement.kind {
            StatementKind::Query(query) | StatementKind::LetTable(_, query) => Some(query),
            _ => None,
        });
        let written = queries.flat_map(Query::sources).filter_map(|source: &Source| self.names.path(source));
        let written = written.map(|path| (self.from_folder(path), path.to_string()));
        let known = self.catalog.tables.iter().map(|table| (self.place(table), table.name.clone()));
        known.chain(written).map(|(path, name)| (place_of(data::whole_file(&path)), name)).collect()
    }
}

/// Why an answer cannot be saved to a path at all.
fn unfit(path: &Path, target: &Target) -> Option<Diagnostic> {
    let shown = quote(&target.path);
    let fault = |message: String| Diagnostic::error(Code::CannotWrite, target.span, message);
    if Format::from_extension(path).is_none() {
        let message = format!("the ending of {shown} says no form that an answer can have");
        return Some(fault(message).help(format!("the endings are {}", Format::endings())));
    }
    if path.is_dir() {
        return Some(fault(format!("{shown} is a folder")).help("name a file in it"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty())?;
    (!folder.is_dir()).then(|| {
        fault(format!("there is no folder {}", quote(&folder.display().to_string())))
            .help("paths start from the folder of the script; a folder is not made, since it may be misspelt")
    })
}

fn saved_by_let(target: &Target, name: &str) -> Diagnostic {
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
