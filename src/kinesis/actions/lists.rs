//! `ListStreams`.

use super::streams::mode_of;
use crate::base::Timestamp;
use crate::base::collections::SortedMap;
use crate::kinesis::api::{ListStreams, ListStreamsResult, StreamSummary};
use crate::kinesis::check::Checks;
use crate::kinesis::{Cx, Kinesis, Result};

/// Streams of a page, whatever a request asks for.
const PAGE: usize = 100;

impl Kinesis {
    pub(super) fn list_streams(&self, cx: &Cx<'_>, request: &ListStreams) -> Result<ListStreamsResult> {
        let mut checks = Checks::default();
        checks.range(request.limit, "limit", (1, 10_000));
        checks.name(request.exclusive_start_stream_name.as_deref(), "exclusiveStartStreamName");
        checks.text(request.next_token.as_deref(), "nextToken", (1, 1_048_576));
        checks.finish()?;
        let after = match &request.next_token {
            Some(token) => Some(self.page("streams", token, cx.now)?),
            None => request.exclusive_start_stream_name.clone(),
        };
        let size = request.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE).min(PAGE);
        let names = self.names.get(&(cx.caller.account, cx.caller.region));
        let all = names.into_iter().flat_map(SortedMap::iter);
        let mut found: Vec<_> = all
            .filter(|(name, _)| after.as_deref().is_none_or(|after| &***name > after))
            .filter_map(|(_, id)| self.stream(*id))
            .take(size + 1)
            .collect();
        let has_more_streams = found.len() > size;
        found.truncate(size);
        let last = found.last().filter(|_| has_more_streams);
        let next_token = last.map(|last| self.page_token("streams", cx.now, &last.key.name));
        Ok(ListStreamsResult {
            stream_names: found.iter().map(|stream| stream.key.name.to_string()).collect(),
            has_more_streams,
            next_token,
            stream_summaries: found
                .into_iter()
                .map(|stream| StreamSummary {
                    stream_name: stream.key.name.to_string(),
                    stream_arn: stream.key.arn().to_string(),
                    stream_status: stream.status.name().to_owned(),
                    stream_mode_details: mode_of(stream),
                    stream_creation_timestamp: Timestamp::of(stream.created, cx.epoch),
                })
                .collect(),
        })
    }
}
