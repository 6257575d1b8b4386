//! `ListQueues`, and how lists of queues are cut into pages.

use super::create_queue::{FIFO_SUFFIX, is_plain_name};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Region};
use crate::sqs::api::{ListQueues, ListQueuesResult};
use crate::sqs::queue::Queue;
use crate::sqs::{Cx, Result, Sqs, SqsError};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The longest page, and its length when none is asked for.
const PAGE_MAX: usize = 1_000;

/// Which part of a list a request asks for.
pub(super) struct Page {
    /// The name after which it begins.
    after: Option<String>,
    /// At most so many; `None` for the first thousand without a token for the rest.
    max: Option<usize>,
}

impl Page {
    /// Checks the two parameters. A token is the last name of the page before, in base64.
    pub(super) fn parse(max_results: Option<i64>, next_token: &str) -> Result<Self> {
        let check = |max: i64| {
            let in_range = usize::try_from(max).ok().filter(|max| (1..=PAGE_MAX).contains(max));
            in_range
                .ok_or_else(|| SqsError::invalid_value(max, "MaxResults", "Must be between 1 and 1000, if provided."))
        };
        let max = max_results.map(check).transpose()?;
        if next_token.is_empty() {
            return Ok(Self { after: None, max });
        }
        if max.is_none() {
            let sentence = "MaxResults is a mandatory parameter when you provide a value for NextToken.";
            return Err(SqsError::invalid(sentence));
        }
        let name = STANDARD.decode(next_token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let is_queue_name = |name: &String| is_plain_name(name.strip_suffix(FIFO_SUFFIX).unwrap_or(name));
        let after = name.filter(is_queue_name).ok_or_else(|| SqsError::invalid("Invalid or expired next token."))?;
        Ok(Self { after: Some(after), max })
    }

    /// The URLs of the page, and the token of the next one where there is more.
    pub(super) fn of<'a>(&self, queues: impl Iterator<Item = &'a Queue>) -> (Vec<String>, Option<String>) {
        let is_later = |queue: &&Queue| self.after.as_ref().is_none_or(|after| *queue.key.name > **after);
        let mut rest = queues.filter(is_later).peekable();
        let page: Vec<&Queue> = rest.by_ref().take(self.max.unwrap_or(PAGE_MAX)).collect();
        let has_more = self.max.is_some() && rest.peek().is_some();
        let token = page.last().filter(|_| has_more).map(|last| STANDARD.encode(last.key.name.as_bytes()));
        (page.into_iter().map(|queue| queue.key.url()).collect(), token)
    }
}

impl Sqs {
    /// The queues of an account in a Region, in order of name.
    pub(super) fn queues_of(&self, account: AccountId, region: Region) -> impl Iterator<Item = &Queue> {
        let names = self.names.get(&(account, region));
        names.into_iter().flat_map(SortedMap::values).filter_map(|id| self.queue(*id))
    }

    /// The caller's own queues whose names begin with a prefix.
    pub(super) fn list_queues(&mut self, cx: &mut Cx<'_>, request: &ListQueues) -> Result<ListQueuesResult> {
        let page = Page::parse(request.max_results, &request.next_token)?;
        let prefix = request.queue_name_prefix.as_str();
        let own = self.queues_of(cx.caller.account, cx.caller.region);
        let (queue_urls, next_token) = page.of(own.filter(|queue| queue.key.name.starts_with(prefix)));
        Ok(ListQueuesResult { queue_urls, next_token })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use crate::sqs::api::{ListQueues, ListQueuesResult, Reply};
    use crate::sqs::{ErrorCode, SqsError};

    fn list(bench: &mut Bench, request: ListQueues) -> Result<ListQueuesResult, SqsError> {
        match bench.call(request)? {
            Reply::ListQueues(result) => Ok(result),
            other => panic!("{other:?}"),
        }
    }

    fn names(result: &ListQueuesResult) -> Vec<&str> {
        result.queue_urls.iter().map(|url| url.rsplit('/').next().unwrap()).collect()
    }

    #[test]
    fn queues_come_in_order_of_name_and_the_prefix_minds_case() {
        let mut bench = Bench::new();
        for name in ["b", "a2", "A3", "a1"] {
            bench.queue(name);
        }
        assert_eq!(names(&list(&mut bench, ListQueues::default()).unwrap()), ["A3", "a1", "a2", "b"]);
        let prefixed = ListQueues { queue_name_prefix: "a".into(), ..ListQueues::default() };
        assert_eq!(names(&list(&mut bench, prefixed).unwrap()), ["a1", "a2"]);
    }

    #[test]
    fn pages_follow_each_other_by_token_until_nothing_is_left() {
        let mut bench = Bench::new();
        for name in ["a", "b", "c", "d"] {
            bench.queue(name);
        }
        let mut request = ListQueues { max_results: Some(3), ..ListQueues::default() };
        let first = list(&mut bench, request.clone()).unwrap();
        assert_eq!(names(&first), ["a", "b", "c"]);
        request.next_token = first.next_token.unwrap();
        let second = list(&mut bench, request).unwrap();
        assert_eq!((names(&second), &second.next_token), (vec!["d"], &None));
        let exact = list(&mut bench, ListQueues { max_results: Some(4), ..ListQueues::default() }).unwrap();
        assert_eq!(exact.next_token, None, "a full last page has no token");
    }

    #[test]
    fn without_max_results_a_thousand_come_and_no_token() {
        let mut bench = Bench::new();
        for number in 0..1_001 {
            bench.queue(&format!("q{number}"));
        }
        let result = list(&mut bench, ListQueues::default()).unwrap();
        assert_eq!((result.queue_urls.len(), result.next_token), (1_000, None));
    }

    #[test]
    fn a_bad_page_is_refused() {
        let range = |value: i64| {
            format!(
                "Value {value} for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if provided."
            )
        };
        let mandatory = "MaxResults is a mandatory parameter when you provide a value for NextToken.".to_owned();
        let expired = "Invalid or expired next token.".to_owned();
        let rows = [
            (Some(0), "", range(0)),
            (Some(1_001), "", range(1_001)),
            (Some(-1), "", range(-1)),
            (None, "YQ==", mandatory),
            (Some(1), "?", expired.clone()),
            (Some(1), "/w==", expired.clone()),
            (Some(1), "IA==", expired),
        ];
        for (max_results, token, sentence) in rows {
            let request = ListQueues { max_results, next_token: token.into(), ..ListQueues::default() };
            let error = list(&mut Bench::new(), request).unwrap_err();
            assert_eq!((error.code, error.message), (ErrorCode::InvalidParameterValue, sentence));
        }
    }
}
