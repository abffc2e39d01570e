//! Other files that a script names: scripts whose names it uses, and the catalog of its data.

use super::{Engine, Error};
use crate::base::counts::counted;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic};
use crate::data;
use crate::syntax;
use crate::syntax::ast::{File, Source, Statement, StatementKind};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Where the names and the data of a script come from.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    /// Whether data were named from outside.
    named: bool,
    /// The catalog that a statement has opened.
    catalog: Option<PathBuf>,
    /// The scripts that are being read, one using the next: how each is named, and its one path.
    open: Vec<(String, PathBuf)>,
    /// What is wrong in scripts that were read for the text.
    pub faulty: Vec<(String, Error)>,
}

impl Uses {
    pub fn new(named: bool) -> Uses {
        Uses { named, ..Uses::default() }
    }

    /// The folder of the script that is being read, from that of the script that is run.
    fn folder(&self) -> PathBuf {
        self.open.last().and_then(|(name, _)| Path::new(name).parent()).map(Path::to_path_buf).unwrap_or_default()
    }

    /// Whether the text is one that another uses.
    fn is_inside(&self) -> bool {
        !self.open.is_empty()
    }
}

impl Engine {
    /// Opens the catalog of a script, unless data were named from outside.
    pub(super) fn open_catalog(&mut self, file: &File, first: bool) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        if !first || self.uses.is_inside() {
            let fault = Diagnostic::error(Code::Misplaced, file.span, "`catalog` stands at the top of the script that is run");
            return Err(vec![fault.help("what is above it would not know its tables")]);
        }
        let path = self.in_folder(&file.path);
        if self.uses.named {
            let message = format!("the data named on the command line are taken instead of {}", quote(&file.path));
            return Ok(vec![Diagnostic::note(Code::OtherData, file.span, message)]);
        }
        if self.uses.catalog.as_ref().is_some_and(|known| *known == path) {
            return Ok(Vec::new());
        }
        if let Some(known) = &self.uses.catalog {
            let message = format!("{} is open already, and there is one catalog", quote(&known.display().to_string()));
            return Err(vec![Diagnostic::error(Code::Misplaced, file.span, message)]);
        }
        let at_statement = |mut fault: Diagnostic| {
            if fault.labels.is_empty() {
                fault.labels.push(crate::base::Label { span: file.span, text: String::new() });
            }
            fault
        };
        let opened = data::open(std::slice::from_ref(&path), &self.options.opening);
        (self.catalog, self.store) = opened.map_err(|found| found.into_iter().map(at_statement).collect::<Vec<_>>())?;
        self.uses.catalog = Some(path);
        Ok(Vec::new())
    }

    /// Makes known what another script names. Its queries are passed over.
    pub(super) fn use_script(&mut self, file: &File) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let name = tidy(&self.uses.folder().join(&file.path)).display().to_string();
        let path = self.in_folder(&name);
        let unread = |why: String| vec![Diagnostic::error(Code::CannotOpen, file.span, why)];
        let text =
            fs::read(&path).map_err(|error| unread(format!("{} cannot be read: {}", quote(&name), data::io_words(&error))))?;
        let text = String::from_utf8(text).map_err(|_| unread(format!("{} is not text in UTF-8", quote(&name))))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let place = fs::canonicalize(&path).unwrap_or(path);
        if let Some(fault) = self.circle(file, &name, &place) {
            return Err(vec![fault]);
        }
        if self.names.scripts.contains(&place) {
            return Ok(Vec::new());
        }
        self.uses.open.push((name.clone(), place.clone()));
        let outer = self.names.text;
        self.names.begin();
        let (passed_over, found) = self.names_of(text);
        self.names.text = outer;
        self.uses.open.pop();
        self.names.scripts.insert(place);
        let errors = found.iter().filter(|found| found.is_error()).count();
        if errors > 0 {
            let message = format!("{} has {}", quote(&name), counted(errors as u64, "error"));
            self.uses.faulty.push((self.in_folder(&name).display().to_string(), Error::new(text, found)));
            return Err(vec![Diagnostic::error(Code::FaultyScript, file.span, message)]);
        }
        let note = passed_over.said().map(|said| {
            let message = format!("{} is used for its names: {said}", quote(&name));
            Diagnostic::note(Code::NotRun, file.span, message)
        });
        Ok(note.into_iter().collect())
    }

    /// Checks the statements of a script that is used; gives what of it is not run, and what was found.
    fn names_of(&mut self, text: &str) -> (PassedOver, Vec<Diagnostic>) {
        let parsed = syntax::parse(text);
        let mut found = parsed.diagnostics;
        let mut passed = PassedOver::default();
        self.expect_params(&parsed.script.statements);
        for mut statement in parsed.script.statements {
            passed.checks += statement.kind.query().map_or(0, |query| query.checks().count() as u64);
            match &mut statement.kind {
                StatementKind::Query(_) | StatementKind::Print(_) => passed.queries += 1,
                StatementKind::AsOf(_) => {
                    let message = "`as of` stands in the script that is run: it is about all that follows there";
                    found.push(Diagnostic::error(Code::Misplaced, statement.span, message));
                }
                _ => {
                    self.move_here(&mut statement);
                    let checked = self.statement(&statement, text, false);
                    found.extend(checked.map_or_else(|faults| faults, |(_, notes)| notes));
                }
            }
        }
        (passed, found)
    }

    /// Paths of files start from the folder of the script that names them.
    fn move_here(&self, statement: &mut Statement) {
        let folder = self.uses.folder();
        let sources = statement.kind.query_mut().into_iter().flat_map(|query| query.sources_mut());
        sources.for_each(|source| moved(source, &folder));
    }

    /// The same of a table that is made by a call alone, which is known to be one only now.
    pub(super) fn moved_here(&self, mut source: Source) -> Source {
        moved(&mut source, &self.uses.folder());
        source
    }

    /// The fault of a script that uses one that uses it.
    fn circle(&self, file: &File, name: &str, place: &Path) -> Option<Diagnostic> {
        let run = self.options.script.iter().map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
        });
        let chain: Vec<(String, PathBuf)> = run.chain(self.uses.open.iter().cloned()).collect();
        let at = chain.iter().position(|(_, open)| open == place)?;
        let names = chain[at..].iter().map(|(name, _)| name.as_str()).chain([name]);
        let message = format!("scripts use each other in a circle: {}", names.collect::<Vec<_>>().join(" uses "));
        Some(Diagnostic::error(Code::UsedInCircle, file.span, message).help("put what both need into a script of its own"))
    }
}

/// What of a script is not run where it is used.
#[derive(Default)]
struct PassedOver {
    queries: u64,
    /// Those of tables that it names, too.
    checks: u64,
}

impl PassedOver {
    fn said(&self) -> Option<String> {
        let said = |number: u64, one: &str, several: &str, verb: &str| match number {
            0 => None,
            1 => Some(format!("its {one} is {verb}")),
            _ => Some(format!("its {number} {several} are {verb}")),
        };
        let queries = said(self.queries, "query", "queries", "passed over");
        let parts: Vec<String> = queries.into_iter().chain(said(self.checks, "check", "checks", "not asked")).collect();
        (!parts.is_empty()).then(|| parts.join(", and "))
    }
}

/// A path without the folders that it enters and leaves again.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match (part, tidy.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => drop(tidy.pop()),
            (Component::CurDir, _) => {}
            _ => tidy.push(part),
        }
    }
    tidy
}

fn moved(source: &mut Source, folder: &Path) {
    match source {
        Source::Path(path, _) => *path = folder.join(&*path).display().to_string(),
        Source::Call(call) => call.arguments.iter_mut().for_each(|argument| moved(argument, folder)),
        Source::Table(_) => {}
    }
}
