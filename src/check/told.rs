//! What the columns of a query tell of people, followed from clause to clause: `protect` and `round to` rest on it.

use super::bases::{Bases, same};
use super::scope::{Scope, ScopeColumn};
use crate::base::names::{HIDDEN, fold, is_hidden};
use crate::base::{Span, Type};
use crate::catalog::{Declared, Kind, Table};
use crate::plan::protect::{Adds, Apart, Told};
use crate::plan::{Aggregate, Compared, Expr, ExprKind, Figure, FigureKind, Function, Pace, Placing, StepKind, Verb};
use crate::syntax::ast::{Arithmetic, Straddling};

/// Units of measures that are of no people. What is declared in another unit is taken for people: hiding too much does no harm.
const THINGS: [&str; 16] = [
    "usd", "eur", "afn", "pkr", "irr", "money", "vehicles", "trucks", "trains", "buses", "kg", "tonnes", "km", "percent", "days",
    "hours",
];

/// Whole numbers that count nobody, where no measure is declared.
const CALENDAR: [&str; 6] = ["year", "quarter", "month", "week", "day", "weekday"];

/// What the columns of a table tell: its measures, or where none is declared its whole numbers.
pub fn of_table(table: &Table) -> Vec<Told> {
    let number = |column: &str| Told::number(column, Adds::Always);
    if !table.roles.declares_measures() {
        let axis = |name: &str| table.axis.as_ref().is_some_and(|axis| [&axis.start, &axis.end].iter().any(|c| *c == name));
        let calendar = |name: &str| CALENDAR.contains(&fold(name).as_str());
        let columns = table.columns.iter().filter(|c| c.ty == Type::Int && !axis(&c.name) && !calendar(&c.name));
        return columns.map(|column| number(&column.name)).collect();
    }
    let people = |unit: &Option<Declared<String>>| !matches!(unit, Some(Declared::Always(unit)) if is_thing(unit));
    let share = |kind: &Option<Declared<Kind>>| matches!(kind, Some(Declared::Always(Kind::Share)));
    let measures = table.columns.iter().filter_map(|column| table.roles.measure(&column.name));
    let measures: Vec<_> = measures.filter(|measure| people(&measure.unit) && !share(&measure.kind)).collect();
    let mut told: Vec<Told> = measures.iter().map(|measure| number(&measure.column)).collect();
    // The columns of its bounds say how many a hidden figure is.
    for measure in measures {
        for bound in measure.low.iter().chain(&measure.high) {
            if !told.iter().any(|known| known.column == *bound) {
                told.push(Told::from(bound, vec![measure.column.clone()]));
            }
        }
    }
    told
}

fn is_thing(unit: &str) -> bool {
    THINGS.contains(&fold(unit).as_str())
}

impl Scope {
    /// What a column tells.
    pub fn told(&self, name: &str) -> Option<&Told> {
        self.told.iter().find(|told| told.column == name)
    }

    /// Takes note of an order by something that tells of people.
    pub(super) fn rank(&mut self, by: &Expr) {
        self.apart.ranked |= !self.telling(by).is_empty();
    }

    /// The figures of which small ones are worth a word.
    pub(super) fn small_figures(&self) -> Vec<String> {
        let open = self.ended.is_none_or(|(word, _)| word != "protect");
        let figures = self.told.iter().filter(|told| open && told.figure && told.number && told.units.is_none());
        figures.filter(|told| self.get(&told.column).is_some()).map(|told| told.column.clone()).collect()
    }

    /// The whole numbers that are worked out from figures of people.
    pub(super) fn worked_out(&self) -> Vec<String> {
        let open = self.ended.is_none_or(|(word, _)| word != "protect");
        let made = self.told.iter().filter(|told| open && !told.of.is_empty() && !told.rows);
        let whole = made.filter(|told| self.get(&told.column).is_some_and(|column| column.ty == Type::Int));
        whole.map(|told| told.column.clone()).collect()
    }

    /// The columns of an expression that tell something.
    fn telling(&self, expr: &Expr) -> Vec<String> {
        expr.columns().into_iter().filter(|name| self.told(name).is_some()).map(str::to_string).collect()
    }

    /// Takes note of a derived column.
    pub(super) fn tell_derived(&mut self, name: &str, value: Option<&Expr>) {
        let of = value.map_or_else(Vec::new, |value| self.telling(value));
        let itself = of.iter().any(|column| column == name);
        let sums = value.is_some_and(is_sum) && of.iter().all(|column| self.told(column).is_some_and(|told| told.number));
        let adds = of.iter().filter_map(|column| self.told(column)).map(|told| told.adds).min();
        // A number of people that is made over stays one.
        let old = self.told.iter().position(|told| told.column == name).map(|at| self.told.remove(at));
        match (old, value, adds) {
            (Some(old), ..) if itself => self.told.push(old),
            (_, Some(value), Some(adds)) => {
                let told = if sums { Told::number(name, adds) } else { Told::from(name, of) };
                self.told.push(Told { along: looks_along(value), ..told });
            }
            _ => {}
        }
    }

    /// Gives what is told the names that columns have now. Columns that are left out though others rest on them, and keys, are carried
    /// along in hidden ones if that is asked for: their old names and their new.
    pub(super) fn tell_projected(&mut self, columns: &[(String, String, Span)], carry: bool) -> Vec<(String, String)> {
        let mut carried: Vec<(String, String)> = Vec::new();
        let kept = |name: &str| columns.iter().any(|(old, _, _)| old == name);
        let mut needed: Vec<String> = self
            .told
            .iter()
            .filter(|told| kept(&told.column))
            .flat_map(|told| told.of.clone())
            .chain(self.apart.keys.clone())
            .collect();
        let mut at = 0;
        while let Some(name) = needed.get(at).cloned() {
            needed.extend(
                self.told(&name)
                    .map_or_else(Vec::new, |told| told.of.clone())
                    .into_iter()
                    .filter(|of| !needed.contains(of))
                    .collect::<Vec<_>>(),
            );
            at += 1;
        }
        for name in needed.into_iter().filter(|name| carry && !kept(name)) {
            let hidden = if is_hidden(&name) { name.clone() } else { format!("{HIDDEN}once {name}") };
            if !carried.iter().any(|(old, _)| *old == name) {
                carried.push((name, hidden));
            }
        }
        let all: Vec<(&str, &str)> = columns
            .iter()
            .map(|(old, new, _)| (old.as_str(), new.as_str()))
            .chain(carried.iter().map(|(old, new)| (old.as_str(), new.as_str())))
            .collect();
        let now = |name: &str| all.iter().find(|(old, _)| *old == name).map(|(_, new)| new.to_string());
        let mut told: Vec<Told> = Vec::new();
        for one in &self.told {
            let of: Vec<String> = one.of.iter().filter_map(|name| now(name)).collect();
            for (_, new) in all.iter().filter(|(old, _)| *old == one.column) {
                // A second copy goes where the first goes.
                let copy = now(&one.column).filter(|first| first != new);
                told.push(match copy {
                    Some(first) => Told::from(new, vec![first]),
                    None => {
                        Told { column: new.to_string(), of: of.clone(), units: one.units.as_deref().and_then(now), ..one.clone() }
                    }
                });
            }
        }
        self.told = told;
        self.apart.keys = self.apart.keys.iter().filter_map(|name| now(name)).collect();
        self.apart.time = self.apart.time.as_deref().and_then(now);
        carried
    }

    /// Takes note of a clause that gives the table another shape, or brings in another one. What is new and a number is taken for one
    /// of people.
    pub(super) fn tell_shaped(&mut self, kind: &StepKind, before: &[String]) {
        match kind {
            StepKind::Changes(_) => self.told.clear(),
            StepKind::Unpivot(_) | StepKind::Pivot(_) | StepKind::Append(_) => {
                self.apart.reshaped |= self.summarised.is_some() || !self.apart.keys.is_empty();
            }
            StepKind::Join(_) => self.apart.reshaped |= kind.makes_rows() && !self.apart.keys.is_empty(),
            _ => return,
        }
        if matches!(kind, StepKind::Unpivot(_) | StepKind::Pivot(_)) {
            let columns = &self.columns;
            self.told.retain(|told| is_hidden(&told.column) || columns.iter().any(|column| column.name == told.column));
        }
        let appended = matches!(kind, StepKind::Append(_));
        let counts = |column: &ScopeColumn| column.ty.is_number() && !CALENDAR.contains(&fold(&column.name).as_str());
        let fresh = |column: &&ScopeColumn| counts(column) && (appended || !before.contains(&column.name));
        let fresh: Vec<String> = self.columns.iter().filter(fresh).map(|column| column.name.clone()).collect();
        let changed = matches!(kind, StepKind::Changes(_));
        let fresh: Vec<String> = fresh.into_iter().filter(|name| !changed && self.told(name).is_none()).collect();
        self.told.extend(fresh.iter().map(|name| Told::number(name, Adds::Always)));
    }

    /// Takes note of a summary. What its figures are worked out from comes back as hidden figures.
    pub(super) fn tell_summary(
        &mut self,
        figures: &[(String, Figure)],
        keys: Vec<String>,
        placing: Option<&Placing>,
    ) -> Vec<(String, Figure)> {
        let mut told: Vec<Told> = Vec::new();
        let mut bases = Bases::default();
        let undeclared = !self.roles.declares_measures();
        let people = |aggregate: &Aggregate| match &aggregate.argument {
            None => true,
            Some(argument) => {
                let columns = argument.columns();
                columns.is_empty() || (undeclared && argument.ty.is_number()) || !self.telling(argument).is_empty()
            }
        };
        for (name, figure) in figures {
            let mut some = false;
            figure.aggregates(&mut |aggregate| some |= people(aggregate));
            let judged = some && (figure.ty.is_number() || figure.ty == Type::Bool);
            let mut one = match figure.aggregate() {
                _ if !judged => Told::from(name, Vec::new()),
                Some(aggregate) if aggregate.verb == Verb::Range => {
                    Told { of: bases.ends(figure, aggregate), ..Told::number(name, Adds::Never) }
                }
                Some(aggregate) => of_aggregate(name, aggregate, figures, self.straddling),
                None if is_sum_of_totals(figure) => Told::number(name, Adds::Always),
                None => {
                    let same = figures.iter().filter(|(other, f)| other != name && shares_columns(f, figure));
                    let same: Vec<String> = same.map(|(other, _)| other.clone()).collect();
                    Told::from(name, bases.parts(figure).into_iter().chain(same).collect())
                }
            };
            one.of.extend(bases.groups(figure, figures, undeclared, &people));
            // Rows of a table with measures are figures, not people.
            let rows = figure.aggregate().is_some_and(|aggregate| aggregate.argument.is_none());
            one.figure = undeclared || !rows;
            if judged || !one.of.is_empty() {
                told.push(one);
            }
        }
        let Bases { figures, told: of_bases } = bases;
        self.told = of_bases.into_iter().chain(told).collect();
        let time = placing.and_then(|placing| placing.names.get(1)).filter(|name| !name.is_empty()).cloned();
        self.apart = Apart { keys: keys.into_iter().chain(time.clone()).collect(), time, ..Apart::default() };
        figures
    }

    /// Takes note of the columns of another period; hidden figures need one there, too: their names and the new ones.
    pub(super) fn tell_compared(&mut self, compared: &Compared) -> Vec<(String, String)> {
        let before = |name: &str| compared.columns().find(|(now, _)| *now == name).map(|(_, before)| before.clone());
        let once = |name: &str| format!("{HIDDEN}before {}", name.trim_start_matches(HIDDEN));
        let hidden: Vec<(String, String)> = self
            .told
            .iter()
            .filter(|told| is_hidden(&told.column))
            .map(|told| (told.column.clone(), once(&told.column)))
            .collect();
        let moved =
            |name: &str| before(name).or_else(|| hidden.iter().find(|(now, _)| now == name).map(|(_, before)| before.clone()));
        let of_before: Vec<Told> = self
            .told
            .iter()
            .filter_map(|told| {
                let of = told.of.iter().filter_map(|name| moved(name)).collect();
                Some(Told { column: moved(&told.column)?, of, units: told.units.as_deref().and_then(before), ..told.clone() })
            })
            .collect();
        self.told.extend(of_before);
        for (name, [before, difference, percent]) in
            compared.figures.iter().filter(|(name, _)| self.told(name).is_some()).collect::<Vec<_>>()
        {
            let of = vec![name.clone(), before.clone()];
            self.told.extend([difference, percent].map(|column| Told::from(column, of.clone())));
        }
        hidden
    }
}

/// Whether a value is columns that are added up.
fn is_sum(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Column(_) => true,
        ExprKind::Convert(inner) => is_sum(inner),
        ExprKind::Arithmetic(Arithmetic::Add, a, b) => is_sum(a) && is_sum(b),
        _ => false,
    }
}

/// Whether a value tells of rows that may be hidden where its own is not: all but parts and ranks, which stand beside what they are of.
fn looks_along(value: &Expr) -> bool {
    let mut along = false;
    value.walk(&mut |part| {
        if let ExprKind::Around(around) = &part.kind {
            along |= !matches!(around.function, Function::Share | Function::Rank);
        }
    });
    along
}

fn is_sum_of_totals(figure: &Figure) -> bool {
    match &figure.kind {
        FigureKind::Aggregate(aggregate) => matches!(aggregate.verb, Verb::Sum | Verb::Count) && aggregate.pace.is_none(),
        FigureKind::Arithmetic(Arithmetic::Add, a, b) => is_sum_of_totals(a) && is_sum_of_totals(b),
        _ => false,
    }
}

/// Whether two figures run over a common column; the number of rows is one.
fn shares_columns(a: &Figure, b: &Figure) -> bool {
    let columns = |figure: &Figure| {
        let mut found: Vec<String> = Vec::new();
        figure.aggregates(&mut |aggregate| match &aggregate.argument {
            Some(argument) => found.extend(argument.columns().into_iter().map(str::to_string)),
            None => found.push(String::new()),
        });
        found
    };
    let (a, b) = (columns(a), columns(b));
    a.iter().any(|name| b.contains(name))
}

fn of_aggregate(name: &str, aggregate: &Aggregate, figures: &[(String, Figure)], straddling: Straddling) -> Told {
    let same = |verb: Verb| same(verb, aggregate, figures);
    // A row that counts in several buckets does not add up along time.
    let along_time = if straddling == Straddling::Overlapping { Adds::OverKeys } else { Adds::Always };
    match (aggregate.verb, aggregate.pace) {
        (Verb::Mean, Some(Pace::Per(unit))) => match same(Verb::Sum) {
            Some(total) => Told::from(name, vec![total]),
            None => Told { units: Some(format!("{}s", unit.name())), ..Told::number(name, Adds::OverKeys) },
        },
        (Verb::Stdev, _) => Told::from(name, [same(Verb::Sum), same(Verb::Count)].into_iter().flatten().collect()),
        (Verb::Mean, _) => {
            let of = same(Verb::Sum).zip(same(Verb::Count)).map_or_else(Vec::new, |(sum, count)| vec![sum, count]);
            Told { of, ..Told::number(name, Adds::Never) }
        }
        (Verb::Count | Verb::Sum | Verb::Increase, None) => Told::number(name, along_time),
        (Verb::Latest | Verb::Earliest, _) => Told::number(name, Adds::OverKeys),
        _ => Told::number(name, Adds::Never),
    }
}
