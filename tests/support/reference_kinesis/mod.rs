//! Kinesis once more, as plainly as can be: streams and shards as lists that are walked from end to end.
//!
//! It foretells every answer to puts, iterators, reads, splits and merges of provisioned streams. Its rules are written from
//! AWS's documentation and public recordings, not from the engine: sequence numbers are put together from hexadecimal digits
//! and turned into decimal ones by hand, and what is too old is left out at each read rather than swept away.

use queuelab::base::digest::md5_hex;
use std::collections::BTreeMap;

/// Milliseconds that a change of a stream takes.
const CHANGE: u64 = 20_000;
const DAY: u64 = 86_400_000;
/// Milliseconds for which an iterator is good.
const ITERATOR: u64 = 300_000;
/// Records in a second, and as many at once.
const RATE: u64 = 1_000;

/// An error's code.
pub type Code = &'static str;

/// What is put.
#[derive(Clone, Debug)]
pub struct Put {
    /// The partition key.
    pub key: String,
    /// The hash key that counts instead.
    pub explicit: Option<u128>,
    /// What it carries.
    pub data: String,
}

/// Where to begin.
#[derive(Clone, Debug)]
pub enum Kind {
    /// At the oldest record.
    Horizon,
    /// At what comes next.
    Latest,
    /// At a time in milliseconds since the lab's beginning.
    Time(u64),
    /// At a number.
    At(String),
    /// Behind a number.
    After(String),
}

/// Where a reader stands.
#[derive(Clone, Copy, Debug)]
pub struct Iter {
    /// The stream.
    pub stream: usize,
    /// The shard.
    pub shard: usize,
    count: u64,
    issued: u64,
}

/// A record as it is read: number, arrival, key and data.
pub type Given = (String, u64, String, String);

/// The answer to a read.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The records.
    pub records: Vec<Given>,
    /// Where to go on; nowhere at the end of a closed shard.
    pub next: Option<Iter>,
    /// Milliseconds since the first record came that is not among them.
    pub behind: u64,
    /// At the end of a closed shard, those that came after it, with their parents.
    pub children: Option<Vec<(String, Vec<String>)>>,
}

/// A shard as it is listed: name, parents, first and last hash key, first and last number.
pub type Listed = (String, Vec<String>, u128, u128, String, Option<String>);

#[derive(Clone, Debug)]
struct Record {
    count: u64,
    at: u64,
    key: String,
    data: String,
}

#[derive(Clone, Debug)]
struct Shard {
    number: usize,
    from: u128,
    to: u128,
    parents: Vec<usize>,
    created_secs: u64,
    closed: Option<u64>,
    records: Vec<Record>,
    /// How many records it takes at once, as of that time.
    room: (u64, u64),
    reads: Vec<u64>,
    iterators: Vec<u64>,
}

#[derive(Clone, Debug)]
enum Change {
    Split(usize, u128),
    Merge(usize, usize),
}

#[derive(Clone, Debug, Default)]
struct Stream {
    shards: Vec<Shard>,
    /// The last count of each five shards.
    counts: BTreeMap<usize, u64>,
    change: Option<(u64, Change)>,
}

/// All of it.
#[derive(Debug)]
pub struct Reference {
    now: u64,
    /// The lab's beginning in seconds since 1970.
    epoch: u64,
    streams: Vec<Stream>,
    /// What was reached, and how often.
    pub reached: BTreeMap<&'static str, u64>,
}

/// `shardId-000000000007`.
pub fn name(shard: usize) -> String {
    format!("shardId-{shard:012}")
}

/// A number of hexadecimal digits in decimal ones.
fn decimal(hex: &str) -> String {
    let mut digits = vec![0_u32];
    for digit in hex.chars().map(|digit| digit.to_digit(16).unwrap()) {
        let mut carry = digit;
        for place in digits.iter_mut().rev() {
            let value = *place * 16 + carry;
            (*place, carry) = (value % 10, value / 10);
        }
        while carry > 0 {
            digits.insert(0, carry % 10);
            carry /= 10;
        }
    }
    digits.iter().map(|digit| char::from_digit(*digit, 10).unwrap()).collect()
}

impl Shard {
    fn number(&self, count: u64, secs: u64) -> String {
        let (created, number) = (self.created_secs, self.number);
        decimal(&format!("2{created:09x}{:x}{count:016x}00{secs:09x}{number:08x}2", number % 16))
    }

    fn kept(&self, now: u64) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.at + DAY > now)
    }

    fn is_gone(&self, now: u64) -> bool {
        self.closed.is_some_and(|closed| closed + DAY <= now)
    }
}

/// At most five calls within a second.
fn admit(calls: &mut Vec<u64>, now: u64) -> bool {
    let recent = calls.iter().filter(|at| **at + 1_000 > now).count();
    if recent < 5 {
        calls.push(now);
    }
    recent < 5
}

impl Reference {
    /// Streams of so many equal shards each, made at this instant.
    pub fn new(epoch: u64, now: u64, shards: &[u32]) -> Self {
        let mut reference = Self { now, epoch, streams: Vec::new(), reached: BTreeMap::new() };
        for count in shards {
            let mut stream = Stream::default();
            // 2^128 itself has no place in the type.
            let count = u128::from(*count);
            let part = (u128::MAX / count).saturating_add(u128::from(u128::MAX % count + 1 == count));
            for index in 0..count {
                // The last one takes what cannot be divided.
                let to = if index + 1 == count { u128::MAX } else { (index + 1) * part - 1 };
                let from = if count == 1 { 0 } else { index * part };
                reference.open(&mut stream, from, to, Vec::new());
            }
            reference.streams.push(stream);
        }
        reference
    }

    fn open(&self, stream: &mut Stream, from: u128, to: u128, parents: Vec<usize>) {
        let late = u64::from(!parents.is_empty());
        for parent in &parents {
            stream.shards[*parent].closed = Some(self.now);
        }
        stream.shards.push(Shard {
            number: stream.shards.len(),
            from,
            to,
            parents,
            created_secs: self.epoch + self.now / 1_000 + late,
            closed: None,
            records: Vec::new(),
            room: (RATE, self.now),
            reads: Vec::new(),
            iterators: Vec::new(),
        });
    }

    fn note(&mut self, name: &'static str) {
        *self.reached.entry(name).or_insert(0) += 1;
    }

    /// Time passes; changes that are due are done.
    pub fn advance(&mut self, to: u64) {
        for index in 0..self.streams.len() {
            let Some((done, change)) = self.streams[index].change.clone().filter(|(done, _)| *done <= to) else {
                continue;
            };
            self.now = done;
            let mut stream = self.streams[index].clone();
            stream.change = None;
            match change {
                Change::Split(shard, at) => {
                    let (from, to) = (stream.shards[shard].from, stream.shards[shard].to);
                    self.open(&mut stream, from, at - 1, vec![shard]);
                    self.open(&mut stream, at, to, vec![shard]);
                    self.note("split");
                }
                Change::Merge(lower, upper) => {
                    let (from, to) = (stream.shards[lower].from, stream.shards[upper].to);
                    self.open(&mut stream, from, to, vec![lower, upper]);
                    self.note("merged");
                }
            }
            self.streams[index] = stream;
        }
        self.now = to;
    }

    /// Whether a shard that is over may or may not have been swept away.
    pub fn is_uncertain(&self, stream: usize) -> bool {
        let over = |shard: &Shard| shard.closed.map(|closed| closed + DAY);
        self.streams[stream].shards.iter().filter_map(over).any(|over| over <= self.now && self.now <= over + 1_000)
    }

    /// Where each record goes, and its number; none where the shard takes no more.
    pub fn put(&mut self, stream: usize, puts: &[Put]) -> Vec<Option<(String, String)>> {
        puts.iter().map(|put| self.put_one(stream, put)).collect()
    }

    fn put_one(&mut self, stream: usize, put: &Put) -> Option<(String, String)> {
        let (now, secs) = (self.now, self.epoch + self.now / 1_000);
        let hash = put.explicit.unwrap_or_else(|| u128::from_str_radix(&md5_hex(put.key.as_bytes()), 16).unwrap());
        let Stream { shards, counts, .. } = &mut self.streams[stream];
        let shard =
            shards.iter_mut().find(|shard| shard.closed.is_none() && shard.from <= hash && hash <= shard.to).unwrap();
        let room = RATE.min(shard.room.0 + (now - shard.room.1));
        shard.room = (room.saturating_sub(1), now);
        if room == 0 {
            self.note("a put was throttled");
            return None;
        }
        let count = counts.entry(shard.number / 5).or_insert(0);
        *count += 1;
        shard.records.push(Record { count: *count, at: now, key: put.key.clone(), data: put.data.clone() });
        Some((name(shard.number), shard.number(*count, secs)))
    }

    fn shard(&self, stream: usize, shard: usize) -> Result<&Shard, Code> {
        let found = self.streams[stream].shards.get(shard);
        found.filter(|shard| !shard.is_gone(self.now)).ok_or("ResourceNotFoundException")
    }

    /// An iterator.
    pub fn iterator(&mut self, stream: usize, shard: usize, kind: &Kind) -> Result<Iter, Code> {
        let found = self.shard(stream, shard)?;
        let next = self.streams[stream].counts.get(&(shard / 5)).copied().unwrap_or(0) + 1;
        let by_number = |text: &String| {
            // Numbers are only ever those of records of this stream.
            let record =
                found.records.iter().find(|record| found.number(record.count, self.epoch + record.at / 1_000) == *text);
            record.map(|record| record.count).ok_or("InvalidArgumentException")
        };
        let count = match kind {
            Kind::Horizon => 0,
            Kind::Latest => next,
            Kind::Time(at) if *at > self.now => return Err("InvalidArgumentException"),
            Kind::Time(at) => found.records.iter().find(|record| record.at >= *at).map_or(next, |record| record.count),
            Kind::At(text) => by_number(text)?,
            Kind::After(text) => by_number(text)? + 1,
        };
        let now = self.now;
        if !admit(&mut self.streams[stream].shards[shard].iterators, now) {
            self.note("an iterator was throttled");
            return Err("ProvisionedThroughputExceededException");
        }
        Ok(Iter { stream, shard, count, issued: now })
    }

    /// Reads up to so many records.
    pub fn read(&mut self, iter: Iter, limit: usize) -> Result<Answer, Code> {
        if self.now - iter.issued > ITERATOR {
            self.note("an iterator expired");
            return Err("ExpiredIteratorException");
        }
        self.shard(iter.stream, iter.shard)?;
        let now = self.now;
        if !admit(&mut self.streams[iter.stream].shards[iter.shard].reads, now) {
            self.note("a read was throttled");
            return Err("ProvisionedThroughputExceededException");
        }
        let shard = &self.streams[iter.stream].shards[iter.shard];
        let due: Vec<&Record> = shard.kept(now).filter(|record| record.count >= iter.count).collect();
        let given = &due[..due.len().min(limit)];
        let tell = |record: &&Record| {
            let number = shard.number(record.count, self.epoch + record.at / 1_000);
            (number, record.at, record.key.clone(), record.data.clone())
        };
        let is_over = shard.closed.is_some() && due.is_empty();
        let children = self.streams[iter.stream].shards.iter().filter(|child| child.parents.contains(&iter.shard));
        let tell_child =
            |child: &Shard| (name(child.number), child.parents.iter().map(|parent| name(*parent)).collect());
        let answer = Answer {
            records: given.iter().map(tell).collect(),
            next: (!is_over).then(|| Iter {
                count: given.last().map_or(iter.count, |last| last.count + 1),
                issued: now,
                ..iter
            }),
            behind: due.get(given.len()).map_or(0, |next| now - next.at),
            children: is_over.then(|| children.map(tell_child).collect()),
        };
        let (is_old, is_behind) = (shard.records.len() > shard.kept(now).count(), answer.behind > 0);
        for (name, is) in
            [("records had expired", is_old), ("a parent ended", is_over), ("a read was behind", is_behind)]
        {
            if is {
                self.note(name);
            }
        }
        Ok(answer)
    }

    /// Begins a split.
    pub fn split(&mut self, stream: usize, shard: usize, at: u128) -> Result<(), Code> {
        let found = self.shard(stream, shard)?;
        let fits = found.from.checked_add(1).is_some_and(|one| at > one) && at < found.to;
        if found.closed.is_some() || !fits {
            return Err("InvalidArgumentException");
        }
        self.begin(stream, Change::Split(shard, at))
    }

    /// Begins a merge.
    pub fn merge(&mut self, stream: usize, lower: usize, upper: usize) -> Result<(), Code> {
        let (below, above) = (self.shard(stream, lower)?, self.shard(stream, upper)?);
        let touch = below.to.checked_add(1) == Some(above.from);
        if !touch || below.closed.is_some() || above.closed.is_some() {
            return Err("InvalidArgumentException");
        }
        self.begin(stream, Change::Merge(lower, upper))
    }

    fn begin(&mut self, stream: usize, change: Change) -> Result<(), Code> {
        let done = self.now + CHANGE;
        let stream = &mut self.streams[stream];
        if stream.change.is_some() {
            return Err("ResourceInUseException");
        }
        stream.change = Some((done, change));
        Ok(())
    }

    /// Its shards.
    pub fn shards(&self, stream: usize) -> Vec<Listed> {
        let there = self.streams[stream].shards.iter().filter(|shard| !shard.is_gone(self.now));
        let listed = |shard: &Shard| {
            let parents = shard.parents.iter().map(|parent| name(*parent)).collect();
            let end = shard.closed.map(|at| shard.number(0x7fff_ffff_ffff_ffff, self.epoch + at / 1_000));
            (name(shard.number), parents, shard.from, shard.to, shard.number(0, shard.created_secs), end)
        };
        there.map(listed).collect()
    }
}
