//! Everything that people are told exists in every language, and says the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

type Names = BTreeSet<String>;

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The texts of a language: by key, what stands between it and the next one.
fn catalogue(language: &str) -> BTreeMap<String, String> {
    let path = crates().join("adapters/http/locales").join(language).with_extension("ftl");
    let mut texts = BTreeMap::new();
    let mut current = String::new();
    for line in fs::read_to_string(path).unwrap().lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, text)) = line.split_once(" = ").filter(|_| !line.starts_with(' ')) {
            current = key.to_owned();
            assert!(texts.insert(current.clone(), text.to_owned()).is_none(), "{key} is there twice");
        } else if let Some(text) = texts.get_mut(&current) {
            *text += line;
        }
    }
    texts
}

/// The values that a text asks for, those of the text that it quotes included.
fn asked_for(text: &str, texts: &BTreeMap<String, String>) -> Names {
    let mut names = words_after(text, "$");
    for quoted in words_after(text, "{ ").iter().filter_map(|key| texts.get(key)) {
        names.extend(asked_for(quoted, texts));
    }
    names
}

/// The words that follow a mark.
fn words_after(text: &str, mark: &str) -> Names {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let word = |rest: &str| rest.chars().take_while(|c| is_part(*c)).collect::<String>();
    text.split(mark).skip(1).map(word).filter(|word| !word.is_empty()).collect()
}

/// The phrases of the program: by key, the values that are given along.
fn phrases() -> BTreeMap<String, Names> {
    let mut phrases = BTreeMap::new();
    for file in sources(&crates()) {
        let source = fs::read_to_string(&file).unwrap();
        let (program, _) = source.split_once("#[cfg(test)]").unwrap_or((&source, ""));
        let code: Vec<&str> = program.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for rest in code.join("\n").split("Phrase::new(\"").skip(1) {
            let (key, rest) = rest.split_once('"').expect("a key is a literal");
            let end = ["=>", ";", "Phrase::"].iter().filter_map(|end| rest.find(end)).min();
            let rest = &rest[..end.unwrap_or(rest.len())];
            let mut given = words_after(rest, ".with(\"");
            if rest.contains(".waiting(") {
                given.extend(["amount", "unit"].map(str::to_owned));
            }
            phrases.insert(key.to_owned(), given);
        }
    }
    phrases
}

/// The Rust files of all crates, without their tests.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| match path.file_name().and_then(|name| name.to_str()) {
        Some("tests" | "target" | "tests.rs" | "node_modules") => Vec::new(),
        _ if path.is_dir() => sources(&path),
        Some(name) if name.ends_with(".rs") => vec![path],
        _ => Vec::new(),
    };
    entries.flat_map(below).collect()
}

#[test]
fn every_phrase_has_its_text_in_every_language() {
    let phrases = phrases();
    assert!(phrases.len() > 50, "it finds them: {}", phrases.len());
    for language in ["zh", "en"] {
        let texts = catalogue(language);
        for (key, given) in &phrases {
            let text = texts.get(key).unwrap_or_else(|| panic!("{key} has no text in {language}.ftl"));
            assert_eq!(&asked_for(text, &texts), given, "{key} in {language}.ftl, and in the program");
        }
    }
}

#[test]
fn no_text_is_left_over() {
    let phrases = phrases();
    for language in ["zh", "en"] {
        let texts = catalogue(language);
        let quoted: Names = texts.values().flat_map(|text| words_after(text, "{ ")).collect();
        let unused: Vec<&String> =
            texts.keys().filter(|key| !phrases.contains_key(*key) && !quoted.contains(*key)).collect();
        assert!(unused.is_empty(), "nobody says {unused:?} of {language}.ftl");
    }
}

#[test]
fn no_text_logs_the_existing_client_out() {
    for language in ["zh", "en"] {
        for (key, text) in catalogue(language) {
            assert!(!text.contains("401"), "{key} in {language}.ftl: {text}");
        }
    }
}
