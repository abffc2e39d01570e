//! Tables of covered days, once all tables are open: that they are there, and have the columns that are said of them.

use crate::base::names::{Match, did_you_mean, find, quote};
use crate::base::{Code, Diagnostic, Type};
use crate::catalog::{Coverage, CoveredDays, Table};

/// Gives every list of covered days the names of its table and columns as they are. Faults name the table and the key.
pub(crate) fn settle(tables: &mut [Table]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for at in 0..tables.len() {
        let Coverage::Days(mut days) = tables[at].roles.coverage.clone() else { continue };
        match settled(&mut days, &tables[at], tables) {
            Ok(()) => tables[at].roles.coverage = Coverage::Days(days),
            Err(fault) => faults.push(fault),
        }
    }
    faults
}

fn settled(days: &mut CoveredDays, ours: &Table, tables: &[Table]) -> Result<(), Diagnostic> {
    let names = || tables.iter().map(|table| table.name.as_str());
    let refused = |key: &str, why: String| {
        Diagnostic::error_anywhere(Code::BadCatalog, format!("`tables.{}.coverage.{key}`: {why}", ours.name))
    };
    let Some(theirs) = one(find(&days.table, names())).and_then(|at| tables.get(at)) else {
        let fault = refused("table", format!("there is no table {}", quote(&days.table)));
        return Err(fault.help_if(did_you_mean(&days.table, names())));
    };
    let column = |key: &str, name: &str, table: &Table| {
        let names = || table.columns.iter().map(|column| column.name.as_str());
        one(find(name, names())).and_then(|at| table.columns.get(at).cloned()).ok_or_else(|| {
            let fault = refused(key, format!("there is no column {} in {}", quote(name), quote(&table.name)));
            fault.help_if(did_you_mean(name, names()))
        })
    };
    let day = |key: &str, name: &str| {
        let found = column(key, name, theirs)?;
        let holds_days = found.ty == Type::Date;
        holds_days
            .then_some(found.name)
            .ok_or_else(|| refused(key, format!("{} holds no days: it is {}", quote(name), found.inferred)))
    };
    let start = if days.start == days.end { "day" } else { "start" };
    (days.start, days.end) = (day(start, &days.start)?, day("end", &days.end)?);
    for key in &mut days.keys {
        key.theirs = column("keys", &key.theirs, theirs)?.name;
        key.ours = column("keys", &key.ours, ours)?.name;
        key.now = Some(key.ours.clone());
    }
    days.table = theirs.name.clone();
    Ok(())
}

fn one(found: Match) -> Option<usize> {
    if let Match::One(at) = found { Some(at) } else { None }
}
