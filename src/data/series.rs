//! What is to be seen of the rows of a series: which buckets the window cuts, and which have no report.

/// The rows of an answer as buckets of time.
#[derive(Clone, Debug, Default)]
pub struct Buckets {
    /// What one of them is called: `week`.
    pub noun: &'static str,
    /// The columns of the first and the last day, where they are shown.
    pub days: [Option<usize>; 2],
    /// What is to be said of each row.
    pub marks: Vec<Mark>,
}

/// What is to be said of a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// Whether the window cuts it.
    pub part: bool,
    /// The series of a bucket without a report, in which no figure is known.
    pub silent: Option<i64>,
}

impl Buckets {
    /// What is to be said of a row.
    pub fn mark(&self, row: usize) -> Mark {
        self.marks.get(row).copied().unwrap_or_default()
    }

    /// Whether the window cuts one of the buckets.
    pub fn has_parts(&self) -> bool {
        self.marks.iter().any(|mark| mark.part)
    }
}
