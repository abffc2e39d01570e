//! What a text file is made of: its encoding, and the sign between its cells.

use super::around::{SOUGHT, header_at};
use super::reader::Signs;
use super::records::Records;

/// Records that are looked at.
const RECORDS: usize = 50;

/// The delimiters that are tried; of equals the first wins.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The sign between the cells: of those in the header, the one that cuts most records into as many cells, then the one that makes most cells.
/// A file of one column gets a sign that its cells are free of.
pub(super) fn delimiter(head: &str) -> u8 {
    let rank = |delimiter: u8| {
        let (alike, width) = agreement(head, Signs { delimiter, line_break: line_break(head) });
        (width > 1, alike, width)
    };
    let ranked = DELIMITERS.into_iter().map(|delimiter| (rank(delimiter), delimiter));
    ranked.reduce(|a, b| if b.0 > a.0 { b } else { a }).map_or(b',', |(_, delimiter)| delimiter)
}

/// What ends a line. Where the return sign stands alone, as old programs wrote it, it is that.
pub(super) fn line_break(head: &str) -> u8 {
    if head.contains('\r') && !head.contains('\n') { b'\r' } else { b'\n' }
}

/// The share of records as long as the header, in percent, and the length of the header, which may stand below titles.
fn agreement(head: &str, signs: Signs) -> (usize, usize) {
    let mut records = Records::new(head, signs);
    let rows = records.first(SOUGHT + RECORDS);
    let Some(header) = header_at(&rows) else { return (0, 0) };
    // The last record may have been cut off with the head.
    let cut = usize::from(records.position() >= head.len() && rows.len() > header + 2);
    let seen = &rows[header..(header + RECORDS).min(rows.len() - cut)];
    let width = rows[header].len();
    let alike = seen.iter().filter(|row| row.len() == width).count();
    (alike * 100 / seen.len(), width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_guessed_outside_of_quotes() {
        for (head, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2,5\n", b';'),
            ("name, full;b;c\nx, y;2;3\nz;2;3\n", b';'),
            ("a\tb\n1, 2\t3\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("\"a;b;c\",d\n\"1;2;3\",4\n", b','),
            ("only\n1\n", b','),
            ("place\nTorkham, Pakistan\nChaman\n", b';'),
            ("", b','),
        ] {
            assert_eq!(delimiter(head) as char, expected as char, "{head}");
        }
    }
}
