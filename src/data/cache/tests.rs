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
    let mut shelf = copy.shelf(at).unwrap();
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
    copy.keep(whole, vec![(kept_column(at), wholes(copy, at))], &|_| true);
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
    let read = || copy.column(&kept.columns[0], 3)?.column(&"n".into(), 0..3, TextAs::Codes).ok();
    assert!(read().is_some());
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&data, &damaged).unwrap();
        assert!(read().is_none(), "byte {at}");
        fs::write(&data, &whole[..at]).unwrap();
        assert!(read().is_none(), "cut at {at}");
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
    let name = |copy: &str| copy.repeat(2 * HALF);
    for (at, age) in ages.iter().enumerate() {
        let copy = root.join(name(&at.to_string()));
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
    let own = root.join(name("1"));
    tidy(root, &own, &listed, LIST, 300).unwrap();
    assert_eq!(left(), ["0", "1", "2"].map(name));
    tidy(root, &own, &listed, LIST, 250).unwrap();
    assert_eq!(left(), ["1", "2"].map(name));
    tidy(root, &own, &[LIST.to_string()], LIST, 0).unwrap();
    assert_eq!(left(), ["1"].map(name));
    assert!(!own.join("data").exists());
}

/// Workbooks have a copy for each sheet, and all of them are of one file.
#[test]
fn nothing_is_left_of_a_column_in_any_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let (root, path) = (folder.path().join("cache"), file(folder.path(), "a,b\n1,2\n"));
    let (sheet, whole) = (Copy::of(&root, &path, Some("May"), "as usual".into()).unwrap(), copy_of(&root, &path));
    for copy in [&sheet, &whole] {
        keep(copy, 0);
        keep(copy, 1);
    }
    fs::write(whole.folder.join("0.1-0.part"), "half written").unwrap();
    fs::write(whole.folder.join("1.1-0.part"), "half written").unwrap();
    forget(&root, &path, &|layout, at| layout.is_called(at, "A")).unwrap();
    for copy in [&sheet, &whole] {
        let kept = copy.kept().unwrap();
        assert_eq!(kept.columns.iter().map(|column| column.at).collect::<Vec<_>>(), [1], "no column but b");
        assert!(copy.column(&kept.columns[0], 3).is_some());
    }
    let mut names: Vec<String> = folder::files(&whole.folder).unwrap().iter().map(|file| file_name(file)).collect();
    names.sort();
    assert_eq!((names.len(), names[0].starts_with("1-"), names[1].as_str()), (3, true, "1.1-0.part"));
    // What another sitting keeps of it meanwhile is not taken along.
    let (part, layout) = (copy_of(&root, &path), Layout::of("a,b\n1,2\n", 0, None, Numbering::Lines, "t.csv").unwrap());
    keep(&copy_of(&root, &path), 0);
    let all = Whole { shown_as: "t.csv".into(), layout, tally: Tally { rows: 3, ..Tally::default() }, guesses: Vec::new() };
    part.keep(all, Vec::new(), &|at| at == 1);
    assert_eq!(part.kept().unwrap().columns.len(), 1);
    // Of the file as it was before nothing is left, whatever its columns were called.
    file(folder.path(), "x,b\n1,3\n");
    forget(&root, &path, &|_, _| false).unwrap();
    assert_eq!(folder::files(&root).unwrap().len(), 0);
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Who names a folder of his own for the copies loses nothing of what is in it.
#[test]
fn other_folders_are_let_be() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("photographs");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("one"), [0; 100]).unwrap();
    let path = file(folder.path(), "a,b\n");
    let copy = copy_of(folder.path(), &path);
    keep(&copy, 0);
    tidy(folder.path(), &copy.folder, &copy.kept().unwrap().files(), LIST, 0).unwrap();
    assert!(other.join("one").exists() && copy.kept().is_some());
}

/// What other files decide of a column is kept beside it, the newest of it, and goes with it.
#[test]
fn what_is_decided_with_other_files_comes_back() {
    use crate::data::infer::{Decision, Found};
    let folder = tempfile::tempdir().unwrap();
    let (root, path) = (folder.path().join("cache"), file(folder.path(), "a,b\n1,2\n"));
    let copy = copy_of(&root, &path);
    let decision = Decision { found: vec![Found::unseen()], doubt: Some("has words".into()) };
    let decided = |at: usize, basis: u32| Decided { at, basis: basis.to_string(), decision: decision.clone() };
    copy.keep_decided(decided(0, 0));
    assert!(copy.kept().is_none(), "nothing to keep it beside");
    keep(&copy, 0);
    keep(&copy, 1);
    (0..9).for_each(|basis| copy.keep_decided(decided(0, basis)));
    copy.keep_decided(decided(1, 0));
    let other = KeptColumn { found: Found::unseen(), ..kept_column(0) };
    assert!(copy.keep_other(other, wholes(&copy, 0)).is_some());
    let kept = copy_of(&root, &path).kept().unwrap();
    let bases: Vec<&str> = kept.decided.iter().map(|decided| decided.basis.as_str()).collect();
    assert_eq!(bases, ["5", "6", "7", "8", "0"]);
    assert_eq!((kept.others.len(), kept.columns.len()), (1, 2));
    assert!(copy.column(&kept.others[0], 3).is_some());
    forget(&root, &path, &|_, at| at == 0).unwrap();
    let kept = copy.kept().unwrap();
    assert_eq!((kept.decided, kept.others.len(), kept.columns.len()), (vec![decided(1, 0)], 0, 1));
}
