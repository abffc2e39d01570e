//! Texts and how they are run: one query, or the statements of a script.

use super::results::Console;
use super::stop::Stop;
use crate::base::names::quote;
use crate::base::{Code, Span, Value};
use crate::data::{self, io_words};
use crate::engine::{Engine, Error, Options, Outcome};
use crate::exec::interrupt::{self, End, News};
use crate::syntax;
use crate::syntax::ast::{Body, Statement, StatementKind};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

/// The name of a query that was given as an argument.
pub const QUERY: &str = "query";

/// A script: its text, and where it comes from.
#[derive(Debug)]
pub struct Script {
    /// How messages name it.
    pub name: String,
    /// Its statements.
    pub text: String,
    /// Its file, if it has one.
    pub path: Option<PathBuf>,
    /// The folder that paths in it start from; none for a script without a file, whose paths start from the working folder.
    pub folder: Option<PathBuf>,
}

impl Script {
    /// Reads a script; `-` is standard input.
    pub fn read(path: &Path) -> Result<Script, Stop> {
        if path == Path::new("-") {
            return Script::stdin();
        }
        let name = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| unread(&name, &error))?;
        Script::new(name, bytes, Some(path.to_path_buf()))
    }

    /// Reads standard input to its end.
    pub fn stdin() -> Result<Script, Stop> {
        let (name, mut bytes) = ("standard input".to_string(), Vec::new());
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| unread(&name, &error))?;
        Script::new(name, bytes, None)
    }

    fn new(name: String, bytes: Vec<u8>, path: Option<PathBuf>) -> Result<Script, Stop> {
        let not_text = |_| Stop::because(Code::CannotOpen, format!("{} is not text in UTF-8", quote(&name)));
        let mut text = String::from_utf8(bytes).map_err(not_text)?;
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let folder = path.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        Ok(Script { name, text, path, folder })
    }

    /// Whether it names the catalog of its data itself.
    pub fn has_catalog(&self) -> bool {
        let statements = syntax::parse(&self.text).script.statements;
        statements.iter().any(|statement| matches!(statement.kind, StatementKind::Catalog(_)))
    }

    /// The scripts that it uses, the catalogs that it names, and the files that queries name by their paths; those of scripts that are
    /// used among them.
    pub fn reads(&self) -> (Vec<PathBuf>, Vec<PathBuf>, Vec<PathBuf>) {
        let (mut scripts, mut catalogs, mut files) = Default::default();
        self.add_reads(&mut scripts, &mut catalogs, &mut files, &self.table_functions());
        (scripts, catalogs, files)
    }

    fn add_reads(
        &self,
        scripts: &mut Vec<PathBuf>,
        catalogs: &mut Vec<PathBuf>,
        files: &mut Vec<PathBuf>,
        functions: &BTreeSet<String>,
    ) {
        let folder = self.folder.clone().unwrap_or_default();
        for statement in syntax::parse(&self.text).script.statements {
            match &statement.kind {
                StatementKind::Catalog(file) => catalogs.push(folder.join(&file.path)),
                StatementKind::Use(file) if !scripts.contains(&folder.join(&file.path)) => {
                    let path = folder.join(&file.path);
                    scripts.push(path.clone());
                    if let Ok(used) = Script::read(&path) {
                        used.add_reads(scripts, catalogs, files, functions);
                    }
                }
                kind => {
                    let paths = kind.data_paths(&|name| functions.contains(name)).into_iter();
                    files.extend(data::files_of(&paths.map(|(_, path)| folder.join(path)).collect::<Vec<_>>()).1);
                }
            }
        }
    }

    /// Its text where paths start from the working folder. Functions over tables are known from it, from the scripts that it uses, and
    /// by what was defined before.
    pub fn text_from_here(&self, engine: &Engine) -> String {
        let functions = self.table_functions().into_iter().chain(table_functions(engine)).collect();
        match self.folder.as_deref().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => with_paths_from(&self.text, folder, functions),
            None => self.text.clone(),
        }
    }

    /// The functions over tables of the scripts that it uses, and its own.
    fn table_functions(&self) -> BTreeSet<String> {
        let (mut functions, mut seen) = Default::default();
        self.add_functions(&mut functions, &mut seen);
        functions
    }

    fn add_functions(&self, functions: &mut BTreeSet<String>, seen: &mut Vec<PathBuf>) {
        let folder = self.folder.clone().unwrap_or_default();
        let statements = syntax::parse(&self.text).script.statements;
        for statement in &statements {
            let StatementKind::Use(file) = &statement.kind else { continue };
            let path = folder.join(&file.path);
            if !seen.contains(&path) {
                seen.push(path.clone());
                if let Ok(used) = Script::read(&path) {
                    used.add_functions(functions, seen);
                }
            }
        }
        functions_of(&statements, functions);
    }

    /// Its parameters, as they are written.
    pub fn params(&self) -> Vec<String> {
        let statements = syntax::parse(&self.text).script.statements;
        statements.iter().filter(|s| matches!(s.kind, StatementKind::Param(_))).map(ToString::to_string).collect()
    }
}

/// The functions over tables that are known.
pub fn table_functions(engine: &Engine) -> impl Iterator<Item = String> {
    engine.functions().filter(|(_, table)| *table).map(|(name, _)| name.to_string())
}

/// Adds the functions over tables that statements define, which may be calls of others.
fn functions_of(statements: &[Statement], known: &mut BTreeSet<String>) {
    for statement in statements {
        let StatementKind::Define(define) = &statement.kind else { continue };
        let calls_one = || statement.kind.call().is_some_and(|call| known.contains(&call.name.text));
        if matches!(define.body, Body::Table(_)) || calls_one() {
            known.insert(define.name.text.clone());
        }
    }
}

/// A text whose paths started from a folder, with the folder before each of them. Some functions over tables are known besides its own.
pub fn with_paths_from(text: &str, folder: &Path, mut functions: BTreeSet<String>) -> String {
    let statements = syntax::parse(text).script.statements;
    functions_of(&statements, &mut functions);
    let gives_table = |name: &str| functions.contains(name);
    let mut paths: Vec<(Span, String)> = statements.iter().flat_map(|statement| statement.kind.paths(&gives_table)).collect();
    paths.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut moved = text.to_string();
    for (span, path) in paths {
        moved.replace_range(span.range(), &Value::Text(folder.join(path).display().to_string()).to_string());
    }
    moved
}

/// How many results of a text are shown, and how many saved.
pub fn results(text: &str) -> (usize, usize) {
    let statements = syntax::parse(text).script.statements;
    let is_saved = |kind: &StatementKind| matches!(kind, StatementKind::Query(query) if query.target().is_some());
    let results = statements.iter().filter(|statement| statement.kind.has_result()).count();
    let saved = statements.iter().filter(|statement| is_saved(&statement.kind)).count();
    (results - saved, saved)
}

fn unread(name: &str, error: &io::Error) -> Stop {
    Stop::because(Code::CannotOpen, format!("{} cannot be read: {}", quote(name), io_words(error)))
}

/// Answers one query.
pub fn query(engine: &mut Engine, console: &mut Console, text: &str) -> Result<(), Stop> {
    attended(engine, console, QUERY, text, |engine, text, each| each(Outcome::Answer(Box::new(engine.query(text)?))))?;
    console.sum_up()
}

/// Checks all statements of a text, then runs them and shows each result as it comes; last, how many checks were passed.
pub fn run(engine: &mut Engine, console: &mut Console, name: &str, text: &str) -> Result<(), Stop> {
    attended(engine, console, name, text, Engine::run)?;
    console.sum_up()
}

/// Opens data in a way that Ctrl-C can end, where the prompt or another run may come after it.
pub fn open(paths: Vec<PathBuf>, options: Options) -> Result<Engine, Stop> {
    match interrupt::attend(move |_: &Sender<()>| Engine::open(&paths, options), |_| true) {
        End::Done(opened) => opened.map_err(|error| Stop::Refused("data".into(), error)),
        End::Stopped(left) => Err(Stop::interrupted(left)),
        End::Failed => Err(Stop::failed()),
    }
}

/// What hands over each outcome of a text.
type Work = fn(&mut Engine, &str, &mut dyn FnMut(Outcome) -> Result<(), Error>) -> Result<(), Error>;

/// Works on a copy of the engine, which becomes the engine when the work ends by itself: what Ctrl-C stops has changed nothing.
fn attended(engine: &mut Engine, console: &mut Console, name: &str, text: &str, work: Work) -> Result<(), Stop> {
    let (mut own, own_text) = (engine.clone(), text.to_string());
    let working = move |parts: &Sender<Outcome>| {
        // When nobody takes the parts any more, the work ends with the next frame.
        let ran = work(&mut own, &own_text, &mut |outcome| {
            let _ = parts.send(outcome);
            Ok(())
        });
        (own, ran)
    };
    let mut unshown = None;
    let end = interrupt::attend(working, |news| {
        match news {
            News::Part(Outcome::Answer(answer)) => {
                console.report.pass(None);
                unshown = console.answer(name, text, &answer).err();
            }
            News::Part(Outcome::Notes(notes)) => console.notes(name, text, notes),
            News::Part(_) => {}
            News::Nothing(time) => console.report.pass(Some(time)),
        }
        unshown.is_none()
    });
    console.report.pass(None);
    match (unshown, end) {
        (Some(stop), _) => Err(stop),
        (None, End::Done((own, ran))) => {
            *engine = own;
            ran.map_err(|error| Stop::Refused(name.into(), error))
        }
        (None, End::Stopped(left)) => Err(Stop::interrupted(left)),
        (None, End::Failed) => Err(Stop::failed()),
    }
}
