//! Numbers as people write them: signs between thousands, decimal commas, percent signs, currencies.

use super::numbers;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How the numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notation {
    /// What stands between thousands, and before decimals.
    pub(super) marks: Marks,
    /// What stands before or behind the number.
    pub(super) sign: Sign,
    /// Whether there are no decimals.
    pub(super) whole: bool,
}

/// The signs between thousands and before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Marks {
    /// `1,234.5`, and `1,60,000` as in South Asia.
    Comma,
    /// `1.234,5`
    Point,
    /// `1 234.5`
    Blank,
    /// `1 234,5`
    BlankAndComma,
    /// `1'234.5`
    Apostrophe,
}

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Sign {
    None,
    /// `45%` is 0.45.
    Percent,
    /// `$1,200`, `1 200 €`, `PKR 5,000`.
    Money,
}

/// Currencies as they are written beside amounts, and what they are.
const CURRENCIES: [(&str, &str); 28] = [
    ("US$", "USD"),
    ("$", "$"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "¥"),
    ("₹", "INR"),
    ("₨", "Rs"),
    ("؋", "AFN"),
    ("﷼", "IRR"),
    ("₺", "TRY"),
    ("Rs.", "Rs"),
    ("Rs", "Rs"),
    ("Afs", "AFN"),
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("GBP", "GBP"),
    ("CHF", "CHF"),
    ("JPY", "JPY"),
    ("AFN", "AFN"),
    ("PKR", "PKR"),
    ("IRR", "IRR"),
    ("INR", "INR"),
    ("TRY", "TRY"),
    ("SYP", "SYP"),
    ("UAH", "UAH"),
    ("KES", "KES"),
    ("XOF", "XOF"),
    ("XAF", "XAF"),
];

impl Notation {
    /// All notations, in the order in which they are tried. An amount of money has three decimals more seldom than thousands, so that
    /// whole ones are tried first.
    pub(super) fn all() -> impl Iterator<Item = Notation> {
        use Marks::*;
        let marks = [Comma, Point, Blank, BlankAndComma, Apostrophe];
        let of = move |sign: Sign, whole: bool| marks.into_iter().map(move |marks| Notation { marks, sign, whole });
        let plain = marks.into_iter().flat_map(|marks| [true, false].map(|whole| Notation { marks, sign: Sign::None, whole }));
        plain.chain(of(Sign::Percent, false)).chain(of(Sign::Money, true)).chain(of(Sign::Money, false))
    }

    /// Reads a whole number.
    pub(super) fn whole(self, cell: &str) -> Option<i64> {
        if self.whole { numbers::whole(&self.digits(cell)?) } else { None }
    }

    /// Reads a real number.
    pub(super) fn real(self, cell: &str) -> Option<f64> {
        if self.whole {
            return None;
        }
        let value = numbers::real(&self.digits(cell)?)?;
        Some(if self.sign == Sign::Percent { value / 100.0 } else { value })
    }

    /// A cell as plain digits, with a point before decimals.
    fn digits(self, cell: &str) -> Option<String> {
        self.marks.ungrouped(self.bare(cell)?.as_ref())
    }

    /// A cell without what stands before or behind its number. Nothing is nothing in any unit: `0` needs no sign.
    fn bare(self, cell: &str) -> Option<Cow<'_, str>> {
        match self.sign {
            _ if cell == "0" => Some(cell.into()),
            Sign::None => Some(cell.into()),
            Sign::Percent => Some(cell.strip_suffix(['%', '٪'])?.trim_end().into()),
            Sign::Money => {
                let (number, _) = amount(cell)?;
                Some(if cell.starts_with('-') { format!("-{number}").into() } else { number.into() })
            }
        }
    }

    /// In a few words, as in "whole numbers with thousands separators"; `used` says whether something stands between thousands.
    pub(super) fn words(self, example: &str, used: bool) -> String {
        let noun = if self.whole { "whole numbers" } else { "numbers" };
        let marks = match self.marks {
            Marks::Comma => "thousands separators",
            Marks::Point if self.whole => "points between thousands",
            Marks::Point if used => "points between thousands and a decimal comma",
            Marks::Point => "a decimal comma",
            Marks::Blank => "blanks between thousands",
            Marks::BlankAndComma => "blanks between thousands and a decimal comma",
            Marks::Apostrophe => "apostrophes between thousands",
        };
        let with = |said: bool| if said { format!(" with {marks}") } else { String::new() };
        match self.sign {
            Sign::None => format!("{noun}{}", with(true)),
            Sign::Percent => {
                let value = self.real(example).map_or_else(String::new, |value| format!(", {example} as {value}"));
                format!("percentages{}{value}", with(self.marks != Marks::Comma))
            }
            Sign::Money => {
                let currency = amount(example).map_or_else(String::new, |(_, currency)| format!(" in {currency}"));
                format!("amounts{currency}{}, like {example}", with(used))
            }
        }
    }
}

/// The number of an amount of money without its minus, and its currency.
pub(super) fn amount(cell: &str) -> Option<(&str, &'static str)> {
    let cell = cell.strip_prefix('-').unwrap_or(cell).trim_start();
    let is_number =
        |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') && rest.ends_with(|c: char| c.is_ascii_digit());
    CURRENCIES.iter().find_map(|(written, currency)| {
        let head = cell.get(..written.len()).filter(|head| head.eq_ignore_ascii_case(written));
        let before = head.and_then(|_| cell.get(written.len()..)).map(str::trim_start);
        let at = cell.len().checked_sub(written.len());
        let tail = at.and_then(|at| cell.get(at..)).filter(|tail| tail.eq_ignore_ascii_case(written));
        let behind = tail.and_then(|_| cell.get(..at?)).map(str::trim_end);
        before.or(behind).filter(|rest| is_number(rest)).map(|rest| (rest, *currency))
    })
}

impl Marks {
    /// A number without the signs between its thousands and with a point before its decimals: `-1,234.5` gives `-1234.5`. `None` where
    /// they are misplaced.
    fn ungrouped(self, text: &str) -> Option<String> {
        let decimal = if matches!(self, Marks::Point | Marks::BlankAndComma) { ',' } else { '.' };
        let (whole, fraction) = text.split_once(decimal).map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
        if fraction.is_some_and(|digits| digits.is_empty() || !numbers::is_digits(digits)) {
            return None;
        }
        let (minus, unsigned) = whole.strip_prefix('-').map_or(("", whole), |unsigned| ("-", unsigned));
        let groups: Vec<&str> = unsigned.split(|c: char| self.is_between(c)).collect();
        let [first, rest @ ..] = groups.as_slice() else { return None };
        if !numbers::is_plain(first) || !rest.is_empty() && (first.len() > 3 || *first == "0" || !self.are_groups(rest, first)) {
            return None;
        }
        Some(format!("{minus}{}{}", groups.concat(), fraction.map_or_else(String::new, |digits| format!(".{digits}"))))
    }

    /// Whether they stand in a number: with commas between thousands a point before decimals is nothing to speak of.
    pub(super) fn stand_in(self, number: &str) -> bool {
        number.contains(|c: char| self.is_between(c) || self != Marks::Comma && !c.is_ascii_digit() && c != '-')
    }

    fn is_between(self, sign: char) -> bool {
        match self {
            Marks::Comma => sign == ',',
            Marks::Point => sign == '.',
            // Plain, not to be broken, thin, and narrow.
            Marks::Blank | Marks::BlankAndComma => matches!(sign, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}'),
            Marks::Apostrophe => matches!(sign, '\'' | '’'),
        }
    }

    /// Groups of three digits; with commas also groups of two before the last one.
    fn are_groups(self, groups: &[&str], first: &str) -> bool {
        let [middle @ .., last] = groups else { return false };
        let long = |length: usize| middle.iter().all(|group| group.len() == length);
        let two = self == Marks::Comma && !middle.is_empty() && first.len() <= 2 && long(2);
        groups.iter().all(|group| numbers::is_digits(group)) && last.len() == 3 && (long(3) || two)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_three_digits() {
        for (marks, text, expected) in [
            (Marks::Comma, "-1,234,567.8", "-1234567.8"),
            (Marks::Comma, "69,026", "69026"),
            (Marks::Comma, "1234", "1234"),
            (Marks::Comma, "1,60,000", "160000"),
            (Marks::Point, "1.234.567", "1234567"),
            (Marks::Point, "-1.234,50", "-1234.50"),
            (Marks::Blank, "1 234\u{a0}567.5", "1234567.5"),
            (Marks::BlankAndComma, "1\u{202f}234,5", "1234.5"),
            (Marks::Apostrophe, "1'234’567.5", "1234567.5"),
        ] {
            assert_eq!(marks.ungrouped(text).as_deref(), Some(expected), "{text}");
        }
        for text in
            ["1,23", "1234,567", ",123", "0,123", "1,234,", "1,2345", "1,234,56", "123,45,678", "", "-", "1,234.", "1.2.3"]
        {
            assert_eq!(Marks::Comma.ungrouped(text), None, "{text}");
        }
        for text in ["1.23", "0.123", "1.234.5", "1,2,3"] {
            assert_eq!(Marks::Point.ungrouped(text), None, "{text}");
        }
    }

    #[test]
    fn percentages_are_parts_of_one() {
        let notation = Notation { marks: Marks::Comma, sign: Sign::Percent, whole: false };
        assert_eq!(
            ["45%", "45.5 %", "-3%", "0"].map(|cell| notation.real(cell)),
            [Some(0.45), Some(0.455), Some(-0.03), Some(0.0)]
        );
        assert_eq!(["45", "%", "45%%", "a%"].map(|cell| notation.real(cell)), [None; 4]);
    }

    #[test]
    fn amounts_have_a_currency_on_either_side() {
        let whole = Notation { marks: Marks::Comma, sign: Sign::Money, whole: true };
        for (cell, value, money) in [
            ("$1,200", 1200, "$"),
            ("-$5", -5, "$"),
            ("PKR 5,000", 5000, "PKR"),
            ("12 eur", 12, "EUR"),
            ("Rs. 500", 500, "Rs"),
            ("US$7", 7, "USD"),
        ] {
            assert_eq!((whole.whole(cell), amount(cell).map(|(_, money)| money)), (Some(value), Some(money)), "{cell}");
        }
        for cell in ["1,200", "$", "PKR", "$ x", "USD5,00", "é5"] {
            assert_eq!(whole.whole(cell), None, "{cell}");
        }
        assert_eq!(Notation { marks: Marks::BlankAndComma, sign: Sign::Money, whole: false }.real("1 200,50 €"), Some(1200.5));
    }
}
