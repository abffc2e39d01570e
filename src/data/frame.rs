//! The rows of an answer, readable cell by cell without naming the engine.

use super::series::Buckets;
use crate::base::bounds::Bounds;
use crate::base::calendar::datetime_text;
use crate::base::names::{bounds_of, mark_of};
use crate::base::{Day, Hidden, Type, Value, Zone};
use crate::plan::Column;
use polars::prelude::{AnyValue, DataFrame, Float64Chunked, IntoColumn, NamedFrom, Series, TimeUnit};

/// The column of files that says which buckets the window cuts.
const PART: &str = "part";

/// A table of results: typed columns of equal length.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub(crate) data: DataFrame,
    columns: Vec<Column>,
    /// The lowest and the highest value of each column, and whether it is near, where its values have bounds.
    bounds: Vec<Option<[Series; 3]>>,
    /// The buckets that its rows are, if they are some.
    buckets: Option<Buckets>,
    /// The columns whose values are not shown; the data does not hold them either.
    hidden: Vec<String>,
    /// Which cells of each column are not shown, and why, where some are not.
    marks: Vec<Option<Series>>,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Not known.
    Unknown,
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// True or false.
    Bool(bool),
    /// A day.
    Date(Day),
    /// Microseconds since 1970-01-01T00:00, no zone.
    Datetime(i64),
    /// Microseconds since 1970-01-01T00:00 in UTC, and the zone in which the clock is shown.
    Moment(i64, Zone),
    /// Microseconds.
    Duration(i64),
    /// A number that is not known exactly.
    Bounds(Bounds),
    /// Something about a single person, which is not shown.
    Hidden,
    /// What a protected answer does not show.
    Protected(Hidden),
}

impl Cell<'_> {
    /// The plain text of the cell, as files hold it: ISO dates, `.` as decimal point, nothing for unknown. A real number has all its
    /// digits and always a point or an exponent, so that it reads back as the same real number.
    pub fn plain(&self) -> String {
        match self {
            Cell::Unknown => String::new(),
            Cell::Int(n) => n.to_string(),
            Cell::Float(x) => real_text(*x),
            Cell::Text(text) => (*text).to_string(),
            Cell::Bool(b) => b.to_string(),
            Cell::Date(day) => day.to_string(),
            Cell::Datetime(micros) => datetime_text(*micros),
            Cell::Moment(moment, zone) => zone.text(*moment),
            Cell::Duration(micros) => duration_text(*micros),
            Cell::Bounds(bounds) => bounds.to_string(),
            Cell::Hidden => "(hidden)".to_string(),
            Cell::Protected(why) => why.to_string(),
        }
    }
}

/// A real number with all its digits. An exponent has a sign: `1e300` without one may be a code.
pub(super) fn real_text(x: f64) -> String {
    let text = format!("{x:?}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

/// `3 days`, `1 day 12:30`.
pub fn duration_text(micros: i64) -> String {
    let day = crate::base::calendar::MICROS_PER_DAY;
    let (days, rest) = (micros / day, (micros % day).abs() / 1_000_000);
    let days_text = format!("{days} day{}", if days.abs() == 1 { "" } else { "s" });
    match rest {
        0 => days_text,
        _ => {
            let sign = if micros < 0 && days == 0 { "-" } else { "" };
            let clock = format!("{sign}{:02}:{:02}", rest / 3600, rest / 60 % 60);
            let clock = if rest % 60 == 0 { clock } else { format!("{clock}:{:02}", rest % 60) };
            if days == 0 { clock } else { format!("{days_text} {clock}") }
        }
    }
}

impl Frame {
    /// The frame of a collected result. The columns must be those of the data, in order.
    pub(crate) fn new(data: DataFrame, columns: Vec<Column>) -> Frame {
        debug_assert_eq!(data.width(), columns.len());
        // A column of one repeated value lends no text; written out it does.
        let written: Vec<_> = data.columns().iter().map(|c| c.as_materialized_series().clone().into_column()).collect();
        let data = DataFrame::new(data.height(), written).unwrap_or(data);
        Frame {
            data,
            bounds: vec![None; columns.len()],
            marks: vec![None; columns.len()],
            columns,
            buckets: None,
            hidden: Vec::new(),
        }
    }

    /// The same with what is to be seen of its rows.
    pub(crate) fn with_buckets(self, buckets: Option<Buckets>) -> Frame {
        Frame { buckets, ..self }
    }

    /// The buckets of time that its rows are, if they are some.
    pub fn buckets(&self) -> Option<&Buckets> {
        self.buckets.as_ref()
    }

    /// The same with one more column, as long as the others.
    fn with_column(&self, column: Column, values: polars::prelude::Column) -> Frame {
        let mut more = self.clone();
        if more.data.with_column(values).is_ok() {
            more.columns.push(column);
            more.bounds.push(None);
            more.marks.push(None);
        }
        more
    }

    /// The same with the bounds that hidden columns of the rows hold.
    pub(crate) fn with_bounds(mut self, rows: &DataFrame, bounded: &[String]) -> Frame {
        for (at, column) in self.columns.iter().enumerate().filter(|(_, column)| bounded.contains(&column.name)) {
            let found: Vec<Series> = bounds_of(&column.name)
                .iter()
                .filter_map(|name| Some(rows.column(name).ok()?.as_materialized_series().clone()))
                .collect();
            self.bounds[at] = <[Series; 3]>::try_from(found).ok();
        }
        self
    }

    /// The same without the values of some columns.
    pub(crate) fn hiding(mut self, names: &[String]) -> Frame {
        let gone = |at: usize, values: &polars::prelude::Column| match self.columns.get(at) {
            Some(column) if names.contains(&column.name) => {
                Series::full_null(values.name().clone(), values.len(), values.dtype()).into()
            }
            _ => values.clone(),
        };
        let values = self.data.columns().iter().enumerate().map(|(at, values)| gone(at, values)).collect();
        self.data = DataFrame::new(self.data.height(), values).unwrap_or_default();
        let bounds = self.bounds.into_iter().zip(&self.columns);
        self.bounds = bounds.map(|(bounds, column)| bounds.filter(|_| !names.contains(&column.name))).collect();
        self.hidden = names.to_vec();
        self
    }

    /// The same with what hidden columns of the rows say is not shown.
    pub(crate) fn with_marks(mut self, rows: &DataFrame, marked: &[String]) -> Frame {
        for (at, column) in self.columns.iter().enumerate().filter(|(_, column)| marked.contains(&column.name)) {
            let marks = rows.column(&mark_of(&column.name)).ok().map(|marks| marks.as_materialized_series().clone());
            self.marks[at] = marks.filter(|marks| marks.null_count() < marks.len());
        }
        self
    }

    /// The same as files hold it: beside a column with bounds one of the lowest and one of the highest value, beside one with cells
    /// that are not shown one that says why.
    pub fn with_bounds_as_columns(&self) -> Frame {
        self.with_bounds_beside(false)
    }

    /// The same as programs read it: with a third column, that says whether the value is near, where one is.
    pub fn with_all_bounds_as_columns(&self) -> Frame {
        self.with_bounds_beside(true)
    }

    fn with_bounds_beside(&self, all: bool) -> Frame {
        let (mut values, mut columns) = (Vec::new(), Vec::new());
        for (at, (column, series)) in self.columns.iter().zip(self.data.columns()).enumerate() {
            columns.push(column.clone());
            values.push(series.clone());
            if let Some(marks) = self.marks.get(at).and_then(Option::as_ref) {
                let name = format!("{}_hidden", column.name);
                let why = |mark: Option<i64>| mark.map(|mark| Hidden::of_mark(mark).to_string());
                let words: Vec<Option<String>> = marks.i64().map_or_else(|_| Vec::new(), |marks| marks.iter().map(why).collect());
                if words.len() == marks.len() && !self.columns.iter().any(|column| column.name == name) {
                    values.push(Series::new(name.as_str().into(), words).into_column());
                    columns.push(Column { name, ty: Type::Text });
                }
            }
            let Some([low, high, about]) = self.bounds.get(at).and_then(Option::as_ref) else { continue };
            let near = all && about.bool().is_ok_and(|about| about.iter().any(|near| near == Some(true)));
            let about = near.then_some(("about", about, Type::Bool));
            for (side, bound, ty) in [("low", low, Type::Float), ("high", high, Type::Float)].into_iter().chain(about) {
                let name = format!("{}_{side}", column.name);
                if self.columns.iter().any(|column| column.name == name) {
                    continue;
                }
                values.push(closed(bound).with_name(name.as_str().into()).into_column());
                columns.push(Column { name, ty });
            }
        }
        let plain = || Frame::new(self.data.clone(), self.columns.clone());
        let frame = DataFrame::new(self.data.height(), values).map_or_else(|_| plain(), |data| Frame::new(data, columns));
        Frame { buckets: self.buckets.clone(), hidden: self.hidden.clone(), ..frame }
    }

    /// The same as files hold it: with a column of whether the window cuts the bucket, where it cuts one.
    pub fn with_parts_as_column(&self) -> Frame {
        let taken = self.columns().iter().any(|column| column.name == PART);
        let Some(buckets) = self.buckets().filter(|buckets| buckets.has_parts() && !taken) else { return self.clone() };
        let parts: Vec<bool> = buckets.marks.iter().map(|mark| mark.part).collect();
        self.with_column(Column { name: PART.into(), ty: Type::Bool }, Series::new(PART.into(), parts).into_column())
    }

    /// Whether files need columns beside others: of bounds, or of what is not shown.
    pub fn has_bounds(&self) -> bool {
        self.bounds.iter().any(Option::is_some) || self.marks.iter().any(Option::is_some)
    }

    /// The bounds of a cell, where it has some. An open side leaves no best: what the column holds is then one of the bounds.
    fn bounds(&self, row: usize, column: usize) -> Option<Bounds> {
        let [low, high, about] = self.bounds.get(column)?.as_ref()?;
        let real = |series: &Series| series.f64().ok().and_then(|values| values.get(row));
        let about = about.bool().is_ok_and(|about| about.get(row) == Some(true));
        let best = self.data.columns().get(column)?.get(row).ok()?.extract::<f64>();
        let (low, high) = (real(low), real(high));
        let open = low.is_some_and(f64::is_infinite) || high.is_some_and(f64::is_infinite);
        let bounds = Bounds {
            best: best.filter(|_| !open),
            low: low.filter(|x| x.is_finite()),
            high: high.filter(|x| x.is_finite()),
            about,
        };
        (bounds.low.is_some() || bounds.high.is_some() || about).then_some(bounds)
    }

    /// One row with one value.
    pub(crate) fn single(name: &str, value: &Value, ty: Type) -> Frame {
        if let Value::Bounded(bounds) = value {
            return Frame::bounded(name, bounds, ty);
        }
        let (ty, cell) = match value {
            Value::Unknown => (Type::Text, AnyValue::Null),
            Value::Int(n) => (Type::Int, AnyValue::Int64(*n)),
            Value::Float(x) => (Type::Float, AnyValue::Float64(*x)),
            Value::Bool(b) => (Type::Bool, AnyValue::Boolean(*b)),
            Value::Period(p) if p.start == p.end => (Type::Date, AnyValue::Date(p.start.0)),
            Value::Datetime(n) => (Type::Datetime, AnyValue::Datetime(*n, TimeUnit::Microseconds, None)),
            Value::Moment(n, zone) => (Type::Moment(*zone), AnyValue::Datetime(*n, TimeUnit::Microseconds, None)),
            Value::Duration(d) if d.months == 0 => {
                (Type::Duration, AnyValue::Duration(d.fixed_micros().unwrap_or(0), TimeUnit::Microseconds))
            }
            Value::Text(text) => (Type::Text, AnyValue::StringOwned(text.as_str().into())),
            other => (ty, AnyValue::StringOwned(other.to_string().into())),
        };
        let series = Series::from_any_values(name.into(), &[cell], false).unwrap_or_default();
        Frame::new(DataFrame::new(1, vec![series.into_column()]).unwrap_or_default(), vec![Column { name: name.to_string(), ty }])
    }

    /// One row with one number that is not known exactly.
    fn bounded(name: &str, bounds: &Bounds, ty: Type) -> Frame {
        let real = |name: &str, x: Option<f64>| Series::new(name.into(), [x]);
        let best = match ty {
            Type::Int => Series::new(name.into(), [bounds.best.map(|best| best as i64)]),
            _ => real(name, bounds.best),
        };
        let data = DataFrame::new(1, vec![best.into_column()]).unwrap_or_default();
        let mut frame = Frame::new(data, vec![Column { name: name.to_string(), ty }]);
        let about = Series::new("".into(), [bounds.about]);
        frame.bounds = vec![Some([real("", bounds.low), real("", bounds.high), about])];
        frame
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The number of rows.
    pub fn height(&self) -> usize {
        self.data.height()
    }

    /// A cell; unknown outside of the table.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        if self.columns.get(column).is_some_and(|column| self.hidden.contains(&column.name)) && row < self.height() {
            return Cell::Hidden;
        }
        if let Some(mark) = self.marks.get(column).and_then(Option::as_ref).and_then(|marks| marks.i64().ok()?.get(row)) {
            return Cell::Protected(Hidden::of_mark(mark));
        }
        if let Some(bounds) = self.bounds(row, column) {
            return Cell::Bounds(bounds);
        }
        let Some(values) = self.data.columns().get(column) else { return Cell::Unknown };
        // A column of one value repeated hands out texts of its own, which nothing here could hold.
        let Ok(value) = values.as_materialized_series().get(row) else { return Cell::Unknown };
        as_cell(value, self.columns.get(column).map_or(Type::Any, |c| c.ty))
    }
}

/// The bounds that are numbers; an open side has none. Other columns stay as they are.
fn closed(bounds: &Series) -> Series {
    let finite = |bounds: &Float64Chunked| bounds.iter().map(|x| x.filter(|x| x.is_finite())).collect::<Vec<_>>();
    bounds.f64().map_or_else(|_| bounds.clone(), |bounds| Series::new("".into(), finite(bounds)))
}

fn as_cell(value: AnyValue<'_>, ty: Type) -> Cell<'_> {
    let micros = |n: i64, unit: TimeUnit| match unit {
        TimeUnit::Nanoseconds => n.div_euclid(1000),
        TimeUnit::Microseconds => n,
        TimeUnit::Milliseconds => n.saturating_mul(1000),
    };
    match value {
        AnyValue::Null => Cell::Unknown,
        AnyValue::String(text) => Cell::Text(text),
        AnyValue::Boolean(b) => Cell::Bool(b),
        AnyValue::Float64(x) if x.is_nan() => Cell::Unknown,
        AnyValue::Float64(x) => Cell::Float(x),
        AnyValue::Date(day) => Cell::Date(Day(day)),
        AnyValue::Datetime(n, unit, _) => match ty {
            Type::Moment(zone) => Cell::Moment(micros(n, unit), zone),
            _ => Cell::Datetime(micros(n, unit)),
        },
        AnyValue::Duration(n, unit) => Cell::Duration(micros(n, unit)),
        AnyValue::Categorical(code, mapping) | AnyValue::Enum(code, mapping) => {
            mapping.cat_to_str(code).map_or(Cell::Unknown, Cell::Text)
        }
        other if ty == Type::Float => other.extract::<f64>().map_or(Cell::Unknown, Cell::Float),
        other => other.extract::<i64>().map_or(Cell::Unknown, Cell::Int),
    }
}

#[cfg(test)]
impl Frame {
    /// A frame of values written out in a test.
    pub(crate) fn of(columns: &[(&str, Type)], rows: &[Vec<crate::base::Value>]) -> Frame {
        use crate::base::Value;
        use polars::prelude::{Column as Values, DataType, TimeUnit};
        fn of<T>(rows: &[Vec<Value>], at: usize, read: impl Fn(&Value) -> Option<T>) -> Vec<Option<T>> {
            rows.iter().map(|row| row.get(at).and_then(&read)).collect()
        }
        let int = |value: &Value| match value {
            Value::Int(n) | Value::Datetime(n) | Value::Moment(n, _) => Some(*n),
            Value::Period(period) => Some(period.start.0.into()),
            Value::Duration(duration) => duration.fixed_micros(),
            _ => None,
        };
        let values = columns.iter().enumerate().map(|(at, (name, ty))| {
            let ints = || Values::new((*name).into(), of(rows, at, int));
            let cast = |ty: DataType| ints().cast(&ty).unwrap();
            match ty {
                Type::Int => ints(),
                Type::Date | Type::Period => ints().cast(&DataType::Int32).unwrap().cast(&DataType::Date).unwrap(),
                Type::Datetime | Type::Moment(_) => cast(DataType::Datetime(TimeUnit::Microseconds, None)),
                Type::Duration => cast(DataType::Duration(TimeUnit::Microseconds)),
                Type::Float => {
                    Values::new((*name).into(), of(rows, at, |v| if let Value::Float(x) = v { Some(*x) } else { None }))
                }
                Type::Bool => Values::new((*name).into(), of(rows, at, |v| if let Value::Bool(b) = v { Some(*b) } else { None })),
                Type::Text | Type::Month | Type::Any => {
                    Values::new((*name).into(), of(rows, at, |v| if let Value::Text(t) = v { Some(t.clone()) } else { None }))
                }
            }
        });
        let columns = columns.iter().map(|(name, ty)| Column { name: (*name).to_string(), ty: *ty });
        Frame::new(DataFrame::new(rows.len(), values.collect()).unwrap(), columns.collect())
    }
}
