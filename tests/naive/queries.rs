//! Random well-typed queries: clauses in any order, each over the columns that the ones before it left.

use super::dice::Dice;
use super::expressions::Writer;
use super::figures;
use super::tables::{Column, Quality};
use dateline::base::Type;

/// Writes a query clause by clause.
pub struct Author<'a, 'd> {
    pub dice: &'a mut Dice<'d>,
    pub columns: Vec<Column>,
    axis: Option<String>,
    /// Whether several windows gave the rows a `period`.
    pub labelled: bool,
    summarised: bool,
}

const TYPES: [Type; 7] = [Type::Int, Type::Text, Type::Float, Type::Bool, Type::Date, Type::Datetime, Type::Duration];

/// A random query of a table, as text.
pub fn query(dice: &mut Dice<'_>, table: &str, columns: &[Column], axis: Option<&str>) -> String {
    let mut author =
        Author { dice, columns: columns.to_vec(), axis: axis.map(str::to_string), labelled: false, summarised: false };
    let mut text = table.to_string();
    for _ in 0..1 + author.dice.below(6) {
        let clause = author.clause();
        let gap = *author.dice.pick(&[" ", "\n  "]);
        text.push_str(gap);
        text.push_str(&clause);
    }
    text
}

impl<'d> Author<'_, 'd> {
    /// A writer of expressions over the columns here.
    pub fn writer(&mut self, worst: Quality) -> Writer<'_, 'd> {
        Writer { dice: self.dice, columns: &self.columns, worst, in_summary: false }
    }

    fn clause(&mut self) -> String {
        let in_time = if self.axis.is_some() && !self.summarised { 30 } else { 0 };
        match self.dice.weighted(&[40, in_time, 35, 25, 15, 15, 10, 10, 10, 8, 8, 8, in_time / 5]) {
            0 => format!("where {}", self.writer(Quality::Steady).condition(2)),
            1 => self.time(),
            2 => self.derive(),
            3 => {
                self.axis = None;
                self.summarised = true;
                figures::summary(self)
            }
            4 => self.sort(),
            5 => self.top(),
            6 => format!("take {}", self.dice.below(12)),
            7 => format!("skip {}", self.dice.below(8)),
            8 => self.unique(),
            9 => self.show(),
            10 => self.drop_column(),
            11 => self.rename(),
            _ => self.dated_by(),
        }
    }

    fn time(&mut self) -> String {
        let mut writer = self.writer(Quality::Steady);
        let moment = match writer.dice.below(6) {
            0 => (*writer.dice.pick(&["today", "yesterday"])).to_string(),
            1 => {
                let period = writer.period();
                let open = period.contains("..");
                let anchor = if open { "2025-04-20".to_string() } else { period };
                let unit = *writer.dice.pick(&["days", "weeks", "months"]);
                format!("{} {unit} {} {anchor}", 1 + writer.dice.below(9), writer.dice.pick(&["before", "after"]))
            }
            _ => writer.period(),
        };
        let other = writer.period();
        let unit = *self.dice.pick(&["day", "week", "month", "quarter", "year"]);
        match self.dice.below(10) {
            0 => format!("since {moment}"),
            1 => format!("until {moment}"),
            2 if !moment.contains("..") => format!("after {moment}"),
            3 if !moment.contains("..") => format!("before {moment}"),
            4 => format!("on {moment}, {other}"),
            5 => format!("on {}", self.dice.pick(&["sunday", "sunday, monday", "friday, tuesday, sunday"])),
            6 => format!("last {} {unit}s", 1 + self.dice.below(20)),
            7 => format!("{} {unit}", self.dice.pick(&["this", "last", "next 3"])),
            8 if !self.labelled && moment != other => {
                self.labelled = true;
                self.set("period", Type::Text, Quality::Exact);
                format!("during {moment}, {other}")
            }
            _ => format!("during {moment}"),
        }
    }

    fn set(&mut self, name: &str, ty: Type, quality: Quality) {
        self.columns.retain(|column| column.name != name);
        self.columns.push(Column { name: name.to_string(), ty, quality });
    }

    fn derive(&mut self) -> String {
        let mut items = Vec::new();
        for _ in 0..1 + self.dice.below(2) {
            let ty = *self.dice.pick(&TYPES);
            let replaced = if self.dice.chance(20) { self.any_column() } else { None };
            let name = replaced.unwrap_or_else(|| (*self.dice.pick(&["x", "y", "sum", "last", "Total Persons"])).to_string());
            let (value, quality) = self.writer(Quality::Loose).of(ty, 2);
            items.push(format!("{} = {value}", self.writer(Quality::Loose).name(&name)));
            if self.axis.as_ref() == Some(&name) && !matches!(ty, Type::Date | Type::Datetime) {
                self.axis = None;
            }
            self.set(&name, ty, quality);
        }
        format!("derive {}", items.join(", "))
    }

    fn any_column(&mut self) -> Option<String> {
        self.writer(Quality::Loose).column(|_| true).map(|column| column.name.clone())
    }

    /// A column to sort by, group by or compare, as it is written.
    fn steady_column(&mut self, fits: impl Fn(&Column) -> bool) -> Option<String> {
        let name = self.writer(Quality::Steady).column(fits)?.name.clone();
        Some(self.writer(Quality::Steady).name(&name))
    }

    fn sort(&mut self) -> String {
        let mut keys = Vec::new();
        for _ in 0..1 + self.dice.below(3) {
            let ty = *self.dice.pick(&TYPES);
            let column = self.steady_column(|_| true);
            let key = match column {
                Some(column) if self.dice.chance(80) => column,
                _ => self.writer(Quality::Steady).of(ty, 1).0,
            };
            keys.push(key + *self.dice.pick(&["", " desc", " asc"]));
        }
        format!("sort {}", keys.join(", "))
    }

    fn top(&mut self) -> String {
        let column = self.steady_column(|column| column.ty != Type::Bool);
        let by = match column {
            Some(column) if self.dice.chance(80) => column,
            _ => self.writer(Quality::Steady).of(Type::Int, 2).0,
        };
        let each: Vec<String> = (0..self.dice.below(3)).filter_map(|_| self.steady_column(|_| true)).collect();
        let each = if each.is_empty() { String::new() } else { format!(" in each {}", each.join(", ")) };
        format!("{} {} {by}{each}", self.dice.pick(&["top", "bottom"]), self.dice.below(5))
    }

    fn unique(&mut self) -> String {
        let columns: Vec<String> = (0..1 + self.dice.below(2)).filter_map(|_| self.steady_column(|_| true)).collect();
        if columns.is_empty() { "take 5".to_string() } else { format!("unique {}", columns.join(", ")) }
    }

    fn show(&mut self) -> String {
        let mut items = Vec::new();
        let mut kept: Vec<Column> = Vec::new();
        let mut axis = None;
        for _ in 0..1 + self.dice.below(self.columns.len()) {
            let column = self.columns.remove(self.dice.below(self.columns.len()));
            let renamed = self.dice.chance(20) && !self.columns.iter().chain(&kept).any(|c| c.name == "shown");
            let name = if renamed { "shown".to_string() } else { column.name.clone() };
            if self.axis.as_ref() == Some(&column.name) {
                axis = Some(name.clone());
            }
            let written = self.writer(Quality::Loose).name(&column.name);
            items.push(if renamed { format!("{written} as shown") } else { written });
            kept.push(Column { name, ..column });
            if self.columns.is_empty() {
                break;
            }
        }
        (self.columns, self.axis) = (kept, axis);
        format!("show {}", items.join(", "))
    }

    fn drop_column(&mut self) -> String {
        if self.columns.len() < 2 {
            return "take 30".to_string();
        }
        let column = self.columns.remove(self.dice.below(self.columns.len()));
        self.axis.take_if(|axis| *axis == column.name);
        format!("drop {}", self.writer(Quality::Loose).name(&column.name))
    }

    fn rename(&mut self) -> String {
        let Some(old) = self.any_column() else { return "take 30".to_string() };
        let new = *self.dice.pick(&["renamed", "where", "until", "A b"]);
        if self.columns.iter().any(|column| column.name == new) {
            return "skip 0".to_string();
        }
        self.columns.iter_mut().filter(|column| column.name == old).for_each(|column| column.name = new.to_string());
        if self.axis.as_ref() == Some(&old) {
            self.axis = Some(new.to_string());
        }
        let mut writer = self.writer(Quality::Loose);
        let old = writer.name(&old);
        format!("rename {old} as {}", writer.name(new))
    }

    fn dated_by(&mut self) -> String {
        let dates = |column: &Column| matches!(column.ty, Type::Date | Type::Datetime);
        let Some(name) = self.writer(Quality::Loose).column(dates).map(|column| column.name.clone()) else {
            return "skip 1".to_string();
        };
        self.axis = Some(name.clone());
        format!("dated by {}", self.writer(Quality::Loose).name(&name))
    }
}
