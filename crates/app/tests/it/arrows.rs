//! The crates depend on each other only as the map of the architecture allows.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};

/// Which crates of ours a crate may use; `domain` stands for all of `crates/domain`. Whoever may use
/// anybody may use `kernel`.
const ARROWS: [(&str, &str); 29] = [
    // Domain.
    ("kernel", ""),
    ("user", "kernel"),
    ("auth", "user"),
    ("room", "kernel"),
    ("member", "kernel"),
    ("friend", "kernel"),
    ("file", "kernel"),
    ("alert", "kernel"),
    ("apply", "friend member room"),
    ("message", "friend member file"),
    ("avatar", "file room"),
    // Engines.
    ("protocol", "kernel"),
    ("realtime", "kernel"),
    // Adapters.
    ("http", "kernel"),
    ("guard", "http auth"),
    ("rest", "guard http protocol domain"),
    ("gateway", "guard http protocol realtime socketio message member friend"),
    ("sse", "guard http protocol realtime message member apply"),
    ("persistence", "domain realtime migration"),
    ("security", "domain realtime"),
    ("files", "domain realtime"),
    ("pictures", "domain realtime"),
    ("redis", "domain realtime"),
    ("jobs", "domain"),
    // Programs, and what they bring along.
    ("bench", "protocol socketio message persistence migration"),
    ("app", "*"),
    ("migration", "kernel"),
    // These know nobody.
    ("socketio", ""),
    ("web", ""),
];

/// What knows the network, a framework or a database.
const FRAMEWORKS: [&str; 3] = ["actix", "sea-orm", "redis"];
/// The parts of tokio that need a runtime or a network.
const RUNTIME: [&str; 4] = ["net", "rt", "rt-multi-thread", "full"];

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("cargo knows the workspace")
}

/// `discuss-room` is called `room`.
fn bare(name: &str) -> &str {
    name.strip_prefix("discuss-").unwrap_or(name)
}

/// What a crate needs to be built or to run; tests may use more.
fn declared(package: &Package) -> impl Iterator<Item = &Dependency> {
    package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development)
}

fn ours(package: &Package) -> impl Iterator<Item = &str> {
    declared(package).filter_map(|dependency| dependency.name.strip_prefix("discuss-"))
}

fn is_domain(package: &Package) -> bool {
    let directory = package.manifest_path.parent().and_then(|path| path.parent());
    directory.is_some_and(|parent| parent.ends_with("crates/domain"))
}

/// Every crate with the crates it may use.
fn allowed(metadata: &Metadata) -> BTreeMap<&'static str, BTreeSet<&str>> {
    let packages = || metadata.workspace_packages().into_iter();
    let expand = |word: &'static str| match word {
        "domain" => packages().filter(|package| is_domain(package)).map(|p| bare(&p.name)).collect(),
        "*" => packages().map(|package| bare(&package.name)).collect(),
        name => BTreeSet::from([name]),
    };
    let arrows = ARROWS.iter().map(|(name, words)| {
        let mut may_use: BTreeSet<&str> = words.split(' ').flat_map(expand).collect();
        if !words.is_empty() {
            may_use.insert("kernel");
        }
        (*name, may_use)
    });
    arrows.collect()
}

#[test]
fn every_arrow_is_on_the_map() {
    let metadata = metadata();
    let allowed = allowed(&metadata);
    for package in metadata.workspace_packages() {
        let name = bare(&package.name);
        let may_use = allowed.get(name).unwrap_or_else(|| panic!("{name} is not on the map"));
        let stray: Vec<&str> = ours(package).filter(|used| !may_use.contains(used)).collect();
        assert!(stray.is_empty(), "{name} must not use {stray:?}");
    }
}

#[test]
fn nobody_uses_the_app() {
    for package in metadata().workspace_packages() {
        assert!(ours(package).all(|used| used != "app"), "{} uses the app", package.name);
    }
}

#[test]
fn the_domain_knows_no_framework() {
    let metadata = metadata();
    let pure = |package: &&&Package| is_domain(package) || bare(&package.name) == "socketio";
    let packages = metadata.workspace_packages();
    assert!(packages.iter().any(|package| is_domain(package)));
    for package in packages.iter().filter(pure) {
        for dependency in declared(package) {
            let name = dependency.name.as_str();
            let is_framework = FRAMEWORKS.iter().any(|framework| name.starts_with(framework));
            assert!(!is_framework, "{} must not use {name}", package.name);
            let runs = dependency.features.iter().find(|feature| RUNTIME.contains(&feature.as_str()));
            assert!(name != "tokio" || runs.is_none(), "{} must not use tokio's {runs:?}", package.name);
        }
    }
}

#[test]
fn the_domain_speaks_no_json_values() {
    let metadata = metadata();
    for package in metadata.workspace_packages().into_iter().filter(|package| is_domain(package)) {
        let directory = package.manifest_path.parent().expect("a manifest lies in a directory");
        for file in sources(directory.join("src").as_std_path()) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                let speaks = line.contains("serde_json::Value")
                    || line.contains("use serde_json") && line.contains("Value");
                assert!(!speaks, "{}: {line}", file.display());
            }
        }
    }
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| {
        if path.is_dir() { sources(&path) } else { vec![path] }
    };
    entries.flat_map(below).collect()
}
