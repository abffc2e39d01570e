//! Tests of help: everything has a page, and pages have what they need.

use super::*;
use crate::base::codes;

#[test]
fn every_word_of_the_language_has_a_page_with_form_and_example() {
    for keyword in keywords::ALL.iter().filter(|keyword| keyword.role() != Role::Planned) {
        let page = text(keyword.text()).unwrap();
        assert!(page.contains("\nForm\n") && page.contains("\nExample\n"), "{page}");
        assert!(page.contains(keyword.doc()), "{page}");
    }
    for function in functions::ALL {
        let page = of_function(*function);
        assert!(page.contains(function.call()) && page.contains("\nExample\n"), "{page}");
    }
}

#[test]
fn codes_commands_and_settings_have_pages() {
    assert!(codes::ALL.iter().all(|code| text(code.text()).is_ok_and(|page| page.contains(code.title()))));
    for command in meta::ALL {
        let page = text(&format!("\\{}", command.name)).unwrap();
        assert!(page.contains(command.help) && page.contains(&command.usage()), "{page}");
        let (parsed, _) = meta::parse(command.example).unwrap();
        assert_eq!(parsed.name, command.name);
    }
    assert!(config::KEYS.iter().all(|key| text(CONFIG).unwrap().contains(key.doc)));
    assert!(text(CATALOG).is_ok() && topics().all(|topic| text(topic).is_ok()));
}

#[test]
fn pages_are_drawn_from_tables_and_grammar() {
    insta::assert_snapshot!(text("sort").unwrap(), @"
    sort: a clause
    order the rows; ties keep their order

    Form
      sort SORT_KEY, …
      SORT_KEY is EXPRESSION [ asc | desc ]

    Example
      crossings sort persons desc, date asc take 5
    ");
    insta::assert_snapshot!(text("round").unwrap(), @"
    round: a clause
    round figures of people to multiples: `round to 5`

    Form
      round to COUNT

    Example
      crossings sum persons by border round to 5

    round: a function
    the nearest number with so many decimals (0 without); halves go away from zero

    Form
      round(x, digits)

    Example
      crossings mean persons by border derive mean_persons = round(mean_persons, 1)
    ");
    insta::assert_snapshot!(text("mean").unwrap(), @"
    mean: a figure of a summary
    the mean of the known values

    Form
      mean OPERAND [ CONDITION ] [ PER ]
      CONDITION is if EXPRESSION
      PER is per UNIT | within COUNT UNIT

    Example
      crossings mean persons per day by border
    ");
    insta::assert_snapshot!(text("every").unwrap(), @"
    every: a word inside of clauses
    one row for each bucket of the calendar: `every week`

    Form
      every [ whole ] ( report | [ COUNT ] UNIT ) [ from ANCHOR ] [ in solar hijri ] [ aligned ]
      ANCHOR is WEEKDAY | MONTH | DATE

    Example
      crossings on friday, saturday sum persons every week
    ");
    insta::assert_snapshot!(text("\\watch").unwrap(), @r"
    \watch: a command of the prompt
    open the files again and answer a query every few seconds, until Ctrl-C

    Form
      \watch QUERY [every N s]

    Example
      \watch crossings count every 10 s
    ");
    assert!(text("e0202").unwrap().starts_with("E0202: no such column\n"));
}

#[test]
fn unknown_topics_have_a_suggestion() {
    assert!(text("wher").unwrap_err().contains("did you mean `where`"));
    assert!(text("select").unwrap_err().ends_with("the word of Dateline is `show`"));
    assert!(text("\\wach").unwrap_err().contains("`watch`"));
    assert!(text("\\").is_err());
}

#[test]
fn the_overview_fits_a_screen_line() {
    insta::assert_snapshot!(overview());
    assert!(overview().lines().all(|line| line.chars().count() <= WIDTH + 20));
}
