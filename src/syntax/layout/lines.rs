//! The lines of one statement.

use super::WIDTH;
use super::spacing::Break;

/// How far a clause stands to the right, and what goes on from the line before.
const CLAUSE: usize = 2;
const GOES_ON: usize = 4;

/// A token or a comment of a statement.
pub enum Piece {
    /// A token.
    Word {
        /// As it is written.
        text: String,
        /// Whether it stands right behind the one before.
        glued: bool,
        /// Whether a clause starts with it.
        clause: bool,
        /// Whether a line may end before it.
        breaks: Break,
    },
    /// A comment; whether it stands on the line of what is before it.
    Comment(String, bool),
}

/// The lines of a statement; with a semicolon where something follows on the next line.
pub fn statement(pieces: &[Piece], ended: bool) -> Vec<String> {
    let end = if ended { ";" } else { "" };
    let commented = pieces.iter().any(|piece| matches!(piece, Piece::Comment(..)));
    let whole = joined(pieces);
    let mut lines = match !commented && width(&whole) + end.len() <= WIDTH {
        true => vec![whole],
        false => broken(pieces),
    };
    if let Some(last) = lines.last_mut() {
        last.push_str(end);
    }
    lines
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Words on one line.
fn joined(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for piece in pieces {
        if let Piece::Word { text, glued, .. } = piece {
            if !line.is_empty() && !glued {
                line.push(' ');
            }
            line.push_str(text);
        }
    }
    line
}

/// A line for what is before the first clause, one for each clause, more where one is too long, and comments where they stood.
fn broken(pieces: &[Piece]) -> Vec<String> {
    let mut page = Page::default();
    let mut from = 0;
    while let Some(piece) = pieces.get(from) {
        match piece {
            Piece::Comment(text, true) => page.behind(text),
            Piece::Comment(text, false) => {
                let next = pieces[from..].iter().find(|piece| matches!(piece, Piece::Word { .. }));
                page.alone(text, if matches!(next, Some(Piece::Word { clause: true, .. })) { CLAUSE } else { GOES_ON });
            }
            Piece::Word { clause, .. } => {
                let ends = |piece: &Piece| matches!(piece, Piece::Comment(..) | Piece::Word { clause: true, .. });
                let length = 1 + pieces[from + 1..].iter().position(ends).unwrap_or(pieces.len() - from - 1);
                page.run(&pieces[from..from + length], *clause);
                from += length;
                continue;
            }
        }
        from += 1;
    }
    page.lines
}

/// Lines in the making.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
    /// Whether the last line has ended.
    ended: bool,
}

impl Page {
    fn begin(&mut self, indent: usize) {
        let indent = if self.lines.is_empty() { 0 } else { indent };
        self.lines.push(" ".repeat(indent));
        self.ended = false;
    }

    /// A comment behind what stands on the last line.
    fn behind(&mut self, text: &str) {
        if self.lines.is_empty() {
            self.begin(0);
        }
        if let Some(last) = self.lines.last_mut() {
            last.push_str(&format!(" {text}"));
        }
        self.ended = true;
    }

    /// A comment on a line of its own.
    fn alone(&mut self, text: &str, indent: usize) {
        self.begin(indent);
        if let Some(last) = self.lines.last_mut() {
            last.push_str(text);
        }
        self.ended = true;
    }

    /// Words up to the next comment or clause.
    fn run(&mut self, pieces: &[Piece], clause: bool) {
        if clause || self.ended || self.lines.is_empty() {
            self.begin(if clause { CLAUSE } else { GOES_ON });
        }
        self.fill(pieces, Break::Section);
    }

    /// Words in parts between which a line may end; a part that is longer than a line is itself broken, if it can be.
    fn fill(&mut self, pieces: &[Piece], at: Break) {
        for part in parts(pieces, at) {
            let length = width(&joined(part));
            if !self.fits(part, length) && self.holds_something() {
                self.begin(GOES_ON);
            }
            match at {
                _ if self.fits(part, length) => self.put(part),
                Break::Never => self.put(part),
                _ => self.fill(part, at.worse()),
            }
        }
    }

    fn last(&self) -> &str {
        self.lines.last().map_or("", String::as_str)
    }

    fn holds_something(&self) -> bool {
        !self.last().trim().is_empty()
    }

    /// Whether white space goes before these words.
    fn spaced(&self, part: &[Piece]) -> bool {
        self.holds_something() && !matches!(part.first(), Some(Piece::Word { glued: true, .. }))
    }

    fn fits(&self, part: &[Piece], length: usize) -> bool {
        width(self.last()) + usize::from(self.spaced(part)) + length <= WIDTH
    }

    fn put(&mut self, part: &[Piece]) {
        let gap = if self.spaced(part) { " " } else { "" };
        let words = joined(part);
        if let Some(last) = self.lines.last_mut() {
            last.push_str(gap);
            last.push_str(&words);
        }
    }
}

/// Words split before those at which a line may end, if it may end so lightly.
fn parts(pieces: &[Piece], at: Break) -> Vec<&[Piece]> {
    let splits = |piece: &Piece| matches!(piece, Piece::Word { breaks, glued: false, .. } if at > Break::Never && *breaks >= at);
    let mut parts = Vec::new();
    let mut from = 0;
    for here in 1..=pieces.len() {
        if here == pieces.len() || splits(&pieces[here]) {
            parts.push(&pieces[from..here]);
            from = here;
        }
    }
    parts
}
