//! The command line: arguments to engine calls, failures to exit statuses. The only layer that names clap.

mod args;
mod folders;
mod manual;

use crate::base::Code;
use crate::base::names::did_you_mean;
use crate::console::script::{self, Script};
use crate::console::{Config, Console, Report, Start, Stop, check, explain, fmt, help, init, schema, watch};
use crate::data;
use crate::engine::Engine;
use crate::syntax;
use args::{Args, Command, Common, Stage};
use clap::{CommandFactory, Parser};
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What opens when no command is given: the prompt, if the program has one.
pub type Prompt = fn(Start) -> Result<(), Stop>;

/// Runs the program on its arguments.
pub fn main(arguments: impl IntoIterator<Item = OsString>, prompt: Option<Prompt>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version come here too; a reader that is gone does not want them.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    // A panic becomes a diagnostic; its own words are for those who look for its cause.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let report = Report::new(&args.common.settings());
    match Stop::guard(|| run(args, prompt)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            report.stop(&stop);
            ExitCode::from(stop.status())
        }
    }
}

fn run(args: Args, prompt: Option<Prompt>) -> Result<(), Stop> {
    let Args { command, common, paths } = args;
    let mut console = Console::new(&common.settings())?;
    match command {
        None => return without_command(common, console, paths, prompt),
        Some(Command::Query { query, paths }) => {
            console.expect(script::results(&query))?;
            let mut engine = open(&paths, &common, None)?;
            script::query(&mut engine, &mut console, &query)?;
            console.all_passed()?;
        }
        Some(Command::Run { script, paths, junit, watch: true }) => return watched(common, &script, paths, junit),
        Some(Command::Run { script, paths, junit, watch: false }) => {
            run_script(&common, &mut console, Script::read(&script)?, &paths, junit.as_deref())?;
        }
        Some(Command::Check { script, names }) => {
            let is_script = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "dlq");
            let (more, paths): (Vec<PathBuf>, Vec<PathBuf>) = names.into_iter().partition(is_script);
            let scripts = [vec![script], more].concat();
            check::scripts(&mut console, &scripts, |script| open(&beside(script, &paths), &common, Some(script)))?;
        }
        Some(Command::Fmt { paths, check }) => fmt::scripts(&mut console, &paths, check)?,
        Some(Command::Schema { names }) => {
            let (table, paths) = schema::split(names);
            let mut engine = open(&paths, &common, None)?;
            engine.read_all(table.as_deref()).map_err(|error| Stop::Refused("data".into(), error))?;
            schema::show(&mut console, &engine, table.as_deref())?;
        }
        Some(Command::Help { topic }) => match help::text(&topic.join(" ")) {
            Ok(text) => console.show(|_, _, out| writeln!(out, "{text}"))?,
            Err(message) => return Err(Stop::Usage(message)),
        },
        Some(Command::Init { paths }) => init::write(&mut console, paths)?,
        Some(Command::Completions { shell }) => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "dateline", &mut text);
            console.show(|_, _, out| out.write_all(&text))?;
        }
        Some(Command::Man) => {
            let page = clap_mangen::Man::new(Args::command());
            console.show(|_, _, mut out| {
                page.render(&mut out)?;
                manual::write(out)
            })?;
        }
        Some(Command::Explain { query, paths, stage }) => explain(&common, &mut console, &query, &paths, stage)?,
    }
    console.finish()
}

/// The prompt; statements that are piped in run as a script.
fn without_command(common: Common, mut console: Console, paths: Vec<PathBuf>, prompt: Option<Prompt>) -> Result<(), Stop> {
    if let Some(message) = paths.first().and_then(|first| misplaced(first)) {
        return Err(Stop::Usage(message));
    }
    if !io::stdin().is_terminal() {
        run_script(&common, &mut console, Script::stdin()?, &paths, None)?;
        return console.finish();
    }
    let Some(prompt) = prompt else {
        return Err(Stop::Usage("this program was built without the prompt; name a command".into()));
    };
    if console.file().is_some() {
        return Err(Stop::Usage("--output goes with a command, not with the prompt".into()));
    }
    // Settings are for the prompt alone: what is scripted is the same everywhere.
    let config = folders::config().map_or_else(|| Ok(Config::default()), |file| Config::read(&file))?;
    let console = Console::new(&config.beside(common.settings()))?;
    let paths = if paths.is_empty() { config.catalog.clone().into_iter().collect() } else { paths };
    let open = Box::new(move |paths: &[PathBuf]| open(paths, &common, None));
    prompt(Start { open, paths, console, config })
}

/// The data of a script: what was named, else the catalog in its folder, whose files every answer names as its sources.
fn beside(script: &Script, paths: &[PathBuf]) -> Vec<PathBuf> {
    let own = script.folder.as_deref().filter(|_| paths.is_empty() && !script.has_catalog()).and_then(data::catalog_in);
    own.map_or_else(|| paths.to_vec(), |catalog| vec![catalog])
}

/// Runs a script and writes what its checks gave, if that is asked for; what a failed check or an error ends is written all the same.
fn run_script(
    common: &Common,
    console: &mut Console,
    script: Script,
    paths: &[PathBuf],
    junit: Option<&Path>,
) -> Result<(), Stop> {
    console.expect(script::results(&script.text))?;
    let opened = script::open(beside(&script, paths), common.options(Some(&script)));
    let ran = opened.and_then(|mut engine| script::run(&mut engine, console, &script.name, &script.text));
    if let Some(file) = junit {
        let faults = if let Err(Stop::Refused(_, error)) = &ran { error.diagnostics.as_slice() } else { &[] };
        console.write_junit(file, &script.name, faults)?;
    }
    ran?;
    console.all_passed()
}

/// Runs a script again and again, each time as if it were the first.
fn watched(common: Common, file: &Path, paths: Vec<PathBuf>, junit: Option<PathBuf>) -> Result<(), Stop> {
    if file == Path::new("-") {
        return Err(Stop::Usage("--watch goes with a script in a file".into()));
    }
    let (settings, named, own) = (common.settings(), paths.clone(), file.to_path_buf());
    let reads = move |script: Option<&Script>| {
        let (texts, data) = data::files_of(&script.map_or_else(|| named.clone(), |script| beside(script, &named)));
        let (more, catalogs, files) = script.map(Script::reads).unwrap_or_default();
        let (of_catalogs, named) = data::files_of(&catalogs);
        watch::Reads { texts: [vec![own.clone()], texts, more, of_catalogs].concat(), data: [data, files, named].concat() }
    };
    let once = |script: Script, console: &mut Console| {
        run_script(&common, console, script, &paths, junit.as_deref())?;
        console.finish()
    };
    watch::watch(&settings, file, once, reads)
}

fn explain(common: &Common, console: &mut Console, query: &str, paths: &[PathBuf], stage: Stage) -> Result<(), Stop> {
    match Code::parse(query.trim()) {
        Some(code) => explain::code(console, code),
        None if query.trim() == explain::CATALOG => explain::catalog(console),
        None => explain::query(console, query, stage.into(), || open(paths, common, None)),
    }
}

fn open(paths: &[PathBuf], common: &Common, script: Option<&Script>) -> Result<Engine, Stop> {
    Engine::open(paths, common.options(script)).map_err(|error| Stop::Refused("data".into(), error))
}

/// What to write instead of a first path that is none: a misspelt command, or a query without its command.
fn misplaced(first: &Path) -> Option<String> {
    let text = first.to_str().filter(|_| !first.exists())?;
    if text.contains(char::is_whitespace) && !syntax::parse(text).failed() {
        return Some(format!("there is no file '{text}'; a query follows the command: dateline query '{text}'"));
    }
    let commands = Args::command();
    let names = commands.get_subcommands().map(|command| command.get_name());
    let bare = first.extension().is_none() && first.components().count() == 1;
    did_you_mean(text, names).filter(|_| bare).map(|hint| format!("there is no file or command '{text}': {hint}"))
}
