//! Random sentences of the grammar. Questions are not answered here: the recogniser says which sentences stand.

use crate::ebnf::{Grammar, Part};
use crate::random::Random;
use crate::terminals::{keyword, samples};

pub struct Generator<'a> {
    grammar: &'a Grammar,
    /// How deep the shallowest sentence of each rule is.
    least: Vec<usize>,
    pub random: Random,
    pieces: Vec<String>,
    branches: Vec<usize>,
}

/// A sentence as texts of its tokens, and the branches of the grammar it took.
pub struct Draft {
    pub pieces: Vec<String>,
    pub branches: Vec<usize>,
}

const ENDLESS: usize = usize::MAX / 2;

impl<'a> Generator<'a> {
    pub fn new(grammar: &'a Grammar, seed: u64) -> Self {
        let mut least = vec![ENDLESS; grammar.rules.len()];
        for _ in 0..grammar.rules.len() {
            least = grammar.rules.iter().map(|rule| 1 + depth(&rule.body, &least)).collect();
        }
        assert!(least.iter().all(|depth| *depth < ENDLESS), "a rule has no end");
        Generator { grammar, least, random: Random(seed), pieces: Vec::new(), branches: Vec::new() }
    }

    /// A sentence of a rule, at most `deepest` rules deep where the grammar allows it.
    pub fn sentence(&mut self, rule: &str, deepest: usize) -> Draft {
        self.rule(self.grammar.number(rule), deepest);
        Draft { pieces: std::mem::take(&mut self.pieces), branches: std::mem::take(&mut self.branches) }
    }

    fn rule(&mut self, rule: usize, deepest: usize) {
        let grammar = self.grammar;
        self.part(&grammar.rules[rule].body, deepest.saturating_sub(1));
    }

    fn part(&mut self, part: &Part, deepest: usize) {
        match part {
            Part::Literal(text) => self.pieces.push(text.clone()),
            Part::Category(name) => self.category(name),
            Part::Rule(rule) => self.rule(*rule, deepest),
            Part::Ask(..) | Part::State(..) => {}
            Part::Sequence(parts) => parts.iter().for_each(|part| self.part(part, deepest)),
            Part::Choice(parts) => {
                let (branch, part) = self.choose(parts, deepest);
                self.branches.push(*branch);
                self.part(part, deepest);
            }
            Part::Optional(part, branches) => {
                let taken = self.random.chance(40) && depth(part, &self.least) <= deepest;
                self.branches.push(branches[usize::from(taken)]);
                if taken {
                    self.part(part, deepest);
                }
            }
            Part::Repeat(part, branches) => {
                let wanted = depth(part, &self.least) <= deepest;
                let times = if wanted { [0, 0, 0, 1, 1, 2][self.random.below(6)] } else { 0 };
                self.branches.push(branches[usize::from(times > 0)]);
                (0..times).for_each(|_| self.part(part, deepest));
            }
        }
    }

    /// Any alternative that is shallow enough, else the shallowest.
    fn choose<'p>(&mut self, parts: &'p [(usize, Part)], deepest: usize) -> &'p (usize, Part) {
        let shallow: Vec<_> = parts.iter().filter(|(_, part)| depth(part, &self.least) <= deepest).collect();
        match shallow.len() {
            0 => parts.iter().min_by_key(|(_, part)| depth(part, &self.least)).expect("a choice has alternatives"),
            count => shallow[self.random.below(count)],
        }
    }

    fn category(&mut self, name: &str) {
        let text = match name {
            "WORD" if self.random.chance(15) => keyword(self.random.below(1000)),
            "WORD" if self.random.chance(10) => self.random.pick(&["sum", "count", "word", "distinct"]),
            _ => self.random.pick(samples(name)),
        };
        self.pieces.push(text.to_string());
    }
}

/// How many rules deep the shallowest sentence of a part is.
fn depth(part: &Part, least: &[usize]) -> usize {
    match part {
        Part::Rule(rule) => least[*rule].min(ENDLESS),
        Part::Sequence(parts) => parts.iter().map(|part| depth(part, least)).max().unwrap_or(0),
        Part::Choice(parts) => parts.iter().map(|(_, part)| depth(part, least)).min().unwrap_or(0),
        _ => 0,
    }
}
