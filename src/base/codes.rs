//! The one table of diagnostic codes: what each means and what to do, as `explain` prints it.

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($name:ident $text:literal $title:literal $explanation:literal;)*) => {
        /// Why a query was refused or what is worth knowing about it. `E` codes are errors, `N` codes are notes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $title] $name,)* }

        /// Every code, in order.
        pub const ALL: &[Code] = &[$(Code::$name,)*];

        impl Code {
            /// The stable code, such as `E0202`.
            pub fn text(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// What the code means, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// What happened and what to write instead, in a few sentences.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    Unexpected "E0101" "something else is expected here"
        "The query cannot go on with this word or sign. The message lists what may stand there. A word that is also a keyword becomes a name in backticks: `where`.";
    Unclosed "E0102" "a quote or bracket is not closed"
        "A text, a name in backticks or a bracket was opened and not closed before the end of the statement.";
    TooDeep "E0103" "nested too deep"
        "Expressions may be nested 64 levels deep and hold 256 arithmetic operators. Split the expression with `derive` or `let`.";
    UnknownSign "E0104" "a sign that has no meaning here"
        "The character is not part of the language. Names with unusual characters stand in backticks, texts in quotes.";
    BadLiteral "E0105" "a number or date that does not exist"
        "Numbers are 1200, 1_600_000, 1.6e6 or 50%. Dates are ISO 8601: 2025-04-06, 2025-04, 2025-Q2, 2025-W15, 2025-04-06T14:30, 2025-04-01/2025-04-07.";
    UnknownClause "E0106" "no such clause"
        "A query is a table followed by clauses, and each clause starts with its keyword: where, since, derive, sum, sort and so on.";
    ForeignWord "E0107" "a word of another language"
        "Other query languages use this word; the message names the Dateline word.";
    SplitStatement "E0108" "a statement cannot start with a clause"
        "A blank line ends a statement. Remove the blank line before the clause if it continues the query above.";
    ChainedComparison "E0109" "comparisons do not chain"
        "Write `a < b and b < c` or `b between a and c`.";
    NotYet "E0110" "not in this version"
        "The clause is part of the language's design, and this version does not have it yet.";
    UnknownTable "E0201" "no such table"
        "The name is neither a table of the data nor a `let` of the script. A file is the table named after its stem.";
    UnknownColumn "E0202" "no such column"
        "The table at this point of the query has no column of that name. A summary leaves only its keys and results, `show` only the columns it names.";
    UnknownFunction "E0203" "no such function"
        "No function has this name.";
    UnknownValue "E0204" "no such value"
        "`$name` is a value set by `let name = …` or by --set name=….";
    AmbiguousName "E0205" "the name fits several columns"
        "The plain word matches more than one header when case, spaces, hyphens and underscores are ignored. Write the header exactly, in backticks. An HXL tag fits every column that has its attributes: write more of them, leave some out as in `#affected+f-children`, or `#affected+f!` for no others.";
    DuplicateName "E0206" "the name is taken"
        "Two results, columns or `let`s would have the same name. Give one of them another name with `as`.";
    UnknownUnit "E0207" "no such unit of time"
        "Units are day, week, month, quarter, year, and for times hour, minute, second.";
    NoValueSet "E0208" "a parameter has no value"
        "A `param` without a value of its own needs one from outside: `--set border=Chaman`, or `param border: text = \"Torkham\"`.";
    TypeMismatch "E0301" "the two sides are of different types"
        "Both sides of an operator must be of the same type. `number(x)`, `text(x)` and `date(x)` convert.";
    WrongType "E0302" "the wrong type for this place"
        "The clause, function or operator takes another type.";
    ArgumentCount "E0303" "the wrong number of arguments"
        "The message shows how the function is called.";
    MisplacedAggregate "E0304" "an aggregate where a value is expected"
        "`sum`, `mean`, `count` and the other verbs start a summary clause; inside an expression they have no meaning. Write the summary first, then `where` or `derive` on its result.";
    PrecisionMismatch "E0305" "dates of different precision"
        "`=` compares dates of one precision. `date in 2025-04` asks whether the day falls within the month.";
    NotAnAggregate "E0306" "a column where an aggregate is expected"
        "In a summary every operand of an arithmetic is an aggregate: `sum men + sum women`, or `sum (men + women)`.";
    MisplacedAround "E0307" "a function that looks at other rows"
        "`previous`, `change`, `running`, `rolling_mean`, `rolling_sum`, `share` and `rank` look at other rows. They stand in a `derive`, and `by` says within which keys they look.";
    NotAValue "E0308" "not one row with one measure"
        "A query named by `let` is a value, written `$name`, if it gives one row with one measure; columns such as `as_at` and `days` beside it do not count. Summarise without `by`, choose a measure with `show`, a row with `where` or `take 1`. Time clauses take values that are known before a row is read.";
    NoTimeAxis "E0401" "the table has no time axis"
        "Time clauses need a date or datetime column. `dated by COLUMN` chooses one; `where` compares any column.";
    TimeAfterSummary "E0402" "a time clause after a summary"
        "A summary freezes the window its figures stand for. Move the time clause before it.";
    NotAPeriod "E0403" "not a date or period"
        "A time clause takes a date (2025-04-06, 2025-04, 2025-W15, 2025), a period (2025-04-01/2025-04-07), `today`, a value such as $deadline, or `14 days before` one of these.";
    EmptyWindow "E0404" "the window is empty"
        "No day lies in all the time clauses of the query, or the other period of a `versus` lies outside of the window that a `let` or a function gave its table.";
    BadBuckets "E0405" "buckets of time that cannot be"
        "Buckets are days, weeks, months, quarters and years: `every week from sunday`, `every year from july`, `every 10 days`, `every month in solar hijri`, `every report`. A unit of `per` is not longer than they are.";
    NotBehindSummary "E0406" "`fill` and `versus` belong right behind a summary"
        "`fill` gives empty buckets of `every` a value; `versus` repeats the summary for another period. Both stand right behind the summary.";
    SumPer "E0407" "a total has no unit of time"
        "`sum persons per day` could mean two things. `mean persons per day` is the mean over the days of the window, `sum persons every day` one total for each day.";
    NoZone "E0408" "moments without a zone have no days"
        "The cells of the column have several offsets from UTC, and nothing says by which clock days are meant. `zone = \"Asia/Kabul\"` in the catalog says it for the table. Comparisons and lengths of time need no zone.";
    CannotOpen "E0501" "the file cannot be read"
        "The file is missing, is not of the format its ending says, or is damaged.";
    BadCell "E0502" "a cell does not fit its column"
        "A value in the file is not of the type found for its column.";
    Overflow "E0503" "a whole number too large"
        "Whole numbers reach from -9,223,372,036,854,775,808 to 9,223,372,036,854,775,807. Use `number(text)` with a decimal point, or divide first.";
    EngineFailed "E0504" "the engine could not answer"
        "The query was accepted and failed while it ran. This is a fault of Dateline: please report the query.";
    Interrupted "E0505" "stopped"
        "The query was stopped before it had an answer.";
    CannotWrite "E0506" "the output cannot be written"
        "The file or the standard output could not be written. A file that an answer is saved to has an ending that says its form, stands in a folder that exists, and is none of the files that are read.";
    BadCatalog "E0507" "the catalog cannot be used"
        "`dateline.toml` has a key or value that means nothing, or names a column that its file does not have. `dateline explain catalog` lists every key; `dateline init` writes a catalog from what was found in the files.";
    FaultyScript "E0508" "the script that is used has errors"
        "What a script names can be used when all of it is sound. Its errors are shown below, in its own text.";
    UsedInCircle "E0509" "scripts use each other in a circle"
        "A script that is used may use others, but not one that uses it. Put what both need into a third one.";
    Misplaced "E0510" "a statement that cannot stand here"
        "`catalog` stands at the top of the script that is run, before anything that needs data. `as of` stands in the script that is run, not in one that it uses, since it is about all that follows.";
    BadConfig "E0511" "the settings cannot be used"
        "`config.toml` in the folder of your settings has a key or value that means nothing. `dateline help config` lists every key and what it can be.";
    NotAdditive "E0701" "these figures are not added"
        "Flows add up over time. A stock is what there is at a day: `latest x`. A cumulative figure holds all figures before it: `latest x`, or `increase x` for what was added. Shares and rates of different bases are never added.";
    MixedKinds "E0702" "different kinds or units in one figure"
        "One figure needs one kind of measure and one unit. `by` the column that tells them apart, or keep one with `where`.";
    CountedTwice "E0703" "the same people would be counted twice"
        "Two reports of one series overlap, or two sources report the same days. `by source` keeps them apart; `where` keeps one of them.";
    TooMuchStraddles "E0704" "too much straddles the bounds"
        "Rows whose period straddles a bound of the window or a bucket are left out. Here that would be more than a tenth of the amount. Choose buckets that fit (`from sunday`), split such rows by days (`prorated`), or count them in each bucket (`overlapping`).";
    UnknownSource "E0705" "no such source"
        "`prefer` names sources as the table's source column spells them, the best first. The nearest names that exist are listed.";
    WholeAndPart "E0706" "a whole is added to its part"
        "Rows that name several places together (\"Torkham + Chaman\") hold the people of the rows that name one of them for the same days. `by` the place keeps them apart, `where` leaves one of them out.";
    NoSources "E0707" "the table has no column of sources"
        "`prefer` chooses between sources. `source = \"COLUMN\"` in the catalog says which column names them.";
    NotUnique "E0801" "several rows where one is expected"
        "`pivot` has one row for each of its cells, `lookup` finds at most one, and `changes` knows each row by its key. Name more columns, keep one row of each with `unique`, or add them up in a summary before.";
    Repeated "E0802" "a join repeats what a figure counts"
        "A row that has several matches is there for each of them, and a row that is matched by several comes as often. A figure over such rows would count the same people again. Name in `by` the columns of the other table that tell the matches apart, ask only whether there is a match (`with`), or take one match (`lookup`).";
    BehindEnding "E0901" "a clause behind an ending"
        "`protect`, `round to` and `trace` settle an answer, `plot` draws it, and `save` gives it away. Behind the first three only `sort`, `show`, `plot` and `save` may stand, and `round to` behind `protect`; behind `plot` only `save` may, and behind `save` nothing. Write other clauses before.";
    NothingToProtect "E0902" "nothing that could be protected or rounded"
        "`protect` and `round to` are about numbers of people: counts, totals, and measures that the catalog declares. The answer has none, or repeats one where it would be seen.";
    TooEntangled "E0903" "too many hidden figures hang together"
        "Whether a hidden figure could be worked out is found by solving all totals together, and here there are too many. Take fewer keys, or longer buckets.";
    SensitiveKey "E0904" "single persons as keys or days"
        "A protected answer has a row for each value of a column that the catalog calls sensitive, or the window would tell its days. Group by something coarser, ask for days in a condition, or leave the column out.";
    CannotPlot "E0910" "nothing that could be drawn"
        "`plot` draws figures of a summary: `plot line`, `plot heat` and `plot spark` a series with a figure for each bucket (`every week`), `plot bar` a figure for each row. Write the summary first.";
    CheckBesideProtect "E0905" "a check that would show what is protected"
        "A check that fails shows the rows for which it is not true. In a query with `protect`, or in a `let` of the same script that it rests on, these would be what is hidden. Write the check as a query of its own.";
    CheckInFunction "E0906" "a check in a function"
        "Checks are asked where a query or a `let` stands in the script. In the body of a function they would be asked nowhere. Write `expect` where the function is called.";
    SmallValue "E0907" "a value of few people in a protected answer"
        "Values that an answer uses stand in its footer, and a difference with one gives it back. In an answer with `protect` a number of people may not be smaller than what is hidden. Protect the value too, or leave it out.";
    KeywordWins "N0601" "the keyword was taken, not the column"
        "A column has the same name as a keyword, and at this place the keyword is meant. In backticks it is the column.";
    TypographicQuotes "N0602" "typographic quotes"
        "Typographic quotes were read as plain ones. Inside a text they are kept.";
    AxisInWhere "N0603" "the time axis in a `where`"
        "`where` keeps rows and leaves the window as it is. `since`, `until`, `during` narrow the window too, so that days without rows count.";
    NothingMatches "N0604" "the filter matches no row"
        "The filter is satisfied by no row. The nearest values that exist are listed with their counts.";
    DoubleEquals "N0605" "`==` is `=`"
        "Equality is written with one sign.";
    RenamedHeader "N0606" "a header was renamed"
        "Two columns of the file have the same header, or one has none: the later one was given a number. Of several files that are one table, one writes a header with other capitals, blanks, hyphens or underscores.";
    TypedAsText "N0607" "a column stayed text, or a number"
        "The column looks like dates or numbers, and its cells do not decide how to read them. In a catalog `date_order = \"dmy\"` or `\"mdy\"` decides it for dates, and `\"excel\"` for days that are counted as spreadsheets do; of numbers `number(replace(x, \".\", \"\"))` reads the text without the signs between thousands. Of several files that are one table, one has other cells than the rest: the message names it.";
    TiesKept "N0608" "ties at the edge were kept"
        "Several rows are equal at the last place of `top` or `bottom`; all are shown.";
    LeftOut "N0609" "a column or a row was left out"
        "The column of the file is of a type that Dateline has no values for, such as lists, or the row is no part of the table: a title, a total, a footnote; or a file that a pattern names is none of data. The rest can be used.";
    ReadAs "N0610" "how a file was read"
        "The file left a choice open: its encoding, its sheet. The message says what was taken; `book.xlsx#Sheet` names a sheet.";
    Totals "N0611" "rows of totals"
        "A row that begins with `Total`, `Sum` or the like adds up the others. Below the table it is left out, so that nobody is counted twice. Where the same word begins several rows, or stands among the others, or the row does not add up, it stays and counts: leave such rows out with `where`, or keep them alone.";
    ClockChanged "N0612" "a clock that shows a time twice or never"
        "When the clock is set back, an hour is shown twice, and a cell without an offset is taken for the first. When it is set forward, an hour is never shown, and a cell that names it is taken for as much later.";
    NotRun "N0613" "queries of a script that is used"
        "A script that is used gives its names, not its results: its queries are passed over, and its checks (`expect`) are not asked. `dateline run` of the script itself asks them.";
    OtherData "N0614" "other data than the script names"
        "Data that are named on the command line are taken instead of the `catalog` of the script.";
    PeriodsOverlap "N0620" "periods share days"
        "Of several periods behind `during` two share days. Rows of these days count in each of them, so the periods are not added.";
    UnknownWords "N0621" "words that no catalog names"
        "A column of places or categories has words that the gazetteer, or the categories of the catalog, do not know. They stand for themselves, as they are written. Add them to the gazetteer or the catalog, as a spelling of what they mean.";
    SharedSpelling "N0622" "a spelling of two places"
        "Two places of the gazetteer have the same spelling. It means the first of them.";
    ShortRecords "N0619" "records with fewer cells than the header"
        "Some lines of the file end before their last cells. The cells that are missing are unknown.";
    LooksLikeKind "N0630" "a column that may not be added"
        "By its HXL tag or its header the column looks like a stock, a cumulative figure or a share, whose reports are not added. The catalog says what it is: `measures = { x = { kind = \"cumulative\" } }`; then a wrong sum is refused.";
    ColumnsMissing "N0623" "columns that a table or a file lacks"
        "`append` puts rows below each other, columns by name. Where a table has no column of that name its rows are unknown in it. So are, in a table of several files, the rows of a file that lacks it.";
    OverWhole "N0641" "a share is over 100%"
        "A part cannot be more than its whole. Where it is, the two count different people: help given to people who came earlier, a base that leaves some out, figures of different days. Look at both sides as figures of their own.";
}

impl Code {
    /// The code with this text, in either case.
    pub fn parse(text: &str) -> Option<Code> {
        ALL.iter().copied().find(|code| code.text().eq_ignore_ascii_case(text))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Code, D::Error> {
        let text = String::deserialize(deserializer)?;
        Code::parse(&text).ok_or_else(|| D::Error::custom("there is no such code"))
    }
}
