//! The columns that can be named at one point of a query, and how names, tags and patterns find them.

use super::Checker;
use super::origin::Origins;
use crate::base::names::{self, Match, all_of, quote, wild};
use crate::base::{Code, Diagnostic, Span, Type, Unit, hxl};
use crate::catalog::Roles;
use crate::plan::protect::{Apart, Told};
use crate::plan::{self, Window};
use crate::syntax::ast::{Column, Drawing, Name, Pattern, Straddling};

/// What a clause sees of the clauses before it.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The columns, in order.
    pub columns: Vec<ScopeColumn>,
    /// The time axis, while the table has one.
    pub axis: Option<plan::Axis>,
    /// The column that the axis is worked out from, where its own columns are hidden.
    pub axis_column: Option<String>,
    /// The window so far; `None` for a table without a time axis.
    pub window: Option<Window>,
    /// The columns of the source that the window is about.
    pub window_axis: Option<plan::Axis>,
    /// What becomes of rows that straddle a bound.
    pub straddling: Straddling,
    /// The unit of the last time clause, if it was `this UNIT`.
    pub this: Option<Unit>,
    /// Whether rows may still be there that straddle a bound of the window.
    pub unsettled: bool,
    /// What the figures mean.
    pub roles: Roles,
    /// Whether several windows tell the rows apart, in the column `period`.
    pub labelled: bool,
    /// Which rows of which tables the columns are from.
    pub origins: Origins,
    /// The order of the rows of a summary with buckets.
    pub buckets: Option<Order>,
    /// The summary right before, which `fill` and `versus` are about.
    pub behind: Option<Behind>,
    /// What the columns tell of people.
    pub told: Vec<Told>,
    /// What tells the rows of a summary apart.
    pub apart: Apart,
    /// The ending that settled the answer, if one did, and where it stands in this query.
    pub ended: Option<(&'static str, Option<Span>)>,
    /// Where the answer was saved, behind which nothing may follow.
    pub saved: Option<Span>,
    /// How many tables a `trace` gives.
    pub blocks: usize,
    /// `plot`, and where it stands.
    pub plot: Option<(Option<Drawing>, Span)>,
    /// Columns that earlier clauses left out.
    pub gone: Vec<String>,
    /// The span of the summary that came before, if one did.
    pub summarised: Option<Span>,
}

/// How rows follow each other in time.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The columns within whose values rows belong together.
    pub keys: Vec<String>,
    /// The columns of the first and the last day.
    pub time: Option<(String, String)>,
    /// Whether rows are buckets of a summary.
    pub buckets: bool,
    /// Whether they follow each other day by day.
    pub consecutive: bool,
    /// The column that tells several windows apart.
    pub label: Option<String>,
}

impl Order {
    /// The same under the names that columns have now; nothing when one of them is lost.
    pub fn renamed(self, now: &dyn Fn(&str) -> Option<String>) -> Option<Order> {
        let time = match &self.time {
            Some((start, end)) => Some((now(start)?, now(end)?)),
            None => None,
        };
        let keys = self.keys.iter().map(|key| now(key)).collect::<Option<_>>()?;
        Some(Order { keys, time, label: self.label.as_deref().and_then(now), ..self })
    }
}

/// What a clause right behind a summary has to know of it.
#[derive(Clone, Debug)]
pub struct Behind {
    /// The names of its figures.
    pub figures: Vec<String>,
    /// The names of the columns beside them: days, reported, as_at.
    pub beside: Vec<String>,
    /// Whether it has buckets.
    pub series: bool,
    /// Whether its rows are placed in time.
    pub placed: bool,
    /// What shows whether another period is like it, where one is compared.
    pub marks: Vec<plan::Mark>,
}

/// A column of a scope.
#[derive(Clone, Debug)]
pub struct ScopeColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its HXL tag.
    pub tag: Option<String>,
}

impl ScopeColumn {
    /// Its HXL tag, or the name that is one.
    fn tag(&self) -> Option<&str> {
        self.tag.as_deref().or_else(|| Some(self.name.as_str()).filter(|name| name.starts_with('#')))
    }
}

impl Scope {
    /// The columns as a plan has them.
    pub fn plan_columns(&self) -> Vec<plan::Column> {
        self.columns.iter().map(|c| plan::Column { name: c.name.clone(), ty: c.ty }).collect()
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.columns.iter().map(|c| c.name.as_str())
    }

    /// The column of exactly this name.
    pub fn get(&self, name: &str) -> Option<&ScopeColumn> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// How the rows follow each other in time: the buckets of a summary, or the time axis within a series.
    pub fn order(&self) -> Order {
        if self.summarised.is_some() {
            return self.buckets.clone().unwrap_or_default();
        }
        let time = self.axis.as_ref().map(|axis| (axis.start.name.clone(), axis.end.name.clone()));
        Order { keys: self.roles.series.clone(), time, ..Order::default() }
    }

    /// Whether a column is one that the axis rests on.
    pub fn is_axis(&self, name: &str) -> bool {
        let of_axis = |axis: &plan::Axis| axis.start.name == name || axis.end.name == name;
        self.axis_column.as_deref().map_or(self.axis.as_ref().is_some_and(of_axis), |column| column == name)
    }

    /// The same with leave to show what is sensitive.
    pub fn without_sensitive(mut self) -> Scope {
        self.roles.sensitive.clear();
        self
    }

    /// Forgets the time axis.
    pub fn lose_axis(&mut self) {
        self.axis = None;
        self.axis_column = None;
    }

    /// Makes these the columns; those that are left out are remembered.
    pub fn replace(&mut self, columns: Vec<ScopeColumn>) {
        let lost = self.columns.iter().map(|c| &c.name).filter(|name| !columns.iter().any(|c| c.name == **name));
        self.gone.extend(lost.cloned().collect::<Vec<_>>());
        self.columns = columns;
    }

    /// Adds a column, or gives the one of this name another type.
    pub fn set(&mut self, name: &str, ty: Type) {
        match self.columns.iter_mut().find(|c| c.name == name) {
            Some(column) => column.ty = ty,
            None => self.columns.push(ScopeColumn { name: name.to_string(), ty, tag: None }),
        }
    }
}

impl Checker<'_> {
    /// Finds the one column that is meant, or says why there is none.
    pub(super) fn column<'s>(&mut self, column: &Column, scope: &'s Scope) -> Option<&'s ScopeColumn> {
        let span = column.span();
        match column {
            Column::Name(name) => self.column_named(&name.text, name, scope),
            Column::Qualified(table, name) => {
                let whole = format!("{}.{}", table.text, name.text);
                let qualified = Name { text: whole.clone(), quoted: true, span };
                self.column_named(&whole, &qualified, scope)
            }
            Column::Tag(tag, _) => {
                let found = tagged(tag, scope);
                match found.as_slice() {
                    [one] => Some(one),
                    [] => {
                        self.report(untagged(tag, span, scope));
                        None
                    }
                    several => {
                        let of = |c: &&ScopeColumn| format!("{} ({})", quote(&c.name), c.tag().unwrap_or(""));
                        let fits = all_of(&several.iter().map(of).collect::<Vec<_>>());
                        let fault = Diagnostic::error(Code::AmbiguousName, span, format!("{tag} fits several columns"));
                        let one =
                            "write the whole tag of one of them, or its header; `show`, `drop` and `unpivot` take all that fit";
                        let column = |name: &str| names::find(name, scope.names()) != Match::None;
                        let minus = tag.rsplit_once('-').filter(|(_, name)| column(name));
                        let minus = minus.map(|_| "a minus between two columns has blanks around it".to_string());
                        self.report(fault.help(format!("it fits {fits}")).help(one).help_if(minus));
                        None
                    }
                }
            }
        }
    }

    fn column_named<'s>(&mut self, text: &str, name: &Name, scope: &'s Scope) -> Option<&'s ScopeColumn> {
        match names::find(text, scope.names()) {
            Match::One(at) => scope.columns.get(at),
            Match::Several(at) => {
                let list: Vec<String> = at.iter().filter_map(|i| scope.columns.get(*i)).map(|c| quote(&c.name)).collect();
                let fault = Diagnostic::error(Code::AmbiguousName, name.span, format!("`{text}` fits several columns"));
                self.report(fault.help(format!("write {} exactly, in backticks", names::one_of(&list))));
                None
            }
            Match::None => {
                self.unknown_column(text, name, scope);
                None
            }
        }
    }

    fn unknown_column(&mut self, text: &str, name: &Name, scope: &Scope) {
        let near = names::did_you_mean(text, scope.names());
        let mut fault = Diagnostic::error(Code::UnknownColumn, name.span, format!("there is no column `{text}` here"));
        let gone = scope.gone.iter().any(|old| old == text);
        match scope.summarised {
            Some(summary) => fault = fault.also(summary, "after this summary only its keys and figures are left"),
            None if gone => fault = fault.help("an earlier `show`, `drop` or `rename` left it out"),
            None => {}
        }
        if self.names.contains(text) {
            fault = fault.help(format!("the value is written `${text}`"));
        } else if near.is_none() {
            fault = fault.help(listed(scope));
            if !name.quoted && !gone && !scope.columns.is_empty() {
                fault = fault.help(format!("a text stands in quotes: \"{text}\""));
            }
        }
        self.report(fault.help_if(near));
    }

    /// All columns of a pattern, in the order of the table.
    pub(super) fn pattern(&mut self, pattern: &Pattern, scope: &Scope) -> Vec<String> {
        match pattern {
            Pattern::Column(Column::Tag(tag, _)) if tagged(tag, scope).len() > 1 => {
                tagged(tag, scope).into_iter().map(|c| c.name.clone()).collect()
            }
            Pattern::Column(column) => self.column(column, scope).map(|c| c.name.clone()).into_iter().collect(),
            Pattern::Wild(text, span) => {
                let (small, tags) = (text.to_lowercase(), hxl::Pattern::parse(text));
                let has = |c: &ScopeColumn| {
                    let tag = c.tag()?;
                    Some(wild(&small, tag) || tags.as_ref()?.fits(&hxl::Tag::parse(tag)?))
                };
                let fits = |c: &&ScopeColumn| match tags {
                    Some(_) => has(c) == Some(true),
                    None => wild(&small, &c.name.to_lowercase()),
                };
                let found: Vec<String> = scope.columns.iter().filter(fits).map(|c| c.name.clone()).collect();
                match (found.is_empty(), &tags) {
                    (true, Some(_)) => {
                        self.report(untagged(text, *span, scope));
                    }
                    (true, None) => {
                        self.error(Code::UnknownColumn, *span, format!("no column fits `{text}`"));
                    }
                    (false, _) => {}
                }
                found
            }
        }
    }
}

/// The columns of a scope in a line of help.
fn listed(scope: &Scope) -> String {
    const MOST: usize = 12;
    let names: Vec<String> = scope.names().take(MOST).map(quote).collect();
    match scope.columns.len() {
        0 => "an expression that stands alone has no columns".to_string(),
        n if n > MOST => format!("the columns here are {} and {} more", names.join(", "), n - MOST),
        _ => format!("the columns here are {}", all_of(&names)),
    }
}

/// The columns of a tag: the one whose whole tag it is, else all that it fits as a pattern.
fn tagged<'s>(tag: &str, scope: &'s Scope) -> Vec<&'s ScopeColumn> {
    let found = hxl::find(tag, scope.columns.iter().map(ScopeColumn::tag));
    found.into_iter().filter_map(|at| scope.columns.get(at)).collect()
}

/// Why no column has a tag: the tags of the same name, or else those that are nearly it.
fn untagged(tag: &str, span: Span, scope: &Scope) -> Diagnostic {
    const MOST: usize = 6;
    let known: Vec<&str> = scope.columns.iter().filter_map(ScopeColumn::tag).collect();
    let name = |tag: &str| tag.split(['+', '-', '!']).next().unwrap_or("").to_lowercase();
    let same: Vec<String> = known.iter().filter(|other| name(other) == name(tag)).map(|other| other.to_string()).collect();
    let fault = Diagnostic::error(Code::UnknownColumn, span, format!("no column has the tag {tag}"));
    match known.as_slice() {
        [] => fault.help("the table has no HXL tags"),
        _ if !same.is_empty() => fault.help(format!("did you mean {}?", names::one_of(&same[..same.len().min(MOST)]))),
        _ => {
            let list = || format!("its tags are {}", names::first_of(&known, MOST));
            fault.help(names::did_you_mean(tag, known.iter().copied()).unwrap_or_else(list))
        }
    }
}
