//! Moments of time clauses: the period each one names.

use super::Checker;
use crate::base::names::did_you_mean;
use crate::base::{Code, Day, Diagnostic, Period, Precision, Span, Unit, Value};
use crate::syntax::ast::{Moment, MomentKind};

impl Checker<'_> {
    /// The period a moment names.
    pub(super) fn moment(&mut self, moment: &Moment) -> Option<Period> {
        let span = moment.span;
        match &moment.kind {
            MomentKind::Literal(value) => self.as_moment(value.clone(), span),
            MomentKind::Today => Some(Period::day(self.now)),
            MomentKind::Yesterday => Some(Period::day(self.now.plus(-1))),
            MomentKind::Value(name) => {
                let value = self.value_named(name, span)?;
                self.as_moment(value, span)
            }
            MomentKind::Named(name) => {
                let moment = self.catalog.moments.iter().find(|(known, _)| *known == name.text);
                if let Some((_, period)) = moment {
                    return Some(*period);
                }
                if self.names.faulty.contains(&name.text) {
                    return None;
                }
                if let Some(value) = self.names.values.get(&name.text) {
                    return self.as_moment(value.clone(), span);
                }
                self.unknown_moment(&name.text, span);
                None
            }
            MomentKind::Offset(n, unit, before, anchor) => {
                let anchor_period = self.moment(anchor)?;
                self.offset(*n, *unit, *before, anchor_period, span)
            }
        }
    }

    fn as_moment(&mut self, value: Value, span: Span) -> Option<Period> {
        match value {
            Value::Period(period) => Some(period),
            Value::Datetime(micros) => {
                let day = micros.div_euclid(crate::base::calendar::MICROS_PER_DAY);
                Some(Period::day(Day(i32::try_from(day).ok()?)))
            }
            Value::Moment(moment, zone) => self.as_moment(Value::Datetime(zone.local(moment)), span),
            Value::Int(year) if (1..=9999).contains(&year) => Period::year(year as i16),
            other => {
                let message = format!("a date or period is expected here, and this is a {}", other.ty());
                self.error(Code::NotAPeriod, span, message);
                None
            }
        }
    }

    fn unknown_moment(&mut self, name: &str, span: Span) {
        let known = self.catalog.moments.iter().map(|(name, _)| name.as_str());
        let known: Vec<&str> = known.chain(self.names.values.keys().map(String::as_str)).chain(["today", "yesterday"]).collect();
        let near = did_you_mean(name, known.into_iter());
        let fault = Diagnostic::error(Code::NotAPeriod, span, format!("`{name}` is neither a date nor a moment that is known"));
        self.report(
            fault
                .help_if(near)
                .help(format!("name it with `let {name} = 2025-04-01`; dates are written 2025-04-06, 2025-04, 2025-W15")),
        );
    }

    /// `14 days before P`: the days that end on the day before P. Weeks, months and years are counted in the calendar.
    fn offset(&mut self, n: u64, unit: Unit, before: bool, anchor: Period, span: Span) -> Option<Period> {
        if unit < Unit::Day {
            self.error(Code::UnknownUnit, span, "a window is made of days; hours and minutes are too short");
            return None;
        }
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        let (start, end) = if before {
            (unit.add(anchor.start, -n), anchor.start.plus(-1))
        } else {
            (anchor.end.plus(1), unit.add(anchor.end, n))
        };
        if start > end || anchor.start == Period::OPEN_START || anchor.end == Period::OPEN_END {
            self.error(Code::NotAPeriod, span, "this period has no days");
            return None;
        }
        Some(Period { start, end, precision: Precision::Interval })
    }
}
