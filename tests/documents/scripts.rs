//! The scripts of `examples/article` and `examples/questions`: their whole answers, and the figures that were published.
//!
//! A script says in its second line how it is run. Each of its queries has a comment, and is found by the comment's first words.

use crate::terminal::{each_script, root, shown};

/// The arguments of the line that says how a script is run. Without a date of its own it runs on one that is past all tables.
fn arguments(script: &str) -> Vec<String> {
    let line = script.lines().nth(1).and_then(|line| line.strip_prefix("-- Run it with: dateline "));
    let mut words: Vec<String> = line.expect("the second line says how to run it").split(' ').map(str::to_string).collect();
    if !words.iter().any(|word| word == "--now") {
        words.extend(["--now", "2026-06-01"].map(str::to_string));
    }
    words
}

fn run(file: &str, more: &[&str]) -> String {
    let script = std::fs::read_to_string(root().join(file)).unwrap();
    let arguments = arguments(&script);
    assert_eq!(arguments[1], file, "the second line of a script names the script");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
    shown(&arguments)
}

/// The first line of each query's comment, with the answer as CSV.
fn answers(file: &str) -> Vec<(String, String)> {
    let script = std::fs::read_to_string(root().join(file)).unwrap();
    let paragraphs = script.split("\n\n").skip(1).filter(|text| !["let ", "as of "].iter().any(|word| text.starts_with(word)));
    let comments = paragraphs.map(|text| {
        let first = text.lines().next().unwrap_or_default();
        first.strip_prefix("-- ").unwrap_or_else(|| panic!("{file}: a query has no comment: {text}")).to_string()
    });
    let text = run(file, &["--format", "csv", "--quiet"]);
    let blocks: Vec<String> = text.trim_end().split("\n\n").map(str::to_string).collect();
    let comments: Vec<String> = comments.collect();
    assert_eq!(comments.len(), blocks.len(), "{file}: queries and answers");
    comments.into_iter().zip(blocks).collect()
}

/// Holds a script to figures: a comment starts with the words, and each of the lines starts a line of its answer.
fn hold(file: &str, expected: &[(&str, &[&str])]) {
    let answers = answers(file);
    for (words, lines) in expected {
        let mut fitting = answers.iter().filter(|(comment, _)| comment.starts_with(words));
        let (Some((_, answer)), None) = (fitting.next(), fitting.next()) else { panic!("{file}: one query is {words:?}") };
        for line in *lines {
            assert!(answer.lines().any(|row| row.starts_with(line)), "{file}, {words}: no row {line:?} in\n{answer}");
        }
    }
}

fn golden(folder: &str) {
    each_script(folder, |path| {
        let file = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
        let text = run(&file, &[]);
        assert!(!text.contains("\nstatus 1\n"), "{file} fails:\n{text}");
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
    });
}

#[test]
fn the_article_is_answered_as_before() {
    golden("examples/article");
}

#[test]
fn the_questions_are_answered_as_before() {
    golden("examples/questions");
}

#[test]
fn protected_tables_are_as_before() {
    golden("examples/protected");
}

#[test]
fn checks_of_real_tables_find_their_printed_errors() {
    let text = run("examples/handbook/data_quality.dlq", &[]);
    assert!(text.contains("\n12 passed, 5 failed\n") && text.ends_with("\nstatus 1\n"), "{text}");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}

#[test]
fn scripts_that_use_others_are_as_before() {
    golden("examples/statements");
}

#[test]
fn the_article_has_its_figures() {
    hold(
        "examples/article/article.dlq",
        &[
            ("Line 1:", &["2025-04-08,accusation,X,Agency B"]),
            ("Line 6:", &["X,accusation,1", "X,appeal,1", "press conference,appeal,2"]),
            ("Line 14:", &["2025-04-08,MoRR,Agency A", "2023-11-02,Taliban government,Agency A"]),
            ("Line 15:", &["harassment,1", "papers destroyed,2"]),
            ("Line 17:", &["extortion,3", "harassment,8"]),
            ("Line 18: arrests", &["Karachi,566"]),
            ("Line 18: what", &["2025-04-01,interview,Agency B", "2025-04-07,interview,Agency A"]),
            ("Line 19:", &["before_takeover,Khyber,43", "after_takeover,Khyber,126"]),
            ("Line 20:", &["2025-03-07,Islamabad,harassment,2025-01-07", "2025-04-08,Torkham,papers destroyed,2025-04-07"]),
            ("Line 21: three", &["plan,2023-09-26", "announcement,2023-10-03", "deadline,2023-11-01"]),
            ("Line 2:", &[",200000.0,1000000.0"]),
            (
                "Line 3: from",
                &["cards to be cancelled,2025-03-01,2025-03-31,800000", "cards cancelled,2025-04-01,2025-04-30,800000"],
            ),
            ("Line 3: 24", &["24"]),
            ("Line 4: \"around", &["800000,,,2025-03-31"]),
            ("Line 4: beside", &[",632000.0,,2024-06-15"]),
            ("Line 5", &["cards to be cancelled,stock,cards", "cards cancelled,flow,cards", "expelled,cumulative,persons"]),
            ("Line 7: Sunday", &["8000,,,4000.0,,,2,2"]),
            ("Line 7: the office", &["8025,,,2675.0,,,3,3"]),
            (
                "Line 8: 4,000",
                &["4000.0,,,2,2,77.0,,,3923.0,,,5094.8", "4000.0,,,2,2,77.0,,,3923.0,,,5094.805194805195,,,31,31,51.9"],
            ),
            ("Line 8: March", &["2387"]),
            ("Line 9: \"up", &[",0.543405,"]),
            ("Line 9: by 13", &[",0.58228125,"]),
            ("Line 10", &["all Afghans,,,3000000.0,2025-04-08", "no papers,,,,2025-04-08"]),
            ("Line 11", &["cards to be cancelled,2025-03-01,2025-03-31,800000", "cards cancelled,2025-04-01,2025-04-30,800000"]),
            ("Line 12", &["PoR,1300000,,,2025-06-30,83"]),
            ("Line 13", &[",,900000.0"]),
            ("Line 21: crossings", &[",200000.0,1000000.0"]),
            ("Line 21: the nearest", &["Torkham,KP Home Department,160638,,,2023-11-03"]),
        ],
    );
}

#[test]
fn published_arithmetic_is_done_again() {
    hold(
        "examples/article/published.dlq",
        &[
            ("4-10 March 2018", &["623,29,364,71.2"]),
            ("The same week against 481", &["IOM-AFG,2018-03-04,2018-03-10,623", "IOM-PAK,2018-02-25,2018-03-03,481"]),
            ("So computed", &["29.5"]),
            ("What would have warned: asked", &["623,481,142,29.5"]),
            ("What would have warned: the week", &["273,,,"]),
            ("What would have warned: the printed", &["101"]),
            ("What would have warned: what", &["1"]),
            ("9-15 December 2018", &["496,50,454,270,42,9.3,312"]),
            ("28 July-3 August 2019", &["9804,5,9804,0.0"]),
            ("The same week, Pakistan", &["563,538,101.0,95.6"]),
            ("25 June-1 July 2017", &["2017-06-18,2017-06-24,,", "2017-06-25,2017-07-01,273,"]),
            ("The cumulative figure gained", &["W03,273,-58,743,470,-41.9"]),
            ("Against the last report", &["-59.3"]),
            ("31 December 2017", &["2017-01-01,451,451,397,88.0,88.0", "2018-01-01,451,403,371,92.0,92.1"]),
            ("December 2017, Pakistan", &["1987,1807,179,1986"]),
            ("December 2017, Iran", &["98191,2982,6.0,3.0"]),
            ("6% of the total", &["49700"]),
            ("2-8 April 2017", &["2017-04-02,2017-04-08,3955,32.8"]),
            ("15-28 March 2020", &["2020-03-15,2020-03-28,6,3.2"]),
            ("3 November 2023", &["160638,,,160638"]),
            ("The same day", &["12689,,,12718"]),
            ("15 November 2023", &["KP (3 crossings),217825"]),
            ("Their sum", &["217816"]),
            ("November 2025", &["2025-11-08,1723481,,,55768"]),
            ("\"+101%\" and", &["2025-10-26,2025-11-01,37448,,,101.0", "2025-11-02,2025-11-08,55768,,,48.9"]),
            ("\"+131%\"", &["2025-10-26,2025-11-01,7733,,,131.46"]),
            ("\"13% deported\"", &["115159,,,869448,,,13.2"]),
        ],
    );
}

#[test]
fn the_questions_have_their_figures() {
    hold(
        "examples/questions/questions.dlq",
        &[
            ("2.", &["torkham,2017-03-26,2017-04-01,2978", "torkham,2017-04-02,2017-04-08,3955"]),
            ("2.", &["torkham,2017-04-23,2017-04-29,4633", "torkham,2018-02-25,2018-03-03,231"]),
            ("2.", &["chaman_spin_boldak,2018-02-25,2018-03-03,250", "chaman_spin_boldak,2017-03-26,2017-04-01,"]),
            ("3.", &["2023-09-15,1723481,,,2025-11-08", "2025-04-01,869448,,,2025-11-08"]),
            ("4. This week", &["55768,,,37448,,,18320,,,48.9"]),
            ("4. The week before", &["37448,,,18630,,,18818,,,101.0"]),
            ("5.", &["4000.0,,,2,2,77.0,,,3923.0,,,5094.805194805195,,,31,31,51.9"]),
            ("6. The peak day", &["2025-04-10,Torkham + Chaman - Spin Boldak,IOM Pakistan DTM,9417"]),
            (
                "6. The three",
                &[
                    "2023-11-01,Torkham + Chaman - Spin Boldak,Border Consortium,17000",
                    "2023-11-03,Torkham,KP Home Department,12689",
                ],
            ),
            ("7. The share", &["Afghanistan,2025-04-01,2025-04-07,", "Afghanistan,2025-04-01,2025-04-10,,0.3111"]),
            (
                "7. The share",
                &["Afghanistan,2025-04-01,2025-04-30,0.2037", "Pakistan all crossings,2025-10-19,2025-10-25,0.1793"],
            ),
            (
                "7. The share",
                &[
                    "Pakistan all crossings,2025-10-26,2025-11-01,0.2064996",
                    "Pakistan all crossings,2025-04-01,2025-11-08,0.1324",
                ],
            ),
            ("7. The share", &["Pakistan all crossings,2025-04-01,2025-12-13,0.1451"]),
            ("9.", &["563,471,771,1805,0.688"]),
            ("12. Arrests this week", &["13380,,,7764,,,5616,,,72.3"]),
            ("12. Arrests year by year", &["2023-01-01,2023-12-31,26299,,,365,72.1", "2024-01-01,2024-12-31,9006,,,366,24.6"]),
            ("12. Arrests year by year", &["2025-01-01,2025-11-08,100971,,,312,323.6"]),
            ("13.", &["Nankana Sahib,,<10,,<10,,hidden", "Islamabad,16,,14,,,<10", "Hafizabad,,<10,25,,16,"]),
            ("14. Does", &["W05,IOM-AFG,2017-12-09,2017-12-16,481,481", "W03,IOM-AFG,2017-06-17,2017-07-01,273,743"]),
            ("14. Does", &["W08,IOM-AFG,2018-03-03,2018-03-10,623,1142", "W01,IOM-AFG,,2017-02-11,1214,"]),
            ("14. From Iran", &["W05,2017-12-09,2017-12-16,13412,13412"]),
            ("16.", &["2025-04-07,,6000.0,7000.0", "2025-04-10,,,45000.0", "2025-04-15,,85000.0,"]),
            ("11. Top districts", &["Chagai,756", "Attock,377", "Rawalpindi,280"]),
            ("14. What the flash", &["55768"]),
            (
                "15.",
                &[
                    "Afghanistan,2025-04-01,2025-04-07,Taliban refugees ministry,,6000.0,7000.0,2025-04-01,2025-08-31,UNHCR,,554000",
                ],
            ),
            (
                "15.",
                &[
                    "Pakistan all crossings,2025-04-01,2025-11-08,UNHCR,869448,,,2023-09-15,2025-11-08,UNHCR-IOM Flash Update,1723481",
                ],
            ),
            ("24.", &["Interior ministry,Pakistan,after,3,2023-11-05,2025-04-08", "MoRR,Afghanistan,before,1,2023-10-30"]),
            ("29. How long", &["Torkham,2025-04-09,2025-04-10,2"]),
            ("34.", &["altered,Torkham,2025-04-09,end,2025-04-09,2025-04-10", "added,Angoor Adda,2025-05-27"]),
            ("17. Torkham under any", &["2023-09-17,2023-11-03,Torkham,160638", "2025-04-12,2025-04-12,Torkham,2665"]),
            ("17. Without a gazetteer", &["7"]),
            ("18. Chaman or", &["Chaman - Spin Boldak,Office B,11034", "Chaman - Spin Boldak,Office C,11311"]),
            ("17. All rows", &["20"]),
            ("19.", &["PAK,2024-09-01,2024-09-07,28148,29470,-1322", "IRN,2024-09-01,2024-09-07,43376,21169,22207"]),
            ("19.", &["PAK,2025-04-21,2025-04-27,31115,19074,12041", "IRN,2025-04-21,2025-04-27,43176,24348,18828"]),
            ("20. How", &[",0.543405,"]),
            ("20. By 13", &[",0.58228125,"]),
            ("21. How many of 800,000 cards are left, after", &["798542"]),
            ("23.", &[",,900000.0"]),
            ("26. Assisted", &["PAK,0.8838", "IRN,0.0464"]),
            ("26. The sums", &["PAK,8251,,,9335,17", "IRN,11749,,,252668,17"]),
            ("27.", &["7234,6759,8361,5632,13993"]),
            (
                "28.",
                &[
                    "2017-06-11,2017-06-17,671,",
                    "2017-06-18,2017-06-24,,",
                    "2017-06-25,2017-07-01,273,",
                    "2017-07-02,2017-07-08,,",
                ],
            ),
            ("33. By month", &["1404-01 Hamal,2025-03-21,2025-04-20,"]),
            ("36.", &["PAK,2020-01-01,2020-12-31,1438432,2020-12-31,1419084,19348,", "IRN,2022-01-01,2022-12-31,3413249,"]),
            ("36.", &["PAK,2025-01-01,2025-12-31,1158538,2025-12-31,1559964,-401426,-25.7"]),
            ("36.", &["IRN,2025-01-01,2025-12-31,758339,2025-12-31,3477082,-2718743,-78.1"]),
            ("37.", &["0.599290"]),
            ("38. Dead and missing on", &["326,,,,,,151"]),
            ("38. Dead and missing as", &[",326.0,"]),
            (
                "39. Pedestrians",
                &["2018-01-01,2018-01-31,3744556,3437954,306602,8.9", "2018-12-01,2018-12-31,4340119,4101568,238551,5.8"],
            ),
            ("39. The year", &["46660171,43040837,3619334,8.4"]),
            (
                "39. The top",
                &[
                    "San Ysidro,9435611",
                    "El Paso,7218420",
                    "Calexico,4014519",
                    "Laredo,3701135",
                    "Nogales,3422816",
                    "others,18867670",
                ],
            ),
            ("40. Displaced", &["2022-12-31,2022-12-31,6557855,2022-12-31,5894220,663635,11.2"]),
            ("40. By province", &["Kabul,2022-12-31,2022-12-31,1059573,2022-12-31,755246,304327"]),
            ("40. By province", &["Hirat,2022-12-31,2022-12-31,1176981,2022-12-31,989696,187285"]),
            ("40. By province", &["Hilmand,2022-12-31,2022-12-31,350428,2022-12-31,496546,-146118"]),
            ("40. By province", &["Zabul,2022-12-31,2022-12-31,166110,2022-12-31,232927,-66817"]),
        ],
    );
    let answers = answers("examples/questions/questions.dlq");
    let provinces = &answers.iter().find(|(comment, _)| comment.starts_with("40. By province")).unwrap().1;
    let people = provinces.lines().skip(1).map(|row| row.split(',').nth(3).unwrap().parse::<u64>().unwrap());
    assert_eq!((provinces.lines().count() - 1, people.sum::<u64>()), (34, 6_557_855));
}

#[test]
fn questions_as_of_a_day_have_their_figures() {
    hold(
        "examples/questions/as_of.dlq",
        &[
            ("18. One", &["Chaman - Spin Boldak,Office A,6513", "Chaman - Spin Boldak,Office B,9883", "Torkham,Office A,13496"]),
            ("18. Office A", &["Chaman - Spin Boldak,11041", "Torkham,13496"]),
            ("22.", &["PoR,1300000,,,2025-06-30,83"]),
            ("Line 4.", &[",632000.0,,2024-06-15"]),
            ("The daily", &["Chaman - Spin Boldak,Office A,3100", "Chaman - Spin Boldak,Office B,3118", "Torkham,Office A,4589"]),
        ],
    );
}

#[test]
fn questions_to_date_have_their_figures() {
    hold(
        "examples/questions/to_date.dlq",
        &[
            ("22.", &["PoR,1300000,,,2025-06-30,83"]),
            ("32. The month", &["2025-04-01,2025-04-08,14988,14988.0,,16433,16433.0,,-1445"]),
        ],
    );
}
