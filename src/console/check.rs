//! `dateline check`: everything but running, of one script after the other.

use super::results::Console;
use super::script::Script;
use super::stop::Stop;
use crate::base::Diagnostic;
use crate::engine::{Engine, Error};
use crate::output::{Format, diagnostics};
use std::path::{Path, PathBuf};

/// Checks scripts and tells what is found: drawn on their texts, or as one JSON object about all of them. `open` gives the data of one.
pub fn scripts(console: &mut Console, files: &[PathBuf], open: impl Fn(&Script) -> Result<Engine, Stop>) -> Result<(), Stop> {
    let json = console.format() == Format::Json;
    let (mut found, mut failed) = (Vec::new(), false);
    for file in files {
        let (name, source, diagnostics, params) = match one(file, &open) {
            Ok((script, notes)) => (script.name.clone(), script.text.clone(), notes, script.params()),
            Err(Stop::Refused(name, error)) => (name, error.source, error.diagnostics, Vec::new()),
            Err(stop) => return Err(stop),
        };
        let sound = !diagnostics.iter().any(Diagnostic::is_error);
        failed |= !sound;
        if json {
            found.push(diagnostics::of_script(&file.display().to_string(), &diagnostics, &name, &source));
            continue;
        }
        console.report.diagnostics(&name, &source, &diagnostics);
        if sound {
            console.report.remarks(&[format!("{name}: no errors")]);
            console.report.remarks(&params);
        }
    }
    if json {
        let value = serde_json::json!({ "scripts": found, "failed": failed });
        console.tell(&format!("{value:#}\n"), false)?;
    }
    if failed { Err(Stop::Unmet) } else { Ok(()) }
}

/// A script and its notes.
fn one(file: &Path, open: &impl Fn(&Script) -> Result<Engine, Stop>) -> Result<(Script, Vec<Diagnostic>), Stop> {
    let script = Script::read(file)?;
    let refused = |error: Error| Stop::Refused(script.name.clone(), error);
    let notes = open(&script)?.check(&script.text).map_err(refused)?;
    Ok((script, notes))
}
