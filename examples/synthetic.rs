//! Writes the synthetic tables of `examples/data/synthetic`: invented figures with the shape of border reports, nothing real.
//!
//! `cargo run --example synthetic` writes the files; a test holds them to this program.

#[path = "synthetic/events.rs"]
mod events;

use std::fmt::Write;
use std::path::Path;

const BORDERS: [&str; 5] = ["Torkham", "Chaman", "Spin Boldak", "Ghulam Khan", "Angoor Adda"];
const STATUSES: [&str; 4] = ["undocumented", "ACC", "PoR", "ACC + undocumented"];
const PROVINCES: [&str; 8] = ["Nangarhar", "Kandahar", "Kunduz", "Kabul", "Laghman", "Baghlan", "Helmand", "Paktika"];

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

/// Daily reports of people at five crossings, March to May 2025. Some days have no report, some figures are unknown.
fn crossings() -> String {
    let mut random = Random(2025);
    let mut text = String::from("date,border,direction,status,deported,persons,families,men,women,children,province,source\n");
    for day in 0..92u64 {
        let (month, day_of_month) = [(3, 31), (4, 30), (5, 31)]
            .iter()
            .scan(0, |before, (month, days)| {
                let first = *before;
                *before += days;
                Some((*month, first, *days))
            })
            .find(|(_, first, days)| day < first + days)
            .map_or((5, 31), |(month, first, _)| (month, day - first + 1));
        for border in BORDERS {
            // A crossing that is closed or silent for a day has no row at all.
            if random.below(12) == 0 {
                continue;
            }
            for _ in 0..1 + random.below(3) {
                let (men, women, children) = (random.below(120), random.below(100), random.below(200));
                let persons = men + women + children;
                let known = random.below(25) != 0;
                let shown = |n: u64| if known { n.to_string() } else { String::new() };
                let deported = random.below(4) == 0;
                let direction = if random.below(10) == 0 { "out" } else { "in" };
                let source = if matches!(border, "Torkham" | "Ghulam Khan") { "Office A" } else { "Office B" };
                let _ = writeln!(
                    text,
                    "2025-{month:02}-{day_of_month:02},{border},{direction},{},{deported},{},{},{},{},{},{},{source}",
                    random.one(&STATUSES),
                    shown(persons),
                    shown(persons / 6 + 1),
                    shown(men),
                    shown(women),
                    shown(children),
                    random.one(&PROVINCES),
                );
            }
        }
    }
    text
}

/// One crossing with two names, counted by the offices on its two sides, and another one; an agency tells one day of both together.
fn gates() -> String {
    let mut random = Random(1404);
    let mut text = String::from("date,border,direction,persons,source\n");
    for day in 1..=30 {
        let (chaman, torkham) = (200 + random.below(300), 300 + random.below(500));
        let counts = [("Chaman", chaman, "B"), ("Spin Boldak", chaman + random.below(20), "C"), ("Turkham", torkham, "A")];
        for (border, persons, office) in counts {
            let _ = writeln!(text, "2025-04-{day:02},{border},in,{persons},Office {office}");
        }
        if day == 10 {
            let _ = writeln!(text, "2025-04-10,Torkham + Chaman,in,{},Agency D", chaman + torkham);
        }
    }
    text
}

/// Daily totals of arrivals in April 2025. Two offices count at one crossing, one of them until the 20th; some totals are revised later.
fn offices() -> String {
    let mut random = Random(4);
    let mut text = String::from("date,border,persons,source,reported\n");
    for day in 1..=30u64 {
        let chaman = 200 + random.below(300);
        let reports = [("Torkham", 300 + random.below(500), "Office A"), ("Chaman - Spin Boldak", chaman, "Office A")];
        // The other office counts at the same gate, and not quite the same people.
        let other = ("Chaman - Spin Boldak", chaman + random.below(21) - 10, "Office B");
        for (border, persons, source) in reports.into_iter().take(if day <= 20 { 2 } else { 1 }).chain([other]) {
            if random.below(10) == 0 {
                continue;
            }
            let mut row = |persons: u64, later: u64| {
                let (month, day_of_report) = if day + later > 30 { (5, day + later - 30) } else { (4, day + later) };
                let _ = writeln!(text, "2025-04-{day:02},{border},{persons},{source},2025-{month:02}-{day_of_report:02}");
            };
            row(persons, 1);
            if random.below(6) == 0 {
                row(persons + 5 + random.below(40), 4);
            }
        }
    }
    text
}

/// The tables, by file name.
pub fn tables() -> Vec<(&'static str, String)> {
    vec![
        ("crossings.csv", crossings()),
        ("offices.csv", offices()),
        ("statements.csv", events::statements()),
        ("reports.csv", events::reports()),
        ("arrests.csv", events::arrests()),
        ("permits.csv", events::permits()),
        ("closures.csv", events::closures()),
        ("incidents.csv", events::incidents()),
        ("gates.csv", gates()),
    ]
}

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/synthetic");
    std::fs::create_dir_all(&folder)?;
    for (name, text) in tables() {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
