//! Time between two looks at the same question.

use crate::exec::interrupt::{self, End};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// What stands behind a query that is watched: `every 5 s`.
const EVERY: &str = "every";
/// The seconds without it.
const USUAL: u64 = 5;

/// A query, and the seconds between its answers. `s` is no unit of the language, so that no query ends like this.
pub fn parse(text: &str) -> (&str, Duration) {
    let asked = || {
        let rest = text.trim_end().strip_suffix('s')?.trim_end();
        let digits = rest.len() - rest.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (before, number) = rest.split_at(rest.len() - digits);
        let query = before.trim_end().strip_suffix(EVERY)?;
        Some((query.trim_end(), Duration::from_secs(number.parse::<u64>().ok()?.max(1))))
    };
    asked().unwrap_or((text, Duration::from_secs(USUAL)))
}

/// Waits; `false` when Ctrl-C ended the wait.
pub fn wait(time: Duration) -> bool {
    let (held, ends) = channel::<()>();
    // The thread ends with the time, or when nobody waits for it any more.
    let waiting = move |_: &Sender<()>| ends.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    let waited = interrupt::attend(waiting, |_| true);
    drop(held);
    waited == End::Done(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_stands_behind_the_query() {
        let seconds = |text| {
            let (query, time) = parse(text);
            (query.to_string(), time.as_secs())
        };
        assert_eq!(seconds("t count every 2 s"), ("t count".into(), 2));
        assert_eq!(seconds("t count every 30s "), ("t count".into(), 30));
        assert_eq!(seconds("t count every 2 days"), ("t count every 2 days".into(), USUAL));
        assert_eq!(seconds("t sort borders"), ("t sort borders".into(), USUAL));
        assert_eq!(seconds("t every 0 s"), ("t".into(), 1));
    }

    #[test]
    fn a_wait_that_nothing_ends_is_done() {
        assert!(wait(Duration::from_millis(1)));
    }
}
