//! `ListDeadLetterSourceQueues`.

use super::list_queues::Page;
use crate::sqs::api::{ListDeadLetterSourceQueues, ListDeadLetterSourceQueuesResult};
use crate::sqs::{Cx, Result, Sqs, SqsError};

impl Sqs {
    /// The queues whose redrive policy names this one. They can only be of its account and Region.
    pub(super) fn list_dead_letter_source_queues(
        &mut self,
        cx: &mut Cx<'_>,
        request: &ListDeadLetterSourceQueues,
    ) -> Result<ListDeadLetterSourceQueuesResult> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let page = Page::parse(request.max_results, &request.next_token)?;
        let key = &self.queue(id).ok_or_else(SqsError::no_such_queue)?.key;
        let arn = key.arn();
        let sources = self
            .queues_of(key.account, key.region)
            .filter(|queue| queue.attributes.redrive.as_ref().is_some_and(|policy| policy.target == arn));
        let (queue_urls, next_token) = page.of(sources);
        Ok(ListDeadLetterSourceQueuesResult { queue_urls, next_token })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, redrive_to};
    use crate::sqs::api::{ListDeadLetterSourceQueues, ListDeadLetterSourceQueuesResult, Reply};

    fn list(bench: &mut Bench, request: ListDeadLetterSourceQueues) -> ListDeadLetterSourceQueuesResult {
        match bench.call(request).unwrap() {
            Reply::ListDeadLetterSourceQueues(result) => result,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_sources_of_a_dead_letter_queue_come_in_pages() {
        let mut bench = Bench::new();
        for name in ["dlq", "a", "b", "c"] {
            bench.queue(name);
        }
        for source in ["c", "a"] {
            bench.set(source, &[("RedrivePolicy", &redrive_to("dlq", 3))]).unwrap();
        }
        let mut request = ListDeadLetterSourceQueues { queue_url: "dlq".into(), ..Default::default() };
        let all = list(&mut bench, request.clone());
        let urls = ["a", "c"].map(|name| format!("https://sqs.us-east-1.amazonaws.com/000000000000/{name}"));
        assert_eq!((all.queue_urls.as_slice(), all.next_token), (urls.as_slice(), None));
        request.max_results = Some(1);
        let first = list(&mut bench, request.clone());
        assert_eq!(first.queue_urls, urls[..1]);
        request.next_token = first.next_token.unwrap();
        let second = list(&mut bench, request);
        assert_eq!((second.queue_urls.as_slice(), second.next_token), (&urls[1..], None));
    }

    #[test]
    fn a_queue_that_is_nobodys_dead_letter_queue_has_no_sources() {
        let mut bench = Bench::new();
        bench.queue("q");
        let request = ListDeadLetterSourceQueues { queue_url: "q".into(), ..Default::default() };
        assert_eq!(list(&mut bench, request).queue_urls, Vec::<String>::new());
    }
}
