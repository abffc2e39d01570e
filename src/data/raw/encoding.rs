//! Bytes to text: the encoding by its mark, else by what the bytes can be.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Bytes that are looked at for UTF-16 without a mark.
const HEAD: usize = 4096;

/// What the encoding of old Western European programs is called.
pub(in crate::data) const WINDOWS: &str = "Windows-1252 (Latin-1)";

/// The text of a file without its byte order mark, and the name of its encoding unless it is UTF-8.
pub(super) fn decode(bytes: Vec<u8>) -> (String, Option<&'static str>) {
    let encoding = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(|| without_mark(&bytes));
    if encoding.is_none_or(|encoding| encoding == UTF_8) {
        match String::from_utf8(bytes) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.remove(0);
                }
                return (text, None);
            }
            Err(error) => return with(WINDOWS_1252, error.as_bytes()),
        }
    }
    with(encoding.unwrap_or(UTF_8), &bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> (String, Option<&'static str>) {
    let (text, encoding, _) = encoding.decode(bytes);
    (text.into_owned(), Some(encoding.name()))
}

/// The name of an encoding as people know it.
pub(super) fn called(name: &str) -> &str {
    if name == WINDOWS_1252.name() { WINDOWS } else { name }
}

/// Text in the encoding that a catalog names, without its byte order mark.
pub(super) fn decode_as(bytes: &[u8], name: &str) -> Result<String, String> {
    let known = "such as `utf-8`, `utf-16le`, `windows-1252`, `windows-1256` or `iso-8859-6`";
    let encoding = Encoding::for_label(name.as_bytes())
        .ok_or_else(|| format!("its catalog gives the `encoding` `{name}`, and there is none called so; it is one {known}"))?;
    let refused =
        |looks: String| Err(format!("it is no text in {}, the `encoding` that its catalog gives{looks}", encoding.name()));
    if let Some(other) = other_than(encoding, bytes) {
        return refused(format!(": it looks like {}", called(other.name())));
    }
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    if broken { refused(String::new()) } else { Ok(text.into_owned()) }
}

/// The encoding that bytes show to be in, where a text in the given one would not show that.
fn other_than(encoding: &'static Encoding, bytes: &[u8]) -> Option<&'static Encoding> {
    let shown = Encoding::for_bom(bytes).map(|(shown, _)| shown).or_else(|| without_mark(bytes));
    let wide = |encoding: &'static Encoding| [UTF_16LE, UTF_16BE].contains(&encoding);
    match shown {
        Some(shown) => Some(shown).filter(|shown| *shown != encoding),
        // In signs of two bytes each line break, each digit and each sign between cells has a zero.
        None if wide(encoding) && !bytes.contains(&0) => {
            Some(if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 })
        }
        None => None,
    }
}

/// Whether a text that is read in an encoding of a catalog, where any byte is a letter, looks like UTF-8.
pub(super) fn looks_like_utf8(bytes: &[u8], name: &str) -> bool {
    let other = Encoding::for_label(name.as_bytes()).is_some_and(|encoding| encoding != UTF_8);
    other && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

/// Text that is UTF-8, or else Windows-1252: every byte is a letter in that.
pub(in crate::data) fn utf8_or_windows(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// UTF-16 without a mark: text of mostly Latin letters has a zero in every second byte.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD.min(bytes.len() & !1))?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if pairs > 0 && odd * 2 > pairs && even * 10 < pairs => Some(UTF_16LE),
        () if pairs > 0 && even * 2 > pairs && odd * 10 < pairs => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_and_told() {
        let wide = |text: &str, little: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        let text = "place,n\nQalʿa-e-Naw,1\nتورخم,2\n";
        let with_mark = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), None),
            (with_mark(b"\xef\xbb\xbf", text.as_bytes().to_vec()), None),
            (with_mark(b"\xff\xfe", wide(text, true)), Some("UTF-16LE")),
            (with_mark(b"\xfe\xff", wide(text, false)), Some("UTF-16BE")),
            (wide(text, true), Some("UTF-16LE")),
            (wide(text, false), Some("UTF-16BE")),
        ] {
            assert_eq!(decode(bytes), (text.to_string(), name));
        }
        assert_eq!(decode(b"caf\xe9 \x96 1".to_vec()), ("café – 1".to_string(), Some("windows-1252")));
        assert_eq!(decode(Vec::new()), (String::new(), None));
        assert_eq!(decode_as(b"\xca\xe6\xd1\xce\xe3", "windows-1256").as_deref(), Ok("تورخم"));
        let wrong = "it is no text in UTF-8, the `encoding` that its catalog gives";
        assert_eq!(decode_as(b"caf\xe9", "utf-8"), Err(wrong.to_string()));
        let looks = |bytes: &[u8], name: &str| decode_as(bytes, name).unwrap_err().rsplit(": ").next().map(str::to_string);
        assert_eq!(looks(text.as_bytes(), "utf-16le").as_deref(), Some("it looks like UTF-8"));
        assert_eq!(looks(b"caf\xe9\n", "utf-16be").as_deref(), Some("it looks like Windows-1252 (Latin-1)"));
        assert_eq!(looks(&wide(text, false), "utf-16le").as_deref(), Some("it looks like UTF-16BE"));
        assert_eq!(looks(&wide(text, true), "windows-1256").as_deref(), Some("it looks like UTF-16LE"));
        assert_eq!(looks(&with_mark(b"\xef\xbb\xbf", b"x".to_vec()), "windows-1252").as_deref(), Some("it looks like UTF-8"));
        assert_eq!(decode_as(&wide("تورخم\n", true), "utf-16le").as_deref(), Ok("تورخم\n"));
        assert!(looks_like_utf8(text.as_bytes(), "windows-1256") && !looks_like_utf8(b"\xca\xe6", "windows-1256"));
        assert!(decode_as(b"x", "ansi-1").unwrap_err().contains("there is none called so"));
    }
}
