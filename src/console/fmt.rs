//! Laying scripts out anew, or naming those that have another layout.

use super::results::Console;
use super::script::Script;
use super::stop::Stop;
use super::whole::WholeFile;
use crate::base::Code;
use crate::base::names::quote;
use crate::data::io_words;
use crate::engine::Error;
use crate::syntax::layout::layout;
use std::fs;
use std::path::{Path, PathBuf};

/// Lays out scripts, all those in folders, and standard input, which is written to standard output. Only checked, they stay as they
/// are, and those that would change are named. What cannot be read is told and left alone.
pub fn scripts(console: &mut Console, paths: &[PathBuf], check: bool) -> Result<(), Stop> {
    let mut all_well = true;
    for path in paths {
        for file in files(path)? {
            let done = Script::read(&file).and_then(|script| one(console, &file, &script, check));
            match done {
                Ok(as_before) => all_well &= as_before || !check,
                Err(stop @ (Stop::Closed | Stop::Usage(_))) => return Err(stop),
                Err(stop) => {
                    console.report.stop(&stop);
                    all_well = false;
                }
            }
        }
    }
    if all_well { Ok(()) } else { Err(Stop::Unmet) }
}

/// Whether a script had its layout before.
fn one(console: &mut Console, file: &Path, script: &Script, check: bool) -> Result<bool, Stop> {
    let laid_out = layout(&script.text).map_err(|found| Stop::Refused(script.name.clone(), Error::new(&script.text, found)))?;
    let as_before = laid_out == script.text;
    match (check, as_before) {
        (false, _) if file == Path::new("-") => console.show(|_, _, out| out.write_all(laid_out.as_bytes()))?,
        (true, false) => console.tell(&format!("{}\n", script.name), false)?,
        (false, false) => {
            write(file, &laid_out)?;
            console.report.remarks(&[format!("{}: laid out", script.name)]);
        }
        (_, true) => {}
    }
    Ok(as_before)
}

fn write(file: &Path, text: &str) -> Result<(), Stop> {
    let written = WholeFile::begin(file).and_then(|mut draft| {
        draft.writer().write_all(text.as_bytes())?;
        draft.keep()
    });
    written.map_err(|error| Stop::unwritten(&quote(&file.display().to_string()), &error))
}

/// A file itself, or the scripts of a folder and of the folders in it, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, Stop> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let unread = |error: std::io::Error| {
        Stop::because(Code::CannotOpen, format!("{} cannot be read: {}", quote(&path.display().to_string()), io_words(&error)))
    };
    let entries = fs::read_dir(path).map_err(unread)?.collect::<Result<Vec<_>, _>>().map_err(unread)?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() && !path.is_symlink() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "dlq") {
            found.push(path);
        }
    }
    Ok(found)
}
