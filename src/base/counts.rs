//! Counts in words: thousands grouped, with their noun.

/// `1,432,000`.
pub fn grouped(number: impl std::fmt::Display) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let mut out = String::with_capacity(text.len() + text.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}")
}

/// A count with its noun: `1 row`, `1,432 rows`.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number in a sentence: grouped, with one decimal where it is not whole.
pub fn amount(x: f64) -> String {
    let rounded = (x * 10.0).round() / 10.0;
    let whole = grouped(format!("{:.0}", rounded.trunc()));
    if rounded.fract() == 0.0 { whole } else { format!("{whole}{}", &format!("{:.1}", rounded.abs().fract())[1..]) }
}

/// How numbers of rows are told: as they are, or, beside a protected answer, without those that are small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Telling(Option<u64>);

impl Telling {
    /// Without numbers from 1 up to below this, if there is one.
    pub fn without(below: Option<u64>) -> Telling {
        Telling(below)
    }

    /// Whether all may be told.
    pub fn is_open(self) -> bool {
        self.0.is_none()
    }

    /// `1,432`, `fewer than 10`.
    pub fn number(self, count: u64) -> String {
        match self.0.filter(|below| (1..*below).contains(&count)) {
            Some(below) => format!("fewer than {}", grouped(below)),
            None => grouped(count),
        }
    }

    /// `1 row`, `1,432 rows`, `fewer than 10 rows`.
    pub fn counted(self, count: u64, noun: &str) -> String {
        format!("{} {noun}{}", self.number(count), if self.is_one(count) { "" } else { "s" })
    }

    /// How many of a number that is told as well: what is left of it is told by both.
    pub fn part(self, part: u64, all: u64) -> String {
        let rest = all.saturating_sub(part);
        match self.0.filter(|below| (1..*below).contains(&rest) && part >= *below) {
            Some(below) => format!("all but fewer than {}", grouped(below)),
            None => self.number(part),
        }
    }

    /// Whether it is told that there is one.
    pub fn is_one(self, count: u64) -> bool {
        count == 1 && self.is_open()
    }
}
