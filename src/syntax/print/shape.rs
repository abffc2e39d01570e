//! Clauses that change the shape of a table or bring in another one, back to text.

use super::super::ast::{Column, Join, Pivot};
use super::{Commas, Named, alias};
use std::fmt::{self, Display, Formatter};

impl Display for Pivot {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let values: Vec<_> = self.values.iter().map(|(value, name)| Named(value, name.as_ref())).collect();
        write!(f, "pivot {} in ({}) of {}", self.column, Commas(&values), self.of)?;
        if self.by.is_empty() { Ok(()) } else { write!(f, " by {}", Commas(&self.by)) }
    }
}

impl Display for Join {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.how.text(), self.table)?;
        alias(f, self.name.as_ref())?;
        f.write_str(if self.overlapping { " overlapping" } else { "" })?;
        let pair = |(here, there): &(Column, Option<Column>)| match there {
            Some(there) => format!("{here} = {there}"),
            None => here.to_string(),
        };
        write!(f, " on {}", Commas(&self.on.iter().map(pair).collect::<Vec<_>>()))
    }
}
