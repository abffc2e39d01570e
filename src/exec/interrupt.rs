//! Ctrl-C: work on a thread of its own that can be stopped, or left behind if it does not stop.
//!
//! Polars looks at a flag between the parts of its work and unwinds when it is set. The flag is set by the signal as long as someone
//! waits here; between the frames of one query a flag of our own is looked at, so that work left behind ends soon.

use polars::error::abort::{catch_polars_abort, register_polars_abort_mechanism, try_raise_polars_abort};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Once};
use std::thread;
use std::time::{Duration, Instant};

/// How often a waiting thread looks for Ctrl-C.
const LOOK: Duration = Duration::from_millis(20);
/// How long stopped work is waited for before it is left behind.
const GRACE: Duration = Duration::from_millis(180);
/// The stack of a thread that queries run on: they nest deeper than the usual one holds.
const STACK: usize = 16 << 20;

thread_local! {
    /// Whether the work of this thread was stopped.
    static STOPPED: RefCell<Arc<AtomicBool>> = RefCell::default();
    /// Whether the stack of this thread is as large as queries need.
    static ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// What waiting for work brings.
#[derive(Debug, PartialEq, Eq)]
pub enum News<T> {
    /// Something that the work hands over.
    Part(T),
    /// Nothing yet, after so long.
    Nothing(Duration),
}

/// How work ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End<R> {
    /// It was done.
    Done(R),
    /// It stopped at Ctrl-C, or was left behind where `true`.
    Stopped(bool),
    /// It panicked.
    Failed,
}

/// Whether the work of this thread has been stopped.
pub fn stopped() -> bool {
    STOPPED.with_borrow(|stopped| stopped.load(Ordering::Relaxed)) || pressed()
}

/// Ends the work by unwinding, as Polars does, when Ctrl-C was pressed. For long loops of ours inside of its steps.
pub(super) fn heed() {
    try_raise_polars_abort();
}

/// Whether Ctrl-C was pressed since someone waits.
fn pressed() -> bool {
    catch_unwind(try_raise_polars_abort).is_err()
}

/// Does work where the stack is large enough for it: here, or on a thread that is waited for. A panic of the work is one here.
pub(super) fn with_room<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    if ROOMY.get() {
        return work();
    }
    let stopped = STOPPED.with_borrow(Arc::clone);
    thread::scope(|scope| {
        let roomy = || {
            STOPPED.set(stopped);
            ROOMY.set(true);
            work()
        };
        let started = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, roomy);
        started
            .map_err(|error| Box::new(error) as _)
            .and_then(|thread| thread.join())
            .unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Has the signal set the flag.
fn listen() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(register_polars_abort_mechanism);
}

/// Does work that attends to several things one after the other: Ctrl-C between two of them stops the next one. Nothing when it ended
/// by unwinding.
pub fn listening<R>(work: impl FnOnce() -> R) -> Option<R> {
    listen();
    catch_polars_abort(AssertUnwindSafe(work)).ok()
}

/// Does work on a thread of its own and hands on what it gives and how the time passes. `each` stops it by giving `false`.
pub fn attend<T, R>(work: impl FnOnce(&Sender<T>) -> R + Send + 'static, mut each: impl FnMut(News<T>) -> bool) -> End<R>
where
    T: Send + 'static,
    R: Send + 'static,
{
    listen();
    let (parts, coming) = channel();
    let (ends, end) = channel();
    let flag = Arc::new(AtomicBool::new(false));
    let stopped = flag.clone();
    let started = thread::Builder::new().stack_size(STACK).spawn(move || {
        STOPPED.set(stopped);
        ROOMY.set(true);
        let done = catch_unwind(AssertUnwindSafe(|| work(&parts)));
        drop(parts);
        let _ = ends.send(done.ok());
    });
    if started.is_err() {
        return End::Failed;
    }
    let waited = catch_polars_abort(AssertUnwindSafe(|| wait(&coming, &mut each)));
    match waited {
        Ok(true) => end.recv().ok().flatten().map_or(End::Failed, End::Done),
        Ok(false) | Err(_) => {
            flag.store(true, Ordering::Relaxed);
            End::Stopped(end.recv_timeout(GRACE).is_err())
        }
    }
}

/// Waits for the last part; not so long when Ctrl-C is pressed. Then the flag stays set until the work had its time to see it.
fn wait<T>(coming: &Receiver<T>, each: &mut impl FnMut(News<T>) -> bool) -> bool {
    let start = Instant::now();
    loop {
        let goes_on = match coming.recv_timeout(LOOK) {
            Ok(part) => each(News::Part(part)),
            Err(RecvTimeoutError::Timeout) => each(News::Nothing(start.elapsed())),
            Err(RecvTimeoutError::Disconnected) => return true,
        };
        if pressed() {
            let end = Instant::now() + GRACE;
            while Instant::now() < end && !matches!(coming.recv_timeout(LOOK), Err(RecvTimeoutError::Disconnected)) {}
            return false;
        }
        if !goes_on {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_hands_over_its_parts_and_its_end() {
        let mut seen = Vec::new();
        let end = attend(
            |parts| {
                parts.send(1).unwrap();
                parts.send(2).unwrap();
                "end"
            },
            |news| {
                if let News::Part(part) = news {
                    seen.push(part);
                }
                true
            },
        );
        assert_eq!((end, seen), (End::Done("end"), vec![1, 2]));
    }

    #[test]
    fn work_that_stops_is_waited_for_and_other_work_is_left_behind() {
        let heeding = |_: &Sender<()>| {
            while !stopped() {
                thread::sleep(Duration::from_millis(1));
            }
        };
        assert_eq!(attend(heeding, |_| false), End::Stopped(false));
        let start = Instant::now();
        assert_eq!(attend(|_: &Sender<()>| thread::sleep(Duration::from_secs(3)), |_| false), End::Stopped(true));
        assert!(start.elapsed() < Duration::from_secs(2));
    }

    #[test]
    fn a_panic_is_an_end() {
        assert_eq!(attend(|_: &Sender<()>| panic!("on purpose"), |_| true), End::Failed);
    }
}
