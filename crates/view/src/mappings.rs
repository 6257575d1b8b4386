//! Event source mappings as a function's panel shows them.

use super::NodeId;
use super::describe::{number, span};
use super::geometry::node_of_arn;
use queuelab::clock::Duration;
use queuelab::cloud::Cloud;
use queuelab::lambda::{FunctionId, Mapping};
use queuelab::t;

/// A mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingCard {
    /// Its number.
    pub id: u32,
    /// Its id in the API.
    pub uuid: String,
    /// What the function works through.
    pub source: String,
    /// That on the stage.
    pub node: Option<NodeId>,
    /// Its state.
    pub state: String,
    /// Whether it works, or will.
    pub is_on: bool,
    /// How far it is, a line for each shard, or one for the queue.
    pub lines: Vec<String>,
    /// What came of the last batch.
    pub result: Option<String>,
}

/// Those of a function, in the order in which they were made.
pub fn cards(cloud: &Cloud, function: u32) -> Vec<MappingCard> {
    let lambda = cloud.lambda();
    let is_its = |mapping: &&Mapping| lambda.function_of(mapping).is_some_and(|found| found.id == FunctionId(function));
    let card = |mapping: &Mapping| MappingCard {
        id: mapping.id.0,
        uuid: mapping.uuid.to_string(),
        source: mapping.source.arn.resource.replace("stream/", "stream "),
        node: node_of_arn(cloud, &mapping.source.arn),
        state: mapping.state.name().to_owned(),
        is_on: mapping.is_enabled,
        lines: if mapping.settings.stream.is_some() { shards(cloud, mapping) } else { vec![queue(mapping)] },
        result: mapping.last_result.as_deref().map(str::to_owned),
    };
    lambda.mappings().filter(is_its).map(card).collect()
}

fn queue(mapping: &Mapping) -> String {
    let (pollers, totals) = (mapping.pollers(), mapping.pollers().totals);
    t!(
        "{invoking} batches at once of {allowed} allowed, {succeeded} messages done, {failed} failed",
        invoking = pollers.invoking(),
        allowed = pollers.allowed(),
        succeeded = number(totals.succeeded),
        failed = number(totals.failed)
    )
}

fn shards(cloud: &Cloud, mapping: &Mapping) -> Vec<String> {
    let found = cloud.kinesis().find_arn(&mapping.source.arn).and_then(|id| cloud.kinesis().stream(id));
    let Some(stream) = found else { return vec![t!("Its stream is gone.").to_owned()] };
    let node = cloud.lambda().function_of(mapping).map(|function| NodeId::Function(function.id.0));
    let readings = super::readings::of(cloud, stream);
    let line = |reading: &super::readings::Reading| match reading.behind {
        0 => t!("Shard {shard}: all done", shard = reading.shard),
        behind => {
            let ago = span(Duration::from_millis(reading.behind_ms));
            t!(
                "Shard {shard}: {behind} records not done, the oldest of them {ago} old",
                shard = reading.shard,
                behind = number(behind),
                ago
            )
        }
    };
    readings.iter().filter(|reading| Some(reading.node) == node).map(line).collect()
}
