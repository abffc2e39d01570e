//! Random well-typed expressions. Each is an operand by itself: a column, a literal, a call, or in brackets.

use super::dice::Dice;
use super::tables::{Column, Quality, some_day};
use dateline::base::{Type, Value};
use dateline::syntax::keywords::{Keyword, Role};

/// An expression as text, and how steady its values are.
pub type Written = (String, Quality);

/// Writes expressions over the columns at one point of a query.
pub struct Writer<'a, 'd> {
    pub dice: &'a mut Dice<'d>,
    pub columns: &'a [Column],
    /// The least steady values that may be used.
    pub worst: Quality,
    /// Whether a verb's word means the verb.
    pub in_summary: bool,
}

const COMPARISONS: &[&str] = &["=", "!=", "<", "<=", ">", ">="];

impl Writer<'_, '_> {
    /// A column as it is written: in backticks where it must be, else as it comes.
    pub fn name(&mut self, name: &str) -> String {
        let keyword = Keyword::parse(name);
        let never = name.contains(' ') || keyword.is_some_and(|k| k.role() == Role::Operand || self.in_summary && k.is_verb());
        if never || self.dice.chance(40) { format!("`{name}`") } else { name.to_string() }
    }

    /// A column that fits.
    pub fn column(&mut self, fits: impl Fn(&Column) -> bool) -> Option<&Column> {
        let worst = self.worst;
        let found: Vec<&Column> = self.columns.iter().filter(|column| column.quality <= worst && fits(column)).collect();
        (!found.is_empty()).then(|| *self.dice.pick(&found))
    }

    fn column_of(&mut self, ty: Type) -> Option<Written> {
        let (name, quality) = self.column(|column| column.ty == ty).map(|column| (column.name.clone(), column.quality))?;
        Some((self.name(&name), quality))
    }

    /// An expression of a type.
    pub fn of(&mut self, ty: Type, depth: usize) -> Written {
        if depth == 0 || !self.dice.chance(60) {
            let column = if !self.dice.chance(15) || ty == Type::Duration { self.column_of(ty) } else { None };
            return column.unwrap_or_else(|| (self.literal(ty), Quality::Exact));
        }
        match self.dice.below(10) {
            0 => {
                let (test, (yes, a), (no, b)) =
                    (self.condition(depth - 1), self.of(ty, depth - 1), self.or_unknown(ty, depth - 1));
                (format!("(if {test} then {yes} else {no})"), a.max(b))
            }
            1 => {
                let name = *self.dice.pick(match ty {
                    Type::Bool => &["coalesce"][..],
                    _ => &["coalesce", "least", "greatest"][..],
                });
                let ((first, a), (second, b)) = (self.of(ty, depth - 1), self.or_unknown(ty, depth - 1));
                (format!("{name}({first}, {second})"), a.max(b))
            }
            _ => self.special(ty, depth - 1),
        }
    }

    fn or_unknown(&mut self, ty: Type, depth: usize) -> Written {
        if self.dice.chance(10) { ("unknown".to_string(), Quality::Exact) } else { self.of(ty, depth) }
    }

    fn special(&mut self, ty: Type, depth: usize) -> Written {
        match ty {
            Type::Int => self.whole(depth),
            Type::Float => self.real(depth),
            Type::Text => self.text(depth),
            Type::Bool => (format!("({})", self.condition(depth)), Quality::Exact),
            Type::Date => self.date(depth),
            Type::Datetime => {
                let units = [(Type::Date, "hours"), (Type::Datetime, "days"), (Type::Datetime, "months"), (Type::Date, "")];
                let (ty, unit) = *self.dice.pick(&units);
                let (time, sign) = (self.of(ty, depth).0, *self.dice.pick(&["+", "-"]));
                let length = match unit {
                    "" => self.special(Type::Duration, depth).0,
                    _ => format!("{} {unit}", 1 + self.dice.below(40)),
                };
                (format!("({time} {sign} {length})"), Quality::Exact)
            }
            _ => {
                let ty = *self.dice.pick(&[Type::Date, Type::Datetime]);
                let ((a, _), (b, _)) = (self.of(ty, depth), self.of(ty, depth));
                (format!("({a} - {b})"), Quality::Exact)
            }
        }
    }

    fn whole(&mut self, depth: usize) -> Written {
        match self.dice.below(8) {
            0..3 => {
                let ((a, first), (b, second)) = (self.of(Type::Int, depth), self.of(Type::Int, depth));
                (format!("({a} {} {b})", self.dice.pick(&["+", "-", "*"])), first.max(second))
            }
            3 => {
                let ((a, first), (b, second)) = (self.of(Type::Int, depth), self.of(Type::Int, depth));
                (format!("mod({a}, {b})"), first.max(second))
            }
            4 => {
                let (a, quality) = self.of(Type::Int, depth);
                let call = *self.dice.pick(&["abs(_)", "(-_)", "round(_, -1)", "floor(_)", "round(_)"]);
                (call.replace('_', &a), quality)
            }
            5 => (format!("length({})", self.of(Type::Text, depth).0), Quality::Exact),
            _ => {
                let time = if self.dice.chance(40) { Type::Datetime } else { Type::Date };
                let name = *self.dice.pick(&["year", "quarter", "month", "week", "day", "weekday", "days", "days_between"]);
                let (a, _) = self.of(time, depth);
                let call = match name {
                    "days_between" => format!("{name}({a}, {})", self.of(time, depth).0),
                    _ => format!("{name}({a})"),
                };
                (call, Quality::Exact)
            }
        }
    }

    fn real(&mut self, depth: usize) -> Written {
        let other = *self.dice.pick(&[Type::Int, Type::Float]);
        let ((a, first), (b, second)) = (self.of(Type::Float, depth), self.of(other, depth));
        let both = first.max(second);
        match self.dice.below(7) {
            0..3 => (format!("({a} {} {b})", self.dice.pick(&["+", "-", "*"])), both),
            3 => (format!("({b} / {a})"), both.max(Quality::Steady)),
            4 => (format!("number({b})"), second.max(Quality::Steady)),
            5 => {
                let call = *self.dice.pick(&["round(_, 1)", "floor(_)", "ceil(_)", "abs(_)", "(-_)", "round(_)", "mod(_, 3)"]);
                (call.replace('_', &a), first.max(Quality::Steady))
            }
            _ if self.worst == Quality::Loose => (self.dice.pick(&["sqrt(_)", "log(_)"]).replace('_', &a), Quality::Loose),
            _ => (a, first),
        }
    }

    fn text(&mut self, depth: usize) -> Written {
        let other = *self.dice.pick(&[Type::Text, Type::Int, Type::Bool, Type::Date, Type::Datetime]);
        let (a, (b, _)) = (self.of(Type::Text, depth).0, self.of(other, depth));
        let calls = [
            "lower(_)",
            "upper(_)",
            "trim(concat(\" \", _, \" \"))",
            "left(_, 3)",
            "right(_, 2)",
            "replace(_, \"a\", \"oo\")",
            "split(_, \" \", 2)",
            "extract(_, \"[a-z]+\")",
            "extract(_, \"h(.)m\")",
            "concat(_, \"-\", ?)",
            "text(?)",
        ];
        (self.dice.pick(&calls).replace('_', &a).replace('?', &b), Quality::Exact)
    }

    fn date(&mut self, depth: usize) -> Written {
        let unit = *self.dice.pick(&["day", "week", "month", "quarter", "year"]);
        let ((day, _), (moment, _)) = (self.of(Type::Date, depth), self.of(Type::Datetime, depth));
        let text = match self.dice.below(5) {
            0 => format!("start_of({day}, {unit})"),
            1 => format!("end_of({moment}, {unit})"),
            2 => format!("date({moment})"),
            3 => format!("({day} + {} {unit}s)", 1 + self.dice.below(14)),
            _ => format!("({day} - {} {unit}s)", 1 + self.dice.below(14)),
        };
        (text, Quality::Exact)
    }

    /// A literal of a type.
    pub fn literal(&mut self, ty: Type) -> String {
        match ty {
            Type::Int => negative(self.dice.below(60) as f64 - 10.0),
            Type::Float => negative((self.dice.below(200) as f64 - 80.0) / 4.0 + 0.25),
            Type::Text => Value::Text((*self.dice.pick(&["Torkham", "torkham", "an", "Chaman", "", "a,b", "say \"so\""])).into())
                .to_string(),
            Type::Bool => self.dice.chance(50).to_string(),
            Type::Date if self.dice.chance(10) => "today".to_string(),
            Type::Date => some_day(self.dice).to_string(),
            Type::Datetime => format!("{}T{:02}:30", some_day(self.dice), self.dice.below(24)),
            _ => format!("{} days", 1 + self.dice.below(20)),
        }
    }

    /// A literal or the unknown, for a list.
    fn item(&mut self, ty: Type) -> String {
        if self.dice.chance(10) { "unknown".to_string() } else { self.literal(ty) }
    }

    /// A literal period of any precision.
    pub fn period(&mut self) -> String {
        let day = some_day(self.dice);
        match self.dice.below(9) {
            0..3 => day.to_string(),
            3 => format!("2025-{:02}", 3 + self.dice.below(3)),
            4 => format!("2025-W{}", 14 + self.dice.below(8)),
            5 => (*self.dice.pick(&["2025-Q2", "2025-Q1", "2024-Q4"])).to_string(),
            6 => (*self.dice.pick(&["2025", "2024", "2026"])).to_string(),
            7 => format!("{day}/{}", day.plus(self.dice.below(15) as i32)),
            _ => self.dice.pick(&["_/..", "../_"]).replace('_', &day.to_string()),
        }
    }

    /// A condition; not always in brackets.
    pub fn condition(&mut self, depth: usize) -> String {
        if depth > 0 && self.dice.chance(35) {
            let joint = *self.dice.pick(&["and", "or"]);
            let (a, b) = (self.condition(depth - 1), self.condition(depth - 1));
            return format!("({a}) {joint} ({b})");
        }
        if self.dice.chance(15) {
            return format!("not ({})", self.condition(depth.saturating_sub(1)));
        }
        let types = [Type::Int, Type::Text, Type::Float, Type::Date, Type::Bool, Type::Datetime, Type::Duration];
        let ty = *self.dice.pick(&types);
        let depth = depth.min(1);
        // What is tested should be a column more often than not.
        let tested = if !self.dice.chance(30) { self.column_of(ty) } else { None };
        let is_column = tested.is_some();
        let a = tested.unwrap_or_else(|| self.of(ty, depth)).0;
        if self.dice.chance(12) {
            return format!(
                "{a} {}",
                self.dice.pick(&["is unknown", "is known", "= unknown", "!= unknown", "is not known", "< unknown"])
            );
        }
        let op = *self.dice.pick(COMPARISONS);
        match (ty, self.dice.below(4)) {
            (Type::Bool, 0..3) => a,
            (Type::Bool, _) => format!("{a} {} {}", self.dice.pick(&["=", "!="]), self.of(ty, depth).0),
            (Type::Text, 0) => {
                let test = *self.dice.pick(&["contains", "starts with", "ends with", "contains word"]);
                format!("{a} {test} {}", self.dice.pick(&["\"T\"", "\"an\"", "\"Khan\"", "\"m\"", "lower(\"AN\")"]))
            }
            (Type::Text, 1) if self.dice.chance(40) => format!("{a} matches {}", self.dice.pick(&["/^t/i", "/h.m/", "/\\d/"])),
            (Type::Date | Type::Datetime, 0) => {
                let not = self.dice.pick(&["", "not "]);
                format!("{a} {not}in {}", self.period())
            }
            (Type::Date | Type::Datetime, 1) => {
                let op = *self.dice.pick(&["<", "<=", ">", ">="]);
                let period = self.period();
                // Of two literals the left one is tested; the period in front of a column is turned around.
                if is_column && self.dice.chance(20) { format!("{period} {op} {a}") } else { format!("{a} {op} {period}") }
            }
            (Type::Date, 2) | (Type::Int | Type::Text | Type::Float, 1) => {
                let items: Vec<String> = (0..1 + self.dice.below(3)).map(|_| self.item(ty)).collect();
                format!("{a} {}in ({})", self.dice.pick(&["", "not "]), items.join(", "))
            }
            (Type::Int | Type::Float, 0) | (Type::Date, 3) => {
                format!("{a} between {} and {}", self.of(ty, 0).0, self.of(ty, 0).0)
            }
            (Type::Int, 2) => format!("{a} {op} {}", self.of(Type::Float, depth).0),
            // A moment and a day of a literal are not equal but within.
            (Type::Datetime, _) => format!("{a} {op} {}", self.literal(ty)),
            _ => format!("{a} {op} {}", self.of(ty, depth).0),
        }
    }
}

fn negative(n: f64) -> String {
    if n < 0.0 { format!("(-{})", -n) } else { n.to_string() }
}
