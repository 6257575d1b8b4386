//! Has anything changed? A fingerprint over contents decides whether the site must be made again; one over
//! modification times, which is cheap enough to take twice a second, decides whether it is worth asking.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// FNV-1a, 64 bits: stable between runs and Rust versions, and nobody attacks a build cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Of nothing.
    pub const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Adds the names and contents of a file, or of all files in a folder.
    pub fn add_contents(&mut self, path: &Path) -> Result<()> {
        for file in files_below(path)? {
            self.add(file.to_string_lossy().as_bytes());
            self.add(&fs::read(&file).with_context(|| format!("could not read {}", file.display()))?);
        }
        Ok(())
    }

    /// As sixteen hexadecimal digits.
    pub fn text(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// The file itself, or all files in the folder and below it, in the order of their names.
pub fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(path, &mut found, &|_| true).with_context(|| format!("could not list {}", path.display()))?;
    Ok(found)
}

/// Changes when a source of the page is written, added or removed: everything in the repository but `skipped` folders.
/// A file that vanishes during the walk is a change like any other, so problems are part of the answer.
pub fn modification_times(root: &Path, skipped: &[&str]) -> Fingerprint {
    let mut print = Fingerprint::new();
    let mut found = Vec::new();
    let wanted = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !(name.starts_with(".git") || path.parent() == Some(root) && skipped.contains(&name.as_ref()))
    };
    if collect(root, &mut found, &wanted).is_err() {
        print.add(b"changing");
    }
    for file in found {
        print.add(file.to_string_lossy().as_bytes());
        let modified = fs::metadata(&file).and_then(|data| data.modified()).ok();
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        print.add(&since.as_nanos().to_le_bytes());
    }
    print
}

fn collect(path: &Path, found: &mut Vec<PathBuf>, wanted: &dyn Fn(&Path) -> bool) -> std::io::Result<()> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    for entry in entries.iter().filter(|entry| wanted(entry)) {
        collect(entry, found, wanted)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_the_published_values_of_fnv() {
        let of = |text: &str| {
            let mut print = Fingerprint::new();
            print.add(text.as_bytes());
            print.text()
        };
        assert_eq!(of(""), "cbf29ce484222325");
        assert_eq!(of("a"), "af63dc4c8601ec8c");
        assert_eq!(of("foobar"), "85944171f73967e8");
    }
}
