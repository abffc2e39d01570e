//! Five steps through the language, typed along on the example tables.

use crate::syntax;

/// One step: what it is about, and what is to be typed.
struct Step {
    about: &'static str,
    query: &'static str,
}

const STEPS: [Step; 5] = [
    Step {
        about: "A query is a table, then clauses from left to right, each on the result of the one before.\n\
                Below an answer stands what it rests on. Tab ends a word for you, and shows what may come next.",
        query: "crossings take 3",
    },
    Step {
        about: "`where` keeps rows, `sum` adds a column up, `by` says for each of what. Tab behind `=` offers the values.\n\
                `≥` says that some of the rows are not known: the sum is at least that.",
        query: "crossings where border = \"Torkham\" sum persons by direction",
    },
    Step {
        about: "A date stands for all of its days: `during 2025-04` is April, its last day included.\n\
                A mean per day runs over the days of the window, not over rows.",
        query: "crossings during 2025-04 mean persons per day by border",
    },
    Step {
        about: "`every week` gives one row for each week, whether it has reports or not; `plot` draws them.\n\
                What is not known is a gap, never a zero.",
        query: "crossings sum persons by border every week plot heat",
    },
    Step {
        about: "`_` is the last answer: you can go on from it. Names for tables come with `let`.\n\
                Here are the weeks with the most people.",
        query: "_ sort persons desc take 3",
    },
];

const END: &str = "\
That was the tour. `\\help` lists all clauses and functions, `\\help where` explains one,
`\\save tour.dlq` writes what you asked as a script, and Ctrl-D leaves.";

/// A tour under way.
#[derive(Debug, Default)]
pub struct Tour {
    step: usize,
}

impl Tour {
    /// The step that waits, in words.
    pub fn text(&self) -> String {
        match STEPS.get(self.step) {
            Some(step) => format!("{} of {}. {}\nType:  {}", self.step + 1, STEPS.len(), step.about, step.query),
            None => END.to_string(),
        }
    }

    /// What is said after a line that was answered, or was not; and whether the tour is over.
    pub fn after(&mut self, line: &str, answered: bool) -> (String, bool) {
        let Some(step) = STEPS.get(self.step) else { return (END.to_string(), true) };
        if answered && alike(line, step.query) {
            self.step += 1;
            return (self.text(), self.step == STEPS.len());
        }
        let rest = format!("the tour waits:  {}", step.query);
        (if answered { format!("{rest}  (`\\tour end` leaves it)") } else { format!("no harm done; {rest}") }, false)
    }
}

/// Whether two texts say the same, blanks and kinds of quotes apart.
fn alike(typed: &str, asked: &str) -> bool {
    let printed = |text: &str| syntax::parse(text).script.to_string();
    printed(typed) == printed(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_words_go_on_and_others_wait() {
        let mut tour = Tour::default();
        assert!(tour.text().starts_with("1 of 5. "));
        assert_eq!(tour.after("crossings count", true).0, "the tour waits:  crossings take 3  (`\\tour end` leaves it)");
        assert_eq!(tour.after("crosings take 3", false).0, "no harm done; the tour waits:  crossings take 3");
        assert!(tour.after(" crossings  take 3 ;", true).0.starts_with("2 of 5. "));
        let (text, over) = tour.after("crossings where border = 'Torkham' sum persons by direction", true);
        assert!(text.starts_with("3 of 5. ") && !over);
        for step in &STEPS[2..] {
            assert!(!tour.text().is_empty());
            tour.after(step.query, true);
        }
        assert_eq!(tour.text(), END);
    }
}
