//! Endings: what they are about, and what may follow them.

use super::Checker;
use super::scope::{Scope, ScopeColumn};
use crate::base::names::is_hidden;
use crate::base::{Code, Diagnostic, Span, Type};
use crate::catalog::{Roles, Table};
use crate::plan::StepKind;
use crate::plan::protect::{Protect, Round};
use crate::plan::trace::{FileName, Trace};
use crate::syntax::ast::{self, Clause, ClauseKind, Query};

/// Below this, hiding small numbers would say what they are.
const LEAST: u64 = 3;

impl Checker<'_> {
    /// Whether a clause may stand where it does, behind an ending or before one.
    pub(super) fn may_follow(&mut self, clause: &Clause, scope: &Scope) -> bool {
        let Some((word, ending)) = scope.ended else { return true };
        let order = word == "round to" && matches!(clause.kind, ClauseKind::Protect(_));
        let allowed = match &clause.kind {
            ClauseKind::Sort(_) | ClauseKind::Show(_) | ClauseKind::Error => true,
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
                _ => fault.help(format!("write it before `{word}`; only `sort` and `show` may follow")),
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
        let step = Round { to, columns: names(columns), others: names(others) };
        scope.ended = Some(("round to", Some(span)));
        Some(StepKind::Round(step))
    }

    /// `trace`: the columns of the table, behind the file and the line.
    pub(super) fn trace(&mut self, query: &Query, span: Span, scope: &mut Scope) -> Option<StepKind> {
        if let Some(clause) = query.clauses.iter().find(|clause| clause.kind.turns()) {
            let message = format!("`trace` does not go through `{}` in this version", clause.kind.word());
            self.report(Diagnostic::error(Code::NotYet, span, message).also(clause.span, "rows of another kind are made here"));
            return None;
        }
        if let ast::Source::Table(name) = &query.source
            && self.names.tables.get(&name.text).is_some_and(|named| !named.plan.keeps_rows())
        {
            let message = format!("`trace` does not go through the joins and shapes of `{}` in this version", name.text);
            self.error(Code::NotYet, span, message);
            return None;
        }
        let table = self.base(&query.source)?;
        let free =
            |name: &str| if table.columns.iter().any(|c| c.name == name) { format!("source_{name}") } else { name.to_string() };
        let (file_name, file) = match &table.several {
            Some(several) => (several.column.clone(), FileName::Column(several.column.clone())),
            None => (free("file"), FileName::Always(table.origin.clone())),
        };
        let names = [file_name, free(if table.lines { "line" } else { "row" })];
        let column = |name: &str, ty: Type| ScopeColumn { name: name.to_string(), ty, tag: None };
        let own = || table.columns.iter().filter(|c| table.several.as_ref().is_none_or(|several| several.column != c.name));
        let mut columns = vec![column(&names[0], Type::Text), column(&names[1], Type::Int)];
        columns.extend(own().map(|c| ScopeColumn { tag: c.tag.clone(), ..column(&c.name, c.ty) }));
        let shown = own().map(|c| (c.name.clone(), c.name.clone())).collect();
        let step = Trace { file, names, columns: shown };
        scope.replace(columns);
        scope.lose_axis();
        let sensitive = if self.shows_sensitive { Vec::new() } else { table.roles.sensitive.clone() };
        (scope.told, scope.roles) = (Vec::new(), Roles { sensitive, ..Roles::default() });
        scope.ended = Some(("trace", Some(span)));
        Some(StepKind::Trace(step))
    }

    /// The column of sources of the table that a source rests on, unless it is about single persons.
    pub(super) fn sources(&self, source: &ast::Source) -> Option<String> {
        let roles = &self.base(source)?.roles;
        let shown = |name: &String| self.shows_sensitive || !roles.sensitive.contains(name);
        roles.source.clone().filter(shown)
    }

    /// The table that a source rests on in the end.
    fn base(&self, source: &ast::Source) -> Option<&Table> {
        let name = match source {
            ast::Source::Table(name) => name.text.as_str(),
            ast::Source::Path(path, _) => path.as_str(),
        };
        if let Some(named) = self.names.tables.get(name) {
            let table = named.plan.tables().first().copied()?.to_string();
            return self.catalog.tables.iter().find(|t| t.name == table);
        }
        let path = self.names.path(source).and_then(|path| self.catalog.tables.iter().find(|t| t.name == path));
        path.or_else(|| self.catalog.table(name))
    }

    fn nothing_of_people(&mut self, word: &str, span: Span) {
        let message = format!("no column is a number of people, so `{word}` would change nothing");
        let fault = Diagnostic::error(Code::NothingToProtect, span, message);
        self.report(fault.help("numbers of people are counts, totals, and measures that the catalog declares"));
    }
}
