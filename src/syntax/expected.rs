//! What may stand at a place: sets of keywords, signs and categories, as the parser finds them out.

use super::keywords::{self, Keyword};
use super::token::TokenKind;

/// Something a parser looks for that is not a keyword or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Category {
    /// The name of a table.
    Table,
    /// A column.
    Column,
    /// A new name.
    Name,
    /// An operand that is no column: a literal.
    Literal,
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A date or period.
    Date,
    /// `$name`.
    Value,
    /// A unit of time.
    Unit,
    /// A weekday.
    Weekday,
    /// The name of a month.
    Month,
    /// A regular expression.
    Regex,
    /// The type of a parameter.
    Type,
    /// The end of the statement.
    End,
}

const CATEGORIES: [(Category, &str); 14] = [
    (Category::Table, "a table"),
    (Category::Column, "a column"),
    (Category::Name, "a name"),
    (Category::Literal, "a value"),
    (Category::Text, "a text"),
    (Category::Number, "a number"),
    (Category::Date, "a date"),
    (Category::Value, "a `$value`"),
    (Category::Unit, "a unit of time"),
    (Category::Weekday, "a weekday"),
    (Category::Month, "a month"),
    (Category::Regex, "a regular expression"),
    (Category::Type, "a type such as `text` or `number`"),
    (Category::End, "the end of the query"),
];

const SIGNS: [(TokenKind, &str); 18] = [
    (TokenKind::Equal, "="),
    (TokenKind::NotEqual, "!="),
    (TokenKind::Less, "<"),
    (TokenKind::LessEqual, "<="),
    (TokenKind::Greater, ">"),
    (TokenKind::GreaterEqual, ">="),
    (TokenKind::Plus, "+"),
    (TokenKind::Minus, "-"),
    (TokenKind::Star, "*"),
    (TokenKind::Slash, "/"),
    (TokenKind::Open, "("),
    (TokenKind::Close, ")"),
    (TokenKind::Comma, ","),
    (TokenKind::Colon, ":"),
    (TokenKind::Dot, "."),
    (TokenKind::Semicolon, ";"),
    (TokenKind::Blank, "a blank line"),
    (TokenKind::DoubleEqual, "=="),
];

/// A set of what may stand at one place. Cheap to copy and to join, so that failed attempts cost little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExpectedSet {
    keywords: u128,
    rest: u64,
}

impl ExpectedSet {
    /// One keyword.
    pub fn keyword(keyword: Keyword) -> Self {
        ExpectedSet { keywords: 1 << keyword as u8, rest: 0 }
    }

    /// One category.
    pub fn category(category: Category) -> Self {
        ExpectedSet { keywords: 0, rest: 1 << category as u64 }
    }

    /// One sign.
    pub fn sign(kind: TokenKind) -> Self {
        let at = SIGNS.iter().position(|(sign, _)| *sign == kind);
        ExpectedSet { keywords: 0, rest: at.map_or(0, |at| 1 << (CATEGORIES.len() + at)) }
    }

    /// Both.
    pub fn with(self, other: Self) -> Self {
        ExpectedSet { keywords: self.keywords | other.keywords, rest: self.rest | other.rest }
    }

    /// Whether nothing is expected.
    pub fn is_empty(self) -> bool {
        self == ExpectedSet::default()
    }

    /// The keywords of the set.
    pub fn keywords(self) -> impl Iterator<Item = Keyword> {
        keywords::ALL.iter().copied().filter(move |k| self.keywords & (1 << *k as u8) != 0)
    }

    /// Whether a category is in the set.
    pub fn has(self, category: Category) -> bool {
        self.rest & (1 << category as u64) != 0
    }

    /// Whether a list may go on.
    pub fn has_comma(self) -> bool {
        let comma = ExpectedSet::sign(TokenKind::Comma).rest;
        self.rest & comma != 0
    }

    /// The categories of the set.
    pub fn categories(self) -> impl Iterator<Item = Category> {
        CATEGORIES.iter().map(|(category, _)| *category).filter(move |c| self.has(*c))
    }

    /// The members in words; groups of many become one word: "an operator", "a clause".
    pub fn describe(self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let operand = self.has(Category::Column) && self.has(Category::Literal);
        if operand {
            words.push("an expression".into());
        }
        for (category, name) in CATEGORIES {
            let within_operand = matches!(category, Category::Column | Category::Literal | Category::Value);
            if self.has(category) && category != Category::End && !(operand && within_operand) {
                words.push(name.into());
            }
        }
        let signs: Vec<_> = SIGNS.iter().enumerate().filter(|(i, _)| self.rest & (1 << (CATEGORIES.len() + i)) != 0).collect();
        let is_operator = |kind: TokenKind| {
            !matches!(kind, TokenKind::Open | TokenKind::Close | TokenKind::Comma | TokenKind::Colon | TokenKind::Dot)
        };
        let (operators, other): (Vec<_>, Vec<_>) =
            signs.into_iter().map(|(_, sign)| sign).partition(|(kind, _)| is_operator(*kind));
        let (clauses, words_of): (Vec<_>, Vec<_>) = self.keywords().partition(|k| k.starts_clause());
        let (continues, parts): (Vec<_>, Vec<_>) = words_of.into_iter().partition(|k| k.role() == keywords::Role::Operator);
        let quote = |text: &str| format!("`{text}`");
        words.extend(other.iter().filter(|(kind, _)| !(operand && *kind == TokenKind::Open)).map(|(_, text)| quote(text)));
        let hidden = |k: &Keyword| operand && k.role() == keywords::Role::Operand;
        words.extend(parts.iter().filter(|k| !hidden(k)).map(|k| quote(k.text())));
        match operators.len() + continues.len() {
            _ if operand => {}
            0..=2 => {
                words.extend(operators.iter().map(|(_, text)| quote(text)));
                words.extend(continues.iter().map(|k| quote(k.text())));
            }
            _ => words.push("an operator".into()),
        }
        match clauses.len() {
            0 => {}
            1..=2 => words.extend(clauses.iter().map(|k| quote(k.text()))),
            _ if clauses.iter().all(|k| k.is_verb()) => words.push("a verb such as `sum` or `count`".into()),
            _ => words.push("a clause".into()),
        }
        if self.has(Category::End) {
            words.push("the end of the query".into());
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_has_a_place_in_the_set() {
        assert!(keywords::ALL.len() <= 128);
        for keyword in keywords::ALL {
            assert_eq!(ExpectedSet::keyword(*keyword).keywords().collect::<Vec<_>>(), [*keyword]);
        }
    }
}
