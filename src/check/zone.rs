//! Moments in expressions: a time of the clock beside a moment is meant in its zone, and days need a zone.

use super::Checker;
use crate::base::{Code, Diagnostic, Span, Type, Value, Zone};
use crate::plan::{Expr, ExprKind};

impl Checker<'_> {
    /// Refuses moments without a zone where their days are asked for.
    pub(super) fn has_days(&mut self, ty: Type, name: Option<&str>, span: Span) -> Option<()> {
        if ty != Type::Moment(Zone::Open) {
            return Some(());
        }
        let what = name.map_or("these moments have".to_string(), |name| format!("the moments of `{name}` have"));
        let fault = Diagnostic::error(Code::NoZone, span, format!("{what} several offsets, so their days need a zone"));
        self.report(fault.help("say it in the catalog, for the table: `zone = \"Asia/Kabul\"`"));
        None
    }
}

/// A time written without an offset beside a moment is meant in its zone.
pub fn beside_moment(expr: Expr, other: Type) -> Expr {
    match (&expr.kind, other) {
        (ExprKind::Literal(Value::Datetime(clock)), Type::Moment(zone)) if zone != Zone::Open => {
            Expr::literal(Value::Moment(zone.moment(*clock).0, zone), expr.span)
        }
        _ => expr,
    }
}
