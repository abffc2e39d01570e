//! Copies that are right, stale, damaged, too many.

use super::*;
use crate::data::infer::{Format, infer};
use crate::data::packed::{Block, TextAs, Unwritten, Wrapped};
use crate::data::raw::Numbering;

/// The copy of a file that is read in the usual way.
fn copy_of(root: &Path, path: &Path) -> Copy {
    Copy::of(root, path, None, "as usual".into()).unwrap()
}

/// A folder of copies and a file of long ago in it.
fn file(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("t.csv");
    fs::write(&path, text).unwrap();
    let past = SystemTime::now() - Duration::from_secs(3600);
    File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    path
}

/// Three numbers, on their way to a copy.
fn wholes(copy: &Copy, at: usize) -> Arc<Packed> {
    let mut shelf = copy.shelf(at);
    let block = Wrapped::new(Block::of_numbers(&[1i64, 0, 300], &[1]));
    shelf.put(block).map_or(Ok(()), Unwritten::write).unwrap();
    Arc::new(Packed::of_values(shelf, Format::Whole))
}

fn kept_column(at: usize) -> KeptColumn {
    let facts = ColumnFacts { unknown: Some(1), bounds: Some((1, 300)) };
    KeptColumn::new(at, infer(["1", "300"].into_iter(), b',', None), facts, 1, vec![(3, "n.r.".into())])
}

fn keep(copy: &Copy, at: usize) {
    let layout = Layout::of("a,b\n1,2\n", 0, None, Numbering::Lines, "t.csv").unwrap();
    let tally = Tally { rows: 3, ..Tally::default() };
    let whole = Whole { shown_as: "t.csv".into(), layout, tally, guesses: Vec::new() };
    copy.keep(whole, vec![(kept_column(at), wholes(copy, at))]);
}

#[test]
fn what_is_kept_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (root, path) = (folder.path().join("cache"), file(folder.path(), "a,b\n1,2\n"));
    let copy = copy_of(&root, &path);
    assert!(copy.kept().is_none());
    keep(&copy, 0);
    keep(&copy, 1);
    let kept = copy_of(&root, &path).kept().unwrap();
    assert_eq!((kept.whole.tally.rows, kept.columns.len()), (3, 2));
    assert_eq!(kept.columns[0].facts.bounds, Some((1, 300)));
    assert_eq!(kept.columns[0].places, [(3, "n.r.".to_string())]);
    let column = copy.column(&kept.columns[1], 3).unwrap().column(&"n".into(), 0..3, TextAs::Codes).unwrap();
    assert_eq!(column.i64().unwrap().iter().collect::<Vec<_>>(), [Some(1), None, Some(300)]);
    assert!(copy.column(&kept.columns[1], 4).is_none(), "another number of rows");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_look() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (root, path) = (folder.path().join("cache"), file(folder.path(), "a,b\n"));
    let copy = copy_of(&root, &path);
    keep(&copy, 0);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&root), mode(&copy.folder)), (0o700, 0o700));
    let modes: Vec<u32> = fs::read_dir(&copy.folder).unwrap().map(|entry| mode(&entry.unwrap().path())).collect();
    assert_eq!(modes, [0o600, 0o600]);
}

#[test]
fn another_file_is_not_taken_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (root, path) = (folder.path().join("cache"), file(folder.path(), "a,b\n1,2\n"));
    let copy = copy_of(&root, &path);
    keep(&copy, 0);
    assert!(Copy::of(&root, &path, None, "otherwise".into()).unwrap().kept().is_none(), "read otherwise");
    file(folder.path(), "a,b\n1,3\n");
    assert!(copy_of(&root, &path).kept().is_none(), "of the same length and age");
    assert!(!copy.is_current());
    keep(&copy, 0);
    assert!(copy_of(&root, &path).kept().is_none(), "what was read before is not kept for what is there now");
}

#[test]
fn damage_is_noticed_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (root, path) = (folder.path().join("cache"), file(folder.path(), "a,b\n1,2\n"));
    let copy = copy_of(&root, &path);
    keep(&copy, 0);
    let kept = copy.kept().unwrap();
    let data = copy.folder.join(kept.columns[0].file());
    let whole = fs::read(&data).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&data, &damaged).unwrap();
        assert!(copy.column(&kept.columns[0], 3).is_none(), "byte {at}");
        fs::write(&data, &whole[..at]).unwrap();
        assert!(copy.column(&kept.columns[0], 3).is_none(), "cut at {at}");
    }
    let list = fs::read(copy.folder.join(LIST)).unwrap();
    for at in [0, list.len() / 2, list.len() - 2] {
        let mut damaged = list.clone();
        damaged[at] ^= 1;
        fs::write(copy.folder.join(LIST), damaged).unwrap();
        assert!(copy.kept().is_none(), "byte {at} of the list");
    }
    keep(&copy, 0);
    assert!(copy.column(&copy.kept().unwrap().columns[0], 3).is_some(), "kept again");
}

#[test]
fn the_oldest_copies_leave_first() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let ages = [300, 100, 200];
    for (at, age) in ages.iter().enumerate() {
        let copy = root.join(at.to_string());
        fs::create_dir(&copy).unwrap();
        fs::write(copy.join("data"), [0; 100]).unwrap();
        fs::write(copy.join(LIST), []).unwrap();
        let used = SystemTime::now() - Duration::from_secs(*age);
        File::options().write(true).open(copy.join(LIST)).unwrap().set_modified(used).unwrap();
    }
    let left = || {
        let mut names: Vec<String> =
            fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let listed = ["data".to_string(), LIST.to_string()];
    tidy(root, &root.join("1"), &listed, LIST, 300).unwrap();
    assert_eq!(left(), ["0", "1", "2"]);
    tidy(root, &root.join("1"), &listed, LIST, 250).unwrap();
    assert_eq!(left(), ["1", "2"]);
    tidy(root, &root.join("1"), &[LIST.to_string()], LIST, 0).unwrap();
    assert_eq!(left(), ["1"]);
    assert!(!root.join("1/data").exists());
}
