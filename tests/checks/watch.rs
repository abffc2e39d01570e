//! `run --watch`: what is shown is waited for, never a time.

use super::{dateline, write};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A program that goes on, and the lines of both of its streams as they come.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(arguments: &[&str]) -> Running {
        // Both streams in one pipe, so that their lines come in the order they were written.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = dateline(arguments);
        let child = command.stdout(writer.try_clone().expect("a pipe")).stderr(writer).spawn().expect("the program starts");
        let (sender, lines) = channel();
        thread::spawn(move || BufReader::new(reader).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Running { child, lines }
    }

    /// Waits for a line with a text in it; the lines up to it.
    fn until(&self, text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(120));
            seen.push(line.unwrap_or_else(|_| panic!("no line with {text:?} behind {seen:#?}")));
            if seen.last().is_some_and(|line| line.contains(text)) {
                return seen;
            }
        }
    }

    /// Presses Ctrl-C and waits for the end: the status, and the lines that were still to come.
    #[cfg(unix)]
    fn interrupted(mut self) -> (Option<i32>, Vec<String>) {
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill starts");
        assert!(sent.success());
        let status = self.child.wait().expect("the program ends").code();
        (status, self.lines.iter().collect())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

const WAITING: &str = "waiting for a change";

#[test]
fn a_script_runs_again_when_something_it_reads_has_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = write(folder.path(), "t.csv", "date,n\n2025-04-01,1\n");
    let other = write(folder.path(), "other.csv", "date,n\n2025-04-01,70\n");
    let script = write(folder.path(), "watched.dlq", "t sum n\n\n\"other.csv\" sum n\n\nt expect each n > 0\n");
    let out = folder.path().join("out.md");
    let running = Running::start(&["run", "--watch", &script, &data, "--output", out.to_str().expect("the path is UTF-8")]);
    running.until(WAITING);
    let shown = || std::fs::read_to_string(&out).unwrap_or_default();
    assert!(shown().contains("70"), "{}", shown());
    // Data.
    write(folder.path(), "t.csv", "date,n\n2025-04-01,1\n2025-04-02,41\n");
    let seen = running.until(WAITING);
    assert!(seen.iter().any(|line| line.contains("t.csv has changed")), "{seen:#?}");
    assert!(shown().contains("42"), "{}", shown());
    // Data that the script names.
    std::fs::remove_file(&other).expect("the file is there");
    let seen = running.until(WAITING);
    assert!(seen.iter().any(|line| line.contains("E0501")), "{seen:#?}");
    write(folder.path(), "other.csv", "date,n\n2025-04-01,7000\n");
    running.until(WAITING);
    assert!(shown().contains("7,000"), "{}", shown());
    // A script that is broken tells it and waits; the file of its results stays.
    write(folder.path(), "watched.dlq", "t sum m\n");
    let seen = running.until(WAITING);
    assert!(seen.iter().any(|line| line.contains("E0202")) && shown().contains("7,000"), "{seen:#?}");
    // A check that fails does, too.
    write(folder.path(), "watched.dlq", "t expect each n > 1\n");
    let seen = running.until(WAITING);
    assert!(seen.iter().any(|line| line == "0 passed, 1 failed"), "{seen:#?}");
    #[cfg(unix)]
    {
        let (status, rest) = running.interrupted();
        assert_eq!((status, rest), (Some(130), Vec::<String>::new()));
    }
}

#[test]
fn only_a_file_can_be_watched() {
    assert_eq!(super::ran(&["run", "--watch", "-"]).0, 2);
}
