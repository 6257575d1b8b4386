//! Which events the log's filter lets through, and all of them as a file.

use leptos::prelude::*;
use queuelab::cloud::Event;
use queuelab::session::Session;
use queuelab_view::describe::sentence;
use queuelab_view::log::Kind;
use std::sync::Arc;

/// With a filter, so many of the newest events are looked through.
const SCAN_MAX: u64 = 20_000;

/// The rows that the filter lets through.
#[derive(Clone, Default, PartialEq)]
pub enum Hits {
    /// None.
    #[default]
    None,
    /// All events from one number to before another.
    All(u64, u64),
    /// These.
    Some(Arc<Vec<u64>>),
}

impl Hits {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::All(from, to) => usize::try_from(to - from).unwrap_or(usize::MAX),
            Self::Some(seqs) => seqs.len(),
        }
    }

    /// The place of an event among them.
    pub fn index_of(&self, seq: u64) -> Option<usize> {
        match self {
            Self::None => None,
            Self::All(from, to) => (*from..*to).contains(&seq).then(|| usize::try_from(seq - from).ok())?,
            Self::Some(seqs) => seqs.binary_search(&seq).ok(),
        }
    }

    /// The number of the event at a place.
    pub fn at(&self, index: usize) -> Option<u64> {
        match self {
            Self::None => None,
            Self::All(from, to) => Some(from + index as u64).filter(|seq| seq < to),
            Self::Some(seqs) => seqs.get(index).copied(),
        }
    }
}

/// How far a filter has been applied.
#[derive(Clone, Default)]
pub struct Scan {
    history: u64,
    filter: (String, Vec<Kind>),
    until: u64,
    seqs: Arc<Vec<u64>>,
}

/// What a filter lets through. What has been looked at already is not looked at again while the history is the same.
pub fn hits(session: &Session, filter: (String, Vec<Kind>), history: u64, scan: StoredValue<Scan>) -> Hits {
    let next = session.cloud().next_seq();
    let first = session.timeline().first_event();
    if filter.0.is_empty() && filter.1.is_empty() {
        return Hits::All(first.min(next), next);
    }
    let mut known = scan.get_value();
    if known.filter != filter || known.history != history {
        known = Scan { history, filter, until: 0, seqs: Arc::default() };
    }
    if known.until > next {
        let keep = known.seqs.partition_point(|seq| *seq < next);
        Arc::make_mut(&mut known.seqs).truncate(keep);
        known.until = next;
    }
    let from = known.until.max(next.saturating_sub(SCAN_MAX)).max(first);
    let (text, kinds) = (&known.filter.0, &known.filter.1);
    let passes = |event: &&Event| {
        (kinds.is_empty() || kinds.contains(&Kind::of(&event.kind)))
            && (text.is_empty() || sentence(session.cloud(), event).to_lowercase().contains(text))
    };
    let new: Vec<u64> = session.events_since(from).filter(passes).map(|event| event.seq).collect();
    if !new.is_empty() {
        Arc::make_mut(&mut known.seqs).extend(new);
    }
    known.until = next;
    let seqs = known.seqs.clone();
    scan.set_value(known);
    Hits::Some(seqs)
}

/// All listed events up to the present, one object each.
pub fn json(session: &Session) -> String {
    let object = |event: &Event| {
        let kind = Kind::ALL.iter().find(|(kind, _)| *kind == Kind::of(&event.kind)).map_or("", |(_, word)| *word);
        serde_json::json!({
            "seq": event.seq,
            "atMs": event.at.as_millis(),
            "after": event.after,
            "request": event.request.0,
            "kind": kind,
            "text": sentence(session.cloud(), event),
        })
        .to_string()
    };
    let lines: Vec<String> = session.events().map(object).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
