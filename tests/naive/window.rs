//! Time clauses: which days each one keeps, read off the clause alone.

use super::functions::unit_around;
use super::value::day;
use dateline::base::{Day, Period, Unit, Value};
use dateline::syntax::ast::{Moment, MomentKind, TimeClause};

/// The days of a clause: spans, with their labels where they become the key `period`.
pub enum Days {
    Spans(Vec<(Day, Day)>),
    Labelled(Vec<(String, Day, Day)>),
    Weekdays(Vec<i8>),
}

const FIRST: Day = Period::OPEN_START;
const LAST: Day = Period::OPEN_END;

pub fn days(clause: &TimeClause, now: Day) -> Days {
    let one = |start: Day, end: Day| Days::Spans(vec![(start, end)]);
    let each = |moments: &[Moment]| -> Vec<(Day, Day)> { moments.iter().map(|m| moment(m, now)).collect() };
    match clause {
        TimeClause::Since(m) => one(moment(m, now).0, LAST),
        TimeClause::After(m) => one(moment(m, now).1.plus(1), LAST),
        TimeClause::Until(m) => one(FIRST, moment(m, now).1),
        TimeClause::Before(m) => one(FIRST, moment(m, now).0.plus(-1)),
        TimeClause::During(moments) if moments.len() > 1 => {
            Days::Labelled(moments.iter().zip(each(moments)).map(|(m, (start, end))| (m.to_string(), start, end)).collect())
        }
        TimeClause::During(moments) | TimeClause::On(moments) => Days::Spans(each(moments)),
        TimeClause::OnWeekdays(names) => Days::Weekdays(names.iter().map(|name| name.number()).collect()),
        TimeClause::Last(n, unit) => {
            let current = unit_around(*unit, now).0;
            one(back(*n, *unit, current), current.plus(-1))
        }
        TimeClause::This(unit) => one(unit_around(*unit, now).0, now),
        TimeClause::Next(n, unit) => one(now.plus(1), forth(*n, *unit, now)),
    }
}

/// The first and last day of a moment.
fn moment(moment_: &Moment, now: Day) -> (Day, Day) {
    match &moment_.kind {
        MomentKind::Literal(Value::Period(period)) => (period.start, period.end),
        MomentKind::Literal(other) => day(other).map(|day| (day, day)).expect("a date"),
        MomentKind::Today => (now, now),
        MomentKind::Yesterday => (now.plus(-1), now.plus(-1)),
        MomentKind::Offset(n, unit, true, anchor) => {
            let start = moment(anchor, now).0;
            (back(*n, *unit, start), start.plus(-1))
        }
        MomentKind::Offset(n, unit, false, anchor) => {
            let end = moment(anchor, now).1;
            (end.plus(1), forth(*n, *unit, end))
        }
        MomentKind::Named(_) | MomentKind::Value(_) => panic!("{moment_} has no value here"),
    }
}

fn back(n: u64, unit: Unit, day: Day) -> Day {
    moved(-(n as i32), unit, day)
}

fn forth(n: u64, unit: Unit, day: Day) -> Day {
    moved(n as i32, unit, day)
}

fn moved(n: i32, unit: Unit, day: Day) -> Day {
    let span = match unit {
        Unit::Week => jiff::Span::new().weeks(n),
        Unit::Month => jiff::Span::new().months(n),
        Unit::Quarter => jiff::Span::new().months(3 * n),
        Unit::Year => jiff::Span::new().years(n),
        _ => jiff::Span::new().days(n),
    };
    Day::from_date(day.date().checked_add(span).expect("a day of the calendar"))
}
