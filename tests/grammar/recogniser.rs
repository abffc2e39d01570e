//! Tells whether a sentence is of the grammar: Earley's method over tokens, complete and without lookahead of its own.

use crate::ebnf::Ask;
use crate::predicates::Place;
use crate::sets::{Automata, Set, Step};
use crate::terminals::{Sentence, Terminal};

pub struct Recogniser<'a> {
    automata: &'a Automata<'a>,
    pub sentence: &'a Sentence<'a>,
    /// The terminals that fit at each token.
    next: Vec<Set>,
}

/// A rule begun at `origin`: the states with which it was called and those that hold now.
#[derive(Clone, Copy, PartialEq)]
struct Item {
    rule: usize,
    at: usize,
    origin: usize,
    called: u8,
    states: u8,
}

type Chart = [Vec<Item>];

impl<'a> Recogniser<'a> {
    /// Whether the whole sentence is of the start rule.
    pub fn accepts(automata: &'a Automata<'a>, sentence: &'a Sentence<'a>) -> bool {
        let fits = |at: usize, i: usize| automata.terminals[i].fits(sentence, at).map_or(Set::NONE, |_| Set::of(i));
        let at_token = |at| (0..automata.terminals.len()).fold(Set::NONE, |all, i| all | fits(at, i));
        let next = (0..sentence.tokens.len()).map(at_token).collect();
        Recogniser { automata, sentence, next }.run()
    }

    fn run(&self) -> bool {
        let length = self.sentence.tokens.len();
        let mut chart = vec![Vec::new(); length + 1];
        chart[0].push(self.begin(0, 0, 0));
        for place in 0..=length {
            let mut i = 0;
            while i < chart[place].len() {
                self.advance(&mut chart, place, i);
                i += 1;
            }
        }
        let end = self.automata.ends[0].1;
        chart[length].iter().any(|item| item.rule == 0 && item.at == end && item.origin == 0)
    }

    fn begin(&self, rule: usize, origin: usize, states: u8) -> Item {
        Item { rule, at: self.automata.ends[rule].0, origin, called: states, states }
    }

    fn next(&self, at: usize) -> Set {
        self.next.get(at).copied().unwrap_or_default()
    }

    fn advance(&self, chart: &mut Chart, place: usize, i: usize) {
        let item = chart[place][i];
        for (step, to) in &self.automata.steps[item.at] {
            let on = Item { at: *to, ..item };
            match step {
                Step::Free => add(&mut chart[place], on),
                Step::Switch(state, true) => add(&mut chart[place], Item { states: item.states | state.bit(), ..on }),
                Step::Switch(state, false) => add(&mut chart[place], Item { states: item.states & !state.bit(), ..on }),
                Step::Ask(ask, wanted) if self.answer(ask, item, place) == *wanted => add(&mut chart[place], on),
                Step::Terminal(number) if !(self.next(place) & Set::of(*number)).is_empty() => {
                    let length = self.automata.terminals[*number].fits(self.sentence, place).unwrap_or(1);
                    add(&mut chart[place + length], on);
                }
                Step::Rule(rule) if self.begins(*rule, place) => {
                    add(&mut chart[place], self.begin(*rule, place, item.states));
                }
                _ => {}
            }
        }
        if item.at == self.automata.ends[item.rule].1 {
            self.complete(chart, place, item);
        }
    }

    /// Carries on the rules that called this one. No rule but the first may be empty, so they all stand in an earlier set.
    fn complete(&self, chart: &mut Chart, place: usize, done: Item) {
        for i in 0..chart[done.origin].len() {
            let caller = chart[done.origin][i];
            for (step, to) in &self.automata.steps[caller.at] {
                if matches!(step, Step::Rule(rule) if *rule == done.rule) && caller.states == done.called {
                    add(&mut chart[place], Item { at: *to, ..caller });
                }
            }
        }
    }

    fn answer(&self, ask: &Ask, item: Item, at: usize) -> bool {
        match ask {
            Ask::Literal(text) => Terminal::literal(text).fits(self.sentence, at).is_some(),
            Ask::Rule(rule) => self.begins(*rule, at),
            Ask::Predicate(name) => Place { recogniser: self, start: item.origin, at, states: item.states }.holds(name),
        }
    }

    fn begins(&self, rule: usize, at: usize) -> bool {
        !(self.next(at) & self.automata.first[rule]).is_empty()
    }

    /// Whether a rule may start with the token at a place.
    pub fn starts(&self, rule: &str, at: usize) -> bool {
        self.begins(self.automata.grammar.number(rule), at)
    }

    /// Whether a rule may start with the word at a place, as a keyword.
    pub fn starts_with_keyword(&self, rule: &str, at: usize) -> bool {
        let first = self.automata.first[self.automata.grammar.number(rule)];
        self.automata.members(first & self.next(at)).any(|terminal| matches!(terminal, Terminal::Word(_)))
    }
}

fn add(set: &mut Vec<Item>, item: Item) {
    if !set.contains(&item) {
        set.push(item);
    }
}
