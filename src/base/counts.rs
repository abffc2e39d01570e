//! Counts in words: thousands grouped, with their noun.

/// `1,432,000`.
pub fn grouped(number: impl std::fmt::Display) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let mut out = String::with_capacity(text.len() + text.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}")
}

/// A count with its noun: `1 row`, `1,432 rows`.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number in a sentence: grouped, with one decimal where it is not whole.
pub fn amount(x: f64) -> String {
    let rounded = (x * 10.0).round() / 10.0;
    let whole = grouped(format!("{:.0}", rounded.trunc()));
    if rounded.fract() == 0.0 { whole } else { format!("{whole}{}", &format!("{:.1}", rounded.abs().fract())[1..]) }
}
