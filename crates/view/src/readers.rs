//! Readers of streams and agents in words.

use super::describe::{millis, number, record_count};
use queuelab::actors::{AgentEvent, ReaderEvent};
use queuelab::t;

/// What a reader did, as one sentence without a full stop.
pub(super) fn reader_sentence(name: &str, event: &ReaderEvent) -> String {
    match event {
        ReaderEvent::Began { shard, from } => t!("{name} begins to read shard {shard} from {from}", name, shard, from),
        ReaderEvent::Worked { shard, records: count, slowest_ms } => t!(
            "{name} worked on {records} of shard {shard}; the slowest was done {span} after its put",
            name,
            records = record_count(*count),
            shard,
            span = millis(*slowest_ms)
        ),
        ReaderEvent::OutOfOrder { shard, records: count, key } => t!(
            "{name} worked on {records} of shard {shard} after younger ones of the same key, first of {key}: it reads \
             children while it still has records of their parents",
            name,
            records = record_count(*count),
            shard,
            key
        ),
        ReaderEvent::IteratorExpired { shard } => {
            t!(
                "The iterator of {name} for shard {shard} was older than five minutes; it asks for another one",
                name,
                shard
            )
        }
        ReaderEvent::ShardEnded { shard, children } if children.is_empty() => {
            t!("{name} has read shard {shard} to its end", name, shard)
        }
        ReaderEvent::ShardEnded { shard, children } => {
            let children: Vec<String> = children.iter().map(u32::to_string).collect();
            t!(
                "{name} has read shard {shard} to its end; after it came {children}",
                name,
                shard,
                children = children.join(t!(" and "))
            )
        }
        ReaderEvent::Renewed { shard } => {
            t!("The subscription of {name} to shard {shard} has ended; it subscribes again", name, shard)
        }
        ReaderEvent::Failed { operation, code } => {
            t!("{name} gave {operation} up for now: {code}", name, operation, code)
        }
    }
}

/// What an agent did, as one sentence without a full stop.
pub(super) fn agent_sentence(name: &str, event: &AgentEvent) -> String {
    match event {
        AgentEvent::Followed { from: 0 } => t!("{name} follows its file from the beginning", name),
        AgentEvent::Followed { from } => t!("{name} follows its file from byte {from} on", name, from = number(*from)),
        AgentEvent::Rotated => t!("{name} finds another file in the place of the one before, and begins with it", name),
        AgentEvent::Sent { records: count, because } => {
            let because = match *because {
                "its age" => t!("the first has waited long enough"),
                "its bytes" => t!("there is no room for more bytes"),
                _ => t!("the buffer has as many records as it may"),
            };
            t!("{name} sends {records}, as {because}", name, records = record_count(*count), because)
        }
        AgentEvent::Failed { records: count, code, again_ms } => {
            t!(
                "{records} of {name} not taken ({code}); sent again in {span}",
                records = record_count(*count),
                name,
                code,
                span = millis(*again_ms)
            )
        }
        AgentEvent::Truncated => t!("{name} cut a record of more than 1,000 KB", name),
        AgentEvent::Misconfigured { why } => {
            t!("{name} does not start. {reason}", name, reason = why.trim_end_matches('.'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_reads_well() {
        let read = |event| reader_sentence("A", &event);
        assert_eq!(
            read(ReaderEvent::Worked { shard: 0, records: 1, slowest_ms: 71 }),
            "A worked on 1 record of shard 0; the slowest was done 71 ms after its put"
        );
        assert_eq!(
            read(ReaderEvent::ShardEnded { shard: 1, children: vec![2, 3] }),
            "A has read shard 1 to its end; after it came 2 and 3"
        );
        let sent = AgentEvent::Sent { records: 500, because: "its records" };
        assert_eq!(agent_sentence("B", &sent), "B sends 500 records, as the buffer has as many records as it may");
    }
}
