//! Readers against a shard that has what it was given, and a function that fails on what it is told to.

mod cases;
#[cfg(not(target_arch = "wasm32"))]
mod random;

use super::*;
use crate::base::AccountId;
use crate::clock::Epoch;
use crate::lambda::api;
use crate::lambda::mappings::source::Source;
use serde_json::{Value, json};
use uuid::Uuid;

const STREAM: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
/// A day, as streams keep records unless told otherwise.
const RETENTION: Duration = Duration::from_secs(86_400);

/// The ids and the data of a batch.
type Batch = Vec<(String, String)>;

/// How the function answers: to the ids and the data of a batch.
type Code = fn(&[(String, String)]) -> Ending;

fn well(_: &[(String, String)]) -> Ending {
    Ending::Answered("null".into())
}

fn fails_on_poison(batch: &[(String, String)]) -> Ending {
    let is_bad = batch.iter().any(|(_, data)| data.contains("poison"));
    if is_bad { Ending::Failed } else { well(batch) }
}

fn reports_poison(batch: &[(String, String)]) -> Ending {
    let bad = batch.iter().filter(|(_, data)| data.contains("poison"));
    let items: Vec<Value> = bad.map(|(id, _)| json!({ "itemIdentifier": id })).collect();
    Ending::Answered(json!({ "batchItemFailures": items }).to_string().into())
}

/// A shard, its reader, and a function that takes a second.
struct Bench {
    reader: ShardReader,
    now: Instant,
    shard: Vec<StreamRecord>,
    is_closed: bool,
    code: Code,
    running: Vec<(Instant, usize, Batch)>,
    /// What the function got: when, and the data of each batch.
    got: Vec<(u64, Vec<String>)>,
    payloads: Vec<String>,
    handled: Vec<String>,
    discarded: Vec<Discarded>,
    reads: Vec<(u64, Position)>,
    is_drained: bool,
    runs: u128,
}

fn rules(change: impl FnOnce(&mut Settings, &mut crate::lambda::mappings::StreamSettings)) -> StreamRules {
    let source = Source::of(STREAM.parse().unwrap()).unwrap();
    let mut settings = Settings::of(&source);
    let mut stream = settings.stream.clone().unwrap();
    change(&mut settings, &mut stream);
    settings.stream = Some(stream);
    let context = Context {
        shard: "shardId-000000000000".into(),
        source: source.arn.clone(),
        stream: source.arn,
        role: "arn:aws:iam::000000000000:role/f".into(),
        function: "arn:aws:lambda:us-east-1:000000000000:function:f".into(),
        account: AccountId::DEFAULT,
        epoch: Epoch::DEFAULT,
    };
    StreamRules::of(&settings, context, RETENTION, false, 6_291_456)
}

impl Bench {
    fn new(code: Code, change: impl FnOnce(&mut Settings, &mut crate::lambda::mappings::StreamSettings)) -> Self {
        Self::from(Position::TrimHorizon, code, change)
    }

    fn from(
        start: Position,
        code: Code,
        change: impl FnOnce(&mut Settings, &mut crate::lambda::mappings::StreamSettings),
    ) -> Self {
        let (reader, orders) = ShardReader::new(Instant::ZERO, rules(change), start);
        let mut bench = Self {
            reader,
            now: Instant::ZERO,
            shard: Vec::new(),
            is_closed: false,
            code,
            running: Vec::new(),
            got: Vec::new(),
            payloads: Vec::new(),
            handled: Vec::new(),
            discarded: Vec::new(),
            reads: Vec::new(),
            is_drained: false,
            runs: 0,
        };
        bench.carry_out(orders);
        bench
    }

    /// A record comes into the shard now.
    fn put(&mut self, key: &str, data: &str) {
        let sequence = format!("{:05}", self.shard.len() + 1).into();
        let data: Arc<[u8]> = data.as_bytes().into();
        self.shard.push(StreamRecord { sequence, partition_key: key.into(), arrived: self.now, data });
    }

    fn carry_out(&mut self, orders: Vec<StreamOrder>) {
        for order in orders {
            match order {
                StreamOrder::Read { from, limit, .. } => {
                    self.reads.push((self.now.as_millis(), from.clone()));
                    let is_wanted = |record: &&StreamRecord| match &from {
                        Position::TrimHorizon => true,
                        Position::Latest => false,
                        Position::Since(at) => record.arrived >= *at,
                        Position::AtTimestamp(at) => Epoch::DEFAULT.unix_secs(record.arrived) >= at.cast_unsigned(),
                        Position::After(sequence) => record.sequence > *sequence,
                    };
                    let found: Vec<_> = self.shard.iter().filter(is_wanted).take(limit).cloned().collect();
                    let is_last = found.last().is_none_or(|last| Some(last) == self.shard.last());
                    let orders = self.reader.received(self.now, found, self.is_closed && is_last);
                    self.carry_out(orders);
                }
                StreamOrder::Invoke { lane, payload, records, .. } => {
                    let event: Value = serde_json::from_str(&payload).unwrap();
                    let read = |record: &Value| {
                        let kinesis = &record["kinesis"];
                        let data = kinesis["data"].as_str().unwrap();
                        let data = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data).unwrap();
                        (kinesis["sequenceNumber"].as_str().unwrap().to_owned(), String::from_utf8(data).unwrap())
                    };
                    let batch: Vec<_> = event["Records"].as_array().unwrap().iter().map(read).collect();
                    assert_eq!(batch.len(), records);
                    assert!(payload.len() <= 6_291_456);
                    self.got.push((self.now.as_millis(), batch.iter().map(|(_, data)| data.clone()).collect()));
                    self.payloads.push(payload.to_string());
                    self.running.push((self.now.after(Duration::from_secs(1)), lane, batch));
                }
                StreamOrder::Discard(discarded) => self.discarded.push(*discarded),
                StreamOrder::Drained => self.is_drained = true,
            }
        }
    }

    /// Time passes, and what falls due on the way happens.
    fn until(&mut self, secs: u64) {
        let end = Instant::from_millis(secs * 1_000);
        loop {
            let ends = self.running.iter().map(|(at, ..)| *at).min();
            let due = [ends, self.reader.next_due()].into_iter().flatten().min().filter(|due| *due <= end);
            let Some(due) = due else { break };
            self.now = self.now.max(due);
            let orders = match self.running.iter().position(|(at, ..)| *at <= due) {
                Some(place) => {
                    let (_, lane, batch) = self.running.remove(place);
                    let ending = (self.code)(&batch);
                    self.runs += 1;
                    let before = self.reader.totals.succeeded;
                    let orders = self.reader.ended(self.now, lane, Uuid::from_u128(self.runs), &ending);
                    let done = usize::try_from(self.reader.totals.succeeded - before).unwrap();
                    self.handled.extend(batch.into_iter().take(done).map(|(_, data)| data));
                    orders
                }
                None => self.reader.wake(self.now),
            };
            self.carry_out(orders);
        }
        self.now = end;
    }

    fn batches(&self) -> Vec<Vec<&str>> {
        self.got.iter().map(|(_, batch)| batch.iter().map(String::as_str).collect()).collect()
    }
}
