//! What a file held, in one number that no other file has.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes that are read at a time.
const PIECE: usize = 1 << 16;

/// The BLAKE3 digest of a file, in hexadecimal; of the whole file where only a part of it is a table. Nothing when it cannot be read.
pub fn digest(path: &Path) -> Option<String> {
    let mut file = File::open(super::paths::whole_file(path)).ok()?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece).ok()? {
            0 => return Some(hasher.finalize().to_hex().to_string()),
            count => hasher.update(piece.get(..count)?),
        };
    }
}

/// The digest of some bytes, in hexadecimal.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_digest_is_of_all_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, vec![7; 200_000]).unwrap();
        assert_eq!(super::digest(&path), Some(blake3::hash(&vec![7; 200_000]).to_hex().to_string()));
        assert_eq!(super::digest(&folder.path().join("none")), None);
    }
}
