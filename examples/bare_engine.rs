//! The engine without any host: a WebAssembly module that imports nothing.
//!
//! `tests/bare_engine.rs` looks at its imports and asks it for the digests of twenty labs; `tests/bench.mjs` measures it.
#![allow(unsafe_code, reason = "an exported name must be unmangled; nothing unsafe is done")]

#[path = "../tests/support/mod.rs"]
mod support;

use queuelab::call::Reply;
use queuelab::clock::Duration;
use queuelab::cloud::{Cloud, Dials, Submitted};
use queuelab::kinesis::api as kinesis;
use queuelab::limits::LimitSet;
use queuelab::sqs::Chance;
use queuelab::sqs::api::{self, *};

/// The digest of the lab of that number, 0 to 19.
// Sound: the name is no other item's, and the arguments are plain numbers.
#[unsafe(no_mangle)]
pub extern "C" fn run(index: u64) -> u64 {
    support::runs::run(index)
}

/// Sends, receives and deletes so many messages in batches of ten; answers how many were deleted.
// Sound: the name is no other item's, and the arguments are plain numbers.
#[unsafe(no_mangle)]
pub extern "C" fn lifecycle(messages: u64) -> u64 {
    let dials = Dials { chance: Chance::NEVER, ..Dials::default() };
    let mut cloud = Cloud::new(1, LimitSet::Now, dials);
    cloud.call(CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
    let entries: Vec<_> = (0..10)
        .map(|id: u32| SendMessageBatchRequestEntry {
            id: id.to_string(),
            message_body: "an order of ordinary length".to_owned(),
            ..SendMessageBatchRequestEntry::default()
        })
        .collect();
    let mut deleted = 0;
    while deleted < messages {
        cloud.call(SendMessageBatch { queue_url: "q".to_owned(), entries: entries.clone() });
        let receive =
            ReceiveMessage { queue_url: "q".to_owned(), max_number_of_messages: Some(10), ..ReceiveMessage::default() };
        let Submitted::Done(Ok(Reply::Sqs(api::Reply::ReceiveMessage(received)))) = cloud.call(receive) else {
            return deleted;
        };
        let entries: Vec<_> = (0_u64..)
            .zip(&received.messages)
            .map(|(id, message)| DeleteMessageBatchRequestEntry {
                id: id.to_string(),
                receipt_handle: message.receipt_handle.into(),
            })
            .collect();
        if entries.is_empty() {
            return deleted;
        }
        deleted += entries.len() as u64;
        cloud.call(DeleteMessageBatch { queue_url: "q".to_owned(), entries });
        cloud.drain_events();
    }
    deleted
}

/// Puts so many records in batches of five hundred into a stream of four shards, and reads them all, up to ten thousand at
/// once; answers how many came back.
// Sound: the name is no other item's, and the arguments are plain numbers.
#[unsafe(no_mangle)]
pub extern "C" fn stream(records: u64) -> u64 {
    let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
    let pass = |cloud: &mut Cloud, millis| {
        cloud.advance_to(cloud.now().after(Duration::from_millis(millis)), u64::MAX);
        cloud.drain_events();
    };
    let stream_name = Some("s".to_owned());
    let create = kinesis::CreateStream { stream_name: stream_name.clone(), shard_count: Some(4), ..Default::default() };
    cloud.call(kinesis::Request::from(create));
    pass(&mut cloud, 20_000);
    let entry = |number: u64| kinesis::PutRecordsRequestEntry {
        data: Some(b"a record of ordinary length".to_vec()),
        partition_key: Some(format!("truck_{}", number % 1_000)),
        explicit_hash_key: Some(((u128::MAX / 4) * u128::from(number % 4) + 9).to_string()),
    };
    let batch: Vec<_> = (0..500).map(entry).collect();
    for _ in 0..records.div_ceil(500) {
        let records = Some(batch.clone());
        let put = kinesis::PutRecords { stream_name: stream_name.clone(), records, ..Default::default() };
        cloud.call(kinesis::Request::from(put));
        pass(&mut cloud, 130);
    }
    (0..4).map(|shard| read(&mut cloud, shard, pass)).sum()
}

/// Reads a shard to its end; answers how many records there were.
fn read(cloud: &mut Cloud, shard: u32, pass: impl Fn(&mut Cloud, u64)) -> u64 {
    let request = kinesis::GetShardIterator {
        stream_name: Some("s".to_owned()),
        shard_id: Some(shard.to_string()),
        shard_iterator_type: Some("TRIM_HORIZON".to_owned()),
        ..Default::default()
    };
    let Submitted::Done(Ok(Reply::Kinesis(kinesis::Reply::GetShardIterator(begin)))) =
        cloud.call(kinesis::Request::from(request))
    else {
        return 0;
    };
    let (mut at, mut count) = (Some(begin.shard_iterator), 0);
    while let Some(shard_iterator) = at.take() {
        let request = kinesis::GetRecords { shard_iterator: Some(shard_iterator), ..Default::default() };
        let Submitted::Done(Ok(Reply::Kinesis(kinesis::Reply::GetRecords(read)))) =
            cloud.call(kinesis::Request::from(request))
        else {
            return count;
        };
        count += read.records.len() as u64;
        at = read.next_shard_iterator.filter(|_| !read.records.is_empty());
        pass(cloud, 1_000);
    }
    count
}
