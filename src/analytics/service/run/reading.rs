//! The source that is read: its shards, parents before children, how far each is, and what waits for the function before.
//!
//! One second after another each shard is asked once, with the iterator that its last answer gave. Source: "How It Works"
//! in the Kinesis Data Analytics developer guide; the Kinesis API for iterators.

use crate::base::collections::SortedMap;
use crate::clock::{Duration, Instant};
use std::sync::Arc;

/// The name of the one part of a delivery stream, which has no shards.
pub const WHOLE: &str = "delivery stream";

/// From where a shard is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// From the oldest record.
    TrimHorizon,
    /// From the first record at that instant or later.
    At(Instant),
    /// From behind the record of that number.
    After(Arc<str>),
}

/// A record of the source; those that the producer library packed into one stand each for itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceItem {
    /// Its number in the shard; empty in a delivery stream.
    pub sequence: Arc<str>,
    /// Its number in a packed record.
    pub part: u64,
    /// Its partition key; empty in a delivery stream.
    pub key: Arc<str>,
    /// When it came into the source.
    pub arrived: Instant,
    /// Its bytes.
    pub data: Arc<[u8]>,
}

/// A shard, as whoever has the stream tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShardInfo {
    /// Its id.
    pub id: Arc<str>,
    /// The shards that it came from.
    pub parents: Vec<Arc<str>>,
}

/// Records that the function before has, or will have again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch {
    /// The records.
    pub items: Arc<[SourceItem]>,
    /// Which attempt it is, from 1.
    pub attempt: u32,
    /// When the next attempt is; none while the function has them.
    pub next: Option<Instant>,
}

/// A shard that is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    parents: Arc<[Arc<str>]>,
    /// Its place among all shards, which decides its in-application stream.
    pub place: usize,
    /// From where it would be read anew.
    pub from: Position,
    /// Goes on where the last read ended.
    pub iterator: Option<Arc<str>>,
    /// Whether something is asked of it.
    pub is_asked: bool,
    /// Whether what was read last was the end of a closed shard.
    pub is_closed: bool,
    /// Whether all of it went in.
    pub is_done: bool,
    /// How far what was read last is behind (`MillisBehindLatest`).
    pub behind: Duration,
    /// What the function before has of it.
    pub batch: Option<Batch>,
}

/// A source at work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reading {
    shards: SortedMap<Arc<str>, Shard>,
    /// Whether shards are to be asked for.
    pub wants_shards: bool,
    /// Whether they are asked for.
    pub asks_shards: bool,
    next_place: usize,
    /// What a delivery stream gave since the last second.
    pub inbox: Vec<SourceItem>,
}

impl Reading {
    /// A stream whose shards are to be asked for.
    pub fn of_stream() -> Self {
        Self { wants_shards: true, ..Self::default() }
    }

    /// A delivery stream.
    pub fn of_delivery_stream() -> Self {
        let mut reading = Self::default();
        reading.add(ShardInfo { id: WHOLE.into(), parents: Vec::new() }, Position::TrimHorizon);
        reading
    }

    /// The shards in the order of their names.
    pub fn shards(&self) -> impl Iterator<Item = (&Arc<str>, &Shard)> {
        self.shards.iter()
    }

    /// One of them.
    pub fn shard(&self, id: &str) -> Option<&Shard> {
        self.shards.get(id)
    }

    /// One of them, to be changed.
    pub fn shard_mut(&mut self, id: &str) -> Option<&mut Shard> {
        self.shards.get_mut(id)
    }

    fn add(&mut self, info: ShardInfo, from: Position) {
        let shard = Shard {
            parents: info.parents.into(),
            place: self.next_place,
            from,
            iterator: None,
            is_asked: false,
            is_closed: false,
            is_done: false,
            behind: Duration::ZERO,
            batch: None,
        };
        self.next_place += 1;
        self.shards.insert(info.id, shard);
    }

    /// The shards that the stream has. New ones are read from where `from` says; at once with the first, from their
    /// beginning later, as they are children then. What the stream has no longer is forgotten.
    pub fn found(&mut self, infos: Vec<ShardInfo>, from: impl Fn(&str) -> Position) {
        (self.wants_shards, self.asks_shards) = (false, false);
        let is_first = self.shards.is_empty();
        let is_there = |id: &Arc<str>| infos.iter().any(|info| info.id == *id);
        self.shards.retain(|id, shard| is_there(id) || shard.batch.is_some());
        for info in infos {
            if !self.shards.contains_key(&info.id) {
                let from = if is_first { from(&info.id) } else { Position::TrimHorizon };
                self.add(info, from);
            }
        }
    }

    /// Shards that can be asked: nothing is asked of them, and their parents are unknown or done.
    pub fn idle(&self) -> Vec<Arc<str>> {
        let is_done = |parent: &Arc<str>| self.shards.get(parent).is_none_or(|parent| parent.is_done);
        let is_idle = |shard: &Shard| !shard.is_asked && !shard.is_done && shard.parents.iter().all(is_done);
        self.shards.iter().filter(|(_, shard)| is_idle(shard)).map(|(id, _)| id.clone()).collect()
    }

    /// All of what was read of a shard went in; answers whether that was its end.
    pub fn went_in(&mut self, id: &str, last: Option<Arc<str>>) -> bool {
        let Some(shard) = self.shards.get_mut(id) else { return false };
        shard.is_asked = false;
        shard.batch = None;
        shard.from = last.map_or_else(|| shard.from.clone(), Position::After);
        shard.is_done = shard.is_closed;
        let is_end = shard.is_done;
        self.wants_shards |= is_end;
        is_end
    }

    /// How far the source is read behind its newest record.
    pub fn behind(&self) -> Duration {
        self.shards.values().filter(|shard| !shard.is_done).map(|shard| shard.behind).max().unwrap_or(Duration::ZERO)
    }

    /// From where each shard would be read anew.
    pub fn positions(&self) -> SortedMap<Arc<str>, Position> {
        self.shards.iter().map(|(id, shard)| (id.clone(), shard.from.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(id: &str, parents: &[&str]) -> ShardInfo {
        ShardInfo { id: id.into(), parents: parents.iter().map(|parent| (*parent).into()).collect() }
    }

    fn idle(reading: &Reading) -> Vec<String> {
        reading.idle().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn children_are_read_when_their_parents_are_done() {
        let mut reading = Reading::of_stream();
        assert!(reading.wants_shards && reading.idle().is_empty());
        reading.found(vec![info("0", &[]), info("1", &["0"])], |_| Position::At(Instant::ZERO));
        assert_eq!(idle(&reading), ["0"]);
        reading.shard_mut("0").unwrap().is_asked = true;
        assert!(idle(&reading).is_empty());
        assert!(!reading.went_in("0", Some("7".into())), "it was not closed");
        assert_eq!(reading.shard("0").unwrap().from, Position::After("7".into()));
        reading.shard_mut("0").unwrap().is_closed = true;
        assert!(reading.went_in("0", None));
        assert_eq!((idle(&reading), reading.wants_shards), (vec!["1".to_owned()], true));
        // What comes later is a child and is read from its beginning; what is gone is forgotten.
        reading.found(vec![info("1", &["0"]), info("2", &["1"])], |_| Position::At(Instant::ZERO));
        assert_eq!(reading.shard("2").unwrap().from, Position::TrimHorizon);
        assert_eq!(reading.shard("1").unwrap().from, Position::At(Instant::ZERO));
        assert_eq!(reading.shards().count(), 2);
        assert_eq!(reading.shard("2").unwrap().place, 2, "places are not given twice");
    }
}
