//! The order of the layers, and what must not stand in the sources.
#![allow(missing_docs, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};

/// From the lowest to the highest; each may use those before it.
const LAYERS: [&str; 12] =
    ["clock", "base", "limits", "sqs", "call", "actors", "cloud", "session", "scenario", "view", "js", "ui"];
/// `limits` names Regions, which stand in `base`; nothing else of the lower layers looks up.
const FILE_LINES_MAX: usize = 600;

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

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The layer that a file belongs to, by its place from 0; none for the crate's root.
fn layer_of(file: &Path) -> Option<usize> {
    let first = file.strip_prefix(root()).unwrap().components().next().unwrap();
    LAYERS.iter().position(|layer| first.as_os_str() == *layer)
}

/// The source without comments and without its tests, which may use what they like.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_layer_uses_lower_ones_only() {
    let mut wrong = Vec::new();
    for file in sources(&root()) {
        let Some(own) = layer_of(&file) else { continue };
        let code = code_of(&file);
        for (place, layer) in LAYERS.iter().enumerate().skip(own + 1) {
            if code.contains(&format!("crate::{layer}::")) || code.contains(&format!("crate::{layer};")) {
                wrong.push(format!("{} uses {layer} ({} must not use {})", file.display(), LAYERS[own], LAYERS[place]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_engine_names_no_host() {
    let banned =
        ["std::time", "std::fs", "std::net", "std::thread", "HashMap", "HashSet", "web_sys", "js_sys", "leptos"];
    let first_host_layer = LAYERS.iter().position(|layer| *layer == "js").unwrap();
    for file in sources(&root()) {
        if layer_of(&file).is_none_or(|layer| layer >= first_host_layer) {
            continue;
        }
        let code = code_of(&file);
        for name in banned {
            assert!(!code.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn only_one_file_of_the_page_asks_the_browser_for_the_time_or_for_chance() {
    for file in sources(&root().join("ui")) {
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
    for file in sources(&root()) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not say what it is for", file.display());
        assert!(text.lines().count() <= FILE_LINES_MAX, "{} is too long", file.display());
        for word in ["todo!(", "unimplemented!(", "dbg!("] {
            assert!(!text.contains(word), "{} has {word}", file.display());
        }
    }
}
