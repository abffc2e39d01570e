//! Values about single persons stay hidden through joins and changes of shape, in answers and in what is said of them.

use crate::{Tables, tables};
use dateline::data::Cell;

const ROWS: &str = "day,case,place,n\n2025-04-01,Zq1,x,1\n2025-04-02,Zq2,y,2\n2025-04-03,Zq2,x,4\n";
const NOTES: &str = "case,word,place\nZq1,Zwords,x\nZq9,Zother,z\n";
const CATALOG: &str = "[tables.t]\nfile = \"t.csv\"\ntime = \"day\"\nsensitive = [\"case\"]\n\
    [tables.notes]\nfile = \"notes.csv\"\nsensitive = [\"word\", \"case\"]\n";

fn t() -> Tables {
    tables(&[("t", ROWS), ("notes", NOTES)]).says(CATALOG)
}

/// All that an answer or a fault says, as text.
fn all(text: &str) -> String {
    let (mut engine, _folder) = t().engine();
    let mut said = String::new();
    let ran = engine.run(text, &mut |outcome| {
        if let dateline::Outcome::Answer(answer) = outcome {
            said += &crate::rows(&answer);
            said += &format!("{:?}{:?}", answer.facts.time, answer.notes);
        }
        Ok(())
    });
    if let Err(error) = ran {
        said += &format!("{:?}", error.diagnostics);
    }
    said
}

#[test]
fn nothing_is_said_of_them() {
    for text in [
        "t lookup notes as w on case",
        "t lookup notes as w on place",
        "t join notes as w on case show w.word, w.case",
        "t without notes on case",
        "notes lookup t as u on case",
        "t unpivot case, place as what, word",
        "t show day, case, n, place pivot place in (\"x\", \"y\") of case",
        "t show case, place, n pivot place in (\"x\") of n by case",
        "t show case, n pivot case in (\"q\") of n",
        "t append notes",
        "notes append t",
        "t changes from notes on place",
        "t changes from notes on case",
        "let s = t lookup notes as w on place; s show w.word",
        "t lookup notes as w on place derive v = concat(w.word, \"!\") show v",
    ] {
        let said = all(text);
        assert!(!said.contains("Zq") && !said.contains("Zw") && !said.contains("Zo"), "{text}: {said}");
    }
}

#[test]
fn they_can_be_matched_all_the_same() {
    assert_eq!(t().ask("t with notes on case show n"), "1");
    assert_eq!(t().ask("t join notes as w on case where w.word = \"Zwords\" sum n"), "1");
    let answer = t().answer("t lookup notes as w on case show n, w.word");
    assert_eq!((answer.rows.cell(0, 1), answer.rows.cell(0, 0)), (Cell::Hidden, Cell::Int(1)));
    assert_eq!(
        t().faults("t changes from t on case"),
        ["E0801 rows 2 and 3 of this table have the same key: case = (not shown) @ changes from t on case"]
    );
}
