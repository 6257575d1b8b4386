//! E-mails as they stand in an inbox: who they are from, their subject, and their text with its link.
//!
//! Source: "Email notifications" in the SNS developer guide: the sender's name is the topic's display name, that of a
//! confirmation "AWS Notifications". Attributes and the envelope's other fields are not shown. The sentences around a
//! message are this lab's own.

use std::sync::Arc;

/// The sender's name where a topic has no display name, and of all confirmations.
pub const SENDER: &str = "AWS Notifications";
/// The address behind the name.
pub const ADDRESS: &str = "no-reply@sns.amazonaws.com";
/// The subject of a message that has none.
pub const SUBJECT: &str = "AWS Notification Message";
/// The subject of the question whether messages are wanted.
pub const CONFIRMATION_SUBJECT: &str = "AWS Notification - Subscription Confirmation";

/// An e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mail {
    /// The name and the address that it is from.
    pub from: Arc<str>,
    /// Its subject.
    pub subject: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// A name with the address behind it.
fn from(name: &str) -> Arc<str> {
    let name = if name.is_empty() { SENDER } else { name };
    format!("{name} <{ADDRESS}>").into()
}

impl Mail {
    /// The mail of a message: its text, and below it the link that ends the subscription.
    pub fn message(display_name: &str, subject: Option<&str>, text: &str, unsubscribe_url: &str) -> Self {
        let text =
            format!("{text}\n\n--\nTo stop receiving notifications from this topic, visit:\n{unsubscribe_url}\n");
        Self { from: from(display_name), subject: subject.unwrap_or(SUBJECT).into(), text: text.into() }
    }

    /// The mail of a message for `email-json`: the document alone.
    pub fn document(display_name: &str, subject: Option<&str>, document: &str) -> Self {
        Self { from: from(display_name), subject: subject.unwrap_or(SUBJECT).into(), text: document.into() }
    }

    /// The question whether messages of a topic are wanted, with the link that says yes.
    pub fn confirmation(topic_arn: &str, confirm_url: &str) -> Self {
        let text = format!(
            "This address was subscribed to the topic:\n{topic_arn}\n\nTo confirm, visit:\n{confirm_url}\n\n\
             If this was a mistake, nothing needs to be done.\n"
        );
        Self { from: from(SENDER), subject: CONFIRMATION_SUBJECT.into(), text: text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_has_the_display_name_the_subject_and_the_link() {
        let mail = Mail::message("Orders", Some("Paid"), "order 7", "https://end");
        assert_eq!((&*mail.from, &*mail.subject), ("Orders <no-reply@sns.amazonaws.com>", "Paid"));
        assert!(mail.text.starts_with("order 7\n\n") && mail.text.ends_with("https://end\n"), "{}", mail.text);
        let plain = Mail::message("", None, "order 7", "https://end");
        assert_eq!((&*plain.from, &*plain.subject), ("AWS Notifications <no-reply@sns.amazonaws.com>", SUBJECT));
        assert_eq!(&*Mail::document("Orders", None, "{}").text, "{}");
    }

    #[test]
    fn a_confirmation_is_from_aws_and_names_the_topic() {
        let mail = Mail::confirmation("arn:aws:sns:us-east-1:000000000000:orders", "https://yes");
        assert_eq!(
            (&*mail.from, &*mail.subject),
            ("AWS Notifications <no-reply@sns.amazonaws.com>", CONFIRMATION_SUBJECT)
        );
        assert!(
            mail.text.contains("\narn:aws:sns:us-east-1:000000000000:orders\n")
                && mail.text.contains("\nhttps://yes\n")
        );
    }
}
