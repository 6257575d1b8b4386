//! How a command that is being typed could go on: words, names of what is in the lab, parameters, variables.
//!
//! What is offered comes in a fixed order: what begins with the letters that are there before what only contains them.
//! Nothing is offered in a comment, or where the letters are complete already.

pub mod actors;
mod calls;
mod chaos;
mod names;
mod place;
mod values;
mod words;

use super::runner::Runner;
use crate::cloud::Cloud;
use place::Place;
use std::ops::Range;

/// So many are offered.
const ITEMS_MAX: usize = 12;
/// The longest note, in characters.
const NOTE_CHARS_MAX: usize = 90;

/// What could stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The part of the text that an item takes the place of, in bytes.
    pub replace: Range<usize>,
    /// The items, the likeliest first.
    pub items: Vec<Item>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is put in.
    pub text: String,
    /// What it is.
    pub note: String,
}

impl Item {
    fn new(text: impl Into<String>, note: impl Into<String>) -> Self {
        let note: String = note.into();
        let note = match note.char_indices().nth(NOTE_CHARS_MAX) {
            Some((end, _)) => format!("{}…", note.get(..end).unwrap_or_default().trim_end()),
            None => note,
        };
        Self { text: text.into(), note }
    }

    /// Whether something follows it at once, so that no space belongs behind it.
    fn is_open(&self) -> bool {
        self.text.ends_with(['=', '.'])
    }
}

/// What is known where something is typed.
#[derive(Clone, Copy)]
struct Known<'a> {
    cloud: &'a Cloud,
    runner: &'a Runner,
}

/// What could be put in, and which letters of it are there.
#[derive(Default)]
struct Offer {
    items: Vec<Item>,
    /// Letters before the cursor that belong to it.
    typed: usize,
    /// Whether it is a key, behind which there may be an equals sign already.
    is_key: bool,
}

impl Offer {
    /// For the whole word.
    fn word(place: &Place<'_>, items: Vec<Item>) -> Self {
        Self { items, typed: place.token.len(), is_key: false }
    }

    /// For a key.
    fn key(place: &Place<'_>, items: Vec<Item>) -> Self {
        Self { items, typed: place.token.len(), is_key: true }
    }

    /// For the last part of a word.
    fn part(typed: &str, items: Vec<Item>) -> Self {
        Self { items, typed: typed.len(), is_key: false }
    }
}

/// What could stand at the cursor, which is a place in bytes.
pub fn complete(text: &str, cursor: usize, cloud: &Cloud, runner: &Runner) -> Completions {
    let Some(place) = Place::of(text, cursor) else { return Completions::default() };
    let known = Known { cloud, runner };
    let offer = match place.variable() {
        Some(typed) if words::takes_variables(&place) => Offer::part(typed, words::variables(&place, known)),
        _ => words::offer(&place, known),
    };
    let start = place.cursor.saturating_sub(offer.typed);
    let typed = text.get(start..place.cursor).unwrap_or_default();
    let end = if offer.is_key { place.end_of_key(text) } else { place.end_of_word(text) };
    Completions { replace: start..end, items: fitting(offer.items, typed) }
}

/// Those that begin with the letters, then those that contain them; none that is there already.
fn fitting(items: Vec<Item>, typed: &str) -> Vec<Item> {
    let letters = typed.trim_start_matches('"').to_lowercase();
    let mut first: Vec<Item> = Vec::new();
    let mut then: Vec<Item> = Vec::new();
    for item in items {
        let own = item.text.trim_start_matches('"').to_lowercase();
        let list = if own.starts_with(&letters) {
            &mut first
        } else if own.contains(&letters) {
            &mut then
        } else {
            continue;
        };
        if item.text != typed && list.iter().all(|other| other.text != item.text) {
            list.push(item);
        }
    }
    first.extend(then);
    first.truncate(ITEMS_MAX);
    first
}

/// The text with an item put in, and where the cursor is then.
pub fn taken(text: &str, completions: &Completions, index: usize) -> Option<(String, usize)> {
    let item = completions.items.get(index)?;
    let Range { start, end } = completions.replace;
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    let has_space = after.starts_with(char::is_whitespace);
    let space = if item.is_open() || has_space { "" } else { " " };
    let cursor =
        before.len() + item.text.len() + usize::from(!item.is_open() && (!has_space || after.starts_with(' ')));
    Some((format!("{before}{}{space}{after}", item.text), cursor))
}

/// The place in bytes of one that counts as JavaScript does, in units of sixteen bits.
pub fn from_utf16(text: &str, units: usize) -> usize {
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += c.len_utf16();
    }
    text.len()
}

/// And back.
pub fn to_utf16(text: &str, bytes: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < bytes).map(|(_, c)| c.len_utf16()).sum()
}

#[cfg(test)]
mod tests;
