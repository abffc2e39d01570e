//! Whatever the text, the parser comes back: without panic, in time, with spans that fit.

use crate::random::Random;
use dateline::base::Span;
use dateline::syntax::{keywords, parse, parse_expression, tokenize};
use std::time::{Duration, Instant};

const QUERIES: &[&str] = &[
    "crossings where border = \"Torkham\" since 2025-04-01",
    "crossings\n  where status in (\"ACC\", 'undocumented') and not deported -- a comment\n  during 2025-04\n  sum persons, count by border\n  sort persons desc",
    "t sum persons if deported / sum persons as share, percentile 90% x, count distinct `a b` by top 5 ولایت as p",
    "let big = crossings where persons > 1_600_000;\n\nlet d = 2023-11-01/..; = $d - 3 days",
    "\"a.csv\" show adm*, #affected+f as n drop * unique a.b describe",
    "t on sunday, monday last 7 days since 14 days before deadline after 2025-W15 dated by reported",
    "t derive a = if x matches /^A\\/b/i then -1.5e3 else lower(“é”) top 3 a between 1 and 2 in each b",
];

/// Every span of a tree, found in its debug form.
fn spans(tree: &str) -> impl Iterator<Item = Span> {
    tree.split("Span { start: ").skip(1).filter_map(|after| {
        let (start, end) = after.split_once(" }")?.0.split_once(", end: ")?;
        Some(Span { start: start.parse().ok()?, end: end.parse().ok()? })
    })
}

/// Reads a text and checks what comes back.
fn read(text: &str) {
    let fits = |span: Span| {
        let range = span.range();
        assert!(range.start <= range.end && text.get(range.clone()).is_some(), "{range:?} does not fit {text:?}");
    };
    let tokens = tokenize(text);
    tokens.iter().for_each(|token| fits(token.span));
    assert!(tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{text:?}");
    let parsed = parse(text);
    parsed.diagnostics.iter().flat_map(|d| &d.labels).for_each(|label| fits(label.span));
    spans(&format!("{:?}", parsed.script)).for_each(fits);
    drop(parsed.script.to_string());
    drop(parse_expression(text));
}

#[test]
fn random_characters_are_read() {
    const ALPHABET: &[&str] =
        &["a", "1", " ", "\n", "(", ")", ",", "-", "/", ".", "\"", "`", "#", "$", "é", "“", "\u{feff}", "%", "*", "٣"];
    let mut random = Random(3);
    for _ in 0..2_000 {
        let length = random.below(60);
        let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        read(&String::from_utf8_lossy(&bytes));
        read(&(0..length).map(|_| random.pick(ALPHABET)).collect::<String>());
    }
}

#[test]
fn random_tokens_are_read() {
    const SIGNS: &[&str] =
        &["(", ")", ",", "-", "/", "=", "<", "*", "+", ".", ";", "\n\n", "x", "7", "2025-04", "$v", "`q`", "\"t\"", "#a", "day"];
    let mut random = Random(4);
    for _ in 0..2_000 {
        let mut text = String::from("t ");
        for _ in 0..random.below(40) {
            let word = keywords::ALL[random.below(keywords::ALL.len())].text();
            text.push_str(if random.chance(50) { word } else { random.pick(SIGNS) });
            text.push_str(if random.chance(90) { " " } else { "" });
        }
        read(&text);
    }
}

#[test]
fn damaged_queries_are_read() {
    let mut random = Random(5);
    for _ in 0..4_000 {
        let mut chars: Vec<char> = random.pick(QUERIES).chars().collect();
        for _ in 0..=random.below(4) {
            let (at, other) = (random.below(chars.len()), random.below(chars.len()));
            match random.below(4) {
                0 if chars.len() > 1 => drop(chars.remove(at)),
                1 => chars.insert(at, chars[other]),
                2 => chars.swap(at, other),
                _ => chars.truncate(at + 1),
            }
        }
        read(&chars.into_iter().collect::<String>());
    }
}

/// Every way to nest, as what opens a level, what stands inside and what closes it.
const NESTS: &[(&str, &str, &str, &str)] = &[
    ("t where ", "(", "a", ")"),
    ("t where ", "not ", "a", ""),
    ("t where ", "-", "a", ""),
    ("t where ", "f(", "a", ")"),
    ("t where ", "a in (", "a", ")"),
    ("t where ", "if a then ", "a", " else a"),
    ("t since ", "1 day before ", "a", ""),
    ("t sum a, ", "-", "b", ""),
    ("t count / ", "(", "sum a", ")"),
    ("t sum a, ", "(", "sum a", ")"),
    ("t sum a if ", "(", "a", ")"),
];

fn nested((before, open, inside, close): (&str, &str, &str, &str), levels: usize) -> String {
    format!("{before}{}{inside}{}", open.repeat(levels), close.repeat(levels))
}

/// Runs on a thread with the smallest stack in use, 2 MiB.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread starts");
    thread.join().expect("the thread comes back");
}

#[test]
fn nesting_has_a_limit_that_the_stack_holds() {
    on_small_stack(|| {
        for nest in NESTS {
            for levels in [30, 60, 64, 65, 100, 5_000] {
                read(&nested(*nest, levels));
            }
            assert!(!parse(&nested(*nest, 30)).failed(), "{}", nested(*nest, 30));
            assert!(parse(&nested(*nest, 100)).failed(), "{}", nested(*nest, 100));
        }
    });
}

#[test]
fn long_chains_and_lists_are_held_by_the_stack() {
    const LINKS: &[(&str, &str, &str)] = &[
        ("t where a", " or a", ""),
        ("t where a", " + 1", " > 0"),
        ("t where a", " / a", ""),
        ("t where f(a", ", a", ")"),
        ("t sum a", ", b", ""),
        ("t sum a", " + sum b", ""),
        ("t", " take 1", ""),
        ("t", "; t", ""),
        ("", "(", ""),
        ("", "\"", ""),
    ];
    on_small_stack(|| {
        for (before, link, after) in LINKS {
            read(&format!("{before}{}{after}", link.repeat(20_000)));
        }
    });
}

#[test]
fn depth_costs_no_time() {
    for nest in NESTS {
        let start = Instant::now();
        read(&nested(*nest, 60));
        assert!(start.elapsed() < Duration::from_secs(1), "{}", nested(*nest, 60));
    }
}
