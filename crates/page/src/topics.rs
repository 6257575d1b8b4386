//! What the page does with topics, wherever it is asked to: subscriptions, and the permission that a delivery needs.

use super::lab::Lab;
use queuelab::base::Arn;
use queuelab::lambda::{self, FunctionId};
use queuelab::sns::api::Subscribe;
use queuelab::sns::topic::TopicId;
use queuelab::sqs::api::SetQueueAttributes;
use queuelab::sqs::queue::QueueId;
use queuelab::t;
use queuelab_view::access;

/// The topic's ARN.
pub fn arn_of(lab: Lab, topic: u32) -> Option<Arn> {
    lab.peek(|session| session.cloud().sns().topic(TopicId(topic)).map(|topic| topic.key.arn()))
}

/// Subscribes a queue, and lets its policy allow the topic, as the console does.
pub fn subscribe_queue(lab: Lab, topic: u32, queue: u32) {
    let Some(topic_arn) = arn_of(lab, topic) else { return };
    let Some(endpoint) = lab.peek(|session| session.cloud().sqs().queue(QueueId(queue)).map(|queue| queue.key.arn()))
    else {
        return;
    };
    let request = Subscribe {
        topic_arn: topic_arn.to_string(),
        protocol: "sqs".to_owned(),
        endpoint: Some(endpoint.to_string()),
        ..Subscribe::default()
    };
    if !lab.try_call(request) {
        return;
    }
    allow(lab, &topic_arn, queue);
    let name = endpoint.resource;
    lab.notify(
        t!(
            "{name} now gets what is published to {resource}; its policy allows the topic.",
            name,
            resource = topic_arn.resource
        ),
        false,
    );
}

/// Subscribes a function, and lets its policy allow the topic, as the console does.
pub fn subscribe_function(lab: Lab, topic: u32, function: u32) {
    let Some(topic_arn) = arn_of(lab, topic) else { return };
    let Some(name) = lab.peek(|session| {
        session.cloud().lambda().function(FunctionId(function)).map(|function| function.arn().to_string())
    }) else {
        return;
    };
    let statement: lambda::api::Request = lambda::api::AddPermission {
        function_name: name.clone(),
        statement_id: format!("sns-{}", topic_arn.resource.replace('.', "-")),
        action: "lambda:InvokeFunction".to_owned(),
        principal: "sns.amazonaws.com".to_owned(),
        source_arn: Some(topic_arn.to_string()),
        ..lambda::api::AddPermission::default()
    }
    .into();
    // One that is there already is as good.
    let _ = lab.call(statement);
    let request = Subscribe {
        topic_arn: topic_arn.to_string(),
        protocol: "lambda".to_owned(),
        endpoint: Some(name),
        ..Subscribe::default()
    };
    if lab.try_call(request) {
        lab.notify(t!("The function now gets what is published to {resource}.", resource = topic_arn.resource), false);
    }
}

/// Adds the statement that lets a topic send to a queue, unless it may already.
pub fn allow(lab: Lab, topic: &Arn, queue: u32) {
    let found = lab.peek(|session| {
        let queue = session.cloud().sqs().queue(QueueId(queue))?;
        let statement = access::barrier(session.cloud(), topic, queue)?.statement;
        let policy = queue.attributes.policy.as_ref().map_or("", |policy| policy.text());
        Some((queue.key.url(), access::with_statement(policy, statement)))
    });
    if let Some((queue_url, policy)) = found {
        lab.try_call(SetQueueAttributes { queue_url, attributes: [("Policy".to_owned(), policy)].into() });
    }
}
