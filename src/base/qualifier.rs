//! Words that qualify a number, in a query and in the cells of a file: nearly, up to, more than, about. One table for both.

use super::bounds::Bounds;

/// What a qualifier says of its number: which side of it is meant, or that it is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// The number is the highest it can be.
    AtMost,
    /// The number is the lowest it can be.
    AtLeast,
    /// The number is near, and computed with as it stands.
    Near,
    /// The number was rounded: half a unit of its last digit to either side.
    Rounded,
}

use Qualifier::{AtLeast, AtMost, Near, Rounded};

/// Every qualifier and what it says. Several words have single blanks between them.
pub const ALL: &[(&str, Qualifier)] = &[
    ("up to", AtMost),
    ("at most", AtMost),
    ("nearly", AtMost),
    ("almost", AtMost),
    ("less than", AtMost),
    ("fewer than", AtMost),
    ("under", AtMost),
    ("below", AtMost),
    ("at least", AtLeast),
    ("more than", AtLeast),
    ("over", AtLeast),
    ("above", AtLeast),
    ("minimum", AtLeast),
    ("about", Near),
    ("around", Near),
    ("approximately", Near),
    ("roughly", Near),
    ("some", Near),
    ("rounded", Rounded),
];

impl Qualifier {
    /// The qualifier of these words, in either case.
    pub fn parse(words: &str) -> Option<Qualifier> {
        let words = words.trim();
        ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(words)).map(|(_, qualifier)| *qualifier)
    }

    /// Its first words in the table.
    pub fn words(self) -> &'static str {
        ALL.iter().find(|(_, qualifier)| *qualifier == self).map_or("", |(words, _)| words)
    }

    /// What is known of a number with this qualifier; bounds that are said beside it are kept.
    pub fn of(self, number: Option<f64>, low: Option<f64>, high: Option<f64>) -> Bounds {
        match self {
            AtMost => Bounds { best: None, low, high: high.or(number), about: false },
            AtLeast => Bounds { best: None, low: low.or(number), high, about: false },
            Near => Bounds { best: number, low, high, about: true },
            Rounded => {
                let half = |sign: f64| number.map(|number| number + sign * unit_of(number) / 2.0);
                Bounds { best: number, low: low.or(half(-1.0)), high: high.or(half(1.0)), about: false }
            }
        }
    }
}

/// Bounds as they are written in a query: `up to 1600000`, `6000 to 7000`. With a best value and bounds at once they can only be
/// worked out.
pub fn written(bounds: &Bounds) -> String {
    let said = |qualifier: Qualifier, number: f64| format!("{} {}", qualifier.words(), plain(number));
    match (bounds.best, bounds.low, bounds.high) {
        (None, None, Some(high)) => said(AtMost, high),
        (None, Some(low), None) => said(AtLeast, low),
        (None, Some(low), Some(high)) => format!("{} to {}", plain(low), plain(high)),
        (Some(best), None, None) if bounds.about => said(Near, best),
        (Some(best), ..) if *bounds == Rounded.of(bounds.best, None, None) => said(Rounded, best),
        _ => bounds.to_string(),
    }
}

/// A number as a query has it: whole ones without a point.
fn plain(x: f64) -> String {
    if x.fract() == 0.0 && x.abs() < 1e15 { format!("{x}") } else { format!("{x:?}") }
}

/// The power of ten that a number was rounded to: that of its last digit that is not 0.
fn unit_of(number: f64) -> f64 {
    let mut unit = 1.0;
    while number != 0.0 && number % (unit * 10.0) == 0.0 {
        unit *= 10.0;
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_which_side_is_meant() {
        let said = |words: &str| Qualifier::parse(words).map(|q| q.of(Some(45_000.0), None, None).to_string());
        assert_eq!(said("Nearly").as_deref(), Some("≤ 45,000"));
        assert_eq!(said(" up to ").as_deref(), Some("≤ 45,000"));
        assert_eq!(said("over").as_deref(), Some("≥ 45,000"));
        assert_eq!(said("about").as_deref(), Some("~45,000"));
        assert_eq!(said("rounded").as_deref(), Some("45,000 (44,500–45,500)"));
        assert_eq!(said("average of"), None);
    }
}
