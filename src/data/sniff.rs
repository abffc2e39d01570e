//! What a text file is made of: its encoding, and the sign between its cells.

use super::around::{SOUGHT, filled, header_at};
use super::reader::Signs;
use super::records::Records;
use std::cmp::Reverse;

/// Records that are looked at.
const RECORDS: usize = 50;

/// Records below a header that show it to be one. A title may be cut by a sign, but not the header below it too.
const FIRST: usize = 3;

/// The delimiters that are tried; of equals the first wins.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The sign between the cells: of those in the header, one that cuts the first line and the records below it rather than one that needs
/// that line as a title; then the one that cuts most records into as many cells, with the fewest titles; then the one that makes most
/// cells. A file of one column gets a sign that its cells are free of.
pub(super) fn delimiter(head: &str) -> u8 {
    let rank = |delimiter: u8| {
        let Agreement { titles, fitting, alike, width } = agreement(head, Signs { delimiter, line_break: line_break(head) });
        (width > 1, titles == 0 && fitting, alike, Reverse(titles), width)
    };
    let ranked = DELIMITERS.into_iter().map(|delimiter| (rank(delimiter), delimiter));
    ranked.reduce(|a, b| if b.0 > a.0 { b } else { a }).map_or(b',', |(_, delimiter)| delimiter)
}

/// What ends a line. Where the return sign stands alone, as old programs wrote it, it is that.
pub(super) fn line_break(head: &str) -> u8 {
    if head.contains('\r') && !head.contains('\n') { b'\r' } else { b'\n' }
}

/// What the records say of a sign.
#[derive(Default)]
struct Agreement {
    /// Rows above the header.
    titles: usize,
    /// Whether it cuts the first records below the header, and half of all, none into more cells than the header.
    fitting: bool,
    /// The share of records that are as long as the header, in percent.
    alike: usize,
    /// The length of the header.
    width: usize,
}

fn agreement(head: &str, signs: Signs) -> Agreement {
    let mut records = Records::new(head, signs);
    let rows = records.first(SOUGHT + RECORDS);
    let Some(header) = header_at(&rows) else { return Agreement::default() };
    // The last record may have been cut off with the head.
    let cut = usize::from(records.position() >= head.len() && rows.len() > header + 2);
    let seen = &rows[header..(header + RECORDS).min(rows.len() - cut)];
    let width = rows[header].len();
    let fits = |row: &&Vec<String>| row.len() > 1 && row.len() <= width;
    let fitting = seen.iter().skip(1).take(FIRST).all(|row| fits(&row)) && seen.iter().filter(fits).count() * 2 >= seen.len();
    let alike = seen.iter().filter(|row| row.len() == width).count() * 100 / seen.len();
    let titles = rows[..header].iter().filter(|row| filled(row) > 0).count();
    Agreement { titles, fitting, alike, width }
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
            ("place;persons\nKabul;2,000\nHerat;3,500\nZabul;1,250\n", b';'),
            ("place;rate\nKabul;3,05\nHerat;4,25\nZabul;1,5\n", b';'),
            ("year;rate\n2019;0,05\n2020;0,25\n", b';'),
            ("Titel\n\nplace;persons\nKabul;2,000\nHerat;3,500\n", b';'),
            ("place\tpersons\nKabul\t2,000\nHerat\t3,500\n", b'\t'),
            ("border|date\nA|December 30, 2019\nB|December 29, 2019\n", b'|'),
            ("border;persons;date;note\nA;3;December 30, 2019\nB;4;December 29, 2019\n", b';'),
            ("Returns, April\ndate;rate\n01.04.2025;0,5\n02.04.2025;1,25\n03.04.2025;1,5\n", b';'),
            ("Arrivals, by border, by month\n\ndate;border\n2025-04-01;A\n", b';'),
        ] {
            assert_eq!(delimiter(head) as char, expected as char, "{head}");
        }
    }
}
