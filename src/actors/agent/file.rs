//! The file that an agent follows: what stands in it, what is written to it, and where records end.

use super::config::{Generator, InitialPosition, LineFormat};
use crate::base::Rng;
use crate::clock::{Epoch, Instant};
use crate::patterns::regex::Pattern;
use std::sync::Arc;

/// A file as far as it has been read.
#[derive(Clone, Debug, Hash)]
pub(super) struct File {
    content: Arc<str>,
    /// Up to here it was read.
    offset: usize,
    /// Written by the generator, and not read.
    written: String,
}

impl File {
    /// A file that was there before the agent, or came after it.
    pub(super) fn open(content: Arc<str>, position: InitialPosition) -> Self {
        let offset = match position {
            InitialPosition::StartOfFile => 0,
            InitialPosition::EndOfFile => content.rfind('\n').map_or(0, |end| end + 1),
        };
        Self { content, offset, written: String::new() }
    }

    /// The file has another content. True where it is another file, which is read from its beginning.
    pub(super) fn change(&mut self, content: &Arc<str>) -> bool {
        let has_grown = content.starts_with(&*self.content);
        if !has_grown {
            self.offset = 0;
        }
        self.content = content.clone();
        !has_grown
    }

    /// Whether there is a whole line to read.
    pub(super) fn has_lines(&self) -> bool {
        !self.written.is_empty() || self.rest().contains('\n')
    }

    /// Whether its last line has no end yet.
    pub(super) fn has_open_line(&self) -> bool {
        !self.rest().is_empty() && !self.rest().ends_with('\n')
    }

    fn rest(&self) -> &str {
        self.content.get(self.offset..).unwrap_or_default()
    }

    pub(super) fn write(&mut self, line: &str) {
        self.written.push_str(line);
        self.written.push('\n');
    }

    /// Takes the lines that are whole, each with its end.
    pub(super) fn read(&mut self) -> Vec<String> {
        let whole = self.rest().rfind('\n').map_or(0, |end| end + 1);
        let text = self.rest().get(..whole).unwrap_or_default();
        let lines = text.split_inclusive('\n').chain(self.written.split_inclusive('\n')).map(str::to_owned).collect();
        self.offset += whole;
        self.written.clear();
        lines
    }
}

/// Puts the lines of a record together: each that begins as the pattern says begins one.
pub(super) fn records(lines: Vec<String>, start: Option<&Pattern>) -> Vec<String> {
    let Some(start) = start else { return lines };
    let mut records: Vec<String> = Vec::new();
    for line in lines {
        // A text on which the pattern gives up begins a record, as nothing else is known of it.
        match records.last_mut().filter(|_| !start.is_whole(&line).unwrap_or(true)) {
            Some(record) => record.push_str(&line),
            None => records.push(line),
        }
    }
    records
}

impl Generator {
    /// The line of that number, from 1.
    pub(super) fn line(&self, number: u64, now: Instant, rng: &mut Rng) -> String {
        let pick = |rng: &mut Rng, all: &'static [&'static str]| -> &'static str {
            let place = usize::try_from(rng.below(all.len() as u64)).unwrap_or_default();
            all.get(place).copied().unwrap_or_default()
        };
        if self.format == LineFormat::Csv {
            let (truck, speed) = (rng.below(100) + 1, rng.below(90));
            return format!("{},truck_{truck},{speed}", Epoch::DEFAULT.iso(now));
        }
        let host = format!("10.0.{}.{}", rng.below(4), rng.below(250) + 1);
        let user = pick(rng, &["-", "-", "ann", "bob"]);
        let path = pick(rng, &["/", "/cart", "/items/17", "/login", "/missing"]);
        let status = if path == "/missing" { 404 } else { 200 };
        let bytes = 200 + rng.below(9_000);
        let time = http_date(now);
        let line = format!("{host} - {user} [{time}] \"GET {path}?n={number} HTTP/1.1\" {status} {bytes}");
        if self.format == LineFormat::Common {
            return line;
        }
        let agent = pick(rng, &["Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0"]);
        format!("{line} \"-\" \"{agent}\"")
    }
}

/// `10/Oct/2000:13:55:36 +0000`.
fn http_date(at: Instant) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let iso = Epoch::DEFAULT.iso(at);
    let part = |range: std::ops::Range<usize>| iso.get(range).unwrap_or_default();
    let month = part(5..7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    format!("{}/{}/{}:{} +0000", part(8..10), month.copied().unwrap_or_default(), part(0..4), part(11..19))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_are_read_and_each_once() {
        let mut file = File::open("a\nb".into(), InitialPosition::StartOfFile);
        assert!(file.has_lines() && file.has_open_line());
        assert_eq!(file.read(), ["a\n"]);
        assert!(!file.has_lines());
        assert!(!file.change(&"a\nbc\nd\n".into()));
        assert_eq!(file.read(), ["bc\n", "d\n"]);
        assert!(file.change(&"new\n".into()), "another file in its place");
        assert_eq!(file.read(), ["new\n"]);
        file.write("made");
        assert_eq!(file.read(), ["made\n"]);
    }

    #[test]
    fn the_end_of_a_file_is_behind_its_last_whole_line() {
        let mut file = File::open("a\nb".into(), InitialPosition::EndOfFile);
        assert!(!file.has_lines());
        file.change(&"a\nb\n".into());
        assert_eq!(file.read(), ["b\n"]);
    }

    #[test]
    fn records_begin_where_the_pattern_says() {
        let lines = || ["x\n", "[1] a\n", "  at b\n", "[2] c\n"].map(str::to_owned).to_vec();
        let start = Pattern::of_beginning("\\[\\d").unwrap();
        assert_eq!(records(lines(), Some(&start)), ["x\n", "[1] a\n  at b\n", "[2] c\n"]);
        assert_eq!(records(lines(), None), lines());
    }
}
