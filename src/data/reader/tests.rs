//! The reader against records read one after the other, on texts made to be hard to cut.

use super::pass::read_by;
use super::*;
use crate::base::Span;
use crate::data::infer::{Format, Found};
use crate::data::notation::{Marks, Notation, Sign};
use crate::data::packed::{Cells, Packed, Shelf, TextAs};
use crate::data::records::Records;
use polars::prelude::Column;
use proptest::prelude::*;

const SIGNS: Signs = Signs { delimiter: b',', line_break: b'\n' };

fn dialect(width: usize) -> Dialect {
    Dialect { signs: SIGNS, width, start: 0, line: 1, end: None }
}

/// The cells of a text without a header, row by row, empty ones as nothing; or the line of the fault.
type Rows = Result<Vec<Vec<String>>, String>;

fn one_by_one(text: &str, width: usize) -> Rows {
    let (mut records, mut cells, mut rows) = (Records::new(text, SIGNS), Vec::<Span>::new(), Vec::new());
    loop {
        let line = records.line();
        match records.next(&mut cells) {
            Err(fault) => return Err(format!("{fault:?}").to_lowercase()),
            Ok(false) => return Ok(rows),
            Ok(true) => {}
        }
        let mut row: Vec<String> = cells.iter().map(|cell| records.text(*cell).to_string()).collect();
        if width > 1 && row.len() == 1 && row[0].is_empty() {
            continue;
        }
        while row.len() > width && row.last().is_some_and(String::is_empty) {
            row.pop();
        }
        if row.len() > width {
            return Err(format!("toolong {{ line: {line}, cells: {} }}", cells.len()));
        }
        row.resize(width, String::new());
        rows.push(row);
    }
}

fn by_stretches(text: &str, width: usize, stretch: u64) -> Rows {
    let wanted: Vec<(usize, Want)> = (0..width).map(|at| (at, Want::Texts)).collect();
    let read = read_by(stretch, &Input::Bytes(text.into()), &dialect(width), &wanted, shelves(&wanted));
    let read = read.map_err(|fault| format!("{fault:?}").to_lowercase())?;
    let rows = read.tally.rows;
    let columns: Vec<Vec<String>> = read.columns.into_iter().map(texts).collect();
    assert!(columns.iter().all(|column| column.len() as u64 == rows));
    Ok((0..rows as usize).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect())
}

fn shelves(wanted: &[(usize, Want)]) -> Vec<Shelf> {
    wanted.iter().map(|_| Shelf::in_memory()).collect()
}

/// The texts of a column, unknown ones empty.
fn texts(column: Gathered) -> Vec<String> {
    let text = |_: &Cells<'_>| Found::new(Format::Text, "text");
    let Gathered { shelf, texts, written, .. } = column;
    let typed = Packed::of_texts(shelf, texts, written, text, Shelf::in_memory).unwrap();
    let rows = typed.packed.rows();
    let column = typed.packed.column(&"".into(), 0..rows, TextAs::Texts).unwrap();
    column.str().unwrap().iter().map(|text| text.unwrap_or("").to_string()).collect()
}

/// The values of a column that was read in a format.
fn values(column: Gathered, format: Format) -> Column {
    let packed = Packed::of_values(column.shelf, format);
    packed.column(&"".into(), 0..packed.rows(), TextAs::Texts).unwrap()
}

/// Cells as they are written: plain, quoted with anything within, with stray quotes, with signs of more bytes.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c]{0,4}",
        2 => "[a-c,\n\r ]{0,12}".prop_map(|inner| format!("\"{inner}\"")),
        1 => "[a,\n]{0,3}".prop_map(|inner| format!("\"{inner}\"\"{inner}\"")),
        1 => "[a-c]\"{1,2}[a-c]{0,3}",
        1 => "\"[a]{0,2}\"[a-c \"]{0,3}",
        1 => "[\u{e9}\u{645}]{1,9}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    /// However a text is cut for the threads, its records are those read one after the other, and so are its faults.
    #[test]
    fn stretches_are_the_whole(
        rows in prop::collection::vec((prop::collection::vec(cell(), 3), 0u8..12), 0..40),
        ends in "(\r)?\n",
        stretch in 1u64..200,
        last in any::<bool>(),
    ) {
        let mut text = String::new();
        for (cells, kind) in rows {
            let given = match kind { 0 => &cells[..1], 1 => &cells[..2], 2 => &[], _ => &cells[..] };
            text.push_str(&given.join(","));
            text.push_str(if kind == 3 { ",," } else { "" });
            text.push_str(&ends);
        }
        if last { text.push_str("x,y,z"); }
        prop_assert_eq!(by_stretches(&text, 3, stretch), one_by_one(&text, 3));
        prop_assert_eq!(by_stretches(&text, 5, stretch), one_by_one(&text, 5));
    }

    /// A column of one cell a line, where blank lines are unknown cells.
    #[test]
    fn single_columns_too(cells in prop::collection::vec(cell(), 0..40), stretch in 1u64..60) {
        let text: String = cells.iter().filter(|cell| !cell.contains(',') || cell.starts_with('"')).map(|cell| format!("{cell}\n")).collect();
        prop_assert_eq!(by_stretches(&text, 1, stretch), one_by_one(&text, 1));
    }
}

fn read_text(text: &str, width: usize, wanted: &[(usize, Want)]) -> Result<pass::Read, Fault> {
    read_by(64, &Input::Bytes(text.into()), &dialect(width), wanted, shelves(wanted))
}

#[test]
fn values_come_typed_with_what_does_not_fit() {
    let text: String = (0..100).map(|n| if n == 57 { "n.r.,\"1.5\"\n".into() } else { format!("{n},{n}.25\n") }).collect();
    let wanted = [(1, Want::Values(Format::Real)), (0, Want::Values(Format::Whole))];
    let read = read_text(&text, 2, &wanted).unwrap();
    let [reals, wholes] = read.columns.try_into().unwrap();
    assert_eq!((wholes.unreadable, &wholes.first), (1, &vec![(57, "n.r.".to_string())]));
    assert_eq!((wholes.facts.unknown, wholes.facts.bounds), (Some(1), Some((0, 99))));
    let (reals, wholes) = (values(reals, Format::Real), values(wholes, Format::Whole));
    assert_eq!([56, 57].map(|row| reals.f64().unwrap().get(row)), [Some(56.25), Some(1.5)]);
    assert_eq!([56, 57, 99].map(|row| wholes.i64().unwrap().get(row)), [Some(56), None, Some(99)]);
}

#[test]
fn the_line_of_a_record_counts_breaks_in_quotes() {
    let text = "a,1\n\n\"b\nb\",2\nc,3\n".repeat(50);
    let input = Input::Bytes(text.into());
    let read = read_by(16, &input, &dialect(2), &[], Vec::new()).unwrap();
    let lines = lines_of(&[0, 1, 2, 2, 3, 149], &input, &dialect(2), &read.tally.starts);
    assert_eq!(lines, [1, 3, 5, 5, 6, 250].map(Some));
}

#[test]
fn many_texts_are_written_out_and_few_are_coded() {
    let text: String = (0..20_000).map(|n| format!("{n},{}\n", n % 7)).collect();
    let wanted = [(0, Want::Texts), (1, Want::Texts)];
    let read = read_by(4096, &Input::Bytes(text.into()), &dialect(2), &wanted, shelves(&wanted)).unwrap();
    let [many, few] = read.columns.try_into().unwrap();
    assert!(many.written && !few.written && few.texts.len() == 7);
    assert_eq!(texts(many), (0..20_000).map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(texts(few)[6..9], ["6", "0", "1"]);
}

#[test]
fn a_record_may_be_longer_than_a_stretch() {
    let long = "x\n\"\"".repeat(5_000);
    let text = format!("1,\"{long}\"\n2,b\n");
    assert_eq!(by_stretches(&text, 2, 100), one_by_one(&text, 2));
}

#[test]
fn cells_that_are_no_utf8_are_read_as_windows_1252() {
    let mut bytes = "a,b\n".repeat(100).into_bytes();
    bytes.extend("é,\"ü\"\n".as_bytes());
    bytes.extend(b"\xe9,\"\xfc \x96\"\n");
    for kind in [Want::Texts, Want::Values(Format::Whole)] {
        let wanted = [(0, kind), (1, kind)];
        let read = read_by(50, &Input::Bytes(bytes.clone()), &dialect(2), &wanted, shelves(&wanted)).unwrap();
        assert_eq!(read.tally.foreign, Some(102));
        if kind == Want::Texts {
            let [first, second] = read.columns.try_into().unwrap();
            assert_eq!(
                (&texts(first)[100..], &texts(second)[100..]),
                (&["é", "é"].map(String::from)[..], &["ü", "ü –"].map(String::from)[..])
            );
        } else {
            assert_eq!(read.columns[0].unreadable, 102);
        }
    }
}

/// What a column of these cells becomes when all its texts are looked at, whether they are few or many.
#[test]
fn texts_become_values_with_codes_and_without() {
    for rows in [100, 20_000] {
        let text: String = (0..rows)
            .map(|n| if n == 70 { "n.r.\n".to_string() } else { format!("1,{:03},{:03}\n", n / 1000, n % 1000) })
            .collect();
        let wanted = [(0, Want::Texts)];
        let dialect = Dialect { signs: Signs { delimiter: b';', line_break: b'\n' }, ..dialect(1) };
        let read = read_by(4096, &Input::Bytes(text.into()), &dialect, &wanted, shelves(&wanted)).unwrap();
        let [Gathered { shelf, texts, written, .. }] = read.columns.try_into().unwrap();
        assert_eq!(written, rows > 4096);
        let infer = |cells: &Cells<'_>| {
            assert_eq!(cells.iter().map(|(_, count)| count).sum::<u64>(), rows);
            let marks = Marks::Comma;
            Found::new(Format::Number(Notation { marks, sign: Sign::None, whole: true }), "whole numbers")
        };
        let typed = Packed::of_texts(shelf, texts, written, infer, Shelf::in_memory).unwrap();
        let first = vec![(70, "n.r.".to_string())];
        assert!(typed.unreadable.first.starts_with(&first), "{:?}", typed.unreadable);
        assert_eq!(typed.facts.unknown, Some(typed.unreadable.count));
        let column = typed.packed.column(&"".into(), 60..80, TextAs::Codes).unwrap();
        assert_eq!([0, 10, 19].map(|row| column.i64().unwrap().get(row)), [Some(1_000_060), None, Some(1_000_079)]);
    }
}
