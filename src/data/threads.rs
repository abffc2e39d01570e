//! Work that falls into parts, on as many threads as there are processors.

use std::sync::{Mutex, PoisonError};

/// Does something with each part; the results come in the order of the parts.
pub(super) fn on_all_processors<A: Send, B: Send>(parts: Vec<A>, work: impl Fn(A) -> B + Sync) -> Vec<B> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(parts.len());
    if threads <= 1 {
        return parts.into_iter().map(work).collect();
    }
    let waiting = Mutex::new(parts.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let run = || {
        loop {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((at, part)) = next else { return };
            let result = work(part);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(run))));
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
