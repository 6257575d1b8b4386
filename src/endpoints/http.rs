//! The headers of a request to an HTTP endpoint.
//!
//! Source: "Parsing message formats" and "Raw message delivery" in the SNS developer guide, and requests recorded from
//! AWS. Knows the sender's words only as texts.

use super::Headers;
use std::sync::Arc;

/// What a sender says about itself.
pub const USER_AGENT: &str = "Amazon Simple Notification Service Agent";
/// The type of a body unless the delivery policy names another one.
pub const CONTENT_TYPE: &str = "text/plain; charset=UTF-8";

/// Which of the three kinds of request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageType {
    /// A message.
    Notification,
    /// The question whether messages are wanted.
    SubscriptionConfirmation,
    /// Word that a subscription has ended.
    UnsubscribeConfirmation,
}

impl MessageType {
    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notification => "Notification",
            Self::SubscriptionConfirmation => "SubscriptionConfirmation",
            Self::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        }
    }
}

/// What the headers are made of.
#[derive(Clone, Copy, Debug)]
pub struct HttpMessage<'a> {
    /// Which kind of request.
    pub kind: MessageType,
    /// The message's id.
    pub message_id: &'a str,
    /// The topic.
    pub topic_arn: &'a str,
    /// The subscription; confirmations do not show it.
    pub subscription_arn: &'a str,
    /// Whether the body is the message alone, without its envelope.
    pub raw: bool,
    /// `requestPolicy.headerContentType` of the delivery policy.
    pub content_type: Option<&'a str>,
    /// The endpoint.
    pub url: &'a str,
    /// The body's length in bytes.
    pub bytes: usize,
}

/// The headers in the order in which they are sent.
pub fn http_headers(message: &HttpMessage<'_>) -> Headers {
    let mut headers = Headers::new();
    let mut put = |name: &str, value: &str| headers.push((Arc::from(name), Arc::from(value)));
    put("x-amz-sns-message-type", message.kind.name());
    put("x-amz-sns-message-id", message.message_id);
    put("x-amz-sns-topic-arn", message.topic_arn);
    if message.kind != MessageType::SubscriptionConfirmation {
        put("x-amz-sns-subscription-arn", message.subscription_arn);
    }
    // Only a message can be without its envelope.
    if message.raw && message.kind == MessageType::Notification {
        put("x-amz-sns-rawdelivery", "true");
    }
    put("Content-Length", &message.bytes.to_string());
    put("Content-Type", message.content_type.unwrap_or(CONTENT_TYPE));
    put("Host", host_of(message.url));
    put("Connection", "Keep-Alive");
    put("User-Agent", USER_AGENT);
    put("Accept-Encoding", "gzip,deflate");
    headers
}

/// The host and port of a URL, without credentials.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: HttpMessage<'static> = HttpMessage {
        kind: MessageType::Notification,
        message_id: "id",
        topic_arn: "topic",
        subscription_arn: "topic:sub",
        raw: false,
        content_type: None,
        url: "https://user:secret@example.com:8443/hook?x=@y",
        bytes: 12,
    };

    fn lines(message: &HttpMessage<'_>) -> Vec<String> {
        http_headers(message).iter().map(|(name, value)| format!("{name}: {value}")).collect()
    }

    #[test]
    fn a_notification_has_all_headers_in_order() {
        let expected = [
            "x-amz-sns-message-type: Notification",
            "x-amz-sns-message-id: id",
            "x-amz-sns-topic-arn: topic",
            "x-amz-sns-subscription-arn: topic:sub",
            "Content-Length: 12",
            "Content-Type: text/plain; charset=UTF-8",
            "Host: example.com:8443",
            "Connection: Keep-Alive",
            "User-Agent: Amazon Simple Notification Service Agent",
            "Accept-Encoding: gzip,deflate",
        ];
        assert_eq!(lines(&MESSAGE), expected);
    }

    #[test]
    fn raw_messages_say_so_and_confirmations_name_no_subscription() {
        let raw = lines(&HttpMessage { raw: true, content_type: Some("application/json"), ..MESSAGE });
        assert_eq!(raw[4], "x-amz-sns-rawdelivery: true");
        assert_eq!(raw[6], "Content-Type: application/json");
        for (kind, names_subscription) in
            [(MessageType::SubscriptionConfirmation, false), (MessageType::UnsubscribeConfirmation, true)]
        {
            let found = lines(&HttpMessage { kind, raw: true, ..MESSAGE });
            assert_eq!(found[0], format!("x-amz-sns-message-type: {}", kind.name()));
            assert!(!found.iter().any(|line| line.contains("rawdelivery")));
            assert_eq!(found.iter().any(|line| line.contains("subscription-arn")), names_subscription);
        }
    }

    #[test]
    fn the_host_is_found_in_any_url() {
        for (url, host) in [
            ("http://a.example", "a.example"),
            ("http://a.example?b@c", "a.example"),
            ("a.example/x", "a.example"),
            ("https://[::1]:80/", "[::1]:80"),
            ("", ""),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
