//! Choosing where something is sent: a queue, topic or function of the lab, or any ARN that is typed.

use queuelab::cloud::Cloud;
use queuelab::t;

/// The choice that stands for an ARN that is typed.
pub const OTHER: &str = "other";

/// What can be chosen: ARNs with their words, nothing at the beginning and a typed ARN at the end.
pub fn options(cloud: &Cloud, with_functions: bool, none: &str) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), none.to_owned())];
    let queues = cloud.sqs().queues();
    options.extend(queues.map(|queue| (queue.key.arn().to_string(), queue_name(queue.is_fifo(), &queue.key.name))));
    let topics = cloud.sns().topics();
    options.extend(topics.map(|topic| (topic.key.arn().to_string(), topic_name(topic.is_fifo(), &topic.key.name))));
    if with_functions {
        let functions = cloud.lambda().functions();
        options.extend(
            functions.map(|function| (function.arn().to_string(), t!("function {name}", name = function.key.name))),
        );
    }
    options.push((OTHER.to_owned(), t!("another ARN").to_owned()));
    options
}

fn queue_name(fifo: bool, name: &str) -> String {
    if fifo { t!("FIFO queue {name}", name) } else { t!("queue {name}", name) }
}

fn topic_name(fifo: bool, name: &str) -> String {
    if fifo { t!("FIFO topic {name}", name) } else { t!("topic {name}", name) }
}

/// The choice that shows an ARN, and what is typed beside it.
pub fn split(options: &[(String, String)], arn: &str) -> (String, String) {
    if options.iter().any(|(value, _)| value == arn) {
        (arn.to_owned(), String::new())
    } else {
        (OTHER.to_owned(), arn.to_owned())
    }
}

/// The ARN that a choice with a typed text comes to.
pub fn join(choice: &str, typed: &str) -> String {
    if choice == OTHER { typed.trim().to_owned() } else { choice.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::Dials;
    use queuelab::limits::LimitSet;
    use queuelab::sqs::api::CreateQueue;

    #[test]
    fn an_arn_is_shown_by_its_choice_or_as_it_was_typed() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
        let options = options(&cloud, true, "none");
        let words: Vec<&str> = options.iter().map(|(_, word)| word.as_str()).collect();
        assert_eq!(words, ["none", "queue q", "another ARN"]);
        for arn in ["", "arn:aws:sqs:us-east-1:000000000000:q", "arn:aws:sqs:us-east-1:000000000000:elsewhere"] {
            let (choice, typed) = split(&options, arn);
            assert_eq!(choice == OTHER, arn.ends_with("elsewhere"));
            assert_eq!(join(&choice, &typed), arn);
        }
    }
}
