//! The buckets of a summary, what fills the empty ones, and what a summary is compared with, back to text.

use super::super::ast::{Anchor, Every, Filling, Pace, Versus};
use super::{real, units};
use crate::base::Value;
use crate::base::calendar::MONTHS;
use std::fmt::{self, Display, Formatter};

impl Display for Every {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.whole { "every whole " } else { "every " })?;
        match self.units {
            None => f.write_str("report")?,
            Some((1, unit)) => f.write_str(unit.name())?,
            Some((n, unit)) => f.write_str(&units(n, unit))?,
        }
        match &self.from {
            None => {}
            Some(Anchor::Weekday(day)) => write!(f, " from {}", day.name())?,
            Some(Anchor::Month(month)) => write!(f, " from {}", MONTHS[(month - 1) as usize])?,
            Some(Anchor::Date(value)) => write!(f, " from {value}")?,
        }
        f.write_str(if self.solar_hijri { " in solar hijri" } else { "" })?;
        f.write_str(if self.aligned { " aligned" } else { "" })
    }
}

impl Display for Pace {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Pace::Per(unit) => write!(f, "per {}", unit.name()),
            Pace::Within(n, unit) => write!(f, "within {}", units(*n, *unit)),
        }
    }
}

impl Display for Filling {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Filling::Number(Value::Float(x)) => f.write_str(&real(*x)),
            Filling::Number(value) => value.fmt(f),
            Filling::Previous => f.write_str("previous"),
        }
    }
}

impl Display for Versus {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Versus::Previous => f.write_str("previous"),
            Versus::LastYear => f.write_str("same period last year"),
            Versus::Period(moment) => moment.fmt(f),
        }
    }
}
