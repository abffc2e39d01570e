//! Time zones: which clock stood on the wall at a moment, and which moment a wall clock means.

use super::calendar::{civil, datetime_text, parse_datetime};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, OnceLock};

/// Where the clock stands that days are meant by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// A zone of the IANA database, with its changes of the clock.
    Named(&'static Named),
    /// So many minutes east of UTC, all year.
    Fixed(i32),
    /// Moments are known, and no zone: their cells have several offsets. Such moments have no days.
    Open,
}

/// A zone of the IANA database. There is one for each name.
pub struct Named {
    name: String,
    rules: TimeZone,
}

impl PartialEq for Named {
    fn eq(&self, other: &Named) -> bool {
        self.name == other.name
    }
}

impl Eq for Named {}

impl Hash for Named {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// How often a wall clock shows a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// On all days but a few.
    Once,
    /// When the clock is set back over it; the first time is meant.
    Twice,
    /// When the clock is set forward over it; as much later is meant.
    Never,
}

const MICROS: i64 = 1_000_000;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone::Fixed(0);

    /// The zone of a name such as `Asia/Kabul`, `UTC`, `+04:30`.
    pub fn parse(name: &str) -> Option<Zone> {
        if name.eq_ignore_ascii_case("UTC") {
            return Some(Zone::UTC);
        }
        let fixed = offset_minutes(name).or_else(|| hours_behind(name));
        fixed.map(Zone::Fixed).or_else(|| named(name).map(Zone::Named))
    }

    /// Its name in the IANA database; whole hours from UTC have one there too, parts of hours have none.
    pub fn database_name(self) -> Option<String> {
        match self {
            Zone::Fixed(0) | Zone::Open => None,
            Zone::Fixed(minutes) => (minutes % 60 == 0).then(|| format!("{HOURS_BEHIND}{:+}", -minutes / 60)),
            Zone::Named(zone) => Some(zone.name.clone()),
        }
    }

    /// The zone whose days are told where days must be told.
    pub fn of_days(self) -> Zone {
        if self == Zone::Open { Zone::UTC } else { self }
    }

    /// The wall clock at a moment. Both are microseconds since 1970-01-01T00:00, the moment in UTC.
    pub fn local(self, moment: i64) -> i64 {
        moment.saturating_add(self.offset(moment) * MICROS)
    }

    /// The moment of a wall clock, and how often it is shown.
    pub fn moment(self, local: i64) -> (i64, Shown) {
        let at = |seconds: i64| local.saturating_sub(seconds * MICROS);
        match self {
            Zone::Fixed(minutes) => (at(i64::from(minutes) * 60), Shown::Once),
            Zone::Open => (local, Shown::Once),
            Zone::Named(zone) => match zone.rules.to_ambiguous_timestamp(civil(local)).offset() {
                AmbiguousOffset::Unambiguous { offset } => (at(offset.seconds().into()), Shown::Once),
                AmbiguousOffset::Fold { before, .. } => (at(before.seconds().into()), Shown::Twice),
                AmbiguousOffset::Gap { before, .. } => (at(before.seconds().into()), Shown::Never),
            },
        }
    }

    /// Seconds that the clock is ahead of UTC at a moment.
    fn offset(self, moment: i64) -> i64 {
        match self {
            Zone::Fixed(minutes) => i64::from(minutes) * 60,
            Zone::Open => 0,
            Zone::Named(zone) => zone.rules.to_offset(timestamp(moment)).seconds().into(),
        }
    }

    /// The moments around one between which the clock is not changed, and how many microseconds it is ahead of UTC there.
    fn steady(self, moment: i64) -> Steady {
        let by = self.offset(moment) * MICROS;
        let Zone::Named(zone) = self else { return Steady { from: i64::MIN, until: i64::MAX, by } };
        // What lies just behind a change is preceded by it.
        let from = zone.rules.preceding(timestamp(moment.saturating_add(1))).next();
        let until = zone.rules.following(timestamp(moment)).next();
        Steady {
            from: from.map_or(i64::MIN, |change| change.timestamp().as_microsecond()),
            until: until.map_or(i64::MAX, |change| change.timestamp().as_microsecond()),
            by,
        }
    }

    /// A moment as text, in the clock of the zone: `2025-04-06T14:30+04:30`, `2025-04-06T10:00Z`.
    pub fn text(self, moment: i64) -> String {
        let clock = datetime_text(self.local(moment));
        match self.offset(moment) {
            0 => format!("{clock}Z"),
            seconds => format!("{clock}{}", offset_text(seconds)),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Zone::Named(zone) => f.write_str(&zone.name),
            Zone::Fixed(0) => f.write_str("UTC"),
            Zone::Fixed(minutes) => f.write_str(&offset_text(i64::from(*minutes) * 60)),
            Zone::Open => f.write_str("several offsets"),
        }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A time without changes of the clock.
#[derive(Clone, Copy)]
struct Steady {
    from: i64,
    until: i64,
    by: i64,
}

/// A zone that reads many clocks: most lie between the same two changes as the one before.
pub struct Clock {
    zone: Zone,
    steady: Steady,
}

impl Clock {
    /// The clock of a zone.
    pub fn new(zone: Zone) -> Clock {
        Clock { zone, steady: zone.steady(0) }
    }

    /// The wall clock at a moment.
    pub fn local(&mut self, moment: i64) -> i64 {
        if !(self.steady.from..self.steady.until).contains(&moment) {
            self.steady = self.zone.steady(moment);
        }
        moment.saturating_add(self.steady.by)
    }

    /// The moment of a wall clock, and how often it is shown.
    pub fn moment(&mut self, local: i64) -> (i64, Shown) {
        // No change of a clock is larger than a day, so away from changes there is one moment.
        const DAY: i64 = super::calendar::MICROS_PER_DAY;
        let moment = local.saturating_sub(self.steady.by);
        let inside = |steady: &Steady| {
            let moment = local.saturating_sub(steady.by);
            steady.from.saturating_add(DAY) <= moment && moment < steady.until.saturating_sub(DAY)
        };
        if inside(&self.steady) {
            return (moment, Shown::Once);
        }
        let found = self.zone.moment(local);
        self.steady = self.zone.steady(found.0);
        found
    }
}

fn timestamp(moment: i64) -> Timestamp {
    Timestamp::from_microsecond(moment).unwrap_or(if moment < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// `+04:30`, `-03:00`; with seconds where the clock of old times had some.
fn offset_text(seconds: i64) -> String {
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let minutes = format!("{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 == 0 { minutes } else { format!("{minutes}:{:02}", seconds % 60) }
}

/// Parses a moment, `2025-04-06T14:30+04:30` or `2025-04-06T10:00Z`: what the clock shows, and how many minutes it is ahead of UTC.
pub fn parse_moment(text: &str) -> Option<(i64, i32)> {
    let at = text.get(11..)?.find(['+', '-', 'Z'])? + 11;
    let (clock, offset) = text.split_at_checked(at)?;
    Some((parse_datetime(clock.trim_end())?, offset_minutes(offset)?))
}

/// The minutes of `+04:30`, `+0430`, `-03`, `Z`.
pub fn offset_minutes(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.strip_prefix(['+', '-'])?.replacen(':', "", 1);
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) || text.ends_with(':') {
        return None;
    }
    let number = |part: &str| part.parse::<i32>().ok();
    let (hours, minutes) = (number(digits.get(..2)?)?, digits.get(2..).filter(|part| !part.is_empty()).map_or(Some(0), number)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// How the IANA database calls whole hours from UTC: those that UTC is ahead.
const HOURS_BEHIND: &str = "Etc/GMT";

/// The minutes of `Etc/GMT-2`, which is two hours ahead of UTC.
fn hours_behind(name: &str) -> Option<i32> {
    let hours = name.strip_prefix(HOURS_BEHIND).filter(|hours| hours.starts_with(['+', '-']))?;
    hours.parse::<i32>().ok().filter(|hours| (-14..=12).contains(hours)).map(|hours| -hours * 60)
}

/// The one zone of a name; the names of the database do not mind their case.
fn named(name: &str) -> Option<&'static Named> {
    static KNOWN: OnceLock<Mutex<Vec<&'static Named>>> = OnceLock::new();
    let rules = TimeZone::get(name).ok()?;
    let name = rules.iana_name()?.to_string();
    let mut known = KNOWN.get_or_init(Mutex::default).lock().ok()?;
    if let Some(zone) = known.iter().find(|zone| zone.name == name) {
        return Some(zone);
    }
    let zone: &'static Named = Box::leak(Box::new(Named { name, rules }));
    known.push(zone);
    Some(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    fn shown(name: &str, utc: &str) -> String {
        let moment = parse_datetime(utc).unwrap();
        let mut clock = Clock::new(zone(name));
        assert_eq!(clock.local(moment), zone(name).local(moment));
        zone(name).text(moment)
    }

    fn meant(name: &str, local: &str) -> (String, Shown) {
        let local = parse_datetime(local).unwrap();
        let (moment, shown) = zone(name).moment(local);
        assert_eq!(Clock::new(zone(name)).moment(local), (moment, shown));
        (datetime_text(moment), shown)
    }

    #[test]
    fn moments_are_shown_by_the_clock_of_the_zone() {
        assert_eq!(shown("Asia/Kabul", "2025-04-06T10:00"), "2025-04-06T14:30+04:30");
        assert_eq!(shown("asia/kabul", "2025-04-06T19:30"), "2025-04-07T00:00+04:30");
        assert_eq!(shown("Europe/Berlin", "2025-03-30T00:59:59"), "2025-03-30T01:59:59+01:00");
        assert_eq!(shown("Europe/Berlin", "2025-03-30T01:00"), "2025-03-30T03:00+02:00");
        assert_eq!(shown("Europe/Berlin", "2025-10-26T00:30"), "2025-10-26T02:30+02:00");
        assert_eq!(shown("Europe/Berlin", "2025-10-26T01:30"), "2025-10-26T02:30+01:00");
        // Brazil has not changed its clocks since 2019.
        assert_eq!(shown("America/Sao_Paulo", "2019-01-15T12:00"), "2019-01-15T10:00-02:00");
        assert_eq!(shown("America/Sao_Paulo", "2025-01-15T12:00"), "2025-01-15T09:00-03:00");
        assert_eq!(shown("UTC", "2025-04-06T10:00"), "2025-04-06T10:00Z");
        assert_eq!(shown("+05:45", "1969-12-31T23:00"), "1970-01-01T04:45+05:45");
    }

    #[test]
    fn a_clock_that_is_changed_shows_a_time_twice_or_never() {
        use Shown::*;
        assert_eq!(meant("Europe/Berlin", "2025-03-30T01:59"), ("2025-03-30T00:59".into(), Once));
        assert_eq!(meant("Europe/Berlin", "2025-03-30T02:30"), ("2025-03-30T01:30".into(), Never));
        assert_eq!(meant("Europe/Berlin", "2025-10-26T02:30"), ("2025-10-26T00:30".into(), Twice));
        assert_eq!(meant("Europe/Berlin", "2025-10-26T03:00"), ("2025-10-26T02:00".into(), Once));
        assert_eq!(meant("Asia/Kabul", "2025-03-30T02:30"), ("2025-03-29T22:00".into(), Once));
        // The clock of São Paulo went from midnight to one o'clock on 4 November 2018: the day began at one.
        assert_eq!(meant("America/Sao_Paulo", "2018-11-04T00:00"), ("2018-11-04T03:00".into(), Never));
    }

    #[test]
    fn many_clocks_are_read_as_one_by_one() {
        let mut clock = Clock::new(zone("Europe/Berlin"));
        let half_hours = (0..800 * 48).map(|n| 1_735_000_000_000_000 + n * 1_800_000_000);
        for moment in half_hours.clone().chain(half_hours.rev()) {
            assert_eq!(clock.local(moment), zone("Europe/Berlin").local(moment));
            assert_eq!(clock.moment(moment), zone("Europe/Berlin").moment(moment));
        }
    }

    #[test]
    fn names_and_offsets() {
        for name in ["Asia/Kabul", "UTC", "+04:30", "-03:00"] {
            assert_eq!(zone(name).to_string(), name);
        }
        assert_eq!(zone("europe/berlin"), zone("Europe/Berlin"));
        assert_eq!([offset_minutes("+0430"), offset_minutes("-03"), offset_minutes("Z")], [Some(270), Some(-180), Some(0)]);
        for text in ["", "+", "4:30", "+4:30", "+24:00", "+04:60", "+04:", "z", "+é0"] {
            assert_eq!(offset_minutes(text), None, "{text}");
        }
        assert_eq!(Zone::parse("Asia/Kabull"), None);
    }
}
