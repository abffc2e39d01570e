//! Endings: what they are about, and what may follow them.

use super::Checker;
use super::scope::{Scope, ScopeColumn};
use crate::base::names::{Match, all_of, find, is_hidden};
use crate::base::{Code, Diagnostic, Span, Type};
use crate::catalog::{Roles, Table};
use crate::plan::StepKind;
use crate::plan::protect::{Protect, Round};
use crate::plan::trace::{FileName, Leaf, Trace};
use crate::syntax::ast::{Clause, ClauseKind};

/// Below this, hiding small numbers would say what they are.
const LEAST: u64 = 3;

impl Checker<'_> {
    /// Whether a clause may stand where it does, behind an ending or before one.
    pub(super) fn may_follow(&mut self, clause: &Clause, scope: &Scope) -> bool {
        let saved = scope.saved.map(|span| ("save", Some(span)));
        let drawn = scope.plot.map(|(_, span)| ("plot", Some(span)));
        let Some((word, ending)) = saved.or(drawn).or(scope.ended) else { return true };
        let order = word == "round to" && matches!(clause.kind, ClauseKind::Protect(_));
        let allowed = match &clause.kind {
            ClauseKind::Error => true,
            _ if saved.is_some() => false,
            ClauseKind::Save(_) => true,
            _ if drawn.is_some() => false,
            ClauseKind::Sort(_) | ClauseKind::Show(_) | ClauseKind::Plot(_) => true,
            ClauseKind::Round(_) => word == "protect",
            _ => false,
        };
        if !allowed {
            let text = clause.kind.word();
            let fault = Diagnostic::error(Code::BehindEnding, clause.span, format!("`{text}` cannot stand behind `{word}`"));
            let fault = match ending {
                Some(ending) => fault.also(ending, "the answer is settled here"),
                None => fault,
            };
            self.report(match (&clause.kind, word) {
                _ if order => fault.help("small figures are hidden by what they are: write `protect` first, then `round to`"),
                (ClauseKind::Trace, _) => fault.help("the rows behind a protected answer would give it away"),
                (_, "save") => fault.help("`save` is the last word of a query"),
                (_, "plot") => fault.help("write it before `plot`; only `save` may follow"),
                _ => fault.help(format!("write it before `{word}`; only `sort`, `show`, `plot` and `save` may follow")),
            });
        }
        allowed
    }

    /// `protect 10`
    pub(super) fn protect(&mut self, below: u64, span: Span, scope: &mut Scope) -> Option<StepKind> {
        if below < LEAST {
            let fault = Diagnostic::error(Code::BadLiteral, span, format!("`protect {below}` would hide nothing, or only ones"));
            self.report(fault.help("`protect 10` hides figures of 1 to 9; 5 and 10 are common"));
            return None;
        }
        if scope.apart.repeated {
            let fault = Diagnostic::error(Code::NothingToProtect, span, "`fill previous` repeats a figure that may be hidden");
            self.report(fault.help("leave the buckets without a row empty, or `fill 0`"));
            return None;
        }
        if let Some(key) = scope.apart.keys.iter().find(|key| scope.roles.sensitive.contains(key)) {
            let message = format!("the rows are told apart by `{key}`, which is about single persons");
            let fault = Diagnostic::error(Code::SensitiveKey, span, message);
            self.report(fault.help("group by something coarser: a place, a month, an age of ten years"));
            return None;
        }
        if scope.apart.reshaped {
            let fault =
                Diagnostic::error(Code::NothingToProtect, span, "figures that were turned or put below others are not protected");
            self.report(
                fault.help(
                    "`protect` goes with the summary as it is: leave out `pivot`, `unpivot`, `append` and `join` behind it",
                ),
            );
            return None;
        }
        let printed = |column: &str| scope.get(column).is_some();
        if !scope.told.iter().any(|told| printed(&told.column)) {
            self.nothing_of_people("protect", span);
            return None;
        }
        let step = Protect {
            below,
            told: scope.told.clone(),
            keys: scope.apart.keys.clone(),
            time: scope.apart.time.clone(),
            ranked: scope.apart.ranked,
        };
        scope.ended = Some(("protect", Some(span)));
        Some(StepKind::Protect(Box::new(step)))
    }

    /// `round to 5`
    pub(super) fn round(&mut self, to: u64, span: Span, scope: &mut Scope) -> Option<StepKind> {
        if to < 2 || i64::try_from(to).is_err() {
            let fault = Diagnostic::error(Code::BadLiteral, span, format!("figures cannot be rounded to multiples of {to}"));
            self.report(fault.help("`round to 5`; single values are rounded by `derive x = round(x, 2)`"));
            return None;
        }
        let printed = || scope.told.iter().filter(|told| !is_hidden(&told.column) && scope.get(&told.column).is_some());
        let number = |name: &str| scope.get(name).is_some_and(|column| column.ty.is_number());
        let (columns, others): (Vec<_>, Vec<_>) = printed().partition(|told| told.number && number(&told.column));
        let names = |told: Vec<&crate::plan::protect::Told>| told.into_iter().map(|told| told.column.clone()).collect::<Vec<_>>();
        if columns.is_empty() {
            self.nothing_of_people("round to", span);
            return None;
        }
        // What is no number of people and hidden only where it is a figure of few rows has nothing to do with what is rounded.
        let counts = |name: &String| scope.told(name).is_some_and(|told| !told.rows);
        let others = others.into_iter().filter(|told| told.of.iter().any(counts)).collect();
        let step = Round { to, columns: names(columns), others: names(others) };
        scope.ended = Some(("round to", Some(span)));
        Some(StepKind::Round(step))
    }

    /// `trace`: the columns of a table, behind the file and the line. The blocks of several tables are checked one by one.
    pub(super) fn trace(&mut self, leaves: &[Leaf], span: Span, scope: &mut Scope) -> Option<StepKind> {
        let (block, blocks) = (self.block, leaves.len());
        if self.going_on && blocks > 1 {
            let names: Vec<String> = leaves.iter().map(|leaf| format!("`{}`", leaf.table)).collect();
            let message = format!("`trace` lists rows of {} here, and a `let` is one table", all_of(&names));
            self.report(Diagnostic::error(Code::WrongType, span, message).help("end the query that uses it with `trace`"));
            return None;
        }
        let leaf = leaves.get(block)?;
        scope.blocks = blocks;
        let table = self.catalog.tables.iter().find(|table| table.name == leaf.table)?;
        let (names, file) = (table.place_names(table.columns.iter().map(|c| c.name.as_str())), FileName::of(table));
        let column = |name: &str, ty: Type| ScopeColumn { name: name.to_string(), ty, tag: None };
        let own = || table.columns.iter().filter(|c| table.several.as_ref().is_none_or(|several| several.column != c.name));
        let mut columns = vec![column(&names[0], Type::Text), column(&names[1], Type::Int)];
        columns.extend(own().map(|c| ScopeColumn { tag: c.tag.clone(), ..column(&c.name, c.ty) }));
        let shown = own().map(|c| (c.name.clone(), c.name.clone())).collect();
        let step = Trace { file, names, columns: shown, block, blocks };
        scope.replace(columns);
        scope.lose_axis();
        let sensitive = if self.shows_sensitive { Vec::new() } else { self.withheld_in(leaf, leaves, table) };
        (scope.told, scope.roles) = (Vec::new(), Roles { sensitive, ..Roles::default() });
        scope.ended = Some(("trace", Some(span)));
        Some(StepKind::Trace(step))
    }

    /// The columns of a table that are about single persons: as the catalog says, as it says of a table whose rows stand among these, such as
    /// those of last week, and what is matched with such a column.
    fn withheld_in(&self, leaf: &Leaf, leaves: &[Leaf], table: &Table) -> Vec<String> {
        let among = leaves.iter().filter(|other| other.among == leaf.among);
        let beside = among.filter_map(|other| self.catalog.tables.iter().find(|table| table.name == other.table));
        let said: Vec<&String> = beside.flat_map(|table| &table.roles.sensitive).chain(&leaf.withheld).collect();
        let names = table.columns.iter().map(|column| &column.name);
        let is_said = |name: &&String| said.iter().any(|said| find(said, std::iter::once(name.as_str())) != Match::None);
        names.filter(is_said).cloned().collect()
    }

    /// Refuses an ending that takes one table where a `trace` gives several.
    pub(super) fn one_table(&mut self, span: Span, scope: &Scope) {
        if scope.blocks > 1 {
            let message = format!("`trace` lists rows of {} tables here, and a file holds one", scope.blocks);
            self.report(Diagnostic::error(Code::WrongType, span, message).help("`--output` takes all, as markdown or ndjson"));
        }
    }

    /// The columns of sources of tables, unless they are about single persons.
    pub(super) fn sources(&self, leaves: &[Leaf]) -> Vec<(usize, String)> {
        let source = |leaf: &Leaf| {
            let roles = &self.catalog.tables.iter().find(|table| table.name == leaf.table)?.roles;
            let shown = |name: &String| self.shows_sensitive || !roles.sensitive.contains(name);
            roles.source.clone().filter(shown)
        };
        leaves.iter().enumerate().filter_map(|(at, leaf)| Some((at, source(leaf)?))).collect()
    }

    fn nothing_of_people(&mut self, word: &str, span: Span) {
        let message = format!("no column is a number of people, so `{word}` would change nothing");
        let fault = Diagnostic::error(Code::NothingToProtect, span, message);
        self.report(fault.help("numbers of people are counts, totals, and measures that the catalog declares"));
    }
}
