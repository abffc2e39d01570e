//! One place under all its spellings, groups that are no place of their own, and categories with aliases.

use super::Folder;

const GAZETTEER: &str = "name,latin,dari
Torkham,Turkham|Tūrkham,تورخم
Chaman - Spin Boldak,Chaman|Spin Boldak|Chaman/Spin Boldak,سپین بولدک
Ghulam Khan,Gulam Khan,
";

const FLOWS: &str = "date,place,kind,persons
2025-04-01,Torkham,ACC,1
2025-04-01,TURKHAM,acc holders,2
2025-04-02, Tūrkham ,PoR,4
2025-04-02,تورخَم,acc,8
2025-04-03,Chaman,PoR,16
2025-04-03,Spin Boldak / Chaman,none,32
2025-04-04,سپين بولدك,None,64
2025-04-05,Turkham + Spin Boldak,PoR,128
2025-04-06,Chaman & Torkham,PoR,256
2025-04-07,Gulam Khan + Mars,PoR,512
2025-04-08,Torkam,PoR,1024
2025-04-09,,PoR,2048
";

const CATALOG: &str = r#"
gazetteer = { file = "places.csv", name = "name", variants = ["latin", "dari"] }
[tables.flows]
file = "flows.csv"
place = "place"
series = ["place", "kind"]
categories.kind = { ACC = ["ACC holders"], PoR = [] }
measures = { persons = { kind = "flow", unit = "persons" } }
[tables.plain]
file = "plain.csv"
[tables.centres]
file = "centres.csv"
place = "at"
"#;

fn folder() -> Folder {
    let plain = FLOWS.lines().take(5).collect::<Vec<_>>().join("\n");
    let centres = "at,staff\nturkham,7\nspin boldak,9\n";
    Folder::of(&[
        ("places.csv", GAZETTEER),
        ("flows.csv", FLOWS),
        ("plain.csv", &plain),
        ("centres.csv", centres),
        ("dateline.toml", CATALOG),
    ])
}

#[test]
fn equality_sees_one_place_under_all_spellings() {
    let folder = folder();
    for spelling in ["Torkham", "turkham", "TŪRKHAM", "تورخم"] {
        let query = format!("flows where place = \"{spelling}\" sum persons, count");
        assert_eq!(folder.ask(&query), "15,4", "{spelling}");
    }
    for spelling in ["Chaman", "spin boldak", "Chaman - Spin Boldak", "سپین بولدک"] {
        assert_eq!(folder.ask(&format!("flows where \"{spelling}\" = place sum persons, count")), "112,3", "{spelling}");
    }
    assert_eq!(folder.ask("flows where place != \"turkham\" count"), "8");
    assert_eq!(folder.ask("flows where place in (\"turkham\", \"chaman\") count"), "7");
    assert_eq!(folder.ask("flows where place not in (\"turkham\", \"chaman\") count"), "5");
    assert_eq!(folder.ask("flows where place contains \"turkham\" count"), "6");
}

#[test]
fn groups_are_neither_of_their_places() {
    let folder = folder();
    let by_place = "Chaman - Spin Boldak,112; Ghulam Khan + Mars,512; Torkam,1024; Torkham,15; \
                    Torkham + Chaman - Spin Boldak,384; ,2048";
    let found = folder.ask("flows sum persons by place");
    let mut rows: Vec<&str> = found.split("; ").collect();
    rows.sort_unstable();
    let mut expected: Vec<&str> = by_place.split("; ").collect();
    expected.sort_unstable();
    assert_eq!(rows, expected);
    assert_eq!(folder.ask("flows where place = \"spin boldak + torkham\" sum persons"), "384");
    assert_eq!(folder.ask("flows unique place count"), "6");
    assert_eq!(folder.ask("flows where place = \"chaman\" top 1 persons in each place show persons"), "64");
    assert_eq!(folder.ask("flows where place is known sum persons by top 1 place"), "Torkam,1024; others,1023");
}

#[test]
fn the_footer_counts_rows_that_name_a_place_with_others() {
    let folder = folder();
    let places = |query: &str| folder.answer(query).facts.places;
    assert_eq!(
        places("flows where place = \"turkham\""),
        ["2 more rows name it with others (1 Chaman & Torkham, 1 Turkham + Spin Boldak)"]
    );
    assert_eq!(
        places("flows where place = \"turkham\" and persons > 200"),
        ["1 more row names it with others (1 Chaman & Torkham)"]
    );
    assert_eq!(
        places("flows where place = \"turkham\" since 2025-04-06 count"),
        places("flows where place = \"turkham\" and persons > 200")
    );
    assert_eq!(places("flows where place = \"turkham\" until 2025-04-04"), Vec::<String>::new());
    assert_eq!(places("flows where place != \"turkham\""), Vec::<String>::new());
    let words = folder.answer("flows show place").facts.words;
    assert_eq!(words, ["place holds \"Mars\" and \"Torkam\" (near Torkham), which no gazetteer names"]);
    assert_eq!(folder.answer("flows where place = \"turkham\" show place").facts.words, Vec::<String>::new());
}

#[test]
fn a_whole_is_not_added_to_its_part() {
    let rows = "date,place,kind,persons\n2025-04-01,Torkham,ACC,1\n2025-04-01,Turkham + Chaman,ACC,2\n2025-04-02,Chaman,ACC,4\n";
    let folder = Folder::of(&[
        ("places.csv", GAZETTEER),
        ("flows.csv", rows),
        ("plain.csv", rows),
        ("centres.csv", rows),
        ("dateline.toml", &CATALOG.replace("\"at\"", "\"place\"")),
    ]);
    let fault =
        "E0706 a place is added to a group that holds it: Torkham (2025-04-01) and Torkham + Chaman - Spin Boldak (2025-04-01)";
    for query in ["flows sum persons", "flows sum persons every day", "flows mean persons per day", "flows sum persons by kind"] {
        assert_eq!(folder.fault(query), fault, "{query}");
    }
    // Apart, at other times, or without the group nothing is counted twice.
    assert_eq!(folder.ask("flows sum persons by place"), "Chaman - Spin Boldak,4; Torkham,1; Torkham + Chaman - Spin Boldak,2");
    assert_eq!(folder.ask("flows where place != \"turkham\" sum persons"), "6");
    assert_eq!(folder.ask("flows where place in (\"turkham\", \"chaman\") sum persons"), "5");
    assert_eq!(folder.ask("flows max persons"), "4");
    // In the table without a gazetteer they are texts like others.
    assert_eq!(folder.ask("plain sum persons"), "7");
}

#[test]
fn without_a_gazetteer_nothing_changes() {
    let folder = folder();
    assert_eq!(folder.ask("plain where place = \"Torkham\" count"), "1");
    assert_eq!(folder.ask("plain where place = \"turkham\" count"), "0");
    assert_eq!(folder.ask("plain count by place").split("; ").count(), 4);
}

#[test]
fn categories_have_aliases() {
    let folder = folder();
    assert_eq!(folder.ask("flows where kind = \"acc\" sum persons"), "11");
    assert_eq!(folder.ask("flows where kind = \"ACC HOLDERS\" count by kind"), "ACC,3");
    let answer = folder.answer("flows count by kind");
    assert_eq!(super::rows(&answer), "ACC,3; None,1; PoR,7; none,1");
    assert_eq!(answer.facts.words, ["kind holds \"None\" and \"none\", which no category has"]);
}

#[test]
fn the_schema_lists_strange_words_with_the_nearest_names() {
    let (out, said) = folder().run(&["schema", "flows", "."]);
    for role in ["place    text          -    place", "kind     text          -    category"] {
        assert!(out.contains(role), "{out}");
    }
    assert!(said.contains("`place` of `flows` has 2 words that the gazetteer does not know"), "{said}");
    assert!(said.contains("\"Torkam\" (1 row): did you mean `Torkham`?"), "{said}");
    assert!(said.contains("`kind` of `flows` has 2 words that are no category"), "{said}");
}

#[test]
fn names_last_through_renaming_keys_and_lets() {
    let folder = folder();
    assert_eq!(folder.ask("flows rename place as p where p = \"turkham\" sum persons by p where p = \"TURKHAM\""), "Torkham,15");
    assert_eq!(folder.ask("flows derive p = place where p = \"turkham\" count"), "4");
    assert_eq!(folder.ask("flows derive place = upper(place) where place = \"turkham\" count"), "0");
    let mut engine = folder.engine();
    let mut found = Vec::new();
    let script = "let torkham = flows where place = \"turkham\"; torkham sum persons";
    engine
        .run(script, &mut |outcome| {
            if let dateline::Outcome::Answer(answer) = outcome {
                found.push((super::rows(&answer), answer.facts.places.clone()));
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(
        found,
        [("15".to_string(), vec!["2 more rows name it with others (1 Chaman & Torkham, 1 Turkham + Spin Boldak)".to_string()])]
    );
}
