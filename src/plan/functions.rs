//! The one table of functions: name, how it is called, what it does. Checker, lowering, completion and help read it.

use crate::base::Type;

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any text.
    Text,
    /// Any number.
    Number,
    /// A whole number written out in the query.
    Whole,
    /// A text written out in the query.
    Pattern,
    /// A date or datetime.
    Time,
    /// A date, datetime or period.
    Span,
    /// A number of days or weeks written out in the query.
    Days,
    /// A unit of the calendar: `day`, `week`, `month`, `quarter`, `year`.
    Unit,
    /// Anything.
    Any,
    /// One or more values of one type; only as the last parameter.
    Same,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Always this type.
    Type(Type),
    /// The type of the first argument.
    First,
    /// The type all arguments have in common.
    Common,
}

macro_rules! functions {
    ($($name:ident $text:literal ($($takes:ident)*) optional $optional:literal $gives:expr, $call:literal $doc:literal;)*) => {
        /// A function of the language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Function { $(#[doc = $doc] $name,)* }

        /// Every function, in the order of the table.
        pub const ALL: &[Function] = &[$(Function::$name,)*];

        impl Function {
            /// Its name in a query.
            pub fn name(self) -> &'static str {
                match self { $(Function::$name => $text,)* }
            }

            /// What its parameters take, optional ones included.
            pub fn takes(self) -> &'static [Takes] {
                match self { $(Function::$name => &[$(Takes::$takes,)*],)* }
            }

            /// How many of its parameters, from the end, may be left out.
            pub fn optional(self) -> usize {
                match self { $(Function::$name => $optional,)* }
            }

            /// What it gives.
            pub fn gives(self) -> Gives {
                match self { $(Function::$name => $gives,)* }
            }

            /// How it is called.
            pub fn call(self) -> &'static str {
                match self { $(Function::$name => $call,)* }
            }

            /// One line of help.
            pub fn doc(self) -> &'static str {
                match self { $(Function::$name => $doc,)* }
            }
        }
    };
}

const TEXT: Gives = Gives::Type(Type::Text);
const INT: Gives = Gives::Type(Type::Int);
const FLOAT: Gives = Gives::Type(Type::Float);

functions! {
    Lower "lower" (Text) optional 0 TEXT, "lower(text)" "the text in small letters";
    Upper "upper" (Text) optional 0 TEXT, "upper(text)" "the text in capitals";
    Trim "trim" (Text) optional 0 TEXT, "trim(text)" "the text without blanks at its ends";
    Length "length" (Text) optional 0 INT, "length(text)" "the number of characters";
    Replace "replace" (Text Pattern Pattern) optional 0 TEXT, "replace(text, old, new)" "the text with every `old` replaced by `new`";
    Split "split" (Text Pattern Whole) optional 0 TEXT, "split(text, separator, n)" "the n-th part of the text, counted from 1; unknown when there are fewer";
    Concat "concat" (Any Same) optional 0 TEXT, "concat(a, b, …)" "the values as text, one after the other; unknown when one is";
    Extract "extract" (Text Pattern) optional 0 TEXT, "extract(text, pattern)" "the first part that fits a regular expression, or its first group";
    Left "left" (Text Whole) optional 0 TEXT, "left(text, n)" "the first n characters";
    Right "right" (Text Whole) optional 0 TEXT, "right(text, n)" "the last n characters";
    Round "round" (Number Whole) optional 1 Gives::First, "round(x, digits)" "the nearest number with so many decimals (0 without); halves go away from zero";
    Floor "floor" (Number) optional 0 Gives::First, "floor(x)" "the largest whole number not above x";
    Ceil "ceil" (Number) optional 0 Gives::First, "ceil(x)" "the smallest whole number not below x";
    Abs "abs" (Number) optional 0 Gives::First, "abs(x)" "the number without its sign";
    Log "log" (Number) optional 0 FLOAT, "log(x)" "the natural logarithm; unknown for numbers that are not positive";
    Sqrt "sqrt" (Number) optional 0 FLOAT, "sqrt(x)" "the square root; unknown for negative numbers";
    Mod "mod" (Number Number) optional 0 Gives::Common, "mod(a, b)" "the remainder of a / b, with the sign of b; unknown when b is 0";
    Least "least" (Any Same) optional 0 Gives::Common, "least(a, b, …)" "the smallest of the known values";
    Greatest "greatest" (Any Same) optional 0 Gives::Common, "greatest(a, b, …)" "the largest of the known values";
    Year "year" (Time) optional 0 INT, "year(date)" "the year";
    Quarter "quarter" (Time) optional 0 INT, "quarter(date)" "the quarter, 1 to 4";
    Month "month" (Time) optional 0 INT, "month(date)" "the month, 1 to 12";
    Week "week" (Time) optional 0 INT, "week(date)" "the ISO 8601 week, 1 to 53";
    Day "day" (Time) optional 0 INT, "day(date)" "the day of the month";
    Weekday "weekday" (Time) optional 0 INT, "weekday(date)" "the day of the week, 1 for Monday to 7 for Sunday";
    StartOf "start_of" (Time Unit) optional 0 Gives::Type(Type::Date), "start_of(date, unit)" "the first day of the unit that holds the date";
    EndOf "end_of" (Time Unit) optional 0 Gives::Type(Type::Date), "end_of(date, unit)" "the last day of the unit that holds the date";
    DaysBetween "days_between" (Time Time) optional 0 INT, "days_between(a, b)" "the days from a to b: b - a";
    Days "days" (Span) optional 0 INT, "days(period)" "the days of a period, both ends included";
    Number "number" (Any) optional 0 FLOAT, "number(x)" "the number a text holds; unknown when it holds none, and counted";
    Text "text" (Any) optional 0 TEXT, "text(x)" "the value as text";
    Date "date" (Any) optional 0 Gives::Type(Type::Date), "date(x)" "the day of an ISO text or a datetime; unknown when it is none, and counted";
    Bool "bool" (Any) optional 0 Gives::Type(Type::Bool), "bool(x)" "true for true, yes, y and 1, false for false, no, n and 0; else unknown, and counted";
    Coalesce "coalesce" (Any Same) optional 0 Gives::Common, "coalesce(a, b, …)" "the first known value";
    Previous "previous" (Any) optional 0 Gives::First, "previous(x)" "the value of the bucket or report before, within the keys";
    Change "change" (Number) optional 0 Gives::First, "change(x)" "the value less the one of the bucket or report before";
    Running "running" (Number) optional 0 Gives::First, "running(x)" "the total up to here, within the keys; unknown once a value is";
    RollingMean "rolling_mean" (Number Days) optional 0 FLOAT, "rolling_mean(x, 7 days)" "the mean of the known values of the last so many days";
    RollingSum "rolling_sum" (Number Days) optional 0 Gives::First, "rolling_sum(x, 7 days)" "the total of the last so many days; unknown when a value in them is";
    Share "share" (Number) optional 0 FLOAT, "share(x)" "the part of the total over all rows of the bucket";
    Rank "rank" (Number) optional 0 INT, "rank(x)" "1 for the largest of the bucket; equal values have one rank";
    Hash "hash" (Any) optional 0 TEXT, "hash(x)" "a stable text of 16 digits that stands for the value and does not show it";
}

impl Function {
    /// The function of a name.
    pub fn parse(name: &str) -> Option<Function> {
        ALL.iter().copied().find(|f| f.name() == name)
    }

    /// Whether it looks at other rows: along time, or across a bucket.
    pub fn looks_around(self) -> bool {
        use Function::*;
        matches!(self, Previous | Change | Running | RollingMean | RollingSum | Share | Rank)
    }

    /// Whether it runs along time, rather than across a bucket.
    pub fn runs_along(self) -> bool {
        self.looks_around() && !matches!(self, Function::Share | Function::Rank)
    }

    /// Whether it carries the bounds of a value that is not known exactly into its result.
    pub fn carries_bounds(self) -> bool {
        use Function::*;
        matches!(self, Coalesce | Least | Greatest | Abs | Round | Floor | Ceil | Number)
    }

    /// The fewest arguments.
    pub fn fewest(self) -> usize {
        self.takes().len() - self.optional()
    }

    /// The most arguments; `None` for any number.
    pub fn most(self) -> Option<usize> {
        (self.takes().last() != Some(&Takes::Same)).then(|| self.takes().len())
    }

    /// What the argument at a position takes.
    pub fn takes_at(self, position: usize) -> Takes {
        let takes = self.takes();
        takes.get(position).or(takes.last()).copied().unwrap_or(Takes::Any)
    }
}
