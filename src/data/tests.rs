//! Files as they are met, opened from a folder of their own.

use super::open::open_file;
use super::store::TableData;
use super::{Opening, csv, open, write_arrow, write_parquet};
use crate::base::{Code, Diagnostic, Type};
use crate::catalog::Table;
use crate::data::Frame;
use crate::plan;
use std::path::{Path, PathBuf};

fn opened(name: &str, bytes: impl AsRef<[u8]>) -> Result<(Table, TableData), Diagnostic> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    open_file(&path, "t", name, &Opening::default())
}

fn frame(table: &Table, data: &TableData) -> Frame {
    let columns = table.columns.iter().map(|c| plan::Column { name: c.name.clone(), ty: c.ty }).collect();
    Frame::new(data.frame.clone().collect().unwrap(), columns)
}

/// Every column as `name type: cell | cell`.
fn shown(table: &Table, data: &TableData) -> Vec<String> {
    let frame = frame(table, data);
    let cells = |at: usize| (0..frame.height()).map(|row| frame.cell(row, at).plain()).collect::<Vec<_>>();
    let columns = table.columns.iter().enumerate();
    columns.map(|(at, column)| format!("{} {:?}: {}", column.name, column.ty, cells(at).join(" | "))).collect()
}

fn show(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let (table, data) = opened("t.csv", bytes).unwrap();
    shown(&table, &data)
}

fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    match opened(name, bytes) {
        Ok(_) => "opened".into(),
        Err(fault) => fault.message,
    }
}

#[test]
fn a_file_of_many_quirks() {
    let text = "\u{feff}تاریخ,\"persons, n\",Count,Count,,note\r\n\"December 30, 2019\",\"69,026\",1,a,1.5,\"two\r\nlines\"\r\n30 April 2020,5,2\r\n";
    let expected = [
        "تاریخ Date: 2019-12-30 | 2020-04-30",
        "persons, n Int: 69026 | 5",
        "Count Int: 1 | 2",
        "Count (2) Text: a | ",
        "column_5 Float: 1.5 | ",
        "note Text: two\r\nlines | ",
    ];
    assert_eq!(show(text), expected);
    let (table, data) = opened("t.csv", text).unwrap();
    let notes: Vec<Code> = table.notes.iter().map(|note| note.code).collect();
    assert_eq!(notes, [Code::RenamedHeader, Code::RenamedHeader, Code::ShortRecords]);
    assert_eq!(table.axis.as_ref().map(|axis| axis.start.as_str()), Some("تاریخ"));
    assert_eq!((table.rows, data.rows), (Some(2), Some(2)));
    assert_eq!(data.facts["column_5"].unknown, Some(1));
    assert_eq!(data.facts["persons, n"].bounds, Some((5, 69026)));
    assert_eq!(data.facts["تاریخ"].bounds, Some((18260, 18382)));
}

#[test]
fn delimiters_and_single_columns() {
    assert_eq!(show("a;b\n1,5;x\n"), ["a Float: 1.5", "b Text: x"]);
    assert_eq!(show("a\tb\n1\t2\n"), ["a Int: 1", "b Int: 2"]);
    assert_eq!(show("a\n1\n\n3"), ["a Int: 1 |  | 3"]);
    assert_eq!(show("a,b\n"), ["a Text: ", "b Text: "]);
    let (table, _) = opened("t.tsv", "a,b\tc\n1,2\t3\n").unwrap();
    assert_eq!(table.columns[0].name, "a,b");
}

#[test]
fn tags_are_taken_out_of_the_data() {
    let (table, data) = opened("t.csv", "people,date,x\n#affected +idps,#date,\n5,2017-03-30T00:00:00,\n").unwrap();
    assert_eq!(shown(&table, &data), ["people Int: 5", "date Date: 2017-03-30", "x Text: "]);
    let tags: Vec<_> = table.columns.iter().map(|c| c.tag.as_deref()).collect();
    assert_eq!(tags, [Some("#affected+idps"), Some("#date"), None]);
}

#[test]
fn tags_are_sought_in_the_first_rows() {
    let (table, data) = opened("t.csv", "Returns; by day\n\nx;y\nday;\n#date;#affected+f\n2025-04-01;5\n").unwrap();
    assert_eq!(shown(&table, &data), ["day Date: 2025-04-01", "#affected+f Int: 5"]);
    let notes: Vec<&str> = table.notes.iter().map(|note| note.message.as_str()).collect();
    let left = |row: usize, text: &str| format!("line {row} of `t.csv` is above the header and left out: `{text}`");
    assert_eq!(notes, [left(1, "Returns"), left(3, "x")]);
    // Tags alone name the columns, and a cell that is none is told.
    let (table, data) = opened("t.csv", "#org,country\nA,B\n").unwrap();
    assert_eq!(shown(&table, &data), ["#org Text: A", "column_2 Text: B"]);
    assert_eq!(table.notes[1].message, "`t.csv` has a row of 1 HXL tag, which is no data; `country` in it is no tag");
    // The rule looks at 25 rows.
    let deep = |rows: usize| format!("{}#date,#org\n2025-04-01,b\n", "x,y\n".repeat(rows));
    assert_eq!(show(deep(24)), ["x Date: 2025-04-01", "y Text: b"]);
    assert_eq!(show(deep(25))[0], format!("x Text: {}#date | 2025-04-01", "x | ".repeat(24)));
    // What has the sign in its data is no row of tags.
    assert_eq!(show("day,topic\n2025-04-01,#torkham\n"), ["day Date: 2025-04-01", "topic Text: #torkham"]);
    let lists = r##"[["day", "n"], ["#date", "#affected"], ["2025-04-01", 5]]"##;
    let (table, data) = opened("t.json", lists).unwrap();
    assert_eq!(shown(&table, &data), ["day Date: 2025-04-01", "n Int: 5"]);
}

#[test]
fn doubtful_dates_stay_text_with_a_note() {
    let (table, _) = opened("t.csv", "d\n01/02/2025\n03/04/2025\n").unwrap();
    assert_eq!((table.columns[0].ty, table.axis.as_ref().map(|axis| axis.start.as_str())), (Type::Text, None));
    assert_eq!(table.notes[0].code, Code::TypedAsText);
    let expected = "`d` of `t.csv` stays text: it could be dates with the day or the month first, as in `01/02/2025`";
    assert_eq!(table.notes[0].message, expected);
}

/// The endings of files that can be read.
const ENDINGS: &str = ".csv, .tsv, .tab, .txt, .parquet, .arrow, .feather, .ipc, .xlsx, .xlsm, .xls, .xlsb, .ods, .json, .ndjson, .jsonl, .geojson, .zip or .gz";

#[test]
fn encodings_are_read_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    for (bytes, told) in [
        (&b"a,b\n\xe9,1\n"[..], "`t.csv` is read as Windows-1252 (Latin-1)"),
        (b"\xff\xfea\0,\0b\0\n\0\xe9\0,\x001\0", "`t.csv` is read as UTF-16LE"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let (table, data) = open_file(&path, "t", "t.csv", &Opening::default()).unwrap();
        assert_eq!(shown(&table, &data), ["a Text: é", "b Int: 1"]);
        assert_eq!(table.notes[0].message, told);
    }
}

#[test]
fn large_files_may_turn_out_to_be_no_utf8() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    let mut bytes = long("2025-04-07,5,y").into_bytes();
    bytes.extend(b"2025-04-07,6,Caf\xe9\n");
    std::fs::write(&path, &bytes).unwrap();
    let (table, data) = read(&large(&path, &Opening::default()).1);
    assert_eq!(frame(&table, &data).cell(200_000, 2), super::Cell::Text("Café"));
    assert_eq!(table.notes[0].message, "`t.csv` is read as Windows-1252 (Latin-1) where it is not UTF-8, first in line 200002");
    // In the header, too, behind which a place in the text is not that in the file.
    let header = b"jour,n,\xe9t\xe9\n".iter().chain(bytes.iter().skip_while(|byte| **byte != b'\n').skip(1));
    std::fs::write(&path, header.copied().collect::<Vec<u8>>()).unwrap();
    let (table, data) = read(&large(&path, &Opening::default()).1);
    assert_eq!((table.columns[2].name.as_str(), table.rows), ("été", Some(200_001)));
    assert_eq!(frame(&table, &data).cell(0, 2), super::Cell::Text("x0"));
    assert!(table.notes[0].message.ends_with("first in line 1"), "{}", table.notes[0].message);
}

#[test]
fn what_cannot_be_read_is_said_in_words() {
    for (name, bytes, expected) in [
        ("t.csv", &b""[..], "`t.csv` cannot be read: it is empty"),
        ("t.csv", b"\xef\xbb\xbf\n", "`t.csv` cannot be read: it is empty"),
        ("t.csv", b"a,b\n1,2,3\n", "`t.csv` cannot be read: line 2 has 3 cells, and the header has 2"),
        ("t.csv", b"a,b\n\"1,2\n", "`t.csv` cannot be read: the quote that opens in line 2 is never closed"),
        ("t.parquet", b"a,b\n1,2\n", "`t.parquet` cannot be read: it is not a Parquet file, or it is damaged"),
        ("t.xlsx", b"PK", "`t.xlsx` cannot be read: it is no workbook, or it is damaged"),
        ("t.pdf", b"PDF", &format!("`t.pdf` cannot be read: files that can be read end in {ENDINGS}")),
    ] {
        assert_eq!(refused(name, bytes), expected);
    }
}

#[test]
fn folders_hold_tables_and_names_are_unique() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.csv", "a.TSV", "notes.md", ".hidden.csv"] {
        std::fs::write(folder.path().join(name), "x\n1\n").unwrap();
    }
    let paths = [folder.path().to_path_buf(), folder.path().join("b.csv")];
    let (catalog, store) = open(&paths, &Opening::default()).unwrap();
    assert_eq!(catalog.tables.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(store.tables.len(), 2);

    std::fs::write(folder.path().join("b.txt"), "x\n1\n").unwrap();
    assert_eq!(faults(folder.path(), &["b.csv", "b.txt"])[0].message, "`b.csv` and `b.txt` would both be the table `b`");
}

/// What is wrong with files of a folder, named from there.
fn faults(folder: &Path, names: &[&str]) -> Vec<Diagnostic> {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let mut faults = open(&paths, &Opening::default()).err().unwrap();
    let prefix = format!("{}/", folder.display());
    faults.iter_mut().for_each(|fault| fault.message = fault.message.replace(&prefix, ""));
    faults
}

#[test]
fn catalogs_name_tables_axes_and_moments() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "start,reported,n\n2025-01-01,2025-02-01,1\n").unwrap();
    let write = |text: &str| std::fs::write(folder.path().join("dateline.toml"), text).unwrap();
    write("[moments]\ndeadline = 2023-11-01\n[tables.weekly]\nfile = \"a.csv\"\ntime = \"Reported\"\n");
    let (catalog, _) = open(&[folder.path().to_path_buf()], &Opening::default()).unwrap();
    let table = &catalog.tables[0];
    assert_eq!((table.name.as_str(), table.axis.as_ref().map(|axis| axis.start.as_str())), ("weekly", Some("reported")));
    assert_eq!(catalog.moments[0].0, "deadline");
    write("[tables.weekly]\nfile = \"a.csv\"\ntime = \"n\"\n");
    let expected = "`tables.weekly.time`: `n` holds no dates: it is whole numbers";
    assert_eq!(faults(folder.path(), &["dateline.toml"])[0].message, expected);
}

#[test]
fn missing_files_have_near_names() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("crossings.csv"), "x\n1\n").unwrap();
    let found = faults(folder.path(), &["crossing.csv", "none/x.csv"]);
    assert_eq!(found[0].message, "`crossing.csv` cannot be read: it does not exist");
    assert_eq!(found[0].help, ["did you mean `crossings.csv`?"]);
    assert!(found[1].help[0].starts_with("there is no folder"));
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let found = faults(folder.path(), &["empty"]);
    assert_eq!(found[0].message, format!("`empty` cannot be read: the folder has no file that ends in {ENDINGS}"));
}

/// A table of a file that counts as large, by a opening.
fn large(path: &Path, opening: &Opening) -> (Table, TableData) {
    TableData::of(&csv::open_above(0, path, "t.csv", opening).unwrap(), "t")
}

/// The same once all its columns were read.
fn read(data: &TableData) -> (Table, TableData) {
    data.source.read_all().unwrap();
    TableData::of(&data.source, "t")
}

#[test]
fn large_files_are_read_when_asked_with_the_same_result() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t[1]*.csv");
    let text = "\u{feff}Returns, by day\r\n\r\nday,n,n,text\r\n#date,#affected,,\r\n\"April 6, 2025\",\"1,200\",1,\"a\r\nb\"\r\n30-Apr-25, 7 ,,\"\"\r\n";
    std::fs::write(&path, text).unwrap();
    let whole = TableData::of(&csv::open(&path, "t.csv", &Opening::default()).unwrap(), "t");
    let lazy = large(&path, &Opening::default());
    assert_eq!((lazy.0.rows, lazy.1.facts.len()), (None, 0));
    assert_eq!(lazy.0.columns[1].inferred, "whole numbers with thousands separators, by a sample");
    assert_eq!(shown(&whole.0, &whole.1), shown(&lazy.0, &lazy.1), "asked by the engine");
    let known = read(&lazy.1);
    assert_eq!(shown(&whole.0, &whole.1), shown(&known.0, &known.1));
    assert_eq!(format!("{:?}", known.0.columns), format!("{:?}", whole.0.columns));
    assert_eq!((known.0.rows, &known.1.facts), (Some(2), &whole.1.facts));
    assert_eq!(frame(&known.0, &known.1).cell(1, 3), super::Cell::Unknown);
    assert_eq!(known.0.columns[1].tag.as_deref(), Some("#affected"));
    assert_eq!(known.1.source.places(&[1]), [Some(7)]);
}

/// A text whose samples look like dates and numbers, with other cells between them.
fn long(odd: &str) -> String {
    let row =
        |at: usize| if at == 130_000 { format!("{odd}\n") } else { format!("2025-04-{:02},1234,x{}\n", at % 30 + 1, at % 7) };
    std::iter::once("day,persons,place\n".to_string()).chain((0..200_000).map(row)).collect()
}

#[test]
fn only_what_is_asked_for_is_read() {
    use polars::prelude::Expr;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, long("2025-04-07,5,y")).unwrap();
    let (_, data) = large(&path, &Opening::default());
    let sum = data.frame.clone().select([Expr::Column("persons".into()).sum()]).collect().unwrap();
    assert_eq!(sum.columns()[0].get(0).unwrap().extract::<i64>(), Some(199_999 * 1234 + 5));
    let known = TableData::of(&data.source, "t");
    assert_eq!(known.1.facts.keys().collect::<Vec<_>>(), ["persons"]);
    assert_eq!((known.0.rows, known.1.facts["persons"].bounds), (Some(200_000), Some((5, 1234))));
}

#[test]
fn cells_that_do_not_fit_are_counted_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, long("2025-04-31,n.r.,y")).unwrap();
    let (table, data) = read(&large(&path, &Opening::default()).1);
    assert_eq!(table.columns[1].inferred, "whole numbers; 1 cell unreadable, first in line 130002: n.r.");
    assert_eq!(table.columns[0].inferred, "ISO dates; 1 cell unreadable, first in line 130002: 2025-04-31");
    assert_eq!((table.columns[1].ty, data.facts["persons"].unknown), (Type::Int, Some(1)));
    let said = data.source.unreadable("persons", true, Default::default()).unwrap();
    assert_eq!(said, "1 cell of persons is taken as unknown: t.csv line 130002 \"n.r.\"");
    let strict = csv::open_above(0, &path, "t.csv", &Opening { strict: true, ..Opening::default() }).unwrap();
    let fault = strict.read_all().unwrap_err();
    assert_eq!(fault.message, "`2025-04-31` in line 130002 of `t.csv` does not fit: the column `day` has ISO dates");
}

#[test]
fn all_cells_decide_what_a_column_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, long("2025-04-07T12:30,12.5,y")).unwrap();
    let guessed = large(&path, &Opening::default());
    assert_eq!(guessed.0.columns.iter().map(|c| c.ty).collect::<Vec<_>>(), [Type::Date, Type::Int, Type::Text]);
    let (table, _) = read(&guessed.1);
    assert_eq!(table.columns.iter().map(|c| c.ty).collect::<Vec<_>>(), [Type::Datetime, Type::Float, Type::Text]);
    std::fs::write(&path, long("2025-04-07,12A,y")).unwrap();
    let (table, _) = read(&large(&path, &Opening::default()).1);
    assert_eq!(table.columns[1].ty, Type::Text);
    assert_eq!(table.notes[0].message, "`persons` of `t.csv` stays text: it holds numbers, and also codes such as `12A`");
}

#[test]
fn copies_give_what_the_text_gives() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copies) = (folder.path().join("t.csv"), folder.path().join("cache"));
    std::fs::write(&path, long("2025-04-31,n.r.,")).unwrap();
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    let opening = Opening { copies: Some(copies.clone()), sensitive: vec!["place".into()], ..Opening::default() };
    let (columns, expected) = {
        let (table, data) = read(&large(&path, &opening).1);
        (format!("{:?}", &table.columns[..2]), shown(&table, &data))
    };
    let kept = large(&path, &opening);
    assert_eq!(kept.1.facts.keys().collect::<Vec<_>>(), ["day", "persons"], "nothing of what is sensitive");
    assert_eq!(format!("{:?}", &kept.0.columns[..2]), columns, "known before anything is read");
    assert_eq!(kept.0.rows, Some(200_000));
    let second = read(&kept.1);
    assert_eq!(shown(&second.0, &second.1), expected);
    let bytes: Vec<u8> = walk(&copies).iter().flat_map(|file| std::fs::read(file).unwrap()).collect();
    assert!(!bytes.windows(2).any(|pair| pair == b"x3"), "a text of the sensitive column");
    // A copy that was damaged is read from the text again.
    for file in walk(&copies) {
        let mut bytes = std::fs::read(&file).unwrap();
        if file.extension().is_none() {
            bytes.truncate(100);
            std::fs::write(&file, bytes).unwrap();
        }
    }
    let third = read(&large(&path, &opening).1);
    assert_eq!(shown(&third.0, &third.1), expected);
}

#[test]
fn what_stands_around_a_large_table_is_left_out_without_reading_all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copies) = (folder.path().join("t.csv"), folder.path().join("cache"));
    let foot = "\nTotal,9999,\n\n\"Source: an office,\nof all\",,\n* provisional\n";
    std::fs::write(&path, format!("Returns\n\n{}{foot}", long("2025-04-07,5,y"))).unwrap();
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    let opening = Opening { copies: Some(copies), ..Opening::default() };
    let open = || large(&path, &opening);
    let left_out = |table: &Table| {
        let place = |note: &Diagnostic| note.message.split(" of `t.csv`").next().unwrap_or("").to_string();
        table.notes.iter().map(place).collect::<Vec<_>>()
    };
    let (guessed, data) = open();
    assert_eq!(guessed.columns.iter().map(|c| c.ty).collect::<Vec<_>>(), [Type::Date, Type::Int, Type::Text]);
    assert_eq!(left_out(&guessed), ["line 1", "line 5 from the end", "line 3 from the end", "the last line"]);
    let (known, data) = read(&data);
    let lines = ["line 1", "line 200005", "line 200007", "line 200009"];
    assert_eq!((known.rows, left_out(&known)), (Some(200_000), lines.map(String::from).to_vec()));
    assert_eq!(data.facts["persons"].bounds, Some((5, 1234)));
    assert_eq!(data.source.places(&[0, 199_999]), [Some(4), Some(200_003)]);
    let (kept, data) = open();
    assert_eq!((kept.rows, left_out(&kept)), (Some(200_000), left_out(&known)), "known from the copy");
    assert_eq!(data.source.places(&[199_999]), [Some(200_003)]);
}

#[test]
fn how_often_texts_occur_is_known_without_reading_them_again() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copies) = (folder.path().join("t.csv"), folder.path().join("cache"));
    std::fs::write(&path, long("2025-04-07,5,")).unwrap();
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    let opening = Opening { copies: Some(copies), ..Opening::default() };
    let open = || csv::open_above(0, &path, "t.csv", &opening).unwrap();
    let first = open();
    assert_eq!(first.frequencies("place"), None, "nobody has read it");
    first.read_all().unwrap();
    let known = first.frequencies("place").unwrap();
    assert_eq!((known.len(), &known[0]), (7, &("x0".to_string(), 28_572)));
    assert_eq!(known.iter().map(|(_, count)| count).sum::<u64>(), 199_999);
    let second = open();
    assert_eq!(second.frequencies("place"), Some(known));
    assert_eq!((second.frequencies("persons"), second.frequencies("day")), (None, None));
    // What is in the blocks does not matter to it.
    assert!(second.snapshot("t").table.rows == Some(200_000) && second.changes() == 0);
}

#[test]
fn copies_spare_making_the_text_again() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let (copies, past) = (folder.path().join("cache"), std::time::SystemTime::now() - std::time::Duration::from_secs(60));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(long("2025-04-31,n.r.,").as_bytes()).unwrap();
    let json = r#"[{"day": "2025-04-06", "place": "x1", "n": 3}, {"day": "2025-04-07", "place": "x2", "n": null}]"#;
    for (name, bytes) in [("t.csv.gz", packed.finish().unwrap()), ("t.json", json.into())] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
        let open = |sensitive: &[&str]| {
            let sensitive = sensitive.iter().map(|name| name.to_string()).collect();
            let opening = Opening { copies: Some(copies.clone()), sensitive, ..Opening::default() };
            csv::open_made_above(0, &path, None, name, &opening).unwrap()
        };
        let first = open(&["place"]);
        let one = first.snapshot("t").table.columns[1].name.clone();
        first.read(&[one]).unwrap();
        assert_eq!(first.holds_text(), name == "t.json", "{name}: of what was read whole only a small text stays");
        let (table, data) = read(&TableData::of(&first, "t").1);
        let (expected, notes) = (shown(&table, &data), table.notes.clone());
        drop((first, data));
        let second = open(&[]);
        assert_eq!(second.snapshot("t").table.rows, table.rows, "{name}: known from the copy");
        assert_eq!(second.snapshot("t").table.notes, notes, "{name}");
        let (again, data) = read(&TableData::of(&second, "t").1);
        assert_eq!(shown(&again, &data), expected, "{name}");
        drop((second, data));
        let third = open(&[]);
        third.read_all().unwrap();
        assert!(!third.holds_text());
    }
}

/// The files below a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn two_files_of_one_shape_are_two_tables_to_the_engine() {
    use polars::prelude::{Expr, UnionArgs, concat};
    let folder = tempfile::tempdir().unwrap();
    let table = |name: &str, n: u32| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("n,x\n{n},a\n")).unwrap();
        large(&path, &Opening::default()).1.frame
    };
    let both = concat([table("a.csv", 1), table("b.csv", 20)], UnionArgs::default()).unwrap();
    let sum = both.select([Expr::Column("n".into()).sum()]).collect_with_engine(polars::prelude::Engine::Streaming).unwrap();
    assert_eq!(sum.unwrap_single().columns()[0].get(0).unwrap().extract::<i64>(), Some(21));
}

#[test]
fn lines_may_end_in_return_signs_alone() {
    assert_eq!(show("a,b\r1,\"x\ry\"\r2,z\r"), ["a Int: 1 | 2", "b Text: x\ry | z"]);
}

#[test]
fn a_file_that_changes_while_it_is_open_is_not_mixed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, long("2025-04-07,5,y")).unwrap();
    let source = csv::open_above(0, &path, "t.csv", &Opening::default()).unwrap();
    source.read(&["persons".to_string()]).unwrap();
    std::fs::write(&path, "day,persons,place\n").unwrap();
    let fault = source.read(&["day".to_string()]).unwrap_err();
    assert_eq!(fault.message, "`t.csv` cannot be read: it was changed while it was open");
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

#[test]
fn parquet_types_become_those_of_the_language() {
    let (table, data) = open_file(&fixture("types.parquet"), "t", "types.parquet", &Opening::default()).unwrap();
    let expected = [
        "Reported on Date: 2025-04-06 | 2025-04-08 | ",
        "persons Int: 10 |  | 30",
        "big Int: 1 | 2 | 3",
        "share Float: 0.5 | 0.25 | ",
        "border Text: Torkham | Chaman | Torkham",
        "at Moment(Asia/Karachi): 2025-04-06T17:00+05:00 |  | 2025-04-08T05:00+05:00",
        "seen Datetime: 1960-04-06T12:00:00.5 |  | 2025-04-08T00:00",
        "deported Bool: true |  | false",
        "nothing Text:  |  | ",
        "stay Duration: 1 day |  | 01:00",
        "* Text: star |  | x",
        "^b.*$ Int: 1 | 2 | 3",
    ];
    assert_eq!(shown(&table, &data), expected);
    let left_out: Vec<_> = table.notes.iter().map(|note| note.message.split('`').nth(1).unwrap_or("")).collect();
    assert_eq!(left_out, ["place", "tags", "price", "clock", "photo", "half"]);
    assert_eq!(table.axis.as_ref().map(|axis| axis.start.as_str()), Some("Reported on"));
}

#[test]
fn parquet_statistics_are_facts() {
    let (table, data) = open_file(&fixture("plain.parquet"), "t", "plain.parquet", &Opening::default()).unwrap();
    assert_eq!(table.rows, Some(3));
    assert_eq!(data.facts["Reported on"], super::store::ColumnFacts { unknown: Some(1), bounds: Some((20184, 20186)) });
    assert_eq!(data.facts["persons"], super::store::ColumnFacts { unknown: Some(1), bounds: Some((10, 30)) });
}

#[test]
fn columns_of_parquet_are_decoded_if_they_are_asked_for() {
    use polars::prelude::{Expr, lit};
    let whole = std::fs::read(fixture("plain.parquet")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let texts = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let (_, data) = open_file(&path, "t", "t.parquet", &Opening::default()).unwrap();
        let filtered = data.frame.filter(Expr::Column("persons".into()).gt(lit(5))).select([Expr::Column("border".into())]);
        filtered.collect_with_engine(polars::prelude::Engine::Streaming).map(|rows| rows.unwrap_single().height())
    };
    assert_eq!(texts(&whole).unwrap(), 2);
    // The pages start behind the four bytes of the format, column by column.
    let spoilt = |from: usize| [&whole[..from], &[0xff; 8], &whole[from + 8..]].concat();
    let day = texts(&spoilt(4));
    assert_eq!(day.unwrap(), 2, "the days are damaged, and nobody asks for them");
    let places = whole.windows(7).position(|bytes| bytes == b"Torkham").unwrap();
    let fault = texts(&spoilt(places - 24)).unwrap_err().to_string();
    assert!(fault.contains("`t.parquet` cannot be read: it is damaged"), "{fault}");
}

#[test]
fn rows_are_written_and_read_again() {
    let (table, data) = opened("t.csv", "day,n\n2025-04-06,1\n,2.5\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.parquet");
    write_parquet(&frame(&table, &data), &mut std::fs::File::create(&path).unwrap()).unwrap();
    let (again, data) = open_file(&path, "t", "out.parquet", &Opening::default()).unwrap();
    assert_eq!(shown(&again, &data), ["day Date: 2025-04-06 | ", "n Float: 1.0 | 2.5"]);
}

#[test]
fn arrow_files_are_tables_like_those_of_parquet() {
    let (table, data) = open_file(&fixture("types.parquet"), "t", "types.parquet", &Opening::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (path, expected) = (folder.path().join("out.feather"), shown(&table, &data));
    write_arrow(&frame(&table, &data), &mut std::fs::File::create(&path).unwrap()).unwrap();
    let (again, data) = open_file(&path, "t", "out.feather", &Opening::default()).unwrap();
    assert_eq!(shown(&again, &data), expected);
    assert_eq!((again.rows, again.axis.map(|axis| axis.start)), (Some(3), Some("Reported on".into())));
    let bytes = std::fs::read(&path).unwrap();
    for length in [3, 9, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let fault = open_file(&path, "t", "out.feather", &Opening::default()).err().unwrap();
        assert_eq!(fault.message, "`out.feather` cannot be read: it is not an Arrow file, or it is damaged");
    }
}
