//! The one table of keywords: text, role and what it does. Parser, completion, help and grammar tests read it.

/// What a keyword does in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Starts a clause.
    Clause,
    /// Starts a summary clause, and computes one figure of it.
    Verb,
    /// Continues an expression after an operand.
    Operator,
    /// Starts an operand.
    Operand,
    /// Starts a statement.
    Statement,
    /// Stands inside a clause.
    Part,
    /// Will start or continue a clause in a later version; refused by name until then.
    Planned,
}

macro_rules! keywords {
    ($($name:ident $text:literal $role:ident $doc:literal;)*) => {
        /// A keyword of the language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Keyword { $(#[doc = $doc] $name,)* }

        /// Every keyword, in the order of the table.
        pub const ALL: &[Keyword] = &[$(Keyword::$name,)*];

        impl Keyword {
            /// As it is written.
            pub fn text(self) -> &'static str {
                match self { $(Keyword::$name => $text,)* }
            }

            /// What it does in a query.
            pub fn role(self) -> Role {
                match self { $(Keyword::$name => Role::$role,)* }
            }

            /// One line of help.
            pub fn doc(self) -> &'static str {
                match self { $(Keyword::$name => $doc,)* }
            }

            /// The keyword of this text; keywords are lower case.
            pub fn parse(text: &str) -> Option<Keyword> {
                match text { $($text => Some(Keyword::$name),)* _ => None }
            }
        }
    };
}

keywords! {
    // statements
    Let "let" Statement "name a table or a value: `let big = crossings where persons > 1000`";
    Param "param" Statement "a value that `--set` may change: `param border: text = \"Torkham\"`";
    Define "define" Statement "a function over values or tables: `define rate(a, b) = a / b * 1000`, `define april(t) = t during 2025-04`";
    Use "use" Statement "what another script names: `use \"common.dlq\"`";
    Catalog "catalog" Statement "the data of a script, at its top: `catalog \"dateline.toml\"`";
    // clauses
    Where "where" Clause "keep the rows for which a condition is true";
    Since "since" Clause "keep the days from the start of a period on";
    After "after" Clause "keep the days after a period";
    Until "until" Clause "keep the days up to the end of a period, its last day included";
    Before "before" Clause "keep the days before a period";
    During "during" Clause "keep the days within a period; several periods become the key `period`";
    On "on" Clause "keep single days, or weekdays";
    Last "last" Clause "keep whole units before today: `last 7 days`, `last month`";
    This "this" Clause "keep the current unit up to today: `this month`";
    Next "next" Clause "keep the days after today: `next 30 days`";
    Dated "dated" Clause "choose another time axis: `dated by reported`";
    Derive "derive" Clause "add or replace columns: `derive total = men + women`";
    Show "show" Clause "choose and order columns";
    Drop "drop" Clause "leave columns out";
    Rename "rename" Clause "give columns other names: `rename persons as people`";
    Sort "sort" Clause "order the rows; ties keep their order";
    Top "top" Clause "keep the rows with the largest values: `top 3 persons in each border`";
    Bottom "bottom" Clause "keep the rows with the smallest values";
    Take "take" Clause "keep the first rows";
    Skip "skip" Clause "leave out the first rows";
    Unique "unique" Clause "keep the first row of each combination of columns";
    Sample "sample" Clause "keep rows drawn at random: `sample 100 seed 7`";
    Describe "describe" Clause "show what each column holds";
    Measure "measure" Clause "a summary that starts with a named measure: `measure $share by border`";
    Fill "fill" Clause "a value for empty buckets, right behind a summary: `fill 0`, `fill previous`";
    Versus "versus" Clause "the summary once more for another period: `versus previous`";
    Overlapping "overlapping" Clause "count a row that straddles a bound in every bucket it touches";
    Prorated "prorated" Clause "split a row that straddles a bound by its days";
    Prefer "prefer" Clause "of several sources, for each period the first that has it: `prefer \"IOM\", \"UNHCR\"`";
    Unpivot "unpivot" Clause "columns to rows: `unpivot men, women as sex, persons`";
    Pivot "pivot" Clause "rows to columns: `pivot measure in (\"returns\", \"deportations\") of value`";
    Append "append" Clause "the rows of another table below, columns by name";
    Lookup "lookup" Clause "columns of another table, at most one match: `lookup districts on district`, `lookup latest rates …`";
    Join "join" Clause "a row for each match in another table: `join closures as c on border`";
    With "with" Clause "keep the rows that have a match: `with closures on border`; also `starts with`";
    Without "without" Clause "keep the rows that have no match: `without closures on border`";
    Changes "changes" Clause "what differs from an earlier file: `changes from \"last_week.csv\" on report`";
    Protect "protect" Clause "hide figures of fewer people, and what would give them back: `protect 10`";
    Round "round" Clause "round figures of people to multiples: `round to 5`";
    Trace "trace" Clause "the rows behind the answer, with file and line";
    Save "save" Clause "write the answer to a file, in the form its ending says: `save \"weekly.xlsx\"`";
    Plot "plot" Clause "draw the answer: `sum persons every week plot`, `sum persons by border plot bar`";
    Expect "expect" Clause "what must be true of the rows: `expect each persons > 0`, `expect unique id`, `expect no rows`";
    // verbs of a summary
    Count "count" Verb "the number of rows, or of distinct values";
    Sum "sum" Verb "the total of what is known";
    Mean "mean" Verb "the mean of the known values";
    Median "median" Verb "the middle of the known values";
    Min "min" Verb "the smallest known value";
    Max "max" Verb "the largest known value";
    Stdev "stdev" Verb "the standard deviation of the known values (n - 1)";
    Percentile "percentile" Verb "the value below which so many percent lie: `percentile 90 persons`";
    Range "range" Verb "the smallest and the largest known value";
    List "list" Verb "the distinct known values, in order";
    Latest "latest" Verb "the newest report of a stock or cumulative figure";
    Earliest "earliest" Verb "the oldest report of a stock or cumulative figure";
    Increase "increase" Verb "the growth of a cumulative figure";
    // operators
    And "and" Operator "both conditions";
    Or "or" Operator "one condition or both";
    In "in" Operator "one of a list, or within a period";
    Between "between" Operator "within two bounds, both included";
    Contains "contains" Operator "has the text inside";
    Starts "starts" Operator "`starts with`";
    Ends "ends" Operator "`ends with`";
    Matches "matches" Operator "fits a regular expression: `matches /^A/i`";
    Resembles "resembles" Operator "is nearly the text: case, accents and small slips do not count";
    Is "is" Operator "`is unknown`, `is known`";
    Then "then" Operator "the value if the condition is true";
    Else "else" Operator "the value if it is not";
    To "to" Operator "between two numbers, both included: `6_000 to 7_000`; and `round to 5`";
    // operands
    Not "not" Operand "the opposite of a condition";
    If "if" Operand "`if c then a else b`; after a verb, the rows that count";
    True "true" Operand "true";
    False "false" Operand "false";
    Unknown "unknown" Operand "a value that is not known";
    Today "today" Operand "the current day, or that of --now";
    Yesterday "yesterday" Operand "the day before";
    // inside clauses
    As "as" Part "names a result; `as of 2025-04-08`: what was known on that day, in all that follows";
    By "by" Part "the keys of a summary";
    Word "word" Part "`contains word`: a whole word";
    Known "known" Part "`is known`";
    Possibly "possibly" Part "`where possibly E`: keep what the bounds of values allow";
    Distinct "distinct" Part "`count distinct x`: different known values";
    Asc "asc" Part "smallest first";
    Desc "desc" Part "largest first";
    Each "each" Part "`top 3 persons in each border`; `expect each persons > 0`";
    Seed "seed" Part "the number that makes a sample repeatable";
    Every "every" Part "one row for each bucket of the calendar: `every week`";
    Whole "whole" Part "`every whole week`: leave out buckets that the window cuts";
    Report "report" Part "`every report`: one row for each period reported";
    From "from" Part "where buckets start: `from sunday`, `from july`, `from 2025-04-06`";
    Solar "solar" Part "`in solar hijri`: months and years of the Solar Hijri calendar";
    Hijri "hijri" Part "`in solar hijri`: months and years of the Solar Hijri calendar";
    Aligned "aligned" Part "number the buckets from the start of each period";
    Of "of" Part "`as of 2025-04-08`: what was known on that day; `pivot … of x`: the column that fills the new ones";
    Per "per" Part "the verb over the totals of each unit: `mean persons per day`";
    Within "within" Part "`latest x within 14 days`: older reports are unknown";
    Previous "previous" Part "the bucket, window or value before";
    Same "same" Part "`versus same period last year`";
    Rows "rows" Part "`expect rows = 3`: how many rows there are";
    No "no" Part "`expect no rows`";
    Newest "newest" Part "`expect newest within 14 days`: the newest day is not older";
    Period "period" Part "`versus same period last year`";
    Year "year" Part "`versus same period last year`";
    Line "line" Part "`plot line`: a line over the buckets, a panel for each series";
    Bar "bar" Part "`plot bar`: a bar for each row";
    Heat "heat" Part "`plot heat`: a strip of shades for each series";
    Spark "spark" Part "`plot spark`: a column of small bars for each series";
    // later
    Sequence "sequence" Planned "events in order";
    Sources "sources" Planned "the sources of the answer";
}

impl Keyword {
    /// Whether a clause starts with it.
    pub fn starts_clause(self) -> bool {
        matches!(self.role(), Role::Clause | Role::Verb)
    }

    /// Whether it is a verb of a summary.
    pub fn is_verb(self) -> bool {
        self.role() == Role::Verb
    }
}

/// Words and signs of other languages, and the Dateline word for each.
pub const FOREIGN: &[(&str, &str)] = &[
    ("select", "show"),
    ("project", "show"),
    ("filter", "where"),
    ("having", "where"),
    ("limit", "take"),
    ("head", "take"),
    ("offset", "skip"),
    ("order", "sort"),
    ("orderby", "sort"),
    ("arrange", "sort"),
    ("group", "by"),
    ("groupby", "by"),
    ("summarize", "sum"),
    ("summarise", "sum"),
    ("aggregate", "sum"),
    ("total", "sum"),
    ("average", "mean"),
    ("avg", "mean"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("std", "stdev"),
    ("stddev", "stdev"),
    ("quantile", "percentile"),
    ("mutate", "derive"),
    ("extend", "derive"),
    ("eval", "derive"),
    ("distinct", "unique"),
    ("dedup", "unique"),
    ("vs", "versus"),
    ("compared", "versus"),
    ("against", "versus"),
    ("null", "unknown"),
    ("none", "unknown"),
    ("na", "unknown"),
    ("like", "matches"),
    ("descending", "desc"),
    ("ascending", "asc"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
];

/// The Dateline word for a word of another language.
pub fn dateline_word(foreign: &str) -> Option<&'static str> {
    let foreign = foreign.to_lowercase();
    FOREIGN.iter().find(|(word, _)| *word == foreign).map(|(_, ours)| *ours)
}
