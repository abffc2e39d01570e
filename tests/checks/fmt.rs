//! `dateline fmt`: scripts in place, in folders, from standard input, and only looked at.

use super::{dateline, ran, write};
use std::io::Write;
use std::process::Stdio;

const ODD: &str = "t   where a=1 -- why\n;u  sum x,y\n";
const LAID_OUT: &str = "t where a = 1; -- why\nu sum x, y\n";

#[test]
fn scripts_are_written_where_they_stand() {
    let folder = tempfile::tempdir().expect("a folder");
    let (odd, plain) = (write(folder.path(), "odd.dlq", ODD), write(folder.path(), "plain.dlq", LAID_OUT));
    std::fs::create_dir(folder.path().join("within")).expect("a folder");
    let within = write(folder.path(), "within/more.dlq", ODD);
    write(folder.path(), "notes.txt", ODD);
    let read = |file: &str| std::fs::read_to_string(file).expect("the script is there");
    let all = folder.path().to_str().expect("the path is UTF-8");
    assert_eq!(ran(&["fmt", "--check", all]), (1, format!("{odd}\n{within}\n"), String::new()));
    assert_eq!((read(&odd), read(&within)), (ODD.to_string(), ODD.to_string()));
    assert_eq!(ran(&["fmt", all]), (0, String::new(), format!("{odd}: laid out\n{within}: laid out\n")));
    assert_eq!([read(&odd), read(&within), read(&plain)], [LAID_OUT; 3].map(str::to_string));
    assert_eq!(read(folder.path().join("notes.txt").to_str().expect("the path is UTF-8")), ODD);
    assert_eq!(ran(&["fmt", "--check", all]), (0, String::new(), String::new()));
}

#[test]
fn standard_input_goes_to_standard_output() {
    let mut command = dateline(&["fmt", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(ODD.as_bytes()).expect("the program reads");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).as_ref()), (Some(0), LAID_OUT));
}

#[test]
fn what_cannot_be_read_is_told_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let faulty = write(folder.path(), "faulty.dlq", "t whre  a = 1\n");
    let odd = write(folder.path(), "odd.dlq", ODD);
    let (status, out, err) = ran(&["fmt", &faulty, &odd, "-q"]);
    assert!(status == 1 && out.is_empty() && err.contains("E0106") && err.contains("faulty.dlq:1:3"), "{status} {out} {err}");
    assert_eq!(std::fs::read_to_string(&faulty).expect("the script is there"), "t whre  a = 1\n");
    assert_eq!(std::fs::read_to_string(&odd).expect("the script is there"), LAID_OUT);
    assert_eq!(ran(&["fmt", "missing.dlq"]).0, 1);
    assert_eq!(ran(&["fmt"]).0, 2);
}
