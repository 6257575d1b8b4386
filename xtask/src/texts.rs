//! `cargo xtask texts`: the texts of the page in one catalogue, and whether every translation has them.
//!
//! The English texts stand in the sources, inside `t!` and `key!`, and in `index.html` in elements with `data-t`. They are
//! collected into `locales/queuelab.pot`; each `locales/*.po` is brought up to it: what is new is added without a
//! translation, what is gone is taken out. A build fails on a catalogue that is behind the sources, on a translation that
//! lacks a text and on one whose gaps differ.

mod po;
mod sources;

use crate::project::Project;
use anyhow::{Context, Result, bail};
use po::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const FOLDER: &str = "locales";
const CATALOGUE: &str = "locales/queuelab.pot";
/// So many faults are told at once.
const TOLD_MAX: usize = 20;

/// Texts with the files that they stand in.
type Texts = BTreeMap<String, BTreeSet<String>>;

/// Brings the catalogue and the translations up to the sources, and says what is not translated.
pub fn command(project: &Project) -> Result<ExitCode> {
    let texts = sources::collect(project.root())?;
    let catalogue: Vec<_> = texts
        .iter()
        .map(|(text, files)| Entry { files: files.iter().cloned().collect(), key: text.clone(), text: String::new() })
        .collect();
    let header = "# The texts of the page, made by `cargo xtask texts`.\n";
    save(&project.root().join(CATALOGUE), &po::write(header, "Content-Type: text/plain; charset=UTF-8\n", &catalogue))?;
    println!("{} texts", texts.len());
    for path in translations(project.root())? {
        let mut known = po::read(&read(&path)?).with_context(|| format!("{} is no PO file", path.display()))?;
        let head = known.remove("").unwrap_or_default();
        let merged: Vec<_> = texts
            .keys()
            .map(|key| Entry { files: Vec::new(), key: key.clone(), text: known.remove(key).unwrap_or_default() })
            .collect();
        let missing = merged.iter().filter(|entry| entry.text.is_empty()).count();
        save(&path, &po::write("", &head, &merged))?;
        println!("{}: {missing} to translate, {} taken out", name(&path), known.len());
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether the catalogue and every translation are complete. What is wrong is printed.
pub fn check(project: &Project) -> Result<bool> {
    let texts = sources::collect(project.root())?;
    let mut faults = Vec::new();
    let catalogue = po::read(&read(&project.root().join(CATALOGUE))?)?;
    compare("the catalogue", &texts, &catalogue, false, &mut faults);
    for path in translations(project.root())? {
        let known = po::read(&read(&path)?).with_context(|| format!("{} is no PO file", path.display()))?;
        compare(&name(&path), &texts, &known, true, &mut faults);
    }
    for fault in faults.iter().take(TOLD_MAX) {
        println!("{fault}");
    }
    if faults.len() > TOLD_MAX {
        println!("and {} more", faults.len() - TOLD_MAX);
    }
    if !faults.is_empty() {
        println!("`cargo xtask texts` brings the files up to the sources; the rest is for a translator");
    }
    Ok(faults.is_empty())
}

/// Ends a build whose texts are not complete.
pub fn demand(project: &Project) -> Result<()> {
    if !check(project)? {
        bail!("texts are missing; the lines above say which");
    }
    Ok(())
}

fn compare(whose: &str, texts: &Texts, known: &BTreeMap<String, String>, translated: bool, faults: &mut Vec<String>) {
    for key in texts.keys() {
        match known.get(key) {
            None => faults.push(format!("{whose} lacks {key:?}")),
            Some(text) if translated && text.is_empty() => faults.push(format!("{whose} does not translate {key:?}")),
            Some(text) if translated && gaps(text) != gaps(key) => {
                faults.push(format!("{whose} has other gaps in {key:?}: {text:?}"));
            }
            Some(_) => {}
        }
    }
    let gone = known.keys().filter(|key| !key.is_empty() && !texts.contains_key(*key));
    faults.extend(gone.map(|key| format!("{whose} has {key:?}, which nothing says")));
}

/// The names in braces, in no order.
fn gaps(text: &str) -> BTreeSet<String> {
    let text = text.replace("{{", "").replace("}}", "");
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn translations(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join(FOLDER);
    let entries = fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "po")).collect();
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn save(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(keys: &[&str]) -> Texts {
        keys.iter().map(|key| ((*key).to_owned(), BTreeSet::new())).collect()
    }

    #[test]
    fn what_a_translation_lacks_or_has_too_much_is_found() {
        let known = [("Save", "Sichern"), ("{n} of {all}", "{n}"), ("Undo", ""), ("Old", "Alt")];
        let known = known.map(|(key, text)| (key.to_owned(), text.to_owned())).into_iter().collect();
        let mut faults = Vec::new();
        compare("de.po", &texts(&["Save", "{n} of {all}", "Undo", "New"]), &known, true, &mut faults);
        assert_eq!(
            faults,
            [
                "de.po lacks \"New\"",
                "de.po does not translate \"Undo\"",
                "de.po has other gaps in \"{n} of {all}\": \"{n}\"",
                "de.po has \"Old\", which nothing says",
            ]
        );
    }

    #[test]
    fn gaps_may_change_their_order_and_doubled_braces_are_none() {
        assert_eq!(gaps("{b} and {a} in {{braces}}"), gaps("{a} {b}"));
        assert_ne!(gaps("{a}"), gaps("{b}"));
    }
}
