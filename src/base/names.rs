//! Matching of names: folding of case and separators, and the nearest names to a misspelt one.

use super::letters::letters;

/// A name with case, spaces, hyphens and underscores taken out: `Total Dead` and `total_dead` fold alike.
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_' | '\u{feff}')).flat_map(char::to_lowercase).collect()
}

/// What the names of columns start with that no query can name: they are worked out from others and carried along.
pub const HIDDEN: char = '\u{1}';

/// The hidden column of the lowest value of a bounded column.
pub fn low_of(name: &str) -> String {
    format!("{HIDDEN}low of {name}")
}

/// The hidden column of the highest value of a bounded column.
pub fn high_of(name: &str) -> String {
    format!("{HIDDEN}high of {name}")
}

/// The hidden column that says whether a value of a bounded column is near rather than exact.
pub fn about_of(name: &str) -> String {
    format!("{HIDDEN}about {name}")
}

/// The hidden columns beside a bounded column: of the lowest and the highest value, and whether it is near.
pub fn bounds_of(name: &str) -> [String; 3] {
    [low_of(name), high_of(name), about_of(name)]
}

/// The hidden column that says which cells of a column are not shown, and why.
pub fn mark_of(name: &str) -> String {
    format!("{HIDDEN}mark of {name}")
}

/// Whether a column is one that no query can name.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with(HIDDEN)
}

/// What a name stands for among candidates.
#[derive(Debug, PartialEq, Eq)]
pub enum Match {
    /// The candidate at this position.
    One(usize),
    /// Several candidates fold alike.
    Several(Vec<usize>),
    /// None.
    None,
}

/// Finds a name: exactly, else the only candidate that folds alike.
pub fn find<'a>(name: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Match {
    if let Some(exact) = candidates.clone().position(|candidate| candidate == name) {
        return Match::One(exact);
    }
    let wanted = fold(name);
    let found: Vec<usize> = candidates.enumerate().filter(|(_, c)| fold(c) == wanted).map(|(i, _)| i).collect();
    match found.as_slice() {
        [] => Match::None,
        [one] => Match::One(*one),
        _ => Match::Several(found),
    }
}

/// The candidates nearest to a misspelt name, best first, at most three; equal distances in order of the alphabet.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = fold(name);
    let limit = match wanted.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    let mut scored: Vec<(usize, &str)> = candidates
        .filter_map(|candidate| {
            let folded = fold(candidate);
            let distance = strsim::damerau_levenshtein(&wanted, &folded);
            let contained = wanted.chars().count() >= 3 && (folded.contains(&wanted) || wanted.contains(&folded));
            match (distance <= limit, contained && folded.chars().count() >= 3) {
                (true, _) => Some((distance, candidate)),
                (false, true) => Some((limit + 1, candidate)),
                _ => None,
            }
        })
        .collect();
    scored.sort();
    scored.dedup();
    scored.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// "did you mean …?" for the nearest candidates, if there are any.
pub fn did_you_mean<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let near = nearest(name, candidates);
    (!near.is_empty()).then(|| format!("did you mean {}?", one_of(&near.iter().map(|n| quote(n)).collect::<Vec<_>>())))
}

/// Whether two texts are nearly the same: case, accents, blanks and punctuation do not count, nor a small slip for every four letters.
pub fn resemble(a: &str, b: &str) -> bool {
    let (a, b) = (letters(a), letters(b));
    let longest = a.chars().count().max(b.chars().count());
    a == b || strsim::damerau_levenshtein(&a, &b) <= (longest / 4).min(3)
}

/// Whether a text fits a pattern in which `*` stands for anything.
pub fn wild(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => match text.strip_prefix(head) {
            None => false,
            Some(rest) => (0..=rest.len()).filter(|i| rest.is_char_boundary(*i)).any(|i| wild(tail, &rest[i..])),
        },
    }
}

/// A name as it is written in a message: in backticks; of a very long one the start and the end.
pub fn quote(name: &str) -> String {
    const LONGEST: usize = 160;
    const END: usize = 40;
    let Some(start) = cut(name, LONGEST) else { return format!("`{name}`") };
    let end = name.char_indices().rev().nth(END - 1).map_or(name, |(at, _)| &name[at..]);
    format!("`{}…{end}`", cut(start, LONGEST - END).unwrap_or(start))
}

/// The start of a text of more than so many characters.
fn cut(text: &str, most: usize) -> Option<&str> {
    text.char_indices().nth(most).map(|(end, _)| &text[..end])
}

/// The start of a text as a message shows it, with a sign where it goes on.
pub fn start_of(text: &str, most: usize) -> String {
    cut(text, most).map_or_else(|| text.to_string(), |start| format!("{start}…"))
}

/// `a`, `b` and 3 more.
pub fn first_of(items: &[&str], most: usize) -> String {
    match items.len().checked_sub(most) {
        Some(more) if more > 0 => format!("{} and {more} more", items[..most].join(", ")),
        _ => all_of(&items.iter().map(|item| item.to_string()).collect::<Vec<_>>()),
    }
}

/// `a`, `b` or `c`.
pub fn one_of(items: &[String]) -> String {
    join(items, "or")
}

/// `a`, `b` and `c`.
pub fn all_of(items: &[String]) -> String {
    join(items, "and")
}

fn join(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} {word} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_and_exact_wins() {
        let names = ["Number Dead", "number_dead", "Date"];
        assert_eq!(find("date", names.iter().copied()), Match::One(2));
        assert_eq!(find("number_dead", names.iter().copied()), Match::One(1));
        assert_eq!(find("numberdead", names.iter().copied()), Match::Several(vec![0, 1]));
        assert_eq!(find("dead", names.iter().copied()), Match::None);
    }

    #[test]
    fn long_names_are_shown_by_both_ends() {
        let name = |length: usize| "تورخم-".chars().cycle().take(length).collect::<String>();
        assert_eq!(quote(&name(160)), format!("`{}`", name(160)));
        let cut = quote(&name(5000));
        assert_eq!(cut.chars().count(), 163);
        assert!(cut.starts_with(&format!("`{}…", name(120))) && cut.ends_with("تو`"), "{cut}");
        assert_eq!((start_of("abc", 3), start_of("abcd", 3)), ("abc".to_string(), "abc…".to_string()));
    }

    #[test]
    fn stars_stand_for_anything() {
        assert!(wild("adm*", "adm1") && wild("*", "x") && wild("a*c", "abc") && wild("*name", "adm1name"));
        assert!(!wild("adm*", "xadm") && !wild("a*c", "abd"));
    }

    #[test]
    fn nearest_is_ordered_and_strict() {
        assert_eq!(nearest("persns", ["persons", "person", "place"].into_iter()), ["persons", "person"]);
        assert!(nearest("x", ["persons"].into_iter()).is_empty());
    }
}
