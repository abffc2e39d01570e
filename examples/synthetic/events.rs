//! Invented events with the shape of statements, reports of abuse, arrests, permits, closures and incidents along a border.
//!
//! Actors and places have real names, so that the tables read like those of an office; what is said of them is invented.

use super::Random;
use std::fmt::Write;

/// Who speaks, for which side, of whom, where and about what.
const STATEMENTS: [[&str; 8]; 16] = [
    [
        "2023-09-26",
        "Interior ministry",
        "Pakistan",
        "Afghans without papers",
        "press conference",
        "announcement",
        "Islamabad",
        "a plan",
    ],
    [
        "2023-10-03",
        "Interior ministry",
        "Pakistan",
        "Afghans without papers",
        "press conference",
        "announcement",
        "Islamabad",
        "a deadline",
    ],
    ["2023-10-04", "Taliban government", "Afghanistan", "Pakistan", "X", "accusation", "Kabul", "the deadline"],
    ["2023-10-30", "MoRR", "Afghanistan", "Pakistan", "press conference", "appeal", "Kabul", "more time"],
    ["2023-11-02", "Taliban government", "Afghanistan", "Pakistan", "X", "accusation", "Kabul", "violence at the border"],
    [
        "2023-11-05",
        "Interior ministry",
        "Pakistan",
        "Taliban government",
        "press conference",
        "denial",
        "Islamabad",
        "the procedure",
    ],
    [
        "2025-03-07",
        "Interior ministry",
        "Pakistan",
        "holders of cards",
        "press conference",
        "announcement",
        "Islamabad",
        "the cards",
    ],
    ["2025-04-01", "Lawyer", "lawyer", "police", "interview", "accusation", "Karachi", "arrests at random"],
    ["2025-04-03", "MoRR", "Afghanistan", "Pakistan", "press conference", "appeal", "Kabul", "a joint agreement"],
    ["2025-04-05", "Activists", "rights groups", "police", "interview", "accusation", "Rawalpindi", "months of harassment"],
    ["2025-04-07", "Lawyer", "lawyer", "police", "interview", "accusation", "Karachi", "families apart"],
    ["2025-04-08", "Taliban government", "Afghanistan", "Pakistan", "X", "accusation", "Kabul", "expulsion with violence"],
    ["2025-04-08", "MoRR", "Afghanistan", "Pakistan", "X", "appeal", "Kabul", "belongings and household goods"],
    ["2025-04-08", "MoRR", "Afghanistan", "Pakistan", "X", "accusation", "Kabul", "violence and loss of belongings"],
    ["2025-04-08", "Interior ministry", "Pakistan", "police", "agency", "instruction", "Torkham", "no harassment"],
    [
        "2025-04-09",
        "UN office",
        "United Nations",
        "both governments",
        "press conference",
        "appeal",
        "Islamabad",
        "dignity of returns",
    ],
];

/// Statements of officials and others, September 2023 to April 2025.
pub fn statements() -> String {
    let mut text = String::from("date,actor,side,target,channel,kind,place,text,source,url\n");
    for (number, [date, actor, side, target, channel, kind, place, about]) in STATEMENTS.iter().enumerate() {
        let source = ["Agency A", "Agency B"][number % 2];
        let _ = writeln!(
            text,
            "{date},{actor},{side},{target},{channel},{kind},{place},invented words about {about},{source},https://example.org/statements/{}",
            number + 1,
        );
    }
    text
}

/// Reports of abuse, January to April 2025: some of a day, some of weeks or months; several may be of one case.
pub fn reports() -> String {
    let mut random = Random(7);
    let mut text = String::from("start,end,place,kind,actor,case,source,testimony\n");
    let kinds = ["harassment", "extortion", "loss of belongings", "papers destroyed", "forced removal"];
    let places = ["Torkham", "Chaman", "Karachi", "Rawalpindi", "Islamabad"];
    let mut row = |start: (u64, u64), end: (u64, u64), place: &str, kind: &str, actor: &str, case: u64, source: &str| {
        let ((a, b), (c, d)) = (start, end);
        let _ = writeln!(
            text,
            "2025-{a:02}-{b:02},2025-{c:02}-{d:02},{place},{kind},{actor},C{case:02},{source},an invented testimony"
        );
    };
    row((4, 7), (4, 7), "Torkham", "papers destroyed", "border officials", 1, "Office A");
    row((4, 7), (4, 7), "Torkham", "loss of belongings", "border officials", 1, "Office A");
    row((4, 8), (4, 8), "Torkham", "forced removal", "police", 2, "Agency B");
    for case in 3..45 {
        let month = 1 + random.below(4);
        let day = 1 + random.below(27);
        // A third of the reports are about more than a day, and some of those about months.
        let (until_month, until_day) = match random.below(6) {
            0 => ((month + 1 + random.below(2)).min(5), day),
            1 => (month, (day + random.below(12)).min(28)),
            _ => (month, day),
        };
        let (place, kind) = (random.one(&places), random.one(&kinds));
        let actor = if random.below(3) == 0 { "police" } else { "security forces" };
        row((month, day), (until_month, until_day), place, kind, actor, case, random.one(&["Office A", "Office B"]));
    }
    text
}

/// Arrests by day and district in two weeks of autumn 2025; one district stands under three spellings.
pub fn arrests() -> String {
    let mut random = Random(11);
    let mut text = String::from("date,city,district,province,status,persons,source\n");
    let places = [
        ("Dalbandin", "Chagai", "Balochistan"),
        ("Dalbandin", "Chaghi", "Balochistan"),
        ("Taftan", "Chagi", "Balochistan"),
        ("Attock", "Attock", "Punjab"),
        ("Quetta", "Quetta", "Balochistan"),
        ("Karachi", "Karachi South", "Sindh"),
        ("Rawalpindi", "Rawalpindi", "Punjab"),
    ];
    for day in 0..14 {
        let date = if day < 6 { format!("2025-10-{}", 26 + day) } else { format!("2025-11-{:02}", day - 5) };
        for (city, district, province) in places {
            if random.below(4) == 0 {
                continue;
            }
            let status = random.one(&["undocumented", "ACC", "PoR"]);
            let _ = writeln!(text, "{date},{city},{district},{province},{status},{},Office A", 5 + random.below(90));
        }
    }
    text
}

/// Cards and permits: announced, in effect, valid until a day, with bounds where a count is not exact.
pub fn permits() -> String {
    let rows = [
        "ACC,announced,2025-03-07,,,800000,,,Agency A",
        "ACC,effective,2025-04-01,,,800000,,,Agency B",
        "PoR,valid,2025-04-08,2024-07-01,2025-06-30,1300000,1290000,1310000,Office A",
        "visa,valid,2025-04-08,2025-01-01,2025-05-15,,20000,45000,Office A",
    ];
    format!("kind,event,date,valid_from,valid_until,cards,cards_low,cards_high,source\n{}\n", rows.join("\n"))
}

/// Spans of days on which a crossing was closed; the daily figures have no row on them.
pub fn closures() -> String {
    let rows = ["Torkham,2025-04-09,2025-04-10", "Spin Boldak,2025-04-01,2025-04-02", "Angoor Adda,2025-05-27,2025-05-28"];
    format!("border,start,end\n{}\n", rows.join("\n"))
}

/// Incidents along the border by month and district, August 2020 to August 2022: about twice as many in the second year.
pub fn incidents() -> String {
    let mut random = Random(13);
    let mut text = String::from("date,district,events,killed\n");
    for month in 0..25u64 {
        let (year, of_year) = (2020 + (7 + month) / 12, (7 + month) % 12 + 1);
        for district in ["Bajaur", "Khyber", "North Waziristan"] {
            for _ in 0..1 + random.below(3) {
                let events = 1 + random.below(if month < 12 { 4 } else { 8 });
                let _ = writeln!(
                    text,
                    "{year}-{of_year:02}-{:02},{district},{events},{}",
                    1 + random.below(28),
                    random.below(events + 2)
                );
            }
        }
    }
    text
}
