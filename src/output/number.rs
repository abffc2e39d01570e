//! Numbers as people read them: thousands grouped, no more digits than mean something.

use crate::base::counts::grouped;

/// A real number with six digits that count, and at least two decimals where there are any: `41,210.33`, `0.123457`. Very large
/// and very small numbers have an exponent.
pub fn real(x: f64) -> String {
    let size = x.abs();
    if x == 0.0 || !x.is_finite() {
        return if x == 0.0 { "0".into() } else { x.to_string() };
    }
    if !(1e-6..1e15).contains(&size) {
        let text = format!("{x:.5e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{exponent}", without_zeros(digits));
    }
    let magnitude = size.log10().floor() as i32;
    let decimals = (5 - magnitude).max(2) as usize;
    let text = format!("{x:.decimals$}");
    let (whole, fraction) = without_zeros(&text).split_once('.').unwrap_or((without_zeros(&text), ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", grouped(whole))
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let shown = [0, 999, 1000, -1000, -999, 1_432_000, i64::MIN].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "-1,000", "-999", "1,432,000", "-9,223,372,036,854,775,808"]);
    }

    #[test]
    fn reals_have_the_digits_that_mean_something() {
        let shown = |x: f64| real(x);
        assert_eq!([1.0, -1.5, 0.1 + 0.2, 1.0 / 3.0].map(shown), ["1", "-1.5", "0.3", "0.333333"]);
        assert_eq!([41210.0 + 1.0 / 3.0, 1_234_567.25, 1e14].map(shown), ["41,210.33", "1,234,567.25", "100,000,000,000,000"]);
        assert_eq!([0.000123456789, 1e-7, 1.23456789e20, -2e300].map(shown), ["0.000123457", "1e-7", "1.23457e20", "-2e300"]);
        assert_eq!([0.0, -0.0, f64::INFINITY, 999.9999999].map(shown), ["0", "0", "inf", "1,000"]);
    }
}
