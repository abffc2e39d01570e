//! A run that is killed leaves each file as it was or as it should be, and the next run takes its drafts away.

use crate::Desk;
use std::fs;
use std::thread::sleep;
use std::time::Instant;

const FILES: [&str; 4] = ["a.csv", "b.json", "c.xlsx", "d.parquet"];

fn script(rows: usize) -> String {
    let saves = FILES
        .iter()
        .map(|file| format!("big take {rows} derive double = n * 2, word = concat(text(n), \" rows\") save \"{file}\";\n"));
    saves.collect()
}

fn contents(desk: &Desk) -> Vec<Vec<u8>> {
    FILES.iter().map(|file| fs::read(desk.path(file)).expect("the file is there")).collect()
}

/// A table that takes long enough to be killed over.
fn desk() -> Desk {
    let desk = Desk::new();
    let rows: String = (0..4_000).map(|n| format!("{n},2025-04-{:02}\n", n % 30 + 1)).collect();
    desk.write("big.csv", &format!("n,date\n{rows}"));
    desk
}

#[test]
fn a_killed_run_leaves_whole_files() {
    let desk = desk();
    desk.write("old.dlq", &script(10));
    desk.write("new.dlq", &script(4_000));
    let run = |file: &str| {
        let begun = Instant::now();
        assert_eq!(desk.run(&["run", file, "big.csv"]).status, 0);
        begun.elapsed()
    };
    let length = run("new.dlq");
    let new = contents(&desk);
    run("old.dlq");
    let old = contents(&desk);
    assert!(old.iter().zip(&new).all(|(old, new)| old != new));
    let (mut killed, mut left) = (0, 0);
    // At points all over the run, again until one was hit at which there were drafts.
    for round in 0..100u32 {
        let mut child = desk.command(&["run", "new.dlq", "big.csv", "--quiet"]).spawn().expect("the program starts");
        sleep(length * (round * 37 % 20 + 1) / 18);
        child.kill().expect("it may have ended");
        killed += u32::from(child.wait().expect("it has ended").code().is_none());
        for ((found, old), new) in contents(&desk).iter().zip(&old).zip(&new) {
            assert!(found == old || found == new, "round {round}: a file is neither old nor new");
        }
        left += desk.files().iter().filter(|name| name.starts_with('.')).count();
        run("old.dlq");
        assert_eq!(contents(&desk), old);
        assert!(desk.files().iter().all(|name| !name.starts_with('.')), "the next run takes drafts away");
        if round >= 9 && killed > 0 && left > 0 {
            return;
        }
    }
    panic!("{killed} were killed, {left} drafts were left");
}
