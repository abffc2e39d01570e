//! `dateline run --watch`: a script runs again when it or something it reads has changed.
//!
//! Files are looked at a few times a second. Listening to the system for changes would take a large crate for each of its kinds, sees
//! nothing on shared folders, and tells of a file that is replaced in as many ways as there are editors.

use super::script::Script;
use super::stop::Stop;
use super::{Console, Settings};
use crate::base::calendar::clock;
use crate::exec::interrupt::{self, End};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, SystemTime};

/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(100);

/// What tells whether a file has changed: when it was written, and its length. Nothing for one that is not there.
type Stamp = Option<(SystemTime, u64)>;
type Stamps = BTreeMap<PathBuf, Stamp>;

/// What a script reads: texts, and data, which it may also write.
#[derive(Debug, Default)]
pub struct Reads {
    /// The script, catalogs and gazetteers.
    pub texts: Vec<PathBuf>,
    /// The files of its tables.
    pub data: Vec<PathBuf>,
}

/// Runs a script, and again whenever something it reads has changed, until Ctrl-C. `once` runs it; `reads` lists what it reads. Errors
/// are told, and the next change is waited for.
pub fn watch(
    settings: &Settings,
    file: &Path,
    once: impl Fn(Script, &mut Console) -> Result<(), Stop>,
    reads: impl Fn(Option<&Script>) -> Reads + Clone + Send + 'static,
) -> Result<(), Stop> {
    interrupt::listening(|| rounds(settings, file, once, reads)).unwrap_or(Err(Stop::Ended))
}

fn rounds(
    settings: &Settings,
    file: &Path,
    once: impl Fn(Script, &mut Console) -> Result<(), Stop>,
    reads: impl Fn(Option<&Script>) -> Reads + Clone + Send + 'static,
) -> Result<(), Stop> {
    loop {
        let mut console = Console::new(settings)?;
        let before = stamps(&reads(Script::read(file).ok().as_ref()).texts);
        match Script::read(file).and_then(|script| once(script, &mut console)) {
            Ok(()) | Err(Stop::Unmet) => {}
            Err(stop @ (Stop::Closed | Stop::Usage(_))) => return Err(stop),
            Err(stop) if stop.status() == Stop::Ended.status() => return Err(Stop::Ended),
            Err(stop) => console.report.stop(&stop),
        }
        let (file, reads) = (file.to_path_buf(), reads.clone());
        let now = move || {
            let Reads { texts, data } = reads(Script::read(&file).ok().as_ref());
            stamps(&[texts, data].concat())
        };
        // What the script wrote itself is no change; texts it does not write, so that none of theirs is missed.
        let seen = Stamps::from_iter(now().into_iter().chain(before));
        console.report.remarks(&["waiting for a change; Ctrl-C ends".to_string()]);
        let changed = change(seen, now)?;
        console.report.remarks(&[String::new(), format!("{} {} has changed", clock(), changed.display())]);
    }
}

fn stamps(files: &[PathBuf]) -> Stamps {
    let stamp = |file: &PathBuf| fs::metadata(file).and_then(|found| Ok((found.modified()?, found.len()))).ok();
    files.iter().map(|file| (file.clone(), stamp(file))).collect()
}

/// Waits for a change, and until files stay as they are for a moment: they may be half written. Gives the first that has changed.
fn change(seen: Stamps, now: impl Fn() -> Stamps + Send + 'static) -> Result<PathBuf, Stop> {
    let waiting = move |_: &Sender<()>| {
        let mut last = now();
        while !interrupt::stopped() {
            thread::sleep(LOOK);
            let found = now();
            if found == last && found != seen {
                return differing(&seen, &found);
            }
            last = found;
        }
        None
    };
    match interrupt::attend(waiting, |_| true) {
        End::Done(Some(changed)) => Ok(changed),
        End::Done(None) | End::Stopped(_) => Err(Stop::Ended),
        End::Failed => Err(Stop::failed()),
    }
}

/// The first file that is new, gone or another.
fn differing(before: &Stamps, after: &Stamps) -> Option<PathBuf> {
    let mut files = before.keys().chain(after.keys());
    files.find(|file| before.get(*file) != after.get(*file)).cloned()
}
