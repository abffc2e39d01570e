//! Several files as one table: what each column is in all of them, and their rows one below the other.

use super::content::{Member, Unreadable};
use super::joint::{self, Part};
use super::matching::{Shared, free_name, missing, shared, stranger};
use super::tags::{Tags, some_of};
use crate::base::counts::counted;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic, Type, Zone};
use crate::catalog::reading::DateOrder;
use crate::catalog::{Column, Roles, Several, Table, TableFile};
use crate::data::digest::digest_of;
use crate::data::facts::ColumnFacts;
use crate::data::faults::cannot_open;
use crate::data::infer::{Decision, Found};
use crate::data::layout::stays_text;
use crate::data::source::{Snapshot, Source};
use crate::data::{axis, cells, serial};
use polars::prelude::{AllowedOptimizations, Expr, LazyFrame, NULL, UnionArgs, concat, lit};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Several files as one table.
pub(super) struct Together {
    pub(super) members: Vec<Member>,
    /// How they were named together.
    shown_as: String,
    /// The column of their names.
    column: String,
    pub(super) columns: Vec<Shared>,
    notes: Vec<Diagnostic>,
    /// Whether a cell that does not fit what all files say of its column is an error.
    strict: bool,
    /// The columns that were decided over the cells of all files, each with why it stays text although it looks like more.
    decided: Mutex<BTreeMap<usize, Option<String>>>,
}

impl Together {
    /// Puts files together by the names of their columns. One that shares none with the others does not belong to them.
    pub(super) fn new(
        members: Vec<Member>,
        shown_as: &str,
        mut notes: Vec<Diagnostic>,
        strict: bool,
    ) -> Result<Together, Diagnostic> {
        let tables: Vec<Table> = members.iter().map(|member| member.content.snapshot("").table).collect();
        let (mut columns, renamed) = shared(&tables, &members);
        if let Some(stranger) = stranger(&columns, members.len()) {
            let first = members.iter().enumerate().find(|(at, _)| *at != stranger).map_or("", |(_, member)| &member.name);
            let why = format!("{} has none of the columns of {}", quote(&members[stranger].name), quote(first));
            return Err(cannot_open(shown_as, why).help("name only files of one kind, such as `reports/2025-*.csv`"));
        }
        let files: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        for column in &mut columns {
            column.tags = Tags::of(&column.name, &column.own, &tables, &files).map_err(|clash| {
                let help = "give the columns names of their own, or one tag; or name only files of one kind";
                cannot_open(shown_as, clash).help(help)
            })?;
        }
        withhold(&members, &columns)?;
        notes.extend(renamed);
        notes.extend(columns.iter().filter_map(|column| column.tags.note(&column.name, shown_as)));
        notes.extend(missing(&columns, &members, shown_as));
        if !columns.iter().all(Shared::is_alike) {
            members.iter().filter_map(|member| member.content.text()).for_each(Source::always_ask);
        }
        let (column, shown_as) = (free_name(&columns), shown_as.to_string());
        Ok(Together { members, shown_as, column, columns, notes, strict, decided: Mutex::default() })
    }

    fn decided(&self) -> MutexGuard<'_, BTreeMap<usize, Option<String>>> {
        self.decided.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The members that are text and have a column, with its name there.
    fn texts_with<'a>(&'a self, column: &'a Shared) -> impl Iterator<Item = (&'a Member, &'a Source, &'a str)> {
        let members = self.members.iter().zip(&column.own);
        members.filter_map(|(member, own)| Some((member, member.content.text()?, own.as_deref()?)))
    }

    /// The names of the files that lack a column.
    pub(super) fn without(&self, column: &Shared) -> Vec<&str> {
        let members = self.members.iter().zip(&column.own);
        members.filter(|(_, own)| own.is_none()).map(|(member, _)| member.name.as_str()).collect()
    }

    /// Reads columns in all files.
    pub(super) fn read(&self, is_wanted: &dyn Fn(&Shared) -> bool) -> Result<(), Diagnostic> {
        for (at, member) in self.members.iter().enumerate() {
            let wanted = self.columns.iter().filter(|column| is_wanted(column));
            let own: Vec<String> = wanted.filter_map(|column| column.own.get(at)?.clone()).collect();
            member.content.read(Some(&own))?;
        }
        self.decide()
    }

    /// Decides over all cells what each column is that was read in all files, where that was not done.
    pub(super) fn decide(&self) -> Result<(), Diagnostic> {
        let mut decided = self.decided();
        for (at, column) in self.columns.iter().enumerate().filter(|(at, _)| !decided.contains_key(at)).collect::<Vec<_>>() {
            let found: Option<Vec<_>> =
                self.texts_with(column).map(|(_, source, own)| source.found(own).filter(|(_, read)| *read)).collect();
            if let Some(found) = found {
                let doubt = self.decide_one(column, found.into_iter().map(|(found, _)| found).collect())?;
                let misfit = self.texts_with(column).find_map(|(_, source, own)| source.misfit(own));
                if let Some(misfit) = misfit.filter(|_| self.strict) {
                    return Err(misfit);
                }
                decided.insert(at, doubt);
            }
        }
        Ok(())
    }

    /// Decides over all cells what a column is, and why it stays text although it looks like more.
    fn decide_one(&self, column: &Shared, found: Vec<Found>) -> Result<Option<String>, Diagnostic> {
        if joint::is_settled(&found) {
            return Ok(found.into_iter().find_map(|found| found.doubt));
        }
        let with: Vec<(&Member, &Source, &str)> = self.texts_with(column).collect();
        let basis = basis(&with, &found)?;
        let earlier = basis.as_ref().and_then(|basis| with.iter().find_map(|(_, source, own)| source.decided(own, basis)));
        let decision = match earlier {
            Some(decision) => decision,
            None => {
                let decision = over_all_cells(&with, &found)?;
                let keep = |basis: String| with.iter().any(|(_, source, own)| source.keep_decided(own, &basis, &decision));
                basis.map(keep);
                decision
            }
        };
        for (((_, source, own), before), found) in with.iter().zip(found).zip(decision.found) {
            if before != found {
                source.retype(own, found)?;
            }
        }
        Ok(decision.doubt)
    }

    pub(super) fn unreadable(&self, name: &str) -> Vec<(String, Unreadable)> {
        let Some(column) = self.columns.iter().find(|column| column.name == name) else { return Vec::new() };
        self.texts_with(column).filter_map(|(member, source, own)| Some((member.name.clone(), source.unreadable(own)?))).collect()
    }

    pub(super) fn snapshot(&self, name: &str) -> Snapshot {
        let parts: Vec<Snapshot> = self.members.iter().map(|member| member.content.snapshot(name)).collect();
        let mut notes = self.notes.clone();
        notes.extend(self.gathered(&parts));
        let (mut columns, mut facts) = (Vec::new(), BTreeMap::new());
        for (at, shared) in self.columns.iter().enumerate() {
            let (column, known) = self.column(shared, &parts);
            let doubt = self.decided().get(&at).cloned().flatten().or_else(|| clash(shared, &column, &parts, &self.members));
            if let Some(doubt) = doubt {
                notes.push(stays_text(&shared.name, &self.shown_as, &doubt));
            }
            notes.extend(serial::doubt(&column, known.as_ref(), &self.shown_as));
            facts.extend(known.map(|known| (shared.name.clone(), known)));
            columns.push(column);
        }
        let frame = self.frame(&columns, &parts);
        let inferred = "the file of each row".to_string();
        columns.push(Column { name: self.column.clone(), ty: Type::Text, tag: None, inferred });
        let rows = parts.iter().map(|part| part.table.rows).sum::<Option<u64>>();
        facts.insert(self.column.clone(), ColumnFacts { unknown: Some(0), bounds: None });
        let (axis, axis_reason) = axis::choose(&columns);
        let file = |(member, part): (&Member, &Snapshot)| TableFile {
            name: member.name.clone(),
            path: member.path.clone(),
            rows: part.table.rows,
        };
        let several = Several { column: self.column.clone(), files: self.members.iter().zip(&parts).map(file).collect() };
        let table = Table {
            name: name.into(),
            origin: self.shown_as.clone(),
            several: Some(several),
            columns,
            axis,
            axis_reason,
            roles: Roles::default(),
            rows,
            lines: parts.iter().all(|part| part.table.lines),
            notes,
            written: parts.first().map(|part| part.table.written.clone()).unwrap_or_default(),
        };
        Snapshot { table, frame, by_days: None, facts, seen: parts.iter().map(|part| part.seen).sum() }
    }

    /// A column of all files, and what is known of its values.
    fn column(&self, shared: &Shared, parts: &[Snapshot]) -> (Column, Option<ColumnFacts>) {
        let own = |(part, own): (&'_ Snapshot, &'_ Option<String>)| {
            let own = own.as_deref()?;
            part.table.columns.iter().find(|column| column.name == own).cloned()
        };
        let found: Vec<Option<Column>> = parts.iter().zip(&shared.own).map(own).collect();
        let filled = |at: usize| !is_blank(&parts[at], shared.own[at].as_deref());
        let with = || found.iter().enumerate().filter_map(|(at, column)| Some((at, column.as_ref()?)));
        let told: Vec<(usize, &Column)> = with().filter(|(at, _)| filled(*at)).collect();
        let told = if told.is_empty() { with().collect() } else { told };
        let ty = told.iter().map(|(_, column)| column.ty).reduce(common).unwrap_or(Type::Text);
        let facts = parts.iter().zip(&shared.own).zip(&found).map(|((part, own), column)| {
            let rows = part.table.rows?;
            let Some(own) = own else { return Some((ColumnFacts { unknown: Some(rows), bounds: None }, true)) };
            let known = *part.facts.get(own)?;
            let same = column.as_ref().is_some_and(|column| column.ty == ty);
            let blank = known.unknown == Some(rows);
            Some((ColumnFacts { bounds: known.bounds.filter(|_| same), ..known }, blank))
        });
        let facts = facts.collect::<Option<Vec<_>>>().map(|facts| {
            let unknown = facts.iter().map(|(known, _)| known.unknown).sum();
            let bounds: Option<Vec<(i64, i64)>> =
                facts.iter().filter(|(_, blank)| !blank).map(|(known, _)| known.bounds).collect();
            let least = bounds.as_ref().and_then(|bounds| bounds.iter().map(|bounds| bounds.0).min());
            let most = bounds.as_ref().and_then(|bounds| bounds.iter().map(|bounds| bounds.1).max());
            ColumnFacts { unknown, bounds: least.zip(most) }
        });
        (Column { name: shared.name.clone(), ty, tag: shared.tags.common.clone(), inferred: self.inferred(shared, &told) }, facts)
    }

    /// How the type was found, file by file where they differ, and the first cell that does not fit it.
    fn inferred(&self, shared: &Shared, told: &[(usize, &Column)]) -> String {
        let mut ways: Vec<(String, Vec<&str>)> = Vec::new();
        for (at, column) in told {
            let member = &self.members[*at];
            let found = member.content.text().zip(shared.own[*at].as_deref()).and_then(|(source, own)| source.found(own));
            let words = found.filter(|(_, read)| *read).map_or_else(|| column.inferred.clone(), |(found, _)| found.words);
            match ways.iter_mut().find(|(known, _)| *known == words) {
                Some((_, files)) => files.push(&member.name),
                None => ways.push((words, vec![&member.name])),
            }
        }
        let mut said = match ways.as_slice() {
            [(words, _)] => words.clone(),
            several => {
                let have = |files: &[&str]| if files.len() == 1 { "has" } else { "have" };
                let said =
                    several.iter().map(|(words, files)| format!("{} {} {words}", some_of(files, &str::to_string), have(files)));
                said.collect::<Vec<_>>().join("; ")
            }
        };
        let unreadable = self.unreadable(&shared.name);
        let count = unreadable.iter().map(|(_, (count, _))| count).sum::<u64>();
        if let Some((file, (place, cell))) = unreadable.iter().find_map(|(file, (_, first))| Some((file, first.first()?))) {
            said.push_str(&format!("; {} unreadable, first in {file} {place}: {cell}", counted(count, "cell")));
        }
        said
    }

    /// The rows of all files, one below the other.
    fn frame(&self, columns: &[Column], parts: &[Snapshot]) -> LazyFrame {
        let names: Vec<Expr> = columns.iter().map(|column| named(&column.name)).chain([named(&self.column)]).collect();
        let one = |(at, part): (usize, &Snapshot)| {
            let mut values: Vec<Expr> = columns
                .iter()
                .zip(&self.columns)
                .filter_map(|(column, shared)| value(column, shared.own[at].as_deref(), part))
                .collect();
            values.push(lit(self.members[at].name.as_str()).alias(self.column.as_str()));
            // Columns are put beside the rows before they are chosen: a name alone would be one row.
            part.frame.clone().with_columns(values).select(names.clone())
        };
        let frames: Vec<LazyFrame> = parts.iter().enumerate().map(one).collect();
        let together = concat(frames, UnionArgs::default()).unwrap_or_default();
        // Asked for the number of rows alone, the engine would add up those of the parts in a type that is not built in. It does not
        // look through a function, though it still knows which columns and rows are wanted.
        together.map(Ok, AllowedOptimizations::default(), None, Some("rows of several files"))
    }

    /// The notes of the files; what is said of several in the same words is said once. Doubts are told of all files together.
    fn gathered(&self, parts: &[Snapshot]) -> Vec<Diagnostic> {
        let mut found: Vec<(Diagnostic, String, Vec<&str>)> = Vec::new();
        for (member, part) in self.members.iter().zip(parts) {
            for note in part.table.notes.iter().filter(|note| note.code != Code::TypedAsText) {
                let words = note.message.replace(&quote(&part.table.origin), &quote(&self.shown_as));
                match found.iter_mut().find(|(other, same, _)| other.code == note.code && *same == words) {
                    Some((_, _, files)) => files.push(&member.name),
                    None => found.push((note.clone(), words, vec![&member.name])),
                }
            }
        }
        let said = found.into_iter().map(|(note, words, files)| match files.as_slice() {
            [_] => note,
            files => Diagnostic { message: format!("{words} (in {})", some_of(files, &quote)), ..note },
        });
        said.collect()
    }
}

/// Decides over all cells of a column what it is.
fn over_all_cells(with: &[(&Member, &Source, &str)], found: &[Found]) -> Result<Decision, Diagnostic> {
    let mut parts = Vec::with_capacity(with.len());
    for ((member, source, own), found) in with.iter().zip(found) {
        parts.push(Part { file: &member.name, found: found.clone(), cells: source.cells(own)? });
    }
    let line = |at: usize, row: u64| with.get(at).and_then(|(_, source, _)| source.lines(&[row]).first().copied().flatten());
    Ok(joint::decide(&parts, delimiter(with), date_order(with), &line))
}

fn delimiter(with: &[(&Member, &Source, &str)]) -> u8 {
    if with.iter().any(|(_, source, _)| source.delimiter() == b';') { b';' } else { b',' }
}

fn date_order(with: &[(&Member, &Source, &str)]) -> Option<DateOrder> {
    with.iter().find_map(|(_, source, own)| source.date_order(own))
}

/// What a decision on a column rests on, where some of the files are large: the files as they are, of small ones their cells, what each
/// says alone, and how they are named.
fn basis(with: &[(&Member, &Source, &str)], found: &[Found]) -> Result<Option<String>, Diagnostic> {
    if with.iter().all(|(_, source, _)| source.stamp().is_none()) {
        return Ok(None);
    }
    let mut all = format!("{} {:?}", delimiter(with), date_order(with));
    for ((member, source, own), found) in with.iter().zip(found) {
        let stamp = match source.stamp() {
            Some(stamp) => stamp,
            None => format!("{:?}", source.cells(own)?.iter().collect::<Vec<_>>()),
        };
        all.push_str(&format!("\n{:?} {own:?} {found:?} {stamp}", member.name));
    }
    Ok(Some(digest_of(all.as_bytes())))
}

/// What is sensitive in one file is so in all, whatever they call it.
fn withhold(members: &[Member], columns: &[Shared]) -> Result<(), Diagnostic> {
    let texts = || members.iter().enumerate().filter_map(|(at, member)| Some((at, member.content.text()?)));
    let own = |shared: &Shared, at: usize| shared.own.get(at).cloned().flatten();
    let is_private = |shared: &&Shared| texts().any(|(at, source)| own(shared, at).is_some_and(|own| source.is_private(&own)));
    let private: Vec<&Shared> = columns.iter().filter(is_private).collect();
    let of_file = |(at, source): (usize, &Source)| {
        let names: Vec<String> = private.iter().filter_map(|shared| own(shared, at)).collect();
        if names.iter().all(|name| source.is_private(name)) { Ok(()) } else { source.withhold(&names) }
    };
    texts().try_for_each(of_file)
}

fn named(name: &str) -> Expr {
    Expr::Column(name.into())
}

/// What a file has in a column, where it is not the very column of its frame.
fn value(column: &Column, own: Option<&str>, part: &Snapshot) -> Option<Expr> {
    let wanted = cells::data_type(column.ty);
    let Some(own) = own else { return Some(lit(NULL).cast(wanted).alias(column.name.as_str())) };
    let found = part.table.columns.iter().find(|column| column.name == own)?;
    // Texts may lie in dictionaries, of which each file has another.
    let same = own == column.name && found.ty == column.ty && column.ty != Type::Text;
    (!same).then(|| named(own).strict_cast(wanted).alias(column.name.as_str()))
}

/// Whether a file has no value in a column, as far as that is known.
fn is_blank(part: &Snapshot, own: Option<&str>) -> bool {
    let known = own.and_then(|own| part.facts.get(own)).and_then(|facts| facts.unknown);
    known.is_some() && known == part.table.rows
}

/// The type of which values of both types are.
fn common(a: Type, b: Type) -> Type {
    match (a, b) {
        _ if a == b => a,
        (Type::Int | Type::Float, Type::Int | Type::Float) => Type::Float,
        (Type::Date | Type::Datetime, Type::Date | Type::Datetime) => Type::Datetime,
        (Type::Moment(_), Type::Moment(_)) => Type::Moment(Zone::Open),
        _ => Type::Text,
    }
}

/// Why a column is text where some files say that it is something else.
fn clash(shared: &Shared, column: &Column, parts: &[Snapshot], members: &[Member]) -> Option<String> {
    let own = |(at, part): (usize, &Snapshot)| {
        let own = shared.own.get(at)?.as_deref().filter(|own| !is_blank(part, Some(own)))?;
        let found = part.table.columns.iter().find(|column| column.name == own)?;
        Some((found.ty, format!("{} in {}", found.inferred, quote(&members.get(at)?.name))))
    };
    let found: Vec<(Type, String)> = parts.iter().enumerate().filter_map(own).collect();
    let (ty, first) = found.first()?;
    let (_, other) = found.iter().find(|(other, _)| other != ty)?;
    (column.ty == Type::Text).then(|| format!("has {first}, and {other}"))
}
