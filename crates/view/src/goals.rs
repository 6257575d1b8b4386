//! Why a goal is not reached yet, in a sentence that is made of its claim and the lab.

use queuelab::clock::Instant;
use queuelab::scenario::file::{Claim, Verdict, When};
use queuelab::scenario::until::{Condition, Relation};
use queuelab::session::Session;
use queuelab::t;

/// What is missing for a goal; nothing for one that is reached.
pub fn why_not(claim: &Claim, verdict: Verdict, session: &Session) -> Option<String> {
    if verdict.is_true {
        return None;
    }
    Some(match claim {
        Claim::Count(_, relation, wanted) => compared(*relation, *wanted, verdict.figure, true),
        Claim::Condition(When::Never, _) => broken(verdict.first),
        Claim::Condition(When::Once, condition) => of_condition(condition, verdict, true),
        Claim::Condition(When::Now, condition) => of_condition(condition, verdict, false),
        Claim::All(claims) => {
            let missing = claims.iter().find_map(|claim| why_not(claim, claim.judge(session), session));
            missing.unwrap_or_default()
        }
    })
}

fn broken(first: Option<Instant>) -> String {
    match first {
        Some(at) => t!("It happened at {at} s. Undo, or go back to before that.", at),
        None => t!("It happened. Undo, or go back to before that.").to_owned(),
    }
}

fn of_condition(condition: &Condition, verdict: Verdict, once: bool) -> String {
    match condition {
        Condition::Queue(_, _, relation, wanted)
        | Condition::Topic(_, _, relation, wanted)
        | Condition::Figure(_, relation, wanted) => compared(*relation, *wanted, verdict.figure, once),
        Condition::Time(at) => t!("Not before {at} s.", at),
        _ if condition.is_of_events() => t!("It has not happened yet.").to_owned(),
        _ if once => t!("It was never so yet.").to_owned(),
        _ => t!("It is not so now.").to_owned(),
    }
}

/// A figure that is not as it should be.
fn compared(relation: Relation, wanted: u64, figure: Option<u64>, grows: bool) -> String {
    let Some(figure) = figure else { return t!("What it is about is not there.").to_owned() };
    match relation {
        Relation::AtLeast => t!("{figure} now, at least {wanted} are wanted.", figure, wanted),
        // What is counted only grows.
        Relation::AtMost if grows => {
            t!("{figure} already, at most {wanted} are wanted. Undo, or go back.", figure, wanted)
        }
        Relation::AtMost => t!("{figure} now, at most {wanted} are wanted.", figure, wanted),
        Relation::Equal => t!("{figure} now, {wanted} are wanted.", figure, wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Duration;
    use queuelab::session::templates::Template;

    fn why(text: &str) -> Option<String> {
        let mut session = Template::SlowConsumer.session();
        session.seek(session.now().after(Duration::from_secs(25)));
        let claim = Claim::parse(text).unwrap();
        why_not(&claim, claim.judge(&session), &session)
    }

    #[test]
    fn what_is_missing_is_said_with_its_figure() {
        assert_eq!(why("queue jobs sent >= 1"), None);
        assert_eq!(why("queue jobs sent >= 900").unwrap(), "5 now, at least 900 are wanted.");
        assert_eq!(why("queue jobs sent <= 1").unwrap(), "5 now, at most 1 are wanted.");
        assert_eq!(why("queue nowhere empty").unwrap(), "What it is about is not there.");
        assert_eq!(why("event dead-letter").unwrap(), "It has not happened yet.");
        assert_eq!(why("dlq").unwrap(), "It is not so now.");
        assert_eq!(why("once dlq").unwrap(), "It was never so yet.");
        assert!(why("never event timeout").unwrap().starts_with("It happened at "));
        assert!(why("count timeout <= 0").unwrap().contains("already"));
        assert_eq!(why("queue jobs sent >= 1 and event dead-letter").unwrap(), "It has not happened yet.");
    }
}
