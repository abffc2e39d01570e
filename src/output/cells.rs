//! One cell as people read it. What files hold is `Cell::plain`.

use super::number;
use super::text::{Side, harmless};
use crate::base::{Type, names};
use crate::data::Cell;
use crate::plan::Column;
use std::borrow::Cow;

/// What stands for unknown.
pub const UNKNOWN: &str = "-";

/// How the cells of a column are shown.
pub struct Look {
    /// The side they keep to.
    pub side: Side,
    /// Whether a cell that is too long may be cut: texts yes, a number or a date never.
    pub cuttable: bool,
    /// Whether numbers keep their decimal points below each other.
    pub pointed: bool,
    grouped: bool,
}

impl Look {
    /// The look of a column. Years are whole numbers that nobody groups; the name tells them.
    pub fn of(column: &Column) -> Look {
        let name = names::fold(&column.name);
        let side = match column.ty {
            Type::Int | Type::Float | Type::Duration => Side::Right,
            _ => Side::Left,
        };
        Look {
            side,
            cuttable: matches!(column.ty, Type::Text | Type::Any),
            pointed: column.ty == Type::Float,
            grouped: !(name.starts_with("year") || name.ends_with("year")),
        }
    }

    /// The text of a cell, harmless to a terminal.
    pub fn show<'a>(&self, cell: Cell<'a>) -> Cow<'a, str> {
        match cell {
            Cell::Unknown => UNKNOWN.into(),
            Cell::Int(n) if self.grouped => crate::base::counts::grouped(n).into(),
            Cell::Float(x) => number::real(x).into(),
            Cell::Text(text) => harmless(text),
            other => other.plain().into(),
        }
    }
}
