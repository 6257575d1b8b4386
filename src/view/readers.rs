//! Readers of streams and agents in words.

use super::describe::{millis, number};
use crate::actors::{AgentEvent, ReaderEvent};

fn records(count: u64) -> String {
    format!("{} record{}", number(count), if count == 1 { "" } else { "s" })
}

/// What a reader did, as one sentence without a full stop.
pub(super) fn reader_sentence(name: &str, event: &ReaderEvent) -> String {
    match event {
        ReaderEvent::Began { shard, from } => format!("{name} begins to read shard {shard} from {from}"),
        ReaderEvent::Worked { shard, records: count, slowest_ms } => format!(
            "{name} worked on {} of shard {shard}; the slowest was done {} after its put",
            records(*count),
            millis(*slowest_ms)
        ),
        ReaderEvent::OutOfOrder { shard, records: count, key } => format!(
            "{name} worked on {} of shard {shard} after younger ones of the same key, first of {key}: it reads \
             children while it still has records of their parents",
            records(*count)
        ),
        ReaderEvent::IteratorExpired { shard } => {
            format!("The iterator of {name} for shard {shard} was older than five minutes; it asks for another one")
        }
        ReaderEvent::ShardEnded { shard, children } if children.is_empty() => {
            format!("{name} has read shard {shard} to its end")
        }
        ReaderEvent::ShardEnded { shard, children } => {
            let children: Vec<String> = children.iter().map(u32::to_string).collect();
            format!("{name} has read shard {shard} to its end; after it came {}", children.join(" and "))
        }
        ReaderEvent::Renewed { shard } => {
            format!("The subscription of {name} to shard {shard} has ended; it subscribes again")
        }
        ReaderEvent::Failed { operation, code } => {
            format!("{name} gave {operation} up for now: {code}")
        }
    }
}

/// What an agent did, as one sentence without a full stop.
pub(super) fn agent_sentence(name: &str, event: &AgentEvent) -> String {
    match event {
        AgentEvent::Followed { from: 0 } => format!("{name} follows its file from the beginning"),
        AgentEvent::Followed { from } => format!("{name} follows its file from byte {} on", number(*from)),
        AgentEvent::Rotated => format!("{name} finds another file in the place of the one before, and begins with it"),
        AgentEvent::Sent { records: count, because } => {
            let because = match *because {
                "its age" => "the first has waited long enough",
                "its bytes" => "there is no room for more bytes",
                _ => "the buffer has as many records as it may",
            };
            format!("{name} sends {}, as {because}", records(*count))
        }
        AgentEvent::Failed { records: count, code, again_ms } => {
            format!("{} of {name} not taken ({code}); sent again in {}", records(*count), millis(*again_ms))
        }
        AgentEvent::Truncated => format!("{name} cut a record of more than 1,000 KB"),
        AgentEvent::Misconfigured { why } => format!("{name} does not start. {}", why.trim_end_matches('.')),
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
