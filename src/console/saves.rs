//! Answers on their way into files: drafts until all of a run has gone well.

use super::stop::Stop;
use super::whole::{self, WholeFile};
use crate::base::Code;
use crate::base::counts::counted;
use crate::base::names::quote;
use crate::engine::{Answer, Saving};
use crate::output::{self, Style};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files of a run that are not in their places yet.
#[derive(Debug, Default)]
pub struct Saves {
    drafts: Vec<WholeFile>,
    /// What is to be said of each when all are there: what was written, and what it rests on.
    said: Vec<Vec<String>>,
}

impl Saves {
    /// Writes an answer to the draft of its file.
    pub fn add(&mut self, answer: &Answer, saving: &Saving, footer: bool) -> Result<(), Stop> {
        let style = Style { footer, ..Style::default() };
        self.write(&saving.path, |out| output::write(answer, saving.format, &style, out))?;
        let rows = counted(answer.rows.height() as u64, "row");
        let saved = format!("{rows} in {}", saving.path.display());
        self.said.push(output::footer_of_saved(answer, saving.format, saved));
        Ok(())
    }

    /// Writes what answers rest on beside the file that holds them.
    pub fn provenance(&mut self, file: &Path, answers: Vec<serde_json::Value>) -> Result<(), Stop> {
        let mut beside = file.to_path_buf().into_os_string();
        beside.push(".provenance.json");
        let text = format!("{:#}\n", serde_json::json!({ "file": file.display().to_string(), "answers": answers }));
        self.write(&PathBuf::from(beside), |out| out.write_all(text.as_bytes()))
    }

    fn write(&mut self, path: &Path, work: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
        let written = WholeFile::begin(path).and_then(|mut draft| {
            work(draft.writer())?;
            Ok(draft)
        });
        self.drafts.push(written.map_err(|error| unwritten(path, &error))?);
        Ok(())
    }

    /// Puts all files in their places, with one more; gives what is to be said of them.
    pub fn keep(self, other: Option<WholeFile>) -> Result<Vec<Vec<String>>, Stop> {
        let drafts: Vec<WholeFile> = self.drafts.into_iter().chain(other).collect();
        let again = |at: usize| drafts[..at].iter().any(|draft| draft.target() == drafts[at].target());
        if let Some(at) = (0..drafts.len()).find(|at| again(*at)) {
            let place = quote(&drafts[at].target().display().to_string());
            return Err(Stop::because(Code::CannotWrite, format!("two results go to {place}: give each a file of its own")));
        }
        whole::keep_all(drafts).map_err(|(path, error)| unwritten(&path, &error))?;
        Ok(self.said)
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Stop {
    Stop::unwritten(&quote(&path.display().to_string()), error)
}
