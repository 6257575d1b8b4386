//! The order of the layers, and what must not stand in the sources.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// From the lowest to the highest; each may use those before it. Those that stand together never use each other: they are
/// the services, which meet only in `cloud`.
const LAYERS: [&[&str]; 18] = [
    &["text"],
    &["ordered"],
    &["clock"],
    &["base"],
    &["limits"],
    &["patterns"],
    &["iam"],
    &[
        "sqs",
        "sns",
        "kms",
        "s3",
        "cloudwatch",
        "notifiers",
        "endpoints",
        "lambda",
        "kinesis",
        "firehose",
        "analytics",
        "dynamodb",
    ],
    &["call"],
    &["actors"],
    &["cloud"],
    &["session"],
    &["scenario"],
    &["code"],
    &["lessons"],
    &["view"],
    &["js"],
    &["page"],
];
/// Layers that are packages of their own, with the folders of their sources.
const PACKAGES: [(&str, &str); 4] = [
    ("lessons", "crates/lessons/src"),
    ("view", "crates/view/src"),
    ("js", "crates/js/src"),
    ("page", "crates/page/src"),
];
/// The first layer that may know a browser.
const FIRST_OF_HOST: &str = "js";
/// A file is a room: what it is for can be said in a line, and it can be read in one go. Its own tests do not count.
const FILE_LINES_MAX: usize = 450;
/// Files that are longer and wait to be split; one that no longer is must leave this list.
const LONGER: [&str; 0] = [];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The layer of a module, from 0.
fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Where the sources of the layers lie: the modules of the engine, and the packages that are a layer each.
fn folders() -> Vec<PathBuf> {
    PACKAGES.iter().map(|(_, folder)| root().join(folder)).chain([root().join("src")]).collect()
}

/// The layer, as named above, that a source file belongs to.
fn module_of(file: &Path) -> String {
    if let Some((name, _)) = PACKAGES.iter().find(|(_, folder)| file.starts_with(root().join(folder))) {
        return (*name).to_owned();
    }
    let inside = file.strip_prefix(root().join("src")).unwrap();
    inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The source without comments and without its tests, which may use what they like.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The layers that a source of a layer names: modules of the engine, and packages.
fn used_layers(own: &str, code: &str) -> Vec<String> {
    let is_package = PACKAGES.iter().any(|(name, _)| *name == own);
    let mut used = used_modules(if is_package { "queuelab::" } else { "crate::" }, code);
    let packages = PACKAGES.iter().filter(|(name, _)| *name != own && code.contains(&format!("queuelab_{name}::")));
    used.extend(packages.map(|(name, _)| (*name).to_owned()));
    used
}

/// The modules that a source names after `crate::` or the like, also in `use crate::{a, b::c}`.
fn used_modules(start: &str, code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut used = Vec::new();
    for (place, found) in code.match_indices(start) {
        // `$crate::`, `other_crate::` and the like are something else.
        if code[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[place + found.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            used.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && c.is_alphabetic() => {
                    used.push(word(&group[index..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    used
}

#[test]
fn each_layer_uses_lower_ones_only() {
    let mut wrong = Vec::new();
    for file in folders().iter().flat_map(|folder| sources(folder)) {
        let own = module_of(&file);
        let Some(layer) = layer_of(&own) else {
            assert_eq!(own, "lib", "it has no place among the layers");
            continue;
        };
        for used in used_layers(&own, &code_of(&file)) {
            // Its macros stand at the root of the crate.
            let used = if ["t", "key"].contains(&used.as_str()) { "text".to_owned() } else { used };
            if used != own && layer_of(&used).is_none_or(|other| other >= layer) {
                wrong.push(format!("{}: {own} must not use {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn modules_are_found_in_every_form_of_use() {
    let code =
        "use crate::base::{Arn, X};\nuse crate::{clock, sqs::{self, api}, call};\nfn f() -> crate::cloud::Cloud {}";
    assert_eq!(used_modules("crate::", code), ["base", "clock", "sqs", "call", "cloud"]);
}

#[test]
fn the_engine_names_no_host_and_no_container_without_order() {
    let host = layer_of(FIRST_OF_HOST).unwrap();
    let anywhere = ["todo!(", "unimplemented!(", "dbg!(", "std::time", "HashMap", "HashSet", "rand::"];
    let below_host = ["std::fs", "std::net", "std::thread", "std::env", "web_sys", "js_sys", "leptos", "wasm_bindgen"];
    let mut wrong = Vec::new();
    for file in folders().iter().flat_map(|folder| sources(folder)) {
        // A program is what brings the engine and its host together.
        if file.ends_with("main.rs") {
            continue;
        }
        let code = code_of(&file);
        let is_engine = layer_of(&module_of(&file)).is_some_and(|layer| layer < host);
        let banned = anywhere.iter().chain(below_host.iter().filter(|_| is_engine));
        wrong.extend(banned.filter(|name| code.contains(**name)).map(|name| format!("{}: {name}", file.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_one_file_of_the_page_asks_the_browser_for_the_time_or_for_chance() {
    for file in sources(&root().join("crates/page/src")) {
        if file.ends_with("host.rs") {
            continue;
        }
        let code = code_of(&file);
        for name in ["Date::now", "performance()", "local_storage", "getrandom", "Math::random", "setTimeout"] {
            assert!(!code.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn files_are_rooms_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "examples", "crates", "xtask/src"] {
        for file in sources(&root().join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            let lines = text.split("#[cfg(test)]\nmod tests {").next().unwrap().lines().count();
            if !text.starts_with("//! ") {
                wrong.push(format!("{} does not say what it is for", file.display()));
            }
            let listed = LONGER.iter().any(|name| file.ends_with(name));
            if (lines > FILE_LINES_MAX) != listed {
                wrong.push(format!("{} has {lines} lines", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
