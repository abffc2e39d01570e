//! Checks in the XML that programs for continuous integration read, after JUnit: the same run gives the same bytes.

use crate::base::Diagnostic;
use std::fmt::Write;

/// One check.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, or what is asked.
    pub title: String,
    /// Its line in its text.
    pub line: usize,
    /// What failed, and what is shown of it; nothing where it is passed.
    pub failure: Option<(String, String)>,
}

/// The checks of a script; `faults` are the errors that ended it before all were made.
pub fn xml(script: &str, cases: &[Case], faults: &[Diagnostic]) -> String {
    let failed = cases.iter().filter(|case| case.failure.is_some()).count();
    let errors: Vec<&Diagnostic> = faults.iter().filter(|fault| fault.is_error()).collect();
    let (tests, errored) = (cases.len() + usize::from(!errors.is_empty()), usize::from(!errors.is_empty()));
    let counts = format!("tests=\"{tests}\" failures=\"{failed}\" errors=\"{errored}\"");
    let script = escaped(script);
    let mut text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite name=\"{script}\" {counts}>\n");
    for case in cases {
        let head = format!(
            "<testcase name=\"{}\" classname=\"{script}\" file=\"{script}\" line=\"{}\"",
            escaped(&case.title),
            case.line
        );
        // Writing to a string cannot fail.
        let _ = match &case.failure {
            None => writeln!(text, "    {head}/>"),
            Some((message, shown)) => {
                let (message, shown) = (escaped(message), escaped(shown).replace("&#10;", "\n"));
                writeln!(text, "    {head}>\n      <failure message=\"{message}\">{shown}</failure>\n    </testcase>")
            }
        };
    }
    if !errors.is_empty() {
        let said: Vec<String> = errors.iter().map(|fault| format!("{}: {}", fault.code.text(), fault.message)).collect();
        let said = escaped(&said.join("; "));
        let _ = writeln!(
            text,
            "    <testcase name=\"{script}\" classname=\"{script}\" file=\"{script}\">\n      <error message=\"{said}\"/>\n    </testcase>"
        );
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

/// The text as XML holds it, in a value in quotes or between tags. What XML cannot hold is replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Code;

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_the_rest_escaped() {
        assert_eq!(
            escaped("a < b & \"c\" > 'd'\u{1}\u{1b}\n"),
            "a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos;\u{fffd}\u{fffd}&#10;"
        );
    }

    #[test]
    fn passed_failed_and_broken_off() {
        let case = |title: &str, failure: Option<(&str, &str)>| Case {
            title: title.into(),
            line: 3,
            failure: failure.map(|(message, shown)| (message.into(), shown.into())),
        };
        let cases = [case("rows", None), case("t expect each a < 3", Some(("not true of 1 of 2 rows", "a\n4\n")))];
        let fault = Diagnostic::error_anywhere(Code::UnknownTable, "there is no table `x`");
        insta::assert_snapshot!(xml("checks & more.dlq", &cases, &[fault]));
    }
}
