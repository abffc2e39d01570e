//! Texts that a spreadsheet would run as a formula: how delimited files hold them so that none is run.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is run or loses its text when a file is opened
//! (OWASP, CSV Injection). Such a text is written behind an apostrophe, which spreadsheets take for the sign of a text, and read
//! back without it.

/// The sign of a text.
const SIGN: char = '\'';

/// Whether a spreadsheet would run the text. Numbers with a sign are what they look like.
fn is_run(text: &str) -> bool {
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => text.len() > 1 && text.parse::<f64>().is_err(),
        _ => false,
    }
}

/// The text as a delimited file holds it, where that is not the text itself.
pub fn guarded(text: &str) -> Option<String> {
    // What already looks guarded gets a second sign, so that it reads back as it is.
    (is_run(text) || unguarded(text).is_some()).then(|| format!("{SIGN}{text}"))
}

/// The text that a cell of a delimited file stands for, where that is not the cell itself.
pub fn unguarded(cell: &str) -> Option<&str> {
    let inner = cell.strip_prefix(SIGN)?;
    (is_run(inner) || unguarded(inner).is_some()).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_run_is_guarded_and_read_back() {
        for text in ["=1+2", "@SUM(A1)", "+92 300", "-cmd|' /C calc'!A0", "\tx", "'=1", "''=1"] {
            let cell = guarded(text).unwrap();
            assert_eq!((cell.as_str(), unguarded(&cell)), (format!("'{text}").as_str(), Some(text)));
        }
        for text in ["", "-", "+", "-5", "+1.5e3", "'quoted'", "'", "a=1", "Qala-e-Naw"] {
            assert_eq!((guarded(text), unguarded(text)), (None, None), "{text}");
        }
    }
}
