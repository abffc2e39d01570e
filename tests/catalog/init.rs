//! `dateline init` writes what was found; what it writes opens as it is, with its guesses taken over too, and gives the same answers.

use super::Folder;
use dateline::catalog::Catalog;
use dateline::{Engine, Options};
use std::path::{Path, PathBuf};
use std::process::Command;

fn program(arguments: &[&str], folder: &Path) -> (String, String) {
    let run =
        Command::new(env!("CARGO_BIN_EXE_dateline")).args(arguments).current_dir(folder).output().expect("the program starts");
    (String::from_utf8_lossy(&run.stdout).into_owned(), String::from_utf8_lossy(&run.stderr).into_owned())
}

/// What init prints for a folder.
fn printed(folder: &Path) -> String {
    let (text, said) = program(&["init", "-", "."], folder);
    assert_eq!(said, "", "{}", folder.display());
    text
}

/// The catalog of a text, with the files of a folder.
fn opened(text: &str, folder: &Path) -> Catalog {
    let elsewhere = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(folder).expect("the folder is there").filter_map(Result::ok) {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), elsewhere.path().join(entry.file_name())).expect("a copy");
        }
    }
    std::fs::write(elsewhere.path().join("dateline.toml"), text).expect("a catalog");
    let engine = Engine::open(&[elsewhere.path().to_path_buf()], Options::default());
    let mut engine = engine.unwrap_or_else(|error| panic!("{}: {error}\n{text}", folder.display()));
    let names: Vec<String> = engine.catalog().tables.iter().map(|table| table.name.clone()).collect();
    for name in names {
        engine.query(&format!("`{name}` take 1")).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    engine.catalog().clone()
}

/// The guesses as if they were right: the sign before them is taken away.
fn taken_over(text: &str) -> String {
    let guess = |line: &str| {
        line.strip_prefix("# ")
            .filter(|rest| rest.starts_with('[') || rest.contains(" = ") && !rest.contains("`"))
            .map(str::to_string)
    };
    let key = |line: &str| {
        line.strip_prefix("# ")
            .filter(|rest| rest.split(" = ").next().is_some_and(|key| !key.contains(' ') || key.starts_with('"')))
            .map(str::to_string)
    };
    text.lines().map(|line| guess(line).or_else(|| key(line)).unwrap_or_else(|| line.to_string())).collect::<Vec<_>>().join("\n")
}

fn same(found: &Catalog, again: &Catalog, folder: &Path) {
    assert_eq!(found.tables.len(), again.tables.len(), "{}", folder.display());
    for table in &found.tables {
        let other = again.tables.iter().find(|other| other.name == table.name).unwrap_or_else(|| panic!("{}", table.name));
        let columns = |table: &dateline::catalog::Table| table.columns.iter().map(|c| (c.name.clone(), c.ty)).collect::<Vec<_>>();
        assert_eq!((columns(table), &table.axis, table.rows), (columns(other), &other.axis, other.rows), "{}", table.name);
    }
}

/// Folders with files to open, in and beside the project.
fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inside = ["examples/article", "examples/data", "examples/data/synthetic", "tests/files", "tests/cells/files"];
    let beside = ["afpak", "dtm", "missing-migrants", "unhcr"].map(|name| root.join("../shared/data").join(name));
    inside.into_iter().map(|name| root.join(name)).chain(beside.into_iter().filter(|folder| folder.is_dir())).collect()
}

#[test]
fn what_is_written_opens_as_it_is() {
    for folder in folders() {
        let text = printed(&folder);
        let found = Engine::found(std::slice::from_ref(&folder)).unwrap_or_else(|error| panic!("{error}"));
        same(&found, &opened(&text, &folder), &folder);
    }
}

#[test]
fn its_guesses_can_be_taken_over() {
    for folder in folders() {
        let text = taken_over(&printed(&folder));
        let catalog = opened(&text, &folder);
        assert!(catalog.moments.len() == 2, "{text}");
        assert!(catalog.tables.iter().all(|table| table.roles.description.is_some()), "{text}");
    }
}

#[test]
fn it_is_written_beside_the_files_and_never_over_another() {
    let rows = "date,border,name,sex,persons\n2025-04-01,Torkham,Synthetic,f,3\n";
    let folder = Folder::of(&[("a.csv", rows), ("a b.csv", rows)]);
    let (out, said) = folder.run(&["init"]);
    assert_eq!(
        (out.as_str(), said.trim_end()),
        ("", "`./dateline.toml` has 2 tables; go over its guesses, then name it or its folder")
    );
    let written = std::fs::read_to_string(folder.path().join("dateline.toml")).unwrap();
    insta::assert_snapshot!(written);
    assert_eq!(folder.ask("`a b` show border, name, persons"), "Torkham,(hidden),3");
    let (_, said) = folder.run(&["init", "a.csv"]);
    assert!(said.contains("is there already, and is not overwritten"), "{said}");
    assert_eq!(std::fs::read_to_string(folder.path().join("dateline.toml")).unwrap(), written);
    let (_, said) = folder.run(&["init", "a.csv", "--output", "other.toml"]);
    assert!(said.contains("`other.toml` has 1 table"), "{said}");
}

#[test]
fn every_key_is_in_the_grammar() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/catalog.md")).unwrap();
    let keys = dateline::catalog::help::markdown();
    assert!(
        page.contains(&keys),
        "grammar/catalog.md is to hold what `dateline explain catalog --format markdown` prints:\n{keys}"
    );
}
