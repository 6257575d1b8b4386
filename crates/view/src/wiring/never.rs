//! Pairs of nodes that never meet, each with what would serve instead.

use super::NodeId;
use queuelab::t;

/// What a kind of node is called at the beginning of a sentence, and whom it meets.
fn of(id: NodeId) -> (&'static str, &'static str) {
    match id {
        NodeId::Queue(_) => (
            t!("A queue"),
            t!("gets messages from producers, topics and buckets, and is read by consumers and functions"),
        ),
        NodeId::Actor(_) => (t!("A program"), t!("works with queues, topics and streams")),
        NodeId::Topic(_) => (t!("A topic"), t!("delivers to queues, functions, delivery streams and endpoints")),
        NodeId::Bucket(_) => {
            (t!("A bucket"), t!("tells queues, topics and functions, and takes what delivery streams deliver"))
        }
        NodeId::Alarm(_) => (t!("An alarm"), t!("watches queues, topics, streams and functions, and tells topics")),
        NodeId::Function(_) => (t!("A function"), t!("works through queues and streams, and subscribes to topics")),
        NodeId::Endpoint(_) => (t!("An endpoint"), t!("subscribes to topics")),
        NodeId::Crowd(_) => (t!("These subscribers"), t!("belong to their one topic; its panel changes them")),
        NodeId::Stream(_) => (
            t!("A data stream"),
            t!("gets records from producers, and is read by readers, functions, delivery streams and applications"),
        ),
        NodeId::DeliveryStream(_) => (
            t!("A delivery stream"),
            t!("gets records from producers, topics or one data stream, and delivers to buckets and endpoints"),
        ),
        NodeId::Application(_) => {
            (t!("An SQL application"), t!("reads a stream, and sends rows to streams and functions"))
        }
    }
}

/// Why two nodes cannot meet.
pub(super) fn sentence(a: NodeId, b: NodeId) -> String {
    let text = match (a, b) {
        (NodeId::Actor(_), NodeId::Actor(_)) => {
            t!("Programs meet in a queue or a stream: connect each of them with one.")
        }
        (NodeId::Topic(_), NodeId::Topic(_)) => t!("A topic cannot subscribe to a topic."),
        (NodeId::Function(_), NodeId::Function(_)) => {
            t!("Functions reach each other through a queue, a topic or a stream: connect each of them with one.")
        }
        (NodeId::Topic(_), NodeId::Stream(_)) | (NodeId::Stream(_), NodeId::Topic(_)) => {
            t!("A topic cannot deliver to a data stream: subscribe a delivery stream or a function to it.")
        }
        (NodeId::Queue(_), NodeId::Stream(_)) | (NodeId::Stream(_), NodeId::Queue(_)) => {
            t!(
                "Nothing flows between a queue and a stream by itself: let a function work through the one and send to the other."
            )
        }
        (NodeId::Bucket(_), NodeId::Bucket(_)) => t!("Buckets do not copy to each other here."),
        (NodeId::Stream(_), NodeId::Stream(_)) => {
            t!("A stream does not feed a stream by itself: put an SQL application or a function between them.")
        }
        (NodeId::Actor(_), NodeId::Function(_)) | (NodeId::Function(_), NodeId::Actor(_)) => {
            t!(
                "Programs do not call functions here: let the program send to a queue, topic or stream that the function works through."
            )
        }
        (NodeId::Endpoint(_) | NodeId::Crowd(_), other) | (other, NodeId::Endpoint(_) | NodeId::Crowd(_)) => {
            let (name, meets) = of(other);
            return match other {
                NodeId::Crowd(_) | NodeId::Endpoint(_) => {
                    t!("Endpoints subscribe to topics, not to each other.").to_owned()
                }
                NodeId::DeliveryStream(_) => t!(
                    "Whether a delivery stream delivers to an endpoint is said in its form, when it is made or edited."
                )
                .to_owned(),
                _ => t!("Endpoints subscribe to topics. {name} {meets}.", name, meets),
            };
        }
        _ => {
            let ((one, meets), (other, also)) = (of(a), of(b));
            return if one == other { format!("{one} {meets}.") } else { format!("{one} {meets}. {other} {also}.") };
        }
    };
    text.to_owned()
}
