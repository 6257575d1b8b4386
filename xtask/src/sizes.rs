//! How much a visitor downloads: raw, and as a host compresses it.

use crate::fingerprint::files_below;
use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// What the first load should weigh, compressed with brotli: everything that index.html names.
pub const FIRST_LOAD_BYTES_AIM: usize = 200 * 1024;
/// What it may weigh: what it weighs today with little room, so that it does not grow unseen. What grows by kilobytes at
/// once has mostly lost its gate (`crates/page/src/later`): a single direct call brings a whole part into the first module.
pub const FIRST_LOAD_BYTES_MAX: usize = 420 * 1024;

/// Brotli's strongest level and the window that browsers accept.
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW_BITS: u32 = 22;

/// The bytes of one file, or of several together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// As it is on disk.
    pub raw: usize,
    /// Compressed with gzip, strongest level.
    pub gzip: usize,
    /// Compressed with brotli, strongest level.
    pub brotli: usize,
}

/// One file of the site.
#[derive(Debug)]
pub struct Entry {
    /// Its path inside the site, with slashes.
    pub name: String,
    /// Its sizes.
    pub weight: Weight,
    /// Whether the page loads it before it can be used.
    pub first_load: bool,
}

/// All files of a site.
#[derive(Debug)]
pub struct Sizes {
    /// In the order of their names.
    pub entries: Vec<Entry>,
}

impl Sizes {
    /// Weighs every file below a folder that has an index.html.
    pub fn of_site(site: &Path) -> Result<Self> {
        let index = site.join("index.html");
        let index = fs::read_to_string(&index).with_context(|| format!("could not read {}", index.display()))?;
        let mut entries = Vec::new();
        for path in files_below(site)? {
            let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
            let inside = path.strip_prefix(site).unwrap_or(&path);
            let name = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let first_load = is_first_load(&name, &index);
            entries.push(Entry { weight: weigh(&bytes)?, first_load, name });
        }
        Ok(Self { entries })
    }

    /// The sum over the files that the first load fetches.
    pub fn first_load(&self) -> Weight {
        sum(self.entries.iter().filter(|entry| entry.first_load))
    }

    /// A table with a line for each file and the totals.
    pub fn table(&self) -> String {
        let mut rows: Vec<(&str, Weight)> = Vec::new();
        let (first, later): (Vec<_>, Vec<_>) = self.entries.iter().partition(|entry| entry.first_load);
        rows.extend(first.iter().map(|entry| (entry.name.as_str(), entry.weight)));
        rows.push(("first load", self.first_load()));
        if !later.is_empty() {
            rows.extend(later.iter().map(|entry| (entry.name.as_str(), entry.weight)));
            rows.push(("everything", sum(&self.entries)));
        }
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        let mut table = format!("{:width$}  {:>9}  {:>9}  {:>9}\n", "file", "raw", "gzip", "brotli");
        for (name, Weight { raw, gzip, brotli }) in rows {
            // Writing to a string cannot fail.
            let _ = writeln!(table, "{name:width$}  {raw:>9}  {gzip:>9}  {brotli:>9}");
        }
        table
    }
}

/// The document itself, what it names, and the snippets that the bindings import.
fn is_first_load(name: &str, index: &str) -> bool {
    name == "index.html" || name.starts_with("snippets/") || index.contains(&format!("/{name}\""))
}

fn sum<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Weight {
    entries.into_iter().fold(Weight::default(), |total, Entry { weight, .. }| Weight {
        raw: total.raw + weight.raw,
        gzip: total.gzip + weight.gzip,
        brotli: total.brotli + weight.brotli,
    })
}

/// Compresses with everything that hosts offer.
pub fn weigh(bytes: &[u8]) -> Result<Weight> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let gzip = gzip.finish()?.len();
    let mut packed = Vec::new();
    let mut brotli = brotli::CompressorWriter::new(&mut packed, 64 * 1024, BROTLI_QUALITY, BROTLI_WINDOW_BITS);
    brotli.write_all(bytes)?;
    // Dropping the writer ends the stream.
    drop(brotli);
    Ok(Weight { raw: bytes.len(), gzip, brotli: packed.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compression_makes_repetition_small() {
        let weight = weigh(&vec![7; 100_000]).unwrap();
        assert_eq!(weight.raw, 100_000);
        assert!((1..500).contains(&weight.gzip) && (1..500).contains(&weight.brotli), "{weight:?}");
    }

    #[test]
    fn the_first_load_is_what_the_document_names() {
        let index = r#"<link href="./page-1_bg.wasm"><script src="./boot-2.js"></script>"#;
        let table = [
            ("index.html", true),
            ("page-1_bg.wasm", true),
            ("boot-2.js", true),
            ("snippets/leptos/inline0.js", true),
            ("2.js", false),
            ("embed.js", false),
        ];
        for (name, expected) in table {
            assert_eq!(is_first_load(name, index), expected, "{name}");
        }
    }

    #[test]
    fn the_table_has_totals_and_separates_what_comes_later() {
        let weight = Weight { raw: 10, gzip: 5, brotli: 4 };
        let entry = |name: &str, first_load| Entry { name: name.to_owned(), weight, first_load };
        let sizes = Sizes { entries: vec![entry("index.html", true), entry("b.js", true), entry("later.js", false)] };
        assert_eq!(sizes.first_load(), Weight { raw: 20, gzip: 10, brotli: 8 });
        let table = sizes.table();
        let names: Vec<_> = table.lines().map(|line| line.split("  ").next().unwrap_or_default().trim()).collect();
        assert_eq!(names, ["file", "index.html", "b.js", "first load", "later.js", "everything"]);
    }
}
