//! The program in a pseudo-terminal: keys in, the screen out.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

pub const TAB: &str = "\t";
pub const ENTER: &str = "\r";
pub const RIGHT: &str = "\u{1b}[C";
pub const UP: &str = "\u{1b}[A";
pub const CTRL_C: &str = "\u{3}";
pub const CTRL_D: &str = "\u{4}";
pub const CTRL_R: &str = "\u{12}";

/// How long a screen may take to show what it should. Machines that build at the same time are slow.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a screen must stay as it is to count as drawn.
const STILL: Duration = Duration::from_millis(80);

/// A terminal with the program in it.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// The folder that holds history and settings.
    pub home: Arc<tempfile::TempDir>,
}

/// How the program is started.
pub struct Start {
    pub arguments: Vec<String>,
    pub variables: Vec<(&'static str, String)>,
    pub size: (u16, u16),
    pub home: Arc<tempfile::TempDir>,
}

impl Start {
    /// The program on the invented tables, 24 lines of 80 columns.
    pub fn on(arguments: &[&str]) -> Start {
        Start {
            arguments: arguments.iter().map(ToString::to_string).collect(),
            variables: Vec::new(),
            size: (24, 80),
            home: Arc::new(tempfile::tempdir().unwrap()),
        }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Start {
        self.variables.push((name, value.to_string()));
        self
    }

    pub fn sized(mut self, lines: u16, columns: u16) -> Start {
        self.size = (lines, columns);
        self
    }

    /// Where an earlier sitting left its history.
    pub fn at(mut self, home: &Arc<tempfile::TempDir>) -> Start {
        self.home = home.clone();
        self
    }

    /// The program at its prompt.
    pub fn start(self) -> Terminal {
        let terminal = self.open();
        terminal.wait("dateline>");
        terminal
    }

    /// The program, which may not come as far as its prompt.
    pub fn open(self) -> Terminal {
        let (rows, cols) = self.size;
        let pair = native_pty_system().openpty(PtySize { rows, cols, ..PtySize::default() }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(&self.arguments);
        command.cwd(Path::new(env!("CARGO_MANIFEST_DIR")));
        ["NO_COLOR", "RUST_BACKTRACE", "COLUMNS", "EDITOR", "VISUAL", "PAGER"].iter().for_each(|name| command.env_remove(name));
        command.env("TERM", "xterm-256color");
        for variable in ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(variable, self.home.path());
        }
        self.variables.iter().for_each(|(name, value)| command.env(name, value));
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 500)));
        let (mut output, seen) = (pair.master.try_clone_reader().unwrap(), screen.clone());
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..count]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Terminal { master: pair.master, child, keys, screen, home: self.home }
    }
}

impl Terminal {
    /// Presses keys, one after the other where one is more than a letter.
    pub fn press(&mut self, keys: &[&str]) -> &mut Terminal {
        for key in keys {
            self.keys.write_all(key.as_bytes()).unwrap();
            self.keys.flush().unwrap();
            self.still();
        }
        self
    }

    /// Presses a key without waiting for what it does.
    pub fn press_at_once(&mut self, key: &str) {
        self.keys.write_all(key.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Types a line and runs it, then waits for the next prompt.
    pub fn run(&mut self, line: &str) -> &mut Terminal {
        self.press(&[line]);
        self.keys.write_all(ENTER.as_bytes()).unwrap();
        self.wait_for_prompt();
        self
    }

    /// Waits until the next line can be typed.
    pub fn wait_for_prompt(&self) {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end && self.line() != "dateline>" {
            thread::sleep(Duration::from_millis(10));
        }
        self.still();
    }

    /// Waits until the screen shows a text.
    pub fn wait(&self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.text().contains(text) {
            assert!(Instant::now() < end, "{text:?} does not come:\n{}", self.text());
            thread::sleep(Duration::from_millis(10));
        }
        self.still();
    }

    /// Waits until nothing more is drawn.
    fn still(&self) {
        let mut last = self.drawn();
        let mut since = Instant::now();
        let end = Instant::now() + PATIENCE;
        while since.elapsed() < STILL && Instant::now() < end {
            thread::sleep(Duration::from_millis(10));
            let now = self.drawn();
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
    }

    fn drawn(&self) -> String {
        self.screen.lock().unwrap().screen().state_formatted()
    }

    /// The screen as text, without the version.
    pub fn text(&self) -> String {
        let text = self.screen.lock().unwrap().screen().contents();
        let lines = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        lines.replace(env!("CARGO_PKG_VERSION"), "VERSION")
    }

    /// The line of the cursor.
    pub fn line(&self) -> String {
        let screen = self.screen.lock().unwrap();
        let (row, _) = screen.screen().cursor_position();
        let cols = screen.screen().size().1.get();
        screen.screen().rows(0, cols).nth(row.into()).unwrap_or_default().trim_end().to_string()
    }

    /// The words of the line of the cursor that have a look of their own, each with it.
    pub fn looks(&self) -> String {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        let row = screen.cursor_position().0;
        let mut runs: Vec<(String, String)> = Vec::new();
        for cell in (0..screen.size().1.get()).filter_map(|column| screen.cell(row, column)) {
            let look = look(cell);
            match runs.last_mut() {
                Some((last, text)) if *last == look => text.push_str(cell.contents()),
                _ => runs.push((look, cell.contents().to_string())),
            }
        }
        let named = runs.iter().filter(|(look, text)| !look.is_empty() && !text.trim().is_empty());
        named.map(|(look, text)| format!("{look}({text})")).collect::<Vec<_>>().join(" ")
    }

    pub fn resize(&mut self, lines: u16, columns: u16) -> &mut Terminal {
        self.master.resize(PtySize { rows: lines, cols: columns, ..PtySize::default() }).unwrap();
        self.screen.lock().unwrap().screen_mut().set_size(lines.try_into().unwrap(), columns.try_into().unwrap());
        self.still();
        self
    }

    /// The exit status, once the program ends.
    pub fn status(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return status.exit_code(),
                None if Instant::now() > end => panic!("the program does not end:\n{}", self.text()),
                None => thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn look(cell: &vt100::Cell) -> String {
    let color = match cell.fgcolor() {
        vt100::Color::Default => String::new(),
        vt100::Color::Idx(1) => "red".into(),
        vt100::Color::Idx(2) => "green".into(),
        vt100::Color::Idx(3) => "yellow".into(),
        vt100::Color::Idx(6) => "cyan".into(),
        other => format!("{other:?}"),
    };
    let marks = [(cell.bold(), "bold"), (cell.dim(), "dim")];
    let marks = marks.into_iter().filter(|(has, _)| *has).map(|(_, name)| name.to_string());
    marks.chain((!color.is_empty()).then_some(color)).collect::<Vec<_>>().join(" ")
}
