//! Titles: what stands above the header of a table.

use super::{Kind, filled, first_text, is_blank, is_sentence, used};

/// Rows in which the header is sought.
pub(in crate::data) const SOUGHT: usize = crate::data::header::TAGGED;

/// Rows by which the width of the table is judged.
pub(in crate::data) const JUDGED: usize = 60;

/// Whether a row may be the header, where the widest row near it has so many cells: it has at least half as many, and says more than
/// one thing.
pub(in crate::data) fn could_be_header(row: &[String], widest: usize) -> bool {
    let mut cells = row.iter().filter(|cell| !is_blank(cell));
    let first = cells.next();
    filled(row) * 2 >= widest.max(1) && (widest < 2 || cells.any(|cell| Some(cell) != first))
}

/// The header of a text, by its first rows: the first that is not blank, unless titles stand there and the rows below show that another
/// one is the header. In a text without titles the first row is the header whatever it holds.
pub(in crate::data) fn header_at(rows: &[Vec<String>]) -> Option<usize> {
    let first = rows.iter().position(|row| !is_blank_line(row))?;
    let widest = rows.iter().take(JUDGED).map(|row| filled(row)).max().unwrap_or(0);
    let found = (first + 1..rows.len().min(first + SOUGHT)).find(|at| is_below_titles(rows, first, *at, widest));
    Some(found.unwrap_or(first))
}

/// A line without a cell. A line of signs between empty cells is a row.
fn is_blank_line(row: &[String]) -> bool {
    row.len() < 2 && filled(row) == 0
}

/// Whether a row is a header, and all rows from the first to it are titles.
fn is_below_titles(rows: &[Vec<String>], first: usize, at: usize, widest: usize) -> bool {
    let header = &rows[at];
    let (above, below) = (&rows[first..at], &rows[at + 1..rows.len().min(at + 1 + JUDGED)]);
    let apart = above.iter().rposition(|row| filled(row) == 0);
    let is_title = |(place, row): (usize, &Vec<String>)| {
        let sentence = is_sentence(row) && row.len() < used(header) && !is_sentence(header);
        let far = apart.is_some_and(|blank| place < blank) && filled(row) * 2 < widest;
        filled(row) < 2 || sentence || far
    };
    let close = above.last().is_some_and(|row| filled(row) > 0);
    // Right below a line of one cell, cells with blanks before them are one sentence each: `December 30, 2019`.
    let sentences = close && is_sentence(header) && above.iter().all(|row| row.len() < 2);
    // As wide as the header, a line of one word may be its first cell and a row the next line.
    let word = |row: &Vec<String>| row.len() >= header.len() && first_text(row).is_some_and(|text| !text.contains(' '));
    let may_be = filled(header) > 1 && could_be_header(header, widest) && !sentences && !(close && above.iter().any(word));
    may_be && above.iter().enumerate().all(is_title) && !has_number(header) && shows_header(above, header, below)
}

/// Whether there is a number among names of columns. A year may be one.
fn has_number(header: &[String]) -> bool {
    let is_year = |cell: &str| cell.trim().parse::<u16>().is_ok_and(|year| (1900..=2100).contains(&year));
    let digits = |cell: &str| !is_blank(cell) && cell.trim().bytes().all(|byte| byte.is_ascii_digit());
    header.iter().any(|cell| (Kind::of(cell) == Kind::Number || digits(cell)) && !is_year(cell))
}

/// Whether the rows below show that a row is their header: a column of them holds numbers or days, and the header a name. Behind a blank
/// line it is enough that they are as wide as it is.
fn shows_header(above: &[Vec<String>], header: &[String], below: &[Vec<String>]) -> bool {
    let rows = || below.iter().filter(|row| filled(row) > 0);
    let names_figures = |at: usize| {
        let mut kinds = [0, 0, 0];
        for row in rows() {
            match row.get(at).map_or(Kind::Blank, |cell| Kind::of(cell)) {
                Kind::Number => kinds[0] += 1,
                Kind::Time => kinds[1] += 1,
                Kind::Text => kinds[2] += 1,
                Kind::Blank | Kind::Mark => {}
            }
        }
        let [numbers, times, texts] = kinds;
        // A day may name a column of numbers, not one of days.
        let named = if times > numbers { Kind::of(&header[at]) != Kind::Time } else { true };
        numbers.max(times) > 0 && numbers.max(times) >= texts && named
    };
    let apart = above.last().is_some_and(|row| filled(row) == 0) && above.iter().any(|row| filled(row) > 0);
    let alike = || rows().all(|row| row.len() == header.len());
    (0..header.len()).any(|at| !is_blank(&header[at]) && names_figures(at)) || apart && alike()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lines: &[&str]) -> Option<usize> {
        header_at(&lines.iter().map(|line| line.split(',').map(str::to_string).collect()).collect::<Vec<_>>())
    }

    #[test]
    fn titles_stand_above_the_header() {
        let data = ["date,border,persons", "2025-04-01,Torkham,3", "2025-04-02,Chaman,4"];
        let below = |titles: &[&str]| at(&[titles, &data].concat());
        assert_eq!(below(&[]), Some(0));
        assert_eq!(below(&[""]), Some(1), "a blank line");
        for titles in [
            &["Report of crossings"][..],
            &["Report of crossings,,"],
            &["Crossings, April"],
            &["Report", "", "Office of nobody", ""],
            &[",,"],
            &["", "Report,,", ",,"],
            &["Period,2025,,,", ""],
        ] {
            let wide = ["date,border,persons,men,women", "2025-04-01,Torkham,3,1,2"];
            assert_eq!(at(&[titles, &wide].concat()), Some(titles.len()), "{titles:?}");
        }
        assert_eq!(below(&["Report", "more"]), Some(2));
        // Years and months may name columns of numbers.
        assert_eq!(at(&["Arrivals", "place,2019,2020", "Kabul,1,2"]), Some(1));
        assert_eq!(at(&["Arrivals", "place,Jan 2019,Feb 2019", "Kabul,1,2"]), Some(1));
        // Behind a blank line the rows may be words alone.
        assert_eq!(at(&["Gates", "", "name,kind", "Torkham,road", "Chaman,road"]), Some(2));
    }

    #[test]
    fn the_first_row_is_the_header_where_nothing_shows_another() {
        for lines in [
            &["name", "Smith, John", "Doe, Jane"][..],
            &["place", "Kabul,3", "Herat,5"],
            &["day", "2025-04-01,Torkham", "2025-04-02,Chaman"],
            &["a,b", "1,2,3"],
            &["place,kind", "Kabul,gate,closed", "Herat,road,5"],
            &["name, kind, persons", "Torkham, gate, ", "Chaman, gate, 5"],
            &["total", "1,200", "1,300"],
            &["name,,", "John,x,y", "Jane,z,w"],
            &["name,,", "John,x,y", "Jane,z,4"],
            &["Reported Date", "December 30, 2019", "December 29, 2019"],
            &["interval", "April, May", "2025-04, 2025-05"],
            &["place;rate", "Kabul;3,05", "Herat;4,25"],
            &[",,", "1,2,3", "4,5,6"],
            &["only"],
        ] {
            assert_eq!(at(lines), Some(0), "{lines:?}");
        }
        assert_eq!(at(&["", ""]), None);
    }
}
