//! The engine without any host: a WebAssembly module that imports nothing.
//!
//! `tests/bare_engine.rs` looks at its imports and asks it for the digests of twenty labs; `tests/bench.mjs` measures it.
#![allow(unsafe_code, reason = "an exported name must be unmangled; nothing unsafe is done")]

#[path = "../tests/support/mod.rs"]
mod support;

use queuelab::call::Reply;
use queuelab::cloud::{Cloud, Dials, Submitted};
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
