//! Where the text of a table comes from: a file that is text, or one that it is made of, again whenever it is needed.

use super::raw;
use super::reader::Input;
use crate::catalog::reading::Reading;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The bytes of a made text that are kept after all of it was read.
const KEPT: u64 = 1 << 20;

/// A text to be read.
pub(super) enum Text {
    /// The file is the text.
    File(Arc<Input>),
    /// A workbook, an archive, JSON: the text is made of it, which takes time and room.
    Made(Making),
}

/// How a text is made.
pub(super) struct Making {
    path: PathBuf,
    /// The sheet or the member.
    part: Option<String>,
    shown_as: String,
    reading: Reading,
    /// The text, as long as it is of use.
    held: Mutex<Option<Arc<Input>>>,
}

impl Making {
    /// The text of a file, which is there already or made when it is asked for.
    pub(super) fn new(path: PathBuf, part: Option<String>, shown_as: &str, reading: &Reading, held: Option<Input>) -> Making {
        Making { path, part, shown_as: shown_as.into(), reading: reading.clone(), held: Mutex::new(held.map(Arc::new)) }
    }

    fn input(&self) -> Result<Arc<Input>, String> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(input) = &*held {
            return Ok(input.clone());
        }
        let raw = raw::read(&self.path, self.part.as_deref(), &self.shown_as, &self.reading)?;
        Ok(held.insert(Arc::new(Input::Bytes(raw.text.into_bytes()))).clone())
    }
}

impl Text {
    /// The text to read from, or why there is none.
    pub(super) fn input(&self) -> Result<Arc<Input>, String> {
        match self {
            Text::File(input) => Ok(input.clone()),
            Text::Made(making) => making.input(),
        }
    }

    /// Whether a made text is at hand, or the file is still the one that was opened.
    pub(super) fn is_unchanged(&self) -> Option<bool> {
        match self {
            Text::File(input) => Some(input.is_unchanged()),
            Text::Made(making) => making.held.lock().is_ok_and(|held| held.is_some()).then_some(true),
        }
    }

    /// Lets a made text go, unless it is small: its lines may be asked for when the file is another or gone.
    pub(super) fn forget(&self) {
        if let Text::Made(making) = self {
            let mut held = making.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.take_if(|input| input.length() > KEPT);
        }
    }

    /// Whether it is dear to read it a second time.
    pub(super) fn is_made(&self) -> bool {
        matches!(self, Text::Made(_))
    }
}
