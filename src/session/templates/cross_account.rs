//! A queue and two users of another account: which of two policies is missing, told by what each send comes to.

use super::super::SavedRun;
use super::{arn, call, queue, reader, run_at};
use crate::base::{AccountId, Caller, Principal};
use crate::cloud::Input;
use crate::iam::api::{CreateUser, PutUserPolicy, Request};
use crate::sqs::api::{SendMessage, SetQueueAttributes};

/// The account from which is sent.
const OTHER: u64 = 111_122_223_333;
const URL: &str = "https://sqs.us-east-1.amazonaws.com/000000000000/orders";

fn caller(principal: Principal) -> Caller {
    Caller { account: AccountId::new(OTHER).unwrap_or(AccountId::DEFAULT), principal, ..Caller::default() }
}

/// The other account's root does something in IAM.
fn iam(request: impl Into<Request>) -> Input {
    Input::Call { caller: caller(Principal::Root), call: request.into().into() }
}

fn user(name: &str) -> Input {
    iam(CreateUser { user_name: name.to_owned() })
}

fn send(user: &str, body: &str) -> Input {
    let (queue_url, message_body) = (URL.to_owned(), body.to_owned());
    let request = SendMessage { queue_url, message_body, ..SendMessage::default() };
    Input::Call { caller: caller(Principal::User(user.to_owned())), call: request.into() }
}

/// Lets the other account send.
fn open() -> Input {
    let policy = format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Sid\":\"partner\",\"Effect\":\"Allow\",\
         \"Principal\":{{\"AWS\":\"arn:aws:iam::{OTHER}:root\"}},\"Action\":\"sqs:SendMessage\",\"Resource\":\"{}\"}}]}}",
        arn("orders")
    );
    let attributes = [("Policy".to_owned(), policy)].into();
    call(SetQueueAttributes { queue_url: URL.to_owned(), attributes })
}

/// What ann's own account lets her do.
fn may_send(user: &str) -> Input {
    let policy_document = format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"{}\"}}]}}",
        arn("orders")
    );
    iam(PutUserPolicy { user_name: user.to_owned(), policy_name: "lab".to_owned(), policy_document })
}

/// The lab, in which the story happens by itself.
pub(super) fn run() -> SavedRun {
    let story = [
        (0, queue("orders", &[("VisibilityTimeout", "20")])),
        (0, user("ann")),
        (0, may_send("ann")),
        (0, user("bob")),
        (0, reader("warehouse", "orders", 1_500)),
        (2, send("ann", "order 1 of ann")),
        (4, open()),
        (6, send("ann", "order 2 of ann")),
        (8, send("bob", "order 1 of bob")),
    ];
    run_at(story)
}

#[cfg(test)]
mod tests {
    use super::super::Template;
    use crate::clock::{Duration, Instant};
    use crate::cloud::EventKind;
    use crate::sqs::SqsEvent;

    #[test]
    fn the_policy_of_the_queue_opens_it_and_bob_lacks_his_own() {
        let mut session = Template::CrossAccount.session();
        assert_eq!(session.now(), Instant::ZERO);
        session.seek(Instant::ZERO.after(Duration::from_secs(20)));
        let denials: Vec<_> = session
            .events()
            .filter_map(|event| match &event.kind {
                EventKind::Refused { denial: Some(denial), .. } => Some((denial.who.clone(), denial.in_identity)),
                _ => None,
            })
            .collect();
        let who = |name: &str| format!("arn:aws:iam::111122223333:user/{name}");
        assert_eq!(denials, [(who("ann"), false), (who("bob"), true)]);
        let sent = session.events().filter(|event| matches!(event.kind, EventKind::Sqs(SqsEvent::Sent { .. }))).count();
        let deleted =
            session.events().filter(|event| matches!(event.kind, EventKind::Sqs(SqsEvent::Deleted { .. }))).count();
        assert_eq!((sent, deleted), (1, 1));
    }
}
