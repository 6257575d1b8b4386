//! Whole labs are copied, and every node is deleted.

use super::*;
use crate::NodeId;
use crate::geometry::{Flow, Geometry, LinkKind, Placed};
use queuelab::cloud::{Cloud, Submitted};
use queuelab::session::Session;
use queuelab::session::templates::Template;

fn after(template: Template, millis: u64) -> Session {
    let mut session = template.session();
    session.seek(queuelab::clock::Instant::from_millis(millis));
    session
}

fn nodes(cloud: &Cloud) -> Vec<NodeId> {
    Geometry::of(cloud, &Placed::new(), Flow::Across).nodes.iter().map(|node| node.id).collect()
}

/// Links as pairs of what they connect, without those that lead outside or depend on what has flowed.
fn links(cloud: &Cloud) -> Vec<(NodeId, NodeId)> {
    let all = Geometry::of(cloud, &Placed::new(), Flow::Across).links.into_iter();
    let mut pairs: Vec<_> = all
        .filter(|link| link.kind != LinkKind::Store)
        .map(|link| (link.source, link.target))
        .filter(|(a, b)| [a, b].into_iter().all(|id| !matches!(id, NodeId::Endpoint(_) | NodeId::Crowd(_))))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Does all inputs, and answers what was refused.
fn apply(session: &mut Session, inputs: &[Input]) -> Vec<String> {
    let mut refused = Vec::new();
    for input in inputs {
        match session.submit(input.clone()) {
            Submitted::Done(Err(error)) => refused.push(format!("{}: {}", error.code(), error.message())),
            Submitted::NotFound => refused.push(format!("{input:?}")),
            _ => {}
        }
    }
    refused
}

#[test]
fn every_lab_can_be_copied_as_a_whole_with_what_connects_it() {
    for template in Template::ALL {
        let mut session = after(template, 45_000);
        let before = nodes(session.cloud());
        let clip = copy(session.cloud(), &before);
        let outside = before.iter().filter(|id| matches!(id, NodeId::Endpoint(_) | NodeId::Crowd(_))).count();
        assert_eq!(clip.len() + outside, before.len(), "{template:?}: {:?}", clip.refused);
        let known = links(session.cloud());
        let plan = paste(session.cloud(), &clip, &before);
        let refused = apply(&mut session, &plan.inputs);
        // A stream takes a while to come into being, and nothing can read it before.
        let is_early = |text: &String| {
            text.contains("Stream not found")
                || text.starts_with("ResourceInUse")
                || text.contains("ACTIVE")
                || text.contains("active")
        };
        assert!(refused.iter().all(is_early), "{template:?}: {refused:#?}");
        let now = nodes(session.cloud());
        let made = plan.made(session.cloud(), &now, &before);
        assert_eq!(made.len(), clip.len(), "{template:?}: {:?}", plan.names);
        if refused.is_empty() {
            let copy_of = |id: NodeId| made.iter().find(|(old, _)| *old == id).map(|(_, new)| *new);
            let all = links(session.cloud());
            for (a, b) in known {
                if let (Some(a), Some(b)) = (copy_of(a), copy_of(b)) {
                    assert!(all.contains(&(a, b)), "{template:?}: {a} and {b} are not connected: {all:?}");
                }
            }
        }
        // The originals are as they were.
        assert!(before.iter().all(|id| now.contains(id)), "{template:?}");
    }
}

#[test]
fn a_copy_is_taken_back_at_once_and_can_be_made_twice() {
    let mut session = after(Template::FilteredFanOut, 2_000);
    let digest = session.digest();
    let before = nodes(session.cloud());
    let clip = copy(session.cloud(), &before);
    let first = paste(session.cloud(), &clip, &before);
    assert_eq!(apply(&mut session, &first.inputs), Vec::<String>::new());
    let between = nodes(session.cloud());
    let second = paste(session.cloud(), &clip, &between);
    assert!(second.names.iter().all(|(_, name)| name.contains("-copy-2")), "{:?}", second.names);
    assert_eq!(apply(&mut session, &second.inputs), Vec::<String>::new());
    assert!(session.undo_last(second.inputs.len()) && session.undo_last(first.inputs.len()));
    assert_eq!(session.digest(), digest);
    assert!(session.redo_last(first.inputs.len()));
    assert_eq!(nodes(session.cloud()), between);
}

#[test]
fn a_copied_program_goes_on_with_its_place_where_that_is_not_copied() {
    let mut session = after(Template::SlowConsumer, 1_000);
    let actor = session.cloud().actors().last().unwrap();
    let (id, queue) = (NodeId::Actor(actor.id.0), actor.queue().cloned());
    let before = nodes(session.cloud());
    let plan = paste(session.cloud(), &copy(session.cloud(), &[id]), &before);
    assert_eq!(apply(&mut session, &plan.inputs), Vec::<String>::new());
    assert_eq!(session.cloud().actors().last().unwrap().queue().cloned(), queue);
}

#[test]
fn every_node_of_every_lab_can_be_deleted_or_says_why_not() {
    for template in Template::ALL {
        let mut session = after(template, 45_000);
        let digest = session.digest();
        let all = nodes(session.cloud());
        let mut done = 0;
        for id in all.iter().rev() {
            match removal(session.cloud(), *id) {
                Ok(input) => {
                    let refused = apply(&mut session, &[input]);
                    done += 1;
                    let is_known =
                        |text: &String| text.starts_with("BucketNotEmpty") || text.starts_with("ResourceInUse");
                    assert!(refused.iter().all(is_known), "{template:?}, {id}: {refused:?}");
                }
                Err(reason) => assert!(matches!(id, NodeId::Crowd(_)) && reason.ends_with('.'), "{id}: {reason}"),
            }
        }
        assert!(done == 0 || session.undo_last(done));
        assert_eq!(session.digest(), digest, "{template:?}");
    }
}

#[test]
fn what_is_not_there_cannot_be_deleted_or_copied() {
    let session = Template::Empty.session();
    for id in [NodeId::Queue(9), NodeId::Actor(9), NodeId::Alarm(9), NodeId::Application(9), NodeId::Bucket(9)] {
        assert!(removal(session.cloud(), id).is_err());
        assert_eq!(copy(session.cloud(), &[id]).refused.len(), 1);
    }
}
