//! Archives: a gzip file, a zip file with one member, or the member that is named.

use super::words;
use crate::base::names::{all_of, did_you_mean, quote};
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most bytes that are unpacked into memory.
const MOST: u64 = 8 << 30;

/// The bytes of a gzip file.
pub(super) fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    whole(MultiGzDecoder::new(bytes))
}

/// The name and the bytes of the one member, or of the named one; what stands behind a second `#` is the member's own part.
pub(super) fn member(bytes: Vec<u8>, part: Option<&str>) -> Result<(String, Vec<u8>, Option<String>), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let (wanted, inner) = match part.map(|part| part.split_once('#').unwrap_or((part, ""))) {
        Some((member, inner)) => (Some(member), Some(inner).filter(|inner| !inner.is_empty())),
        None => (None, None),
    };
    let names: Vec<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).filter(|name| is_data(name)).collect();
    let chosen = match (wanted, names.as_slice()) {
        (Some(wanted), _) if names.iter().any(|name| name == wanted) => wanted.to_string(),
        (None, [only]) => only.clone(),
        // The one member of a workbook's archive may not be named, its sheet may.
        (Some(_), [only]) => return unpacked(&mut archive, only, part),
        (Some(wanted), _) => {
            let near = did_you_mean(wanted, names.iter().map(String::as_str)).map_or(String::new(), |near| format!(": {near}"));
            return Err(format!("it has no member {}{near}", quote(wanted)));
        }
        (None, []) => return Err("there is no file in it".into()),
        (None, several) => {
            let list: Vec<String> = several.iter().take(12).map(|name| quote(name)).collect();
            return Err(format!("it holds {} files, {}; name one behind `#`", several.len(), all_of(&list)));
        }
    };
    unpacked(&mut archive, &chosen, inner)
}

fn unpacked(
    archive: &mut ZipArchive<Cursor<Vec<u8>>>,
    name: &str,
    part: Option<&str>,
) -> Result<(String, Vec<u8>, Option<String>), String> {
    let file = archive.by_name(name).map_err(|error| fault(&error))?;
    Ok((name.to_string(), whole(file)?, part.map(str::to_string)))
}

/// Whether a member is a file that someone put there, rather than a folder or what a system leaves behind.
fn is_data(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX/")
}

fn whole(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = reader.take(MOST).read_to_end(&mut bytes).map_err(|error| words(&error))?;
    if read as u64 == MOST { Err("unpacked it has more than 8 GiB".into()) } else { Ok(bytes) }
}

fn fault(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => words(error),
        ZipError::UnsupportedArchive(why) if why.contains("assword") => "it is protected by a password".into(),
        ZipError::InvalidPassword => "it is protected by a password".into(),
        ZipError::UnsupportedArchive(_) => "it is packed in a way that cannot be read".into(),
        _ => "it is no zip archive, or it is damaged".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(members: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in members {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn one_member_is_taken_and_of_several_the_named_one() {
        let one = packed(&[("a/data.csv", "x\n1\n"), ("__MACOSX/._data.csv", "?"), (".DS_Store", "?")]);
        assert_eq!(member(one, None).unwrap(), ("a/data.csv".into(), b"x\n1\n".to_vec(), None));
        let two = || packed(&[("a.csv", "x\n"), ("b.xlsx", "y\n")]);
        assert_eq!(member(two(), None).unwrap_err(), "it holds 2 files, `a.csv` and `b.xlsx`; name one behind `#`");
        assert_eq!(member(two(), Some("b.xlsx#Sheet")).unwrap(), ("b.xlsx".into(), b"y\n".to_vec(), Some("Sheet".into())));
        assert!(member(two(), Some("c.csv")).unwrap_err().starts_with("it has no member `c.csv`"));
        assert_eq!(member(packed(&[]), None).unwrap_err(), "there is no file in it");
        assert_eq!(member(b"PK not".to_vec(), None).unwrap_err(), "it is no zip archive, or it is damaged");
    }

    #[test]
    fn gzip_files_of_several_parts_are_whole() {
        let part = |text: &str| {
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            writer.write_all(text.as_bytes()).unwrap();
            writer.finish().unwrap()
        };
        assert_eq!(gunzip(&[part("a\n"), part("1\n")].concat()).unwrap(), b"a\n1\n");
        assert!(gunzip(b"no gzip").is_err());
        let cut = part("a long enough text to be cut");
        assert_eq!(gunzip(&cut[..cut.len() - 9]).unwrap_err(), "it ends too early");
    }
}
