//! Every pair of nodes has an answer, and every answer a sentence.

use super::*;
use crate::geometry::{Flow, Geometry, Placed};
use queuelab::actors::{
    ActorConfig, AgentConfig, ConsumerConfig, KclConfig, ProducerConfig, ReaderConfig, WriterConfig,
};
use queuelab::cloud::{Dials, Input, Submitted};
use queuelab::limits::LimitSet;
use queuelab::session::templates::Template;
use queuelab::sqs::api::CreateQueue;

/// Every node of every ready-made lab after a while, so that each kind is there.
fn labs() -> Vec<Cloud> {
    Template::ALL
        .into_iter()
        .map(|template| {
            let mut session = template.session();
            session.seek(queuelab::clock::Instant::from_millis(30_000));
            session.cloud().clone()
        })
        .collect()
}

fn kind(id: NodeId) -> String {
    id.to_string().split('-').next().unwrap_or_default().to_owned()
}

/// A node of every kind, though none of them is there.
const EVERY_KIND: [fn(u32) -> NodeId; 11] = [
    NodeId::Queue,
    NodeId::Actor,
    NodeId::Topic,
    NodeId::Bucket,
    NodeId::Alarm,
    NodeId::Function,
    NodeId::Endpoint,
    NodeId::Crowd,
    NodeId::Stream,
    NodeId::DeliveryStream,
    NodeId::Application,
];

/// What is done may begin with the name of a node; why it is not never does.
fn is_sentence(answer: &Result<Wiring, Reason>, cloud: &Cloud) -> bool {
    let text = match answer {
        Ok(wiring) => wiring.says(cloud),
        Err(reason) => reason.text().to_owned(),
    };
    let begins = answer.is_ok() || text.starts_with(char::is_uppercase);
    text.len() > 15 && text.ends_with('.') && begins && !text.contains("  ") && !text.contains("..")
}

#[test]
fn every_pair_of_kinds_has_an_answer_and_a_sentence() {
    let cloud = Cloud::new(1, LimitSet::Now, Dials::default());
    for a in EVERY_KIND {
        for b in EVERY_KIND {
            let answer = verdict(&cloud, a(70), b(71));
            assert!(is_sentence(&answer, &cloud), "{} and {}: {answer:?}", a(70), b(71));
        }
    }
}

#[test]
fn every_pair_of_nodes_of_every_lab_has_an_answer_whichever_way_it_is_named() {
    let mut kinds = std::collections::BTreeSet::new();
    for cloud in labs() {
        let nodes: Vec<NodeId> =
            Geometry::of(&cloud, &Placed::new(), Flow::Across).nodes.iter().map(|node| node.id).collect();
        for a in &nodes {
            assert!(!naming::name(&cloud, *a).is_empty(), "{a}");
            for b in &nodes {
                let answer = verdict(&cloud, *a, *b);
                assert!(is_sentence(&answer, &cloud), "{a} and {b}: {answer:?}");
                kinds.insert((kind(*a), kind(*b)));
                let queues = matches!((a, b), (NodeId::Queue(_), NodeId::Queue(_)));
                let words =
                    |answer: Result<Wiring, Reason>| answer.map_err(|reason| matches!(reason, Reason::Already(_)));
                assert!(queues || words(answer) == words(verdict(&cloud, *b, *a)), "{a} and {b}");
            }
        }
    }
    assert!(kinds.len() > 60, "{kinds:?}");
}

/// What is drawn as a connection of actors and topics is one already.
#[test]
fn what_is_linked_is_connected_already() {
    for cloud in labs() {
        for link in Geometry::of(&cloud, &Placed::new(), Flow::Across).links {
            let is_actor = matches!((link.source, link.target), (NodeId::Actor(_), other) | (other, NodeId::Actor(_)) if !matches!(other, NodeId::Bucket(_)));
            let is_topic = matches!(link.source, NodeId::Topic(_));
            if is_actor || is_topic {
                let answer = verdict(&cloud, link.source, link.target);
                assert!(matches!(answer, Err(Reason::Already(_))), "{link:?}: {answer:?}");
            }
        }
    }
}

#[test]
fn each_kind_of_program_works_with_what_it_can() {
    let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
    let configs = [
        ActorConfig::Producer(ProducerConfig::default()),
        ActorConfig::Consumer(ConsumerConfig::default()),
        ActorConfig::Writer(Box::<WriterConfig>::default()),
        ActorConfig::Kcl(Box::<KclConfig>::default()),
        ActorConfig::Reader(Box::<ReaderConfig>::default()),
        ActorConfig::Agent(Box::<AgentConfig>::default()),
    ];
    for config in configs {
        assert!(matches!(cloud.apply(&Input::AddActor(config)), Submitted::Added(_)));
    }
    cloud.call(CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
    cloud.call(queuelab::sns::api::CreateTopic { name: "t".to_owned(), ..queuelab::sns::api::CreateTopic::default() });
    cloud.call(queuelab::kinesis::api::Request::from(queuelab::kinesis::api::CreateStream {
        stream_name: Some("s".to_owned()),
        shard_count: Some(1),
        ..queuelab::kinesis::api::CreateStream::default()
    }));
    let actors: Vec<u32> = cloud.actors().map(|actor| actor.id.0).collect();
    let can = |place: NodeId| -> Vec<bool> {
        actors.iter().map(|actor| verdict(&cloud, NodeId::Actor(*actor), place).is_ok()).collect()
    };
    let queue = NodeId::Queue(cloud.sqs().queues().next().unwrap().id.0);
    let topic = NodeId::Topic(cloud.sns().topics().next().unwrap().id.0);
    let stream = NodeId::Stream(cloud.kinesis().streams().next().unwrap().id.0);
    assert_eq!(can(queue), [true, true, false, false, false, false]);
    assert_eq!(can(topic), [true, false, false, false, false, false]);
    assert_eq!(can(stream), [false, false, true, true, true, true]);
}

#[test]
fn dead_letters_go_to_a_queue_of_the_same_type_and_not_twice() {
    let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
    for name in ["a", "b"] {
        cloud.call(CreateQueue { queue_name: name.to_owned(), ..CreateQueue::default() });
    }
    let attributes = [("FifoQueue".to_owned(), "true".to_owned())].into();
    cloud.call(CreateQueue { queue_name: "c.fifo".to_owned(), attributes, ..CreateQueue::default() });
    let ids: Vec<NodeId> = cloud.sqs().queues().map(|queue| NodeId::Queue(queue.id.0)).collect();
    let (a, b, c) = (ids[0], ids[1], ids[2]);
    assert!(matches!(verdict(&cloud, a, b), Ok(Wiring::DeadLetter { .. })));
    assert!(matches!(verdict(&cloud, a, c), Err(Reason::Never(text)) if text.contains("same type")));
    assert!(verdict(&cloud, a, a).is_err());
}
