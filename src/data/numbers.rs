//! Numbers as files write them. Codes such as `007`, `+5` or `12E4` are not numbers.

/// A whole number without leading zeros.
pub(super) fn whole(text: &str) -> Option<i64> {
    is_plain(unsigned(text)).then(|| text.parse().ok()).flatten()
}

/// A real number. Whole ones only while they are exact.
pub(super) fn real(text: &str) -> Option<f64> {
    const EXACT: u64 = 1 << 53;
    let unsigned = unsigned(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
    let Some((before, after)) = mantissa.split_once('.') else {
        let exact = is_plain(mantissa) && mantissa.parse::<u64>().is_ok_and(|n| n <= EXACT);
        return (exact && (mantissa.len() == unsigned.len() || is_signed(exponent))).then(|| text.parse().ok()).flatten();
    };
    let whole = before.is_empty() && !after.is_empty() || is_plain(before);
    let sound = whole && is_digits(after) && (mantissa.len() == unsigned.len() || is_exponent(exponent));
    sound.then(|| text.parse().ok()).flatten().filter(|x: &f64| x.is_finite())
}

/// True or false, in any case.
pub(super) fn truth(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

/// A number without its minus. Bytes, not characters: this runs for every cell of a large file.
fn unsigned(text: &str) -> &str {
    if text.as_bytes().first() == Some(&b'-') { &text[1..] } else { text }
}

/// Digits without a leading zero.
pub(super) fn is_plain(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'0'] | [b'1'..=b'9', ..]) && is_digits(digits)
}

pub(super) fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_exponent(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && is_digits(digits)
}

/// `1e+06` is a number that a program wrote; `1E6` may be a code.
fn is_signed(exponent: &str) -> bool {
    exponent.starts_with(['-', '+']) && is_exponent(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_no_numbers() {
        assert_eq!(["0", "-5", "120"].map(whole), [Some(0), Some(-5), Some(120)]);
        for text in ["", "-", "+5", "007", "1.0", "1 2", "99999999999999999999", "٣"] {
            assert_eq!(whole(text), None, "{text}");
        }
        assert_eq!(
            ["1.5", ".5", "5.", "-0.25", "1e-05", "1.5E3", "7"].map(real),
            [1.5, 0.5, 5.0, -0.25, 1e-5, 1500.0, 7.0].map(Some)
        );
        for text in ["", ".", "12E4", "00.5", "inf", "NaN", "1.2.3", "9007199254740993", "1,5", "1.0e", "1e400", "1.0e400"] {
            assert_eq!(real(text), None, "{text}");
        }
    }
}
