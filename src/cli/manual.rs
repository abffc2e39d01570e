//! The sections of the manual page that are not about the command line: commands of the prompt, and its settings.

use crate::console::config::KEYS;
use crate::console::meta;
use std::io::{self, Write};

/// Writes the sections.
pub fn write(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, ".SH COMMANDS OF THE PROMPT")?;
    for command in meta::ALL {
        writeln!(out, ".TP\n\\fB{}\\fR\n{}", escaped(&command.usage()), escaped(command.help))?;
    }
    writeln!(out, ".SH SETTINGS OF THE PROMPT")?;
    writeln!(
        out,
        "{}",
        escaped("$XDG_CONFIG_HOME/dateline/config.toml, or ~/.config/dateline/config.toml. Only the prompt reads it.")
    )?;
    for key in KEYS {
        let line = format!("{}; it can be {}; without it: {}", key.doc, key.values, key.default);
        writeln!(out, ".TP\n\\fB{}\\fR\n{}", escaped(key.name), escaped(&line))?;
    }
    Ok(())
}

/// Text in which nothing is a request: backslashes, hyphens, and points at the start of a line.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
