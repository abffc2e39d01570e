//! What a rule may start with and what may follow it, computed from the grammar; and its rules as automata.

use crate::ebnf::{Ask, Grammar, Part, State};
use crate::terminals::Terminal;

/// A set of terminals, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Set([u128; 2]);

impl Set {
    /// No terminal.
    pub const NONE: Set = Set([0; 2]);
    /// Every terminal.
    pub const MAX: Set = Set([u128::MAX; 2]);
    /// The most terminals.
    const MOST: usize = 256;

    /// The set of one terminal.
    pub fn of(number: usize) -> Set {
        let mut set = Set::NONE;
        set.0[number / 128] = 1 << (number % 128);
        set
    }

    /// Whether no terminal is in it.
    pub fn is_empty(self) -> bool {
        self == Set::NONE
    }
}

impl std::ops::BitAnd for Set {
    type Output = Set;

    fn bitand(self, other: Set) -> Set {
        Set([self.0[0] & other.0[0], self.0[1] & other.0[1]])
    }
}

impl std::ops::BitOr for Set {
    type Output = Set;

    fn bitor(self, other: Set) -> Set {
        Set([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }
}

impl std::ops::BitOrAssign for Set {
    fn bitor_assign(&mut self, other: Set) {
        *self = *self | other;
    }
}

/// What leads from one state of a rule's automaton to the next.
#[derive(Clone)]
pub enum Step {
    Free,
    Terminal(usize),
    Rule(usize),
    Ask(Ask, bool),
    Switch(State, bool),
}

/// The grammar as automata, one for each rule, with its terminals and its sets of first terminals.
pub struct Automata<'a> {
    pub grammar: &'a Grammar,
    pub terminals: Vec<Terminal>,
    /// The steps out of each state.
    pub steps: Vec<Vec<(Step, usize)>>,
    /// The first and the last state of each rule.
    pub ends: Vec<(usize, usize)>,
    /// What each rule may start with.
    pub first: Vec<Set>,
}

impl<'a> Automata<'a> {
    pub fn new(grammar: &'a Grammar) -> Self {
        let terminals = Terminal::all(grammar);
        assert!(terminals.len() <= Set::MOST, "the sets hold {} terminals", Set::MOST);
        let mut automata = Automata { grammar, terminals, steps: Vec::new(), ends: Vec::new(), first: Vec::new() };
        for rule in &grammar.rules {
            let start = automata.state();
            let end = automata.compile(&rule.body, start);
            automata.ends.push((start, end));
        }
        automata.find_first();
        automata
    }

    fn state(&mut self) -> usize {
        self.steps.push(Vec::new());
        self.steps.len() - 1
    }

    fn step(&mut self, from: usize, step: Step) -> usize {
        let to = self.state();
        self.steps[from].push((step, to));
        to
    }

    fn compile(&mut self, part: &Part, from: usize) -> usize {
        match part {
            Part::Literal(text) => self.terminal(from, Terminal::literal(text)),
            Part::Category(name) => self.terminal(from, Terminal::Category(name.clone())),
            Part::Rule(rule) => self.step(from, Step::Rule(*rule)),
            Part::Ask(ask, wanted) => self.step(from, Step::Ask(ask.clone(), *wanted)),
            Part::State(state, on) => self.step(from, Step::Switch(*state, *on)),
            Part::Sequence(parts) => parts.iter().fold(from, |at, part| self.compile(part, at)),
            Part::Choice(parts) => {
                let end = self.state();
                for (_, part) in parts {
                    let last = self.compile(part, from);
                    self.steps[last].push((Step::Free, end));
                }
                end
            }
            Part::Optional(part, _) => {
                let end = self.compile(part, from);
                self.steps[from].push((Step::Free, end));
                end
            }
            Part::Repeat(part, _) => {
                let start = self.step(from, Step::Free);
                let last = self.compile(part, start);
                self.steps[last].push((Step::Free, start));
                self.step(start, Step::Free)
            }
        }
    }

    fn terminal(&mut self, from: usize, terminal: Terminal) -> usize {
        let number = self.terminals.iter().position(|t| *t == terminal).expect("terminals are collected");
        self.step(from, Step::Terminal(number))
    }

    fn find_first(&mut self) {
        self.first = vec![Set::NONE; self.ends.len()];
        loop {
            let next: Vec<Set> = self.ends.iter().map(|(start, _)| self.ahead(*start).0).collect();
            if next == self.first {
                return;
            }
            self.first = next;
        }
    }

    /// The terminals that may be next in a state, and whether the rule may end without any.
    pub fn ahead(&self, state: usize) -> (Set, bool) {
        let (mut found, mut ends) = (Set::NONE, false);
        let (mut open, mut seen) = (vec![(state, Set::MAX)], Vec::new());
        while let Some((at, mask)) = open.pop() {
            if seen.contains(&(at, mask)) {
                continue;
            }
            seen.push((at, mask));
            ends |= self.ends.iter().any(|(_, end)| *end == at);
            for (step, to) in &self.steps[at] {
                match step {
                    Step::Terminal(number) => found |= mask & Set::of(*number),
                    Step::Rule(rule) => found |= mask & self.first[*rule],
                    Step::Ask(Ask::Rule(rule), true) => open.push((*to, mask & self.first[*rule])),
                    _ => open.push((*to, mask)),
                }
            }
        }
        (found, ends)
    }

    /// What may follow within a sentence of `top`: after a rule, or after a terminal.
    pub fn follow(&self, top: usize) -> Follow {
        let mut follow = Follow { rules: vec![None; self.ends.len()], terminals: vec![Set::NONE; self.terminals.len()] };
        follow.rules[top] = Some(Set::NONE);
        while self.follow_once(&mut follow) {}
        follow
    }

    fn follow_once(&self, follow: &mut Follow) -> bool {
        let before = follow.clone();
        for rule in 0..self.ends.len() {
            let Some(after_rule) = follow.rules[rule] else { continue };
            for state in self.states(rule) {
                for (step, to) in &self.steps[state] {
                    let (ahead, ends) = self.ahead(*to);
                    let after = ahead | if ends { after_rule } else { Set::NONE };
                    match step {
                        Step::Terminal(number) => follow.terminals[*number] |= after,
                        Step::Rule(inner) => follow.rules[*inner] = Some(follow.rules[*inner].unwrap_or_default() | after),
                        _ => {}
                    }
                }
            }
        }
        *follow != before
    }

    /// The states of a rule: numbers are given out rule by rule.
    fn states(&self, rule: usize) -> std::ops::Range<usize> {
        self.ends[rule].0..self.ends.get(rule + 1).map_or(self.steps.len(), |(start, _)| *start)
    }

    /// The terminals of a set.
    pub fn members(&self, set: Set) -> impl Iterator<Item = &Terminal> {
        self.terminals.iter().enumerate().filter(move |(i, _)| !(set & Set::of(*i)).is_empty()).map(|(_, terminal)| terminal)
    }
}

/// What may follow; `None` for rules that do not occur.
#[derive(Clone, PartialEq)]
pub struct Follow {
    pub rules: Vec<Option<Set>>,
    pub terminals: Vec<Set>,
}
