//! The candidates of each row of a join: which stay, and what is to be said of rows without a match or with several.

use crate::base::counts::{Telling, grouped};
use crate::base::names::all_of;
use crate::base::{Code, Span};
use crate::exec::fault::{helped, wrapped};
use crate::exec::probe::Said;
use crate::exec::words::{keyed, written};
use crate::plan::Join;
use crate::plan::shape::withheld;
use crate::syntax::ast::JoinKind;
use crate::syntax::print::as_name;
use polars::prelude::*;

/// The hidden column of whether a candidate fits; unknown for a row that stays without one.
pub const FIT: &str = "\u{1}fits";

/// Decides on the candidates of a join.
pub struct Matching {
    how: JoinKind,
    name: String,
    keys: Vec<String>,
    withheld: Vec<String>,
    span: Span,
    said: Option<Said>,
    /// Whether rows with equal keys may fail to match for their days.
    dated: bool,
}

/// Numbers of rows.
#[derive(Default)]
struct Counts {
    /// Rows here.
    rows: u64,
    /// Those that have a match.
    matched: u64,
    /// Those that have several.
    several: u64,
    /// Those that have no match because a key is unknown.
    unknown: u64,
    /// All matches.
    matches: u64,
    /// Some keys that no row there has.
    missing: Vec<String>,
    /// Whether there are more of them.
    more: bool,
}

impl Matching {
    /// What a join asks for.
    pub fn new(join: &Join, said: Option<Said>) -> Matching {
        let keys = join.on.iter().map(|pair| pair.here.clone()).collect();
        Matching {
            how: join.how,
            name: join.name.clone(),
            keys,
            withheld: withheld(&join.on),
            span: join.span,
            said,
            dated: join.days.is_some(),
        }
    }

    /// For each candidate whether it stays. The columns are the numbers of the row here, of the row there and of another row there that
    /// is as good, whether the days fit, and the keys.
    pub fn run(&self, columns: &mut [Column]) -> PolarsResult<Column> {
        let number = |at: usize| -> PolarsResult<UInt32Chunked> { Ok(columns[at].cast(&DataType::UInt32)?.u32()?.clone()) };
        let (here, there, also) = (number(0)?, number(1)?, number(2)?);
        let fits = columns[3].bool()?;
        let fit = |row: usize| there.get(row).is_some() && fits.get(if fits.len() == 1 { 0 } else { row }) == Some(true);
        let mut kept: Vec<Option<bool>> = vec![Some(false); here.len()];
        let mut counts = Counts::default();
        let mut start = 0;
        while start < here.len() {
            let end = (start..here.len()).find(|row| here.get(*row) != here.get(start)).unwrap_or(here.len());
            let matches: Vec<usize> = (start..end).filter(|row| fit(*row)).collect();
            self.count(&matches, start, &columns[4..], &mut counts)?;
            let one = matches.first().copied();
            match self.how {
                JoinKind::Join => matches.iter().for_each(|row| kept[*row] = Some(true)),
                JoinKind::With => one.iter().for_each(|row| kept[*row] = Some(true)),
                JoinKind::Without if one.is_none() => kept[start] = None,
                JoinKind::Without => {}
                JoinKind::Lookup | JoinKind::LookupLatest => {
                    let second = matches.get(1).and_then(|row| there.get(*row));
                    let second =
                        second.or_else(|| one.and_then(|row| also.get(row).filter(|also| Some(*also) != there.get(row))));
                    match (one, second) {
                        (Some(row), Some(second)) => return Err(self.several(row, there.get(row), second, &columns[4..])?),
                        (Some(row), None) => kept[row] = Some(true),
                        (None, _) => kept[start] = None,
                    }
                }
            }
            start = end;
        }
        self.say(&counts);
        let kept = BooleanChunked::from_iter_options(columns[0].name().clone(), kept.into_iter());
        Ok(kept.into_column())
    }

    fn count(&self, matches: &[usize], row: usize, keys: &[Column], counts: &mut Counts) -> PolarsResult<()> {
        counts.rows += 1;
        counts.matches += matches.len() as u64;
        counts.matched += u64::from(!matches.is_empty());
        counts.several += u64::from(matches.len() > 1);
        if !matches.is_empty() {
            return Ok(());
        }
        let values: Vec<AnyValue<'_>> = keys.iter().map(|key| key.get(row)).collect::<PolarsResult<_>>()?;
        if values.contains(&AnyValue::Null) {
            counts.unknown += 1;
        } else if !counts.more && !self.dated && self.withheld.is_empty() {
            let words = values.iter().map(written).collect::<Vec<_>>().join(", ");
            let words = if values.len() > 1 { format!("({words})") } else { words };
            if !counts.missing.contains(&words) {
                counts.more = counts.missing.len() == SOME;
                counts.missing.extend((!counts.more).then_some(words));
            }
        }
        Ok(())
    }

    /// The fault of a lookup that finds two rows.
    fn several(&self, row: usize, first: Option<u32>, second: u32, keys: &[Column]) -> PolarsResult<PolarsError> {
        let (first, second) = (u64::from(first.unwrap_or(0)) + 1, u64::from(second) + 1);
        let key = keyed(&self.keys, keys, row, &self.withheld)?;
        let newest = if self.how == JoinKind::LookupLatest { " of one day" } else { "" };
        let message = format!(
            "rows {} and {} of {}{newest} both match {key}",
            grouped(first.min(second)),
            grouped(first.max(second)),
            as_name(&self.name)
        );
        let help = "`join` gives a row for each match; another column behind `on` tells them apart";
        Ok(wrapped(Code::NotUnique, self.span, &helped(&message, help)))
    }

    fn say(&self, counts: &Counts) {
        let Some(said) = &self.said else { return };
        let telling = said.telling;
        let (name, all) = (as_name(&self.name), telling.counted(counts.rows, "row"));
        let word = match self.how {
            JoinKind::Lookup | JoinKind::LookupLatest => "lookup",
            JoinKind::Join => "join",
            JoinKind::With => "with",
            JoinKind::Without => "without",
        };
        let none = counts.rows - counts.matched;
        let have = if telling.is_one(counts.matched) { "has" } else { "have" };
        let mut text = match self.how {
            JoinKind::Without => format!("{name}: {} of {all} kept, without a match", telling.part(none, counts.rows)),
            JoinKind::With => format!("{name}: {} of {all} kept, with a match", telling.part(counts.matched, counts.rows)),
            _ => format!("{name}: {} of {all} {have} a match", telling.part(counts.matched, counts.rows)),
        };
        if self.how == JoinKind::Join && counts.several > 0 {
            text += &format!(
                ", {} of them several: {} together",
                telling.number(counts.several),
                telling.counted(counts.matches, "row")
            );
        }
        said.add(word, text);
        if none > 0 && self.how != JoinKind::Without && self.how != JoinKind::With {
            let fate = if self.how == JoinKind::Join { "left out" } else { "kept" };
            said.add(word, format!("{} {fate} without one{}", telling.counted(none, "row"), self.reasons(counts, telling)));
        } else if counts.unknown > 0 {
            let keys = all_of(&self.keys.iter().map(|key| as_name(key)).collect::<Vec<_>>());
            let fate = if self.how == JoinKind::Without { "kept" } else { "left out" };
            said.add(
                word,
                format!("{} {fate} where {keys} is unknown, which matches nothing", telling.counted(counts.unknown, "row")),
            );
        }
    }

    /// Why rows have no match: keys that the other table does not have, keys that are unknown.
    fn reasons(&self, counts: &Counts, telling: Telling) -> String {
        let mut parts = counts.missing.clone();
        parts.extend(counts.more.then(|| "others".to_string()));
        if counts.unknown > 0 {
            parts.push(format!("{} where the key is unknown", telling.number(counts.unknown)));
        }
        if parts.is_empty() { String::new() } else { format!(": {}", all_of(&parts)) }
    }
}

/// How many missing keys are named.
const SOME: usize = 3;
