//! `GetQueueAttributes`.

use crate::base::collections::map_of;
use crate::clock::Epoch;
use crate::sqs::api::{GetQueueAttributes, GetQueueAttributesResult};
use crate::sqs::attributes::AttributeName;
use crate::sqs::queue::Queue;
use crate::sqs::{Cx, Result, Sqs, SqsError};

impl Queue {
    /// An attribute as AWS shows it; `None` where it has no value, as those of FIFO queues on a standard one.
    pub fn attribute(&self, name: AttributeName, epoch: Epoch) -> Option<String> {
        match name {
            AttributeName::ApproximateNumberOfMessages => Some(self.counts.visible.to_string()),
            AttributeName::ApproximateNumberOfMessagesDelayed => Some(self.counts.delayed.to_string()),
            AttributeName::ApproximateNumberOfMessagesNotVisible => Some(self.counts.in_flight.to_string()),
            AttributeName::CreatedTimestamp => Some(epoch.unix_secs(self.created).to_string()),
            AttributeName::LastModifiedTimestamp => Some(epoch.unix_secs(self.modified).to_string()),
            AttributeName::QueueArn => Some(self.key.arn().to_string()),
            setting => self.attributes.text(setting),
        }
    }
}

impl Sqs {
    /// The named attributes, or all, as far as they have a value.
    pub(super) fn get_queue_attributes(
        &mut self,
        cx: &mut Cx<'_>,
        request: &GetQueueAttributes,
    ) -> Result<GetQueueAttributesResult> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let mut names = Vec::new();
        for name in &request.attribute_names {
            match AttributeName::parse(name) {
                Some(name) => names.push(name),
                None if name == "All" => names.extend(AttributeName::ALL),
                None => return Err(SqsError::unknown_attribute(name)),
            }
        }
        let value = |name: AttributeName| Some((name.as_str(), queue.attribute(name, cx.epoch)?));
        Ok(GetQueueAttributesResult { attributes: map_of(names.into_iter().filter_map(value)) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use crate::sqs::ErrorCode;

    const FRESH: &str = "ApproximateNumberOfMessages=0 ApproximateNumberOfMessagesDelayed=0 \
                         ApproximateNumberOfMessagesNotVisible=0 CreatedTimestamp=1767225601 DelaySeconds=0 \
                         LastModifiedTimestamp=1767225601 MaximumMessageSize=1048576 MessageRetentionPeriod=345600 \
                         QueueArn=arn:aws:sqs:us-east-1:000000000000:q ReceiveMessageWaitTimeSeconds=0 \
                         SqsManagedSseEnabled=true VisibilityTimeout=30";

    fn show(bench: &mut Bench, queue: &str, names: &[&str]) -> String {
        let shown = bench.attributes(queue, names).unwrap();
        shown.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn all_on_a_fresh_standard_queue_is_this_set() {
        let mut bench = Bench::new();
        bench.wait_millis(1_999);
        bench.queue("q");
        assert_eq!(show(&mut bench, "q", &["All"]), FRESH);
    }

    #[test]
    fn a_fifo_queue_has_four_attributes_more() {
        let mut bench = Bench::new();
        bench.queue("q.fifo");
        let standard = FRESH.split(' ').map(|pair| pair.split('=').next().unwrap());
        let more = ["ContentBasedDeduplication", "DeduplicationScope", "FifoQueue", "FifoThroughputLimit"];
        let mut names: Vec<&str> = standard.chain(more).collect();
        names.sort_unstable();
        let shown = bench.attributes("q.fifo", &["All"]).unwrap();
        assert_eq!(shown.keys().copied().collect::<Vec<_>>(), names);
        assert_eq!(
            show(&mut bench, "q.fifo", &more),
            "ContentBasedDeduplication=false DeduplicationScope=queue FifoQueue=true FifoThroughputLimit=perQueue"
        );
    }

    #[test]
    fn no_name_gives_nothing_and_an_unknown_one_an_error() {
        let mut bench = Bench::new();
        bench.queue("q");
        assert_eq!(show(&mut bench, "q", &[]), "");
        assert_eq!(show(&mut bench, "q", &["DelaySeconds", "Policy", "FifoQueue", "DelaySeconds"]), "DelaySeconds=0");
        for names in [&["Nonsense"][..], &["All", "Nonsense"]] {
            let error = bench.attributes("q", names).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidAttributeName);
            assert_eq!(error.message, "Unknown Attribute Nonsense.");
        }
    }
}
