//! Which figures of a table are hidden: the small ones, and as few others as it takes that no total gives a small one back.
//!
//! Totals over each key are taken for known, printed or not: other answers print them. Where no figure of the table is left that
//! could be hidden, a total has to stay unpublished; it is found the same way, and named.

use super::feasible::System;

/// What becomes of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is shown.
    Shown,
    /// It is small.
    Small,
    /// It is hidden beside a small one.
    Beside,
    /// It is small, and hidden like those beside: that it is small would give others away.
    Unsaid,
}

/// A figure of the table, or a total of it that may be known.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its value.
    pub value: f64,
    /// Whether it can only be a whole number.
    pub whole: bool,
    /// Whether it is a total that is not printed.
    pub total: bool,
    /// What becomes of it.
    pub fate: Fate,
}

/// The figures of a table, and what adds up.
#[derive(Debug, Default)]
pub struct Table {
    /// Numbers from 1 up to below this are small.
    below: f64,
    figures: Vec<Figure>,
    /// Each adds up to nothing: figures times 1, and their total times -1.
    lines: Vec<Vec<(usize, f64)>>,
    /// The lines of each figure.
    lines_of: Vec<Vec<usize>>,
}

/// The most numbers that one system of equations may hold.
const LARGEST: usize = 4_000_000;

/// How far the hidden figures of a line may change it downwards and upwards, all together and each small one.
#[derive(Default)]
struct Room {
    down: f64,
    up: f64,
    small: Vec<(f64, f64)>,
}

impl Room {
    /// Whether a small figure has too narrow a range: it moves as far as the others, and one more with its room, move against it.
    fn tells(&self, down: f64, up: f64, width: f64) -> bool {
        let range = |own: &(f64, f64)| own.0.min(self.up + up - own.1) + own.1.min(self.down + down - own.0);
        self.small.iter().any(|own| range(own) < width)
    }
}

/// The room of a figure in a line where it counts times a factor.
fn signed((down, up): (f64, f64), factor: f64) -> (f64, f64) {
    if factor > 0.0 { (down, up) } else { (up, down) }
}

impl Table {
    /// No figures yet.
    pub fn new(below: u64) -> Table {
        Table { below: below as f64, ..Table::default() }
    }

    /// One more figure. It is small by itself, or not.
    pub fn figure(&mut self, value: f64, whole: bool, total: bool) -> usize {
        let fate = if value > 0.0 && value < self.below { Fate::Small } else { Fate::Shown };
        self.figures.push(Figure { value, whole, total, fate });
        self.lines_of.push(Vec::new());
        self.figures.len() - 1
    }

    /// Figures that add up to another.
    pub fn line(&mut self, parts: &[usize], total: usize) {
        let line = parts.iter().map(|at| (*at, 1.0)).chain([(total, -1.0)]).collect::<Vec<_>>();
        line.iter().for_each(|(at, _)| self.lines_of[*at].push(self.lines.len()));
        self.lines.push(line);
    }

    /// A figure.
    pub fn get(&self, at: usize) -> &Figure {
        &self.figures[at]
    }

    /// The totals that may not be published beside the table.
    pub fn unpublished(&self) -> impl Iterator<Item = usize> {
        (0..self.figures.len())
            .filter(|at| self.figures[*at].total && matches!(self.figures[*at].fate, Fate::Beside | Fate::Unsaid))
    }

    /// Hides a figure because something else says it.
    pub fn hide(&mut self, at: usize) {
        if self.figures[at].fate == Fate::Shown {
            self.figures[at].fate = Fate::Beside;
        }
    }

    /// How wide the range of a small figure must stay: half of what it could be, and never one number.
    fn width(&self) -> f64 {
        ((self.below - 1.0) / 2.0).ceil().max(2.0) - 1.0
    }

    /// How far a hidden figure may fall and rise for all that is known of it alone. More than is asked of any does not count.
    fn reach_of(&self, at: usize, fate: Fate) -> (f64, f64) {
        let figure = &self.figures[at];
        let least = if figure.whole { 1.0 } else { 0.0 };
        let (low, high) = match fate {
            Fate::Shown => (figure.value, figure.value),
            Fate::Small => (least, self.below - least),
            Fate::Beside => (self.below, f64::INFINITY),
            Fate::Unsaid => (least, f64::INFINITY),
        };
        ((figure.value - low).clamp(0.0, self.below), (high - figure.value).clamp(0.0, self.below))
    }

    /// Hides figures until no small one can be worked out, and says whether that could be found out: the table may be too large.
    pub fn protect(&mut self) -> bool {
        loop {
            while (0..self.lines.len()).filter(|line| self.cover(*line)).count() > 0 {}
            match self.exposed() {
                None => return false,
                Some(exposed) => {
                    let mut touched = vec![false; self.lines.len()];
                    let hid = exposed.iter().filter(|figure| self.cover_figure(**figure, &mut touched)).count();
                    let told = (0..self.lines.len()).filter(|line| self.tells(*line));
                    let mut lines: Vec<usize> = exposed.iter().flat_map(|at| self.lines_of[*at].clone()).chain(told).collect();
                    lines.dedup();
                    match (hid, lines.is_empty()) {
                        (0, true) => return true,
                        (0, false) if !self.unsay(&lines) => return false,
                        _ => {}
                    }
                }
            }
        }
    }

    /// Of the small figures of some lines, does not say of one that it is small: all are hidden, and the largest, a total if there is
    /// one, gives the others away by being small. Whether there was one.
    fn unsay(&mut self, lines: &[usize]) -> bool {
        let among = lines.iter().flat_map(|line| self.lines[*line].iter().map(|(at, _)| *at));
        let small = among.filter(|at| self.figures[*at].fate == Fate::Small);
        let rank = |at: &usize| (self.lines[self.lines_of[*at][0]].last().is_some_and(|(total, _)| total == at), *at);
        let size = |at: &usize| self.figures[*at].value;
        let largest = small.max_by(|a, b| size(a).total_cmp(&size(b)).then_with(|| rank(a).cmp(&rank(b))));
        largest.is_some_and(|at| {
            self.figures[at].fate = Fate::Unsaid;
            true
        })
    }

    /// Hides figures of a line until it alone gives nothing away; whether there was something to hide.
    fn cover(&mut self, line: usize) -> bool {
        let mut hid = false;
        while self.tells(line) {
            let room = self.room(line);
            let short = |at: usize| {
                let factor = self.lines[line].iter().find(|(other, _)| *other == at).map_or(1.0, |(_, factor)| *factor);
                let (down, up) = signed(self.reach_of(at, Fate::Beside), factor);
                room.tells(down, up, self.width())
            };
            let among = self.lines[line].iter().map(|(at, _)| *at).collect();
            let Some(best) = self.best(among, &short) else { return hid };
            self.hide(best);
            hid = true;
        }
        hid
    }

    /// Hides a figure in a line of one that several lines together give away, unless one of them has changed since that was found.
    fn cover_figure(&mut self, figure: usize, touched: &mut [bool]) -> bool {
        let lines = self.lines_of[figure].clone();
        if lines.iter().any(|line| touched[*line]) {
            return true;
        }
        let beside = |lines: &[usize]| -> Vec<usize> {
            lines.iter().flat_map(|line| self.lines[*line].iter().map(|(at, _)| *at)).collect()
        };
        // A line with one hidden figure gives that one to all others.
        let (_, together) = self.together(figure, &mut vec![false; self.figures.len()]);
        let hidden = |line: &usize| self.lines[*line].iter().filter(|(at, _)| self.figures[*at].fate != Fate::Shown).count();
        let lonely: Vec<usize> = together.iter().copied().filter(|line| hidden(line) == 1).collect();
        let any = |_: usize| false;
        let found = [lonely, lines, together].iter().find_map(|lines| self.best(beside(lines), &any));
        let Some(best) = found else { return false };
        self.hide(best);
        self.lines_of[best].iter().for_each(|line| touched[*line] = true);
        true
    }

    /// Of the figures shown, the one to hide: rather one that is printed than a total that is not, rather one that leaves no other
    /// line to be covered and is enough for its own, then the smallest.
    fn best(&self, mut among: Vec<usize>, short: &dyn Fn(usize) -> bool) -> Option<usize> {
        among.sort_unstable();
        among.dedup();
        let shown = among.into_iter().filter(|at| self.figures[*at].fate == Fate::Shown && self.figures[*at].value > 0.0);
        let cost = |at: &usize| {
            let figure = &self.figures[*at];
            let alone = |line: &&usize| !self.lines[**line].iter().any(|(at, _)| self.figures[*at].fate != Fate::Shown);
            let opened = self.lines_of[*at].iter().filter(alone).count();
            (figure.total, opened + usize::from(short(*at)))
        };
        let value = |at: &usize| self.figures[*at].value;
        let costs = shown.map(|at| (cost(&at), at));
        costs.min_by(|(x, a), (y, b)| x.cmp(y).then(value(a).total_cmp(&value(b))).then(a.cmp(b))).map(|(_, at)| at)
    }

    /// Whether a line alone leaves a small figure too narrow a range.
    fn tells(&self, line: usize) -> bool {
        self.room(line).tells(0.0, 0.0, self.width())
    }

    /// How far the hidden figures of a line may change it.
    fn room(&self, line: usize) -> Room {
        let mut room = Room::default();
        for (at, factor) in &self.lines[line] {
            let fate = self.figures[*at].fate;
            let own = signed(self.reach_of(*at, fate), *factor);
            (room.down, room.up) = (room.down + own.0, room.up + own.1);
            room.small.extend((fate == Fate::Small).then_some(own));
        }
        room
    }

    /// The small figures that all lines together leave too narrow a range; nothing when there are too many to solve them.
    fn exposed(&self) -> Option<Vec<usize>> {
        let mut exposed = Vec::new();
        let mut seen = vec![false; self.figures.len()];
        for start in 0..self.figures.len() {
            if seen[start] || self.figures[start].fate != Fate::Small {
                continue;
            }
            let (hidden, lines) = self.together(start, &mut seen);
            // What is in one line was looked at there.
            if lines.len() > 1 {
                if 2 * hidden.len() * lines.len() > LARGEST {
                    return None;
                }
                exposed.extend(self.solve(&hidden, &lines));
            }
        }
        Some(exposed)
    }

    /// The hidden figures that hang together with one, and their lines.
    fn together(&self, start: usize, seen: &mut [bool]) -> (Vec<usize>, Vec<usize>) {
        let (mut hidden, mut lines) = (vec![start], Vec::new());
        let mut taken = vec![false; self.lines.len()];
        seen[start] = true;
        let mut next = 0;
        while let Some(at) = hidden.get(next).copied() {
            next += 1;
            for line in &self.lines_of[at] {
                if std::mem::replace(&mut taken[*line], true) {
                    continue;
                }
                lines.push(*line);
                for (other, _) in &self.lines[*line] {
                    if self.figures[*other].fate != Fate::Shown && !std::mem::replace(&mut seen[*other], true) {
                        hidden.push(*other);
                    }
                }
            }
        }
        (hidden, lines)
    }

    fn solve(&self, hidden: &[usize], lines: &[usize]) -> Vec<usize> {
        let mut system = System::default();
        let place: std::collections::HashMap<usize, usize> = hidden
            .iter()
            .map(|at| {
                let (down, up) = self.reach_of(*at, self.figures[*at].fate);
                (*at, system.unknown(down, up))
            })
            .collect();
        for line in lines {
            system.equation(self.lines[*line].iter().filter_map(|(at, factor)| Some((*place.get(at)?, *factor))).collect());
        }
        let small: Vec<usize> = hidden.iter().filter(|at| self.figures[**at].fate == Fate::Small).map(|at| place[at]).collect();
        system.narrow(&small, self.width()).into_iter().map(|at| hidden[at]).collect()
    }
}

#[cfg(test)]
mod tests;
