//! What the page does with delivery streams, wherever it is asked to: who puts into them.

use super::lab::Lab;
use super::topics;
use crate::actors::{Actor, ActorConfig};
use crate::base::{ActorId, Arn};
use crate::cloud::Input;
use crate::firehose::{Source, StreamId};
use crate::sns::api::Subscribe;

/// The stream's ARN, if something can be put into it; says why not otherwise.
fn takes_puts(lab: Lab, stream: u32) -> Option<Arn> {
    let found = lab.peek(|session| {
        let stream = session.cloud().firehose().stream(StreamId(stream))?;
        Some((stream.key.arn(), matches!(stream.source, Source::DirectPut(_))))
    });
    let (arn, is_direct) = found?;
    if !is_direct {
        lab.notify("This delivery stream reads a data stream, and nobody else can put into it.", true);
    }
    is_direct.then_some(arn)
}

/// Lets a producer put into a delivery stream.
pub fn connect_actor(lab: Lab, actor: u32, stream: u32) {
    let Some(arn) = takes_puts(lab, stream) else { return };
    match lab.peek(|session| session.cloud().actor(ActorId(actor)).map(Actor::config)) {
        Some(mut config @ (ActorConfig::Producer(_) | ActorConfig::Agent(_))) => {
            config.set_queue(Some(arn));
            lab.submit(Input::SetActor(ActorId(actor), config));
        }
        _ => lab.notify("Nobody reads a delivery stream: it delivers by itself. Producers put into it.", true),
    }
}

/// Subscribes a delivery stream to a topic, by a role that SNS puts with.
pub fn subscribe(lab: Lab, topic: u32, stream: u32) {
    let (Some(arn), Some(topic_arn)) = (takes_puts(lab, stream), topics::arn_of(lab, topic)) else { return };
    let role = format!("arn:aws:iam::{}:role/sns-firehose", arn.account);
    let request = Subscribe {
        topic_arn: topic_arn.to_string(),
        protocol: "firehose".to_owned(),
        endpoint: Some(arn.to_string()),
        attributes: [("SubscriptionRoleArn".to_owned(), role)].into(),
        ..Subscribe::default()
    };
    if lab.try_call(request) {
        lab.notify(format!("{} now gets what is published to {}.", arn.resource, topic_arn.resource), false);
    }
}
