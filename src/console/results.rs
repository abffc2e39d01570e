//! Where results go, standard output or a file, and in which form; the rest goes to standard error.

use super::pager;
use super::report::Report;
use super::saves::Saves;
use super::screen::Screen;
use super::settings::Settings;
use super::stop::Stop;
use super::whole::WholeFile;
use crate::base::Diagnostic;
use crate::base::names::quote;
use crate::data::io_words;
use crate::engine::Answer;
use crate::output::junit::Case;
use crate::output::{self, Format, Style};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Rows of a table that are shown on a terminal.
const ROWS_ON_TERMINAL: usize = 40;
/// The same where a pager shows them.
const ROWS_IN_PAGER: usize = 10_000;

/// Which forms hold several results.
const SEVERAL: &str = "table, markdown and ndjson hold several";

/// The way out for results and for what is said about them.
#[derive(Debug)]
pub struct Console {
    /// What goes to standard error.
    pub report: Report,
    format: Format,
    style: Style,
    settings: Settings,
    file: Option<PathBuf>,
    draft: Option<WholeFile>,
    /// The files that queries save to.
    saves: Saves,
    results: usize,
    /// Whether the last result takes more than its line.
    tall: bool,
    /// What checks gave so far.
    pub(super) cases: Vec<Case>,
    /// The notes that were shown since the last beginning, each with the name and text of its query.
    noted: Vec<(String, String, Vec<Diagnostic>)>,
    /// What the results rest on, if it is to stand beside their file.
    provenance: Option<Vec<serde_json::Value>>,
}

impl Console {
    /// By the options of the command line.
    pub fn new(settings: &Settings) -> Result<Console, Stop> {
        let file = settings.output.clone();
        let by_extension = || file.as_deref().and_then(Format::from_extension);
        let format = settings.format.or_else(by_extension).unwrap_or(Format::Table);
        if format.is_binary() && file.is_none() {
            return Err(Stop::Usage(format!("{} is no text: name a file with --output", format.name())));
        }
        let screen = if file.is_some() { Screen::default() } else { Screen::stdout(settings.color) };
        let usual = if settings.pager.is_some() { ROWS_IN_PAGER } else { ROWS_ON_TERMINAL };
        let style = Style {
            color: screen.color,
            width: screen.width,
            max_rows: screen.terminal.then_some(settings.rows.unwrap_or(usual)),
            fold: file.is_none(),
            footer: !settings.quiet,
            expanded: settings.expanded,
            ascii: screen.ascii,
        };
        Ok(Console {
            report: Report::new(settings),
            format,
            style,
            settings: settings.clone(),
            file,
            draft: None,
            saves: Saves::default(),
            results: 0,
            tall: false,
            cases: Vec::new(),
            noted: Vec::new(),
            provenance: settings.provenance.then(Vec::new),
        })
    }

    /// The form of results.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether results are drawn with colour.
    pub fn color(&self) -> bool {
        self.style.color
    }

    /// The file that results go to, if it is not standard output.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// What was asked of results and messages.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes how the results to come look.
    pub fn change(&mut self, change: impl FnOnce(&mut Settings)) -> Result<(), Stop> {
        let mut settings = self.settings.clone();
        change(&mut settings);
        let changed = Console::new(&settings)?;
        *self = Console { draft: self.draft.take(), results: self.results, noted: std::mem::take(&mut self.noted), ..changed };
        Ok(())
    }

    /// Sends the results to come to another file, or to standard output; the file so far is done.
    pub fn redirect(&mut self, output: Option<PathBuf>) -> Result<(), Stop> {
        self.finish()?;
        let settings = Settings { output, ..self.settings.clone() };
        *self = Console::new(&settings)?;
        Ok(())
    }

    /// Refuses what was asked of files and does not go with so many results shown and so many saved.
    pub fn expect(&self, (shown, saved): (usize, usize)) -> Result<(), Stop> {
        match &self.file {
            Some(file) if shown == 0 && saved > 0 => {
                let message = format!("all results are saved, so that none is left for {}", file.display());
                Err(Stop::Usage(format!("{message}: leave out --output")))
            }
            Some(file) if shown > 1 && !self.format.holds_several() => {
                let message = format!("the script has {shown} results, and {} holds one", file.display());
                Err(Stop::Usage(format!("{message}; {SEVERAL}")))
            }
            None if self.provenance.is_some() && saved == 0 => {
                Err(Stop::Usage("--provenance stands beside a file: name one with --output, or end a query with `save`".into()))
            }
            _ => Ok(()),
        }
    }

    /// Begins anew: no blank line parts the next result from the ones before, and nothing waits to be saved.
    pub fn begin(&mut self) {
        self.results = 0;
        self.saves = Saves::default();
        self.cases.clear();
    }

    /// Shows what is to be said of a text that gives no answer.
    pub fn notes(&mut self, name: &str, text: &str, notes: Vec<Diagnostic>) {
        self.report.diagnostics(name, text, &notes);
        self.noted.push((name.to_string(), text.to_string(), notes));
    }

    /// Shows an answer, with its notes and footer, or writes it to the draft of the file it is saved to; the name and text are those of its
    /// query.
    pub fn answer(&mut self, name: &str, text: &str, answer: &Answer) -> Result<(), Stop> {
        for block in answer.blocks().filter(|block| !block.notes.is_empty()) {
            self.noted.push((name.to_string(), text.to_string(), block.notes.clone()));
        }
        self.checks(name, answer)?;
        if answer.is_check() {
            self.report.diagnostics(name, text, if self.format == Format::Json { &[] } else { &answer.notes });
            return Ok(());
        }
        if let Some(saving) = &answer.saving {
            self.saves.add(answer, saving, self.style.footer)?;
            if self.provenance.is_some() {
                let facts = output::provenance(answer).map_err(|error| Stop::unwritten("what the answer rests on", &error))?;
                self.saves.provenance(&saving.path, vec![facts])?;
            }
            self.report.diagnostics(name, text, &answer.notes);
            return Ok(());
        }
        if let Some(file) = self.file.as_ref().filter(|_| !answer.further.is_empty() && !self.format.holds_several()) {
            let blocks = answer.blocks().count();
            let message = format!("the rows behind the answer stand in {blocks} tables, and {} holds one", file.display());
            return Err(Stop::Usage(format!("{message}; {SEVERAL}")));
        }
        answer.blocks().try_for_each(|block| self.block(name, text, block))
    }

    /// Shows one table of an answer.
    fn block(&mut self, name: &str, text: &str, answer: &Answer) -> Result<(), Stop> {
        self.show(|format, style, out| output::write(answer, format, style, out))?;
        if let Some(provenance) = &mut self.provenance {
            let facts = output::provenance(answer).map_err(|error| Stop::unwritten("what the answer rests on", &error))?;
            provenance.push(facts);
        }
        self.report.remarks(&output::beside(answer, self.format));
        // JSON holds facts and notes beside the rows.
        if self.format != Format::Json {
            self.report.diagnostics(name, text, &answer.notes);
        }
        Ok(())
    }

    /// Forgets the notes so far: those to come are about other statements.
    pub fn forget_notes(&mut self) {
        self.noted.clear();
    }

    /// Shows the notes once more; `false` when there were none.
    pub fn repeat_notes(&self) -> bool {
        self.noted.iter().for_each(|(name, text, notes)| self.report.diagnostics(name, text, notes));
        !self.noted.is_empty()
    }

    /// Writes one result; a blank line stands between two, except in JSON.
    pub fn show(&mut self, write: impl FnOnce(Format, &Style, &mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
        if self.file.is_none() {
            // The terminal may have another width by now.
            self.style.width = Screen::stdout(self.settings.color).width;
        }
        let (format, style) = (self.format, self.style.clone());
        let parted = self.results > 0 && !matches!(format, Format::Json | Format::Ndjson);
        self.results += 1;
        self.tall = true;
        let both = |out: &mut dyn Write| {
            if parted {
                writeln!(out)?;
            }
            write(format, &style, out)?;
            out.flush()
        };
        match &self.file {
            None => self.paged(both).map_err(|error| Stop::unwritten("standard output", &error)),
            Some(_) => self.draft(|draft| both(draft.writer())),
        }
    }

    /// How text is drawn.
    pub(super) fn style(&self) -> &Style {
        &self.style
    }

    /// Says something beside results: on standard output, or on standard error where that holds data. What takes more than its line
    /// is parted from what stands before and behind it.
    pub(super) fn tell(&mut self, text: &str, tall: bool) -> Result<(), Stop> {
        let lines_fit = matches!(self.format, Format::Table | Format::Markdown | Format::Json);
        if self.file.is_none() && !lines_fit {
            self.report.tell(text);
            return Ok(());
        }
        let parted = self.results > 0 && (tall || self.tall) && self.format != Format::Json;
        (self.results, self.tall) = (self.results + 1, tall);
        // Indented by four it is a block of plain text in Markdown.
        let indent = if self.file.is_none() && self.format == Format::Markdown { "    " } else { "" };
        let line = |line: &str| if line.is_empty() { "\n".to_string() } else { format!("{indent}{line}\n") };
        let lines: String = parted.then(|| "\n".to_string()).into_iter().chain(text.lines().map(line)).collect();
        let mut out = io::stdout().lock();
        out.write_all(lines.as_bytes()).and_then(|()| out.flush()).map_err(|error| Stop::unwritten("standard output", &error))
    }

    /// Writes to standard output; what is longer than the terminal goes through the pager, if there is one.
    fn paged(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let screen = Screen::stdout(self.settings.color);
        let (Some(pager), Some(height)) = (&self.settings.pager, screen.height) else {
            return write(&mut io::stdout().lock());
        };
        let mut text = Vec::new();
        write(&mut text)?;
        let longer = text.iter().filter(|byte| **byte == b'\n').count() >= height;
        if longer && let Err(error) = pager::show(pager, &text) {
            self.report.complain(&format!("the pager {} does not start: {}", quote(pager), io_words(&error)));
        } else if longer {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        out.write_all(&text)?;
        out.flush()
    }

    /// Works on the draft of the file, which is begun with the first result.
    fn draft(&mut self, work: impl FnOnce(&mut WholeFile) -> io::Result<()>) -> Result<(), Stop> {
        let Some(file) = &self.file else { return Ok(()) };
        let begun = match self.draft.take() {
            Some(draft) => Ok(draft),
            None => WholeFile::begin(file),
        };
        let worked = begun.and_then(|draft| work(self.draft.insert(draft)));
        worked.map_err(|error| Stop::unwritten(&quote(&file.display().to_string()), &error))
    }

    /// Puts all files in their places: to be called when all has gone well.
    pub fn finish(&mut self) -> Result<(), Stop> {
        if let Some((file, answers)) = self.file.as_ref().zip(self.provenance.take()).filter(|_| self.draft.is_some()) {
            self.saves.provenance(file, answers)?;
        }
        let draft = self.draft.take();
        self.keep_saved(draft)
    }

    /// Puts the files that queries saved in their places, with one more.
    fn keep_saved(&mut self, other: Option<WholeFile>) -> Result<(), Stop> {
        let said = std::mem::take(&mut self.saves).keep(other)?;
        self.report.remarks(&said.join(&String::new()));
        Ok(())
    }

    /// Puts the files that queries saved in their places, and goes on with the file of the results.
    pub fn save(&mut self) -> Result<(), Stop> {
        self.keep_saved(None)
    }
}
