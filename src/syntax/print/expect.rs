//! `expect`, back to text.

use super::super::ast::{Asks, Expectation};
use super::{Commas, units};
use crate::base::Value;
use std::fmt::{self, Display, Formatter};

impl Display for Expectation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "expect {}", self.asks)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(f, " as {}", Value::Text(name.clone())))
    }
}

impl Display for Asks {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Asks::Rows(op, count) => write!(f, "rows {} {count}", op.text()),
            Asks::RowsBetween(low, high) => write!(f, "rows between {low} and {high}"),
            Asks::NoRows => f.write_str("no rows"),
            Asks::Each(condition) => write!(f, "each {condition}"),
            Asks::Unique(patterns) => write!(f, "unique {}", Commas(patterns)),
            Asks::Known(patterns) => write!(f, "known {}", Commas(patterns)),
            Asks::Newest(n, unit, by) => {
                write!(f, "newest within {}", units(*n, *unit))?;
                if by.is_empty() { Ok(()) } else { write!(f, " by {}", Commas(by)) }
            }
        }
    }
}
