//! `GetQueueUrl`.

use crate::sqs::api::{GetQueueUrl, QueueUrlResult};
use crate::sqs::{Cx, Result, Sqs, SqsError};

impl Sqs {
    /// The URL of a queue of the caller's account, or of the account that the request names.
    pub(super) fn get_queue_url(&mut self, cx: &mut Cx<'_>, request: &GetQueueUrl) -> Result<QueueUrlResult> {
        if request.queue_name.is_empty() {
            return Err(SqsError::missing("QueueName"));
        }
        let owner = request.queue_owner_aws_account_id.as_str();
        // An account number that cannot exist owns no queue.
        let account =
            if owner.is_empty() { cx.caller.account } else { owner.parse().map_err(|_| SqsError::no_such_queue())? };
        let queue = self.find(account, cx.caller.region, &request.queue_name).and_then(|id| self.queue(id));
        queue.map(|queue| QueueUrlResult { queue_url: queue.key.url() }).ok_or_else(SqsError::no_such_queue)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use crate::sqs::api::GetQueueUrl;
    use crate::sqs::{ErrorCode, SqsError};

    fn ask(bench: &mut Bench, name: &str, owner: &str) -> Result<String, SqsError> {
        bench.url(GetQueueUrl { queue_name: name.into(), queue_owner_aws_account_id: owner.into() })
    }

    #[test]
    fn the_url_names_region_account_and_queue() {
        let mut bench = Bench::new();
        bench.queue("q");
        let url = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
        assert_eq!(ask(&mut bench, "q", "").as_deref(), Ok(url));
        assert_eq!(ask(&mut bench, "q", "000000000000").as_deref(), Ok(url));
    }

    #[test]
    fn no_queue_of_that_name_or_owner_is_an_error() {
        let mut bench = Bench::new();
        bench.queue("q");
        for (name, owner) in [("p", ""), ("Q", ""), ("q", "111111111111"), ("q", "nobody")] {
            let error = ask(&mut bench, name, owner).unwrap_err();
            assert_eq!(
                (error.code, error.message.as_str()),
                (ErrorCode::QueueDoesNotExist, "The specified queue does not exist.")
            );
        }
        assert_eq!(ask(&mut bench, "", "").unwrap_err().code, ErrorCode::MissingParameter);
    }
}
