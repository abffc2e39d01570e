//! The statements of scripts and the files they leave, by the program itself.

mod defines;
mod killed;
mod params;
mod reruns;
mod round_trips;
mod saves;
mod uses;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const CROSSINGS: &str = "date,border,persons,women\n\
    2025-03-30,Torkham,7,3\n2025-04-01,Torkham,10,4\n2025-04-02,Chaman,20,5\n2025-05-01,Torkham,5,1\n";

/// A folder with the table `crossings`, and the program that works in it.
struct Desk(TempDir);

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().expect("a folder"));
        desk.write("crossings.csv", CROSSINGS);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, text).expect("the file is written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in the folder, without the table.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| name != "crossings.csv");
        names.sort();
        names
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments).args(["--no-cache", "--now", "2025-06-01"]).current_dir(self.0.path()).env("NO_COLOR", "1");
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let ran = self.command(arguments).output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the streams are UTF-8");
        Ran { status: ran.status.code().unwrap_or(-1), out: text(ran.stdout), err: text(ran.stderr) }
    }

    /// Runs a script of its own on the table.
    fn script(&self, text: &str, more: &[&str]) -> Ran {
        self.write("script.dlq", text);
        let ran = self.run(&[&["run", "script.dlq", "crossings.csv"], more].concat());
        fs::remove_file(self.path("script.dlq")).expect("the script was there");
        ran
    }

    /// The answers of a script as CSV.
    fn answers(&self, text: &str, more: &[&str]) -> String {
        let ran = self.script(text, &[&["--format", "csv", "--quiet"], more].concat());
        assert_eq!(ran.status, 0, "{text}\n{}", ran.err);
        ran.out
    }

    /// The codes of the errors of a script, and their messages.
    fn errors(&self, text: &str, more: &[&str]) -> Vec<String> {
        let ran = self.script(text, more);
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{text}\n{}", ran.err);
        ran.err.lines().filter_map(|line| line.strip_prefix("error[")).map(str::to_string).collect()
    }
}
