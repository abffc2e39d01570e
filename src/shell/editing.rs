//! Statements written in the editor of the user.

use crate::base::Code;
use crate::console::Stop;
use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{self, Command};

/// The text as it is after the editor has had it.
pub fn edited(text: &str) -> Result<String, Stop> {
    let file = env::temp_dir().join(format!("dateline-{}.dlq", process::id()));
    let made = OpenOptions::new().write(true).create_new(true).open(&file);
    let made = made.and_then(|mut file| writeln!(file, "{text}"));
    made.map_err(|error| Stop::unwritten("the file for the editor", &error))?;
    let edited = edited_file(&file);
    // Left behind in the folder for such files, it does no harm.
    let _ = fs::remove_file(&file);
    edited
}

/// The text of a file after the editor has had it.
pub fn edited_file(file: &Path) -> Result<String, Stop> {
    let named = ["VISUAL", "EDITOR"].iter().find_map(|name| env::var(name).ok().filter(|editor| !editor.trim().is_empty()));
    let editor = named.unwrap_or_else(|| "vi".to_string());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let ended = Command::new(program).args(words).arg(file).status();
    match ended {
        Ok(status) if status.success() => fs::read_to_string(file)
            .map_err(|error| Stop::because(Code::CannotOpen, format!("the edited text cannot be read: {error}"))),
        Ok(_) => Ok(String::new()),
        Err(_) => Err(Stop::because(Code::CannotOpen, format!("the editor `{program}` does not start; $EDITOR names another"))),
    }
}
