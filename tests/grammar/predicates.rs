//! The questions of the grammar that its rules cannot answer: each is named there, and decided here by the tokens alone.

use crate::ebnf::State;
use crate::recogniser::Recogniser;
use crate::terminals::Terminal;
use dateline::syntax::token::TokenKind;

/// Where a question is asked.
pub struct Place<'a> {
    pub recogniser: &'a Recogniser<'a>,
    /// Where the rule that asks has begun.
    pub start: usize,
    pub at: usize,
    pub states: u8,
}

impl Place<'_> {
    pub fn holds(&self, predicate: &str) -> bool {
        match predicate {
            "names_table" => self.names_table(),
            "names_query" => self.names_query(),
            "verb_holds" => self.verb_holds(),
            "held_operand" => self.held_operand(),
            "keyed" => self.states & State::Summary.bit() == 0,
            "goes_on" => self.goes_on(),
            "operand_word" => self.operand_word(self.at),
            _ => panic!("no predicate {predicate}"),
        }
    }

    fn clause(&self, at: usize) -> bool {
        self.recogniser.starts("clause", at)
    }

    fn verb(&self, at: usize) -> bool {
        self.recogniser.starts("aggregate", at)
    }

    /// A word of `expression` that is no column.
    fn operand_word(&self, at: usize) -> bool {
        self.recogniser.starts_with_keyword("expression", at)
    }

    fn names_table(&self) -> bool {
        match self.recogniser.sentence.kind(self.at) {
            TokenKind::Quoted => true,
            TokenKind::Word if self.recogniser.sentence.kind(self.at + 1) != TokenKind::Open => {
                !self.operand_word(self.at) && self.qualified(self.at).is_none()
            }
            _ => self.names_query(),
        }
    }

    /// A source with a clause behind it.
    fn names_query(&self) -> bool {
        let sentence = self.recogniser.sentence;
        match sentence.kind(self.at) {
            TokenKind::Text => self.clause(self.at + 1),
            TokenKind::Word if self.operand_word(self.at) => false,
            TokenKind::Word | TokenKind::Quoted => self.clause(self.behind_brackets(self.at + 1)),
            _ => false,
        }
    }

    /// The token behind the brackets that open at a place, if any do.
    fn behind_brackets(&self, open: usize) -> usize {
        let mut depth = 0;
        for at in open..self.recogniser.sentence.tokens.len() {
            match self.recogniser.sentence.kind(at) {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                kind if kind.ends_statement() => return at,
                _ => {}
            }
            if depth == 0 {
                return if at == open && self.recogniser.sentence.kind(at) != TokenKind::Open { at } else { at + 1 };
            }
        }
        self.recogniser.sentence.tokens.len()
    }

    /// The token behind a qualified number.
    fn qualified(&self, at: usize) -> Option<usize> {
        let number = at + Terminal::Category("QUALIFIER".into()).fits(self.recogniser.sentence, at)?;
        (self.recogniser.sentence.kind(number) == TokenKind::Number).then_some(number + 1)
    }

    /// The token behind a constant.
    fn behind_constant(&self, at: usize) -> Option<usize> {
        let sentence = self.recogniser.sentence;
        let range = sentence.word(at + 1) == "to" && sentence.kind(at + 2) == TokenKind::Number;
        match sentence.kind(at) {
            TokenKind::Value => Some(at + 1),
            TokenKind::Number => Some(if range { at + 3 } else { at + 1 }),
            _ => self.qualified(at),
        }
    }

    /// Looks at the first token of each item of the summary so far: the last verb among them decides.
    fn verb_holds(&self) -> bool {
        let mut depth = 0;
        let mut holds = false;
        let mut item_starts = true;
        for at in self.start..self.at {
            if item_starts && self.verb(at) {
                holds = self.recogniser.sentence.word(at) != "count" || self.recogniser.sentence.word(at + 1) == "distinct";
            }
            match self.recogniser.sentence.kind(at) {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                _ => {}
            }
            let comma = depth == 0 && self.recogniser.sentence.kind(at) == TokenKind::Comma;
            item_starts = comma || item_starts && self.stands_before_figure(at);
        }
        holds
    }

    fn stands_before_figure(&self, at: usize) -> bool {
        match self.recogniser.sentence.kind(at) {
            TokenKind::Open => self.figure_opens(at + 1),
            kind => kind == TokenKind::Minus,
        }
    }

    fn held_operand(&self) -> bool {
        let figure = match self.recogniser.sentence.kind(self.at) {
            TokenKind::Minus => true,
            TokenKind::Open => self.figure_opens(self.at + 1),
            _ => self.verb(self.at) || self.behind_constant(self.at).is_some(),
        };
        self.states & State::Held.bit() != 0 && !figure
    }

    fn figure_opens(&self, inside: usize) -> bool {
        match self.recogniser.sentence.kind(inside) {
            TokenKind::Open | TokenKind::Minus => self.figure_opens(inside + 1),
            _ if self.recogniser.sentence.word(inside) == "count" => true,
            _ => match self.behind_constant(inside) {
                Some(behind) => self.recogniser.sentence.is_arithmetic(behind) && self.figure_opens(behind + 1),
                None => self.verb(inside) && self.recogniser.starts("operand", inside + 1),
            },
        }
    }

    fn goes_on(&self) -> bool {
        let ends_condition = self.states & State::Condition.bit() != 0 && self.verb(self.at + 1);
        self.recogniser.sentence.is_arithmetic(self.at) && !ends_condition
    }
}
