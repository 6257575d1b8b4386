//! What the page does with streams, wherever it is asked to: cuts, and what works through them.

use super::lab::Lab;
use leptos::prelude::Set;
use queuelab::base::Arn;
use queuelab::call::CallResult;
use queuelab::kinesis::shard::ShardId;
use queuelab::kinesis::stream::StreamId;
use queuelab::lambda::FunctionId;
use queuelab::lambda::api::CreateEventSourceMapping;
use queuelab::t;
use queuelab::{kinesis, lambda};

/// The stream's ARN.
pub fn arn_of(lab: Lab, stream: u32) -> Option<Arn> {
    lab.peek(|session| session.cloud().kinesis().stream(StreamId(stream)).map(|stream| stream.key.arn()))
}

/// Calls Kinesis as whoever the reader acts as.
pub fn call(lab: Lab, request: impl Into<kinesis::api::Request>) -> CallResult {
    lab.call(request.into())
}

/// The same, with a refusal shown as a notice; true when it went.
pub fn try_call(lab: Lab, request: impl Into<kinesis::api::Request>) -> bool {
    lab.try_call(request.into())
}

/// Divides a shard at a hash key, given as text; says so when it has begun.
pub fn split(lab: Lab, stream: u32, shard: u32, key: String) -> CallResult {
    let result = call(
        lab,
        kinesis::api::SplitShard {
            stream_arn: arn_of(lab, stream).map(|arn| arn.to_string()),
            shard_to_split: Some(ShardId(shard).to_string()),
            new_starting_hash_key: Some(key),
            ..kinesis::api::SplitShard::default()
        },
    );
    if result.is_ok() {
        lab.cutting.set(None);
        lab.notify(t!("Shard {shard} is being divided; it goes on taking records until that is done.", shard), false);
    }
    result
}

/// Lets a function work through a stream from its beginning.
pub fn map(lab: Lab, stream: u32, function: u32) {
    let Some(arn) = arn_of(lab, stream) else { return };
    let Some(name) =
        lab.peek(|session| session.cloud().lambda().function(FunctionId(function)).map(|f| f.key.name.to_string()))
    else {
        return;
    };
    let request = CreateEventSourceMapping {
        event_source_arn: Some(arn.to_string()),
        function_name: name.clone(),
        starting_position: Some("TRIM_HORIZON".to_owned()),
        ..CreateEventSourceMapping::default()
    };
    if lab.try_call(lambda::api::Request::from(request)) {
        lab.notify(t!("{name} will work through {resource} from its beginning.", name, resource = arn.resource), false);
    }
}
