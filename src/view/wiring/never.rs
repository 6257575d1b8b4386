//! Pairs of nodes that never meet, each with what would serve instead.

use super::NodeId;

/// What a kind of node is called at the beginning of a sentence, and whom it meets.
const fn of(id: NodeId) -> (&'static str, &'static str) {
    match id {
        NodeId::Queue(_) => {
            ("A queue", "gets messages from producers, topics and buckets, and is read by consumers and functions")
        }
        NodeId::Actor(_) => ("A program", "works with queues, topics and streams"),
        NodeId::Topic(_) => ("A topic", "delivers to queues, functions, delivery streams and endpoints"),
        NodeId::Bucket(_) => {
            ("A bucket", "tells queues, topics and functions, and takes what delivery streams deliver")
        }
        NodeId::Alarm(_) => ("An alarm", "watches queues, topics, streams and functions, and tells topics"),
        NodeId::Function(_) => ("A function", "works through queues and streams, and subscribes to topics"),
        NodeId::Endpoint(_) => ("An endpoint", "subscribes to topics"),
        NodeId::Crowd(_) => ("These subscribers", "belong to their one topic; its panel changes them"),
        NodeId::Stream(_) => (
            "A data stream",
            "gets records from producers, and is read by readers, functions, delivery streams and applications",
        ),
        NodeId::DeliveryStream(_) => (
            "A delivery stream",
            "gets records from producers, topics or one data stream, and delivers to buckets and endpoints",
        ),
        NodeId::Application(_) => ("An SQL application", "reads a stream, and sends rows to streams and functions"),
    }
}

/// Why two nodes cannot meet.
pub(super) fn sentence(a: NodeId, b: NodeId) -> String {
    let text = match (a, b) {
        (NodeId::Actor(_), NodeId::Actor(_)) => "Programs meet in a queue or a stream: connect each of them with one.",
        (NodeId::Topic(_), NodeId::Topic(_)) => "A topic cannot subscribe to a topic.",
        (NodeId::Function(_), NodeId::Function(_)) => {
            "Functions reach each other through a queue, a topic or a stream: connect each of them with one."
        }
        (NodeId::Topic(_), NodeId::Stream(_)) | (NodeId::Stream(_), NodeId::Topic(_)) => {
            "A topic cannot deliver to a data stream: subscribe a delivery stream or a function to it."
        }
        (NodeId::Queue(_), NodeId::Stream(_)) | (NodeId::Stream(_), NodeId::Queue(_)) => {
            "Nothing flows between a queue and a stream by itself: let a function work through the one and send to the other."
        }
        (NodeId::Bucket(_), NodeId::Bucket(_)) => "Buckets do not copy to each other here.",
        (NodeId::Stream(_), NodeId::Stream(_)) => {
            "A stream does not feed a stream by itself: put an SQL application or a function between them."
        }
        (NodeId::Actor(_), NodeId::Function(_)) | (NodeId::Function(_), NodeId::Actor(_)) => {
            "Programs do not call functions here: let the program send to a queue, topic or stream that the function works through."
        }
        (NodeId::Endpoint(_) | NodeId::Crowd(_), other) | (other, NodeId::Endpoint(_) | NodeId::Crowd(_)) => {
            let (name, meets) = of(other);
            return match other {
                NodeId::Crowd(_) | NodeId::Endpoint(_) => {
                    "Endpoints subscribe to topics, not to each other.".to_owned()
                }
                NodeId::DeliveryStream(_) => {
                    "Whether a delivery stream delivers to an endpoint is said in its form, when it is made or edited."
                        .to_owned()
                }
                _ => format!("Endpoints subscribe to topics. {name} {meets}."),
            };
        }
        _ => {
            let ((one, meets), (other, also)) = (of(a), of(b));
            return if one == other { format!("{one} {meets}.") } else { format!("{one} {meets}. {other} {also}.") };
        }
    };
    text.to_owned()
}
