//! The lines of a text file that its rows stand in.

/// The line of each row. Rows follow each other line by line, except where it is noted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lines(Vec<(usize, usize)>);

impl Lines {
    /// Takes note that the next row, counted from 0, starts in a line, counted from 1. Rows come in order.
    pub(crate) fn note(&mut self, row: usize, line: usize) {
        if self.line(row) != Some(line) {
            self.0.push((row, line));
        }
    }

    /// The line of a row, where lines are known.
    pub(crate) fn line(&self, row: usize) -> Option<usize> {
        let (from, line) = self.0.get(self.0.partition_point(|(from, _)| *from <= row).checked_sub(1)?)?;
        Some(line + (row - from))
    }

    /// The same without the first row.
    pub(super) fn without_first(&self) -> Lines {
        let first = self.line(1).map(|line| (0, line));
        Lines(first.into_iter().chain(self.0.iter().filter(|(row, _)| *row > 1).map(|(row, line)| (row - 1, *line))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_where_they_jump() {
        let mut lines = Lines::default();
        assert_eq!(lines.line(0), None);
        [2, 3, 6, 7, 9].into_iter().enumerate().for_each(|(row, line)| lines.note(row, line));
        assert_eq!(lines.0, [(0, 2), (2, 6), (4, 9)]);
        assert_eq!((0..5).map(|row| lines.line(row).unwrap()).collect::<Vec<_>>(), [2, 3, 6, 7, 9]);
        let later = lines.without_first();
        assert_eq!((0..4).map(|row| later.line(row).unwrap()).collect::<Vec<_>>(), [3, 6, 7, 9]);
    }
}
